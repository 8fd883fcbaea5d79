"""How does a server of PostgreSQL keep wrapped keys, apart from the entries that they open?

In a schema of its own. Who may append adds keys and reads them; only the owner destroys one. What is destroyed leaves
the table at once and its file by VACUUM FULL; what the server has written elsewhere opens nothing, since every key that
is left was wrapped anew under a new master key, and hers lies there wrapped under one that no longer exists.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg.rows import tuple_row

from ledger.errors import NotFound, Refused
from ledger.store.layout import KEYS_SCHEMA
from ledger.store.postgres import ServerDatastore, reachable


class ServerKeep:
    """Wrapped keys in their schema on the server that keeps the entries."""

    name = "the keys' schema on the server"

    def __init__(self, datastore: ServerDatastore) -> None:
        self._datastore = datastore

    @contextmanager
    def transaction(self) -> Iterator["_Asked"]:
        """A short transaction, on the server's disk when it ends."""
        try:
            with reachable(), self._datastore.get_connection() as connection, connection.transaction(), \
                    connection.cursor(row_factory=tuple_row, binary=True) as c:
                yield _Asked(c)
        except NotFound as why:   # a schema that a login may not use is not there for it
            raise Refused("The server does not show this login the ledger's keys.",
                          "Ask the ledger's keeper: outcomes store roles") from why

    def make(self, db: "_Asked") -> None:
        """They were made with the entries' schema."""

    def lock(self, db: "_Asked", whole: bool) -> None:
        """Writers of single keys keep out whoever writes them all anew, and the other way round."""
        db.execute("SET LOCAL synchronous_commit = on")
        db.execute(f"LOCK TABLE {KEYS_SCHEMA}.wrapped_keys IN {'EXCLUSIVE' if whole else 'ROW EXCLUSIVE'} MODE")

    def hold(self, db: "_Asked") -> None:
        """See one state of all tables until the transaction ends."""
        db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    def owed(self, db: "_Asked") -> dict[str, str]:
        """The receipts of erasures that are not in the log yet, by stream."""
        return dict(db.execute("SELECT stream, receipt FROM owed").fetchall())

    def altered(self) -> bool:
        """What a server holds beside is looked at with the entries' own tables."""
        return False

    def may_erase(self) -> bool:
        """Whether this login may destroy keys, and the server takes writes at all."""
        with self.transaction() as db:
            ((may,),) = db.execute(f"SELECT has_table_privilege('{KEYS_SCHEMA}.owed', 'DELETE') AND NOT pg_is_in_recovery()").fetchall()
            return bool(may)

    def scrub(self) -> None:
        """Write the tables' files anew, without the rows that were deleted."""
        with reachable(), self._datastore.get_connection() as connection:
            for table in ("wrapped_keys", "owed"):
                connection.execute(f"VACUUM FULL {KEYS_SCHEMA}.{table}")


class _Asked:
    """A cursor that takes ? for each value, as SQLite does."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement; its rows."""
        return self._cursor.execute(statement.replace("?", "%s"), values)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row of values."""
        self._cursor.executemany(statement.replace("?", "%s"), rows)
