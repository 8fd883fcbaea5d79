"""What is the root of the first so many entries, where most of them were hashed for an earlier report?

The frontier of a tree is all that its growth needs. It lies in the cache, sealed with the ledger's secret, beside the
leaf that came last: where that leaf is no longer the one in the log, the log is not what it was, and everything is hashed
again. Whoever checks or proves hashes everything in any case, and never asks here.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ledger import tree
from ledger.cache import Cache, Seals
from ledger.entries import PROGRAMME
from ledger.folder import Ledger, open_ledger

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

FEW: Final = 4096
MANY: Final = 250_000
WHAT: Final = "frontier"
DIGEST: Final = b"RFC 9162"
_encode = msgspec.msgpack.Encoder().encode
_frontier = msgspec.msgpack.Decoder(list[bytes])


def begun(ledger: Ledger, size: int, executor: "Executor | None") -> "str | Future[str]":
    """The root in hex digits; where many leaves are to be hashed and another process may do it, what will be the root."""
    if executor is not None and ledger.keys is not None and size >= MANY:
        with Cache(ledger.path) as cache:
            known, _ = _held(ledger, cache, Seals(ledger.keys, ledger.entries.ledger_id))
        if not size - MANY < known <= size:
            return executor.submit(apart, ledger.path.resolve(), size)
    return root(ledger, size).hex()


def apart(folder: Path, size: int) -> str:
    """The root in hex digits of the ledger in a folder, opened by whoever was asked."""
    ledger = open_ledger(folder)
    try:
        return root(ledger, size).hex()
    finally:
        ledger.entries.close()


def root(ledger: Ledger, size: int) -> bytes:
    """The Merkle root over the first `size` leaves."""
    if size < FEW or ledger.keys is None:
        return ledger.entries.root(size)
    seals = Seals(ledger.keys, ledger.entries.ledger_id)
    with Cache(ledger.path) as cache:
        known, before = _held(ledger, cache, seals)
        if known > size:
            return ledger.entries.root(size)
        made = tree.frontier(ledger.entries.leaves_after(known, size), before, known)
        if size - known >= FEW:
            (last,) = ledger.entries.leaves_after(size - 1, size)
            cache.keep(DIGEST, [(WHAT, PROGRAMME, size, seals.seal(WHAT, PROGRAMME, size, DIGEST, _encode([last, *made])))])
    return tree.top(made)


def _held(ledger: Ledger, cache: Cache, seals: Seals) -> tuple[int, list[bytes]]:
    """How many leaves are hashed already, and their frontier; 0 and none where that does not hold."""
    row = cache.row(WHAT, PROGRAMME, DIGEST)
    if row is None or not isinstance(row[0], int) or row[0] < 1:
        return 0, []
    size, sealed = row
    opened = seals.open(WHAT, PROGRAMME, size, DIGEST, sealed)
    if opened is None:
        return 0, []
    last, *before = _frontier.decode(opened)
    return (size, before) if list(ledger.entries.leaves_after(size - 1, size)) == [last] else (0, [])
