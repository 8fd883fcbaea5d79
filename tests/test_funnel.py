"""Does the funnel say how far each woman came, and do its rows add up to it?"""

import datetime
import itertools
import random
from collections import Counter

import pytest
import women_told
from women_told import woman

from ledger.entries import PROGRAMME
from ledger.history import History
from projections import parameters
from projections.funnel import STEPS, Funnel, Tally, answers
from projections.indicators import Programme
from projections.woman import Woman

IDENTIFIED = "2020-08-03 woman-identified route=forum care_experienced=no\n"
PRIORITISED = IDENTIFIED + "2020-08-10 prioritised decision=prioritised forum=panel\n"
REACHED = PRIORITISED + "2020-09-07 outreach-started\n"
SIGNED_UP = REACHED + "2020-12-07 signed-up contraception_choice=larc\n"
COMPLETED = SIGNED_UP + "2021-06-07 programme-ended outcome=completed-early\n"


def taken(told: Woman) -> list[str]:
    """The steps at which a woman counts."""
    return [step for step in STEPS if (said := answers(told, step)) and said.amount]


def report(told: list[Woman], step: str | None = None) -> Funnel:
    """The funnel of some women as the command line asks for it."""
    nothing = History(PROGRAMME, ())
    funnel = Funnel(Programme(nothing, women_told.DAY, parameters.in_force(nothing)), step)
    for each in told:
        funnel.add(each)
    return funnel


@pytest.mark.parametrize(("text", "steps"), [
    ("", []),
    (IDENTIFIED, ["identified"]),
    (PRIORITISED, ["identified", "prioritised"]),
    (REACHED, ["identified", "prioritised", "reached"]),
    (SIGNED_UP, ["identified", "prioritised", "reached", "signed-up", "in-programme"]),
    (COMPLETED, ["identified", "prioritised", "reached", "signed-up", "ended", "completed"])])
def test_a_step_counts_whoever_took_it_and_all_that_it_rests_on(text: str, steps: list[str]) -> None:
    """Each step adds one name, and the end replaces being in the programme."""
    assert steps == taken(woman(text + "2020-08-01 whereabouts-changed whereabouts=in-area"))


def test_whoever_was_reached_without_being_prioritised_is_not_reached_by_the_funnel() -> None:
    """`reached` is of those prioritised, as M01 is."""
    assert taken(woman(IDENTIFIED + "2020-09-07 outreach-started")) == ["identified"]


def test_the_last_decision_is_the_one_that_counts() -> None:
    """A woman deferred later is no longer prioritised, and so not reached."""
    assert taken(woman(REACHED + "2021-01-04 prioritised decision=deferred forum=panel")) == ["identified"]


def test_whoever_signed_up_counts_though_nobody_recorded_that_she_was_reached() -> None:
    """She is 1 of 0 there: in the number, and not in what it is of."""
    unreached = woman(PRIORITISED + "2020-12-07 signed-up contraception_choice=larc")
    assert taken(unreached) == ["identified", "prioritised", "signed-up", "in-programme"]
    said = answers(unreached, "signed-up")
    assert said and (said.answer, said.amount, said.of, said.because) == ("counted", 1, 0, (3,))
    assert "no record of the step before" in said.reason


def test_a_woman_who_came_back_is_in_the_programme_again() -> None:
    """Her first end, though a completion, is not where she stands."""
    assert "in-programme" in taken(woman(COMPLETED + "2021-08-02 signed-up contraception_choice=larc"))
    assert "completed" not in taken(woman(COMPLETED + "2021-08-02 signed-up contraception_choice=larc"))


def test_a_death_ends_the_programme_and_completes_nothing() -> None:
    """With or without an entry that the programme ended."""
    assert taken(woman(SIGNED_UP + "2021-03-01 died"))[-2:] == ["signed-up", "ended"]
    assert taken(woman(SIGNED_UP + "2021-03-01 programme-ended outcome=died"))[-2:] == ["signed-up", "ended"]


def test_an_end_counts_from_its_day() -> None:
    """The day before, she is in the programme."""
    assert "in-programme" in taken(woman(COMPLETED, "2021-06-06"))
    assert "completed" in taken(woman(COMPLETED, "2021-06-07"))


def test_the_log_gives_the_published_funnel() -> None:
    """49 prioritised, 42 reached, 21 signed up (2021), 3 of them ended by the day."""
    rows = report(women_told.of_the_log()).document(0)["rows"]
    assert rows == [
        {"step": "identified", "women": 49, "of": 49}, {"step": "prioritised", "women": 49, "of": 49},
        {"step": "reached", "women": 42, "of": 49}, {"step": "signed-up", "women": 21, "of": 42},
        {"step": "in-programme", "women": 18, "of": 21}, {"step": "ended", "women": 3, "of": 21},
        {"step": "completed", "women": 0, "of": 21}]


@pytest.mark.parametrize("step", STEPS)
def test_the_rows_of_a_step_add_up_to_it(step: str) -> None:
    """Amounts to `women`, and `of` to `of`: with one who signed up and was never reached, too."""
    told = [*women_told.of_the_log(), woman(IDENTIFIED + "2020-12-07 signed-up contraception_choice=larc")]
    rows = report(told, step).explained()
    (figure,) = [row for row in report(told).document(0)["rows"] if row["step"] == step]
    assert (figure["women"], figure["of"]) == (sum(row["amount"] for row in rows), sum(row["of"] for row in rows))
    assert all(row["because"] for row in rows)


def test_the_rows_of_signed_up_are_those_reached() -> None:
    """21 who did and 21 who did not, each resting on what says so."""
    rows = report(women_told.of_the_log(), "signed-up").explained()
    assert Counter(row["answer"] for row in rows) == {"counted": 21, "not-counted": 21}
    assert sorted(row["woman"] for row in rows) == [row["woman"] for row in rows]


def test_the_order_of_the_women_changes_nothing() -> None:
    """Tallies are sums."""
    told = women_told.of_the_log()
    shuffled = random.Random(1).sample(told, len(told))
    assert report(told).document(0) == report(shuffled).document(0)


def test_a_tally_gives_itself_back() -> None:
    """So that women can be folded into it."""
    tally = Tally()
    assert tally is tally.add(woman(SIGNED_UP))


def test_no_women_are_a_funnel_of_noughts() -> None:
    """An empty ledger has every step, and nobody in it."""
    assert [{"step": step, "women": 0, "of": 0} for step in STEPS] == report([]).document(0)["rows"]


def test_a_step_that_does_not_exist_is_refused() -> None:
    """The caller says so to the person who asked."""
    with pytest.raises(KeyError):
        report([], "declined")


def test_a_later_day_only_adds_to_the_first_steps() -> None:
    """What was identified, prioritised and reached stays so in a log without second decisions."""
    rows = [json_rows(day) for day in ("2020-12-31", "2021-03-31", "2021-09-30")]
    assert all(early[step] <= late[step] for early, late in itertools.pairwise(rows)
               for step in ("identified", "prioritised", "reached", "signed-up"))


def json_rows(on: str) -> dict[str, int]:
    """Women by step on a day, of the log."""
    day = datetime.date.fromisoformat(on)
    told = [Woman(each.history.upto(day), day, each.parameters) for each in women_told.of_the_log()]
    return {row["step"]: row["women"] for row in report(told).document(0)["rows"]}
