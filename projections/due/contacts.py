"""Who has not been seen, whose missed contact was followed by nothing, and whose outreach takes too long?

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
    """That she was not seen for long, or is in outreach for long; else that nothing followed a contact missed."""
    yield from [*_not_seen(woman), *_long_outreach(woman)] or _missed(woman)


def _not_seen(woman: Woman) -> Items:
    if not woman.in_programme:
        return
    seen = [fact for fact in woman.of("contact-held") if fact.event.attendance in SEEN]
    last = max([fact.day for fact in seen] + [woman.programme[-1].start])
    days, most = (woman.day - last).days, woman.parameters["due.not-seen-days"]
    if days > most:
        yield Item(f"not seen for {days} days", last.isoformat(), "now" if days > 2 * most else "soon", _next(woman, "programme"))


def _long_outreach(woman: Woman) -> Items:
    begun = outreach(woman)
    months = woman.parameters["outreach.months"]
    if begun and woman.day > (until := months_after(begun.day, months)):
        yield Item(f"outreach began {begun.said.occurred} and is past {months} months without a sign-up or a no",
                   until.isoformat(), "soon", record("declined", woman.reference, reason="REASON"))


def _missed(woman: Woman) -> Items:
    last = woman.last("contact-held")
    begun = outreach(woman)
    if not last or last.event.attendance in SEEN or not (woman.in_programme or (begun and last.day >= begun.day)):
        return
    if woman.day > last.day + datetime.timedelta(woman.parameters["due.missed-days"]):
        yield Item(f"the last contact was {_how(last)}, and no other has followed", last.said.occurred,
                   "soon", _next(woman, "programme" if woman.in_programme else "outreach"))


def _how(fact: Fact) -> str:
    words = {"cancelled-by-woman": "cancelled by her", "cancelled-by-service": "cancelled by us",
             "did-not-attend": "missed", "late-not-seen": "too late to be held"}
    return words[fact.event.attendance]


def _next(woman: Woman, purpose: str) -> str:
    return record("contact-held", woman.reference, purpose=purpose, medium=medium(woman), attendance="attended-on-time")
