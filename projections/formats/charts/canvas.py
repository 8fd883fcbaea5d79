"""On what is a chart painted?

A canvas measured in inches from its upper left corner, over matplotlib, which is loaded only here. One set of colours,
all of them legible on white (WCAG AA) and told apart by shape or words as well. The same chart gives the same bytes:
a fixed salt, no date, and a type that matplotlib brings with it to measure by.
"""

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from projections.formats.charts import WIDTH, Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK: Final = "#16242e"
SOFT: Final = "#4d5b66"
MAIN: Final = "#00566b"
SECOND: Final = "#a34400"
PALE: Final = "#9fc3cc"
TRACK: Final = "#e9eef1"
LINE: Final = "#c3ccd2"
DOTS: Final = 160
EDGE: Final = 0.06
SIZE: Final = 10.0
MARGIN: Final = 0.3
GAP: Final = 0.3
HEADING: Final = 0.2
LETTER: Final = 0.6 * SIZE / 72
SETTINGS: Final[Any] = {
    "svg.hashsalt": "outcomes-ledger", "svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": SIZE,
    "text.color": INK, "hatch.linewidth": 0.6, "hatch.color": "#8b979f", "path.simplify": False}


class Canvas:
    """An area of a figure in inches, from its upper left corner."""

    def __init__(self, axes: "Axes", height: float) -> None:
        self.axes, self.height = axes, height
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        axes.set_axis_off()

    def text(self, x: float, y: float, said: str, *, size: float = SIZE, colour: str = INK, bold: bool = False, at: str = "left",
             turned: bool = False, level: str = "center") -> None:
        """A line of text; at: left, right or center of x."""
        self.axes.text(x, y, said, fontsize=size, color=colour, fontweight="bold" if bold else "normal", ha=at, va=level,
                       rotation=90 if turned else 0)

    def down(self, x: float, y: float, lines: Sequence[str], step: float, *, size: float, colour: str = INK, bold: bool = False) -> None:
        """Lines of text, one beneath the other."""
        for number, line in enumerate(lines):
            self.text(x, y + step * number, line, size=size, colour=colour, bold=bold)

    def line(self, points: Sequence[tuple[float, float]], *, colour: str = INK, width: float = 1.2, dashed: bool = False) -> None:
        """A line through points."""
        self.axes.plot([x for x, _ in points], [y for _, y in points], color=colour, linewidth=width,
                       linestyle=(0, (3, 2)) if dashed else "solid", solid_capstyle="butt")

    def box(self, x: float, y: float, width: float, height: float, *, colour: str = MAIN, edge: str = "none",
            hatched: bool = False) -> None:
        """A box from its upper left corner."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=LINE if hatched else edge, linewidth=0.8,
                                      hatch="////" if hatched else None))

    def spots(self, points: Sequence[tuple[float, float]], *, colour: str = MAIN, hollow: bool = False, shape: str = "o",
              area: float | Sequence[float] = 42, faint: bool = False) -> None:
        """Spots of a shape; area in square points."""
        if points:
            drawn: dict[str, Any] = {"linewidths": 0.6, "alpha": 0.45, "zorder": 2} if faint else {"linewidths": 1.4, "zorder": 4}
            self.axes.scatter([x for x, _ in points], [y for _, y in points], s=area, marker=shape, edgecolors=colour,
                              facecolors="white" if hollow else colour, **drawn)


def wrapped(said: str, width: float, size: float = SIZE) -> list[str]:
    """A text as lines that fit a width in inches."""
    return textwrap.wrap(said, max(8, int(width / (LETTER * size / SIZE)))) or [""]


@contextmanager
def _figure(width: float, height: float) -> Iterator["Figure"]:
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield Figure(figsize=(width, height), dpi=DOTS)


def _place(figure: "Figure", chart: Chart, left: float, top: float) -> Canvas:
    """A canvas for a chart, its corner so far from the figure's."""
    width, height = figure.get_size_inches()
    return Canvas(figure.add_axes((left / width, 1 - (top + chart.height) / height, WIDTH / width, chart.height / height)), chart.height)


def drawn(chart: Chart) -> bytes:
    """One chart alone, as SVG without its title."""
    with _figure(WIDTH, chart.height) as figure:
        chart.draw(_place(figure, chart, 0, 0))
        return _saved(figure, "svg")


def sheet(charts: Sequence[Chart], title: str, lines: Sequence[str], form: str) -> bytes:
    """All charts of a report in one picture, two beside each other, under a heading. form: svg or png."""
    across = min(2, len(charts))
    width = across * WIDTH + (across - 1) * GAP + 2 * MARGIN
    said, small = wrapped(title, width - 0.8, 14), [each for line in lines for each in wrapped(line, width - 2 * MARGIN, 9)]
    head = MARGIN + 0.28 * len(said) + 0.18 * len(small)
    places, height = _places(charts, across, head + 0.15)
    with _figure(width, height) as figure:
        figure.patch.set_facecolor("white")
        page = Canvas(figure.add_axes((0, 0, 1, 1)), height)
        page.axes.set_xlim(0, width)
        page.down(MARGIN, MARGIN, said, 0.28, size=14, bold=True)
        page.down(MARGIN, MARGIN + 0.28 * len(said), small, 0.18, size=9, colour=SOFT)
        for chart, (left, top, heading) in zip(charts, places, strict=True):
            page.down(left + EDGE, top, heading, HEADING, size=11, bold=True)
            chart.draw(_place(figure, chart, left, top + HEADING * len(heading) + 0.03))
        return _saved(figure, form)


def _places(charts: Sequence[Chart], across: int, top: float) -> tuple[list[tuple[float, float, list[str]]], float]:
    """Where each chart stands, the shorter column first, and its heading in lines; and how high all are together."""
    bottoms, places = [top] * across, []
    for chart in charts:
        column = bottoms.index(min(bottoms))
        heading = wrapped(chart.title, WIDTH, 11) if len(charts) > 1 else []
        places.append((MARGIN + column * (WIDTH + GAP), bottoms[column], heading))
        bottoms[column] += HEADING * len(heading) + 0.03 + chart.height + GAP
    return places, max(bottoms)


def _saved(figure: "Figure", form: str) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure) if form == "png" else FigureCanvasSVG(figure)
    if form == "png":
        canvas.print_png(out, metadata={"Software": None})
    else:
        canvas.print_svg(out, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return out.getvalue()
