"""How does a funnel read whose steps may not all be told?

A step that is a whole group known to everybody stands by its size alone. The step before is told only where its own
count is.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from projections.disclosure.cells import IDENTIFIED, PRIORITISED, SIGNED_UP, Known

WHOLE: Final = (IDENTIFIED, PRIORITISED, SIGNED_UP)


def steps(rows: Iterable[Mapping[str, Any]], known: Known) -> list[dict[str, Any]]:
    """The steps of a funnel, whole groups put in."""
    return [_whole(row, known) if row["step"] in WHOLE else dict(row) for row in rows]


def _whole(row: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """A step that is a whole group: its size if that may be told, never out of what."""
    if not known.tells(row["step"]):
        return {**row, "women": None, "of": None, "mark": "c", "words": None}
    return {**row, "women": known.totals[row["step"]], "of": None, "mark": None, "words": None}
