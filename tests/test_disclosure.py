"""Is a small count kept, whatever is told beside it?"""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ledger.entries import Entry, Statement
from ledger.events import event_class
from projections.disclosure import cells as celled
from projections.disclosure import published
from projections.disclosure.bounds import System, recovered
from projections.disclosure.cells import Cell, Known
from projections.disclosure.control import control
from projections.disclosure.counts import FEW, HALF, MOST, may_show, may_stand_for, open_values, word
from projections.disclosure.earlier import Release, Told, close
from projections.disclosure.relations import sums
from projections.releases import earlier, texts

ORACLES = {each["id"]: each for each in json.loads((Path(__file__).parent / "oracles" / "disclosure.json").read_text())["oracles"]}
KNOWN = Known({"identified": 60, "prioritised": 49, "signed-up": 21})


def issued_entry(made: Any, position: int) -> Entry:
    """The entry of a release, as the ledger would hold it."""
    document = made.document
    event = event_class("report-issued")(
        report=document["report"], arguments=json.dumps({"true_on": document["true_on"]}), position=document["position"] or 1,
        root=document["root"], definitions=document["definitions"], digest="d", cells=tuple(texts(made.cells, made.known)),
        audience="public", approver="P-00")
    said = Statement(kind="report-issued", woman="programme", occurred="2021-10-21", event=event)
    return Entry(said=said, author="P-03", append="a", stream="programme", version=1, position=position)


def told(cells: Sequence[Cell], known: Known = KNOWN, releases: Sequence[Release] = ()) -> set[str]:
    return set(control(cells, known, releases).told)


# Published rules.


def test_opensafely_redacts_rounds_and_adds_up_what_is_left() -> None:
    """OpenSAFELY's worked example: 50 = 10 + 15 + 25, the redacted cell left out."""
    oracle = ORACLES["sdc.opensafely.redact_round"]
    given, expected = oracle["input"], oracle["expected"]
    found = published.redact_and_round(given["heart_disease"], given["population"], threshold=given["threshold"], base=given["base"])
    assert [list(column) for column in found.columns] == [expected["heart_disease"], expected["population"]]
    assert list(found.totals) == expected["totals"]


def test_nhs_digital_stars_one_to_seven_and_rounds_the_rest() -> None:
    """NHS Digital's sub-national rule, and means of eight or more alone."""
    oracle = ORACLES["sdc.nhsd.subnational"]
    assert [published.sub_national(each) for each in oracle["input"]["values"]] == oracle["expected"]["display"]
    assert [published.sub_national_mean(each) for each in oracle["input"]["means_based_on_n"]] == oracle["expected"]["mean_shown"]


def test_the_audit_recovers_a_cell_that_margins_give_away() -> None:
    """A suppressed cell is known to whoever knows the grand total: the bounds are that one number."""
    oracle = ORACLES["sdc.secondary_leak"]
    output = oracle["input"]["acro_output"]
    named = {f"{row},{column}": value for row, line in enumerate(output) for column, value in enumerate(line)}
    told = [({name: 1}, value) for name, value in named.items() if value is not None]
    told.append((dict.fromkeys(named, 1), oracle["input"]["publicly_known_total"]))
    (hidden,) = (name for name, value in named.items() if value is None)
    assert recovered(told, hidden) == (oracle["expected"]["recovered_cell"],) * 2
    assert recovered(told[:-1], hidden) == (0, float("inf"))


# The rule for one count.


@pytest.mark.parametrize(("counted", "of", "shown"), [
    (8, 16, True), (7, 16, False), (9, 16, False), (8, 15, False), (0, 21, False), (21, 21, False), (18, 21, False), (13, 21, True)])
def test_a_count_is_shown_where_eight_are_in_it_and_eight_are_not(counted: int, of: int, shown: bool) -> None:
    """None, all and 18 of 21 are small counts alike."""
    assert may_show(counted, of) is shown


@pytest.mark.parametrize(("counted", "of", "said"), [
    (0, 21, FEW), (7, 21, FEW), (8, 21, HALF), (13, 21, HALF), (14, 21, MOST), (21, 21, MOST), (8, 18, HALF), (10, 49, None), (3, 15, None),
    (1, 1, None), (0, 0, None)])
def test_a_word_stands_for_a_small_count_of_a_group_that_is_large_enough(counted: int, of: int, said: str | None) -> None:
    """A word about very few women would be a statement about each: then there is only the mark."""
    assert word(counted, of) == said
    assert said is None or counted in open_values(said, of)


@pytest.mark.parametrize("of", range(16, 80))
def test_a_word_leaves_eight_counts_open(of: int) -> None:
    """Every word that stands for a small count is true of eight different counts at least."""
    assert all(len(open_values(said, of)) >= 8 for counted in range(of + 1) if (said := word(counted, of)) in (FEW, MOST))


@pytest.mark.parametrize(("part", "whole", "stands"), [(21, 21, True), (20, 21, False), (18, 21, False), (40, 49, True), (15, 49, False), (50, 49, False)])
def test_a_group_is_told_where_few_outside_it_cannot_be_worked_out(part: int, whole: int, stands: bool) -> None:
    """18 of 21 who were asked says that three were not."""
    assert may_stand_for(part, whole) is stands


# What hangs together.


def test_of_two_counts_of_which_one_is_in_the_other_one_is_told() -> None:
    """LARC in place of 12 and long-acting in place of 10 would tell of two injections."""
    cells = [Cell("M09.in-place", 12, 21), Cell("M09.in-place.long-acting", 10, 21), Cell("M09.ever-fitted", 18, 21)]
    found = control(cells, KNOWN)
    assert found.told == {"M09.in-place"}
    assert found.words == {}


def test_counts_of_other_questions_may_stand_near_each_other() -> None:
    """Settled housing and secure tenure are no parts of each other."""
    assert told([Cell("M23.settled", 9, 21), Cell("M23.secure", 11, 21)]) == {"M23.settled", "M23.secure"}


def test_words_alone_may_narrow_a_count_and_then_are_not_said() -> None:
    """Three parts of 21, each none or few, can only be seven each."""
    known = Known({"identified": 60, "prioritised": 49, "signed-up": 21})
    cells = [Cell(f"M20.core-10.{word}", 7, 21, fixed=True) for word in ("improved", "deteriorated", "same")]
    found = control(cells, known)
    assert (found.told, found.words) == (frozenset(), {})


def test_a_part_that_is_told_may_give_the_others_away_and_then_is_held_back() -> None:
    """Of 21, eight the same: the thirteen others are seven and six, whichever way round."""
    cells = [Cell("M20.core-10.improved", 7, 21, fixed=True), Cell("M20.core-10.deteriorated", 6, 21, fixed=True),
             Cell("M20.core-10.same", 8, 21, fixed=True)]
    assert told(cells) == set()
    assert told(cells[2:]) == {"M20.core-10.same"}


def test_women_with_whom_outreach_is_open_are_not_left_over() -> None:
    """Reached 35, decided 34: the one between is a woman."""
    cells = [Cell("M01", 35, 49, "prioritised", fixed=True), Cell("M02", 21, 34, "prioritised")]
    assert told(cells) == {"M01"}
    assert told([cells[0], Cell("M02", 13, 26, "prioritised")]) == {"M01", "M02"}


def test_a_total_too_near_a_larger_one_closes_what_is_out_of_it() -> None:
    """47 of 49 signed up: no figure may say 47, unless that was published."""
    near = Known({"identified": 49, "prioritised": 49, "signed-up": 47})
    assert told([Cell("M26", 20, 47)], near) == set()
    assert told([Cell("M26", 20, 47)], Known(near.totals, {"signed-up": 47})) == {"M26"}
    assert told([Cell("M26", 20, 47)], Known(near.totals, {"signed-up": 46})) == set()


def test_relations_are_only_between_what_is_there() -> None:
    """A relation of which a part is missing says nothing."""
    assert [each.terms for each in sums(["M09.in-place"])] == [
        {"signed-up": 1, "prioritised": -1}, {"prioritised": 1, "identified": -1}]


@pytest.mark.parametrize("seed", range(40))
def test_no_partition_of_women_is_given_away(seed: int) -> None:
    """Of random services: no hidden part has fewer than eight values left, by bounds worked out apart."""
    dice = random.Random(seed)
    women = dice.randint(16, 60)
    known = Known({"identified": women + 40, "prioritised": women + 20, "signed-up": women})
    cut = sorted(dice.randint(0, women) for _ in range(2))
    parts = dict(zip(("improved", "deteriorated", "same"), (cut[0], cut[1] - cut[0], women - cut[1]), strict=True))
    found = control([Cell(f"M20.phq-9.{name}", count, women, fixed=True) for name, count in parts.items()], known)
    system = System()
    system.add(dict.fromkeys(parts, 1), women, women)
    for name, count in parts.items():
        said = found.words.get(f"M20.phq-9.{name}")
        if f"M20.phq-9.{name}" in found.told:
            system.know(name, count)
        elif said:
            system.between(name, min(open_values(said, women)), max(open_values(said, women)))
    for name in parts:
        least, most = system.range({name: 1}) or (0, 0)
        assert f"M20.phq-9.{name}" in found.told or least >= 8 or most - least >= 7, (parts, found, least, most)


# What was told before.


def release(*cells: Told, totals: dict[str, int] | None = None) -> Release:
    return Release(7, "matrix", "2021-03-31", totals or {}, cells)


@pytest.mark.parametrize(("now", "of", "whole", "again"), [(12, 21, 21, True), (13, 21, 21, False), (11, 21, 21, False), (20, 29, 29, True), (12, 22, 22, False)])
def test_a_count_is_told_again_as_it_was_or_once_it_moved_by_eight(now: int, of: int, whole: int, again: bool) -> None:
    """One woman more is one woman."""
    known = Known({"identified": 90, "prioritised": 60, "signed-up": whole})
    found = control([Cell("M09.in-place", now, of)], known, [release(Told("M09.in-place", 12, 21, 21))])
    assert (found.told == {"M09.in-place"}) is again
    assert (list(found.clashes) == []) is again


def test_a_refusal_names_the_earlier_release() -> None:
    """Which figure, and beside which release."""
    found = control([Cell("M09.in-place", 13, 21)], KNOWN, [release(Told("M09.in-place", 12, 21, 21))])
    assert {name: str(each) for name, each in found.clashes.items()} == {
        "M09.in-place": "the matrix true on 2021-03-31, issued at position 7"}
    assert found.words == {}


def test_amounts_are_told_again_only_with_eight_other_women() -> None:
    """Twelve more attendances with one more woman were hers."""
    then = Told("use.a-and-e.before-1", 12, 40, 60, (200, 9000))
    known = Known({"identified": 90, "prioritised": 80, "signed-up": 60})
    assert told([Cell("use.a-and-e.before-1", 12, 40, beside=(212, 9365))], known, [release(then)]) == set()
    assert told([Cell("use.a-and-e.before-1", 12, 40, beside=(200, 9000))], known, [release(then)]) == {"use.a-and-e.before-1"}


def test_a_total_that_moved_by_few_is_not_told_unless_published() -> None:
    """17 signed up, then 21: four women came."""
    before = [release(totals={"signed-up": 17})]
    assert not Known(KNOWN.totals, releases=before).tells("signed-up")
    assert Known(KNOWN.totals, {"signed-up": 21}, releases=before).tells("signed-up")
    assert Known(KNOWN.totals, releases=[release(totals={"signed-up": 21})]).tells("signed-up")


def test_near_counts_of_one_family_are_close() -> None:
    """Parts of each other, and parts that leave few: both are too near; far ones are not."""
    assert close((12, 40), (10, 40)) and close((20, 40), (19, 40)) and close((12, 40), (12, 40))
    assert not close((12, 40), (20, 40))
    assert close((16, 40), (20, 40)) and close((21, 40), (40 - 21 + 1, 40))


def test_a_release_made_by_hand_stops_nothing() -> None:
    """Whatever stands in its cells, the next report is made."""
    event = event_class("report-issued")(report="matrix", arguments="by hand", position=1, root="r", definitions="d", digest="d",
                                         cells=("M09=3", "[]", '{"cell": "M09"}'), audience="public", approver="P-00")
    entry = Entry(said=Statement(kind="report-issued", woman="programme", occurred="2021-10-21", event=event), author="P-03",
                  append="a", stream="programme", version=1, position=7)
    (found,) = earlier([entry])
    assert (found.position, found.cells, found.totals) == (7, [], {})


def test_a_release_to_the_board_binds_no_release_to_the_public() -> None:
    """The board was told under a promise; whoever reads the papers was not told."""
    event = event_class("report-issued")(report="matrix", arguments="{}", position=1, root="r", definitions="d", digest="d", cells=(),
                                         audience="board", approver="P-00")
    entry = Entry(said=Statement(kind="report-issued", woman="programme", occurred="2021-10-21", event=event), author="P-03",
                  append="a", stream="programme", version=1, position=7)
    assert earlier([entry]) == []


def test_what_counts_no_women_is_told_by_the_women_behind_it() -> None:
    """Attendances of few, or mostly of one, are not told; nor what nobody knows the women of."""
    row = {"figure": "M16.before-1", "numerator": 90, "denominator": 9000, "value": 3.65, "unit": "attendances", "measure": "rate"}
    totals = {"identified": 90, "prioritised": 80, "signed-up": 60}
    for behind, shown in (((20, 40, 9.0), True), ((7, 40, 9.0), False), ((33, 40, 9.0), False), ((20, 40, 27.0), False), ((20, 55, 9.0), False)):
        known = Known(totals, behind={"M16.before-1": celled.Behind(*behind)})
        cell = celled.of_matrix(row, known)
        assert cell and (cell.may_show(known), cell.word()) == (shown, None)
    assert celled.of_matrix(row, Known(totals)) is None


# By the command line.


def test_explanations_and_single_women_stay_with_the_team(phoenix: Any, run: Callable[..., Any]) -> None:
    """Refused at board and public, exit 4, and nothing shown."""
    for words in (("explain", "matrix", "M09.in-place"), ("women",), ("caseload",), ("due",)):
        for audience in ("board", "public"):
            ran = run("--ledger", "phoenix", *words, "--audience", audience)
            assert (ran.code, ran.out) == (4, "")


def test_the_board_sees_exact_counts_and_nothing_of_one_woman(phoenix: Any, run: Callable[..., Any]) -> None:
    """18 of 21 and none of nine; no smallest and largest, no practitioner, no largest share."""
    matrix = json.loads(run("--ledger", "phoenix", "matrix", "--audience", "board", "--true-on", "2021-09-30", "--json").out)
    rows = {row["figure"]: row for row in matrix["rows"]}
    assert (rows["M09.ever-fitted"]["numerator"], rows["M04.died"]["numerator"]) == (18, 0)
    assert rows["M06.worst"]["mark"] == "c" and rows["M06.worst"]["numerator"] is None
    assert {line["name"]: line["value"] for line in matrix["cohort"]}["children removed before, most"] is None
    profile = json.loads(run("--ledger", "phoenix", "profile", "--audience", "board", "--json").out)
    assert all(row["largest_share"] is None and row["events"] is not None for row in profile["rows"])


@pytest.mark.parametrize("report", ["needs", "pathways", "changes", "survival", "monthly"])
def test_a_table_of_which_nothing_is_declared_is_closed_as_a_whole(report: str, phoenix: Any, run: Callable[..., Any]) -> None:
    """Not even how many rows it has is told to the public."""
    ran = run("--ledger", "phoenix", report, "--audience", "public", "--json")
    document = json.loads(ran.out)
    assert ran.code == 0
    assert all(row["mark"] == "c" and not [value for name, value in row.items() if name != "mark" and value is not None]
               for row in document["rows"])
    assert run("--ledger", "phoenix", report, "--audience", "public").code == 0


def test_what_is_written_to_a_file_is_public_unless_said_otherwise(phoenix: Any, run: Callable[..., Any]) -> None:
    """The small count is in the file only where somebody asked for it."""
    run("--ledger", "phoenix", "matrix", "--true-on", "2021-09-30", "--output", "public.json")
    run("--ledger", "phoenix", "matrix", "--true-on", "2021-09-30", "--output", "board.json", "--audience", "board")
    found = {name: {row["figure"]: row["numerator"] for row in json.loads(Path(f"{name}.json").read_text())["rows"]} for name in ("public", "board")}
    assert (found["public"]["M09.ever-fitted"], found["board"]["M09.ever-fitted"]) == (None, 18)
    assert found["public"]["M09.in-place"] == 12
