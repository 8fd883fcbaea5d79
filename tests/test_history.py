"""Is what is true of a woman, on a day, as known by a day, always the same answer?"""

import datetime
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger import folder, history, importing, recording, replay, rules
from ledger.author import Author
from ledger.entries import Entry, Said, Statement
from ledger.events import event_class
from ledger.folder import Ledger
from ledger.history import Fact, History, fact_of, in_order
from ledger.reading import statement
from ledger.rules import Standing

DATA = Path(__file__).parent / "data"
NOW = 1_634_810_400_000_000
DAY = 24 * 3600 * 1_000_000
TODAY = datetime.date(2021, 10, 21)
Say = Callable[..., recording.Receipt]


def identified(woman: str) -> dict[str, Any]:
    """She came to notice."""
    return {"kind": "woman-identified", "woman": woman, "occurred": "2020-01-01", "route": "self", "care_experienced": "yes"}


def contact(woman: str, day: str, **fields: Any) -> dict[str, Any]:
    """A contact on a day."""
    return {"kind": "contact-held", "woman": woman, "occurred": day, "purpose": "programme", "medium": "telephone", "attendance": "5", **fields}


def corrected(woman: str, position: int, event: dict[str, Any]) -> dict[str, Any]:
    """An entry is put right."""
    return {"kind": "corrected", "woman": woman, "occurred": "2021-10-01", "position": position, "reason": "letter", "event": event}


def withdrawn(woman: str, position: int) -> dict[str, Any]:
    """An entry is taken back."""
    return {"kind": "withdrawn", "woman": woman, "occurred": "2021-10-01", "position": position, "reason": "error"}


def merged(woman: str, other: str, kind: str = "identities-merged") -> dict[str, Any]:
    """Two references are one woman, or are not after all."""
    return {"kind": kind, "woman": woman, "occurred": "2021-10-01", "other": other, "reason": "same birth year"}


def histories(ledger: Ledger, position: int | None = None) -> dict[str, History]:
    """Every woman's history as known by a position."""
    found = list(replay.women(ledger, ledger.entries.head().position if position is None else position))
    assert len({each.woman for each in found}) == len(found)
    return {each.woman: each for each in found}


def minutes(ledger: Ledger, woman: str = "W-1") -> list[tuple[str, int | None, tuple[int, ...]]]:
    """The contacts that stand: day, minutes, and the positions they rest on."""
    return [(fact.said.occurred, fact.event.minutes, fact.because) for fact in histories(ledger)[woman].of("contact-held")]


# Putting right.


def test_a_correction_of_a_correction_replaces_both(ledger: Ledger, say: Say) -> None:
    """The last word stands, whichever of the earlier ones it names."""
    say(identified("W-1"), contact("W-1", "2021-02-01", minutes=10))
    say(corrected("W-1", 2, contact("W-1", "2021-02-01", minutes=20)))
    assert minutes(ledger) == [("2021-02-01", 20, (2, 3))]
    say(corrected("W-1", 3, contact("W-1", "2021-02-03", minutes=30)))
    assert minutes(ledger) == [("2021-02-03", 30, (2, 4))]
    say(corrected("W-1", 2, contact("W-1", "2021-02-04", minutes=40)))
    assert minutes(ledger) == [("2021-02-04", 40, (2, 5))]


def test_a_withdrawn_correction_gives_the_earlier_value_back(ledger: Ledger, say: Say) -> None:
    """Each correction taken back uncovers the one before it, and the last the entry itself."""
    say(identified("W-1"), contact("W-1", "2021-02-01", minutes=10))
    for value in (20, 30):
        say(corrected("W-1", 2, contact("W-1", "2021-02-01", minutes=value)))
    say(withdrawn("W-1", 4))
    assert minutes(ledger) == [("2021-02-01", 20, (2, 3))]
    say(withdrawn("W-1", 3))
    assert minutes(ledger) == [("2021-02-01", 10, (2,))]


def test_a_correction_in_the_middle_may_be_withdrawn_and_the_last_stands(ledger: Ledger, say: Say) -> None:
    """What was corrected anew does not fall with what it corrected."""
    say(identified("W-1"), contact("W-1", "2021-02-01", minutes=10))
    say(corrected("W-1", 2, contact("W-1", "2021-02-01", minutes=20)))
    say(corrected("W-1", 3, contact("W-1", "2021-02-01", minutes=30)))
    say(withdrawn("W-1", 3))
    assert minutes(ledger) == [("2021-02-01", 30, (2, 4))]


def test_a_withdrawn_entry_is_gone_with_all_its_corrections(ledger: Ledger, say: Say) -> None:
    """Nothing of it stands, and all of it is still there."""
    say(identified("W-1"), contact("W-1", "2021-02-01", minutes=10))
    say(corrected("W-1", 2, contact("W-1", "2021-02-01", minutes=20)))
    say(withdrawn("W-1", 2))
    assert minutes(ledger) == []
    assert ledger.entries.head().position == 4
    assert histories(ledger)["W-1"].entries == 2


def test_a_withdrawal_that_is_withdrawn_never_was(ledger: Ledger, say: Say) -> None:
    """The entry stands again as last corrected, can be withdrawn again, and so on for ever."""
    say(identified("W-1"), contact("W-1", "2021-02-01", minutes=10))
    say(corrected("W-1", 2, contact("W-1", "2021-02-01", minutes=20)))
    say(withdrawn("W-1", 2))
    say(withdrawn("W-1", 4))
    assert minutes(ledger) == [("2021-02-01", 20, (2, 3))]
    say(withdrawn("W-1", 5))
    assert minutes(ledger) == []
    say(withdrawn("W-1", 6))
    say(withdrawn("W-1", 2))
    assert minutes(ledger) == []
    say(withdrawn("W-1", 8))
    assert minutes(ledger) == [("2021-02-01", 20, (2, 3))]


def test_what_was_put_right_is_told_once_and_how(ledger: Ledger, say: Say, author: Author) -> None:
    """Corrected, withdrawn or undone, by which entry and when; what no longer counts is not told."""
    say(identified("W-1"), *(contact("W-1", f"2021-02-0{day}") for day in range(1, 6)))
    say(corrected("W-1", 2, contact("W-1", "2021-02-11")), corrected("W-1", 3, contact("W-1", "2021-02-12")), now=NOW + 5)
    say(withdrawn("W-1", 3), withdrawn("W-1", 4), now=NOW + 6)
    say(withdrawn("W-1", 10), now=NOW + 7)
    say(contact("W-1", "2021-02-20"), now=NOW + 8)
    step = recording.last_done(ledger.entries.backwards(), author.name)
    assert step is not None
    recording.undo(ledger, step, attrs.evolve(author, now=NOW + 9), "oops")
    told = [(each.position, each.how, each.righted_by, each.recorded_at, each.righted_at) for each in histories(ledger)["W-1"].rightings]
    assert told == [(2, "corrected", 7, NOW, NOW + 5), (3, "withdrawn", 9, NOW, NOW + 6), (12, "undone", 13, NOW + 8, NOW + 9)]


def alive(position: int, entries: Sequence[Entry]) -> bool:
    """Whether an entry stands: nobody's standing withdrawal names it. The rule, word for word."""
    return not any(entry.said.kind == "withdrawn" and entry.said.event.position == position and alive(entry.position, entries)
                   for entry in entries)


def root(position: int, entries: Sequence[Entry]) -> int:
    """The entry that a correction goes back to."""
    said = next(entry.said for entry in entries if entry.position == position)
    return root(said.event.position, entries) if said.kind == "corrected" else position


def by_the_rule(entries: Sequence[Entry]) -> dict[int, tuple[str, int]]:
    """Of each entry that stands its day, and the last correction that stands, or itself."""
    found = {entry.position: (entry.said.occurred, entry.position) for entry in entries
             if entry.said.kind not in history.RIGHTING and alive(entry.position, entries)}
    for entry in entries:
        if entry.said.kind == "corrected" and alive(entry.position, entries) and root(entry.position, entries) in found:
            found[root(entry.position, entries)] = (entry.said.event.event["occurred"], entry.position)
    return found


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.sampled_from("recw"), st.integers(1, 25), st.integers(1, 28)), max_size=25))
def test_any_tangle_of_rightings_comes_out_by_the_rule(steps: list[tuple[str, int, int]]) -> None:
    """Whatever may be written in whatever order, what stands is what a naive reading of the rule gives."""
    standing = Standing.of("W-1", "s", ())
    for step, target, day in [("i", 0, 1), *steps]:
        row = {"i": identified("W-1"), "r": contact("W-1", f"2021-02-{day:02}"), "e": contact("W-1", f"2021-03-{day:02}"),
               "c": corrected("W-1", target, contact("W-1", f"2021-04-{day:02}")), "w": withdrawn("W-1", target)}[step]
        said = statement(row, "practitioner")
        if not rules.check(standing, said, TODAY, {}):
            position = len(standing.entries) + 1
            standing.evolve(Entry(said=said, author="P", append="a", stream="s", version=position, position=position))
    stood = {fact.because[0]: (fact.said.occurred, fact.because[-1]) for fact in history.stand(standing.entries)}
    assert stood == by_the_rule(standing.entries)
    assert standing.known == any(fact.kind == "woman-identified" for fact in history.stand(standing.entries))


# What stands where.


def fact(kind: str, day: str, position: int = 1, note: str | None = None, **fields: Any) -> Fact:
    """A fact as it stands."""
    said = Statement(kind=kind, woman="W-1", occurred=day, event=event_class(kind)(**fields), note=note)
    return fact_of(said, (position,), NOW)


def test_a_history_is_asked_by_kind_and_by_day() -> None:
    """Of several kinds, first and last, and up to a day; what is only about is placed on the first of its month or year."""
    facts = in_order([fact("died", "2021-03"), fact("signed-up", "2021", contraception_choice="larc"), fact("outreach-started", "2021-02-08"),
                      fact("outreach-started", "2021-02-01"), fact("outreach-started", "2021-02-28")])
    told = History("W-1", facts, 5)
    assert [(each.kind, each.said.occurred, each.about) for each in told.facts] == [
        ("signed-up", "2021", True), ("outreach-started", "2021-02-01", False), ("outreach-started", "2021-02-08", False),
        ("outreach-started", "2021-02-28", False), ("died", "2021-03", True)]
    first, last, died = told.first("outreach-started"), told.last("outreach-started", "signed-up"), told.last("died")
    assert first and last and died
    assert (first.day, last.day, died.day, died.position) == (
        datetime.date(2021, 2, 1), datetime.date(2021, 2, 28), datetime.date(2021, 3, 1), 1)
    assert [each.kind for each in told.of("died", "signed-up")] == ["signed-up", "died"]
    assert (told.of("declined"), told.first("declined"), told.last("declined", "followed-up")) == ((), None, None)
    before = told.upto(datetime.date(2021, 2, 8))
    assert [each.said.occurred for each in before.facts] == ["2021", "2021-02-01", "2021-02-08"]
    assert (before.woman, before.entries, before.of("died")) == ("W-1", 5, ())
    assert len(told.upto(datetime.date(2021, 3, 1)).facts) == 5


def test_what_acts_when_known_is_there_on_every_day() -> None:
    """A review of records says something of the days before it was made."""
    review = fact("records-reviewed", "2021-09-01", services=("gp",), from_="2020-01-01", to="2021-01-01", complete="yes", reviewer="P")
    told = History("W-1", in_order([review, fact("died", "2021-03-01")]))
    assert [each.kind for each in told.upto(datetime.date(2020, 6, 1)).facts] == ["records-reviewed"]


ROWS = [identified("W-1"), *(contact("W-1", f"2021-02-0{day}", minutes=minute, note=note)
                             for day in (1, 2) for minute in (10, 20) for note in (None, "a", "b")),
        contact("W-1", "2021-02"), contact("W-1", "2021"), {"kind": "died", "woman": "W-1", "occurred": "2021-02-01"}]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.permutations(ROWS))
def test_the_order_of_facts_does_not_depend_on_the_order_of_entries(rows: list[dict[str, Any]]) -> None:
    """Typed or imported in any order, the facts of a woman stand in one."""
    def told(given: Sequence[dict[str, Any]]) -> list[Statement]:
        entries = [Entry(said=statement(row, "import"), author="P", append="a", stream="s", version=place, position=place)
                   for place, row in enumerate(given, 1)]
        return [each.said for each in history.history("W-1", entries).facts]

    assert told(rows) == told(ROWS)


def test_a_log_imported_backwards_tells_the_same(phoenix: Ledger, author: Author, tmp_path: Path) -> None:
    """2,006 rows in another order make the same 49 histories."""
    lines = (DATA / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(lines)
    (tmp_path / "shuffled.jsonl").write_text("\n".join(lines), encoding="utf-8")
    folder.create(tmp_path / "other", "Other")
    other = folder.open_ledger(tmp_path / "other")
    recording.append(other, importing.read(tmp_path / "shuffled.jsonl").said, author)

    def told(ledger: Ledger) -> dict[str, list[Statement]]:
        return {woman: [replace(each.said, source_ref=None) for each in told.facts] for woman, told in histories(ledger).items()}

    assert len(told(phoenix)) == 49
    assert told(phoenix) == told(other)
    other.entries.close()


# As known by a day.


def test_what_was_known_by_a_day_is_the_first_half_alone(tmp_path: Path, author: Author) -> None:
    """Entries and corrections of later days change nothing of what was known before them."""
    lines = (DATA / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    first = [row for row in rows if row["kind"] == "woman-identified" or row["woman"] == "programme"] + [
        row for number, row in enumerate(rows) if row["kind"] != "woman-identified" and row["woman"] != "programme" and number % 2]
    taken = {*map(id, first)}
    second = [row for row in rows if id(row) not in taken]
    ledgers = []
    for name in ("whole", "half"):
        folder.create(tmp_path / name, name)
        ledgers.append(folder.open_ledger(tmp_path / name))
        (tmp_path / "first.jsonl").write_text("\n".join(map(json.dumps, first)), encoding="utf-8")
        recording.append(ledgers[-1], importing.read(tmp_path / "first.jsonl").said, author)
    whole, half = ledgers
    later = attrs.evolve(author, now=NOW + 2 * DAY)
    (tmp_path / "second.jsonl").write_text("\n".join(map(json.dumps, second)), encoding="utf-8")
    recording.append(whole, importing.read(tmp_path / "second.jsonl").said, later)
    women = sorted(woman for woman in histories(half))
    for number, entry in enumerate(list(whole.entries.backwards())[len(second):]):
        said = entry.said
        if number % 3 == 0 and said.kind == "contact-held":
            row = corrected(said.woman, entry.position, contact(said.woman, "2021-09-09", minutes=number % 1000))
            recording.append(whole, [Said(statement(row, "practitioner"))], later)
        if number % 7 == 1 and said.kind not in ("woman-identified", "contact-held") and said.woman != "programme":
            recording.append(whole, [Said(statement(withdrawn(said.woman, entry.position), "practitioner"))], later)
    recording.append(whole, [Said(statement(merged(*women[:2]), "practitioner"))], later)

    known = datetime.date(2021, 10, 22)
    seen, alone = replay.view(whole, known_by=known), replay.view(half, known_by=known)
    assert (seen.position, seen.true_on, seen.known_by) == (alone.position, alone.true_on, alone.known_by) == (len(first), TODAY, known)
    assert seen.root == whole.entries.root(len(first)).hex() != replay.view(whole).root
    assert replay.view(whole, known_by=TODAY - datetime.timedelta(1)).position == 0

    def told(ledger: Ledger, position: int) -> dict[str, Any]:
        return {each.woman: (each.facts, each.entries, each.rightings) for each in [
            *replay.women(ledger, position), replay.programme(ledger, position)]}

    assert told(whole, seen.position) == told(half, alone.position)
    assert told(whole, replay.view(whole).position) != told(half, alone.position)
    for each in ledgers:
        each.entries.close()


def test_an_empty_ledger_has_a_view(ledger: Ledger) -> None:
    """Nothing is known, on any day."""
    view = replay.view(ledger)
    assert (view.position, view.erased, list(replay.women(ledger, 0)), replay.programme(ledger, 0).facts) == (0, 0, [], ())
    assert replay.view(ledger, true_on=TODAY).true_on == TODAY


def test_a_woman_of_whom_nothing_stands_is_nobody(ledger: Ledger, say: Say) -> None:
    """An identification made in error leaves no woman behind, though its entries are kept."""
    say(identified("W-1"), identified("W-2"))
    say(withdrawn("W-1", 1))
    assert list(histories(ledger)) == ["W-2"]


# Merged identities.


def test_merged_women_are_one_under_the_first_reference(ledger: Ledger, say: Say) -> None:
    """Both streams stay, and tell one history; what acts on one acts on her."""
    say(identified("W-1"), identified("W-2"), identified("W-3"), contact("W-1", "2021-02-02"), contact("W-2", "2021-02-01"))
    assert set(histories(ledger)) == {"W-1", "W-2", "W-3"}
    assert say(merged("W-2", "W-1")).positions == (6, 7)
    told = histories(ledger)
    assert set(told) == {"W-1", "W-3"}
    assert [each.said.occurred for each in told["W-1"].of("contact-held")] == ["2021-02-01", "2021-02-02"]
    assert told["W-1"].entries == 6
    mirrored = [each.said.event.other for each in ledger.entries.stream(ledger.stream_of("W-1")) if each.said.kind == "identities-merged"]
    assert mirrored == ["W-2"]


def test_a_merge_that_is_reversed_parts_them_and_may_be_made_again(ledger: Ledger, say: Say) -> None:
    """The last word on two references decides."""
    say(identified("W-1"), identified("W-2"))
    say(merged("W-1", "W-2"))
    say(merged("W-2", "W-1", "merge-reversed"))
    assert set(histories(ledger)) == {"W-1", "W-2"}
    say(merged("W-1", "W-2"))
    assert set(histories(ledger)) == {"W-1"}
    assert set(histories(ledger, 4)) == {"W-1"}
    assert set(histories(ledger, 6)) == {"W-1", "W-2"}


def test_an_undone_merge_parts_them(ledger: Ledger, say: Say, author: Author) -> None:
    """Both halves are taken back as one."""
    say(identified("W-1"), identified("W-2"))
    say(merged("W-1", "W-2"))
    undo(ledger, author)
    assert set(histories(ledger)) == {"W-1", "W-2"}
    redo(ledger, author)
    assert set(histories(ledger)) == {"W-1"}


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["identities-merged", "merge-reversed"]), st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_any_merges_unite_what_hangs_together(words: list[tuple[str, int, int]]) -> None:
    """Who is who follows from the last word on each two, through any number of links."""
    facts: dict[str, list[Fact]] = {f"W-{number}": [] for number in range(6)}
    together: dict[frozenset[int], bool] = {}
    for position, (kind, one, other) in enumerate(words, 1):
        if one != other:
            together[frozenset((one, other))] = kind == "identities-merged"
            for place, (woman, her) in enumerate(((one, other), (other, one))):
                said = statement(merged(f"W-{woman}", f"W-{her}", kind), "practitioner")
                facts[f"W-{woman}"].append(fact_of(said, (2 * position + place,), NOW))
    groups = {number: {number} for number in range(6)}
    for pair, one_woman in together.items():
        if one_woman:
            one, other = pair
            whole = groups[one] | groups[other]
            for number in whole:
                groups[number] = whole
    expected = sorted({tuple(f"W-{number}" for number in sorted(group)) for group in groups.values()})
    assert [tuple(group) for group in history.united(facts)] == expected


def test_all_histories_at_once_are_those_of_the_replay(ledger: Ledger, say: Say) -> None:
    """Read a woman at a time or all together, the women are the same."""
    say(*(identified(f"W-{number}") for number in range(6)), *(contact(f"W-{number}", "2021-02-01") for number in range(6)))
    say(merged("W-4", "W-1"), merged("W-5", "W-4"), merged("W-2", "W-3"), merged("W-3", "W-2", "merge-reversed"))
    streams = {f"W-{number}": ledger.entries.stream(ledger.stream_of(f"W-{number}")) for number in range(6)}
    told = list(history.histories(streams))
    assert [each.woman for each in told] == ["W-0", "W-1", "W-2", "W-3"]
    assert {each.woman: (each.facts, each.entries) for each in told} == {
        woman: (each.facts, each.entries) for woman, each in histories(ledger).items()}


# Undo and redo.


def undo(ledger: Ledger, author: Author) -> tuple[int, ...] | None:
    """Take back the author's last append; what was written, None where there is nothing to take back."""
    step = recording.last_done(ledger.entries.backwards(), author.name)
    return None if step is None else recording.undo(ledger, step, author, "oops").positions


def redo(ledger: Ledger, author: Author) -> tuple[int, ...] | None:
    """Write anew what the author's last undo took back."""
    step = recording.last_undone(ledger.entries.backwards(), author.name)
    return None if step is None else recording.redo(ledger, step, author).positions


def days(ledger: Ledger) -> list[str]:
    """The days of the contacts of W-1 that stand."""
    return [each.said.occurred[-2:] for each in history.stand(ledger.entries.stream(ledger.stream_of("W-1"))) if each.kind == "contact-held"]


@pytest.fixture
def three(ledger: Ledger, say: Say) -> Ledger:
    """A ledger with W-1 identified by somebody else, and three contacts in three appends."""
    recording.append(ledger, [Said(statement(identified("W-1"), "practitioner"))], Author("P-09", NOW))
    for day in (1, 2, 3):
        say(contact("W-1", f"2021-02-0{day}"))
    return ledger


def test_undo_goes_back_a_step_at_a_time_and_redo_forward(three: Ledger, author: Author) -> None:
    """Twice back, twice forward, and there is no further either way."""
    seen = [days(three)]
    for step in (undo, undo, redo, redo):
        assert step(three, author)
        seen.append(days(three))
    assert seen == [["01", "02", "03"], ["01", "02"], ["01"], ["01", "02"], ["01", "02", "03"]]
    assert redo(three, author) is None
    assert [bool(undo(three, author)) for _ in range(4)] == [True, True, True, False]
    assert days(three) == []


def test_a_redo_can_be_undone_and_redone(three: Ledger, author: Author) -> None:
    """A redo is an append like any other."""
    undo(three, author)
    for _ in range(3):
        assert redo(three, author)
        assert days(three) == ["01", "02", "03"]
        assert undo(three, author)
        assert days(three) == ["01", "02"]
    assert undo(three, author) and days(three) == ["01"]
    assert redo(three, author) and redo(three, author) and days(three) == ["01", "02", "03"]
    assert redo(three, author) is None


def test_a_new_entry_ends_what_could_be_redone(three: Ledger, author: Author, say: Say) -> None:
    """What was undone before it stays undone, also after the new entry was itself undone and redone."""
    undo(three, author)
    say(contact("W-1", "2021-02-04"))
    assert redo(three, author) is None
    undo(three, author)
    assert redo(three, author) and days(three) == ["01", "02", "04"]
    assert redo(three, author) is None
    assert days(three) == ["01", "02", "04"]


def test_undo_takes_back_an_append_as_one(ledger: Ledger, author: Author, tmp_path: Path) -> None:
    """A whole import comes back with one undo, and can be imported or redone again."""
    (tmp_path / "file.jsonl").write_text("\n".join(map(json.dumps, [identified("W-1"), contact("W-1", "2021-02-01"), contact("W-1", "2021-02-01")])))
    said = importing.read(tmp_path / "file.jsonl").said
    recording.append(ledger, said, author)
    assert undo(ledger, author) == (4, 5, 6)
    assert histories(ledger) == {}
    assert redo(ledger, author) == (7, 8, 9)
    assert days(ledger) == ["01", "01"]
    undo(ledger, author)
    assert recording.append(ledger, said, author).positions == (13, 14, 15)
    assert redo(ledger, author) is None


def test_undo_takes_back_only_ones_own(three: Ledger, author: Author) -> None:
    """What others wrote since stays, and is no step of mine."""
    other = Author("P-09", NOW)
    recording.append(three, [Said(statement(contact("W-1", "2021-02-09"), "practitioner"))], other)
    undo(three, author)
    assert days(three) == ["01", "02", "09"]
    assert recording.last_done(three.entries.backwards(), "P-77") is None
    assert redo(three, other) is None
    undo(three, other)
    assert days(three) == ["01", "02"]


def test_undo_passes_over_what_somebody_else_took_back(three: Ledger, author: Author) -> None:
    """A step of which nothing stands any more is no step."""
    recording.append(three, [Said(statement(withdrawn("W-1", 4), "practitioner"))], Author("P-09", NOW))
    assert days(three) == ["01", "02"]
    assert undo(three, author)
    assert days(three) == ["01"]


def test_undo_of_a_withdrawal_brings_the_entry_back(three: Ledger, author: Author, say: Say) -> None:
    """Corrections and withdrawals are steps too, and so is their undoing."""
    say(withdrawn("W-1", 2))
    say(corrected("W-1", 3, contact("W-1", "2021-02-12")))
    assert days(three) == ["12", "03"]
    undo(three, author)
    assert days(three) == ["02", "03"]
    undo(three, author)
    assert days(three) == ["01", "02", "03"]
    redo(three, author)
    redo(three, author)
    assert days(three) == ["12", "03"]


def test_undo_takes_back_what_still_stands_of_a_step(ledger: Ledger, author: Author, say: Say) -> None:
    """A part that was withdrawn since is not withdrawn twice."""
    say(identified("W-1"), contact("W-1", "2021-02-01"), contact("W-1", "2021-02-02"))
    recording.append(ledger, [Said(statement(withdrawn("W-1", 2), "practitioner"))], Author("P-09", NOW))
    assert undo(ledger, author) == (5, 6)
    assert histories(ledger) == {}


def test_redo_of_a_tangled_append_names_its_own_new_positions(ledger: Ledger, author: Author, say: Say) -> None:
    """An append of a merge, an entry, its correction and a withdrawal comes back as it was, whoever wrote meanwhile."""
    say(identified("W-1"), identified("W-2"), contact("W-1", "2021-02-08"))
    say(merged("W-1", "W-2"), contact("W-1", "2021-02-01"), corrected("W-1", 6, contact("W-1", "2021-02-11")), contact("W-2", "2021-02-02"),
        withdrawn("W-2", 8), corrected("W-1", 3, contact("W-1", "2021-02-18")))
    before = {woman: [each.said for each in told.facts] for woman, told in histories(ledger).items()}
    undo(ledger, author)
    assert days(ledger) == ["08"]
    step = recording.last_undone(ledger.entries.backwards(), author.name)
    assert step is not None
    recording.append(ledger, [Said(statement(identified("W-3"), "practitioner"))], Author("P-09", NOW))
    recording.redo(ledger, step, author)
    after = {woman: [each.said for each in told.facts] for woman, told in histories(ledger).items() if woman != "W-3"}
    assert after == before


@pytest.mark.usefixtures("from_another_computer")
@pytest.mark.parametrize("row", [contact("W-1", "2021-02-09"), identified("W-3")], ids=["to the same woman", "to another"])
def test_redo_names_its_own_positions_though_another_came_between(ledger: Ledger, author: Author, say: Say, row: dict[str, Any],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """If someone appends after the redo was worked out, to the same woman or to another, it is worked out again."""
    say(identified("W-1"))
    say(contact("W-1", "2021-02-01"), corrected("W-1", 2, contact("W-1", "2021-02-11")))
    undo(ledger, author)
    step = recording.last_undone(ledger.entries.backwards(), author.name)
    assert step is not None
    append = ledger.entries.append

    def late(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(ledger.entries, "append", append)
        recording.append(ledger, [Said(statement(row, "practitioner"))], Author("P-09", NOW))
        return append(*given, **named)

    monkeypatch.setattr(ledger.entries, "append", late)
    recording.redo(ledger, step, author)
    assert "11" in days(ledger) and "01" not in days(ledger)


def test_the_commands_undo_and_redo_say_when_there_is_nothing_to_do(ledger: Ledger, say: Say, run: Any) -> None:
    """Nothing appended, nothing undone: a sentence and exit 3, and nothing is written."""
    for command in ("undo", "redo"):
        ended = run("--ledger", str(ledger.path), command, "--yes")
        assert ended.code == 3 and ended.err and not ended.out
    say(identified("W-1"))
    assert run("--ledger", str(ledger.path), "undo", "--yes").code == 0
    assert run("--ledger", str(ledger.path), "undo", "--yes").code == 3
    assert run("--ledger", str(ledger.path), "redo", "--yes").code == 0
    assert run("--ledger", str(ledger.path), "redo", "--yes").code == 3
    assert ledger.entries.head().position == 3


# The wrong woman.


def test_an_entry_of_the_wrong_woman_moves_to_the_right_one(ledger: Ledger, say: Say, run: Any) -> None:
    """Withdrawn there and recorded anew here in one append, so that one undo takes back both."""
    say(identified("W-1"), identified("W-2"), contact("W-1", "2021-02-01", minutes=7))
    ended = run("--ledger", str(ledger.path), "correct", "3", "--woman", "W-2", "--reason", "wrong woman")
    assert (ended.code, ended.err) == (0, "")
    told = histories(ledger)
    assert told["W-1"].of("contact-held") == ()
    assert [(each.event.minutes, each.because) for each in told["W-2"].of("contact-held")] == [(7, (5,))]
    entries = [ledger.entries.at(4), ledger.entries.at(5)]
    assert len({each.append for each in entries if each}) == 1
    assert run("--ledger", str(ledger.path), "undo", "--yes").code == 0
    assert [each.event.minutes for each in histories(ledger)["W-1"].of("contact-held")] == [7]
    assert histories(ledger)["W-2"].of("contact-held") == ()


def test_a_corrected_entry_moves_as_a_whole(ledger: Ledger, say: Say, run: Any) -> None:
    """Named by its own position or by its correction's, it stands as last corrected there and no longer here."""
    say(identified("W-1"), identified("W-2"), contact("W-1", "2021-02-01", minutes=1), contact("W-1", "2021-02-02", minutes=2))
    for position, minute in ((3, 11), (4, 12)):
        say(corrected("W-1", position, contact("W-1", "2021-02-05", minutes=minute)))
    for position in (3, 6):
        assert run("--ledger", str(ledger.path), "correct", str(position), "--woman", "W-2", "--reason", "wrong woman").code == 0
    assert histories(ledger)["W-1"].of("contact-held") == ()
    assert [each.event.minutes for each in histories(ledger)["W-2"].of("contact-held")] == [11, 12]


def test_the_command_corrects_what_stands(ledger: Ledger, say: Say, run: Any) -> None:
    """Only the fields that are given change, whichever of an entry's positions is named; '' takes a field out."""
    say(identified("W-1"), contact("W-1", "2021-02-01", minutes=10, note="late", by="P-07"))

    def correct(position: int, *changes: str) -> Any:
        return run("--ledger", str(ledger.path), "correct", str(position), *changes, "--reason", "letter")

    assert correct(2, "--minutes", "20").code == 0
    assert correct(3, "--occurred", "2/2/2021").code == 0
    assert correct(2, "--note", "").code == 0
    (fact,) = histories(ledger)["W-1"].of("contact-held")
    assert (fact.said.occurred, fact.event.minutes, fact.said.note, fact.said.by, fact.event.medium) == ("2021-02-02", 20, None, "P-07", "telephone")
    for position, changes, code in ((2, ("--minutes", "20"), 4), (2, ("--minutes", "half", "--medium", "pigeon"), 4), (99, ("--minutes", "5"), 3),
                                    (2**63, ("--minutes", "5"), None), (2, ("--surname", "Smith"), 2)):
        ended = correct(position, *changes)
        assert ended.code == code if code else ended.code in (2, 3)
        assert ended.err and "Traceback" not in ended.err
    assert run("--ledger", str(ledger.path), "withdraw", "2", "--reason", "error").code == 0
    for position in (2, 3, 6):
        assert correct(position, "--minutes", "5").code == 4
    assert ledger.entries.head().position == 6


def test_an_entry_moves_to_nobody_who_is_not_known(ledger: Ledger, say: Say, run: Any) -> None:
    """Refused as a whole: the entry is not withdrawn either."""
    say(identified("W-1"), contact("W-1", "2021-02-01"))
    ended = run("--ledger", str(ledger.path), "correct", "2", "--woman", "W-9", "--reason", "wrong woman")
    assert ended.code == 4 and "W-9" in ended.err
    assert ledger.entries.head().position == 2
