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
