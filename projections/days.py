"""Which days, exactly?

A set of days is a tuple of half-open spans of ordinals [start, end), sorted and apart from each other.
Both ends are never counted: from Monday to Wednesday are two days. Pure.
"""

import datetime
from collections.abc import Iterable
from typing import Final

Days = tuple[tuple[int, int], ...]
NONE: Final[Days] = ()
FAR: Final = datetime.date.max.toordinal()


def span(start: datetime.date, end: datetime.date) -> Days:
    """The days from start up to, not with, end; none if end is not later."""
    first, last = start.toordinal(), end.toordinal()
    return ((first, last),) if first < last else NONE


def united(*sets: Iterable[tuple[int, int]]) -> Days:
    """The days in any of the sets; a day in several is one day."""
    spans = sorted(each for days in sets for each in days if each[0] < each[1])
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def common(one: Days, other: Days) -> Days:
    """The days in both sets."""
    found = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def without(days: Days, gone: Days) -> Days:
    """The days of the first set that are not in the second."""
    edges = [0, *(edge for start, end in gone for edge in (start, end)), FAR]
    return common(days, tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b))


def length(days: Days) -> int:
    """How many days."""
    return sum(end - start for start, end in days)


def holds(days: Days, day: datetime.date) -> bool:
    """Whether a day is one of them."""
    number = day.toordinal()
    return any(start <= number < end for start, end in days)
