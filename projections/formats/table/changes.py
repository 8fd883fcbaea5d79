"""How do the changes of scores and states read, line by line?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.table.lines import cell, grid

SCORE: Final = ("scores", "improved", "same", "deteriorated", "not paired", "reliable change", "median", "after less before (95 %)",
                "V", "p")
STATE: Final = ("figure", "paired", "not paired", "at sign-up", "now", "gained", "lost", "difference (95 %)", "mid-P")


def lines(document: Mapping[str, Any]) -> list[str]:
    return [*_scores(document["rows"]), *_therapies(document["therapies"]), *_bands(document["bands"]), *_norms(document["norms"]),
            *_states(document["states"]),
            "Paired: known at the first look and again later. A reliable change is more than error of measurement would make.",
            "Ranks: Wilcoxon, exact, two-sided, with the Hodges-Lehmann estimate. Yes and no: McNemar's mid-P, Newcombe's paired interval.",
            "There is nobody to compare with who was not in the programme: why they changed, it does not say."]


def _scores(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return ["No questionnaire of a woman signed up is recorded.", ""]
    told = [(row["figure"], row["improved"], row["same"], row["deteriorated"], row["not_paired"], _least(row),
             f"{cell(row['median_before'])} to {cell(row['median_after'])}", _estimate(row), row["v"], _p(row["p"])) for row in rows]
    return [*grid(SCORE, told, right=(1, 2, 3, 4)),
            "V: ranks of before less after; pairs that did not change are left out of V, p and the difference.", ""]


def _least(row: Mapping[str, Any]) -> str:
    if row["reliable_change"] is None:
        return "none agreed"
    level = "locally agreed" if row["confidence"] is None else f"{row['confidence']:.0%} sure"
    return f"{cell(row['reliable_change'])} ({level})"


def _estimate(row: Mapping[str, Any]) -> str:
    if row["change"] is None:
        return "-"
    limits = row["change_interval"]
    return f"{row['change']:+.2f} " + (f"({limits[0]:+.2f} to {limits[1]:+.2f})" if limits else "(too few pairs)")


def _p(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value >= 0.001 else "under 0.001"


def _therapies(rows: Sequence[Mapping[str, Any]] | None) -> list[str]:
    told = [(row["figure"], f"{cell(row['women'])} of {cell(row['of'])}",
             f"{100 * row['interval'][0]:.0f} to {100 * row['interval'][1]:.0f} %" if row["interval"] else "-") for row in rows or ()]
    return [*grid(("rules of NHS Talking Therapies", "women", "95 %"), told), ""] if told else []


def _bands(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    told = [(row["figure"], row["band"], row["from_score"], row["before"], row["after"], row["of"]) for row in rows]
    return [*grid(("CORE-10 bands", "band", "from", "before", "after", "of"), told, right=(2, 3, 4, 5)), ""] if told else []


def _norms(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{row['instrument']}: from its norms criterion c {row['criterion_c']:.2f}, reliable change "
            f"{row['reliable_change_90']:.2f} (90 %) or {row['reliable_change_95']:.2f} (95 %); "
            f"in use {row['cut_off']:g} and {row['reliable_change']:g} ({row['confidence']:.0%})." for row in rows] + ([""] if rows else [])


def _states(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    told = [(row["figure"], row["paired"], row["not_paired"], row["before"], row["after"], row["gained"], row["lost"], _difference(row),
             _p(row["mid_p"])) for row in rows if row["paired"] != 0]
    silent = len(rows) - len(told)
    more = [f"{silent} more are known of nobody twice; --json lists them."] if silent else []
    return [*grid(STATE, told, right=(1, 2, 3, 4, 5, 6)), *more, ""]


def _difference(row: Mapping[str, Any]) -> str:
    if row["difference"] is None:
        return "-"
    low, high = row["interval"]
    return f"{100 * row['difference']:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"
