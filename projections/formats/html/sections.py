"""Which sections has a page, and what stands in each?

A report that is known here has a layout of its own; any other is its charts and its sheets as they stand, so that a new
report comes into the page by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import attrs

from projections.formats import held
from projections.formats.cells import number, worded
from projections.formats.charts import Chart, charts
from projections.formats.charts.matrix import NO_TARGET
from projections.formats.charts.profile import unseen
from projections.formats.html import tables
from projections.formats.html.parts import Block, Entry, Head, Picture, Section, Table
from projections.formats.words import OCCASIONS, RATERS, group, group_title, plain
from projections.reports import Report
from projections.sheets import Sheet

Document = Mapping[str, Any]
LARC: Final = ("M09", "M10", "M11")
APART: Final = ("M31",)
DESCRIBES: Final = "Before and during are set beside each other; a difference between them is not what the programme did."


def sections(report: Report, document: Document, sheets: Sequence[Sheet]) -> list[Section]:
    """The sections of one report."""
    own = OWN.get(report.name) if document["report"] == report.name else None
    made = own(report, held.told(document), sheets) if own else [_plain(report, document, sheets)]
    return [attrs.evolve(made[0], lines=[*made[0].lines, *_held(sheets)]), *made[1:]]


def _held(sheets: Sequence[Sheet]) -> Iterator[str]:
    """What is said of tables that this audience does not get."""
    titles = [sheet.title for sheet in sheets if sheet.text.endswith(held.HELD)]
    if titles:
        yield f"{', '.join(titles)}. {held.HELD}"


def _plain(report: Report, document: Document, sheets: Sequence[Sheet]) -> Section:
    """Charts, then every table as it stands."""
    pictures = _pictures(report.name, charts(document))
    shown = [sheet for sheet in sheets if not sheet.text.endswith(held.HELD)]
    blocks = [Block(sheet.title if len(sheets) > 1 else "", [sheet.text] if sheet.text else [], pictures if number == 0 else [],
                    [_or_empty(tables.of_sheet(sheet, f"{report.name}-{sheet.name}", report.name))]) for number, sheet in enumerate(shown)]
    return Section(report.name, report.title, [report.help], blocks)


def _or_empty(table: Table) -> Table:
    return table if table.rows else Table(table.name, table.caption, [Head("Nothing is recorded for this.")], [])


def _pictures(report: str, made: Sequence[Chart]) -> list[Picture]:
    return [Picture(chart, f"{report}-{chart.name}") for chart in made]


def _funnel(report: Report, document: Document, sheets: Sequence[Sheet]) -> list[Section]:
    rows, of = document["rows"], any(row["of"] is not None for row in document["rows"])
    heads = [Head("Step"), Head("Women", True), *([Head("Of those at the step before", True)] if of else ())]
    cells = [[Entry(plain(row["step"])), Entry(_women(row)), *([Entry(tables.whole(row, "of"))] if of else ())] for row in rows]
    lines = ["A woman counts at a step when it is on record. After sign-up she is in the programme on the day, or has ended it."]
    return [Section(report.name, report.title, lines, [Block(
        pictures=_pictures(report.name, charts(document)), tables=[Table("funnel-steps", report.title, heads, cells)], beside=True)])]


def _women(row: Mapping[str, Any]) -> str:
    return f"{worded(row, 'women') or worded(row)} [c]".strip() if row["women"] is None else number(row["women"])


def _matrix(report: Report, document: Document, sheets: Sequence[Sheet]) -> list[Section]:
    """LARC cover; then every outcome with its charts and figures; then who the women are."""
    told = [row for row in document["rows"] if row["mark"] != "z" and not (row["mark"] == "c" and not row.get("words"))]
    rest = [row for row in told if row["indicator"] not in (*LARC, *APART)]
    made = list(charts(document))
    groups = {name: list(rows) for name, rows in groupby(sorted(rest, key=lambda row: _order(group(row))), key=group)}
    silent = len(document["rows"]) - len(told)
    lines = ["Numerator and denominator stand beside every figure; those missing and excluded stand beside it, never in it."]
    if silent:
        hidden = any(row["mark"] == "c" for row in document["rows"])
        why = "are confidential, or have nobody to ask on the day" if hidden else "have nobody to ask on the day"
        lines.append(f"{silent:,} more figures {why}, and are left out here.")
    blocks = [_outcome(name, rows, made) for name, rows in groups.items()]
    return [Section(report.name, report.title, lines, blocks), *_larc(told, made), *_cohort(sheets)]


def _outcome(name: str, rows: Sequence[Mapping[str, Any]], made: Sequence[Chart]) -> Block:
    own = [chart for chart in made if chart.name.startswith(f"shares-{_slug(name)}-")]
    table = tables.of_figures(rows, f"matrix-{_slug(name)}", f"Figures: {group_title(name)}")
    return Block(group_title(name), pictures=_pictures("matrix", own), tables=[table])


def _order(name: str) -> int:
    order = ("P", "O1", "O2", "O3", "O4", "O5", "L", "S")
    return order.index(name) if name in order else len(order)


def _slug(name: str) -> str:
    return name.lower() if name.isalnum() and name.isascii() else "other"


def _larc(told: Sequence[Mapping[str, Any]], made: Sequence[Chart]) -> Iterator[Section]:
    rows = [row for row in told if row["indicator"] in LARC]
    if rows:
        lines = [NO_TARGET, "LARC is in place from fitting until it is removed, is due for replacement, or reaches its usual life."]
        yield Section("larc", "LARC cover", lines, [Block(
            pictures=_pictures("matrix", [chart for chart in made if chart.name == "larc"]),
            tables=[tables.of_figures(rows, "matrix-larc", "Figures: LARC")])])


def _cohort(sheets: Sequence[Sheet]) -> Iterator[Section]:
    for sheet in sheets:
        if sheet.name == "cohort" and sheet.rows:
            yield Section("women-signed-up", sheet.title, [sheet.text], [Block(tables=[tables.of_sheet(sheet, "matrix-cohort", "matrix")])])


def _profile(report: Report, document: Document, sheets: Sequence[Sheet]) -> list[Section]:
    """A service a block: its chart beside its table, and the women one by one between two phases where they were compared."""
    made = {chart.name: chart for chart in charts(document)}
    compared = {row["service"]: row for row in document.get("comparisons") or ()}
    blocks = [_service(service, list(rows), made, compared.get(service))
              for service, rows in groupby(document["rows"], key=lambda row: row["service"]) if f"use-{service}" in made]
    in_words = {service: list(rows) for service, rows in groupby(document["rows"], key=lambda row: row["service"])
                if f"use-{service}" not in made}
    if any(row.get("words") for rows in in_words.values() for row in rows):
        blocks.append(Block("Use in words", ["Numbers are confidential; words stand for them where that is safe."],
                            tables=[tables.of_words({name: rows for name, rows in in_words.items() if name not in unseen(document)})]))
    lines = ["Events are attended, recorded contacts on days that were looked at: in the phase, alive, in the area, and inside a complete "
             "review of that service's records. Hollow dots rest on few events.", DESCRIBES]
    if document.get("dots"):
        lines.insert(1, "Faint dots are women; the larger, the more of her days were looked at.")
    if none := unseen(document):
        lines.append(f"Nobody looked at the records of: {', '.join(map(plain, none))}. Their use is not 0; it is not known.")
    return [Section(report.name, report.title, lines, blocks)]


def _service(service: str, rows: Sequence[Mapping[str, Any]], made: Mapping[str, Chart], compared: Mapping[str, Any] | None) -> Block:
    table = tables.of_service(rows, f"profile-{service}", f"{plain(service)}, by phase")
    return Block(plain(service), pictures=_pictures("profile", [made[f"use-{service}"]]), tables=[table], beside=True,
                 after=list(_compared(compared)) if compared else [])


def _compared(row: Mapping[str, Any]) -> Iterator[str]:
    """Women first; then what is said of all of them together."""
    if row.get("paired_women") and row.get("up") is not None:
        yield (f"Woman by woman, {plain(row['from']).lower()} to {row['to']}: {row['paired_women']} looked at in both; "
               f"{row['up']} used it more, {row['down']} less, {row['same']} as much; {row['not_covered']} not looked at in both.")
    if row.get("sentence"):
        yield str(row["sentence"])


def _needs(report: Report, document: Document, sheets: Sequence[Sheet]) -> list[Section]:
    """A rater a block: charts at sign-up and on the day, and their table; then the other sheets as they stand."""
    made = charts(document)
    blocks = []
    for rater in dict.fromkeys(row["rater"] for row in document["rows"]):
        rows = [row for row in document["rows"] if row["rater"] == rater and row["occasion"] in OCCASIONS]
        title = f"Needs {RATERS.get(rater, rater)}"
        blocks.append(Block(title, pictures=_pictures("needs", [chart for chart in made if chart.name.startswith(f"needs-{rater}-")]),
                            tables=[tables.of_needs(rows, f"needs-{rater}-table", f"{title}, at sign-up and on the day")]))
    rest = [Block(sheet.title, [sheet.text], tables=[tables.of_sheet(sheet, f"needs-{sheet.name}", "needs")])
            for sheet in sheets if sheet.name != "needs" and sheet.rows]
    lines = ["Raters are never combined: she, and her practitioner, see a need each for herself."]
    return [Section(report.name, "Needs before and after", lines, [*blocks, *rest])]


OWN: Final[Mapping[str, Callable[[Report, Document, Sequence[Sheet]], list[Section]]]] = {
    "funnel": _funnel, "matrix": _matrix, "profile": _profile, "needs": _needs}
