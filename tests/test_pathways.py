"""Does the report of referrals say how each stands, how long it waited, and what was decided, and do its rows add up?"""

from typing import Any

import pytest
import women_told
from women_told import woman

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.indicators import Programme, figures, rows_of
from projections.pathways import STANDINGS, WORDS, Pathways, answers, half_ended_by, pathways, sheets
from projections.woman import Woman

SIGNED = "2020-11-02 signed-up contraception_choice=larc\n"
MADE = SIGNED + "2021-02-01 referral-made referral=R1 service=mental-health domain=trauma\n"
ATTENDED = "2021-02-15 service-used service=mental-health attended=yes\n"
DECIDED = "2021-02-11 referral-decided referral=R1 decision="


def collected(women: list[Woman], figure: str | None = None) -> Pathways:
    """The report of these women."""
    nothing = History(PROGRAMME, ())
    report = Pathways(Programme(nothing, women_told.DAY, parameters.in_force(nothing)), figure)
    for each in women:
        report.add(each)
    return report


@pytest.mark.parametrize(("text", "standing", "days"), [
    (MADE, "waiting", 241), (MADE + ATTENDED, "attended", 14), (MADE + ATTENDED.replace("=yes", "=no"), "waiting", 241),
    (MADE + DECIDED + "accepted", "waiting", 241), (MADE + DECIDED + "waiting-list\n" + ATTENDED, "attended", 14),
    (MADE + DECIDED + "below-threshold\n" + ATTENDED, "below-threshold", 10),
    (MADE + DECIDED + "not-available", "not-available", 10), (MADE + DECIDED + "declined-by-woman", "declined-by-woman", 10),
    (MADE + DECIDED + "closed", "closed", 10), (MADE + "2021-03-01 died", "died", 27),
    (MADE + ATTENDED + "2021-02-16 died", "attended", 14)])
def test_a_referral_stands_in_one_way_and_waited_for_so_long(text: str, standing: str, days: int) -> None:
    """The first attendance or closing decision ends the wait; a death ends it too, and says so."""
    (each,) = pathways(woman(text))
    assert (standing, days) == (each.standing, each.days)


def test_referrals_of_women_who_never_signed_up_are_none_of_its() -> None:
    """The unit is a referral of a woman signed up."""
    assert pathways(woman(MADE.replace("signed-up contraception_choice=larc", "outreach-started"))) == []


SERVICES = ("mental-health", "gp", "dentist")


@pytest.fixture(scope="module")
def many() -> list[Woman]:
    """Women with referrals of every standing, to three services for two areas of need."""
    ends = ["", *(f"2021-03-{day:02} referral-decided referral=R1 decision={word}" for day, word in enumerate(
        ("accepted", "waiting-list", "below-threshold", "not-available", "declined-by-woman", "closed", "other"), 1)),
        *(f"2021-02-{day:02} service-used service=mental-health attended=yes" for day in range(2, 20, 3)), "2021-03-01 died"]
    made = "2021-02-01 referral-made referral=R1 service={} domain={}\n"
    told = {f"W-{number:04}": SIGNED + made.format(SERVICES[number % 3], ("trauma", "mental-health")[number % 2]) + end
            for number, end in enumerate(ends * 3)}
    return women_told.women(told)


def test_standings_add_up_to_referrals_and_rows_to_their_explanations(many: list[Woman]) -> None:
    """A number of the report is what `explain` adds up to, in every row."""
    report = collected(many).document(0)
    for row, decided in zip(report["rows"], report["decisions"], strict=True):
        assert row["referrals"] == sum(row[word.replace("-", "_")] for word in STANDINGS) == decided["referrals"]
        for word in WORDS:
            rows = collected(many, f"{row['service']}.{row['domain']}.{word}").explained()
            amount = sum(said["amount"] for said in rows if said["answer"] == "counted")
            told = {**row, **decided}.get(word.removeprefix("decided-").replace("-", "_"))
            if word.startswith("days-to"):
                assert (told is None) == (amount == 0)
            elif word not in ("below-threshold", "not-available", "declined-by-woman", "closed"):
                assert told == amount, (row, word)
            else:
                assert row[word.replace("-", "_")] == amount, (row, word)


def test_all_is_the_sum_of_services_and_of_areas(many: list[Woman]) -> None:
    """Each referral stands in four rows: all, its service, its area, both."""
    rows = collected(many).document(0)["rows"]
    whole = sum(row["referrals"] for row in rows if (row["service"], row["domain"]) == ("all", "all"))
    assert len(many) == whole == sum(row["referrals"] for row in rows if row["domain"] == "all" != row["service"])
    assert whole == sum(row["referrals"] for row in rows if row["service"] == "all" != row["domain"])
    assert whole == sum(row["referrals"] for row in rows if "all" not in (row["service"], row["domain"]))


@pytest.mark.parametrize(("ours", "matrix"), [
    ("decided-below-threshold", "M19.below-threshold"), ("decided-not-available", "M19.not-available"),
    ("waited-over", "M19.waiting"), ("days-to-first-attendance", "M19.days-to-first-attendance")])
def test_what_the_matrix_asks_is_answered_alike(many: list[Woman], ours: str, matrix: str) -> None:
    """Answer and amount of M19 are those of the report, referral by referral."""
    asked = figures()[matrix].of_woman
    assert asked is not None
    expected = [(each.unit, each.answer, each.amount) for told in many for each in rows_of(asked(told))]
    assert expected == [(each.unit, each.answer, each.amount) for told in many for each in answers(told, ours)]
    assert {said for _, said, _ in expected} != {"not-counted"}


def test_those_still_waiting_move_the_kaplan_meier_median_and_no_other() -> None:
    """Five attended after 1 to 5 days and five who wait since 241: half is over by day 5, yet their median is 3."""
    attended = [woman(MADE + f"2021-02-{day:02} service-used service=mental-health attended=yes") for day in range(2, 7)]
    found = [each for told in [*attended, *[woman(MADE)] * 5] for each in pathways(told)]
    assert half_ended_by(found) == 5
    (row, *_) = collected([*attended, *[woman(MADE)] * 5]).document(0)["rows"]
    assert (3, 5, 5) == (row["days_to_first_attendance"], row["half_ended_by"], row["waiting"])
    assert half_ended_by(found[:4]) is None, "four are too few for a curve"


@pytest.mark.parametrize("figure", ["moon", "gp.moon", "moon.waiting", "gp.moon.waiting", "gp.trauma.waiting.x", ""])
def test_a_figure_that_it_does_not_have_is_none(figure: str) -> None:
    """A KeyError, which the command line turns into words."""
    with pytest.raises(KeyError):
        collected([], figure)


def test_the_ends_of_a_range_are_of_one_woman_and_stay_with_the_team(many: list[Woman]) -> None:
    """Each column says its role, and is a key of its rows."""
    tables = sheets(collected(many).document(0))
    for sheet in tables:
        assert [list(row) for row in sheet.rows[:1]] == [[column.name for column in sheet.columns]]
    assert ["shortest", "longest"] == [column.name for sheet in tables for column in sheet.columns if column.role == "one"]


def test_it_is_asked_on_the_command_line(ledger: Any, say: Any, run: Any) -> None:
    """What was not available stands in its row, and one is still waiting."""
    her = {"woman": "W-0001", "by": "P-01"}
    say({**her, "kind": "woman-identified", "occurred": "2021-01-01", "route": "forum", "care_experienced": "no"},
        {**her, "kind": "signed-up", "occurred": "2021-01-04", "contraception_choice": "larc"},
        {**her, "kind": "referral-made", "occurred": "2021-02-01", "referral": "R1", "service": "gp", "domain": "trauma"},
        {**her, "kind": "referral-made", "occurred": "2021-02-01", "referral": "R2", "service": "dentist", "domain": "trauma"},
        {**her, "kind": "referral-decided", "occurred": "2021-03-01", "referral": "R2", "decision": "not-available"})
    said = run("--ledger", "phoenix", "pathways", "--true-on", "2021-09-30")
    assert said.code == 0
    assert ["all", "all", "2", "1", "0", "0", "1", "0", "0", "1", "0"] in [line.split() for line in said.out.splitlines()]
    explained = run("--ledger", "phoenix", "explain", "pathways", "waiting", "--true-on", "2021-09-30").out
    assert explained.count("still waiting after 241 days") == 1 and "Added up: 1 of 2." in explained
