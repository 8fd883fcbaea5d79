"""Where does an upright scale end, and how is it drawn?"""

from typing import Final

from projections.formats.charts import WIDTH
from projections.formats.charts.canvas import INK, SOFT, TRACK, Canvas

LEFT: Final = 0.42
RIGHT: Final = WIDTH - 0.06
STEPS: Final = (1, 1.5, 2, 3, 4, 5, 6, 8)


def round_top(highest: float) -> float:
    """The next round number at or above."""
    return next(step * 10.0**power for power in range(-3, 6) for step in STEPS if step * 10.0**power >= highest)


def upright(canvas: Canvas, top: float, y: float, tall: float, percent: bool = False) -> None:
    """Lines at nothing, half and all of a scale, its top edge at y."""
    for part in (0, 0.5, 1):
        here = y + tall * (1 - part)
        canvas.line([(LEFT, here), (RIGHT, here)], colour=INK if part == 0 else TRACK, width=1)
        canvas.text(LEFT - 0.06, here, f"{100 * part:.0f}%" if percent else f"{top * part:g}", size=8.5, colour=SOFT, at="right")
