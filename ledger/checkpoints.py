"""How is the head of a log written down so that nobody, the ledger's keeper among them, can later deny it?

A checkpoint is a signed note of C2SP (signed-note, tlog-checkpoint): the ledger's origin, its size, its root, and who
signed. A witness who keeps only the last note cosigns a later one (tlog-cosignature) after seeing that it extends it.
Reading and verifying is `ledger/verify.py`'s, which an auditor runs alone.
"""

import base64
import contextlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import verify
from ledger.errors import Broken, NotFound, Refused, Usage
from ledger.folder import key_file, put
from ledger.verify import COSIGNATURE, ED25519, DoesNotHold, Note, NotUnderstood

SHORT: Final = re.compile(r"(?<!\S)(\d{1,18}):([0-9a-fA-F]{64})\b")
OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,17})")


@attrs.frozen
class Signer:
    """Who signs: a name without spaces or plus signs, and a private key. kind: ED25519, or COSIGNATURE for a witness."""

    name: str
    private: Ed25519PrivateKey
    kind: int

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def vkey(self) -> str:
        """The public key as C2SP writes it: name+id+base64."""
        return f"{self.name}+{verify.key_id(self.name, self.kind, self.public).hex()}+{_coded(bytes([self.kind]) + self.public)}"

    def line(self, text: str, seconds: int) -> str:
        """The line to stand under a note's text. seconds: when, since 1970; only a witness says so."""
        message, time = text.encode(), b""
        if self.kind == COSIGNATURE:
            time = seconds.to_bytes(8)
            message = b"cosignature/v1\ntime %d\n" % seconds + message
        blob = verify.key_id(self.name, self.kind, self.public) + time + self.private.sign(message)
        return f"\u2014 {self.name} {_coded(blob)}\n"


@attrs.frozen
class Noted:
    """A head noted before: size and root, and the note where it was one. consistency: what came with it, if anything."""

    size: int
    root: bytes
    note: Note | None = None
    since: int | None = None
    consistency: tuple[bytes, ...] = ()


def origin(ledger_id: bytes) -> str:
    """The name of a ledger's log."""
    return f"outcomes-ledger/{ledger_id.hex()}"


def text(ledger_id: bytes, size: int, root: bytes, erased: Iterable[str] = ()) -> str:
    """The three lines of a checkpoint, to be signed, and a line for every stream that was erased: a restore reads them."""
    return "\n".join([origin(ledger_id), str(size), _coded(root), *(f"erased {stream}" for stream in sorted(erased)), ""])


def erased_in(found: Note) -> set[str]:
    """The streams that a checkpoint says were erased."""
    return {line.removeprefix("erased ") for line in found.text.splitlines()[3:] if line.startswith("erased ")}


def written(found: Note, lines: Sequence[str] = ()) -> str:
    """A note with its signatures, and more lines of signatures under them."""
    kept = [f"\u2014 {each.name} {_coded(each.key + each.blob)}\n" for each in found.signatures]
    return found.text + "\n" + "".join([*kept, *lines])


def sign(body: str, signer: Signer) -> str:
    """A checkpoint of three lines, signed."""
    return f"{body}\n{signer.line(body, 0)}"


def extending(size: int, path: Sequence[bytes], checkpoint: str) -> str:
    """A checkpoint with what shows that it extends an older one, as a witness takes it (C2SP tlog-witness)."""
    return "".join([f"old {size}\n", *(f"{_coded(each)}\n" for each in path), "\n", checkpoint])


def noted(given: str) -> Noted:
    """A head from 'SIZE:ROOT', or from a file that holds that, a signed note, or a note that extends another.

    Raises Usage for what is none.
    """
    said = given
    if not re.fullmatch(r"\d{1,18}:[0-9a-fA-F]{64}", given):
        try:
            said = Path(given).read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError):   # no such file: it must be the checkpoint itself
            said = given
    for found in filter(None, map(SHORT.findall, said.split("\n"))):
        return Noted(int(found[-1][0]), bytes.fromhex(found[-1][1]))
    try:
        return _read(said)
    except (NotUnderstood, ValueError):   # base64 that is none
        raise Usage(f"{given[:60]!r} is no checkpoint.",
                    "Give SIZE:ROOT as `outcomes check` prints it, or a file that holds it or a signed note.") from None


def _read(said: str) -> Noted:
    said = said.replace("\r\n", "\n").strip("\n")
    first, _, rest = said.partition("\n")
    old = OLD.fullmatch(first)
    if old is None:
        found = verify.note(said)
        return Noted(found.size, found.root, found)
    path, _, below = f"\n{rest}".partition("\n\n")   # nothing is shown of a head of the same size
    found = verify.note(below)
    shown = tuple(base64.b64decode(line, validate=True) for line in path.split("\n") if line)
    return Noted(found.size, found.root, found, int(old[1]), shown)


def cosigned(new: Noted, prior: Noted | None, witness: Signer, seconds: int) -> str:
    """The new note with the witness's line. prior: what the witness kept; None where it is the first.

    Raises Broken where the new head does not extend the old one, Refused where nothing shows whether it does.
    """
    assert new.note is not None
    if prior is not None:
        _extends(new, prior)
    return written(new.note, [witness.line(new.note.text, seconds)])


def _extends(new: Noted, prior: Noted) -> None:
    assert new.note is not None
    if prior.note is not None and prior.note.origin != new.note.origin:
        raise Broken("The two heads are of different ledgers; nothing was signed.", "Ask for a head of the ledger that you witness.")
    if prior.size == new.size and prior.root == new.root:
        return
    if new.since != prior.size and 0 < prior.size < new.size:
        raise Refused("Nothing shows that the new head extends yours; nothing was signed.",
                      "Ask for one that does: outcomes checkpoint --sign --since YOUR-HEAD --output FILE")
    if not verify.extends(prior.size, prior.root, new.size, new.root, new.consistency):
        raise Broken("The new head does NOT extend the one that you kept: entries were altered or removed. Nothing was signed.",
                     "Keep both heads as evidence, and tell who commissioned the service.")


def false_signature(found: Note, key: str) -> str:
    """What is wrong with a note's signature by a key; '' where nothing is, or where it did not sign.

    Raises Usage for what is no public key.
    """
    try:
        verify.signed_by(found, key)
    except DoesNotHold as why:
        return str(why)
    except NotUnderstood as why:
        raise Usage(f"{why}.", "A public key is one line, name+id+base64, as `outcomes checkpoint key` prints it.") from None
    return ""


def signed(found: Note, key: str) -> bool:
    """Whether a key signed a note, truly. Raises Usage for what is no public key."""
    return not false_signature(found, key) and verify.signed_by(found, key)


def own_key(named: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The public key with which this computer signs for the ledger of an origin, if it does."""
    found = re.fullmatch(r"outcomes-ledger/([0-9a-f]{32})", named)
    own = signer(bytes.fromhex(found[1]), environ, make=False) if found else None
    return (own.vkey,) if own else ()


def signer(ledger_id: bytes, environ: Mapping[str, str], make: bool) -> Signer | None:
    """The key by which this computer signs for a ledger, made where there is none and that is asked for."""
    file = key_file(ledger_id, environ).with_suffix(".sign")
    private = _private(file, make)
    return Signer(origin(ledger_id), private, ED25519) if private else None


def witness(name: str | None, environ: Mapping[str, str]) -> Signer:
    """The key by which whoever uses this computer cosigns. name: given once, when it is made. Raises Usage, NotFound."""
    file = key_file(bytes(16), environ).with_name("witness.sign")
    named = file.with_suffix(".name")
    kept = named.read_text(encoding="utf-8", errors="replace").strip() if named.is_file() else None
    if kept is None and name is None:
        raise NotFound("This computer has no witness's key yet.", "Make one, with your name: outcomes checkpoint cosign FILE --name NAME")
    if name is not None and not (re.fullmatch(r"[^\s+]{1,100}", name) and name.isprintable()):
        raise Usage(f"{name!r:.60} cannot stand in a signature.", "A name without spaces and plus signs, such as audit.example.gov.uk")
    if kept is not None and name not in (None, kept):
        raise Refused(f"The witness's key on this computer is {kept}'s; nothing was signed.", "Leave --name out, or sign elsewhere.")
    private = _private(file, True)
    if kept is None:
        named.write_text(f"{name}\n", encoding="utf-8")
    assert private is not None
    return Signer(kept or str(name), private, COSIGNATURE)


def _private(file: Path, make: bool) -> Ed25519PrivateKey | None:
    if file.is_file():
        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text(encoding="ascii").strip()))
        except (ValueError, UnicodeDecodeError):
            raise Usage(f"{file} does not hold a signing key.", "Restore it from a backup; a new one would be another signer.") from None
    if not make:
        return None
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    whole = file.with_name(f"{file.name}.{os.urandom(4).hex()}")
    put(whole, raw.hex() + "\n")
    with contextlib.suppress(FileExistsError):   # of two who make one at once, one wins and both use it
        os.link(whole, file)
    whole.unlink()
    return _private(file, False)


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
