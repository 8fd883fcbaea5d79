"""How does a report read on a plain screen, and aloud?

Plain lines and spaces: no boxes, no colour, nothing that is not ASCII, so that a redirect, a screen reader
and an old console show the same.
"""

import importlib
from collections.abc import Mapping
from typing import Any, Final

from projections.formats.table.lines import grid, heading, long_date

__all__ = ("grid", "heading", "long_date", "text")

OWN: Final = frozenset({"matrix", "profile", "explain", "needs", "pathways"})
"""The reports that have a layout of their own: a module of that name, with a function `lines`."""


def text(document: Mapping[str, Any], title: str) -> str:
    """A document as plain lines: a heading that says what it is of, and the table."""
    return "\n".join([title, *heading(document), "", *_lines(document)])


def _lines(document: Mapping[str, Any]) -> list[str]:
    report = str(document["report"])
    if report not in OWN:
        return _plain(document)
    own = importlib.import_module(f"{__name__}.{report.replace('-', '_')}")
    said: list[str] = own.lines(document)
    return said


def _plain(document: Mapping[str, Any]) -> list[str]:
    rows = document["rows"]
    if not rows:
        return ["Nothing is recorded for this."]
    return grid(tuple(rows[0]), [tuple(row.values()) for row in rows])
