"""How do answers become a figure, and a figure its rows?

One accumulator serves both: added up, its rows are the figure; kept, they are its explanation.
So the two cannot disagree. Women may come in any order, and tallies of parts may be added together.
"""

import statistics as numbers
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.answers import Answer
from projections.indicators import Figure
from projections.sheets import Column, Sheet

YEAR: Final = 365.25
UNSEEN: Final = ("nobody looked", "away")
DECIMALS: Final = 9


@attrs.frozen
class Row:
    """One answer with whose it is, as `explain` prints it."""

    woman: str
    answer: Answer

    def as_json(self) -> dict[str, Any]:
        said = self.answer
        return {"woman": self.woman, "unit": said.unit or self.woman, "answer": said.answer, "amount": tidy(said.amount),
                "of": tidy(said.of), "reason": said.reason, "because": list(said.because)}


@attrs.define
class Tally:
    """The answers to one figure, added up as they come; the rows themselves are kept only where asked for."""

    figure: Figure
    keep: bool = False
    numerator: float = 0
    denominator: float = 0
    missing: int = 0
    excluded: int = 0
    unseen: int = 0
    amounts: list[float] = attrs.field(factory=list)
    rows: list[Row] = attrs.field(factory=list)
    shares: dict[str, float] = attrs.field(factory=dict)

    def add(self, woman: str, answers: Iterable[Answer]) -> None:
        """Take one woman's answers."""
        for said in answers:
            self.numerator += said.amount
            self.denominator += said.of
            self.missing += said.answer == "missing"
            self.excluded += said.answer == "excluded"
            self.unseen += said.reason in UNSEEN
            if self.figure.measure in ("median", "mean") and said.answer == "counted":
                self.amounts.append(said.amount)
            if self.figure.unit != "women" and (said.amount or said.of):
                self.shares[woman] = self.shares.get(woman, 0) + said.amount
            if self.keep:
                self.rows.append(Row(woman, said))

    def behind(self) -> tuple[int, int, float]:
        """How many women are in a numerator that counts no women, and in its denominator, and the most that one adds."""
        amounts = self.shares.values()
        return sum(amount > 0 for amount in amounts), len(self.shares), max(amounts, default=0)

    def value(self) -> float | None:
        """The figure itself; None where there is nothing to divide by."""
        return value_of(self.figure.measure, self.figure.per, self.numerator, self.denominator, self.amounts)

    def interval(self) -> list[float] | None:
        """Wilson for a share of women, Garwood for a rate; None where answers are not independent or there are none."""
        from projections.statistics import garwood, wilson

        if not self.denominator:
            return None
        if self.figure.measure == "proportion" and self.figure.unit == "women":
            return [tidy(limit) for limit in wilson(int(self.numerator), int(self.denominator))]
        if self.figure.measure == "rate":
            low, high = garwood(int(self.numerator), self.denominator / YEAR)
            return [tidy(low * self.figure.per), tidy(high * self.figure.per)]
        return None

    def mark(self, few: int) -> str | None:
        """x: nobody looked. u: a rate of too few events. z: nobody to ask."""
        if self.value() is None:
            return "x" if self.figure.measure == "rate" or self.unseen else "z"
        return "u" if self.figure.measure == "rate" and self.numerator < few else None


def value_of(measure: str, per: int, numerator: float, denominator: float, amounts: Sequence[float]) -> float | None:
    """A figure's value from what its rows add up to (and, of a median or mean, from their amounts); None of nothing."""
    if measure == "median":
        return numbers.median(amounts) if amounts else None
    if measure == "mean":
        return numbers.fmean(sorted(amounts)) if amounts else None
    if measure == "count":
        return numerator
    if not denominator:
        return None
    if measure == "rate":
        return numerator / (denominator / YEAR) * per
    return numerator / denominator


def tidy(number: float) -> float | int:
    """A number without the noise of its last digits; whole ones as whole numbers."""
    rounded = round(number, DECIMALS)
    return int(rounded) if float(rounded).is_integer() else rounded


def sorted_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows of an explanation, by woman and unit."""
    return [row.as_json() for row in sorted(rows, key=lambda row: (row.woman, row.answer.unit, row.answer.answer))]


ROWS: Final = (
    Column("woman", "Woman"), Column("unit", "Unit"), Column("answer", "Answer"), Column("amount", "Amount", kind="number"),
    Column("of", "Of", kind="number"), Column("reason", "Reason"), Column("because", "Positions", kind="list"))


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The rows of an explanation: for the team alone, every column."""
    return [Sheet("rows", "Rows behind the figure", "Amounts and `of` add up to the figure.", ROWS, document["rows"])]
