"""How is an entry put right, by someone who knows only its position and what changes?

Nothing is rewritten: a correction replaces the whole event of the same woman; an entry made of the wrong
woman is withdrawn and recorded anew of the right one, in one append.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from ledger import history, reading
from ledger.author import Author
from ledger.codec import fields_of
from ledger.entries import Entry, Said, Statement
from ledger.errors import NotFound, Refused
from ledger.folder import Ledger
from ledger.recording import Receipt, append, correction, withdrawal


def entry_at(ledger: Ledger, position: int) -> Entry:
    """The entry at a position. Raises NotFound, naming the last position."""
    entry = ledger.entries.at(position)
    if entry is None:
        raise NotFound(f"There is no entry at position {position}; the last is {ledger.entries.head().position}.",
                       "See who is there: outcomes women")
    return entry


def as_it_stands(ledger: Ledger, entry: Entry) -> Statement:
    """What an entry says now, its last correction applied; a correction says what it corrects to.

    Raises Refused for a correction or withdrawal that no longer stands.
    """
    fact = _fact_of(ledger, entry)
    if fact is None and entry.said.kind in history.RIGHTING:
        raise Refused(f"Position {entry.position} is a {entry.said.kind} entry, not an event that could be put right; nothing was saved.",
                      f"See what it is about: outcomes show {entry.position}")
    return fact.said if fact else entry.said


def first_position(ledger: Ledger, entry: Entry) -> int:
    """Where what an entry says was first said: its own position, or that of the entry which it corrects."""
    fact = _fact_of(ledger, entry)
    return fact.position if fact else entry.position


def _fact_of(ledger: Ledger, entry: Entry) -> history.Fact | None:
    """The fact that rests on an entry, if one does."""
    facts = history.stand(ledger.entries.stream(entry.stream))
    return next((fact for fact in facts if entry.position in fact.because), None)


def correct(ledger: Ledger, entry: Entry, changes: Mapping[str, str], woman: str | None, reason: str, author: Author) -> Receipt:
    """Put an entry right: the fields that change over those that stand, '' taking one out.

    woman: whom it is really about, where that was the error. Raises Refused with every finding.
    """
    return append(ledger, righting(ledger, entry, corrected(ledger, entry, changes, woman, author), reason, author), author)


def corrected(ledger: Ledger, entry: Entry, changes: Mapping[str, str], woman: str | None, author: Author) -> Statement:
    """What an entry will say once these fields are changed. Raises Refused with every finding."""
    old, today = as_it_stands(ledger, entry), ledger.day_of(author.now)
    kept = {"kind": old.kind, "woman": woman or old.woman, "occurred": old.occurred, "by": old.by, "source": old.source,
            "source_ref": old.source_ref, "episode_ref": old.episode_ref, "note": old.note, **fields_of(old.event)}
    try:
        new = reading.statement({**kept, **changes}, old.source, today)
    except reading.BadRow as bad:
        raise Refused("", findings=bad.findings) from None
    if new == replace(old, key=None):
        raise Refused("That is what the entry says already; nothing was saved.", f"See it: outcomes show {entry.position}")
    return new


def righting(ledger: Ledger, entry: Entry, new: Statement, reason: str, author: Author) -> list[Said]:
    """What is appended so that an entry says something new: a correction, or of another woman a withdrawal and the new entry."""
    today = ledger.day_of(author.now)
    if new.woman != entry.said.woman:
        first = entry_at(ledger, first_position(ledger, entry))
        return [Said(withdrawal(first, reason, today)), Said(new)]
    return [Said(correction(entry, new, reason, today))]
