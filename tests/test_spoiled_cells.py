"""Is every spoiled cell of a workbook named, with what to do about it, and nothing taken for something else?

Kinds of field times kinds of damage: each spoils one cell of an otherwise good row.
"""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from ledger import importing
from ledger.folder import Ledger
from ledger.importing.preview import known, preview
from ledger.recording import Author

DAY = datetime.date(2021, 2, 8)
CONTACT = {"woman": "W-0007", "occurred": DAY, "purpose": "programme", "medium": "text", "attendance": 5, "minutes": 30, "by": "P-01",
           "source": "practitioner", "episode_ref": "E1", "note": "fine", "key": "k"}
GOOD: dict[str, dict[str, Any]] = {
    "contact-held": CONTACT,
    "woman-identified": {"woman": "W-0012", "occurred": DAY, "route": "self", "care_experienced": "yes", "birth_year": 1990},
    "records-reviewed": {"woman": "W-0007", "occurred": DAY, "services": "gp; dentist", "from": DAY, "to": datetime.date(2021, 3, 1),
                         "complete": "yes", "found": 3, "reviewer": "P-01"},
    "practitioner-allocated": {"woman": "W-0007", "occurred": DAY, "practitioner": "P-01", "weight": 0.5},
    "resource-spent": {"woman": "W-0007", "occurred": DAY, "category": "bedding", "pence": 1250},
    "larc-fitted": {"woman": "W-0007", "occurred": DAY, "method": "implant", "replace_by": DAY},
    "child-removed": {"woman": "W-0007", "occurred": "2021-02", "child": "C1", "child_born": "2020-03", "legal_status": "E1"},
    "instrument-completed": {"woman": "W-0007", "occurred": DAY, "instrument": "core-10", "score": 12, "occasion": "baseline", "rater": "woman"},
    "disputed": {"woman": "W-0007", "occurred": DAY, "position": 1, "her_words": "not so"}}


@attrs.frozen
class Shown:
    """A value with the format that shows it."""

    value: Any
    form: str


ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "####", "Err:502"]
TIMES = [datetime.time(14, 30), datetime.timedelta(hours=30), True, False, Shown("=1+1", "formula")]
COMMON = [*ERRORS, *TIMES]
SAYS_NOTHING = ["same as above", "ditto", "n/a", "-", "?", "TBC", "tbd", "as above", '"', "\u3003", "...", "\u2014", "N/A", "#", "??"]
PASTED = ["a\u200bb", "\ufefffine", "fi\u00adne", "a\u202eb", "_x000D_", "line_x000D_two", "a_x0007_b"]
NO_DATE = [*COMMON, *SAYS_NOTHING, "8 f\u00e9vr. 2021", "08.02.21.", "Feb 8, 2021", "8-Feb-21", "\uff18/\uff12/2021", "8/2/2021\u200b", "8/2/2021 (Mon)",
           "Mon 8 Feb 2021", "c. 8/2/2021", "8/2/2021?", "14:30", "8/2/2021 - 9/2/2021", "early Feb 2021", "Q1 2021", "week 6 2021", "last week", "44235",
           "8\\2\\2021", "08022021", "2021-2-8Z", "\u0668/\u0662/2021", "Feb-8-2021", "2021.02.08", "00/02/2021", "8/O2/2021", "l/2/2021", "\U0001f600",
           Shown("=TODAY()", "formula"), Shown(-1, "dd/mm/yyyy"), Shown(0, "dd/mm/yyyy"), Shown(60, "dd/mm/yyyy"), Shown(0.5, "hh:mm"),
           Shown(44235.6, "dd/mm/yyyy"), Shown(2958466, "dd/mm/yyyy"), Shown(44235, "0.00"), Shown(0.08, "0%"), "02/13/2021", "31/02/2021", "29/2/2021", "0/2/2021", "2021-13-01", "2021-02-30", "2021/02/08", "2021-W54", "2021-W00",
           "yesterday", "today", "soon", "tbc", "?", "n/a", "-", "8/2", "Feb", "1/1/1850", "8 Febuary 2021", "2021-02-08 14:30", "8/2/021",
           44235, 12.5, -3, 202102, 20210208, datetime.datetime(2021, 2, 8, 14, 30), datetime.date(1900, 1, 8), "Monday", "8//2/2021"]
NO_CODE = [*COMMON, *SAYS_NOTHING, "text\u200b", "te xt", "text or email", "text?", "(text)", "text; email", "\uff34ext", "t\u0435xt", "2-3", "no idea", "0", "coil", "99", 99, 2.5, -1, "?", "n/a", "yes/no", "programme; outreach", DAY, "tbc", "#", "programe me"]
NO_COUNT = [*COMMON, *SAYS_NOTHING, "21 weeks", "2-3", "2\u20133", "2 to 3", "\uff11\uff12", "1 234,5", "1.234,5", "\u00bd", "c. 30", "30+", ">30", "30?", "3O", "l2",
            "1_000", "0:30", "1h", "\u221e", "NaN", "30\u200b", "3 0", "30;40", "30%", "\u00a330", "(30)", Shown(30, "dd/mm/yyyy"), Shown(0.02, "hh:mm"), "thirty", "30 mins", "30-40", "~30", "1e3", "?", -1, -30, 30.5, "30.5", "1/2", "none", "n/a", DAY, 10**12, Shown(0.5, "0%"),
            "३०"]
NO_TEXT = [*COMMON, *SAYS_NOTHING, *PASTED, "two\nlines", "a\tb", DAY, 12345678901234567, Shown(0.5, "0%"), Shown(1250, "#,##0.00")]
NO_REFERENCE = [*COMMON, *SAYS_NOTHING, "C1, C2", "C1/ C2", "C1\u200b", "\u04211", "\uff231", "C1 (first)", "C1?", "C1\u202e", "Jade Smith", "C 1", "x" * 41, "é", "C1;C2", "(C1)", DAY, 12345678901234567, Shown(3, "0.00")]
NO_LINE = [*COMMON, *SAYS_NOTHING, *PASTED, "\u0420-01", "\uff30-01", "P-01\u200b", "P-01_x000D_", DAY]
NO_WOMAN = ["W-0007 W-0012", "W-0007 & W-0012", "W-0007/W-0012", "W-0007 and w12", "W-0007,", "W-O007", "W-0007a", "\uff37-0007", "W\u22120007",
            "\ufeffW-0007", "Jade (W-0007)", "the same", "all", "W-????", "#7", "no. 7", "W-0007\nW-0012", "7-12", "07/2021", "w 7 8", "Programm\u0435", *SAYS_NOTHING]
SPOILED: dict[tuple[str, str], list[Any]] = {
    ("contact-held", "woman"): [*COMMON, *NO_WOMAN, None, "Jade Smith", "W-0099", "w99", "x7", 99, "W–0007", "W-0007\u200b", "programme", "?", DAY, 7.5, "W 0007 or 8",
                                "W-0007, W-0012", "x" * 60],
    ("contact-held", "occurred"): [*NO_DATE, None, "2031-02-08", datetime.date(2031, 2, 8), "2031"],
    ("contact-held", "purpose"): [*NO_CODE, None, "a very long word " * 20], ("contact-held", "medium"): [None, "te", "07", "carrier pigeon"],
    ("contact-held", "attendance"): [None, 1, 9, "05x", "perhaps"],
    ("contact-held", "minutes"): [*NO_COUNT, 1441, "3,0", "1,00", Shown(30, '"£"0.00')], ("contact-held", "by"): [*NO_LINE, 1.5, "two\nlines", "x" * 2001],
    ("contact-held", "source"): [*COMMON, "hearsay", 3, DAY], ("contact-held", "note"): [*NO_TEXT, "x" * 2001],
    ("contact-held", "key"): [*NO_LINE, "a\nb"], ("contact-held", "episode_ref"): [*NO_LINE, "a\nb"],
    ("woman-identified", "care_experienced"): [*COMMON, None, "y/n", "unknown", 1, DAY], ("woman-identified", "birth_year"): ["'90", 90, 3000, "nineteen ninety"],
    ("records-reviewed", "services"): [*COMMON, None, ";", "gp; gp", "gp; garage", "gp, dentist", DAY, 5, "[gp"],
    ("records-reviewed", "from"): [*NO_DATE, None, "2021-02", "2021"], ("records-reviewed", "to"): [DAY, "8/2/2021", "2020-01-01"],
    ("practitioner-allocated", "weight"): [*COMMON, "half", "1/2", "0,5", "0,5 or so", -1, 6, DAY, Shown(0.5, "0%")],
    ("practitioner-allocated", "practitioner"): [*NO_REFERENCE, None],
    ("resource-spent", "pence"): [*(each for each in NO_COUNT if each != 10**12), "12.50 GBP", "1250p", "12\u00b750", None, "12,50", "£12.50", "12.50", 12.5, -5, "twelve", DAY, Shown(12, '"£"#,##0.00'), Shown(1250, "[$£-809]0"), Shown(12, "0%")],
    ("resource-spent", "category"): [*NO_TEXT, None, "x" * 2001], ("larc-fitted", "method"): [*NO_CODE, None, "i", "iuds", 5],
    ("larc-fitted", "replace_by"): NO_DATE,
    ("child-removed", "child_born"): [*NO_DATE, DAY, "8/3/2020"], ("child-removed", "child"): [*NO_REFERENCE, None],
    ("child-removed", "legal_status"): [*NO_CODE, None], ("instrument-completed", "score"): [*COMMON, None, "12 or 13", 41, -1, DAY],
    ("disputed", "position"): [*COMMON, None, 0, -1, 1.5, "first", DAY]}


def spoils() -> Iterator[tuple[str, str, Any]]:
    """Each kind, field, and value that spoils it."""
    for (kind, field), values in SPOILED.items():
        for value in values:
            yield kind, field, value


def spoiled(path: Path) -> dict[str, Any]:
    """A workbook of one spoiled cell a row; the places that must be named, each with what stands there."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    expected: dict[str, Any] = {}
    for kind, row in GOOD.items():
        sheet = book.create_sheet(kind)
        sheet.append(list(row))
    for number, (kind, field, value) in enumerate(spoils()):
        sheet, row = book[kind], {**GOOD[kind], field: value}
        if "key" in row and field != "key":
            row["key"] = f"k{number}"
        at = sheet.max_row + 1
        for column, (name, each) in enumerate(row.items(), 1):
            write(sheet.cell(at, column), each)
            if name == field:
                expected[f'Sheet "{kind}", cell {get_column_letter(column)}{at}'] = value
    book.save(path)
    return expected


def write(cell: Any, value: Any) -> None:
    """Write a value as a spreadsheet would hold it: errors as errors, dates as dates, texts as texts."""
    cell.value = value.value if isinstance(value, Shown) else value
    if isinstance(value, Shown) and value.form != "formula":
        cell.number_format = value.form
    elif isinstance(value, str) and cell.data_type == "f":
        cell.data_type = "s"


@pytest.fixture
def women(say: Callable) -> None:
    """W-0007 is known."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "self", "care_experienced": "yes"})


def test_every_spoiled_cell_is_named_with_a_remedy(ledger: Ledger, women: None, author: Author, tmp_path: Path) -> None:
    """More than 200 kinds; each at its own cell and nowhere else, none taken for something else."""
    expected = spoiled(tmp_path / "week.xlsx")
    found = preview(ledger, importing.read(tmp_path / "week.xlsx", known(ledger)), author)
    places: dict[str, list[Any]] = {}
    for finding in found.findings:
        places.setdefault(finding.place, []).append(finding)
    assert len(set(map(repr, spoils()))) > 900
    assert {} == {place: value for place, value in expected.items() if place not in places}
    assert {} == {place: list(map(str, findings)) for place, findings in places.items() if place not in expected}
    assert {} == {place: str(each) for place, findings in places.items() for each in findings if not each.hint.strip()}
    assert {} == {place: list(map(str, findings)) for place, findings in places.items() if len(findings) > 1}
    assert () == found.plan.entries


def test_nothing_of_a_spoiled_workbook_is_written(run: Callable, tmp_path: Path) -> None:
    """Exit code 4, the ledger byte for byte as it was, and every row in the workbook to mend, its bad cell coloured."""
    run("init", "l")
    run("--ledger", "l", "record", "woman-identified", "W-0007", "--occurred", "2020-06-03", "--route", "self", "--care-experienced", "yes")
    expected = spoiled(tmp_path / "week.xlsx")
    before = {file: (tmp_path / "l" / file).read_bytes() for file in ("ledger.db", "keys.db")}
    ran = run("--ledger", "l", "import", "week.xlsx")
    assert 4 == ran.code and "Nothing was saved." in ran.err and "" == ran.out
    assert before == {file: (tmp_path / "l" / file).read_bytes() for file in before}
    book = openpyxl.load_workbook("rejected.xlsx")
    assert len(expected) == sum(cell.comment is not None for sheet in book for row in sheet for cell in row)
    assert [sheet.max_row - 1 for sheet in book] == [sum(f'"{kind}"' in place for place in expected) for kind in GOOD]


def test_the_good_rows_are_good(ledger: Ledger, women: None, author: Author, tmp_path: Path) -> None:
    """Without damage nothing is found: the findings are of the damage."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for kind, row in GOOD.items():
        sheet = book.create_sheet(kind)
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book.save(tmp_path / "week.xlsx")
    found = preview(ledger, importing.read(tmp_path / "week.xlsx"), author)
    assert ((), len(GOOD)) == (found.findings, len(found.plan.entries))
