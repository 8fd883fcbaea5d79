"""In which phase of the programme was each of her days?

Half-open spells made from her events, so that a corrected date moves every number derived from it:
before-2, before-1, outreach, during, after. A day has one phase: during, else outreach, else after,
else before. The day of an event that ends a spell belongs to what follows; a death ends them all.
"""

import datetime
from collections.abc import Mapping
from itertools import groupby
from typing import Final

import attrs

from ledger.dates import months_after
from ledger.history import Fact, History
from projections.days import Days, length, span, united, without

PHASES: Final = ("before-2", "before-1", "outreach", "during", "after")


@attrs.frozen
class Spell:
    """One run through the programme: its days, and the facts that began and ended it (None: still open)."""

    start: datetime.date
    end: datetime.date
    begun: Fact
    ended: Fact | None

    @property
    def days(self) -> Days:
        return span(self.start, self.end)


@attrs.frozen
class Phases:
    """Her days by phase. stands_in: no outreach was recorded, and the date she was identified stands in for it."""

    days: Mapping[str, Days]
    programme: tuple[Spell, ...]
    outreach_from: datetime.date | None
    stands_in: bool
    because: tuple[int, ...]
    about: bool

    def length(self, phase: str) -> int:
        """How many days of a phase she has."""
        return length(self.days[phase])


def phases(history: History, end: datetime.date, months: Mapping[str, int]) -> Phases:
    """Her phases up to `end` (the day after the report's day, or the day of her death).

    months: how long before-1 and before-2 are.
    """
    programme = spells(history, end)
    start, stands_in = _outreach_start(history, programme)
    if start is None:
        return Phases(dict.fromkeys(PHASES, ()), programme, None, False, (), False)
    during = united(*(spell.days for spell in programme))
    outreach = without(_outreach(history, programme, start.day, end), during)
    closed = [spell.end for spell in programme if spell.ended]
    after = without(span(min(closed), end), united(during, outreach)) if closed else ()
    year_before = months_after(start.day, -months["before-1"])
    two_before = months_after(year_before, -months["before-2"])
    taken = united(during, outreach, after)
    days = {"before-2": without(_clipped(two_before, year_before, end), taken),
            "before-1": without(_clipped(year_before, start.day, end), taken),
            "outreach": outreach, "during": during, "after": after}
    made_of = [start, *(fact for spell in programme for fact in (spell.begun, spell.ended) if fact)]
    return Phases(days, programme, start.day, stands_in, tuple(sorted({p for fact in made_of for p in fact.because})),
                  any(fact.about for fact in made_of))


def spells(history: History, end: datetime.date) -> tuple[Spell, ...]:
    """Her runs through the programme, in order. A sign-up while in it, and an end while out of it, change nothing."""
    found: list[Spell] = []
    begun: Fact | None = None
    for day, facts in groupby(history.of("signed-up", "programme-ended"), key=lambda fact: fact.day):
        kinds = {fact.kind: fact for fact in facts}
        ended, signed = kinds.get("programme-ended"), kinds.get("signed-up")
        if begun and ended:
            found.append(_spell(begun, ended, end))
            begun = signed
        elif signed and ended:
            found.append(_spell(signed, ended, end))
        else:
            begun = begun or (signed if day < end else None)
    if begun:
        found.append(_spell(begun, None, end))
    return tuple(found)


def _spell(begun: Fact, ended: Fact | None, end: datetime.date) -> Spell:
    """A run as far as she lived: an end dated after her death ended nothing."""
    if ended is None or ended.day > end:
        return Spell(begun.day, end, begun, None)
    return Spell(begun.day, ended.day, begun, ended)


def _outreach_start(history: History, programme: tuple[Spell, ...]) -> tuple[Fact | None, bool]:
    """Her first outreach, or the first fact that must stand in for it."""
    first = history.first("outreach-started")
    signed = programme[0].begun if programme else None
    if first and (signed is None or first.day <= signed.day):
        return first, False
    identified = history.first("woman-identified")
    if identified and (signed is None or identified.day <= signed.day):
        return identified, True
    return signed, True


def _outreach(history: History, programme: tuple[Spell, ...], first: datetime.date, end: datetime.date) -> Days:
    """From each outreach to the sign-up that follows it, or to the end."""
    starts = [first, *(fact.day for fact in history.of("outreach-started"))]
    signed = [spell.start for spell in programme]
    return united(*(span(start, min(min((s for s in signed if s >= start), default=end), end)) for start in starts))


def _clipped(start: datetime.date, stop: datetime.date, end: datetime.date) -> Days:
    return span(start, min(stop, end))
