"""How does a report read on a plain screen, and aloud?

Plain lines and spaces: no boxes, no colour, nothing that is not ASCII, so that a redirect, a screen reader
and an old console show the same.
"""

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from projections.formats.table.lines import MARKS, cell, grid, heading, long_date, open_values

if TYPE_CHECKING:
    from projections.sheets import Sheet

__all__ = ("grid", "heading", "long_date", "text")

OWN: Final = frozenset({
    "matrix", "profile", "explain", "needs", "pathways", "health-audit", "equality", "quality", "costs", "monthly", "changes",
    "survival", "rollup"})
"""The reports that have a layout of their own: a module of that name, with a function `lines`."""

COPES: Final = frozenset({"matrix", "profile", "funnel", "costs", "rollup"})
"""The reports whose layout can say that some of it is confidential."""


def text(document: Mapping[str, Any], title: str) -> str:
    """A document as plain lines: a heading that says what it is of, and the table."""
    return "\n".join([title, *heading(document), "", *_lines(document), *_closed(document)])


def _lines(document: Mapping[str, Any]) -> list[str]:
    report = str(document["report"])
    if document["audience"] != "team" and report not in COPES and any(_shut(rows) for rows in _tables(document).values()):
        return _with_gaps(document)
    if report not in OWN:
        return _plain(document)
    own = importlib.import_module(f"{__name__}.{report.replace('-', '_')}")
    said: list[str] = own.lines(document)
    return said


def _tables(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    return {name: rows for name, rows in document.items() if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)}


def _shut(rows: list[Mapping[str, Any]]) -> bool:
    """Whether a table was closed as a whole: one row, which has nothing but the mark."""
    return [[name for name, value in row.items() if value is not None] for row in rows] == [["mark"]] and rows[0]["mark"] == "c"


def _with_gaps(document: Mapping[str, Any]) -> list[str]:
    """The tables of a report of which some are closed, each under its title: those as one line, a single row as a list."""
    from projections.reports import REPORTS

    said = list[str]()
    for sheet in REPORTS[str(document["report"])].sheets_of(document):
        said += [*([""] if said else []), f"{sheet.title}:", *_sheet(sheet)]
    return said


def _sheet(sheet: "Sheet") -> list[str]:
    rows = list(sheet.rows)
    if _shut(rows):
        return [MARKS["c"]]
    rows = [dict(zip([name for name in row if name != "words"], open_values(row), strict=True)) for row in rows]
    columns = [column for column in sheet.columns if any(row.get(column.name) is not None for row in rows)]
    if len(rows) == 1:
        return grid(("", ""), [(column.title, rows[0].get(column.name)) for column in columns])[1:]
    numbers = [place for place, column in enumerate(columns) if column.kind in ("whole", "number")]
    return grid([column.title for column in columns], [[_held(row.get(column.name)) for column in columns] for row in rows], numbers)


def _held(value: Any) -> Any:
    """Limits with two decimals, as rates have them."""
    return [cell(each) for each in value] if isinstance(value, list) else value


def _plain(document: Mapping[str, Any]) -> list[str]:
    rows = document["rows"]
    if not rows:
        return ["Nothing is recorded for this."]
    return grid([name for name in rows[0] if name != "words"], [open_values(row) for row in rows])


def _closed(document: Mapping[str, Any]) -> list[str]:
    """What [c] and a dash mean to an audience from which something is kept."""
    closed = any(row.get("mark") == "c" for rows in document.values() if isinstance(rows, list) for row in rows)
    if document["audience"] == "team" or not closed:
        return []
    return ["", "[c] confidential: too few women, or so many that the rest could be told. It is not 0.",
            "What may be shown to whom: outcomes help disclosure"]
