"""Is everybody followed for as long as somebody would know, and no longer?"""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from cohorts import SIGNED, Row, days, joined, looked, row
from test_profile import histories, rows_of_the_log

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.formats.table import survival as layout
from projections.indicators import Programme
from projections.sheets import ROLES
from projections.survival import Survival, names, sheets
from projections.woman import Woman

DAY = SIGNED + days(999)   # Followed to the end of this day: 1,000 days from sign-up.


def collected(rows: Iterable[Row], explained: str | None = None, day: datetime.date = DAY, **asked: Any) -> Survival:
    told = histories(rows)
    programme = told.pop(PROGRAMME, History(PROGRAMME, ())).upto(day)
    context = Programme(programme, day, parameters.in_force(programme))
    made = Survival(context, explained, asked)
    for each in told.values():
        made.add(Woman(each.upto(day), day, context.parameters))
    return made


def said(curve: str, *rows: Row) -> tuple[str, float, float] | None:
    """What one woman says to a curve: her answer, whether it ended, and after how many days she was followed no longer."""
    told = collected(rows, curve).explained()
    return (told[0]["answer"], told[0]["amount"], told[0]["of"]) if told else None


def fitted(day: int, method: str = "implant") -> Row:
    return row("larc-fitted", "W-1", SIGNED + days(day), method=method)


def removed(day: int, method: str = "implant", reason: str = "her-choice") -> Row:
    return row("larc-removed", "W-1", SIGNED + days(day), method=method, reason=reason)


def ended(day: int) -> Row:
    return row("programme-ended", "W-1", SIGNED + days(day), outcome="completed")


@pytest.mark.parametrize(("rows", "expected"), [
    ([fitted(10), removed(40)], ("counted", 1, 30)),
    ([fitted(10)], ("not-counted", 0, 990)),
    ([fitted(10), row("died", "W-1", SIGNED + days(50))], ("not-counted", 0, 40)),
    ([fitted(10), ended(60)], ("not-counted", 0, 50)),
    ([fitted(10), ended(60), removed(70)], ("not-counted", 0, 50)),
    ([fitted(10), ended(60), looked("W-1", SIGNED, SIGNED + days(100), "sexual-health"), removed(70)], ("counted", 1, 60)),
    ([fitted(10), removed(40), fitted(47, "iud")], ("not-counted", 0, 990)),
    ([fitted(10), removed(40), fitted(48, "iud")], ("counted", 1, 30)),
    ([fitted(10), fitted(38, "iud"), removed(40)], ("not-counted", 0, 990)),
    ([fitted(10), removed(40), fitted(45, "iud"), removed(80, "iud")], ("counted", 1, 70)),
    ([fitted(10), removed(40), fitted(45, "injection")], ("not-counted", 0, 126)),
    ([fitted(10, "iud"), row("larc-checked", "W-1", SIGNED + days(20), finding="expelled")], ("counted", 1, 10)),
    ([fitted(10), fitted(300)], ("not-counted", 0, 990)),
    ([fitted(10), removed(10)], ("counted", 1, 0)),
    ([fitted(10), removed(40), fitted(200)], ("counted", 1, 30)),
    ([row("larc-fitted", "W-1", SIGNED, method="implant", replace_by="2016-03-01")], ("not-counted", 0, 60)),
    ([fitted(10, "injection")], ("excluded", 0, 0)),
    ([fitted(-10), removed(40)], ("excluded", 0, 0)),
    ([fitted(100), ended(60)], ("excluded", 0, 0)),
    ([], None)])
def test_larc_runs_from_fitting_to_removal(rows: list[Row], expected: Any) -> None:
    """A switch within seven days is no removal; whoever is followed no longer counts for as long as she was."""
    assert said("larc-continuation", *joined("W-1"), *rows) == expected


def confirmed(day: int, **fields: Any) -> Row:
    return row("pregnancy-confirmed", "W-1", SIGNED + days(day), planned="no", **fields)


@pytest.mark.parametrize(("rows", "expected"), [
    ([confirmed(200)], ("counted", 1, 200)),
    ([confirmed(200), row("pregnancy-ended", "W-1", SIGNED + days(240), outcome="miscarriage"), confirmed(500)], ("counted", 1, 200)),
    ([], ("not-counted", 0, 1000)),
    ([ended(100)], ("not-counted", 0, 100)),
    ([ended(100), confirmed(200)], ("not-counted", 0, 100)),
    ([ended(100), looked("W-1", SIGNED, SIGNED + days(300), "maternity"), confirmed(200)], ("counted", 1, 200)),
    ([row("died", "W-1", SIGNED + days(50))], ("not-counted", 0, 50)),
    ([confirmed(-20)], ("excluded", 0, 0)),
    ([confirmed(20, gestation_weeks=8)], ("excluded", 0, 0)),
    ([confirmed(-200), row("pregnancy-ended", "W-1", SIGNED - days(150), outcome="miscarriage"), confirmed(90)], ("counted", 1, 90))])
def test_pregnancy_runs_from_sign_up_until_it_is_known(rows: list[Row], expected: Any) -> None:
    assert said("first-pregnancy", *joined("W-1"), *rows) == expected


def test_a_woman_who_has_not_signed_up_is_none_of_them() -> None:
    rows = [each for each in joined("W-1") if each["kind"] != "signed-up"]
    assert said("first-pregnancy", *rows) is None
    assert [each["women"] for each in collected(rows).document(0)["curves"]] == [0, 0]


def test_a_curve_is_explained_by_the_women_it_counts() -> None:
    day = datetime.date(2021, 9, 30)
    for curve in collected(rows_of_the_log(), day=day).document(0)["curves"]:
        explained = collected(rows_of_the_log(), curve["figure"], day).explained()
        assert sum(each["amount"] for each in explained) == curve["events"]
        assert [each["answer"] for each in explained].count("excluded") == curve["excluded"]
        assert len(explained) == curve["women"] + curve["excluded"]


def test_a_curve_that_there_is_not_cannot_be_explained() -> None:
    with pytest.raises(KeyError):
        collected((), "happiness")


def test_the_mean_may_be_restricted_to_a_day() -> None:
    told = collected(rows_of_the_log(), day=datetime.date(2021, 9, 30), until=30).document(0)["curves"][0]
    assert (told["rmst"], told["rmst_to"]) == (30, 30)


def test_every_column_says_its_role_and_stands_for_a_value() -> None:
    told = collected(rows_of_the_log(), day=datetime.date(2021, 9, 30)).document(0)
    for sheet in sheets(told):
        assert {column.role for column in sheet.columns} <= set(ROLES)
        assert [set(each) for each in sheet.rows] == [{column.name for column in sheet.columns}] * len(sheet.rows)


def test_the_layout_names_its_limits_and_says_when_there_are_too_few() -> None:
    text = "\n".join(layout.lines(collected(rows_of_the_log(), day=datetime.date(2021, 9, 30)).document(0)))
    assert "log-log" in text
    assert text.isascii()
    assert "Too few women to draw a curve." in "\n".join(layout.lines(collected(()).document(0)))


def test_every_figure_that_is_named_can_be_explained() -> None:
    assert [collected((), name).explained() for name in names()] == [[]] * len(names())
    assert names()
