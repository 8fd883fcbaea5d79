"""How does the list of what is due read?

Three lines a thing: who and what, how she can be reached, and the command; a blank line between urgencies.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from projections.formats.table import heading

HEADINGS: Final = {"now": "Now", "soon": "Soon", "later": "When there is time"}


def text(document: Mapping[str, Any], title: str) -> str:
    """The list as plain lines."""
    return "\n".join([title, *heading(document), *_lines(document["rows"])])


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not rows:
        yield from ("", "Nothing is due.")
        return
    for urgency, listed in groupby(rows, key=lambda row: row["urgency"]):
        yield from ("", HEADINGS[urgency])
        for row in listed:
            yield from _item(row)
    yield from ("", "A word in capitals in a command stands for what only she or you can say. "
                "Give the day it happened where it was not today.")


def _item(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {row['woman']}  {row['what']}. Since {row['since']}."
    if row["contact"]:
        yield f"      to reach her: {row['contact']}"
    yield f"      {row['command']}"
