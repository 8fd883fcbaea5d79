"""Where do the rows that could not be imported go, and how do they come back mended?

Into a workbook beside the file: *Why* and where the row stood, then the same columns, the bad cells coloured, each with a
comment. Mended, it is imported like any other, any number of times; *Why* is not read. One that nobody has touched is
written anew; one that was mended is never overwritten, but for its own rows once the others of it are saved.
"""

import datetime
import io
import itertools
import json
import os
import re
import textwrap
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import unescape

import attrs

from ledger.errors import Finding, Refused
from ledger.importing import REJECTED, form_of
from ledger.importing.cells import EXACT, NO_VALUE, is_month
from ledger.importing.lines import csv_rows, json_lines
from ledger.importing.opening import locked_by, marks_of, opened, rows_of
from ledger.importing.places import SPOKEN_OF, number, spot
from ledger.importing.preview import Preview
from ledger.importing.sheets import HEADING_ROWS, WHY, heading_of, sheet_kind
from ledger.reading import is_blank
from ledger.templates import printed

CREATED: Final = datetime.datetime(2000, 1, 1)
NAME: Final = "rejected"
PLAIN: Final = {"valign": "top", "align": "left"}
MARKED: Final = {"bg_color": "#FFD9B3"}
UNSORTED: Final = "rows"
WHOLE_ROW: Final = -1
WIDE: Final = 64
HEADING: Final = "Why (not imported)"
LONGEST: Final = 32_767
FIRST: Final = 1
STOOD: Final = re.compile(r"((?:Row|Line) \d+ of .*?\.\w{2,5}): ", re.DOTALL)
UNTOUCHED: Final = re.compile(r"<dc:subject>([^<]*)</dc:subject>.*<dcterms:modified[^>]*>2000-01-01T00:00:00Z<", re.DOTALL)


@attrs.frozen
class Cell:
    """A value as it stood, and how it was shown."""

    value: Any
    form: str = "General"


@attrs.frozen
class Bad:
    """A row to mend: its cells by column, and its findings by column; -1 where they are of the whole row. stood: where."""

    cells: Mapping[int, Cell]
    findings: Mapping[int, Sequence[Finding]]
    stood: str = ""


@attrs.define
class Page:
    """A sheet to mend: its headings by column, and its rows."""

    name: str
    headings: dict[int, Cell] = attrs.field(factory=dict)
    rows: list[Bad] = attrs.field(factory=list)
    of_headings: dict[int, list[Finding]] = attrs.field(factory=dict)


def write(path: Path, findings: Iterable[Finding], saved: bool = False) -> Path | None:
    """Write the rows of a file that have findings; the workbook that holds them now.

    None where no finding is about a row that could be shown in columns. The rows of a workbook of rejected rows stay in it,
    each with its new reason; saved: only those with findings, the others being in the ledger. It is left alone while it is open.
    """
    own = is_own(path)
    if own and locked_by(path):
        return path
    pages = _of_workbook(path, findings, own and not saved) if form_of(path) == "workbook" else _of_text(path, findings)
    pages = [page for page in pages if page.rows or page.of_headings]
    if not pages:
        return None
    if own:
        return _replaced(path, _bytes(pages, _source(path)))
    return _placed(path.parent, _bytes(pages, path.name), path.name)


def is_own(path: Path) -> bool:
    """Whether a file is a workbook of rejected rows, by its name."""
    return REJECTED.fullmatch(path.name) is not None


def _placed(folder: Path, content: bytes, source: str) -> Path:
    """Where the content stands: in the first `rejected` workbook that is new, holds it, or is of this file and was never touched."""
    names = (f"{NAME}{'' if count == 1 else f'-{count}'}.xlsx" for count in itertools.count(1))
    file = next(file for name in names if not (file := folder / name).exists() or _untouched(file, source))
    return _replaced(file, content)


def _untouched(file: Path, source: str) -> bool:
    """Whether a workbook was written here from the same file, and no program has saved it since."""
    return _source(file) == source and not locked_by(file)


def _source(file: Path) -> str:
    """The file from which a workbook of rejected rows was written; '' once somebody has mended it."""
    try:
        with zipfile.ZipFile(file) as book:
            said = UNTOUCHED.search(book.read("docProps/core.xml").decode("utf-8", "replace"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return unescape(said[1]) if said else ""


def _replaced(file: Path, content: bytes) -> Path:
    """The file with this content: all of it, or as it was."""
    beside = file.with_name(file.name + ".new")
    beside.write_bytes(content)
    beside.chmod(0o600)   # the rows are nobody else's to read
    os.replace(beside, file)
    return file


def told(beside: Path | None) -> list[str]:
    """What to say of the workbook that holds the bad rows."""
    said = f"{beside} holds the rows with problems, each with why.\nMend them there, and import it: outcomes import {beside}"
    return [said] if beside else []


# From a workbook: its sheets as they stand, but for the rows without findings.


def _of_workbook(path: Path, findings: Iterable[Finding], whole: bool = False) -> list[Page]:
    by_sheet: dict[str, dict[int, dict[int, list[Finding]]]] = {}
    for finding in findings:
        sheet, row, letters = spot(finding.place)
        by_sheet.setdefault(sheet, {}).setdefault(row, {}).setdefault(number(letters), []).append(finding)
    with warnings.catch_warnings(action="ignore"):
        book = opened(path)
        try:
            return [_page(path, sheet, by_sheet.get(sheet.title, {}), whole)
                    for sheet in book.worksheets if whole or sheet.title in by_sheet]
        finally:
            book.close()


def _page(path: Path, sheet: Any, by_row: Mapping[int, dict[int, list[Finding]]], whole: bool) -> Page:
    """A sheet's bad rows; all of its rows where its headings could not be read, or where that is asked for."""
    uncached = marks_of(path, sheet).uncached
    grid = rows_of(path, sheet)
    top = list(itertools.islice(grid, HEADING_ROWS))
    heading, columns = heading_of(top)
    whole = whole or 0 in by_row or heading in by_row
    why = [index for index, name in enumerate(columns) if name == WHY]
    page = Page(sheet.title, of_headings={**_moved(by_row.get(heading, {}), why), **_moved(by_row.get(0, {}), why)})
    for at, row in enumerate(itertools.chain(top, grid), 1):
        cells = _cells(row, uncached.get(at, {}), why)
        if at == heading:
            page.headings = cells
        elif at in by_row or (whole and cells and at > heading):
            page.rows.append(Bad(cells, _moved(by_row.get(at, {}), why), _stood(row, why) or f"Row {at} of {path.name}"))
    return page


def _cells(row: Sequence[Any], uncached: Mapping[int, str], why: Sequence[int]) -> dict[int, Cell]:
    """The cells of a row as they stood; a formula that was never computed as a text that no import takes."""
    cells = {index: Cell(cell.value, cell.number_format or "General") for index, cell in enumerate(row)
             if cell.value is not None and index not in why}
    return _moved(cells | {index: Cell(f"{NO_VALUE} {formula}", "@") for index, formula in uncached.items()}, why)


def _moved(by_column: Mapping[int, Any], why: Sequence[int]) -> dict[int, Any]:
    """By column of the new sheet, which begins with its own Why, what stands by column of the old one."""
    return {index if index == WHOLE_ROW else FIRST + index - sum(each < index for each in why): value for index, value in by_column.items()}


def _stood(row: Sequence[Any], why: Sequence[int]) -> str:
    """Where a row stood first, as an earlier Why says."""
    said = [STOOD.match(row[index].value) for index in why if index < len(row) and isinstance(row[index].value, str)]
    return next((found[1] for found in said if found), "")


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
                _add(pages.setdefault(kind, Page(kind)), row, by_place[place], f"{place.capitalize()} of {path.name}")
    return list(pages.values())


def _add(page: Page, row: Mapping[str, Any], findings: Sequence[Finding], stood: str) -> None:
    """Add one row to the sheet of its kind, with a column for whatever it says or lacks."""
    said = {name: value for name, value in row.items() if not is_blank(value) and (name != "kind" or page.name == UNSORTED)}
    cells = {_index(page, name): Cell(_told(value), "@" if isinstance(value, str) else "General") for name, value in said.items()}
    by_column: dict[int, list[Finding]] = {}
    for finding in findings:
        name = finding.column or SPOKEN_OF.get(finding.code, "")
        by_column.setdefault(_index(page, name) if name else WHOLE_ROW, []).append(finding)
    page.rows.append(Bad(cells, by_column, stood))


def _index(page: Page, name: str) -> int:
    """The column of a field, a new one where there is none yet."""
    for index, heading in page.headings.items():
        if heading.value == name:
            return index
    page.headings[len(page.headings) + FIRST] = Cell(name)
    return len(page.headings)


def _told(value: Any) -> Any:
    """A JSON value as a cell takes it."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def refusal(path: Path, found: Preview, beside: Path | None) -> Refused:
    """Why nothing of a file was saved, and what to do. beside: the workbook that its bad rows were put into, if they were."""
    beside = None if beside and beside.resolve() == path.resolve() else beside
    mend = f"Mend the file and import it again: outcomes import {path}"
    others = f"Or save the others now: outcomes import {path} --accept-good"
    if beside and found.plan.entries:
        lines = [f"{beside} holds the rows with problems, each with why.", mend, others,
                 f"and then the mended rows: outcomes import {beside}"]
    elif beside:
        lines = [*told(beside), f"Or mend the file itself: outcomes import {path}"]
    else:
        lines = [mend, others] if found.plan.entries else [mend]
    return Refused("", "\n".join(lines), findings=found.findings)


# Written.


def _bytes(pages: Sequence[Page], source: str) -> bytes:
    """The workbook, the same bytes for the same rows."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": CREATED, "subject": source})
        styles = _Styles(book)
        for page in pages:
            _write_page(book.add_worksheet(page.name), page, styles)
    return content.getvalue()


class _Styles:
    """The formats of a workbook by how a value was shown, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        self.bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1, "bg_color": "#E8E8E8"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, form: str, marked: bool) -> Any:
        if (form, marked) not in self._made:
            self._made[form, marked] = self._book.add_format({**PLAIN, "num_format": form, **(MARKED if marked else {})})
        return self._made[form, marked]


def _write_page(sheet: Any, page: Page, styles: _Styles) -> None:
    width = max([0, *(index for row in page.rows for index in (*row.cells, *row.findings)), *page.headings])
    sheet.freeze_panes(1, 0)
    printed(sheet)
    sheet.set_column(0, 0, WIDE, styles.wrapped)
    sheet.set_column(FIRST, max(FIRST, width), 18, styles.of("@", False))
    sheet.write_string(0, 0, HEADING, styles.bold)
    _write_row(sheet, 0, Bad(page.headings, page.of_headings), styles)
    for index in sorted({*page.headings} - {*page.of_headings}):
        _put(sheet, 0, index, page.headings[index], styles.bold)
    for at, row in enumerate(page.rows, 1):
        words = [_words(finding) for index in sorted(row.findings) for finding in row.findings[index]]
        why = f"{row.stood}: " + "\n".join(words)
        sheet.set_row(at, 15 * sum(len(textwrap.wrap(line, WIDE - 4)) for line in why.splitlines()))
        sheet.write_string(at, 0, why.rstrip(), styles.wrapped)
        _write_row(sheet, at, row, styles)


def _write_row(sheet: Any, at: int, row: Bad, styles: _Styles) -> None:
    for index in sorted({*row.cells, *row.findings} - {WHOLE_ROW}):
        cell = row.cells.get(index, Cell(None, "@"))
        _put(sheet, at, index, cell, styles.of(_form(cell), index in row.findings))
        if index in row.findings:
            sheet.write_comment(at, index, "\n".join(map(_words, row.findings[index])), {"author": "outcomes", "x_scale": 2})


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
