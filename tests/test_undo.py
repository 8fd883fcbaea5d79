"""Is nobody surprised by what undo takes back?"""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

import cli
from ledger import history
from ledger.folder import Ledger

RELEASE = {"kind": "report-issued", "woman": "programme", "occurred": "2021-10-21", "report": "matrix", "arguments": "{}", "position": 1,
           "root": "00" * 32, "definitions": "00" * 32, "digest": "00" * 32, "cells": ["{}"], "audience": "board", "approver": "Board"}
STAYS = "report-issued (position 3) stays: what others rely on is not taken back. What you did before is goal-set of W-0007 (position 2)."


@pytest.fixture
def told(ledger: Ledger, say: Callable[..., Any]) -> Callable[..., Any]:
    """A woman, a goal of hers at position 2, and after it a release."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2021-10-01", "route": "forum", "care_experienced": "yes"})
    say({"kind": "goal-set", "woman": "W-0007", "occurred": "2021-10-02", "goal": "x", "domain": "trauma", "status": "set"})
    say(RELEASE)
    return say


def head(ledger: Ledger) -> int:
    """How many entries there are."""
    return ledger.entries.head().position


def test_undo_of_many_looks_through_her_entries_once(ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    """What was withdrawn before is not looked for anew at every entry that is taken back: of many that would take for ever."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2021-10-01", "route": "forum", "care_experienced": "yes"})
    say(*({"kind": "goal-set", "woman": "W-0007", "occurred": "2021-10-02", "goal": f"g{number}", "domain": "trauma", "status": "set"}
          for number in range(40)))
    looked, withdrawals = [], history.withdrawals
    monkeypatch.setattr(history, "withdrawals", lambda entries: looked.append(1) or withdrawals(entries))
    assert run("--ledger", "phoenix", "undo").code == 0 and head(ledger) == 81
    assert len(looked) < 10
    assert run("--ledger", "phoenix", "redo").code == 0 and head(ledger) == 121
    assert len(looked) < 20


@pytest.mark.parametrize("more", [(), ("--json",), ("--reason", "wrong")])
def test_what_was_done_before_a_release_is_not_taken_back_unasked(more: tuple[str, ...], told: Any, run: Callable[..., Any], ledger: Ledger) -> None:
    """Where nobody can be asked it is refused, and said what would be taken back."""
    ran = run("--ledger", "phoenix", "undo", *more)
    assert ran.code == 4 and head(ledger) == 3
    assert f"{STAYS} Nothing was taken back." in (json.loads(ran.out)["error"]["message"] if "--json" in more else ran.err)
    assert "outcomes undo --yes" in ran.out + ran.err


def test_what_stays_is_said_where_it_was_agreed_to(told: Any, run: Callable[..., Any], ledger: Ledger) -> None:
    """And what was taken back instead; the release is no part of it."""
    ran = run("--ledger", "phoenix", "undo", "--yes")
    assert ran.code == 0 and STAYS in ran.err and "Took back goal-set of W-0007 (position 2), at position 4." in ran.out
    assert [entry.said.kind for entry in ledger.entries.stream("programme")] == ["report-issued"]
    again = json.loads(run("--ledger", "phoenix", "undo", "--yes", "--json").out)
    assert again["passed_over"] == [3] and again["positions"] == [5]


@pytest.mark.parametrize(("answer", "code", "size"), [(True, 0, 4), (False, 0, 3)])
def test_at_a_terminal_it_is_said_before_it_is_asked(answer: bool, code: int, size: int, told: Any, run: Callable[..., Any], ledger: Ledger,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    """A no takes nothing back."""
    asked: list[tuple[str, bool]] = []

    def confirm(question: str, **_: Any) -> bool:
        asked.append((question, STAYS in sys.stderr.buffer.getvalue().decode()))
        return answer
    monkeypatch.setattr(cli, "_listens", lambda: True)
    monkeypatch.setattr(cli.click, "confirm", confirm)
    monkeypatch.setattr(cli.click, "prompt", lambda *_, **__: "wrong")
    ran = run("--ledger", "phoenix", "undo")
    assert (ran.code, head(ledger)) == (code, size) and asked == [("Take back goal-set of W-0007 (position 2)?", True)]


def test_where_nothing_was_passed_over_nothing_is_said_of_it(ledger: Ledger, told: Any, run: Callable[..., Any]) -> None:
    """Nor is one that somebody else made, nor one before."""
    told({"kind": "goal-set", "woman": "W-0007", "occurred": "2021-10-03", "goal": "y", "domain": "trauma", "status": "set"})
    ran = run("--ledger", "phoenix", "undo", "--json")
    assert ran.code == 0 and json.loads(ran.out)["passed_over"] == [] and "stays" not in ran.err
    for _ in range(4):
        told(RELEASE)
    ran = run("--ledger", "phoenix", "undo")
    assert "report-issued (position 9), report-issued (position 8), report-issued (position 7) and 2 more stay" in ran.err
