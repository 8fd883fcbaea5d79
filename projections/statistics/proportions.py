"""Within which limits may a proportion lie?

By scipy's quantiles, without its tests: `scipy.stats` takes a second to load, which every report would wait for.
"""

from math import sqrt


def wilson(counted: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a proportion: Wilson's score method, no continuity correction (Wilson 1927; Newcombe 1998, method 3).

    Raises ValueError where `of` is 0 or less than counted: there is no proportion.
    """
    from scipy.special import ndtri

    _needs_a_proportion(counted, of)
    z = float(ndtri((1 + confidence) / 2))
    middle, half = counted + z * z / 2, z * sqrt(counted * (of - counted) / of + z * z / 4)
    return max(0.0, (middle - half) / (of + z * z)), min(1.0, (middle + half) / (of + z * z))


def clopper_pearson(counted: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact limits of a proportion (Clopper and Pearson 1934), as quantiles of the beta distribution.

    Raises ValueError where there is no proportion.
    """
    from scipy.special import betaincinv

    _needs_a_proportion(counted, of)
    tail = (1 - confidence) / 2
    low = float(betaincinv(counted, of - counted + 1, tail)) if counted else 0.0
    return low, float(betaincinv(counted + 1, of - counted, 1 - tail)) if counted < of else 1.0


def _needs_a_proportion(counted: int, of: int) -> None:
    if not 0 <= counted <= of or not of:
        raise ValueError(f"{counted} of {of} is no proportion")
