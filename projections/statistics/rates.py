"""Within which limits may a rate lie?"""


def garwood(events: int, woman_years: float, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a rate per woman-year: the exact ones of a Poisson count (Garwood 1936). Of no events the lower is 0.

    Raises ValueError where there is no time, or a negative count: there is no rate.
    """
    from scipy.special import gammaincinv

    if events < 0 or woman_years <= 0:
        raise ValueError(f"{events} events in {woman_years} woman-years is no rate")
    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail)) if events else 0.0
    return low / woman_years, float(gammaincinv(events + 1, 1 - tail)) / woman_years
