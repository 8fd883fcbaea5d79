"""Which instruments and ratings of need were not done at their time?

The occasions and the window are those of M07, so that what is settled here in time counts there. An assessment
whose window has closed stays for due.assessment-months, or until the next one: then it is too late to tell anything.
"""

import datetime
from collections.abc import Sequence

from ledger.dates import months_after
from ledger.history import Fact
from projections.due.items import Item, Items, record
from projections.due.standing import agreed
from projections.indicators.programme.assessments import Due, occasions
from projections.woman import Woman


def assessments(woman: Woman) -> Items:
    """The instrument and the rating of need of each occasion that has come and is not done."""
    if woman.died or not agreed(woman, "programme", "evaluation"):
        return
    listed = [due for due in occasions(woman) if due.day <= woman.day]
    for index, due in enumerate(listed):
        if not _past(woman, due, listed[index + 1:]) and not _untraced(woman, due):
            yield from _of(woman, due)


def _past(woman: Woman, due: Due, later: Sequence[Due]) -> bool:
    """Whether it is no use any more: the next occasion has come, or months have."""
    stays = months_after(due.day, woman.parameters["due.assessment-months"])
    return bool(later) or woman.day >= stays


def _untraced(woman: Woman, due: Due) -> bool:
    """Whether she was looked for on that occasion, and not found."""
    return due.occasion == "follow-up" and any(
        fact.day >= due.day - _window(woman) and fact.event.traced == "no" for fact in woman.of("followed-up"))


def _of(woman: Woman, due: Due) -> Items:
    since = due.day - _window(woman)
    done = [fact for fact in woman.of("instrument-completed", "need-assessed") if fact.day >= since]
    if not any(fact.kind == "instrument-completed" and fact.event.occasion == due.occasion for fact in done):
        yield _item(woman, due, "instrument", record(
            "instrument-completed", woman.reference, instrument=_instrument(woman.of("instrument-completed")), score="SCORE",
            occasion=due.occasion, rater="woman"))
    if not any(fact.kind == "need-assessed" and fact.event.rating != "unknown" for fact in done):
        yield _item(woman, due, "rating of needs", record(
            "need-assessed", woman.reference, domain="DOMAIN", rating="RATING", rater="woman"))


def _item(woman: Woman, due: Due, what: str, command: str) -> Item:
    closes = due.day + _window(woman)
    open_ = woman.day <= closes
    when = f"may be done until {closes}" if open_ else f"its window closed on {closes}"
    return Item(f"{due.occasion} {what} not done; {when}", due.day.isoformat(), "soon" if open_ else "later", command)


def _window(woman: Woman) -> datetime.timedelta:
    return datetime.timedelta(woman.parameters["assessment.window-days"])


def _instrument(completed: Sequence[Fact]) -> str:
    """The instrument she completed last; the next is compared with it."""
    return str(completed[-1].event.instrument) if completed else "core-10"
