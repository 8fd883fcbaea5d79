"""Where in a workbook does a finding stand?

Rows are read as `Sheet "larc-fitted", row 5`; whatever is then found of a column is told at its cell.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from ledger.errors import Finding

SPOKEN_OF: Final[Mapping[str, str]] = {
    "bad-reference": "woman", "unknown-woman": "woman", "programme-only": "woman", "not-programme": "woman", "erased": "woman",
    "future": "occurred", "no-such-entry": "position", "already-withdrawn": "position", "half-of-a-merge": "position",
    "same-woman": "other"}
PLACE: Final = re.compile(r'Sheet "(.*)"(?:, (?:row (\d+)|cell ([A-Z]+)(\d+)))?', re.DOTALL)
Columns = Mapping[str, Mapping[str, str]]


def letters(index: int) -> str:
    """The letters of a column, A being 0."""
    said = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        said = chr(65 + rest) + said
    return said


def number(said: str) -> int:
    """The place of a column from 0, by its letters; -1 for none."""
    total = 0
    for letter in said:
        total = total * 26 + ord(letter) - 64
    return total - 1


def at_cell(finding: Finding, columns: Columns) -> Finding:
    """A finding of a workbook's row, at the cell that it speaks of, if it speaks of one."""
    sheet, row, cell = spot(finding.place)
    if cell:
        return attrs.evolve(finding, column="")
    name = finding.column or SPOKEN_OF.get(finding.code) or finding.message.split()[0]
    letter = columns.get(sheet, {}).get(name)
    return attrs.evolve(finding, place=f'Sheet "{sheet}", cell {letter}{row}', column="") if letter and row else finding


def spot(place: str) -> tuple[str, int, str]:
    """The sheet, the row and the column's letters of a place: 0 and '' where it names none."""
    where = PLACE.fullmatch(place)
    return (where[1], int(where[2] or where[4] or 0), where[3] or "") if where else ("", 0, "")


def in_order(findings: Iterable[Finding], sheets: Iterable[str]) -> list[Finding]:
    """Findings sheet by sheet, then by row and column."""
    order = {sheet: rank for rank, sheet in enumerate(sheets)}

    def rank(finding: Finding) -> tuple[int, int, int]:
        sheet, row, column = spot(finding.place)
        return order.get(sheet, -1), row, number(column)
    return sorted(findings, key=rank)
