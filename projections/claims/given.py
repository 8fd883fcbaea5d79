"""What is a claim, and what do its figures say?

A claim is a row: where a figure was published, what the text says, the form of its arithmetic, and its numbers as
`name=value` parted by `;`, several values by `|`. Which numbers are themselves rounded is decided here, once:

1. A whole number is exact: a count, an amount of an account.
2. One printed with decimals, with k, m or bn, or as a percentage is known to its last printed digit; how a number is
   printed in the claim's text counts too. Pounds with two decimals are exact.
3. What a scaling begins with (`from`) is exact where it is a whole number for each unit of `of`; else it was itself
   worked out, and is known to its last printed digit (14 of 24: 13.5 to 14.5).
4. Where the text says 'approx' or the like before a number, it does not say how near that is.
"""

import re
from collections.abc import Mapping
from typing import Final

import attrs

from projections.claims.numbers import MANY, PRINTED, NotUnderstood, Shown, printed, shown

HEDGED: Final = re.compile(r"\b(?:approx(?:imately|\.)?|about|around|roughly|circa|some|nearly|almost)\s+(?=\u00a3?\d)", re.IGNORECASE)
NOTHING_STATED: Final = ("", "none", "-")
PENCE: Final = 100


@attrs.frozen
class Claim:
    """A published figure. figures: as written. verdict, working: what a file says of it already, or nothing."""

    claim: str
    document: str
    place: str
    text: str
    form: str
    figures: str
    verdict: str = ""
    working: str = ""
    by_name: Mapping[str, str] = attrs.field(init=False, eq=False, repr=False)

    @by_name.default
    def _by_name(self) -> Mapping[str, str]:
        return dict(_pairs(self.figures))

    @property
    def repeated(self) -> str:
        """The name of a figure that is given twice, differently; nothing where none is."""
        return next((name for name, value in _pairs(self.figures) if self.by_name[name] != value), "")

    def has(self, *names: str) -> bool:
        """Whether one of these figures is given."""
        return any(self.by_name.get(name, "").lower() not in NOTHING_STATED for name in names)

    def word(self, *names: str) -> str:
        """A figure as it is written, by its first name that is given. Raises NotUnderstood where none is."""
        found = next((self.by_name[name] for name in names if self.has(name)), None)
        if found is None:
            raise NotUnderstood(f"{' or '.join(names)} is not among the figures")
        return found

    def number(self, *names: str) -> Shown:
        """A figure as a number."""
        return shown(self.word(*names))

    def numbers(self, *names: str) -> list[Shown]:
        """A figure as several numbers."""
        return [shown(part) for part in self.word(*names).split("|")]

    def whole(self, *names: str) -> int:
        """A figure that counts something, at least 1."""
        number = self.number(*names)
        if number.value.denominator != 1 or number.value < 1:
            raise NotUnderstood(f"{names[0]} counts something: write a whole number from 1")
        return int(number.value)

    @property
    def stated(self) -> list[Shown]:
        """What the document states; empty where it states nothing."""
        return [self.percentage(each) for each in self.numbers("stated")] if self.has("stated") else []

    def percentage(self, number: Shown) -> Shown:
        """A number, as a percentage where the text prints it as one."""
        printed_so = any(each.value == number.value and each.percent for each in printed(self.text))
        return attrs.evolve(number, percent=True) if printed_so else number

    def rounded(self, number: Shown) -> Shown | None:
        """An input as far as it is known, where it is itself rounded; None for one that is exact."""
        same = [each for each in printed(self.text) if each.value == number.value]
        step = min((each.step for each in same), default=number.step) if number.step == 1 else number.step
        money = number.money or any(each.money for each in same)
        percent = number.percent or any(each.percent for each in same)
        exact = (step == 1 and not percent) or (money and step * PENCE == 1)
        return None if exact else attrs.evolve(number, step=step)

    @property
    def hedged(self) -> str:
        """The number that the text gives as approximate, with the word; nothing where it gives none so."""
        return hedge(self.text)


def _pairs(figures: str) -> list[tuple[str, str]]:
    """Each figure's name and value, in order."""
    pairs = (part.partition("=") for part in figures.split(";") if part.strip())
    return [(name.strip().lower().replace("-", "_").replace(" ", "_"), value.strip()) for name, _, value in pairs]


def hedge(text: str) -> str:
    """The first number of a text that stands behind 'approx' or the like, with that word."""
    for found in HEDGED.finditer(text):
        number = PRINTED.match(text, found.end())
        if number and (number["many"] or "").lower() in MANY:
            return text[found.start():number.end()].strip()
    return ""
