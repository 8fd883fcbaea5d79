"""Does reading leave a receipt, outside the tree, that names no woman and cannot be removed unseen?"""

import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import folder, reads
from ledger.reads import Reading

JADE = {"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"}


@pytest.fixture
def hers(ledger: folder.Ledger, say: Callable) -> folder.Ledger:
    """A ledger with one woman."""
    say(JADE)
    return ledger


def receipts(ledger: folder.Ledger) -> list[reads.Line]:
    """The receipts, their chain being whole."""
    found = reads.check(ledger.path, ledger.entries.ledger_id)
    assert found.faults == ()
    return list(found.lines)


def test_a_report_at_team_or_board_leaves_a_receipt_and_moves_no_head(hers: folder.Ledger, run: Callable) -> None:
    """When, who, which, for whom, at which position and root, and where to; at public none."""
    root = hers.entries.root(1).hex()
    before = hers.entries.head()
    for words in (["matrix"], ["funnel", "--audience", "board"], ["funnel", "--audience", "public"], ["explain", "funnel", "identified"],
                  ["due", "--json"], ["matrix", "--audience", "team", "--output", "m.csv"], ["matrix", "--output", "public.csv"]):
        assert run("--ledger", "phoenix", *words).code == 0
    assert hers.entries.head() == before
    said = [(line["n"], line["at"], line["by"], line["what"], line["audience"], line["position"], line["root"], line["to"]) for line in receipts(hers)]
    where = [("matrix", "team", "screen"), ("funnel", "board", "screen"), ("explain funnel identified", "team", "screen"), ("due", "team", "screen"),
             ("matrix", "team", str(Path("m.csv").resolve()))]
    assert said == [(number, "2021-10-21T10:00:00+00:00", "P-03", what, audience, 1, root, to) for number, (what, audience, to) in enumerate(where, 1)]


def test_what_is_shown_of_one_woman_names_her_stream_alone(hers: folder.Ledger, run: Callable) -> None:
    """Her reference stands nowhere in the file, whether she was asked for by it or by a position."""
    for asked in ("W-0007", "1", "w7"):
        assert run("--ledger", "phoenix", "show", asked).code == 0
    assert [(line["what"], line["audience"], line["stream"]) for line in receipts(hers)] == [("show", "team", hers.stream_of("W-0007"))] * 3
    reads.note(hers, Reading("show", "team", to="/home/W-0007.txt"), "W-0007")
    assert receipts(hers)[-1]["to"] == f"/home/{hers.stream_of('W-0007')}.txt"
    assert b"W-0007" not in (hers.path / "reads.log").read_bytes()


def test_other_commands_that_show_women_leave_one_too(hers: folder.Ledger, run: Callable) -> None:
    """Proofs of figures and opened entries, samples, comparisons, filled workbooks."""
    for words in (["prove", "matrix", "M02"], ["prove", "1", "--open"], ["sample", "--size", "1", "--seed", "s"], ["compare", "funnel", "--known-by", "2021-10-20"],
                  ["template", "week.xlsx", "--filled", "W-0007", "--since", "2020-01-01"]):
        assert run("--ledger", "phoenix", *words).code == 0, words
    assert [line["what"] for line in receipts(hers)] == ["prove matrix M02", "prove 1", "sample", "compare funnel", "template"]


@pytest.mark.parametrize("words", [["check"], ["prove", "1"], ["checkpoint"], ["women", "--audience", "nobody"], ["show", "W-0099"], ["funnel", "--audience", "public"]])
def test_what_shows_nothing_of_women_leaves_none(hers: folder.Ledger, run: Callable, words: list[str]) -> None:
    """Nor does what failed."""
    run("--ledger", "phoenix", *words)
    assert not (hers.path / "reads.log").exists()


def test_recording_leaves_none(hers: folder.Ledger, run: Callable) -> None:
    """Nothing was read, and recording must stay fast."""
    assert run("--ledger", "phoenix", "record", "died", "W-0007", "--occurred", "2021").code == 0
    assert not (hers.path / "reads.log").exists()


@pytest.mark.parametrize(("doctored", "fault"), [
    (lambda lines: [lines[0], lines[1].replace(b"P-03", b"P-09"), *lines[2:]], "Line 3 does not follow"),
    (lambda lines: [lines[0], *lines[2:]], "Line 2 does not follow"),
    (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "Line 2 does not follow"),
    (lambda lines: [*lines[:2], lines[1], *lines[2:]], "Line 3 does not follow"),
    (lambda lines: [lines[0], b"rubbish", *lines[2:]], "Line 2 is no receipt"),
    (lambda lines: [lines[0], b"[]", *lines[2:]], "Line 2 is no receipt"),
    (lambda lines: [*lines[:3], lines[3].replace(b"team", b"board")], "Line 4 is not the one that you left"),
    (lambda lines: lines[:2], "4 lines were there when you last read, 2 are"),
    (lambda lines: [], "4 lines were there when you last read, 0 are")])
def test_a_line_that_was_doctored_shows(hers: folder.Ledger, run: Callable, doctored: Callable, fault: str) -> None:
    """Altered, left out, moved, doubled, replaced, or cut off at the end."""
    for number in range(4):
        assert reads.note(hers, Reading(f"report {number}", "team")) == ""
    file = hers.path / "reads.log"
    file.write_bytes(b"".join(line + b"\n" for line in doctored(file.read_bytes().splitlines())))
    ran = run("--ledger", "phoenix", "reads")
    assert ran.code == 5 and fault in ran.out and "NOT whole:" in ran.out


def test_the_list_is_read_without_keys(hers: folder.Ledger, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """An auditor who has none sees who read what; of the end he knows what he noted himself."""
    run("--ledger", "phoenix", "show", "W-0007", "--by", "P-01")
    run("--ledger", "phoenix", "show", "W-0007")
    run("--ledger", "phoenix", "funnel", "--audience", "board")
    monkeypatch.setenv("OUTCOMES_CONFIG", "/nonexistent")
    ran = run("--ledger", "phoenix", "reads")
    stream = hers.stream_of("W-0007")[:12]
    assert (ran.code, ran.out.splitlines()) == (0, [
        f"2021-10-21T10:00:00  P-03  show  team  of one woman, stream {stream}  to screen",
        "2021-10-21T10:00:00  P-03  funnel  board  at position 1  to screen", "", "Whole: 2 receipts, each following the one before it."])
    assert json.loads(run("--ledger", "phoenix", "reads", "--by", "P-09", "--json").out) == {
        "report": "reads", "whole": True, "receipts": 2, "faults": [], "rows": []}


def test_nobody_has_read_anything(hers: folder.Ledger, run: Callable) -> None:
    """And that is said."""
    ran = run("--ledger", "phoenix", "reads")
    assert (ran.code, ran.out) == (0, "Nobody has read anything at team or board yet.\n")


def test_a_receipt_that_cannot_be_left_is_said_and_stops_nobody(hers: folder.Ledger, run: Callable) -> None:
    """One line beside the answer; the exit code stays."""
    (hers.path / "reads.log").mkdir()
    ran = run("--ledger", "phoenix", "show", "W-0007")
    assert ran.code == 0 and ran.out.startswith("W-0007: 1 entry")
    assert ran.err == f"No receipt of this reading could be left in {Path('phoenix/reads.log')}: Is a directory.\n"


def test_whatever_goes_wrong_reading_goes_on(hers: folder.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is no failure of a file."""
    monkeypatch.setenv("OUTCOMES_NOW", "never")
    assert "OUTCOMES_NOW is 'never'" in reads.note(hers, Reading("matrix", "team"))
    assert not (hers.path / "reads.log").exists()


def test_a_line_that_was_spoiled_is_followed_all_the_same(hers: folder.Ledger) -> None:
    """The next receipt names it as it is: the fault stays where it was made."""
    reads.note(hers, Reading("one", "team"))
    with (hers.path / "reads.log").open("ab") as file:
        file.write(b"rubbish\n")
    reads.note(hers, Reading("three", "team"))
    found = reads.check(hers.path, hers.entries.ledger_id)
    assert [line["n"] for line in found.lines] == [1, 3] and found.faults == ("Line 2 is no receipt: it was altered.",)


def test_only_its_owner_reads_the_list(hers: folder.Ledger) -> None:
    """It says who looked at which stream."""
    reads.note(hers, Reading("one", "team"))
    assert (hers.path / "reads.log").stat().st_mode & 0o777 == 0o600


def leave(path: str, environ: dict[str, str]) -> None:
    """Twenty receipts, of a process of its own."""
    os.environ.update(environ)
    opened = folder.open_ledger(Path(path))
    for number in range(20):
        assert reads.note(opened, Reading(f"report {number}", "team")) == ""
    opened.entries.close()


def test_two_who_read_at_once_do_not_fork_the_list(hers: folder.Ledger) -> None:
    """Each line follows the other's."""
    environ = {name: value for name, value in os.environ.items() if name.startswith("OUTCOMES_")}
    readers = [multiprocessing.get_context("spawn").Process(target=leave, args=(str(hers.path), environ)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert [reader.exitcode for reader in readers] == [0, 0]
    assert [line["n"] for line in receipts(hers)] == list(range(1, 41))
