"""Do entries get into the log in one order, whole and for good, and out again unchanged?

Positions, streams, versions, topics and bytes; what an entry says is none of the store's business.
"""

import sqlite3
import sys
import threading
import time
import unittest
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.sqlite import SQLiteConnectionPool, SQLiteDatastore
from eventsourcing.tests import persistence
from msgspec.structs import replace

from ledger import codec, sealing, tree
from ledger.entries import PROGRAMME, Entry, Statement
from ledger.errors import Broken, Busy, NotFound, VersionTaken
from ledger.events import event_class
from ledger.keys import KeyRing
from ledger.store import BEHIND, SCHEMA, ClockBehind, DurablePool, Entries, Head, LogRecorder, leaf

NOW = 1_634_810_400_000_000
DAY = 24 * 3600 * 1_000_000
ONE, TWO = "1" * 32, "2" * 32
MEMORY = "file::memory:?cache=shared"


class OnFile(persistence.ApplicationRecorderTestCase[LogRecorder], unittest.TestCase):
    """The library's own suite for a recorder, on a file."""

    def create_recorder(self) -> LogRecorder:
        made = _recorder(self.enterContext(TemporaryDirectory()) + "/ledger.db")
        self.addCleanup(_close, made, set(threading.enumerate()))
        return made


class InMemory(persistence.ApplicationRecorderTestCase[LogRecorder], unittest.TestCase):
    """The library's own suite for a recorder, in memory."""

    def create_recorder(self) -> LogRecorder:
        made = _recorder(MEMORY)
        self.addCleanup(_close, made, set(threading.enumerate()))
        return made


def _recorder(database: str) -> LogRecorder:
    datastore = SQLiteDatastore(database)
    datastore.pool = DurablePool(db_name=database, pool_timeout=600)   # ten writers may wait long on a busy machine
    made = LogRecorder(datastore)
    made.create_table()
    return made


def _close(recorder: LogRecorder, before: set[threading.Thread]) -> None:
    """Close once nobody reads: the suite tells its readers to stop, and does not wait for them."""
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
    recorder.datastore.close()


@pytest.fixture(params=["file", "memory", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be: the same promises hold for each."""
    if request.param == "postgres":
        server = request.getfixturevalue("server")
        return str(server.address(server.database()))
    return str(tmp_path / "ledger.db") if request.param == "file" else MEMORY


embedded = pytest.mark.parametrize("database", ["file", "memory"], indirect=True)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Entries]:
    """An empty store with keys for two streams."""
    opened = Entries(database, create=True)
    (tmp_path / "keys.db").touch()
    keys = KeyRing.create(opened.keep(tmp_path), b"m" * 32, opened.ledger_id)
    keys.ensure([ONE, TWO])
    opened.unlock(keys)
    yield opened
    opened.close()


def entry(stream: str, version: int, **changed: Any) -> Entry:
    """An entry; a woman's or the programme's."""
    kind, event = ("capacity-set", event_class("capacity-set")(women=24)) if stream == PROGRAMME else ("died", event_class("died")())
    woman = PROGRAMME if stream == PROGRAMME else f"W-{stream[:4]}"
    said = Statement(kind=kind, woman=woman, occurred="2021-02-08", event=event)
    return replace(Entry(said=said, author="P-03", append="a", stream=stream, version=version), **changed)


def rows(store: Entries, table: str) -> list[tuple[Any, ...]]:
    """A table as it lies there."""
    number = "rowid, " if store.embedded and table != "meta" else ""
    return sorted(store._select(f"SELECT {number}* FROM {table}"))


def everything(store: Entries) -> dict[str, list[tuple[Any, ...]]]:
    """All three tables as they lie there."""
    return {table: rows(store, table) for table in ("stored_events", "log", "meta")}


def by_hand(store: Entries, statement: str, *values: Any) -> None:
    """Do something to the database that the ledger never does, on a connection as the ledger has them."""
    with store.recorder.datastore.transaction(commit=True) as c:
        c.execute(statement, values)


# Positions.


def test_positions_run_from_one_without_a_gap(store: Entries) -> None:
    """The order of commitment, whatever the streams and the sizes of the appends."""
    assert store.append([entry(ONE, 1), entry(ONE, 2)], NOW) == [1, 2]
    assert store.append([entry(PROGRAMME, 1)], NOW) == [3]
    assert store.append([entry(TWO, 1), entry(ONE, 3), entry(TWO, 2)], NOW) == [4, 5, 6]
    assert store.append([], NOW) == []
    assert [(row.position, row.stream, row.version, row.logged_stream, row.logged_version) for row in store.raw()] == [
        (1, ONE, 1, ONE, 1), (2, ONE, 2, ONE, 2), (3, PROGRAMME, 1, PROGRAMME, 1), (4, TWO, 1, TWO, 1), (5, ONE, 3, ONE, 3), (6, TWO, 2, TWO, 2)]
    assert store.recorder.max_notification_id() == 6


def test_an_append_is_written_whole_or_not_at_all(store: Entries) -> None:
    """Where one version is taken nothing of the append is there, and no position is lost."""
    store.append([entry(ONE, 1)], NOW)
    before = everything(store)
    for refused in ([entry(ONE, 2), entry(ONE, 1)], [entry(ONE, 2), entry(ONE, 2)], [entry(TWO, 1), entry(ONE, 1), entry(TWO, 2)]):
        with pytest.raises(VersionTaken):
            store.append(refused, NOW)
        assert everything(store) == before
    assert store.append([entry(ONE, 2)], NOW) == [2]


def test_an_append_written_against_another_head_is_refused(store: Entries) -> None:
    """Where entries name positions of their own append, nobody may have come between."""
    assert store.append([entry(ONE, 1)], NOW, after=0) == [1]
    before = everything(store)
    for stale in (0, 2):
        with pytest.raises(VersionTaken, match="came between"):
            store.append([entry(ONE, 2)], NOW, after=stale)
    assert everything(store) == before
    assert store.append([entry(ONE, 2)], NOW, after=1) == [2]


@embedded
def test_the_insert_takes_the_lock_before_the_head_is_read(store: Entries) -> None:
    """Insert first, then read: else two writers could read the same head, and entries would be lost."""
    told: list[str] = []
    with store.recorder.datastore.get_connection(commit=True) as connection:
        connection._sqlite_conn.set_trace_callback(told.append)
    store.append([entry(ONE, 1), entry(TWO, 1)], NOW)
    told = [statement for statement in told if not statement.startswith("--")]
    inserted, looked = (next(place for place, statement in enumerate(told) if statement.startswith(words))
                        for words in ("INSERT INTO stored_events", "SELECT position, recorded_at FROM log"))
    assert told[:inserted] == ["BEGIN"]
    assert inserted < looked
    assert told[-1] == "COMMIT" and told.count("BEGIN") == told.count("COMMIT") == 1


@embedded
def test_entries_and_log_that_came_apart_take_nothing_more(store: Entries) -> None:
    """Where a row was added to one table only, the next append is refused rather than numbered wrongly."""
    store.append([entry(ONE, 1)], NOW)
    by_hand(store, "INSERT INTO stored_events VALUES (?, 1, 'sealed', x'00')", TWO)
    before = everything(store)
    with pytest.raises((VersionTaken, Broken), match="come apart"):
        store.append([entry(ONE, 2)], NOW)
    assert everything(store) == before


# What is written stays.


ATTACKS = [
    "UPDATE stored_events SET state = x'00'", "UPDATE stored_events SET rowid = rowid + 10", "UPDATE OR REPLACE stored_events SET topic = 'plain'",
    "DELETE FROM stored_events", "DELETE FROM stored_events WHERE rowid = 2",
    "INSERT OR REPLACE INTO stored_events SELECT originator_id, originator_version, topic, x'00' FROM stored_events",
    "REPLACE INTO stored_events (rowid, originator_id, originator_version, topic, state) VALUES (1, 'x', 1, 'sealed', x'00')",
    f"INSERT OR IGNORE INTO stored_events VALUES ('{ONE}', 1, 'sealed', x'00')",
    f"INSERT INTO stored_events VALUES ('{ONE}', 1, 'sealed', x'00') ON CONFLICT DO UPDATE SET state = x'00'",
    "UPDATE log SET recorded_at = 0", "UPDATE log SET leaf = x'00' WHERE position = 1", "UPDATE log SET position = position + 10", "DELETE FROM log",
    "INSERT OR REPLACE INTO log VALUES (1, 'x', 1, 0, x'00')", "INSERT OR IGNORE INTO log VALUES (1, 'x', 1, 0, x'00')",
    "INSERT INTO log VALUES (1, 'x', 1, 0, x'00') ON CONFLICT DO UPDATE SET recorded_at = 0",
    "UPDATE meta SET value = x'00'", "UPDATE meta SET name = 'other'", "DELETE FROM meta", "INSERT OR REPLACE INTO meta VALUES ('ledger', x'00')",
    "INSERT INTO meta VALUES ('ledger', x'00') ON CONFLICT DO UPDATE SET value = x'00'"]


@embedded
@pytest.mark.parametrize("statement", ATTACKS)
def test_no_row_is_ever_changed_removed_or_replaced(store: Entries, statement: str) -> None:
    """The database itself refuses, on all three tables, by whichever words."""
    store.append([entry(ONE, 1), entry(PROGRAMME, 1)], NOW)
    before = everything(store)
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand(store, statement)
    assert everything(store) == before


@embedded
@pytest.mark.parametrize("statement", ATTACKS)
def test_another_program_is_refused_too(store: Entries, database: str, statement: str) -> None:
    """The guards lie in the file: a careless hand in any SQLite program meets them as well."""
    store.append([entry(ONE, 1), entry(PROGRAMME, 1)], NOW)
    before = everything(store)
    with closing(sqlite3.connect(database, uri=True)) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)
    assert everything(store) == before


# Time.


def test_time_never_runs_backwards_in_the_log(store: Entries) -> None:
    """A clock set back a little does not reorder what is known: the later of the two times is kept."""
    for now in (NOW, NOW - 5, NOW + 7, NOW - DAY + 7):
        version = store.head().position + 1
        store.append([entry(ONE, version)], now)
    assert [row.recorded_at for row in store.raw()] == [NOW, NOW, NOW + 7, NOW + 7]


def test_a_clock_a_day_behind_is_refused_and_nothing_is_written(store: Entries) -> None:
    """A day is the limit, to the microsecond."""
    store.append([entry(ONE, 1)], NOW)
    before = everything(store)
    with pytest.raises(ClockBehind) as caught:
        store.append([entry(ONE, 2)], NOW - BEHIND - 1)
    assert caught.value.exit_code == 4
    assert everything(store) == before
    assert store.append([entry(ONE, 2)], NOW - BEHIND) == [2]


def test_without_a_given_time_the_clock_is_read(store: Entries) -> None:
    """The library's own way of writing gets the time too."""
    before = time.time_ns() // 1000
    store.recorder.insert_events([StoredEvent(ONE, 1, "sealed", b"state")])
    (row,) = store.raw()
    assert before <= row.recorded_at <= time.time_ns() // 1000


def test_the_head_at_a_moment_is_the_last_before_it(store: Entries) -> None:
    """What was known before a moment is a prefix of the log."""
    assert store.head() == Head(0, 0)
    for position, now in enumerate((NOW, NOW, NOW + 10), 1):
        store.append([entry(ONE, position)], now)
    assert store.head() == Head(3, NOW + 10)
    assert [store.head(moment).position for moment in (NOW, NOW + 1, NOW + 10, NOW + 11)] == [0, 2, 2, 3]


# Leaves.


def test_a_leaf_is_the_hash_of_the_header_and_the_stored_bytes(store: Entries) -> None:
    """RFC 9162's leaf over ledger, position, stream, version, time, topic and state, word for word of the design."""
    store.append([entry(ONE, 1), entry(PROGRAMME, 1)], NOW)
    for row in store.raw():
        stream, topic = row.stream.encode(), row.topic.encode()
        header = (store.ledger_id + row.position.to_bytes(8) + len(stream).to_bytes(2) + stream + row.version.to_bytes(8)
                  + row.recorded_at.to_bytes(8) + len(topic).to_bytes(2) + topic)
        assert row.leaf == tree.leaf_hash(header + row.state)
        assert row.leaf == leaf(store.ledger_id, row.position, row.stream, row.version, row.recorded_at, row.topic, row.state)


@pytest.mark.parametrize("changed", range(7))
def test_every_part_of_the_header_counts(changed: int) -> None:
    """Ledger, position, stream, version, time, topic or state: another one, another leaf."""
    parts: list[Any] = [b"L" * 16, 1, "stream", 1, NOW, "sealed", b"state"]
    other: list[Any] = [b"M" * 16, 2, "streams", 2, NOW + 1, "plain", b"State"]
    assert leaf(*parts) != leaf(*parts[:changed], other[changed], *parts[changed + 1:])


def test_the_root_is_that_of_the_leaves_so_far(store: Entries) -> None:
    """The root over the first entries does not change when others follow."""
    assert store.root(0) == tree.EMPTY
    roots = []
    for version in range(1, 6):
        store.append([entry(ONE, version)], NOW)
        roots.append(store.root(version))
    assert [store.root(size) for size in range(1, 6)] == roots
    assert len(set(roots)) == 5
    assert store.root(3) == tree.root([row.leaf for row in store.raw()][:3])


# Reading.


def test_entries_come_back_as_they_were_written(store: Entries) -> None:
    """By stream, by position, backwards, or all streams: the same entries, with their place and time."""
    written = [entry(TWO, 1), entry(PROGRAMME, 1), entry(ONE, 1, redoes="b", clock="set"), entry(TWO, 2)]
    store.append(written, NOW)
    placed = [replace(each, position=position, recorded_at=NOW) for position, each in enumerate(written, 1)]
    assert store.stream(TWO) == (placed[0], placed[3])
    assert store.stream(PROGRAMME) == (placed[1],)
    assert store.stream("3" * 32) == ()
    assert list(store.backwards()) == placed[::-1]
    assert [store.at(position) for position in range(6)] == [None, *placed, None]
    assert dict(store.streams()) == {ONE: [placed[2]], TWO: [placed[0], placed[3]], PROGRAMME: [placed[1]]}
    assert dict(store.streams(3)) == {ONE: [placed[2]], TWO: [placed[0]], PROGRAMME: [placed[1]]}
    assert dict(store.streams(0)) == {}


def test_only_the_first_entry_of_each_stream_is_looked_at(store: Entries) -> None:
    """Who is known is told by first entries alone, however long the streams: what lies after them may even be damaged."""
    store.append([entry(TWO, 1), entry(PROGRAMME, 1), entry(ONE, 1), entry(TWO, 2)], NOW)
    store.recorder.insert_events([StoredEvent(ONE, 2, "sealed", b"damaged")], recorded_at=NOW)
    assert sorted(each.position for each in store.firsts()) == [1, 3]


def test_streams_that_were_erased_are_passed_over(store: Entries, database: str, tmp_path: Path) -> None:
    """What can no longer be read stops nobody from reading the rest."""
    store.append([entry(ONE, 1), entry(TWO, 1)], NOW)
    with store.keep(tmp_path).transaction() as db:
        db.execute("DELETE FROM wrapped_keys WHERE stream = ?", (ONE,))
        db.execute("INSERT INTO fence VALUES (?)", (ONE,))
    again = Entries(database)
    again.unlock(KeyRing(again.keep(tmp_path), b"m" * 32, store.ledger_id))
    assert [stream for stream, _ in again.streams()] == [TWO]
    assert [each.stream for each in again.firsts()] == [TWO]
    assert [each.position for each in again.backwards()] == [2]
    with pytest.raises(NotFound, match=r"Position 1 cannot be read.*erased"):
        again.at(1)
    again.close()


def test_only_the_programme_is_plain(store: Entries) -> None:
    """A woman's entry says nothing to who reads the database; the programme's is read without keys."""
    store.append([entry(ONE, 1), entry(PROGRAMME, 1)], NOW)
    sealed, plain = store.raw()
    assert (sealed.topic, plain.topic) == ("sealed", "plain")
    assert b"died" not in sealed.state and b"W-1111" not in sealed.state
    assert codec.encode(entry(PROGRAMME, 1)) == sealing.open_plain(plain.state)


@pytest.mark.parametrize(("stream", "topic", "state"), [
    (ONE, "sealed", b"too short"), ("3" * 32, "sealed", b"\0" * 90), (ONE, "plain", b"\0" * 32 + b"{}"), (PROGRAMME, "plain", b""),
    (ONE, "plain", b"\0" * 32 + b'{"form": 1, "kind": "none"}')])
def test_what_cannot_be_read_is_broken_and_names_its_position(store: Entries, stream: str, topic: str, state: bytes) -> None:
    """Never a bug, never skipped: the position is named, and check says more."""
    store.append([entry(TWO, 1)], NOW)
    store.recorder.insert_events([StoredEvent(stream, 1, topic, state)], recorded_at=NOW)
    reading: list[Callable[[], Any]] = [lambda: store.at(2), lambda: list(store.backwards()), lambda: store.stream(stream), lambda: list(store.streams())]
    for read in reading:
        with pytest.raises(Broken, match="Position 2 cannot be read"):
            read()


def test_reading_may_stop_anywhere_and_often(store: Entries) -> None:
    """A reader who goes away before the end gives its connection back."""
    store.append([entry(ONE, version) for version in range(1, 50)], NOW)
    for _ in range(40):
        assert next(store.backwards()).position == 49
        assert next(iter(store.streams()))[0] == ONE
        assert store.head().position == 49
        assert next(store.raw()).position == 1


@pytest.mark.parametrize("database", ["file", "postgres"], indirect=True)
def test_a_reader_sees_the_log_as_it_was_when_it_began(store: Entries) -> None:
    """Appends meanwhile change nothing of what is being read, and wait for no reader."""
    store.append([entry(PROGRAMME, 1), entry(PROGRAMME, 2)], NOW)
    reading = store.raw()
    first = next(reading)
    store.append([entry(PROGRAMME, 3)], NOW)
    assert [first.position, *(row.position for row in reading)] == [1, 2]
    assert store.head().position == 3


# The file.


def pragmas(connection: Any) -> dict[str, Any]:
    """What a connection promises."""
    return {name: connection._sqlite_conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "recursive_triggers", "secure_delete", "trusted_schema")}


def test_every_connection_of_the_pool_is_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit is on the disk before it returns, on each of the connections, also where SQLite was built to hurry."""
    create = SQLiteConnectionPool._create_connection

    def hurried(pool: SQLiteConnectionPool) -> Any:
        connection = create(pool)
        connection._sqlite_conn.execute("PRAGMA synchronous=OFF")
        return connection

    monkeypatch.setattr(SQLiteConnectionPool, "_create_connection", hurried)
    store = Entries(str(tmp_path / "ledger.db"), create=True)
    with ExitStack() as held:
        connections = [held.enter_context(store.recorder.datastore.get_connection(commit=False)) for _ in range(4)]
        connections.append(held.enter_context(store.recorder.datastore.get_connection(commit=True)))
        assert len({id(connection) for connection in connections}) == 5
        assert [pragmas(connection) for connection in connections] == [
            {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "secure_delete": 1, "trusted_schema": 0}] * 5
    store.close()


@embedded
def test_a_store_says_that_it_is_a_ledger(store: Entries, database: str) -> None:
    """The file carries its mark and its format, and what it is made of is what was designed."""
    assert (store.pragma("application_id"), store.pragma("user_version")) == (0x4F555443, 1)
    assert {name: sql for _, name, _, sql in store._select("SELECT type, name, tbl_name, sql FROM sqlite_master")} == {
        name: sql or None for name, sql in SCHEMA.items()}
    assert store.faults() == []
    again = Entries(database)
    assert again.ledger_id == store.ledger_id
    again.close()


def test_two_ledgers_have_two_ids(tmp_path: Path) -> None:
    """The id is drawn when the ledger is made, and kept when it is opened for making again."""
    one, two = (Entries(str(tmp_path / name), create=True) for name in ("one.db", "two.db"))
    assert one.ledger_id != two.ledger_id and len(one.ledger_id) == 16
    again = Entries(str(tmp_path / "one.db"), create=True)
    assert again.ledger_id == one.ledger_id
    for each in (one, two, again):
        each.close()


def test_no_variable_of_the_machine_redirects_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library would take from the environment is not taken: not the file, not the module, not a cipher."""
    for prefix in ("", "OUTCOMES_", "ENTRIES_", "outcomes_"):
        for name, value in {"SQLITE_DBNAME": str(tmp_path / "elsewhere.db"), "PERSISTENCE_MODULE": "eventsourcing.popo", "CREATE_TABLE": "n",
                            "MAPPER_TOPIC": "eventsourcing.persistence:Mapper", "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
                            "CIPHER_KEY": "a" * 32, "COMPRESSOR_TOPIC": "zlib", "ORIGINATOR_ID_TYPE": "uuid", "IS_SNAPSHOTTING_ENABLED": "y"}.items():
            monkeypatch.setenv(prefix + name, value)
    store = Entries(str(tmp_path / "ledger.db"), create=True)
    (tmp_path / "keys.db").touch()
    store.unlock(KeyRing.create(tmp_path / "keys.db", b"m" * 32, store.ledger_id))
    store.append([entry(PROGRAMME, 1)], NOW)
    (row,) = store.raw()
    assert sealing.open_plain(row.state) == codec.encode(entry(PROGRAMME, 1))
    store.close()
    assert not (tmp_path / "elsewhere.db").exists()
    assert (tmp_path / "ledger.db").stat().st_size > 0


def test_a_locked_store_is_busy_and_nothing_is_written(tmp_path: Path) -> None:
    """While another program holds the write lock, an append says so after its wait; reading goes on."""
    database = str(tmp_path / "ledger.db")
    store = Entries(database, create=True, wait=1)
    (tmp_path / "keys.db").touch()
    store.unlock(KeyRing.create(tmp_path / "keys.db", b"m" * 32, store.ledger_id))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="cannot be used just now") as caught:
            store.append([entry(PROGRAMME, 1)], NOW)
        assert caught.value.exit_code == 6
        assert store.head().position == 0
    assert store.append([entry(PROGRAMME, 1)], NOW) == [1]
    store.close()


@embedded
def test_a_pool_without_a_free_connection_is_busy(store: Entries, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many readers at once is said as what it is."""
    def full(*_: Any, **__: Any) -> Any:
        raise TimeoutError("no free connection")

    monkeypatch.setattr(store.recorder.datastore.pool, "get_connection", full)
    with pytest.raises(Busy, match="no free connection"):
        store.head()


@pytest.mark.parametrize("content", [b"", b"hello", b"hello " * 1000, b"SQLite format 3\0" + b"\0" * 4080])
def test_what_is_no_database_is_broken(tmp_path: Path, content: bytes) -> None:
    """A file that is no ledger is named as such, not as busy."""
    (tmp_path / "ledger.db").write_bytes(content)
    with pytest.raises(Broken) as caught:
        Entries(str(tmp_path / "ledger.db"))
    assert caught.value.exit_code == 5
    assert caught.value.hint


def test_a_folder_in_place_of_the_store_is_busy_or_broken(tmp_path: Path) -> None:
    """What cannot be opened at all is a sentence too."""
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises((Busy, Broken)):
        Entries(str(tmp_path / "ledger.db"))


@embedded
def test_undecodable_text_is_broken_to_a_reader_and_bytes_to_the_auditor(store: Entries) -> None:
    """One flipped bit in a name stops a report with a sentence; the auditor still reads every row."""
    store.append([entry(ONE, 1)], NOW)
    by_hand(store, "INSERT INTO stored_events VALUES (CAST(x'ff' AS TEXT), 1, 'sealed', x'00')")
    by_hand(store, "INSERT INTO log VALUES (2, CAST(x'ff' AS TEXT), 1, ?, x'00')", NOW)
    with pytest.raises(Broken):
        list(store.streams())
    assert [row.stream for row in store.raw()] == [ONE, "\udcff"]
    with pytest.raises(Broken):
        list(store.streams())


def test_a_stream_can_be_read_in_part(store: Entries) -> None:
    """After a version, up to one, backwards, a few: as the library asks for snapshots and tails."""
    store.append([entry(ONE, version) for version in range(1, 7)], NOW)

    def versions(**asked: Any) -> list[int]:
        return [each.originator_version for each in store.recorder.select_events(ONE, **asked)]

    assert versions() == [1, 2, 3, 4, 5, 6]
    assert versions(gt=2, lte=5) == [3, 4, 5]
    assert versions(gt=2, desc=True, limit=2) == [6, 5]
    assert versions(limit=0) == versions(gt=6) == versions(lte=0) == []
    first = entry(ONE, 1)
    assert (first.originator_id, first.originator_version) == (ONE, 1)


def test_streams_are_met_by_uuid_as_by_text(store: Entries) -> None:
    """The library may name a stream by a UUID; it is the same stream as its hex digits."""
    name = uuid.uuid4()
    store.recorder.insert_events([StoredEvent(name, 1, "sealed", b"x")], recorded_at=NOW)
    assert [each.originator_id for each in store.recorder.select_events(name)] == [name.hex]
    assert [each.originator_id for each in store.recorder.select_events(name.hex)] == [name.hex]


def test_a_reading_left_in_the_middle_ends_with_the_store(store: Entries, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an error, or once enough was read: nothing is said of it later, when nobody can do anything about it."""
    ignored: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    store.append([entry(ONE, version) for version in range(1, 4)], NOW)
    newest, others = store.backwards(), store.raw()
    assert next(newest).position == 3 and next(others).position == 1
    store.close()
    assert list(newest) == list(others) == []
    del newest, others
    assert ignored == []
