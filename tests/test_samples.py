"""Can anybody draw the same sample, and is what was found at the filing cabinet counted as it was?"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import folder, recording
from ledger.author import Author
from ledger.entries import Said, Statement
from ledger.events import event_class
from ledger.history import Fact, fact_of
from projections.formats import ticking
from projections.samples import Frame, attested, frame, progress, rate, sentences
from projections.sampling import drawn

NOW = 1_634_810_400_000_000
WOMEN = ("W-0001", "W-0002", "W-0003")
ROWS = [row for woman in WOMEN for row in (
    {"kind": "woman-identified", "woman": woman, "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"},
    *({"kind": "contact-held", "woman": woman, "occurred": f"2021-02-{day:02}", "purpose": "programme", "medium": "telephone",
       "attendance": "attended-on-time"} for day in range(1, 6)))]
DRAW = ("--ledger", "phoenix", "sample", "--size", "5", "--seed", "minute 14")


@pytest.fixture
def told(ledger: folder.Ledger, say: Callable) -> folder.Ledger:
    """Three women of six entries each, positions 1 to 18."""
    say(*ROWS)
    return ledger


def test_a_sample_is_recomputed_from_the_database_alone(told: folder.Ledger, run: Callable) -> None:
    """By five lines that share nothing with the program: no keys, no code of ours, only SHA-256 and SQLite."""
    document = json.loads(run(*DRAW, "--json").out)
    with closing(sqlite3.connect("phoenix/ledger.db")) as db:
        leaves = dict(db.execute("SELECT hex(l.leaf), l.position FROM log l JOIN stored_events s ON s.rowid = l.position "
                                 "WHERE s.topic = 'sealed'").fetchall())
    ranked = sorted((name.lower() for name in leaves), key=lambda name: hashlib.sha256(b"minute 14\n" + name.encode()).hexdigest())
    assert ranked[:5] == document["members"]
    assert [leaves[name.upper()] for name in ranked[:5]] == [row["position"] for row in document["rows"]]
    assert document["frame_digest"] == hashlib.sha256("\n".join(sorted(ranked)).encode()).hexdigest()


def test_whoever_has_no_keys_draws_it_again(told: folder.Ledger, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the log alone, also once the log has grown; it says which."""
    document = json.loads(run(*DRAW, "--json").out)
    run("--ledger", "phoenix", "record", "died", "W-0001", "--occurred", "2021-03-01")
    monkeypatch.setenv("OUTCOMES_CONFIG", "/nonexistent")
    again = run("--ledger", "phoenix", "sample", "--again", "19")
    assert (again.code, again.err) == (0, "")
    assert again.out.splitlines() == ['The same: 5 of 18 entries, drawn from the log alone, with the seed "minute 14".',
                                      *(f"  {member}" for member in document["members"])]


def test_drawn_again_it_is_the_same_and_nothing_is_written(told: folder.Ledger, run: Callable) -> None:
    """The drawing itself, and what is found, do not move what is drawn from."""
    first = json.loads(run(*DRAW, "--json").out)
    run("--ledger", "phoenix", "attest", str(first["rows"][0]["position"]), "--finding", "confirmed", "--document", "clinic letter")
    assert told.entries.head().position == 20
    assert json.loads(run(*DRAW, "--json").out) == first
    assert told.entries.head().position == 20
    other = json.loads(run(*DRAW[:-1], "minute 15", "--json").out)
    assert other["members"] != first["members"] and told.entries.head().position == 21


@given(st.sets(st.text("0123456789abcdef", min_size=4, max_size=8), min_size=1, max_size=30), st.text("0123456789abcdef", min_size=4, max_size=8),
       st.integers(1, 10), st.text(max_size=5))
def test_one_more_moves_at_most_one_out(names: set[str], new: str, size: int, seed: str) -> None:
    """Whoever is added is drawn in the place of one, or not at all; the order of the others stays."""
    names -= {new}
    before, after = drawn(seed, names, size), drawn(seed, names | {new}, size)
    assert len(set(before) - set(after)) <= 1
    assert [name for name in after if name != new] == before[:len([name for name in after if name != new])]


def test_a_sample_of_women_is_all_their_entries(told: folder.Ledger, run: Callable) -> None:
    """By the ids of their streams; rows in order of position."""
    document = json.loads(run("--ledger", "phoenix", "sample", "--of", "women", "--size", "2", "--seed", "minute 14", "--json").out)
    streams = {told.stream_of(woman): woman for woman in WOMEN}
    assert document["members"] == drawn("minute 14", streams, 2)
    assert [row["woman"] for row in document["rows"]] == [streams[member] for member in document["members"] for _ in range(6)]
    assert document["frame_digest"] == hashlib.sha256("\n".join(sorted(streams)).encode()).hexdigest()
    assert run("--ledger", "phoenix", "sample", "--again", "19").out.startswith("The same: 2 of 3 women")


def test_members_that_were_chosen_by_hand_are_seen(told: folder.Ledger, run: Callable) -> None:
    """The entry says which seed, and the seed draws others; so does a frame that is not the log's."""
    document = json.loads(run(*DRAW, "--json").out)
    for changed in ({"members": tuple(document["members"][::-1])}, {"frame_digest": "f" * 64}, {"seed": "minute 15"}):
        fields = {name: document[name] for name in ("of", "size", "seed", "frame_digest")} | {"members": tuple(document["members"])} | changed
        said = Statement(kind="sample-drawn", woman="programme", occurred="2021-10-21", event=event_class("sample-drawn")(**fields))
        (position,) = recording.append(told, [Said(said)], Author("P-03", NOW)).positions
        ran = run("--ledger", "phoenix", "sample", "--again", str(position))
        assert ran.code == 5 and "NOT" in ran.err


def test_a_sample_of_a_health_audit_is_the_one_that_the_audit_is_of(phoenix: folder.Ledger, run: Callable) -> None:
    """The same members in the same order; who has no keys sees that they are women of the log, in order of rank."""
    asked = ("--sample", "5", "--seed", "minute 14", "--json")
    audit = json.loads(run("--ledger", "phoenix", "health-audit", *asked).out)
    sample = json.loads(run(*"--ledger phoenix sample --health-audit --size 5 --seed".split(), "minute 14", "--json").out)
    assert sample["members"] == [woman["stream"] for woman in audit["women"]]
    assert sample["frame_digest"] == audit["sample"]["frame_digest"]
    assert "drawn from a part of all women" in run("--ledger", "phoenix", "sample", "--again", "2007").out
    fields = {name: sample[name] for name in ("of", "size", "seed", "frame_digest")}
    for members in (sample["members"][::-1], [*sample["members"][:4], "f" * 32]):
        event = event_class("sample-drawn")(**fields, members=tuple(members))
        said = Statement(kind="sample-drawn", woman="programme", occurred="2021-10-21", event=event)
        (position,) = recording.append(phoenix, [Said(said)], Author("P-03", NOW)).positions
        assert run("--ledger", "phoenix", "sample", "--again", str(position)).code == 5


# The workbook.


@pytest.fixture
def book(told: folder.Ledger, run: Callable) -> Path:
    """A workbook to tick, of five entries."""
    assert run(*DRAW, "--output", "sample.xlsx").code == 0
    return Path("sample.xlsx")


def tick(book: Path, *rows: tuple[int, str | None, str | None]) -> list[int]:
    """Fill in findings by row; the positions of all rows."""
    made = openpyxl.load_workbook(book)
    sheet = made["to tick"]
    for row, finding, document in rows:
        sheet.cell(row, 10, finding)
        sheet.cell(row, 11, document)
    made.save(book)
    return [sheet.cell(row, 1).value for row in range(2, 7)]


def test_a_workbook_says_what_each_entry_says_and_nothing_is_ticked(told: folder.Ledger, book: Path, run: Callable) -> None:
    """One row an entry, a drop-down, for the team; only its owner reads it, and doctor lists it until it is gone."""
    sheet = openpyxl.load_workbook(book)["to tick"]
    shown = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert next(row[4] for row in shown if row[3] == "contact-held") == "purpose: programme, medium: telephone, attendance: attended-on-time"
    assert {tuple(row[9:]) for row in shown} == {(None, None, None)}
    assert [each.formula1 for each in sheet.data_validations.dataValidation] == ['"confirmed,differs,not-found"']
    assert book.stat().st_mode & 0o777 == 0o600
    assert "sample.xlsx" in run("--ledger", "phoenix", "doctor").out
    assert run("--ledger", "phoenix", "attest", "sample.xlsx").out == "Nothing is ticked in sample.xlsx yet; nothing was saved.\n"
    assert told.entries.head().position == 19


def test_the_same_drawing_gives_the_same_bytes(told: folder.Ledger, book: Path, run: Callable) -> None:
    """And a file that is there is not written over."""
    assert run(*DRAW, "--output", "sample.xlsx").code == 4
    run(*DRAW, "--output", "again.xlsx")
    assert Path("again.xlsx").read_bytes() == book.read_bytes()


def test_what_was_ticked_is_taken_in_once(told: folder.Ledger, book: Path, run: Callable) -> None:
    """Rows that are not ticked are left for later; taken in again, only what is new or changed is recorded."""
    positions = tick(book, (2, "confirmed", "clinic letter"), (3, "Differs", "case file"))
    assert run("--ledger", "phoenix", "attest", "sample.xlsx").out == "Recorded 2 findings at position 20 to 21. How far it is: outcomes attest\n"
    assert [(entry.said.event.position, entry.said.event.finding, entry.said.source) for entry in (told.entries.at(20), told.entries.at(21)) if entry] == [
        (positions[0], "confirmed", "document"), (positions[1], "differs", "document")]
    assert "All of it is in the ledger already" in run("--ledger", "phoenix", "attest", "sample.xlsx").out
    tick(book, (3, "confirmed", "case file"), (4, "not-found", "referral letter"))
    assert "Recorded 2 findings at position 22 to 23. 1 was there already." in run("--ledger", "phoenix", "attest", "sample.xlsx").out
    (row,) = json.loads(run("--ledger", "phoenix", "attest", "--json").out)["rows"]
    assert (row["confirmed"], row["differs"], row["not_found"], row["not_looked_at"]) == (2, 0, 1, 2)


def test_everything_that_is_wrong_with_a_workbook_is_said_at_its_cells(told: folder.Ledger, book: Path, run: Callable) -> None:
    """And nothing of it is saved."""
    tick(book, (2, "confirmed", "clinic letter"), (3, "perhaps", "case file"), (4, "confirmed", None), (5, "differs", "letter of W-0001 W-0002 W-0003"))
    ran = run("--ledger", "phoenix", "attest", "sample.xlsx")
    assert ran.code == 4
    for said in ('cell J3: finding: "perhaps" is not in the list', "cell K4: document is blank; attested needs it", "cell K5: document names the woman"):
        assert said in ran.err
    assert told.entries.head().position == 19


def test_a_workbook_that_is_none_is_refused(told: folder.Ledger, book: Path, run: Callable, tmp_path: Path) -> None:
    """Another workbook, a heading that was lost, what is no workbook; and import says who takes it in."""
    made = openpyxl.load_workbook(book)
    made["to tick"]["J1"] = "result"
    made.save("lost.xlsx")
    made["to tick"].title = "other"
    made.save("other.xlsx")
    (tmp_path / "text.xlsx").write_text("text")
    for name, said in (("lost.xlsx", "has lost a heading"), ("other.xlsx", 'has no sheet "to tick"'), ("text.xlsx", "is not a workbook inside")):
        ran = run("--ledger", "phoenix", "attest", name)
        assert ran.code == 4 and said in ran.err
    tick(book, (2, "confirmed", "clinic letter"))
    assert "outcomes attest sample.xlsx" in run("--ledger", "phoenix", "import", "sample.xlsx", "--yes").err
    assert told.entries.head().position == 19


def test_rows_that_a_person_added_below_are_read_as_they_stand(book: Path) -> None:
    """A short row, a blank one, a number for a document."""
    made = openpyxl.load_workbook(book)
    made["to tick"].append([3, None, None, None, None, None, None, None, None, "confirmed", 7])
    made["to tick"].append([])
    made["to tick"].append([4])
    made.save(book)
    assert [(each.place, each.position, each.document, each.looked) for each in ticking.ticked(book)] == [('Sheet "to tick", row 7', 3, 7, None)]


# What was found.


def test_the_error_rate_is_that_of_wilson(told: folder.Ledger, book: Path, run: Callable) -> None:
    """1 of 5: 3.6 % to 62.4 % (Newcombe's method 3)."""
    tick(book, *((row, "confirmed", "letter") for row in range(2, 6)), (6, "not-found", "letter"))
    run("--ledger", "phoenix", "attest", "sample.xlsx")
    assert run("--ledger", "phoenix", "attest").out.splitlines() == [
        'Sample at position 19: 5 entries drawn with the seed "minute 14".',
        "  Looked at 5 of 5: 4 confirmed, 0 differ, 1 not found; 0 not yet looked at.",
        "  Error rate: 1 of 5, 20.0% (95% limits 3.6% to 62.4%)."]


def test_nothing_looked_at_has_no_rate() -> None:
    """Not nought."""
    assert rate(0, 0) == {"errors": 0, "error_rate": None, "interval": None, "confidence": 0.95}


def test_what_was_withdrawn_or_erased_is_left_out_and_said(told: folder.Ledger, run: Callable) -> None:
    """There is nothing to hold against a paper; the workbook greys it."""
    drawn_ = json.loads(run(*DRAW, "--json").out)
    contacts = [row for row in drawn_["rows"] if row["kind"] == "contact-held"]
    run("--ledger", "phoenix", "withdraw", str(contacts[0]["position"]), "--reason", "wrong")
    again = json.loads(run("--ledger", "phoenix", "attest", "--json").out)["rows"][0]
    assert (again["entries"], again["withdrawn"], again["erased"]) == (4, 1, 0)
    woman = next(row["woman"] for row in drawn_["rows"] if row["woman"] != contacts[0]["woman"])
    of_hers = sum(row["woman"] == woman for row in drawn_["rows"])
    assert run("--ledger", "phoenix", "erase", woman, "--authority", "board", "--reason", "asked", "--yes").code == 0
    (row,) = json.loads(run("--ledger", "phoenix", "attest", "--json").out)["rows"]
    assert (row["entries"], row["withdrawn"], row["erased"]) == (4 - of_hers, 1, of_hers)
    assert f"  Left out: 1 withdrawn, {of_hers} erased since." in run("--ledger", "phoenix", "attest").out.splitlines()
    assert run("--ledger", "phoenix", "sample", "--again", "19").out.startswith("The same: 5 of 18")
    fresh = json.loads(run("--ledger", "phoenix", "sample", "--size", "99", "--seed", "s", "--json").out)
    assert len(fresh["members"]) == 13 and {row["look"] for row in fresh["rows"] if row["kind"] == "withdrawn"} == {False}


def test_the_last_word_on_an_entry_counts() -> None:
    """An auditor who finds the paper after all says so."""
    def said(position: int, finding: str, at: int) -> Fact:
        event = event_class("attested")(position=position, finding=finding, document="letter")
        return fact_of(Statement(kind="attested", woman="programme", occurred="2021-10-21", event=event), (at,), 0)
    facts = [said(1, "confirmed", 12), said(1, "not-found", 11), said(2, "differs", 13)]
    assert {position: fact.event.finding for position, fact in attested(facts).items()} == {1: "confirmed", 2: "differs"}
    event = event_class("sample-drawn")(of="entries", size=3, seed="s", frame_digest="d", members=("a", "b", "c"))
    sample = fact_of(Statement(kind="sample-drawn", woman="programme", occurred="2021-10-21", event=event), (10,), 0)
    row = progress(sample, Frame("entries", {"a": (1,), "b": (2,), "c": (3,)}), attested(facts))
    assert (row["attested"], row["errors"], row["not_looked_at"]) == (2, 1, 1)
    assert "until all are" in " ".join(sentences([row]))
    assert "too narrow" in " ".join(sentences([{**row, "of": "women"}]))


def test_an_erased_woman_is_not_drawn_from() -> None:
    """Whoever has a receipt of erasure; the others by their leaves or streams."""
    rows = [(1, "a", b"\x01"), (2, "b", b"\x02"), (3, "a", b"\x03")]
    assert frame("entries", rows, {"b"}).places == {"01": (1,), "03": (3,)}
    assert frame("women", rows, ()).places == {"a": (1, 3), "b": (2,)}


@pytest.mark.parametrize(("words", "code", "said"), [
    (["sample"], 2, "needs --size and --seed"), (["sample", "--size", "0", "--seed", "s"], 2, "of one or more"),
    (["sample", "--size", "2", "--seed", "s", "--output", "x.pdf"], 2, "not the name of a workbook"),
    (["sample", "--size", "2", "--seed", " "], 2, "seed is blank"),
    (["sample", "--again", "1"], 3, "no sample at position 1"), (["sample", "--again", "99"], 3, "no sample at position 99"),
    (["attest", "1"], 2, "in which paper, is not given"), (["attest", "99", "--finding", "confirmed", "--document", "d"], 4, "no entry at position 99"),
    (["attest", "nowhere.xlsx"], 3, "neither a position nor a file"),
    (["attest", "x.xlsx", "--finding", "confirmed"], 2, "go with one position")])
def test_what_is_wrong_with_a_request_is_said(told: folder.Ledger, run: Callable, words: list[str], code: int, said: str) -> None:
    """And nothing is written by it."""
    ran = run("--ledger", "phoenix", *words)
    assert ran.code == code and said in ran.err
    assert told.entries.head().position == 18


def test_an_empty_ledger_has_nothing_to_draw(ledger: folder.Ledger, run: Callable) -> None:
    """And no sample to tell of."""
    assert run(*DRAW).code == 3
    assert run("--ledger", "phoenix", "attest").out.startswith("No sample was drawn yet. ")


def test_a_programme_entry_that_cannot_be_read_is_told(told: folder.Ledger, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without keys too, it is damage and no bug."""
    from ledger import codec
    run(*DRAW)

    def unreadable(*_: object, **__: object) -> None:
        raise codec.Unreadable("rubbish")
    monkeypatch.setattr(codec, "decode", unreadable)
    assert (run("--ledger", "phoenix", "sample", "--again", "19").code, os.environ["OUTCOMES_BY"]) == (5, "P-03")


def test_a_correction_is_what_an_entry_says(told: folder.Ledger, run: Callable) -> None:
    """The paper is held against what stands now."""
    position = next(row["position"] for row in json.loads(run(*DRAW, "--json").out)["rows"] if row["kind"] == "contact-held")
    run("--ledger", "phoenix", "correct", str(position), "--medium", "text", "--reason", "letter")
    (row,) = [row for row in json.loads(run(*DRAW, "--json").out)["rows"] if row["position"] == position]
    assert "medium: text" in row["says"] and row["status"] == "corrected at 20"
