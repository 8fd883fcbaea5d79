"""Does the report of quality count what `check` finds, by rule and grade, and lead to each entry?"""

import json
from collections import Counter
from typing import Any

import pytest

HER = {"woman": "W-0001", "by": "P-01"}


@pytest.fixture
def odd(ledger: Any, say: Any) -> Any:
    """A ledger in which a LARC was removed that was never fitted, and a referral decided that was never made, twice."""
    say({**HER, "kind": "woman-identified", "occurred": "2021-01-01", "route": "forum", "care_experienced": "no"},
        {**HER, "kind": "signed-up", "occurred": "2021-01-04", "contraception_choice": "larc"},
        {**HER, "kind": "larc-removed", "occurred": "2021-02-01", "method": "implant", "reason": "her-choice"},
        {**HER, "kind": "referral-decided", "occurred": "2021-02-02", "referral": "R1", "decision": "closed"},
        {**HER, "kind": "referral-decided", "occurred": "2021-02-03", "referral": "R2", "decision": "closed"},
        {**HER, "kind": "contact-held", "occurred": "2021-02-04", "purpose": "programme", "medium": "02", "attendance": "5",
         "note": "Ring her on 07700 900123"})
    return ledger


def test_it_counts_what_check_finds(odd: Any, run: Any) -> None:
    """By rule and grade, the gravest first; every position is one of check's."""
    document = json.loads(run("--ledger", "phoenix", "quality", "--json").out)
    found = json.loads(run("--ledger", "phoenix", "check", "--json").out)["findings"]
    expected = Counter((each["code"], each["severity"]) for each in found if each["code"] in {row["rule"] for row in document["rows"]})
    assert expected == {(row["rule"], row["grade"]): row["findings"] for row in document["rows"]}
    assert ("decided-never-made", "should", 2, [4, 5]) in [
        (row["rule"], row["grade"], row["findings"], row["positions"]) for row in document["rows"]]
    grades = [row["grade"] for row in document["rows"]]
    assert grades == sorted(grades, key=("must", "should", "note").index) and len(set(grades)) > 1
    assert {row["grade"]: row["findings"] for row in document["grades"]} == {
        grade: sum(row["findings"] for row in document["rows"] if row["grade"] == grade) for grade in ("must", "should", "note")}


def test_a_rule_is_explained_finding_by_finding(odd: Any, run: Any) -> None:
    """Each row is of one woman, and names the entry."""
    rows = json.loads(run("--ledger", "phoenix", "explain", "quality", "decided-never-made", "--json").out)["rows"]
    assert [("W-0001", [4]), ("W-0001", [5])] == [(row["woman"], row["because"]) for row in rows]
    assert run("--ledger", "phoenix", "explain", "quality", "moon").code == 3


def test_it_reads_as_plain_lines_and_stays_with_the_team(odd: Any, run: Any) -> None:
    """Positions are of single women."""
    said = run("--ledger", "phoenix", "quality")
    assert (0, "") == (said.code, said.err)
    assert "decided-never-made" in said.out and "4 5" in said.out
    assert run("--ledger", "phoenix", "quality", "--audience", "board").code == 4


def test_what_was_not_yet_true_is_not_odd_yet(odd: Any, run: Any) -> None:
    """The report is true on a day, as all are."""
    assert json.loads(run("--ledger", "phoenix", "quality", "--true-on", "2021-01-31", "--json").out)["rows"] == []
    assert "Nothing odd in the records of 1 woman." in run("--ledger", "phoenix", "quality", "--true-on", "2021-01-31").out
