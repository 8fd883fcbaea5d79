"""When was it true, as a person writes it and as the ledger keeps it?

Kept: `2021-02-08`, `2021-02` or `2021`; the precision is what was known.
Typed: those, UK dates, month names, ISO weeks, and words such as yesterday.
American dates are never guessed at: a month of 13 is refused with what was probably meant.
"""

import datetime
import functools
import re
from collections.abc import Callable
from typing import Final

from ledger.fields import BadValue

MONTHS: Final = {name: number for number, names in enumerate(
    ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
     "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()}
EARLIEST, LATEST = 1900, 2200
WHOLE: Final = len("2021-02-08")
FIRST_YEAR: Final = 1920
TAKEN: Final = "Dates are day/month/year: 8/2/2021, 8 Feb 2021, 2021-02-08; or 2021-02, or 2021."


WORDS: Final = "Or: yesterday, 3 days ago, 2 weeks ago."
DAYS_AGO: Final = {"today": 0, "now": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0,
                   "yesterday": 1, "the day before yesterday": 2, "day before yesterday": 2}
WEEKDAYS: Final = {name: number for number, names in enumerate(
    ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday sat", "sunday sun"))
    for name in names.split()}


@functools.lru_cache(maxsize=65536)
def first_day(when: str) -> datetime.date:
    """The day on which a kept date is placed: itself, or the first of its month or year."""
    return datetime.date.fromisoformat(when if len(when) == 10 else when + "-01-01"[len(when) - 4:])


@functools.lru_cache(maxsize=65536)
def is_kept(when: str) -> bool:
    """Whether a text is a date in the form that the ledger keeps."""
    try:
        return len(when) in (4, 7, 10) and first_day(when).isoformat().startswith(when)
    except ValueError:
        return False


def about(when: str) -> bool:
    """Whether a kept date is known only to the month or year."""
    return len(when) < WHOLE


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same calendar date so many years earlier; 29 February gives 28 February."""
    return months_after(day, -12 * years)


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, _days_of(year, month + 1)))


def _days_of(year: int, month: int) -> int:
    if month == 2:
        return 28 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 30 if month in (4, 6, 9, 11) else 31


def read(typed: str, today: datetime.date | None = None) -> str:
    """What a person typed, as the ledger keeps it.

    today: the day that words such as yesterday count from; without it they are refused,
    because a file would mean something else each time it is read.
    Raises BadValue with what was probably meant.
    """
    kept = _absolute(typed)
    if kept is not None:
        return kept
    if today is not None:
        return _relative(" ".join(typed.lower().split()), today)
    raise BadValue(f'"{typed[:40]}" is not a date', TAKEN)


def lived(kept: str) -> str:
    """A date that somebody now living can tell of, as kept. Raises BadValue for what a spreadsheet makes of an empty cell."""
    if int(kept[:4]) < FIRST_YEAR:
        raise BadValue(f'"{kept}" is before {FIRST_YEAR}', f"A spreadsheet shows an empty cell or a small number as such a day. {TAKEN}")
    return kept


@functools.lru_cache(maxsize=8192)
def _absolute(typed: str) -> str | None:
    """The kept form of a date that means the same on every day, or None."""
    said = " ".join(typed.split())
    for pattern, reader in FORMS:
        found = re.fullmatch(pattern, said, re.ASCII)
        if found:
            return reader(*found.groups())
    return None


def _day(year: str, month: str, day: str, typed: str) -> str:
    years, months, days = int(_year(year)), int(month), int(day)
    if months > 12:
        turned = _is_day(years, days, months)
        raise BadValue(f'"{typed}" has month {months}',
                       f"Dates are day/month/year; did you mean {months}/{days}/{years}?" if turned else TAKEN)
    if not _is_day(years, months, days):
        raise BadValue(f'"{typed}" is a day that never was', TAKEN)
    return datetime.date(years, months, days).isoformat()


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _days_of(year, month)


def _iso(year: str, month: str, day: str) -> str:
    return _day(year, month, day, f"{year}-{month}-{day}")


def _uk(day: str, mark: str, month: str, year: str) -> str:
    full = year if len(year) == 4 else "20" + year
    return _day(full, month, day, f"{day}{mark}{month}{mark}{year}")


def _named(day: str, month: str, year: str) -> str:
    return _day(year, str(_month_number(month)), day, f"{day} {month} {year}")


def _month(year: str, month: str) -> str:
    if not 1 <= int(month) <= 12:
        raise BadValue(f'"{year}-{month}" has month {int(month)}', TAKEN)
    return _year(year) + f"-{int(month):02}"


def _month_first(month: str, year: str) -> str:
    return _month(year, month)


def _named_month(month: str, year: str) -> str:
    return _month(year, str(_month_number(month)))


def _year(year: str) -> str:
    if not EARLIEST <= int(year) <= LATEST:
        raise BadValue(f'"{year}" is not a year between {EARLIEST} and {LATEST}', TAKEN)
    return year


def _week(year: str, week: str, day: str | None) -> str:
    try:
        return datetime.date.fromisocalendar(int(_year(year)), int(week), int(day or 1)).isoformat()
    except BadValue:
        raise
    except ValueError:
        raise BadValue(f'"{year}-W{week}" is a week that never was', TAKEN) from None


def _month_number(name: str) -> int:
    number = MONTHS.get(name.lower().rstrip("."))
    if number is None:
        raise BadValue(f'"{name}" is not a month', TAKEN)
    return number


def _relative(said: str, today: datetime.date) -> str:
    if said in DAYS_AGO:
        return (today - datetime.timedelta(DAYS_AGO[said])).isoformat()
    found = re.fullmatch(r"(an?|one|\d{1,3}) (day|week|fortnight|month|year)s? ago", said)
    if found:
        return _ago(1 if not found[1].isdigit() else int(found[1]), found[2], today)
    weekday = re.fullmatch(rf"(?:on |last |this |this past )?({'|'.join(WEEKDAYS)})", said)
    if weekday:
        last = today - datetime.timedelta((today.weekday() - WEEKDAYS[weekday[1]] - 1) % 7 + 1)
        before = last - datetime.timedelta(7)
        raise BadValue(f'"{said}" may be {_plain(last)} or {_plain(before)}', f"Write the date that is meant, such as {_plain(last)}.")
    raise BadValue(f'"{said[:40]}" is not a date', f"{TAKEN} {WORDS}")


def _ago(many: int, unit: str, today: datetime.date) -> str:
    if unit in ("month", "year"):
        then = months_after(today, -many * (12 if unit == "year" else 1))
        _year(f"{then.year:04}")
        return then.isoformat()
    return (today - datetime.timedelta(many * {"day": 1, "week": 7, "fortnight": 14}[unit])).isoformat()


def _plain(day: datetime.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


FORMS: Final[tuple[tuple[str, Callable[..., str]], ...]] = (
    (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?", _iso),
    (r"(\d{4})-(\d{1,2})", _month),
    (r"(\d{4})", _year),
    (r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", _uk),
    (r"(\d{1,2})/(\d{4})", _month_first),
    (r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9}\.?)[ -](\d{4})", _named),
    (r"([A-Za-z]{3,9}\.?)[ -](\d{4})", _named_month),
    (r"(\d{4})-?W(\d{1,2})(?:-([1-7]))?", _week),
)
