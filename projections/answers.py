"""What does one woman's history say to one question?

A figure is a table of answers. Numerator = the amounts of its rows, denominator = their `of`, and each
row names the positions that it rests on; missing and excluded rows stand beside them, never in them.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from ledger.history import Fact

ANSWERS: Final = ("counted", "not-counted", "missing", "excluded")


class Answer(msgspec.Struct, frozen=True, gc=False):
    """One row of a figure.

    unit: what the row is where it is not the woman herself, such as 'fitting 2021-02-08'. because: positions.
    """

    answer: str
    amount: float = 0
    of: float = 0
    reason: str = ""
    because: tuple[int, ...] = ()
    unit: str = ""


def counted(reason: str, *facts: Fact | None, amount: float = 1, of: float = 1, unit: str = "") -> Answer:
    """In the numerator and the denominator."""
    return Answer("counted", amount, of, reason, positions(facts), unit)


def not_counted(reason: str, *facts: Fact | None, of: float = 1, unit: str = "") -> Answer:
    """In the denominator alone."""
    return Answer("not-counted", 0, of, reason, positions(facts), unit)


def missing(reason: str, *facts: Fact | None, unit: str = "") -> Answer:
    """Asked of her, and not known."""
    return Answer("missing", reason=reason, because=positions(facts), unit=unit)


def excluded(reason: str, *facts: Fact | None, unit: str = "") -> Answer:
    """One of those the figure is about, but it cannot be asked of her."""
    return Answer("excluded", reason=reason, because=positions(facts), unit=unit)


def measured(reason: str, facts: Iterable[Fact | None], amount: float, of: float, unit: str = "") -> Answer:
    """An amount of a number of days or contacts: counted where there is any, else not-counted."""
    return Answer("counted" if amount else "not-counted", amount, of, reason, positions(facts), unit)


def positions(facts: Iterable[Fact | None]) -> tuple[int, ...]:
    """The positions that facts rest on, each once, in order."""
    found = [fact.because for fact in facts if fact]
    return found[0] if len(found) == 1 else tuple(sorted({position for because in found for position in because}))
