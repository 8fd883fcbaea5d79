"""How many times as often within women, when time itself may matter too?

The self-controlled case series: each woman's events are shared out over her own days, some of them in the risk phase and
some after a day from which everything may have been different (an age, a lockdown). Conditional Poisson regression.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import attrs

from projections.statistics.ratios import NONE, Ratio

FAR: Final = 12   # A log ratio beyond this has run away: there is no greatest likelihood.


@attrs.frozen
class Piece:
    """Days of one woman that are alike: her events on them, how many they are, whether at risk, and in which band of time."""

    events: int
    days: float
    at_risk: bool
    band: int = 0


def case_series(women: Sequence[Sequence[Piece]], confidence: float = 0.95) -> Ratio:
    """The rate at risk over the rate not at risk, within women, bands of time held equal; Wald limits on the log.

    Farrington 1995, Biometrics 51:228; Whitaker and others 2006, Stat Med 25:1768 (tutorial).
    None where the events say nothing of it.
    """
    told = [[piece for piece in pieces if piece.days > 0] for pieces in women if any(piece.events for piece in pieces)]
    bands = sorted({piece.band for pieces in told for piece in pieces})[1:]
    if len({piece.at_risk for pieces in told for piece in pieces if piece.events}) < 2:
        return NONE
    return _fitted(told, bands, confidence)


def _fitted(told: Sequence[Sequence[Piece]], bands: Sequence[int], confidence: float) -> Ratio:
    """The likelihood has one peak, or none: then some coefficient runs away."""
    import numpy
    from scipy import optimize
    from scipy.stats import norm

    stacks = [(numpy.array([[piece.at_risk, *(piece.band == band for band in bands)] for piece in pieces], float),
               numpy.log([piece.days for piece in pieces]), numpy.array([piece.events for piece in pieces], float))
              for pieces in told]
    minimize: Any = optimize.minimize
    found = minimize(lambda beta: _climbed(stacks, beta)[0], numpy.zeros(1 + len(bands)), method="trust-exact",
                     jac=lambda beta: _climbed(stacks, beta)[1], hess=lambda beta: _climbed(stacks, beta)[2], tol=1e-12)
    curvature = _climbed(stacks, found.x)[2]
    if float(numpy.abs(found.x).max()) > FAR or int(numpy.linalg.matrix_rank(curvature)) < 1 + len(bands):
        return NONE
    reach = float(norm.ppf((1 + confidence) / 2)) * math.sqrt(float(numpy.linalg.inv(curvature)[0, 0]))
    log = float(found.x[0])
    return Ratio(math.exp(log), math.exp(log - reach), math.exp(log + reach))


def _climbed(stacks: Sequence[tuple[Any, Any, Any]], beta: Any) -> tuple[float, Any, Any]:
    """Minus the log likelihood, its slope and its curvature. stacks: of each woman the design, log days and events of her pieces."""
    import numpy

    height, slope, curvature = 0.0, numpy.zeros(len(beta)), numpy.zeros((len(beta), len(beta)))
    for design, offset, events in stacks:
        line = design @ beta + offset
        share = numpy.exp(line - line.max())
        share /= share.sum()
        centre = share @ design
        height -= float(events @ numpy.log(share))
        slope -= events @ design - events.sum() * centre
        curvature += events.sum() * ((design * share[:, None]).T @ design - numpy.outer(centre, centre))
    return height, slope, curvature
