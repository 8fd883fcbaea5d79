"""Where do the rows that could not be imported go, and how do they come back mended?

Into a workbook beside the file: the same columns and *Why*, the bad cells coloured, each with a comment. Mended, it is
imported like any other, any number of times; *Why* is not read. What is there already is never overwritten.
"""

import datetime
import io
import itertools
import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ledger.errors import Finding, Refused
from ledger.importing import form_of
from ledger.importing.cells import EXACT, is_month
from ledger.importing.lines import csv_rows, json_lines
from ledger.importing.opening import opened, rows_of
from ledger.importing.places import SPOKEN_OF, number, spot
from ledger.importing.preview import Preview
from ledger.importing.sheets import HEADING_ROWS, WHY, heading_of, sheet_kind
from ledger.reading import is_blank

CREATED: Final = datetime.datetime(2000, 1, 1)
NAME: Final = "rejected"
MARKED: Final = {"bg_color": "#FFD9B3"}
UNSORTED: Final = "rows"
WHOLE_ROW: Final = -1
LONGEST: Final = 32_767


@attrs.frozen
class Cell:
    """A value as it stood, and how it was shown."""

    value: Any
    form: str = "General"


@attrs.frozen
class Bad:
    """A row to mend: its cells by column, and its findings by column; -1 where they are of the whole row."""

    cells: Mapping[int, Cell]
    findings: Mapping[int, Sequence[Finding]]


@attrs.define
class Page:
    """A sheet to mend: its headings by column, and its rows."""

    name: str
    headings: dict[int, Cell] = attrs.field(factory=dict)
    rows: list[Bad] = attrs.field(factory=list)
    of_headings: dict[int, list[Finding]] = attrs.field(factory=dict)


def write(path: Path, findings: Iterable[Finding]) -> Path | None:
    """Write the rows of a file that have findings; the new workbook, or an earlier one that holds just the same.

    None where no finding is about a row that could be shown in columns.
    """
    pages = _of_workbook(path, findings) if form_of(path) == "workbook" else _of_text(path, findings)
    pages = [page for page in pages if page.rows or page.of_headings]
    return _placed(path.parent, _bytes(pages)) if pages else None


def _placed(folder: Path, content: bytes) -> Path:
    """Where the content stands: in the first `rejected` workbook that holds it already, or in a new one."""
    names = (f"{NAME}{'' if count == 1 else f'-{count}'}.xlsx" for count in itertools.count(1))
    file = next(file for name in names if not (file := folder / name).exists() or file.read_bytes() == content)
    if not file.exists():
        with file.open("xb") as out:
            out.write(content)
    return file


def told(beside: Path | None) -> list[str]:
    """What to say of the workbook that holds the bad rows."""
    said = f"{beside} holds the rows with problems, each with why.\nMend them there, and import it: outcomes import {beside}"
    return [said] if beside else []


# From a workbook: its sheets as they stand, but for the rows without findings.


def _of_workbook(path: Path, findings: Iterable[Finding]) -> list[Page]:
    by_sheet: dict[str, dict[int, dict[int, list[Finding]]]] = {}
    for finding in findings:
        sheet, row, letters = spot(finding.place)
        by_sheet.setdefault(sheet, {}).setdefault(row, {}).setdefault(number(letters), []).append(finding)
    with warnings.catch_warnings(action="ignore"):
        book = opened(path)
        try:
            return [_page(path, sheet, by_sheet[sheet.title]) for sheet in book.worksheets if sheet.title in by_sheet]
        finally:
            book.close()


def _page(path: Path, sheet: Any, by_row: Mapping[int, dict[int, list[Finding]]]) -> Page:
    """A sheet's bad rows; all of its rows where its headings could not be read."""
    grid = rows_of(path, sheet)
    top = list(itertools.islice(grid, HEADING_ROWS))
    heading, columns = heading_of(top)
    whole = 0 in by_row or heading in by_row
    page = Page(sheet.title, of_headings={**by_row.get(heading, {}), **by_row.get(0, {})})
    for at, row in enumerate(itertools.chain(top, grid), 1):
        cells = {index: Cell(cell.value, cell.number_format or "General") for index, cell in enumerate(row)
                 if cell.value is not None and columns[index:index + 1] != (WHY,)}
        if at == heading:
            page.headings = cells
        elif at in by_row or (whole and cells and at > heading):
            page.rows.append(Bad(cells, by_row.get(at, {})))
    return page


# From CSV or JSON Lines: one sheet a kind.


def _of_text(path: Path, findings: Iterable[Finding]) -> list[Page]:
    by_place: dict[str, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(finding.place, []).append(finding)
    pages: dict[str, Page] = {}
    with path.open("rb") as file:
        for place, row in (json_lines(file) if form_of(path) == "jsonl" else csv_rows(file)):
            if place in by_place and not isinstance(row, Finding):
                kind = sheet_kind(str(row.get("kind"))) or UNSORTED
                _add(pages.setdefault(kind, Page(kind)), row, by_place[place])
    return list(pages.values())


def _add(page: Page, row: Mapping[str, Any], findings: Sequence[Finding]) -> None:
    """Add one row to the sheet of its kind, with a column for whatever it says or lacks."""
    said = {name: value for name, value in row.items() if not is_blank(value) and (name != "kind" or page.name == UNSORTED)}
    cells = {_index(page, name): Cell(_told(value), "@" if isinstance(value, str) else "General") for name, value in said.items()}
    by_column: dict[int, list[Finding]] = {}
    for finding in findings:
        name = finding.column or SPOKEN_OF.get(finding.code, "")
        by_column.setdefault(_index(page, name) if name else WHOLE_ROW, []).append(finding)
    page.rows.append(Bad(cells, by_column))


def _index(page: Page, name: str) -> int:
    """The column of a field, a new one where there is none yet."""
    for index, heading in page.headings.items():
        if heading.value == name:
            return index
    page.headings[len(page.headings)] = Cell(name)
    return len(page.headings) - 1


def _told(value: Any) -> Any:
    """A JSON value as a cell takes it."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def refusal(path: Path, found: Preview, keep: bool) -> Refused:
    """Why nothing of a file was saved, and what to do; its bad rows put beside a workbook if they are to be kept."""
    again = f"Mend the file and import it again: outcomes import {path}"
    beside = write(path, found.findings) if keep and found.contents.columns else None
    if beside and beside.resolve() != path.resolve():
        again = (f"{beside} holds the rows with problems, each with why.\n{again}\nOr save the others now: outcomes import {path} "
                 f"--accept-good\nand then the mended rows: outcomes import {beside}")
    return Refused("", again, findings=found.findings)


# Written.


def _bytes(pages: Sequence[Page]) -> bytes:
    """The workbook, the same bytes for the same rows."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": CREATED})
        styles = _Styles(book)
        for page in pages:
            _write_page(book.add_worksheet(page.name), page, styles)
    return content.getvalue()


class _Styles:
    """The formats of a workbook by how a value was shown, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, form: str, marked: bool) -> Any:
        if (form, marked) not in self._made:
            self._made[form, marked] = self._book.add_format({"num_format": form, **(MARKED if marked else {})})
        return self._made[form, marked]


def _write_page(sheet: Any, page: Page, styles: _Styles) -> None:
    width = max([0, *(index + 1 for row in page.rows for index in (*row.cells, *row.findings)), *(index + 1 for index in page.headings)])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, width - 1), 18, styles.of("@", False))
    sheet.set_column(width, width, 80)
    heading = {**page.headings, width: Cell("Why (not imported)")}
    _write_row(sheet, 0, Bad(heading, page.of_headings), styles, None)
    for at, row in enumerate(page.rows, 1):
        _write_row(sheet, at, row, styles, width)


def _write_row(sheet: Any, at: int, row: Bad, styles: _Styles, why: int | None) -> None:
    for index in sorted({*row.cells, *row.findings} - {WHOLE_ROW}):
        cell = row.cells.get(index, Cell(None, "@"))
        _put(sheet, at, index, cell, styles.of(_form(cell), index in row.findings))
        if index in row.findings:
            sheet.write_comment(at, index, "\n".join(map(_words, row.findings[index])), {"author": "outcomes", "x_scale": 2})
    if why is not None and row.findings:
        sheet.write_string(at, why, " ".join(_words(finding) for index in sorted(row.findings) for finding in row.findings[index]))


def _form(cell: Cell) -> str:
    """How a cell is shown: a day as day/month/year whatever it was, so that nobody mends it by an American one."""
    if isinstance(cell.value, datetime.time | datetime.timedelta):
        return "hh:mm:ss"
    if not isinstance(cell.value, datetime.date) or is_month(cell.form):
        return cell.form
    timed = isinstance(cell.value, datetime.datetime) and cell.value.time() != datetime.time()
    return "dd/mm/yyyy hh:mm" if timed else "dd/mm/yyyy"


def _words(finding: Finding) -> str:
    return f"{finding.message} {finding.hint}".strip()


def _put(sheet: Any, at: int, index: int, cell: Cell, style: Any) -> None:
    """Write a value as what it was: a text never becomes a formula, a number or a link."""
    value = cell.value
    if isinstance(value, bool):
        sheet.write_boolean(at, index, value, style)
    elif isinstance(value, int | float) and abs(value) < EXACT:
        sheet.write_number(at, index, value, style)
    elif isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        sheet.write_datetime(at, index, value, style)
    elif value is None:
        sheet.write_blank(at, index, None, style)
    else:
        sheet.write_string(at, index, str(value)[:LONGEST], style)
