"""From when until when did she use which contraceptive?

LARC is in place from fitting until it is removed, found expelled, fitted anew, due for replacement (`replace_by`),
or at the end of its default life. Another method is in use from start to stop.
"""

import datetime
import functools
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import attrs

from ledger.codes import CONTRACEPTION
from ledger.dates import first_day, months_after
from ledger.history import Fact
from projections.days import Days, span, united
from projections.woman import Woman

LARC: Final = CONTRACEPTION.groups["larc"]
LONG_ACTING: Final = CONTRACEPTION.groups["long_acting"]
WITH_RING: Final = CONTRACEPTION.groups["with_ring"]
EFFECTIVE: Final = CONTRACEPTION.groups["effective"]
TELLING: Final = ("larc-fitted", "larc-removed", "larc-checked", "contraception-started", "contraception-stopped")
BEGINNINGS: Final = ("larc-fitted", "contraception-started")


@attrs.frozen
class Use:
    """One contraceptive, from the fact that began it up to `until`, half-open.

    ended: the removal, expulsion, stop, or new fitting of the method that followed it, if there was one; it may be
    later than `until`, where its life had ended before.
    """

    begun: Fact
    until: datetime.date
    ended: Fact | None

    @property
    def method(self) -> str:
        return str(self.begun.event.method)

    @property
    def said(self) -> str:
        """Such as 'iud fitted 2020-11-04'."""
        return f"{self.method} {'fitted' if self.begun.kind == 'larc-fitted' else 'started'} {self.begun.said.occurred}"

    def holds(self, day: datetime.date) -> bool:
        return self.begun.day <= day < self.until

    def why_not(self) -> str:
        """Why it is no longer in use: how it ended, or that its life did."""
        if self.ended and self.ended.day <= self.until:
            words = {"larc-checked": "found expelled", "contraception-stopped": "stopped"}
            word = words.get(self.ended.kind, "removed")
            return f"{self.method} {word} {self.ended.said.occurred}"
        return f"{self.said} was due for replacement {self.until}"


@functools.lru_cache(maxsize=4)
def uses(woman: Woman, methods: tuple[str, ...] = LARC) -> Sequence[Use]:
    """Her uses of these methods, in order of their beginning."""
    facts = woman.of(*TELLING)
    found = [use for method in methods for use in _uses(woman, [fact for fact in facts if _concerns(fact, method)])]
    return sorted(found, key=lambda use: (use.begun.day, use.method))


def larc_days(woman: Woman, methods: tuple[str, ...] = LARC) -> Days:
    """The days on which a contraceptive of these methods is in place, spells united."""
    return united(*(span(use.begun.day, min(use.until, woman.end)) for use in uses(woman, methods)))


def lifetime_ends(woman: Woman, fitted: Fact) -> datetime.date:
    """When a fitting is due for replacement: as said, else by the default life of its method."""
    if fitted.event.replace_by:
        return first_day(fitted.event.replace_by)
    if fitted.event.method == "injection":
        return fitted.day + datetime.timedelta(woman.parameters["larc.injection-days"])
    return months_after(fitted.day, woman.parameters[f"larc.{fitted.event.method}-months"])


def _concerns(fact: Fact, method: str) -> bool:
    """Whether a fact is of a method; a check that found it expelled is of any that can be."""
    if fact.kind == "larc-checked":
        return fact.event.finding == "expelled" and method in LONG_ACTING
    return bool(fact.event.method == method)


def _uses(woman: Woman, facts: Sequence[Fact]) -> Iterator[Use]:
    for begun, ended in _runs(facts):
        ends = [lifetime_ends(woman, begun)] if begun.kind == "larc-fitted" else [woman.end]
        yield Use(begun, min([*ends, *([ended.day] if ended else [])]), ended)


def _runs(facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact | None]]:
    """One method's beginnings, each with what ended it.

    On a day with both, what ended was in use before; where nothing was, it began and ended on that day.
    """
    held: Fact | None = None
    for _, of_day in groupby(facts, key=lambda fact: fact.day):
        told = list(of_day)
        begun = next((fact for fact in told if fact.kind in BEGINNINGS), None)
        ended = next((fact for fact in reversed(told) if fact.kind not in BEGINNINGS), None)
        if held:
            yield held, ended or begun
            held = begun
        elif begun and ended:
            yield begun, ended
        else:
            held = begun
    if held:
        yield held, None
