"""What was told of this service before, and what does an entry of a release hold?

A release is an entry of the programme's own stream, which is not sealed: it holds what was told and nothing else, so
that a later release can be held against it. A number that was held back stands nowhere in it.
"""

import json
from collections.abc import Sequence
from typing import Final

from ledger.history import Fact, History
from projections.disclosure.cells import TOTALS, Cell, Known
from projections.disclosure.earlier import Release, Told

PUBLIC: Final = "public"


def earlier(programme: History) -> list[Release]:
    """Every release to the public that the programme's history knows, in the order of their entries."""
    issued = [fact for fact in programme.of("report-issued") if fact.event.audience == PUBLIC]
    return [_release(fact) for fact in sorted(issued, key=lambda fact: fact.position)]


def _release(fact: Fact) -> Release:
    told = [json.loads(text) for text in fact.event.cells]
    totals = {each["total"]: each["women"] for each in told if "total" in each}
    cells = [Told(each["cell"], each["counted"], each["of"], each["whole"], tuple(each["beside"]), each["plain"])
             for each in told if "cell" in each]
    return Release(fact.position, fact.event.report, json.loads(fact.event.arguments)["true_on"], totals, cells)


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
