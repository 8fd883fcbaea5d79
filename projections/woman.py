"""One woman on one day: what an indicator is given to look at.

What many indicators ask is worked out once and kept: her spells, her phases, her covered days.
"""

import datetime
import functools
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

import attrs

from ledger.dates import WHOLE, first_day, months_after
from ledger.history import Fact, History
from projections import coverage
from projections.days import Days, common, length, without
from projections.parameters import Parameters
from projections.phases import Phases, Spell, phases

OCCURRED: Final = attrgetter("said.occurred")
ONE_DAY: Final = datetime.timedelta(1)
Topic = str | tuple[str, ...]
PARTED: Final[Mapping[str, tuple[str, ...]]] = {   # Kinds of which many figures ask, each of some of their entries alone.
    "need-assessed": ("domain", "rater"), "instrument-completed": ("instrument", "rater"), "substance-use-reviewed": ("substance",),
    "equality-recorded": ("characteristic",)}


@attrs.frozen(eq=False, slots=False)
class Woman:
    """Her history up to and with `day`, and the parameters then in force."""

    history: History
    day: datetime.date
    parameters: Parameters
    _reviewed: dict[str, Days] = attrs.field(init=False, repr=False, factory=dict)
    _covered: dict[tuple[str, str], Days] = attrs.field(init=False, repr=False, factory=dict)

    @property
    def reference(self) -> str:
        return self.history.woman

    def of(self, *kinds: str) -> Sequence[Fact]:
        """Her facts of these kinds, in order of occurrence."""
        return self.history.of(*kinds)

    def first(self, *kinds: str) -> Fact | None:
        return self.history.first(*kinds)

    def last(self, *kinds: str) -> Fact | None:
        return self.history.last(*kinds)

    @functools.cached_property
    def topics(self) -> set[Topic]:
        """Of what there are entries of her: each kind, and of the kinds in PARTED the codes that tell them apart."""
        found: set[Topic] = {*self.history.kinds}
        for kind, names in PARTED.items():
            found.update((kind, *(getattr(fact.event, name) for name in names)) for fact in self.of(kind))
        return found

    @functools.cached_property
    def about(self) -> bool:
        """Whether any of her facts has a day that is only about."""
        return min(map(len, map(OCCURRED, self.history.facts)), default=WHOLE) < WHOLE

    @functools.cached_property
    def died(self) -> Fact | None:
        """The record of her death, if she has died."""
        return coverage.died(self.history)

    @functools.cached_property
    def end(self) -> datetime.date:
        """The half-open end of her days: the day after the report's, or the day she died."""
        return min(self.day + ONE_DAY, self.died.day) if self.died else self.day + ONE_DAY

    @functools.cached_property
    def phases(self) -> Phases:
        months = {"before-1": self.parameters["before-1.months"], "before-2": self.parameters["before-2.months"]}
        return phases(self.history, self.end, months)

    @property
    def programme(self) -> tuple[Spell, ...]:
        """Her runs through the programme, in order."""
        return self.phases.programme

    @functools.cached_property
    def signed_up(self) -> bool:
        """Whether she is one of E: signed up by the day."""
        return bool(self.history.of("signed-up"))

    @functools.cached_property
    def sign_up(self) -> Fact:
        """Her first sign-up. Ask only where she has signed up."""
        return self.history.of("signed-up")[0]

    @property
    def in_programme(self) -> bool:
        """Whether she is in the programme on the day, alive."""
        return bool(self.programme) and self.programme[-1].ended is None and not self.died

    @functools.cached_property
    def programme_days(self) -> Days:
        """Her days in the programme."""
        return self.phases.days["during"]

    @functools.cached_property
    def away(self) -> Days:
        """The days on which she was not in the area."""
        return coverage.away(self.history, self.end)

    def reviewed(self, service: str) -> Days:
        """The days that complete reviews of a service's records cover."""
        if service not in self._reviewed:
            self._reviewed[service] = coverage.reviewed(self.history, service)
        return self._reviewed[service]

    def covered(self, phase: str, service: str) -> Days:
        """The days of a phase on which this service's use would be known."""
        if (phase, service) not in self._covered:
            self._covered[phase, service] = without(common(self.phases.days[phase], self.reviewed(service)), self.away)
        return self._covered[phase, service]

    def covered_days(self, phase: str, service: str) -> int:
        return length(self.covered(phase, service))

    def planned_end(self, spell: Spell) -> datetime.date:
        """When a run through the programme is planned to end: as last changed, else from its sign-up."""
        changes = [fact for fact in self.of("plan-changed") if spell.start <= fact.day < max(spell.end, spell.start + ONE_DAY)]
        if changes:
            return first_day(changes[-1].event.planned_end)
        return months_after(spell.start, spell.begun.event.planned_months or self.parameters["planned-months"])


