"""What does chance say here, whatever else was asked of it?

Counter-based: a value is a function of seed, woman, stream and index alone. Nothing is drawn in turn,
so a new stream, a new woman or another order of asking shifts no other value.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

import attrs

Choice = TypeVar("Choice")


def digest(seed: int, woman: str, stream: str, index: object) -> bytes:
    """32 bytes that depend on these four alone."""
    return hashlib.sha256(f"{seed}\x1f{woman}\x1f{stream}\x1f{index}".encode()).digest()


def ranked(seed: int, stream: str, women: Iterable[str]) -> list[str]:
    """The women in an order of chance; leaving one out does not reorder the others."""
    return sorted(women, key=lambda woman: (digest(seed, woman, stream, "rank"), woman))


@attrs.frozen
class Chance:
    """Chance for one woman (or for the programme)."""

    seed: int
    woman: str

    def share(self, stream: str, index: object = 0) -> float:
        """A number from 0 up to, and without, 1."""
        return _share(digest(self.seed, self.woman, stream, index)[:8])

    def whole(self, stream: str, least: int, most: int, index: object = 0) -> int:
        """A whole number from least to most, both possible."""
        return least + int(self.share(stream, index) * (most - least + 1))

    def pick(self, stream: str, choices: Sequence[Choice], index: object = 0) -> Choice:
        """One of the choices, each as likely; name one twice to make it twice as likely."""
        return choices[self.whole(stream, 0, len(choices) - 1, index)]

    def happens(self, likely: float, stream: str, index: object = 0) -> bool:
        """Whether something happens that is so likely."""
        return self.share(stream, index) < likely

    def bell(self, stream: str, index: object = 0) -> float:
        """A number around 0 with standard deviation 1, never beyond 3.5: four uniform shares, centred."""
        whole = digest(self.seed, self.woman, stream, index)
        return (sum(_share(whole[part:part + 8]) for part in (0, 8, 16, 24)) - 2) * 3 ** 0.5


def _share(eight: bytes) -> float:
    return (int.from_bytes(eight) >> 11) / 2 ** 53
