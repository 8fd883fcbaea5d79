"""Are the women's keys durable, bound to their place, and useless without the master key?"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger import keys, sealing
from ledger.errors import Broken, Busy
from ledger.keys import SECRET, KeyRing

MASTER, LEDGER_ID = b"m" * 32, b"L" * 16
ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """A new keys.db with the keys of two streams."""
    (tmp_path / "keys.db").touch(0o600)
    made = KeyRing.create(tmp_path / "keys.db", MASTER, LEDGER_ID)
    made.ensure([ONE, TWO])
    return made


def doctored(path: Path, statement: str, *values: Any) -> None:
    """Change keys.db behind the ledger's back."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement, values)


def wrapped(path: Path) -> dict[str, bytes]:
    """The wrapped keys as they lie there."""
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT stream, wrapped FROM wrapped_keys"))


def test_a_key_opens_again_what_it_sealed_in_another_process(ring: KeyRing) -> None:
    """A key is the same for everyone who opens keys.db with the master key."""
    cipher, again = ring.cipher(ONE), KeyRing(ring.keep.path, MASTER, LEDGER_ID).cipher(ONE)
    assert cipher and again
    assert sealing.open_sealed(again, sealing.seal(cipher, b"payload", b""), b"") == b"payload"


def test_every_stream_has_a_key_of_its_own(ring: KeyRing) -> None:
    """One key opens one woman's entries and no other's."""
    one, two = ring.cipher(ONE), ring.cipher(TWO)
    assert one and two
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_sealed(two, sealing.seal(one, b"payload", b""), b"")
    assert ring.streams() == {ONE, TWO}


def test_a_key_that_was_never_made_is_none(ring: KeyRing) -> None:
    """Asking for a key makes none."""
    assert ring.cipher("3" * 32) is None
    assert ring.streams() == {ONE, TWO}


def test_many_keys_are_taken_at_once(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """An append of many women makes and takes their keys in a handful of transactions, not in one or more each."""
    many = [f"{number:032x}" for number in range(keys.MANY + 7)]
    asked, transaction = [], ring.keep.transaction
    monkeypatch.setattr(ring.keep, "transaction", lambda: asked.append(1) or transaction())
    ring.ensure([ONE, *many])
    assert all(map(ring.cipher, many)) and len(asked) == 3
    assert ring.streams() == {ONE, TWO, *many}
    other = KeyRing(ring.keep.path, MASTER, LEDGER_ID)
    other.take([*many, "no key"])
    assert set(other._ciphers) == set(many)


def test_a_key_is_made_once(ring: KeyRing) -> None:
    """Of two makers one wins, and both use its key; what is there is never replaced."""
    before = wrapped(ring.keep.path)
    other = KeyRing(ring.keep.path, MASTER, LEDGER_ID)
    other.ensure([ONE, TWO, "3" * 32])
    ring.ensure([ONE, TWO, "3" * 32])
    after = wrapped(ring.keep.path)
    assert {stream: after[stream] for stream in before} == before
    assert set(after) == {SECRET, ONE, TWO, "3" * 32}
    mine, theirs = ring.cipher("3" * 32), other.cipher("3" * 32)
    assert mine and theirs and sealing.open_sealed(mine, sealing.seal(theirs, b"payload", b""), b"") == b"payload"


def test_a_key_made_by_another_between_looking_and_making_is_used(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between seeing that there is no key and making one, another may have made it: theirs stands."""
    other = KeyRing(ring.keep.path, MASTER, LEDGER_ID)
    seen = ring._read

    def late(streams: Sequence[str]) -> list[tuple[str, bytes]]:
        found = seen(streams)
        other.ensure(streams)
        assert all(map(other.cipher, streams))
        return found

    monkeypatch.setattr(ring, "_read", late)
    ring.ensure(["3" * 32])
    monkeypatch.undo()
    mine, theirs = ring.cipher("3" * 32), other.cipher("3" * 32)
    assert mine and theirs and sealing.open_sealed(mine, sealing.seal(theirs, b"payload", b""), b"") == b"payload"


def test_the_keys_taken_at_once_are_those_taken_one_by_one(ring: KeyRing) -> None:
    """Loading for a replay gives the same keys, and takes the secret for no stream's."""
    ring.load()
    assert set(ring._ciphers) == {ONE, TWO}
    alone, loaded = KeyRing(ring.keep.path, MASTER, LEDGER_ID).cipher(ONE), ring.cipher(ONE)
    assert alone and loaded and sealing.open_sealed(alone, sealing.seal(loaded, b"payload", b""), b"") == b"payload"
    ring.load()
    assert ring.cipher(ONE) is loaded


def test_no_key_lies_in_the_file_unwrapped(ring: KeyRing) -> None:
    """Without the master key keys.db says nothing: neither secret nor keys stand in it."""
    raw = ring.keep.path.read_bytes()
    unwrapped = [ring._unwrap(stream, held) for stream, held in wrapped(ring.keep.path).items()]
    assert len(unwrapped) == 3 and len(set(unwrapped)) == 3
    assert [key for key in [*unwrapped, MASTER] if key in raw] == []


@pytest.mark.parametrize(("master", "ledger_id"), [(b"x" * 32, LEDGER_ID), (MASTER, b"x" * 16)], ids=["another master", "another ledger"])
def test_keys_open_with_their_own_master_key_and_ledger_only(ring: KeyRing, master: bytes, ledger_id: bytes) -> None:
    """Another key, or the keys of another ledger, are said to be so at once."""
    with pytest.raises(Broken, match="does not open"):
        KeyRing(ring.keep.path, master, ledger_id)


def test_two_womens_keys_cannot_be_swapped(ring: KeyRing) -> None:
    """A wrapped key is bound to its stream."""
    held = wrapped(ring.keep.path)
    doctored(ring.keep.path, "UPDATE wrapped_keys SET wrapped = CASE stream WHEN ? THEN ? ELSE ? END WHERE stream != ?",
             ONE, held[TWO], held[ONE], SECRET)
    swapped = KeyRing(ring.keep.path, MASTER, LEDGER_ID)
    with pytest.raises(Broken, match="does not open"):
        swapped.cipher(ONE)
    with pytest.raises(Broken, match="does not open"):
        swapped.load()


def test_a_fence_is_read_as_it_stands(ring: KeyRing) -> None:
    """Nothing is fenced until it is; then it is, for everyone."""
    assert ring.fenced() == set()
    doctored(ring.keep.path, "INSERT INTO fence VALUES (?)", ONE)
    assert ring.fenced() == {ONE}


def test_keys_that_were_renewed_while_one_reads_are_busy_not_damaged(ring: KeyRing) -> None:
    """Whoever opened them before an erasure is told to run his command again, not to bring another master key."""
    before = KeyRing(ring.keep.path, MASTER, LEDGER_ID)
    ring.erase({ONE: "receipt"}, b"n" * 32)
    with pytest.raises(Busy, match=r"renewed by an erasure just now"):
        before.cipher(TWO)
    with pytest.raises(Busy, match=r"renewed by an erasure just now"):
        before.load()
    assert KeyRing(ring.keep.path, b"n" * 32, LEDGER_ID).cipher(TWO)


DAMAGE = {
    "no bytes": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("hello " * 1000),
    "no secret": lambda path: doctored(path, "DELETE FROM wrapped_keys WHERE stream = ?", SECRET),
    "a secret that is text": lambda path: doctored(path, "UPDATE wrapped_keys SET wrapped = 'x' WHERE stream = ?", SECRET),
    "a secret that is short": lambda path: doctored(path, "UPDATE wrapped_keys SET wrapped = x'00' WHERE stream = ?", SECRET),
    "no keys": lambda path: doctored(path, "DROP TABLE wrapped_keys"),
    "a schema that is no text": lambda path: path.write_bytes(path.read_bytes().replace(b"CREATE TABLE wrapped", b"CREATE TABLE\xffwrapped")),
    "a view in the place of a table": lambda path: [doctored(path, each) for each in (
        "ALTER TABLE wrapped_keys RENAME TO kept", "CREATE VIEW wrapped_keys AS SELECT * FROM kept")],
    "half the file": lambda path: path.write_bytes(path.read_bytes()[:5000]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_keys_are_said_to_be_damaged(ring: KeyRing, damage: str) -> None:
    """Whatever became of keys.db, it is a sentence with a remedy, never a bug."""
    DAMAGE[damage](ring.keep.path)
    with pytest.raises(Broken) as caught:
        KeyRing(ring.keep.path, MASTER, LEDGER_ID)
    assert "keys.db" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("statement", [
    "UPDATE wrapped_keys SET stream = CAST(x'ff' AS TEXT) WHERE stream LIKE '1%'", "UPDATE wrapped_keys SET stream = x'ff' WHERE stream LIKE '1%'",
    "UPDATE wrapped_keys SET wrapped = 7 WHERE stream LIKE '1%'", "UPDATE wrapped_keys SET stream = 7 WHERE stream LIKE '1%'"])
def test_a_doctored_row_is_damage(ring: KeyRing, statement: str) -> None:
    """A name or key of a kind that was never written is not taken for one."""
    doctored(ring.keep.path, statement)
    with pytest.raises(Broken):
        KeyRing(ring.keep.path, MASTER, LEDGER_ID).load()


def test_a_fence_that_is_gone_is_damage(ring: KeyRing) -> None:
    """Without its fence nobody knows who was erased."""
    doctored(ring.keep.path, "DROP TABLE fence")
    with pytest.raises(Broken, match=r"keys\.db"):
        ring.fenced()


def test_keys_that_cannot_be_reached_are_busy_not_broken(ring: KeyRing) -> None:
    """A file that is not there just now is said so, and none is made in its place."""
    ring.keep.path.rename(ring.keep.path.with_name("elsewhere"))
    with pytest.raises(Busy):
        ring.cipher("3" * 32)
    assert not ring.keep.path.exists()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SQLite does not wait for a lock."""
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: real(*given, **{**named, "timeout": 0}))
    yield


def test_locked_keys_are_busy_and_nothing_is_written(ring: KeyRing, impatient: None) -> None:
    """While another program holds keys.db no key is made, and it is said so."""
    before = ring.keep.path.read_bytes()
    with closing(sqlite3.connect(ring.keep.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            ring.ensure(["3" * 32])
    assert ring.keep.path.read_bytes() == before


def test_a_failed_commit_is_busy_and_nothing_is_kept(ring: KeyRing, impatient: None) -> None:
    """A reader who will not let go keeps a key from becoming durable: it is said, and the key is not there."""
    with closing(sqlite3.connect(ring.keep.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM wrapped_keys").fetchone()
        with pytest.raises(Busy):
            ring.ensure(["3" * 32])
    assert ring.streams() == {ONE, TWO}


def test_an_error_of_another_kind_passes_and_writes_nothing(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong outside the database is not taken for damage, and leaves no half-made key."""
    def broken_off(*_: Any) -> bytes:
        raise RuntimeError("power cut")

    monkeypatch.setattr(keys, "_wrap", broken_off)
    with pytest.raises(RuntimeError, match="power cut"):
        ring.ensure(["3" * 32, "4" * 32])
    monkeypatch.undo()
    assert ring.streams() == {ONE, TWO}
