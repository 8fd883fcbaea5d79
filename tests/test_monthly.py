"""Are months counted from each woman's own sign-up, over the days that were looked at?"""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from cohorts import Row, joined, looked, row, used
from test_profile import histories, rows_of_the_log

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.formats.table import monthly as layout
from projections.indicators import Programme
from projections.monthly import MONTHS, Monthly, names, sheets
from projections.woman import Woman

DAY = datetime.date(2021, 9, 30)
SIGNED = datetime.date(2020, 3, 31)


def collected(rows: Iterable[Row], explained: str | None = None, day: datetime.date = DAY) -> Monthly:
    told = histories(rows)
    programme = told.pop(PROGRAMME, History(PROGRAMME, ())).upto(day)
    context = Programme(programme, day, parameters.in_force(programme))
    made = Monthly(context, explained)
    for each in told.values():
        made.add(Woman(each.upto(day), day, context.parameters))
    return made


def months(*rows: Row, day: datetime.date = DAY) -> dict[int, dict[str, Any]]:
    """A&E by month, of one woman who signed up on the last of March and whose records were all looked at."""
    told = [*joined("W-1", SIGNED), looked("W-1", datetime.date(2015, 1, 1), datetime.date(2022, 1, 1)), *rows]
    return {each["month"]: each for each in collected(told, day=day).document(0)["rows"]}


@pytest.mark.parametrize(("day", "month"), [
    ("2020-03-31", 0), ("2020-03-30", -1), ("2020-04-29", 0), ("2020-04-30", 1), ("2020-02-29", -1), ("2020-02-28", -2), ("2018-03-31", -24),
    ("2021-09-30", 18)])
def test_an_event_is_of_the_month_from_her_sign_up(day: str, month: int) -> None:
    """Where a month has no such day it begins on its last."""
    found = months(*used("W-1", datetime.date.fromisoformat(day)))
    assert {name for name, each in found.items() if each["events"]} == {month}


def test_events_outside_the_months_are_none_of_them() -> None:
    assert sum(each["events"] for each in months(*used("W-1", datetime.date(2018, 3, 30))).values()) == 0


def test_months_follow_each_other_without_a_gap() -> None:
    found = months()
    assert list(found) == list(MONTHS)
    assert sum(each["covered_days"] for each in found.values()) == (DAY - datetime.date(2018, 3, 31)).days + 1


def test_a_month_in_which_nobody_looked_is_marked_and_is_not_nought() -> None:
    rows = [*joined("W-1", SIGNED), looked("W-1", SIGNED, datetime.date(2020, 4, 30)), *used("W-1", datetime.date(2020, 5, 5))]
    found = {each["month"]: each for each in collected(rows).document(0)["rows"]}
    assert (found[0]["mark"], found[0]["rate"], found[0]["women"]) == ("u", 0, 1)
    assert (found[1]["mark"], found[1]["rate"], found[1]["events"], found[1]["women"]) == ("x", None, 0, 0)
    assert found[1]["uncovered_days"] == 31


def test_months_end_with_the_day_of_the_report_and_with_her_life() -> None:
    assert months(day=datetime.date(2020, 4, 9))[0]["covered_days"] == 10
    assert months(row("died", "W-1", "2020-04-05"))[0]["covered_days"] == 5


def test_the_months_of_the_log_add_up_and_are_explained() -> None:
    rows = collected(rows_of_the_log()).document(0)["rows"]
    for each in [each for each in rows if each["month"] in (-24, -1, 0, 5)]:
        explained = collected(rows_of_the_log(), f"{each['service']}.{each['month']}").explained()
        assert sum(one["amount"] for one in explained) == each["events"]
        assert sum(one["of"] for one in explained) == each["covered_days"]


@pytest.mark.parametrize("figure", ["a-and-e", "a-and-e.19", "a-and-e.x", "hairdresser.0", ""])
def test_a_month_that_there_is_not_cannot_be_explained(figure: str) -> None:
    with pytest.raises(KeyError):
        collected((), figure)


def test_columns_stand_for_the_values_and_the_layout_is_plain() -> None:
    document = collected(rows_of_the_log()).document(0)
    (sheet,) = sheets(document)
    assert [{column.name for column in sheet.columns}] * len(sheet.rows) == [set(each) for each in sheet.rows]
    assert "\n".join(layout.lines(document)).isascii()


def test_every_figure_that_is_named_can_be_explained() -> None:
    assert [collected((), name).explained() for name in names()] == [[]] * len(names())
    assert names()
