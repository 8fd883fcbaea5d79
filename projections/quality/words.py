"""Does any text of an entry hold what a person can be recognised by? Said by field and position, never repeated."""

import functools
import keyword
from collections.abc import Iterator

from ledger.events import event_class
from ledger.fields import meanings
from ledger.history import Fact, History
from projections import free_text
from projections.quality.found import Findings, found

ENVELOPE = ("note", "source_ref", "episode_ref", "by")


def recognisable(history: History) -> Findings:
    """Free text that looks like a name with a title, a telephone number, an email address, a postcode and the like."""
    for fact in history.facts:
        for name, text in _texts(fact):
            for each in free_text.resemblances(text):
                yield found(each.code, each.severity, fact, f"{name} looks as if it holds {each.what}.")


def reference_recognisable(history: History) -> Findings:
    """A woman's reference that is an NHS number."""
    if history.facts and free_text.nhs_number(history.woman) and history.woman.replace(" ", "").isdigit():
        yield found("reference-nhs-number", "must", history.facts[0], "Her reference looks like an NHS number.")


def _texts(fact: Fact) -> Iterator[tuple[str, str]]:
    """The free text of an entry, by the name of its field."""
    for name in ENVELOPE:
        value = getattr(fact.said, name)
        if value:
            yield name, value
    for name, attribute in _fields(fact.kind):
        value = getattr(fact.event, attribute)
        for text in value if isinstance(value, tuple) else (value,):
            if text:
                yield name, text


@functools.cache
def _fields(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields of free text of a kind: as people type them, and in Python."""
    return tuple((name, name + "_" if keyword.iskeyword(name) else name)
                 for name, meaning in meanings(event_class(kind)).items() if meaning.shape in ("text", "texts"))
