"""Do the changes of women say who changed, by a first look and a last?"""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from cohorts import SIGNED, Row, days, joined, row
from test_profile import histories, rows_of_the_log

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.changes import Changes, names, sheets
from projections.formats.table import changes as layout
from projections.indicators import Programme
from projections.sheets import ROLES
from projections.woman import Woman

DAY = datetime.date(2018, 1, 1)
LOG_DAY = datetime.date(2021, 9, 30)


def collected(rows: Iterable[Row], explained: str | None = None, day: datetime.date = DAY) -> Changes:
    told = histories(rows)
    programme = told.pop(PROGRAMME, History(PROGRAMME, ())).upto(day)
    context = Programme(programme, day, parameters.in_force(programme))
    made = Changes(context, explained)
    for each in told.values():
        made.add(Woman(each.upto(day), day, context.parameters))
    return made


def state(name: str, *rows: Row) -> dict[str, Any]:
    """One yes-or-no question of women who signed up."""
    found: dict[str, Any] = next(each for each in collected(rows).document(0)["states"] if each["figure"] == name)
    return found


def asked(woman: str, day: datetime.date, answer: str) -> Row:
    return row("abuse-status-asked", woman, day, answer=answer)


def score(woman: str, day: datetime.date, points: float, occasion: str = "baseline", rater: str = "woman") -> Row:
    return row("instrument-completed", woman, day, instrument="core-10", score=points, occasion=occasion, rater=rater)


LATER = SIGNED + days(200)


def test_reliable_change_of_the_log_is_the_one_that_a_naive_program_worked_out() -> None:
    """1 of 9 pairs improved on the CORE-10, as the matrix says."""
    (core,) = [each for each in collected(rows_of_the_log(), day=LOG_DAY).document(0)["rows"] if each["figure"] == "core-10.woman"]
    assert (core["improved"], core["paired"], core["women"], core["not_paired"]) == (1, 9, 21, 12)
    assert core["improved"] + core["same"] + core["deteriorated"] == core["paired"]


@pytest.mark.parametrize("figure", [f"core-10.woman.{way}" for way in ("improved", "same", "deteriorated", "not-paired")] + [
    f"{name}.{way}" for name in ("settled", "secure") for way in ("both", "lost", "gained", "neither", "not-paired")])
def test_every_count_is_explained_by_its_women(figure: str) -> None:
    name, _, way = figure.rpartition(".")
    told = collected(rows_of_the_log(), day=LOG_DAY).document(0)
    (whole,) = [each for each in (*told["rows"], *told["states"]) if each["figure"] == name]
    explained = collected(rows_of_the_log(), figure, LOG_DAY).explained()
    assert sum(each["amount"] for each in explained) == whole[way.replace("-", "_")]
    assert len(explained) == 21


@pytest.mark.parametrize("figure", ["core-10.woman", "core-10.woman.grown", "core-10.neighbour.improved", "settled.improved", "x.both", ""])
def test_a_count_that_there_is_not_cannot_be_explained(figure: str) -> None:
    with pytest.raises(KeyError):
        collected((), figure)


def test_raters_are_never_combined() -> None:
    rows = [*joined("W-1"), score("W-1", SIGNED, 20), score("W-1", LATER, 5, "6-months", "practitioner")]
    assert [(each["figure"], each["paired"]) for each in collected(rows).document(0)["rows"]] == [
        ("core-10.woman", 0), ("core-10.practitioner", 0)]


def test_where_nobody_is_paired_there_is_nothing_but_a_mark() -> None:
    (only,) = collected([*joined("W-1"), score("W-1", SIGNED, 20)]).document(0)["rows"]
    assert (only["mark"], only["p"], only["change"], only["median_before"], only["improved_interval"]) == ("z", None, None, None, None)


def test_asking_once_is_no_change() -> None:
    """Of what she is asked one look does not say what is so now; a home lasts until another is recorded."""
    once = state("abuse-current", *joined("W-1"), asked("W-1", SIGNED, "current"))
    home = state("settled", *joined("W-1"), row("housing-changed", "W-1", SIGNED, accommodation="MA04", secure="yes"))
    assert (once["paired"], once["not_paired"], once["mark"]) == (0, 1, "z")
    assert (home["paired"], home["both"]) == (1, 1)


@pytest.mark.parametrize(("before", "after", "way"), [
    ("current", "none", "lost"), ("none", "current", "gained"), ("current", "current", "both"), ("earlier", "past-year", "neither")])
def test_abuse_at_present_is_as_she_says(before: str, after: str, way: str) -> None:
    told = state("abuse-current", *joined("W-1"), asked("W-1", SIGNED, before), asked("W-1", LATER, after))
    assert {name: told[name] for name in ("both", "lost", "gained", "neither")} == {**dict.fromkeys(("both", "lost", "gained", "neither"), 0), way: 1}


def test_what_she_would_not_say_is_no_answer() -> None:
    """The last answer that says something counts; where there is none she is not paired."""
    told = state("abuse-current", *joined("W-1"), asked("W-1", SIGNED, "current"), asked("W-1", LATER, "declined"))
    assert (told["paired"], told["not_paired"]) == (0, 1)


@pytest.mark.parametrize(("name", "first", "last"), [
    ("gp", row("gp-registered", "W-1", SIGNED), row("gp-deregistered", "W-1", LATER)),
    ("occupied", row("activity-started", "W-1", SIGNED, activity="07"), row("activity-ended", "W-1", LATER, activity="07")),
    ("use.heroin", row("substance-use-reviewed", "W-1", SIGNED, substance="heroin", days_in_28=9, treatment="yes"),
     row("substance-use-reviewed", "W-1", LATER, substance="heroin", days_in_28=0, treatment="yes")),
    ("need.housing.woman", row("need-assessed", "W-1", SIGNED, domain="housing", rating="2", rater="woman"),
     row("need-assessed", "W-1", LATER, domain="housing", rating="1", rater="woman")),
    ("homeless", row("housing-changed", "W-1", SIGNED, accommodation="HM01", secure="no"),
     row("housing-changed", "W-1", LATER, accommodation="MA04", secure="yes")),
    ("safe", row("housing-changed", "W-1", SIGNED, accommodation="HM01", secure="no", safe="yes"),
     row("housing-changed", "W-1", LATER, accommodation="MA04", secure="yes", safe="no"))])
def test_yes_at_sign_up_and_no_now(name: str, first: Row, last: Row) -> None:
    told = state(name, *joined("W-1"), first, last)
    assert (told["lost"], told["paired"], told["difference"]) == (1, 1, -1)


def test_a_woman_who_has_not_signed_up_is_none_of_them() -> None:
    rows = [each for each in joined("W-1") if each["kind"] != "signed-up"] + [score("W-1", SIGNED, 20), score("W-1", LATER, 5, "exit")]
    assert collected(rows).document(0)["rows"] == []


def test_recovery_is_explained_of_cases_alone() -> None:
    """One recovered, one was no case, one has no second pair."""
    def both(woman: str, *scores: tuple[int, int]) -> list[Row]:
        return [each for phq, gad in [scores] for name, points in (("phq-9", phq), ("gad-7", gad)) for each in (
            row("instrument-completed", woman, SIGNED, instrument=name, score=points[0], occasion="baseline", rater="woman"),
            row("instrument-completed", woman, LATER, instrument=name, score=points[1], occasion="exit", rater="woman"))]

    rows = [*joined("W-1"), *both("W-1", (15, 9), (12, 7)), *joined("W-2"), *both("W-2", (9, 3), (7, 7)), *joined("W-3")]
    explained = collected(rows, "talking-therapies.woman.recovered").explained()
    assert [(each["woman"], each["answer"]) for each in explained] == [("W-1", "counted"), ("W-2", "excluded"), ("W-3", "missing")]


def test_every_column_says_its_role_and_stands_for_a_value() -> None:
    told = collected(rows_of_the_log(), day=LOG_DAY).document(0)
    for sheet in sheets(told):
        assert {column.role for column in sheet.columns} <= set(ROLES)
        assert [{column.name for column in sheet.columns} - set(each) for each in sheet.rows] == [set()] * len(sheet.rows)
        assert told[sheet.path] == sheet.rows


def test_the_layout_is_plain_and_says_no_why() -> None:
    text = "\n".join(layout.lines(collected(rows_of_the_log(), day=LOG_DAY).document(0)))
    assert text.isascii()
    assert [word for word in ("reduced", "prevented", "saved", "caused", "significant") if word in text.lower()] == []
    assert "core-10.woman" in text
    assert layout.lines(collected(()).document(0))[0] == "No questionnaire of a woman signed up is recorded."




def test_every_figure_that_is_named_can_be_explained() -> None:
    assert [collected((), name).explained() for name in names()] == [[]] * len(names())
    assert names()
