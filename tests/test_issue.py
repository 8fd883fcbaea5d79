"""Does what leaves the team leave a trace that makes it again?"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projections.releases import changed, digest, end_of

BOARD = ("--approver", "Board, 21 October 2021", "--yes")


@pytest.mark.parametrize(("period", "end"), [
    ("2021", "2021-12-31"), ("2021-Q3", "2021-09-30"), ("2021-q4", "2021-12-31"), ("2021-09", "2021-09-30"), ("2020-02", "2020-02-29"),
    ("2021-Q5", None), ("2021-13", None), ("0000", None), ("autumn", None), ("2021-00", None)])
def test_a_period_ends_on_its_last_day(period: str, end: str | None) -> None:
    """Years, quarters and months of the calendar."""
    found = end_of(period)
    assert (found.isoformat() if found else None) == end


def test_the_digest_of_several_files_is_that_of_their_sums() -> None:
    """One file by itself; several as sha256sum lists them."""
    one = hashlib.sha256(b"1").hexdigest()
    assert digest({"a": b"1"}) == one
    assert digest({"b": b"1", "a": b"1"}) == hashlib.sha256(f"{one}  a\n{one}  b\n".encode()).hexdigest()


def test_what_changed_between_two_releases_is_said_cell_by_cell() -> None:
    """Only what differs."""
    cell = {"cell": "M26", "counted": 9, "of": 21, "whole": 21, "beside": [], "plain": True}
    then = [json.dumps(each) for each in ({"total": "signed-up", "women": 21}, cell, {**cell, "cell": "M23.secure"})]
    now = [json.dumps(each) for each in ({"total": "signed-up", "women": 20}, {**cell, "of": 20}, {**cell, "cell": "M10", "beside": [3, 4.5]})]
    assert list(changed(then, now)) == ["women signed-up: 21 then, 20 now", "M26: 9 of 21 then, 9 of 20 now",
                                        "M23.secure: 9 of 21 then, not told now", "M10: not told then, 9 of 21 with 3, 4.5 now"]
    assert list(changed(then, then)) == []


def test_a_report_is_issued_made_again_and_refused_where_it_would_tell_too_much(phoenix: Any, run: Callable[..., Any]) -> None:
    """One whole story: issued to a file, again the same, identical from its entry, and a later quarter refused by name."""
    first = run("--ledger", "phoenix", "issue", "matrix", "--period", "2021-Q1", *BOARD, "--output", "q1.json")
    assert first.code == 0
    contents = Path("q1.json").read_bytes()
    assert json.loads(contents)["audience"] == "public"
    assert f"Issued, at position 2007. Wrote q1.json. Audience: public. SHA-256 {hashlib.sha256(contents).hexdigest()}" in first.out

    entry = phoenix.entries.at(2007).said
    event = entry.event
    assert (entry.kind, event.report, event.position, event.digest) == ("report-issued", "matrix", 2006, hashlib.sha256(contents).hexdigest())
    assert (event.root, event.audience, event.approver) == (json.loads(contents)["root"], "public", "Board, 21 October 2021")
    assert any(json.loads(cell).get("cell") == "M02.of-prioritised" for cell in event.cells)
    assert not [cell for cell in event.cells if "W-" in cell or "M09.ever-fitted" in cell]

    again = run("--ledger", "phoenix", "issue", "matrix", "--period", "2021-Q1", *BOARD, "--output", "copy/q1.json")
    assert again.code == 4 and "no folder" in again.err
    Path("copy").mkdir()
    again = run("--ledger", "phoenix", "issue", "matrix", "--period", "2021-Q1", *BOARD, "--output", "copy/q1.json")
    assert (again.code, Path("copy/q1.json").read_bytes()) == (0, contents)
    assert "Issued before, at position 2007; nothing was entered." in again.out

    anew = run("--ledger", "phoenix", "issue", "--again", "2007", "--output", "anew.json")
    assert (anew.code, Path("anew.json").read_bytes()) == (0, contents)
    assert anew.out.startswith("Identical to what was issued at position 2007.")

    later = run("--ledger", "phoenix", "issue", "matrix", "--period", "2021-Q2", *BOARD)
    assert (later.code, later.out) == (4, "")
    assert "M02, beside the matrix true on 2021-03-31, issued at position 2007, would give away a count of fewer than eight women." in later.err
    assert phoenix.entries.head().position == 2007

    held = json.loads(run("--ledger", "phoenix", "issue", "matrix", "--period", "2021-Q2", *BOARD, "--hold-back", "--json").out)
    assert (held["position"], phoenix.entries.head().position) == (2008, 2008)
    assert {row["figure"]: row["mark"] for row in held["issued"]["rows"]}["M02"] == "c"


def test_a_release_is_not_taken_back_and_what_the_screen_tells_the_public_is_held_against_it(phoenix: Any, run: Callable[..., Any]) -> None:
    """No entry takes back a paper; a screen for the public closes, unasked, what would be refused."""
    run("--ledger", "phoenix", "issue", "funnel", "--period", "2021-Q1", *BOARD)
    assert run("--ledger", "phoenix", "withdraw", "2007", "--reason", "too early").code == 4
    document = json.loads(run("--ledger", "phoenix", "funnel", "--true-on", "2021-06-30", "--audience", "public", "--json").out)
    assert [row["women"] for row in document["rows"] if row["step"] in ("reached", "signed-up")] == [None, None]


def test_a_release_to_the_board_holds_no_count_in_its_entry(phoenix: Any, run: Callable[..., Any]) -> None:
    """The programme's stream is not sealed: exact counts do not stand there."""
    ran = run("--ledger", "phoenix", "issue", "funnel", "--period", "2021-Q3", "--audience", "board", *BOARD)
    assert ran.code == 0 and "signed-up     21     42" in ran.out
    assert phoenix.entries.at(2007).said.event.cells == ()
    assert run("--ledger", "phoenix", "issue", "--again", "2007").code == 0


def test_why_a_report_cannot_be_made_again_is_said(phoenix: Any, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Other definitions, other software, other figures: each is named, and nothing is written."""
    run("--ledger", "phoenix", "issue", "funnel", "--period", "2021-Q1", *BOARD, "--output", "first.json")
    monkeypatch.setattr("projections.reports.VERSION", "outcomes-ledger 9")
    monkeypatch.setattr("projections.matrix.definitions", lambda *_: "other")
    ran = run("--ledger", "phoenix", "issue", "--again", "2007", "--output", "f.json")
    assert ran.code == 1 and not Path("f.json").exists()
    for why in ("Not identical to what was issued at position 2007; nothing was written.", "Definitions or parameters are others: ",
                "other now", "The software is another: outcomes-ledger 0.1.0 then, outcomes-ledger 9 now."):
        assert why in ran.out


def test_a_woman_erased_since_is_why_a_report_cannot_be_made_again(phoenix: Any, run: Callable[..., Any]) -> None:
    """It says at which position, not who; and what the public sees now is held against what it was told."""
    run("--ledger", "phoenix", "issue", "funnel", "--period", "2021-Q3", *BOARD)
    assert run("--ledger", "phoenix", "erase", "W-0007", "--authority", "ref 12", "--reason", "she asked for it", "--yes").code == 0
    ran = run("--ledger", "phoenix", "issue", "--again", "2007")
    assert ran.code == 1 and "W-0007" not in ran.out
    assert "A woman was erased since, at position 2008: her entries cannot be read, and count in no figure." in ran.out
    document = json.loads(run("--ledger", "phoenix", "funnel", "--true-on", "2021-09-30", "--audience", "public", "--json").out)
    assert [row["women"] for row in document["rows"]] == [None] * 7


def test_a_layout_that_changed_is_told_from_figures_that_did(phoenix: Any, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same figures in other bytes."""
    run("--ledger", "phoenix", "issue", "funnel", "--period", "2021-Q1", *BOARD)
    monkeypatch.setattr("projections.formats.table.text", lambda document, title: "other")
    document = json.loads(run("--ledger", "phoenix", "issue", "--again", "2007", "--json").out)
    assert (document["identical"], document["why"]) == (
        False, ["The figures are the same; what lays them out as .txt is another, here or in a library."])


@pytest.mark.parametrize(("words", "code", "says"), [
    (("issue",), 2, "Which report is not given."),
    (("issue", "poems", *BOARD), 3, "'poems' is not a report."),
    (("issue", "funnel"), 2, "Who approved it is not given; nothing was issued."),
    (("issue", "women", *BOARD), 4, "it shows single women"),
    (("issue", "funnel", "--period", "2021-Q4", *BOARD), 4, "is still to come; nothing was issued."),
    (("issue", "funnel", "--period", "autumn", *BOARD), 2, "is no year, quarter or month."),
    (("issue", "funnel", "--period", "2021", "--true-on", "2021-01-01", *BOARD), 2, "A period and a day were both given."),
    (("issue", "funnel", "--known-by", "2019-01-01", *BOARD), 4, "Nothing had been recorded by then"),
    (("issue", "funnel", "--option", "compare", *BOARD), 2, "--option takes NAME=VALUE"),
    (("issue", "funnel", "--option", "compare=x", *BOARD), 2, "funnel cannot be asked 'compare'."),
    (("issue", "survival", "--option", "until=soon", *BOARD), 2, "--until does not take 'soon'."),
    (("issue", "funnel", "--output", "funnel.doc", *BOARD), 2, "no report is written so."),
    (("issue", "--again", "1"), 3, "Position 1 is no release"),
    (("issue", "--again", "9999"), 3, "9999")])
def test_what_cannot_be_issued_is_refused_and_nothing_is_entered(
        words: tuple[str, ...], code: int, says: str, phoenix: Any, run: Callable[..., Any]) -> None:
    """A sentence, its exit code, and the ledger as it was."""
    ran = run("--ledger", "phoenix", *words)
    assert (ran.code, ran.out, phoenix.entries.head().position) == (code, "", 2006)
    assert says in ran.err


def test_what_a_report_is_asked_goes_into_its_entry(phoenix: Any, run: Callable[..., Any]) -> None:
    """A comparison of phases is issued with the phases it compared, and made again with them."""
    ran = run("--ledger", "phoenix", "issue", "profile", "--audience", "board", "--option", "compare=before-1 during", *BOARD)
    assert ran.code == 0 and "before-1 to during" in ran.out
    assert json.loads(phoenix.entries.at(2007).said.event.arguments)["options"] == {"compare": "before-1 during"}
    assert run("--ledger", "phoenix", "issue", "--again", "2007").out.strip() == ran.out.strip()


def test_a_release_entered_by_hand_is_not_made_again(phoenix: Any, say: Callable[..., Any], run: Callable[..., Any]) -> None:
    """It says so, and what to look at; reports for the public are made all the same."""
    say({"kind": "report-issued", "woman": "programme", "occurred": "2021-10-01", "report": "matrix", "arguments": "x", "position": 4,
         "root": phoenix.entries.root(4).hex(), "definitions": "d", "digest": "d", "cells": ["c"], "audience": "public", "approver": "P-00"})
    ran = run("--ledger", "phoenix", "issue", "--again", "2007")
    assert ran.code == 4 and "was not made by `outcomes issue`" in ran.err
    assert run("--ledger", "phoenix", "funnel", "--audience", "public").code == 0
