"""How did needs stand at sign-up and on the day, as each rater sees them? Two bars a need, one beneath the other."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.charts import Chart
from projections.formats.charts.stacks import Bar, Stack, stacks
from projections.formats.words import OCCASIONS, RATERS, plain

STATES: Final[Mapping[str, str]] = {"unmet": "unmet", "met": "met", "none": "no need"}


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """One or several a rater, of the needs that were rated at sign-up or on the day."""
    raters = dict.fromkeys(row["rater"] for row in document["rows"])
    return [chart for rater in raters for chart in _charts(rater, [row for row in document["rows"] if row["rater"] == rater])]


def _charts(rater: str, rows: Sequence[Mapping[str, Any]]) -> list[Chart]:
    needs: dict[str, list[Bar]] = {}
    for row in rows:
        if row["occasion"] in OCCASIONS:
            numbers = {word: row[state] for state, word in STATES.items()}
            needs.setdefault(row["domain"], []).append(Bar(OCCASIONS[row["occasion"]], numbers, row["women"]))
    return stacks(f"needs-{rater}", f"Needs at sign-up and on the day, {RATERS.get(rater, rater)}",
                  "Two bars a need, of all women signed up.", tuple(STATES.values()), "not rated",
                  [Stack(plain(domain), bars) for domain, bars in needs.items()])
