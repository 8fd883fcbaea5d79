"""Where are the women's keys, and who can use them?

keys.db, or a schema of its own on a server, holds one key a stream, wrapped by the master key, which lives outside.
A key is durable before the first entry that it seals, so no entry can outlive its key by accident.
To erase is one transaction here: her key goes, her stream is fenced, the receipt is owed to the log, and every other
key is wrapped anew under a new master key, so that no older keys.db opens anything. It is backed up apart from
ledger.db and for less time.
"""

import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors import Broken, Busy
from ledger.keys.file import PASSING as PASSING
from ledger.keys.file import FileKeep
from ledger.sealing import KEY_BYTES, NONCE

SECRET: Final = "secret"
MARK: Final = 64
MANY: Final = 500   # values that every database takes in one question
ASKED: Final = "SELECT stream, wrapped FROM wrapped_keys WHERE stream IN ({})"


class Database(Protocol):
    """What a transaction on the keys can be asked, with ? for each value."""

    def execute(self, statement: str, values: Any = ..., /) -> Any:
        """Run a statement; its rows."""

    def executemany(self, statement: str, rows: Any, /) -> Any:
        """Run a statement for each row of values."""


class Keep(Protocol):
    """Where wrapped keys lie: tables wrapped_keys, fence and owed. name: as people are told of it.

    Raises Busy where it cannot be used just now, Broken where it is damaged, Refused where a server lets this login not.
    """

    name: str

    def transaction(self) -> AbstractContextManager[Any]:
        """A Database in a short transaction, durable when it ends."""

    def make(self, db: Any) -> None:
        """Make the tables that are not there."""

    def lock(self, db: Any, whole: bool) -> None:
        """Keep other writers out until the transaction ends. whole: every key is written anew."""

    def hold(self, db: Any) -> None:
        """See one state of all tables until the transaction ends."""

    def owed(self, db: Any) -> dict[str, str]:
        """The receipts of erasures that are not in the log yet, by stream."""

    def altered(self) -> bool:
        """Whether there is anything but the tables that were made."""

    def may_erase(self) -> bool:
        """Whether this login may destroy keys and settle receipts."""

    def scrub(self) -> None:
        """Leave nothing of destroyed keys where it can be left out."""


class KeyRing:
    """The keys of one ledger, opened with its master key. owed: receipts of erasures that are not in the log yet, by stream.

    Raises Broken if the master key is not the one that wrapped them, Busy if keys.db is locked.
    """

    def __init__(self, keep: Keep | Path, master: bytes, ledger_id: bytes) -> None:
        self.keep, self.master = _keep(keep), master
        self._master = AESGCM(master)
        self._ledger_id = ledger_id
        self._ciphers: dict[str, AESGCM] = {}
        with self.keep.transaction() as db:
            self._wrapped_secret, owed = _secret(db), self.keep.owed(db)
        self.secret = self._unwrap(SECRET, self._wrapped_secret)
        self.owed = self._true(owed)

    @classmethod
    def create(cls, keep: Keep | Path, master: bytes, ledger_id: bytes) -> "KeyRing":
        """The ledger's secret in a new, empty keep."""
        keep = _keep(keep)
        with keep.transaction() as db:
            keep.make(db)
            db.execute("INSERT INTO wrapped_keys VALUES (?, ?)", (SECRET, _wrap(AESGCM(master), ledger_id, SECRET)))
        return cls(keep, master, ledger_id)

    def cipher(self, stream: str) -> AESGCM | None:
        """A stream's key ready to use, or None if it has none (never made, or shredded)."""
        if stream not in self._ciphers:
            self.take([stream])
        return self._ciphers.get(stream)

    def take(self, streams: Iterable[str]) -> None:
        """Take the keys of these streams into memory, as far as they have any: all of them in one transaction."""
        wanted = [stream for stream in streams if stream not in self._ciphers]
        for stream, wrapped in self._read(wanted) if wanted else ():
            self._ciphers[stream] = AESGCM(self._unwrap_now(stream, wrapped))

    def ensure(self, streams: Iterable[str]) -> None:
        """Make durable a key for each stream that has none; of two makers one wins and both use it.

        Raises Busy where the keys were renewed or a stream was erased since they were opened.
        """
        wanted = list(streams)
        self.take(wanted)
        new = [stream for stream in wanted if stream not in self._ciphers]
        if new:
            with self.keep.transaction() as db:
                self._not_renewed(db, new)
                db.executemany("INSERT INTO wrapped_keys VALUES (?, ?) ON CONFLICT DO NOTHING",
                               [(stream, _wrap(self._master, self._ledger_id, stream)) for stream in new])
            self.take(new)

    def drop(self, streams: Iterable[str]) -> None:
        """Take away keys that seal nothing, of a ledger that nobody else has opened."""
        with self.keep.transaction() as db:
            db.executemany("DELETE FROM wrapped_keys WHERE stream = ?", [(stream,) for stream in streams])
        self._ciphers.clear()

    def erase(self, receipts: Mapping[str, str], master: bytes | None) -> None:
        """Destroy the keys of streams, fence them, owe the log their receipts, and wrap all other keys under a new master key.

        receipts: by stream. master: None to keep the old one. One transaction: all of it or nothing. With a new master key
        this ring opens nothing afterwards.
        Raises Busy where the keys were renewed since they were opened.
        """
        with self.keep.transaction() as db:
            self._not_renewed(db, (), whole=True)
            self.keep.make(db)
            there = db.execute("SELECT stream, wrapped FROM wrapped_keys").fetchall()
            kept = [(stream, self._unwrap(stream, wrapped)) for stream, wrapped in there if stream not in receipts]
            db.execute("DELETE FROM wrapped_keys")
            db.executemany("INSERT INTO wrapped_keys VALUES (?, ?)",
                           [(stream, _wrap(AESGCM(master or self.master), self._ledger_id, stream, key)) for stream, key in kept])
            db.executemany("INSERT INTO fence VALUES (?) ON CONFLICT DO NOTHING", [(stream,) for stream in receipts])
            db.executemany("INSERT INTO owed VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET receipt = excluded.receipt",
                           [(stream, f"{self._mark(stream, receipt)}{receipt}") for stream, receipt in receipts.items()])
            self.owed = self._true(self.keep.owed(db))
            if master is None:
                self._wrapped_secret = _secret(db)
        self._ciphers.clear()

    def settle(self, streams: Iterable[str]) -> None:
        """Note that receipts are in the log."""
        with self.keep.transaction() as db:
            db.executemany("DELETE FROM owed WHERE stream = ?", [(stream,) for stream in streams])
            self.owed = self._true(self.keep.owed(db))

    def _true(self, owed: Mapping[str, str]) -> dict[str, str]:
        """What is owed, without its marks. Raises Broken for what was put there by somebody without the ledger's secret."""
        for stream, said in owed.items():
            if not hmac.compare_digest(said[:MARK].encode(), self._mark(stream, said[MARK:]).encode()):
                raise Broken(f"{self.keep.name} holds a receipt of an erasure that this ledger did not make.",
                             "Keep it as evidence, and restore keys.db from its last backup.")
        return {stream: said[MARK:] for stream, said in owed.items()}

    def _mark(self, stream: str, receipt: str) -> str:
        return hmac.digest(self.secret, b"owed\x00" + stream.encode() + b"\x00" + receipt.encode(), "sha256").hex()

    def _not_renewed(self, db: Database, streams: Iterable[str], whole: bool = False) -> None:
        """Take the write lock, and see that the keys are those that were opened and the streams are not fenced. Raises Busy."""
        self.keep.lock(db, whole)
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
        with self.keep.transaction() as db:
            return {stream for (stream,) in db.execute("SELECT stream FROM fence").fetchall()}

    def _rows(self) -> list[tuple[str, bytes]]:
        with self.keep.transaction() as db:
            found: list[tuple[str, bytes]] = db.execute("SELECT stream, wrapped FROM wrapped_keys").fetchall()
        return found

    def _read(self, streams: Sequence[str]) -> list[tuple[str, bytes]]:
        """Those of these streams that have a key, each with it as it is wrapped."""
        parts = [streams[at:at + MANY] for at in range(0, len(streams), MANY)]
        with self.keep.transaction() as db:
            return [row for part in parts for row in db.execute(ASKED.format(",".join("?" * len(part))), part).fetchall()]

    def _unwrap_now(self, stream: str, wrapped: bytes) -> bytes:
        """A key that was read just now. Raises Busy where an erasure has wrapped it under another master key since these were opened."""
        try:
            return self._unwrap(stream, wrapped)
        except Broken:
            with self.keep.transaction() as db:
                if _secret(db) != self._wrapped_secret:
                    raise _renewed() from None
            raise

    def _unwrap(self, stream: str, wrapped: bytes | None) -> bytes:
        if not isinstance(stream, str):
            raise Broken(f"{self.keep.name} is damaged: a key belongs to no stream.", "Restore keys.db from its last backup.")
        if wrapped is None:
            raise Broken(f"{self.keep.name} lacks the ledger's secret", "Restore keys.db from its last backup.")
        try:
            if not isinstance(wrapped, bytes):
                raise ValueError("not bytes")
            return self._master.decrypt(wrapped[:NONCE], wrapped[NONCE:], _label(self._ledger_id, stream))
        except (InvalidTag, ValueError):
            raise Broken(f"The master key does not open {self.keep.name}",
                         "Use the key file that `outcomes init` wrote, or its recovery copy in OUTCOMES_KEY.") from None


def _renewed() -> Busy:
    return Busy("The ledger's keys were renewed by an erasure just now; nothing was saved.", "Run the command again.")


def _secret(db: Database) -> Any:
    """The ledger's secret as it is wrapped, None where it is gone."""
    return (db.execute("SELECT wrapped FROM wrapped_keys WHERE stream = ?", (SECRET,)).fetchone() or (None,))[0]


def move(source: Keep, target: Keep) -> None:
    """Copy all that one keep holds into another, new and empty, as it is wrapped."""
    with source.transaction() as db:
        source.hold(db)
        wrapped = db.execute("SELECT stream, wrapped FROM wrapped_keys").fetchall()
        fenced = db.execute("SELECT stream FROM fence").fetchall()
        owed = source.owed(db)
    with target.transaction() as db:
        target.make(db)
        db.executemany("INSERT INTO wrapped_keys VALUES (?, ?)", wrapped)
        db.executemany("INSERT INTO fence VALUES (?)", fenced)
        db.executemany("INSERT INTO owed VALUES (?, ?)", list(owed.items()))


def _keep(place: Keep | Path) -> Keep:
    return FileKeep(place) if isinstance(place, Path) else place


def _wrap(master: AESGCM, ledger_id: bytes, stream: str, key: bytes | None = None) -> bytes:
    """A key for a stream, wrapped; drawn anew where none is given."""
    nonce = os.urandom(NONCE)
    return nonce + master.encrypt(nonce, os.urandom(KEY_BYTES) if key is None else key, _label(ledger_id, stream))


def _label(ledger_id: bytes, stream: str) -> bytes:
    return b"key\x00" + ledger_id + stream.encode()
