"""On which days would we know it if something had happened?

Covered days are in the phase, alive, in the area, and inside a complete review of that source's records.
All her other days of the phase are uncovered. Nothing is counted on an uncovered day: absence is not zero.
"""

import datetime
from collections.abc import Sequence

from ledger.history import Fact, History
from projections.days import Days, span, united, without


def died(history: History) -> Fact | None:
    """The record of her death; the earlier where there are two."""
    told = [*history.of("died"), *(fact for fact in history.of("programme-ended") if fact.event.outcome == "died")]
    return min(told, key=lambda fact: fact.day, default=None)


def away(history: History, end: datetime.date) -> Days:
    """The days on which she was not in the area: no local source would have seen her."""
    moves = history.of("whereabouts-changed")
    return united(*(span(move.day, _next_day(moves, index, end))
                    for index, move in enumerate(moves) if move.event.whereabouts != "in-area"))


def reviewed(history: History, service: str) -> Days:
    """The days that complete reviews of a service's records cover, whenever they were made."""
    return united(*(span(datetime.date.fromisoformat(fact.event.from_), datetime.date.fromisoformat(fact.event.to))
                    for fact in history.of("records-reviewed")
                    if fact.event.complete == "yes" and service in fact.event.services))


def covered(phase: Days, service: str, history: History, end: datetime.date) -> Days:
    """The days of a phase on which a service's use would be known."""
    from projections.days import common

    return without(common(phase, reviewed(history, service)), away(history, end))


def _next_day(moves: Sequence[Fact], index: int, end: datetime.date) -> datetime.date:
    return min(moves[index + 1].day, end) if index + 1 < len(moves) else end
