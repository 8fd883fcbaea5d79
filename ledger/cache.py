"""What was worked out before of this woman, and does it still hold?

cache.db in the ledger's folder keeps bytes that were worked out of one stream, sealed with that stream's own key: who
cannot read her entries cannot read these, and erasing her kills both. A row holds while her stream has the version, and
the asker the digest, that it was made with; both are part of the seal, so a row that was moved, altered or kept back
from an earlier day does not open, and is worked out anew. Deleting the file loses nothing. It never stands in the way:
where it cannot be read or written, there is no cache.
"""

import contextlib
import functools
import hashlib
import hmac
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger import plain
from ledger.entries import PROGRAMME
from ledger.keys import KeyRing
from ledger.keys.file import PASSING
from ledger.sealing import NONCE

FILE: Final = "cache.db"
FORM: Final = 1
PAGE: Final = 200
WAIT: Final = 2
TAG: Final = b"outcomes-ledger answers v1\x00"
ANSWERS: Final = ("CREATE TABLE IF NOT EXISTS answers (what TEXT, stream TEXT, version INTEGER, digest BLOB, sealed BLOB, "
                  "PRIMARY KEY (what, stream))")


@functools.cache
def code(*folders: Path) -> bytes:
    """A digest of the code in some folders: change a line, and what was worked out by it is worked out anew."""
    digested = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            digested.update(f"{file.relative_to(folder)}\x00{file.stat().st_size}\x00".encode() + file.read_bytes())
    return digested.digest()


class Seals:
    """Sealing of what was worked out, by the keys of a ledger."""

    def __init__(self, keys: KeyRing, ledger_id: bytes) -> None:
        self._keys, self._ledger_id = keys, ledger_id
        self._programme = AESGCM(hmac.digest(keys.secret, TAG + ledger_id, "sha256"))

    def seal(self, what: str, stream: str, version: int, digest: bytes, made: bytes) -> bytes:
        """Bytes that open only as what they are: of this stream at this version, under this digest."""
        cipher, nonce = self._cipher(stream), os.urandom(NONCE)
        assert cipher is not None, "what was read has a key"
        return nonce + cipher.encrypt(nonce, made, self._place(what, stream, version, digest))

    def open(self, what: str, stream: str, version: int, digest: bytes, sealed: bytes) -> bytes | None:
        """What was sealed so; None where it was not."""
        cipher = self._cipher(stream)
        if cipher is None or not isinstance(sealed, bytes):
            return None
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._place(what, stream, version, digest))
        except (InvalidTag, ValueError):
            return None

    def _cipher(self, stream: str) -> AESGCM | None:
        return self._programme if stream == PROGRAMME else self._keys.cipher(stream)

    def _place(self, what: str, stream: str, version: int, digest: bytes) -> bytes:
        return b"".join((TAG, self._ledger_id, digest, version.to_bytes(8), f"{len(what)} {what} {stream}".encode()))


class Cache:
    """The rows of one ledger's cache.db, sealed. Used as a context. folder: None for one that holds nothing and keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / FILE if folder else None
        self._db: sqlite3.Connection | None = None

    def __enter__(self) -> "Cache":
        self._db = _opened(self._file) if self._file else None
        return self

    def __exit__(self, *_: object) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def rows(self, what: str, digest: bytes) -> Iterator[tuple[str, int, bytes]]:
        """Stream, version and sealed bytes of every row with this digest, in the order of streams; some pages at a time."""
        last = ""
        while page := self._select("SELECT stream, version, sealed FROM answers WHERE what = ? AND stream > ? AND digest = ? "
                                   "ORDER BY stream LIMIT ?", (what, last, digest, PAGE)):
            yield from page
            last = page[-1][0]

    def row(self, what: str, stream: str, digest: bytes) -> tuple[int, bytes] | None:
        """Version and sealed bytes of one row with this digest."""
        found = self._select("SELECT version, sealed FROM answers WHERE what = ? AND stream = ? AND digest = ?", (what, stream, digest))
        return (found[0][0], found[0][1]) if found else None

    def keep(self, digest: bytes, rows: Iterable[tuple[str, str, int, bytes]]) -> None:
        """Write rows of what, stream, version and sealed bytes in the place of those that were there."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error), self._db:
                self._db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", [
                    (what, stream, version, digest, sealed) for what, stream, version, sealed in rows])

    def _select(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        if self._db is None:
            return []
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.OperationalError:   # busy, or not to be read: for now there is no cache
            return []
        except sqlite3.DatabaseError:
            assert self._file is not None
            self.__exit__()
            _take_away(self._file)
            self._db = _opened(self._file)
            return []


def _opened(file: Path) -> sqlite3.Connection | None:
    """The database, made where there is none, and anew where it is damaged or of another form; None where that cannot be."""
    for _ in range(2):
        try:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            db = sqlite3.connect(file, timeout=WAIT)
        except (OSError, sqlite3.Error):
            return None
        try:
            db.execute("PRAGMA synchronous=OFF")   # what is lost is worked out anew
            plain.tables(db, ("answers",))
            if db.execute("PRAGMA user_version").fetchone()[0] != FORM:
                _make(db)
            db.execute("SELECT what, stream, version, digest, sealed FROM answers LIMIT 1").fetchall()
            return db
        except sqlite3.OperationalError as why:
            db.close()
            if (why.sqlite_errorcode & 0xFF) in PASSING:
                return None
        except sqlite3.DatabaseError:
            db.close()
        _take_away(file)
    return None


def _make(db: sqlite3.Connection) -> None:
    with db:
        db.execute("DROP TABLE IF EXISTS answers")
        db.execute(ANSWERS)
        db.execute(f"PRAGMA user_version = {FORM}")


def _take_away(file: Path) -> None:
    for name in (file, file.with_name(file.name + "-journal")):
        with contextlib.suppress(OSError):
            name.unlink()
