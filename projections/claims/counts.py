"""Did it go the way that is stated, and are there as many as stated?"""

from itertools import pairwise
from typing import Final

from projections.claims.given import Claim
from projections.claims.numbers import NotUnderstood, Shown, said
from projections.claims.verdicts import Judged

UP: Final = ("increase", "rise", "grow", "up", "more", "higher", "higher than")
DOWN: Final = ("decrease", "fall", "decline", "reduc", "drop", "down", "fewer", "less", "lower")
SAME: Final = ("same", "unchanged", "no change", "stable", "equal", "steady")


def direction(claim: Claim) -> Judged:
    """Direction: `from`, `to` (or `values` in order), and `stated`: increase, decrease or same."""
    values = claim.numbers("values") if claim.has("values") else [claim.number("from"), claim.number("to")]
    written = " to ".join(said(each.value, each.decimals) for each in values)
    if not claim.has("stated"):
        return Judged("cannot-tell", f"{written}; no direction is stated")
    way = _way(claim.word("stated"))
    steps = [_step(claim, one, other) for one, other in pairwise(values)]
    if any(step not in (way, None) for step in steps):
        return Judged("disagrees", written)
    if None in steps:
        return Judged("cannot-tell", f"{written}: equal as they are shown, and they are rounded")
    return Judged("agrees", written)


def _way(stated: str) -> int:
    words = stated.lower().strip()
    for way, known in ((0, SAME), (1, UP), (-1, DOWN)):
        if words.startswith(known):
            return way
    raise NotUnderstood(f"{stated!r:.40} is no direction: write stated=increase, decrease or same")


def _step(claim: Claim, one: Shown, other: Shown) -> int | None:
    """1 up, -1 down, 0 the same; None where the two are shown alike and either is rounded."""
    if one.value == other.value:
        return None if claim.rounded(one) or claim.rounded(other) else 0
    return 1 if other.value > one.value else -1


def count(claim: Claim) -> Judged:
    """Count: `items` (or a number counted, `k`) and `stated`; with `n`, never more than there are."""
    if not claim.has("stated"):
        raise NotUnderstood("no count is stated")
    stated = claim.number("stated")
    if claim.has("items", "terms", "values"):
        found = len(claim.word("items", "terms", "values").split("|"))
    elif claim.has("k", "counted", "count"):
        found = claim.whole("k", "counted", "count")
    elif claim.has("n", "of"):
        most = claim.whole("n", "of")
        return _more(stated, most) or Judged("cannot-tell", f"{said(stated.value)} of {said(most)}: nothing to count it by")
    else:
        return Judged("cannot-tell", f"{said(stated.value)}: nothing to count it by; give items=...|..., or ask the ledger: form indicator")
    if stated.value == found:
        return Judged("agrees", said(found))
    return Judged("disagrees", f"{said(found)}, not {said(stated.value)}")


def _more(stated: Shown, most: int) -> Judged | None:
    return Judged("disagrees", f"{said(stated.value)} of {said(most)}: more than all") if stated.value > most else None
