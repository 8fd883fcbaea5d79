"""What was told before, and would telling this beside it give something away?

Two counts of one question on two days differ by the women who came, went or changed between them. Fewer than eight of
these are a small count like any other, so a cell is told again only as it was, or after it moved by eight or more.
Only releases to the public are looked at: whoever was told more under a promise is not who this protects against.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from projections.disclosure.cells import Cell
from projections.disclosure.counts import LEAST
from projections.disclosure.relations import family

SAME_BY_DEFINITION: Final = (frozenset({"M02", "M02.of-prioritised"}),)


@attrs.frozen
class Told:
    """One cell of an earlier release: k of n, who are some of `whole`, and the other numbers told with it."""

    name: str
    counted: int
    of: int
    whole: int
    beside: tuple[float, ...] = ()
    plain: bool = True


@attrs.frozen
class Release:
    """An earlier release: the position of its entry, of which report, true on which day, the totals and cells it told."""

    position: int
    report: str
    true_on: str
    totals: Mapping[str, int]
    cells: Sequence[Told]

    def __str__(self) -> str:
        return f"the {self.report} true on {self.true_on}, issued at position {self.position}"


def clash(cell: Cell, whole: int, declared: bool, releases: Iterable[Release]) -> Release | None:
    """The earlier release beside which a cell would tell of fewer than eight women; None where there is none.

    declared: the size of the whole group is public anyway, however it changed.
    """
    return next((release for release in releases for told in release.cells if _tells(cell, whole, declared, told)), None)


def _tells(cell: Cell, whole: int, declared: bool, told: Told) -> bool:
    if told.name != cell.name:
        both = cell.plain and told.plain and family(told.name) == family(cell.name)
        return both and close((cell.counted, cell.of), (told.counted, told.of), frozenset({cell.name, told.name}))
    counted, group = cell.counted - told.counted, cell.of - told.of
    moves = [(whole - cell.of) - (told.whole - told.of)]
    if cell.plain:
        moves += [counted, group - counted]
    if not (declared and cell.of == whole and told.of == told.whole):
        moves.append(group)
    amounts = cell.beside != told.beside and min(abs(counted), abs(group)) < LEAST
    return amounts or any(0 < abs(move) < LEAST for move in moves)


def close(one: tuple[int, int], other: tuple[int, int], names: frozenset[str] = frozenset()) -> bool:
    """Whether two counts of one family, told together, tell of fewer than eight women.

    One may be a part of the other, or both may be parts of their group with few left: neither is ruled out. Nobody at
    all between them tells as much as a few; only two that are the same by definition may be equal.
    """
    (counted, of), (others, others_of) = one, other
    if names in SAME_BY_DEFINITION and counted == others:
        return 0 < abs(of - others_of) < LEAST
    apart = abs(counted - others) >= LEAST and abs((of - counted) - (others_of - others)) >= LEAST
    rest = max(of, others_of) - counted - others
    return not apart or 0 <= rest < LEAST or 0 < abs(of - others_of) < LEAST
