"""Who has not been seen or tried, whose missed contact was followed by nothing, and whose outreach does not begin or end?

A woman is on one of these lines at most: the longest silence says it all.
"""

import datetime

from ledger.codes import ATTENDANCE
from ledger.dates import months_after
from ledger.history import Fact
from projections.due.items import Item, Items, record
from projections.due.reach import medium
from projections.due.standing import outreach
from projections.woman import Woman

SEEN = ATTENDANCE.groups["seen"]


def contacts(woman: Woman) -> Items:
    """That she was not seen or not tried for long, or is in outreach for long; else that nothing followed a contact missed."""
    yield from ([*_not_seen(woman), *_long_outreach(woman), *_not_begun(woman)] or [*_missed(woman)] or _not_tried(woman))


def _not_seen(woman: Woman) -> Items:
    if not woman.in_programme:
        return
    seen = [fact for fact in woman.of("contact-held") if fact.event.attendance in SEEN]
    last = max([fact.day for fact in seen] + [woman.programme[-1].start])
    days, most = (woman.day - last).days, woman.parameters["due.not-seen-days"]
    if days > most:
        yield Item(f"not seen for {days} days", last.isoformat(), "now" if days > 2 * most else "soon", _next(woman, "programme"))


def _long_outreach(woman: Woman) -> list[Item]:
    begun = outreach(woman)
    months = woman.parameters["outreach.months"]
    if begun is None or woman.day <= (until := months_after(begun.day, months)):
        return []
    return [Item(f"outreach began {begun.said.occurred} and is past {months} months without a sign-up or a no",
                 until.isoformat(), "soon", record("declined", woman.reference, reason="REASON"))]


def _not_tried(woman: Woman) -> list[Item]:
    """In outreach, and for long nobody has tried to reach her: a contact that she missed was tried."""
    begun = outreach(woman)
    if begun is None:
        return []
    last = max([begun.day, *(fact.day for fact in woman.of("contact-held"))])
    days = (woman.day - last).days
    if days <= woman.parameters["due.not-seen-days"]:
        return []
    return [Item(f"in outreach, and no contact was held or tried for {days} days", last.isoformat(), "soon", _next(woman, "outreach"))]


def _not_begun(woman: Woman) -> Items:
    """Prioritised, and for long neither outreach nor a no has followed."""
    decided = woman.last("prioritised")
    if decided is None or decided.event.decision != "prioritised" or woman.died:
        return
    followed = any(fact.day >= decided.day for fact in woman.of("outreach-started", "signed-up", "declined"))
    days = (woman.day - decided.day).days
    if not followed and days > woman.parameters["due.not-seen-days"]:
        yield Item(f"prioritised {days} days ago, and outreach has not begun", decided.said.occurred, "soon",
                   record("outreach-started", woman.reference), reach=False)


def _missed(woman: Woman) -> Items:
    last = woman.last("contact-held")
    begun = outreach(woman)
    if not last or _seen_on(woman, last.day) or not (woman.in_programme or (begun and last.day >= begun.day)):
        return
    if woman.day > last.day + datetime.timedelta(woman.parameters["due.missed-days"]):
        yield Item(f"the last contact was {_how(last)}, and no other has followed", last.said.occurred,
                   "soon", _next(woman, "programme" if woman.in_programme else "outreach"))


def _seen_on(woman: Woman, day: datetime.date) -> bool:
    """Whether she was seen on a day, be it before or after a contact that she missed."""
    return any(fact.day == day and fact.event.attendance in SEEN for fact in woman.of("contact-held"))


def _how(fact: Fact) -> str:
    words = {"cancelled-by-woman": "cancelled by her", "cancelled-by-service": "cancelled by us",
             "did-not-attend": "missed", "late-not-seen": "too late to be held"}
    return words[fact.event.attendance]


def _next(woman: Woman, purpose: str) -> str:
    return record("contact-held", woman.reference, purpose=purpose, medium=medium(woman), attendance="attended-on-time")
