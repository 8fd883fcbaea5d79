"""When is a change of score more than chance, and when has somebody recovered?

Jacobson and Truax 1991 (reliable change, criterion c); the rules of NHS Talking Therapies (Gyani and others 2013,
Behav Res Ther 51:597); the bands of the CORE-10. Thresholds of instruments stand in ledger/codes.py.
"""

import math
from collections.abc import Mapping
from typing import Final

import attrs

from ledger.codes import INSTRUMENTS, Instrument

LAST_DIGIT: Final = 1e-9   # Converted scores have decimals: just the reliable change must not fall short by a rounding.
CORE_10_BANDS: Final = ((25, "severe"), (20, "moderate-severe"), (15, "moderate"), (11, "mild"), (0, "below"))
THERAPIES: Final = ("phq-9", "gad-7")


@attrs.frozen
class Norms:
    """Means and standard deviations of those who are well and of those in treatment, and the instrument's reliability (alpha)."""

    mean_well: float
    sd_well: float
    mean_ill: float
    sd_ill: float
    alpha: float

    def criterion_c(self) -> float:
        """The score that is as far from one group as from the other, in their standard deviations."""
        return (self.sd_ill * self.mean_well + self.sd_well * self.mean_ill) / (self.sd_well + self.sd_ill)

    def reliable_change(self, confidence: float = 0.95) -> float:
        """The change that error of measurement alone would pass with 1 less the confidence: z x SD x sqrt(2) x sqrt(1 - alpha)."""
        from scipy.stats import norm

        return float(norm.ppf((1 + confidence) / 2)) * self.sd_ill * math.sqrt(2 * (1 - self.alpha))


CORE_10_NORMS: Final = Norms(4.7, 4.8, 19.7, 7.7, 0.90)
"""Connell and Barkham 2007, CORE-10 user manual: general population (535), primary care (1,835)."""


def core_10_band(score: float) -> str:
    """How severe a CORE-10 score is: below, mild, moderate, moderate-severe, severe."""
    return next(band for least, band in CORE_10_BANDS if score >= least)


def reliable(before: float, after: float, least: float, higher_is_better: bool) -> str:
    """What a change is: improved or deteriorated by at least so much, else same."""
    gain = (after - before) * (1 if higher_is_better else -1)
    if abs(gain) < least - LAST_DIGIT:
        return "same"
    return "improved" if gain > 0 else "deteriorated"


def case(instrument: Instrument, score: float) -> bool:
    """Whether a score is at or beyond caseness. Ask only of an instrument that has it."""
    assert instrument.caseness is not None
    return score <= instrument.caseness if instrument.higher_is_better else score >= instrument.caseness


@attrs.frozen
class Therapies:
    """The rules of NHS Talking Therapies for PHQ-9 and GAD-7 together. Recovery is asked of those alone who were a case."""

    caseness: bool
    reliable_improvement: bool
    reliable_deterioration: bool
    recovered: bool | None
    reliable_recovery: bool | None


def talking_therapies(scores: Mapping[str, tuple[float, float]]) -> Therapies:
    """What the two scores, each (before, after), say: a case is at caseness on either; improvement is reliable where at
    least one falls by its reliable change and neither rises by it; recovery is below caseness on both at the end."""
    changes = {reliable(*scores[name], INSTRUMENTS[name].reliable_change or 0, False) for name in THERAPIES}
    was, now = (any(case(INSTRUMENTS[name], scores[name][when]) for name in THERAPIES) for when in (0, 1))
    improved = "improved" in changes and "deteriorated" not in changes
    deteriorated = "deteriorated" in changes and "improved" not in changes
    recovered = not now if was else None
    return Therapies(was, improved, deteriorated, recovered, recovered and improved if was else None)
