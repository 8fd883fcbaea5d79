"""Does a stated amount follow from the amounts that it is said to be made of?

Sum, difference, ratio, scaling and mean: worked out exactly, compared, and where it does not agree, asked whether an
input that is itself rounded (given.py says which are) could have given what is stated.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from projections.claims.given import Claim
from projections.claims.numbers import NotUnderstood, Shown, said
from projections.claims.verdicts import Judged, compare, reaches, worst

MANY_FIT: Final = 3
NO_TOTAL: Final = "nothing is stated to compare it with"


@attrs.frozen
class Worked:
    """A result: its value, the sum as written, and from where to where its rounded inputs let it lie (named in `because`)."""

    value: Fraction
    written: str
    low: Fraction
    high: Fraction
    because: str = ""


def total(claim: Claim) -> Judged:
    """Sum: `terms`, `stated`."""
    terms = claim.numbers("terms", "values")
    known = [claim.rounded(term) or _exact(term) for term in terms]
    written = " + ".join(said(term.value) for term in terms)
    return _judged(claim, [Worked(sum((term.value for term in terms), Fraction()), written, sum((each.low for each in known), Fraction()),
                                  sum((each.high for each in known), Fraction()), _named(claim, terms))])


def difference(claim: Claim) -> Judged:
    """Difference: `a` less `b`, `stated`."""
    a, b = claim.number("a", "from"), claim.number("b", "less", "to")
    of_a, of_b = (claim.rounded(each) or _exact(each) for each in (a, b))
    return _judged(claim, [Worked(a.value - b.value, f"{said(a.value)} - {said(b.value)}", of_a.low - of_b.high,
                                  of_a.high - of_b.low, _named(claim, (a, b)))])


def ratio(claim: Claim) -> Judged:
    """Ratio: `a` to `b`, `stated`."""
    a, b = claim.number("a", "numerator", "k", "from"), claim.number("b", "denominator", "n", "of", "to")
    if b.value <= 0:
        raise NotUnderstood("b divides: write a number above 0")
    of_a, of_b = (claim.rounded(each) or _exact(each) for each in (a, b))
    ends = [x / y for x in (of_a.low, of_a.high) for y in (of_b.low, of_b.high) if y > 0]
    return _judged(claim, [Worked(a.value / b.value, f"{said(a.value)}/{said(b.value)}", min(ends), max(ends), _named(claim, (a, b)))])


def scaling(claim: Claim) -> Judged:
    """Scaling: `from` for `of`, so for `to`; `stated`. Several values of `from` have as many stated."""
    of, to = claim.number("of"), claim.number("to")
    if of.value <= 0:
        raise NotUnderstood("of divides: write a number above 0")
    times = to.value / of.value
    by = f" x {said(to.value)}" + (f"/{said(of.value)}" if of.value != 1 else "")
    return _judged(claim, [_scaled(claim, each, of, times, by) for each in claim.numbers("from", "a")])


def _scaled(claim: Claim, start: Shown, of: Shown, times: Fraction, by: str) -> Worked:
    whole_rate = (start.value / of.value).denominator == 1
    known = claim.rounded(start) or (_exact(start) if whole_rate else start)
    ends = sorted((known.low * times, known.high * times))
    because = "" if known.low == known.high else (
        f"{said(start.value)} is itself rounded ({said(known.low, start.decimals)} to {said(known.high, start.decimals)} gives "
        f"{said(ends[0], start.decimals)} to {said(ends[1], start.decimals)})")
    return Worked(start.value * times, said(start.value) + by, ends[0], ends[1], because)


def mean(claim: Claim) -> Judged:
    """Mean: `sum` over `n`, or of `values`; `stated`. Where it disagrees, says which n and which sums would fit."""
    values = claim.numbers("values") if claim.has("values") and not claim.has("sum") else []
    whole = sum((each.value for each in values), Fraction()) if values else claim.number("sum", "k").value
    n = len(values) if values else claim.whole("n", "of")
    known = _exact(Shown(whole)) if values else claim.rounded(claim.number("sum", "k")) or _exact(Shown(whole))
    judged = _judged(claim, [Worked(whole / n, f"{said(whole)}/{said(n)}", known.low / n, known.high / n,
                                    "" if values else _named(claim, (claim.number("sum", "k"),)))], hedges=False)
    if judged.verdict != "disagrees":
        return judged
    return attrs.evolve(judged, working="; ".join(part for part in (judged.working, *_fits(whole, n, claim.stated)) if part))


def _fits(whole: Fraction, n: int, stated: Sequence[Shown]) -> list[str]:
    """Which number of them, and which sums, would give the mean that is stated."""
    if len(stated) != 1 or stated[0].value <= 0 or whole <= 0:
        return []
    low, high = stated[0].low, stated[0].high
    women = range(math.ceil(whole / high), math.floor(whole / low) + 1) if low > 0 else range(0)
    sums = range(math.ceil(low * n), math.floor(high * n) + 1)
    fits = [text for text in (_told("n =", women), _told("a sum of", sums)) if text]
    return [f"{said(stated[0].value)} fits {', or '.join(fits)}"] if fits else [f"no n and no whole sum give {said(stated[0].value)}"]


def _told(word: str, numbers: range) -> str:
    if not numbers:
        return ""
    few = " or ".join(said(each) for each in numbers) if len(numbers) <= MANY_FIT else f"{said(numbers[0])} to {said(numbers[-1])}"
    return f"{word} {few}"


def _judged(claim: Claim, worked: Sequence[Worked], hedges: bool = True) -> Judged:
    stated = claim.stated
    if not stated:
        return Judged("cannot-tell", "; ".join(f"{each.written} = {said(each.value)}" for each in worked) + f"; {NO_TOTAL}")
    if len(stated) != len(worked):
        raise NotUnderstood(f"{len(worked)} numbers are worked out and {len(stated)} are stated")
    each = [_one(claim, one, number, hedges) for one, number in zip(worked, stated, strict=True)]
    return Judged(worst(one.verdict for one in each), "; ".join(one.working for one in each))


def _one(claim: Claim, worked: Worked, stated: Shown, hedges: bool) -> Judged:
    """One result against what is stated of it; where they differ, whether anything leaves it open."""
    found = compare(worked.value, stated, stated.percent)
    written = f"{worked.written} = {said(worked.value, stated.decimals)}"
    if found.verdict != "disagrees":
        return attrs.evolve(found, working=", ".join(part for part in (written, found.working) if part))
    written += f", not {said(stated.value)}"
    if worked.because and reaches(worked.low, worked.high, claim.rounded(stated) or stated):
        return Judged("cannot-tell", f"{written}; but {worked.because}")
    if hedges and claim.hedged:
        return Judged("cannot-tell", f"{written}; but the text says '{claim.hedged}', and neither how near that is nor whether this is all")
    return Judged("disagrees", written)


def _exact(number: Shown) -> Shown:
    return attrs.evolve(number, step=Fraction())


def _named(claim: Claim, inputs: Sequence[Shown]) -> str:
    """Which inputs are themselves rounded, and what they may be."""
    rounded = {each.value: known for each in inputs if (known := claim.rounded(each))}
    if not rounded:
        return ""
    told = ", ".join(f"{said(value)} ({said(known.low, known.decimals)} to {said(known.high, known.decimals)})"
                     for value, known in rounded.items())
    return f"{told} {'is itself' if len(rounded) == 1 else 'are themselves'} rounded"
