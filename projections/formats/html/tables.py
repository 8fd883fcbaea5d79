"""How do a report's sheets become tables of a page?"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.cells import amount, columns, counted, number, percent, told, worded
from projections.formats.html.parts import RIGHT, Entry, Head, Table
from projections.formats.words import PHASES, plain
from projections.sheets import Column, Sheet

NARROW: Final = 5
MOST: Final = 12
LONG: Final = 40
WORD: Final = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def of_sheet(sheet: Sheet, name: str, report: str) -> Table:
    """A sheet as it stands, its first columns where it has many; and beneath it what its columns mean."""
    every = columns(sheet)
    names = [column.name for column in every]
    small = next((column for column in every if column.name == "figure" and "title" in names), None)
    order = sorted((column for column in every if column is not small), key=lambda column: bool(small) and column.name != "title")
    shown, left = order[:MOST], order[MOST:]
    rows = [[Entry(cell(row, column), cell(row, small) if small and number == 0 else "") for number, column in enumerate(shown)]
            for row in sheet.rows]
    return Table(name, sheet.title, [Head(column.title, column.kind in RIGHT) for column in shown], rows, len(shown) > NARROW,
                 [_meaning(column) for column in shown if column.text or column.unit], len(sheet.rows) > LONG, _left(left, report))


def _meaning(column: Column) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    return f"{column.title}{unit}: {column.text}" if column.text else f"{column.title}, in {column.unit}."


def _left(columns: Sequence[Column], report: str) -> str:
    if not columns:
        return ""
    named = ", ".join(column.title for column in columns)
    return f"Not shown here for want of room: {named}. All of it: outcomes {report} --output {report}.xlsx"


def cell(row: Mapping[str, Any], column: Column) -> str:
    """A cell of a sheet as it is read; a word of the vocabulary without its hyphens."""
    said = told(row, column)
    return plain(said) if column.kind == "text" and column.name != "figure" and WORD.fullmatch(said) else said


def of_figures(rows: Sequence[Mapping[str, Any]], name: str, caption: str) -> Table:
    """Figures of the matrix: what each is, its number, its value with the interval, and what was stated before."""
    heads = [Head("Figure"), Head("Number", True), Head("Value, 95% interval", True), Head("Stated: baseline, target")]
    return Table(name, caption, heads, [_figure(row) for row in rows])


def _figure(row: Mapping[str, Any]) -> list[Entry]:
    return [Entry(row["title"], row["figure"]), Entry(_count(row), _beside(row)), Entry(_value(row), _interval(row)), Entry(_stated(row))]


def _count(row: Mapping[str, Any]) -> str:
    if row["mark"] == "x":
        return "nobody looked [x]"
    if row["numerator"] is None:
        return f"{worded(row, 'numerator') or worded(row)} [c]".strip()
    if row["measure"] == "count":
        return amount(row, "numerator")
    if row["measure"] == "rate":
        return f"{number(row['numerator'])} in {row['denominator'] / 365.25:,.1f} years" if row["denominator"] is not None else "[c]"
    if row["measure"] in ("median", "mean"):
        return f"of {number(row['denominator'])}" if row["denominator"] is not None else "[c]"
    if row["measure"] == "ratio" and row["unit"] != "pence":
        return "–"
    return counted(row)


def _beside(row: Mapping[str, Any]) -> str:
    """Who stands beside the figure, never in it."""
    return ", ".join(f"{number(row[name])} {name}" for name in ("missing", "excluded", "erased", "restricted") if row.get(name))


def _value(row: Mapping[str, Any]) -> str:
    if row["value"] is None or row["measure"] == "count":
        return "–" if row["measure"] == "count" else f"[{row['mark'] or 'z'}]"
    few = " [u]" if row["mark"] == "u" else ""
    if row["measure"] in ("proportion", "share"):
        return percent(row["value"]) + few
    return number(row["value"], "pence" if row["measure"] == "ratio" and row["unit"] == "pence" else "") + few


def _interval(row: Mapping[str, Any]) -> str:
    if not row["interval"]:
        return row["measure"] if row["measure"] in ("median", "mean") and row["value"] is not None else ""
    low, high = (f"{100 * limit:.0f}" if row["measure"] == "proportion" else number(limit) for limit in row["interval"])
    return f"{low} to {high}{'%' if row['measure'] == 'proportion' else ''}"


def _stated(row: Mapping[str, Any]) -> str:
    said = [f"{name}: {row[name]}" for name in ("baseline", "target") if row[name] is not None]
    return "; ".join(said) or "–"


def of_needs(rows: Sequence[Mapping[str, Any]], name: str, caption: str) -> Table:
    """One rater's ratings of each need, at sign-up and on the day, a row each."""
    heads = [Head("Need"), Head("When"), *(Head(word, True) for word in ("Unmet", "Met", "None", "Not known"))]
    return Table(name, caption, heads, [_need(row) for row in rows])


def _need(row: Mapping[str, Any]) -> list[Entry]:
    counts = [row[state] for state in ("unmet", "met", "none")]
    away = [row[state] for state in ("unknown", "missing", "excluded")]
    beside = "[c]" if None in away else number(sum(away))
    return [Entry(plain(row["domain"])), Entry("at sign-up" if row["occasion"] == "baseline" else "on the day"),
            *(Entry("[c]" if count is None else number(count)) for count in counts), Entry(beside)]


def of_service(rows: Sequence[Mapping[str, Any]], name: str, caption: str) -> Table:
    """One service by phase: events, women, days that were looked at, and the rate with its interval."""
    heads = [Head("Phase"), Head("Events", True), Head("Women with any", True), Head("Days looked at", True),
             Head("A woman-year, 95% interval", True)]
    return Table(name, caption, heads, [_phase(row) for row in rows])


def _phase(row: Mapping[str, Any]) -> list[Entry]:
    days = None if row["uncovered_days"] is None else (row["covered_days"] or 0) + row["uncovered_days"]
    using = worded(row, "women_with_events") or whole(row, "women_with_events")
    return [Entry(PHASES[row["phase"]].capitalize()), Entry(whole(row, "events")), Entry(using, _of(row["women"])),
            Entry(whole(row, "covered_days"), _of(days)), _rate(row)]


def _of(many: float | None) -> str:
    return "" if many is None else f"of {number(many)}"


def whole(row: Mapping[str, Any], name: str) -> str:
    """A number, or the mark of its row."""
    return number(row[name]) if row[name] is not None and row.get("mark") != "x" else f"[{row.get('mark') or 'z'}]"


def of_words(services: Mapping[str, Sequence[Mapping[str, Any]]]) -> Table:
    """Services whose rates may not be told: which share of the women used each in which phase, in words."""
    heads = [Head("Service"), *(Head(phase.capitalize()) for phase in PHASES.values())]
    rows = [[Entry(plain(service)), *(Entry(_worded(by_phase.get(phase))) for phase in PHASES)]
            for service, by_phase in ((name, {row["phase"]: row for row in rows}) for name, rows in services.items())]
    return Table("profile-words", "Women with any use, in words", heads, rows, wide=True)


def _worded(row: Mapping[str, Any] | None) -> str:
    return "–" if row is None else worded(row, "women_with_events") or f"[{row['mark'] or 'z'}]"


def _rate(row: Mapping[str, Any]) -> Entry:
    if row["rate"] is None:
        return Entry("nobody looked [x]" if row["mark"] == "x" else "[c]")
    few = " [u]" if row["mark"] == "u" else ""
    return Entry(f"{row['rate']:.2f}{few}", f"{row['interval'][0]:.2f} to {row['interval'][1]:.2f}" if row["interval"] else "")
