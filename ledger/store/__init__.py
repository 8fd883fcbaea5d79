"""How do sealed entries get into the log, in one order, and out again unchanged?

The only folder that imports eventsourcing. It knows positions, streams, versions, topics and bytes;
the vocabulary is the codec's.
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby, islice, starmap
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import IntegrityError
from eventsourcing.utils import Environment

from ledger import tree
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Broken, LedgerError, Usage, VersionTaken
from ledger.keys import MANY, Keep, KeyRing
from ledger.keys.file import FileKeep
from ledger.store.mapper import SealingMapper as SealingMapper
from ledger.store.rows import BEHIND as BEHIND
from ledger.store.rows import FORMAT as FORMAT
from ledger.store.rows import PLAIN as PLAIN
from ledger.store.rows import SEALED as SEALED
from ledger.store.rows import ClockBehind as ClockBehind
from ledger.store.rows import Head as Head
from ledger.store.rows import Row as Row
from ledger.store.rows import leaf as leaf
from ledger.store.rows import moment, whole
from ledger.store.sqlite import APPLICATION_ID as APPLICATION_ID
from ledger.store.sqlite import SCHEMA as SCHEMA
from ledger.store.sqlite import DurablePool as DurablePool
from ledger.store.sqlite import EmbeddedFactory as EmbeddedFactory
from ledger.store.sqlite import LogRecorder as LogRecorder
from ledger.store.sqlite import made_as as made_as
from ledger.store.sqlite import reachable

SERVERS: Final = ("postgresql://", "postgres://")
EACH_STREAM: Final = ("WITH RECURSIVE each(id) AS (SELECT min(originator_id) FROM stored_events UNION ALL "
                      "SELECT (SELECT min(originator_id) FROM stored_events WHERE originator_id > each.id) FROM each "
                      "WHERE each.id IS NOT NULL)")


if TYPE_CHECKING:
    from ledger.store.catalogue import Seen
    from ledger.store.postgres import ServerRecorder


class Entries(Application[str]):
    """The log of one ledger: append, read a stream, read them all; in a file of SQLite, or on a server of PostgreSQL.

    database: a path, or the address of a server. ledger_id: of a ledger that is made as the copy of another.
    Raises Busy where the database is locked or cannot be reached, Broken where it is not a ledger; a server also Refused.
    """

    name = "outcomes"
    mapper: SealingMapper
    recorder: "LogRecorder | ServerRecorder"

    def __init__(self, database: str, create: bool = False, wait: int = 10, ledger_id: bytes = b"") -> None:
        self.embedded = not database.startswith(SERVERS)
        self._reachable = reachable if self.embedded else _server_reachable()
        self._readings: WeakSet[Generator[tuple[Any, ...], None, None]] = WeakSet()
        factory = {"PERSISTENCE_MODULE": "ledger.store:EmbeddedFactory", "SQLITE_DBNAME": database, "SQLITE_LOCK_TIMEOUT": str(wait)} \
            if self.embedded else {"PERSISTENCE_MODULE": "ledger.store.postgres:ServerFactory", "LEDGER_ADDRESS": database,
                                   "LEDGER_WAIT": str(wait)}
        with self._reachable():
            super().__init__({**factory, "MAPPER_TOPIC": "ledger.store:SealingMapper", "ORIGINATOR_ID_TYPE": "text",
                              "CREATE_TABLE": "y" if create else "n", "LEDGER_ID": ledger_id.hex()})
            self.ledger_id = self.recorder.ledger_id()

    def construct_env(self, name: str, env: Any = None) -> Environment:
        """Only what is given: a variable of the machine must not redirect the ledger."""
        return Environment(name, env)

    def unlock(self, keys: KeyRing) -> None:
        """Give the mapper the keys to seal and open with."""
        self.mapper.keys, self.mapper.ledger_id = keys, self.ledger_id

    def append(self, entries: Sequence[Entry], recorded_at: int, after: int | None = None) -> Sequence[int]:
        """Write all of them or none; their positions. Raises VersionTaken where another writer came first."""
        with self._reachable():
            try:
                recordings = self.events.put(entries, recorded_at=recorded_at, after=after)
            except IntegrityError as why:
                raise VersionTaken(str(why)) from why
        return [recording.notification.id for recording in recordings]

    def stream(self, stream: str) -> tuple[Entry, ...]:
        """The entries of one stream in order; none if it has none."""
        with self._reachable():
            try:
                found: tuple[Entry, ...] = self.repository.get(stream, projector_func=_all_of)
            except AggregateNotFoundError:
                return ()
        return found

    def of(self, streams: Collection[str]) -> dict[str, list[Entry]]:
        """The entries of each of several streams, as `stream` gives them; a stream that has none is left out."""
        self.mapper.keys.take(set(streams) - {PROGRAMME})
        wanted, found = sorted(streams), dict[str, list[Entry]]()
        for part in (wanted[at:at + MANY] for at in range(0, len(wanted), MANY)):
            for row in self._select(f"{self.recorder.joined} WHERE s.originator_id IN ({','.join('?' * len(part))}) "
                                    "ORDER BY s.originator_id, s.originator_version", part):
                found.setdefault(row[2], []).append(self.mapper.open(*row))
        return found

    def streams(self, upto: int | None = None) -> Iterator[tuple[str, list[Entry]]]:
        """Each stream that can be read with its entries, in key order, one stream in memory at a time.

        upto: the last position to read.
        """
        self.mapper.keys.load()
        yield from self._opened(self.rows_by_stream(upto))

    def some(self, streams: Sequence[str], upto: int) -> Iterator[tuple[str, list[Entry]]]:
        """Those of a handful of streams that can be read, each with its entries up to a position, in key order."""
        marks = ",".join("?" * len(streams))
        rows = self._select(f"{self.recorder.joined} WHERE s.originator_id IN ({marks}) AND l.position <= ? "
                            "ORDER BY s.originator_id, s.originator_version", (*streams, upto))
        yield from self._opened((stream, list(group)) for stream, group in groupby(rows, key=itemgetter(2)))

    def versions(self, upto: int) -> dict[str, int]:
        """How far each stream had come at a position."""
        there = dict(self._select(f"{EACH_STREAM} SELECT id, (SELECT max(originator_version) FROM stored_events "
                                  "WHERE originator_id = each.id) FROM each WHERE id IS NOT NULL"))
        later = self._select("SELECT originator_id, min(originator_version) FROM log WHERE position > ? GROUP BY originator_id", (upto,))
        there.update({stream: first - 1 for stream, first in later})
        return {stream: version for stream, version in there.items() if version}

    def readable(self, upto: int) -> dict[str, int]:
        """How far the stream of each woman who can be read had come at a position."""
        beyond = self.mapper.keys.fenced() | {PROGRAMME}
        return {stream: version for stream, version in self.versions(upto).items() if stream not in beyond}

    def firsts(self) -> Iterator[Entry]:
        """The first entry of each woman's stream that can be read; her other entries are not touched."""
        self.mapper.keys.load()
        beyond = self.mapper.keys.fenced() | {PROGRAMME}
        for row in self._select(f"{EACH_STREAM} {self.recorder.joined} JOIN each ON each.id = s.originator_id "
                                "WHERE s.originator_version = 1"):
            if row[2] not in beyond:
                yield self.mapper.open(*row)

    def rows_by_stream(self, upto: int | None = None) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """Each stream with its rows, unopened: position, recorded_at, stream, version, topic, state."""
        bound, values = ("WHERE l.position <= ?", (upto,)) if upto is not None else ("", ())
        rows = self._select(f"{self.recorder.joined} {bound} ORDER BY s.originator_id, s.originator_version", values)
        for stream, group in groupby(rows, key=itemgetter(2)):
            yield stream, list(group)

    def _opened(self, streams: Iterable[tuple[str, list[tuple[Any, ...]]]]) -> Iterator[tuple[str, list[Entry]]]:
        fenced = self.mapper.keys.fenced()
        for stream, rows in streams:
            if stream not in fenced:
                yield stream, self.mapper.open_all(stream, rows)

    def backwards(self) -> Iterator[Entry]:
        """Every entry that can be read, newest first."""
        self.mapper.keys.load()
        fenced = self.mapper.keys.fenced()
        for row in self._select(f"{self.recorder.joined} ORDER BY l.position DESC"):
            if row[2] not in fenced:
                yield self.mapper.open(*row)

    def at(self, position: int) -> Entry | None:
        """The entry at a position."""
        for row in self._select(f"{self.recorder.joined} WHERE l.position = ?", (position,), few=True):
            return self.mapper.open(*row)
        return None

    def head(self, recorded_before: int | None = None) -> Head:
        """The head, or the head of what had been recorded before a moment (microseconds)."""
        bound, values = ("WHERE recorded_at < ?", (recorded_before,)) if recorded_before is not None else ("", ())
        for position, recorded_at in self._select(
                f"SELECT position, recorded_at FROM log {bound} ORDER BY position DESC LIMIT 1", values, few=True):
            return Head(position, moment(recorded_at, position))
        return Head(0, 0)

    def root(self, size: int) -> bytes:
        """The Merkle root over the first `size` leaves."""
        return tree.root(self.leaves_after(0, size))

    def leaves_after(self, after: int, upto: int) -> Iterator[bytes]:
        """The leaves that follow a position, up to another."""
        for (value,) in self._select("SELECT leaf FROM log WHERE position > ? AND position <= ? ORDER BY position", (after, upto)):
            yield whole(value)

    def raw(self) -> Iterator[Row]:
        """Every position of the log or the entries, as it lies there."""
        return starmap(Row, self.rows())

    def rows(self, after: int = 0) -> Iterator[tuple[Any, ...]]:
        """The columns of each `Row`. From the first text that is not UTF-8 on, all is read leniently, which takes longer.

        after: so many `pairs` were read already.
        """
        read = 0
        try:
            for row in self._select(self.recorder.whole(after)):
                read += 1
                yield row
        except Broken:
            yield from islice(self._select(self.recorder.whole(after), lenient=True), read, None)

    def pairs(self) -> Iterator[tuple[Any, ...]]:
        """Each entry whose two halves agree, in half the time that `rows` take: position, stream, version, topic, state, recorded_at, leaf.

        Where their positions run from 1 without a gap nothing else lies before the last of them: each position is a row's
        own in both tables. So none is given where the tables are not those that were made, or anything lies before the first.
        """
        return self._select(self.recorder.pairs) if self.schema() == self.made() else iter(())

    def plain(self) -> Iterator[tuple[int, bytes]]:
        """The programme's own entries, which need no key: position and stored state."""
        rows = self._select(f"{self.recorder.joined} WHERE s.originator_id = ? ORDER BY s.originator_version", (PROGRAMME,), lenient=True)
        yield from ((row[0], whole(row[5])) for row in rows)

    def leaves(self, size: int) -> list[bytes]:
        """The leaves of the first `size` entries."""
        return list(self.leaves_after(0, size))

    def row(self, position: int) -> Row | None:
        """One row as it lies in the store, unopened."""
        for number, recorded_at, stream, version, topic, state in self._select(
                f"{self.recorder.joined} WHERE l.position = ?", (position,), few=True):
            ((leaf_,),) = self._select("SELECT leaf FROM log WHERE position = ?", (position,), few=True)
            return Row(number, stream, version, topic, state, stream, version, recorded_at, leaf_)
        return None

    def copy(self, path: Path) -> None:
        """Copy the whole log to another file, as it stands now, while others may write. Raises Busy, and OSError for a full disk."""
        with self._reachable():
            if isinstance(self.recorder, LogRecorder):
                self.recorder.copy(path)
                return
        made = Entries(str(path), create=True, ledger_id=self.ledger_id)
        try:
            made.receive(self)
        finally:
            made.close()

    def keep(self, path: Path) -> Keep:
        """Where the keys of these entries are kept: in the ledger's folder, or on the same server."""
        if isinstance(self.recorder, LogRecorder):
            return FileKeep(path / "keys.db")
        from ledger.keys.server import ServerKeep

        return ServerKeep(self.recorder.datastore)

    def describe(self, name: str, time_zone: str) -> None:
        """Note on a server what the folders of those who work with it should say; a file has its folder's ledger.toml."""
        with self._reachable():
            self.recorder.describe(name, time_zone)

    def drop(self) -> None:
        """Take away a new store on a server; a file is its maker's to take away."""
        with self._reachable():
            self.recorder.drop()

    def receive(self, other: "Entries") -> None:
        """Take every row of another store of the same ledger as it is, into this one, which is empty."""
        with self._reachable():
            self.recorder.receive(other._select(other.recorder.moved))

    def truncate(self) -> None:
        """Take a file's write-ahead log into the database and empty it, as far as no reader holds it; a server's is its own."""
        if self.embedded:
            for _ in self._select("PRAGMA wal_checkpoint(TRUNCATE)"):
                pass

    def schema(self) -> dict[str, tuple[Any, ...]]:
        """What the database really has: name -> what it is, and how it was made."""
        with self._reachable():
            return self.recorder.schema()

    def made(self) -> dict[str, tuple[Any, ...]]:
        """What the database should have: name -> what it is, and how it was made."""
        return self.recorder.made()

    def server(self) -> "Seen":
        """What the server that keeps these entries is, and who may do what there."""
        assert not isinstance(self.recorder, LogRecorder)
        with self._reachable():
            return self.recorder.seen()

    def logins(self, names: Sequence[str]) -> dict[str, str]:
        """Which of these names a server knows, and what each may beyond a plain role, '' for nothing."""
        from ledger.store import catalogue

        return dict(self._select(catalogue.LOGINS, (list(names),), few=True))

    def members(self, names: Sequence[str]) -> dict[str, list[str]]:
        """The logins that were given each of these roles."""
        from ledger.store import catalogue

        found: dict[str, list[str]] = {}
        for role, login in self._select(catalogue.MEMBERS, (list(names),), few=True):
            found.setdefault(role, []).append(login)
        return found

    def settle(self, statements: Sequence[str]) -> None:
        """Run a server's own statements, all of them or none."""
        assert not isinstance(self.recorder, LogRecorder)
        with self._reachable():
            self.recorder.settle(statements)

    def meta(self) -> list[tuple[Any, ...]]:
        """What the meta table really holds."""
        return list(self._select("SELECT name, value FROM meta", lenient=True))

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with its file; a server looks after its own."""
        return [] if not self.embedded else [said for (said,) in self._select("PRAGMA integrity_check") if said != "ok"]

    def pragma(self, name: str) -> Any:
        """A setting of the database file."""
        return next(self._select(f"PRAGMA {name}"))[0]

    def roles(self, positions: Sequence[int]) -> dict[int, str]:
        """The role that was logged in when an entry was appended, by position, as far as the store knows one."""
        with self._reachable():
            return self.recorder.roles(positions)

    def close(self) -> None:
        """Let go of the store, and first of every reading that was left in the middle, by an error or once enough was read."""
        for reading in tuple(self._readings):
            with suppress(LedgerError):   # a server that is gone has let go already
                reading.close()
        super().close()

    def _select(self, statement: str, values: Sequence[Any] = (), lenient: bool = False, few: bool = False) -> Iterator[tuple[Any, ...]]:
        """Rows as they lie there. lenient: text that is not UTF-8 does not stop the reading. few: they are no more than a handful."""
        reading = self._selected(statement, values, lenient, few)
        self._readings.add(reading)
        return reading

    def _selected(self, statement: str, values: Sequence[Any], lenient: bool, few: bool) -> Generator[tuple[Any, ...], None, None]:
        with self._reachable():
            yield from self.recorder.select(statement, values, lenient, few)


def _server_reachable() -> Any:
    """What turns a server's errors into sentences; psycopg is loaded for a server alone."""
    try:
        from ledger.store.postgres import reachable
    except ImportError as why:
        raise Usage("This ledger is kept on a server, and the package that speaks to it is not installed.",
                    "Install it: pip install 'outcomes-ledger[postgres]'") from why
    return reachable


def _all_of(_: Any, entries: Iterable[Entry]) -> Any:
    """The projector of a stream: its entries as they stand; None where there are none."""
    return tuple(entries) or None
