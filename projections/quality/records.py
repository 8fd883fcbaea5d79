"""Do her entries agree with each other: what answers another, what stands twice, what a review found?"""

import datetime
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from ledger.dates import first_day
from ledger.history import Fact, History
from projections.certain import last_day
from projections.quality.found import Findings, found

ANSWERS: Final = (
    ("goal-reviewed", "goal", "goal-set", "reviewed-never-set", "note", "A goal was reviewed that was never set."),
    ("referral-decided", "referral", "referral-made", "decided-never-made", "should", "A referral was decided that was never made."),
    ("incident-verified", "incident_ref", "incident-reported", "verified-never-reported", "should",
     "An incident was verified that nobody had reported."))


def answers_nothing(history: History) -> Findings:
    """Entries that answer another of hers, by its reference, where there is none."""
    for kind, reference, answered, code, severity, message in ANSWERS:
        there = {getattr(fact.event, reference) for fact in history.of(answered)}
        for fact in history.of(kind):
            if getattr(fact.event, reference) not in there:
                yield found(code, severity, fact, message)


def ends_before_it_begins(history: History) -> Findings:
    """What was told until a day, or holds until one, that lies before the day it began."""
    for fact in history.of("incident-reported", "contact-safety-set"):
        until = fact.event.until
        if until and last_day(until) < fact.day:
            yield found("ends-before-it-begins", "should", fact,
                        f"It began on {fact.said.occurred}, and was told until {until}, which is earlier.")


def two_homes(history: History) -> Findings:
    """Two kinds of accommodation begun on one day: which came last is not known."""
    for one, other in pairwise(history.of("housing-changed")):
        same_day = one.said.occurred == other.said.occurred and not one.about
        if same_day and one.event.accommodation != other.event.accommodation:
            yield found("two-homes", "should", other, "She moved into two kinds of accommodation on one day.")


def occasion_twice(history: History) -> Findings:
    """One instrument, rater and occasion twice in one run. Follow-ups and others come more than once by their nature."""
    seen: set[tuple[str, ...]] = set()
    for fact in history.of("instrument-completed"):
        said = fact.event
        run = sum(signed.day <= fact.day for signed in history.of("signed-up")) or 1
        named = (said.instrument, said.rater, said.occasion, str(run))
        if said.occasion not in ("follow-up", "other") and named in seen:
            yield found("occasion-twice", "should", fact, f"{said.instrument} was completed twice for one occasion, {said.occasion}.")
        seen.add(named)


def found_differs(history: History) -> Findings:
    """A complete review that found another number of entries than the ledger holds for its services and days."""
    for fact in history.of("records-reviewed"):
        if fact.event.found is None or fact.event.complete != "yes":
            continue
        least, most = _held(history, fact)
        if not least <= fact.event.found <= most:
            held = str(least) if least == most else f"{least} to {most}"
            yield found("review-differs", "should", fact,
                        f"A review found {fact.event.found} entries; the ledger holds {held} from records.")


def _held(history: History, review: Fact) -> tuple[int, int]:
    """The fewest and the most contacts that a review may have seen.

    The fewest are attended and certainly within its days; the most are all that may lie there, missed ones too.
    """
    said = review.event
    start, end = first_day(said.from_), first_day(said.to)
    used = [fact for fact in history.of("service-used") if fact.event.service in said.services and fact.event.origin == "record"]
    certain = [fact for fact in used if fact.event.attended == "yes" and start <= fact.day and last_day(fact.said.occurred) < end]
    return _times(certain), _times(fact for fact in used if _may_lie(fact, start, end))


def _may_lie(fact: Fact, start: datetime.date, end: datetime.date) -> bool:
    return start <= last_day(fact.said.occurred) and fact.day < end


def _times(used: Iterable[Fact]) -> int:
    return sum(fact.event.times or 1 for fact in used)
