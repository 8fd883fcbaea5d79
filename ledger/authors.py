"""Who wrote an entry, so that nobody else can be said to have written it, and its author cannot deny it?

An author may have a key pair (Ed25519). The public half is registered in the programme's stream, by an entry that the
private half signs itself; the private half lies in the author's own configuration folder, if asked for under a
passphrase. From then on every entry of that author is signed here:

  signature = Ed25519(SIGNED || ledger id, stream, version || payload without the signature)

It lies in the sealed payload, so it says nothing to whoever cannot open the entry, and no leaf moves by it.
"""

import base64
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
from msgspec.structs import replace

from ledger import codec, sealing
from ledger.entries import Entry
from ledger.errors import Refused
from ledger.folder import key_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNED: Final = b"outcomes-ledger author v1\x00"
REGISTERED: Final = "author-registered"
PASSPHRASE: Final = "OUTCOMES_PASSPHRASE"
_unlocked: Final[dict[bytes, Any]] = {}


@attrs.frozen
class Key:
    """A public key that was registered. since: the position of its registration. until: of its revocation, if it was revoked."""

    author: str
    public: str
    since: int
    until: int | None = None

    @property
    def fingerprint(self) -> str:
        """A short name for it, to be compared by two people."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:16]

    def holds(self, position: int) -> bool:
        """Whether it spoke for its author at a position."""
        return self.since <= position and (self.until is None or position <= self.until)


def registered(programme: Iterable[Entry]) -> list[Key]:
    """Every key that was ever registered, in order, from the entries of the programme's stream."""
    keys: list[Key] = []
    for entry in programme:
        event = entry.said.event
        if entry.said.kind == REGISTERED:
            keys.append(Key(event.author, event.public_key, entry.position))
        elif entry.said.kind == "author-revoked":
            keys = [attrs.evolve(key, until=entry.position) if key.author == event.author and key.until is None else key for key in keys]
    return keys


def standing(keys: Iterable[Key], author: str) -> Key | None:
    """The key by which an author signs now."""
    return next((key for key in keys if key.author == author and key.until is None), None)


def verdict(entry: Entry, ledger_id: bytes, keys: Sequence[Key]) -> str:
    """What an entry's signature is worth: signed, unsigned (none was due), missing (one was due), unknown or broken.

    unknown: it is signed, but no key was registered for its author. A registration is signed by the key that it registers,
    so whoever has a key already, and did not revoke it, is owed a signature by that one.
    """
    if entry.said.kind == REGISTERED:
        if entry.author != entry.said.event.author or not _verifies(entry.said.event.public_key, entry, ledger_id):
            return "broken"
        before = [key for key in keys if key.author == entry.author and key.since < entry.position and key.holds(entry.position)]
        return "missing" if before else "signed"
    own = [key for key in keys if key.author == entry.author and key.holds(entry.position)]
    if entry.signature is None:
        return "missing" if any(key.until != entry.position for key in own) else "unsigned"
    if not any(key.author == entry.author for key in keys):
        return "unknown"
    return "signed" if any(_verifies(key.public, entry, ledger_id) for key in own) else "broken"


def _verifies(public: str, entry: Entry, ledger_id: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(entry.signature or "", validate=True), message(entry, ledger_id))
    except (InvalidSignature, ValueError):
        return False
    return True


def message(entry: Entry, ledger_id: bytes) -> bytes:
    """What is signed: the entry in its place, in its ledger."""
    return SIGNED + sealing.place(ledger_id, entry.stream, entry.version) + codec.encode(replace(entry, signature=None))


def signed(entries: Sequence[Entry], ledger_id: bytes, environ: Mapping[str, str] = os.environ) -> Sequence[Entry]:
    """Entries of one append, signed where their author has a key on this computer. Raises Refused where it stays locked."""
    file = private_file(ledger_id, entries[0].author, environ) if entries else None
    if file is None or not file.is_file():
        return entries
    private = _private(file, entries[0].author, environ)
    return [replace(entry, signature=base64.b64encode(private.sign(message(entry, ledger_id))).decode()) for entry in entries]


# The private half.


def private_file(ledger_id: bytes, author: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Where an author's private key lies, beside this user's master keys."""
    named = hashlib.sha256(author.encode()).hexdigest()[:16]
    return key_file(ledger_id, environ).with_name(f"{ledger_id.hex()}-{named}.author")


def make(ledger_id: bytes, author: str, passphrase: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """Draw a key pair, keep its private half, and return the public one; that of the key that is here, if one is."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    file = private_file(ledger_id, author, environ)
    if not file.is_file():
        _keep(file, Ed25519PrivateKey.generate(), passphrase)
    return public_half(ledger_id, author, environ)


def public_half(ledger_id: bytes, author: str, environ: Mapping[str, str] = os.environ) -> str:
    """The public half of the key that is here, in base64."""
    private = _private(private_file(ledger_id, author, environ), author, environ)
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def forget(ledger_id: bytes, author: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Delete the private half, if it is here."""
    file = private_file(ledger_id, author, environ)
    there = file.is_file()
    file.unlink(missing_ok=True)
    return there


def _keep(file: Path, private: "Ed25519PrivateKey", passphrase: str | None) -> None:
    from cryptography.hazmat.primitives import serialization as forms

    how = forms.BestAvailableEncryption(passphrase.encode()) if passphrase else forms.NoEncryption()
    pem = private.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, how)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())


def _private(file: Path, author: str, environ: Mapping[str, str]) -> "Ed25519PrivateKey":
    """The private key of a file, unlocked once a run."""
    pem = file.read_bytes()
    if pem not in _unlocked:
        _unlocked[pem] = _opened(pem, author, environ)
    found: Ed25519PrivateKey = _unlocked[pem]
    return found


def _opened(pem: bytes, author: str, environ: Mapping[str, str]) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    locked = b"ENCRYPTED" in pem
    passphrase = _passphrase(author, environ).encode() if locked else None
    try:
        return load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError):
        why = "the passphrase is another" if locked else "its file is damaged"
        raise Refused(f"The key of {author} cannot be used: {why}. Nothing was saved.",
                      f'Try again; or, where it is lost, revoke it: outcomes author {author} --revoke --reason "lost"') from None


def _passphrase(author: str, environ: Mapping[str, str]) -> str:
    if environ.get(PASSPHRASE):
        return environ[PASSPHRASE]
    if sys.stdin is None or not sys.stdin.isatty():
        raise Refused(f"The key of {author} has a passphrase, and nobody is here to be asked for it. Nothing was saved.",
                      f"Put it in {PASSPHRASE}, or run the command on a terminal.")
    import getpass

    return getpass.getpass(f"Passphrase of {author}: ")
