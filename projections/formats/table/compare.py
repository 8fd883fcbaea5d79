"""How does a comparison of two days of knowing read on a plain screen?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from projections.formats.table.lines import cell, left_out, long_date

WORDS: Final[Mapping[str, str]] = {
    "late-entry": "entered late", "correction": "corrected", "withdrawal": "withdrawn or undone", "merge": "identities merged or parted",
    "erasure": "erased", "restriction": "restricted now", "definition": "definition changed", "parameter": "parameter or target changed"}
BESIDE: Final = ("missing", "excluded")
SHOWN: Final = 12


def text(document: Mapping[str, Any], title: str) -> str:
    """A comparison as plain lines."""
    return "\n".join([title, *_heading(document), "", *lines(document)])


def _heading(document: Mapping[str, Any]) -> list[str]:
    first, last = document["from"], document["to"]
    return [f"{document['of']}, true on {long_date(document['true_on'])}, as {_side(first)} and as {_side(last)}.",
            f"Audience: {document['audience']}. Not for home.{left_out(document)}"]


def _side(side: Mapping[str, Any]) -> str:
    issued = f"issued at position {side['issued']}, " if "issued" in side else ""
    return f"{issued}known by {long_date(side['known_by'])} (position {side['position']})"


def lines(document: Mapping[str, Any]) -> list[str]:
    """Each figure that changed, from what to what, and the parts of the change."""
    if not document["rows"]:
        return ["No figure changed.", *_digests(document)]
    told = [row for row in document["rows"] if _moved(row)]
    return [*(line for row in told for line in _figure(row)), "",
            f"{len(told)} figures changed; {document['unchanged']} did not. The parts add up to the change.",
            *_silent(len(document["rows"]) - len(told)), *_digests(document), "What an entry says: outcomes show POSITION"]


def _moved(row: Mapping[str, Any]) -> bool:
    """Whether more changed than who is missing or excluded."""
    return any(row["from"].get(name) != row["to"].get(name) for name in ("numerator", "denominator", "value", "target"))


def _silent(figures: int) -> list[str]:
    if not figures:
        return []
    return [f"{figures} more changed only in how many are missing or excluded; --json lists them."]


def _digests(document: Mapping[str, Any]) -> list[str]:
    if document["from"]["definitions"] == document["to"]["definitions"]:
        return []
    return ["Definitions or parameters differ between the two."]


def _figure(row: Mapping[str, Any]) -> list[str]:
    return [f"{row['figure']}  {_state(row['from'])} -> {_state(row['to'])}", *(f"    {_part(part)}" for part in row["changes"])]


def _state(state: Mapping[str, Any]) -> str:
    said = f"{cell(state['numerator'])} of {cell(state['denominator'])}"
    said += f", {cell(state['value'])}" if state["value"] is not None else ""
    beside = [f"{state[name]} {name}" for name in BESIDE if state.get(name)]
    beside += [f"target {cell(state['target'])}"] if state.get("target") is not None else []
    return said + (f" ({', '.join(beside)})" if beside else "")


def _part(part: Mapping[str, Any]) -> str:
    moved = [f"{_signed(part['numerator'])} of {_signed(part['denominator'])}"]
    moved += [f"{_signed(part[name])} {name}" for name in BESIDE if part.get(name)]
    note = f"; {part['note']}" if part.get("note") else ""
    return f"{WORDS[part['because']]}: {', '.join(moved)}; {_positions(part['positions'])}{note}"


def _signed(number: float) -> str:
    return f"+{cell(number)}" if number > 0 else cell(number)


def _positions(positions: Sequence[int]) -> str:
    if not positions:
        return "no position"
    more = f" and {len(positions) - SHOWN} more" if len(positions) > SHOWN else ""
    return f"position{'s' if len(positions) > 1 else ''} {_joined(positions[:SHOWN])}{more}"


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))
