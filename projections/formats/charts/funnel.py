"""How many women came how far? A bar a step, on the track of all who were identified."""

from collections.abc import Mapping, Sequence
from typing import Any

from projections.formats.cells import number, worded
from projections.formats.charts import Chart
from projections.formats.charts.forms import Item, bars


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """The one chart of the funnel; none where nobody was identified."""
    rows = document["rows"]
    most = max((row["women"] or 0 for row in rows), default=0)
    if not most:
        return ()
    said = "; ".join(f"{row['step'].replace('-', ' ')} {_told(row)}" for row in rows)
    return [bars("steps", "From identified to completed", f"One bar a step, its length the number of women: {said}.",
                 [Item(row["step"].replace("-", " ").capitalize(), _told(row), _share(row, most)) for row in rows])]


def _share(row: Mapping[str, Any], most: int) -> float | None:
    return None if row["women"] is None else row["women"] / most


def _told(row: Mapping[str, Any]) -> str:
    if row["women"] is None:
        return worded(row, "women") or worded(row) or "confidential"
    return number(row["women"]) + (f" of {number(row['of'])}" if row["of"] is not None and row["step"] != "identified" else "")
