"""Which kinds of event are there, and where is each defined?

The table stands here as plain words, so that a command loads the one module that it needs.
Kinds are past-tense facts; a kind's class has the same words in CamelCase; a kind is never reused.
"""
