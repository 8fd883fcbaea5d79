"""What do a figure's rows add up to, and by how much did that change?

Whole numbers and fractions, never rounded, so that parts add up exactly. Of a median or a mean the amounts are kept
too, each with how often it stands there; a difference may hold a number of them below nothing.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import attrs

from projections.answers import Answer
from projections.figures import tidy, value_of

Number = int | Fraction


@attrs.frozen
class Sums:
    """Numerator, denominator, and what stands beside them; or a difference of two such."""

    numerator: Number = 0
    denominator: Number = 0
    missing: int = 0
    excluded: int = 0
    amounts: Mapping[Number, int] = attrs.field(factory=dict)

    def __add__(self, other: "Sums") -> "Sums":
        return self._with(other, 1)

    def __sub__(self, other: "Sums") -> "Sums":
        return self._with(other, -1)

    def _with(self, other: "Sums", sign: int) -> "Sums":
        amounts = dict(self.amounts)
        for amount, times in other.amounts.items():
            amounts[amount] = amounts.get(amount, 0) + sign * times
        return Sums(self.numerator + sign * other.numerator, self.denominator + sign * other.denominator,
                    self.missing + sign * other.missing, self.excluded + sign * other.excluded,
                    {amount: times for amount, times in amounts.items() if times})

    def as_json(self) -> dict[str, Any]:
        """The numbers without the amounts."""
        return {"numerator": plain(self.numerator), "denominator": plain(self.denominator),
                "missing": self.missing, "excluded": self.excluded}

    def value(self, measure: str, per: int) -> float | None:
        """The figure itself, as its report gives it."""
        amounts = [plain(amount) for amount, times in sorted(self.amounts.items()) for _ in range(times)]
        found = value_of(measure, per, plain(self.numerator), plain(self.denominator), amounts)
        return None if found is None else tidy(found)


NOTHING = Sums()


def summed(answers: Iterable[Answer], measure: str) -> Sums:
    """What answers add up to; their amounts are kept for a median and a mean alone."""
    numerator: Number = 0
    denominator: Number = 0
    missing = excluded = 0
    amounts: dict[Number, int] = {}
    for said in answers:
        numerator += exact(said.amount)
        denominator += exact(said.of)
        missing += said.answer == "missing"
        excluded += said.answer == "excluded"
        if said.answer == "counted" and measure in ("median", "mean"):
            amounts[exact(said.amount)] = amounts.get(exact(said.amount), 0) + 1
    return Sums(numerator, denominator, missing, excluded, amounts)


def exact(number: float) -> Number:
    """A number of which nothing is lost in adding."""
    return number if isinstance(number, int) else Fraction(number)


def plain(number: Number) -> float:
    """A number as reports print it."""
    return number if isinstance(number, int) else tidy(float(number))
