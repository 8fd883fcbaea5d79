"""Does a messy file end in every finding at its line, and in a ledger that is byte for byte as it was?

JSON Lines and CSV. Workbooks have tests of their own.
"""

import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import importing
from ledger.errors import Refused
from ledger.folder import Ledger
from ledger.store import Entries

HEADING = "kind,woman,occurred,route,care_experienced,note,key,removals_before"
ROW = "woman-identified,W-1,2021-01-01,self,yes,,,2"
IDENTIFIED = {"kind": "woman-identified", "woman": "W-1", "occurred": "2021-01-01", "route": "self", "care_experienced": "yes"}
CONTACT = {"kind": "contact-held", "woman": "W-1", "occurred": "2021-02-01", "purpose": "programme", "medium": "telephone", "attendance": "5"}


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file: text, bytes, or rows of JSON Lines."""
    def written(content: str | bytes | list[Any], name: str = "week.csv") -> Path:
        if isinstance(content, list):
            content, name = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in content), name.replace(".csv", ".jsonl")
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return written


def told(path: Path) -> list[tuple[str, str, str]]:
    """Place, column and code of every finding of a file."""
    found = importing.read(path).findings
    assert all(finding.message and finding.severity == "must" for finding in found)
    return [(finding.place, finding.column, finding.code) for finding in found]


def closed(ledger: Ledger, copy: Path) -> bytes:
    """The bytes that ledger.db has once it is closed, taken from a copy so that the ledger stays open."""
    shutil.copytree(ledger.path, copy)
    Entries(str(copy / "ledger.db")).close()
    content = (copy / "ledger.db").read_bytes()
    shutil.rmtree(copy)
    return content


# What is taken.


@pytest.mark.parametrize("content", [
    f"{HEADING}\n{ROW}\n", f"{HEADING}\n{ROW}", f"\ufeff{HEADING}\r\n{ROW}\r\n", f"{HEADING}\n{ROW}\n".replace(",", ";"), f"{HEADING}\n{ROW}\n".replace(",", "\t"),
    f"\n\n{HEADING}\n\n{ROW}\n,,,,,,,\n   \n\n", f",,,,,,,\n{HEADING}\n{ROW}\n", f"{HEADING}\n{ROW},,,\n", f"{HEADING},,\n{ROW},,\n",
    f"{HEADING}\nwoman-identified,W-1,1/1/2021,Self,Y,,,2.0\n".replace(",Y,", ",Yes,"), f"{HEADING}\nWoman identified, W-1 ,1 Jan 2021,SELF,y,,,\" 2 \"\n",
    "Kind of event,Woman (reference),Occurred: when,Route*,care-experienced,Removals_before (children)\nwoman-identified,W-1,2021-01-01,self,yes,2\n",
    'kind,woman,occurred,"route\nof referral",care_experienced,removals_before\nwoman-identified,W-1,2021-01-01,"self","yes",2\n'])
def test_a_csv_may_come_as_excel_leaves_it(file: Callable[..., Path], content: str) -> None:
    """Byte order mark, line ends, semicolons or tabs, blank lines, words behind headings, UK dates: the same row."""
    read = importing.read(file(content))
    assert read.findings == ()
    (said,) = read.said
    assert (said.statement.kind, said.statement.woman, said.statement.occurred, said.statement.event.route,
            said.statement.event.removals_before) == ("woman-identified", "W-1", "2021-01-01", "self", 2)
    assert said.once and not said.source_given and said.statement.source == "import"
    assert said.statement.source_ref is not None and said.statement.source_ref.endswith(said.place)


def test_what_a_spreadsheet_wrote_into_a_csv_for_an_error_is_refused(file: Callable) -> None:
    """In any column, once, at its line; the same words in a sentence are a text."""
    rows = file("kind,woman,occurred,method,note\nlarc-fitted,W-1,2021-02-08,#N/A,#REF!\nlarc-fitted,W-1,#NAME?,ius,said #N/A\nlarc-fitted,W-1,2021,ius,said #N/A\n")
    read = importing.read(rows)
    assert ["line 2, method", "line 2, note", "line 3, occurred"] == [f"{each.place}, {each.column}"
                                                                     for each in read.findings]
    assert all("holds the error" in str(each) for each in read.findings) and ["said #N/A"] == [each.statement.note for each in read.said]


def test_a_short_reference_means_a_woman_whose_own_row_is_wrong(file: Callable[..., Path], ledger: Ledger, run: Callable[..., Any]) -> None:
    """One mistake in identifying W-0012 is told once, and w12 is not said to be unknown; nor is a half-read row of hers."""
    contact = "kind,woman,occurred,route,care_experienced,purpose,medium,attendance\ncontact-held,w12,2021-02-01,,,programme,telephone,5\n"
    identified = "woman-identified,W-0012,2021-01-01,{},yes,,,\n"
    file(contact + identified.format("nowhere"), "wrong.csv")
    file(contact + identified.format("forum") + "contact-held,w12,2021-02-02,,,programme,smoke,5\n", "half.csv")
    for name, line, says in (("wrong.csv", 3, "nowhere"), ("half.csv", 4, "smoke")):
        ran = run("--ledger", "phoenix", "import", name)
        assert ran.code == 4 and "1 problem. Nothing was saved." in ran.err
        assert f'line {line}: ' in ran.err and says in ran.err and "not known" not in ran.err
    assert ledger.entries.head().position == 0
    ran = run("--ledger", "phoenix", "import", "half.csv", "--accept-good", "--yes")
    assert ran.code == 0 and '"w12" stands for W-0012 (1 entry).' in ran.err
    assert {entry.said.woman for entry in ledger.entries.backwards()} == {"W-0012"}


@pytest.mark.parametrize("name", ["week.csv", "WEEK.CSV", "week.txt", "week.tsv"])
def test_a_csv_may_have_any_of_its_names(file: Callable[..., Path], name: str) -> None:
    """The ending says what it is, in any case."""
    assert len(importing.read(file(f"{HEADING}\n{ROW}\n", name)).said) == 1


@pytest.mark.parametrize("name", ["week.jsonl", "week.JSON", "week.ndjson"])
def test_json_lines_may_have_any_of_their_names(file: Callable[..., Path], name: str) -> None:
    """One object a line, blank lines between, a byte order mark before."""
    assert len(importing.read(file("\ufeff" + json.dumps(IDENTIFIED) + "\r\n\r\n  \n" + json.dumps(CONTACT) + "\n", name)).said) == 2


def test_excels_mangled_codes_and_lists_are_met(file: Callable[..., Path]) -> None:
    """2 for 02, 1.0 for 1, a list parted by semicolons."""
    content = ("kind,woman,occurred,purpose,medium,attendance,minutes,services,from,to,complete,reviewer\n"
               "contact-held,W-1,08/02/2021,programme,2,5,30.0,,,,,\nrecords-reviewed,W-1,2021,,,,,gp; A and E,1/1/2020,1/1/2021,Y,P-01\n".replace(",Y,", ",yes,"))
    contact, review = (said.statement.event for said in importing.read(file(content)).said)
    assert (contact.medium, contact.attendance, contact.minutes) == ("telephone", "attended-on-time", 30)
    assert (review.services, review.from_, review.to) == (("gp", "a-and-e"), "2020-01-01", "2021-01-01")


def test_a_group_session_is_one_row_of_several_women(file: Callable[..., Path]) -> None:
    """W-1; W-2 in a CSV is an entry for each; the same woman twice is a slip."""
    heading = "kind,woman,occurred,purpose,medium,attendance\n"
    assert [said.statement.woman for said in importing.read(file(heading + "contact-held,W-1; W-2;,2021,programme,group,5\n")).said] == ["W-1", "W-2"]
    assert told(file(heading + "contact-held,W-1;W-1,2021,programme,group,5\n")) == [("line 2", "woman", "woman-twice")]


def test_a_woman_is_identified_before_all_that_names_her(file: Callable[..., Path], ledger: Ledger, run: Any) -> None:
    """Rows may stand in any order, merges too."""
    rows = [{"kind": "identities-merged", "woman": "W-2", "occurred": "2021-03-01", "other": "W-1", "reason": "same"}, CONTACT, {**CONTACT, "occurred": "2020"},
            {**IDENTIFIED, "woman": "W-2"}, IDENTIFIED, {**IDENTIFIED, "occurred": "2021-01-02"}]
    assert [(said.statement.kind, said.statement.woman, said.statement.occurred) for said in importing.read(file(rows)).said] == [
        ("woman-identified", "W-2", "2021-01-01"), ("woman-identified", "W-1", "2021-01-01"), ("identities-merged", "W-2", "2021-03-01"),
        ("contact-held", "W-1", "2021-02-01"), ("contact-held", "W-1", "2020"), ("woman-identified", "W-1", "2021-01-02")]
    assert run("--ledger", str(ledger.path), "import", str(file(rows)), "--yes").code == 0


def test_a_file_is_named_for_ever_by_its_bytes(file: Callable[..., Path]) -> None:
    """Every entry says of which file and line it is, whatever the file was called; its own source_ref is kept."""
    one, two = (importing.read(file(f"{HEADING}\n{ROW}\n", name)).said[0].statement.source_ref for name in ("a.csv", "b.csv"))
    other = importing.read(file(f"{HEADING}\n{ROW}3\n")).said[0].statement.source_ref
    assert one == two != other
    assert importing.read(file([{**IDENTIFIED, "source_ref": "letter"}])).said[0].statement.source_ref == "letter"


# What is refused. One bad input each: the findings, and where.


BAD: dict[str, tuple[Any, list[tuple[str, str, str]]]] = {
    "unknown kind": ([{**IDENTIFIED, "kind": "woman-identifed"}], [("line 1", "kind", "unknown-kind")]),
    "unknown field": ([{**IDENTIFIED, "surname": "Smith"}], [("line 1", "surname", "unknown-field")]),
    "field of another kind": ([{**IDENTIFIED, "minutes": 5}], [("line 1", "minutes", "unknown-field")]),
    "unknown code": ([{**IDENTIFIED, "route": "pigeon"}], [("line 1", "route", "bad-value")]),
    "impossible date": ([{**IDENTIFIED, "occurred": "31/2/2021"}], [("line 1", "occurred", "bad-value")]),
    "American date": ([{**IDENTIFIED, "occurred": "02/13/2021"}], [("line 1", "occurred", "bad-value")]),
    "a word for a day": ([{**IDENTIFIED, "occurred": "yesterday"}], [("line 1", "occurred", "bad-value")]),
    "a serial number for a day": ([{**IDENTIFIED, "occurred": 44197}], [("line 1", "occurred", "bad-value")]),
    "blank": ([{**IDENTIFIED, "route": " "}], [("line 1", "route", "blank")]), "null": ([{**IDENTIFIED, "route": None}], [("line 1", "route", "blank")]),
    "nothing at all": (["{}"], [("line 1", "kind", "no-kind"), ("line 1", "woman", "blank"), ("line 1", "occurred", "blank")]),
    "control character": ([{**IDENTIFIED, "note": "a\x07b"}], [("line 1", "note", "bad-value")]),
    "half a surrogate": ([{**IDENTIFIED, "note": "\ud800"}], [("line 1", "note", "bad-value")]),
    "half a surrogate for a woman": ([{**IDENTIFIED, "woman": "\ud800"}], [("line 1", "woman", "bad-value")]),
    "a list for a text": ([{**IDENTIFIED, "note": ["a"]}], [("line 1", "note", "bad-value")]),
    "an object for a woman": ([{**IDENTIFIED, "woman": {}}], [("line 1", "woman", "bad-value")]),
    "truth for a number": ([{**IDENTIFIED, "removals_before": True}], [("line 1", "removals_before", "bad-value")]),
    "an endless number": (['{"kind": "woman-identified", "woman": "W-1", "occurred": "2021", "route": "self", "care_experienced": "yes", "removals_before": 1e999}'],
                          [("line 1", "removals_before", "bad-value")]),
    "a number of 5,000 digits": ([f'{{"kind": {"9" * 5000}}}'], [("line 1", "", "not-json")]),
    "not a number": (['{"kind": NaN}'], [("line 1", "", "not-json")]), "infinity": (['{"kind": -Infinity}'], [("line 1", "", "not-json")]),
    "a key twice": ([json.dumps(IDENTIFIED)[:-1] + ', "route": "other"}'], [("line 1", "", "column-twice")]),
    "a key twice within": ([json.dumps({**CONTACT, "note": {"a": 1}})[:-2] + ', "a": 2}}'], [("line 1", "", "column-twice")]),
    "not JSON": (["{'kind': 1}"], [("line 1", "", "not-json")]), "half a line": ([json.dumps(IDENTIFIED)[:-1]], [("line 1", "", "not-json")]),
    "two on a line": ([json.dumps(IDENTIFIED) * 2], [("line 1", "", "not-json")]), "a number": (["5"], [("line 1", "", "not-an-object")]),
    "an array": ([json.dumps([IDENTIFIED])], [("line 1", "", "not-an-object")]), "null for a row": (["null"], [("line 1", "", "not-an-object")]),
    "nested": ([{**IDENTIFIED, "note": json.loads("[" * 50 + "]" * 50)}], [("line 1", "", "too-deep")]),
    "nested without end": (['{"kind": ' + "[" * 100_000 + "]" * 100_000 + "}"], [("line 1", "", "too-deep")]),
    "nested objects": (['{"kind": "corrected", "event": ' * 400 + "{}" + "}" * 400], [("line 1", "", "too-deep")]),
    "a line too long": ([{**IDENTIFIED, "note": "x" * 1_000_000}, IDENTIFIED], [("line 1", "", "line-too-long")]),
    "not UTF-8": (json.dumps(IDENTIFIED).encode() + b"\n\xff\xfe\n", [("line 2", "", "not-utf-8")]),
    "CSV not UTF-8": (f"{HEADING}\n{ROW}\nwoman-identified,W-2,2021,self,yes,caf\xe9,,\n".encode("latin-1"), [("line 3", "", "not-utf-8")]),
    "heading not UTF-8": (f"kind,woman,occurred,caf\xe9\n{ROW}\n".encode("latin-1"), [("line 1", "", "not-utf-8")]),
    "UTF-16": (f"{HEADING}\n{ROW}\n".encode("utf-16"), [("line 1", "", "not-utf-8")]),
    "UTF-16, the other way round": (b"\xfe\xff" + f"{HEADING}\n{ROW}\n".encode("utf-16-be"), [("line 1", "", "not-utf-8")]),
    "JSON Lines in UTF-16": (json.dumps(IDENTIFIED).encode("utf-16"), [("line 1", "", "not-utf-8")]),
    "CSV with a stranger": (f"{HEADING},surname\n{ROW},Smith\n", [("line 1", "", "unknown-column")]),
    "CSV with a heading twice": (f"{HEADING},note,note\n{ROW},,\n", [("line 1", "", "column-twice")]),
    "CSV without a heading": (f"{ROW}\n{ROW}\n", [("line 1", "", "no-column")] * 3),
    "CSV with bars": (f"{HEADING}\n{ROW}\n".replace(",", "|"), [("line 1", "", "no-column")] * 3),
    "CSV with a cell too many": (f"{HEADING}\n{ROW},Smith\n", [("line 2", "", "too-many-cells")]),
    "CSV with a cell under no heading": ("kind,,occurred,woman,route,care_experienced\nwoman-identified,Smith,2021,W-1,self,yes\n", [("line 2", "", "too-many-cells")]),
    "CSV with an open quotation mark": (f'{HEADING}\n{ROW}\nwoman-identified,W-2,2021,self,yes,"abc,,2\n{ROW}\n', [("line 3", "", "bad-csv")]),
    "CSV with letters behind a quotation": (f'{HEADING}\nwoman-identified,W-2,2021,self,yes,"a"b,,2\n{ROW}\n', [("line 2", "", "bad-csv")]),
    "CSV with an endless cell": (f"{HEADING}\nwoman-identified,W-2,2021,self,yes,{'x' * 140_000},,2\n{ROW}\n", [("line 2", "", "bad-csv")]),
    "CSV with a line break in a cell": (f'{HEADING}\nwoman-identified,W-2,2021,self,yes,"a\nb",,2\n{ROW}\n', [("line 2", "note", "bad-value")]),
    "CSV of an old Macintosh": (f"{HEADING}\r{ROW}\r", [("line 1", "", "bad-csv")]),
    "CSV with a NUL": (f"{HEADING}\n{ROW}\n".replace("self", "se\0lf"), [("line 2", "route", "bad-value")]),
    "a place after many lines": (f"{HEADING}\n{ROW}\n\n\n{ROW}\n" + "woman-identified,W-2,2021,pigeon,yes,,,\n", [("line 6", "route", "bad-value")]),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_is_a_finding_at_its_place(file: Callable[..., Path], ledger: Ledger, run: Any, tmp_path: Path, bad: str) -> None:
    """The finding says what, where and how to put it right; exit 4, no traceback, and the ledger stays byte for byte."""
    content, expected = BAD[bad]
    path = file(content, "week.jsonl" if bad in ("not UTF-8", "JSON Lines in UTF-16") else "week.csv")
    before = closed(ledger, tmp_path / "before")
    found = told(path)
    assert [each for each in found if each[2] != "unknown-column" or ("", "unknown-column") in [each[1:] for each in expected]] == expected
    ended = run("--ledger", str(ledger.path), "import", str(path), "--yes")
    assert (ended.code, ended.out) == (4, "")
    assert "Nothing was saved" in ended.err and "Traceback" not in ended.err
    assert all(place in ended.err for place, _, _ in found)
    told_as_json = json.loads(run("--ledger", str(ledger.path), "import", str(path), "--json").out)["error"]
    assert [finding["code"] for finding in told_as_json["findings"]] == [code for _, _, code in found]
    assert closed(ledger, tmp_path / "after") == before


@pytest.mark.parametrize(("rows", "codes"), [
    ([CONTACT], ["unknown-woman"]), ([IDENTIFIED, {**CONTACT, "occurred": "2021-10-22"}], ["future"]), ([IDENTIFIED, {**CONTACT, "woman": "Mary Smith"}], ["bad-reference", "unknown-woman"]),
    ([IDENTIFIED, {**CONTACT, "key": "k"}, {**CONTACT, "key": "k", "occurred": "2021-02-02"}], ["key-twice"]), ([IDENTIFIED, {**CONTACT, "note": "x" * 2001}], ["bad-text"]),
    ([IDENTIFIED, {"kind": "withdrawn", "woman": "W-1", "occurred": "2021", "position": 10**20, "reason": "r"}], None),
    ([IDENTIFIED, {"kind": "withdrawn", "woman": "W-1", "occurred": "2021", "position": 77, "reason": "r"}], ["no-such-entry"]),
    ([IDENTIFIED, {"kind": "disputed", "woman": "W-1", "occurred": "2021", "position": 2**63, "her_words": "no"}], None),
    ([IDENTIFIED, {**CONTACT, "woman": "programme"}], ["not-programme"]), ([{"kind": "capacity-set", "woman": "W-1", "occurred": "2021", "women": 5}, IDENTIFIED], ["programme-only"]),
    ([IDENTIFIED, {"kind": "identities-merged", "woman": "W-1", "occurred": "2021", "other": "W-9", "reason": "r"}], ["unknown-woman"]),
    ([IDENTIFIED, {"kind": "withdrawn", "woman": "W-1", "occurred": "2021", "position": 1, "reason": "r", "undoes": "an-append"}], None)])
def test_what_may_not_be_appended_is_refused_with_the_rest(file: Callable[..., Path], ledger: Ledger, run: Any, tmp_path: Path,
                                                           rows: list[Any], codes: list[str] | None) -> None:
    """A file is all or nothing: one row that the rules refuse keeps out the others."""
    before = closed(ledger, tmp_path / "before")
    ended = run("--ledger", str(ledger.path), "import", str(file(rows)), "--json")
    assert ended.code == 4 and "Traceback" not in ended.err
    found = [finding["code"] for finding in json.loads(ended.out)["error"]["findings"]]
    assert found == codes if codes else found
    assert closed(ledger, tmp_path / "after") == before


def test_all_problems_of_a_file_come_at_once_in_its_order(file: Callable[..., Path], ledger: Ledger, run: Any) -> None:
    """What reading finds and what the rules find, each with its line; what only follows from another is not said."""
    rows = [{**IDENTIFIED, "route": "pigeon", "surname": "Smith"}, {**CONTACT, "occurred": "2021-12-01"}, "{", {**CONTACT, "woman": "W-7"},
            CONTACT, {**IDENTIFIED, "woman": "W-2"}, {**CONTACT, "woman": "W-2", "medium": "pigeon"}, {**CONTACT, "woman": "W-2", "occurred": "2021-11"}]
    ended = run("--ledger", str(ledger.path), "import", str(file(rows)), "--yes")
    lines = [line.partition(":")[0].partition(",")[0] for line in ended.err.splitlines() if line.startswith("line ")]
    assert lines == ["line 1", "line 1", "line 2", "line 3", "line 4", "line 7", "line 8"]
    assert "7 problems. Nothing was saved." in ended.err
    assert ledger.entries.head().position == 0


def test_the_good_rows_can_be_taken_alone(file: Callable[..., Path], ledger: Ledger, run: Any) -> None:
    """--accept-good saves what may be saved and says what was left out; nobody enters without her identification."""
    rows = [{**IDENTIFIED, "route": "pigeon"}, CONTACT, {**IDENTIFIED, "woman": "W-2"}, {**CONTACT, "woman": "W-2"}, "{"]
    ended = run("--ledger", str(ledger.path), "import", str(file(rows)), "--yes", "--accept-good")
    assert ended.code == 0
    assert [f"line {number}" in ended.err for number in (1, 2, 3, 4, 5)] == [True, True, False, False, True]
    assert [(each.said.woman, each.said.kind) for each in ledger.entries.backwards()] == [("W-2", "contact-held"), ("W-2", "woman-identified")]
    assert run("--ledger", str(ledger.path), "import", str(file(["{"])), "--yes", "--accept-good").code in (0, 4)
    assert ledger.entries.head().position == 2


def test_a_dry_run_says_and_saves_nothing(file: Callable[..., Path], ledger: Ledger, run: Any, tmp_path: Path) -> None:
    """What would be saved is counted; the ledger stays byte for byte."""
    before = closed(ledger, tmp_path / "before")
    ended = run("--ledger", str(ledger.path), "import", str(file([IDENTIFIED, CONTACT])), "--dry-run")
    assert ended.code == 0 and "2 new" in ended.err
    assert closed(ledger, tmp_path / "after") == before
    assert ledger.keys is not None and ledger.keys.streams() == set()


@pytest.mark.parametrize(("name", "content"), [
    ("week.csv", ""), ("week.csv", "\n\n\n"), ("week.csv", "\ufeff"), ("week.csv", f"{HEADING}\n"), ("week.csv", f"{HEADING}\n,,,\n\n"), ("week.jsonl", ""),
    ("week.jsonl", "\n  \n"), ("week", f"{HEADING}\n{ROW}\n"), ("week.pdf", "x"), (".csv", f"{HEADING}\n{ROW}\n")])
def test_a_file_that_says_nothing_is_refused(file: Callable[..., Path], ledger: Ledger, run: Any, name: str, content: str) -> None:
    """Empty, only headings, or of another kind: exit 4, so that nobody thinks it was imported."""
    path = file(content, name)
    with pytest.raises(Refused, match="nothing was saved"):
        importing.read(path)
    ended = run("--ledger", str(ledger.path), "import", str(path), "--yes")
    assert ended.code == 4 and ended.err and "Traceback" not in ended.err


def test_a_path_that_leads_to_no_file_says_so(tmp_path: Path) -> None:
    """Missing, or a folder."""
    for path, says in ((tmp_path / "missing.csv", "is not there"), (tmp_path, "is a folder")):
        with pytest.raises(Refused, match=says):
            importing.read(path)


@pytest.mark.parametrize("name", ["missing.csv", ".", "folder.csv", "x" * 300 + ".csv", "", "week.csv/x.csv", "caf\udcff.csv"])
def test_what_is_no_file_is_refused(tmp_path: Path, ledger: Ledger, run: Any, name: str) -> None:
    """A name that leads to no file is a sentence: exit 2, 3 or 4, never a bug."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "week.csv").write_text(f"{HEADING}\n{ROW}\n")
    ended = run("--ledger", str(ledger.path), "import", name, "--yes")
    assert ended.code in (2, 3, 4) and ended.err and "Traceback" not in ended.err
    assert ledger.entries.head().position == 0


def test_a_line_of_200_megabytes_is_a_finding_and_takes_no_memory(tmp_path: Path) -> None:
    """An endless line is passed over in pieces, the next one is read, and memory stays at a few megabytes."""
    for path in (tmp_path / "endless.jsonl", tmp_path / "endless.csv"):
        with path.open("wb") as file:
            file.write(json.dumps(IDENTIFIED).encode() + b"\n" if path.suffix == ".jsonl" else f"{HEADING}\n{ROW}\n".encode())
            file.truncate(200_000_000)
            file.seek(0, 2)
            file.write(b"\n" + (json.dumps({**IDENTIFIED, "woman": "W-2"}) if path.suffix == ".jsonl" else ROW.replace("W-1", "W-2")).encode())
        tracemalloc.start()
        read = importing.read(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        path.unlink()
        assert [said.statement.woman for said in read.said] == ["W-1", "W-2"]
        assert [finding.code for finding in read.findings] == ["line-too-long"]
        assert peak < 20_000_000


def test_a_thousand_problems_are_found_in_one_reading(file: Callable[..., Path], ledger: Ledger, run: Any) -> None:
    """All of them are kept for a program; a person is not drowned in them."""
    path = file([{**IDENTIFIED, "woman": f"W-{number}", "route": "pigeon"} for number in range(1000)])
    assert len(importing.read(path).findings) == 1000
    ended = run("--ledger", str(ledger.path), "import", str(path), "--yes")
    assert ended.code == 4 and "1,000 problems" in ended.err.replace("1000 problems", "1,000 problems")


def test_whoever_watches_is_told_how_far_it_is(file: Callable[..., Path]) -> None:
    """The reading of a long file can be shown, and ends at its end."""
    path = file([{**IDENTIFIED, "woman": f"W-{number}"} for number in range(50)])
    ticks: list[tuple[int, int]] = []
    importing.read(path, tick=lambda done, of: ticks.append((done, of)))
    assert ticks[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in ticks] == sorted(done for done, _ in ticks)


def test_no_file_of_events_has_thousands_of_columns(file: Callable[..., Path]) -> None:
    """It is told once, in no time: looking for the word that each of them was meant for would not end."""
    names = ",".join(f"column-{number}" for number in range(20_000))
    assert told(file(f"kind,woman,occurred,{names}\n")) == [("line 1", "", "too-many-cells")]
    assert told(file([{f"field-{number}": 1 for number in range(20_000)}])) == [("line 1", "", "too-many-cells")]
    twice = "{" + ",".join(f'"field-{number}": 1' for number in range(20_000)) + ', "last": 1, "last": 2}'
    assert told(file([twice])) == [("line 1", "", "column-twice")]
