"""Which rows do the sheets of a workbook hold?

What is read otherwise than it stands (hidden rows, formulas), and what is not read, is noted; what cannot be
read is a finding at its cell.
"""

import datetime
import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ledger import reading
from ledger.errors import Finding
from ledger.importing import opening, size
from ledger.importing.places import letters
from ledger.importing.rows import Row, is_example, read_row
from ledger.importing.sheets import HEADING_ROWS, WHY, Sheet, read_sheet
from ledger.templates import example

OWN_SHEETS: Final = ("lists", "contents")


class Workbook:
    """An open workbook. notes: what was read otherwise than it stands. columns: each sheet's fields and their letters."""

    def __init__(self, path: Path, tick: Callable[[int, int], None]) -> None:
        self.path, self._tick = path, tick
        self.notes: list[str] = []
        self.columns: dict[str, dict[str, str]] = {}

    def __enter__(self) -> "Workbook":
        self._quiet = warnings.catch_warnings(action="ignore")
        self._quiet.__enter__()
        self._book = opening.opened(self.path)
        self._struck = opening.struck_styles(self.path, self._book)
        if opening.locked_by(self.path):
            self.notes.append(f"{self.path.name} seems to be open in another program; what is not saved there yet was not read.")
        return self

    def __exit__(self, *why: Any) -> None:
        self._book.close()
        self._quiet.__exit__(*why)

    def rows(self) -> Iterator[Row]:
        """The rows of every sheet, in the order of the workbook."""
        sheets = [(sheet, opening.marks_of(self.path, sheet)) for sheet in self._book.worksheets if sheet.title not in OWN_SHEETS]
        total, done = sum(marks.rows for _, marks in sheets), 0
        if total > 4 * size.MOST_ROWS or sum(marks.places for _, marks in sheets) > size.MOST_PLACES:
            raise size.refused(self.path, "rows of all sheets together")
        for sheet, marks in sheets:
            grid = opening.rows_of(self.path, sheet)
            top = list(itertools.islice(grid, HEADING_ROWS))
            found = read_sheet(sheet.title, top, marks)
            if sheet.sheet_state != "visible" and isinstance(found, Sheet):
                self.notes.append(f'Sheet "{sheet.title}" is hidden, and is read too.')
            for row in self._rows(found, sheet.title, itertools.chain(top, grid)):
                self._tick(min(done + 1, total), total)
                done += 1
                if row:
                    yield row

    def _rows(self, found: Sheet | list[Finding], name: str, grid: Iterable[Sequence[Any]]) -> Iterator[Row | None]:
        if isinstance(found, Sheet):
            self.columns[name] = {field: letters(index) for index, field in enumerate(found.columns) if field and field != WHY}
            self.notes += _notes(found)
            for number, cells in enumerate(grid, 1):
                yield read_row(found, number, cells, self._struck) if number > found.heading else None
                self.notes += _written_over(found, number, cells)
        elif found:
            self.columns[name] = {}
            yield from (Row(problem.place, finding=problem) for problem in found)
        elif any(not reading.is_blank(cell.value) for cells in grid for cell in cells):
            self.notes.append(f'Sheet "{name}" was not read: its name is no kind of event, and it has no column kind.')


def _written_over(sheet: Sheet, number: int, cells: Sequence[Any]) -> list[str]:
    """Say of an example that was written over that it was not read."""
    if number <= sheet.heading or sheet.kind is None or not is_example(cells, sheet.first):
        return []
    said = {sheet.column(index): cell.value for index, cell in enumerate(cells)
            if index > sheet.first and not reading.is_blank(cell.value)}
    if _plain(said) == _plain(example(sheet.kind)):
        return []
    return [f'Sheet "{sheet.name}", row {number} begins with "example", so it was not read. If it is meant, clear its first cell.']


def _plain(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value.date() if isinstance(value, datetime.datetime) else value) for name, value in said.items()}


def _notes(sheet: Sheet) -> Iterator[str]:
    """What of a sheet is read though it does not show."""
    hidden = [row for row in sheet.marks.hidden if row > sheet.heading]
    if hidden:
        shown = ", ".join(map(str, hidden[:8])) + (", ..." if len(hidden) > 8 else "")
        yield f'Sheet "{sheet.name}": hidden rows are read too ({shown}).'
    columns = [letters(index) for index in sheet.marks.hidden_columns if sheet.column(index) not in ("", WHY)]
    if columns:
        yield f'Sheet "{sheet.name}": hidden columns are read too ({", ".join(columns)}).'
    if sheet.marks.formulas:
        yield f'Sheet "{sheet.name}": the last saved results of formulas were read ({sheet.marks.formulas}).'
