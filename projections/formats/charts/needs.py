"""How did needs stand at sign-up and on the day, as each rater sees them?

Two bars a need, one beneath the other: unmet, met, none, and who was not rated, each with its number in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.charts import WIDTH, Chart
from projections.formats.charts.canvas import EDGE, INK, MAIN, PALE, SOFT, Canvas
from projections.formats.words import OCCASIONS, RATERS, plain

STATES: Final = (("unmet", MAIN, "white"), ("met", PALE, INK), ("none", "#eef2f4", INK))
LEFT: Final = 1.0
WHOLE: Final = WIDTH - LEFT - EDGE
ROW: Final = 0.24
NEED: Final = 0.24 + 2 * ROW + 0.12
KEY: Final = 0.34


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """One chart a rater, of the needs that were rated at sign-up or on the day."""
    raters = dict.fromkeys(row["rater"] for row in document["rows"])
    return [made for rater in raters for made in _chart(rater, [row for row in document["rows"] if row["rater"] == rater])]


def _chart(rater: str, rows: Sequence[Mapping[str, Any]]) -> list[Chart]:
    needs: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        if row["occasion"] in OCCASIONS:
            needs.setdefault(row["domain"], {})[row["occasion"]] = row
    said = " ".join(f"{plain(domain)}: {'; '.join(_said(row, when) for when, row in own.items())}." for domain, own in needs.items())
    return [Chart(f"needs-{rater}", f"Needs at sign-up and on the day, {RATERS.get(rater, rater)}",
                  f"Two bars a need, of all women signed up: unmet, met, no need, not rated. {said}", KEY + NEED * len(needs),
                  lambda canvas: _draw(canvas, needs))] if needs else []


def _said(row: Mapping[str, Any], when: str) -> str:
    if any(row[state] is None for state, *_ in STATES):
        return f"{OCCASIONS[when]} confidential"
    return f"{OCCASIONS[when]} unmet {row['unmet']}, met {row['met']}, none {row['none']}, of {row['women']}"


def _draw(canvas: Canvas, needs: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    _key(canvas)
    y = KEY + 0.1
    for domain, own in needs.items():
        canvas.text(EDGE, y, plain(domain), bold=True)
        for place, (when, said) in enumerate(OCCASIONS.items()):
            top = y + 0.13 + place * ROW
            canvas.text(EDGE, top + 0.09, said, size=8.5, colour=SOFT)
            if when in own:
                _bar(canvas, own[when], top)
        y += NEED


def _key(canvas: Canvas) -> None:
    x = EDGE
    for said, colour in (("unmet", MAIN), ("met", PALE), ("no need", "#eef2f4"), ("not rated", "white")):
        canvas.box(x, 0.05, 0.16, 0.16, colour=colour, edge=SOFT, hatched=colour == "white")
        canvas.text(x + 0.22, 0.13, said, size=9)
        x += 0.5 + 0.085 * len(said)


def _bar(canvas: Canvas, row: Mapping[str, Any], top: float) -> None:
    canvas.box(LEFT, top, WHOLE, ROW - 0.05, colour="white", hatched=True)
    if any(row[state] is None for state, *_ in STATES) or not row["women"]:
        canvas.box(LEFT + 0.7, top + 0.01, 1.2, ROW - 0.07, colour="white")
        canvas.text(LEFT + 1.3, top + 0.095, "confidential", size=8.5, at="center")
        return
    x = LEFT
    for state, colour, ink in STATES:
        width = row[state] / row["women"] * WHOLE
        if width:
            canvas.box(x, top, width, ROW - 0.05, colour=colour, edge=SOFT)
            canvas.text(x + width / 2, top + 0.1, str(row[state]), size=8.5, colour=ink, at="center")
        x += width
