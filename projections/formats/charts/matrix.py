"""How sure are the shares of the matrix? A dot and its interval each, a picture an outcome; and LARC in one of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats.cells import counted, percent, worded
from projections.formats.charts import Chart, parts
from projections.formats.charts.forms import Item, intervals
from projections.formats.words import group, group_title

SHARES: Final = ("proportion", "share")
APART: Final = ("M31",)
LARC: Final = ("M09", "M10")
FEWEST: Final = 5
MOST: Final = 11
NO_TARGET: Final = "Contraception is her choice: there is no target."


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """LARC cover, then the shares of each outcome; needs (M31) have a chart of their own."""
    shares = [row for row in document["rows"] if row["measure"] in SHARES and row["mark"] != "z"]
    rows, larc = list(filter(_drawn, shares)), [row for row in shares if row["indicator"] in LARC]
    rest = [row for row in rows if row["indicator"] not in (*LARC, *APART)]
    groups = dict.fromkeys(group(row) for row in rest)
    return [*cover(larc), *(chart for each in groups for chart in _group(each, [row for row in rest if group(row) == each]))]


def _drawn(row: Mapping[str, Any]) -> bool:
    """A load against its cap is no share of a whole, a share of two or three says nothing to the eye, and what is confidential
    or was not looked at stands in the table, with its mark."""
    return row["figure"] != "M06.worst" and row["mark"] not in ("c", "x") and row["denominator"] >= FEWEST


def cover(rows: Sequence[Mapping[str, Any]]) -> Iterable[Chart]:
    """LARC ever fitted, in place on the day, and programme days covered by it."""
    if rows:
        yield intervals("larc", "LARC cover", f"{_said(rows)} {NO_TARGET} A dot with a line is a share of women and its 95% interval; "
                        "a diamond is a share of days, which has none.", [item(row) for row in rows])


def _group(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Chart]:
    for place, (which, run) in enumerate(parts(rows, MOST), 1):
        yield intervals(
            f"shares-{name.lower() if name.isalnum() and name.isascii() else 'other'}-{place}",
            f"{group_title(name)}: shares{which}",
            f"{_said(run)} A dot with a line is a share of women and its 95% interval; a diamond is a share that has none. "
            f"A share of fewer than {FEWEST} stands in the table alone.", [item(row) for row in run])


def item(row: Mapping[str, Any]) -> Item:
    """A figure's line."""
    low, high = row["interval"] or (None, None)
    return Item(row["title"], told(row), row["value"], low, high, row["mark"] == "u")


def told(row: Mapping[str, Any]) -> str:
    """18 of 21; or why there is no number."""
    if row["mark"] == "x":
        return "nobody looked"
    if row["numerator"] is None or row["value"] is None:
        return worded(row, "numerator") or worded(row) or "confidential"
    return counted(row)


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(f"{row['title']}: {told(row)}{_percent(row)}." for row in rows)


def _percent(row: Mapping[str, Any]) -> str:
    return "" if row["value"] is None else f", {percent(row['value'])}"
