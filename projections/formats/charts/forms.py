"""In which forms are shares and counts drawn?

A label stands above its bar or its dot, its numbers at the right: nothing has to be looked up in a legend, and a phone is wide
enough. What has no number has its words in place of a mark.
"""

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from projections.formats.charts import WIDTH, Chart
from projections.formats.charts.canvas import EDGE, LINE, MAIN, SECOND, SIZE, SOFT, TRACK, Canvas, wrapped

INNER: Final = WIDTH - 2 * EDGE
LABEL: Final = 0.19
MARK: Final = 0.2
GAP: Final = 0.12
AXIS: Final = 0.3
ASIDE: Final = 0.16


@attrs.frozen
class Item:
    """One line of a chart. value, low, high: between 0 and 1 (of the whole width); None: not drawn.

    told: its numbers in words, at the right. hollow: it rests on few events. limit: a tick on the bar, between 0 and 1.
    """

    label: str
    told: str
    value: float | None
    low: float | None = None
    high: float | None = None
    hollow: bool = False
    limit: float | None = None

    @property
    def lines(self) -> list[str]:
        """Its label, broken so that its numbers fit beside the first line."""
        return wrapped(self.label, INNER - len(self.told) * 0.088 - 0.15)


def stacked_height(items: Sequence[Item]) -> float:
    """How high the lines of a chart are."""
    return sum(len(item.lines) * LABEL + MARK + GAP for item in items)


def bars(name: str, title: str, text: str, items: Sequence[Item]) -> Chart:
    """Bars, each on the track of the whole."""
    return Chart(name, title, text, stacked_height(items) + 0.05, lambda canvas: _down(canvas, items, _bar))


def intervals(name: str, title: str, text: str, items: Sequence[Item]) -> Chart:
    """Dots with their intervals on a scale from 0 to 100%."""

    def draw(canvas: Canvas) -> None:
        _scale(canvas, stacked_height(items) + 0.02)
        _down(canvas, items, _dot)

    return Chart(name, title, text, stacked_height(items) + AXIS, draw)


def _scale(canvas: Canvas, bottom: float) -> None:
    """From 0 to 100%."""
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = EDGE + ASIDE + share * (INNER - 2 * ASIDE)
        canvas.line([(x, 0.05), (x, bottom)], colour=TRACK, width=1)
        canvas.text(x, bottom + 0.12, f"{100 * share:.0f}%", size=8.5, colour=SOFT, at="center")


def _down(canvas: Canvas, items: Sequence[Item], mark: Callable[[Canvas, Item, float], None]) -> None:
    y = 0.1
    for item in items:
        canvas.text(WIDTH - EDGE, y, item.told, at="right", bold=True, size=SIZE)
        for line in item.lines:
            canvas.text(EDGE, y, line)
            y += LABEL
        mark(canvas, item, y)
        y += MARK + GAP


def _bar(canvas: Canvas, item: Item, y: float) -> None:
    top = y - 0.06
    canvas.box(EDGE, top, INNER, MARK - 0.03, colour="white" if item.value is None else TRACK, hatched=item.value is None)
    if item.value:
        canvas.box(EDGE, top, min(item.value, 1) * INNER, MARK - 0.03)
    if item.limit is not None:
        x = EDGE + item.limit * INNER
        canvas.line([(x, top - 0.04), (x, top + MARK + 0.01)], colour=SECOND, width=2)


def _dot(canvas: Canvas, item: Item, y: float) -> None:
    middle, left, width = y + 0.02, EDGE + ASIDE, INNER - 2 * ASIDE
    if item.value is None:
        canvas.line([(left, middle), (left + width, middle)], colour=LINE, width=1, dashed=True)
        return
    if item.low is not None and item.high is not None:
        ends = [left + min(limit, 1) * width for limit in (item.low, item.high)]
        canvas.line([(x, middle) for x in ends], colour=MAIN, width=2)
        for x in ends:
            canvas.line([(x, middle - 0.045), (x, middle + 0.045)], colour=MAIN, width=1.4)
    canvas.spots([(left + min(item.value, 1) * width, middle)], hollow=item.hollow, shape="D" if item.low is None else "o",
                 area=34 if item.low is None else 46)


def changes(name: str, title: str, text: str, items: Sequence[Item]) -> Chart:
    """A share at one time and at another on one line: hollow at `low`, full at `value`."""

    def draw(canvas: Canvas) -> None:
        _scale(canvas, stacked_height(items) + 0.02)
        _down(canvas, items, _change)

    return Chart(name, title, text, stacked_height(items) + AXIS, draw)


def _change(canvas: Canvas, item: Item, y: float) -> None:
    middle, left, width = y + 0.02, EDGE + ASIDE, INNER - 2 * ASIDE
    canvas.line([(left, middle), (left + width, middle)], colour=LINE, width=1, dashed=item.value is None)
    if item.value is None or item.low is None:
        return
    first, last = left + item.low * width, left + item.value * width
    canvas.line([(first, middle), (last, middle)], colour=MAIN, width=2.4)
    canvas.spots([(first, middle)], hollow=True, area=62)
    canvas.spots([(last, middle)], area=30)
