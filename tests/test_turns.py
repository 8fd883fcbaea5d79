"""Does a long append among many short ones come to its turn, and does nobody wait for ever?"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import turns
from ledger.folder import SETTINGS, Ledger
from ledger.turns import turn

fcntl = pytest.importorskip("fcntl", reason="no such lock here")
HER = {"kind": "woman-identified", "woman": "W-0001", "occurred": "2021-01-01", "route": "self", "care_experienced": "no"}


def taken(folder: Path) -> int:
    """The turn, taken by somebody else: the number of the file that holds it; -1 where it was not free."""
    number = os.open(folder / SETTINGS, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        return -1
    return number


def test_while_one_writes_another_waits_and_then_goes_on(ledger: Ledger) -> None:
    """It is held to the end of the block, and then let go, also where the block fails."""
    with pytest.raises(KeyError), turn(ledger.path):
        assert taken(ledger.path) == -1
        raise KeyError
    number = taken(ledger.path)
    assert number > 0
    os.close(number)


def test_nobody_waits_for_a_turn_for_ever(ledger: Ledger, say: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds it may be asleep: then the store says who came first, as between two computers."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(turns, "WAIT", 0.01)
    number = taken(ledger.path)
    with turn(ledger.path):
        assert waited and taken(ledger.path) == -1
    os.close(number)
    assert say(HER).positions == (1,)


def test_a_folder_that_is_no_ledger_yet_has_no_turns(tmp_path: Path) -> None:
    """As while one is restored: nobody else can write there."""
    with turn(tmp_path / "nowhere"):
        pass
    assert not (tmp_path / "nowhere").exists()
