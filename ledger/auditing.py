"""What can an auditor draw a sample from, and what says nothing any more?

The rows of the log as they lie there, which need no key; with keys, also which entries were withdrawn since.
"""

from collections.abc import Iterable, Iterator

from ledger import codec, history, sealing
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Broken
from ledger.folder import Ledger
from ledger.store import SEALED


def sealed(ledger: Ledger, before: int | None = None) -> Iterator[tuple[int, str, bytes]]:
    """Position, stream and leaf of every sealed entry; before: only those that stand before this position."""
    for row in ledger.entries.raw():
        if row.topic == SEALED and (before is None or row.position < before):
            yield row.position, row.stream, row.leaf


def plain(ledger: Ledger, before: int | None = None) -> list[Entry]:
    """The programme's own entries, read without a key. Raises Broken where one cannot be read."""
    found: list[Entry] = []
    for version, (position, state) in enumerate(ledger.entries.plain(), 1):
        if before is None or position < before:
            try:
                found.append(codec.decode(sealing.open_plain(state), PROGRAMME, version, position))
            except codec.Unreadable as why:
                raise Broken(f"Position {position} cannot be read: {why}", "Run: outcomes check") from why
    return found


def erased(entries: Iterable[Entry]) -> set[str]:
    """The streams that have a receipt of erasure among entries of the programme's stream."""
    return {entry.said.event.stream for entry in entries if entry.said.kind == "woman-erased"}


def void(ledger: Ledger, streams: Iterable[str]) -> set[int]:
    """The positions in streams that say nothing any more: withdrawn, and withdrawals themselves."""
    found: set[int] = set()
    for stream in streams:
        entries = ledger.entries.stream(stream)
        found |= {*history.withdrawals(entries), *(entry.position for entry in entries if entry.said.kind == "withdrawn")}
    return found
