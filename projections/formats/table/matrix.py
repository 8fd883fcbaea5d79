"""How does the matrix read, line by line?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from projections.formats.table.lines import MARKS, cell

OUTCOMES: Final = {
    "P": "Process", "O1": "Fewer pregnancies", "O2": "Better engagement with services, planned care",
    "O3": "Improved stability", "O4": "Wellbeing and sense of self", "O5": "Monitoring and follow-up",
    "L": "Longer-term outcomes", "S": "What success will look like"}


def lines(document: Mapping[str, Any]) -> list[str]:
    said: list[str] = ["Women signed up:", *(_trait(line) for line in document["cohort"])]
    group = None
    for row in document["rows"]:
        outcome = row["outcome"].split()[0].rstrip("abcdefghijk")
        if outcome != group and _told(row):
            group = outcome
            said += ["", f"{outcome}  {OUTCOMES.get(outcome, OUTCOMES.get(outcome[:1], 'Other'))}"]
        if _told(row):
            said.append(_figure(row))
    silent = [row["figure"] for row in document["rows"] if not _told(row)]
    if silent:
        said += ["", f"{len(silent)} more figures have nobody to ask on the day; --json lists them.",
                  f"They are of {', '.join(_indicators(silent))}."]
    return [*said, "", *_legend(document["rows"]), "Why a figure is what it is: outcomes explain matrix FIGURE"]


def _told(row: Mapping[str, Any]) -> bool:
    """Whether a figure says anything of anyone: figures that nobody could be asked for are summed up in one line."""
    return bool(row["mark"] != "z")


def _indicators(figures: Iterable[str]) -> list[str]:
    return sorted({figure.partition(".")[0] for figure in figures})


def _trait(line: Mapping[str, Any]) -> str:
    if line["women"] == line["of"] or line["value"] is None or not 0 <= line["value"] <= 1:
        known = f" (known of {line['women']} of {line['of']})" if line["women"] != line["of"] else ""
        return f"  {line['name']}: {cell(line['value'])}{known}"
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
    return f"{cell(float(row['value']))} {row['measure']} of {row['denominator']:,}"


def _count(row: Mapping[str, Any]) -> str:
    return f"{row['numerator']:,}"


WORDED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "proportion": _proportion, "share": _proportion, "rate": _rate, "count": _count}


def _legend(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    used = sorted({row["mark"] for row in rows if row["mark"]})
    return ["95 % intervals: Wilson for shares of women, exact (Garwood) for rates; none where answers are not independent.",
            *(f"{MARKS[mark]}." for mark in used)]
