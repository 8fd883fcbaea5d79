"""Does a number that was worked out agree with the number that was stated?

`agrees`: exact, or equal when rounded at the decimals shown. `rounds-to`: the stated number is whole, and is reached by
rounding or truncating at its last digit that is not 0. `cannot-tell`: an input that is itself rounded leaves it open, or
something is not there. `disagrees`: none of these. The zeros of a percentage are digits: 50% is not 'about a half', so a
percentage rounds at the digits shown alone, and truncated there it is `rounds-to`.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import attrs

from projections.claims.numbers import Shown, scale

VERDICTS: Final = ("agrees", "rounds-to", "cannot-tell", "disagrees")
"""From the best to the worst: a claim of several numbers has the worst of theirs."""


@attrs.frozen
class Judged:
    """What became of a claim: the verdict, and the numbers of its working. mended: how to write figures that cannot be read."""

    verdict: str
    working: str
    mended: str = ""


def compare(worked: Fraction, stated: Shown, percent: bool = False) -> Judged:
    """The verdict on two numbers, and in words how one becomes the other; no words where they are equal."""
    if worked == stated.value:
        return Judged("agrees", "")
    if abs(worked - stated.value) <= stated.step / 2:
        return Judged("agrees", f"shown with {_decimals(stated)}" if stated.step <= 1 else f"shown in {scale(int(stated.step))}")
    unit = 1 if percent else stated.last_unit
    if stated.value.denominator != 1:
        return Judged("disagrees", "")
    if not percent and abs(worked - stated.value) * 2 <= unit and not _cut(worked, stated, unit, tie=True):
        return Judged("rounds-to", f"rounded to {scale(unit)}")
    if _cut(worked, stated, unit):
        return Judged("rounds-to", f"truncated to {scale(unit)}")
    return Judged("disagrees", "")


def _cut(worked: Fraction, stated: Shown, unit: int, tie: bool = False) -> bool:
    """Whether the stated number is the worked one truncated at a unit. tie: and lies half a unit below, where rounding goes up."""
    over = abs(worked) - abs(stated.value)
    return bool(stated.value) and worked * stated.value >= 0 and (over * 2 == unit if tie else 0 <= over < unit)


def _decimals(stated: Shown) -> str:
    return {0: "no decimals", 1: "1 decimal"}.get(stated.decimals, f"{stated.decimals} decimals")


def reaches(low: Fraction, high: Fraction, stated: Shown) -> bool:
    """Whether some value from low to high is shown as the stated number."""
    return low <= stated.high and high >= stated.low


def worst(verdicts: Iterable[str]) -> str:
    """The worst of several verdicts."""
    return max(verdicts, key=VERDICTS.index)
