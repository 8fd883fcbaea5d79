"""A report from the cache is the report without it, byte for byte, whatever was appended; and nothing in the cache can change one."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from ledger import cache, folding, recording, replay, roots, tree
from ledger.codec import fields_of
from ledger.entries import PROGRAMME
from ledger.folder import Ledger, open_ledger
from ledger.recording import Author
from projections import engine
from projections.producing import produce
from projections.reports import REPORTS

NOW = 1_634_810_400_000_000
HOUR = 3_600_000_000
Say = Callable[..., Any]
SHARED = ("matrix", "profile", "funnel")


def answers(ledger: Ledger, plain: bool = False, audience: str = "team", true_on: Any = None, names: tuple[str, ...] = SHARED) -> list[str]:
    """The documents, as JSON; plain: from histories alone, without cache or parts that were kept."""
    view = replay.view(ledger, true_on)
    programme, women = replay.programme(ledger, view.position), replay.women(ledger, view.position)
    return [json.dumps(produce(REPORTS[name], view, programme, list(women) if plain else women, audience)) for name in names]


def course(woman: str, month: int) -> list[dict[str, Any]]:
    """A woman who came to notice, signed up, and was fitted, looked at and seen."""
    return [{"kind": "woman-identified", "woman": woman, "occurred": "2019-01-01", "route": "forum", "care_experienced": "no"},
            {"kind": "prioritised", "woman": woman, "occurred": f"2019-{month:02}-05", "decision": "prioritised", "forum": "panel"},
            {"kind": "outreach-started", "woman": woman, "occurred": f"2020-{month:02}-10"},
            {"kind": "signed-up", "woman": woman, "occurred": f"2020-{month + 2:02}-10", "contraception_choice": "larc"},
            {"kind": "larc-fitted", "woman": woman, "occurred": f"2020-{month + 3:02}-10", "method": "implant"},
            {"kind": "practitioner-allocated", "woman": woman, "occurred": f"2020-{month + 2:02}-10", "practitioner": "P-01"},
            {"kind": "records-reviewed", "woman": woman, "occurred": "2021-05-01", "services": "gp; a-and-e", "from": "2018-01-10",
             "to": "2021-05-01", "complete": "yes", "reviewer": "P-03", "source": "partner-record"},
            {"kind": "service-used", "woman": woman, "occurred": "2020-12-24", "service": "a-and-e", "attended": "yes",
             "source": "partner-record"}]


@pytest.fixture
def few(ledger: Ledger, say: Say) -> Ledger:
    """A ledger of six women and a practitioner."""
    say(*(row for number in range(1, 7) for row in course(f"W-{number}", number)),
        {"kind": "staff-joined", "woman": PROGRAMME, "occurred": "2020-01-01", "practitioner": "P-01", "role": "practitioner", "fte": 1},
        {"kind": "caseload-cap-set", "woman": PROGRAMME, "occurred": "2020-01-01", "role": "practitioner", "women_per_fte": 2})
    return ledger


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The streams that were folded, as they are."""
    found: list[str] = []
    was = folding.folded

    def folded(*given: Any) -> Any:
        found.extend(next(each for each in given if isinstance(each, tuple)))
        return was(*given)
    monkeypatch.setattr(folding, "folded", folded)
    return found


def sealed(ledger: Ledger) -> list[tuple[Any, ...]]:
    """The rows of the cache."""
    with closing(sqlite3.connect(ledger.path / "cache.db")) as db:
        return db.execute("SELECT what, stream, version, digest, sealed FROM answers ORDER BY what, stream").fetchall()


def steps(ledger: Ledger, say: Say, chance: random.Random) -> Iterator[str]:
    """Appends of every sort, at random, for ever: each done when it is named."""
    now, author = NOW, Author("P-03", NOW, clock_set=True)
    while True:
        now, woman = now + HOUR, f"W-{chance.randint(1, 6)}"
        held = ledger.entries.stream(ledger.stream_of(woman))
        each = chance.choice([entry for entry in held if entry.said.kind in ("service-used", "larc-fitted")])
        other = f"W-{chance.choice([number for number in range(1, 7) if f'W-{number}' != woman])}"
        day = f"2020-{chance.randint(4, 12):02}-{chance.randint(1, 28):02}"
        name = chance.choice(("used", "corrected", "withdrawn", "merged", "parted", "undone", "parameter", "new"))
        try:
            if name == "used":
                say({"kind": "service-used", "woman": woman, "occurred": day, "service": "gp", "attended": "yes",
                     "source": "partner-record"}, now=now)
            elif name == "corrected":
                new = {"kind": each.said.kind, "occurred": day, "source": each.said.source, "event": fields_of(each.said.event)}
                say({"kind": "corrected", "woman": woman, "occurred": "2021-10-01", "position": each.position, "event": new,
                     "reason": "typing"}, now=now)
            elif name == "withdrawn":
                say({"kind": "withdrawn", "woman": woman, "occurred": "2021-10-01", "position": each.position, "reason": "error"}, now=now)
            elif name in ("merged", "parted"):
                kind = "identities-merged" if name == "merged" else "merge-reversed"
                say({"kind": kind, "woman": woman, "other": other, "occurred": "2021-10-01", "reason": "seen"}, now=now)
            elif name == "undone":
                step = recording.last_done(ledger.entries.backwards(), "P-03")
                if step and chance.random() < 0.5:
                    recording.undo(ledger, step, attrs.evolve(author, now=now), "oops")
            elif name == "parameter":
                say({"kind": "parameter-set", "woman": PROGRAMME, "occurred": "2020-01-01", "name": "before-1.months",
                     "value": str(chance.randint(3, 12)), "reason": "agreed"}, now=now)
            else:
                say(*course(f"W-{now}", 3), now=now)
        except recording.Refused:
            name += " refused"
        yield name


@pytest.mark.parametrize("seed", [1, 2])
def test_a_report_with_the_cache_is_the_one_without(few: Ledger, say: Say, seed: int) -> None:
    """After every append of a random course: corrections, withdrawals, merges, parameters and undoing among them."""
    done: list[str] = []
    for name, _ in zip(steps(few, say, random.Random(seed)), range(12), strict=False):
        done.append(name)
        assert answers(few) == answers(few, plain=True), done
    assert answers(few, audience="public") == answers(few, plain=True, audience="public")
    assert len([name for name in done if "refused" not in name]) > 5


def test_a_report_folds_only_the_woman_who_moved(few: Ledger, say: Say, asked: list[str]) -> None:
    """All at first, none the second time, one after one more entry."""
    answers(few, names=("matrix",))
    assert len(asked) == 6
    asked.clear()
    answers(few, names=("matrix",))
    assert asked == []
    say({"kind": "service-used", "woman": "W-2", "occurred": "2020-12-25", "service": "gp", "attended": "yes", "source": "partner-record"})
    answers(few, names=("matrix",))
    assert asked == [few.stream_of("W-2")]


def test_two_reports_share_no_row_and_a_missing_one_is_made_alone(few: Ledger, asked: list[str]) -> None:
    """The public matrix asks the profile and the funnel too; what the matrix had is taken from the cache, once."""
    answers(few, names=("matrix",))
    asked.clear()
    assert answers(few, audience="public", names=("matrix",)) == answers(few, plain=True, audience="public", names=("matrix",))
    assert len(asked) == 6
    assert {what for what, *_ in sealed(few)} >= {"matrix", "reached"}


@pytest.mark.parametrize("change", ["parameter", "day", "code"])
def test_what_answers_depend_on_besides_makes_them_anew(few: Ledger, say: Say, asked: list[str], change: str,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """A parameter, the day that the head moves to, and any line of the code."""
    answers(few, names=("profile",))
    asked.clear()
    if change == "parameter":
        say({"kind": "parameter-set", "woman": PROGRAMME, "occurred": "2020-01-01", "name": "before-1.months", "value": "6",
             "reason": "agreed"})
    elif change == "day":
        say({"kind": "capacity-set", "woman": PROGRAMME, "occurred": "2021-10-01", "women": 24}, now=NOW + 30 * HOUR)
    else:
        monkeypatch.setattr(engine, "code", lambda: "another")
    assert answers(few, names=("profile",)) == answers(few, plain=True, names=("profile",))
    assert len(asked) == 6


def test_past_views_leave_the_cache_alone(few: Ledger, say: Say, asked: list[str]) -> None:
    """Another day, or an earlier position, is worked out without it."""
    import datetime

    answers(few)
    before = sealed(few)
    asked.clear()
    day = datetime.date(2021, 1, 1)
    assert answers(few, true_on=day) == answers(few, plain=True, true_on=day)
    assert len(asked) == 18
    assert sealed(few) == before


@pytest.mark.parametrize("doctor", ["flipped", "swapped", "renamed", "versioned", "cut", "text"])
def test_a_doctored_cache_changes_no_figure(few: Ledger, doctor: str) -> None:
    """A changed byte, another woman's row, another report's, another version, a piece, or what is no seal at all."""
    expected = answers(few)
    with closing(sqlite3.connect(few.path / "cache.db")) as db, db:
        rows = db.execute("SELECT rowid, what, stream, sealed FROM answers").fetchall()
        for (number, _, _, held), (_, _, _, others) in zip(rows, [*rows[1:], rows[0]], strict=True):
            new: Any = {"flipped": held[:20] + bytes([held[20] ^ 1]) + held[21:], "swapped": others, "cut": held[:5],
                        "text": "answers"}.get(doctor, held)
            db.execute("UPDATE answers SET sealed = ? WHERE rowid = ?", (new, number))
        if doctor == "renamed":
            db.execute("DELETE FROM answers WHERE what = 'profile'")
            db.execute("UPDATE answers SET what = 'profile' WHERE what = 'funnel'")
        if doctor == "versioned":
            db.execute("UPDATE answers SET version = version + 1")
    assert answers(few) == expected
    assert answers(few) == answers(few, plain=True)


def test_an_older_cache_put_back_changes_no_figure(few: Ledger, say: Say, tmp_path: Path) -> None:
    """Its rows are of other versions."""
    answers(few)
    shutil.copy(few.path / "cache.db", tmp_path / "older.db")
    say({"kind": "service-used", "woman": "W-2", "occurred": "2020-12-25", "service": "a-and-e", "attended": "yes", "source": "partner-record"})
    expected = answers(few)
    shutil.copy(tmp_path / "older.db", few.path / "cache.db")
    assert answers(few) == expected == answers(few, plain=True)


@pytest.mark.parametrize("damage", ["gone", "garbage", "page", "form", "columns", "folder"])
def test_a_cache_that_is_gone_or_damaged_is_made_anew_in_silence(few: Ledger, asked: list[str], damage: str) -> None:
    """And where none can be made, the report is given without."""
    expected, file = answers(few, names=("funnel",)), few.path / "cache.db"
    if damage == "page":
        held = file.read_bytes()
        file.write_bytes(held[:4096] + b"\xff" * (len(held) - 4096))
    elif damage == "form":
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA user_version = 9")
    elif damage == "columns":
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("ALTER TABLE answers RENAME COLUMN digest TO stamp")
    else:
        file.unlink()
        if damage == "garbage":
            file.write_bytes(b"not a database at all" * 400)
        if damage == "folder":
            file.mkdir()
    for _ in range(2):
        assert answers(few, names=("funnel",)) == expected
    asked.clear()
    assert answers(few, names=("funnel",)) == expected
    assert len(asked) == (6 if damage == "folder" else 0)


def test_a_cache_in_use_by_another_stands_in_nobodys_way(few: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds it, nothing is read from it and nothing kept."""
    expected = answers(few, names=("funnel",))
    monkeypatch.setattr(cache, "WAIT", 0)
    with closing(sqlite3.connect(few.path / "cache.db")) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert answers(few, names=("funnel",)) == expected
    assert answers(few, names=("funnel",)) == expected


def test_a_cache_taken_by_another_while_it_is_read_is_left_as_it_is(few: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read while another program has it, and it is all there once that program has done."""
    answers(few, names=("funnel",))
    digest = sealed(few)[0][3]
    monkeypatch.setattr(cache, "WAIT", 0)
    with cache.Cache(few.path) as opened, closing(sqlite3.connect(few.path / "cache.db", isolation_level=None)) as db:
        there = list(opened.rows("funnel", digest))
        db.execute("BEGIN EXCLUSIVE")
        assert list(opened.rows("funnel", digest)) == []
        db.execute("ROLLBACK")
        assert list(opened.rows("funnel", digest)) == there != []


def test_a_damaged_cache_that_cannot_be_taken_away_is_done_without(few: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program holds the file, as Windows lets it: the report is given, and the file stays as it is."""
    expected, file = answers(few, names=("funnel",)), few.path / "cache.db"
    file.write_bytes(b"not a database at all" * 400)

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError("held by another program")
    with monkeypatch.context() as context:
        context.setattr(Path, "unlink", refuse)
        assert answers(few, names=("funnel",)) == expected
    assert file.read_bytes() == b"not a database at all" * 400


def test_a_woman_of_whom_every_entry_was_undone_is_in_no_figure_and_not_asked_again(
        few: Ledger, say: Say, author: Author, asked: list[str]) -> None:
    """That nothing is known of her is an answer, which is kept like any other."""
    before = answers(few, names=("funnel",))
    say(*course("W-9", 3), now=NOW + HOUR)
    assert answers(few, names=("funnel",)) != before
    step = recording.last_done(few.entries.backwards(), "P-03")
    assert step
    recording.undo(few, step, attrs.evolve(author, now=NOW + 2 * HOUR), "oops")
    assert answers(few, names=("funnel",)) == answers(few, plain=True, names=("funnel",))
    asked.clear()
    assert answers(few, names=("funnel",)) == answers(few, plain=True, names=("funnel",))
    assert asked == []


def test_rows_that_spoil_while_they_are_read_are_read_no_further(few: Ledger) -> None:
    """The file is taken away and made anew, empty."""
    answers(few, names=("funnel",))
    digest = sealed(few)[0][3]
    with cache.Cache(few.path) as opened:
        (few.path / "cache.db").write_bytes(b"x" * 8192)
        assert list(opened.rows("funnel", digest)) == []
        assert opened.row("funnel", "", digest) is None
    assert sealed(few) == []


def test_nobody_without_her_key_opens_her_answers(few: Ledger, run: Callable[..., Any]) -> None:
    """An erasure takes the cache away; and a copy of her row, kept aside, opens no more."""
    answers(few)
    stream = few.stream_of("W-1")
    kept = next(row for row in sealed(few) if row[1] == stream)
    assert run("--ledger", str(few.path), "erase", "W-1", "--authority", "request", "--reason", "asked", "--yes").code == 0
    again = open_ledger(few.path)
    assert again.keys is not None
    what, _, version, digest, held = kept
    assert cache.Seals(again.keys, again.entries.ledger_id).open(what, stream, version, digest, held) is None
    assert not (few.path / "cache.db").exists()
    assert answers(again) == answers(again, plain=True)
    assert stream not in {row[1] for row in sealed(again)}
    again.entries.close()


def test_the_root_grows_and_is_the_one_that_is_made_again(few: Ledger, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any size to any later one, at a past size, and where the log is no longer what it was."""
    monkeypatch.setattr(roots, "FEW", 3)
    size = few.entries.head().position
    for upto in (5, 7, 20, size, size, 11):
        assert roots.root(few, upto) == few.entries.root(upto) == tree.root(few.entries.leaves(upto))
    frontier = [row for row in sealed(few) if row[0] == "frontier"]
    assert [row[2] for row in frontier] == [size]
    leaves = few.entries.leaves_after
    object.__setattr__(few.entries, "leaves_after", lambda after, upto: (bytes(32) for _ in leaves(after, upto)))
    assert roots.root(few, size) == tree.root([bytes(32)] * size)


def test_a_long_log_is_hashed_by_who_shares_the_work(few: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Meanwhile, where much of it was never hashed; here, where little is left, or nobody shares it."""
    size = few.entries.head().position
    monkeypatch.setattr(roots, "FEW", 3)
    monkeypatch.setattr(roots, "MANY", size - 2)
    expected = few.entries.root(size).hex()
    assert few.keys is not None
    few.keys.load()
    with ThreadPoolExecutor(1) as pool:
        begun = [roots.begun(few, size, pool), roots.begun(few, size - 3, pool), roots.begun(few, size, None)]
        assert [type(each) for each in begun] == [Future, str, str]
        assert [begun[0].result(), begun[2]] == [expected, expected]   # type: ignore[union-attr]
        assert roots.begun(few, size, pool) == expected
        assert {replay.view(few, executor=pool).root, replay.view(few).root} == {expected}
        (few.path / "cache.db").unlink()
        assert replay.view(few, executor=pool).root == expected


def test_a_doctored_frontier_changes_no_root(few: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not open is no start for a tree: everything is hashed again."""
    monkeypatch.setattr(roots, "FEW", 3)
    size = few.entries.head().position
    roots.root(few, size - 1)
    with closing(sqlite3.connect(few.path / "cache.db")) as db, db:
        assert db.execute("UPDATE answers SET sealed = zeroblob(80) WHERE what = 'frontier'").rowcount == 1
    assert roots.root(few, size) == few.entries.root(size)
