"""How does use by month from sign-up read, line by line?"""

from collections.abc import Mapping
from typing import Any

from projections.formats.table.lines import grid


def lines(document: Mapping[str, Any]) -> list[str]:
    rows = [(row["service"], row["month"], row["events"], row["women"], row["women_with_events"], row["covered_days"],
             row["uncovered_days"], *_rate(row), f"[{row['mark']}]" if row["mark"] else "") for row in document["rows"]]
    headings = ("service", "month", "events", "women", "with any", "covered days", "uncovered", "a woman-year", "95 %", "mark")
    return [*grid(headings, rows, right=(1, 2, 3, 4, 5, 6, 7)), "",
            "Month 0 begins on the day of sign-up. Events are attended, recorded contacts on covered days alone.",
            "[x] nobody looked: it is not 0. [u] fewer events than a rate can rest on. Months are not compared: see profile --compare."]


def _rate(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    if row["rate"] is None:
        return None, None
    return f"{row['rate']:.2f}", f"{row['interval'][0]:.2f} to {row['interval'][1]:.2f}"
