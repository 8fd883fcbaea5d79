"""What stands in one cell of a table, for a program and for a person?

A number that is not there says why: [c] confidential, [x] nobody looked, [z] nobody to ask. It is never blank, never 0.
A pair of limits is two cells. Numbers for people are written as in Britain: 1,248 and 36%.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.sheets import Column, Sheet

SHORTHAND: Final[Mapping[str, str]] = {
    "c": "confidential: too few women, or so many that the rest could be told; shown in words where that is safe",
    "u": "unreliable: fewer events than a rate can rest on",
    "x": "not covered: nobody looked at those records, or she was away; it is not 0",
    "z": "not applicable: nobody to ask, or nothing stated"}
GONE: Final = ("c", "x", "z")
NUMBERS: Final = ("whole", "number", "pair")
LIMITS: Final = (("low", "lower limit"), ("high", "upper limit"))
NOTHING: Final = "none"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
WORDS: Final = Column("words", "In words", "What may be said where the numbers are confidential.", "text", "", "open")


@attrs.frozen
class Cell:
    """One column as it is written: its name, heading, meaning and kind, where it comes from, and which limit it is (-1: none)."""

    name: str
    heading: str
    text: str
    kind: str
    unit: str
    column: Column
    limit: int = -1


def cells(sheet: Sheet) -> list[Cell]:
    """The columns of a sheet as they are written: a pair as two."""
    return [cell for column in columns(sheet) for cell in _written(column)]


def columns(sheet: Sheet) -> list[Column]:
    """The columns of a sheet that its audience may see; words that stand for confidential numbers come last where a row has them."""
    told = any(row.get("words") for row in sheet.rows) and all(column.name != "words" for column in sheet.columns)
    return [*(column for column in sheet.columns if not _withheld(sheet, column)), *([WORDS] if told else ())]


def _withheld(sheet: Sheet, column: Column) -> bool:
    """Whether a column is kept from this audience altogether: it has no value, even in rows that are told."""
    if any(row.get(column.name) is not None for row in sheet.rows):
        return False
    return column.role == "one" or (column.role in ("count", "of") and any(row.get("mark") not in GONE for row in sheet.rows))


def _written(column: Column) -> Iterator[Cell]:
    if column.kind != "pair":
        yield Cell(column.name, headed(column), column.text, column.kind, column.unit, column)
        return
    for number, (end, said) in enumerate(LIMITS):
        yield Cell(f"{column.name}_{end}", f"{headed(column)}, {said}", column.text, "number", column.unit, column, number)


def headed(column: Column) -> str:
    """A heading with its unit, where the heading does not say it."""
    return f"{column.title} ({column.unit})" if column.unit and column.unit not in column.title.lower() else column.title


def value(row: Mapping[str, Any], cell: Cell) -> Any:
    """A cell's value: a number, a text, the shorthand that says why there is no number; None where no text is."""
    if cell.column.name == "words":
        return worded(row) or None
    found = row.get(cell.column.name)
    if found is None:
        return gone(row, cell.column)
    return _plain(found[cell.limit] if cell.limit >= 0 else found)


def _plain(found: Any) -> Any:
    if found is None:
        return "[z]"
    if isinstance(found, list | tuple):
        return ";".join(map(str, found)) or None
    if isinstance(found, bool):
        return "yes" if found else "no"
    return found if isinstance(found, int | float) else str(found) or None


def gone(row: Mapping[str, Any], column: Column) -> str | None:
    """Why there is no number; None for a text, of which there is simply none."""
    if column.kind not in NUMBERS and column.role in ("open", "one"):
        return None
    mark = row.get("mark")
    return f"[{mark}]" if column.role in ("count", "of", "derived") and mark in GONE else "[z]"


def worded(row: Mapping[str, Any], column: str = "") -> str:
    """What may be said in words where numbers are confidential: of the whole row, or of one column where each has its own."""
    words = row.get("words") or ""
    if isinstance(words, Mapping):
        every = (f"{name.replace('_', ' ')}: {said}" for name, said in words.items() if said)
        return str(words.get(column) or "") if column else "; ".join(every)
    return "" if column else str(words)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before = + - @ and the like."""
    return f"'{text}" if text.startswith(FORMULA) else text


def told(row: Mapping[str, Any], column: Column) -> str:
    """A cell for a person to read."""
    found = row.get(column.name)
    if column.name == "words":
        return worded(row)
    if found is None:
        return worded(row, column.name) or gone(row, column) or NOTHING
    if column.name == "mark":
        return f"[{found}]"
    if column.kind == "pair":
        return " to ".join(_number(limit, column) for limit in found)
    return _number(found, column)


def _number(found: Any, column: Column) -> str:
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, int | float):
        return number(found, column.unit)
    if isinstance(found, list | tuple):
        return ", ".join(map(str, found)) or "none"
    return day(str(found)) if column.kind == "day" else str(found)


def number(found: float, unit: str = "") -> str:
    """A number as people write it: thousands parted, few decimals, money in pounds."""
    if unit == "pence":
        return f"£{found / 100:,.2f}".removesuffix(".00")
    if isinstance(found, int) or float(found).is_integer():
        return f"{found:,.0f}"
    return f"{found:,.2f}" if abs(found) >= 0.1 else f"{found:,.3f}"


def amount(row: Mapping[str, Any], name: str) -> str:
    """A number of a figure of the matrix: pence as pounds."""
    return number(row[name], "pence" if row["unit"] == "pence" else "")


def counted(row: Mapping[str, Any]) -> str:
    """18 of 21; of money £288,297 of £500,000, or for 21 women."""
    if row["measure"] == "ratio":
        return f"{amount(row, 'numerator')} for {number(row['denominator'])}"
    return f"{amount(row, 'numerator')} of {amount(row, 'denominator')}"


def percent(share: float) -> str:
    """A share as a whole percentage: 86%."""
    return f"{100 * share:.0f}%"


def day(text: str) -> str:
    """30 September 2021; a month or a year alone as it stands."""
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{date.day} {date:%B %Y}"


def marks(sheets: Sequence[Sheet]) -> list[str]:
    """The shorthand that is used in some cell of these sheets, in order of the alphabet."""
    found = {str(value(row, cell)) for sheet in sheets for cell in cells(sheet) for row in sheet.rows}
    beside = {row.get("mark") for sheet in sheets for row in sheet.rows}
    return [mark for mark in SHORTHAND if f"[{mark}]" in found or mark in beside]
