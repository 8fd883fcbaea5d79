"""How do answers become a figure, and a figure its rows?

One accumulator serves both: added up, its rows are the figure; kept, they are its explanation.
So the two cannot disagree. Women may come in any order, and tallies of parts may be added together.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, chain, repeat
from math import fsum
from typing import Any, Final

import attrs
import msgspec

from projections.answers import Answer, OfEach
from projections.indicators import Figure
from projections.packed import Number
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


class Sums(msgspec.Struct):
    """What answers to one figure add up to, of one woman or of many; sums of parts add up in any order.

    unseen: excluded because nobody looked. women, with_any, most: of a figure that counts no women, how many are in its
    denominator and numerator, and the most of one. amounts: of a median or a mean, every amount of one woman; a Tally counts them.
    """

    numerator: Number = 0
    denominator: Number = 0
    missing: int = 0
    excluded: int = 0
    unseen: int = 0
    women: int = 0
    with_any: int = 0
    most: Number = 0
    amounts: list[Number] = []

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All but the amounts; added up, but for the last, of which the largest stands."""
        return (self.numerator, self.denominator, self.missing, self.excluded, self.unseen, self.women, self.with_any, self.most)

    def add(self, other: "Sums", times: int = 1) -> None:
        """Take what another adds up to, so many times over, but for its amounts."""
        self.numerator += other.numerator * times
        self.denominator += other.denominator * times
        self.missing += other.missing * times
        self.excluded += other.excluded * times
        self.unseen += other.unseen * times
        self.women += other.women * times
        self.with_any += other.with_any * times
        self.most = max(self.most, other.most)


NUMBERS: Final = len(Sums().numbers)


def summed(figure: Figure, answers: Iterable[Answer]) -> Sums:
    """What one woman's answers to a figure add up to."""
    keeps = figure.measure in ("median", "mean")
    sums = _of_each(answers, keeps) if isinstance(answers, OfEach) else _of_rows(answers, keeps)
    if figure.unit == "women":
        sums.women = 0
    elif sums.women:
        sums.most, sums.with_any = max(sums.numerator, 0), int(sums.numerator > 0)
    return sums


def _of_rows(answers: Iterable[Answer], keeps: bool) -> Sums:
    sums = Sums()
    for said in answers:
        sums.numerator += said.amount
        sums.denominator += said.of
        if said.answer == "missing":
            sums.missing += 1
        elif said.answer == "excluded":
            sums.excluded += 1
        if said.reason in UNSEEN:
            sums.unseen += 1
        if keeps and said.answer == "counted":
            sums.amounts.append(said.amount)
        if said.amount or said.of:
            sums.women = 1
    return sums


def _of_each(answers: OfEach, keeps: bool) -> Sums:
    known: list[Number] = [amount for amount in answers.amounts if amount is not None]
    return Sums(sum(known), len(known), excluded=len(answers.amounts) - len(known), women=int(bool(known)),
                amounts=known if keeps else [])


PLAIN: Final = (Sums(1, 1), Sums(0, 1), Sums(missing=1), Sums(excluded=1), Sums(excluded=1, unseen=1))
SAID: Final[Mapping[tuple[str, float, float, bool], int]] = {
    ("counted", 1, 1, False): 0, ("not-counted", 0, 1, False): 1, ("missing", 0, 0, False): 2,
    ("excluded", 0, 0, False): 3, ("excluded", 0, 0, True): 4}


OF_ANY: Final = (2, 3, 4)
"""Those of PLAIN that an answer to any figure may add up to: nothing is counted in them."""


def plain(said: Answer) -> int | None:
    """Which of PLAIN one woman's only answer to a figure that counts women adds up to, and of any figure one of OF_ANY; else None."""
    return SAID.get((said.answer, said.amount, said.of, said.reason in UNSEEN))


@attrs.define
class Tally:
    """The answers to one figure, added up as they come; the rows themselves are kept only where asked for."""

    figure: Figure
    keep: bool = False
    sums: Sums = attrs.field(factory=Sums)
    amounts: Counter[Number] = attrs.field(factory=Counter)
    rows: list[Row] = attrs.field(factory=list)

    def add(self, woman: str, answers: Iterable[Answer]) -> None:
        """Take all the answers of one woman."""
        held = tuple(answers)
        self.take(summed(self.figure, held))
        if self.keep:
            self.rows += [Row(woman, said) for said in held]

    def take(self, sums: Sums, times: int = 1) -> None:
        """Take what the answers of one woman add up to, so many times over."""
        self.sums.add(sums, times)
        for _ in range(times) if sums.amounts else ():
            self.amounts.update(sums.amounts)

    def behind(self) -> tuple[int, int, float]:
        """How many women are in a numerator that counts no women, and in its denominator, and the most that one adds."""
        return self.sums.with_any, self.sums.women, self.sums.most

    def value(self) -> float | None:
        """The figure itself; None where there is nothing to divide by."""
        each = self.figure
        if each.measure in ("median", "mean"):
            return AVERAGES[each.measure](self.amounts) if self.amounts else None
        return value_of(each.measure, each.per, self.sums.numerator, self.sums.denominator, ())

    def interval(self) -> list[float] | None:
        """Wilson for a share of women, Garwood for a rate; None where answers are not independent or there are none."""
        from projections.statistics import garwood, wilson

        numerator, denominator = int(self.sums.numerator), self.sums.denominator
        if not denominator:
            return None
        if self.figure.measure == "proportion" and self.figure.unit == "women":
            return [tidy(limit) for limit in wilson(numerator, int(denominator))]
        if self.figure.measure == "rate":
            low, high = garwood(numerator, denominator / YEAR)
            return [tidy(low * self.figure.per), tidy(high * self.figure.per)]
        return None

    def mark(self, few: int) -> str | None:
        """x: nobody looked. u: a rate of too few events. z: nobody to ask."""
        if self.value() is None:
            return "x" if self.figure.measure == "rate" or self.sums.unseen else "z"
        return "u" if self.figure.measure == "rate" and self.sums.numerator < few else None


def rate(events: int, covered: int, few: int) -> dict[str, Any]:
    """Events a woman-year of covered days, its exact interval (Garwood), and the mark: x nobody looked, u fewer events than `few`."""
    from projections.statistics import garwood

    if not covered:
        return {"rate": None, "interval": None, "mark": "x"}
    years = covered / YEAR
    return {"rate": tidy(events / years), "interval": [tidy(limit) for limit in garwood(events, years)],
            "mark": "u" if events < few else None}


def median(amounts: Mapping[float, int]) -> float:
    """The median of amounts, each with how often it stands there: as `statistics.median` of all of them."""
    last = sum(amounts.values()) - 1
    low, high = (_at(place, amounts) for place in (last // 2, (last + 1) // 2))
    return low if last % 2 == 0 else (low + high) / 2


def _at(place: int, amounts: Mapping[float, int]) -> float:
    """The amount at a place, from 0, of all of them in order."""
    ordered = sorted(amounts)
    passed = accumulate(amounts[amount] for amount in ordered)
    return next(amount for amount, upto in zip(ordered, passed, strict=True) if place < upto)


def mean(amounts: Mapping[float, int]) -> float:
    """The mean of amounts, each with how often it stands there: as `statistics.fmean` of all of them."""
    return fsum(chain.from_iterable(repeat(amount, often) for amount, often in amounts.items())) / sum(amounts.values())


AVERAGES: Final[Mapping[str, Callable[[Mapping[float, int]], float]]] = {"median": median, "mean": mean}


def value_of(measure: str, per: int, numerator: float, denominator: float, amounts: Sequence[float]) -> float | None:
    """A figure's value from what its rows add up to (and, of a median or mean, from their amounts); None of nothing."""
    if measure in AVERAGES:
        return AVERAGES[measure](Counter(amounts)) if amounts else None
    if measure == "count":
        return numerator
    if not denominator:
        return None
    if measure == "rate":
        return numerator / (denominator / YEAR) * per
    return numerator / denominator


NOISE: Final = 1e-14   # What sums of floats may be off by, so that a 0 is 0.


def tidy(number: float) -> Number:
    """A number without the noise of its last digits; whole ones as whole numbers. A small one keeps as many digits that
    count as a large one: a p of 0.00000002 is not 0."""
    size = math.floor(math.log10(abs(number))) + 1 if NOISE < abs(number) < 1 else 0
    rounded = round(number, DECIMALS - min(size, 0))
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
