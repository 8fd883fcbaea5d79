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
from ledger.importing.places import number

OLD_FORM: Final = b"\xd0\xcf\x11\xe0"
SEALED: Final = "EncryptedPackage".encode("utf-16-le")
SAVE_AS: Final = 'Open it in the spreadsheet program and choose "Save as", "Excel workbook (.xlsx)".'
LARGEST: Final = 1 << 30
TRUE: Final = ("1", "true")
MOST_COLUMNS: Final = 1 << 14
DATA: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@attrs.frozen
class Marks:
    """What a sheet's look does not tell. uncached: by row and column, the formulas without a saved result."""

    rows: int
    hidden: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    merged: tuple[str, ...]
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


def struck_styles(book: Any) -> frozenset[int]:
    """The styles of cells whose text is struck through."""
    fonts = [bool(font.strike) for font in book._fonts]
    return frozenset(index for index, style in enumerate(book._cell_styles) if fonts[style.fontId])


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
            kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
            size = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError) as why:
        raise _damaged(path, why) from why
    if "opendocument" in kind:
        raise Refused(f"{path.name} is an OpenDocument file; nothing was saved.", SAVE_AS)
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused(f"{path.name} is in Excel's binary form (.xlsb); nothing was saved.", SAVE_AS)
    if not any(name.endswith("workbook.xml") for name in names):
        raise Refused(f"{path.name} is a zip file, but not a workbook; nothing was saved.", SAVE_AS)
    if size > LARGEST:
        raise Refused(f"{path.name} unpacks to {size >> 20:,} MB, more than any week's entries; nothing was saved.",
                      "Copy the rows that are meant into a new workbook.")


def _damaged(path: Path, why: Exception) -> Refused:
    return Refused(f"{path.name} is damaged and cannot be read as a workbook ({str(why)[:80] or type(why).__name__}); nothing was saved.",
                   "Open it in the spreadsheet program, save it as a new .xlsx, and import that; or copy it again.")


def rows_of(path: Path, sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of a sheet from the first, each a sequence of cells. Raises Refused where the file is damaged."""
    try:
        sheet.reset_dimensions()   # what the file says of its size may be wrong, and would cut rows off
        yield from sheet.iter_rows()
    except Exception as why:
        raise _damaged(path, why) from why


def marks_of(path: Path, sheet: Any) -> Marks:
    """What a sheet's XML says beside its values. Raises Refused where the file is damaged."""
    try:
        with sheet._get_source() as source:
            return _marks(source)
    except Exception as why:
        raise _damaged(path, why) from why


def _marks(source: Any) -> Marks:
    hidden, columns, merged, uncached = list[int](), list[int](), list[str](), dict[int, Mapping[int, str]]()
    row = formulas = 0
    data: Element | None = None
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            data = element if element.tag == DATA + "sheetData" else data
        elif element.tag == DATA + "row":
            row = int(element.get("r") or row + 1)
            computed, missing = _formulas(element)
            formulas += computed
            uncached |= {row: missing} if missing else {}
            hidden += [row] if element.get("hidden") in TRUE else []
            assert data is not None
            data.clear()
        elif element.tag == DATA + "col" and element.get("hidden") in TRUE:
            columns += range(int(element.get("min", 1)) - 1, min(int(element.get("max", 1)), MOST_COLUMNS))
        elif element.tag == DATA + "mergeCell":
            merged.append(element.get("ref", ""))
    return Marks(row, tuple(hidden), tuple(columns), tuple(merged), uncached, formulas)


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
