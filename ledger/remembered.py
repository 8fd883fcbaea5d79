"""What was worked out of each woman's stream before, so that only those that moved are read again?

What a conversation, or a file with keys of its own, must know of every woman would have the whole log read for one entry.
It is kept in cache.db as the answers of reports are, sealed with her key; also of a woman whose processing is restricted,
since it is used for nothing but what is written down next.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from ledger.cache import Cache, Seals, code
from ledger.entries import Entry
from ledger.folder import Ledger

AT_ONCE: Final = 100
Work = Callable[[Sequence[Entry]], bytes]


def of_each(ledger: Ledger, what: str, work: Work) -> dict[str, bytes]:
    """What `work` makes of each woman's entries, by stream in key order; of those who can be read. what: the name of the work."""
    assert ledger.keys is not None
    ledger.keys.load()
    head = ledger.entries.head().position
    versions, digest = ledger.entries.readable(head), code(Path(__file__).parent)
    seals = Seals(ledger.keys, ledger.entries.ledger_id)
    with Cache(ledger.path) as cache:
        found = _held(cache, seals, what, versions, digest)
        missing = sorted(versions.keys() - found.keys())
        for at in range(0, len(missing), AT_ONCE):
            made = {stream: work(entries) for stream, entries in ledger.entries.some(missing[at:at + AT_ONCE], head)}
            cache.keep(digest, [(what, stream, versions[stream], seals.seal(what, stream, versions[stream], digest, each))
                                 for stream, each in made.items()])
            found |= made
    return dict(sorted(found.items()))


def _held(cache: Cache, seals: Seals, what: str, versions: dict[str, int], digest: bytes) -> dict[str, bytes]:
    """What was worked out before of the streams that have not moved since."""
    opened = ((stream, seals.open(what, stream, version, digest, sealed)) for stream, version, sealed in cache.rows(what, digest)
              if versions.get(stream) == version)
    return {stream: made for stream, made in opened if made is not None}
