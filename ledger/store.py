"""How do sealed entries get into the log, in one order, and out again unchanged?

The only module that imports eventsourcing. It knows positions, streams, versions, topics and bytes;
the vocabulary is the codec's. In the transaction that inserts an entry stands its row in `log`:
position (gap-free, the order of commitment), time, and leaf. Insert first, then read the head:
the insert takes the write lock, so no two writers can read the same head.
"""

import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import attrs
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    IntegrityError,
    Mapper,
    Notification,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteFactory,
)
from eventsourcing.utils import Environment

from ledger import codec, sealing, tree
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Broken, Busy, LedgerError, NotFound, VersionTaken
from ledger.keys import PASSING, KeyRing

FORMAT: Final = 1
APPLICATION_ID: Final = 0x4F555443
SEALED: Final = "sealed"
PLAIN: Final = "plain"
BEHIND: Final = 24 * 3600 * 1_000_000
NEVER: Final = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
SCHEMA: Final = {
    "stored_events": "CREATE TABLE stored_events (originator_id TEXT NOT NULL, originator_version INTEGER NOT NULL, "
                     "topic TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY (originator_id, originator_version))",
    "log": "CREATE TABLE log (position INTEGER PRIMARY KEY, originator_id TEXT NOT NULL, "
           "originator_version INTEGER NOT NULL, recorded_at INTEGER NOT NULL, leaf BLOB NOT NULL)",
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "sqlite_autoindex_stored_events_1": "",
    **{f"{table}_keeps_every_row_{act.lower()}": f"CREATE TRIGGER {table}_keeps_every_row_{act.lower()} "
                                                  f"BEFORE {act} ON {table} {NEVER}"
       for table in ("stored_events", "log", "meta") for act in ("UPDATE", "DELETE")},
    "stored_events_replaces_no_row": "CREATE TRIGGER stored_events_replaces_no_row BEFORE INSERT ON stored_events "
        "WHEN EXISTS (SELECT 1 FROM stored_events WHERE rowid = NEW.rowid) OR EXISTS (SELECT 1 FROM stored_events "
        f"WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version) {NEVER}",
    "log_replaces_no_row": "CREATE TRIGGER log_replaces_no_row BEFORE INSERT ON log "
        f"WHEN EXISTS (SELECT 1 FROM log WHERE position = NEW.position) {NEVER}",
    "meta_replaces_no_row": "CREATE TRIGGER meta_replaces_no_row BEFORE INSERT ON meta "
        f"WHEN EXISTS (SELECT 1 FROM meta WHERE name = NEW.name) {NEVER}",
}


def made_as(name: str) -> tuple[str, str, str | None]:
    """The type, table and text with which a part of the schema was made; an index of SQLite's own has no text."""
    sql = SCHEMA[name]
    kind = sql.split()[1].lower() if sql else "index"
    table = next(table for table in ("stored_events", "log", "meta") if name == table or f"{table}_" in name)
    return kind, table, sql or None


@dataclass(frozen=True)
class Placed(StoredEvent):
    """A stored event with its place in the log."""

    position: int
    recorded_at: int


@attrs.frozen
class Head:
    """How far a reader has read: the last position and its time, 0 and 0 for an empty log."""

    position: int
    recorded_at: int


@attrs.frozen
class Row:
    """One row as it lies in the store, for the auditor: nothing opened, nothing assumed."""

    position: int
    stream: Any
    version: Any
    topic: Any
    state: Any
    logged_stream: Any
    logged_version: Any
    recorded_at: Any
    leaf: Any


def leaf(ledger_id: bytes, position: int, stream: str, version: int, recorded_at: int, topic: str, state: bytes) -> bytes:
    """The leaf hash of a stored entry: a header of fixed-width or length-prefixed fields, then its bytes."""
    named, topped = stream.encode("utf-8", "surrogateescape"), topic.encode("utf-8", "surrogateescape")
    header = b"".join((ledger_id, position.to_bytes(8), len(named).to_bytes(2), named, version.to_bytes(8),
                       recorded_at.to_bytes(8), len(topped).to_bytes(2), topped))
    return tree.leaf_hash(header + state)


class ClockBehind(LedgerError):
    """The clock stands more than a day behind the last entry."""

    kind = "clock"
    exit_code = 4


class DurablePool(SQLiteConnectionPool):
    """Connections whose commits are on the disk before they return."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        cursor = connection.cursor()
        for pragma in ("synchronous=FULL", "recursive_triggers=ON", "secure_delete=ON", "trusted_schema=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        return connection


class LogRecorder(SQLiteApplicationRecorder):
    """The library's recorder, with a log of positions, times and leaves written in the same transaction."""

    _ledger_id: bytes | None = None

    def construct_create_table_statements(self) -> list[str]:
        return [sql.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1).replace(
            "CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1) for sql in SCHEMA.values() if sql]

    def _create_table(self, c: SQLiteCursor) -> None:
        super()._create_table(c)
        c.execute("SELECT value FROM meta WHERE name = 'ledger'")
        if c.fetchone() is None:
            c.execute("INSERT INTO meta VALUES ('ledger', ?)", (uuid.uuid4().bytes,))
            c.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            c.execute(f"PRAGMA user_version = {FORMAT}")

    def ledger_id(self) -> bytes:
        """The id drawn when the ledger was made; part of every leaf and every seal. Raises Broken where there is none."""
        with self.datastore.transaction(commit=False) as c:
            return self._id_within(c)

    def _insert_events(self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], *, recorded_at: int | None = None,
                       after: int | None = None, **_: Any) -> Sequence[int]:
        """Insert, then number. recorded_at: microseconds, else the clock. after: the head this append was written
        against, where its entries name positions of their own append."""
        if not stored_events:
            return []
        rows = [(_hex(s.originator_id), s.originator_version, s.topic, s.state) for s in stored_events]
        c.executemany(self.insert_events_statement, rows)
        c.execute("SELECT position, recorded_at FROM log ORDER BY position DESC LIMIT 1")
        last = c.fetchone()
        position, then = (last[0], last[1]) if last else (0, 0)
        if after is not None and after != position:
            raise IntegrityError("another append came between")
        now = _not_before(then, time.time_ns() // 1000 if recorded_at is None else recorded_at)
        ledger_id = self._id_within(c)
        c.executemany("INSERT INTO log VALUES (?,?,?,?,?)", [
            (number, stream, version, now, leaf(ledger_id, number, stream, version, now, topic, state))
            for number, (stream, version, topic, state) in enumerate(rows, position + 1)])
        c.execute("SELECT max(rowid) FROM stored_events")
        if c.fetchone()[0] != position + len(rows):
            raise Broken("The log and the entries have come apart; nothing was saved.", "Run: outcomes check")
        return list(range(position + 1, position + len(rows) + 1))

    def _id_within(self, c: SQLiteCursor) -> bytes:
        if self._ledger_id is None:
            c.execute("SELECT value FROM meta WHERE name = 'ledger'")
            found = c.fetchone()
            if found is None or not isinstance(found[0], bytes) or len(found[0]) != 16:
                raise Broken("The ledger's id is gone from its database.", "Keep this copy as evidence and restore the last backup.")
            self._ledger_id = found[0]
        return self._ledger_id

    def select_events(self, originator_id: uuid.UUID | str, *, gt: int | None = None, lte: int | None = None,
                      desc: bool = False, limit: int | None = None) -> Sequence[StoredEvent]:
        clauses, values = ["s.originator_id = ?"], [_hex(originator_id)]
        for sign, bound in ((">", gt), ("<=", lte)):
            if bound is not None:
                clauses.append(f"s.originator_version {sign} ?")
                values.append(bound)  # type: ignore[arg-type]
        values.append(-1 if limit is None else limit)  # type: ignore[arg-type]
        with self.datastore.transaction(commit=False) as c:
            c.execute(f"{SELECT} WHERE {' AND '.join(clauses)} ORDER BY s.originator_version "
                      f"{'DESC' if desc else 'ASC'} LIMIT ?", values)
            return [Placed(self.convert_originator_id(stream), version, topic, state, position, recorded_at)
                    for position, recorded_at, stream, version, topic, state in c.fetchall()]

    def select_notifications(self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (),
                             *, inclusive_of_start: bool = True) -> Sequence[Notification]:
        first = (start if inclusive_of_start else start + 1) if start is not None else 0
        values: list[Any] = [first, *([stop] if stop is not None else []), *topics, limit]
        with self.datastore.transaction(commit=False) as c:
            c.execute(f"{SELECT} WHERE l.position >= ? {'AND l.position <= ?' if stop is not None else ''} "
                      f"{'AND s.topic IN (' + ','.join('?' * len(topics)) + ')' if topics else ''} "
                      "ORDER BY l.position LIMIT ?", values)
            return [Notification(id=position, originator_id=self.convert_originator_id(stream),
                                 originator_version=version, topic=topic, state=state)
                    for position, _, stream, version, topic, state in c.fetchall()]

    def max_notification_id(self) -> int | None:  # type: ignore[override]
        with self.datastore.transaction(commit=False) as c:
            c.execute("SELECT max(position) FROM log")
            found: int | None = c.fetchone()[0]
            return found


SELECT: Final = ("SELECT l.position, l.recorded_at, s.originator_id, s.originator_version, s.topic, s.state "
                 "FROM stored_events s JOIN log l ON l.position = s.rowid")


class EmbeddedFactory(SQLiteFactory):
    """The library's SQLite factory, on durable connections, writing the log."""

    application_recorder_class = LogRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.pool = DurablePool(db_name=self.datastore.pool.db_name,
                                          lock_timeout=self.datastore.pool.lock_timeout)


class SealingMapper(Mapper[str]):
    """Entries to stored events and back: sealed with her key, or plain for the programme's stream.

    `keys` and `ledger_id` are given by the application once both stores are open.
    """

    keys: KeyRing
    ledger_id: bytes

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry: Entry = domain_event
        payload = codec.encode(entry)
        place = sealing.place(self.ledger_id, entry.stream, entry.version)
        if entry.stream == PROGRAMME:
            return StoredEvent(entry.stream, entry.version, PLAIN, sealing.stamp(self.keys.secret, payload, place))
        cipher = self.keys.cipher(entry.stream)
        assert cipher is not None, "a key is durable before its first entry"
        return StoredEvent(entry.stream, entry.version, SEALED, sealing.seal(cipher, payload, place))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        placed: Placed = stored_event  # type: ignore[assignment]
        return self.open(placed.position, placed.recorded_at, placed.originator_id,  # type: ignore[arg-type]
                         placed.originator_version, placed.topic, placed.state)

    def open(self, position: int, recorded_at: int, stream: str, version: int, topic: str, state: bytes) -> Entry:
        """The entry of a row. Raises Broken, naming the position."""
        if topic == SEALED and self.keys.cipher(stream) is None and stream in self.keys.fenced():
            raise NotFound(f"Position {position} cannot be read: the woman whom it was of was erased.",
                           "The receipt is in the programme's stream: outcomes show programme")
        try:
            return codec.decode(self.payload(stream, version, topic, state), stream, version, position, recorded_at)
        except (sealing.DoesNotOpen, codec.Unreadable) as why:
            raise Broken(f"Position {position} cannot be read: {why}", "Run: outcomes check") from why

    def payload(self, stream: str, version: int, topic: str, state: bytes) -> bytes:
        """The bytes that were sealed. Raises DoesNotOpen."""
        if topic == PLAIN:
            return sealing.open_plain(state)
        cipher = self.keys.cipher(stream)
        if cipher is None:
            raise sealing.DoesNotOpen("its key is missing")
        return sealing.open_sealed(cipher, state, sealing.place(self.ledger_id, stream, version))


class Entries(Application[str]):
    """The log of one ledger: append, read a stream, read them all.

    Raises Busy where the database is locked or cannot be reached, Broken where it is not a ledger.
    """

    name = "outcomes"
    mapper: SealingMapper
    recorder: LogRecorder

    def __init__(self, database: str, create: bool = False, wait: int = 10) -> None:
        with _reachable():
            super().__init__({
                "PERSISTENCE_MODULE": "ledger.store:EmbeddedFactory", "MAPPER_TOPIC": "ledger.store:SealingMapper",
                "SQLITE_DBNAME": database, "SQLITE_LOCK_TIMEOUT": str(wait), "ORIGINATOR_ID_TYPE": "text",
                "CREATE_TABLE": "y" if create else "n"})
            self.ledger_id = self.recorder.ledger_id()

    def construct_env(self, name: str, env: Any = None) -> Environment:
        """Only what is given: a variable of the machine must not redirect the ledger."""
        return Environment(name, env)

    def unlock(self, keys: KeyRing) -> None:
        """Give the mapper the keys to seal and open with."""
        self.mapper.keys, self.mapper.ledger_id = keys, self.ledger_id

    def append(self, entries: Sequence[Entry], recorded_at: int, after: int | None = None) -> Sequence[int]:
        """Write all of them or none; their positions. Raises VersionTaken where another writer came first."""
        with _reachable():
            try:
                recordings = self.events.put(entries, recorded_at=recorded_at, after=after)
            except IntegrityError as why:
                raise VersionTaken(str(why)) from why
        return [recording.notification.id for recording in recordings]

    def stream(self, stream: str) -> tuple[Entry, ...]:
        """The entries of one stream in order; none if it has none."""
        with _reachable():
            try:
                found: tuple[Entry, ...] = self.repository.get(stream, projector_func=_all_of)
            except AggregateNotFoundError:
                return ()
        return found

    def streams(self, upto: int | None = None) -> Iterator[tuple[str, list[Entry]]]:
        """Each stream that can be read with its entries, in key order, one stream in memory at a time.

        upto: the last position to read.
        """
        self.mapper.keys.load()
        fenced, unseal = self.mapper.keys.fenced(), self.mapper.open
        for stream, rows in self.rows_by_stream(upto):
            if stream not in fenced:
                yield stream, [unseal(*row) for row in rows]

    def rows_by_stream(self, upto: int | None = None) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """Each stream with its rows, unopened: position, recorded_at, stream, version, topic, state."""
        bound, values = ("WHERE s.rowid <= ?", (upto,)) if upto is not None else ("", ())
        rows = self._select(f"{SELECT} {bound} ORDER BY s.originator_id, s.originator_version", values)
        for stream, group in groupby(rows, key=itemgetter(2)):
            yield stream, list(group)

    def backwards(self) -> Iterator[Entry]:
        """Every entry that can be read, newest first."""
        self.mapper.keys.load()
        fenced = self.mapper.keys.fenced()
        for row in self._select(f"{SELECT} ORDER BY l.position DESC"):
            if row[2] not in fenced:
                yield self.mapper.open(*row)

    def at(self, position: int) -> Entry | None:
        """The entry at a position."""
        for row in self._select(f"{SELECT} WHERE l.position = ?", (position,)):
            return self.mapper.open(*row)
        return None

    def head(self, recorded_before: int | None = None) -> Head:
        """The head, or the head of what had been recorded before a moment (microseconds)."""
        bound, values = ("WHERE recorded_at < ?", (recorded_before,)) if recorded_before is not None else ("", ())
        for position, recorded_at in self._select(
                f"SELECT position, recorded_at FROM log {bound} ORDER BY position DESC LIMIT 1", values):
            return Head(position, recorded_at)
        return Head(0, 0)

    def root(self, size: int) -> bytes:
        """The Merkle root over the first `size` leaves."""
        return tree.root(value for (value,) in self._select(
            "SELECT leaf FROM log WHERE position <= ? ORDER BY position", (size,)))

    def raw(self) -> Iterator[Row]:
        """Every position of the log or the entries, as it lies there."""
        yield from (Row(*row) for row in self._select(
            "SELECT p.n, s.originator_id, s.originator_version, s.topic, s.state, l.originator_id, "
            "l.originator_version, l.recorded_at, l.leaf "
            "FROM (SELECT position AS n FROM log UNION SELECT rowid FROM stored_events) p "
            "LEFT JOIN stored_events s ON s.rowid = p.n LEFT JOIN log l ON l.position = p.n ORDER BY p.n", lenient=True))

    def plain(self) -> Iterator[tuple[int, bytes]]:
        """The programme's own entries, which need no key: position and stored state."""
        yield from self._select("SELECT rowid, state FROM stored_events WHERE originator_id = ? ORDER BY originator_version",
                                (PROGRAMME,), lenient=True)

    def leaves(self, size: int) -> list[bytes]:
        """The leaves of the first `size` entries."""
        return [value for (value,) in self._select("SELECT leaf FROM log WHERE position <= ? ORDER BY position", (size,))]

    def row(self, position: int) -> Row | None:
        """One row as it lies in the store, unopened."""
        return next((Row(*found) for found in self._select(
            "SELECT l.position, s.originator_id, s.originator_version, s.topic, s.state, l.originator_id, l.originator_version, "
            "l.recorded_at, l.leaf FROM log l JOIN stored_events s ON s.rowid = l.position WHERE l.position = ?", (position,))), None)

    def copy(self, path: Path) -> None:
        """Copy the whole log to another file, as it stands now, while others may write. Raises Busy, and OSError for a full disk."""
        with _reachable(), self.recorder.datastore.get_connection(commit=False) as connection, connection.cursor() as c, \
                closing(sqlite3.connect(path)) as made:
            c.connection.backup(made)

    def truncate(self) -> None:
        """Take the write-ahead log into the database and empty it, as far as no reader holds it."""
        for _ in self._select("PRAGMA wal_checkpoint(TRUNCATE)"):
            pass

    def schema(self) -> dict[str, tuple[Any, ...]]:
        """The tables, indexes and triggers that the database really has: name -> type, table and text."""
        rows = self._select("SELECT name, type, tbl_name, sql FROM sqlite_master", lenient=True)
        return {str(name): described for name, *rest in rows for described in (tuple(rest),)}

    def meta(self) -> list[tuple[Any, ...]]:
        """What the meta table really holds."""
        return list(self._select("SELECT name, value FROM meta", lenient=True))

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with its file."""
        return [said for (said,) in self._select("PRAGMA integrity_check") if said != "ok"]

    def pragma(self, name: str) -> Any:
        """A setting of the database file."""
        return next(self._select(f"PRAGMA {name}"))[0]

    def _select(self, statement: str, values: Sequence[Any] = (), lenient: bool = False) -> Iterator[tuple[Any, ...]]:
        """Rows as they lie there. lenient: text that is not UTF-8 does not stop the reading."""
        with _reachable(), self.recorder.datastore.get_connection(commit=False) as connection, connection.cursor() as c:
            c.row_factory = None
            c.connection.text_factory = _any_text if lenient else str
            yield from c.execute(statement, values)


def _all_of(_: Any, entries: Iterable[Entry]) -> Any:
    """The projector of a stream: its entries as they stand; None where there are none."""
    return tuple(entries) or None


def _any_text(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _hex(originator_id: uuid.UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, uuid.UUID) else originator_id


def _not_before(last: int, now: int) -> int:
    """Time never runs backwards in the log; a clock that is a day behind is refused."""
    if now < last - BEHIND:
        raise ClockBehind("This computer's clock is more than a day behind the ledger's last entry; nothing was saved",
                          "Set the clock, then try again.")
    return max(now, last)


@contextmanager
def _reachable() -> Iterator[None]:
    """Turn what the database says into what a person can act on: busy where it may pass, broken where it will not."""
    try:
        yield
    except (PersistenceError, sqlite3.DatabaseError, TimeoutError, UnicodeDecodeError) as why:
        cause = why if isinstance(why, sqlite3.Error) else why.__cause__
        code = getattr(cause, "sqlite_errorcode", None)
        if isinstance(why, TimeoutError) or (code is not None and code & 0xFF in PASSING):
            raise Busy(f"The ledger's database cannot be used just now: {why}",
                       "Close other programs that use it, look at the folder's permissions and free space, and try again.") from why
        raise Broken(f"The ledger's database is damaged or is not a ledger: {why}",
                     "Keep the file as it is and run: outcomes check") from why
