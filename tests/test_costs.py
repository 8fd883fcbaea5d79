"""Are costs ranges, made only of what was entered, and of what was looked at?"""

import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from women_told import women

from ledger import folder, reading
from ledger.entries import PROGRAMME, Entry
from ledger.history import History, history
from projections import parameters
from projections.costs import Costs, avoided, budgets, exposure, factors
from projections.formats.table.costs import lines
from projections.indicators import Programme

SEEDS = json.loads((Path(__file__).parent / "oracles" / "seed-arithmetic.json").read_text())["expected"]
DAY = datetime.date(2021, 12, 31)
CARE = {"kind": "unit-cost-set", "name": "local authority: year of care", "pence": 5710200, "low": 5000000, "high": 6000000,
        "price_year": "2018/19", "cost_kind": "fiscal", "source": "model"}
REMOVALS = {"kind": "scenario-set", "name": "local", "counts": "removal", "low": 0.04, "central": 0.06, "high": 0.29, "source": "audit"}
PREGNANCIES = {"kind": "scenario-set", "name": "national", "counts": "pregnancy", "low": 0.1, "central": 0.2, "high": 0.3, "source": "audit"}
SERVICE = {"kind": "budget-set", "line": "service", "pence": 28_500_000, "in_kind": "no", "period": "a year"}
THERAPY = {"kind": "budget-set", "line": "therapy pathway", "pence": 7_128_800, "in_kind": "no", "period": "per annum"}
SPENT = {"kind": "spend-made", "line": "staff", "pence": 20_000_000, "in_kind": "no"}
REVIEWED = """2021-01-01 signed-up contraception_choice=declined
2021-12-31 records-reviewed services=childrens-social-care;maternity from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
"""
HERS = {"W-0001": REVIEWED, "W-0002": "2021-01-01 signed-up contraception_choice=declined\n2021-06-14 pregnancy-confirmed planned=no"}


def assumed(name: str, low: float, central: float, high: float, unit: str = "x") -> dict[str, Any]:
    """An assumption as it is entered."""
    return {"kind": "assumption-set", "name": name, "unit": unit, "low": low, "central": central, "high": high, "source": "audit"}


YEARS = assumed("years in care", 2, 5, 12, "years")
BIRTH = assumed("probability of birth", 0.5, 0.6, 0.7)
REMOVAL = assumed("Probability-of-removal", 0.2, 0.5, 0.8)


def programme(*rows: Mapping[str, Any]) -> History:
    """The programme's own history, all of it of 1 January 2021 unless it says otherwise."""
    entries = []
    for position, row in enumerate(rows, 1):
        said = reading.statement({"woman": PROGRAMME, "occurred": "2021-01-01", **row}, "document")
        entries.append(Entry(said=said, author="test", append="A1", stream=PROGRAMME, version=position, position=position,
                             recorded_at=position))
    return history(PROGRAMME, entries).upto(DAY)


def report(*rows: Mapping[str, Any], told: Mapping[str, str] = HERS) -> dict[str, Any]:
    """The report of some women, with what the programme entered."""
    own = programme(*rows)
    collector = Costs(Programme(own, DAY, parameters.in_force(own)))
    for woman in women(told, DAY.isoformat()):
        collector.add(woman)
    return collector.document(0)


def hints(document: Mapping[str, Any]) -> str:
    """All that is named as not entered."""
    return " | ".join(row["missing"] for row in document["missing"])


def test_break_even_is_the_papers_and_grows_line_by_line() -> None:
    """285,000 a year is 5.0 child-years of care; with the therapy pathway, 356,288 is 6.2."""
    rows = report(CARE, SERVICE, THERAPY)["rows"]
    assert [(row["line"], row["annual"] // 100, round(row["child_years"], 1)) for row in rows] == [
        ("service", 285_000, 5.0), ("therapy pathway", 356_288, 6.2)]
    assert [(round(row["low"], 2), round(row["high"], 2)) for row in rows] == [(4.75, 5.7), (5.94, 7.13)]


def test_the_arithmetic_of_the_papers_comes_out_of_our_own_functions() -> None:
    """seed.arithmetic: pregnancies times a year of care, counts scaled, a cycle as a year."""
    assert [avoided.worth(n, {"unit cost": 57_102}) for n in (21, 36)] == [
        SEEDS["21_pregnancies_x_57102"], SEEDS["36_pregnancies_x_57102"]]
    assert [avoided.worth(n, {"unit cost": 57_102, "women": 20 / 125}) for n in (21, 36)] == pytest.approx(SEEDS["scale_from_counts"])
    assert [avoided.worth(n, {"women": 20 / 125}) for n in (21, 36)] == pytest.approx(SEEDS["pregnancies_20"])
    (line,) = budgets.money(programme({**SERVICE, "pence": 50_000_000, "period": "21 months"})).lines
    assert (line.annual or 0) / 100 == pytest.approx(SEEDS["annual_from_500k_21m"])


def test_a_scenario_is_less_what_was_seen_times_only_the_steps_that_it_lacks() -> None:
    """Removals already count pregnancies and births: only the years in care are still missing."""
    (row,) = report(CARE, REMOVALS, YEARS, BIRTH, REMOVAL, SPENT)["scenarios"]
    years = 365 / 365.25
    assert (row["steps"], row["woman_years"], row["all_woman_years"], row["observed"]) == (
        ["years in care"], pytest.approx(years), pytest.approx(2 * years), 0)
    assert (row["expected_low"], row["expected_high"]) == (pytest.approx(0.04 * years), pytest.approx(0.29 * years))
    assert [row[f"gross_{which}"] for which in ("low", "central", "high")] == [
        round(0.04 * years * 2 * 5_000_000), round(0.06 * years * 5 * 5_710_200), round(0.29 * years * 12 * 6_000_000)]
    assert [row[f"net_{which}"] for which in ("low", "high")] == [row["gross_low"] - 20_000_000, row["gross_high"] - 20_000_000]
    assert (row["budget"], row["kind"], row["prices"]) == ("local authority", "fiscal", "2018/19, not uprated")


def test_a_scenario_of_pregnancies_takes_every_step_and_may_fall_below_nothing() -> None:
    """One pregnancy was seen in two woman-years: at the lowest rate more were seen than expected, and the range says so."""
    (row,) = report(CARE, PREGNANCIES, YEARS, BIRTH, REMOVAL)["scenarios"]
    years = 2 * 365 / 365.25
    assert (row["steps"], row["observed"]) == (["probability of birth", "probability of removal", "years in care"], 1)
    assert row["gross_low"] == round((0.1 * years - 1) * 0.7 * 0.8 * 12 * 6_000_000)
    assert row["gross_central"] == round((0.2 * years - 1) * 0.6 * 0.5 * 5 * 5_710_200)
    assert row["gross_high"] == round((0.3 * years - 1) * 0.5 * 0.2 * 2 * 5_000_000)
    assert row["net_central"] is None and row["delivery"] is None


def test_every_result_lies_between_the_ends_of_its_range() -> None:
    """Whatever the factors within their ranges, the ends hold: tried at a grid of them."""
    factor = {name: factors.Factor(name, *values) for name, values in {
        avoided.RATE: (0.1, 0.2, 0.9), "probability of birth": (0.5, 0.6, 0.7), "years in care": (2, 5, 12), "discount": (0, 0.035, 0.1),
        "unit cost": (5e6, 5.7e6, 6e6)}.items()}
    seen = exposure.Seen("pregnancy", 1, 2 * 365.25)
    low, central, high = avoided._range(factor, seen)
    for share in (0, 0.2, 0.5, 0.9, 1):
        for other in (0, 0.5, 1):
            values = {name: each.low + (each.high - each.low) * (share if name in (avoided.RATE, "discount") else other)
                      for name, each in factor.items()}
            assert low - 1 <= avoided.worth(values[avoided.RATE] * 2 - 1, values) <= high + 1
    assert low < central < high


@pytest.mark.parametrize(("years", "rate", "expected"), [(5, 0, 5), (1, 0.035, 1), (2, 0.035, 1 + 1 / 1.035), (3, 0.1, 1 + 1 / 1.1 + 1 / 1.21)])
def test_a_discount_makes_later_years_worth_less(years: float, rate: float, expected: float) -> None:
    """Each year is paid for at its start; the first is worth itself."""
    assert avoided.discounted(years, rate) == pytest.approx(expected)


def test_the_discount_and_attribution_are_used_where_they_are_entered_alone() -> None:
    """A discount of 3.5 % and of 0.035 are one; without an attribution nobody's part is guessed."""
    plain = report(CARE, REMOVALS, YEARS)["scenarios"][0]
    by_percent = report(CARE, REMOVALS, YEARS, assumed("discount", 0, 3.5, 5, "% a year"))["scenarios"][0]
    by_share = report(CARE, REMOVALS, YEARS, assumed("discount", 0, 0.035, 0.05, "share"))["scenarios"][0]
    half = report(CARE, REMOVALS, YEARS, assumed("attribution", 0.1, 0.5, 0.9))["scenarios"][0]
    assert by_percent["gross_central"] == by_share["gross_central"] < plain["gross_central"]
    assert half["gross_central"] == pytest.approx(plain["gross_central"] / 2, abs=1)
    assert "attribution" not in [each["factor"] for each in plain["factors"]]


def test_a_deflator_uprates_its_own_price_year_and_no_other() -> None:
    """Prices say of which year they are, and to which they were brought."""
    right = report(CARE, REMOVALS, YEARS, assumed("deflator 2018/19 to 2021/22", 1.05, 1.1, 1.15))["scenarios"][0]
    wrong = report(CARE, REMOVALS, YEARS, assumed("deflator 2017/18 to 2021/22", 1.05, 1.1, 1.15))["scenarios"][0]
    plain = report(CARE, REMOVALS, YEARS)["scenarios"][0]
    assert (right["prices"], wrong["prices"]) == ("2021/22, uprated from 2018/19", "2018/19, not uprated")
    assert right["gross_central"] == pytest.approx(1.1 * plain["gross_central"], abs=1) and wrong["gross_central"] == plain["gross_central"]


def test_the_tornado_moves_one_factor_at_a_time_and_begins_with_the_widest() -> None:
    """The rate spans sevenfold, and moves it most."""
    document = report(CARE, REMOVALS, YEARS)
    swings = document["tornado"]
    years = 365 / 365.25
    assert [each["factor"] for each in swings] == ["rate a woman-year", "years in care", "unit cost"]
    assert (swings[0]["at_low"], swings[0]["at_high"]) == (round(0.04 * years * 5 * 5_710_200), round(0.29 * years * 5 * 5_710_200))
    assert [each["swing"] for each in swings] == sorted((each["swing"] for each in swings), reverse=True)
    assert [(each["low"], each["high"], round(each["fold"], 2)) for each in document["spans"]] == [(0.04, 0.29, 7.25)]


@pytest.mark.parametrize(("rows", "said"), [
    ((), "No unit cost is entered: outcomes record unit-cost-set"), ((), "No scenario is entered: outcomes record scenario-set"),
    ((), "No budget is entered: outcomes record budget-set"), ((), "No spending is entered: outcomes record spend-made"),
    ((CARE, REMOVALS), "No 'years in care' is entered: outcomes record assumption-set"),
    ((CARE, PREGNANCIES, YEARS, BIRTH), "No 'probability of removal' is entered"),
    (({**SERVICE, "period": "for now"},), "does not say for how long it is: outcomes correct 1 --period"),
    (({**CARE, "name": "placement"},), "does not say what it is the cost of")])
def test_what_nobody_entered_is_named_and_never_guessed(rows: tuple[dict[str, Any], ...], said: str) -> None:
    """The command that enters it stands beside, and no amount is worked out without it."""
    document = report(*rows)
    assert said in hints(document)
    assert [row["gross_central"] for row in document["scenarios"]] == [None] * len(document["scenarios"])
    assert document["tornado"] == []


def test_without_a_review_there_is_no_removal_to_expect() -> None:
    """Nobody looked: the mark x, no woman-years, and no amount."""
    document = report(CARE, REMOVALS, YEARS, told={"W-0001": "2021-01-01 signed-up contraception_choice=declined"})
    (row,) = document["scenarios"]
    assert (row["mark"], row["woman_years"], row["expected_low"], row["gross_high"]) == ("x", 0, None, None)
    assert "records-reviewed" in hints(document)


def test_births_are_counted_on_days_of_maternity_records_alone() -> None:
    """Two births on reviewed days; not the one before sign-up, nor one on a day nobody looked."""
    born = REVIEWED.replace("to=2022-01-01", "to=2021-10-01") + "".join(
        f"{day} child-born child=C{number} health_need=no\n" for number, day in enumerate(("2020-01", "2021-02", "2021-09", "2021-12"), 1))
    (woman,) = women({"W-0001": born}, DAY.isoformat())
    answer = exposure.answer(woman, "birth")
    assert answer is not None and (answer.amount, answer.of) == (2, 273)
    (nobody,) = women({"W-0001": "2021-01-01 outreach-started"}, DAY.isoformat())
    assert [exposure.answer(nobody, event) for event in exposure.EVENTS] == [None] * 3


def test_a_unit_cost_of_what_comes_before_the_scenario_is_not_used() -> None:
    """A scenario of removals says nothing of what a birth costs."""
    birth = {**CARE, "name": "NHS: birth with a health need"}
    assert [row["unit_cost"] for row in report(birth, CARE, REMOVALS, YEARS)["scenarios"]] == ["local authority: year of care"]
    assert [row["steps"] for row in report(birth, PREGNANCIES, BIRTH)["scenarios"]] == [["probability of birth"]]


@pytest.mark.parametrize(("period", "years"), [
    ("a year", 1), ("per annum", 1), ("2022/23", 1), ("2022-2023", 1), ("annual", 1), ("21 months", 1.75), ("2 years", 2), ("quarter 3", 0.25),
    ("18-month", 1.5), ("2021-01-01 to 2022-01-01", 365 / 365.25), ("2022-01-01 to 2021-01-01", None), ("0 months", None), ("", None),
    ("for now", None), (None, None)])
def test_a_period_says_for_how_many_years_it_is_or_nothing(period: str | None, years: float | None) -> None:
    """No length is guessed."""
    assert budgets.years(period) == years


def test_money_and_what_is_given_in_kind_stand_apart_and_the_last_budget_of_a_line_stands() -> None:
    """Neither is ever added to the other."""
    document = report(SERVICE, {**SERVICE, "occurred": "2021-06-01", "pence": 100}, {**SERVICE, "pence": 7, "in_kind": "yes"}, SPENT,
                      {**SPENT, "pence": 3, "in_kind": "yes"},
                      {"kind": "funding-received", "source": "Public Health", "pence": 5, "in_kind": "no"})
    assert [(row["what"], row["name"], row["money"], row["in_kind"]) for row in document["money"]] == [
        ("budget", "service", 100, 7), ("funding", "Public Health", 5, 0), ("spending", "staff", 20_000_000, 3)]
    assert [(row["per"], row["pence"], row["women"], row["each"], row["mark"]) for row in document["each"][:2]] == [
        ("sign-up", 20_000_000, 2, 10_000_000, None), ("completion", 20_000_000, 0, None, "z")]


def test_no_output_of_costs_claims_a_cause_or_gives_one_number() -> None:
    """Ranges, in plain ASCII, and none of the words that an uncontrolled difference may not use."""
    text = "\n".join(lines(report(CARE, SERVICE, REMOVALS, PREGNANCIES, YEARS, BIRTH, REMOVAL, SPENT)))
    assert text.isascii()
    assert [word for word in ("reduced", "prevented", "saved", "caused", "significant", "total avoided") if word in text.lower()] == []
    assert all(f"    {which}" in text for which in ("low", "central", "high"))
    assert text.index("BREAK-EVEN") < text.index("SCENARIOS") < text.index("WHAT MOVES IT")


def test_the_report_is_the_same_whatever_the_order_of_women() -> None:
    """Rows do not hang on the order of entries."""
    assert report(CARE, REMOVALS, YEARS) == report(CARE, REMOVALS, YEARS, told=dict(reversed(HERS.items())))


def test_the_command_line_answers_explains_and_hides(run: Callable[..., Any], phoenix: folder.Ledger, say: Callable[..., Any]) -> None:
    """As a table, as JSON, as an explanation that adds up; at public the programme's own money alone."""
    say(*({"woman": PROGRAMME, "occurred": "2020-09-01", **row} for row in (CARE, SERVICE, REMOVALS, YEARS, SPENT)))
    words = ("--ledger", "phoenix", "costs", "--true-on", "2021-09-30")
    told = json.loads(run(*words, "--json").out)
    public = json.loads(run(*words, "--audience", "public", "--json").out)
    (row,) = told["scenarios"]
    explained = json.loads(run("--ledger", "phoenix", "explain", "costs", "removal", "--true-on", "2021-09-30", "--json").out)["rows"]
    assert sum(each["of"] for each in explained) == pytest.approx(row["woman_years"] * 365.25)
    assert sum(each["amount"] for each in explained) == row["observed"]
    assert "5.0 child-years of care" in run(*words).out and "5.0 child-years of care" in run(*words, "--audience", "public").out
    assert [each.get("gross_high") for each in public["scenarios"]] == [None] and [each.get("events") for each in public["seen"]] == [None]
    assert run("--ledger", "phoenix", "explain", "costs", "savings").code == 3
