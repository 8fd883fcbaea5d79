"""What do the figures of several services add up to?

Counts and what they are out of are added; a value and its interval are worked out again from the sums, only where every
service tells both. A service that does not tell a figure is named, and what it would have told is never guessed: what
stands there then is the sum of those that tell. Nothing is worked out from anything but what the packs tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Any, Final

from projections.figures import AVERAGES, Sums, Tally, rate, tidy
from projections.indicators import Figure
from projections.indicators import figures as declared
from projections.rollup.known import lines, uses
from projections.rollup.reading import Pack

ALONE: Final = ("M06.worst", "M32")
"""Figures that are not added: the largest of something, and a price that is each service's own."""

FIGURE: Final = ("numerator", "denominator", "missing", "excluded", "erased")
USE: Final = ("events", "women", "women_with_events", "covered_days", "uncovered_days", "self_reported")
COUNTS: Final = ("women", "of")
OF: Final = ("figure", "name", "service", "phase", "step")
Told = Sequence[tuple[Pack, Mapping[str, Any] | None]]
Row = dict[str, Any]


def figures(packs: Sequence[Pack], few: int) -> list[Row]:
    """The figures of the matrix. few: a rate of fewer events is marked u."""
    return [_figure(each, _told(packs, "matrix", name), few) for name, each in declared().items()]


def _figure(each: Figure, told: Told, few: int) -> Row:
    row = {"figure": each.name, "indicator": each.indicator, "outcome": each.outcome, "title": each.title, "unit": each.unit,
           "measure": each.measure, **_added(told, FIGURE), "value": None, "interval": None, "mark": None, **_who(told, "value")}
    if each.name in ALONE or each.indicator in ALONE:
        return {**row, "numerator": None, "denominator": None, "mark": _silent(row) or "z"}
    if _silent(row) or row["numerator"] is None or row["denominator"] is None:
        return {**row, "mark": "c"}
    tally = Tally(each, sums=Sums(row["numerator"], row["denominator"], unseen=len(row["not_covered_in"])))
    if each.measure in AVERAGES:
        return {**row, "mark": "z"}
    value = tally.value()
    return {**row, "value": None if value is None else tidy(value), "interval": tally.interval(), "mark": tally.mark(few)}


def profile(packs: Sequence[Pack], few: int) -> list[Row]:
    """Service use by phase, over the covered days of all. Phases are not compared."""
    made = []
    for name in uses():
        told = _told(packs, "profile", name)
        if any(row for _, row in told):
            made.append(_use(name, told, few))
    return made


def _use(name: str, told: Told, few: int) -> Row:
    service, _, phase = name.rpartition(".")
    row = {"service": service, "phase": phase, **_added(told, USE), "rate": None, "interval": None, "mark": None, **_who(told, "rate")}
    events, days = row["events"], row["covered_days"]
    if _silent(row) or events is None or days is None:
        return {**row, "mark": "c"}
    return {**row, **rate(events, days, few)}


def funnel(packs: Sequence[Pack]) -> list[Row]:
    """How many women reached each step."""
    from projections.funnel import STEPS

    made = [{"step": step, **_added(told := _told(packs, "funnel", step), COUNTS), "mark": None, **_who(told)} for step in STEPS]
    return [{**row, "mark": _silent(row)} for row in made]


def cohort(packs: Sequence[Pack]) -> list[Row]:
    """Who the women are that signed up; not the smallest and the largest of anything."""
    every = {name: _told(packs, "cohort", name) for name in lines()}
    found = {name: told for name, told in every.items() if any(row for _, row in told)}
    return [_line(name, found) for name in found if not name.endswith(("fewest", "most"))]


def _line(name: str, found: Mapping[str, Told]) -> Row:
    told = found[name]
    row = {"name": name, **_added(told, COUNTS), "value": None, "mark": None, **_who(told, "value")}
    if _silent(row):
        return {**row, "mark": "c"}
    if name.endswith(", mean"):
        children = _added(found[name.replace(", mean", ", in all")], ("value",))["value"]
        return {**row, "value": tidy(children / row["women"]) if children is not None and row["women"] else None}
    if name == "women" or name.endswith(", in all"):
        return {**row, "value": _added(told, ("value",))["value"]}
    return {**row, "value": tidy(row["women"] / row["of"]) if row["of"] and row["women"] is not None else None}


def _told(packs: Sequence[Pack], table: str, name: str) -> list[tuple[Pack, Mapping[str, Any] | None]]:
    """What each service says of one thing; None of one whose report has no such row."""
    return [(pack, pack.rows[table].get(name)) for pack in packs]


def _tells(row: Mapping[str, Any] | None) -> bool:
    return row is not None and row["mark"] != "c"


def _added(told: Told, names: Iterable[str]) -> Row:
    """The sums over those that tell; None where one of them does not tell that number, or none tells any."""
    rows = [row for _, row in told if row is not None and _tells(row)]
    return {name: _sum([row[name] for row in rows]) for name in names}


def _sum(values: Sequence[Any]) -> float | int | None:
    if not values or any(value is None for value in values):
        return None
    return sum(values) if all(isinstance(value, int) for value in values) else tidy(fsum(values))


def _who(told: Told, value: str = "") -> Row:
    """Who tells, who does not, where nobody looked, what each says, and between which values they lie.

    A public pack leaves out rows that would say by being there that there is somebody; of a board's one that is not there
    is one of which there is nothing.
    """
    kept = [pack.name for pack, row in told if not _tells(row) and (row is not None or pack.audience == "public")]
    unseen = [pack.name for pack, row in told if (row is None and pack.audience != "public") or (row is not None and row["mark"] == "x")]
    values = [row[value] for _, row in told if value and row is not None and _tells(row) and row[value] is not None]
    return {"telling": sum(_tells(row) for _, row in told), "of_services": len(told), "not_told_by": kept, "not_covered_in": unseen,
            "lowest": min(values, default=None), "highest": max(values, default=None),
            "services": [{"service": pack.name, "position": pack.position, **_numbers(row)} for pack, row in told if row is not None]}


def _numbers(row: Mapping[str, Any]) -> Row:
    """A row without what it is of, which stands above it."""
    return {name: value for name, value in row.items() if name not in OF}


def _silent(row: Mapping[str, Any]) -> str | None:
    """The mark c where some service does not tell."""
    return "c" if row["not_told_by"] else None
