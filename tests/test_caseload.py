"""Does each practitioner's load follow the allocations, the posts and the caps, day by day?"""

import datetime
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ledger.entries import PROGRAMME, Entry
from ledger.errors import NotFound
from ledger.history import History, history
from ledger.reading import statement
from projections import parameters
from projections.answers import Answer
from projections.caseload import Caseload, gather, rows, stretches
from projections.indicators import Programme, figures, rows_of
from projections.woman import Woman

DATA = Path(__file__).parent / "data"
DAY = "2021-09-30"
TEAM = """
programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=8
programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=0.5
"""


def told(rows_: Iterable[dict[str, Any]], on: str = DAY) -> tuple[Programme, list[Woman]]:
    """The programme and its women on a day, from rows of the import contract; an entry's position is its row's."""
    day = datetime.date.fromisoformat(on)
    streams: dict[str, list[Entry]] = {PROGRAMME: []}
    for position, row in enumerate(rows_, 1):
        said = statement(row, "import")
        stream = streams.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="test", append="A1", stream=said.woman, version=len(stream) + 1,
                            position=position, recorded_at=position))
    known: dict[str, History] = {name: history(name, entries).upto(day) for name, entries in streams.items()}
    own = known.pop(PROGRAMME)
    in_force = parameters.in_force(own)
    return Programme(own, day, in_force), [Woman(each, day, in_force) for each in known.values()]


def lines(text: str, on: str = DAY) -> tuple[Programme, list[Woman]]:
    """The same from lines of 'woman day kind field=value …'."""
    split = [line.split() for line in text.splitlines() if line.strip()]
    return told(({"woman": woman, "occurred": day, "kind": kind, **dict(pair.split("=") for pair in pairs)}
                 for woman, day, kind, *pairs in split), on)


def on_the_day(programme: Programme, women: Iterable[Woman]) -> list[tuple[dict[str, Any], list[Answer]]]:
    return rows(programme, [(woman.reference, gather(woman)) for woman in women])


def load(text: str, on: str = DAY) -> dict[str, tuple[int, float]]:
    """Practitioner -> women and weight, of lines."""
    return {row["practitioner"]: (row["women"], row["weight"]) for row, _ in on_the_day(*lines(text, on))}


def test_a_row_holds_load_and_cap() -> None:
    """The cap is that of the role times the hours of the post, and what is over it is shown."""
    text = TEAM + "".join(f"W-{n} 2021-02-01 practitioner-allocated practitioner=P-01\n" for n in range(5))

    assert [row for row, _ in on_the_day(*lines(text))] == [
        {"practitioner": "P-01", "role": "practitioner", "fte": 0.5, "women": 5, "weight": 5, "cap": 4, "over": 1}]


def test_a_load_within_the_cap_is_over_by_nothing() -> None:
    """Nought, not a negative number and not null."""
    ((row, _),) = on_the_day(*lines(TEAM + "W-1 2021-02-01 practitioner-allocated practitioner=P-01 weight=0.5"))

    assert (row["weight"], row["over"]) == (0.5, 0)


def test_without_a_cap_nothing_is_over() -> None:
    """A role without a cap has a null cap; so has a practitioner without a post."""
    both = [row for row, _ in on_the_day(*lines("""
        programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=8
        programme 2021-01-01 staff-joined practitioner=P-00 role=service-lead fte=0.5
        W-1 2021-02-01 practitioner-allocated practitioner=P-09
        """))]

    assert both == [
        {"practitioner": "P-00", "role": "service-lead", "fte": 0.5, "women": 0, "weight": 0, "cap": None, "over": None},
        {"practitioner": "P-09", "role": None, "fte": None, "women": 1, "weight": 1, "cap": None, "over": None}]


def test_a_woman_is_held_from_allocation_up_to_release() -> None:
    """The day of allocation counts, the day of release does not."""
    text = """
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-1 2021-03-01 practitioner-released practitioner=P-01
        """

    assert load(text, "2021-01-31") == {}
    assert load(text, "2021-02-01") == load(text, "2021-02-28") == {"P-01": (1, 1)}
    assert load(text, "2021-03-01") == {}


def test_death_ends_an_allocation_and_the_end_of_the_programme_does_not() -> None:
    """Aftercare is work too: only release or death frees the practitioner."""
    text = """
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-1 2021-02-01 signed-up contraception_choice=declined
        W-1 2021-03-01 programme-ended outcome=completed
        W-2 2021-02-01 practitioner-allocated practitioner=P-02
        W-2 2021-03-01 died
        """

    assert load(text, "2021-03-01") == {"P-01": (1, 1)}


def test_a_release_recorded_after_her_death_holds_no_day_of_it() -> None:
    """The allocation ended when she died, whenever the practitioner was released, and nobody is allocated later."""
    _, women = lines("""
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-1 2021-03-01 died
        W-1 2021-03-05 practitioner-released practitioner=P-01
        W-1 2021-03-09 practitioner-allocated practitioner=P-02
        """)

    assert [(each.practitioner, each.end) for each in gather(women[0])] == [("P-01", datetime.date(2021, 3, 1))]


def test_a_second_allocation_sets_the_share_anew() -> None:
    """It is one woman still, and her shares are not added up."""
    text = """
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-1 2021-03-01 practitioner-allocated practitioner=P-01 weight=0.5
        W-1 2021-03-01 practitioner-allocated practitioner=P-02 weight=0.5
        """

    assert load(text, "2021-02-28") == {"P-01": (1, 1)}
    assert load(text, "2021-03-01") == {"P-01": (1, 0.5), "P-02": (1, 0.5)}


def test_a_release_takes_off_the_share_that_it_names() -> None:
    """Without a share, or with all of it, it ends the allocation; the allocation stays among the reasons."""
    text = """
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-1 2021-03-01 practitioner-released practitioner=P-01 weight=0.4
        W-1 2021-04-01 practitioner-released practitioner=P-01 weight=0.6
        """
    ((_, answers),) = on_the_day(*lines(text, "2021-03-31"))

    assert (answers[0].amount, answers[0].because) == (0.6, (1, 2))
    assert load(text, "2021-04-01") == {}


def test_released_and_allocated_on_one_day_she_is_held() -> None:
    """What was held before is released first."""
    text = """
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-1 2021-03-01 practitioner-released practitioner=P-01
        W-1 2021-03-01 practitioner-allocated practitioner=P-01 weight=0.5
        """

    assert load(text) == {"P-01": (1, 0.5)}


def test_allocated_and_released_on_one_day_she_is_not_held() -> None:
    """An allocation of no day is none; nor does a release alone hold anybody."""
    assert load("""
        W-1 2021-03-01 practitioner-allocated practitioner=P-01
        W-1 2021-03-01 practitioner-released practitioner=P-01
        W-2 2021-03-01 practitioner-released practitioner=P-01
        """) == {}


def test_a_post_changes_ends_and_begins_again() -> None:
    """Hours are those last set, nobody who left is listed without women, and a return counts."""
    text = TEAM + """
        programme 2021-02-01 staff-changed practitioner=P-01 role=practitioner fte=1
        programme 2021-03-01 staff-left practitioner=P-01
        programme 2021-04-01 staff-joined practitioner=P-01 role=practitioner fte=0.25
        """
    caps = {on: [row["cap"] for row, _ in on_the_day(*lines(text, on))]
            for on in ("2020-12-31", "2021-01-31", "2021-02-01", "2021-03-01", "2021-04-01")}

    assert caps == {"2020-12-31": [], "2021-01-31": [4], "2021-02-01": [8], "2021-03-01": [], "2021-04-01": [2]}


def test_who_left_and_joined_on_one_day_is_in_post() -> None:
    """A new post may begin on the day the old one ends; joined and left on one day is no post."""
    text = TEAM + """
        programme 2021-02-01 staff-left practitioner=P-01
        programme 2021-02-01 staff-joined practitioner=P-01 role=coordinator fte=1
        programme 2021-02-01 staff-joined practitioner=P-02 role=practitioner fte=1
        programme 2021-02-01 staff-left practitioner=P-02
        """

    assert [(row["practitioner"], row["role"]) for row, _ in on_the_day(*lines(text))] == [("P-01", "coordinator")]


def test_a_cap_holds_from_the_day_it_was_set() -> None:
    """The last one of the role; that of another role changes nothing."""
    text = TEAM + """
        programme 2021-03-01 caseload-cap-set role=practitioner women_per_fte=10
        programme 2021-03-01 caseload-cap-set role=service-lead women_per_fte=2
        """

    assert [row["cap"] for row, _ in on_the_day(*lines(text, "2021-02-28"))] == [4]
    assert [row["cap"] for row, _ in on_the_day(*lines(text, "2021-03-01"))] == [5]


def test_shares_add_up_exactly() -> None:
    """Ten tenths are one case, not a little less."""
    text = "".join(f"W-{n} 2021-02-01 practitioner-allocated practitioner=P-01 weight=0.1\n" for n in range(10))

    assert load(text) == {"P-01": (10, 1)}


def test_the_log_gives_the_expected_weights_and_each_row_its_women() -> None:
    """The answers worked out by a separate program, on 30 September 2021."""
    expected = json.loads((DATA / "log-2021-09.expected.json").read_text(encoding="utf-8"))["caseload"]
    log = [json.loads(line) for line in (DATA / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()]
    found = on_the_day(*told(log))

    assert {row["practitioner"]: row["weight"] for row, _ in found if row["women"]} == expected
    for row, answers in found:
        assert (row["women"], row["weight"]) == (sum(each.of for each in answers), sum(each.amount for each in answers))
        for each in answers:
            (position,) = each.because
            said = log[position - 1]
            assert (said["woman"], said["kind"], said["practitioner"]) == (
                each.unit, "practitioner-allocated", row["practitioner"])


def collected(text: str, explained: str | None = None) -> Caseload:
    """The report with its women added, the last first."""
    programme, women = lines(text)
    report = Caseload(programme, explained)
    for woman in reversed(women):
        report.add(woman)
    return report


def test_the_report_explains_a_practitioner_by_women() -> None:
    """A row a woman, whatever the order they came in."""
    text = TEAM + """
        W-1 2021-02-01 practitioner-allocated practitioner=P-01
        W-2 2021-02-01 practitioner-allocated practitioner=P-01 weight=0.5
        """

    assert [row["weight"] for row in collected(text).document(0)["rows"]] == [1.5]
    assert [(row["woman"], row["amount"], row["of"], row["because"]) for row in collected(text, "P-01").explained()] == [
        ("W-1", 1, 1, [3]), ("W-2", 0.5, 1, [4])]


def test_an_unknown_practitioner_is_not_found() -> None:
    """Rather than explained by nobody."""
    with pytest.raises(NotFound):
        collected(TEAM, "P-77").explained()


# The days.


def naive(programme: Programme, women: Iterable[Woman]) -> dict[tuple[str, datetime.date], tuple[float, float | None]]:
    """Weight and cap of every practitioner and day, each day asked on its own."""
    held = [(woman.reference, gather(woman)) for woman in women]
    found: dict[tuple[str, datetime.date], tuple[float, float | None]] = {}
    day = datetime.date(2021, 1, 1)
    while day <= programme.day:
        for row, _ in rows(Programme(programme.history.upto(day), day, programme.parameters), held):
            found[row["practitioner"], day] = (row["weight"], row["cap"])
        day += datetime.timedelta(1)
    return found


def invented(seed: int) -> list[dict[str, Any]]:
    """Some months of allocations, releases, posts and caps, in no sensible order."""
    chance = random.Random(seed)
    made: list[dict[str, Any]] = []
    for _ in range(60):
        row: dict[str, Any] = {"occurred": str(datetime.date(2021, 1, 1) + datetime.timedelta(chance.randrange(90))),
                               "practitioner": f"P-0{chance.randrange(3)}"}
        kind = chance.choice(["allocated"] * 5 + ["released"] * 3 + ["joined", "changed", "left", "cap"])
        if kind in ("allocated", "released"):
            weight = {"weight": chance.choice([0.5, 1])} if chance.random() < 0.5 else {}
            made.append({**row, "woman": f"W-{chance.randrange(8)}", "kind": f"practitioner-{kind}", **weight})
        elif kind == "cap":
            made.append({"occurred": row["occurred"], "woman": PROGRAMME, "kind": "caseload-cap-set",
                         "role": "practitioner", "women_per_fte": chance.choice([1, 2, 3])})
        else:
            hours = {} if kind == "left" else {"role": chance.choice(["practitioner", "service-lead"]), "fte": 1}
            made.append({**row, "woman": PROGRAMME, "kind": f"staff-{kind}", **hours})
    return made


@pytest.mark.parametrize("seed", range(20))
def test_the_days_are_what_the_single_days_say(seed: int) -> None:
    """One pass over the changes agrees with asking each day, and so do the figures made from it."""
    programme, women = told(invented(seed), "2021-04-15")
    held = [(woman.reference, gather(woman)) for woman in women]
    by_day = {(run.practitioner, run.start + datetime.timedelta(n)): (run.weight, run.cap)
              for run in stretches(programme, held) for n in range(run.days)}
    expected = naive(programme, women)

    assert by_day == expected
    over: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (practitioner, _), (weight, cap) in expected.items():
        if cap is not None:
            over[practitioner][0] += weight > cap
            over[practitioner][1] += 1
    counted = {row.unit: [row.amount, row.of] for row in asked("M06.days-over-cap", programme, held) if row.of}
    assert counted == over


def asked(figure: str, programme: Programme, held: list[tuple[str, Any]]) -> tuple[Answer, ...]:
    """The rows of a figure of the programme as a whole."""
    function = figures()[figure].of_programme
    assert function is not None
    return rows_of(function(programme, held))


def test_every_row_over_the_days_leads_to_its_entries() -> None:
    """Allocations, the post and the cap."""
    programme, women = lines(TEAM + "W-1 2021-02-01 practitioner-allocated practitioner=P-01")
    held = [(woman.reference, gather(woman)) for woman in women]

    assert [row.because for row in asked("M06.days-over-cap", programme, held)] == [(1, 2, 3)]
    assert [row.because for row in asked("M06.worst", programme, held)] == [(1, 2, 3)]


def test_a_load_is_carried_from_change_to_change() -> None:
    """Three thousand women allocated on six hundred days make six hundred stretches, the last with all of them."""
    text = "".join(f"W-{n} {datetime.date(2020, 1, 1) + datetime.timedelta(n % 600)} practitioner-allocated practitioner=P-01\n"
                   for n in range(3000))
    programme, women = lines(text)
    runs = list(stretches(programme, [(woman.reference, gather(woman)) for woman in women]))

    assert (len(runs), runs[0].weight, runs[-1].weight) == (600, 5, 3000)
