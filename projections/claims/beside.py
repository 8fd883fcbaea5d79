"""What do other claims of the same document add to this one?

A paper may give the parts of a sum in one place and leave one out in another. Where an input of a difference is scaled
from an amount (1,425,000 from 285,000 a year), and a sum of the same document makes that amount of some of its terms and
adds more (142,500 + 142,500 + 71,288), the difference is worked out with those too. It changes no verdict.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from projections.claims.given import Claim
from projections.claims.numbers import NotUnderstood, said

MOST_TERMS: Final = 10


def carried(claim: Claim, others: Sequence[Claim]) -> list[str]:
    """What a difference would be with all the terms that a sum of the same document has; nothing for other forms."""
    if claim.form != "difference" or not claim.document:
        return []
    try:
        return list(_carried(claim, [each for each in others if each.document == claim.document]))
    except NotUnderstood:
        return []


def _carried(claim: Claim, others: Sequence[Claim]) -> Iterator[str]:
    a, b = claim.number("a", "from").value, claim.number("b", "less", "to").value
    for scaled in others:
        if scaled.form == "scaling" and [each.value for each in scaled.stated] in ([a], [b]):
            for name, more in _left_out(scaled, others):
                part = scaled.stated[0].value
                whole = part + more * scaled.number("to").value / scaled.number("of").value
                result = whole - b if part == a else a - whole
                yield f"with the {said(more)} that {name} adds: {said(result)}"


def _left_out(scaled: Claim, others: Sequence[Claim]) -> Iterator[tuple[str, Fraction]]:
    """Sums that make the scaled amount of some of their terms: by which name, and what the others come to."""
    start = scaled.number("from", "a").value if len(scaled.numbers("from", "a")) == 1 else None
    for each in others:
        terms = [term.value for term in each.numbers("terms", "values")] if each.form == "sum" else []
        if start is not None and terms and len(terms) <= MOST_TERMS and each.stated and each.stated[0].value == sum(terms) != start \
                and _makes(start, terms):
            yield each.claim, sum(terms, Fraction()) - start


def _makes(amount: Fraction, terms: Sequence[Fraction]) -> bool:
    return any(sum(some) == amount for size in range(1, len(terms)) for some in combinations(terms, size))
