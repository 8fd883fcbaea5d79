"""What does one row of a sheet say, and which of its cells cannot be read?

Rows whose first cell begins with `example` or `notes` are the template's own. A row of totals is refused, and
so is a row that lies in merged cells: which of them the value belongs to is not for the ledger to guess.
"""

import datetime
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger import reading
from ledger.entries import PROGRAMME
from ledger.errors import Finding
from ledger.events import KINDS, PROGRAMME_KINDS
from ledger.fields import BadValue
from ledger.importing import cells
from ledger.importing.lines import column
from ledger.importing.places import letters
from ledger.importing.sheets import WHY, Sheet, sheet_kind

OWN_ROW: Final = re.compile(r"(example|notes?)(?![\w-])", re.IGNORECASE)
TOTALS: Final = frozenset({"total", "totals", "subtotal", "subtotals", "sum", "average", "grand"})


@attrs.frozen
class Row:
    """One row: its values by column, a finding for each cell that cannot be read, or one finding instead of it all.

    firsts: the cells that hold the first of a month where a month alone could stand.
    """

    place: str
    values: Mapping[str, Any] = attrs.field(factory=dict)
    problems: tuple[Finding, ...] = ()
    finding: Finding | None = None
    firsts: tuple[str, ...] = ()


def read_row(sheet: Sheet, at: int, row: Sequence[Any], struck: Container[int] = ()) -> Row | None:
    """A row of a sheet; None where it is blank or the template's own. struck: the styles that strike a cell through."""
    uncached = sheet.marks.uncached.get(at, {})
    filled = {index: cell for index, cell in enumerate(row) if not reading.is_blank(cell.value) and sheet.column(index) != WHY}
    if not (filled or uncached) or is_own(filled, sheet.first):
        return None
    total = _total(sheet, filled)
    if total is not None:
        return Row(sheet.place(at), finding=Finding(
            "totals-row", f'"{str(filled[total].value)[:40]}" stands in what looks like a row of totals, not an event.',
            "Delete the row; the ledger adds up by itself.", place=sheet.cell(total, at)))
    if _headings_again(sheet, filled):
        return Row(sheet.place(at), finding=Finding("headings-again", "the headings stand here once more.", "Delete the row.",
                                                    place=sheet.cell(min(filled), at)))
    values, problems = _values(sheet, filled, at)
    problems += [*_struck(sheet, filled, at, struck), *_uncomputed(sheet, uncached, at), *_merged(sheet, at)]
    return Row(sheet.place(at), values, tuple(problems), firsts=tuple(_firsts(sheet, values, at)))


def _headings_again(sheet: Sheet, filled: Mapping[int, Any]) -> bool:
    """Whether a row is a copy of the headings."""
    alike = [isinstance(cell.value, str) and column(cell.value) == sheet.column(index) for index, cell in filled.items()]
    return len(alike) > 1 and all(alike)


def _struck(sheet: Sheet, filled: Mapping[int, Any], at: int, struck: Container[int]) -> Iterator[Finding]:
    """The cells that somebody crossed out, and may have meant to be gone."""
    for index, cell in filled.items():
        if cell._style_id in struck:
            yield Finding("struck", f"{sheet.column(index) or 'the cell'} is crossed out.",
                          "Clear the cell or delete the row; or take the line off it.",
                          place=sheet.cell(index, at), column=sheet.column(index))


def is_own(filled: Mapping[int, Any], at: int) -> bool:
    """Whether a row is an example or a note of the template: its first cell says so."""
    first = filled[at].value if at in filled else None
    return isinstance(first, str) and OWN_ROW.match(first) is not None


def is_example(cells: Sequence[Any], at: int) -> bool:
    """Whether a row's first cell says that it is an example."""
    first = cells[at].value if at < len(cells) else None
    return isinstance(first, str) and first.lower().startswith("example") and OWN_ROW.match(first) is not None


def _total(sheet: Sheet, filled: Mapping[int, Any]) -> int | None:
    """The cell that tells a row of totals: a word such as Total, or nothing but numbers, of nobody or on no day."""
    named = {sheet.column(index) for index in filled}
    if _whose(sheet) <= named:
        return None
    for index, cell in filled.items():
        if isinstance(cell.value, str) and re.split(r"\W+", cell.value.strip().lower())[0] in TOTALS:
            return index
    only_numbers = filled and all(isinstance(cell.value, int | float) for cell in filled.values())
    return min(filled) if only_numbers and not _whose(sheet) & named else None


def _whose(sheet: Sheet) -> set[str]:
    """The columns by which a row is an event: whose and when; of the programme's own, when."""
    return {"occurred"} if sheet.kind in PROGRAMME_KINDS and "woman" not in sheet.columns else {"woman", "occurred"}


def _values(sheet: Sheet, filled: Mapping[int, Any], at: int) -> tuple[dict[str, Any], list[Finding]]:
    """The values of a row by column, and what is wrong with each that cannot be read."""
    kind, problems = _kind(sheet, filled)
    values: dict[str, Any] = {"kind": sheet.kind} if sheet.kind else {}
    if sheet.kind in PROGRAMME_KINDS and "woman" not in sheet.columns:
        values["woman"] = PROGRAMME
    meanings = reading.field_meanings(kind) if kind else {}
    for index, cell in filled.items():
        name = sheet.column(index)
        if not name:
            problems.append(Finding("no-heading", f'"{str(cell.value)[:40]}" stands in a column without a heading.',
                                    "Clear the cell, or write the field's name above it.", place=sheet.cell(index, at)))
            continue
        try:
            values[name] = cells.value(cell.value, name, cells.shape_of(name, meanings.get(name)), cell.number_format or "General")
        except BadValue as why:
            problems.append(Finding("bad-value", why.sentence + ".", why.hint, column=name))
    return values, problems


def _firsts(sheet: Sheet, values: Mapping[str, Any], at: int) -> Iterator[str]:
    """The cells with the first of a month, of which a spreadsheet does not say whether a day or the month was typed."""
    meanings = reading.field_meanings(str(values.get("kind"))) if values.get("kind") in KINDS else {}
    for name, value in values.items():
        if isinstance(value, datetime.date) and value.day == 1 and cells.shape_of(name, meanings.get(name)) == "day":
            yield f"{letters(sheet.columns.index(name))}{at}"


def _kind(sheet: Sheet, filled: Mapping[int, Any]) -> tuple[str | None, list[Finding]]:
    """The kind of a row, by its column kind or by its sheet; and whether they contradict each other."""
    said = next((str(cell.value) for index, cell in filled.items() if sheet.column(index) == "kind"), None)
    kind = sheet_kind(said) if said else sheet.kind
    if said and sheet.kind and kind != sheet.kind:
        return kind, [Finding("other-kind", f'kind is "{said[:40]}", but the sheet is named {sheet.kind}.',
                              "Move the row to a sheet of its own kind, or mend the cell.", column="kind")]
    return kind, []


def _uncomputed(sheet: Sheet, uncached: Iterable[int], at: int) -> Iterator[Finding]:
    for index in uncached:
        yield Finding("no-value", f"{sheet.column(index) or 'the cell'} holds a formula whose result was never saved.",
                      "Type the value itself; or open the workbook in the spreadsheet program, save it, and import it again.",
                      place=sheet.cell(index, at), column=sheet.column(index))


def _merged(sheet: Sheet, at: int) -> Iterator[Finding]:
    """The merged cells that a row lies in, told at each row of them."""
    for area in sheet.marks.merged:
        if area.rows[0] <= at <= area.rows[1]:
            for index in range(max(0, area.columns[0]), min(area.columns[1] + 1, len(sheet.columns))):
                yield Finding("merged", f"{area.name} are merged cells.", "Unmerge them, and write in each cell what is meant.",
                              place=sheet.cell(index, at), column=sheet.column(index))
