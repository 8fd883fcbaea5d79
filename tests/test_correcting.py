"""Can whatever an entry says be put right on the command line?"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ledger.events import KINDS, event_class
from ledger.folder import Ledger


@pytest.fixture
def removed(run: Callable[..., Any], ledger: Ledger) -> Callable[..., Any]:
    """A woman whose LARC was removed, at position 2; and what she is now said to have."""
    for words in (("woman-identified", "W-0007", "--route", "forum", "--care-experienced", "yes"),
                  ("larc-removed", "W-0007", "--method", "ius", "--reason", "side-effects")):
        ran = run("--ledger", "phoenix", "record", *words, "--occurred", "2021-10-01")
        assert ran.code == 0, ran.err
    return lambda: json.loads(run("--ledger", "phoenix", "show", "2", "--json").out)["rows"][0]["now"]["fields"]


def test_the_reason_that_an_entry_holds_is_put_right_apart_from_why(removed: Callable[..., Any], run: Callable[..., Any]) -> None:
    """Both are called reason; the one says why LARC was removed, the other why the entry is corrected."""
    ran = run("--ledger", "phoenix", "correct", "2", "--its-reason", "expired", "--reason", "misheard")
    assert ran.code == 0, ran.err
    assert removed() == {"method": "ius", "reason": "expired"}
    assert run("--ledger", "phoenix", "correct", "2", "--method", "iud", "--reason", "letter says so").code == 0
    assert removed() == {"method": "iud", "reason": "expired"}


def test_a_name_in_the_reason_of_an_entry_is_hidden_by_the_command_that_is_named(run: Callable[..., Any], removed: Callable[..., Any]) -> None:
    """The hint is a command that works."""
    ran = run("--ledger", "phoenix", "record", "plan-changed", "W-0007", "--planned-end", "2022-10-01", "--reason", "Mrs Walker rang",
              "--occurred", "2021-10-02")
    assert ran.code == 0 and 'outcomes correct 3 --its-reason "WITHOUT IT" --reason "could be recognised"' in ran.err
    assert run("--ledger", "phoenix", "correct", "3", "--its-reason", "she moved", "--reason", "could be recognised").code == 0


def test_kinds_that_hold_a_reason_are_known() -> None:
    """None may hold one under the name that puts it right."""
    held = {kind for kind in KINDS for name in event_class(kind).__annotations__ if name == "its_reason"}
    assert held == set()
