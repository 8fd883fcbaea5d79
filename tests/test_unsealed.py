"""Does a woman's reference come into the stream that nothing seals, which no erasure reaches?"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ledger import unsealed
from ledger.errors import Refused
from ledger.folder import Ledger, open_ledger

WHY = ("--authority", "information governance", "--reason", "asked for", "--yes")


@pytest.fixture
def hers(ledger: Ledger, say: Callable[..., Any]) -> Ledger:
    """Two women; the second was taken for the first, and something is said of the first in her entries."""
    for woman in ("W-0007", "W-0008"):
        say({"kind": "woman-identified", "woman": woman, "occurred": "2021-10-01", "route": "forum", "care_experienced": "yes"})
    say({"kind": "identities-merged", "woman": "W-0007", "other": "W-0008", "reason": "same", "occurred": "2021-10-02"})
    say({"kind": "merge-reversed", "woman": "W-0007", "other": "W-0008", "reason": "not", "occurred": "2021-10-03"})
    say({"kind": "goal-set", "woman": "W-0008", "occurred": "2021-10-04", "goal": "x", "domain": "trauma", "status": "set",
         "note": "came with w-0007."}, {"kind": "goal-set", "woman": "W-0008", "occurred": "2021-10-05", "goal": "W-00071", "domain": "trauma",
                                        "status": "set"})
    return ledger


@pytest.mark.parametrize("what", ["W-0007 weekly", "see w-0007.", "(w7)", "W07/W-0099", "about W-0007"])
def test_the_programme_names_no_woman(what: str, hers: Ledger, say: Callable[..., Any]) -> None:
    """In whatever way her reference is written; nothing is saved."""
    before = hers.entries.head()
    for row in ({"what": what, "with": "board"}, {"what": "weekly visits", "with": "board", "note": what}):
        with pytest.raises(Refused) as refused:
            say({"kind": "pathway-agreed", "woman": "programme", "occurred": "2021-10-05", **row})
        assert [each.code for each in refused.value.findings] == ["names-a-person"]
    assert hers.entries.head() == before


@pytest.mark.parametrize("what", ["24 women, P-03 and W-0099", "phase 2 of W", "A&E within 4h", "minute 14 of 7 October", "W-00071"])
def test_what_names_nobody_here_is_said(what: str, hers: Ledger, say: Callable[..., Any]) -> None:
    """Numbers, staff, and references that nobody has."""
    say({"kind": "pathway-agreed", "woman": "programme", "occurred": "2021-10-05", "what": what, "with": "board"})


def test_a_correction_names_her_no_more_than_what_it_corrects(hers: Ledger, say: Callable[..., Any], run: Callable[..., Any]) -> None:
    """Neither the event that it holds nor its reason."""
    say({"kind": "pathway-agreed", "woman": "programme", "occurred": "2021-10-05", "what": "visits", "with": "board"})
    position, before = str(hers.entries.head().position), hers.entries.head()
    hers.entries.close()
    for words in (("--what", "W-0007 weekly", "--reason", "x"), ("--what", "weekly", "--reason", "w7 asked")):
        assert run("--ledger", "phoenix", "correct", position, *words).code == 4
    assert run("--ledger", "phoenix", "withdraw", position, "--reason", "of W-0007").code == 4
    again = open_ledger(hers.path)
    assert again.entries.head() == before
    again.entries.close()


def test_a_receipt_of_her_erasure_does_not_name_her(hers: Ledger, run: Callable[..., Any]) -> None:
    """Nor may the programme after it."""
    hers.entries.close()
    assert run("--ledger", "phoenix", "erase", "W-0007", "--authority", "w7 herself", "--reason", "x", "--yes").code == 2
    assert run("--ledger", "phoenix", "erase", "W-0007", *WHY).code == 0
    ran = run("--ledger", "phoenix", "record", "pathway-agreed", "--what", "W-0007 was erased", "--with", "board", "--occurred", "2021-10-05")
    assert ran.code == 4 and "names a woman" in ran.err


def test_an_erasure_says_where_else_she_is_named(hers: Ledger, run: Callable[..., Any]) -> None:
    """Entries of another woman are that woman's, and stay: a merge that was reversed, a note."""
    hers.entries.close()
    said = run("--ledger", "phoenix", "erase", "W-0007", *WHY).out
    assert "Entries that are not hers name her reference, and stay: W-0008, position 4, 6, 7." in said
    assert json.loads(run("--ledger", "phoenix", "erase", "W-0008", *WHY, "--json").out)["named_elsewhere"] == {}
    assert unsealed.elsewhere([], ["W-0007"], []) == {}


def test_every_text_of_an_event_is_looked_at() -> None:
    """Also those of a list, and of what a correction puts in its place; a number is none."""
    assert [*unsealed._strings({"event": {"cells": ("x", ["y"]), "women": 24}, "note": "z", "none": None})] == ["x", "y", "z"]
