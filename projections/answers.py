"""What does one woman's history say to one question?

A figure is a table of answers. Numerator = the amounts of its rows, denominator = their `of`, and each
row names the positions that it rests on; missing and excluded rows stand beside them, never in them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import attrs
import msgspec

from ledger.history import Fact

ANSWERS: Final = ("counted", "not-counted", "missing", "excluded")


class Answer(msgspec.Struct, frozen=True, gc=False):
    """One row of a figure.

    unit: what the row is where it is not the woman herself, such as 'fitting 2021-02-08'. rests_on: facts, or positions.
    """

    answer: str
    amount: float = 0
    of: float = 0
    reason: str = ""
    rests_on: tuple[Fact | int | None, ...] = ()
    unit: str = ""

    @property
    def because(self) -> tuple[int, ...]:
        """The positions that it rests on: put together only where the row is shown."""
        return positions(self.rests_on)


@attrs.frozen
class OfEach:
    """An answer for each of many facts. Rows are written where they are shown; who adds up takes the amounts.

    amounts: what each fact adds to the numerator, of 1; None where it is excluded. rows: writes them all.
    """

    facts: Sequence[Fact]
    amounts: Sequence[int | None]
    rows: Callable[[Sequence[Fact], Sequence[int | None]], Iterable[Answer]]

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.rows(self.facts, self.amounts))

    def __len__(self) -> int:
        return len(self.facts)


def counted(reason: str, *facts: Fact | None, amount: float = 1, of: float = 1, unit: str = "") -> Answer:
    """In the numerator and the denominator."""
    return Answer("counted", amount, of, reason, facts, unit)


def not_counted(reason: str, *facts: Fact | None, of: float = 1, unit: str = "") -> Answer:
    """In the denominator alone."""
    return Answer("not-counted", 0, of, reason, facts, unit)


def missing(reason: str, *facts: Fact | None, unit: str = "") -> Answer:
    """Asked of her, and not known."""
    return Answer("missing", 0, 0, reason, facts, unit)


def excluded(reason: str, *facts: Fact | None, unit: str = "") -> Answer:
    """One of those the figure is about, but it cannot be asked of her."""
    return Answer("excluded", 0, 0, reason, facts, unit)


def measured(reason: str, facts: Iterable[Fact | None], amount: float, of: float, unit: str = "") -> Answer:
    """An amount of a number of days or contacts: counted where there is any, else not-counted."""
    return Answer("counted" if amount else "not-counted", amount, of, reason, tuple(facts), unit)


def positions(rests_on: Sequence[Fact | int | None]) -> tuple[int, ...]:
    """The positions that facts rest on, each once, in order; where nothing but positions is given, these as they are."""
    if all(isinstance(each, int) for each in rests_on):
        return tuple(rests_on)  # type: ignore[arg-type]
    found = [(each,) if isinstance(each, int) else each.because for each in rests_on if each]
    return found[0] if len(found) == 1 else tuple(sorted({position for because in found for position in because}))
