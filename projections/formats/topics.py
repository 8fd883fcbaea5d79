"""What does a word of the ledger mean, for someone who asks at the prompt?

A topic is a text in the folder beside this file, a kind of event, a figure or its indicator, or a code list.
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Final

from ledger import codes, everyday
from ledger.codes import MISSING, CodeList
from ledger.errors import NotFound
from ledger.events import GROUPS, KINDS, event_class, kinds
from ledger.near import did_you_mean
from ledger.reading import field_meanings
from projections.indicators import Figure, figures

TEXTS: Final = ("topics", "dates", "codes", "importing", "correcting", "privacy", "threats", "disclosure", "kinds", "indicators", "claims",
                "costs", "reports", "tables", "packs", "rollup", "server", "worlds", "parameters")
PREFIXES: Final = ("kind", "indicator", "figure", "code", "codes", "list", "record", "topic")
SEE: Final = "See what there is: outcomes help topics"


def topic_text(topic: Sequence[str]) -> str:
    """The text on a topic, such as ('dates',), ('larc-fitted',) or ('indicator', 'M09'). Raises NotFound with what is near."""
    words = topic[1:] if len(topic) > 1 and topic[0].lower() in PREFIXES else topic
    name = "-".join(words).lower().replace("_", "-").replace(" ", "-")
    found = "\n".join(_found(name))
    if not found:
        kinds_meant = everyday.kinds(name)
        hint = f"Did you mean {' or '.join(kinds_meant)}?" if kinds_meant else did_you_mean(name, names(), SEE)
        raise NotFound(f"There is no help on {' '.join(topic)!r:.60}.", hint)
    return found


def names() -> list[str]:
    """Every topic."""
    indicators = dict.fromkeys(each.indicator for each in figures().values())
    return [*TEXTS, *kinds(), *indicators, *figures(), *code_lists()]


def _found(name: str) -> Iterator[str]:
    if name in TEXTS:
        yield from _text(name)
    elif name in KINDS:
        yield from _kind(name)
    elif name in code_lists():
        yield from _list(name)
    else:
        wanted = [each for each in figures().values() if name in (each.indicator.lower(), each.name.lower())]
        for number, each in enumerate(wanted):
            yield from ([""] if number else [])
            yield from _figure(each)


def _text(name: str) -> Iterator[str]:
    """A text as it was written, and after it what it announces."""
    yield resources.files(__package__).joinpath("topics", f"{name}.txt").read_text(encoding="utf-8").rstrip()
    if name == "codes":
        yield ""
        yield from (f"  {word}: {each.title}" for word, each in code_lists().items())
    elif name == "kinds":
        for group, members in GROUPS.items():
            yield from ("", group.capitalize().replace("_", " "))
            yield from (f"  {kind}: {_meaning(kind)}" for kind in members)
    elif name == "indicators":
        yield ""
        yield from (f"  {each.name}: {each.title}" for each in figures().values())
    elif name == "parameters":
        from projections.parameters import DEFAULTS

        yield ""
        yield from (f"  {name} ({default}): {meaning}" for name, (default, meaning) in DEFAULTS.items())


def _meaning(kind: str) -> str:
    return " ".join((event_class(kind).__doc__ or "").split())


def _kind(kind: str) -> Iterator[str]:
    yield f"{kind}: {_meaning(kind)}"
    for name, meaning in field_meanings(kind).items():
        yield f"  {name}{'' if meaning.required else ' (may be left out)'}: {meaning.text}"
        if meaning.codes:
            yield f"    One of: {', '.join(meaning.words())}."
            yield f"    List: {meaning.codes.title}; {meaning.codes.standard}."
            yield from (f"    Its codes and meanings: outcomes help {word}" for word in _named(meaning.codes))
    if kind == "parameter-set":
        yield "  Their names and defaults: outcomes help parameters"


@functools.cache
def code_lists() -> Mapping[str, CodeList]:
    """The code lists by the words people type: `larc-method`."""
    return {name.lower().replace("_", "-"): each for name, each in vars(codes).items()
            if isinstance(each, CodeList) and not name.startswith("_")}


def _named(wanted: CodeList) -> Iterator[str]:
    """The words by which a list is asked for; none for yes and no, which need no telling."""
    yield from (word for word, each in code_lists().items() if each is wanted and each is not codes.YES_NO)


def _list(name: str) -> Iterator[str]:
    asked = code_lists()[name]
    yield f"{name}: {asked.title} ({asked.standard})"
    for word, code in asked.known.items():
        meaning = asked.meaning(word)
        said = "" if meaning == word.replace("-", " ") else f": {meaning}"
        yield f"  {code + '  ' if code else ''}{word}{said}"
    using = {kind: [field for field, meaning in field_meanings(kind).items() if meaning.codes is asked] for kind in kinds()}
    for kind, fields in using.items():
        yield from (f"Used in: {kind}, {field}{_or_missing(kind, field)}" for field in fields)


def _or_missing(kind: str, field: str) -> str:
    return f", which also takes {', '.join(MISSING)}" if field_meanings(kind)[field].missing else ""


def _figure(each: Figure) -> Iterator[str]:
    yield f"{each.name}: {each.title} ({each.outcome}; {each.measure}, in {each.unit}; every {each.frequency})"
    yield f"  {each.meaning}"
    for name, said in (("Of whom", each.of_whom), ("Counts", each.counts), ("Missing", each.missing),
                       ("Excluded", each.excluded), ("Baseline", each.baseline), ("Target", each.target)):
        if said:
            yield f"  {name}: {said}"
    if each.examples.strip():
        yield "  Example women, with the day asked and the answer:"
        yield from (f"    {line}" for line in each.examples.strip().splitlines())
    yield f"  The rows behind it: outcomes explain matrix {each.name}"
