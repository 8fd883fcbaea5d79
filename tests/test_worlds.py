"""Does a pretend service give the published counts, whatever the seed, and say that it is invented?"""

import datetime
import json
from collections import Counter
from typing import Any

import pytest

from ledger import reading
from ledger.dates import first_day
from ledger.entries import PROGRAMME
from ledger.events import PROGRAMME_KINDS
from projections.worlds import WORLDS, rows
from projections.worlds.chance import Chance, ranked
from projections.worlds.health import recorded_use
from projections.worlds.lives import lives
from projections.worlds.phoenix import ASPECTS, told
from projections.worlds.rows import in_order

Rows = list[dict[str, Any]]
NEEDS = {"mental-health": 17, "housing": 9, "drugs": 12, "alcohol": 8, "domestic-abuse": 15}
SETTLED = {"private-rented", "council", "housing-association", "settled-with-family-or-friends"}


@pytest.fixture(scope="module", params=range(1, 6))
def record(request: pytest.FixtureRequest) -> Rows:
    return rows("phoenix", request.param)


def of(record: Rows, kind: str, **fields: str) -> Rows:
    return [row for row in record
            if row["kind"] == kind and all(row.get(name) == said for name, said in fields.items())]


def women(found: Rows) -> set[str]:
    return {row["woman"] for row in found}


def signed_up(record: Rows) -> dict[str, datetime.date]:
    return {row["woman"]: first_day(row["occurred"]) for row in of(record, "signed-up")}


def test_forty_nine_women_are_prioritised_and_twenty_one_sign_up(record: Rows) -> None:
    prioritised = of(record, "prioritised", decision="prioritised")
    assert (len(prioritised), len(women(prioritised))) == (49, 49)
    assert (len(of(record, "signed-up")), len(signed_up(record))) == (21, 21)


def test_there_are_places_for_twenty_four(record: Rows) -> None:
    assert [row["women"] for row in of(record, "capacity-set")] == [24]
    assert [(row["role"], row["women_per_fte"]) for row in of(record, "caseload-cap-set")] == [("practitioner", 8)]


def test_seventy_two_children_were_removed_before_from_two_to_seven_a_woman(record: Rows) -> None:
    before = [row["removals_before"] for row in of(record, "woman-identified") if row["woman"] in signed_up(record)]
    assert (sum(before), min(before), max(before)) == (72, 2, 7)


def test_eight_of_the_women_signed_up_are_care_experienced(record: Rows) -> None:
    assert len(women(of(record, "woman-identified", care_experienced="yes")) & signed_up(record).keys()) == 8


def test_eighteen_of_the_women_signed_up_are_fitted_with_larc_after_sign_up(record: Rows) -> None:
    joined = signed_up(record)
    fitted = of(record, "larc-fitted")
    assert len(women(fitted)) == 18
    assert all(first_day(row["occurred"]) >= joined[row["woman"]] for row in fitted)


def test_two_larc_removals_a_switch_and_a_request_that_waits(record: Rows) -> None:
    reasons = Counter(row["reason"] for row in of(record, "larc-removed"))
    assert reasons == {"side-effects": 1, "her-choice": 1, "switched": 1}
    assert len(of(record, "larc-removal-requested")) == 4


def test_eighteen_women_are_assessed_and_have_the_needs_that_any_count_of_eighteen_can_give(record: Rows) -> None:
    joined = signed_up(record)
    early = [row for row in of(record, "need-assessed")
             if (first_day(row["occurred"]) - joined[row["woman"]]).days <= 28]
    assert len(women(early)) == 18
    for rater in ({"practitioner"}, {"practitioner", "woman"}):
        having = {domain: len(women([row for row in early if row["domain"] == domain and row["rater"] in rater
                                     and row["rating"] in ("met", "unmet")])) for domain in NEEDS}
        assert having == NEEDS


def test_fifteen_of_eighteen_are_in_a_violent_relationship_or_were_within_a_year(record: Rows) -> None:
    asked = [row for row in of(record, "abuse-status-asked") if row["answer"] != "unsafe-to-ask"]
    recent = [row for row in asked if row["answer"] in ("current", "past-year")]
    assert (len(women(asked)), len(women(recent))) == (18, 15)


def test_exactly_three_women_move_to_more_settled_housing(record: Rows) -> None:
    homes: dict[str, list[str]] = {}
    for row in of(record, "housing-changed"):
        homes.setdefault(row["woman"], []).append(row["accommodation"])
    moved_up = {(old, new) for old, new in (two for two in homes.values() if len(two) == 2)
                if old not in SETTLED and (new in SETTLED or new == "other-supported")}
    assert moved_up == {("sofa-surfing", "private-rented"), ("shelter", "other-supported"), ("temporary", "council")}
    assert all(len(stays) <= 2 for stays in homes.values())


def test_one_leaves_early_one_moves_away_and_one_is_in_custody_for_some_weeks(record: Rows) -> None:
    assert Counter(row["outcome"] for row in of(record, "programme-ended")) == {"left-early": 1, "moved-away": 1}
    held = of(record, "whereabouts-changed", whereabouts="custody")
    free = of(record, "whereabouts-changed", whereabouts="in-area")
    assert women(held) == women(free) and len(held) == len(free) == 1
    assert 35 <= (first_day(free[0]["occurred"]) - first_day(held[0]["occurred"])).days <= 60


def test_every_row_is_taken_by_an_import(record: Rows) -> None:
    for row in record:
        said = reading.statement(json.loads(json.dumps(row)), "import")
        assert (said.kind in PROGRAMME_KINDS) == (said.woman == PROGRAMME)


def test_every_woman_is_identified_once(record: Rows) -> None:
    identified = Counter(row["woman"] for row in of(record, "woman-identified"))
    assert set(identified) == women(record) - {PROGRAMME}
    assert set(identified.values()) == {1}


def test_nothing_is_in_the_future_and_nobody_is_reached_before_the_service_is_live(record: Rows) -> None:
    assert max(first_day(row["occurred"]) for row in record) <= datetime.date(2021, 10, 21)
    live = [row for row in record if row["kind"] in ("outreach-started", "signed-up", "contact-held", "larc-fitted")]
    assert min(first_day(row["occurred"]) for row in live) >= datetime.date(2020, 9, 1)


def test_it_is_of_the_size_of_a_year_of_work(record: Rows) -> None:
    assert 2500 <= len(record) <= 4000


def test_every_row_says_that_it_is_invented(record: Rows) -> None:
    assert all(row["source_ref"].startswith("synthetic world phoenix, seed ") for row in record)
    assert not any("note" in row for row in record)


def test_some_records_were_looked_through_and_some_were_not(record: Rows) -> None:
    looked = women([row for row in of(record, "records-reviewed") if "a-and-e" in row["services"]])
    assert 10 <= len(looked) <= 20


def test_a_review_found_what_stands_in_the_record(record: Rows) -> None:
    for review in of(record, "records-reviewed"):
        used = [row for row in of(record, "service-used", woman=review["woman"], origin="record")
                if row["service"] in review["services"] and review["from"] <= row["occurred"] < review["to"]]
        assert review.get("found", 0) == len(used)


def test_practitioners_are_released_only_from_women_they_were_allocated_to(record: Rows) -> None:
    allocated = {(row["woman"], row["practitioner"]) for row in of(record, "practitioner-allocated")}
    released = {(row["woman"], row["practitioner"]) for row in of(record, "practitioner-released")}
    assert released <= allocated
    assert len(women(of(record, "practitioner-allocated"))) == 21


def test_some_dates_are_known_only_to_the_month(record: Rows) -> None:
    assert {len(row["occurred"]) for row in record} == {4, 7, 10}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    once = json.dumps(rows("phoenix", 1))
    lives.cache_clear()
    assert json.dumps(rows("phoenix", 1)) == once
    assert json.dumps(rows("phoenix", 2)) != once


def test_rows_do_not_depend_on_the_order_of_women_or_aspects() -> None:
    forwards = [row for life in lives(3) for row in told(life)]
    backwards = [row for life in reversed(lives(3)) for aspect in reversed(ASPECTS) for row in aspect(life)]
    by_text = sorted(json.dumps(row, sort_keys=True) for row in forwards)
    assert sorted(json.dumps(row, sort_keys=True) for row in backwards) == by_text


def test_a_woman_left_out_changes_no_other() -> None:
    every = [row for life in lives(3) for row in told(life)]
    without = [row for life in lives(3)[1:] for row in told(life)]
    assert in_order(row for row in every if row["woman"] != lives(3)[0].woman) == in_order(without)


def test_asking_for_another_stream_shifts_no_value() -> None:
    chance = Chance(7, "W-0001")
    before = [chance.share("contacts", index) for index in range(5)]
    chance.share("something new")
    assert [chance.share("contacts", index) for index in range(5)] == before
    assert ranked(7, "any", ["a", "b", "c"]) == [each for each in ranked(7, "any", "abcd") if each != "d"]


def test_services_are_used_as_often_after_sign_up_as_before() -> None:
    """Over thirty seeds, twenty days either side of sign-up, within one look through the records: no built-in change."""
    sides = Counter[bool]()
    for life in (life for seed in range(30) for life in lives(seed) if life.sign_up):
        assert life.sign_up is not None
        away = [(first_day(use["occurred"]) - life.sign_up).days for use in recorded_use(life)]
        sides.update(day >= 0 for day in away if -20 <= day < 20)
    assert min(sides.values()) > 200
    assert sides[True] / sides[False] == pytest.approx(1, abs=0.15)


def test_an_unknown_world_is_refused() -> None:
    with pytest.raises(KeyError):
        rows("atlantis", 1)
    assert "phoenix" in WORLDS
