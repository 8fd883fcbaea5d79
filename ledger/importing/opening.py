"""Is this file a workbook that can be read, and what does its look not tell?

Password, old and foreign forms, lock files and damage are each refused with a sentence. Beside its values, a sheet's
XML says which rows are hidden, which cells are merged, and which formulas were never computed.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, iterparse

import attrs

from ledger.errors import Refused
from ledger.importing import size
from ledger.importing.places import number

OLD_FORM: Final = b"\xd0\xcf\x11\xe0"
SEALED: Final = "EncryptedPackage".encode("utf-16-le")
SAVE_AS: Final = 'Open it in the spreadsheet program and choose "Save as", "Excel workbook (.xlsx)".'
TRUE: Final = ("1", "true")
WITHIN: Final = tuple(f"{{http://schemas.openxmlformats.org/spreadsheetml/2006/main}}{name}" for name in ("row", "c", "v", "f", "is", "t"))
DATA: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@attrs.frozen
class Area:
    """Cells that are merged: as they are called, and their first and last row and column, which counts from 0."""

    name: str
    rows: tuple[int, int]
    columns: tuple[int, int]

    @classmethod
    def of(cls, name: str) -> "Area":
        first, _, last = name.partition(":")
        corners = [(int(re.sub(r"\D", "", corner) or 0), number(re.sub(r"[^A-Z]", "", corner))) for corner in (first, last or first)]
        return cls(name, (corners[0][0], corners[1][0]), (corners[0][1], corners[1][1]))


@attrs.frozen
class Marks:
    """What a sheet's look does not tell. uncached: by row and column, the formulas without a saved result.

    rows: the number of the last. places: how many cells there are up to the last of each row, blank or not.
    """

    rows: int
    places: int
    hidden: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    merged: tuple[Area, ...]
    uncached: Mapping[int, Mapping[int, str]]
    formulas: int


def opened(path: Path) -> Any:
    """The open workbook, read as a stream. Raises Refused."""
    _refuse_foreign(path)
    from openpyxl import load_workbook

    try:
        return load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as why:   # openpyxl lets through whatever a damaged part runs into
        raise _damaged(path, why) from why


def struck_styles(path: Path, book: Any) -> frozenset[int]:
    """The styles of cells whose text is struck through. Raises Refused where a style names a font that is not there."""
    try:
        fonts = [bool(font.strike) for font in book._fonts]
        return frozenset(index for index, style in enumerate(book._cell_styles) if fonts[style.fontId])
    except Exception as why:
        book.close()
        raise _damaged(path, why) from why


def locked_by(path: Path) -> Path | None:
    """The lock file of a program in which the workbook is open just now, if there is one."""
    return next((lock for lock in (path.with_name("~$" + path.name), path.with_name(f".~lock.{path.name}#")) if lock.exists()), None)


def _refuse_foreign(path: Path) -> None:
    """Raise Refused for what is no workbook of the kind that can be read, saying what it is."""
    if path.name.startswith("~$"):
        raise Refused(f"{path.name} is the lock file that Excel keeps while a workbook is open; nothing was saved.",
                      f"Import the workbook itself: outcomes import {path.with_name(path.name[2:])}")
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise Refused(f"{path.name} is empty, 0 bytes; nothing was saved.", "Save the workbook again, or copy it again.")
    if start.startswith(OLD_FORM):
        if SEALED in path.read_bytes():
            raise Refused(f"{path.name} is protected by a password; nothing was saved.",
                          "In Excel: File, Info, Protect Workbook, Encrypt with Password; clear it, and save.")
        raise Refused(f"{path.name} is in the form of Excel 97 to 2003; nothing was saved.", SAVE_AS)
    if not start.startswith(b"PK"):
        raise Refused(f"{path.name} is not a workbook inside, whatever its name says; nothing was saved.",
                      f"{SAVE_AS} If it is text, name it .csv.")
    _refuse_foreign_zip(path)


def _refuse_foreign_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = archive.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in names else ""
            size.refuse_too_much(path, archive)
    except Refused:
        raise
    except Exception as why:   # zipfile lets through whatever unpacking a damaged part runs into
        raise _damaged(path, why) from why
    if "opendocument" in kind:
        raise Refused(f"{path.name} is an OpenDocument file; nothing was saved.", SAVE_AS)
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused(f"{path.name} is in Excel's binary form (.xlsb); nothing was saved.", SAVE_AS)
    if not any(name.endswith("workbook.xml") for name in names):
        raise Refused(f"{path.name} is a zip file, but not a workbook; nothing was saved.", SAVE_AS)


def _damaged(path: Path, why: Exception) -> Refused:
    return Refused(f"{path.name} is damaged and cannot be read as a workbook ({str(why)[:80] or type(why).__name__}); nothing was saved.",
                   "Open it in the spreadsheet program, save it as a new .xlsx, and import that; or copy it again.")


def rows_of(path: Path, sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of a sheet from the first, each a sequence of cells. Raises Refused where the file is damaged."""
    try:
        sheet.reset_dimensions()   # what the file says of its size may be wrong, and would cut rows off
        places = 0
        for at, row in enumerate(sheet.iter_rows(), 1):
            places += len(row)
            _not_too_much(at > size.MOST_ROWS and "rows", places > size.MOST_PLACES and "columns")
            for cell in row:
                if cell.value is not None:
                    cell.number_format  # noqa: B018 - a style that is not there shows here, not while the row is read
            yield row
    except size.TooMuch as why:
        raise size.refused(path, f'sheet "{sheet.title}": {why}') from None
    except Exception as why:
        raise _damaged(path, why) from why


def marks_of(path: Path, sheet: Any) -> Marks:
    """What a sheet's XML says beside its values. Raises Refused where the file is damaged."""
    try:
        with sheet._get_source() as source:
            return _marks(source, size.cells(path.stat().st_size))
    except size.TooMuch as why:
        raise size.refused(path, f'sheet "{sheet.title}": {why}') from None
    except Exception as why:
        raise _damaged(path, why) from why


def _marks(source: Any, most: int) -> Marks:
    """most: how many cells it may have. Raises TooMuch."""
    hidden, columns, merged, uncached = list[int](), set[int](), list[Area](), dict[int, Mapping[int, str]]()
    row = places = cells = other = formulas = 0
    data: Element | None = None
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            data = element if element.tag == DATA + "sheetData" else data
            cells += element.tag == DATA + "c"
            other += element.tag not in WITHIN
            _not_too_much(cells > most and "cells", other > size.MOST_PARTS and "marks")
        elif element.tag == DATA + "row":
            row = _next_row(row, element.get("r"))
            places += _width(element)
            computed, missing = _formulas(element)
            formulas += computed
            uncached |= {row: missing} if missing else {}
            hidden += [row] if element.get("hidden") in TRUE else []
            assert data is not None
            data.clear()
            _not_too_much(row > size.MOST_ROWS and "rows", places > size.MOST_PLACES and "columns")
        elif element.tag == DATA + "col" and element.get("hidden") in TRUE:
            columns.update(range(max(0, int(element.get("min", 1)) - 1), min(int(element.get("max", 1)), size.MOST_COLUMNS)))
        elif element.tag == DATA + "mergeCell":
            merged.append(Area.of(element.get("ref", "")))
            _not_too_much(len(merged) > size.MOST_MERGED and "merged cells")
    return Marks(row, places, tuple(hidden), tuple(sorted(columns)), tuple(merged), uncached, formulas)


def _not_too_much(*found: str | bool) -> None:
    for what in filter(None, found):
        raise size.TooMuch(what)


def _next_row(before: int, said: str | None) -> int:
    """The number of a row, which follows those before it: of one that did not, the reading would leave the cells out."""
    row = int(said or before + 1)
    if row <= before:
        raise ValueError(f"row {row} stands after row {before}")
    return row


def _width(row: Element) -> int:
    """How many cells there are up to the last of a row."""
    return max((number(re.sub(r"\d", "", cell.get("r", ""))) + 1 for cell in row), default=0) or len(row)


def _formulas(row: Element) -> tuple[int, dict[int, str]]:
    """How many formulas of a row have a saved result, and by column those that have none."""
    missing: dict[int, str] = {}
    computed = 0
    for index, cell in enumerate(row):
        formula = cell.find(DATA + "f")
        if formula is not None:
            if cell.findtext(DATA + "v") or cell.get("t") == "str":
                computed += 1
            else:
                missing[number(re.sub(r"\d", "", cell.get("r", ""))) if cell.get("r") else index] = f"={formula.text or '?'}"
    return computed, missing
