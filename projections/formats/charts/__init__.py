"""Which pictures has a report, and what does each show?

A chart never stands alone: it has a title, a description in words, and its table beside it. What nobody looked into is
marked as such and never drawn as 0; what is confidential is not drawn. Meaning never rests on colour alone.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from projections.formats import held

if TYPE_CHECKING:
    from projections.formats.charts.canvas import Canvas

WIDTH: Final = 4.5
HOMES: Final = ("funnel", "matrix", "profile", "needs", "caseload", "changes", "monthly", "pathways", "survival")


@attrs.frozen
class Chart:
    """One picture. name: a short word, unique in its report. text: what it shows, for who cannot see it.

    height: of the drawing, in inches; WIDTH is its width, so that it can be read on a phone. draw: paints it on a canvas.
    """

    name: str
    title: str
    text: str
    height: float
    draw: Callable[["Canvas"], None]


def parts(items: Sequence[Any], most: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """Items in runs of at most so many and of like length, so that no chart is longer than a page; and which run of how many."""
    runs = -(-len(items) // most)
    size = -(-len(items) // (runs or 1))
    for number in range(runs):
        yield f" ({number + 1} of {runs})" if runs > 1 else "", items[number * size:(number + 1) * size]


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """The charts of a document; none where its report has none, or where nothing in it can be drawn."""
    if document["report"] not in HOMES:
        return ()
    made: Sequence[Chart] = importlib.import_module(f"{__name__}.{document['report']}").charts(held.told(document))
    return made
