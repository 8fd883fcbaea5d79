"""Is somebody asked before what cannot be undone, heard when she says no, and told afterwards where nobody could be asked?"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cli
from ledger import women
from ledger.folder import Ledger

ROOT = Path(__file__).parent.parent
CONTACT = ("record", "contact-held", "w7", "--occurred", "8/2/2021", "--purpose", "programme", "--medium", "text", "--attendance", "5")
PHONE = ("--note", "rang on 07700 900123")
WEEK = "kind,woman,occurred,method,note\nlarc-fitted,w7,8/2/2021,ius,{note}\n"
LOOKS = "note looks as if it holds a telephone number."


class Terminal(io.StringIO):
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command at a terminal, with these lines typed: its exit code, what it answered, and what it said."""
    def ran(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["outcomes", *words])
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return (int(ended.value.code or 0), *capsys.readouterr())   # type: ignore[return-value]
    return ran


@pytest.fixture(autouse=True)
def known(run: Callable, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A ledger here that knows W-0007."""
    run("init", "l")
    monkeypatch.setenv("OUTCOMES_LEDGER", "l")
    run("record", "woman-identified", "W-0007", "--occurred", "2020-06-03", "--route", "self", "--care-experienced", "yes")
    yield


def entries(run: Callable) -> int:
    return int(json.loads(run("check", "--json").out)["checked"])


def test_a_note_that_could_name_a_person_is_asked_about_before_it_is_saved(run: Callable, at_terminal: Callable) -> None:
    """No saves nothing and is no failure; yes saves it; an ordinary note is not asked about."""
    code, out, err = at_terminal(*CONTACT, *PHONE, typed="n\n")
    assert (0, "", 1) == (code, out, entries(run)) and LOOKS in err and err.endswith("You said no. Nothing was saved.\n")
    assert at_terminal(*CONTACT, *PHONE, typed="y\n")[0] == 0 and 2 == entries(run)
    assert "?" not in at_terminal(*CONTACT, "--note", "rang her")[2] and 3 == entries(run)


def test_a_name_for_a_reference_is_asked_about_before_it_is_saved(run: Callable, at_terminal: Callable) -> None:
    """A new woman's only: no saves nothing, yes keeps it, and neither a number nor a later entry of hers is asked about."""
    new = ["record", "woman-identified", "--occurred", "2020-06-03", "--route", "self", "--care-experienced", "yes"]
    code, _, err = at_terminal(*new, "Sarah", typed="n\n")
    assert (0, 1) == (code, entries(run)) and err.startswith('woman: "Sarah" may be a name; ') and err.endswith("You said no. Nothing was saved.\n")
    assert 0 == at_terminal(*new, "Sarah", typed="y\n")[0] and 2 == entries(run)
    assert "?" not in at_terminal(*new, "W-0100")[2] + at_terminal(*CONTACT[:2], "Sarah", *CONTACT[3:])[2] and 4 == entries(run)
    assert ["reference-name"] == [each["code"] for each in json.loads(run(*new, "Mary-Ann", "--json").out)["warnings"]]


def test_where_nobody_can_be_asked_it_is_said_after_saving(run: Callable) -> None:
    """With the command that puts it right; a program finds it in the answer."""
    ran = run(*CONTACT, *PHONE, "--seen-by", "Mrs Walker")
    assert 0 == ran.code and "Recorded contact-held of W-0007 at position 2." in ran.out and LOOKS in ran.err
    assert 'outcomes correct 2 --note "WITHOUT IT" --seen-by "WITHOUT IT" --reason "could be recognised"' in ran.err
    assert 0 == run("correct", "2", "--note", "rang her", "--seen-by", "P-01", "--reason", "could be recognised").code
    assert ["free-text-phone"] == [each["code"] for each in json.loads(run(*CONTACT, *PHONE, "--json").out)["warnings"]]
    assert "warnings" not in json.loads(run(*CONTACT, "--json").out)


def test_a_correction_is_asked_about_too(run: Callable, at_terminal: Callable) -> None:
    """Also whether it is now something that somebody must hear of."""
    run(*CONTACT)
    assert "Nothing was saved." in at_terminal("correct", "2", *PHONE, "--reason", "r", typed="n\n")[2] and 2 == entries(run)
    run("record", "incident-reported", "w7", "--occurred", "2021-02-08", "--incident", "arrest", "--severity", "low")
    ran = run("correct", "3", "--incident", "overdose", "--reason", "the letter says so")
    assert "Recording tells nobody. Who has been told?" in ran.err and 4 == entries(run)
    assert "Recording tells nobody" not in run("correct", "3", "--incident", "arrest", "--reason", "no").err


def test_an_import_names_such_notes_and_equal_rows_and_blocks_for_neither(run: Callable) -> None:
    """At their line, once each, before anything is asked; what is there already is not told again."""
    Path("week.csv").write_text(WEEK.format(note=PHONE[1]) + "larc-fitted,W-0007,8/2/2021,ius,rang on 07700 900123\nlarc-fitted,W-0007,9/2/2021,ius,\n")
    ran = run("import", "week.csv", "--dry-run")
    looked = [line for line in ran.err.splitlines() if line.startswith("Look at this first: ")]
    assert ["line 2: note looks", "line 3: note looks", "line 3: says the same as line 2"] == sorted(
        line.removeprefix("Look at this first: ")[:len("line 3: says the same as line 2")].partition(" as if")[0] for line in looked)
    assert (1, "A dry run; nothing was saved.\n") == (entries(run), ran.out)
    assert ["free-text-phone", "free-text-phone", "row-twice"] == sorted(each["code"] for each in json.loads(run("import", "week.csv", "--json").out)["warnings"])
    assert 4 == entries(run) and "Look at this" not in run("import", "week.csv").err


def test_many_warnings_are_not_all_told(run: Callable) -> None:
    """The first twenty, and how many more."""
    Path("week.csv").write_text("kind,woman,occurred\n" + "outreach-started,w7,8/2/2021\n" * 30)
    err = run("import", "week.csv").err
    assert 20 == err.count("Look at this first: ") and "... and 9 more to look at." in err


def test_equal_rows_of_two_sheets_are_told_with_their_sheets(run: Callable) -> None:
    """A row with a key of its own was meant."""
    import openpyxl

    book = openpyxl.Workbook()
    for name in ("contact-held", "contact-held (2)"):
        sheet = book.create_sheet(name)
        sheet.append(["woman", "occurred", "purpose", "medium", "attendance", "key"])
        sheet.append(["w7", "8/2/2021", "programme", "text", 5])
    sheet.append(["w7", "8/2/2021", "programme", "text", 5, "mine"])
    book.save("week.xlsx")
    told = [line for line in run("import", "week.xlsx").err.splitlines() if "Look at" in line]
    assert ['Look at this first: Sheet "contact-held (2)", row 2: says the same as Sheet "contact-held", row 2; they are taken as two events. '
            "If it is one, delete the row."] == told


@pytest.mark.parametrize(("typed", "there"), [("y\ny\n", False), ("y\nn\n", True), ("y\n", True)])
def test_a_file_that_is_in_the_ledger_is_offered_for_deletion(typed: str, there: bool, run: Callable, at_terminal: Callable) -> None:
    """It goes only after yes; without an answer it stays, and it is said how it is removed."""
    Path("week.csv").write_text(WEEK.format(note="hers"))
    code, out, err = at_terminal("import", "week.csv", typed=typed)
    assert (0, there, 2) == (code, Path("week.csv").exists(), entries(run)) and "Saved 1 entry at position 2." in out
    assert ("delete it: rm week.csv" in err) == there == ("Deleted week.csv." not in err)


def test_a_file_is_not_offered_for_deletion_while_rows_of_it_are_left(run: Callable, at_terminal: Callable) -> None:
    """Nor after a dry run; without a terminal it is only said."""
    Path("week.csv").write_text(WEEK.format(note="hers") + "larc-fitted,W-0099,8/2/2021,ius,\n")
    assert "Delete it?" not in at_terminal("import", "week.csv", typed="y\ny\n")[2] and Path("week.csv").exists()
    assert "delete it" not in run("import", "week.csv", "--dry-run", "--accept-good").err
    Path("good.csv").write_text(WEEK.format(note="hers"))
    assert "good.csv can still be read by anybody" in run("import", "good.csv").err and Path("good.csv").exists()


@pytest.mark.parametrize(("typed", "left"), [("n\n", 2), ("no\n", 2), ("perhaps\n", 2), ("\n", 3), ("", 3), ("y\n", 3), ("YES\n", 3)])
def test_an_answer_that_is_piped_to_undo_is_heard(typed: str, left: int, run: Callable) -> None:
    """Whatever is no yes is no; where no answer stands ready it goes on."""
    run(*CONTACT)
    ran = run("undo", stdin=typed)
    assert (0, left) == (ran.code, entries(run))
    assert ("You said no. Nothing was taken back." in ran.err) == (left == 2)


@pytest.mark.parametrize(("words", "typed", "why"), [
    ((), "y\nhers, not W-0012's\n", "hers, not W-0012's"), ((), "y\n\n", "undone"), (("--reason", "slip"), "y\n", "slip"), (("--yes",), "", "undone")])
def test_undo_asks_why_on_a_terminal(words: tuple[str, ...], typed: str, why: str, at_terminal: Callable, run: Callable) -> None:
    """After yes, and where no reason was given; Enter gives none but that it was undone."""
    run(*CONTACT)
    asked = "Why? (Enter: undone)" in at_terminal("undo", *words, typed=typed)[2]
    assert (not words, why) == (asked, json.loads(run("show", "3", "--json").out)["rows"][0]["fields"]["reason"])


def test_who_has_nothing_to_undo_is_told_whose_the_last_entry_is(run: Callable) -> None:
    """With the command that takes it back, where there is any; it is nobody's business to guess that she meant it."""
    run(*CONTACT, "--by", "P 10")
    ran = run("undo", "--by", "P-04", "--yes")
    assert (ran.code, ran.err.splitlines()) == (3, ["P-04 has appended nothing that could be undone.",
                                                    "The last entry is by P 10: outcomes undo --by 'P 10'"])
    assert 2 == entries(run)
    assert run("undo", "--by", "P 10", "--yes").code == 0
    for name in ("P-04", "P 10"):   # hers was the last, and nothing of it stands
        assert run("undo", "--by", name, "--yes").err.endswith("Withdraw one entry: outcomes withdraw POSITION --reason WHY\n")


@pytest.mark.parametrize("words", [("undo",), ("withdraw", "2"), ("correct", "2", "--minutes", "4")])
@pytest.mark.parametrize("reason", ["  ", "a\x07b", "x" * 2001])
def test_a_reason_that_cannot_stand_is_refused_with_a_sentence(words: tuple[str, ...], reason: str, run: Callable) -> None:
    """Blank, too long, or with what no keyboard types: nothing is saved, and it is no bug."""
    run(*CONTACT)
    ran = run(*words, "--reason", reason)
    assert (2, True, 2) == (ran.code, ran.err.startswith("reason "), entries(run))


def test_a_pipe_without_an_answer_is_not_waited_for(run: Callable) -> None:
    """Nobody may ever write to it. A closed standard input is no answer either."""
    run(*CONTACT)
    command, environ = [sys.executable, str(ROOT / "cli.py"), "undo"], {**os.environ}
    reading, writing = os.pipe()
    try:
        assert 0 == subprocess.run(command, stdin=reading, env=environ, capture_output=True, timeout=60, check=False).returncode
    finally:
        os.close(reading)
        os.close(writing)
    assert 3 == entries(run)
    closed = subprocess.run(["sh", "-c", f'"{sys.executable}" "{ROOT / "cli.py"}" redo <&-'], env=environ, capture_output=True, timeout=60, check=False)
    assert 0 == closed.returncode and 4 == entries(run)
    answered = subprocess.run(command, input=b"n\n", env=environ, capture_output=True, timeout=60, check=False)
    assert (0, 4) == (answered.returncode, entries(run)) and b"You said no." in answered.stderr


@pytest.mark.parametrize("words", [("show", "W\udcff"), ("template", "x.xlsx", "--filled", "\udcff"), ("record", "died", "w\udcff", "--occurred", "today")])
def test_bytes_that_are_no_text_name_nobody(words: tuple[str, ...], run: Callable) -> None:
    """A terminal in another writing sends them; they are refused with a sentence."""
    ran = run(*words)
    assert ran.code in (3, 4) and "Her reference holds bytes that are no text" in ran.err


@pytest.mark.parametrize("typed", ["w7", "7", "W-0007", "w-0007", "W-00", " w7 "])
def test_a_woman_is_known_by_her_number_and_the_start_of_her_reference(typed: str, run: Callable) -> None:
    """In record, show, correct and template as in a workbook; said back in full."""
    assert "Recorded died of W-0007 at position 2." in run("record", "died", typed, "--occurred", "2021").out
    if typed != "7":
        assert run("show", typed).out.startswith("W-0007: 2 entries stand.")
    assert 0 == run("template", "hers.xlsx", "--filled", typed, "--since", "1/1/2020").code
    run("record", "woman-identified", "W-0012", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    assert "at position 4" in run("correct", "2", "--woman", "w12", "--reason", "mixed up").out
    assert run("show", "w12").out.startswith("W-0012: 2 entries stand.")


def test_a_position_is_not_a_woman(run: Callable) -> None:
    """show 1 is the first entry, whoever has that number."""
    run("record", "woman-identified", "W-0001", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    assert run("show", "1").out.startswith("W-0007: 1 entry.")


def test_one_of_two_women_is_never_guessed_at(run: Callable) -> None:
    """Nor is one named twice in two ways; everything that is wrong is said at once."""
    run("record", "woman-identified", "W-0012", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    ran = run("record", "larc-fitted", "W-00", "--occurred", "2031", "--method", "coil")
    assert 4 == ran.code and 2 == entries(run) and '"W-00" could be W-0007 or W-0012. Type more of the reference.' in ran.err and "coil" in ran.err
    assert 3 == run("show", "W-00").code and 3 == run("template", "x.xlsx", "--filled", "W-00").code
    assert 3 == run("correct", "1", "--woman", "W-00", "--reason", "r").code
    ran = run("record", "contact-held", "w7", "W-0007", *CONTACT[3:])
    assert 4 == ran.code and "woman names W-0007 twice. Name each once." in ran.err
    assert 0 == run("record", "identities-merged", "w7", "--occurred", "2021", "--other", "w12", "--reason", "same").code
    assert 4 == run("record", "identities-merged", "w7", "--occurred", "2021", "--other", "W-00", "--reason", "same").code


def test_a_woman_whose_identification_was_undone_is_in_nobodys_way(run: Callable) -> None:
    """w12 means W-0012 once the w12 that was entered by mistake is undone; in a CSV too. JSON Lines are taken at their word."""
    run("record", "woman-identified", "w12", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    run("undo", "--yes")
    run("record", "woman-identified", "W-0012", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    assert "of W-0012 at" in run("record", "died", "w12", "--occurred", "2021").out
    Path("week.csv").write_text("kind,woman,occurred\noutreach-started,w12,8/2/2021\noutreach-started,12,8/3/2021\n")
    assert {'"w12" stands for W-0012 (1 entry).', '"12" stands for W-0012 (1 entry).'} <= {*run("import", "week.csv").err.splitlines()}
    Path("week.jsonl").write_text('{"kind": "outreach-started", "woman": "w12", "occurred": "2021-04-08"}\n')
    assert "w12 is not known to this ledger" in run("import", "week.jsonl").err


def test_a_reference_of_an_erased_woman_is_not_looked_into(ledger: Ledger, say: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left as it was typed, and refused where it is used."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020", "route": "self", "care_experienced": "no"})
    monkeypatch.setattr(type(ledger.keys), "fenced", lambda ring: {ledger.stream_of("W-0007")})
    assert "W-0007" == women.named(ledger, "W-0007")


def test_a_ledger_made_here_says_so_and_is_named_after_its_folder(run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`init .` speaks of no dot."""
    (tmp_path / "phoenix").mkdir()
    monkeypatch.chdir(tmp_path / "phoenix")
    assert f"The ledger is in {tmp_path / 'phoenix'}." == run("init", ".").out.splitlines()[0]
    monkeypatch.delenv("OUTCOMES_LEDGER")
    assert run("women").out.startswith("phoenix: Women")
