"""Does a workbook come in as it stands, whatever a spreadsheet has made of it, and do its mistakes come back to be mended?"""

import datetime
import io
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font

import cli
from ledger import importing, rejected, women
from ledger.errors import Refused
from ledger.folder import Ledger
from ledger.importing.size import LARGEST

DAY = datetime.date(2021, 2, 8)
HEADING = ["woman", "occurred", "method", "provider", "note"]
GOOD = ["W-0007", DAY, "implant", None, None]


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], change: Callable[[Any], Any] = lambda book: None) -> Path:
    """A workbook of these sheets, changed by hand and saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    book.save(path)
    return path


def fitted(path: Path, *rows: Sequence[Any], change: Callable[[Any], Any] = lambda sheet: None) -> Path:
    """A workbook of one sheet, of LARC fittings."""
    return workbook(path, {"larc-fitted": [HEADING, *rows]}, lambda book: change(book["larc-fitted"]))


def told(path: Path) -> list[str]:
    """Everything that a reading finds."""
    return [str(finding) for finding in importing.read(path).findings]


def said(path: Path, *names: str) -> list[tuple[Any, ...]]:
    """What was read of each row that was taken, of a workbook without problems."""
    read = importing.read(path)
    assert () == read.findings
    return [tuple(getattr(each.statement, name, getattr(each.statement.event, name, None)) for name in names) for each in read.said]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where a workbook may be saved."""
    return tmp_path / "week.xlsx"


def test_dates_come_in_as_cells_and_as_texts(book: Path) -> None:
    """Real dates, UK and ISO dates, months, years and ISO weeks; a date shown as a month is a month."""
    days = [DAY, datetime.datetime(2021, 2, 8), "8/2/2021", "2021-02-08", "8 Feb 2021", "2021-02", "2021-W06", 2021, "2021"]

    def month(sheet: Any) -> None:
        sheet.append(["W-0007", datetime.date(2021, 2, 1), "implant"])
        sheet.cell(sheet.max_row, 2).number_format = r"mmm\-yy"
    fitted(book, *(["W-0007", day, "implant"] for day in days), change=month)
    assert ["2021-02-08"] * 5 + ["2021-02", "2021-02-08", "2021", "2021", "2021-02"] == [row[0] for row in said(book, "occurred")]


def test_the_first_of_a_month_is_said_of_new_rows(run: Callable, known: None, book: Path) -> None:
    """In a date cell a spreadsheet keeps 1 February of Feb 2021; whoever typed the month is told, once a sheet, until it is saved."""
    month = datetime.date(2021, 2, 1)

    def shown(sheet: Any) -> None:
        sheet["B4"].number_format = "mmm yyyy"
    fitted(book, ["W-0007", month, "implant"], GOOD, ["W-0007", month, "iud"], ["W-0007", "1/2/2021", "ius"], change=shown)
    told = """Sheet "larc-fitted": B2 holds the 1st of a month, which a spreadsheet also makes of Feb 2021."""
    assert (1, 0) == (run("--ledger", "l", "import", str(book)).err.count(told), run("--ledger", "l", "import", str(book)).err.count(told))


def test_words_codes_and_what_excel_made_of_codes_are_taken(book: Path) -> None:
    """`02`, 2, the word in any writing, and its unique beginning."""
    fitted(book, *(["W-0007", DAY, method] for method in ("02", 2, "implant", "Implant ", "imp", "IUS", 4)))
    assert ["implant"] * 5 + ["ius"] * 2 == [row[0] for row in said(book, "method")]


def test_texts_stay_texts(book: Path) -> None:
    """0012 stays; what begins like a formula is text; a number shown with leading zeros comes in as shown."""
    def zeros(sheet: Any) -> None:
        sheet["D4"], sheet["D4"].number_format = 12, "0000"
        sheet["E3"].data_type = "s"
    fitted(book, [*GOOD[:3], "0012", "-5 and @home"], [*GOOD[:3], 12, "=1+1"], GOOD, change=zeros)
    assert [("0012", "-5 and @home"), ("12", "=1+1"), ("0012", None)] == said(book, "provider", "note")


def test_one_sheet_may_hold_several_kinds(book: Path) -> None:
    """A column `kind` names them, whatever the sheet is called; fields of other kinds stay blank."""
    workbook(book, {"Sheet1": [
        ["My week"], [], ["kind", "woman", "occurred", "method", "purpose", "medium", "attendance"], ["LARC fitted", "W-0007", DAY, "ius"],
        [], ["contact-held", "W-0007", DAY, None, "programme", "text", 5]]})
    assert [("larc-fitted", "ius"), ("contact-held", None)] == said(book, "kind", "method")


def test_a_field_of_another_kind_is_told_at_its_cell(book: Path) -> None:
    """In a sheet of several kinds each row has its own fields."""
    workbook(book, {"Sheet1": [["kind", "woman", "occurred", "method", "purpose"], ["larc-fitted", "W-0007", DAY, "ius", "programme"],
                               ["no-such", "W-0007", DAY], [None, "W-0007", DAY]]})
    found = told(book)
    assert "Sheet \"Sheet1\", cell E2: larc-fitted has no field 'purpose'. It has: method, provider, replace_by." == found[0]
    assert found[1].startswith('Sheet "Sheet1", cell A3: "no-such" is not a kind of event.') and 'cell A4: kind is blank' in found[2]
    assert 3 == len(found)


def test_a_kind_that_contradicts_its_sheet_is_refused(book: Path) -> None:
    """Neither the sheet's name nor the cell is believed over the other."""
    workbook(book, {"larc-fitted": [["kind", *HEADING], ["larc-fitted", *GOOD], [None, *GOOD], ["died", "W-0007", DAY]]})
    assert ['Sheet "larc-fitted", cell A4: kind is "died", but the sheet is named larc-fitted. '
            'Move the row to a sheet of its own kind, or mend the cell.'] == told(book)


def test_source_ref_keeps_file_sheet_and_row(book: Path) -> None:
    """An entry leads back to the row that it came from."""
    fitted(book, GOOD, [], GOOD)
    refs = [row[0] for row in said(book, "source_ref")]
    assert all(re.fullmatch(r'sha256:[0-9a-f]{16} Sheet "larc-fitted", row \d', ref) for ref in refs)
    assert ["row 2", "row 4"] == [ref[-5:] for ref in refs]


def test_a_group_session_is_one_row(book: Path) -> None:
    """Several women in one cell are one entry each; nobody twice."""
    workbook(book, {"contact-held": [["woman", "occurred", "purpose", "medium", "attendance"],
                                     ["W-0007; w12;W-3 ", DAY, "programme", "group", 5], ["W-1;W-1", DAY, "programme", "group", 5]]})
    read = importing.read(book)
    assert ["W-0007", "W-0012", "W-3"] == [each.statement.woman for each in read.said]
    assert ['Sheet "contact-held", cell A3: woman names the same woman twice. Name each once.'] == list(map(str, read.findings))


@pytest.mark.parametrize(("typed", "held", "means"), [
    ("w7", ["W-0007"], "W-0007"), ("7", ["W-0007"], "W-0007"), ("W 7", ["W-0007"], "W-0007"), ("w-007", ["W-0007", "W-0070"], "W-0007"),
    ("w7", [], "W-0007"), ("7", [], "7"), ("x7", ["W-0007"], "x7"), ("x7", ["X-07"], "X-07"), ("7", ["W-0007", "X-7"], "7"),
    ("w7", ["W-0007", "W-07"], "w7"), ("w7", ["w7", "W-0007"], "w7"), ("Jade", ["W-0007"], "Jade"), ("w123456", [], "W-123456")])
def test_a_short_reference_means_the_one_woman_it_can_mean(typed: str, held: list[str], means: str) -> None:
    """Never a guess between two."""
    assert means == women.Among(women.Roll(lambda: held), new=True).meaning(typed)


def test_a_reference_is_not_looked_for_among_all_women(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each woman it is worked out once what her reference stands for: of many women and rows it would take for ever."""
    looked, held = [], [f"W-{number:04}" for number in range(100)]

    class Counting:
        def fullmatch(self, text: str) -> Any:
            looked.append(text)
            return alike.fullmatch(text)
    alike = women.ALIKE
    monkeypatch.setattr(women, "ALIKE", Counting())
    among = women.Among(women.Roll(lambda: held), new=True)
    assert [among.meaning(f"w{number}") for number in range(1, 120)] == [f"W-{number:04}" for number in range(1, 120)]
    assert len(looked) <= 100 + 119


def test_short_references_are_written_out_and_said(book: Path) -> None:
    """Also of a woman who is identified in the same file, and of the other one of a merge; the programme stays."""
    workbook(book, {
        "woman-identified": [["woman", "occurred", "route", "care_experienced"], ["X-0012", DAY, "self", "yes"], ["w3", DAY, "self", "yes"]],
        "identities-merged": [["woman", "occurred", "other", "reason"], ["x12", DAY, "w7", "same birthday"]],
        "capacity-set": [["occurred", "women"], [DAY, 24]]})
    read = importing.read(book, women.Roll(lambda: ["W-0007"]))
    assert {"X-0012", "W-0003", "programme"} == {each.statement.woman for each in read.said}
    assert "W-0007" == read.said[2].statement.event.other or "W-0007" == read.said[1].statement.event.other
    assert {'"x12" stands for X-0012 (1 entry).', '"w7" stands for W-0007 (1 entry).', '"w3" stands for W-0003 (1 entry).'} == set(read.notes)


def test_formulas_are_read_by_their_saved_results(book: Path) -> None:
    """And that is said. A formula that was never computed is told at its cell."""
    from xlsxwriter import Workbook
    with Workbook(str(book)) as made:
        sheet = made.add_worksheet("contact-held")
        sheet.write_row(0, 0, ["woman", "occurred", "purpose", "medium", "attendance", "minutes", "note"])
        for row in (1, 2):
            sheet.write_row(row, 0, ["W-0007", "8/2/2021", "programme", "text", "5"])
        sheet.write_formula(1, 5, "=20+10", None, 30)
        sheet.write_formula(1, 6, '=""', None, "")
    parts = zip_parts(book)
    write_zip(book, parts | {"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(b'<c r="G2">', b'<c r="G2" t="str">')})
    assert [(30, None)] == said(book, "minutes", "note")[:1]
    assert ('Sheet "contact-held": the last saved results of formulas were read (2).',) == importing.read(book).notes
    fitted(book, [*GOOD[:2], "=1+1"], ["=A2", DAY, "ius"])
    assert ["cell C2: method", "cell A3: woman"] == [" ".join(line.split(", ")[1].split()[:3]) for line in told(book)]
    assert all("holds a formula whose result was never saved." in line for line in told(book)) and 2 == len(told(book))


def test_merged_cells_are_refused_at_each_cell(book: Path) -> None:
    """Whose value it is, is not for the ledger to guess. A merged title does no harm."""
    def merge(sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "Fittings of the week"
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("A3:A4")
    fitted(book, GOOD, [None, DAY, "nonsense"], GOOD, change=merge)
    assert [f'Sheet "larc-fitted", cell {cell}: {what}' for cell, what in (
        ("A3", "A3:A4 are merged cells. Unmerge them, and write in each cell what is meant."),
        ("A4", "A3:A4 are merged cells. Unmerge them, and write in each cell what is meant."),
        ("C4", 'method: "nonsense" is not in the list long-acting reversible contraception. One of: injection, implant, iud, ius'))] == told(book)


def test_hidden_rows_are_read_and_said(book: Path) -> None:
    """A filter hides rows; they are entries all the same."""
    def hide(sheet: Any) -> None:
        for row in range(3, 14):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["C"].hidden = sheet.column_dimensions["K"].hidden = True
    fitted(book, *[GOOD] * 12, change=hide)
    assert 12 == len(importing.read(book).said)
    assert ('Sheet "larc-fitted": hidden rows are read too (3, 4, 5, 6, 7, 8, 9, 10, ...).',
            'Sheet "larc-fitted": hidden columns are read too (C).') == importing.read(book).notes


@pytest.mark.parametrize(("name", "day", "meant"), [("occurred", datetime.date(1905, 7, 13), "'2021."), ("occurred", datetime.date(1905, 6, 23), "'2001."),
                                                    ("occurred", datetime.date(1900, 1, 8), ""), ("from", datetime.date(1905, 7, 13), "")])
def test_a_year_in_a_date_cell_is_told_for_what_it_was(name: str, day: datetime.date, meant: str, book: Path) -> None:
    """A date cell turns 2021 into 13 July 1905; typing it once more would do so again."""
    rows = [["woman", "occurred", "services", "from", "to", "complete", "reviewer"], ["W-0007", DAY, "gp", DAY, DAY, "yes", "P-01"]]
    rows[1][rows[0].index(name)] = day
    line, = (line for line in told(workbook(book, {"records-reviewed": rows})) if "a small number" in line)
    assert line.endswith(meant or "or 2021-02, or 2021.") and ("apostrophe" in line) == bool(meant)


@pytest.mark.parametrize("row", [["Total", None, 12], [None, None, None, "Sum: 3"], [None, None, 3, 4], ["Grand total", None, None, 7]])
def test_a_row_of_totals_is_refused_by_name(row: list[Any], book: Path) -> None:
    """It is no event, and is not silently left out."""
    fitted(book, GOOD, row)
    assert ["looks like a row of totals" in line and ", cell " in line for line in told(book)] == [True]


@pytest.mark.parametrize(("row", "taken"), [(["8/2/2021", "Total care grant", 1250], True), (["8/2/2021", "sum", 3], True),
                                            ([None, "Total", 1250], False), ([None, None, 1250], False)])
def test_an_entry_of_the_programme_may_begin_with_total(row: list[Any], taken: bool, book: Path) -> None:
    """It names no woman; the day alone tells it from a row of totals."""
    read = importing.read(workbook(book, {"spend-made": [["occurred", "line", "pence", "in_kind"], [*row, "no" if row[0] else None]]}))
    assert (int(taken), [] if taken else ["totals-row"]) == (len(read.said), [finding.code for finding in read.findings])


@pytest.mark.parametrize(("document", "taken"), [("GP letter \u2013 8 May", True), ("Caf\u00e9 notes, p. 2", True), ("\u00a312.50 receipt", True),
                                                 ("\u0420-01", False), ("\uff30-01", False)])
def test_a_document_may_be_named_in_any_writing_of_ours(document: str, taken: bool, book: Path) -> None:
    """Excel itself makes a long dash of a short one; letters of another alphabet that look like ours are refused all the same."""
    read = importing.read(workbook(book, {"larc-fitted": [[*HEADING[:3], "source_ref"], [*GOOD[:3], document]]}))
    assert [document] * taken == [each.statement.source_ref for each in read.said]
    assert ['has ' + document[0] + ', which no reference has' in str(finding) for finding in read.findings] == [True] * (not taken)


def test_what_is_crossed_out_or_a_heading_again_is_refused_and_a_hidden_sheet_is_said(book: Path) -> None:
    """Nobody can tell whether it was meant to be gone."""
    def cross_out(made: Any) -> None:
        made["larc-fitted"]["C4"].font = Font(strike=True)
        made["died"].sheet_state = "hidden"
    workbook(book, {"larc-fitted": [HEADING, GOOD, [name.upper() for name in HEADING], GOOD], "died": [["woman", "occurred"], ["W-0007", DAY]]}, cross_out)
    assert ['Sheet "larc-fitted", cell A3: the headings stand here once more. Delete the row.',
            'Sheet "larc-fitted", cell C4: method is crossed out. Clear the cell or delete the row; or take the line off it.'] == told(book)
    assert ('Sheet "died" is hidden, and is read too.',) == importing.read(book).notes


def test_blank_rows_and_trailing_formats_are_nothing(book: Path) -> None:
    """Spaces, coloured blank cells and rows far below hold no entry; nor does the size that the file claims hide one."""
    def far(sheet: Any) -> None:
        sheet["B900"].font = Font(bold=True)
        sheet["A5"] = "   "
        sheet["B300"] = ""
    fitted(book, GOOD, [], GOOD, change=far)
    parts = zip_parts(book)
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B1"', sheet)
    write_zip(book, parts)
    assert 2 == len(said(book, "woman"))


def test_a_sheet_without_row_numbers_is_read_in_its_order(book: Path) -> None:
    """Rows and cells need not say where they stand."""
    fitted(book, GOOD, ["W-0008", DAY, "=1+1"])
    parts = zip_parts(book)
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb' r="[A-Z]*\d+"', b"", parts["xl/worksheets/sheet1.xml"])
    write_zip(book, parts)
    assert ['Sheet "larc-fitted", cell C3: method holds a formula whose result was never saved.'] == [
        line.split(" Type")[0] for line in told(book)]


def zip_parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(("heading", "cell", "what"), [
    (["woman", "occurred", "metod"], "C1", "larc-fitted has no field 'metod'. Did you mean method?"),
    (["woman", "occurred", "method", "woman"], "D1", "the heading woman stands twice. Keep one."),
    (["woman", "occurred", "method", 12], "D1", '"12" is no heading. Write the field\'s name.'),
    (["woman", "method", "by"], "row 1", "there is no column occurred. Write the heading, and fill the column."),
    (["occurred", "method", "by"], "row 1", "there is no column woman. Write the heading, and fill the column.")])
def test_a_bad_heading_is_told_once_at_its_cell(heading: list[Any], cell: str, what: str, book: Path) -> None:
    """Not once a row."""
    workbook(book, {"larc-fitted": [heading, *[["W-0007"] * len(heading)] * 5]})
    assert [f'Sheet "larc-fitted", {"" if cell.startswith("row") else "cell "}{cell}: {what}'] == told(book)


def test_headings_may_be_plain_and_stand_lower(book: Path) -> None:
    """First words count, in any case, within six rows; a Why column is not read; a cell under no heading is told."""
    workbook(book, {"larc-fitted (2)": [["Week 6"], [], ["Woman: who", "OCCURRED (day)", "Method*", "Why"], [*GOOD[:3], "wrong before"],
                                        [*GOOD[:3], None, "stray"]]})
    assert ['Sheet "larc-fitted (2)", cell E5: "stray" stands in a column without a heading. '
            "Clear the cell, or write the field's name above it."] == told(book)


def test_sheets_that_are_no_events_are_noted_or_refused(book: Path) -> None:
    """What was hardly meant is noted; what was meant and cannot be read is refused; what is blank is nothing."""
    workbook(book, {"larc-fitted": [HEADING, GOOD], "Notes": [["ring the clinic"]], "Sheet3": [], "lists": [["a"]]})
    assert ('Sheet "Notes" was not read: its name is no kind of event, and it has no column kind.',) == importing.read(book).notes
    workbook(book, {"larc-fited": [["anything"]], "People": [HEADING, GOOD], "died": [["ring the clinic"], ["again"]]})
    assert [("larc-fited", "its name is no kind"), ("People", "its name is no kind"), ("died", "there are no headings")] == [
        (line.split('"')[1], line.split(": ")[1][:len("its name is no kind")].strip() if "name" in line else "there are no headings") for line in told(book)]


def test_a_chart_sheet_is_not_in_the_way(book: Path) -> None:
    """Only sheets of cells are read."""
    workbook(book, {"larc-fitted": [HEADING, GOOD]}, lambda made: made.create_chartsheet("Chart").add_chart(BarChart()))
    assert 1 == len(said(book, "woman"))


def test_macros_are_not_in_the_way(tmp_path: Path) -> None:
    """An .xlsm is read like any other; nothing in it runs."""
    path = fitted(tmp_path / "week.xlsx", GOOD)
    assert 1 == len(said(path.rename(tmp_path / "week.xlsm"), "woman"))


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(("name", "content", "what"), [
    ("~$week.xlsx", b"P-03", "is the lock file that Excel keeps"), ("week.xlsx", b"", "is empty, 0 bytes"),
    ("week.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"), ("week.xls", OLD, "is in the form of Excel 97 to 2003"),
    ("week.xlsx", b"kind,woman\n", "is not a workbook inside"), ("week.xlsx", b"PK\x03\x04 and no more", "is damaged"),
    ("week.ods", {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "is an OpenDocument file"),
    ("week.xlsb", {"xl/workbook.bin": b""}, "is in Excel's binary form"), ("week.xlsx", {"a.txt": b""}, "is a zip file, but not a workbook"),
    ("week.xlsx", {"xl/workbook.xml": b"<", "[Content_Types].xml": b"<"}, "is damaged")])
def test_what_is_no_readable_workbook_is_refused_with_a_sentence(name: str, content: Any, what: str, tmp_path: Path) -> None:
    """Each with what it is and what to do."""
    path = tmp_path / name
    path.write_bytes(content) if isinstance(content, bytes) else write_zip(path, content)
    with pytest.raises(Refused, match=re.escape(what)) as why:
        importing.read(path)
    assert why.value.message.endswith("nothing was saved.") and why.value.hint


def by_xlsxwriter(path: Path) -> None:
    """A workbook whose texts stand in a part of their own, as Excel keeps them."""
    from xlsxwriter import Workbook
    with Workbook(str(path)) as made:
        sheet = made.add_worksheet("larc-fitted")
        for row in range(50):
            sheet.write_row(row, 0, ["W-0007", "8/2/2021", "implant", f"Dr {row}"] if row else HEADING)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_damaged_part_is_refused(part: str, book: Path) -> None:
    """Half a part is not half a file of entries."""
    by_xlsxwriter(book)
    parts = zip_parts(book)
    write_zip(book, parts | {part: parts[part][:len(parts[part]) * 2 // 3]})
    with pytest.raises(Refused, match="is damaged and cannot be read"):
        importing.read(book)


def test_a_text_that_is_missing_is_damage(book: Path) -> None:
    """A cell that points to a text that is not there is found in reading its rows."""
    by_xlsxwriter(book)
    parts = zip_parts(book)
    write_zip(book, parts | {"xl/sharedStrings.xml": re.sub(rb"<si>.*</si>", b"", parts["xl/sharedStrings.xml"], flags=re.S)})
    with pytest.raises(Refused, match="is damaged and cannot be read"):
        importing.read(book)


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is unpacked."""
    monkeypatch.setattr("ledger.importing.size.LARGEST", 1000)
    with pytest.raises(Refused, match="unpacks to 0 MB"):
        importing.read(fitted(book, GOOD))
    assert LARGEST > 1000


@pytest.mark.parametrize(("limit", "what"), [
    ("TAGS", "xl/worksheets/sheet1.xml"), ("MOST_PARTS", "xl/styles.xml|xl/theme/theme1.xml|docProps/app.xml"), ("MOST_ROWS", 'sheet "larc-fitted": rows'),
    ("MOST_PLACES", 'sheet "larc-fitted": columns'), ("MOST_MERGED", 'sheet "larc-fitted": merged cells')])
def test_a_workbook_that_holds_more_than_can_be_read_is_refused(limit: str, what: str, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, columns, merged cells, and the tags of any part: it is said what of, before they are gone through; a workbook within them is read."""
    fitted(book, GOOD, change=lambda sheet: sheet.merge_cells("D8:E8"))
    monkeypatch.setattr("ledger.importing.size.BLOCK", 64)   # small parts are counted too
    assert 1 == len(importing.read(book).said)
    monkeypatch.setattr(f"ledger.importing.size.{limit}", 0)
    with pytest.raises(Refused, match=rf"^week\.xlsx holds more than can be read \(({what})\); nothing was saved"):
        importing.read(book)


def test_sheets_that_hold_more_together_than_can_be_read_are_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of five sheets is too long by itself."""
    def more(sheet: Any) -> None:
        for number in range(4):
            copied = sheet.parent.copy_worksheet(sheet)
            copied.title = f"larc-fitted {number}"
    fitted(book, GOOD, change=more)
    monkeypatch.setattr("ledger.importing.size.MOST_ROWS", 2)
    with pytest.raises(Refused, match=r"^week\.xlsx holds more than can be read \(rows of all sheets together\); nothing was saved"):
        importing.read(book)


def test_a_sheet_of_more_cells_than_its_file_has_bytes_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However well it is packed, a cell takes up a byte."""
    fitted(book, *[GOOD] * 3)
    monkeypatch.setattr("ledger.importing.size.cells", lambda packed: 5)
    with pytest.raises(Refused, match=r'holds more than can be read \(sheet "larc-fitted": cells\)'):
        importing.read(book)


@pytest.mark.parametrize(("part", "pattern", "wrong"), [
    ("xl/worksheets/sheet1.xml", rb'<row r="3"', b'<row r="2"'), ("xl/styles.xml", rb'(?s)(<cellXfs.*?fontId=)"0"', rb'\1"99"')])
def test_what_openpyxl_would_leave_out_or_trip_over_is_damage(part: str, pattern: bytes, wrong: bytes, book: Path) -> None:
    """A row that stands before the one before it would be left out in silence; a style of a font that is not there is none."""
    fitted(book, GOOD, [*GOOD[:1], DAY, "ius"])
    parts = zip_parts(book)
    assert len(re.findall(pattern, parts[part])) > 0
    write_zip(book, parts | {part: re.sub(pattern, wrong, parts[part])})
    with pytest.raises(Refused, match="is damaged and cannot be read as a workbook"):
        importing.read(book)


@pytest.mark.parametrize("lock", ["~$week.xlsx", ".~lock.week.xlsx#"])
def test_a_workbook_that_is_open_is_read_as_it_was_saved(lock: str, book: Path) -> None:
    """And that is said."""
    fitted(book, GOOD).with_name(lock).write_bytes(b"")
    assert ("week.xlsx seems to be open in another program; what is not saved there yet was not read.",) == importing.read(book).notes


def test_nothing_is_said_by_the_library(book: Path) -> None:
    """openpyxl's warnings are no coordinator's business."""
    fitted(book, GOOD, change=lambda sheet: setattr(sheet["B2"], "number_format", "dd/mm/yyyy"))
    parts = zip_parts(book)
    sheet = parts["xl/worksheets/sheet1.xml"]
    write_zip(book, parts | {"xl/worksheets/sheet1.xml": re.sub(rb"(<c r=\"B2\"[^>]*>)<v>[^<]*</v>", rb"\g<1><v>99999999999</v>", sheet)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "cell B2: occurred holds the error #VALUE!." in told(book)[0]


# The command, and rejected.xlsx.


@pytest.fixture
def known(run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger here that knows W-0007."""
    run("init", "l")
    monkeypatch.setenv("OUTCOMES_LEDGER", "l")
    run("record", "woman-identified", "W-0007", "--occurred", "2020-06-03", "--route", "self", "--care-experienced", "yes")


def entries(run: Callable) -> int:
    return int(re.search(r"(\d+) entr", run("show", "W-0007").out)[1])   # type: ignore[index]


BAD = ["w7", "02/13/2021", "coil", None, None]


def test_mistakes_come_back_in_a_workbook_to_mend(run: Callable, known: None, book: Path) -> None:
    """Same columns and Why, the cell coloured and commented; mended, it comes in, any number of times; then the rest."""
    fitted(book, GOOD, BAD, ["W-0099", DAY, "ius", "0012"])
    ran = run("import", "week.xlsx")
    assert 4 == ran.code and "1 new, 0 already recorded, 3 problems." in ran.err and 1 == entries(run)
    assert 'Sheet "larc-fitted", cell B3: "02/13/2021" has month 13. Dates are day/month/year; did you mean 13/2/2021?' in ran.err
    assert 'Sheet "larc-fitted", cell A4: W-0099 is not known to this ledger.' in ran.err and "Nothing was saved." in ran.err
    assert "rejected.xlsx holds the rows with problems, each with why." in ran.err
    assert os.name == "nt" or 0o600 == Path("rejected.xlsx").stat().st_mode & 0o777
    sheet = openpyxl.load_workbook("rejected.xlsx")["larc-fitted"]
    assert ["Why (not imported)", *HEADING] == [cell.value for cell in sheet[1]]
    assert ["w7", "02/13/2021", "coil", None, None] == [cell.value for cell in sheet[2]][1:6] and "0012" == sheet["E3"].value
    assert ["C2", "D2", "B3"] == [cell.coordinate for row in sheet for cell in row if cell.comment]
    assert {"FFFFD9B3"} == {sheet[cell].fill.fgColor.rgb for cell in ("C2", "D2", "B3")} and "FFFFD9B3" != sheet["B2"].fill.fgColor.rgb
    assert sheet["A2"].value.startswith('Row 3 of week.xlsx: "02/13/2021" has month 13.') and "coil" in sheet["A2"].value
    assert "month 13" in sheet["C2"].comment.text
    mended = sheet.parent
    sheet["C2"], sheet["D2"], sheet["B3"] = "13/2/2021", "iud", "w7"
    mended.save("rejected.xlsx")
    assert "2 new, 0 already recorded, 0 problems." in run("import", "rejected.xlsx").err
    openpyxl.load_workbook("rejected.xlsx").save("rejected.xlsx")
    again = run("import", "rejected.xlsx").err
    assert "0 new, 2 already recorded, 0 problems." in again and "Look at this" not in again
    ran = run("import", "week.xlsx", "--accept-good")
    assert 0 == ran.code and "1 new, 0 already recorded, 3 problems." in ran.err and "rejected-2.xlsx holds the rows" in ran.err
    assert 4 == entries(run)


def test_a_mended_row_that_says_what_another_said_is_told_before_it_is_skipped(run: Callable, known: None, book: Path) -> None:
    """Two texts of one day, one of them mistyped: mended it reads as the first. It is not lost without a word, and a key brings it in."""
    fitted(book, GOOD, [*GOOD[:2], "coil", None, None])
    run("import", "week.xlsx", "--accept-good")
    told = 'Look at this first: Sheet "larc-fitted", row 2: says what is recorded already, and is skipped. If it is another event, write a key'
    mended = openpyxl.load_workbook("rejected.xlsx")
    sheet = mended["larc-fitted"]
    sheet["D2"] = "implant"
    mended.save("rejected.xlsx")
    ran = run("import", "rejected.xlsx")
    assert told in ran.err and "0 new, 1 already recorded" in ran.err and 2 == entries(run)
    sheet["G1"], sheet["G2"] = "key", "second"
    mended.save("rejected.xlsx")
    assert "1 new, 0 already recorded" in run("import", "rejected.xlsx").err and 3 == entries(run)
    again = run("import", "rejected.xlsx").err
    assert "0 new, 1 already recorded" in again and "Look at this" not in again
    assert "Look at this" not in run("import", "week.xlsx", "--accept-good").err


def test_what_was_rejected_is_never_overwritten_and_not_written_twice(run: Callable, known: None, book: Path) -> None:
    """The same rows stay in one workbook; other rows go into the next; importing it unmended changes nothing."""
    fitted(book, BAD)
    for _ in range(2):
        run("import", "week.xlsx")
    first = Path("rejected.xlsx").read_bytes()
    ran = run("import", "rejected.xlsx")
    assert 4 == ran.code and "Or save" not in ran.err and first == Path("rejected.xlsx").read_bytes()
    fitted(book, BAD, BAD)
    run("import", "week.xlsx")
    assert 3 == openpyxl.load_workbook("rejected.xlsx")["larc-fitted"].max_row and not Path("rejected-2.xlsx").exists()
    fitted(Path("other.xlsx"), BAD)
    assert "rejected-2.xlsx holds" in run("import", "other.xlsx").err
    Path("rejected-2.xlsx").write_bytes(b"no workbook")
    assert "rejected-3.xlsx holds" in run("import", "other.xlsx").err
    touched = openpyxl.load_workbook("rejected.xlsx")
    touched.save("rejected.xlsx")
    mine = Path("rejected.xlsx").read_bytes()
    assert "rejected-4.xlsx holds" in run("import", "week.xlsx").err
    assert mine == Path("rejected.xlsx").read_bytes() and 1 == entries(run)


def test_what_is_still_wrong_in_rejected_rows_says_why_anew(run: Callable, known: None, book: Path) -> None:
    """The row stands where it stood, with today's reason and its first place; what was mended beside it is kept."""
    fitted(book, BAD, [*GOOD[:2], "coil"])
    run("import", "week.xlsx")
    back = openpyxl.load_workbook("rejected.xlsx")
    sheet = back["larc-fitted"]
    sheet["C2"], sheet["D3"] = "31/2/2021", "ius"
    back.save("rejected.xlsx")
    ran = run("import", "rejected.xlsx")
    assert 4 == ran.code and 'Sheet "larc-fitted", cell C2: "31/2/2021" is a day that never was' in ran.err
    assert "Or save the others now: outcomes import rejected.xlsx --accept-good" in ran.err
    sheet = openpyxl.load_workbook("rejected.xlsx")["larc-fitted"]
    assert ["Row 2 of week.xlsx", "Row 3 of week.xlsx:"] == [sheet["A2"].value.split(": ")[0], sheet["A3"].value]
    assert "never was" in sheet["A2"].value and "month 13" not in sheet["A2"].value and "ius" == sheet["D3"].value
    assert 0 == run("import", "rejected.xlsx", "--accept-good").code and 2 == entries(run)
    sheet = openpyxl.load_workbook("rejected.xlsx")["larc-fitted"]
    assert 2 == sheet.max_row and sheet["A2"].value.startswith("Row 2 of week.xlsx: ") and ["rejected.xlsx"] == [each.name for each in Path().glob("rejected*")]
    assert 0 == run("import", "rejected.xlsx", "--accept-good").code and 2 == entries(run)
    Path("~$rejected.xlsx").write_bytes(b"")
    before = Path("rejected.xlsx").read_bytes()
    assert 4 == run("import", "rejected.xlsx").code and before == Path("rejected.xlsx").read_bytes()


def test_a_formula_without_a_result_comes_back_as_what_cannot_pass(run: Callable, known: None, book: Path) -> None:
    """Untouched it is refused again, at its cell; typed over, the row is saved whole."""
    fitted(book, [*GOOD[:4], '="seen " & A2'])
    run("import", "week.xlsx")
    back = openpyxl.load_workbook("rejected.xlsx")
    assert '#NO VALUE! ="seen " & A2' == back["larc-fitted"]["F2"].value and "s" == back["larc-fitted"]["F2"].data_type
    ran = run("import", "rejected.xlsx")
    assert 4 == ran.code and 'cell F2: note holds the error #NO VALUE! ="seen " & A2.' in ran.err and 1 == entries(run)
    back["larc-fitted"]["F2"] = "seen by the nurse"
    back.save("rejected.xlsx")
    assert 0 == run("import", "rejected.xlsx").code
    assert "note: seen by the nurse" in run("show", "W-0007", "--all").out


@pytest.mark.parametrize("words", [("--dry-run",), ("--json",)])
def test_a_dry_run_and_a_program_leave_no_workbook(words: tuple[str, ...], run: Callable, known: None, book: Path) -> None:
    """They only want to know."""
    fitted(book, GOOD, BAD)
    assert 4 == run("import", "week.xlsx", *words).code
    assert not Path("rejected.xlsx").exists() and 1 == entries(run)


def test_cells_come_back_as_they_stood(run: Callable, known: None, book: Path) -> None:
    """Numbers, dates, times, words true and false, errors and formats; a day is shown as day/month/year."""
    values = [datetime.datetime(2021, 2, 8), datetime.datetime(2021, 2, 8, 14, 30), datetime.time(14, 30), datetime.timedelta(hours=30), True,
              1234.5, 12345678901234567890, "#N/A", "=1+1"]

    def format_cells(sheet: Any) -> None:
        sheet["E2"].number_format = "m/d/yyyy"
        sheet["B11"], sheet["B11"].number_format = datetime.date(2021, 2, 1), "mmm yyyy"
        sheet["C11"] = "coil"
    fitted(book, *(["w7", DAY, "coil", None, value] for value in values), ["W-0007"], change=format_cells)
    ran = run("import", "week.xlsx")
    sheet = openpyxl.load_workbook("rejected.xlsx")["larc-fitted"]
    assert [values[0], values[1], values[2], 30 / 24, True, 1234.5, "12345678901234567000", "#N/A", "#NO VALUE! =1+1"] == [
        cell.value if not isinstance(cell.value, datetime.timedelta) else cell.value.total_seconds() / 86400 for cell in sheet["F"][1:10]] or ran
    assert ["dd/mm/yyyy", "dd/mm/yyyy hh:mm"] == [sheet[cell].number_format for cell in ("F2", "F3")] and "mmm yyyy" == sheet["C11"].number_format
    assert 1 == entries(run)


def test_a_sheet_whose_headings_are_wrong_comes_back_whole(run: Callable, known: None, book: Path) -> None:
    """With the heading coloured; other sheets stay away. Without any headings, all its rows."""
    workbook(book, {"larc-fitted": [[*HEADING[:2], "metod", "Why"], GOOD[:3], BAD[:3]], "died": [["ring"], ["again"]],
                    "outreach-started": [["woman", "occurred"], ["w7", DAY]]})
    run("import", "week.xlsx", "--accept-good")
    back = openpyxl.load_workbook("rejected.xlsx")
    assert ["larc-fitted", "died"] == back.sheetnames and "FFFFD9B3" == back["larc-fitted"]["D1"].fill.fgColor.rgb
    assert [["woman", "occurred", "metod"], ["W-0007", datetime.datetime(2021, 2, 8), "implant"], BAD[:3]] == [
        [cell.value for cell in row[1:4]] for row in back["larc-fitted"]]
    assert [("ring",), ("again",)] == [row[1:2] for row in back["died"].iter_rows(values_only=True)][1:] and 2 == entries(run)
    back["larc-fitted"]["D1"] = "method"
    back.remove(back["died"])
    back.save("rejected.xlsx")
    assert "1 new, 0 already recorded, 2 problems." in run("import", "rejected.xlsx", "--accept-good").err


def test_rows_of_csv_and_json_lines_come_back_one_sheet_a_kind(run: Callable, known: None, tmp_path: Path) -> None:
    """When the good ones are saved without them; what is no row at all stays in the file."""
    Path("week.csv").write_text("kind,woman,occurred,method,purpose\nlarc-fitted,W-0007,8/2/2021,ius,\nlarc-fitted,W-0099,8/2/2021,ius,\n"
                                "no-such,W-0007,8/2/2021,,\ndied,W-0007,,,programme\nlarc-fitted,W-0007\n\"open\n", encoding="utf-8")
    assert 4 == run("import", "week.csv").code and not Path("rejected.xlsx").exists()
    ran = run("import", "week.csv", "--accept-good")
    assert 0 == ran.code and 2 == entries(run)
    back = openpyxl.load_workbook("rejected.xlsx")
    assert ["larc-fitted", "rows", "died"] == back.sheetnames
    assert ["woman", "occurred", "method"] == [cell.value for cell in back["larc-fitted"][1]][1:4]
    assert ["kind", "woman", "occurred"] == [cell.value for cell in back["rows"][1]][1:4] and back["rows"]["B2"].comment
    assert back["rows"]["A2"].value.startswith("Line 4 of week.csv: ")
    Path("week.jsonl").write_text('{"kind": "records-reviewed", "woman": "W-0007", "occurred": "2021-02-31", "services": ["gp", "dentist"], "found": true}\n'
                                  '{"kind": "corrected", "woman": "W-0007", "occurred": "2021-02-08", "event": {"kind": "x"}, "position": 1, "reason": "r"}\n'
                                  'nonsense\n', encoding="utf-8")
    run("import", "week.jsonl", "--accept-good")
    back = openpyxl.load_workbook("rejected-2.xlsx")
    assert ["gp; dentist", True] == [cell.value for cell in back["records-reviewed"][2]][3:5]
    assert '{"kind": "x"}' in [cell.value for cell in back["corrected"][2]] and 2 == entries(run)
    Path("bad.jsonl").write_text("nonsense\n", encoding="utf-8")
    assert 0 == run("import", "bad.jsonl", "--accept-good").code and not Path("rejected-3.xlsx").exists()


class Terminal(io.StringIO):
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code", "saved"), [("y\n", 0, 2), ("n\n", 0, 1)])
def test_on_a_terminal_the_rest_is_saved_only_after_yes(answer: str, code: int, saved: int, run: Callable, known: None, book: Path,
                                                        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The problems are told first, and put into rejected.xlsx; nothing is written before yes."""
    fitted(book, GOOD, BAD)
    monkeypatch.setattr(sys, "argv", ["outcomes", "import", "week.xlsx"])
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    err = capsys.readouterr().err
    assert code == ended.value.code and "1 new, 0 already recorded, 2 problems." in err and "Save the 1 without problems?" in err
    assert 1 == err.count("has month 13") and Path("rejected.xlsx").exists() and saved == entries(run)


def test_on_a_terminal_a_file_with_nothing_good_is_refused(run: Callable, known: None, book: Path, monkeypatch: pytest.MonkeyPatch,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to ask."""
    fitted(book, BAD)
    monkeypatch.setattr(sys, "argv", ["outcomes", "import", "week.xlsx"])
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert 4 == ended.value.code and "Nothing was saved." in capsys.readouterr().err


def test_one_mistake_in_identifying_a_woman_is_told_once(run: Callable, known: None, book: Path) -> None:
    """Her other rows are not all said to be of an unknown woman; nor by her short reference."""
    workbook(book, {"woman-identified": [["woman", "occurred", "route", "care_experienced"], ["w12", DAY, "nowhere", "yes"]],
                    "larc-fitted": [HEADING, ["W-0012", DAY, "ius"], ["w12", DAY, "iud"]]})
    assert "1 problem. Nothing was saved." in run("import", "week.xlsx").err


def test_findings_stand_sheet_by_sheet(run: Callable, known: None, book: Path) -> None:
    """Then by row and column, those of the ledger among those of the cells."""
    workbook(book, {"larc-fitted": [HEADING, ["W-0098", DAY, "ius"], BAD], "died": [["woman", "occurred"], ["W-0007", "2021-02-31"]]})
    found = [line.split(":")[0] for line in run("import", "week.xlsx").err.splitlines() if line.startswith("Sheet")]
    assert [f'Sheet "larc-fitted", cell {cell}' for cell in ("A2", "B3", "C3")] + ['Sheet "died", cell B2'] == found


def test_comments_and_colours_of_the_source_are_no_matter(book: Path) -> None:
    """A comment is not a value."""
    fitted(book, GOOD, change=lambda sheet: setattr(sheet["C2"], "comment", Comment("is that so?", "P-01")))
    assert 1 == len(said(book, "woman"))


def test_nothing_to_put_beside_a_file_makes_no_workbook(phoenix: Ledger, book: Path) -> None:
    """No findings, no file."""
    assert rejected.write(fitted(book, GOOD), ()) is None and [] == rejected.told(None)


SCRIPT = """
import re, sys
from pathlib import Path
sys.argv = ["outcomes", "--ledger", "l", "import", "big.xlsx", "--dry-run"]
import cli
try:
    cli.main()
finally:
    print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its peak memory from /proc")
def test_a_large_workbook_previews_in_little_memory(run: Callable, known: None, tmp_path: Path) -> None:
    """5,000 rows within 150 MB; the bar for 20,000 is 300 MB, of which they took 90 when it was measured."""
    from xlsxwriter import Workbook
    with Workbook("big.xlsx", {"constant_memory": True}) as made:
        sheet = made.add_worksheet("contact-held")
        sheet.write_row(0, 0, ["woman", "occurred", "purpose", "medium", "attendance", "minutes", "note"])
        for row in range(1, 5001):
            sheet.write_row(row, 0, ["W-0007", f"{row % 28 + 1}/2/2021", "programme", "text", "5", row % 90, f"note {row}"])
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent)})
    assert "5000 new, 0 already recorded, 0 problems." in ran.stderr
    assert int(ran.stdout.splitlines()[-1]) < 150


def test_how_far_a_reading_is_can_be_watched(book: Path) -> None:
    """It grows to the whole, over all sheets."""
    seen: list[tuple[int, int]] = []
    workbook(book, {"larc-fitted": [HEADING, *[GOOD] * 8], "died": [["woman", "occurred"], ["W-0007", DAY]]})
    importing.read(book, tick=lambda done, of: seen.append((done, of)))
    assert seen == sorted(seen) and (11, 11) == seen[-1]


def test_no_sheet_of_events_has_thousands_of_headings(book: Path) -> None:
    """It is told once, where the headings stand."""
    fitted(book, GOOD, change=lambda sheet: [sheet.cell(1, 6 + number, f"column-{number}") for number in range(1000)])
    assert told(book) == ['Sheet "larc-fitted", row 1: the headings are more than 1,000, which no sheet of events has. Clear those that are not meant.']


def test_a_row_far_below_the_end_of_a_sheet_is_never_reached(book: Path) -> None:
    """The reader of rows counts by itself, for whoever reads without looking at the marks of a sheet before."""
    from ledger.importing import opening

    fitted(book, GOOD)
    spoiled = book.with_name("far.xlsx")
    with zipfile.ZipFile(book) as there, zipfile.ZipFile(spoiled, "w") as made:
        for part in there.infolist():
            made.writestr(part, there.read(part).replace(b'<row r="2"', b'<row r="2000000000"'))
    sheet = opening.opened(spoiled).worksheets[0]
    with pytest.raises(Refused, match="holds more than can be read"):
        list(opening.rows_of(spoiled, sheet))


def test_a_workbook_whose_styles_name_no_font_is_damaged(book: Path) -> None:
    """What its look rests on is not there."""
    fitted(book, GOOD)
    spoiled = book.with_name("styles.xlsx")
    with zipfile.ZipFile(book) as there, zipfile.ZipFile(spoiled, "w") as made:
        for part in there.infolist():
            made.writestr(part, re.sub(rb'fontId="\d+"', b'fontId="99"', there.read(part)))
    with pytest.raises(Refused, match="is damaged"):
        importing.read(spoiled)
