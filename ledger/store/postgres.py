"""How does a server of PostgreSQL keep the log, byte for byte as a file does?

What a file keeps by its triggers, a server keeps by grants too: nobody but the owner of the tables inserts a row; who
may append calls `outcomes.append`, which takes the library's exclusive lock, numbers without a gap, refuses a clock
that is behind, works out the leaves, and notes the role that logged in. The commit is on the server's disk before it
returns. Where the answer to a commit is lost with the connection, the log is asked whether it was made.
"""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from eventsourcing.persistence import (
    BaseInfrastructureFactory,
    IntegrityError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from psycopg.rows import dict_row, tuple_row

from ledger.errors import Broken, Busy, NotFound, Refused
from ledger.store import catalogue
from ledger.store.layout import KEYS_SCHEMA, LAYOUT, MADE, SCHEMA
from ledger.store.rows import Placed, behind

BATCH: Final = 2000
BETWEEN, BEHIND_LAST, APART = "23OL1", "23OL2", "23OL3"
UNSETTLED: Final = 20


class Connections:
    """The connections of one ledger, opened as they are needed; why one cannot be opened is said at once.

    Raises psycopg's errors.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._idle: list[psycopg.Connection[Any]] = []

    def open(self, *_: Any) -> None:
        """Nothing is opened before it is needed."""

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection for one caller at a time; one that broke is not given again."""
        taken = self._taken()
        try:
            yield taken
        except BaseException:
            if not taken.closed and taken.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                taken.close()
            raise
        finally:
            if not taken.closed:
                self._idle.append(taken)

    def _taken(self) -> psycopg.Connection[Any]:
        if self._idle:
            return self._idle.pop()
        made: psycopg.Connection[Any] = psycopg.connect(self.address, autocommit=True, row_factory=dict_row, **_defaults(self.address))
        made.execute(f"SET search_path = {SCHEMA}, {KEYS_SCHEMA}; SET client_encoding = 'UTF8'")
        return made

    def close(self, *_: Any) -> None:
        """Close those that nobody uses."""
        while self._idle:
            self._idle.pop().close()


def _defaults(address: str) -> dict[str, Any]:
    given = psycopg.conninfo.conninfo_to_dict(address)
    return {name: value for name, value in (("connect_timeout", 10), ("application_name", "outcomes")) if name not in given}


class ServerDatastore(PostgresDatastore):
    """The library's datastore over our connections; no type of its own is made on the server."""

    def __init__(self, address: str, wait: int = 10) -> None:
        super().__init__("", "", 0, "", "", lock_timeout=wait, schema=SCHEMA, originator_id_type="text")
        self.pool = Connections(address)  # type: ignore[assignment]

    def register_type_adapters(self) -> None:
        """None are needed."""


class ServerRecorder(PostgresApplicationRecorder):
    """The library's recorder for PostgreSQL; it appends by the function that the ledger's owner made."""

    embedded: Final = False
    joined: Final = ("SELECT l.position, l.recorded_at, s.originator_id, s.originator_version, s.topic, s.state "
                     "FROM stored_events s JOIN log l ON l.position = s.notification_id")
    pairs: Final = ("SELECT l.position, s.originator_id, s.originator_version, s.topic, s.state, l.recorded_at, l.leaf "
                    "FROM log l JOIN stored_events s ON s.notification_id = l.position AND s.originator_id = l.originator_id "
                    "AND s.originator_version = l.originator_version WHERE NOT EXISTS (SELECT 1 FROM log WHERE position < 1) "
                    "AND NOT EXISTS (SELECT 1 FROM stored_events WHERE notification_id < 1) ORDER BY l.position")
    moved: Final = ("SELECT l.position, s.originator_id, s.originator_version, s.topic, s.state, l.recorded_at, l.leaf, l.role "
                    "FROM stored_events s JOIN log l ON l.position = s.notification_id ORDER BY l.position")
    datastore: ServerDatastore
    new_id: bytes | None = None

    def whole(self, after: int) -> str:
        """Reads every position that either table has; after: those beyond it alone, where none lies before the first."""
        return ("SELECT p.n, s.originator_id, s.originator_version, s.topic, s.state, l.originator_id, "
                "l.originator_version, l.recorded_at, l.leaf "
                "FROM (SELECT position AS n FROM log UNION SELECT notification_id FROM stored_events) p "
                "LEFT JOIN stored_events s ON s.notification_id = p.n LEFT JOIN log l ON l.position = p.n "
                f"{f'WHERE p.n > {after}' if after else ''} ORDER BY p.n")

    def create_table(self) -> None:
        """Make both schemas and draw the ledger's id, all of it or nothing. Raises Refused where a ledger is there."""
        with self.datastore.transaction(commit=True) as c:
            c.execute("SELECT 1 FROM pg_namespace WHERE nspname = ANY(%s)", ([SCHEMA, KEYS_SCHEMA],))
            if c.fetchone():
                raise Refused("There is a ledger in that database already; nothing was changed.",
                              "Work with it from here: outcomes store open FOLDER --store ADDRESS; or choose another database.")
            c.execute("SELECT pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()")
            if c.fetchone()["encoding"] != "UTF8":  # type: ignore[index]
                raise Refused("That database does not keep its text as UTF-8; nothing was changed.",
                              "Make one that does: createdb --encoding=UTF8 NAME")
            for statement in LAYOUT:
                c.execute(statement)
            c.execute("INSERT INTO meta VALUES ('ledger', %s)", (self.new_id or uuid.uuid4().bytes,))

    def ledger_id(self) -> bytes:
        """The id drawn when the ledger was made. Raises NotFound where the database holds no ledger, Broken where the id is gone."""
        found = list(self.select("SELECT value FROM meta WHERE name = 'ledger'", few=True))
        if not found or len(found[0][0]) != 16:
            raise Broken("The ledger's id is gone from its database.", "Keep this copy as evidence and restore the last backup.")
        return bytes(found[0][0])

    def insert_events(self, stored_events: Sequence[StoredEvent], *, recorded_at: int | None = None,
                      after: int | None = None, **_: Any) -> Sequence[int]:
        """Append by the server's function, all of it or nothing. recorded_at: microseconds, else the clock.

        after: the head this append was written against. Never tried twice by itself: a commit whose answer was lost may have been made.
        """
        if not stored_events:
            return []
        rows = [(_text(s.originator_id), s.originator_version, s.topic, s.state) for s in stored_events]
        now = time.time_ns() // 1000 if recorded_at is None else recorded_at
        placed: list[int] = []
        try:
            with self.datastore.get_connection() as connection, connection.transaction():
                placed = list(self._appended(connection, rows, now, after))
        except IntegrityError as why:
            raise _refusal(why) from why
        except PersistenceError as why:
            if not placed or not _lost(why):
                raise
            return self._after_all(rows)   # the commit was on its way
        return placed

    def _appended(self, connection: psycopg.Connection[Any], rows: Sequence[tuple[Any, ...]], now: int, after: int | None) -> Iterator[int]:
        """Append within a transaction that is not committed yet; positions."""
        connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; "
                           f"SET LOCAL lock_timeout = '{int(self.datastore.lock_timeout)}s'")
        with connection.cursor(row_factory=tuple_row, binary=True) as c:
            for start in range(0, len(rows), BATCH):
                c.execute("SELECT append(%s::text[], %s::bigint[], %s::text[], %s::bytea[], %s::bigint, %s::bigint)",
                          (*map(list, zip(*rows[start:start + BATCH], strict=True)), now, after if start == 0 else None))
                yield from (position for (position,) in c.fetchall())

    def _after_all(self, rows: Sequence[tuple[Any, ...]]) -> list[int]:
        """Where an append stands whose answer was lost: its positions where it was made. Raises Busy where it was not, or who knows."""
        for attempt in range(UNSETTLED):
            try:
                found = self._looked_up(rows[0])
            except PersistenceError:
                time.sleep(0.1 * (attempt + 1))
                continue
            if found:
                return list(range(found, found + len(rows)))
            raise Busy("The connection to the server was lost; nothing was saved.", "Try again.")
        raise Busy("The connection to the server was lost while it saved. Whether it did is not known.",
                   "Once the server answers, look before you write it again: outcomes show WOMAN")

    def _looked_up(self, row: tuple[Any, ...]) -> int:
        """The position of the very bytes of a row, 0 where they are not there; once whoever was appending is done."""
        with self.datastore.transaction(commit=True) as c:
            c.execute("SELECT append('{}', '{}', '{}', '{}', 0, NULL)")   # takes the lock, and writes nothing
            c.execute("SELECT notification_id FROM stored_events "
                      "WHERE (originator_id, originator_version, topic, state) = (%s, %s, %s, %s)", row)
            found = c.fetchone()
            return int(found["notification_id"]) if found else 0

    def select_events(self, originator_id: uuid.UUID | str, *, gt: int | None = None, lte: int | None = None,
                      desc: bool = False, limit: int | None = None) -> Sequence[StoredEvent]:
        bounds = [(sign, bound) for sign, bound in (("> ?", gt), ("<= ?", lte)) if bound is not None]
        clauses = " AND ".join(["s.originator_id = ?", *(f"s.originator_version {sign}" for sign, _ in bounds)])
        values = [_text(originator_id), *(bound for _, bound in bounds), limit]
        statement = f"{self.joined} WHERE {clauses} ORDER BY s.originator_version {'DESC' if desc else 'ASC'} LIMIT ?::bigint"
        return [Placed(stream, version, topic, state, position, recorded_at)
                for position, recorded_at, stream, version, topic, state in self.select(statement, values, few=True)]

    def select(self, statement: str, values: Sequence[Any] = (), lenient: bool = False, few: bool = False) -> Iterator[tuple[Any, ...]]:
        """Rows as they lie there. Unless they are few they come in batches, by a cursor on the server that sees one state of them."""
        with self.datastore.get_connection() as connection:
            if few:
                with connection.cursor(row_factory=tuple_row, binary=True) as c:
                    yield from c.execute(statement.replace("?", "%s"), values)
                return
            with connection.transaction(), connection.cursor("rows", row_factory=tuple_row, binary=True) as long:
                long.itersize = BATCH
                yield from long.execute(statement.replace("?", "%s"), values)

    def receive(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Take the rows of another store as they are, into an empty log.

        rows: position, stream, version, topic, state, time, leaf, role.
        """
        with self.datastore.transaction(commit=True) as c:
            c.execute("CREATE TEMPORARY TABLE received (position bigint, originator_id text, originator_version bigint, topic text, "
                      "state bytea, recorded_at bigint, leaf bytea, role text) ON COMMIT DROP")
            with c.copy("COPY received FROM STDIN (FORMAT BINARY)") as taking:
                taking.set_types(["int8", "text", "int8", "text", "bytea", "int8", "bytea", "text"])
                for row in rows:
                    taking.write_row(row)
            for table, columns in (("stored_events", "originator_id, originator_version, topic, state, position"),
                                   ("log", "position, originator_id, originator_version, recorded_at, leaf, role")):
                c.execute(f"INSERT INTO {table} SELECT {columns} FROM received ORDER BY position")

    def roles(self, positions: Sequence[int]) -> dict[int, str]:
        """The role that was logged in when an entry was appended, by position; none for what was copied in."""
        with self.datastore.transaction() as c:
            c.execute("SELECT position, role FROM log WHERE position = ANY(%s) AND role IS NOT NULL", (list(positions),))
            return {row["position"]: row["role"] for row in c.fetchall()}

    def schema(self) -> dict[str, tuple[Any, ...]]:
        """Everything in both schemas: name -> what it is, and how it was made."""
        return {**catalogue.parts(self.select)}

    def made(self) -> dict[str, tuple[Any, ...]]:
        """What was made there."""
        return {**MADE}

    def seen(self) -> catalogue.Seen:
        """The server, and who may do what there."""
        return catalogue.seen(self.select)

    def settle(self, statements: Sequence[str]) -> None:
        """Run statements, all of them or none."""
        with self.datastore.transaction(commit=True) as c:
            for statement in statements:
                c.execute(statement)

    def describe(self, name: str, time_zone: str) -> None:
        """Note what the folders of those who work with it should say."""
        with self.datastore.transaction(commit=True) as c:
            c.executemany("INSERT INTO meta VALUES (%s, %s)", [("name", name.encode()), ("time_zone", time_zone.encode())])

    def drop(self) -> None:
        """Take away what `create_table` made, where the rest of a new ledger could not be made."""
        with self.datastore.transaction(commit=True) as c:
            c.execute(f"DROP SCHEMA {SCHEMA}, {KEYS_SCHEMA} CASCADE")


class ServerFactory(PostgresFactory):
    """The library's factory for PostgreSQL, by an address that names no secret; the rest is libpq's: PGPASSWORD, .pgpass, service file."""

    application_recorder_class = ServerRecorder

    def __init__(self, env: Any) -> None:
        BaseInfrastructureFactory.__init__(self, env)
        self.datastore = ServerDatastore(self.env.get("LEDGER_ADDRESS") or "", int(self.env.get("LEDGER_WAIT") or 10))

    def application_recorder(self) -> ServerRecorder:
        recorder = ServerRecorder(self.datastore, events_table_name="stored_events")
        recorder.new_id = bytes.fromhex(self.env.get("LEDGER_ID") or "") or None
        if self.env_create_table():
            recorder.create_table()
        return recorder


def _text(originator_id: uuid.UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, uuid.UUID) else originator_id


def _refusal(why: IntegrityError) -> Exception:
    """What the server's function means by its refusal."""
    code = getattr(why.__cause__, "sqlstate", None)
    if code == BEHIND_LAST:
        return behind()
    if code == APART:
        return Broken("The log and the entries have come apart; nothing was saved.", "Run: outcomes check")
    return why


def _lost(why: PersistenceError) -> bool:
    """Whether a connection went away, so that what became of its transaction is not known."""
    cause = why.__cause__
    code = getattr(cause, "sqlstate", None)
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) and (code is None or code.startswith(("57P", "08")))


@contextmanager
def reachable() -> Iterator[None]:
    """Turn what the server says into what a person can act on."""
    try:
        yield
    except (PersistenceError, psycopg.Error) as why:
        raise told(why) from why


def told(why: Exception) -> Exception:
    """What a person can do about what the server said."""
    cause = why if isinstance(why, psycopg.Error) else why.__cause__
    code = getattr(cause, "sqlstate", None) or ""
    said = " ".join(str(why).split())[:300]
    if code == "42501":
        return Refused(f"The server does not let this login do that: {said}. Nothing was saved.",
                       "Ask the ledger's keeper for the role that may: outcomes store roles")
    if code == "25006":
        return Refused("This is a replica of the ledger, for reading; nothing was saved.", "Write through the server that it follows.")
    if code in ("42P01", "3F000"):
        return NotFound("That database holds no ledger.", "Make one: outcomes init FOLDER --store ADDRESS")
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) or code.startswith(("57", "53", "55", "40", "08")):
        return Busy(f"The ledger's server cannot be used just now: {said}.",
                    "Look whether it runs and can be reached from here, at the address in ledger.toml and at the login's password "
                    "(PGPASSWORD, .pgpass or a service file), and try again.")
    return Broken(f"The ledger's database on the server is damaged or is not a ledger: {said}.", "Run: outcomes check")


