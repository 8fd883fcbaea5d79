"""Can what happened be said without the shell remembering it?"""

import json
from collections.abc import Callable

import pytest

from ledger import details
from ledger.errors import Refused
from ledger.folder import Ledger

IDENTIFIED = {"kind": "woman-identified", "occurred": "2020-06", "route": "forum", "care_experienced": "not-known"}
LARC = {"occurred": "2021-02-08", "method": "implant", "provider": "the clinic = upstairs"}


@pytest.fixture
def two(ledger: Ledger, say: Callable) -> Ledger:
    """A ledger that knows two women."""
    say(*({**IDENTIFIED, "woman": woman} for woman in ("W-0007", "W-0012")))
    return ledger


@pytest.mark.parametrize("text", [
    "occurred=2021-02-08\n\nmethod = implant\n--provider=the clinic = upstairs\n", "\ufeff" + json.dumps(LARC)])
@pytest.mark.parametrize("words", [["W-0007", "--stdin"], ["W-0007", "-"]])
def test_details_come_on_standard_input(two: Ledger, run: Callable, text: str, words: list[str]) -> None:
    """As lines of field=value or one JSON object, asked for by --stdin or '-'."""
    ran = run("--ledger", "phoenix", "record", "larc-fitted", *words, stdin=text)
    assert (ran.code, ran.err) == (0, "")
    entry = two.entries.at(3)
    assert entry and (entry.said.woman, entry.said.event.method, entry.said.event.provider) == ("W-0007", "implant", "the clinic = upstairs")


@pytest.mark.parametrize(("woman", "women"), [("W-0007", ["W-0007"]), ("W-0007; W-0012", ["W-0007", "W-0012"]),
                                              (["W-0012", "W-0007"], ["W-0012", "W-0007"])])
def test_her_reference_may_come_that_way_too(two: Ledger, run: Callable, woman: object, women: list[str]) -> None:
    """Nothing about her stands on the command line."""
    ran = run("--ledger", "phoenix", "record", "larc-fitted", "-", stdin=json.dumps({**LARC, "woman": woman, "kind": "larc-fitted"}))
    assert ran.code == 0, ran.err
    assert [entry.said.woman for position in range(3, 3 + len(women)) if (entry := two.entries.at(position))] == women


def test_a_number_of_a_json_object_is_a_reference_no_less() -> None:
    """A woman whose reference is a bare number."""
    assert details.joined("died", ("-",), {}, '{"woman": 7}') == (("7",), {})


@pytest.mark.parametrize(("text", "found"), [
    ("method=ius", "method is given on the command line and on standard input"), ("woman=W-0012", "woman is given"),
    ("kind=died", "kind is given"), ("provider=x\nprovider=y", "standard input, line 2: provider is given twice"),
    ("provider", "standard input, line 1: This is not field=value"), ("=x", "not field=value"), ("{]", "no JSON object"),
    ("provder=x", "has no field 'provder'")])
def test_what_cannot_be_meant_is_refused(two: Ledger, run: Callable, text: str, found: str) -> None:
    """With a remedy, and nothing is saved."""
    ran = run("--ledger", "phoenix", "record", "larc-fitted", "W-0007", "--occurred", "2021-02-08", "--method", "implant", "--stdin", stdin=text)
    assert ran.code == 4
    assert found in ran.err and "Nothing was saved." in ran.err
    assert two.entries.head().position == 2


def test_standard_input_is_not_read_unless_asked_for(two: Ledger, run: Callable) -> None:
    """A script's input is left alone."""
    ran = run("--ledger", "phoenix", "record", "died", "W-0007", "--occurred", "2021-02-08", stdin="note=x\n")
    assert ran.code == 0
    entry = two.entries.at(3)
    assert entry and entry.said.note is None


def test_a_correction_takes_its_details_that_way_too(two: Ledger, run: Callable) -> None:
    """The fields that change come on standard input."""
    run("--ledger", "phoenix", "record", "larc-fitted", "W-0007", "-", stdin=json.dumps(LARC))
    ran = run("--ledger", "phoenix", "correct", "3", "--reason", "letter", "--stdin", stdin="method=ius\n")
    assert ran.code == 0, ran.err
    corrected = two.entries.at(4)
    assert corrected and corrected.said.event.event["event"]["method"] == "ius"


def test_many_women_of_none_are_refused() -> None:
    """Lines that begin like a JSON object but are none say so."""
    with pytest.raises(Refused):
        details.read("{method=implant}")
