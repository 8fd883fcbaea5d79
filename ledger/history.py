"""What is true of one woman, on a day, as known by a day?

Entries go in as they were written; facts come out as they stand: corrections applied, what was
withdrawn left out, in order of occurrence. Facts of one day stand in an order made from what they
say, never from the order in which they were typed, so that the order of import changes no figure.
"""

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from operator import attrgetter
from typing import Any, Final

import attrs
import msgspec

from ledger import codec, events
from ledger.dates import WHOLE, first_day
from ledger.entries import Entry, Statement

RIGHTING: Final = events.RIGHTING
ACTS_WHEN_KNOWN: Final = frozenset({"records-reviewed", "disputed", "identities-merged", "merge-reversed"})


class Fact(msgspec.Struct, frozen=True, gc=False):
    """A statement as it stands, and the positions that it rests on: the entry, then its last correction.

    day: the day it is placed on, the first of its month or year where no more is known.
    """

    said: Statement
    because: tuple[int, ...]
    recorded_at: int
    kind: str
    event: Any
    day: datetime.date

    @property
    def about(self) -> bool:
        """Whether the day is only about: known to the month or year."""
        return len(self.said.occurred) < WHOLE

    @property
    def position(self) -> int:
        """The entry that first said it."""
        return self.because[0]


def fact_of(said: Statement, because: tuple[int, ...], recorded_at: int) -> Fact:
    """The fact that a statement makes: what is asked of it most stands in it by itself."""
    return Fact(said, because, recorded_at, said.kind, said.event, first_day(said.occurred))


class Righting(msgspec.Struct, frozen=True):
    """An entry put right: which, by which, and how: corrected, withdrawn, or undone."""

    said: Statement
    position: int
    righted_by: int
    how: str
    recorded_at: int
    righted_at: int


@attrs.frozen(eq=False)
class History:
    """One woman's facts in order of occurrence, up to and with one day.

    woman: her reference. entries: how many events were recorded of her, standing or not.
    rightings: those that were put right since. stream: the id of her stream, by which she can be named without being known.
    """

    woman: str
    facts: tuple[Fact, ...]
    entries: int = 0
    rightings: tuple[Righting, ...] = ()
    stream: str = ""
    _by_kind: dict[tuple[str, ...], list[Fact]] = attrs.field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        alike = defaultdict[str, list[Fact]](list)
        for each in self.facts:
            alike[each.kind].append(each)
        self._by_kind.update(((kind,), facts) for kind, facts in alike.items())

    @property
    def kinds(self) -> set[str]:
        """The kinds of which there is a fact."""
        return {kinds[0] for kinds in self._by_kind if len(kinds) == 1}

    def of(self, *kinds: str) -> Sequence[Fact]:
        """The facts of these kinds, in order of occurrence."""
        found = self._by_kind.get(kinds)
        if found is None and len(kinds) > 1:
            alone = [held for kind in dict.fromkeys(kinds) if (held := self._by_kind.get((kind,)))]
            found = alone[0] if len(alone) == 1 else sorted(chain.from_iterable(alone), key=_day_and_kind)
            self._by_kind[kinds] = found
        return found or ()

    def first(self, *kinds: str) -> Fact | None:
        """The earliest fact of these kinds."""
        found = self.of(*kinds)
        return found[0] if found else None

    def last(self, *kinds: str) -> Fact | None:
        """The latest fact of these kinds."""
        found = self.of(*kinds)
        return found[-1] if found else None

    def upto(self, day: datetime.date) -> "History":
        """What was true on a day: all that occurred on or before it, and all that acts when known."""
        if not self.facts or self.facts[-1].day <= day:
            return self
        return History(self.woman, tuple(
            fact for fact in self.facts if fact.day <= day or fact.kind in ACTS_WHEN_KNOWN), self.entries, self.rightings,
            self.stream)


def histories(streams: Mapping[str, Sequence[Entry]]) -> Iterator[History]:
    """The women of a ledger in order of their references, merged identities as one under the first of them."""
    alone = {woman: history(woman, entries) for woman, entries in streams.items()}
    for women in united({woman: each.facts for woman, each in alone.items()}):
        yield alone[women[0]] if len(women) == 1 else joined([alone[woman] for woman in women])


def history(woman: str, entries: Sequence[Entry]) -> History:
    """One woman's history from her own entries, in any number."""
    righting = [entry for entry in entries if entry.said.kind in RIGHTING]
    stream = entries[0].stream if entries else ""
    if not righting:
        facts = [fact_of(entry.said, (entry.position,), entry.recorded_at) for entry in entries]
        return History(woman, in_order(facts), len(facts), (), stream)
    withdrawn = withdrawals(righting)
    put_right = corrections(righting, withdrawn)
    rightings = tuple(_rightings(entries, withdrawn, put_right))
    return History(woman, in_order(_standing(entries, withdrawn, put_right)), len(entries) - len(righting), rightings, stream)


def joined(parts: Sequence[History]) -> History:
    """Several identities of one woman as one history, under the first's reference."""
    return History(parts[0].woman, in_order(fact for part in parts for fact in part.facts),
                   sum(part.entries for part in parts), tuple(each for part in parts for each in part.rightings), parts[0].stream)


def _rightings(entries: Sequence[Entry], withdrawn: Mapping[int, Entry], put_right: Mapping[int, Entry]) -> Iterator[Righting]:
    """What was put right in one stream, each entry once: withdrawn or undone, else as last corrected."""
    for entry in entries:
        by = withdrawn.get(entry.position) or put_right.get(entry.position)
        if by and entry.said.kind not in RIGHTING:
            how = "corrected" if by.said.kind == "corrected" else "undone" if by.said.event.undoes else "withdrawn"
            yield Righting(entry.said, entry.position, by.position, how, entry.recorded_at, by.recorded_at)


def stand(entries: Sequence[Entry]) -> list[Fact]:
    """The facts of one stream's entries, corrections and withdrawals applied, as they were written."""
    withdrawn = withdrawals(entries)
    return _standing(entries, withdrawn, corrections(entries, withdrawn))


def _standing(entries: Sequence[Entry], withdrawn: Mapping[int, Entry], put_right: Mapping[int, Entry]) -> list[Fact]:
    return [_placed(entry, put_right.get(entry.position)) for entry in entries
            if entry.said.kind not in RIGHTING and entry.position not in withdrawn]


def _placed(entry: Entry, correction: Entry | None) -> Fact:
    if correction is None:
        return fact_of(entry.said, (entry.position,), entry.recorded_at)
    return fact_of(corrected(entry.said, correction), (entry.position, correction.position), entry.recorded_at)


def withdrawals(entries: Sequence[Entry]) -> dict[int, Entry]:
    """Position withdrawn -> the withdrawal that stands. A withdrawal may itself be withdrawn."""
    standing: dict[int, Entry] = {}
    for entry in reversed(entries):
        if entry.said.kind == "withdrawn" and entry.position not in standing:
            standing.setdefault(entry.said.event.position, entry)
    return standing


def corrections(entries: Sequence[Entry], withdrawn: Mapping[int, Entry]) -> dict[int, Entry]:
    """First position of a fact -> the last correction of it that stands."""
    origin: dict[int, int] = {}
    standing: dict[int, Entry] = {}
    for entry in entries:
        if entry.said.kind == "corrected":
            target = entry.said.event.position
            origin[entry.position] = origin.get(target, target)
            if entry.position not in withdrawn:
                standing[origin[entry.position]] = entry
    return standing


def corrected(said: Statement, correction: Entry) -> Statement:
    """What a statement says once a correction has replaced it."""
    return codec.statement_of(said.woman, correction.said.event.event, said.key)


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts by day and kind; where those are equal, by what they say."""
    placed = sorted(facts, key=_occurred)   # dates as they are kept stand in the order of their days
    done = 0
    for index in [index for index, (one, other) in enumerate(pairwise(placed)) if one.day == other.day]:
        if index >= done:
            done = bisect_right(placed, placed[index].day, index, key=_day)
            placed[index:done] = _of_day(placed[index:done])
    return tuple(placed)


def _of_day(facts: Iterable[Fact]) -> Iterator[Fact]:
    for _, group in groupby(sorted(facts, key=_kind), key=_kind):
        alike = list(group)
        yield from sorted(alike, key=_content) if len(alike) > 1 else alike


_occurred, _day, _kind, _day_and_kind = attrgetter("said.occurred"), attrgetter("day"), attrgetter("kind"), attrgetter("day", "kind")


def _content(fact: Fact) -> tuple[bytes, str, str]:
    return codec.canonical(fact.said), fact.said.by or "", fact.said.source


def united(facts: Mapping[str, Sequence[Fact]]) -> list[list[str]]:
    """Women's references, those merged and not parted again together, the first of each group leading."""
    leader = {woman: woman for woman in facts}

    def lead(woman: str) -> str:
        while leader[woman] != woman:
            woman = leader[woman]
        return woman

    for woman, other in sorted(_merged(facts)):
        first, second = sorted((lead(woman), lead(other)))
        leader[second] = first
    groups: dict[str, list[str]] = {}
    for woman in sorted(facts):
        groups.setdefault(lead(woman), []).append(woman)
    return [groups[woman] for woman in sorted(groups)]


def _merged(facts: Mapping[str, Sequence[Fact]]) -> set[tuple[str, str]]:
    """Pairs whose last word on each other is a merge."""
    joined: dict[tuple[str, str], tuple[int, bool]] = {}
    for woman, own in facts.items():
        for fact in own:
            if fact.said.kind in ("identities-merged", "merge-reversed") and fact.event.other in facts:
                pair = (min(woman, fact.event.other), max(woman, fact.event.other))
                word = (fact.because[-1], fact.said.kind == "identities-merged")
                joined[pair] = max(joined.get(pair, (0, False)), word)
    return {pair for pair, (_, together) in joined.items() if together}
