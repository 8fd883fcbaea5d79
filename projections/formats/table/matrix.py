"""How does the matrix read, line by line?"""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats.table.lines import MARKS, cell, closed

OUTCOMES: Final = {
    "P": "Process", "O1": "Fewer pregnancies", "O2": "Better engagement with services, planned care",
    "O3": "Improved stability", "O4": "Wellbeing and sense of self", "O5": "Monitoring and follow-up",
    "L": "Longer-term outcomes", "S": "What success will look like"}


def lines(document: Mapping[str, Any]) -> list[str]:
    """Who the women are, the figures under their outcomes, and what the marks mean."""
    said: list[str] = ["Women signed up:", *(_trait(line) for line in document["cohort"])]
    told = [row for row in document["rows"] if row["mark"] != "z" and not _kept_back(row)]
    wide = max((len(row["figure"]) for row in told if row["mark"] != "x"), default=0)
    for outcome in dict.fromkeys(map(_outcome, told)):
        rows = [row for row in told if _outcome(row) == outcome]
        said += ["", f"{outcome}  {OUTCOMES.get(outcome, OUTCOMES.get(outcome[:1], 'Other'))}", *_under(rows, wide)]
    silent = [row["figure"] for row in document["rows"] if row["mark"] == "z"]
    if silent:
        said += ["", f"{len(silent)} more figures have nobody to ask on the day; --json lists them.",
                 *_wrapped("They are of", _indicators(silent))]
    kept = [row["figure"] for row in document["rows"] if _kept_back(row)]
    if kept:
        said += ["", f"{len(kept)} more figures are confidential, or have nobody to ask: which of the two is not said.",
                 *_wrapped("They are of", _indicators(kept))]
    why = ["Why a figure is what it is: outcomes explain matrix FIGURE"] if document["audience"] == "team" else []
    return [*said, "", *_legend(document["rows"]), *why]


def _kept_back(row: Mapping[str, Any]) -> bool:
    """Whether nothing at all may be said of a figure, not even in words."""
    return row["mark"] == "c" and not row.get("words")


def _outcome(row: Mapping[str, Any]) -> str:
    return str(row["outcome"].split()[0].rstrip("abcdefghijk"))


def _under(rows: Sequence[Mapping[str, Any]], wide: int) -> Iterator[str]:
    """The figures of one outcome, a line each; those that nobody looked into are named together."""
    yield from (_figure(row, wide) for row in rows if row["mark"] != "x")
    unseen = [row["figure"] for row in rows if row["mark"] == "x"]
    if unseen:
        yield from _wrapped(f"  {MARKS['x']}:", unseen)


def _wrapped(heading: str, names: Iterable[str]) -> list[str]:
    return textwrap.wrap(f"{heading} {', '.join(names)}.", 118, initial_indent=" " * (len(heading) - len(heading.lstrip())),
                         subsequent_indent="      ", break_on_hyphens=False)


def _indicators(figures: Iterable[str]) -> list[str]:
    return sorted({figure.partition(".")[0] for figure in figures})


def _trait(line: Mapping[str, Any]) -> str:
    if line.get("mark") == "c":
        return f"  {line['name']}: {closed(line)}"
    if line["women"] == line["of"] or line["value"] is None or not 0 <= line["value"] <= 1:
        known = f" (known of {line['women']} of {line['of']})" if line["women"] != line["of"] else ""
        return f"  {line['name']}: {cell(line['value'])}{known}"
    return f"  {line['name']}: {line['women']} of {line['of']}"


def _figure(row: Mapping[str, Any], wide: int) -> str:
    beside = [f"{row[name]} {name}" for name in ("missing", "excluded", "erased", "restricted") if row.get(name)]
    line = f"  {row['figure']:<{wide}} {measure(row):<34}  {row['title']}"
    return line + (f" ({', '.join(beside)})" if beside else "")


def measure(row: Mapping[str, Any]) -> str:
    """A figure's numbers in words: '18 of 21, 86 % (65 to 95)'."""
    if row["mark"] == "c":
        return closed(row)
    if row["mark"] in ("x", "z"):
        return MARKS[row["mark"]]
    said = WORDED.get(row["measure"], _middle)(row)
    return said + (" [u]" if row["mark"] == "u" else "")


def _proportion(row: Mapping[str, Any]) -> str:
    said = f"{_amount(row, 'numerator')} of {_amount(row, 'denominator')}, {100 * row['value']:.0f} %"
    return said + (f" ({100 * row['interval'][0]:.0f} to {100 * row['interval'][1]:.0f})" if row["interval"] else "")


def _rate(row: Mapping[str, Any]) -> str:
    said = f"{row['numerator']:,} in {row['denominator'] / 365.25:.1f} years, {row['value']:.2f}"
    return said + (f" ({row['interval'][0]:.2f} to {row['interval'][1]:.2f})" if row["interval"] else "")


def _middle(row: Mapping[str, Any]) -> str:
    return f"{cell(float(row['value']))} {row['measure']} of {row['denominator']:,}"


def _ratio(row: Mapping[str, Any]) -> str:
    """Pence a woman as pounds; another ratio as it is."""
    if row["unit"] == "pence":
        return f"GBP {row['value'] / 100:,.0f} each, of {row['denominator']:,}"
    return f"{row['value']:,.1f}"


def _count(row: Mapping[str, Any]) -> str:
    return _amount(row, "numerator")


def _amount(row: Mapping[str, Any], name: str) -> str:
    """A number of things; of pence, as pounds."""
    return f"GBP {row[name] / 100:,.0f}" if row["unit"] == "pence" else f"{row[name]:,}"


WORDED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "proportion": _proportion, "share": _proportion, "rate": _rate, "count": _count, "ratio": _ratio}


def _legend(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    used = sorted({row["mark"] for row in rows if row["mark"]})
    return ["95 % intervals: Wilson for shares of women, exact (Garwood) for rates; none where answers are not independent.",
            *(f"{MARKS[mark]}." for mark in used)]
