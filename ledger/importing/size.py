"""How much may a workbook hold, so that reading it comes to an end?

A small file may be packed so that it unpacks without bound, or name a row that lies a thousand million rows down. What a
workbook may hold follows from its own size: a cell takes up a byte at least, however well it is packed.
"""

import zipfile
from pathlib import Path
from typing import Final

from ledger.errors import Refused

LARGEST: Final = 1 << 30
MOST_ROWS: Final = 1 << 20
MOST_COLUMNS: Final = 1 << 14
MOST_CELLS: Final = 1_000_000
MOST_PLACES: Final = 20_000_000
MOST_PARTS: Final = 300_000
MOST_MERGED: Final = 10_000
TAGS: Final = 5
SHEETS: Final = "xl/worksheets/"
STRINGS: Final = "sharedStrings.xml"
BLOCK: Final = 1 << 20


class TooMuch(Exception):
    """More than a workbook of its size holds: what of."""


def refuse_too_much(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise Refused for a workbook that unpacks to more than can be read, before any of it is."""
    size = sum(each.file_size for each in archive.infolist())
    if size > LARGEST:
        raise Refused(f"{path.name} unpacks to {size >> 20:,} MB, more than any week's entries; nothing was saved.",
                      "Copy the rows that are meant into a new workbook.")
    packed = path.stat().st_size
    in_sheets = 0
    for part in archive.infolist():
        if part.file_size > BLOCK:
            tags = _tags(archive, part)
            in_sheets += tags if part.filename.startswith(SHEETS) else 0
            most = TAGS * cells(packed) if part.filename.startswith(SHEETS) else \
                max(MOST_PARTS, 2 * packed) if part.filename.endswith(STRINGS) else MOST_PARTS
            if max(tags, in_sheets if part.filename.startswith(SHEETS) else 0) > most:
                raise refused(path, part.filename)


def cells(packed: int) -> int:
    """How many cells a workbook may hold, whose file has so many bytes."""
    return max(MOST_CELLS, packed)


def refused(path: Path, what: str) -> Refused:
    """Why a workbook that holds too much of something is not read."""
    return Refused(f"{path.name} holds more than can be read ({what}); nothing was saved.",
                   "Copy the rows that are meant into a new workbook.")


def _tags(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part has, counted without reading it whole."""
    found = 0
    with archive.open(part) as opened:
        while block := opened.read(BLOCK):
            found += block.count(b"<")
    return found
