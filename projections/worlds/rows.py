"""How is one row of a pretend service written down?"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from ledger.dates import first_day, months_after

Row = dict[str, Any]
LIVE: Final = datetime.date(2020, 9, 1)
TODAY: Final = datetime.date(2021, 10, 21)
FIRST_RECORDS: Final = datetime.date(2018, 8, 31)


def row(kind: str, woman: str, occurred: datetime.date | str, by: str = "P-04", source: str = "practitioner",
        **fields: Any) -> Row:
    """A row of the import contract; `from_` and `with_` are typed `from` and `with`; None is left out.

    A field that is itself called source (funding-received, unit-cost-set) stands in place of the envelope's.
    """
    said = {name.rstrip("_"): _plain(value) for name, value in fields.items() if value is not None}
    return {"kind": kind, "woman": woman, "occurred": _plain(occurred), "by": by, "source": source, **said}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by the day on which they are placed; what would come after today has not happened yet."""
    return sorted((each for each in rows if placed(each) <= TODAY), key=lambda each: (placed(each), each["woman"]))


def placed(each: Row) -> datetime.date:
    """The day on which a row is placed."""
    return first_day(each["occurred"])


def days(many: int) -> datetime.timedelta:
    """So many days."""
    return datetime.timedelta(many)


def month_of(day: datetime.date) -> str:
    """The month alone: what is left when nobody remembers the day."""
    return f"{day:%Y-%m}"


def occasions(start: datetime.date, end: datetime.date) -> Sequence[tuple[str, datetime.date]]:
    """Baseline, 6 and 12 months of a programme, those that fall before its end."""
    every = (("baseline", 0), ("6-months", 6), ("12-months", 12))
    return [(name, day) for name, months in every if (day := months_after(start, months)) < end]
