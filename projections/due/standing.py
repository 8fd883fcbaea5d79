"""With whom does the team still work, and in which way?

Nobody is due anything who has died, has said no, or has ended, unless it follows from the ending itself.
"""

import datetime

from ledger.dates import months_after
from ledger.history import Fact
from projections.caseload import gather
from projections.indicators.programme.assessments import FOLLOW_UPS
from projections.woman import Woman


def outreach(woman: Woman) -> Fact | None:
    """Her outreach where it is still open: not followed by a sign-up, a no, or a decision against or to wait."""
    begun = woman.last("outreach-started")
    if begun is None or woman.died or woman.in_programme:
        return None
    return None if any(fact.day >= begun.day and _closes(fact) for fact in woman.of("signed-up", "declined", "prioritised")) else begun


def _closes(fact: Fact) -> bool:
    return fact.kind != "prioritised" or fact.event.decision != "prioritised"


def aftercare(woman: Woman) -> bool:
    """Whether she is in aftercare, which has begun and not ended."""
    last = woman.last("aftercare-started", "aftercare-ended")
    return last is not None and last.kind == "aftercare-started" and not woman.died


def supported(woman: Woman) -> bool:
    """Whether she is in the programme or in aftercare."""
    return woman.in_programme or aftercare(woman)


def followed(woman: Woman) -> bool:
    """Whether she is in the programme, or ended it so lately that she is still followed."""
    if woman.died or not woman.programme:
        return False
    return woman.in_programme or woman.day < months_after(woman.programme[-1].end, max(FOLLOW_UPS))


def in_area(woman: Woman) -> bool:
    """Whether local records would show her."""
    moved = woman.last("whereabouts-changed")
    return moved is None or moved.event.whereabouts == "in-area"


def agreed(woman: Woman, *purposes: str) -> bool:
    """Whether she has not taken back her agreement to any of these uses."""
    for purpose in purposes:
        words = [fact for fact in woman.of("consent-given", "consent-withdrawn") if fact.event.purpose == purpose]
        if words and words[-1].kind == "consent-withdrawn":
            return False
    return True


def practitioners(woman: Woman) -> list[str]:
    """Who holds her case on the day."""
    return sorted({each.practitioner for each in gather(woman) if each.holds(woman.day)})


def last_programme_day(woman: Woman) -> datetime.date | None:
    """The day her last run through the programme ended, her death included; None while in it, or never in it."""
    if not woman.programme or woman.in_programme:
        return None
    return woman.programme[-1].end
