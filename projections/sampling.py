"""Who is drawn, so that anybody can draw the same?

Each stream is ranked by SHA-256 of the seed, a line feed and the stream's id, and the first are taken. Whoever has the
seed and the ids, which name nobody, draws the same; one woman more moves at most one out.
"""

import hashlib
from collections.abc import Iterable

RULE = "SHA-256 of seed, line feed and stream id, in hexadecimal; the lowest are drawn"


def drawn(seed: str, streams: Iterable[str], size: int) -> list[str]:
    """The first streams by rank, in order; all of them where there are no more."""
    return sorted(streams, key=lambda stream: rank(seed, stream))[:size]


def rank(seed: str, stream: str) -> str:
    """A stream's place in a drawing."""
    return hashlib.sha256(f"{seed}\n{stream}".encode()).hexdigest()


def digest(streams: Iterable[str]) -> str:
    """What was drawn from: SHA-256 of the ids in order, a line each."""
    return hashlib.sha256("\n".join(sorted(streams)).encode()).hexdigest()
