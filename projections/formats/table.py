"""How does a report read on a plain screen, and aloud?

Plain lines and spaces: no boxes, no colour, nothing that is not ASCII, so that a redirect, a screen reader
and an old console show the same.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

OUTCOMES: Final = {
    "P": "Process", "O1": "Fewer pregnancies", "O2": "Better engagement with services, planned care",
    "O3": "Improved stability", "O4": "Wellbeing and sense of self", "O5": "Monitoring and follow-up",
    "L": "Longer-term outcomes", "S": "What success will look like"}
MARKS: Final = {"u": "[u] unreliable, few events", "x": "[x] nobody looked", "c": "[c] confidential", "z": "[z] nobody to ask"}


def text(document: Mapping[str, Any], title: str) -> str:
    """A document as plain lines: a heading that says what it is of, and the table."""
    lines = [title, *heading(document), ""]
    lines += TABLES.get(document["report"], _plain)(document)
    return "\n".join(lines)


def heading(document: Mapping[str, Any]) -> list[str]:
    """What is true on which day, known by which, as far as which entry, and for whom."""
    if not document["position"]:
        return [f"Nothing had been recorded by then. Audience: {document['audience']}."]
    return [f"True on {long_date(document['true_on'])}, known by {long_date(document['known_by'])} "
            f"(position {document['position']}). Audience: {document['audience']}. Not for home."]


def long_date(day: str) -> str:
    """30 September 2021."""
    date = datetime.date.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def grid(headings: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[int] = ()) -> list[str]:
    """Columns set apart by two spaces; those in `right` end on the right."""
    cells = [list(headings), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    return ["  ".join(cell.rjust(width) if column in right else cell.ljust(width)
                      for column, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip() for row in cells]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value)) or "-"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _matrix(document: Mapping[str, Any]) -> list[str]:
    lines: list[str] = ["Women signed up:", *(_trait(line) for line in document["cohort"])]
    group = None
    for row in document["rows"]:
        outcome = row["outcome"].split()[0].rstrip("abcdefghijk")
        if outcome != group and _told(row):
            group = outcome
            lines += ["", f"{outcome}  {OUTCOMES.get(outcome, OUTCOMES.get(outcome[:1], 'Other'))}"]
        if _told(row):
            lines.append(_figure(row))
    silent = [row["figure"] for row in document["rows"] if not _told(row)]
    if silent:
        lines += ["", f"{len(silent)} more figures have nobody to ask on the day; --json lists them.",
                  f"They are of {', '.join(_indicators(silent))}."]
    return [*lines, "", *_legend(document["rows"]), "Why a figure is what it is: outcomes explain matrix FIGURE"]


def _told(row: Mapping[str, Any]) -> bool:
    """Whether a figure says anything of anyone: figures that nobody could be asked for are summed up in one line."""
    return bool(row["mark"] != "z")


def _indicators(figures: Iterable[str]) -> list[str]:
    return sorted({figure.partition(".")[0] for figure in figures})


def _trait(line: Mapping[str, Any]) -> str:
    if line["women"] == line["of"] or line["value"] is None or not 0 <= line["value"] <= 1:
        known = f" (known of {line['women']} of {line['of']})" if line["women"] != line["of"] else ""
        return f"  {line['name']}: {_cell(line['value'])}{known}"
    return f"  {line['name']}: {line['women']} of {line['of']}"


def _figure(row: Mapping[str, Any]) -> str:
    beside = [f"{row[name]} {name}" for name in ("missing", "excluded", "erased") if row[name]]
    line = f"  {row['figure']:<30} {measure(row):<44} {row['title']}"
    return line + (f" ({', '.join(beside)})" if beside else "")


def measure(row: Mapping[str, Any]) -> str:
    """A figure's numbers in words: '18 of 21, 86 % (65 to 95)'."""
    if row["mark"] in ("x", "c", "z"):
        return MARKS[row["mark"]]
    said = WORDED.get(row["measure"], _middle)(row)
    return said + (" [u]" if row["mark"] == "u" else "")


def _proportion(row: Mapping[str, Any]) -> str:
    said = f"{row['numerator']:,} of {row['denominator']:,}, {100 * row['value']:.0f} %"
    return said + (f" ({100 * row['interval'][0]:.0f} to {100 * row['interval'][1]:.0f})" if row["interval"] else "")


def _rate(row: Mapping[str, Any]) -> str:
    said = f"{row['numerator']:,} in {row['denominator'] / 365.25:.1f} years, {row['value']:.2f}"
    return said + (f" ({row['interval'][0]:.2f} to {row['interval'][1]:.2f})" if row["interval"] else "")


def _middle(row: Mapping[str, Any]) -> str:
    return f"{_cell(float(row['value']))} {row['measure']} of {row['denominator']:,}"


def _count(row: Mapping[str, Any]) -> str:
    return f"{row['numerator']:,}"


WORDED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "proportion": _proportion, "share": _proportion, "rate": _rate, "count": _count}


def _legend(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    used = sorted({row["mark"] for row in rows if row["mark"]})
    return ["95 % intervals: Wilson for shares of women, exact (Garwood) for rates; none where answers are not independent.",
            *(f"{MARKS[mark]}." for mark in used)]


def _profile(document: Mapping[str, Any]) -> list[str]:
    rows = [(row["service"], row["phase"], row["events"], row["women"], row["women_with_events"], row["covered_days"],
             row["uncovered_days"], *_rate_cells(row)) for row in document["rows"]]
    headings = ("service", "phase", "events", "women", "with any", "covered days", "uncovered", "a woman-year", "95 %", "mark")
    return [*grid(headings, rows, right=(2, 3, 4, 5, 6, 7)), "",
            "Events are attended, recorded contacts on covered days alone: in the phase, alive, in the area and reviewed.",
            "[x] nobody looked: no rate can be given, and it is not 0. [u] fewer events than a rate can rest on.",
            "Before and after are not compared here: a difference between phases is not what the service did."]


def _rate_cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    mark = f"[{row['mark']}]" if row["mark"] else ""
    if row["rate"] is None:
        return None, None, mark
    return f"{row['rate']:.2f}", f"{row['interval'][0]:.2f} to {row['interval'][1]:.2f}", mark


def _explain(document: Mapping[str, Any]) -> list[str]:
    rows = document["rows"]
    lines = grid(("woman", "unit", "answer", "amount", "of", "reason", "positions"),
                 [(row["woman"], "" if row["unit"] == row["woman"] else row["unit"], row["answer"], row["amount"], row["of"],
                   row["reason"], _positions(row["because"])) for row in rows], right=(3, 4))
    amount, of = sum(row["amount"] for row in rows), sum(row["of"] for row in rows)
    return [*lines, "", f"Added up: {_cell(amount)} of {_cell(of)}. An entry: outcomes show POSITION"]


def _positions(because: Sequence[int]) -> str:
    shown = " ".join(map(str, because[:8]))
    return shown + (f" and {len(because) - 8} more" if len(because) > 8 else "")


def _plain(document: Mapping[str, Any]) -> list[str]:
    rows = document["rows"]
    if not rows:
        return ["Nothing is recorded for this."]
    return grid(tuple(rows[0]), [tuple(row.values()) for row in rows])


TABLES: Final[Mapping[str, Callable[[Mapping[str, Any]], list[str]]]] = {
    "matrix": _matrix, "profile": _profile, "explain": _explain}
