"""What does a printed number say, and how near may what was meant be?

A number is known to its last printed digit: 3.3 is 3.25 to 3.35, and 285k is 284,500 to 285,500, for k, m and bn stand
for digits that were not printed. Values are exact fractions: no verdict hangs on how a computer keeps 0.1.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs

MANY: Final = {"": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
PRINTED: Final = re.compile(
    r"(?<![\w.,/-])(?P<sign>[-\u2212])?(?P<pound>\u00a3)?\s?(?P<whole>\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?:\.(?P<decimals>\d{1,30}))?"
    r"\s?(?:(?P<many>k|m|bn|thousand|million|billion)\b)?\s?(?P<percent>%|per cent\b|percent\b)?(?![\w]|[.,]\d)", re.IGNORECASE)
PENCE: Final = re.compile(r"(\d{1,4})\s?p", re.IGNORECASE)
ONES: Final = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
               "seventeen eighteen nineteen").split()
TENS: Final = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
SCALES: Final = ("whole numbers", "tens", "hundreds", "thousands", "ten thousands", "hundred thousands", "millions",
                 "ten millions", "hundred millions")
EXACT: Final = 100
LONG: Final = 1000


class NotUnderstood(ValueError):
    """A claim's figures cannot be read; says what is missing or wrong, and how to write it."""


@attrs.frozen
class Shown:
    """A number as it was printed: its value, the unit of its last printed digit, and whether it is money or a percentage."""

    value: Fraction
    step: Fraction = Fraction(1)
    money: bool = False
    percent: bool = False

    @property
    def low(self) -> Fraction:
        """The least that rounds to it."""
        return self.value - self.step / 2

    @property
    def high(self) -> Fraction:
        """The most that rounds to it."""
        return self.value + self.step / 2

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        return len(str(self.step.denominator)) - 1

    @property
    def last_unit(self) -> int:
        """The unit of the last digit that is not 0; 1 for a number that is not whole, and for 0."""
        if self.value.denominator != 1 or not self.value:
            return 1
        digits = str(abs(self.value.numerator))
        return int(10 ** (len(digits) - len(digits.rstrip("0"))))


def shown(text: str) -> Shown:
    """A number as printed: '3.3', '1,425,000', '450k', '94%', '45p', 'Forty-nine'. Raises NotUnderstood for anything else."""
    typed = text.strip()
    found = PRINTED.fullmatch(typed)
    if found:
        return as_shown(found)
    pence = PENCE.fullmatch(typed)
    if pence:
        return Shown(Fraction(int(pence[1]), EXACT), Fraction(1, EXACT), money=True)
    word = in_words(typed)
    if word is None:
        raise NotUnderstood(f"{typed!r:.40} is not a number")
    return Shown(Fraction(word))


def printed(text: str) -> Iterator[Shown]:
    """The numbers that stand in a text."""
    return (as_shown(found) for found in PRINTED.finditer(text))


def as_shown(found: re.Match[str]) -> Shown:
    """What PRINTED found, as a number."""
    times = MANY[(found["many"] or "").lower()]
    value = Fraction(f"{found['whole'].replace(',', '')}.{found['decimals'] or 0}") * times
    return Shown(-value if found["sign"] else value, Fraction(times, 10 ** len(found["decimals"] or "")),
                 bool(found["pound"]), bool(found["percent"]))


def in_words(text: str) -> int | None:
    """A number below a hundred in words; None for other words."""
    first, _, second = text.lower().replace(" ", "-").partition("-")
    if first in TENS and (not second or second in ONES[1:10]):
        return TENS[first] + (ONES.index(second) if second else 0)
    return ONES.index(first) if first in ONES and not second else None


def said(value: Fraction | int, decimals: int = 0) -> str:
    """A value worked out, as people read it: exact to two decimals, else a decimal more than the number it stands beside."""
    value = Fraction(value)
    if (value * EXACT).denominator == 1:
        return f"{float(value):,.2f}".rstrip("0").rstrip(".") if value.denominator != 1 else f"{value.numerator:,}"
    return f"{float(value):,.0f}" if abs(value) >= LONG else f"{float(value):,.{decimals + 1}f}"


def scale(unit: int) -> str:
    """The name of a power of ten: 'thousands'."""
    return SCALES[min(len(str(unit)) - 1, len(SCALES) - 1)]
