"""Does a screen that somebody else may see tell nothing that could harm her?"""

from collections.abc import Callable
from typing import Any

import pytest

from ledger.events import kinds
from ledger.folder import Ledger
from projections.formats.entries import FOLDED, text
from projections.timeline import timeline

HER = {"woman": "W-0007", "by": "P-01"}
ROWS: tuple[dict[str, Any], ...] = (
    {"kind": "woman-identified", "occurred": "2020-06", "route": "forum", "care_experienced": "not-known", "note": "seen by the panel"},
    {"kind": "signed-up", "occurred": "2020-11-02", "contraception_choice": "undecided"},
    {"kind": "larc-fitted", "occurred": "2020-11-04", "method": "implant", "note": "her own choice"},
    {"kind": "incident-reported", "occurred": "2021-01-04", "incident": "overdose", "severity": "high"},
    {"kind": "corrected", "occurred": "2021-02-01", "position": 3, "reason": "clinic letter",
     "event": {"kind": "larc-fitted", "occurred": "2020-11-05", "method": "ius"}},
    {"kind": "withdrawn", "occurred": "2021-02-01", "position": 4, "reason": "the overdose was another woman's"},
    {"kind": "corrected", "occurred": "2021-02-01", "position": 2, "reason": "letter",
     "event": {"kind": "signed-up", "occurred": "2020-11-02", "contraception_choice": "declined"}},
    {"kind": "contact-held", "occurred": "2021-02-08", "purpose": "programme", "medium": "telephone", "attendance": "attended-on-time"})
SECRET = ("larc", "implant", "ius", "overdose", "incident", "undecided", "declined", "her own choice", "clinic")


@pytest.fixture
def hers(ledger: Ledger, say: Callable) -> Ledger:
    """A ledger with one woman's entries, some of them sensitive and put right."""
    say(*({**HER, **row} for row in ROWS))
    return ledger


def test_what_could_harm_her_is_folded(hers: Ledger, run: Callable) -> None:
    """A folded entry keeps its position, day and group; what puts it right is folded with it."""
    shown = run("--ledger", "phoenix", "show", "W-0007").out
    assert [word for word in SECRET if word in shown.replace("outcomes show", "")] == []
    assert [line.strip() for line in shown.splitlines() if "folded" in line] == [
        "2  2020-11-02  signed-up  contraception choice: (folded)  [corrected at 7]",
        "now: 2020-11-02  contraception choice: (folded)",
        "3  2020-11-04  health entry, folded  [corrected at 5]", "4  2021-01-04  safety entry, folded  [withdrawn at 6]",
        "5  2021-02-01  health entry, folded", "6  2021-02-01  safety entry, folded",
        "7  2021-02-01  corrected  position: 2, event: {kind: signed-up, occurred: 2020-11-02, source: practitioner, "
        "event: {contraception choice: (folded)}}, reason: letter",
        "4 entries are folded. One: outcomes show 3. All: outcomes show W-0007 --all"]


def test_what_harms_nobody_stays_open(hers: Ledger, run: Callable) -> None:
    """Contacts and stages read as before."""
    shown = run("--ledger", "phoenix", "show", "W-0007").out
    assert "contact-held  purpose: programme, medium: telephone" in shown and "note: seen by the panel" in shown


@pytest.mark.parametrize("words", [["W-0007", "--all"], ["3"], ["W-0007", "--json"]])
def test_it_is_shown_when_it_is_asked_for(hers: Ledger, run: Callable, words: list[str]) -> None:
    """All of it, one entry by its position, or everything for a program."""
    shown = run("--ledger", "phoenix", "show", *words).out
    assert "implant" in shown and "folded" not in shown


def test_nothing_is_said_of_folding_where_nothing_is_folded(hers: Ledger, say: Callable) -> None:
    """One folded entry is one; none is not mentioned."""
    rows = timeline(hers.entries.stream(hers.stream_of("W-0007")))
    assert "folded" not in text("W-0007", [row for row in rows if row["kind"] == "contact-held"], folded=True)
    assert "1 entry is folded." in text("W-0007", [row for row in rows if row["position"] == 4], folded=True)


def test_text_by_which_she_could_be_recognised_is_folded(hers: Ledger, say: Callable, run: Callable) -> None:
    """It says what it looks like; in a correction and in a field too. Asked for, it is shown."""
    say({**HER, "kind": "outreach-started", "occurred": "2021-03-01", "note": "mother is Mrs Walker, 07700 900123"},
        {**HER, "kind": "goal-set", "occurred": "2021-03-02", "goal": "g1", "domain": "housing", "status": "set", "note": "write to jo@example.org"})
    shown = run("--ledger", "phoenix", "show", "W-0007")
    assert "note: (folded: looks as if it holds a telephone number and a name with a title)" in shown.out
    assert "note: (folded: looks as if it holds an email address)" in shown.out and "900123" not in shown.out and "jo@" not in shown.out
    assert "Mrs Walker" in run("--ledger", "phoenix", "show", "W-0007", "--all").out and "jo@example.org" in run("--ledger", "phoenix", "show", "10").out
    rows = timeline(hers.entries.stream(hers.stream_of("W-0007")))
    assert "Something is folded. All of it: outcomes show W-0007 --all" in text("W-0007", [row for row in rows if row["position"] in (9, 8)], folded=True)


def test_only_kinds_that_exist_are_folded() -> None:
    """A kind that was renamed would stay open unseen."""
    assert set(FOLDED) <= set(kinds())
