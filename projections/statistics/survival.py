"""For how long did it last, and how long did it take, when not all was seen to its end?

Kaplan and Meier's estimate (1958), Greenwood's error, limits on the log-log of survival: they stay between 0 and 1, and
are not scipy's plain ones. A curve stops where fewer than five are left at risk: one woman more would move it by a fifth.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import attrs

LEAST_AT_RISK: Final = 5


@attrs.frozen
class Seen:
    """One woman: for how long she was followed, and whether it ended then (else it was still so when last seen)."""

    time: float
    ended: bool


@attrs.frozen
class Step:
    """One time at which it ended for someone. at_risk: just before. se: Greenwood's. low and high: log-log limits.

    low, high: None where there are none, as after the last of all.
    """

    time: float
    at_risk: int
    ended: int
    survival: float
    se: float
    low: float | None
    high: float | None


@attrs.frozen
class Curve:
    """A curve as far as LEAST_AT_RISK are left. stops: the last time with so many at risk. mean: the restricted mean up to
    `until`. median: None where the curve does not come down to a half; its limits likewise.
    """

    women: int
    ended: int
    steps: tuple[Step, ...]
    stops: float | None
    median: float | None
    median_low: float | None
    median_high: float | None
    until: float | None
    mean: float | None
    mean_se: float | None


def curve(seen: Sequence[Seen], until: float | None = None, confidence: float = 0.95) -> Curve:
    """The curve of these women. until: the time to which the mean is restricted; else the last step shown, or where it stops."""
    steps = [step for step in _steps(seen, confidence) if step.at_risk >= LEAST_AT_RISK]
    stops = _stops(seen)
    reach = _until(steps, stops, until)
    mean, error = _mean(steps, reach) if reach is not None else (None, None)
    return Curve(len(seen), sum(each.ended for each in seen), tuple(steps), stops, _first(steps, "survival"), _first(steps, "low"),
                 _first(steps, "high"), reach, mean, error)


def _steps(seen: Sequence[Seen], confidence: float) -> list[Step]:
    """Every step, by scipy's ecdf."""
    import warnings

    from scipy.stats import CensoredData, ecdf

    if not any(each.ended for each in seen):
        return []
    data: Any = CensoredData(uncensored=[each.time for each in seen if each.ended], right=[each.time for each in seen if not each.ended])
    found: Any = ecdf(data).sf
    with warnings.catch_warnings():   # Where a curve reaches 0 there are no limits, and _finite says so.
        warnings.simplefilter("ignore", RuntimeWarning)
        limits = found.confidence_interval(confidence, method="log-log")
    steps: list[Step] = []
    variance = 0.0
    for index, time in enumerate(found.quantiles):
        at_risk = sum(bool(each.time >= time) for each in seen)
        ended = sum(bool(each.ended and each.time == time) for each in seen)
        survival = float(found.probabilities[index])
        variance += ended / (at_risk * (at_risk - ended)) if at_risk > ended else math.inf
        if ended:
            steps.append(Step(float(time), at_risk, ended, survival, survival * math.sqrt(variance) if survival else 0.0,
                              _finite(limits.low.probabilities[index]), _finite(limits.high.probabilities[index])))
    return steps


def _finite(limit: float) -> float | None:
    return float(limit) if math.isfinite(limit) else None


def _stops(seen: Sequence[Seen]) -> float | None:
    """The last time with enough women at risk; None where there never were."""
    times = sorted((each.time for each in seen), reverse=True)
    return times[LEAST_AT_RISK - 1] if len(times) >= LEAST_AT_RISK else None


def _until(steps: Sequence[Step], stops: float | None, until: float | None) -> float | None:
    if stops is None:
        return None
    if until is not None:
        return min(until, stops)
    return steps[-1].time if steps else stops


def _first(steps: Sequence[Step], line: str) -> float | None:
    """The first time at which a line has come down to a half."""
    return next((step.time for step in steps if (height := getattr(step, line)) is not None and height <= 0.5), None)


def _mean(steps: Sequence[Step], until: float) -> tuple[float, float]:
    """The area under the curve up to a time, and its error (as R's survival gives it)."""
    told = [step for step in steps if step.time < until]
    times = [0.0, *(step.time for step in told), until]
    heights = [1.0, *(step.survival for step in told)]
    areas = [(later - time) * height for time, later, height in zip(times, times[1:], heights, strict=False)]
    variance = 0.0
    for index, step in enumerate(told):
        if step.at_risk > step.ended:
            beyond = math.fsum(areas[index + 1:])
            variance += beyond ** 2 * step.ended / (step.at_risk * (step.at_risk - step.ended))
    return math.fsum(areas), math.sqrt(variance)
