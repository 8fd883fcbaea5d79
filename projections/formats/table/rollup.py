"""How do figures of several services read line by line, each service beside their sum?"""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats.table.lines import MARKS, cell, closed, long_date
from projections.formats.table.matrix import OUTCOMES, measure
from projections.rollup.columns import TOGETHER, told

Row = Mapping[str, Any]
WIDTH: Final = 116
YEAR: Final = 365.25
NOT_ADDED: Final = "not added up: each service stands by itself"


def lines(document: Mapping[str, Any]) -> list[str]:
    """The services, the women, the figures, service use and the funnel, what is told by none, and the cautions."""
    wide = max(len(name) for name in (TOGETHER, *(each["service"] for each in document["services"])))
    said = [line for each in document["services"] for line in _service(each)]
    said += ["", "Funnel", *_table(document["funnel"], wide, lambda row: row["step"], _step)]
    said += ["", "Women signed up", *_table(document["cohort"], wide, lambda row: row["name"], _line)]
    for outcome, rows in _by_outcome(document["rows"]).items():
        said += ["", f"{outcome}  {OUTCOMES.get(outcome, OUTCOMES.get(outcome[:1], 'Other'))}",
                 *_table(rows, wide, lambda row: f"{row['figure']}  {row['title']}", _measure)]
    said += ["", "Service use by phase; phases are not compared here",
             *_table(document["profile"], wide, lambda row: f"{row['service']}, {row['phase']}", _use)]
    return [*said, "", *_untold(document), "Cautions", *(line for each in document["cautions"] for line in _wrapped(each, "  - "))]


def _service(each: Row) -> Iterator[str]:
    yield (f"{each['service']}: position {each['position']}, true on {long_date(each['true_on'])}, known by {long_date(each['known_by'])}, "
           f"{each['audience']}; {each['signature']}.")
    yield f"  ledger {each['ledger']}; ask its keeper for: {each['check']}"


def _by_outcome(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in filter(told, rows):
        found.setdefault(row["outcome"].split()[0].rstrip("abcdefghijk"), []).append(row)
    return found


def _table(rows: Sequence[Row], wide: int, named: Callable[[Row], str], numbers: Callable[[Row, Row], str]) -> Iterator[str]:
    """Each row by its name, and under it all together and each service; numbers: of the sum or a service, beside the row."""
    there = [row for row in rows if told(row)]
    for row in there:
        if not row["telling"]:
            yield from _wrapped(f"{named(row)}: no number is told; {_in_words(row)}", "  ")
            continue
        yield from _wrapped(named(row), "  ")
        yield f"    {TOGETHER:<{wide}}  {_together(row, numbers)}"
        for each in row["services"]:
            yield f"    {each['service']:<{wide}}  {_own(each) or numbers(each, row)}"
    if not there:
        yield "  Nothing is told of this."


def _in_words(row: Row) -> str:
    """What services say of a row that none of them tells in numbers."""
    said = {each["service"]: _worded(each) for each in row["services"]}
    return "; ".join(f"{service}: {words}" for service, words in said.items() if words)


def _worded(each: Row) -> str:
    words = each.get("words")
    return str(next(iter(words.values()), "") if isinstance(words, Mapping) else words or "")


def _together(row: Row, numbers: Callable[[Row, Row], str]) -> str:
    """The sum; where some do not tell, what those that tell add up to at the least, and who is missing."""
    if row["not_told_by"]:
        sums = numbers(row, row)
        least = sums if sums == NOT_ADDED else f"at least {sums}, in {row['telling']} of {row['of_services']}"
        return f"{least}; not told by {', '.join(row['not_told_by'])}"
    beside = f"; nobody looked in {', '.join(row['not_covered_in'])}" if row["not_covered_in"] else ""
    return (MARKS["x"] if row["mark"] == "x" else numbers(row, row)) + beside


def _own(each: Row) -> str:
    """What stands in place of a service's numbers, where it has none."""
    if each["mark"] == "c":
        return closed({"words": _worded(each) or None})
    return MARKS[each["mark"]] if each["mark"] in ("x", "z") else ""


def _measure(each: Row, row: Row) -> str:
    """18 of 21, 86 % (65 to 95); without a value what it is of, and of what is not added why."""
    if each["numerator"] is None or (each is row and row["measure"] == "median"):
        return NOT_ADDED
    if each["value"] is None:
        return f"{cell(each['numerator'])} of {cell(each['denominator'])} {row['unit']}"
    return measure({**each, "mark": None if each["mark"] == "z" else each["mark"], "measure": row["measure"], "unit": row["unit"]})


def _use(each: Row, row: Row) -> str:
    rate = f", {each['rate']:.2f} a year ({each['interval'][0]:.2f} to {each['interval'][1]:.2f})" if each["rate"] is not None else ""
    if each["events"] is None or each["covered_days"] is None:
        return NOT_ADDED
    return (f"{each['events']:,} in {each['covered_days'] / YEAR:.1f} years{rate}, {cell(each['women_with_events'])} of "
            f"{cell(each['women'])} women") + (" [u]" if each["mark"] == "u" else "")


def _line(each: Row, row: Row) -> str:
    share = each["value"] is not None and 0 <= each["value"] <= 1 and each["women"] is not None
    if share or each["value"] is None:
        return f"{cell(each['women'])} of {cell(each['of'])}" if each["of"] is not None else NOT_ADDED
    return cell(each["value"])


def _step(each: Row, row: Row) -> str:
    return cell(each["women"]) + (f" of {each['of']}" if each["of"] is not None else "")


def _untold(document: Mapping[str, Any]) -> list[str]:
    names = [row["figure"] for row in document["rows"] if not told(row)]
    if not names:
        return []
    of = sorted({name.partition(".")[0] for name in names})
    said = f"{len(names)} more figures are told by no service, or have nobody to ask; --json lists them. They are of {', '.join(of)}."
    return [*_wrapped(said, ""), ""]


def _wrapped(text: str, lead: str) -> Iterable[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead) + "  ", break_on_hyphens=False)
