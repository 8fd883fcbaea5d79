"""Is one woman kept from being counted as two?"""

from collections.abc import Callable
from typing import Any

import pytest

from ledger.alike import Alike, at_a_glance
from ledger.folder import Ledger

IDENTIFIED = ("--occurred", "2020-06-03", "--route", "forum", "--care-experienced", "no")


@pytest.mark.parametrize("reference", ["w12", "W12", "W-0012", "w_012", "W.12"])
def test_references_that_read_alike_are_one_at_a_glance(reference: str) -> None:
    """Case, marks and leading zeros are what a hurried reader passes over."""
    assert at_a_glance(reference) == "w12"


def test_other_numbers_stay_apart() -> None:
    """120 is not 12, and A-12 is nobody's W-12."""
    assert len({at_a_glance(each) for each in ("W-12", "W-120", "W-1-20", "A-12", "W-1")}) == 4


def test_a_reference_may_come_again_as_itself() -> None:
    """The same woman identified twice is no mistake of references."""
    alike = Alike(["W-0012"])
    assert alike.take("W-0012") == []
    assert [finding.code for finding in alike.take("w12")] == ["reads-alike"]


def test_a_new_woman_is_not_taken_under_a_reference_like_anothers(run: Callable[..., Any], ledger: Ledger) -> None:
    """She is refused with the reference that is known, and nothing is saved."""
    at = ("--ledger", str(ledger.path), "record")
    assert run(*at, "woman-identified", "W-0012", *IDENTIFIED).code == 0
    refused = run(*at, "woman-identified", "w12", *IDENTIFIED)
    assert (refused.code, "w12 reads like W-0012" in refused.err) == (4, True)
    assert ledger.entries.head().position == 1


def test_everything_wrong_with_one_command_is_said_at_once(run: Callable[..., Any], ledger: Ledger) -> None:
    """A bad word does not hide that the woman is unknown and the day in the future."""
    refused = run("--ledger", str(ledger.path), "record", "larc-fitted", "W-9", "--occurred", "2031-01-13", "--method", "coil")
    assert [word in refused.err for word in ("coil", "W-9 is not known", "in the future", "3 problems")] == [True] * 4


def test_a_bad_row_of_a_file_is_checked_for_whom_and_when_too(run: Callable[..., Any], ledger: Ledger, tmp_path: Any) -> None:
    """Every problem of a file at once, also those behind a cell that cannot be read."""
    (tmp_path / "week.csv").write_text("kind,woman,occurred,method\nlarc-fitted,W-9,2031-01-13,coil\n", encoding="utf-8")
    refused = run("--ledger", str(ledger.path), "import", str(tmp_path / "week.csv"))
    assert [word in refused.err for word in ("coil", "W-9 is not known", "in the future", "3 problems")] == [True] * 4
