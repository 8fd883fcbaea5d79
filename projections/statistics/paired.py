"""Did the same women change, beyond what chance would show?

Yes and no before and after: McNemar's mid-P and Newcombe's paired interval. Scores: Wilcoxon's signed ranks with the
Hodges-Lehmann estimate. Rates: the exact sign-flip test. Every p here is two-sided.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import attrs

NEARLY: Final = 1e-9   # Sums of the same numbers in another order may differ in their last digits.
HALVES: Final = 40     # Up to so many women every sign is tried, from two halves of at most 2**20 sums each.


@attrs.frozen
class Change:
    """A difference with its limits."""

    value: float
    low: float
    high: float


@attrs.frozen
class Table:
    """Women by yes and no before and after: both, lost (yes, then no), gained (no, then yes), neither."""

    both: int
    lost: int
    gained: int
    neither: int

    @property
    def of(self) -> int:
        return self.both + self.lost + self.gained + self.neither


def mid_p(table: Table) -> float | None:
    """McNemar's mid-P: the exact p, less half the chance of what was seen on either side (Fagerland and others 2013, BMC Med
    Res Methodol 13:91; as many gained as lost: 1 less half that chance). None where nobody changed.
    """
    from scipy.stats import binom

    changed = table.lost + table.gained
    if not changed:
        return None
    least = min(table.lost, table.gained)
    seen = float(binom.pmf(least, changed, 0.5))
    return 1 - seen / 2 if table.lost == table.gained else 2 * float(binom.cdf(least, changed, 0.5)) - seen


def newcombe(table: Table, confidence: float = 0.95) -> Change:
    """The share that said yes before less the share after, with limits (Newcombe 1998, Stat Med 17:2635, method 10).

    Raises ValueError where there are no women.
    """
    from projections.statistics.proportions import wilson

    of = table.of
    before, after = (table.both + table.lost) / of if of else 0.0, (table.both + table.gained) / of if of else 0.0
    low, high = wilson(table.both + table.lost, of, confidence)
    later_low, later_high = wilson(table.both + table.gained, of, confidence)
    tied = _tied(table)
    down, up = before - low, later_high - after
    rise, fall = high - before, after - later_low
    value = (table.lost - table.gained) / of
    return Change(value, value - math.sqrt(down ** 2 - 2 * tied * down * up + up ** 2),
                  value + math.sqrt(rise ** 2 - 2 * tied * rise * fall + fall ** 2))


def _tied(table: Table) -> float:
    """How far before and after go together (phi, drawn towards 0 where it is positive)."""
    margins = (table.both + table.lost) * (table.gained + table.neither) * (table.both + table.gained) * (table.lost + table.neither)
    if not margins:
        return 0.0
    cross = table.both * table.neither - table.lost * table.gained
    return (max(cross - table.of / 2, 0) if cross > 0 else cross) / math.sqrt(margins)


@attrs.frozen
class SignedRanks:
    """Wilcoxon's test of paired differences, those of nothing left out (as in R). v: the sum of the ranks of the positive ones,
    as R gives it. estimate: Hodges-Lehmann; its limits are None of too few pairs.
    """

    v: float
    p: float | None
    estimate: float | None
    low: float | None
    high: float | None


def signed_ranks(differences: Sequence[float], confidence: float = 0.95) -> SignedRanks:
    """Wilcoxon 1945; Hollander and Wolfe 1973. p is exact: ties share their ranks, and every sign is tried."""
    from scipy.stats import rankdata, wilcoxon

    moved = [each for difference in differences if (each := round(difference, 9))]
    ranks = [float(rank) for rank in rankdata([abs(each) for each in moved])] if moved else []
    v = math.fsum(rank for rank, each in zip(ranks, moved, strict=True) if each > 0)
    if not moved:
        p = None
    elif len(set(ranks)) == len(ranks) and len(ranks) <= HALVES:
        p = float(wilcoxon(moved, method="exact").pvalue)
    else:
        p = sign_flip([math.copysign(rank, each) for rank, each in zip(ranks, moved, strict=True)])
    return SignedRanks(v, p, *_hodges_lehmann(moved, confidence))


def _hodges_lehmann(given: Sequence[float], confidence: float) -> tuple[float | None, float | None, float | None]:
    """The median of all averages of two differences, each with itself too, and the limits that they give."""
    number = len(given)
    walsh = sorted((one + other) / 2 for index, one in enumerate(given) for other in given[index:])
    if not walsh:
        return None, None, None
    middle = len(walsh) // 2
    median = walsh[middle] if len(walsh) % 2 else (walsh[middle - 1] + walsh[middle]) / 2
    skip = _skipped(number, confidence)
    return (median, walsh[skip - 1], walsh[-skip]) if skip else (median, None, None)


def _skipped(number: int, confidence: float) -> int:
    """The rank from each end at which the limits stand; 0 where so few pairs cannot give so much confidence."""
    ways = [1]
    for rank in range(1, number + 1):
        ways = [(ways[total] if total < len(ways) else 0) + (ways[total - rank] if 0 <= total - rank < len(ways) else 0)
                for total in range(len(ways) + rank)]
    tail, whole, reached = (1 - confidence) / 2, 2 ** number, 0
    for total, count in enumerate(ways):
        reached += count
        if reached / whole > tail:
            return total
    return 0


def sign_flip(differences: Sequence[float]) -> float | None:
    """The exact two-sided p of the sum of paired differences: the share of all ways to sign them whose sum is as far from 0.

    Fisher 1935, The Design of Experiments. Differences of 0 say nothing. None where all are 0. Beyond HALVES women the
    differences are rounded to a 200,000th of their sum, so that sums can be counted.
    """
    moved = [each for each in differences if abs(each) > NEARLY * max(map(abs, differences), default=0)]
    if not moved:
        return None
    seen = abs(math.fsum(moved)) - NEARLY * math.fsum(map(abs, moved))
    return _halved(moved, seen) if len(moved) <= HALVES else _counted(moved, seen)


def _halved(moved: Sequence[float], seen: float) -> float:
    """By all sums of either half: for each of one half those of the other that reach far enough."""
    import numpy

    one, other = (_sums(half) for half in (moved[::2], moved[1::2]))
    other.sort()
    above = len(other) - numpy.searchsorted(other, seen - one, side="left")
    below = numpy.searchsorted(other, -seen - one, side="right")
    return min(1.0, int(above.sum() + below.sum()) / 2 ** len(moved)) if seen > 0 else 1.0


def _sums(half: Sequence[float]) -> Any:
    """The sums of all ways to sign these."""
    import numpy

    sums = numpy.zeros(1)
    for each in half:
        sums = numpy.concatenate([sums + each, sums - each])
    return sums


def _counted(moved: Sequence[float], seen: float) -> float:
    """By how likely each sum is, the differences rounded to whole steps."""
    import numpy

    step = math.fsum(map(abs, moved)) / 200_000
    steps = [round(abs(each) / step) for each in moved]
    reach = sum(steps)
    likely = numpy.zeros(2 * reach + 1)
    likely[reach] = 1.0
    for each in steps:
        if each:
            moved_up, moved_down = numpy.roll(likely, each), numpy.roll(likely, -each)
            likely = (moved_up + moved_down) / 2
    sums = numpy.arange(-reach, reach + 1)
    return min(1.0, float(likely[numpy.abs(sums) >= round(seen / step)].sum()))
