"""How is a read model filled, whole or not at all?

It is made under another name beside its place, closed to other users, and put there when it is whole and its keys have
been checked; an interrupted one is removed. SQLite keeps nothing beside it and nothing in the system's temporary
folder: no write-ahead file, journal and sorting in memory.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.entries import Entry
from ledger.errors import Busy
from ledger.history import History
from ledger.replay import View
from projections import closed
from projections.reports import Report, produce
from projections.tables import rows, words
from projections.tables.layout import TABLES, Column, Table
from projections.tables.marks import APPLICATION_ID, FORM
from projections.tables.views import QUESTIONS, of_kinds

if TYPE_CHECKING:
    from sqlite_utils import Database

AT_ONCE: Final = 20_000
DISK_FAILS: Final = (8, 10, 13, 14)   # SQLite: cannot be written, fails, is full, cannot be opened
Tick = Callable[[int, int], None]
REPLAY: Final = Report("replay", "Read model", "", "projections.tables.collected:Collected", team_only=True)


@attrs.frozen
class Source:
    """What a read model is made from.

    said: what it says of itself beside the view, by name. streams: every stream's entries as known; women: their
    histories. day_of: the day, in the ledger's time zone, of a moment in microseconds.
    """

    said: Mapping[str, str]
    view: View
    programme: History
    streams: Iterable[Sequence[Entry]]
    women: Iterable[History]
    day_of: Callable[[int], date]


def write(path: Path, source: Source, audience: str, tick: Tick) -> dict[str, Any]:
    """Make the read model at `path`, in place of one that is there; its heading, and how many rows each table has.

    The file is closed to other users. Whatever goes wrong, `path` is as it was before. Raises Refused at an audience
    other than the team, Busy where the ledger was changed while it was read, or the disk is full.
    """
    with closed.whole(path) as unfinished, _database(unfinished) as db:
        filled = Filling(db)
        document = _filled(filled, source, audience, tick)
        _ask(db)
        _hold_together(db)
        db.execute("ANALYZE")
        return document | {"tables": {table.name: int(db.table(table.name).count) for table in filled.tables}}


class Filling:
    """The database as rows come, many at once."""

    def __init__(self, db: "Database") -> None:
        self.db = db
        self.tables: list[Table] = []
        self._waiting: dict[str, list[rows.Values]] = {}
        self._standings: list[tuple[str, Mapping[str, Any]]] = []
        self._many = 0
        for table in TABLES:
            self.add(table)

    def add(self, table: Table) -> None:
        """Make a table, its columns typed as declared, and what finds its rows again."""
        made = self.db.table(table.name).create(
            {column.name: column.type for column in table.columns}, pk=table.pk if len(table.pk) > 1 else table.pk[0],
            foreign_keys=[(column.name, *_pointed_at(column)) for column in table.columns if column.to])
        for column in table.columns:
            if column.index and (column.name,) != table.pk:
                made.create_index([column.name])
        self.tables.append(table)
        self._waiting[table.name] = []

    def put(self, rows_: Iterable[tuple[str, rows.Values]]) -> None:
        """Take rows, each with the name of its table."""
        for table, values in rows_:
            self._waiting[table].append(values)
            self._many += 1
        if self._many >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        with self.db.atomic():
            for table in self.tables:
                if waiting := self._waiting[table.name]:
                    self.db.table(table.name).insert_all([table.names, *waiting], batch_size=1000)
                    waiting.clear()
            for woman, standing in self._standings:
                self.db.table("women").update(woman, dict(standing))
            self._standings.clear()
        self._many = 0

    def stand(self, woman: str, standing: Mapping[str, Any]) -> None:
        """Say of a woman where she stands; her row was put before."""
        self._standings.append((woman, standing))


def _pointed_at(column: Column) -> tuple[str, str]:
    table, _, name = column.to.partition(".")
    return table, name


def _filled(filled: Filling, source: Source, audience: str, tick: Tick) -> dict[str, Any]:
    """Everything in its order: the words, the entries, what is true of each woman, and what that adds up to."""
    filled.put(words.of_vocabulary())
    services = set[str]()
    done = 0
    for entries in source.streams:
        filled.put(rows.of_entries(entries, source.day_of))
        services |= rows.services_in(entries)
        done += len(entries)
        tick(done, 2 * source.view.position)
    filled.flush()
    collected = {"filled": filled, "services": services, "tick": tick, "of": 2 * source.view.position}
    document = produce(REPLAY, source.view, source.programme, source.women, audience, collected)
    filled.put(words.of_heading({**source.said, **document}))
    filled.put(words.of_tables(filled.tables))
    filled.flush()
    tick(2 * source.view.position, 2 * source.view.position)
    return document


def _ask(db: "Database") -> None:
    """Make the views."""
    for view in (*QUESTIONS, *of_kinds()):
        db.create_view(view.name, view.sql.strip())


def _hold_together(db: "Database") -> None:
    """Whether every row that names another finds it. Raises Busy: else a woman was erased while the ledger was read."""
    if next(iter(db.query("PRAGMA foreign_key_check")), None):
        raise Busy("The ledger was changed while it was read; nothing was written.", "Try it again: outcomes replay --into FILE")


@contextlib.contextmanager
def _database(file: Path) -> Iterator["Database"]:
    """An empty database that carries our mark from its first page, so that even a leftover is known for what it is.

    Raises Busy where the disk is full or fails.
    """
    from sqlite_utils import Database
    from sqlite_utils.utils import OperationalError

    db = Database(file, execute_plugins=False)
    try:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "temp_store=MEMORY", f"application_id={APPLICATION_ID}",
                       f"user_version={FORM}"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        yield db
    except OperationalError as why:
        if why.sqlite_errorcode & 0xFF not in DISK_FAILS:
            raise
        raise Busy(f"{file.parent} cannot be written just now: {why}. Nothing was put in its place.",
                   "Look at the free space, or give the file another place: outcomes replay --into FILE") from why
    finally:
        db.close()
