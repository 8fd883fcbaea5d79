"""What may an audience see of a report?

`team` sees everything. `board`, a named closed group, sees exact counts, and nothing of one woman, one practitioner or
one story. `public` sees a number only where the rules of counts.py and control.py let it, and elsewhere the mark c, and
words where a word is safe. What does not say whose it is, by the role of its column, nobody but the team sees.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.disclosure.cells import CROSSING, TOTALS, Behind, Cell, Known, cells_of
from projections.disclosure.control import Control, control
from projections.disclosure.counts import LEAST, may_show
from projections.disclosure.earlier import Release
from projections.disclosure.steps import steps
from projections.sheets import Sheet

__all__ = ("TOGETHER", "Behind", "Known", "Protected", "Release", "protected")

HEADING: Final = ("report", "true_on", "known_by", "position", "root", "definitions", "audience", "software")
OPEN: Final[Mapping[str, tuple[str, ...]]] = {"pathways": ("waiting_days",), "costs": ("cautions",)}
"""What else of a document says nothing of women, by report."""

DECLARED: Final[Mapping[str, tuple[str, ...]]] = {
    "matrix": ("rows", "cohort"), "profile": ("rows", "comparisons"), "funnel": ("rows",)}
"""The tables of which it is known which women a row counts, and how rows hang together, by report."""

TOGETHER: Final = ("profile", "matrix", "funnel")
"""The reports of which any number may be told, the weightiest first: whichever is asked for, what is told of it is decided
on with the others in view, so that those of one day never give away by subtraction what each of them keeps."""

SINGLE_EVENTS: Final = (("survival", "rows"),)
"""Tables for the team alone, a row of which is the day of one event."""

CROSSED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {"equality": ("step", ("identified",))}
"""Tables that cross one characteristic of women with another: which column does, and where it is one-way all the same."""

PROTECTED: Final = ("count", "of", "derived")
NOTHING: Final[Mapping[str, Mapping[str, Any]]] = {}
SHUT: Final[Mapping[str, Any]] = {"mark": "c", "words": None}
"""The one row of a table that is closed as a whole: the same whether it had any row or none."""

LISTS: Final = ("caution_codes",)
NEVER_AT_PUBLIC: Final = ("missing", "excluded", "erased", "restricted", "uncovered_days", "self_reported", "planned_share")
PRACTITIONERS: Final = ("M06",)
PAIR: Final = re.compile(r"(\d+) of (\d+)")


@attrs.frozen
class Protected:
    """A document as an audience may see it, the cells that it tells, and which earlier release holds back which cell."""

    document: dict[str, Any]
    cells: Sequence[Cell] = ()
    clashes: Mapping[str, Release] = attrs.field(factory=dict)


def protected(document: Mapping[str, Any], sheets: Sequence[Sheet], audience: str, known: Known,
              releases: Sequence[Release] = (), beside: Mapping[str, Mapping[str, Any]] = NOTHING) -> Protected:
    """A document as an audience may see it. releases: what was told to the public before. beside: the other reports of
    the same day that may be told, by name, as the team sees them."""
    if audience == "team":
        return Protected(dict(document))
    kept = _declared_alone(document, sheets)
    if audience == "board":
        return Protected(kept | {sheet.path: _sheet_for_board(document["report"], sheet) for sheet in sheets})
    return _for_public(kept, sheets, known, releases, beside)


def _declared_alone(document: Mapping[str, Any], sheets: Iterable[Sheet]) -> dict[str, Any]:
    """The heading and the tables; whatever else a document holds is left empty, or closed where it is a table."""
    named = {*HEADING, *OPEN.get(document["report"], ()), *(sheet.path for sheet in sheets)}
    return {name: value if name in named else _unnamed(value, document["audience"]) for name, value in document.items()}


def _unnamed(value: Any, audience: str) -> Any:
    """What stands for something of which no sheet says what it is: for the board an empty table is empty, else it is closed."""
    if not isinstance(value, list):
        return None
    return [] if audience == "board" and not value else [dict(SHUT)]


def _sheet_for_board(report: str, sheet: Sheet) -> list[dict[str, Any]]:
    """A table for a closed group: not one whose rows are single women, or single events, or cross two characteristics."""
    if (report, sheet.path) in SINGLE_EVENTS or not _says_more(sheet):
        return [dict(SHUT)]
    rows = [_for_board(row, sheet) for row in sheet.rows]
    column, one_way = CROSSED.get(report, ("", ()))
    return [_closed(row, sheet) if column in row and row[column] not in one_way else row for row in rows]


def _for_board(row: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    """A row without what is of one woman, one practitioner or one story."""
    kept = _declared_columns(row, sheet, ("one",))
    single = str(row.get("name", "")).endswith((", fewest", ", most")) or row.get("indicator") in (*PRACTITIONERS, *CROSSING)
    few = row.get("measure") in ("median", "mean") and (row.get("denominator") or 0) < LEAST
    return _closed(kept, sheet) if single or few else kept


def _for_public(document: dict[str, Any], sheets: Sequence[Sheet], known: Known, releases: Sequence[Release],
                beside: Mapping[str, Mapping[str, Any]]) -> Protected:
    cells = cells_of(document["report"], document, known)
    found = control(_together({**beside, document["report"]: document}, known), known, releases)
    at = {(cell.path, cell.row): cell for cell in cells}
    for sheet in sheets:
        if sheet.path in DECLARED.get(document["report"], ()):
            document[sheet.path] = [_told(row, sheet, at.get((sheet.path, number)), found) for number, row in enumerate(sheet.rows)]
        else:
            document[sheet.path] = _undeclared(sheet)
    if document["report"] == "funnel":
        document["rows"] = steps(document["rows"], known)
    for sheet in sheets:
        document[sheet.path] = [{**row, "mark": row.get("mark"), "words": row.get("words")}
                                for row in _telling_nothing_by_being(document[sheet.path], sheet)]
    names = {cell.name for cell in cells} | {*TOTALS}
    clashes = {name: release for name, release in found.clashes.items() if name in names}
    return Protected(document, [cell for cell in cells if cell.name in found.told], clashes)


def _together(documents: Mapping[str, Mapping[str, Any]], known: Known) -> Sequence[Cell]:
    """The cells of all reports that are decided on together, the weightiest first; one that stands in several once."""
    cells = [cell for name in TOGETHER if name in documents for cell in cells_of(name, documents[name], known)]
    return list({cell.name: cell for cell in reversed(cells)}.values())[::-1]


def _told(row: Mapping[str, Any], sheet: Sheet, cell: Cell | None, found: Control) -> dict[str, Any]:
    """A row of which everything may be told that a public row has, or nothing."""
    kept = _declared_columns(row, sheet, ("one",))
    if cell is None or cell.name not in found.told:
        return _closed(kept, sheet, _words(kept, found.words.get(cell.name) if cell else None))
    kept.update({name: None for name in NEVER_AT_PUBLIC if name in kept})
    if sheet.path == "cohort" and not cell.plain:
        kept.update(women=None, of=None)
    return {**kept, "baseline": _baseline(kept["baseline"])} if "baseline" in kept else kept


def _telling_nothing_by_being(rows: Sequence[Mapping[str, Any]], sheet: Sheet) -> list[Mapping[str, Any]]:
    """The rows less those whose being there says that there is somebody: closed ones of a service of which no records
    were looked at, or of a need in which few were rated."""
    seen = {row["service"] for row in sheet.rows if row.get("covered_days")}
    return [row for row in rows if row.get("mark") != "c" or row.get("words")
            or not (str(row.get("name")).startswith("need at sign-up") or row.get("service") not in {None, *seen})]


def _words(row: Mapping[str, Any], said: str | None) -> str | dict[str, str] | None:
    """The words of a row; told of the column that counts women where its other numbers count something else."""
    return {"women_with_events": said} if said and "women_with_events" in row else said


def _undeclared(sheet: Sheet) -> list[dict[str, Any]]:
    """A table of which nobody declared which women it counts, nor how its numbers hang together: none of them is told.

    Not even how many rows it has, or that it has none: that would say of whom there is nothing. A table without
    counts is of no women, and stands.
    """
    if any(column.role not in ("open", "one") for column in sheet.columns) or not _says_more(sheet):
        return [dict(SHUT)]
    return [_declared_columns(row, sheet, ("one",)) for row in sheet.rows]


def _says_more(sheet: Sheet) -> bool:
    """Whether a table says anything beside what is of one woman: else the number of its rows is the number of women."""
    return bool(sheet.columns) and sheet.columns[0].role != "one"


def _declared_columns(row: Mapping[str, Any], sheet: Sheet, hidden: Sequence[str]) -> dict[str, Any]:
    """A row with what its columns declare, less the roles that are hidden."""
    roles = {column.name: column.role for column in sheet.columns}
    return {name: None if roles.get(name, "one") in hidden else value for name, value in row.items()}


def _closed(row: Mapping[str, Any], sheet: Sheet, words: str | dict[str, str] | None = None) -> dict[str, Any]:
    """A row without its numbers: the mark c, and the words that may stand for them."""
    gone = [column.name for column in sheet.columns if column.role in PROTECTED or column.name in LISTS]
    made = {**row, **dict.fromkeys((name for name in gone if name in row), None), "mark": "c", "words": words}
    return {**made, "baseline": _baseline(made["baseline"])} if "baseline" in made else made


def _baseline(text: str | None) -> str | None:
    """A baseline as it may be told: not where it is itself a small count of a known group."""
    pairs = [(int(counted), int(of)) for counted, of in PAIR.findall(text or "")]
    return text if all(may_show(counted, of) for counted, of in pairs) else None
