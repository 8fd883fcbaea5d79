"""How much does each practitioner carry, against the cap? A bar each, with a tick where the cap is."""

from collections.abc import Mapping, Sequence
from typing import Any

from projections.formats.cells import number
from projections.formats.charts import Chart
from projections.formats.charts.forms import Item, bars


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """The one chart of the caseload; none where nobody carries anything."""
    rows = [row for row in document["rows"] if row["weight"] is not None and (row["weight"] or row["cap"])]
    most = max((max(row["weight"], row["cap"] or 0) for row in rows), default=0)
    if not most:
        return ()
    said = "; ".join(f"{row['practitioner']} {_told(row)}" for row in rows)
    return [bars("loads", "Caseload against the cap", f"One bar a practitioner, a tick at the cap of the post: {said}.",
                 [Item(_post(row), _told(row), row["weight"] / most,
                       limit=row["cap"] / most if row["cap"] else None) for row in rows])]


def _post(row: Mapping[str, Any]) -> str:
    """Who it is; no post where nobody recorded that they joined."""
    return row["practitioner"] if row["fte"] is None else f"{row['practitioner']}, {row['role']}, {row['fte']:g} fte"


def _told(row: Mapping[str, Any]) -> str:
    cap = f", cap {number(row['cap'])}" if row["cap"] else ", no cap set"
    return f"{number(row['weight'])}{cap}"
