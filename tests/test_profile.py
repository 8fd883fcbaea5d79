"""Does the profile count what happened on the days that were looked at, and nothing else?"""

import datetime
import functools
import json
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ledger.codes import SERVICES
from ledger.entries import PROGRAMME, Entry
from ledger.history import History, history
from ledger.reading import statement
from projections import packed, parameters
from projections.indicators import Programme, figures, rows_of
from projections.phases import PHASES
from projections.profile import Profile, Tally, answers, part_of
from projections.statistics import garwood
from projections.woman import Woman

DATA = Path(__file__).parent / "data"
DAY = datetime.date(2021, 9, 30)
EXPECTED = json.loads((DATA / "log-2021-09.expected.json").read_text(encoding="utf-8"))
NUMBERS = ("events", "women", "women_with_events", "covered_days", "uncovered_days")


def histories(rows: Iterable[dict[str, Any]]) -> dict[str, History]:
    """The histories that rows of the import contract tell, by woman."""
    entries: dict[str, list[Entry]] = {}
    for number, row in enumerate(rows, 1):
        said = statement(row, "import")
        stream = entries.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="test", append="test", stream=said.woman, version=len(stream) + 1,
                            position=number, recorded_at=number))
    return {woman: history(woman, own) for woman, own in entries.items()}


def women_of(rows: Iterable[dict[str, Any]], day: datetime.date = DAY) -> list[Woman]:
    """The women that rows tell of, on a day."""
    told = histories(rows)
    in_force = parameters.in_force(told.pop(PROGRAMME, History(PROGRAMME, ())).upto(day))
    return [Woman(each.upto(day), day, in_force) for each in told.values()]


@functools.cache
def rows_of_the_log() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in (DATA / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines())


@functools.cache
def the_log() -> list[Woman]:
    """The 49 women of the log of September 2021."""
    return women_of(rows_of_the_log())


def profile(women: Iterable[Woman]) -> list[dict[str, Any]]:
    """The rows of these women's profile."""
    tally = Tally(parameters.in_force(History(PROGRAMME, ())))
    for woman in women:
        tally.add(woman)
    return tally.rows()


STORY = [("2020-07-01", "outreach-started", {}), ("2020-09-01", "signed-up", {"contraception_choice": "larc"}),
         ("2021-03-01", "programme-ended", {"outcome": "completed"})]
REVIEW = ("2021-09-30", "records-reviewed",
          {"services": "a-and-e", "from": "2018-07-01", "to": "2021-10-01", "complete": "yes", "reviewer": "P-03"})
VISIT = {"service": "a-and-e", "attended": "yes"}


def story(*more: tuple[str, str, dict[str, Any]], woman: str = "W-0001") -> list[dict[str, Any]]:
    """Rows of one woman with the dates of STORY, and these events."""
    return [{"kind": kind, "woman": woman, "occurred": occurred, **fields} for occurred, kind, fields in (*STORY, *more)]


def a_and_e(rows: Iterable[dict[str, Any]], phase: str) -> dict[str, Any]:
    """The row of A&E in one phase."""
    return next(row for row in profile(women_of(rows)) if (row["service"], row["phase"]) == ("a-and-e", phase))


def test_the_profile_of_the_log_is_the_one_that_a_naive_program_worked_out() -> None:
    found: dict[str, dict[str, Any]] = {}
    for row in profile(the_log()):
        found.setdefault(row["service"], {})[row["phase"]] = {name: row[name] for name in NUMBERS}
    assert EXPECTED["profile"] == found


def test_a_row_is_the_sum_of_its_womens_answers() -> None:
    """What `explain profile` prints adds up to what `profile` prints."""
    for row in profile(the_log()):
        given = [each for woman in the_log() if (each := answers(woman, row["service"], row["phase"]))]
        assert row["events"] == sum(each.amount for each in given)
        assert row["covered_days"] == sum(each.of for each in given)
        assert row["women"] == sum(each.answer != "excluded" for each in given)
        assert row["women_with_events"] == sum(each.answer == "counted" for each in given)


def test_every_event_that_is_counted_is_among_the_positions_it_rests_on() -> None:
    for woman in the_log():
        if answer := answers(woman, "gp", "during"):
            assert set(woman.phases.because) <= set(answer.because)
            assert len(answer.because) >= answer.amount + len(woman.phases.because)


def test_the_order_of_women_changes_nothing() -> None:
    shuffled = list(the_log())
    random.Random(7).shuffle(shuffled)
    assert json.dumps(profile(shuffled)) == json.dumps(profile(the_log()))


def test_the_order_of_entries_changes_nothing() -> None:
    rows = list(rows_of_the_log())
    random.Random(7).shuffle(rows)
    assert profile(women_of(rows)) == profile(the_log())


@pytest.mark.parametrize("seed", range(4))
def test_parts_add_up_to_the_profile_of_all(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever woman's part comes first, and however many are added up at once."""
    chance = random.Random(seed)
    monkeypatch.setattr(packed, "AT_ONCE", chance.randrange(1, 9))
    tally = Tally(the_log()[0].parameters)
    for woman in chance.sample(the_log(), len(the_log())):
        tally.take(part_of(woman) if woman.signed_up else b"")
    assert tally.rows() == profile(the_log())


def test_a_woman_of_whom_nobody_looked_adds_uncovered_days_to_every_service() -> None:
    """Even to a service that only another woman's records name."""
    alone, both = story(REVIEW), [*story(REVIEW), *story(woman="W-0002")]
    assert a_and_e(alone, "during")["uncovered_days"] == 0
    assert a_and_e(both, "during") == {**a_and_e(alone, "during"), "uncovered_days": 181}


def test_a_woman_who_has_not_signed_up_is_none_of_the_profile() -> None:
    rows = [row for row in story(REVIEW, ("2020-07-02", "service-used", VISIT)) if row["kind"] != "signed-up"]
    assert profile(women_of(rows)) == []


def test_a_phase_without_a_covered_day_is_marked_and_has_no_rate() -> None:
    """Absence is not zero."""
    row = a_and_e(story(("2020-10-01", "service-used", VISIT)), "during")
    assert (row["rate"], row["interval"], row["mark"]) == (None, None, "x")
    assert (row["events"], row["women"], row["covered_days"], row["uncovered_days"]) == (0, 0, 0, 181)


def test_a_rate_is_of_woman_years_with_its_exact_interval() -> None:
    row = a_and_e(story(REVIEW, ("2020-09-01", "service-used", {**VISIT, "times": 25})), "during")
    assert row["rate"] == pytest.approx(25 / (181 / 365.25))
    assert row["interval"] == pytest.approx(list(garwood(25, 181 / 365.25)))
    assert row["mark"] is None


@pytest.mark.parametrize(("events", "mark"), [(19, "u"), (20, None)])
def test_a_rate_of_few_events_is_marked(events: int, mark: str | None) -> None:
    assert a_and_e(story(REVIEW, ("2020-10-01", "service-used", {**VISIT, "times": events})), "during")["mark"] == mark


def test_how_few_is_a_parameter() -> None:
    few = {"kind": "parameter-set", "woman": "programme", "occurred": "2021-01-01", "name": "rate.few-events", "value": "3",
           "reason": "agreed"}
    (woman,) = women_of([few, *story(REVIEW, ("2020-10-01", "service-used", {**VISIT, "times": 3}))])
    tally = Tally(woman.parameters)
    tally.add(woman)
    assert [row["mark"] for row in tally.rows() if row["phase"] == "during"] == [None]


@pytest.mark.parametrize(("day", "phase"), [
    ("2019-06-30", "before-2"), ("2019-07-01", "before-1"), ("2020-06-30", "before-1"), ("2020-07-01", "outreach"),
    ("2020-08-31", "outreach"), ("2020-09-01", "during"), ("2021-02-28", "during"), ("2021-03-01", "after"), ("2021-09-30", "after")])
def test_an_event_on_the_edge_of_a_phase_is_of_one_phase(day: str, phase: str) -> None:
    rows = profile(women_of(story(REVIEW, (day, "service-used", VISIT))))
    assert {row["phase"]: row["events"] for row in rows} == {**dict.fromkeys(PHASES, 0), phase: 1}


def test_an_event_two_years_before_outreach_is_of_the_first_phase_and_one_before_of_none() -> None:
    for day, events in (("2018-07-01", 1), ("2018-06-30", 0)):
        rows = profile(women_of(story(REVIEW, (day, "service-used", VISIT))))
        assert sum(row["events"] for row in rows) == events


def test_what_she_told_stands_beside_what_records_show() -> None:
    """On any day of the phase, covered or not, and never added."""
    row = a_and_e(story(("2020-10-01", "service-used", {**VISIT, "origin": "self-report", "times": 3})), "during")
    assert (row["self_reported"], row["events"]) == (3, 0)


@pytest.mark.parametrize("fields", [
    {**VISIT, "attended": "no"}, {**VISIT, "origin": "self-report"}, {**VISIT, "service": "ambulance"}])
def test_missed_told_and_other_use_is_no_event(fields: dict[str, Any]) -> None:
    assert a_and_e(story(REVIEW, ("2020-10-01", "service-used", fields)), "during")["events"] == 0


@pytest.mark.parametrize("whereabouts", ["custody", "inpatient", "out-of-area", "not-known"])
def test_days_out_of_the_area_are_uncovered_and_their_events_do_not_count(whereabouts: str) -> None:
    row = a_and_e(story(REVIEW, ("2020-10-01", "whereabouts-changed", {"whereabouts": whereabouts}),
                        ("2020-10-11", "whereabouts-changed", {"whereabouts": "in-area"}),
                        ("2020-10-05", "service-used", VISIT), ("2020-10-11", "service-used", VISIT)), "during")
    assert (row["events"], row["covered_days"], row["uncovered_days"]) == (1, 171, 10)


def test_a_death_ends_every_spell() -> None:
    """The day itself is none of hers."""
    rows = profile(women_of(story(REVIEW, ("2020-10-01", "died", {}))))
    days = {row["phase"]: row["covered_days"] + row["uncovered_days"] for row in rows}
    assert (days["during"], days["after"]) == (30, 0)


def test_the_largest_share_is_that_of_the_woman_with_most_events() -> None:
    rows = [*story(REVIEW, ("2020-10-01", "service-used", {**VISIT, "times": 3})),
            *story(REVIEW, ("2020-10-01", "service-used", VISIT), woman="W-0002")]
    assert a_and_e(rows, "during")["largest_share"] == 0.75
    assert a_and_e(rows, "after")["largest_share"] is None


def test_the_planned_share_is_that_of_the_matrix() -> None:
    """M15 of the phase, whichever the service of the row."""
    for row in profile(the_log()):
        figure = figures()[f"M15.{row['phase']}"]
        assert figure.of_woman is not None
        given = [each for woman in the_log() for each in rows_of(figure.of_woman(woman))]
        assert row["planned_share"] == pytest.approx(sum(each.amount for each in given) / sum(each.of for each in given))


def test_services_stand_in_the_order_of_the_vocabulary_and_each_has_every_phase() -> None:
    review = ("2021-09-30", "records-reviewed", {**REVIEW[2], "services": "police-and-courts;gp;maternity"})
    rows = profile(women_of(story(review, ("2020-10-01", "service-used", VISIT))))
    services = ["a-and-e", "gp", "maternity", "police-and-courts"]
    assert services == sorted(services, key=SERVICES.names.index)
    assert [(row["service"], row["phase"]) for row in rows] == [(service, phase) for service in services for phase in PHASES]


def test_a_woman_with_no_day_in_a_phase_has_no_answer_to_it() -> None:
    """Unlike one who has days that nobody looked at: she is excluded, and the reason says so."""
    (still,) = women_of([row for row in story(REVIEW) if row["kind"] != "programme-ended"])
    (unseen,) = women_of(story())
    excluded = answers(unseen, "a-and-e", "after")
    assert answers(still, "a-and-e", "after") is None
    assert excluded is not None
    assert (excluded.answer, excluded.amount, excluded.of, excluded.reason) == ("excluded", 0, 0, "nobody looked")


def test_an_answer_says_what_a_reader_should_know_of_its_dates() -> None:
    rows = [{**row, "occurred": "2020-09"} if row["kind"] == "signed-up" else row for row in story(REVIEW)]
    (woman,) = women_of([row for row in rows if row["kind"] != "outreach-started"])
    answer = answers(woman, "a-and-e", "during")
    assert answer is not None
    assert "no outreach date, an earlier one stands in" in answer.reason
    assert "known only about" in answer.reason


def begin(figure: str | None) -> Profile:
    told = parameters.in_force(History(PROGRAMME, ()))
    return Profile(Programme(History(PROGRAMME, ()), DAY, told), figure)


def test_a_row_of_the_report_is_explained_woman_by_woman() -> None:
    explained, report = begin("a-and-e.before-1"), begin(None)
    for woman in the_log():
        explained.add(woman)
        report.add(woman)
    rows, expected = explained.explained(), EXPECTED["profile"]["a-and-e"]["before-1"]
    assert report.document(0)["rows"] == profile(the_log())
    assert [row["woman"] for row in rows] == sorted(row["woman"] for row in rows)
    assert (sum(row["amount"] for row in rows), sum(row["of"] for row in rows)) == (expected["events"], expected["covered_days"])
    assert len(rows) == 21


@pytest.mark.parametrize("figure", ["", "a-and-e", "a-and-e.sometime", "hairdresser.during", ".during"])
def test_a_row_that_the_profile_has_not_cannot_be_explained(figure: str) -> None:
    with pytest.raises(KeyError):
        begin(figure)


def test_the_scores_of_the_log_give_the_change_that_a_naive_program_worked_out() -> None:
    """Reliable improvement on the CORE-10: 1 of 9 pairs."""
    found = [each for woman in the_log() for each in rows_of(figures()["M20.core-10.improved"].of_woman(woman))]   # type: ignore[misc]
    assert EXPECTED["core10_reliable_improved_of_paired"] == [sum(each.amount for each in found), sum(each.of for each in found)]


def test_what_the_profile_is_made_of_loads_no_scipy() -> None:
    """Only an interval does."""
    code = "import sys, projections.profile; print('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parent.parent).stdout == "False\n"
