"""How does the quality of the record read on a plain screen?"""

from collections.abc import Mapping, Sequence
from typing import Any

from projections.formats.table.lines import grid

SHOWN = 6


def lines(document: Mapping[str, Any]) -> list[str]:
    """How much there is of each grade, and each rule with where it found something."""
    women = "1 woman" if document["women"] == 1 else f"{document['women']} women"
    told = ", ".join(f"{grade['findings']} {grade['grade']}" for grade in document["grades"])
    if not document["rows"]:
        return [f"Nothing odd in the records of {women}."]
    return [f"In the records of {women}: {told}.", "",
            *grid(("grade", "rule", "findings", "women", "positions", "such as"),
                  [(row["grade"], row["rule"], row["findings"], row["women"], _positions(row["positions"]), row["said"])
                   for row in document["rows"]], right=(2, 3)), "",
            "must: a figure is certainly wrong, or a person can be recognised. should: probably wrong. note: curious, no more.",
            "What is odd but true may stay. All of one rule: outcomes explain quality RULE"]


def _positions(positions: Sequence[int]) -> str:
    more = f" and {len(positions) - SHOWN} more" if len(positions) > SHOWN else ""
    return " ".join(map(str, positions[:SHOWN])) + more
