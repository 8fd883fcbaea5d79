"""Do our limits agree with the published ones?"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from projections.statistics import garwood, wilson

ORACLES = {each["id"]: each for each in json.loads(
    (Path(__file__).parent / "oracles" / "intervals.json").read_text(encoding="utf-8"))["oracles"]}


def published(name: str) -> tuple[Any, Any]:
    """The input of a published answer, and the answer."""
    return ORACLES[name]["input"], ORACLES[name]["expected"]


def test_the_limits_of_a_count_are_garwoods_published_ones() -> None:
    """Every count of the table, over one woman-year."""
    given, expected = published("rate.garwood.table")
    limits = [garwood(count, 1) for count in given["counts"]]
    assert [low for low, _ in limits] == pytest.approx(expected["lower"], rel=1e-9)
    assert [high for _, high in limits] == pytest.approx(expected["upper"], rel=1e-9)


def test_the_lower_limit_of_no_events_is_exactly_nought() -> None:
    assert garwood(0, 3.5)[0] == 0


def test_the_limits_of_a_rate_are_those_of_its_count_over_the_time() -> None:
    assert garwood(10, 4) == pytest.approx(tuple(limit / 4 for limit in garwood(10, 1)))


def test_the_limits_of_a_proportion_are_wilsons_as_newcombe_published_them() -> None:
    """Newcombe 1998, Table I, method 3."""
    given, expected = published("prop.newcombe1998")
    limits = [wilson(counted, of) for counted, of in given["rows"]]
    assert [low for low, _ in limits] == pytest.approx(expected["lower"], abs=1e-9)
    assert [high for _, high in limits] == pytest.approx(expected["upper"], abs=1e-9)
    assert [[round(low, 4), round(high, 4)] for low, high in limits] == expected["published_4dp"]


@pytest.mark.parametrize("name", ["larc", "signed_up", "zero_of_21"])
def test_the_headline_proportions_have_the_limits_that_r_gives(name: str) -> None:
    """18 of 21, 21 of 49 and none of 21."""
    given, expected = published("prop.phoenix.r")
    assert wilson(*given["rows"][name]) == pytest.approx(tuple(expected["wilson"][name]), abs=1e-9)


def test_the_limits_of_a_proportion_stay_between_none_and_all() -> None:
    for of in range(1, 40):
        assert wilson(0, of)[0] == 0
        assert wilson(of, of)[1] == 1


@pytest.mark.parametrize(("counted", "of"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_proportion_is_refused(counted: int, of: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(counted, of)


@pytest.mark.parametrize(("events", "woman_years"), [(0, 0), (1, -1), (-1, 1)])
def test_what_is_no_rate_is_refused(events: int, woman_years: float) -> None:
    with pytest.raises(ValueError, match="no rate"):
        garwood(events, woman_years)


def test_scipy_is_loaded_only_when_a_limit_is_asked_for() -> None:
    """Start-up stays quick."""
    code = "import sys, projections.statistics; print('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parent.parent).stdout == "False\n"
