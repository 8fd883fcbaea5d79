"""How does access by group read on a plain screen?"""

from collections.abc import Mapping
from typing import Any

from projections.formats.table.lines import grid


def lines(document: Mapping[str, Any]) -> list[str]:
    """A line for each group that anybody stands in: how many took each step of the funnel."""
    steps = list(dict.fromkeys(row["step"] for row in document["rows"]))
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in document["rows"]:
        groups.setdefault((row["characteristic"], row["group"]), []).append(row["women"])
    told = [(*group, *women) for group, women in groups.items() if any(each != 0 for each in women)]
    if not told:
        return ["No woman is recorded by the day."]
    return [*grid(("characteristic", "group", *(step.replace("-", " ") for step in steps)), told, right=range(2, 2 + len(steps))), "",
            "All cohorts are pooled. What was declined, is not known or was never recorded is a group of its own, and never guessed.",
            "A woman with several disabilities stands in each. Age is in years from the year of birth when she came to notice.",
            "Where most are not recorded, the groups are those of whom somebody asked: often only those who signed up.",
            "Groups this small cannot tell a difference from chance; none is tested.",
            "Who they are: outcomes explain equality care-experienced.yes.signed-up"]
