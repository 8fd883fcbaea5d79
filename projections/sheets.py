"""Which columns has a report, what do they mean, and how much of each may others see?

A sheet is a table of a report's document with its columns described. Every format that is a table (CSV, XLSX, HTML)
and disclosure control read it from here: a column that does not say its role does not leave the team.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

ROLES: Final = ("open", "count", "of", "derived", "one")


@attrs.frozen
class Column:
    """One column: the key in a row of the document, its heading, and what it means.

    kind: text, whole, number, pair (two limits), list, day. unit: women, days, pence, per woman-year and so on.
    role: open (says nothing of women), count (how many: protected), of (what the count is out of), derived (worked out
    from these: hidden with them), one (of a single woman, practitioner or story; free text: for the team alone).
    """

    name: str
    title: str
    text: str = ""
    kind: str = "text"
    unit: str = ""
    role: str = "one"


@attrs.frozen
class Sheet:
    """One table of a report: name (a short word), title, what it says, its columns, and its rows by column name.

    path: where in the document its rows stand, so that disclosure control can change them there: 'rows', 'comparisons'.
    """

    name: str
    title: str
    text: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    path: str = "rows"


def plain(document: Mapping[str, Any]) -> Sheet:
    """The rows of a document that describes no columns, as they stand: for the team alone."""
    names = dict.fromkeys(name for row in document["rows"] for name in row)
    return Sheet("rows", str(document["report"]).capitalize().replace("-", " "), "", [Column(name, name.replace("_", " ").capitalize(),
                 "", _kind([row.get(name) for row in document["rows"]])) for name in names], document["rows"])


def _kind(values: Sequence[Any]) -> str:
    """whole or number where every value is one; list; else text."""
    known = [each for each in values if each is not None]
    if known and all(isinstance(each, list | tuple) for each in known):
        return "list"
    if known and all(isinstance(each, int | float) and not isinstance(each, bool) for each in known):
        return "whole" if all(isinstance(each, int) for each in known) else "number"
    return "text"
