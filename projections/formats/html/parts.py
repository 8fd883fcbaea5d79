"""What is a section of a page made of? Sentences, charts with their tables, and tables."""

import functools
from collections.abc import Sequence
from typing import Any, Final

import attrs

from projections.formats.charts import Chart
from projections.formats.charts.svg import inline

RIGHT: Final = ("whole", "number", "pair", "day")


@attrs.frozen
class Head:
    """The heading of a column; right: its cells end on the right, as numbers do."""

    text: str
    right: bool = False


@attrs.frozen
class Entry:
    """A cell: what it says, and in small what stands beside it."""

    text: str
    small: str = ""


@attrs.frozen
class Table:
    """A table: its name on the page, its caption, its headings, and its rows, the first cell of each heading its row.

    wide: it may need to be moved sideways. small: what its columns mean. folded: it is long, and opens when asked to.
    """

    name: str
    caption: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Entry]]
    wide: bool = False
    small: Sequence[str] = ()
    folded: bool = False
    after: str = ""


@attrs.frozen(slots=False)
class Picture:
    """A chart on the page, drawn once. name: unique on the page."""

    chart: Chart
    name: str

    @functools.cached_property
    def svg(self) -> Any:
        """The drawing, safe to be put into a page."""
        from markupsafe import Markup

        return Markup(inline(self.chart, self.name))


@attrs.frozen
class Block:
    """Charts and tables that belong together under a heading of their own. beside: on a wide page the chart stands beside its table."""

    title: str = ""
    lines: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    after: Sequence[str] = ()
    beside: bool = False


@attrs.frozen
class Section:
    """A section of the page. name: its place in the address of a link."""

    name: str
    title: str
    lines: Sequence[str] = ()
    blocks: Sequence[Block] = ()
    items: Sequence[str] = ()
