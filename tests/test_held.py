"""Is a row that comes again known, and is a row that only looks like it taken?"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from ledger import folder, history, importing, recording
from ledger.author import Author
from ledger.entries import Said
from ledger.errors import Refused
from ledger.folder import Ledger
from ledger.reading import statement

DATA = Path(__file__).parent / "data"
NOW = 1_634_810_400_000_000
Say = Callable[..., recording.Receipt]
Bring = Callable[..., recording.Receipt]


def identified(woman: str = "W-1", **more: Any) -> dict[str, Any]:
    """She came to notice."""
    return {"kind": "woman-identified", "woman": woman, "occurred": "2020-01-01", "route": "self", "care_experienced": "yes", **more}


def contact(day: str = "2021-02-01", woman: str = "W-1", **more: Any) -> dict[str, Any]:
    """A contact on a day."""
    return {"kind": "contact-held", "woman": woman, "occurred": day, "purpose": "programme", "medium": "telephone", "attendance": "5", **more}


@pytest.fixture
def bring(ledger: Ledger, author: Author, tmp_path: Path) -> Bring:
    """Import rows as a file of JSON Lines."""
    def imported(*rows: dict[str, Any], by: str = author.name, **options: Any) -> recording.Receipt:
        (tmp_path / "file.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return recording.append(ledger, importing.read(tmp_path / "file.jsonl").said, attrs.evolve(author, name=by), **options)
    return imported


def undo(ledger: Ledger, author: Author) -> None:
    """Take back the author's last append."""
    step = recording.last_done(ledger.entries.backwards(), author.name)
    assert step is not None
    recording.undo(ledger, step, author, "oops")


def days(ledger: Ledger, woman: str = "W-1") -> list[str]:
    """The days of her contacts that stand."""
    return sorted(fact.said.occurred for fact in history.stand(ledger.entries.stream(ledger.stream_of(woman))) if fact.kind == "contact-held")


def counts(receipt: recording.Receipt) -> tuple[int, int]:
    """How many were written, and how many skipped."""
    return len(receipt.positions), receipt.skipped


def test_a_file_may_be_imported_again(phoenix: Ledger, author: Author) -> None:
    """2,006 rows are skipped, every one, and nothing is written."""
    assert counts(recording.append(phoenix, importing.read(DATA / "log-2021-09.jsonl").said, author)) == (0, 2006)
    assert phoenix.entries.head().position == 2006


def test_a_longer_file_brings_only_what_is_new(bring: Bring) -> None:
    """The same file with two rows more writes two."""
    rows = [identified(), *(contact(f"2021-02-0{day}") for day in range(1, 6))]
    assert counts(bring(*rows[:4])) == (4, 0)
    assert counts(bring(*rows)) == (2, 4)
    assert counts(bring(*reversed(rows))) == (0, 6)


def test_two_identical_rows_without_a_key_are_two(ledger: Ledger, bring: Bring) -> None:
    """Two visits on a day stay two, however often the file comes; a third in the file is a third."""
    rows = [identified(), contact(), contact()]
    assert counts(bring(*rows)) == (3, 0)
    assert counts(bring(*rows)) == (0, 3)
    assert counts(bring(*rows, contact())) == (1, 3)
    assert counts(bring(contact())) == (0, 1)
    assert days(ledger) == ["2021-02-01"] * 3


def test_a_row_recorded_by_hand_is_known_in_a_file(bring: Bring, say: Say) -> None:
    """By whichever command it came; who saw it may be left out by either, and so may the source."""
    say(identified(), contact(by="P-01"))
    assert counts(bring(identified(), contact())) == (0, 2)
    assert counts(bring(contact(by="P-01"))) == (0, 1)
    assert counts(bring(contact(source="practitioner"))) == (0, 1)


def test_the_programmes_own_source_is_no_source_of_the_row(bring: Bring, say: Say) -> None:
    """A target recorded by hand is known in a file, though its column is called source."""
    target = {"kind": "target-set", "woman": "programme", "occurred": "2021-01-01", "figure": "M02", "value": 5, "source": "board"}
    say(target)
    assert counts(bring(target)) == (0, 1)
    assert counts(bring({**target, "source": "council"})) == (1, 0)


@pytest.mark.parametrize("other", [
    {"by": "P-02"}, {"source": "self-report"}, {"note": "x"}, {"episode_ref": "E1"}, {"occurred": "2021-02-02"}, {"occurred": "2021-02"}, {"minutes": 5},
    {"attendance": "7"}])
def test_a_row_that_says_something_else_is_another(bring: Bring, other: dict[str, Any]) -> None:
    """Another day, field, note, witness or source is another entry."""
    bring(identified(), contact(by="P-01", source="practitioner"))
    assert counts(bring({**contact(by="P-01", source="practitioner"), **other})) == (1, 0)


def test_recording_by_hand_takes_the_same_twice(ledger: Ledger, say: Say) -> None:
    """Only files come again: who records two contacts means two."""
    say(identified())
    say(contact())
    say(contact())
    assert days(ledger) == ["2021-02-01"] * 2


def test_a_row_is_known_as_first_written_and_as_corrected(ledger: Ledger, bring: Bring, say: Say) -> None:
    """The old file and the mended file are both known, and each entry answers for one row only."""
    bring(identified(), contact("2021-02-01"))
    say({"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "letter", "event": contact("2021-02-11")})
    say({"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 3, "reason": "letter", "event": contact("2021-02-12")})
    for day in ("2021-02-01", "2021-02-11", "2021-02-12"):
        assert counts(bring(contact(day))) == (0, 1)
    assert counts(bring(contact("2021-02-01"), contact("2021-02-12"))) == (1, 1)
    assert days(ledger) in (["2021-02-01", "2021-02-12"], ["2021-02-12"] * 2)


def test_an_entry_with_one_form_answers_before_one_with_two(ledger: Ledger, bring: Bring, say: Say) -> None:
    """Of two entries that a row may repeat, the corrected one is kept for the row that only it can answer."""
    bring(identified(), contact("2021-02-01"), contact("2021-02-02"))
    say({"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "letter", "event": contact("2021-02-02")})
    assert counts(bring(contact("2021-02-02"), contact("2021-02-01"))) == (0, 2)
    assert counts(bring(contact("2021-02-02"), contact("2021-02-02"))) == (0, 2)
    assert days(ledger) == ["2021-02-02"] * 2


def test_undo_frees_its_rows_and_withdraw_does_not(ledger: Ledger, bring: Bring, say: Say, author: Author) -> None:
    """A mistaken import can be made anew; what was withdrawn as an error does not come back with the next file."""
    rows = [identified(), contact("2021-02-01"), contact("2021-02-02", key="k")]
    bring(*rows)
    undo(ledger, author)
    assert counts(bring(*rows)) == (3, 0)
    positions = [each.position for each in ledger.entries.backwards() if each.said.kind == "contact-held"][:2]
    for position in positions:
        say({"kind": "withdrawn", "woman": "W-1", "occurred": "2021-10-01", "position": position, "reason": "error"})
    assert days(ledger) == []
    assert counts(bring(*rows)) == (0, 3)


def test_an_undone_withdrawal_or_correction_leaves_the_row_known(ledger: Ledger, bring: Bring, say: Say, author: Author) -> None:
    """What stands again is known again; a correction that was undone is known no more."""
    bring(identified(), contact("2021-02-01"))
    say({"kind": "withdrawn", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "error"})
    undo(ledger, author)
    assert counts(bring(contact("2021-02-01"))) == (0, 1)
    say({"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "letter", "event": contact("2021-02-11")})
    undo(ledger, author)
    assert counts(bring(contact("2021-02-01"))) == (0, 1)
    assert counts(bring(contact("2021-02-11"))) == (1, 0)


def test_a_redone_import_is_known(ledger: Ledger, bring: Bring, author: Author) -> None:
    """Undone and redone, it is there once, for every file to know."""
    rows = [identified(), contact(), contact(), contact("2021-02-02", key="k")]
    bring(*rows)
    undo(ledger, author)
    step = recording.last_undone(ledger.entries.backwards(), author.name)
    assert step is not None
    recording.redo(ledger, step, author)
    assert counts(bring(*rows)) == (0, 4)


def test_a_row_moved_to_another_woman_is_known_of_both(ledger: Ledger, bring: Bring, run: Any) -> None:
    """The old file does not bring it back, nor the mended file a second time."""
    bring(identified(), identified("W-2"), contact())
    assert run("--ledger", str(ledger.path), "correct", "3", "--woman", "W-2", "--reason", "wrong woman").code == 0
    assert counts(bring(contact())) == (0, 1)
    assert counts(bring(contact(woman="W-2"))) == (0, 1)


def test_merges_and_rightings_in_a_file_are_known_too(ledger: Ledger, bring: Bring) -> None:
    """A file may hold corrections, withdrawals and merges, and come again."""
    bring(identified(), identified("W-2"), contact(), contact("2021-02-02"))
    more = [{"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 3, "reason": "letter", "event": contact("2021-02-11")},
            {"kind": "withdrawn", "woman": "W-1", "occurred": "2021-10-01", "position": 4, "reason": "error"},
            {"kind": "identities-merged", "woman": "W-1", "occurred": "2021-10-01", "other": "W-2", "reason": "same"}]
    assert counts(bring(*more)) == (4, 0)
    assert counts(bring(*more)) == (0, 3)
    assert counts(bring({**more[2], "woman": "W-2", "other": "W-1"})) == (0, 1)
    assert ledger.entries.head().position == 8


# Keys.


def test_rows_with_a_key_are_told_apart_by_it_alone(ledger: Ledger, bring: Bring) -> None:
    """Two rows that say the same under two keys are two; the same key is the same row, in whichever file."""
    rows = [identified(), contact(key="a"), contact(key="b")]
    assert counts(bring(*rows)) == (3, 0)
    assert counts(bring(*rows)) == (0, 3)
    assert counts(bring(contact(key="c"))) == (1, 0)
    assert counts(bring(contact(key="a"), contact(key="a"))) == (0, 2)
    assert days(ledger) == ["2021-02-01"] * 3


def test_a_key_given_twice_in_a_file_is_one_row(bring: Bring) -> None:
    """Said twice with the same words, it is written once."""
    assert counts(bring(identified(), contact(key="a"), contact(key="a"))) == (2, 1)


def test_one_key_with_two_contents_is_refused(ledger: Ledger, bring: Bring) -> None:
    """Within a file or against the ledger, of the same woman or another: refused, naming where it stands already."""
    bring(identified(), identified("W-2"), contact(key="a"))
    for row in (contact("2021-02-02", key="a"), contact(woman="W-2", key="a"), {**identified("W-3"), "key": "a"}):
        with pytest.raises(Refused) as caught:
            bring(contact("2021-03-03", key="new"), row)
        (finding,) = caught.value.findings
        assert (finding.code, finding.column, finding.place) == ("key-twice", "key", "line 2")
        assert "position 3" in finding.message
    with pytest.raises(Refused) as caught:
        bring(contact("2021-03-03", key="new"), contact("2021-03-04", key="new"))
    assert "earlier in this file" in caught.value.findings[0].message
    assert ledger.entries.head().position == 3


def test_a_keyed_row_is_known_as_first_written_and_as_corrected(bring: Bring, say: Say) -> None:
    """The key stands for the entry in each of its forms."""
    bring(identified(), contact("2021-02-01", key="a"))
    say({"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "letter", "event": contact("2021-02-11")})
    assert counts(bring(contact("2021-02-01", key="a"))) == (0, 1)
    assert counts(bring(contact("2021-02-11", key="a"))) == (0, 1)
    with pytest.raises(Refused):
        bring(contact("2021-02-12", key="a"))


def test_an_entry_with_a_key_answers_for_a_row_without(bring: Bring) -> None:
    """A program that stops sending keys does not write everything twice."""
    bring(identified(), contact(key="a"))
    assert counts(bring(contact())) == (0, 1)


def test_a_key_of_a_group_session_is_each_womans(ledger: Ledger, tmp_path: Path, author: Author, say: Say) -> None:
    """One row of a CSV for several women with one key is one entry for each, known when it comes again."""
    say(identified(), identified("W-2"))
    (tmp_path / "group.csv").write_text("kind,woman,occurred,purpose,medium,attendance,key\ncontact-held,W-1; W-2,2021-02-01,programme,group,5,g1\n")
    said = importing.read(tmp_path / "group.csv").said
    assert counts(recording.append(ledger, said, author)) == (2, 0)
    assert counts(recording.append(ledger, said, author)) == (0, 2)


def test_a_key_of_an_erased_woman_stops_nobody(ledger: Ledger, bring: Bring) -> None:
    """Her entries can no longer be read; files with keys still can be imported."""
    bring(identified(), contact(key="a"), identified("W-2"))
    stream = ledger.stream_of("W-1")
    with closing(sqlite3.connect(ledger.path / "keys.db")) as db, db:
        db.execute("DELETE FROM wrapped_keys WHERE stream = ?", (stream,))
        db.execute("INSERT INTO fence VALUES (?)", (stream,))
    again = folder.open_ledger(ledger.path)
    row = Said(statement(contact(woman="W-2", key="b"), "import"), once=True)
    assert recording.append(again, [row], Author("P-03", NOW)).positions == (4,)
    with pytest.raises(Refused) as caught:
        recording.append(again, [Said(statement(contact(), "import"), once=True)], Author("P-03", NOW))
    assert "erased" in {finding.code for finding in caught.value.findings}
    again.entries.close()


def test_what_two_imports_share_is_counted_once(ledger: Ledger, bring: Bring) -> None:
    """Overlapping exports of two programs leave each row once, whoever imports first."""
    rows = [contact(f"2021-02-{day:02}") for day in range(1, 21)]
    bring(identified(), *rows[:15], by="P-01")
    assert counts(bring(*rows[5:], by="P-02")) == (5, 10)
    assert counts(bring(*rows, by="P-03")) == (0, 20)
    assert set(Counter(days(ledger)).values()) == {1}
