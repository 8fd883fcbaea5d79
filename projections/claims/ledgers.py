"""Is a published figure what the ledger says it was, true on and known by given days?

The figure is looked up as the matrix gives it, for the audience that asks: a confidential figure decides no claim.
"""

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from ledger import dates
from ledger.fields import BadValue
from projections.claims.given import Claim
from projections.claims.numbers import NotUnderstood, Shown, said
from projections.claims.verdicts import Judged, compare, worst

Row = Mapping[str, Any]
Look = Callable[[str, datetime.date | None, datetime.date | None], Row]
"""Gives the row of a figure of the matrix, true on and known by days (None: those of the report). Raises NotUnderstood for no figure."""

OF_PEOPLE: Final = ("proportion", "share", "count")
MARKED: Final = {"c": "it is confidential at this audience", "x": "nobody looked", "z": "there was nobody to ask"}
ALL: Final = 100


def indicator(claim: Claim, look: Look | None) -> Judged:
    """Indicator: `indicator`, one of `stated`, `stated_k`, `stated_n`, `stated_percent`, `stated_value`; `true_on`, `known_by`."""
    name, days = claim.word("indicator", "figure"), (_day(claim, "true_on"), _day(claim, "known_by"))
    if not _wanted(claim):
        raise NotUnderstood("nothing is stated: write stated=18")
    if look is None:
        return Judged("cannot-tell", f"no ledger: {name} is decided by one")
    row = look(name, *days)
    shown = _worded(row)
    if row["mark"] in MARKED or (row["value"] is None and row["numerator"] is None):
        return Judged("cannot-tell", f"{name}: {MARKED.get(row['mark'], 'there is no figure')}")
    each = [_held(claim, row, key) for key in _wanted(claim)]
    differ = [one.working for one in each if one.working]
    return Judged(worst(one.verdict for one in each), "; ".join((f"{name} is {shown}", *differ)))


def _wanted(claim: Claim) -> list[str]:
    return [key for key in ("stated", "stated_k", "stated_n", "stated_percent", "stated_value") if claim.has(key)]


def _held(claim: Claim, row: Row, key: str) -> Judged:
    stated = claim.percentage(claim.number(key))
    value, percent = _meant(row, key, stated)
    if value is None:
        return Judged("cannot-tell", "there is nothing to divide by")
    if key in ("stated_k", "stated_n") and value != stated.value:
        return Judged("disagrees", f"not {said(stated.value)}")
    found = compare(value, stated, percent)
    return attrs.evolve(found, working=f"not {said(stated.value)}") if found.verdict == "disagrees" else found


def _meant(row: Row, key: str, stated: Shown) -> tuple[Fraction | None, bool]:
    """The number of the ledger that a stated one is held against, and whether it is a percentage."""
    value = None if row["value"] is None else Fraction(str(row["value"]))
    if key == "stated_percent" or (key == "stated" and stated.percent):
        return (None if value is None else value * ALL), True
    if key == "stated_n":
        return Fraction(str(row["denominator"])), False
    fraction = stated.value.denominator != 1
    if key == "stated_k" or (key == "stated" and row.get("measure") in OF_PEOPLE and not fraction):
        return Fraction(str(row["numerator"])), False
    return value, False


def _worded(row: Row) -> str:
    if row.get("measure") == "count":
        return str(row["numerator"])
    if row.get("measure") in ("median", "mean"):
        return f"{row['value']} ({row['measure']} of {row['denominator']})"
    return f"{row['numerator']} of {row['denominator']}"


def _day(claim: Claim, name: str) -> datetime.date | None:
    if not claim.has(name):
        return None
    try:
        kept = dates.read(claim.word(name))
    except BadValue as why:
        raise NotUnderstood(f"{name}: {why.sentence}") from None
    if len(kept) < len("2021-09-30"):
        raise NotUnderstood(f"{name}: {kept} is not a full day")
    return dates.first_day(kept)
