"""What is late or missing, most urgent first, and what settles it?

One line says who, what, since when, how she can safely be reached, and the command to run. Nothing is listed before
it is due, and nothing of a woman who died, said no or ended, unless it follows from that. It shows single women:
it is for the team alone.
"""

from collections.abc import Callable
from typing import Any, Final

from ledger.entries import PROGRAMME
from projections.asked import Given
from projections.caseload import Gathered, gather
from projections.due.assessments import assessments
from projections.due.contacts import contacts
from projections.due.contraception import removals_asked_for, renewal
from projections.due.items import URGENCIES, Item, Items
from projections.due.odd import odd
from projections.due.programme import over_cap, past_planned_end, records_behind
from projections.due.reach import safely
from projections.due.retention import kept_too_long, needs_a_period, not_set, years_kept
from projections.indicators import Programme
from projections.reports import Report
from projections.woman import Woman

RULES: Final[tuple[Callable[[Woman], Items], ...]] = (
    removals_asked_for, contacts, renewal, assessments, past_planned_end, records_behind, odd)


class Due:
    """The list of what is due as women are added to it. It has no figures to explain."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None:
            raise KeyError(explained)
        self._programme = programme
        self._years = years_kept(programme)
        self._rows: list[dict[str, Any]] = []
        self._gathered: list[Gathered] = []
        self._needs_a_period = False

    def add(self, woman: Woman) -> None:
        self._gathered.append((woman.reference, gather(woman)))
        self._needs_a_period |= needs_a_period(woman)
        self._rows += [row(woman, item) for item in of_woman(woman, self._years)]

    def document(self, erased: int) -> dict[str, Any]:
        own = [_row(PROGRAMME, item, None) for item in self._of_programme()]
        return {"rows": sorted([*self._rows, *own], key=_urgency), "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        return []

    def _of_programme(self) -> Items:
        yield from over_cap(self._programme, self._gathered)
        if self._years is None and self._needs_a_period:
            yield not_set(self._programme)


def of_woman(woman: Woman, years: int | None) -> Items:
    """All that is due of one woman. years: how long what is held of her is kept, None where that was not set."""
    for rule in RULES:
        yield from rule(woman)
    if years is not None:
        yield from kept_too_long(woman, years)


def row(woman: Woman, item: Item) -> dict[str, Any]:
    """One line of the list; contact is null where nobody needs to reach her."""
    return _row(woman.reference, item, safely(woman) if item.reach else None)


def _row(whose: str, item: Item, contact: str | None) -> dict[str, Any]:
    return {"woman": whose, "what": item.what, "since": item.since, "urgency": item.urgency, "contact": contact,
            "command": item.command}


def _urgency(line: dict[str, Any]) -> tuple[int, str, str, str]:
    return URGENCIES.index(line["urgency"]), line["since"], line["woman"], line["what"]


DUE: Final = Report("due", "What is due", "What is late or missing, most urgent first.", "projections.due:Due", team_only=True)
