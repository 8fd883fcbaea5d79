"""Does the report of needs keep raters apart, add up to its women, and say the same as the matrix and its own rows?"""

from typing import Any

import pytest
import women_told
from women_told import woman

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.indicators import Programme, figures, rows_of
from projections.needs import BETWEEN, KNOWN, NOW, STATES, Needs, answers, names, parsed, sheets
from projections.woman import Woman

SIGNED = "2020-11-02 signed-up contraception_choice=larc\n"


def document(women: list[Woman]) -> dict[str, Any]:
    """The report of these women."""
    return _collected(women, None).document(0)


def _collected(women: list[Woman], figure: str | None) -> Needs:
    nothing = History(PROGRAMME, ())
    needs = Needs(Programme(nothing, women_told.DAY, parameters.in_force(nothing)), figure)
    for each in women:
        needs.add(each)
    return needs


def row(told: Woman, occasion: str, rater: str = "practitioner") -> dict[str, Any]:
    """The one state in which a woman stands on an occasion."""
    (found,) = [each for each in document([told])["rows"] if (each["occasion"], each["rater"]) == (occasion, rater)]
    assert found["women"] == 1
    return {state: number for state, number in found.items() if state in STATES and number}


RATING = "need-assessed domain=housing rater=practitioner rating="


@pytest.mark.parametrize(("text", "occasion", "state"), [
    (f"2020-12-01 {RATING}unmet", "baseline", "missing"),                 # a day after the window of 28 days
    (f"2020-11-30 {RATING}unmet", "baseline", "unmet"),
    (f"2020-10-01 {RATING}met\n2020-11-20 {RATING}unmet", "baseline", "met"),
    (f"2020-11-02 {RATING}unknown", "baseline", "unknown"),
    (f"2020-11-02 {RATING}unknown\n2020-11-20 {RATING}none", "baseline", "none"),
    (f"2020-11-02 {RATING}unmet\n2021-09-30 {RATING}met", "now", "met"),
    (f"2020-11-02 {RATING}unmet\n2021-09-30 {RATING}unknown", "now", "unknown"),
    (f"2020-11-02 {RATING}unmet\n2021-09-30 died", "now", "excluded"),
    (f"2020-11-02 {RATING}unmet\n2021-04-04 {RATING}met", "6-months", "met"),
    (f"2020-11-02 {RATING}unmet\n2021-04-03 {RATING}met", "6-months", "missing"),
    (f"2020-11-02 {RATING}unmet\n2021-05-30 {RATING}unknown", "6-months", "unknown"),
    (f"2020-11-02 {RATING}unmet\n2021-05-29 {RATING}none\n2021-05-30 {RATING}unknown", "6-months", "none"),
    (f"2020-11-02 {RATING}unmet\n2021-09-10 programme-ended outcome=completed-early", "exit", "excluded"),
    (f"2020-11-02 {RATING}unmet\n2021-09-10 programme-ended outcome=completed-early\n2021-09-12 {RATING}met", "exit", "met"),
    (f"2020-11-02 {RATING}unmet\n2021-02-10 programme-ended outcome=left-early\n2021-08-01 {RATING}met",
     "follow-up-6-months", "met")])
def test_a_need_stands_in_one_state_on_each_occasion(text: str, occasion: str, state: str) -> None:
    """At sign-up, within the window of an occasion, and on the day."""
    assert {state: 1} == row(woman(SIGNED + text), occasion)


def test_an_occasion_that_has_not_come_has_no_row() -> None:
    """Two months in, neither six months nor exit is told of."""
    told = woman(f"2021-08-02 signed-up contraception_choice=larc\n2021-08-02 {RATING}unmet")
    assert ["baseline", "now"] == [each["occasion"] for each in document([told])["rows"]]


def test_raters_are_never_combined() -> None:
    """What her practitioner rated is missing in her own row, and no row is of both."""
    told = woman(SIGNED + f"2020-11-02 {RATING}unmet\n2020-11-02 need-assessed domain=housing rater=woman rating=none")
    assert {"unmet": 1} == row(told, NOW) and {"none": 1} == row(told, NOW, "woman")
    assert {"rated_by_two": 1, "raters_disagree": 1} == {
        name: document([told])["disagreements"][0][name] for name in ("rated_by_two", "raters_disagree")}


def test_women_who_never_signed_up_are_in_no_row() -> None:
    """Needs are told of E alone."""
    assert document([woman(f"2020-11-02 {RATING}unmet")])["rows"] == []


@pytest.fixture(scope="module")
def log() -> list[Woman]:
    """The women of the log."""
    return women_told.of_the_log()


def test_every_row_adds_up_to_its_women(log: list[Woman]) -> None:
    """none + met + unmet + unknown + missing + excluded = women."""
    rows = document(log)["rows"]
    assert len(rows) > 20
    assert [each["women"] for each in rows] == [sum(each[state] for state in STATES) for each in rows]


def test_a_row_is_its_explanation_added_up(log: list[Woman]) -> None:
    """Each number of the report is what `explain` counts."""
    for each in document(log)["rows"][::3]:
        middle = "" if each["occasion"] == NOW else f"{each['occasion']}."
        for state in STATES[:-1]:
            figure = f"{each['domain']}.{each['rater']}.{middle}{state}"
            rows = _collected(log, figure).explained()
            assert each[state] == sum(said["amount"] for said in rows), figure
            assert each["women"] == len(rows)


def test_met_unmet_and_changes_are_those_of_the_matrix(log: list[Woman]) -> None:
    """M31 and the report cannot tell two stories: row by row the same answers."""
    told = [*log[:6], *(woman(SIGNED + f"2020-11-02 {RATING}{first}\n2021-08-02 {RATING}{now}")
                        for first in ("unmet", "met", "unknown") for now in ("met", "unmet"))]
    for word in ("met", "unmet", "became-met", "newly-unmet"):
        asked = figures()[f"M31.housing.practitioner.{word}"].of_woman
        assert asked is not None
        assert [rows_of(asked(each)) for each in told] == [answers(each, f"housing.practitioner.{word}") for each in told]
    changes = document(told)["changes"][-1]
    assert (4, 1, 1) == (changes["paired"], changes["became_met"], changes["newly_unmet"])


@pytest.mark.parametrize("figure", ["housing", "housing.practitioner", "moon.practitioner.met", "housing.moon.met",
                                    "housing.practitioner.excluded", "housing.practitioner.moon.met", "housing.practitioner.now.met.x"])
def test_a_figure_that_it_does_not_have_is_none(figure: str) -> None:
    """A KeyError, which the command line turns into words."""
    with pytest.raises(KeyError):
        Needs(Programme(History(PROGRAMME, ()), women_told.DAY, parameters.in_force(History(PROGRAMME, ()))), figure)


def test_every_name_can_be_asked() -> None:
    """What can be compared can be explained."""
    every = list(names())
    assert len(every) == len(set(every)) > 1000
    assert all(parsed(name) for name in every)
    assert set(BETWEEN) <= {parsed(name)[2] for name in every}
    assert set(KNOWN) <= {parsed(name)[3] for name in every}


def test_every_column_of_every_table_has_a_role(log: list[Woman]) -> None:
    """A sheet's columns are the keys of its rows, and none of them is of one woman."""
    tables = sheets(document(log))
    assert ["rows", "changes", "disagreements"] == [sheet.path for sheet in tables]
    for sheet in tables:
        assert [list(row) for row in sheet.rows[:1]] == [[column.name for column in sheet.columns]]
        assert {"open", "of", "count"} == {column.role for column in sheet.columns}


def test_it_is_asked_and_explained_on_the_command_line(phoenix: Any, run: Any) -> None:
    """Eleven of eighteen women have an unmet housing need in their practitioners' eyes."""
    said = run("--ledger", "phoenix", "needs", "--true-on", "2021-09-30")
    assert (0, "") == (said.code, said.err)
    assert "housing         practitioner  now                    21        5    2     11" in said.out
    assert "Added up: 11 of 18." in run("--ledger", "phoenix", "explain", "needs", "housing.practitioner.unmet").out
    assert run("--ledger", "phoenix", "explain", "needs", "housing.practitioner.unmt").code == 3
