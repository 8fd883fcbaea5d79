"""Which entries must somebody hear about, and what is asked once they are recorded?

Recording tells nobody. The question is asked of what was just written, not of old history that comes in a file.
"""

import datetime
import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ledger.entries import Statement

QUESTION: Final = "Recording tells nobody. Who has been told?"
INCIDENTS: Final = frozenset({"suicidal-thoughts", "suicide-attempt", "self-harm", "overdose", "domestic-abuse", "sexual-violence"})
RECENT: Final = datetime.timedelta(92)
SHOWN: Final = 5


def concerns(said: "Statement") -> bool:
    """Whether a statement tells of suicide, self-harm, an overdose or abuse that may still go on."""
    if said.kind == "incident-reported":
        return said.event.incident in INCIDENTS
    return said.kind == "abuse-status-asked" and said.event.answer == "current"


def question(said: Iterable["Statement"], today: datetime.date | None = None) -> list[str]:
    """The question, and a command for each of the first women it is about; nothing where there are none.

    today: given for a file, of which old history is left out.
    """
    women = sorted({each.woman for each in said if concerns(each) and (today is None or _last(each) >= today - RECENT)})
    if not women:
        return []
    more = [f"  and of {len(women) - SHOWN} more: {', '.join(women[SHOWN:])}"] if len(women) > SHOWN else []
    return [QUESTION, *(f"  outcomes record safeguarding-raised {shlex.quote(woman)} --occurred today --about adult --to WHOM"
                        for woman in women[:SHOWN]), *more]


def _last(said: "Statement") -> datetime.date:
    """The last day that a statement is about: `until` where several incidents are told at once."""
    from ledger.dates import first_day

    until = getattr(said.event, "until", None)
    return max(said.day, first_day(until)) if until else said.day
