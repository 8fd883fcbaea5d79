"""How many times as often, and how sure is that?

The ratio of two rates: pooled with its exact limits, within women, and from woman to woman. Of no events at all there is no
ratio; of none in the rate that is divided by there is only a lower limit. p is twice the smaller tail, so p and the
exact interval never disagree (Fay 2010, doi:10.1093/biostatistics/kxp050).
"""

import math
from collections.abc import Sequence

import attrs


@attrs.frozen
class Ratio:
    """A ratio with its limits; None stands for what cannot be estimated."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def shown(self) -> bool:
        """Whether there are limits at all."""
        return self.low is not None or self.high is not None

    @property
    def width(self) -> float:
        """How wide on the log: without end where a limit is none or 0."""
        return math.log(self.high / self.low) if self.low and self.high else math.inf


NONE = Ratio(None, None, None)


@attrs.frozen
class Time:
    """So many events in so much time."""

    events: int
    time: float


def pooled(to: Time, of: Time, confidence: float = 0.95) -> Ratio:
    """The rate `to` over the rate `of`, with exact limits: given the total, the events of `to` are binomial.

    Clopper-Pearson limits of their share, transformed (Rothman and Greenland 1998; R's poisson.test).
    Raises ValueError where there is no time.
    """
    from projections.statistics.proportions import clopper_pearson

    if to.time <= 0 or of.time <= 0:
        raise ValueError("no ratio of rates without time on both sides")
    total = to.events + of.events
    if not total:
        return NONE
    low, high = clopper_pearson(to.events, total, confidence)
    scale = of.time / to.time
    value = to.events / of.events * scale if of.events else None
    return Ratio(value, low / (1 - low) * scale, high / (1 - high) * scale if of.events else None)


def central_p(to: Time, of: Time) -> float | None:
    """Twice the smaller tail of the exact test that the rates are equal; None of no events."""
    from scipy.stats import binom

    total = to.events + of.events
    if not total:
        return None
    share = to.time / (to.time + of.time)
    below, above = binom.cdf(to.events, total, share), binom.sf(to.events - 1, total, share)
    return min(1.0, 2 * float(min(below, above)))


def within(women: Sequence[tuple[Time, Time]], confidence: float = 0.95) -> Ratio:
    """The ratio within women: each woman's own (of, to) compared, then put together.

    Conditional on her total, her events in `to` are binomial with odds ratio x her time (the arithmetic of the self-controlled
    case series: Farrington 1995; Whitaker and others 2006). Wald limits on the log; a woman without events says nothing.
    """
    told = [(of, to) for of, to in women if of.events + to.events]
    up, down = sum(to.events for _, to in told), sum(of.events for of, _ in told)
    if not down:
        return NONE
    if not up:
        return Ratio(0.0, None, None)
    log = _solved([(of.events + to.events, to.time / of.time) for of, to in told], up)
    information = sum((of.events + to.events) * share * (1 - share) for of, to in told
                      if (share := _share(to.time / of.time, log)))
    return _wald(log, 1 / math.sqrt(information), confidence)


def jackknife(women: Sequence[tuple[Time, Time]], confidence: float = 0.95) -> Ratio:
    """The pooled ratio with limits from woman to woman: leave each out once, Student's t on the log (Tukey 1958; Efron 1982).

    It holds where events of one woman come in runs. No limits of fewer than three women, or where leaving one out leaves
    no events on a side.
    """
    from scipy.stats import t

    number = len(women)
    whole = _log_ratio(women)
    without = [_log_ratio([*women[:index], *women[index + 1:]]) for index in range(number)]
    told = [log for log in without if log is not None]
    if whole is None or number < 3 or len(told) < number:
        return NONE
    centre = math.fsum(told) / number
    error = math.sqrt((number - 1) / number * math.fsum((log - centre) ** 2 for log in told))
    if not error:
        return NONE
    reach = float(t.ppf((1 + confidence) / 2, number - 1)) * error
    return Ratio(math.exp(whole), math.exp(whole - reach), math.exp(whole + reach))


def _log_ratio(women: Sequence[tuple[Time, Time]]) -> float | None:
    up, down = sum(to.events for _, to in women), sum(of.events for of, _ in women)
    if not up or not down:
        return None
    return math.log(up / math.fsum(to.time for _, to in women)) - math.log(down / math.fsum(of.time for of, _ in women))


def _solved(told: Sequence[tuple[int, float]], up: int) -> float:
    """The log ratio at which as many events of `to` are expected as there were. told: her events, her time's ratio."""
    from scipy.optimize import brentq

    def excess(log: float) -> float:
        return math.fsum(total * _share(times, log) for total, times in told) - up

    return float(brentq(excess, -60, 60, xtol=1e-14))


def _share(times: float, log: float) -> float:
    """Her expected share of events in `to`, whose time is so many times that of `of`."""
    odds = times * math.exp(log)
    return odds / (1 + odds)


def _wald(log: float, error: float, confidence: float) -> Ratio:
    from scipy.stats import norm

    reach = float(norm.ppf((1 + confidence) / 2)) * error
    return Ratio(math.exp(log), math.exp(log - reach), math.exp(log + reach))
