"""Which events does a sheet hold, and in which columns?

A sheet is named by a kind of event, or has a column `kind`. The first word of a heading is a field's name;
the headings stand within the first six rows, in the row that names most fields.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from ledger import reading
from ledger.errors import Finding
from ledger.events import KINDS, PROGRAMME_KINDS
from ledger.importing.lines import MOST_COLUMNS, column, every_column
from ledger.importing.opening import Marks
from ledger.importing.places import letters

HEADING_ROWS: Final = 6
WHY: Final = "why"


@attrs.frozen
class Sheet:
    """A sheet with events in it. heading: the row of the headings. columns: the field that each names, '' where none."""

    name: str
    kind: str | None
    heading: int
    columns: tuple[str, ...]
    marks: Marks

    def place(self, row: int) -> str:
        return f'Sheet "{self.name}", row {row}'

    def cell(self, index: int, row: int) -> str:
        return f'Sheet "{self.name}", cell {letters(index)}{row}'

    @property
    def first(self) -> int:
        """The first column of the sheet's own, a Why before it aside: there an example or a note says so."""
        return next((index for index, name in enumerate(self.columns) if name != WHY), 0)

    def column(self, index: int) -> str:
        """The field of a column, '' where no heading names one."""
        return self.columns[index] if index < len(self.columns) else ""


def sheet_kind(name: str) -> str | None:
    """The kind that a sheet or a cell names, the `(2)` of a copied sheet aside."""
    kind = re.sub(r"[\s_-]+", "-", re.sub(r"\s*\(\d+\)$", "", name).strip().lower())
    return kind if kind in KINDS else None


def read_sheet(name: str, top: Sequence[Sequence[Any]], marks: Marks) -> Sheet | list[Finding]:
    """A sheet as its headings say; or why it cannot be read; or no finding, where it holds no events at all."""
    kind = sheet_kind(name)
    heading, columns = heading_of(top)
    if heading and (kind or "kind" in columns):
        sheet = Sheet(name, kind, heading, columns, marks)
        return list(_problems(sheet, [cell.value for cell in top[heading - 1]])) or sheet
    if not any(not reading.is_blank(cell.value) for row in top for cell in row):
        return []
    if kind:
        return [Finding("no-headings", "there are no headings in the first six rows.",
                        f"They are woman, occurred and the fields of the kind. See: outcomes template new.xlsx --kind {kind}",
                        place=f'Sheet "{name}"')]
    near = reading.near_kind(name)
    if {"woman", "occurred"} & {*columns} or near.startswith("Did"):
        return [Finding("unknown-sheet", "its name is no kind of event, and it has no column kind.", near, place=f'Sheet "{name}"')]
    return []


def heading_of(top: Sequence[Sequence[Any]]) -> tuple[int, tuple[str, ...]]:
    """The number of the row that holds the headings, and what each names; 0 where none does."""
    known = {*every_column(), WHY}
    named = [tuple(column(cell.value) if isinstance(cell.value, str) else "" for cell in row) for row in top]
    scores = [len(known.intersection(row)) for row in named]
    best = max(scores, default=0)
    return (scores.index(best) + 1, named[scores.index(best)]) if best >= 2 else (0, ())


def _problems(sheet: Sheet, heading: Sequence[Any]) -> Iterator[Finding]:
    """What is wrong with the headings: twice, unknown, or missing."""
    one_kind = sheet.kind if "kind" not in sheet.columns else None
    known = {WHY, *reading.ENVELOPE, *reading.field_meanings(one_kind)} if one_kind else {WHY, *every_column()}
    if sum(map(bool, sheet.columns)) > MOST_COLUMNS:
        yield Finding("too-many-cells", f"the headings are more than {MOST_COLUMNS:,}, which no sheet of events has.",
                      "Clear those that are not meant.", place=sheet.place(sheet.heading))
        return
    for index, name in enumerate(sheet.columns):
        place = sheet.cell(index, sheet.heading)
        if name and name in sheet.columns[:index]:
            yield Finding("column-twice", f"the heading {name} stands twice.", "Keep one.", place=place)
        elif name and name not in known:
            whose = f"{one_kind} has no" if one_kind else "no kind of event has a"
            own = sorted(known - {WHY, *reading.ENVELOPE})
            yield Finding("unknown-column", f"{whose} field {name!r:.60}.", reading.near_field(name, own), place=place)
        elif not name and not reading.is_blank(heading[index]):
            yield Finding("unknown-column", f'"{str(heading[index])[:40]}" is no heading.', "Write the field's name.", place=place)
    for name in ("woman", "occurred"):
        if name not in sheet.columns and not (name == "woman" and sheet.kind in PROGRAMME_KINDS):
            yield Finding("no-column", f"there is no column {name}.", "Write the heading, and fill the column.",
                          place=sheet.place(sheet.heading))
