"""Where are the women's keys, and who can use them?

keys.db holds one key a stream, wrapped by the master key, which lives outside the folder.
A key is durable before the first entry that it seals, so no entry can outlive its key by accident.
To erase is one transaction here: her key goes, her stream is fenced, the receipt is owed to the log, and every other
key is wrapped anew under a new master key, so that no older keys.db opens anything. It is backed up apart from
ledger.db and for less time.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors import Broken, Busy, LedgerError
from ledger.sealing import KEY_BYTES, NONCE

PASSING: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
                            sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_INTERRUPT})
SECRET: Final = "secret"
SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS wrapped_keys (stream TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS fence (stream TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS owed (stream TEXT PRIMARY KEY, receipt TEXT NOT NULL) WITHOUT ROWID",
)


class KeyRing:
    """The keys of one ledger, opened with its master key. owed: receipts of erasures that are not in the log yet, by stream.

    Raises Broken if the master key is not the one that wrapped them, Busy if keys.db is locked.
    """

    def __init__(self, path: Path, master: bytes, ledger_id: bytes) -> None:
        self.path, self.master = path, master
        self._master = AESGCM(master)
        self._ledger_id = ledger_id
        self._ciphers: dict[str, AESGCM] = {}
        with _connect(path) as db:
            self._wrapped_secret, self.owed = _secret(db), _owed(db)
        self.secret = self._unwrap(SECRET, self._wrapped_secret)

    @classmethod
    def create(cls, path: Path, master: bytes, ledger_id: bytes) -> "KeyRing":
        """The ledger's secret in a new, empty keys.db."""
        with _connect(path) as db:
            for statement in SCHEMA:
                db.execute(statement)
            db.execute("INSERT INTO wrapped_keys VALUES (?, ?)", (SECRET, _wrap(AESGCM(master), ledger_id, SECRET)))
        return cls(path, master, ledger_id)

    def cipher(self, stream: str) -> AESGCM | None:
        """A stream's key ready to use, or None if it has none (never made, or shredded)."""
        held = self._ciphers.get(stream)
        if held is None:
            wrapped = self._read(stream)
            if wrapped is None:
                return None
            held = self._ciphers[stream] = AESGCM(self._unwrap_now(stream, wrapped))
        return held

    def ensure(self, streams: Iterable[str]) -> None:
        """Make durable a key for each stream that has none; of two makers one wins and both use it.

        Raises Busy where the keys were renewed or a stream was erased since they were opened.
        """
        new = [stream for stream in streams if stream not in self._ciphers and self._read(stream) is None]
        if new:
            with _connect(self.path) as db:
                self._not_renewed(db, new)
                db.executemany("INSERT OR IGNORE INTO wrapped_keys VALUES (?, ?)",
                               [(stream, _wrap(self._master, self._ledger_id, stream)) for stream in new])

    def erase(self, receipts: Mapping[str, str], master: bytes | None) -> None:
        """Destroy the keys of streams, fence them, owe the log their receipts, and wrap all other keys under a new master key.

        receipts: by stream. master: None to keep the old one. One transaction: all of it or nothing. With a new master key
        this ring opens nothing afterwards.
        Raises Busy where the keys were renewed since they were opened.
        """
        with _connect(self.path) as db:
            self._not_renewed(db, ())
            db.execute(SCHEMA[-1])
            kept = [(stream, self._unwrap(stream, wrapped)) for stream, wrapped in db.execute("SELECT stream, wrapped FROM wrapped_keys")
                    if stream not in receipts]
            db.execute("DELETE FROM wrapped_keys")
            db.executemany("INSERT INTO wrapped_keys VALUES (?, ?)",
                           [(stream, _wrap(AESGCM(master or self.master), self._ledger_id, stream, key)) for stream, key in kept])
            db.executemany("INSERT OR IGNORE INTO fence VALUES (?)", [(stream,) for stream in receipts])
            db.executemany("INSERT OR REPLACE INTO owed VALUES (?, ?)", list(receipts.items()))
            self.owed = _owed(db)
            if master is None:
                self._wrapped_secret = _secret(db)
        self._ciphers.clear()

    def settle(self, streams: Iterable[str]) -> None:
        """Note that receipts are in the log."""
        with _connect(self.path) as db:
            db.executemany("DELETE FROM owed WHERE stream = ?", [(stream,) for stream in streams])
            self.owed = _owed(db)

    def _not_renewed(self, db: sqlite3.Connection, streams: Iterable[str]) -> None:
        """Take the write lock, and see that the keys are those that were opened and the streams are not fenced. Raises Busy."""
        db.execute("BEGIN IMMEDIATE")
        fenced = [stream for stream in streams if db.execute("SELECT 1 FROM fence WHERE stream = ?", (stream,)).fetchone()]
        if _secret(db) != self._wrapped_secret or fenced:
            raise _renewed()

    def load(self) -> None:
        """Take every key into memory at once, for a replay."""
        for stream, wrapped in self._rows():
            if stream != SECRET and stream not in self._ciphers:
                self._ciphers[stream] = AESGCM(self._unwrap_now(stream, wrapped))

    def streams(self) -> set[str]:
        """The streams that have a key."""
        return {stream for stream, _ in self._rows()} - {SECRET}

    def fenced(self) -> set[str]:
        """The streams that were erased and take no further entry."""
        with _connect(self.path) as db:
            return {stream for (stream,) in db.execute("SELECT stream FROM fence")}

    def _rows(self) -> list[tuple[str, bytes]]:
        with _connect(self.path) as db:
            return db.execute("SELECT stream, wrapped FROM wrapped_keys").fetchall()

    def _read(self, stream: str) -> bytes | None:
        with _connect(self.path) as db:
            row = db.execute("SELECT wrapped FROM wrapped_keys WHERE stream = ?", (stream,)).fetchone()
        return row[0] if row else None

    def _unwrap_now(self, stream: str, wrapped: bytes) -> bytes:
        """A key that was read just now. Raises Busy where an erasure has wrapped it under another master key since these were opened."""
        try:
            return self._unwrap(stream, wrapped)
        except Broken:
            with _connect(self.path) as db:
                if _secret(db) != self._wrapped_secret:
                    raise _renewed() from None
            raise

    def _unwrap(self, stream: str, wrapped: bytes | None) -> bytes:
        if not isinstance(stream, str):
            raise Broken(f"{self.path.name} is damaged: a key belongs to no stream.", "Restore keys.db from its last backup.")
        if wrapped is None:
            raise Broken(f"{self.path.name} lacks the ledger's secret", "Restore keys.db from its last backup.")
        try:
            if not isinstance(wrapped, bytes):
                raise ValueError("not bytes")
            return self._master.decrypt(wrapped[:NONCE], wrapped[NONCE:], _label(self._ledger_id, stream))
        except (InvalidTag, ValueError):
            raise Broken(f"The master key does not open {self.path.name}",
                         "Use the key file that `outcomes init` wrote, or its recovery copy in OUTCOMES_KEY.") from None


def _renewed() -> Busy:
    return Busy("The ledger's keys were renewed by an erasure just now; nothing was saved.", "Run the command again.")


def _secret(db: sqlite3.Connection) -> Any:
    """The ledger's secret as it is wrapped, None where it is gone."""
    return (db.execute("SELECT wrapped FROM wrapped_keys WHERE stream = ?", (SECRET,)).fetchone() or (None,))[0]


def _owed(db: sqlite3.Connection) -> dict[str, str]:
    """The receipts of erasures that are not in the log yet, by stream."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'owed'").fetchone():
        return {}
    return dict(db.execute("SELECT stream, receipt FROM owed").fetchall())


def _wrap(master: AESGCM, ledger_id: bytes, stream: str, key: bytes | None = None) -> bytes:
    """A key for a stream, wrapped; drawn anew where none is given."""
    nonce = os.urandom(NONCE)
    return nonce + master.encrypt(nonce, os.urandom(KEY_BYTES) if key is None else key, _label(ledger_id, stream))


def _label(ledger_id: bytes, stream: str) -> bytes:
    return b"key\x00" + ledger_id + stream.encode()


class _connect:
    """A short transaction on keys.db, durable when it ends. Raises Busy where that may pass, Broken where it will not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self.db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=rw", uri=True, timeout=10, isolation_level="IMMEDIATE")
            self.db.execute("PRAGMA synchronous=EXTRA")
            self.db.execute("PRAGMA secure_delete=ON")
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
