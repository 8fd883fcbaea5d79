"""How do the numbers of many women travel in few bytes, and add up at once?

What a woman adds to a report are rows of numbers, each of something: a figure, a service in a phase. Packed, a row is what
it is of and its numbers, as little-endian doubles, which hold every whole number up to 2**53 as it is. They lie sealed in
the cache, come from other machines, and are added up by numpy, a thousand women at a time.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Number = float | int
AT_ONCE: Final = 1000
SMALL, ANY = b"H", b"d"


def packed(rows: Mapping[int, Iterable[Number]]) -> bytes:
    """Rows by what they are of, all of one length."""
    numbers = [number for of, row in rows.items() for number in (of, *row)]
    return struct.pack(f"<{len(numbers)}d", *numbers)


class Totals:
    """Rows of `width` numbers added up by what they are of. largest: of the last number the largest stands, not the sum."""

    def __init__(self, width: int, largest: bool = False) -> None:
        self._width, self._largest = width, largest
        self._waiting: list[bytes] = []
        self._rows: dict[int, tuple[Number, ...]] = {}

    def take(self, rows: bytes) -> None:
        """Take the packed rows of one woman."""
        self._waiting.append(rows)
        if len(self._waiting) >= AT_ONCE:
            self._add_up()

    def rows(self) -> dict[int, tuple[Number, ...]]:
        """What all that was taken adds up to; whole numbers as such."""
        self._add_up()
        return self._rows

    def _add_up(self) -> None:
        import numpy

        held = packed(self._rows), *self._waiting
        rows = numpy.frombuffer(b"".join(held), "<f8").reshape(-1, self._width + 1)
        of, place = numpy.unique(rows[:, 0], return_inverse=True)
        columns: list[Any] = [numpy.bincount(place, column, len(of)) for column in rows[:, 1:].T]
        if self._largest:
            columns[-1] = numpy.zeros(len(of))
            numpy.maximum.at(columns[-1], place, rows[:, -1])
        self._rows = {int(key): tuple(map(_whole, row)) for key, row in zip(of, numpy.stack(columns, 1).tolist(), strict=True)}
        self._waiting.clear()


def _whole(number: float) -> Number:
    return int(number) if number.is_integer() else number


def packed_amounts(amounts: Sequence[Number]) -> bytes:
    """Amounts in two bytes each where all are small whole numbers, such as days; else as doubles."""
    try:
        return SMALL + struct.pack(f"<{len(amounts)}H", *amounts)
    except struct.error:
        return ANY + struct.pack(f"<{len(amounts)}d", *amounts)


def counted(parts: Iterable[bytes]) -> Counter[Number]:
    """How often each amount stands in packed ones."""
    import numpy

    of_kind: dict[bytes, list[bytes]] = {SMALL: [], ANY: []}
    for part in parts:
        of_kind[part[:1]].append(part[1:])
    found: Counter[Number] = Counter()
    for kind, form in ((SMALL, "<u2"), (ANY, "<f8")):
        amounts, times = numpy.unique(numpy.frombuffer(b"".join(of_kind[kind]), form), return_counts=True)
        found.update(dict(zip(amounts.tolist(), times.tolist(), strict=True)))
    return found
