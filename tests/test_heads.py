"""Is a head written, signed, read and held against another as the notes of C2SP say, byte for byte?

Without a ledger: what the commands do with heads is tested in test_checkpoints.
"""

import base64
import hashlib
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import checkpoints, tree, verify
from ledger.checkpoints import Noted, Signer
from ledger.errors import Broken, NotFound, Refused, Usage

ID = bytes(range(16))
ORIGIN = f"outcomes-ledger/{ID.hex()}"
LEAVES = [tree.leaf_hash(str(number).encode()) for number in range(9)]
ROOT = tree.root(LEAVES[:5])
KEEPER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32), verify.ED25519)
WITNESS = Signer("audit.example", Ed25519PrivateKey.from_private_bytes(b"\2" * 32), verify.COSIGNATURE)
DASH = "\u2014"


def coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def head(size: int, origin: str = ORIGIN, since: int | None = None) -> Noted:
    """A head of the log, signed by its keeper; since: with what shows that it extends an older one."""
    body = f"{origin}\n{size}\n{coded(tree.root(LEAVES[:size]))}\n"
    path = tuple(tree.consistency(LEAVES[:size], since)) if since is not None else ()
    return Noted(size, tree.root(LEAVES[:size]), verify.note(checkpoints.sign(body, KEEPER)), since, path)


def test_a_head_is_three_lines_and_one_for_each_who_was_erased() -> None:
    """In the order of their streams; read again, those and no other line."""
    said = checkpoints.text(ID, 5, ROOT, ["b" * 32, "a" * 32])
    assert said == f"{ORIGIN}\n5\n{coded(ROOT)}\nerased {'a' * 32}\nerased {'b' * 32}\n"
    assert checkpoints.erased_in(verify.note(said)) == {"a" * 32, "b" * 32}
    assert checkpoints.erased_in(verify.note(said + "pack abc\n")) == {"a" * 32, "b" * 32}
    assert checkpoints.erased_in(verify.note(checkpoints.text(ID, 5, ROOT))) == set()


@pytest.mark.parametrize("signer", [KEEPER, WITNESS])
def test_a_public_key_is_name_id_and_key(signer: Signer) -> None:
    """The id is the first four bytes of SHA-256(name, line feed, kind, key), as C2SP has it."""
    public = signer.private.public_key().public_bytes_raw()
    kind = bytes([signer.kind])
    short = hashlib.sha256(signer.name.encode() + b"\n" + kind + public).digest()[:4]
    assert (verify.ED25519, verify.COSIGNATURE) == (1, 4)
    assert signer.vkey == f"{signer.name}+{short.hex()}+{coded(kind + public)}"


def test_a_line_is_the_keys_id_and_the_signature() -> None:
    """Of the text by the keeper; of the time and the text by a witness, who writes the time before it."""
    said, public = "o\n5\nx\n", WITNESS.private.public_key()
    dash, name, blob = KEEPER.line(said, 7).split(" ")
    raw = base64.b64decode(blob)
    assert (dash, name, blob[-1], len(raw)) == (DASH, ORIGIN, "\n", 68)
    KEEPER.private.public_key().verify(raw[4:], said.encode())
    raw = base64.b64decode(WITNESS.line(said, 1_634_810_400).split(" ")[2])
    assert (len(raw), int.from_bytes(raw[4:12])) == (76, 1_634_810_400)
    public.verify(raw[12:], b"cosignature/v1\ntime 1634810400\n" + said.encode())


def test_a_note_is_written_as_it_was_read() -> None:
    """Signatures and all, and more lines beneath them."""
    said = checkpoints.sign(checkpoints.text(ID, 5, ROOT), KEEPER)
    assert checkpoints.written(verify.note(said)) == said
    assert checkpoints.written(verify.note(said), [WITNESS.line("x", 0), "y\n"]) == f"{said}{WITNESS.line('x', 0)}y\n"


def test_a_head_is_given_in_several_ways() -> None:
    """As SIZE:ROOT, which is never looked for as a file; as a file that holds it, a note, or a note that extends another; or itself."""
    given, other = f"5:{ROOT.hex()}", f"7:{tree.root(LEAVES[:7]).hex()}"
    Path(given).write_text(other)
    assert checkpoints.noted(given) == Noted(5, ROOT)
    Path("said").write_text(f"Minutes of 3 May.\nThe head is {given}\n")
    assert checkpoints.noted("said") == Noted(5, ROOT)
    for text in (f"\t{given}", f"head {given}.", f"x\n  {given} y\n"):
        assert checkpoints.noted(text) == Noted(5, ROOT)
    note = checkpoints.sign(checkpoints.text(ID, 5, ROOT), KEEPER)
    Path("head.note").write_text(note.replace("\n", "\r\n"), encoding="utf-8")
    assert checkpoints.noted("head.note") == checkpoints.noted(note) == Noted(5, ROOT, verify.note(note))
    path = tuple(tree.consistency(LEAVES[:5], 3))
    assert checkpoints.noted(checkpoints.extending(3, path, note)) == Noted(5, ROOT, verify.note(note), 3, path)
    assert checkpoints.noted(checkpoints.extending(5, (), note)) == Noted(5, ROOT, verify.note(note), 5, ())
    for text in (checkpoints.extending(3, path, note).replace("\n", "\r\n"), f"\n{checkpoints.extending(3, path, note)}\n\n"):
        assert checkpoints.noted(text) == Noted(5, ROOT, verify.note(note), 3, path)
    assert checkpoints.extending(3, path[:1], note) == f"old 3\n{coded(path[0])}\n\n{note}"


@pytest.mark.parametrize("given", ["", "nothing", "x5:" + "ab" * 32, "5:" + "ab" * 31, "5:" + "ab" * 32 + "0", "old 3\nx\n\no\n5\nAAAA\n", "1" * 19 + ":" + "ab" * 32,
                                   "old 03\n\n" + f"o\n5\n{coded(bytes(32))}\n", "old 3\n%\n\n" + f"o\n5\n{coded(bytes(32))}\n", "\0"])
def test_what_is_no_head_is_not_understood(given: str) -> None:
    """In words, with what to give."""
    with pytest.raises(Usage, match="is no checkpoint") as why:
        checkpoints.noted(given)
    assert why.value.hint.startswith("Give SIZE:ROOT")


def test_a_file_of_other_bytes_is_no_head(tmp_path: Path) -> None:
    """It is said, as of any other file."""
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\n")
    with pytest.raises(Usage, match="is no checkpoint"):
        checkpoints.noted(str(tmp_path / "picture"))


def test_a_witness_signs_what_extends_what_he_kept() -> None:
    """The first, the same again, a later one that shows it, and one after a head of nothing; his line stands under the keeper's."""
    for new, prior in ((head(5), None), (head(5), head(5)), (head(9, since=5), head(5)), (head(9, since=5), Noted(5, ROOT)),
                       (head(5), Noted(0, tree.EMPTY)),
                       (head(5, since=3), head(5)), (head(9, since=1), head(1))):
        said = checkpoints.cosigned(new, prior, WITNESS, 1_634_810_400)
        assert new.note is not None and said.startswith(checkpoints.written(new.note))
        assert verify.signed_by(verify.note(said), WITNESS.vkey) and verify.signed_by(verify.note(said), KEEPER.vkey)
        assert int.from_bytes(verify.note(said).signatures[-1].blob[:8]) == 1_634_810_400


@pytest.mark.parametrize(("new", "prior", "code", "said"), [
    (head(9), head(5), Refused, "Nothing shows that"), (head(9), head(1), Refused, "Nothing shows that"), (head(9, since=4), head(5), Refused, "Nothing shows that"),
    (head(9, since=5), head(5, origin="outcomes-ledger/other"), Broken, "different ledgers"), (head(5), head(9), Broken, "does NOT extend"),
    (head(9, since=5), Noted(5, tree.root(LEAVES[1:6])), Broken, "does NOT extend"), (head(5), Noted(5, tree.root(LEAVES[1:6])), Broken, "does NOT extend"),
    (head(5), Noted(0, bytes(32)), Broken, "does NOT extend")])
def test_a_witness_signs_nothing_else(new: Noted, prior: Noted, code: type[Exception], said: str) -> None:
    """Nothing shown, another beginning, another ledger, a shorter log, a root of nothing that is none."""
    with pytest.raises(code, match=said):
        checkpoints.cosigned(new, prior, WITNESS, 0)


def test_a_signature_is_true_false_or_not_there() -> None:
    """By the key that is asked about; what is no key is said."""
    note = verify.note(checkpoints.sign(checkpoints.text(ID, 5, ROOT), KEEPER))
    false = verify.note(checkpoints.written(note).replace("\n5\n", "\n6\n"))
    assert (checkpoints.signed(note, KEEPER.vkey), checkpoints.false_signature(note, KEEPER.vkey)) == (True, "")
    assert (checkpoints.signed(note, WITNESS.vkey), checkpoints.false_signature(note, WITNESS.vkey)) == (False, "")
    assert (checkpoints.signed(false, KEEPER.vkey), checkpoints.false_signature(false, KEEPER.vkey)) == (False, f"the signature of {ORIGIN} is false")
    for key in ("none", KEEPER.vkey[:-1], KEEPER.vkey.replace("+", "-")):
        with pytest.raises(Usage) as why:
            checkpoints.false_signature(note, key)
        assert why.value.hint.startswith("A public key is one line")


def test_this_computers_key_is_made_once_and_when_asked_for(tmp_path: Path) -> None:
    """Beside the master key, closed to others; what it is by is found by the log's name."""
    environ = {"OUTCOMES_CONFIG": str(tmp_path)}
    assert (checkpoints.signer(ID, environ, make=False), checkpoints.own_key(ORIGIN, environ)) == (None, ())
    made = checkpoints.signer(ID, environ, make=True)
    assert made is not None and (made.name, made.kind) == (ORIGIN, verify.ED25519)
    assert checkpoints.own_key(ORIGIN, environ) == (made.vkey,)
    assert checkpoints.own_key("elsewhere/" + ID.hex(), environ) == checkpoints.own_key(ORIGIN + "00", environ) == ()
    again = checkpoints.signer(ID, environ, make=True)
    assert again is not None and again.vkey == made.vkey
    assert [file.name for file in (tmp_path / "keys").iterdir()] == [f"{ID.hex()}.sign"]
    if os.name == "posix":
        assert (tmp_path / "keys" / f"{ID.hex()}.sign").stat().st_mode & 0o77 == 0


def test_of_two_who_make_a_key_at_once_both_use_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was there first."""
    environ, link = {"OUTCOMES_CONFIG": str(tmp_path)}, os.link

    def another_first(whole: Path, file: Path) -> None:
        if not file.exists():
            file.write_text("03" * 32 + "\n")
        link(whole, file)
    monkeypatch.setattr(os, "link", another_first)
    made = checkpoints.signer(ID, environ, make=True)
    assert made is not None and made.private.private_bytes_raw() == b"\3" * 32
    assert [file.name for file in (tmp_path / "keys").iterdir()] == [f"{ID.hex()}.sign"]


@pytest.mark.parametrize("said", ["nonsense", "ab", "ab" * 33, "\xe9"])
def test_a_damaged_key_is_not_made_anew(said: str, tmp_path: Path) -> None:
    """A new one would be another signer."""
    environ = {"OUTCOMES_CONFIG": str(tmp_path)}
    checkpoints.signer(ID, environ, make=True)
    file = tmp_path / "keys" / f"{ID.hex()}.sign"
    file.write_text(said, encoding="latin-1")
    with pytest.raises(Usage, match="does not hold a signing key"):
        checkpoints.signer(ID, environ, make=True)
    assert file.read_text(encoding="latin-1") == said


def test_a_witness_has_one_name(tmp_path: Path) -> None:
    """Given when the key is made, kept with it, and never exchanged; nothing is made of a name that cannot stand in a signature."""
    environ = {"OUTCOMES_CONFIG": str(tmp_path)}
    with pytest.raises(NotFound, match="no witness's key yet"):
        checkpoints.witness(None, environ)
    for name in ("", "a b", "a+b", "x" * 101):
        with pytest.raises(Usage, match="cannot stand in a signature"):
            checkpoints.witness(name, environ)
    assert not (tmp_path / "keys").exists()
    made = checkpoints.witness("audit.example", environ)
    assert (made.name, made.kind) == ("audit.example", verify.COSIGNATURE)
    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == ["witness.name", "witness.sign"]
    for name in (None, "audit.example"):
        again = checkpoints.witness(name, environ)
        assert (again.name, again.vkey) == (made.name, made.vkey)
    with pytest.raises(Refused, match=r"is audit\.example's"):
        checkpoints.witness("other.example", environ)
    assert checkpoints.witness("x" * 100, {"OUTCOMES_CONFIG": str(tmp_path / "another")}).name == "x" * 100
