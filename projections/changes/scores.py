"""Of one questionnaire and rater: who improved, who stayed the same, who deteriorated, and by how much?

Scores are converted by the published table where there is one, before any arithmetic.
"""

import statistics as numbers
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
from msgspec.structs import replace

from ledger.codes import INSTRUMENTS, Instrument
from ledger.history import Fact
from projections.answers import Answer, counted, missing, not_counted
from projections.figures import tidy
from projections.indicators.wellbeing.scores import later, reliable_change
from projections.parameters import Parameters
from projections.statistics.paired import signed_ranks
from projections.statistics.proportions import wilson
from projections.statistics.scores import CORE_10_BANDS, CORE_10_NORMS, case, core_10_band, reliable
from projections.woman import Woman

WAYS: Final = ("improved", "same", "deteriorated", "not-paired")


@attrs.frozen
class Look:
    """One woman's first and last score, converted; last is None where there are no two."""

    woman: str
    first: float | None
    last: float | None

    @property
    def paired(self) -> bool:
        return self.first is not None and self.last is not None


def looks(woman: Woman) -> Iterator[tuple[tuple[str, str], Look]]:
    """Each instrument and rater that she has a score of, and what she scored."""
    for kind in sorted({(fact.event.instrument, fact.event.rater) for fact in woman.of("instrument-completed")}):
        instrument = INSTRUMENTS[kind[0]]
        first, last = pair(woman, *kind)
        yield kind, Look(woman.reference, *(None if fact is None else instrument.value(fact.event.score) for fact in (first, last)))


def pair(woman: Woman, instrument: str, rater: str) -> tuple[Fact | None, Fact | None]:
    """Her baseline, and the last score of any other occasion on a later day, on or after sign-up."""
    scores = [fact for fact in woman.of("instrument-completed")
              if fact.event.instrument == instrument and fact.event.rater == rater]
    first = next((fact for fact in scores if fact.event.occasion == "baseline"), None)
    return first, later(woman, first, scores) if first else None


def row(name: str, rater: str, looks: Sequence[Look], women: int, parameters: Parameters) -> dict[str, Any]:
    """One instrument and rater: the reliable changes, then the ranks. women: how many have signed up."""
    instrument = INSTRUMENTS[name]
    pairs = sorted((look.first, look.last) for look in looks if look.first is not None and look.last is not None)
    least = reliable_change(instrument, parameters)
    return {"figure": f"{name}.{rater}", "instrument": name, "rater": rater, "women": women, "paired": len(pairs),
            **_reliable(instrument, pairs, least), "not_paired": women - len(pairs), "reliable_change": tidy(least) or None,
            "confidence": instrument.confidence if least == instrument.reliable_change else None,
            "better": "higher" if instrument.higher_is_better else "lower", "converted": bool(instrument.metric),
            **_cases(instrument, pairs), **_ranks(pairs), "mark": None if pairs else "z"}


def _reliable(instrument: Instrument, pairs: Sequence[tuple[float, float]], least: float) -> dict[str, Any]:
    """How many changed reliably; None where no reliable change is published or agreed."""
    if not least:
        return {"improved": None, "same": None, "deteriorated": None, "improved_interval": None}
    ways = [reliable(first, last, least, instrument.higher_is_better) for first, last in pairs]
    improved = ways.count("improved")
    return {"improved": improved, "same": ways.count("same"), "deteriorated": ways.count("deteriorated"),
            "improved_interval": [tidy(limit) for limit in wilson(improved, len(ways))] if ways else None}


def _cases(instrument: Instrument, pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """How many were at caseness at the first score and at the last; None where the instrument has no caseness."""
    if instrument.caseness is None:
        return {"caseness": None, "cases_before": None, "cases_after": None}
    before, after = (sum(case(instrument, each[when]) for each in pairs) for when in (0, 1))
    return {"caseness": tidy(instrument.caseness), "cases_before": before, "cases_after": after}


def _ranks(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Medians, and Wilcoxon's signed ranks of before less after (as R's wilcox.test(before, after, paired = TRUE)).

    change: the Hodges-Lehmann estimate the other way, after less before.
    """
    found = signed_ranks([first - last for first, last in pairs])
    low, high = found.low, found.high
    return {"median_before": tidy(numbers.median(first for first, _ in pairs)) if pairs else None,
            "median_after": tidy(numbers.median(last for _, last in pairs)) if pairs else None,
            "v": tidy(found.v) if pairs else None, "p": None if found.p is None else tidy(found.p),
            "hodges_lehmann": None if found.estimate is None else tidy(found.estimate),
            "hodges_lehmann_interval": None if low is None or high is None else [tidy(low), tidy(high)],
            "change": None if found.estimate is None else tidy(-found.estimate),
            "change_interval": None if low is None or high is None else [tidy(-high), tidy(-low)]}


def bands(rater: str, looks: Sequence[Look]) -> list[dict[str, Any]]:
    """The CORE-10 bands, lowest first: how many of those paired were in each, before and after."""
    pairs = [(look.first, look.last) for look in looks if look.first is not None and look.last is not None]
    before, after = ([core_10_band(each[when]) for each in pairs] for when in (0, 1))
    return [{"figure": f"core-10.{rater}", "band": band, "from_score": least, "before": before.count(band), "after": after.count(band),
             "of": len(pairs)} for least, band in reversed(CORE_10_BANDS)]


def norms() -> list[dict[str, Any]]:
    """What the published norms of the CORE-10 give (Jacobson and Truax 1991), beside the thresholds in use."""
    core = INSTRUMENTS["core-10"]
    at_90, at_95 = (tidy(CORE_10_NORMS.reliable_change(level)) for level in (0.90, 0.95))
    return [{"instrument": "core-10", "criterion_c": tidy(CORE_10_NORMS.criterion_c()), "cut_off": core.caseness,
             "reliable_change_90": at_90, "reliable_change_95": at_95,
             "reliable_change": core.reliable_change, "confidence": core.confidence}]


def answers(woman: Woman, name: str, rater: str, way: str) -> list[Answer]:
    """Whether one woman is one of those who went this way; missing where she has no pair."""
    first, last = pair(woman, name, rater)
    if first is None or last is None:
        said = "no baseline" if first is None else "no later score"
        return [counted(said, woman.sign_up, first) if way == "not-paired" else missing(said, woman.sign_up, first)]
    instrument = INSTRUMENTS[name]
    least = reliable_change(instrument, woman.parameters)
    went = reliable(instrument.value(first.event.score), instrument.value(last.event.score), least, instrument.higher_is_better)
    said = f"{first.event.score:g} to {last.event.score:g}"
    if not least and way != "not-paired":
        return [replace(missing("no reliable change is published or agreed", first, last), answer="excluded")]
    return [(counted if went == way else not_counted)(said, woman.sign_up, first, last)]
