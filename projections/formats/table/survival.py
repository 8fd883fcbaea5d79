"""How do the curves of time to event read, line by line?"""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from projections.formats.table.lines import cell, grid
from projections.survival.courses import COURSES

WIDTH: Final = 116
HEADINGS: Final = ("day", "at risk", "ended", "still so", "error", "95 %")


def lines(document: Mapping[str, Any]) -> list[str]:
    told = [line for curve in document["curves"] for line in (*_curve(curve, document["rows"]), "")]
    return [*told, "Kaplan-Meier; standard errors by Greenwood; 95 % limits on the log-log scale. A curve stops where fewer than five are",
            "at risk. Contraception is her choice: a curve that goes down is no failure. Why: outcomes explain survival CURVE"]


def _curve(curve: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"{curve['figure']}: {curve['title']}"
    yield from wrap(COURSES[curve["figure"]].text, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield f"  {cell(curve['women'])} women followed, ended for {cell(curve['events'])}; excluded {cell(curve['excluded'])}."
    if curve["stops"] is None:
        yield "  Too few women to draw a curve."
        return
    yield (f"  Median {_median(curve)}. Mean of the first {cell(curve['rmst_to'])} days: {_mean(curve)}. "
           f"Stops at day {cell(curve['stops'])}.")
    steps = [(row["time"], row["n_risk"], row["events"], f"{row['survival']:.3f}", f"{row['se']:.3f}", _limits(row))
             for row in rows if row["figure"] == curve["figure"] and row["survival"] is not None]
    yield from (f"  {line}" for line in grid(HEADINGS, steps, right=(0, 1, 2, 3, 4)) if steps)


def _median(curve: Mapping[str, Any]) -> str:
    if curve["median"] is None and curve["median_interval"] is None:
        return "not reached"
    low, high = curve["median_interval"] or (None, None)
    said = "not reached" if curve["median"] is None else f"{cell(curve['median'])} days"
    return f"{said} (95 % from {cell(low)} {'on' if high is None else 'to ' + cell(high)})"


def _mean(curve: Mapping[str, Any]) -> str:
    return "none" if curve["rmst"] is None else f"{curve['rmst']:.1f} (standard error {curve['rmst_se']:.1f})"


def _limits(row: Mapping[str, Any]) -> str:
    return "-" if row["lower"] is None or row["upper"] is None else f"{row['lower']:.3f} to {row['upper']:.3f}"
