"""Small cohorts told event by event, for tests that need women with so many events in so many days."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

SIGNED = datetime.date(2016, 1, 1)   # Far from any lockdown.
Row = dict[str, Any]


def row(kind: str, woman: str, occurred: datetime.date | str, **fields: Any) -> Row:
    """A row of the import contract."""
    return {"kind": kind, "woman": woman, "occurred": str(occurred), **{name.rstrip("_"): value for name, value in fields.items()}}


def joined(woman: str, signed: datetime.date = SIGNED, outreach: datetime.date | None = None) -> list[Row]:
    """Identified, reached and signed up, by default all on one day: then there are no days of outreach."""
    first = outreach or signed
    return [row("woman-identified", woman, first, route="forum", care_experienced="no"), row("outreach-started", woman, first),
            row("signed-up", woman, signed, contraception_choice="larc")]


def looked(woman: str, start: datetime.date, end: datetime.date, service: str = "a-and-e") -> Row:
    """A complete review of a service's records, half-open."""
    return row("records-reviewed", woman, end, services=[service], from_=str(start), to=str(end), complete="yes", reviewer="P-03")


def used(woman: str, day: datetime.date, times: int = 1, service: str = "a-and-e") -> Iterator[Row]:
    """So many attendances on a day; none where that is 0."""
    if times:
        yield row("service-used", woman, day, service=service, attended="yes", origin="record", times=times)


def days(many: int) -> datetime.timedelta:
    return datetime.timedelta(many)


def compared(woman: str, of: tuple[int, int], to: tuple[int, int], signed: datetime.date = SIGNED) -> list[Row]:
    """One woman with (events, covered days) in before-1, of at most 365, and in during."""
    return [*joined(woman, signed), looked(woman, signed - days(of[1]), signed + days(to[1])),
            *used(woman, signed - days(1), of[0]), *used(woman, signed, to[0])]


def cohort(told: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[Row]:
    """A cohort of women with (events, days) in before-1 and in during."""
    return [each for number, (of, to) in enumerate(told, 1) for each in compared(f"W-{number:04}", of, to)]


def shared(total: int, among: int) -> list[int]:
    """A whole number in so many parts, as even as can be."""
    return [total // among + (index < total % among) for index in range(among)]


def of_person_time(of: tuple[int, int], to: tuple[int, int], women: int) -> list[Row]:
    """A cohort whose (events, days) in before-1 and in during add up to these."""
    parts: Sequence[list[int]] = [shared(number, women) for number in (*of, *to)]
    return cohort(((events, covered), (later, after)) for events, covered, later, after in zip(*parts, strict=True))
