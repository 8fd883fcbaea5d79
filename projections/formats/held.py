"""Which tables of a document are held back from its audience?

Disclosure control leaves one empty row with the mark c where a whole table is held back. No reader wants an empty row:
the table is left without rows, and says so.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from projections.sheets import Sheet

HELD: Final = "Held back for this audience: it could tell of a single woman."
BESIDE: Final = ("mark", "words")


def blank(row: Any) -> bool:
    """Whether a row says nothing but that it is confidential."""
    return isinstance(row, Mapping) and row.get("mark") == "c" and not row.get("words") and all(
        value is None for name, value in row.items() if name not in BESIDE)


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without the rows that say nothing."""
    return {name: [row for row in value if not blank(row)] if isinstance(value, list) else value for name, value in document.items()}


def of_sheet(sheet: Sheet) -> Sheet:
    """A sheet without the rows that say nothing; where it has no other, it says that it is held back."""
    rows = [row for row in sheet.rows if not blank(row)]
    if rows or not sheet.rows:
        return attrs.evolve(sheet, rows=rows)
    return attrs.evolve(sheet, rows=(), text=f"{sheet.text} {HELD}".strip())
