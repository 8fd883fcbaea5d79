"""What is known of a pretend service from its own making?

The key is counted day by day from what truly happened, by this short program and nothing else, so that a ledger's
answers can be held against it. It shares no code with the reports.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from ledger.dates import years_before
from projections.worlds.keyed.course import TODAY, Course
from projections.worlds.rows import days

PHASES: Final = ("before-2", "before-1", "outreach", "during", "after")
Day = datetime.date


@attrs.frozen
class Counted:
    """One service in one phase, or one woman's part of it."""

    events: int = 0
    women: int = 0
    women_with_events: int = 0
    covered_days: int = 0
    uncovered_days: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.events + other.events, self.women + other.women, self.women_with_events + other.women_with_events,
                       self.covered_days + other.covered_days, self.uncovered_days + other.uncovered_days)


@attrs.frozen
class Compared:
    """Two phases of one service over the women whose days were looked at in both; ratio is None of no events before."""

    paired_women: int
    up: int
    down: int
    same: int
    not_covered: int
    pooled_ratio: float | None


@attrs.frozen(kw_only=True)
class Key:
    """The answers of a world.

    true_ratios: by service, what its making did to each woman's own rate, during against before-1; of the service that
    the world is about, true_ratio. comes_near: what that service's pooled ratio comes near over many seeds. caution: the one
    that must be raised beside it; None where there is nothing to warn of but chance. leads: the change that may be
    said first, or None. because: in a sentence, why. counts: by service and phase.
    """

    service: str = "a-and-e"
    from_: str = "before-1"
    to: str = "during"
    true_ratios: Mapping[str, float]
    comes_near: float
    caution: str | None
    leads: str | None = None
    because: str
    signed_up: int
    with_events: Mapping[str, frozenset[str]]
    counts: Mapping[tuple[str, str], Counted]
    compared: Compared

    @property
    def true_ratio(self) -> float:
        return self.true_ratios[self.service]


def spans(course: Course, today: Day = TODAY) -> dict[str, tuple[Day, Day]]:
    """The half-open days of each of her phases; one that never was has no days."""
    assert course.outreach and course.sign_up
    tomorrow = today + days(1)
    end = course.end or tomorrow
    return {"before-2": (years_before(course.outreach, 2), years_before(course.outreach, 1)),
            "before-1": (years_before(course.outreach, 1), course.outreach),
            "outreach": (course.outreach, course.sign_up), "during": (course.sign_up, end), "after": (end, tomorrow)}


def counted(course: Course, service: str, phase: str) -> Counted:
    """One woman in one phase: each of her days is asked whether she was here, and whether anybody looked."""
    start, end = spans(course)[phase]
    every = range(start.toordinal(), end.toordinal())
    seen = {day for look in course.looks if service in look.services for day in range(look.start.toordinal(), look.to.toordinal())}
    covered = {day for day in every if day in seen and course.here(datetime.date.fromordinal(day))}
    known = [visit.day.toordinal() for visit in (*course.found, *course.strays) if visit.service == service]
    events = sum(1 for day in known if day in covered)
    return Counted(events, int(bool(covered)), int(bool(events)), len(covered), len(every) - len(covered))


Parts = Mapping[str, Mapping[tuple[str, str], Counted]]


def parts(courses: Iterable[Course], services: Sequence[str]) -> dict[str, dict[tuple[str, str], Counted]]:
    """Of each woman who signed up, her part of each service and phase."""
    return {course.woman: {(service, phase): counted(course, service, phase) for service in services for phase in PHASES}
            for course in courses if course.sign_up}


def counts(women: Parts) -> dict[tuple[str, str], Counted]:
    """The profile: all their parts, added up."""
    cells = {cell: None for hers in women.values() for cell in hers}
    return {cell: sum((hers[cell] for hers in women.values()), Counted()) for cell in cells}


def compared(women: Parts, service: str, from_: str = "before-1", to: str = "during") -> Compared:
    """Two phases, woman by woman."""
    every = [(hers[service, from_], hers[service, to]) for hers in women.values()]
    pairs = [(one, other) for one, other in every if one.covered_days and other.covered_days]
    ways = [_way(one, other) for one, other in pairs]
    before, after = sum((one for one, _ in pairs), Counted()), sum((other for _, other in pairs), Counted())
    ratio = (after.events * before.covered_days) / (after.covered_days * before.events) if before.events else None
    return Compared(len(pairs), ways.count(1), ways.count(-1), ways.count(0), len(every) - len(pairs), ratio)


def _way(one: Counted, other: Counted) -> int:
    """Whether her rate went up (1), down (-1) or neither (0); in whole numbers, so that equal is equal."""
    now, then = other.events * one.covered_days, one.events * other.covered_days
    return (now > then) - (now < then)


def with_events(women: Parts, service: str) -> dict[str, frozenset[str]]:
    """The women with events in each phase."""
    return {phase: frozenset(woman for woman, hers in women.items() if hers[service, phase].events) for phase in PHASES}
