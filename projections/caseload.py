"""How much does each practitioner carry, day by day, and against which cap?

A load is the sum of the shares of a case that a practitioner holds on a day, from allocation up to, not with,
release or her death. The cap is that of the role, women a full-time post, times the hours of the post. It is
null where no post or no cap is set: a cap warns, and never blocks.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from math import fsum
from typing import Any, Final

import attrs
import msgspec

from ledger.errors import NotFound
from ledger.history import Fact, History
from projections.answers import Answer
from projections.asked import Given
from projections.indicators import Programme
from projections.woman import ONE_DAY, Woman

DECIMALS: Final = 6


@attrs.frozen
class Allocation:
    """One woman with one practitioner for a run of days at one share of a case; `because` are positions."""

    practitioner: str
    start: datetime.date
    end: datetime.date
    weight: float
    because: tuple[int, ...]

    def holds(self, day: datetime.date) -> bool:
        return self.start <= day < self.end


Gathered = tuple[str, Sequence[Allocation]]


@attrs.frozen
class Post:
    """A practitioner in a role, for a run of days at the same hours."""

    practitioner: str
    role: str
    fte: float
    start: datetime.date
    end: datetime.date
    because: tuple[int, ...]


@attrs.frozen
class Cap:
    """The most women a full-time post of a role may have, from a day on."""

    role: str
    start: datetime.date
    women_per_fte: float
    because: tuple[int, ...]


@attrs.frozen
class Stretch:
    """A run of days on which a practitioner's load, post and cap do not change. cap: None where none is set."""

    practitioner: str
    start: datetime.date
    end: datetime.date
    weight: float
    cap: float | None
    because: tuple[int, ...]

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def over(self) -> float:
        """By how much the load exceeds the cap; 0 where it does not, or there is none."""
        return 0 if self.cap is None else tidy(max(self.weight - self.cap, 0))


_encode = msgspec.msgpack.Encoder().encode
_part = msgspec.msgpack.Decoder(tuple[str, tuple[Allocation, ...]])


class Caseload:
    """The caseload report as women are added to it; a practitioner's reference is a figure that can be explained."""

    parted: Final = True

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._programme = programme
        self._practitioner = explained
        self._gathered: list[tuple[str, tuple[Allocation, ...]]] = []

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        self.take(self.part(woman))

    def part(self, woman: Woman) -> bytes:
        """Her allocations, as bytes that `take` takes."""
        return _encode((woman.reference, gather(woman)))

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._gathered.append(_part.decode(part))

    def document(self, erased: int) -> dict[str, Any]:
        return {"rows": [row for row, _ in rows(self._programme, self._gathered)], "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """A row for each woman of the practitioner asked for. Raises NotFound for one who is not in the report."""
        from projections.figures import Row, sorted_rows

        for row, answers in rows(self._programme, self._gathered):
            if row["practitioner"] == self._practitioner:
                return sorted_rows([Row(each.unit, each) for each in answers])
        raise NotFound(f"caseload has no practitioner {self._practitioner!r:.60} on the day.",
                       "See them: outcomes caseload")


def rows(programme: Programme, gathered: Iterable[Gathered]) -> list[tuple[dict[str, Any], list[Answer]]]:
    """For each practitioner with a woman or a post on the day, the row and the answers behind its weight, a woman each.

    gathered: (reference, what `gather` gave) pairs, in any order.
    """
    day: datetime.date = programme.day
    held = _held(gathered, day)
    posts = {post.practitioner: post for post in posts_of(programme.history, day + ONE_DAY) if post.end > day}
    caps = caps_of(programme.history)
    return [(_row(practitioner, posts.get(practitioner), caps, held.get(practitioner, []), day),
             [_answer(woman, each) for woman, each in held.get(practitioner, [])])
            for practitioner in sorted({*held, *posts})]


def _held(gathered: Iterable[Gathered], day: datetime.date) -> dict[str, list[tuple[str, Allocation]]]:
    """Who holds which women on a day."""
    found: dict[str, list[tuple[str, Allocation]]] = {}
    for woman, allocations in sorted(gathered, key=lambda pair: pair[0]):
        for each in allocations:
            if each.holds(day):
                found.setdefault(each.practitioner, []).append((woman, each))
    return found


def _row(practitioner: str, post: Post | None, caps: Sequence[Cap], held: Sequence[tuple[str, Allocation]],
         day: datetime.date) -> dict[str, Any]:
    weight = tidy(fsum(each.weight for _, each in held))
    cap = _cap(post, _cap_on(caps, post, day))
    over = None if cap is None else tidy(max(weight - cap, 0))
    return {"practitioner": practitioner, "role": post.role if post else None, "fte": post.fte if post else None,
            "women": len(held), "weight": weight, "cap": cap, "over": over}


def _answer(woman: str, held: Allocation) -> Answer:
    return Answer("counted", held.weight, 1, f"with {held.practitioner} since {held.start}", held.because, woman)


def stretches(programme: Programme, gathered: Iterable[Gathered]) -> Iterator[Stretch]:
    """Every practitioner's days in a post or with a woman, up to and with the day, cut where anything changes."""
    end = programme.day + ONE_DAY
    allocations: dict[str, list[Allocation]] = {}
    for _, each in gathered:
        for allocation in each:
            allocations.setdefault(allocation.practitioner, []).append(allocation)
    posts: dict[str, list[Post]] = {}
    for post in posts_of(programme.history, end):
        posts.setdefault(post.practitioner, []).append(post)
    caps = caps_of(programme.history)
    for practitioner in sorted({*allocations, *posts}):
        yield from _stretches(practitioner, allocations.get(practitioner, []), posts.get(practitioner, []), caps)


def _stretches(practitioner: str, allocations: Sequence[Allocation], posts: Sequence[Post],
               caps: Sequence[Cap]) -> Iterator[Stretch]:
    """One pass over the days on which something changes, adding what begins and taking off what ends."""
    changes = _changes(allocations)
    of_posts = (edge for post in posts for edge in (post.start, post.end))
    edges = sorted({*changes, *of_posts, *(cap.start for cap in caps)})
    weight = 0.0
    for start, end in pairwise(edges):
        weight = tidy(weight + changes.get(start, 0))
        post = next((each for each in posts if each.start <= start < each.end), None)
        if post or weight:
            cap = _cap_on(caps, post, start)
            yield Stretch(practitioner, start, end, weight, _cap(post, cap),
                          (*(post.because if post else ()), *(cap.because if cap else ())))


def _changes(allocations: Sequence[Allocation]) -> dict[datetime.date, float]:
    """Day -> by how much the load changes on it."""
    changes: dict[datetime.date, float] = {}
    for each in allocations:
        changes[each.start] = changes.get(each.start, 0) + each.weight
        changes[each.end] = changes.get(each.end, 0) - each.weight
    return changes


def gather(woman: Woman) -> tuple[Allocation, ...]:
    """Her allocations up to the day or her death, in order.

    A new allocation to the same practitioner sets the share anew; a release ends it, or takes off the share it names.
    """
    by_practitioner: dict[str, list[Fact]] = {}
    for fact in woman.of("practitioner-allocated", "practitioner-released"):
        by_practitioner.setdefault(fact.event.practitioner, []).append(fact)
    found = [each for practitioner, facts in by_practitioner.items()
             for each in _allocations(practitioner, facts, woman.end)]
    return tuple(sorted(found, key=lambda each: (each.start, each.practitioner)))


def _allocations(practitioner: str, facts: Sequence[Fact], end: datetime.date) -> Iterator[Allocation]:
    share, since = 0.0, end
    because: tuple[int, ...] = ()
    for day, of_day in groupby(facts, key=lambda fact: fact.day):
        told = list(of_day)
        if day >= end:
            break
        if share:
            yield Allocation(practitioner, since, day, share, (*because, *_positions(told)))
        anew = any(fact.kind == "practitioner-allocated" for fact in told)
        share, since, because = _share(share, told), day, (*(() if anew else because), *_positions(told))
    if share:
        yield Allocation(practitioner, since, end, share, because)


def _share(held: float, told: Sequence[Fact]) -> float:
    """The share of a case after a day: what was held is released first, what was not is allocated first."""
    allocated = [fact for fact in told if fact.kind == "practitioner-allocated"]
    released = [fact for fact in told if fact.kind == "practitioner-released"]
    if held and allocated:
        return _weight(allocated[-1], 1)
    share = _weight(allocated[-1], 1) if allocated else held
    for fact in released:
        share = tidy(max(share - _weight(fact, share), 0))
    return share


def _weight(fact: Fact, unsaid: float) -> float:
    return unsaid if fact.event.weight is None else float(fact.event.weight)


def posts_of(programme: History, end: datetime.date) -> list[Post]:
    """Who held which post when, from the programme's stream, up to `end`."""
    by_practitioner: dict[str, list[Fact]] = {}
    for fact in programme.of("staff-joined", "staff-changed", "staff-left"):
        by_practitioner.setdefault(fact.event.practitioner, []).append(fact)
    return [post for facts in by_practitioner.values() for post in _posts(facts, end)]


def _posts(facts: Sequence[Fact], end: datetime.date) -> Iterator[Post]:
    held: Fact | None = None
    for day, of_day in groupby(facts, key=lambda fact: fact.day):
        told = {fact.kind: fact for fact in of_day}
        if held:
            yield _post(held, day, told.values())
        begun = told.get("staff-changed") or told.get("staff-joined")
        held = begun if held or "staff-left" not in told else None
    if held:
        yield _post(held, end, ())


def _post(begun: Fact, end: datetime.date, ended_by: Iterable[Fact]) -> Post:
    return Post(begun.event.practitioner, begun.event.role, float(begun.event.fte), begun.day, end,
                (*begun.because, *_positions(ended_by)))


def caps_of(programme: History) -> list[Cap]:
    """Every cap that was set, in order."""
    return [Cap(fact.event.role, fact.day, float(fact.event.women_per_fte), fact.because)
            for fact in programme.of("caseload-cap-set")]


def _cap_on(caps: Sequence[Cap], post: Post | None, day: datetime.date) -> Cap | None:
    """The cap of a post's role that holds on a day: the last one set."""
    return next((cap for cap in reversed(caps) if post and cap.role == post.role and cap.start <= day), None)


def _cap(post: Post | None, cap: Cap | None) -> float | None:
    return tidy(cap.women_per_fte * post.fte) if post and cap else None


def _positions(facts: Iterable[Fact]) -> tuple[int, ...]:
    return tuple(position for fact in facts for position in fact.because)


def tidy(number: float) -> float:
    """A load without the noise of its last digits, so that the order of adding changes nothing."""
    return round(number, DECIMALS)
