"""Can other programs, and people who use them, trust what a report is written to?"""

import csv
import io
import json
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledger import folder
from ledger.errors import Refused, Usage
from projections.formats import cells, held, written, xlsx
from projections.formats import csv as as_csv
from projections.reports import REPORTS, Report
from projections.sheets import ROLES, Column, Sheet, plain

HEADING = {"report": "pretend", "true_on": "2021-09-30", "known_by": "2021-10-21", "position": 7, "root": "ab" * 32,
           "definitions": "cd" * 16, "audience": "team", "software": "outcomes-ledger"}
COLUMNS = (Column("name", "Name", "What it is called.", role="open"), Column("women", "Women", "Who they are.", "whole", "women", "count"),
           Column("of", "Of", "", "whole", "women", "of"), Column("rate", "Rate", "", "number", "per woman-year", "derived"),
           Column("interval", "95% interval", "", "pair", "", "derived"), Column("day", "Day", "", "day", "", "open"),
           Column("mark", "Mark", "", role="open"))
PRETEND = Report("pretend", "Pretend", "Nothing.", "", "")


def sheet(*rows: dict[str, Any]) -> Sheet:
    """A sheet of the columns above; what a row does not say is None."""
    empty: dict[str, Any] = dict.fromkeys(column.name for column in COLUMNS)
    return Sheet("women", "Women", "A pretend table.", COLUMNS, [empty | row for row in rows])


TOLD = {"name": "told", "women": 1234, "of": 2000, "rate": 0.617, "interval": [0.59, 0.64], "day": "2021-02-08"}
HIDDEN = {"name": "hidden", "mark": "c", "words": "none or few"}
UNSEEN = {"name": "unseen", "women": 0, "of": 0, "mark": "x"}
FORMULAS = ("=1+1", "+441234", "-x", "@SUM(A1)", "\t=1", "\r=1")


def read(body: bytes) -> list[dict[str, str]]:
    """A CSV's rows by name."""
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))


def opened(body: bytes) -> openpyxl.Workbook:
    """A workbook, read by another library than the one that wrote it."""
    return openpyxl.load_workbook(io.BytesIO(body))


def test_a_number_that_is_not_there_says_why() -> None:
    """Confidential, not looked at and not applicable are told apart; none of them is 0 or blank."""
    told, hidden, unseen = read(as_csv.table(sheet(TOLD, HIDDEN, UNSEEN)))
    assert [told["women"], told["rate"], told["interval_low"], told["interval_high"]] == ["1234", "0.617", "0.59", "0.64"]
    assert {hidden[name] for name in ("women", "of", "rate", "interval_low", "interval_high")} == {"[c]"}
    assert (hidden["words"], told["words"], hidden["mark"], told["mark"]) == ("none or few", "", "c", "")
    assert (unseen["women"], unseen["rate"], unseen["interval_low"]) == ("0", "[x]", "[x]")
    assert read(as_csv.table(sheet({"name": "nobody"}, TOLD)))[0]["rate"] == "[z]"


def test_words_may_be_told_of_one_column() -> None:
    """Where each number has words of its own, they name the number."""
    (row,) = read(as_csv.table(sheet({"name": "hidden", "mark": "c", "words": {"women": "about half"}})))
    assert (row["women"], row["words"]) == ("[c]", "women: about half")


def test_a_column_that_an_audience_may_not_see_is_not_there() -> None:
    """A column without any value where rows are told is withheld, not full of marks."""
    told = {**TOLD, "women": None, "of": None}
    assert "women" not in read(as_csv.table(sheet(told, told)))[0]
    assert "rate" in read(as_csv.table(sheet({**told, "rate": None})))[0]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_in_csv(text: str) -> None:
    """A leading = + - @ or control character gets an apostrophe."""
    (row,) = read(as_csv.table(sheet({**TOLD, "name": text})))
    assert row["name"] == "'" + text


def test_a_negative_number_stays_a_number() -> None:
    """The apostrophe is for texts alone."""
    (row,) = read(as_csv.table(sheet({**TOLD, "rate": -1.5})))
    assert row["rate"] == "-1.5"


@pytest.mark.parametrize("text", FORMULAS[:4])
def test_no_text_becomes_a_formula_in_a_workbook(text: str) -> None:
    """A workbook holds the text itself, as text."""
    page = opened(xlsx.workbook("A title", HEADING, [sheet({**TOLD, "name": text})]))["1 women"]
    (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == text]
    assert cell.data_type == "s"


def test_a_workbook_follows_the_rules_for_spreadsheets() -> None:
    """Cover, contents, notes; one marked-up table a sheet, headings in one row, nothing merged, nothing blank in it."""
    book = opened(xlsx.workbook("A title", HEADING, [sheet(TOLD, HIDDEN, UNSEEN), sheet()]))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "1 women", "2 women"]
    assert [page["A1"].value for page in book] == ["A title", "Contents", "Notes", "Table 1: Women", "Table 2: Women"]
    assert [list(page.merged_cells.ranges) for page in book] == [[]] * 5
    assert [len(page.tables) for page in book] == [0, 1, 1, 1, 0]
    page = book["1 women"]
    (table,) = page.tables.values()
    held_cells = [cell for row in page[table.ref] for cell in row]
    assert [cell for cell in held_cells if cell.value in (None, "")] == []
    headings = [cell.value for cell in page[table.ref][0]]
    assert headings[:3] == ["Name", "Women", "Of (women)"]
    assert len(set(headings)) == len(headings)
    assert page.freeze_panes == f"B{page[table.ref][1][0].row}"
    assert "empty" in "".join(str(row[0].value) for row in book["2 women"].iter_rows())


def test_a_workbook_says_of_which_day_for_whom_and_from_where() -> None:
    """The cover has the days, audience, source, position, root and digest; every table's sheet the days and audience."""
    book = opened(xlsx.workbook("A title", HEADING, [sheet(TOLD)]))
    cover = "\n".join(str(cell.value) for cell in book["Cover"]["A"])
    for said in ("30 September 2021", "21 October 2021", "Audience: team", "Source: ", "position 7", HEADING["root"], HEADING["definitions"]):
        assert said in cover
    above = "\n".join(str(cell.value) for cell in book["1 women"]["A"][:4])
    assert "30 September 2021" in above and "Audience: team" in above and "Source: " in above
    assert "Audience: team" in book["1 women"].oddFooter.left.text


def test_contents_lead_to_every_sheet() -> None:
    """Each line of the contents is a link within the workbook."""
    book = opened(xlsx.workbook("A title", HEADING, [sheet(TOLD)]))
    links = [cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Cover'!A1", "'Notes'!A1", "'1 women'!A1"]


def test_numbers_and_days_stay_numbers_and_days_in_a_workbook() -> None:
    """A number can be added up, a full date sorted; a month alone stays text."""
    page = opened(xlsx.workbook("A title", HEADING, [sheet(TOLD, {**TOLD, "day": "2021-02"})]))["1 women"]
    rows = [[cell.value for cell in row] for row in page[next(iter(page.tables.values())).ref]]
    assert rows[1][1:4] == [1234, 2000, 0.617]
    assert str(rows[1][6])[:10] == "2021-02-08" and rows[2][6] == "2021-02"


@pytest.mark.parametrize("write", [
    lambda: xlsx.workbook("A title", HEADING, [sheet(TOLD, HIDDEN)]),
    lambda: json.dumps({name: body.hex() for name, body in as_csv.files("a.csv", "A title", HEADING, [sheet(TOLD), sheet(HIDDEN)]).items()})])
def test_the_same_document_gives_the_same_bytes(write: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No wall clock stands in a file."""
    import time

    first = write()
    now = time.time() + 90_000
    monkeypatch.setattr(time, "time", lambda: now)
    assert write() == first


def test_a_package_holds_the_digest_and_size_of_every_file() -> None:
    """Who receives the files can see that they are whole."""
    import hashlib

    files = as_csv.files("Week 6.csv", "A title", HEADING, [sheet(TOLD), sheet(HIDDEN)])
    assert list(files) == ["Week 6.csv", "Week 6-women.csv", "Week 6.csv-metadata.json", "Week 6.datapackage.json"]
    for resource in json.loads(files["Week 6.datapackage.json"])["resources"]:
        assert resource["bytes"] == len(files[resource["path"]])
        assert resource["hash"] == "sha256:" + hashlib.sha256(files[resource["path"]]).hexdigest()


def test_every_report_is_valid_csv_to_two_validators(phoenix: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """Frictionless and csvw accept what every report writes, to the team and to the public."""
    for report, audience in [*((name, "team") for name in REPORTS), *((name, "public") for name in ("matrix", "profile", "funnel", "needs"))]:
        if any(each.required for each in REPORTS[report].takes):
            continue
        ran = run("--ledger", str(phoenix.path), report, "--audience", audience, "--output", str(tmp_path / f"{report}-{audience}.csv"))
        assert (ran.code, ran.err) == (0, "")
    assert _faults(tmp_path) == []


def _faults(where: Path) -> list[str]:
    """What frictionless and csvw find."""
    from csvw import CSVW
    from frictionless import Package

    found = []
    for path in sorted(where.glob("*.datapackage.json")):
        checked = Package(str(path)).validate()
        found += [] if checked.valid else [f"{path.name}: {checked.flatten(['rowNumber', 'fieldName', 'type', 'message'])[:3]}"]
    for path in sorted(where.glob("*-metadata.json")):
        with warnings.catch_warnings():
            warnings.simplefilter("always")   # csvw counts them
            described = CSVW(str(path), validate=True)
            valid = described.is_valid
        found += [] if valid else [f"{path.name}: {[str(each.message) for each in described.warnings][:3]}"]
    return found


def test_the_validators_can_find_a_fault(tmp_path: Path) -> None:
    """A number that is none is found by both: the test above can fail."""
    for name, body in as_csv.files("a.csv", "A title", HEADING, [sheet(TOLD, TOLD)]).items():
        (tmp_path / name).write_bytes(body.replace(b"1234,", b"many,", 1) if name == "a.csv" else body)
    assert len(_faults(tmp_path)) == 2


def test_a_file_holds_what_the_program_gets(phoenix: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """The CSV of the matrix has the rows of --json, in order, with the same numbers."""
    run("--ledger", str(phoenix.path), "matrix", "--audience", "team", "--output", str(tmp_path / "m.csv"))
    document = json.loads(run("--ledger", str(phoenix.path), "matrix", "--json").out)
    rows = read((tmp_path / "m.csv").read_bytes())
    assert [row["figure"] for row in rows] == [row["figure"] for row in document["rows"]]
    assert [float(row["numerator"]) for row in rows] == [row["numerator"] for row in document["rows"]]


def test_a_file_that_is_there_is_left_as_it_is(phoenix: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """Neither the file nor one of its sidecars is ever written over, and nothing else is written then."""
    for name in ("f.csv", "f.datapackage.json"):
        there = tmp_path / "own" / name
        there.parent.mkdir(exist_ok=True)
        there.write_text("mine")
        ran = run("--ledger", str(phoenix.path), "funnel", "--output", str(tmp_path / "own" / "f.csv"))
        assert (ran.code, ran.out) == (4, "")
        assert "exists already; nothing was written" in ran.err
        assert {path.name: path.read_text() for path in there.parent.iterdir()} == {name: "mine"}
        there.unlink()


@pytest.mark.parametrize(("name", "code", "said"), [
    ("no/where.csv", 4, "There is no folder no; nothing was written."), ("report.docx", 2, "End the name with one of: .txt, .csv"),
    ("report", 2, "no report is written as a file without an ending")])
def test_a_name_that_cannot_be_written_is_told_with_a_remedy(phoenix: folder.Ledger, run: Callable[..., Any], tmp_path: Path,
                                                             name: str, code: int, said: str) -> None:
    """An unknown ending and a missing folder are told apart, and nothing is left behind."""
    before = sorted(path.name for path in tmp_path.iterdir())
    ran = run("--ledger", str(phoenix.path), "funnel", "--output", name)
    assert ran.code == code
    assert said in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_all_files_are_put_there_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second cannot have its name, the first loses its own, and no part is left."""
    import os

    replace, asked = os.replace, list[str]()

    def failing(part: Path, whole: Path) -> None:
        asked.append(whole.name)
        if whole.name == "b":
            raise OSError("full")
        replace(part, whole)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="full"):
        written.put(tmp_path, {"a": b"1", "b": b"2"})
    assert asked == ["a", "b"]
    assert list(tmp_path.iterdir()) == []


def test_what_leaves_is_public_unless_it_is_said_otherwise(phoenix: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """--output without an audience is for anybody, though the screen is the team's."""
    ran = run("--ledger", str(phoenix.path), "funnel", "--output", str(tmp_path / "f.json"))
    assert "Audience: public." in ran.out
    assert json.loads((tmp_path / "f.json").read_text())["audience"] == "public"
    assert json.loads(run("--ledger", str(phoenix.path), "funnel", "--json").out)["audience"] == "team"


def test_a_table_that_is_held_back_has_no_empty_row() -> None:
    """One row of nothing but the mark c becomes no row, and a sentence."""
    kept = held.of_sheet(sheet({"mark": "c"}))
    assert (list(kept.rows), kept.text) == ([], f"A pretend table. {held.HELD}")
    assert list(held.of_sheet(sheet(HIDDEN)).rows) == list(sheet(HIDDEN).rows)
    assert held.told({"rows": [{"women": None, "mark": "c"}, {"women": 3, "mark": None}], "erased": 0}) == {
        "rows": [{"women": 3, "mark": None}], "erased": 0}


def test_rows_that_describe_no_columns_are_for_the_team_alone() -> None:
    """A plain sheet takes its columns from the rows, each of the role that leaves nobody but the team."""
    made = plain({"report": "due", "rows": [{"woman": "W-0001", "entries": 3, "because": [1, 2], "share": 0.5}]})
    assert [(column.name, column.kind) for column in made.columns] == [
        ("woman", "text"), ("entries", "whole"), ("because", "list"), ("share", "number")]
    assert {column.role for column in made.columns} == {"one"} <= set(ROLES)


@pytest.mark.parametrize(("number", "unit", "said"), [
    (1248, "", "1,248"), (0.857142857, "", "0.86"), (0.0049, "", "0.005"), (28500000, "pence", "£285,000"), (5710250, "pence", "£57,102.50"),
    (3.0, "", "3")])
def test_numbers_are_written_as_in_britain(number: float, unit: str, said: str) -> None:
    """Thousands parted by commas, few decimals, pence as pounds."""
    assert cells.number(number, unit) == said


def test_a_report_without_a_chart_says_so(phoenix: folder.Ledger, run: Callable[..., Any]) -> None:
    """A picture of what has no chart is refused with what can be asked for."""
    ran = run("--ledger", str(phoenix.path), "women", "--audience", "team", "--output", "women.svg")
    assert ran.code == 2
    assert "the report women has no chart" in ran.err and ".xlsx" in ran.err
    assert not Path("women.svg").exists()


def test_errors_of_writing_are_of_the_kinds_of_the_contract(tmp_path: Path) -> None:
    """Usage for a name, Refused for a place."""
    with pytest.raises(Usage):
        written.write(tmp_path / "a.doc", HEADING, PRETEND, "A title")
    with pytest.raises(Refused):
        written.ready(tmp_path)


def test_the_public_csv_names_no_woman(phoenix: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """No reference of a woman or practitioner stands in any public file of a report."""
    for report in ("matrix", "profile", "funnel", "needs", "pathways", "changes"):
        run("--ledger", str(phoenix.path), report, "--output", str(tmp_path / f"{report}.csv"))
    found = [path.name for path in tmp_path.glob("*.csv") if re.search(rb"W-\d{4}|P-\d\d", path.read_bytes())]
    assert len(list(tmp_path.glob("*.csv"))) >= 6
    assert found == []
    assert "W-0001" in run("--ledger", str(phoenix.path), "women").out


def test_nothing_heavy_is_loaded_by_the_registry_of_writers() -> None:
    """Writers load their library when they write."""
    import subprocess

    script = ("import sys, projections.formats.written, projections.formats.charts, projections.whole\n"
              "print([name for name in ('matplotlib', 'xlsxwriter', 'jinja2', 'numpy', 'scipy') if name in sys.modules])")
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    assert ran.stdout.strip() == "[]"
