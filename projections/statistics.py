"""How wide is the uncertainty of a small number?

Limits by scipy, never by hand where it has the function; it is loaded only when a limit is asked for.
Checked against published answers (tests/oracles).
"""

from typing import Final

CONFIDENCE: Final = 0.95


def wilson(counted: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Limits of a proportion: Wilson's score method, no continuity correction (Wilson 1927; Newcombe 1998, method 3).

    Raises ValueError where `of` is 0 or less than counted: there is no proportion.
    """
    from scipy.stats import binomtest

    if not 0 <= counted <= of or not of:
        raise ValueError(f"{counted} of {of} is no proportion")
    limits = binomtest(counted, of).proportion_ci(confidence, method="wilson")
    return max(0.0, float(limits.low)), min(1.0, float(limits.high))


def garwood(events: int, woman_years: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Limits of a rate per woman-year: the exact ones of a Poisson count (Garwood 1936). Of no events the lower is 0.

    Raises ValueError where there is no time, or a negative count: there is no rate.
    """
    from scipy.special import gammaincinv

    if events < 0 or woman_years <= 0:
        raise ValueError(f"{events} events in {woman_years} woman-years is no rate")
    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    return low / woman_years, float(gammaincinv(events + 1, 1 - tail)) / woman_years
