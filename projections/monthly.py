"""How often was each service used, month by month, counted from sign-up?

Month 0 begins on the day of sign-up, month -1 the month before it. Over covered days alone, whatever the phase: a month in
which nobody looked is marked and is not 0. It draws a picture; it compares nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from ledger.codes import SERVICES
from ledger.dates import months_after
from projections import coverage
from projections.answers import Answer
from projections.asked import Given
from projections.days import Days, length, span
from projections.figures import Row, rate, sorted_rows
from projections.indicators import Programme
from projections.packed import Number, Totals, packed
from projections.sheets import Column, Sheet
from projections.use import Seen, attended, events_of, on, place, services_of
from projections.woman import Woman

MONTHS: Final = range(-24, 19)


class Month(NamedTuple):
    """One service in one month, added up; of a month as a whole its days."""

    events: Number = 0
    women: Number = 0
    women_with_events: Number = 0
    covered_days: Number = 0
    days: Number = 0


class Monthly:
    """The months as women are added; `explained` names one: 'a-and-e.-3', 'gp.0'. Raises KeyError for none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._few = programme.parameters["rate.few-events"]
        self._service, _, month = (explained or "").rpartition(".")
        if explained is not None and (self._service not in SERVICES.known or month not in map(str, MONTHS)):
            raise KeyError(explained)
        self._month = int(month) if explained else 0
        self._totals = Totals(len(Month()))
        self._rows: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if not self._service:
            self.take(self.part(woman))
        elif woman.signed_up and (said := answer(woman, self._service, self._month)):
            self._rows.append(Row(woman.reference, said))

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of an explanation."""
        return not self._service

    def part(self, woman: Woman) -> bytes:
        """What one woman adds, as bytes that `take` takes: of each month its days, and of each of her services in it her use."""
        return packed({_place(service, month): _month(woman, service, days) for month, days in months_of(woman)
                       for service in (None, *services_of(woman))} if woman.signed_up else {})

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._totals.take(part)

    def document(self, erased: int) -> dict[str, Any]:
        """A row a service and month."""
        told = {of: Month(*row) for of, row in self._totals.rows().items()}
        used = [service for service in SERVICES.names if any(_place(service, month) in told for month in MONTHS)]
        return {"rows": [self._row(service, month, told) for service in used for month in MONTHS], "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The women behind one month of one service."""
        return sorted_rows(self._rows)

    def _row(self, service: str, month: int, told: Mapping[int, Month]) -> dict[str, Any]:
        found, whole = (told.get(_place(each, month), Month()) for each in (service, None))
        return {"service": service, "month": month, "events": found.events, "women": found.women,
                "women_with_events": found.women_with_events, "covered_days": found.covered_days,
                "uncovered_days": whole.days - found.covered_days, **rate(int(found.events), int(found.covered_days), self._few)}


def _month(woman: Woman, service: str | None, days: Days) -> Month:
    """What one woman adds to a month: of a service her use, of none its days."""
    if service is None:
        return Month(days=length(days))
    said = answer_on(woman, service, days)
    return Month(int(said.amount), 1, int(said.amount > 0), int(said.of)) if said.of else Month()


def _place(service: str | None, month: int) -> int:
    return place(service, MONTHS.index(month), len(MONTHS))


def months_of(woman: Woman) -> Iterator[tuple[int, Days]]:
    """The months from her first sign-up in which she has a day, each with its days while she lived, up to the day."""
    signed = woman.sign_up.day
    for month in MONTHS:
        days = span(months_after(signed, month), min(months_after(signed, month + 1), woman.end))
        if days:
            yield month, days


def answer(woman: Woman, service: str, month: int) -> Answer | None:
    """What one woman adds to one month; None where she has no day in it."""
    days = dict(months_of(woman)).get(month)
    return answer_on(woman, service, days) if days else None


def answer_on(woman: Woman, service: str, days: Days) -> Answer:
    """Her events on the covered ones of some days, of those; excluded where none is covered."""
    seen = Seen((service,), coverage.covered(days, service, woman.history, woman.end))
    said = events_of(woman, seen, on(attended(woman, (service,)), seen.days))
    return said if seen.days else replace(said, answer="excluded", reason="nobody looked, or she was away")


def names() -> list[str]:
    """The figures that can be explained: every service and month."""
    return [f"{service}.{month}" for service in SERVICES.names for month in MONTHS]


COLUMNS: Final = (
    Column("service", "Service", role="open"),
    Column("month", "Month", "From sign-up: 0 begins on its day.", "whole", "months", "open"),
    Column("events", "Events", "Attended, recorded contacts on covered days.", "whole", "contacts", "count"),
    Column("women", "Women", "Who have covered days in the month.", "whole", "women", "of"),
    Column("women_with_events", "Women with any", "", "whole", "women", "count"),
    Column("covered_days", "Covered days", "Days on which the use would be known.", "whole", "days", "of"),
    Column("uncovered_days", "Uncovered days", "The other days of the month while alive.", "whole", "days", "count"),
    Column("rate", "Rate", "Events a woman-year of 365.25 covered days.", "number", "per woman-year", "derived"),
    Column("interval", "95 % interval", "Exact (Garwood).", "pair", "per woman-year", "derived"),
    Column("mark", "Mark", "u few events, x nobody looked, c confidential.", role="open"))


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The services by month."""
    return [Sheet("months", "Service use by month from sign-up", "Recorded use over covered days.", COLUMNS, document["rows"])]
