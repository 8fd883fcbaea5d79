"""How does the report of costs read on a plain screen?"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from projections.formats.table.lines import grid

WIDTH: Final = 118
CLOSED: Final = "[c] confidential"
EVENTS: Final = {"pregnancy": "pregnancies", "birth": "births", "removal": "removals"}


def lines(document: Mapping[str, Any]) -> list[str]:
    """Break-even, then scenarios, then what moves them, then the programme's own money."""
    parts = (_break_even, _scenarios, _spans, _tornado, _money, _missing, _cautions)
    blocks = [block for part in parts if (block := list(part(document)))]
    return [line for number, block in enumerate(blocks) for line in ([""] if number else []) + block]


def _break_even(document: Mapping[str, Any]) -> Iterator[str]:
    """The whole first: it is what a board can hold on to."""
    yield "BREAK-EVEN: what would have to be true"
    if not document["rows"]:
        yield "  It cannot be worked out: see below what is not entered."
    for cost, group in groupby(document["rows"], key=lambda row: row["unit_cost"]):
        rows = list(group)
        yield f"  {_pounds(rows[-1]['annual'])} a year is {rows[-1]['child_years']:.1f} child-years of care a year " \
              f"({rows[-1]['low']:.1f} to {rows[-1]['high']:.1f})"
        yield f"  at {_pounds(rows[-1]['pence'])} ({cost}; prices of {rows[-1]['prices']}; budget: {rows[-1]['budget']})."
        if len(rows) > 1:
            yield from (f"    {row['line']}: {_pounds(row['line_annual'])} a year; with the lines above it "
                        f"{_pounds(row['annual'])}, {row['child_years']:.1f} child-years" for row in rows)


def _scenarios(document: Mapping[str, Any]) -> Iterator[str]:
    yield "SCENARIOS: expected less seen, each a range and a method of its own; never added together"
    for row in document["scenarios"] or ():
        yield from [f"  {CLOSED}"] if row["mark"] == "c" else _scenario(row)
    if not document["scenarios"]:
        yield "  None: see below what is not entered."


def _scenario(row: Mapping[str, Any]) -> Iterator[str]:
    events = EVENTS[row["counts"]]
    yield f"  {row['scenario']} x {row['unit_cost']}"
    yield f"    rate: {row['rate_low']:g} to {row['rate_high']:g} {events} a woman-year (central {row['rate_central']:g})"
    if row["expected_low"] is not None:
        yield (f"    {row['woman_years']:.1f} woman-years looked at, of {row['all_woman_years']:.1f}: expected {row['expected_low']:.1f} "
               f"to {row['expected_high']:.1f} (central {row['expected_central']:.1f}), seen {row['observed']:g}")
    missing = ", ".join(row["steps"] or ()) or "none"
    yield f"    steps still missing: {missing}; {row['kind']}; budget: {row['budget']}; prices of {row['prices']}"
    if row["gross_low"] is None:
        yield f"    not worked out: {len(row['missing'] or ())} not entered, see below"
        return
    headings = ("", "gross", "delivery", "net")
    told = [(which, _pounds(row[f"gross_{which}"]), _pounds(row["delivery"]), _pounds(row[f"net_{which}"]))
            for which in ("low", "central", "high")]
    yield from ("    " + line for line in grid(headings, told, right=(1, 2, 3)))


def _spans(document: Mapping[str, Any]) -> Iterator[str]:
    for row in document["spans"] or ():
        fold = f", {row['fold']:.1f} times" if row["fold"] else ""
        yield f"The choice of scenario alone spans {row['low']:g} to {row['high']:g} {EVENTS[row['counts']]} a woman-year{fold}."


def _tornado(document: Mapping[str, Any]) -> Iterator[str]:
    told = [row for row in document["tornado"] or () if row.get("mark") != "c"]
    if told:
        yield "WHAT MOVES IT: gross with one factor at its low and its high, the others central; the widest first"
    for (scenario, cost), group in groupby(told, key=lambda row: (row["scenario"], row["unit_cost"])):
        yield f"  {scenario} x {cost}"
        rows = [(row["factor"], f"{row['low']:,g} to {row['high']:,g}" if row["factor"] != "unit cost" else
                 f"{_pounds(row['low'])} to {_pounds(row['high'])}", _pounds(row["at_low"]), _pounds(row["at_high"]), _pounds(row["swing"]))
                for row in group]
        headings = ("factor", "from, to", "gross at low", "gross at high", "between")
        yield from ("    " + line for line in grid(headings, rows, right=(2, 3, 4)))


def _money(document: Mapping[str, Any]) -> Iterator[str]:
    told = document["money"] or ()
    if told:
        yield "THE PROGRAMME'S OWN MONEY: in kind stands apart"
        yield from ("  " + line for line in grid(("", "", "money", "in kind"), [*_parts(told)], right=(2, 3)))
    for row in document["each"] or ():
        if row["mark"] is None:
            yield f"  For each {row['per']}: {_pounds(row['each'])} ({_pounds(row['pence'])} for {row['women']})"


def _parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The lines of each part, and its total."""
    for what, group in groupby(rows, key=lambda row: row["what"]):
        part = list(group)
        for number, row in enumerate(part):
            yield "" if number else str(what), row["name"], _pounds(row["money"]), _pounds(row["in_kind"]) if row["in_kind"] else "-"
        if len(part) > 1:
            in_kind = sum(row["in_kind"] for row in part)
            yield "", "all", _pounds(sum(row["money"] for row in part)), _pounds(in_kind) if in_kind else "-"


def _missing(document: Mapping[str, Any]) -> Iterator[str]:
    told = [row for row in document["missing"] or () if row.get("mark") != "c"]
    if told:
        yield "NOT ENTERED: nothing is guessed in its place"
    for row in told:
        yield from textwrap.wrap(row["missing"], WIDTH, initial_indent="  ", subsequent_indent="      ",
                                 break_on_hyphens=False, break_long_words=False)


def _cautions(document: Mapping[str, Any]) -> Iterator[str]:
    from projections.costs import CAUTIONS

    yield from CAUTIONS
    yield "Woman-years: pregnancies, days in the programme; births and removals, days during and after it that were reviewed."
    yield "What was seen, woman by woman: outcomes explain costs removal (or birth, pregnancy). More: outcomes help costs"


def _pounds(pence: float | None) -> str:
    """Whole pounds: 285,000 pounds as GBP 285,000; a minus before it."""
    if pence is None:
        return "-"
    return f"{'-' if pence < 0 else ''}GBP {abs(round(pence / 100)):,}"
