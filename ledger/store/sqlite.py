"""How does a file of SQLite keep the log?

In the transaction that inserts an entry stands its row in `log`: position (gap-free, the order of commitment), time,
and leaf. Insert first, then read the head: the insert takes the write lock, so no two writers can read the same head.
"""

import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from eventsourcing.persistence import IntegrityError, Notification, PersistenceError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteFactory,
)

from ledger import plain
from ledger.errors import Broken, Busy
from ledger.keys.file import PASSING
from ledger.store.rows import FORMAT, Placed, leaf, not_before

BATCH: Final = 2000
KEPT: Final = ("stored_events", "log", "meta")
APPLICATION_ID: Final = 0x4F555443
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
    table = next(table for table in KEPT if name == table or f"{table}_" in name)
    return kind, table, sql or None


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

    embedded: Final = True
    joined: Final = ("SELECT l.position, l.recorded_at, s.originator_id, s.originator_version, s.topic, s.state "
                     "FROM stored_events s JOIN log l ON l.position = s.rowid")
    _both: Final = ("s.originator_id, s.originator_version, s.topic, s.state, l.originator_id, l.originator_version, l.recorded_at, l.leaf")
    pairs: Final = ("SELECT l.position, s.originator_id, s.originator_version, s.topic, s.state, l.recorded_at, l.leaf "
                    "FROM log l JOIN stored_events s ON s.rowid = l.position AND s.originator_id = l.originator_id "
                    "AND s.originator_version = l.originator_version "
                    "WHERE NOT EXISTS (SELECT 1 FROM log WHERE position < 1) AND NOT EXISTS (SELECT 1 FROM stored_events WHERE rowid < 1) "
                    "ORDER BY l.position")
    moved: Final = ("SELECT l.position, s.originator_id, s.originator_version, s.topic, s.state, l.recorded_at, l.leaf, NULL "
                    "FROM stored_events s JOIN log l ON l.position = s.rowid ORDER BY l.position")
    new_id: bytes | None = None
    _ledger_id: bytes | None = None

    def whole(self, after: int) -> str:
        """Reads every position that either table has; after: those beyond it alone, where none lies before the first."""
        log, events = (f"WHERE l.position > {after}", f"AND s.rowid > {after}") if after else ("", "")
        return (f"SELECT l.position, {self._both} FROM log l LEFT JOIN stored_events s ON s.rowid = l.position {log} UNION ALL "
                f"SELECT s.rowid, {self._both} FROM stored_events s LEFT JOIN log l ON l.position = s.rowid "
                f"WHERE l.position IS NULL {events} ORDER BY 1")

    def construct_create_table_statements(self) -> list[str]:
        return [sql.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1).replace(
            "CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1) for sql in SCHEMA.values() if sql]

    def _create_table(self, c: SQLiteCursor) -> None:
        super()._create_table(c)
        c.execute("SELECT value FROM meta WHERE name = 'ledger'")
        if c.fetchone() is None:
            c.execute("INSERT INTO meta VALUES ('ledger', ?)", (self.new_id or uuid.uuid4().bytes,))
            c.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            c.execute(f"PRAGMA user_version = {FORMAT}")

    def ledger_id(self) -> bytes:
        """The id drawn when the ledger was made; part of every leaf and every seal. Raises Broken where there is none."""
        with self.datastore.transaction(commit=False) as c:
            plain.tables(c, KEPT)
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
        now = not_before(then, time.time_ns() // 1000 if recorded_at is None else recorded_at)
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
            c.execute(f"{self.joined} WHERE {' AND '.join(clauses)} ORDER BY s.originator_version "
                      f"{'DESC' if desc else 'ASC'} LIMIT ?", values)
            return [Placed(self.convert_originator_id(stream), version, topic, state, position, recorded_at)
                    for position, recorded_at, stream, version, topic, state in c.fetchall()]

    def select_notifications(self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (),
                             *, inclusive_of_start: bool = True) -> Sequence[Notification]:
        first = (start if inclusive_of_start else start + 1) if start is not None else 0
        values: list[Any] = [first, *([stop] if stop is not None else []), *topics, limit]
        with self.datastore.transaction(commit=False) as c:
            c.execute(f"{self.joined} WHERE l.position >= ? {'AND l.position <= ?' if stop is not None else ''} "
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

    def select(self, statement: str, values: Sequence[Any] = (), lenient: bool = False, few: bool = False) -> Iterator[tuple[Any, ...]]:
        """Rows as they lie there, however many. lenient: text that is not UTF-8 does not stop the reading."""
        with self.datastore.get_connection(commit=False) as connection, connection.cursor() as c:
            c.row_factory = None
            c.connection.text_factory = _any_text if lenient else str
            yield from c.execute(statement, values)

    def copy(self, path: Path) -> None:
        """Copy the whole log to another file, as it stands now, while others may write."""
        with self.datastore.get_connection(commit=False) as connection, connection.cursor() as c, closing(sqlite3.connect(path)) as made:
            c.connection.backup(made)

    def receive(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Take the rows of another store as they are, into an empty log. rows: position, stream, version, topic, state, time, leaf, role.

        A file has no roles to keep.
        """
        with self.datastore.transaction(commit=True) as c:
            while batch := list(islice(rows, BATCH)):
                c.executemany("INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state) VALUES (?,?,?,?,?)",
                              [row[:5] for row in batch])
                c.executemany("INSERT INTO log VALUES (?,?,?,?,?)", [(*row[:3], *row[5:7]) for row in batch])

    def schema(self) -> dict[str, tuple[Any, ...]]:
        """The tables, indexes and triggers that the file really has: name -> type, table and text."""
        rows = self.select("SELECT name, type, tbl_name, sql FROM sqlite_master", lenient=True)
        return {str(name): described for name, *rest in rows for described in (tuple(rest),)}

    def made(self) -> dict[str, tuple[Any, ...]]:
        """Those that it was made with."""
        return {name: made_as(name) for name in SCHEMA}

    def describe(self, name: str, time_zone: str) -> None:
        """Its folder says it."""

    def drop(self) -> None:
        """A file is taken away by whoever made it."""

    def roles(self, positions: Sequence[int]) -> dict[int, str]:
        """A file knows no roles."""
        return {}


class EmbeddedFactory(SQLiteFactory):
    """The library's SQLite factory, on durable connections, writing the log."""

    application_recorder_class = LogRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.pool = DurablePool(db_name=self.datastore.pool.db_name,
                                          lock_timeout=self.datastore.pool.lock_timeout)

    def application_recorder(self) -> LogRecorder:
        recorder = LogRecorder(self.datastore)
        recorder.new_id = bytes.fromhex(self.env.get("LEDGER_ID") or "") or None
        if self.env_create_table():
            recorder.create_table()
        return recorder


def _any_text(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _hex(originator_id: uuid.UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, uuid.UUID) else originator_id


@contextmanager
def reachable() -> Iterator[None]:
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
