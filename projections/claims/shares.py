"""Could a stated percentage be one of so many people at all?

Of 21 women 94% is nobody: 19 are 90.5%, 20 are 95.2%. A percentage is tried against every whole number of the group, at the
decimals shown; where none gives it, the smallest group that could is named.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from projections.claims.given import Claim
from projections.claims.numbers import NotUnderstood, Shown, said
from projections.claims.verdicts import Judged, compare

ALL: Final = 100
MOST_DECIMALS: Final = 3
AT_LEAST: Final = 2


def proportion(claim: Claim) -> Judged:
    """Proportion: `k` of `n`, `stated` as a percentage."""
    k, n = claim.number("k"), claim.whole("n", "of")
    if k.value.denominator != 1 or k.value < 0:
        raise NotUnderstood("k counts something: write a whole number from 0")
    share = ALL * k.value / n
    written = f"{said(k.value)}/{said(n)} = {said(share, _decimals(claim))}"
    if k.value > n:
        return Judged("disagrees", f"{written}; there are more than all")
    if not claim.stated:
        return Judged("cannot-tell", f"{written}; no percentage is stated to compare it with")
    found = compare(share, claim.stated[0], percent=True)
    how = f"not {said(claim.stated[0].value)}" if found.verdict == "disagrees" else found.working
    return Judged(found.verdict, ", ".join(part for part in (written, how) if part))


def percentage(claim: Claim) -> Judged:
    """Percentage: `stated` of `n`: could any whole number give it? Where none does, which n could."""
    (stated, *others), n = _stated(claim), claim.whole("n", "of")
    if others:
        return percentages(claim)
    if claim.has("k"):
        return proportion(claim)
    near = _nearest(stated, n)
    if gives(n, stated):
        how = compare(Fraction(ALL * near, n), stated, percent=True).working
        return Judged("agrees", ", ".join(part for part in (_share(near, n, stated), how) if part) + _others(stated, n))
    cut = math.ceil(stated.value * n / ALL)
    beside = "; ".join((", ".join(_share(k, n, stated) for k in _around(stated, n)), _smallest(stated)))
    if cut <= n and compare(Fraction(ALL * cut, n), stated, percent=True).verdict == "rounds-to":
        return Judged("rounds-to", f"{_share(cut, n, stated)}, truncated; {beside}")
    return Judged("disagrees", beside)


def percentages(claim: Claim) -> Judged:
    """Percentages: several `stated` of one group of `n`: could any one n give them all?"""
    stated = _stated(claim)
    smallest = _smallest_of_all(stated)
    all_words = f"the smallest n that gives {_all(stated)} is {said(smallest)}" if smallest else "no n gives all"
    if not claim.has("n", "of"):
        return Judged("cannot-tell" if smallest else "disagrees", f"no n is given; {all_words}")
    n = claim.whole("n", "of")
    given = [each for each in stated if gives(n, each)]
    if len(given) == len(stated):
        return Judged("agrees", ", ".join(_share(_nearest(each, n), n, each) for each in stated))
    told = f"no k of {said(n)} gives {_but([each for each in stated if each not in given], stated)}"
    return Judged("disagrees", "; ".join(part for part in (told, _better(stated, n, len(given)), all_words) if part))


def gives(n: int, stated: Shown) -> bool:
    """Whether some number of n is the stated percentage at the decimals shown."""
    low, high = max(stated.low, Fraction()), min(stated.high, Fraction(ALL))
    return low <= high and math.ceil(low * n / ALL) <= math.floor(high * n / ALL)


def _stated(claim: Claim) -> list[Shown]:
    stated = claim.stated
    if not stated:
        raise NotUnderstood("no percentage is stated: write stated=94")
    if any(each.decimals > MOST_DECIMALS or each.step > 1 for each in stated):
        raise NotUnderstood(f"a percentage has at most {MOST_DECIMALS} decimals")
    return stated


def _smallest(stated: Shown) -> str:
    n = _smallest_of_all([stated])
    return f"smallest n is {said(n)} ({_share(_nearest(stated, n), n, stated)})" if n else "no n gives it"


def _smallest_of_all(stated: Sequence[Shown]) -> int | None:
    """The smallest group that gives every percentage; None where none can: one is above 100."""
    if any(each.low > ALL or each.high < 0 for each in stated):
        return None
    return next(n for n in range(1, ALL * 10**MOST_DECIMALS + 1) if all(gives(n, each) for each in stated))


def _better(stated: Sequence[Shown], n: int, given: int) -> str:
    """A smaller group that gives more of them than n does, and at least two: perhaps those of whom it was known."""
    found = max(range(1, n + 1), key=lambda m: (sum(gives(m, each) for each in stated), m))
    fitting = [each for each in stated if gives(found, each)]
    if len(fitting) <= max(given, AT_LEAST - 1):
        return ""
    rest = [said(each.value) + "%" for each in stated if each not in fitting]
    return f"n = {said(found)} gives {'all' if not rest else 'all but ' + ', '.join(rest)}"


def _but(missing: Sequence[Shown], stated: Sequence[Shown]) -> str:
    return "any" if len(missing) == len(stated) else " or ".join(f"{said(each.value)}%" for each in missing)


def _all(stated: Sequence[Shown]) -> str:
    words = {2: "both", 3: "all three", 4: "all four", 5: "all five", 6: "all six"}
    return words.get(len(stated), f"all {len(stated)}")


def _nearest(stated: Shown, n: int) -> int:
    """The number of n that comes nearest to the percentage; the lower of two as near."""
    exact = stated.value * n / ALL
    return min(max(0, math.floor(exact)), n) if exact - math.floor(exact) <= Fraction(1, 2) else min(math.ceil(exact), n)


def _around(stated: Shown, n: int) -> list[int]:
    exact = stated.value * n / ALL
    return [k for k in (math.floor(exact), math.ceil(exact)) if 0 <= k <= n] or [n]


def _others(stated: Shown, n: int) -> str:
    low, high = math.ceil(max(stated.low, Fraction()) * n / ALL), math.floor(min(stated.high, Fraction(ALL)) * n / ALL)
    return f"; {said(low)} to {said(high)} of {said(n)} give it" if high > low else ""


def _share(k: int, n: int, stated: Shown) -> str:
    return f"{said(k)}/{said(n)} = {said(Fraction(ALL * k, n), stated.decimals)}"


def _decimals(claim: Claim) -> int:
    return claim.stated[0].decimals if claim.stated else 0
