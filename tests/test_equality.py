"""Do the groups add up to the funnel, is nobody guessed into one, and does M33 say the same?"""

from typing import Any

import pytest
import women_told
from women_told import woman

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.equality import GROUPS, SEVERAL, Equality, answers, names, sheets, stands
from projections.funnel import STEPS
from projections.funnel import Tally as Funnel
from projections.indicators import Programme, figures, rows_of
from projections.woman import Woman

IDENTIFIED = "2020-06-03 woman-identified route=forum care_experienced={} birth_year=1996\n"
RECORDED = "2020-06-{:02} equality-recorded characteristic={} value={}\n"


def collected(women: list[Woman], figure: str | None = None) -> Equality:
    """The report of these women."""
    nothing = History(PROGRAMME, ())
    report = Equality(Programme(nothing, women_told.DAY, parameters.in_force(nothing)), figure)
    for each in women:
        report.add(each)
    return report


@pytest.mark.parametrize(("text", "characteristic", "groups"), [
    ("", "care-experienced", ("not-recorded",)), (IDENTIFIED.format("yes"), "care-experienced", ("yes",)),
    (IDENTIFIED.format("declined"), "care-experienced", ("declined",)),
    (IDENTIFIED.format("no") + IDENTIFIED.format("not-known").replace("06-03", "06-04"), "care-experienced", ("no",)),
    (IDENTIFIED.format("no"), "age", ("20-to-24",)), (IDENTIFIED.format("no").replace("1996", "1995"), "age", ("25-to-29",)),
    (IDENTIFIED.format("no").replace(" birth_year=1996", ""), "age", ("not-recorded",)),
    (RECORDED.format(3, "religion", "none"), "religion", ("none",)), (RECORDED.format(3, "religion", "none"), "marital-status", ("not-recorded",)),
    (RECORDED.format(3, "ethnic-category", "Z"), "ethnic-category", ("declined",)),
    (RECORDED.format(3, "religion", "none") + RECORDED.format(4, "religion", "sikh"), "religion", ("sikh",)),
    (RECORDED.format(3, SEVERAL, "02") + RECORDED.format(4, SEVERAL, "05"), SEVERAL, ("hearing", "mobility")),
    (RECORDED.format(3, SEVERAL, "02") + RECORDED.format(4, SEVERAL, "NN"), SEVERAL, ("none",)),
    (RECORDED.format(3, SEVERAL, "NN") + RECORDED.format(4, SEVERAL, "05"), SEVERAL, ("mobility",))])
def test_a_woman_stands_where_she_said_and_nowhere_else(text: str, characteristic: str, groups: tuple[str, ...]) -> None:
    """The last word holds; disabilities add to each other until she has none; unknown is a group of its own."""
    assert groups == stands(woman(text or "2020-06-03 outreach-started"))[characteristic].groups


@pytest.fixture(scope="module")
def log() -> list[Woman]:
    """The women of the log, and a few of whom characteristics are recorded."""
    more = {f"X-{number}": IDENTIFIED.format("yes") + RECORDED.format(4, name, value) + "2020-12-07 signed-up contraception_choice=larc"
            for number, (name, value) in enumerate((("religion", "sikh"), (SEVERAL, "02"), ("ethnic-category", "A")))}
    return [*women_told.of_the_log(), *women_told.women(more)]


def test_groups_add_up_to_the_funnel(log: list[Woman]) -> None:
    """For each characteristic and step, women and of; a woman with several disabilities would stand in each."""
    funnel = Funnel()
    for each in log:
        funnel.add(each)
    rows = collected(log).document(0)["rows"]
    for characteristic in GROUPS:
        for row in funnel.rows():
            told = [each for each in rows if (each["characteristic"], each["step"]) == (characteristic, row["step"])]
            assert (row["women"], row["of"]) == (sum(each["women"] for each in told), sum(each["of"] for each in told))


def test_every_group_has_its_rows_whether_anybody_stands_in_it_or_not(log: list[Woman]) -> None:
    """A row that is missing would say that nobody does."""
    rows = collected(log).document(0)["rows"]
    assert list(names()) == [f"{row['characteristic']}.{row['group']}.{row['step']}" for row in rows]
    assert len(rows) == len(STEPS) * sum(map(len, GROUPS.values()))
    assert [list(row) for row in rows[:1]] == [[column.name for column in sheet.columns] for sheet in sheets({"rows": rows})]


def test_a_row_is_its_explanation_added_up(log: list[Woman]) -> None:
    """Women and of are the sums of what explain lists."""
    for row in [each for each in collected(log).document(0)["rows"] if each["of"]][::4]:
        said = collected(log, f"{row['characteristic']}.{row['group']}.{row['step']}").explained()
        assert (row["women"], row["of"]) == (sum(each["amount"] for each in said), sum(each["of"] for each in said))


def test_the_matrix_says_the_same_of_those_who_took_the_step_before(log: list[Woman]) -> None:
    """M33 leaves out who has no record of the step before, and calls missing whose characteristic is not known."""
    for name, figure in figures().items():
        if figure.indicator == "M33":
            assert figure.of_woman is not None
            ours = [each for told in log for each in answers(told, name.removeprefix("M33.")) if each.of]
            theirs = [each for told in log for each in rows_of(figure.of_woman(told))]
            assert ours == [each for each in theirs if each.answer in ("counted", "not-counted")]
    asked = figures()["M33.care-experienced.yes.signed-up"].of_woman
    assert asked is not None
    outside = woman(IDENTIFIED.format("yes") + "2020-12-07 signed-up contraception_choice=larc")
    assert ["excluded"] == [each.answer for each in rows_of(asked(outside))]


@pytest.mark.parametrize("figure", ["moon.yes.reached", "religion.moon.reached", "religion.sikh.moon", "religion.sikh", ""])
def test_a_figure_that_it_does_not_have_is_none(figure: str) -> None:
    """A KeyError, which the command line turns into words."""
    with pytest.raises(KeyError):
        collected([], figure)


def test_it_is_asked_on_the_command_line(phoenix: Any, run: Any) -> None:
    """Groups that nobody stands in are left out of the lines."""
    said = run("--ledger", "phoenix", "equality", "--true-on", "2021-09-30")
    assert (0, "") == (said.code, said.err)
    assert "care-experienced" in said.out and "sikh" not in said.out and "none is tested" in said.out
    assert "Added up:" in run("--ledger", "phoenix", "explain", "equality", "care-experienced.yes.signed-up").out
