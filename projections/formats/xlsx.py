"""How does a report leave as a workbook that everybody can read?

By the government Analysis Function's guidance "Releasing statistics in spreadsheets": a cover sheet, a list of contents,
a sheet of notes, and one marked-up table a sheet from A1 down: title, what it says, headings in one row, no merged cell,
no blank cell, shorthand for what is not there. The same document gives the same bytes.
"""

import datetime
import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from projections.formats.cells import NOTHING, SHORTHAND, Cell, cells, value
from projections.formats.heads import made_from, when
from projections.sheets import Sheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

FORMATS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 16}, "heading": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "indent": 1},
    "right": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"},
    "text": {"text_wrap": True, "valign": "top", "indent": 1}, "line": {"valign": "top"}, "prose": {"text_wrap": True, "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"}, "number": {"num_format": "#,##0.00#", "valign": "top"},
    "mark": {"align": "right", "valign": "top"}, "day": {"num_format": "d mmmm yyyy", "valign": "top", "align": "right"}}
NARROW: Final = 9
WIDE: Final = 44
PROSE: Final = 90
LINE: Final = 15.75
TITLES: Final = 31


class Book:
    """A workbook being written: its formats, and what every sheet says of itself."""

    def __init__(self, workbook: "Workbook", document: Mapping[str, Any]) -> None:
        self.workbook, self.document = workbook, document
        self.formats: dict[str, Format] = {name: workbook.add_format({"font_name": "Arial", "font_size": 12, **given})
                                           for name, given in FORMATS.items()}

    def sheet(self, name: str, title: str) -> "Worksheet":
        """A new sheet with its title in A1, the audience on every printed page."""
        made = self.workbook.add_worksheet(name)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_footer(f"&LAudience: {self.document['audience']}&C&A&RPage &P of &N")
        made.set_column(0, 0, PROSE, self.formats["line"])
        made.write_string(0, 0, title, self.formats["title"])
        return made

    def prose(self, sheet: "Worksheet", lines: Sequence[str], form: str = "line", start: int = 1) -> int:
        """Sentences down column A; the next free row. form: `prose` where they may break in the column."""
        for number, line in enumerate(lines, start):
            sheet.write_string(number, 0, line, self.formats[form])
        return start + len(lines)


def workbook(title: str, document: Mapping[str, Any], sheets: Sequence[Sheet]) -> bytes:
    """A workbook's bytes."""
    from xlsxwriter import Workbook as Written  # type: ignore[import-untyped]

    out = io.BytesIO()
    made = Written(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    made.set_properties({"title": title, "subject": when(document), "comments": f"Audience: {document['audience']}",
                         "created": datetime.datetime.fromisoformat(document["known_by"])})
    book, names = Book(made, document), tab_names(sheets)
    _cover(book, title, sheets)
    _contents(book, sheets, names)
    _notes(book)
    for number, sheet in enumerate(sheets, 1):
        _table(book, number, names[number - 1], sheet)
    made.close()
    return out.getvalue()


def tab_names(sheets: Sequence[Sheet]) -> list[str]:
    """Names of tabs: a number and a word, at most 31 characters."""
    return [f"{number} {sheet.name}"[:TITLES] for number, sheet in enumerate(sheets, 1)]


def _cover(book: Book, title: str, sheets: Sequence[Sheet]) -> None:
    said, tables = book.document, "1 table" if len(sheets) == 1 else f"{len(sheets)} tables"
    book.prose(book.sheet("Cover", title), [
        f"{when(said)}.", f"Audience: {said['audience']}.",
        f"This workbook has {tables}, each on a sheet of its own. The sheet Contents lists them.",
        "Source: the outcomes ledger, whose entries are never altered. The figures describe; they never say why.",
        "Some cells hold shorthand in square brackets in place of a number. The sheet Notes explains it.",
        *made_from(said), f"Digest of the definitions: {said['definitions']}", f"Software: {said['software']}",
        "To make it again, ask for the same report as true on and known by these days, and compare position, root and digest."
        if "services" not in said else "To make it again, add up the same packs: each service's digest is that of its pack."], "prose")


def _contents(book: Book, sheets: Sequence[Sheet], names: Sequence[str]) -> None:
    sheet, heading = book.sheet("Contents", "Contents"), book.formats["heading"]
    book.prose(sheet, ["This sheet has one table. It lists every other sheet of the workbook; the names are links."])
    listed = [("Cover", "Cover sheet: what this is, of which day, for whom"), ("Notes", "Notes: what the shorthand means"),
              *zip(names, (f"{each.title}: {each.text}" if each.text else each.title for each in sheets), strict=True)]
    _marked_up(sheet, 2, "contents", [("Sheet", 24, heading), ("What it holds", PROSE, heading)], len(listed))
    for row, (name, what) in enumerate(listed, 3):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, what, book.formats["text"])


def _notes(book: Book) -> None:
    sheet, heading = book.sheet("Notes", "Notes"), book.formats["heading"]
    book.prose(sheet, ["This sheet has one table. It explains the shorthand that stands in place of a number, or beside one."])
    _marked_up(sheet, 2, "notes", [("Shorthand", 14, heading), ("Meaning", PROSE, heading)], len(SHORTHAND))
    for row, (mark, meaning) in enumerate(SHORTHAND.items(), 3):
        sheet.write_string(row, 0, f"[{mark}]", book.formats["line"])
        sheet.write_string(row, 1, meaning[0].upper() + meaning[1:] + ".", book.formats["text"])


def _table(book: Book, number: int, name: str, sheet: Sheet) -> None:
    """A sheet with one table: its title and what it says in column A, then the table."""
    made, columns = book.sheet(name, f"Table {number}: {sheet.title}"), cells(sheet)
    lines = [*([sheet.text] if sheet.text else ()),
             f"{when(book.document)}. Audience: {book.document['audience']}. Source: the outcomes ledger.",
             "This sheet has one table. Some cells hold shorthand in square brackets; the sheet Notes explains it."]
    if not sheet.rows:
        book.prose(made, [*lines, "The table is empty: nothing is recorded for it."])
        return
    top = book.prose(made, lines)
    heads = [(cell.heading, _width(sheet, cell), book.formats[_heading(cell)]) for cell in columns]
    _marked_up(made, top, f"table_{number}", heads, len(sheet.rows))
    for at, row in enumerate(sheet.rows, top + 1):
        made.set_row(at, LINE * max(_lines(value(row, cell), width) for cell, (_, width, _) in zip(columns, heads, strict=True)))
        for column, cell in enumerate(columns):
            _write(book, made, at, column, cell, value(row, cell))
    made.set_row(top, LINE * max(_lines(head, width) for head, width, _ in heads))
    made.freeze_panes(top + 1, 1)
    made.repeat_rows(top)


def _lines(found: Any, width: int) -> int:
    """Over how many lines a cell breaks: not every program works that out by itself."""
    return len(textwrap.wrap(str(found), width)) or 1


def _heading(cell: Cell) -> str:
    return "right" if cell.kind in ("whole", "number", "day") else "heading"


def _marked_up(sheet: "Worksheet", top: int, name: str, heads: Sequence[tuple[str, int, "Format"]], rows: int) -> None:
    """A marked-up table: headings in one row, each once, and a name; cells are written after it."""
    for column, (_, width, _form) in enumerate(heads):
        sheet.set_column(column, column, width)
    sheet.add_table(top, 0, top + rows, len(heads) - 1, {
        "name": name, "autofilter": False, "style": None,
        "columns": [{"header": text, "header_format": form}
                    for text, (_, _, form) in zip(_each_once([head for head, _, _ in heads]), heads, strict=True)]})


def _each_once(headings: Sequence[str]) -> list[str]:
    """Headings that differ, as a marked-up table demands: a second of a name gets its number."""
    return [text if headings.index(text) == at else f"{text} ({headings[:at + 1].count(text)})" for at, text in enumerate(headings)]


def _width(sheet: Sheet, cell: Cell) -> int:
    longest = max((len(str(value(row, cell))) for row in sheet.rows), default=0)
    words = max(len(word) for word in cell.heading.split())
    return min(WIDE, max(NARROW, words + 3, (longest if cell.kind == "text" else min(longest, 18)) + 2))


def _write(book: Book, sheet: "Worksheet", row: int, column: int, cell: Cell, found: Any) -> None:
    """A number as a number, a full date as a date, everything else as text: never a formula, never blank."""
    if isinstance(found, int | float):
        sheet.write_number(row, column, found, book.formats["whole" if isinstance(found, int) else "number"])
    elif found is None:
        sheet.write_string(row, column, NOTHING, book.formats["text"])
    elif cell.kind == "day" and len(found) == 10 and not found.startswith("["):
        sheet.write_datetime(row, column, datetime.datetime.fromisoformat(found), book.formats["day"])
    elif cell.name == "mark":
        sheet.write_string(row, column, f"[{found}]", book.formats["line"])
    else:
        sheet.write_string(row, column, found, book.formats["mark" if cell.kind in ("whole", "number") else "text"])
