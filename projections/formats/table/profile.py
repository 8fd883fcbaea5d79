"""How does the profile of service use read, line by line?"""

from collections.abc import Mapping
from typing import Any

from projections.formats.table.lines import grid


def lines(document: Mapping[str, Any]) -> list[str]:
    rows = [(row["service"], row["phase"], row["events"], row["women"], row["women_with_events"], row["covered_days"],
             row["uncovered_days"], *_rate_cells(row)) for row in document["rows"]]
    headings = ("service", "phase", "events", "women", "with any", "covered days", "uncovered", "a woman-year", "95 %", "mark")
    return [*grid(headings, rows, right=(2, 3, 4, 5, 6, 7)), "",
            "Events are attended, recorded contacts on covered days alone: in the phase, alive, in the area and reviewed.",
            "[x] nobody looked: no rate can be given, and it is not 0. [u] fewer events than a rate can rest on.",
            "Before and after are not compared here: a difference between phases is not what the service did."]


def _rate_cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    mark = f"[{row['mark']}]" if row["mark"] else ""
    if row["rate"] is None:
        return None, None, mark
    return f"{row['rate']:.2f}", f"{row['interval'][0]:.2f} to {row['interval'][1]:.2f}", mark
