"""How do the profile of service use, and comparisons of its phases, read line by line?"""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from projections.formats.table.lines import MARKS, grid

WIDTH: Final = 116
ENDING: Final = (
    "Events are attended, recorded contacts on covered days alone: in the phase, alive, in the area and reviewed.",
    "[x] nobody looked: no rate can be given, and it is not 0. [u] fewer events than a rate can rest on.")
NOT_COMPARED: Final = "Before and after are not compared here: a difference between phases is not what the service did."
COMPARED: Final = (
    "A difference between phases is not what the programme did: there is nobody to compare with who was not in it.",
    "Women first: up and down by each woman's own rate; sign-flip p exact, two-sided, of the sum of their differences.",
    "All together: exact interval given the total, p twice the smaller tail. Within women: self-controlled case series, Wald.",
    "From woman to woman: jackknife, Student's t on the log. The widest interval leads.")


def lines(document: Mapping[str, Any]) -> list[str]:
    rows = [(row["service"], row["phase"], *_numbers(row)) for row in document["rows"]]
    headings = ("service", "phase", "events", "women", "with any", "covered days", "uncovered", "a woman-year", "95 %", "mark")
    table = [*grid(headings, rows, right=(2, 3, 4, 5, 6, 7)), "", *ENDING]
    compared = document.get("comparisons")
    return [*table, NOT_COMPARED] if compared is None else [*table, *_comparisons(compared)]


def _numbers(row: Mapping[str, Any]) -> tuple[Any, ...]:
    if row["mark"] == "c":
        told = (row.get("words") or {}).get("women_with_events") or "[c]"
        return ("[c]", "[c]", told, *["[c]"] * 5)
    return (row["events"], row["women"], row["women_with_events"], row["covered_days"], row["uncovered_days"], *_rate_cells(row))


def _rate_cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    mark = f"[{row['mark']}]" if row["mark"] else ""
    if row["rate"] is None:
        return None, None, mark
    return f"{row['rate']:.2f}", f"{row['interval'][0]:.2f} to {row['interval'][1]:.2f}", mark


def _comparisons(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each comparison in a few lines, and how they were made."""
    told = [line for row in rows for line in ("", *_comparison(row))]
    return [*told, "", *COMPARED, "Its women one by one: outcomes explain profile SERVICE.FROM:TO"]


def _comparison(row: Mapping[str, Any]) -> Iterator[str]:
    if row.get("mark") == "c":
        yield f"{row['service']}, {row['from']} to {row['to']}: {MARKS['c']}"
        return
    planned = "planned" if row["planned"] else "an afterthought: no plan was registered before its data were seen"
    if row["plan"]:
        planned += f", position {row['plan']}"
    yield f"{row['service']}, {row['from']} to {row['to']} ({planned})"
    if row["mark"] in ("x", "c"):
        yield f"  {MARKS[row['mark']]}. {row['words'] if row.get('words') else row['sentence']}"
        return
    yield (f"  Women: {row['paired_women']} compared, {row['not_covered']} not covered on both sides. Up {row['up']}, down {row['down']}, "
           f"same {row['same']}.")
    yield (f"  Median of their own rates: {_number(row['median_from'])} to {_number(row['median_to'])} a year. "
           f"Sign-flip p {_p(row['sign_flip_p'])}. Largest share of the events: {_share(row['largest_share'])}.")
    yield (f"  All together: {_number(row['pooled_ratio'])} times as often, 95 % {_limits(row['pooled_interval'])}, "
           f"p {_p(row['central_p'])}.")
    yield (f"  Within women: {_number(row['conditional_ratio'])}, 95 % {_limits(row['conditional_interval'])}. "
           f"From woman to woman: 95 % {_limits(row['woman_level_interval'])}.")
    if row["adjusted_interval"]:
        yield f"  Within women, time held apart: {_number(row['adjusted_ratio'])}, 95 % {_limits(row['adjusted_interval'])}."
    told = row["cautions"] if row["cautions"] is not None else row["caution_codes"] or ()
    for text in (*filter(None, [row["sentence"]]), *(f"Caution, {each}" for each in told)):
        yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _number(value: float | None) -> str:
    return "not estimable" if value is None else f"{value:.2f}"


def _p(value: float | None) -> str:
    if value is None:
        return "none (nothing changed)"
    return f"{value:.3f}" if value >= 0.001 else "under 0.001"


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.0%}"


def _limits(pair: Sequence[float | None] | None) -> str:
    if pair is None:
        return "not estimable"
    low, high = pair
    return f"{_number(low)} to {_number(high)}" if high is not None else f"{_number(low)} and up"
