"""Are the women who signed up described as they are, each line with its own denominator?"""

from typing import Any

import women_told
from women_told import women

from projections.cohort import describe

SIGNED_UP = "2021-01-04 signed-up contraception_choice=larc\n"
BEFORE = "children removed before, "


def lines(*told: str) -> dict[str, dict[str, Any]]:
    """The description of some women, by name."""
    each = women({f"W-{number:04}": text for number, text in enumerate(told, 1)})
    return {line["name"]: line for line in describe(each)}


def identified(rest: str) -> str:
    return f"2020-08-03 woman-identified route=forum {rest}\n{SIGNED_UP}"


def test_the_log_gives_the_published_cohort() -> None:
    """21 women, 72 children removed before, 2 to 7 each, 8 care-experienced, 18 assessed for need (2021)."""
    found = {line["name"]: line for line in describe(women_told.of_the_log())}
    assert found["women"] == {"name": "women", "women": 21, "of": 21, "value": 21}
    assert [found[BEFORE + word]["value"] for word in ("in all", "fewest", "most")] == [72, 2, 7]
    assert round(found[BEFORE + "mean"]["value"], 2) == 3.43
    assert (found["care-experienced"]["women"], found["care-experienced"]["of"]) == (8, 21)
    assert {18} == {line["of"] for name, line in found.items() if name.startswith("need")}


def test_women_who_have_not_signed_up_are_not_described() -> None:
    """The cohort is E."""
    found = lines("2020-08-03 woman-identified route=forum removals_before=9 care_experienced=yes", identified("care_experienced=no"))
    assert found["women"]["value"] == 1
    assert found["care-experienced"]["women"] == 0


def test_what_is_not_known_of_a_woman_is_in_no_denominator() -> None:
    """Declined and not known are not no; a number not given is not nought."""
    found = lines(identified("removals_before=4 care_experienced=yes"), identified("care_experienced=declined"),
                  identified("care_experienced=not-known"), identified("removals_before=0 care_experienced=no"))
    assert tuple(found["care-experienced"][word] for word in ("women", "of", "value")) == (1, 2, 0.5)
    assert found[BEFORE + "mean"] == {"name": BEFORE + "mean", "women": 2, "of": 4, "value": 2}
    assert [found[BEFORE + word]["value"] for word in ("in all", "fewest", "most")] == [4, 0, 4]


def test_nothing_known_has_no_value() -> None:
    """An empty cohort is described without a division by nought."""
    found = lines("2020-08-03 outreach-started")
    assert [found[name]["value"] for name in ("women", BEFORE + "mean", "care-experienced")] == [0, None, None]


def test_each_need_has_the_denominator_of_those_rated_in_it() -> None:
    """Met is a need too; unknown is not rated; raters stand apart, and a rating after the window is none at sign-up."""
    found = lines(SIGNED_UP + "2021-01-11 need-assessed domain=housing rating=unmet rater=practitioner",
                  SIGNED_UP + "2021-01-11 need-assessed domain=housing rating=met rater=practitioner",
                  SIGNED_UP + "2021-01-11 need-assessed domain=housing rating=none rater=practitioner",
                  SIGNED_UP + "2021-01-11 need-assessed domain=housing rating=unknown rater=practitioner",
                  SIGNED_UP + "2021-02-02 need-assessed domain=housing rating=unmet rater=practitioner",
                  SIGNED_UP + "2021-02-01 need-assessed domain=housing rating=none rater=woman")
    assert tuple(found["need at sign-up: housing, practitioner's rating"][word] for word in ("women", "of")) == (2, 3)
    assert tuple(found["need at sign-up: housing, her own rating"][word] for word in ("women", "of")) == (0, 1)
    assert not [name for name in found if name.startswith("need") and "housing" not in name]


def test_the_order_of_the_women_changes_nothing() -> None:
    """Lines are sums, and stand in the order of the vocabulary."""
    told = women_told.of_the_log()
    assert describe(told) == describe(reversed(told))
