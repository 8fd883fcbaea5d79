"""What was told of this service before, and what does an entry of a release hold?

A release is an entry of the programme's own stream, which is not sealed: it holds what was told and nothing else, so
that a later release can be held against it. A number that was held back stands nowhere in it.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.entries import Entry
from ledger.history import History
from projections.disclosure.cells import TOTALS, Cell, Known
from projections.disclosure.earlier import Release, Told

PUBLIC: Final = "public"
PERIOD: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?", re.IGNORECASE)
PARTS_OF_A_CELL: Final = {"cell", "counted", "of", "whole", "beside", "plain"}
MOVES: Final = ("position", "root")


def earlier(issued: Iterable[Entry]) -> list[Release]:
    """Every release to the public among entries, in their order; one that was withdrawn was told all the same."""
    return [_release(entry) for entry in issued if entry.said.event.audience == PUBLIC]


def _release(entry: Entry) -> Release:
    """One release; of an entry that somebody made by hand, as much as can be read."""
    event = entry.said.event
    told = [read(text) for text in event.cells]
    totals = {str(each["total"]): each["women"] for each in told if {"total", "women"} <= set(each) and isinstance(each["women"], int)}
    cells = [Told(str(each["cell"]), each["counted"], each["of"], each["whole"], tuple(each["beside"]), each["plain"])
             for each in told if set(each) >= PARTS_OF_A_CELL and isinstance(each["beside"], list)
             and all(isinstance(each[name], int | float) for name in ("counted", "of", "whole"))]
    return Release(entry.position, event.report, str(read(event.arguments).get("true_on", "a day that it does not say")), totals, cells)


def read(text: str) -> dict[str, Any]:
    """A JSON object; an empty one where the text is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def texts(cells: Sequence[Cell], known: Known) -> list[str]:
    """What a release tells, a text a cell, the whole groups that it tells of before them."""
    wholes = [name for name in TOTALS if known.tells(name)]
    return [*(_text(total=name, women=known.totals[name]) for name in wholes),
            *(_text(cell=cell.name, counted=cell.counted, of=cell.of, whole=known.totals[cell.base], beside=list(cell.beside),
                    plain=cell.plain) for cell in cells)]


def _text(**said: object) -> str:
    return json.dumps(said, sort_keys=True)


def declared_totals(programme: History) -> dict[str, float]:
    """The totals that were published: the last `reference-set` of each whose name begins 'public total:'."""
    found = {}
    for fact in programme.of("reference-set"):
        start, _, name = str(fact.event.name).lower().partition(":")
        if start.strip() == "public total" and name:
            found["-".join(name.split())] = fact.event.value
    return found


def end_of(period: str) -> datetime.date | None:
    """The last day of a year, a quarter or a month: 2021, 2021-Q3, 2021-09. None for what is none of these."""
    found = PERIOD.fullmatch(period.strip())
    if not found:
        return None
    year, quarter, month = (int(each) if each else None for each in found.groups())
    last = 3 * quarter if quarter else month if month is not None else 12
    if not year or not 1 <= last <= 12:
        return None
    return (datetime.date(year, last, 28) + datetime.timedelta(4)).replace(day=1) - datetime.timedelta(1)


def digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of one file's bytes; of several, that of the list that `sha256sum` would print of them."""
    sums = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    if len(sums) == 1:
        return next(iter(sums.values()))
    return hashlib.sha256("".join(f"{each}  {name}\n" for name, each in sums.items()).encode()).hexdigest()


def figures_digest(document: Mapping[str, Any]) -> str:
    """The SHA-256 of what a report says, wherever in the log it was asked: the same for the same figures."""
    said = {name: value for name, value in document.items() if name not in MOVES}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def changed(then: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """What two releases tell differently, a sentence a cell."""
    before, after = ({_name(each): each for each in map(json.loads, texts)} for texts in (then, now))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield f"{name}: {_said(before.get(name))} then, {_said(after.get(name))} now"


def _name(told: Mapping[str, Any]) -> str:
    return str(told["cell"]) if "cell" in told else f"women {told['total']}"


def _said(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return "not told"
    if "total" in told:
        return str(told["women"])
    beside = f" with {', '.join(f'{each:g}' for each in told['beside'])}" if told["beside"] else ""
    return f"{told['counted']} of {told['of']}{beside}"
