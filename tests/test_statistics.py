"""Do our limits agree with the published ones?"""

import json
import math
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projections.statistics import clopper_pearson, garwood, paired, wilson
from projections.statistics.case_series import Piece, case_series
from projections.statistics.paired import Table, mid_p, newcombe, sign_flip, signed_ranks
from projections.statistics.ratios import NONE, Ratio, Time, central_p, jackknife, pooled, within
from projections.statistics.scores import reliable
from projections.statistics.survival import Seen, curve

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


@pytest.mark.parametrize(("ours", "method"), [(wilson, "wilson"), (clopper_pearson, "exact")])
def test_the_limits_of_a_proportion_are_those_of_scipys_test(ours: Callable[..., tuple[float, float]], method: str) -> None:
    """Of every count up to 30, and of as many women as a country has, at three confidences."""
    from scipy.stats import binomtest

    few = [(counted, women) for women in range(1, 31) for counted in range(women + 1)]
    for counted, of in [*few, *((counted, 46_094) for counted in (0, 1, 23_000, 46_094))]:
        tested = binomtest(counted, of)
        for confidence in (0.9, 0.95, 0.99):
            scipys = tested.proportion_ci(confidence, method=method)
            assert ours(counted, of, confidence) == pytest.approx((scipys.low, scipys.high), abs=1e-11)


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
    """Start-up stays quick; and the limits that every report gives need its functions, not its second of tests."""
    code = ("import sys; from projections.statistics import garwood, wilson; print('scipy' in sys.modules); "
            "garwood(10, 4); wilson(18, 21); print('scipy.special' in sys.modules, 'scipy.stats' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parent.parent).stdout == "False\nTrue False\n"


def test_every_sign_is_tried_as_scipy_tries_them() -> None:
    """By all sums of two halves, and by scipy's permutations of the same differences."""
    from scipy.stats import permutation_test

    chance = random.Random(5)
    for number in (2, 5, 9, 11):
        told = [chance.gauss(0.4, 1) for _ in range(number)]
        scipys = permutation_test((told, [0.0] * number), lambda x, y: sum(x) - sum(y), permutation_type="samples", vectorized=False,
                                  n_resamples=2 ** number)
        assert sign_flip(told) == pytest.approx(scipys.pvalue)


def test_one_woman_can_never_show_more_than_even_chances_and_none_nothing() -> None:
    assert (sign_flip([3.0]), sign_flip([0.0, 0.0]), sign_flip([]), sign_flip([1.0, 0.0, 1.0])) == (1.0, None, None, 0.5)


def test_differences_that_cancel_are_of_no_account() -> None:
    assert sign_flip([0.1, 0.2, -0.3]) == 1.0


def test_many_women_are_counted_by_sums_and_agree_with_every_sign() -> None:
    chance = random.Random(6)
    told = [chance.gauss(0.4, 1) for _ in range(18)]
    assert paired._counted(told, abs(sum(told)) - 1e-9) == pytest.approx(sign_flip(told), abs=1e-3)
    assert sign_flip([1.0] * 60) == pytest.approx(2 / 2 ** 60)


def test_tied_ranks_are_shared_and_every_sign_is_tried() -> None:
    """Against scipy's permutations of the same signed ranks."""
    from scipy.stats import PermutationMethod, wilcoxon

    told = [3.0, 3.0, -1.0, 2.0, 5.0, -2.0, 4.0, 4.0, 0.0]
    scipys = wilcoxon([each for each in told if each], method=PermutationMethod(n_resamples=2 ** 8))
    assert signed_ranks(told).p == pytest.approx(scipys.pvalue)


def test_too_few_pairs_give_an_estimate_without_limits() -> None:
    """Five pairs cannot be 95 % sure; six can, from the least to the most."""
    five, six = signed_ranks([1.0, 2.0, 3.0, 4.0, 5.0]), signed_ranks([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert (five.estimate, five.low, five.high) == (3.0, None, None)
    assert (six.low, six.high) == (1.0, 6.0)
    assert signed_ranks([0.0, 0.0]) == paired.SignedRanks(0, None, None, None, None)


def test_where_nobody_changed_there_is_no_mid_p() -> None:
    assert mid_p(Table(5, 0, 0, 5)) is None
    assert newcombe(Table(21, 0, 0, 0)).value == 0
    with pytest.raises(ValueError, match="no proportion"):
        newcombe(Table(0, 0, 0, 0))


def test_an_equal_split_is_as_likely_as_can_be() -> None:
    """As many gained as lost: Fagerland and others 2013."""
    assert mid_p(Table(0, 1, 1, 0)) == pytest.approx(1 - 0.5 / 2)
    assert central_p(Time(5, 10), Time(5, 10)) == 1


@pytest.mark.parametrize(("a", "ta", "b", "tb"), [(3, 10, 9, 10), (14, 20, 4, 10), (6, 5, 1, 7), (2, 4, 2, 40)])
def test_p_and_the_exact_interval_never_disagree(a: int, ta: int, b: int, tb: int) -> None:
    """p is below 0.05 where, and only where, the 95 % interval leaves 1 out."""
    found = pooled(Time(a, ta), Time(b, tb))
    assert found.low is not None
    assert found.high is not None
    p = central_p(Time(a, ta), Time(b, tb))
    assert p is not None
    assert (p < 0.05) == (not found.low <= 1 <= found.high)


def test_without_time_there_is_no_ratio_of_rates() -> None:
    with pytest.raises(ValueError, match="without time"):
        pooled(Time(1, 0), Time(1, 1))


def test_within_women_the_likelihood_is_at_its_greatest() -> None:
    """As its general form gives it, a woman with her own times on both sides."""
    women = [(Time(4, 200), Time(9, 500)), (Time(0, 365), Time(3, 100)), (Time(7, 365), Time(1, 50)), (Time(0, 10), Time(0, 10))]
    general = case_series([[Piece(of.events, of.time, False), Piece(to.events, to.time, True)] for of, to in women])
    found = within(women)
    assert (found.value, found.low, found.high) == pytest.approx((general.value, general.low, general.high))


def test_within_women_all_on_one_side_cannot_be_estimated() -> None:
    assert within([(Time(0, 10), Time(4, 10))]) == NONE
    assert within([(Time(4, 10), Time(0, 10))]) == Ratio(0.0, None, None)
    assert case_series([[Piece(3, 10, False), Piece(0, 10, True)]]) == NONE
    assert case_series([[Piece(3, 10, False), Piece(0, 10, True)], [Piece(0, 5, False), Piece(3, 5, True)]]).value is not None
    apart = [[Piece(0, 10, False, 0), Piece(4, 10, True, 1)], [Piece(2, 10, False, 0), Piece(0, 10, True, 1)]]
    assert case_series(apart) == NONE


def test_the_jackknife_leaves_each_woman_out_once() -> None:
    """By hand, of three women."""
    women = [(Time(4, 10), Time(2, 10)), (Time(6, 10), Time(6, 10)), (Time(2, 10), Time(3, 10))]
    logs = [math.log(9 / 8), math.log(5 / 6), math.log(8 / 10)]
    error = math.sqrt(2 / 3 * sum((log - sum(logs) / 3) ** 2 for log in logs))
    found, reach = jackknife(women), 4.302652729696142 * error
    assert found.value == pytest.approx(11 / 12)
    assert (found.low, found.high) == pytest.approx((11 / 12 * math.exp(-reach), 11 / 12 * math.exp(reach)))


@pytest.mark.parametrize("women", [
    [(Time(4, 10), Time(2, 10)), (Time(6, 10), Time(6, 10))], [(Time(1, 1), Time(2, 1))] * 3,
    [(Time(4, 10), Time(2, 10)), (Time(0, 10), Time(6, 10)), (Time(0, 10), Time(6, 10))]])
def test_too_few_or_too_equal_women_give_no_limits_from_woman_to_woman(women: list[tuple[Time, Time]]) -> None:
    assert jackknife(women) == NONE


def test_a_curve_stops_under_five_at_risk() -> None:
    found = curve([Seen(day, True) for day in range(1, 11)])
    assert [(step.time, step.at_risk) for step in found.steps] == [(1, 10), (2, 9), (3, 8), (4, 7), (5, 6), (6, 5)]
    assert (found.stops, found.median, found.until) == (6, 5, 6)
    assert curve([Seen(day, True) for day in range(1, 5)]).steps == ()


def test_a_curve_of_nothing_ended_is_all_of_the_time() -> None:
    found = curve([Seen(day, False) for day in range(1, 8)])
    assert (found.steps, found.median, found.until, found.mean, found.mean_se) == ((), None, 3, 3.0, 0.0)
    assert curve([]).stops is None


def test_a_curve_that_ends_for_all_has_no_warning_and_no_limits_there(recwarn: pytest.WarningsRecorder) -> None:
    found = curve([Seen(3, True)] * 6)
    assert [(step.survival, step.se, step.low, step.high) for step in found.steps] == [(0, 0, None, None)]
    assert len(recwarn) == 0


def test_the_mean_is_restricted_to_where_it_is_asked_and_drawn() -> None:
    told = [Seen(day, day % 2 == 0) for day in range(2, 12)]
    assert curve(told, until=3).mean == pytest.approx(2 + 0.9)
    assert curve(told, until=1000).until == curve(told).stops


@pytest.mark.parametrize(("before", "after", "higher", "said"), [
    (20, 14, False, "improved"), (20, 15, False, "same"), (14, 20, False, "deteriorated"), (14, 20, True, "improved"),
    (9.51, 3.51, True, "deteriorated")])
def test_a_change_of_just_the_reliable_change_is_reliable(before: float, after: float, higher: bool, said: str) -> None:
    assert reliable(before, after, 6, higher) == said


def test_a_small_p_keeps_its_digits() -> None:
    """206 in 2,860 days against 28 in 1,271: R's tails give 2.23e-11, which is not 0."""
    from projections.figures import tidy

    p = central_p(Time(206, 2860), Time(28, 1271))
    assert p is not None and p == pytest.approx(2.23445706382108e-11, rel=1e-4)
    assert tidy(p) == pytest.approx(p, rel=1e-8) and tidy(-p) == -tidy(p)
    assert [tidy(each) for each in (0.1 + 0.2 - 0.3, 0.0, 1 / 3, 2.0, 1234.5)] == [0, 0, 0.333333333, 2, 1234.5]
