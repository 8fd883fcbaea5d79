"""How far did each woman come: identified, prioritised, reached, signed up, and then?

A step counts the women who took it and all that it rests on, of those who took the step before it.
Whoever signed up counts as signed up, though nobody recorded that she was reached: she is no part of `of` there,
and of the steps before it she counts in those alone that were recorded.
After sign-up she is either in the programme on the day or has ended: a woman who came back is in it.
"""

import functools
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import msgspec

from ledger.codes import PROGRAMME_OUTCOMES
from ledger.history import Fact
from projections.answers import Answer, counted, not_counted
from projections.asked import Given
from projections.figures import Row, sorted_rows
from projections.indicators import Programme
from projections.indicators.reach import prioritised as decided
from projections.sheets import Column, Sheet
from projections.woman import Woman

COMPLETED: Final = PROGRAMME_OUTCOMES.groups["completed"]


@attrs.frozen
class Step:
    """One step: the step before it (none before the first), and the fact by which a woman has taken it."""

    before: str | None
    taken: Callable[[Woman], Fact | None]


def identified(woman: Woman) -> Fact | None:
    """She came to notice."""
    return woman.first("woman-identified")


def prioritised(woman: Woman) -> Fact | None:
    """The last decision on her is to offer her the programme."""
    return decided(woman) if identified(woman) else None


def reached(woman: Woman) -> Fact | None:
    """Prioritised, and outreach has started."""
    return woman.first("outreach-started") if prioritised(woman) else None


def signed_up(woman: Woman) -> Fact | None:
    """She joined the programme, whatever was recorded before."""
    return woman.sign_up if woman.signed_up else None


def in_programme(woman: Woman) -> Fact | None:
    """Signed up, and in the programme on the day."""
    return woman.programme[-1].begun if woman.in_programme else None


def ended(woman: Woman) -> Fact | None:
    """Signed up, and out of the programme on the day: it ended, or she died."""
    if not woman.signed_up:
        return None
    return (woman.programme[-1].ended if woman.programme else None) or woman.died


def completed(woman: Woman) -> Fact | None:
    """Ended, and the last end was a completion."""
    end = ended(woman)
    return end if end and end.kind == "programme-ended" and end.event.outcome in COMPLETED else None


STEPS: Final[Mapping[str, Step]] = {
    "identified": Step(None, identified), "prioritised": Step("identified", prioritised),
    "reached": Step("prioritised", reached), "signed-up": Step("reached", signed_up),
    "in-programme": Step("signed-up", in_programme), "ended": Step("signed-up", ended),
    "completed": Step("signed-up", completed)}


@functools.lru_cache(maxsize=8)
def answers(woman: Woman, step: str) -> Answer | None:
    """Whether she took a step; None where she took neither it nor the one before. Raises KeyError for no step.

    One who took it without the step before is counted, 1 of 0.
    """
    before, fact = STEPS[step].before, STEPS[step].taken(woman)
    came = STEPS[before].taken(woman) if before else fact
    words = step.replace("-", " ")
    if fact and came:
        return counted(f"{words} {fact.said.occurred}", came, fact)
    if fact:
        return counted(f"{words} {fact.said.occurred}, with no record of the step before", fact, of=0)
    return not_counted(f"not {words}", came) if came else None


@attrs.define
class Tally:
    """The funnel as women are added to it, in any order."""

    women: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(STEPS, 0))
    of: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(STEPS, 0))

    def add(self, woman: Woman) -> "Tally":
        """Take one woman; gives itself back."""
        for step in STEPS:
            if said := answers(woman, step):
                self.women[step] += int(said.amount)
                self.of[step] += int(said.of)
        return self

    def rows(self) -> list[dict[str, Any]]:
        """The steps in order: who took each, of those who took the one before."""
        return [{"step": step, "women": self.women[step], "of": self.of[step]} for step in STEPS]


_encode = msgspec.msgpack.Encoder().encode
_part = msgspec.msgpack.Decoder(tuple[list[int], list[int]])


class Funnel:
    """The funnel as a report; `explained` is a step, whose rows are kept. Raises KeyError for no step."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._step = explained if explained is None or STEPS[explained] else None
        self._tally = Tally()
        self._alike: Counter[bytes] = Counter()
        self._kept: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        if self._step is None:
            self._tally.add(woman)
        elif said := answers(woman, self._step):
            self._kept.append(Row(woman.reference, said))

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of an explanation."""
        return self._step is None

    def part(self, woman: Woman) -> bytes:
        """What one woman adds, as bytes that `take` takes."""
        told = Tally().add(woman)
        return _encode((list(told.women.values()), list(told.of.values())))

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._alike[part] += 1

    def _add_up(self) -> None:
        for part, times in self._alike.items():
            women, of = _part.decode(part)
            for step, came, asked in zip(STEPS, women, of, strict=True):
                self._tally.women[step] += came * times
                self._tally.of[step] += asked * times
        self._alike.clear()

    def document(self, erased: int) -> dict[str, Any]:
        """The rows of the report; erased women are in none of them."""
        self._add_up()
        return {"rows": self._tally.rows(), "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one step that was asked for."""
        return sorted_rows(self._kept)


COLUMNS: Final = (
    Column("step", "Step", "How far she came.", role="open"), Column("women", "Women", "Who took the step.", "whole", "women", "count"),
    Column("of", "Of", "Who took the step before it.", "whole", "women", "of"))


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The steps."""
    return [Sheet("steps", "From identified to completed", "How many women took each step.", COLUMNS, document["rows"])]
