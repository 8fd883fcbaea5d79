"""Within which limits may a proportion lie?"""

from typing import Literal


def wilson(counted: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a proportion: Wilson's score method, no continuity correction (Wilson 1927; Newcombe 1998, method 3).

    Raises ValueError where `of` is 0 or less than counted: there is no proportion.
    """
    return _limits(counted, of, confidence, "wilson")


def clopper_pearson(counted: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact limits of a proportion (Clopper and Pearson 1934). Raises ValueError where there is no proportion."""
    return _limits(counted, of, confidence, "exact")


def _limits(counted: int, of: int, confidence: float, method: Literal["wilson", "exact"]) -> tuple[float, float]:
    from scipy.stats import binomtest

    if not 0 <= counted <= of or not of:
        raise ValueError(f"{counted} of {of} is no proportion")
    limits = binomtest(counted, of).proportion_ci(confidence, method=method)
    return max(0.0, float(limits.low)), min(1.0, float(limits.high))
