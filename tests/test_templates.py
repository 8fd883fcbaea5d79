"""Does the workbook that a coordinator is given hold what she needs, and come back as it went?"""

import datetime
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from msgspec.structs import replace

from ledger import importing, reading, recording, templates
from ledger.codec import fields_of
from ledger.errors import LedgerError, NotFound, Refused, Usage
from ledger.events import TYPED
from ledger.folder import Ledger
from ledger.importing.preview import known, preview
from ledger.recording import Author

DAY = 86_400_000_000


def written(path: Path, *kinds: str, **more: Any) -> Any:
    """A template, opened again."""
    templates.write(path, kinds, **more)
    return openpyxl.load_workbook(path)


def test_a_template_has_a_sheet_for_every_kind_that_can_be_recorded(tmp_path: Path) -> None:
    """All kinds but corrections and withdrawals, in the order of the vocabulary, after a list of contents."""
    book = written(tmp_path / "week.xlsx")
    assert ["contents", *TYPED, "lists"] == book.sheetnames
    assert "corrected" not in book.sheetnames and "withdrawn" not in book.sheetnames
    assert max(map(len, book.sheetnames)) <= 31 and book["lists"].sheet_state == "hidden"
    assert len(TYPED) == book["contents"].max_row


def test_only_the_kinds_that_were_asked_for_have_sheets(tmp_path: Path) -> None:
    """Each once, by their names in any writing, in the order asked."""
    assert ["larc-fitted", "contact-held"] == written(tmp_path / "week.xlsx", "LARC fitted", "contact-held", "larc-fitted").sheetnames


def test_the_same_template_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    """No wall clock goes into it."""
    for name in ("a.xlsx", "b.xlsx"):
        templates.write(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_sheet_is_ready_to_fill_in(tmp_path: Path) -> None:
    """Frozen headings that begin with a field's name, notes, a greyed example, date and text cells, drop-downs in words."""
    sheet = written(tmp_path / "week.xlsx", "larc-fitted", "need-assessed")["larc-fitted"]
    headings = [cell.value.split()[0] for cell in sheet[1]]
    assert ["key", "woman", "occurred", "method", "provider", "replace_by", "by", "source", "source_ref", "episode_ref", "note"] == headings
    assert sheet.freeze_panes == "A2" and sheet["A2"].value.startswith("notes: A long-acting")
    assert sheet["A3"].value.startswith("example") and sheet["D3"].font.color.rgb == "FF808080"
    assert sheet.column_dimensions["C"].width > 10 and sheet["C3"].number_format == "dd/mm/yyyy" and sheet["B3"].number_format == "@"
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"injection,implant,iud,ius"' == rules["D4"]


def test_a_long_list_stands_in_a_hidden_sheet(tmp_path: Path) -> None:
    """A cell's own rule holds 255 characters; a longer list is written once, whole."""
    book = written(tmp_path / "week.xlsx", "referral-made", "service-used")
    rules = [rule.formula1 for sheet in book.worksheets[:2] for rule in sheet.data_validations.dataValidation if "lists!" in rule.formula1]
    assert ["lists!$A$1:$A$29", "lists!$A$1:$A$29"] == rules
    assert ["a-and-e", "emergency-admission"] == [cell.value for cell in book["lists"]["A"] if cell.value][:2]


@pytest.mark.parametrize("kind", TYPED)
def test_every_example_could_be_imported(kind: str) -> None:
    """What the greyed row shows is itself right."""
    said = reading.statement({"kind": kind, "woman": "programme", **templates.example(kind)}, "import")
    assert said.kind == kind


def test_a_template_that_nobody_filled_in_holds_no_rows(tmp_path: Path) -> None:
    """Examples, notes, contents and lists are not read."""
    templates.write(tmp_path / "week.xlsx")
    with pytest.raises(Refused, match="holds no rows"):
        importing.read(tmp_path / "week.xlsx")


def test_an_example_that_was_written_over_is_said_to_be_unread(tmp_path: Path) -> None:
    """Nobody's entry is lost to the marker in the first cell."""
    book = written(tmp_path / "week.xlsx", "larc-fitted")
    book["larc-fitted"]["B3"] = "W-0012"
    book["larc-fitted"].append([None, "W-0007", "8/2/2021", "ius"])
    book.save(tmp_path / "week.xlsx")
    read = importing.read(tmp_path / "week.xlsx")
    assert ('Sheet "larc-fitted", row 3 begins with "example", so it was not read. If it is meant, clear its first cell.',) == read.notes
    assert ["W-0007"] == [each.statement.woman for each in read.said]


@pytest.mark.parametrize(("name", "kinds", "error", "said"), [
    ("week.csv", (), Usage, "not the name of a workbook"), ("there.xlsx", (), Refused, "there already"),
    ("week.xlsx", ("larc-fited",), NotFound, "not a kind of event"), ("week.xlsx", ("corrected",), NotFound, "not a kind of event")])
def test_a_template_that_cannot_be_written_says_why(name: str, kinds: tuple[str, ...], error: type[LedgerError], said: str,
                                                    tmp_path: Path) -> None:
    """Nothing is overwritten, and nothing half written is left."""
    (tmp_path / "there.xlsx").write_text("mine")
    with pytest.raises(error, match=said):
        templates.write(tmp_path / name, kinds)
    assert (tmp_path / "there.xlsx").read_text() == "mine" and not (tmp_path / "week.xlsx").exists()


SHAPES: dict[str, Callable[[random.Random], Any]] = {
    "text": lambda chance: chance.choice(["0012", "=1+1", "-5", "+44", "@home", "3-4", "TRUE", "1e5", "a; b", "O'Neill", "é ü"]),
    "reference": lambda chance: chance.choice(["C1", "0012", "1-2", "P-01"]),
    "day": lambda chance: chance.choice(["2021-02-08", "2021-02", "2020"]), "date": lambda chance: "2021-02-08",
    "month": lambda chance: chance.choice(["2021-02", "2020"]), "texts": lambda chance: "a; b", "number": lambda chance: chance.choice([1, 0.5])}


def by_hand(kind: str, chance: random.Random) -> dict[str, Any]:
    """A row as somebody might type it: fields of every shape, some left out."""
    row = {"woman": "programme", **templates.example(kind)} if kind in templates.PROGRAMME_KINDS else templates.example(kind)
    row["occurred"] = SHAPES["day"](chance)
    for name, meaning in reading.field_meanings(kind).items():
        if name in templates.EXAMPLES.get(kind, {}) or name in ("characteristic", "from", "low", "central", "high", "figure", "root"):
            continue
        if meaning.shape in ("text", "reference", "month") and chance.random() < 0.8:
            row[name] = SHAPES[meaning.shape](chance)
    return {**row, "note": SHAPES["text"](chance), "by": SHAPES["reference"](chance)}


def typed_into(path: Path, rows: list[dict[str, Any]]) -> None:
    """Type rows into the sheets of a template, days as dates, and save it."""
    book = openpyxl.load_workbook(path)
    for row in rows:
        sheet = book[row["kind"]]
        at = sheet.max_row + 1
        for cell in sheet[1]:
            value = row.get(cell.value.split()[0])
            target = sheet.cell(at, cell.column)
            full = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
            target.value = datetime.date.fromisoformat(value) if full else value
            target.data_type = "s" if isinstance(value, str) and not full else target.data_type
    book.save(path)


def by_libreoffice(path: Path, form: str) -> None:
    """A workbook opened by LibreOffice and saved in a form, beside it."""
    subprocess.run([str(shutil.which("soffice")), f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless",
                    "--convert-to", form, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=180)


def saved_by_libreoffice(path: Path) -> None:
    """Opened and saved as ODS, and that opened and saved as a workbook again."""
    by_libreoffice(path, "ods")
    path.rename(path.with_suffix(".first"))
    by_libreoffice(path.with_suffix(".ods"), "xlsx")


LIBREOFFICE = pytest.param(saved_by_libreoffice, marks=[pytest.mark.slow, pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed: what it makes of a template is NOT tested.")])


@pytest.mark.parametrize("saved", [lambda path: None, LIBREOFFICE], ids=["as typed", "by LibreOffice"])
def test_a_template_filled_by_hand_comes_in_with_every_value_as_typed(saved: Callable[[Path], None], tmp_path: Path) -> None:
    """Texts that a spreadsheet could take for formulas, numbers or dates stay what they are, whichever program saved them."""
    chance = random.Random(1)
    rows = [{"kind": kind, **by_hand(kind, chance)} for kind in TYPED for _ in range(2)]
    templates.write(tmp_path / "week.xlsx")
    typed_into(tmp_path / "week.xlsx", rows)
    saved(tmp_path / "week.xlsx")
    read = importing.read(tmp_path / "week.xlsx")
    expected = [reading.statement({"woman": "programme", **row}, "import") for row in rows]
    assert () == read.findings
    assert [replace(each, source_ref=None) for each in expected] == sorted(
        (replace(each.statement, source_ref=None) for each in read.said), key=lambda said: _place(expected, said))


def _place(expected: list[Any], said: Any) -> int:
    return expected.index(said) if said in expected else -1


def test_what_the_ledger_holds_comes_back_filled_and_adds_nothing(phoenix: Ledger, author: Author, tmp_path: Path) -> None:
    """Ledger, filled template, import: nothing new. Also of what was corrected."""
    correct = next(entry for _, entries in phoenix.entries.streams() for entry in entries if entry.said.kind == "contact-held")
    new = replace(correct.said, event=attrs.evolve(correct.said.event, minutes=77))
    recording.append(phoenix, [recording.Said(recording.correction(correct, new, "slip", phoenix.day_of(author.now)))], author)
    rows = templates.filled(phoenix, ["month"], datetime.date(1900, 1, 1))
    sheets = templates.write(tmp_path / "all.xlsx", (), rows)
    read = importing.read(tmp_path / "all.xlsx", known(phoenix))
    found = preview(phoenix, read, author)
    assert ((), (), 0) == (found.findings, found.plan.entries, len(found.contents.notes))
    assert sheets == len(rows) and found.plan.skipped == sum(map(len, rows.values())) > 1900


def test_a_woman_is_filled_in_alone_and_by_default_for_her_last_month(say: Callable, ledger: Ledger, tmp_path: Path) -> None:
    """31 days before the last entry, or from the day that is given; not what was withdrawn."""
    for woman in ("W-1", "W-2"):
        say({"kind": "woman-identified", "woman": woman, "occurred": "2020-06-03", "route": "self", "care_experienced": "yes"})
    say({"kind": "records-reviewed", "woman": "W-1", "occurred": "2021-10-01", "services": ["gp", "police-callout"], "from": "2021-01-01",
         "to": "2021-02-01", "complete": "yes", "reviewer": "P-01"}, {"kind": "died", "woman": "W-2", "occurred": "2021-10"})
    rows = templates.filled(ledger, ["W-1"])
    assert ["records-reviewed"] == list(rows)
    assert ("gp; police-callout", datetime.date(2021, 10, 1)) == (rows["records-reviewed"][0]["services"], rows["records-reviewed"][0]["occurred"])
    assert ["woman-identified", "records-reviewed"] == list(templates.filled(ledger, ["W-1"], datetime.date(2020, 6, 1)))
    assert "2021-10" == templates.filled(ledger, ["W-1", "W-2"])["died"][0]["occurred"]
    assert {"records-reviewed", "died"} == set(templates.filled(ledger, ["month"]))
    with pytest.raises(NotFound, match="W-9 is not known"):
        templates.filled(ledger, ["W-9"])
    with pytest.raises(NotFound, match="no such entries"):
        templates.write(tmp_path / "none.xlsx", (), {})
    assert not (tmp_path / "none.xlsx").exists()


def test_the_command_says_what_it_wrote_and_what_it_holds(run: Callable, tmp_path: Path) -> None:
    """A filled template is plain words, and says so."""
    run("init", "l")
    run("--ledger", "l", "record", "woman-identified", "W-0007", "--occurred", "2021-10-03", "--route", "self", "--care-experienced", "yes")
    assert "week.xlsx has 2 sheets, one a kind." in run("template", "week.xlsx", "--kind", "died", "--kind", "larc-fitted").out
    filled = run("--ledger", "l", "template", "her.xlsx", "--filled", "W-0007").out
    assert "her.xlsx has 1 sheet," in filled and "1 entry in plain words: not for home" in filled
    assert '"sheets": 1' in run("template", "one.xlsx", "--kind", "died", "--json").out
    assert "0 new, 1 already recorded, 0 problems." in run("--ledger", "l", "import", "her.xlsx").err
    assert os.name == "nt" or 0o600 == Path("her.xlsx").stat().st_mode & 0o777 != Path("week.xlsx").stat().st_mode & 0o777
    assert run("template", "her.xlsx").code == 4


def test_fields_written_and_read_again_are_equal(tmp_path: Path) -> None:
    """Every kind's example goes out as a row of the ledger does, and comes in the same."""
    said = [reading.statement({"kind": kind, "woman": "programme", **templates.example(kind)}, "import") for kind in TYPED]
    rows = {each.kind: [templates.row(replace(each, woman="programme" if each.kind in templates.PROGRAMME_KINDS else "W-1"))] for each in said}
    templates.write(tmp_path / "all.xlsx", (), rows)
    read = importing.read(tmp_path / "all.xlsx")
    assert [fields_of(each.event) for each in said] == [fields_of(each.statement.event) for each in read.said]
