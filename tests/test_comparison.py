"""Is a comparison of phases of the women it says, with the cautions that it should carry, and with no word too many?"""

import datetime
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from cohorts import SIGNED, Row, cohort, compared, days, joined, looked, of_person_time, row, used
from conftest import NOW
from test_profile import histories, rows_of_the_log

from ledger.entries import PROGRAMME
from ledger.errors import Usage
from ledger.history import History
from projections import comparison, parameters
from projections.formats.table import profile as layout
from projections.indicators import Programme
from projections.profile import Profile, sheets
from projections.sheets import ROLES
from projections.woman import Woman

DAY = datetime.date(2018, 1, 1)
FORBIDDEN = re.compile(r"\b(reduc\w+|prevent\w*|sav(e|ed|es|ing|ings)|caus\w+|significan\w+|because of|due to the programme|effect\w*)\b", re.I)
PLAN = row("plan-registered", PROGRAMME, "2015-12-01", comparison="profile a-and-e before-1 during", reason="asked by the board")
EVEN = [((6, 365), (6, 365))] * 8   # Nothing changes, nobody stands out.
FALL = [((12, 365), (4, 365))] * 8


def document(rows: Iterable[Row], *pairs: tuple[str, str], day: datetime.date = DAY, split: datetime.date | None = None) -> dict[str, Any]:
    """The profile of the women that rows tell of, with these comparisons."""
    collector = begun(told := histories(rows), None, pairs or (("before-1", "during"),), day, split)
    for each in told.values():
        collector.add(Woman(each.upto(day), day, collector.programme.parameters))   # type: ignore[attr-defined]
    return collector.document(0)


def begun(told: dict[str, History], explained: str | None, pairs: Any, day: datetime.date, split: Any = None) -> Profile:
    known = told.pop(PROGRAMME, History(PROGRAMME, ())).upto(day)
    programme = Programme(known, day, parameters.in_force(known))
    made = Profile(programme, explained, {"compare": pairs, "split_at": split})
    made.programme = programme   # type: ignore[attr-defined]
    return made


def found(rows: Iterable[Row], *pair: str, **asked: Any) -> dict[str, Any]:
    """The one comparison of A&E."""
    (only,) = [each for each in document(rows, *([pair] if pair else []), **asked)["comparisons"] if each["service"] == "a-and-e"]   # type: ignore[list-item]
    assert isinstance(only, dict)
    return only


def two_years(rows: list[Row], before: int, women: int = 8) -> list[Row]:
    """The same women with a covered year before-2 and so many events in it."""
    year = SIGNED - days(730)
    return [*rows, *(each for number in range(1, women + 1) for each in (
        looked(f"W-{number:04}", SIGNED - days(731), SIGNED - days(365)), *used(f"W-{number:04}", year, before)))]


def test_every_woman_is_compared_with_herself_first() -> None:
    """By her own rate: 4 in 200 days against 5 in 300 is down, 2 in 100 against 3 in 150 is the same."""
    told = found(cohort([((4, 200), (5, 300)), ((2, 100), (3, 150)), ((0, 50), (1, 900)), ((0, 50), (0, 10))]))
    assert (told["paired_women"], told["up"], told["down"], told["same"], told["not_covered"]) == (4, 1, 1, 2, 0)
    assert told["median_from"] == pytest.approx((2 / 100 * 365.25 + 0) / 2)


def test_women_without_covered_days_on_both_sides_are_not_compared_and_are_shown() -> None:
    rows = [*cohort(EVEN), *compared("W-0101", (5, 365), (0, 0)), *joined("W-0102")]
    told = found(rows)
    assert (told["paired_women"], told["not_covered"]) == (8, 2)
    assert told["events_from"] == 48


def test_a_woman_who_has_not_signed_up_is_none_of_a_comparison() -> None:
    only = [each for each in compared("W-0101", (5, 365), (5, 365)) if each["kind"] != "signed-up"]
    assert found([*cohort(EVEN), *only])["not_covered"] == 0


def test_sides_may_be_several_phases_put_together() -> None:
    rows = two_years(cohort(EVEN), 3)
    apart, together = found(rows, "before-1", "during"), found(rows, "before-2+before-1", "during")
    assert (apart["events_from"], together["events_from"]) == (48, 72)
    assert together["days_from"] == 8 * 730
    assert together["from"] == "before-2+before-1"


@pytest.mark.parametrize(("of", "to"), [("before-3", "during"), ("during", "during"), ("before-1+during", "during"), ("", "during")])
def test_what_cannot_be_compared_is_refused(of: str, to: str) -> None:
    with pytest.raises(Usage):
        comparison.pair(of, to)


def test_a_day_to_part_time_without_a_comparison_is_refused() -> None:
    with pytest.raises(Usage, match="none was asked for"):
        Profile(Programme(History(PROGRAMME, ()), DAY, parameters.in_force(History(PROGRAMME, ()))), None, {"split_at": DAY})


def test_without_being_asked_nothing_is_compared() -> None:
    assert "comparisons" not in Profile(Programme(History(PROGRAMME, ()), DAY, parameters.in_force(History(PROGRAMME, ())))).document(0)


def test_the_widest_interval_leads() -> None:
    """One woman's events in runs: from woman to woman it is widest."""
    runs = found(cohort([((20, 365), (2, 365)), ((2, 365), (25, 365)), ((5, 365), (5, 365)), ((9, 365), (1, 365))]))
    even = found(cohort(EVEN))
    width = {name: runs[name][1] / runs[name][0] for name in ("pooled_interval", "conditional_interval", "woman_level_interval")}
    assert max(width, key=lambda name: width[name]) == "woman_level_interval"
    assert (runs["leading_interval"], runs["interval"]) == ("woman-level", runs["woman_level_interval"])
    assert (even["leading_interval"], even["interval"]) == ("pooled", even["pooled_interval"])


def test_an_interval_without_an_end_leads() -> None:
    told = found(cohort([((0, 365), (5, 365)), ((0, 365), (4, 365)), ((0, 365), (3, 365))]))
    assert (told["leading_interval"], told["interval"][1], told["pooled_ratio"]) == ("pooled", None, None)
    assert told["conditional_ratio"] is None
    assert "not estimable" in told["sentence"]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = list(rows_of_the_log())
    expected = document(rows, day=datetime.date(2021, 9, 30))["comparisons"]
    random.Random(3).shuffle(rows)
    assert document(rows, day=datetime.date(2021, 9, 30))["comparisons"] == expected


# Planned, or an afterthought.


@pytest.mark.parametrize("words", [
    "profile a-and-e before-1 during", "before-1 during", "A-and-E: before-1 to during", "gp and a-and-e, before-1, during"])
def test_a_comparison_that_a_plan_names_is_planned(words: str) -> None:
    told = found([{**PLAN, "comparison": words}, *cohort(EVEN)])
    assert (told["planned"], told["plan"]) == (True, 1)
    assert "not-planned" not in told["caution_codes"]


@pytest.mark.parametrize("words", ["profile gp before-1 during", "before-2 during", "during before-1", "something else", "before-1"])
def test_a_comparison_that_no_plan_names_is_an_afterthought(words: str) -> None:
    told = found([{**PLAN, "comparison": words}, *cohort(EVEN)])
    assert (told["planned"], told["plan"]) == (False, None)
    assert told["caution_codes"][-1] == "not-planned"


@pytest.mark.parametrize(("day", "planned"), [(365, True), (366, False)])
def test_of_one_append_the_days_on_which_they_occurred_decide(say: Any, ledger: Any, run: Any, day: int, planned: bool) -> None:
    """The first review of the later side was made 365 days after sign-up."""
    say(*cohort(EVEN), {**PLAN, "occurred": str(SIGNED + days(day))})
    asked = run("--ledger", str(ledger.path), "profile", "--compare", "before-1", "during", "--json")
    assert json.loads(asked.out)["comparisons"][0]["planned"] is planned


def test_a_plan_recorded_after_the_reviews_is_none_however_early_it_says_it_was(say: Any, ledger: Any, run: Any) -> None:
    """What the ledger learned when decides, not what the entry says."""
    hour = 3_600_000_000
    say(*cohort(EVEN), now=NOW)
    say(PLAN, now=NOW + hour)
    asked = run("--ledger", str(ledger.path), "profile", "--compare", "before-1", "during", "--json")
    assert json.loads(asked.out)["comparisons"][0]["planned"] is False


def test_a_plan_recorded_before_the_reviews_counts(say: Any, ledger: Any, run: Any) -> None:
    hour = 3_600_000_000
    say(PLAN, now=NOW)
    say(*cohort(EVEN), now=NOW + hour)
    asked = run("--ledger", str(ledger.path), "profile", "--compare", "before-1", "during", "--json")
    assert json.loads(asked.out)["comparisons"][0]["planned"] is True


# Cautions: each is raised, and each stays quiet.


def codes(rows: Iterable[Row], *pair: str) -> list[str]:
    told: list[str] = found([PLAN, *rows], *pair)["caution_codes"]
    return told


def test_an_even_planned_comparison_raises_no_caution() -> None:
    told = clear(EVEN, 6)
    assert (told["cautions"], told["unchecked"], told["mark"], told["leads"]) == ([], [], None, None)


def test_every_caution_is_a_word_and_a_sentence() -> None:
    for text, code in zip((told := found(rows_of_the_log(), day=datetime.date(2021, 9, 30)))["cautions"], told["caution_codes"], strict=True):
        assert text.startswith(f"{code}: ")
        assert text.endswith(".")


@pytest.mark.parametrize(("before", "raised"), [(4, True), (5, False)])
def test_a_year_well_above_the_one_before_it_raises_regression_to_the_mean(before: int, raised: bool) -> None:
    """6 against 4 is half as much again, 6 against 5 a fifth."""
    assert ("regression-to-the-mean" in codes(two_years(cohort(EVEN), before))) is raised


def test_regression_is_of_looking_back_alone() -> None:
    assert "regression-to-the-mean" not in codes(two_years(cohort(EVEN), 1), "before-2", "before-1")


def test_without_the_year_before_regression_cannot_be_looked_for_and_no_direction_leads() -> None:
    told = found([PLAN, *cohort(FALL)], day=SIGNED + days(364))
    assert (told["cautions"], told["unchecked"], told["leads"]) == ([], ["regression-to-the-mean"], None)


@pytest.mark.parametrize(("field", "words", "raised"), [
    ("criteria_version", "top 49 by A&E use last year", True), ("route", "audit", True), ("criteria_version", "1", False),
    ("route", "removal-data", False)])
def test_selection_by_recent_use_raises_regression_to_the_mean(field: str, words: str, raised: bool) -> None:
    rows = [{**each, field: words} if each["kind"] == "woman-identified" else each for each in two_years(cohort(EVEN), 6)]
    assert ("regression-to-the-mean" in codes(rows)) is raised


@pytest.mark.parametrize(("events", "later", "raised"), [(2, 6, True), (0, 6, False), (2, 13, False), (2, 12, True)])
def test_an_outreach_rate_above_both_raises_entry_at_crisis(events: int, later: int, raised: bool) -> None:
    """2 in 60 days are 12.2 a year; above one side alone is not above both."""
    rows = []
    for number in range(1, 9):
        woman, outreach = f"W-{number:04}", SIGNED - days(60)
        rows += [*joined(woman, SIGNED, outreach), looked(woman, outreach - days(800), SIGNED + days(365)),
                 *used(woman, outreach - days(1), 6), *used(woman, outreach - days(400), 6), *used(woman, outreach, events),
                 *used(woman, SIGNED, later)]
    assert ("entry-at-crisis" in codes(rows)) is raised


def test_phases_not_seen_equally_well_raise_differing_coverage() -> None:
    """All the days of during are covered where the report's day is the last of them, and half of them a year later."""
    rows = two_years(cohort(EVEN), 6)
    equal = found([PLAN, *rows], day=SIGNED + days(364))
    assert "differing-coverage" not in equal["caution_codes"]
    assert "differing-coverage" in found([PLAN, *rows], day=SIGNED + days(729))["caution_codes"]


@pytest.mark.parametrize(("most", "raised"), [(18, True), (17, False)])
def test_a_woman_with_three_tenths_of_the_events_raises_one_woman(most: int, raised: bool) -> None:
    """18 of 60 and 17 of 59."""
    rows = two_years(cohort([((most, 365), (6, 365)), *[((6, 365), (6, 365))] * 7]), 6)
    assert ("one-woman" in codes(rows)) is raised


@pytest.mark.parametrize(("outcome", "many", "raised"), [("disengaged", 1, True), ("completed", 8, False), ("disengaged", 0, False)])
def test_women_who_left_otherwise_than_by_completing_raise_attrition(outcome: str, many: int, raised: bool) -> None:
    ended = [row("programme-ended", f"W-{number:04}", SIGNED + days(365), outcome=outcome) for number in range(1, many + 1)]
    assert ("attrition" in codes([*two_years(cohort(EVEN), 6), *ended])) is raised


@pytest.mark.parametrize(("events", "raised"), [(19, True), (20, False)])
def test_fewer_than_twenty_events_on_a_side_raise_few_events(events: int, raised: bool) -> None:
    told = found(of_person_time((30, 2920), (events, 2920), 8))
    assert ("few-events" in told["caution_codes"], told["mark"]) == (raised, "u" if raised else None)


@pytest.mark.parametrize(("signed", "raised"), [(datetime.date(2020, 3, 1), True), (datetime.date(2017, 3, 1), False)])
def test_covered_days_in_a_lockdown_raise_lockdown(signed: datetime.date, raised: bool) -> None:
    rows = [each for number in range(8) for each in compared(f"W-{number}", (6, 365), (6, 365), signed)]
    assert ("lockdown" in found(rows, day=datetime.date(2021, 9, 30))["caution_codes"]) is raised


def test_the_least_of_a_caution_is_a_parameter() -> None:
    agreed = row("parameter-set", PROGRAMME, "2015-12-01", name="caution.one-woman-percent", value="12", reason="agreed")
    assert "one-woman" in codes([agreed, *two_years(cohort(EVEN), 6)])


# What leads, and in which words.


def clear(told: list[tuple[tuple[int, int], tuple[int, int]]], before: int) -> dict[str, Any]:
    """A planned comparison against which nothing stands."""
    return found([PLAN, *two_years(cohort(told), before)], day=SIGNED + days(364))


def test_a_planned_fall_against_which_nothing_stands_leads() -> None:
    told = clear(FALL, 12)
    assert (told["leads"], told["cautions"], told["sign_flip_p"]) == ("fall", [], 2 / 2 ** 8)
    assert "the rate of during is lower than that of before-1. Why, it does not say." in told["sentence"]


def test_a_planned_rise_leads_too() -> None:
    assert clear([((4, 365), (12, 365))] * 8, 4)["leads"] == "rise"


@pytest.mark.parametrize("spoiled", [
    lambda rows: rows[1:],   # not planned
    lambda rows: [*rows, row("programme-ended", "W-0001", SIGNED + days(300), outcome="disengaged")],
    lambda rows: [each for each in rows if each["kind"] != "woman-identified"] + [
        {**each, "route": "audit"} for each in rows if each["kind"] == "woman-identified"]])
def test_a_fall_with_a_caution_does_not_lead(spoiled: Any) -> None:
    rows = [PLAN, *two_years(cohort(FALL), 12)]
    told = found(spoiled(rows), day=SIGNED + days(364))
    assert told["leads"] is None
    assert "No direction is named" in told["sentence"]


def test_a_fall_whose_widest_interval_holds_one_does_not_lead() -> None:
    told = clear([((7, 365), (6, 365))] * 8, 7)
    assert (told["leads"], told["cautions"]) == (None, [])
    assert "the leading interval does not exclude 1" in told["sentence"]


def test_five_women_can_never_lead() -> None:
    """However far apart the rates are: of 32 ways to sign five differences two reach as far, which is more than 1 in 20."""
    told = found([PLAN, *two_years(cohort([((40, 365), (15, 365))] * 4 + [((40, 365), (16, 365))]), 40, 5)], day=SIGNED + days(364))
    assert (told["cautions"], told["sign_flip_p"], told["leads"]) == ([], 2 / 2 ** 5, None)
    assert told["interval"][1] < 1


def texts(value: Any) -> Iterable[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in (*value, *value.values()) for text in texts(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in texts(each))


def test_no_comparison_can_say_why() -> None:
    """Whatever the data: every text of the documents, their layouts, their columns, and the sources of their words."""
    documents = [document(rows_of_the_log(), ("before-1", "during"), ("before-2+before-1", "after"), day=datetime.date(2021, 9, 30)),
                 document([PLAN, *two_years(cohort(FALL), 12)], day=SIGNED + days(364)), document(cohort([((0, 10), (0, 10))])),
                 document(joined("W-0001")), document(cohort([((0, 10), (5, 10))]))]
    said = [text for each in documents for text in (*texts(each), *layout.lines(each))]
    said += [text for each in documents for sheet in sheets(each) for text in (sheet.text, *(column.text for column in sheet.columns))]
    folder = Path(comparison.__file__).parent
    said += [part for path in sorted(folder.glob("*.py")) for part in re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8"))]
    assert len(said) > 500
    assert [text for text in said if FORBIDDEN.search(text)] == []


def test_the_forbidden_words_are_looked_for() -> None:
    assert all(FORBIDDEN.search(f"it {word} them") for word in ("reduced", "prevented", "saved", "caused", "significantly"))


def test_every_column_of_a_comparison_says_its_role_and_every_key_has_one() -> None:
    told = document(cohort(EVEN))
    (sheet,) = [each for each in sheets(told) if each.path == "comparisons"]
    assert {column.role for column in sheet.columns} <= set(ROLES)
    not_shown = {"plan", "days_from", "days_to", "interval_from", "interval_to", "interval", "largest_share_from", "largest_share_to", "unchecked"}
    assert {column.name for column in sheet.columns} == set(told["comparisons"][0]) - not_shown


def test_a_comparison_is_explained_woman_by_woman() -> None:
    """Her events and days in both phases; a woman with one side alone is excluded in both."""
    rows = [*cohort(EVEN), *compared("W-0101", (5, 365), (0, 0))]
    told = histories(rows)
    collector = begun(told, "a-and-e.before-1:during", (), DAY)
    for each in told.values():
        collector.add(Woman(each.upto(DAY), DAY, collector.programme.parameters))   # type: ignore[attr-defined]
    explained, whole = collector.explained(), found(rows)
    for phase, side in (("before-1", "from"), ("during", "to")):
        of_phase = [each for each in explained if each["unit"] == phase]
        assert sum(each["amount"] for each in of_phase) == whole[f"events_{side}"]
        assert sum(each["of"] for each in of_phase) == whole[f"days_{side}"]
        assert [each["answer"] for each in of_phase if each["woman"] == "W-0101"] == ["excluded"]


@pytest.mark.parametrize("figure", ["a-and-e.before-1:sometime", "hairdresser.before-1:during", "a-and-e.during:during"])
def test_a_comparison_that_there_cannot_be_is_not_explained(figure: str) -> None:
    with pytest.raises(KeyError):
        begun({}, figure, (), DAY)


def test_a_layout_says_what_a_document_says() -> None:
    lines = "\n".join(layout.lines(document(rows_of_the_log(), day=datetime.date(2021, 9, 30))))
    assert "an afterthought" in lines
    assert "Up 3, down 10, same 3." in lines
    assert "Caution, lockdown" in lines
    assert lines.isascii()
