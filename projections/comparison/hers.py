"""What does one woman bring to a comparison of phases?

Kept as days and events rather than sums, so that any two phases can be put against each other, and time parted at any day.
"""

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from ledger.codes import PROGRAMME_OUTCOMES
from ledger.history import Fact
from projections.comparison.lockdowns import LOCKDOWNS
from projections.days import NONE, Days, common, length, span, united
from projections.phases import PHASES
from projections.statistics.case_series import Piece
from projections.statistics.ratios import Time
from projections.use import attended, on, reviews, services_of, times
from projections.woman import Woman

COMPLETED: Final = PROGRAMME_OUTCOMES.groups["completed"]
RECENT_USE: Final = re.compile(r"\b(uses?|usage|users?|attend\w*|admi(ssion|tted)\w*|a ?& ?e|a-and-e|emergency|ambulance\w*|"
                               r"frequent\w*|cris[ei]s)\b", re.I)


@attrs.frozen
class Part:
    """Her covered days of some phases, and her events on them as (day, how many)."""

    days: Days = NONE
    events: tuple[tuple[int, int], ...] = ()

    @property
    def time(self) -> Time:
        return Time(sum(many for _, many in self.events), length(self.days))

    @property
    def in_lockdown(self) -> int:
        """How many of the covered days were in a lockdown."""
        return length(common(self.days, LOCKDOWNS))

    def pieces(self, at_risk: bool, split: Sequence[int]) -> list[Piece]:
        """The part in pieces by the bands that the split days make."""
        bands = range(len(split) + 1)
        edges = [0, *split, 10 ** 7]
        counts = dict.fromkeys(bands, 0)
        for day, many in self.events:
            counts[bisect_right(split, day)] += many
        return [Piece(counts[band], length(common(self.days, ((edges[band], edges[band + 1]),))), at_risk, band) for band in bands]


@attrs.frozen
class Hers:
    """One woman: how long each phase is, what each service saw of her in it, and what bears on a comparison.

    by_use: how the record says that she was found by recent use. lost: how she left, if otherwise than by completing.
    reviews: of each service the complete reviews, as (when recorded, day, days looked at).
    """

    reference: str
    lengths: Mapping[str, int]
    services: Mapping[str, Mapping[str, Part]]
    reviews: Mapping[str, Sequence[tuple[int, int, Days]]]
    by_use: bool
    lost: bool
    phases: Mapping[str, Days]

    def part(self, service: str, phases: Iterable[str]) -> Part:
        """Her days and events with one service in these phases together."""
        told = [self.services[service][phase] for phase in phases] if service in self.services else []
        return Part(united(*(each.days for each in told)), tuple(sorted(event for each in told for event in each.events)))

    def length(self, phases: Iterable[str]) -> int:
        """All her days of these phases, covered or not."""
        return sum(self.lengths[phase] for phase in phases)


def hers(woman: Woman) -> Hers:
    """What one woman, signed up, brings."""
    services = services_of(woman)
    return Hers(woman.reference, {phase: woman.phases.length(phase) for phase in PHASES},
                {service: {phase: _part(woman, service, phase) for phase in PHASES} for service in services},
                {service: [_review(fact) for fact in reviews(woman, (service,))] for service in services},
                _by_use(woman), _lost(woman), woman.phases.days)


def _part(woman: Woman, service: str, phase: str) -> Part:
    days = woman.covered(phase, service)
    return Part(days, tuple((fact.day.toordinal(), times(fact)) for fact in on(attended(woman, (service,)), days)))


def _review(fact: Fact) -> tuple[int, int, Days]:
    looked_at = span(datetime.date.fromisoformat(fact.event.from_), datetime.date.fromisoformat(fact.event.to))
    return fact.recorded_at, fact.day.toordinal(), looked_at


def _by_use(woman: Woman) -> bool:
    """Whether the record says that she was found by how much she had used services of late."""
    found, decided = woman.first("woman-identified"), woman.last("prioritised")
    words = [found.event.criteria_version if found else "", decided.event.reason if decided else ""]
    return bool(found and found.event.route == "audit") or any(RECENT_USE.search(text or "") for text in words)


def _lost(woman: Woman) -> bool:
    """Whether she left otherwise than by completing."""
    ended = woman.programme[-1].ended if woman.programme else None
    return bool(woman.died) or bool(ended and ended.event.outcome not in COMPLETED)
