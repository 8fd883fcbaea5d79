"""What is a row of the log, whichever database keeps it, and what is its leaf?"""

from dataclasses import dataclass
from typing import Any, Final

import attrs
import msgspec
from eventsourcing.persistence import StoredEvent

from ledger import tree
from ledger.errors import Broken, LedgerError

FORMAT: Final = 1
SEALED: Final = "sealed"
PLAIN: Final = "plain"
BEHIND: Final = 24 * 3600 * 1_000_000
NEVER: Final = 253_370_764_800_000_000   # the year 9999


@dataclass(frozen=True)
class Placed(StoredEvent):
    """A stored event with its place in the log."""

    position: int
    recorded_at: int


@attrs.frozen
class Head:
    """How far a reader has read: the last position and its time, 0 and 0 for an empty log."""

    position: int
    recorded_at: int


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row as it lies in the store, for the auditor: nothing opened, nothing assumed."""

    position: int
    stream: Any
    version: Any
    topic: Any
    state: Any
    logged_stream: Any
    logged_version: Any
    recorded_at: Any
    leaf: Any


def leaf(ledger_id: bytes, position: int, stream: str, version: int, recorded_at: int, topic: str, state: bytes) -> bytes:
    """The leaf hash of a stored entry: a header of fixed-width or length-prefixed fields, then its bytes."""
    named, topped = stream.encode("utf-8", "surrogateescape"), topic.encode("utf-8", "surrogateescape")
    header = b"".join((ledger_id, position.to_bytes(8), len(named).to_bytes(2), named, version.to_bytes(8),
                       recorded_at.to_bytes(8), len(topped).to_bytes(2), topped))
    return tree.leaf_hash(header + state)


def moment(recorded_at: Any, position: int) -> int:
    """When a row was recorded, as it lies there. Raises Broken for what is no moment that a calendar has."""
    if not isinstance(recorded_at, int) or not 0 <= recorded_at < NEVER:
        raise Broken(f"Position {position} cannot be read: its row holds what the ledger never writes.", "Run: outcomes check")
    return recorded_at


def whole(stored: Any) -> bytes:
    """A leaf or a state as it lies there. Raises Broken for what is none."""
    if not isinstance(stored, bytes):
        raise Broken("A row of the log holds what the ledger never writes.", "Run: outcomes check")
    return stored


class ClockBehind(LedgerError):
    """The clock stands more than a day behind the last entry."""

    kind = "clock"
    exit_code = 4


def not_before(last: int, now: int) -> int:
    """Time never runs backwards in the log; a clock that is a day behind is refused."""
    if now < last - BEHIND:
        raise behind()
    return max(now, last)


def behind() -> ClockBehind:
    """What to say where the clock is more than a day behind."""
    return ClockBehind("This computer's clock is more than a day behind the ledger's last entry; nothing was saved",
                       "Set the clock, then try again.")
