"""How does keys.db keep wrapped keys?"""

import sqlite3
from pathlib import Path
from typing import Final

from ledger import plain
from ledger.errors import Broken, Busy, LedgerError

PASSING: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
                            sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT})
SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS wrapped_keys (stream TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS fence (stream TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS owed (stream TEXT PRIMARY KEY, receipt TEXT NOT NULL) WITHOUT ROWID",
)


class FileKeep:
    """Wrapped keys in a file of SQLite, which overwrites what is deleted from it."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name

    def transaction(self) -> "_Transaction":
        """A connection in a short transaction, durable when it ends."""
        return _Transaction(self.path)

    def make(self, db: sqlite3.Connection) -> None:
        """Make the tables that are not there; one of an older version has none for what is owed."""
        for statement in SCHEMA:
            db.execute(statement)

    def lock(self, db: sqlite3.Connection, whole: bool) -> None:
        """A file has one writer at a time."""
        db.execute("BEGIN IMMEDIATE")

    def hold(self, db: sqlite3.Connection) -> None:
        """See one state of all tables until the transaction ends."""
        db.execute("BEGIN")

    def owed(self, db: sqlite3.Connection) -> dict[str, str]:
        """The receipts of erasures that are not in the log yet, by stream."""
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'owed'").fetchone():
            return {}
        return dict(db.execute("SELECT stream, receipt FROM owed").fetchall())

    def altered(self) -> bool:
        """Whether there is anything but the tables that were made: a trigger could hoard what is destroyed."""
        with self.transaction() as db:
            there = {sql for (sql,) in db.execute("SELECT sql FROM sqlite_master").fetchall()}
        made = [each.replace("IF NOT EXISTS ", "") for each in SCHEMA]
        return not set(made[:2]) <= there <= set(made)

    def may_erase(self) -> bool:
        """Whoever may write the file may."""
        return True

    def scrub(self) -> None:
        """What is deleted is overwritten in the same transaction."""


class _Transaction:
    """A short transaction on keys.db, durable when it ends. Raises Busy where that may pass, Broken where it will not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self.db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=rw", uri=True, timeout=10, isolation_level="IMMEDIATE")
            self.db.execute("PRAGMA synchronous=EXTRA")
            self.db.execute("PRAGMA secure_delete=ON")
            plain.tables(self.db, ("wrapped_keys", "fence", "owed"))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as why:
            raise self._told(why) from why
        return self.db

    def __exit__(self, kind: object, why: BaseException | None, trace: object) -> None:
        try:
            if kind is None:
                self.db.commit()
            elif isinstance(why, sqlite3.DatabaseError | UnicodeDecodeError):
                raise self._told(why) from why
        except sqlite3.DatabaseError as failed:
            raise self._told(failed) from failed
        finally:
            self.db.close()

    def _told(self, why: Exception) -> LedgerError:
        if getattr(why, "sqlite_errorcode", 0) & 0xFF not in PASSING:
            return Broken(f"{self.path.name} is damaged: {why}.", "Restore keys.db from its last backup.")
        return Busy(f"{self.path} cannot be used just now: {why}.", "Look whether the file is there and may be written, and try again.")
