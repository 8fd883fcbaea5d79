"""What is carried to the filing cabinet to be ticked, and what does it say when it comes back?

A workbook with one row an entry: what the entry says, where it comes from, and three columns to fill in: finding,
document, and the day. For the team and its auditor alone. The same drawing gives the same bytes.
"""

import datetime
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ledger.codes import ATTESTATION
from ledger.errors import Refused, Usage
from ledger.importing import TO_TICK
from ledger.importing.places import letters

ABOUT: Final = "about"
SHOWN: Final[tuple[tuple[str, str, int], ...]] = (
    ("position", "position", 10), ("woman", "her reference", 10), ("occurred", "true on", 12), ("kind", "event", 22),
    ("says", "what it says", 48), ("source", "source", 14), ("source_ref", "where it was read", 30),
    ("recorded_by", "seen or recorded by", 14), ("status", "status", 18))
FILLED: Final[tuple[tuple[str, str, int], ...]] = (
    ("finding", "finding (confirmed, differs, not-found)", 18), ("document", "document (which paper; no names)", 30),
    ("looked", "looked at on (day; else today)", 14))
PLAIN: Final = {"text_wrap": True, "valign": "top"}


@attrs.frozen
class Ticked:
    """One row that was ticked, as it stands in the workbook. place: its row. cells: where each of its columns stands."""

    place: str
    cells: Mapping[str, str]
    position: Any
    finding: Any
    document: Any
    looked: Any


def named(path: Path) -> None:
    """Raises Usage for a name that is no workbook's."""
    if path.suffix.lower() != ".xlsx":
        raise Usage(f"{path.name} is not the name of a workbook; nothing was drawn.", f"Such as: --output {path.stem or 'sample'}.xlsx")


def workbook(service: str, position: int, drawing: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], day: datetime.date) -> bytes:
    """The workbook's bytes. position: of the drawing. day: of the last entry."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": f"{service}: sample at position {position}", "comments": "Audience: team. Not for home.",
                         "created": datetime.datetime.combine(day, datetime.time())})
    _page(book, rows)
    _about(book, service, position, drawing, rows)
    book.close()
    return out.getvalue()


def _page(book: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    page, plain = book.add_worksheet(TO_TICK), book.add_format(PLAIN)
    head = book.add_format({**PLAIN, "bold": True, "bottom": 1, "bg_color": "#E8E8E8"})
    open_, grey = book.add_format({**PLAIN, "border": 1}), book.add_format({**PLAIN, "font_color": "#808080", "italic": True})
    for index, (_, heading, width) in enumerate((*SHOWN, *FILLED)):
        page.set_column(index, index, width)
        page.write_string(0, index, heading, head)
    for number, row in enumerate(rows, 1):
        _row(page, number, row, plain if row["look"] else grey, open_)
    first = len(SHOWN)
    page.data_validation(1, first, max(1, len(rows)), first, {"validate": "list", "source": list(ATTESTATION.names)})
    _printed(page)


def _row(page: Any, number: int, row: Mapping[str, Any], plain: Any, open_: Any) -> None:
    for index, (name, _, _) in enumerate(SHOWN):
        if name == "position":
            page.write_number(number, index, row[name], plain)
        else:
            page.write_string(number, index, str(row[name] or ""), plain)
    for index in range(len(SHOWN), len(SHOWN) + len(FILLED)) if row["look"] else ():
        page.write_blank(number, index, None, open_)


def _printed(page: Any) -> None:
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)   # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&LAudience: team. Not for home&C&A&R&P of &N")


def _about(book: Any, service: str, position: int, drawing: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    page = book.add_worksheet(ABOUT)
    page.set_column(0, 0, 110, book.add_format(PLAIN))
    look = sum(row["look"] for row in rows)
    for number, line in enumerate((
            f"{service}: a sample to hold against the papers",
            f"{drawing['size']} of {drawing['of']}, drawn with the seed \"{drawing['seed']}\", entered at position {position}.",
            f"{look} of {len(rows)} rows are to be looked at; rows in grey were withdrawn and need no tick.",
            "For each row find the paper that the entry comes from, and choose a finding:",
            "confirmed: the paper says the same. differs: it says something else. not-found: there is no such paper.",
            "Name the paper so that it can be found again, and without any name or reference of the woman: what was found is not sealed.",
            f"Then: outcomes attest FILE. Whoever has no keys checks the drawing: outcomes sample --again {position}",
            "Audience: team. Not for home. Delete it when it was taken in.")):
        page.write_string(number, 0, line)


def ticked(path: Path) -> Iterator[Ticked]:
    """The rows in which something was filled in. Raises Refused where the file is no such workbook."""
    from ledger.importing import opening

    with warnings.catch_warnings(action="ignore"):
        book = opening.opened(path)
        try:
            sheet = next((each for each in book.worksheets if each.title == TO_TICK), None)
            if sheet is None:
                raise Refused(f'{path.name} has no sheet "{TO_TICK}": it is no sample to tick. Nothing was saved.',
                              "Draw one: outcomes sample --size 5 --seed \"minute 14\" --output sample.xlsx")
            yield from _ticked(opening.rows_of(path, sheet), path)
        finally:
            book.close()


def _ticked(grid: Iterator[Sequence[Any]], path: Path) -> Iterator[Ticked]:
    heads = [str(cell.value or "").split(" ")[0] for cell in next(grid, ())]
    wanted = {name: heads.index(name) for name in ("position", "finding", "document", "looked") if name in heads}
    if len(wanted) < 4:
        raise Refused(f'{path.name}: sheet "{TO_TICK}" has lost a heading. Nothing was saved.',
                      "Its columns are position, finding, document and looked at on; put the heading back.")
    for number, row in enumerate(grid, 2):
        said = {name: row[index].value if index < len(row) else None for name, index in wanted.items()}
        if any(not _blank(said[name]) for name in ("finding", "document")):
            cells: dict[str, str] = {name: f'Sheet "{TO_TICK}", cell {letters(index)}{number}' for name, index in wanted.items()}
            yield Ticked(f'Sheet "{TO_TICK}", row {number}', {**cells, "occurred": cells["looked"]}, **said)


def _blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())
