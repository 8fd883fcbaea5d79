"""How is an entry kept so that only the holder of one woman's key reads it, and anyone can check it?

state of a sealed entry = commitment || nonce || AES-256-GCM(salt || payload)
state of a plain entry  = tag || payload, the tag an HMAC-SHA-256 under the ledger's secret
commitment = SHA-256(COMMIT || salt || payload)

The associated data are ledger, stream and version: moved to another row or woman, it does not open.
The salt makes the commitment say nothing once her key is gone, and lets one entry be shown and
proved without giving away her key. Pure but for the randomness it draws.
"""

import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

COMMIT: Final = b"outcomes-ledger commitment v1\x00"
NONCE, SALT, DIGEST, KEY_BYTES = 12, 16, 32, 32
_COMMIT: Final = hashlib.sha256(COMMIT)


class DoesNotOpen(ValueError):
    """The bytes were not sealed here, by this key, in this place."""


def place(ledger_id: bytes, stream: str, version: int) -> bytes:
    """The associated data that tie an entry to its row."""
    named = stream.encode()
    return ledger_id + len(named).to_bytes(2) + named + version.to_bytes(8)


def commitment(salt: bytes, payload: bytes) -> bytes:
    """What can be shown of an entry without showing it."""
    return hashlib.sha256(COMMIT + salt + payload).digest()


def seal(cipher: AESGCM, payload: bytes, associated: bytes) -> bytes:
    """The state to store. cipher: her key, ready to use."""
    drawn = os.urandom(NONCE + SALT)
    nonce, salt = drawn[:NONCE], drawn[NONCE:]
    return commitment(salt, payload) + nonce + cipher.encrypt(nonce, salt + payload, associated)


def open_sealed(cipher: AESGCM, state: bytes, associated: bytes) -> bytes:
    """The payload of a stored state. Raises DoesNotOpen."""
    return _opened(cipher, state, associated)[SALT:]


def open_salted(cipher: AESGCM, state: bytes, associated: bytes) -> tuple[bytes, bytes]:
    """The salt and the payload of a stored state: what shows, with its commitment, what was sealed. Raises DoesNotOpen."""
    opened = _opened(cipher, state, associated)
    return opened[:SALT], opened[SALT:]


def open_checked(cipher: AESGCM, state: bytes, associated: bytes) -> tuple[bytes, bool]:
    """The payload, and whether the commitment in front of it is its own. Raises DoesNotOpen."""
    opened = _opened(cipher, state, associated)
    committed = _COMMIT.copy()
    committed.update(opened)
    return opened[SALT:], committed.digest() == state[:DIGEST]   # both stand in the open: there is nothing to time


def _opened(cipher: AESGCM, state: bytes, associated: bytes) -> bytes:
    try:
        return cipher.decrypt(state[DIGEST:DIGEST + NONCE], state[DIGEST + NONCE:], associated)
    except (InvalidTag, ValueError) as why:
        raise DoesNotOpen("its seal does not open") from why


def stamp(secret: bytes, payload: bytes, associated: bytes) -> bytes:
    """The state of an entry that everyone may read and nobody without the secret may write."""
    return hmac.digest(secret, associated + payload, "sha256") + payload


def open_plain(state: bytes) -> bytes:
    """The payload of a plain state, unchecked: an auditor without keys reads it so."""
    return state[DIGEST:]


def keeps_stamp(secret: bytes, state: bytes, associated: bytes) -> bool:
    """Whether a plain state was written by a holder of the secret, in this place."""
    return hmac.compare_digest(hmac.digest(secret, associated + state[DIGEST:], "sha256"), state[:DIGEST])


def stream_of(secret: bytes, reference: str) -> str:
    """A woman's stream: the same for every writer, and nobody's guess. 32 hex digits."""
    return hmac.digest(secret, b"stream\x00" + reference.encode(), "sha256")[:16].hex()
