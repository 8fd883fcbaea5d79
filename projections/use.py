"""Which of her contacts with services count, and over which days?

An event counts on a covered day alone: in the phase, alive, in the area, and inside a complete review of that
service's records. Where no day of a phase is covered she is excluded: nobody looked, and that is not 0.
"""

import datetime
import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final, TypeVar

import attrs

from ledger.codes import SERVICES
from ledger.history import Fact
from projections.answers import Answer
from projections.days import NONE, Days, common, length
from projections.woman import Woman

PLANNED: Final = SERVICES.groups["planned"]
UNPLANNED: Final = SERVICES.groups["unplanned"]
HEALTH: Final = (*UNPLANNED, *PLANNED)
NUMBERED: Final = {service: number for number, service in enumerate(SERVICES.names)}
T = TypeVar("T")


@attrs.frozen
class Seen:
    """Services, and the days of a phase on which all of them are covered."""

    services: tuple[str, ...]
    days: Days


@functools.lru_cache(maxsize=8)
def answers(woman: Woman, service: str, phase: str) -> Answer | None:
    """What one woman adds to a row of the profile: events that records show, of covered days.

    None where she has not signed up or has no day in the phase; excluded where no day of it is covered.
    """
    seen = Seen((service,), woman.covered(phase, service))
    return over(woman, phase, seen, lambda: events_of(woman, seen, on(attended(woman, (service,)), seen.days)))


def events_of(woman: Woman, seen: Seen, facts: Sequence[Fact]) -> Answer:
    """So many events of so many covered days."""
    events, days = total(facts), length(seen.days)
    return resting(woman, seen.services, facts, events, days, f"{events} on {days:,} days that were looked at")


@functools.lru_cache(maxsize=8)
def planned_share(woman: Woman, phase: str, services: tuple[str, ...] = HEALTH) -> Answer | None:
    """Her planned contacts, of all planned and unplanned ones, on days when all that was looked at is covered."""
    seen = together(woman, phase, services)

    def tell() -> Answer:
        facts = on(attended(woman, seen.services), seen.days)
        planned, contacts = total(fact for fact in facts if fact.event.service in PLANNED), total(facts)
        return resting(woman, seen.services, facts, planned, contacts, f"{planned} of {contacts} contacts were planned")
    return over(woman, phase, seen, tell)


def over(woman: Woman, phase: str, seen: Seen, tell: Callable[[], Answer]) -> Answer | None:
    """What `tell` says where a day is covered; excluded where none is, None where she has no day in the phase."""
    if not woman.signed_up or not woman.phases.days[phase]:
        return None
    return tell() if seen.days else _unseen(woman, phase, seen.services)


@functools.lru_cache(maxsize=16)
def together(woman: Woman, phase: str, services: tuple[str, ...]) -> Seen:
    """Of these services those of which she has a complete review, and the days on which all of them are covered.

    No services where planned and unplanned ones were not both looked at: a share of one alone is none.
    """
    held = {service for fact in reviews(woman, services) for service in fact.event.services}.intersection(services)
    if held.isdisjoint(PLANNED) or held.isdisjoint(UNPLANNED):
        return Seen((), NONE)
    looked_at = tuple(service for service in services if service in held)
    return Seen(looked_at, functools.reduce(common, (woman.covered(phase, service) for service in looked_at)))


def resting(woman: Woman, services: tuple[str, ...], facts: Iterable[Fact], amount: float, of: float,
            reason: str) -> Answer:
    """An answer about covered days. It rests on the events, the reviews, where she was, and her phases."""
    held = tuple(facts)
    return Answer("counted" if amount else "not-counted", amount, of, reason + _doubts(woman, held), (*held, *_where(woman, services)))


@functools.lru_cache(maxsize=8)
def _where(woman: Woman, services: tuple[str, ...]) -> tuple[Fact | int | None, ...]:
    """What every answer about these services rests on, whatever was seen."""
    return (*woman.phases.because, *reviews(woman, services), *woman.of("whereabouts-changed"), woman.died)


@functools.lru_cache(maxsize=8)
def _unseen(woman: Woman, phase: str, services: tuple[str, ...]) -> Answer:
    """She has days in the phase, and none of them is covered."""
    each_reviewed = map(woman.reviewed, services)
    reviewed = functools.reduce(common, each_reviewed, woman.phases.days[phase])
    reason = "not in the area on any day that was looked at" if services and reviewed else "nobody looked"
    return Answer("excluded", 0, 0, reason, _where(woman, services))


def _doubts(woman: Woman, facts: Iterable[Fact]) -> str:
    """What a reader should know of the dates that a number rests on."""
    stands_in = "; no outreach date, an earlier one stands in" if woman.phases.stands_in else ""
    about = woman.phases.about or (woman.about and any(fact.about for fact in facts))
    return stands_in + ("; a date is known only about" if about else "")


def services_of(woman: Woman) -> tuple[str, ...]:
    """The services with any use or review of hers."""
    used = {fact.event.service for fact in woman.of("service-used")}
    return tuple(sorted(used.union(*(fact.event.services for fact in woman.of("records-reviewed")))))


def place(service: str | None, time: int, times: int) -> int:
    """The number of a service in one of so many phases or months, from 0; of that time whatever the service one below 0."""
    return (NUMBERED[service] if service else -1) * times + time


def times(fact: Fact) -> int:
    """How many uses one entry tells of."""
    return fact.event.times or 1


def total(facts: Iterable[Fact]) -> int:
    """How many uses entries tell of."""
    return sum([fact.event.times or 1 for fact in facts])


def on(facts: Sequence[T], days: Days, day: Callable[[T], datetime.date] = attrgetter("day")) -> list[T]:
    """Of facts, or what else has a day, in order of occurrence, those that lie on these days."""
    return [fact for start, end in days for fact in facts[_place(facts, start, day):_place(facts, end, day)]]


def _place(facts: Sequence[T], ordinal: int, day: Callable[[T], datetime.date]) -> int:
    return bisect_left(facts, datetime.date.fromordinal(ordinal), key=day)


@functools.lru_cache(maxsize=16)
def attended(woman: Woman, services: tuple[str, ...], origin: str = "record", came: str = "yes") -> Sequence[Fact]:
    """Her uses of these services as records show, or as she said (self-report); with came 'no', those she missed."""
    return [fact for fact in _uses(woman).get((origin, came), ()) if fact.event.service in services]


@functools.lru_cache(maxsize=2)
def _uses(woman: Woman) -> Mapping[tuple[str, str], Sequence[Fact]]:
    """Her uses of services by their origin and whether she came, each in order. Kept for the woman who is being asked."""
    found = defaultdict[tuple[str, str], list[Fact]](list)
    for fact in woman.of("service-used"):
        event = fact.event
        found[event.origin, event.attended].append(fact)
    return found


@functools.lru_cache(maxsize=8)
def reviews(woman: Woman, services: tuple[str, ...]) -> Sequence[Fact]:
    """The complete reviews of any of these services' records."""
    return [fact for fact in woman.of("records-reviewed")
            if fact.event.complete == "yes" and not set(services).isdisjoint(fact.event.services)]
