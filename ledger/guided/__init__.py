"""How does somebody who knows no commands write down what happened?

By answering questions: `conversation` says what to ask next, given the answers so far; `kinds` and
`answers` say what was meant by one answer; `session` asks, listens and saves.
"""
