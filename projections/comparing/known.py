"""What had been recorded by a position, of one woman and of the programme?

Each is made anew from its entries up to there, and kept as long as nothing more is known: a woman whom nothing was
recorded of in between is the same woman.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.entries import PROGRAMME, Entry
from ledger.history import History, history
from ledger.replay import MERGE_KINDS, of_streams
from projections import parameters
from projections.indicators import Programme
from projections.parameters import Parameters
from projections.woman import Woman

Streams = Iterable[tuple[str, Sequence[Entry]]]
CHANGED_BY: Final[Mapping[str, str]] = {
    "corrected": "correction", "withdrawn": "withdrawal", "identities-merged": "merge", "merge-reversed": "merge",
    "parameter-set": "parameter", "target-set": "parameter"}


def because(entry: Entry) -> str:
    """What a change that an entry makes is put down to. Whatever says something new, a review too, is a late entry."""
    return CHANGED_BY.get(entry.said.kind, "late-entry")


class Course:
    """The programme as known at any position, true on a day."""

    def __init__(self, entries: Sequence[Entry], day: datetime.date) -> None:
        self.entries, self._day = entries, day
        self._positions = [entry.position for entry in entries]
        self._kept: dict[int, Programme] = {}
        self._in_force: list[Parameters] = []

    def at(self, position: int) -> Programme:
        """The programme as known by a position. Where parameters have not changed they are the same object."""
        known = bisect_right(self._positions, position)
        if known not in self._kept:
            told = history(PROGRAMME, self.entries[:known]).upto(self._day)
            self._kept[known] = Programme(told, self._day, self._same(parameters.in_force(told)))
        return self._kept[known]

    def _same(self, new: Parameters) -> Parameters:
        for old in self._in_force:
            if old == new:
                return old
        self._in_force.append(new)
        return new

    def between(self, after: int, upto: int) -> list[Entry]:
        """Its entries after a position, up to and with another."""
        return [entry for entry in self.entries if after < entry.position <= upto]

    def turns(self, after: int, upto: int) -> list[Entry]:
        """Those among them that changed a parameter."""
        return [entry for entry in self.between(after, upto)
                if self.at(entry.position).parameters is not self.at(entry.position - 1).parameters]


class Group:
    """One woman's stream, or the streams of all who were ever said to be one woman, as known at any position."""

    def __init__(self, streams: Streams) -> None:
        self._streams = [(stream, tuple(entries)) for stream, entries in streams]
        self.entries = sorted((entry for _, entries in self._streams for entry in entries), key=lambda entry: entry.position)
        self._positions = [entry.position for entry in self.entries]
        self._histories: dict[int, list[History]] = {}
        self._women: dict[tuple[int, int], list[Woman]] = {}

    def between(self, after: int, upto: int) -> list[Entry]:
        """Their entries after a position, up to and with another."""
        return self.entries[bisect_right(self._positions, after):bisect_right(self._positions, upto)]

    def women(self, position: int, programme: Programme) -> list[Woman]:
        """The women that they are, as known by a position."""
        known = bisect_right(self._positions, position)
        key = known, id(programme.parameters)
        if key not in self._women:
            self._women[key] = [Woman(each.upto(programme.day), programme.day, programme.parameters)
                                for each in self._known(known, position)]
        return self._women[key]

    def _known(self, known: int, position: int) -> list[History]:
        if known not in self._histories:
            by_then = ((stream, [entry for entry in entries if entry.position <= position]) for stream, entries in self._streams)
            self._histories[known] = list(of_streams((stream, entries) for stream, entries in by_then if entries))
        return self._histories[known]


def groups(streams: Streams) -> Iterator[Group]:
    """The women of streams; those ever said to be one, whatever became of that, in one group."""
    waiting: dict[str, tuple[str, Sequence[Entry]]] = {}
    said: list[tuple[str, str]] = []
    for stream, entries in streams:
        others = [(entries[0].said.woman, other) for entry in entries if (other := _other(entry))]
        if others:
            waiting[entries[0].said.woman] = stream, tuple(entries)
            said += others
        else:
            yield Group([(stream, entries)])
    for together in _connected(waiting, said):
        yield Group([waiting[woman] for woman in together])


def _other(entry: Entry) -> str | None:
    """The other woman of a merge, also of one that a correction says."""
    if entry.said.kind in MERGE_KINDS:
        return str(entry.said.event.other)
    event: Mapping[str, Any] = entry.said.event.event if entry.said.kind == "corrected" else {}
    return str(event.get("other")) if event.get("kind") in MERGE_KINDS else None


def _connected(women: Iterable[str], said: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Women in order, each with all to whom a chain of merges leads."""
    leader = {woman: {woman} for woman in sorted(women)}
    for one, other in said:
        if one in leader and other in leader and leader[one] is not leader[other]:
            together = leader[one] | leader[other]
            leader.update(dict.fromkeys(together, together))
    return [sorted(together) for together in {id(each): each for each in leader.values()}.values()]
