"""Is it as long as stated between two days?

Months are counted by the calendar: whole months, and then days of the month that is begun. A date that is known to the
month or the year alone may be any day of it; where that decides, it cannot be told.
"""

import datetime
from fractions import Fraction
from typing import Final

from ledger import dates
from ledger.fields import BadValue
from projections.claims.given import Claim
from projections.claims.numbers import NotUnderstood, Shown, said
from projections.claims.verdicts import Judged, compare, worst

UNITS: Final = ("days", "weeks", "months", "years")
WEEK: Final = 7
ONE_DAY: Final = datetime.timedelta(1)


def span(claim: Claim) -> Judged:
    """Span: `from`, `to`, and one of `stated_days`, `stated_weeks`, `stated_months`, `stated_years`."""
    unit = next((each for each in UNITS if claim.has(f"stated_{each}")), None)
    first, last = _possible(claim.word("from")), _possible(claim.word("to"))
    if last[1] < first[0]:
        raise NotUnderstood("to is before from")
    least, most = length(max(first), min(last), unit or "months"), length(min(first), max(last), unit or "months")
    if unit is None:
        return Judged("cannot-tell", f"{_between(least, most, 0)} months; how long is not stated: write stated_months=18")
    stated = claim.number(f"stated_{unit}")
    return _compared(least, most, stated, unit, (max(last) - min(first)).days if least == most else None)


def _compared(least: Fraction, most: Fraction, stated: Shown, unit: str, days: int | None) -> Judged:
    ends = [compare(each, stated) for each in (least, most)]
    beside = f" ({days:,} days)" if days is not None and unit != "days" else ""
    written = f"{_between(least, most, stated.decimals)} {unit}{beside}"
    if least != most and (ends[0].verdict != ends[1].verdict or least < stated.value < most):
        return Judged("cannot-tell", f"{written}: a date is known to the month or year alone")
    verdict = worst(each.verdict for each in ends)
    how = f"not {said(stated.value)}" if verdict == "disagrees" else ends[0].working
    return Judged(verdict, ", ".join(part for part in (written, how) if part))


def _between(least: Fraction, most: Fraction, decimals: int) -> str:
    low, high = (_told(each, decimals) for each in (least, most))
    return low if low == high else f"{low} to {high}"


def _told(value: Fraction, decimals: int) -> str:
    return said(value, decimals) if value.denominator == 1 else f"{float(value):,.{decimals + 1}f}"


def length(first: datetime.date, last: datetime.date, unit: str) -> Fraction:
    """How long it is from one day to another, half-open; none where the second is not later."""
    days = max(0, (last - first).days)
    if unit in ("days", "weeks"):
        return Fraction(days, WEEK if unit == "weeks" else 1)
    months = _months(first, max(first, last))
    return months if unit == "months" else months / 12


def _months(first: datetime.date, last: datetime.date) -> Fraction:
    whole = (last.year - first.year) * 12 + last.month - first.month
    whole -= dates.months_after(first, whole) > last
    begun, next_ = dates.months_after(first, whole), dates.months_after(first, whole + 1)
    return whole + Fraction((last - begun).days, (next_ - begun).days)


def _possible(typed: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a date may be."""
    try:
        kept = dates.read(typed)
    except BadValue as why:
        raise NotUnderstood(f"{why.sentence}") from None
    first = dates.first_day(kept)
    months = {4: 12, 7: 1}.get(len(kept), 0)
    return first, dates.months_after(first, months) - ONE_DAY if months else first
