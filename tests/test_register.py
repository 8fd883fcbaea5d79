"""Does an entry mean one thing in the register, in her timeline and in how well the record is kept?"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

WOMAN = ("woman-identified", "W-0007", "--occurred", "2020-06-03", "--route", "self", "--care-experienced", "yes")
WEEK = "kind,woman,occurred,method\nlarc-fitted,W-0007,8/2/2021,implant\nlarc-fitted,W-0007,9/5/2021,ius\n"


def figure(run: Callable, name: str) -> tuple[int, int]:
    """Numerator and denominator of a figure of the matrix."""
    row = next(row for row in json.loads(run("matrix", "--json").out)["rows"] if row["figure"] == name)
    return row["numerator"], row["denominator"]


def test_undo_and_redo_are_no_entries_put_right(run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an undo took back counts nowhere, written anew once; a withdrawal counts."""
    run("init", "l")
    monkeypatch.setenv("OUTCOMES_LEDGER", "l")
    run("record", *WOMAN)
    (tmp_path / "week.csv").write_text(WEEK, encoding="utf-8")
    run("import", "week.csv")
    for _ in range(3):
        run("undo", "--yes")
        assert (0, 1) == figure(run, "M35")
        run("redo", "--yes")
    assert (0, 3) == figure(run, "M35") == figure(run, "M35.withdrawn")
    run("withdraw", "15", "--reason", "twice")
    assert (1, 3) == figure(run, "M35") == figure(run, "M35.withdrawn") and (0, 3) == figure(run, "M35.corrected")


def test_the_register_and_the_timeline_count_what_stands(run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries after an undo and a redo are two, and the others are said to be others."""
    run("init", "l")
    monkeypatch.setenv("OUTCOMES_LEDGER", "l")
    run("record", *WOMAN)
    run("record", "died", "W-0007", "--occurred", "2021-02-08")
    run("undo", "--yes")
    assert 1 == json.loads(run("women", "--json").out)["rows"][0]["entries"]
    run("redo", "--yes")
    assert 2 == json.loads(run("women", "--json").out)["rows"][0]["entries"]
    assert "W-0007: 2 entries stand; 2 more were put right or put others right. Audience: team. Not for home." == run("show", "W-0007").out.splitlines()[0]
