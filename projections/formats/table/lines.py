"""How do numbers, days and columns stand on a plain line?"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

MARKS: Final = {"u": "[u] unreliable, few events", "x": "[x] nobody looked", "c": "[c] confidential", "z": "[z] nobody to ask"}


def heading(document: Mapping[str, Any]) -> list[str]:
    """What is true on which day, known by which, as far as which entry, and for whom."""
    if "services" in document:
        days = long_date(document["true_on"]) if document["true_on"] else "different days"
        closed = "" if document["audience"] == "public" else " For closed groups alone."
        return [f"True on {days}, known by {long_date(document['known_by'])}. Audience: {document['audience']}.{closed}"]
    if not document["position"]:
        return [f"Nothing had been recorded by then. Audience: {document['audience']}."]
    kept = "" if document["audience"] == "public" else " Not for home."
    return [f"True on {long_date(document['true_on'])}, known by {long_date(document['known_by'])} "
            f"(position {document['position']}). Audience: {document['audience']}.{kept}{left_out(document)}"]


def left_out(document: Mapping[str, Any]) -> str:
    """That women are left out because their processing is restricted, where any are and it may be said."""
    many = document.get("restricted")
    return f" {many} restricted: what is held of {'her' if many == 1 else 'them'} is kept and not used." if many else ""


def long_date(day: str) -> str:
    """30 September 2021."""
    date = datetime.date.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def grid(headings: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[int] = ()) -> list[str]:
    """Columns set apart by two spaces; those in `right` end on the right."""
    cells = [list(headings), *([cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    return ["  ".join(cell.rjust(width) if column in right else cell.ljust(width)
                      for column, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip() for row in cells]


def cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value)) or "-"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def closed(row: Mapping[str, Any]) -> str:
    """What stands in place of confidential numbers: the words that may be said, and the mark."""
    words = row.get("words")
    return f"{words} [c]" if isinstance(words, str) else MARKS["c"]


def open_values(row: Mapping[str, Any]) -> list[Any]:
    """A row's values as they stand in a plain table: [c] where there is none because it is confidential."""
    if row.get("mark") != "c":
        return [value for name, value in row.items() if name != "words"]
    said = [name for name, value in row.items() if value is None and name != "words"]
    words = row["words"] if isinstance(row.get("words"), Mapping) else {name: row.get("words") for name in said[:1]}
    return [words.get(name) or "[c]" if name in said else value for name, value in row.items() if name != "words"]
