"""Which numbers does a comparison give?

Woman by woman first; then all together, with exact limits; then within women; then from woman to woman.
"""

import math
import statistics as numbers
from collections.abc import Sequence
from typing import Any, Final

import attrs

from projections.comparison.hers import Hers
from projections.figures import YEAR, tidy
from projections.statistics.case_series import case_series
from projections.statistics.paired import sign_flip
from projections.statistics.rates import garwood
from projections.statistics.ratios import NONE, Ratio, Time, central_p, jackknife, pooled, within

KINDS: Final = ("pooled", "conditional", "woman-level")


@attrs.frozen
class Own:
    """One woman compared: her events and covered days on either side."""

    woman: Hers
    of: Time
    to: Time

    @property
    def way(self) -> str:
        """up, down or same, by her own two rates."""
        before, after = self.of.events * self.to.time, self.to.events * self.of.time
        return "same" if before == after else "up" if after > before else "down"


@attrs.frozen
class Measured:
    """The numbers of one comparison."""

    of: Time
    to: Time
    medians: tuple[float | None, float | None]
    sign_flip_p: float | None
    ratios: dict[str, Ratio]
    central_p: float | None
    shares: dict[str, float | None]
    adjusted: Ratio

    @property
    def leading(self) -> str | None:
        """Which interval leads: the widest on the log of those that there are."""
        told = [kind for kind in KINDS if self.ratios[kind].shown]
        return max(told, key=lambda kind: self.ratios[kind].width) if told else None

    def as_json(self) -> dict[str, Any]:
        pooled_, within_, between = (self.ratios[kind] for kind in KINDS)
        lead = self.leading
        return {"median_from": _tidy(self.medians[0]), "median_to": _tidy(self.medians[1]), "sign_flip_p": _tidy(self.sign_flip_p),
                **_rate("from", self.of), **_rate("to", self.to),
                "pooled_ratio": _tidy(pooled_.value), "pooled_interval": _limits(pooled_), "central_p": _tidy(self.central_p),
                "conditional_ratio": _tidy(within_.value), "conditional_interval": _limits(within_),
                "woman_level_interval": _limits(between), "adjusted_ratio": _tidy(self.adjusted.value),
                "adjusted_interval": _limits(self.adjusted), "leading_interval": lead,
                "interval": _limits(self.ratios[lead]) if lead else None,
                "largest_share": _tidy(self.shares["both"]), "largest_share_from": _tidy(self.shares["from"]),
                "largest_share_to": _tidy(self.shares["to"])}


def measured(paired: Sequence[Own], all_parts: Sequence[tuple[Any, Any]], of: Sequence[str], to: Sequence[str],
             split: Sequence[int]) -> Measured:
    """The numbers of the women who are compared. all_parts: (of, to) parts of all women, for the ratio adjusted by time."""
    sides = [(each.of, each.to) for each in paired]
    before, after = _sum([each for each, _ in sides]), _sum([each for _, each in sides])
    ratios = dict.fromkeys(KINDS, NONE)
    if paired:
        ratios = {"pooled": pooled(after, before), "conditional": within(sides), "woman-level": jackknife(sides)}
    return Measured(before, after, (_median([each for each, _ in sides]), _median([each for _, each in sides])),
                    sign_flip([_own(each.to) - _own(each.of) for each in paired]), ratios,
                    central_p(after, before) if paired else None, _shares(sides), _adjusted(all_parts, split))


def _adjusted(parts: Sequence[tuple[Any, Any]], split: Sequence[int]) -> Ratio:
    """The ratio within women, time parted at the split days held equal; of all women with covered days on either side."""
    if not split:
        return NONE
    return case_series([[*of.pieces(False, split), *to.pieces(True, split)] for of, to in parts])


def _sum(times: Sequence[Time]) -> Time:
    return Time(sum(each.events for each in times), sum(each.time for each in times))


def _own(time: Time) -> float:
    """A woman's own rate, a year."""
    return time.events / (time.time / YEAR)


def _median(times: Sequence[Time]) -> float | None:
    return numbers.median(map(_own, times)) if times else None


def _shares(sides: Sequence[tuple[Time, Time]]) -> dict[str, float | None]:
    """The largest contributor's share of the events: of either side, and of both together."""
    counts = {"from": [of.events for of, _ in sides], "to": [to.events for _, to in sides],
              "both": [of.events + to.events for of, to in sides]}
    return {name: max(events) / sum(events) if sum(events) else None for name, events in counts.items()}


def _rate(side: str, time: Time) -> dict[str, Any]:
    """One side: events, days, woman-years, rate and exact interval."""
    years = time.time / YEAR
    return {f"events_{side}": time.events, f"days_{side}": int(time.time), f"woman_years_{side}": tidy(years),
            f"rate_{side}": tidy(time.events / years) if years else None,
            f"interval_{side}": [tidy(limit) for limit in garwood(time.events, years)] if years else None}


def _tidy(number: float | None) -> float | int | None:
    return None if number is None or not math.isfinite(number) else tidy(number)


def _limits(ratio: Ratio) -> list[float | int | None] | None:
    """Two limits, None for one that there is not; None where there are none at all."""
    return [_tidy(ratio.low), _tidy(ratio.high)] if ratio.shown else None
