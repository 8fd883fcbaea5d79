"""What truly happened to a woman of a pretend service, and which of it did anybody look for?

A course is the truth that a world is made from: her dates, her visits, and the days for which records were looked
through. The rows are told from it, and the key is counted from it: neither is worked out from the other.
The service is invented and lived from 2016 to 2018, so that no lockdown lies in any of its windows.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import attrs

from ledger.dates import months_after, years_before
from projections.worlds.chance import Chance
from projections.worlds.rows import days

LIVE: Final = datetime.date(2016, 4, 4)
TODAY: Final = datetime.date(2018, 3, 31)
TOMORROW: Final = TODAY + days(1)
ORIGIN: Final = datetime.date(2014, 1, 1)
MONTHS: Final = 18
COHORT: Final = 24
YEAR: Final = 365.25
Rate = Callable[[datetime.date], float]


@attrs.frozen(order=True)
class Visit:
    """One attended use of a service."""

    day: datetime.date
    service: str


@attrs.frozen
class Look:
    """One complete look through some services' records: the half-open span of days."""

    services: tuple[str, ...]
    start: datetime.date
    to: datetime.date

    def sees(self, visit: Visit) -> bool:
        """Whether a visit is one that this look would find."""
        return visit.service in self.services and self.start <= visit.day < self.to


@attrs.frozen(kw_only=True)
class Course:
    """One woman. Days are None for what never was; end: the first day after her programme.

    strays: visits that reached the ledger though nobody looked at their days. away: in custody, half-open.
    """

    woman: str
    chance: Chance
    outreach: datetime.date | None = None
    sign_up: datetime.date | None = None
    end: datetime.date | None = None
    outcome: str = "completed"
    visits: tuple[Visit, ...] = ()
    strays: tuple[Visit, ...] = ()
    looks: tuple[Look, ...] = ()
    away: tuple[datetime.date, datetime.date] | None = None

    @property
    def found(self) -> tuple[Visit, ...]:
        """The visits that somebody's look found."""
        return tuple(visit for visit in self.visits if any(look.sees(visit) for look in self.looks))

    def here(self, day: datetime.date) -> bool:
        """Whether she is in the area on a day."""
        return self.away is None or not self.away[0] <= day < self.away[1]


def reference(number: int) -> str:
    """A woman's reference."""
    return f"W-{number:04}"


def arrivals(seed: int, least: int = 30, most: int = 90) -> list[Course]:
    """Two dozen women who sign up: outreach begins within five months of the start and takes from least to most days."""
    return [_arrival(Chance(seed, reference(number)), least, most) for number in range(1, COHORT + 1)]


def _arrival(chance: Chance, least: int, most: int) -> Course:
    outreach = LIVE + days(chance.whole("outreach", 0, 150))
    return joined(Course(woman=chance.woman, chance=chance, outreach=outreach), chance.whole("outreach-length", least, most))


def joined(course: Course, after: int) -> Course:
    """She signs up so many days after outreach began, and stays for eighteen months, or is in the programme still."""
    assert course.outreach is not None
    sign_up = course.outreach + days(after)
    end = months_after(sign_up, MONTHS)
    return attrs.evolve(course, sign_up=sign_up, end=end if end <= TODAY else None)


def level(chance: Chance, service: str, mean: float, shape: int) -> float:
    """How often a year she uses a service: her own, around a mean; the lower the shape (from 1), the more women differ."""
    return sum(-math.log(1 - chance.share(f"level {service}", number)) for number in range(shape)) * mean / shape


def living(course: Course, yearly: Mapping[str, Rate], most: float = 1) -> Course:
    """She uses services from two years before outreach until today, at her yearly rates."""
    assert course.outreach is not None
    start = years_before(course.outreach, 2)
    made = (visit for service, rate in yearly.items() for visit in visits(course.chance, service, rate, most)
            if visit.day >= start and course.here(visit.day))
    return attrs.evolve(course, visits=tuple(sorted(made)))


def visits(chance: Chance, service: str, yearly: Rate, most: float) -> Iterator[Visit]:
    """Visits of a Poisson process whose rate changes with the day.

    Visits come by chance at the rate of ORIGIN times `most`; each is kept with the share that its day's rate is of that.
    So two worlds that differ in one phase alone have the same visits in all others. No day's rate may be above the most.
    """
    top, passed, number = yearly(ORIGIN) * most, 0.0, 0
    while top:
        passed -= math.log(1 - chance.share(f"gap {service}", number)) * YEAR / top
        day = ORIGIN + days(int(passed))
        if day > TODAY:
            return
        if chance.happens(yearly(day) / top, f"kept {service}", number):
            yield Visit(day, service)
        number += 1


def steady(rate: float) -> Rate:
    """The same on every day."""
    return lambda day: rate


def changing(rate: float, times: float, start: datetime.date, end: datetime.date = TOMORROW) -> Rate:
    """The same on every day but those from start to before end, when it is so many times as high."""
    return lambda day: rate * times if start <= day < end else rate


def looked_through(course: Course, services: Iterable[str]) -> Course:
    """All these services' records are looked through: at sign-up two years back, and at last the time since."""
    assert course.outreach and course.sign_up
    middle = min(course.sign_up + days(28), TODAY)
    every = tuple(services)
    return attrs.evolve(course, looks=(Look(every, years_before(course.outreach, 2), middle), Look(every, middle, TODAY)))
