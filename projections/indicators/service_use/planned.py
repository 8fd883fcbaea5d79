"""O2: which share of her health contacts is planned?

Maternity is of neither class. Contacts that she missed, and what she told of herself, are none of these contacts.
"""

import datetime
import functools
from collections.abc import Callable, Sequence
from typing import Final

from ledger.history import Fact
from projections.answers import Answer
from projections.days import united
from projections.indicators import figure
from projections.indicators.service_use.stories import NOT_COVERED, stories
from projections.phases import PHASES
from projections.use import (
    HEALTH,
    PLANNED,
    UNPLANNED,
    Seen,
    attended,
    on,
    over,
    planned_share,
    resting,
    together,
    total,
)
from projections.woman import Woman

HOSPITAL: Final = ("a-and-e", "emergency-admission", "outpatient", "elective-admission")
LOOKED_AT: Final = ("Days count on which all those services are covered of which she has a complete review, planned "
                    "and unplanned ones among them; contacts as those records show. No interval: contacts of one woman "
                    "are not independent.")

SHARES: Final = """
two of three planned | on | counted 2 of 3
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=gp attended=yes times=2
  FIRST service-used service=a-and-e attended=yes
the day after the phase belongs to what follows | on | not-counted 0 of 1
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=a-and-e attended=yes
  NEXT service-used service=gp attended=yes
missed, self-reported and maternity contacts are none of these | on | not-counted 0 of 1
  STORY
  REVIEWED services=a-and-e;gp;maternity
  FIRST service-used service=a-and-e attended=yes
  FIRST service-used service=gp attended=no
  FIRST service-used service=gp attended=yes origin=self-report
  FIRST service-used service=maternity attended=yes
use of a service that nobody looked at is not counted | on | counted 1 of 1
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=gp attended=yes
  FIRST service-used service=ambulance attended=yes
an incomplete review is none, and takes no day from the others | on | counted 1 of 1
  STORY
  REVIEWED services=a-and-e;gp
  2021-05-31 records-reviewed services=ambulance from=2018-01-01 to=2021-06-01 complete=no reviewer=P-03
  FIRST service-used service=gp attended=yes
no contact at all | on | not-counted 0 of 0
  STORY
  REVIEWED services=a-and-e;gp
only unplanned use was looked at | on | excluded
  STORY
  REVIEWED services=a-and-e
  FIRST service-used service=a-and-e attended=yes
one of the services was looked at only after the phase | on | excluded
  STORY
  REVIEWED services=gp
  2021-05-31 records-reviewed services=a-and-e from=NEXT to=2021-07-01 complete=yes reviewer=P-03
  FIRST service-used service=gp attended=yes
not signed up | on | none
  2020-07-01 outreach-started
  REVIEWED services=a-and-e;gp
  FIRST service-used service=gp attended=yes
"""

HOSPITAL_SHARES: Final = """
one of two planned, and a GP is no hospital | on | counted 1 of 2
  STORY
  REVIEWED services=a-and-e;outpatient;gp
  FIRST service-used service=outpatient attended=yes
  FIRST service-used service=a-and-e attended=yes
  FIRST service-used service=gp attended=yes
nobody looked at planned hospital care | on | excluded
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=gp attended=yes
"""

CRISES: Final = """
one episode, and two contacts within a week | on | counted 1 of 3
  STORY
  REVIEWED services=a-and-e;ambulance;gp
  FIRST service-used service=gp attended=yes
  FIRST service-used service=ambulance attended=yes episode_ref=E1
  FIRST+20 service-used service=a-and-e attended=yes episode_ref=E1
  FIRST+40 service-used service=ambulance attended=yes
  FIRST+47 service-used service=a-and-e attended=yes
eight days later is another crisis | on | not-counted 0 of 2
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=a-and-e attended=yes
  FIRST+8 service-used service=a-and-e attended=yes
a week counts from the first contact | on | not-counted 0 of 2
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=a-and-e attended=yes
  FIRST+5 service-used service=a-and-e attended=yes
  FIRST+10 service-used service=a-and-e attended=yes
two episodes of one day are two crises | on | not-counted 0 of 2
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=a-and-e attended=yes episode_ref=E1
  FIRST service-used service=a-and-e attended=yes episode_ref=E2
a crisis that goes on into the next phase counts where it began | on | counted 1 of 2
  STORY
  REVIEWED services=a-and-e;gp
  LAST service-used service=a-and-e attended=yes
  LAST service-used service=gp attended=yes
  NEXT service-used service=a-and-e attended=yes
a contact without an episode joins the episode of its day | on | not-counted 0 of 1
  STORY
  REVIEWED services=a-and-e;ambulance;gp
  FIRST service-used service=a-and-e attended=yes
  FIRST service-used service=ambulance attended=yes episode_ref=E1
several told at once are one crisis | on | not-counted 0 of 1
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=a-and-e attended=yes times=3
"""

BEGAN_BEFORE: Final = """
a crisis that began in outreach is none of the programme's | on | counted 1 of 1
  STORY
  REVIEWED services=a-and-e;gp
  2020-08-31 service-used service=a-and-e attended=yes
  2020-09-01 service-used service=a-and-e attended=yes
  2020-09-01 service-used service=gp attended=yes
"""

MISSED: Final = """
one of three missed | on | counted 1 of 3
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=gp attended=yes times=2
  FIRST service-used service=gp attended=no
unplanned contacts are no appointments | on | not-counted 0 of 1
  STORY
  REVIEWED services=a-and-e;gp
  FIRST service-used service=gp attended=yes
  FIRST service-used service=a-and-e attended=no
nobody looked | on | excluded
  STORY
  FIRST service-used service=gp attended=no
"""


@functools.lru_cache(maxsize=2)
def crises(woman: Woman) -> list[list[Fact]]:
    """Her unplanned contacts by crisis, in order: one episode, or without one within crisis.days of its first contact.

    Only contacts on covered days, of any phase; a contact without an episode joins the latest crisis in reach.
    """
    covered = united(*(together(woman, phase, HEALTH).days for phase in PHASES))
    reach = datetime.timedelta(woman.parameters["crisis.days"])
    found: list[list[Fact]] = []
    by_episode: dict[str, list[Fact]] = {}
    for fact in _episodes_first(on(_unplanned(woman), covered)):
        episode = fact.said.episode_ref
        crisis = by_episode.get(episode) if episode else _in_reach(found, fact, reach)
        if crisis is None:
            crisis = []
            found.append(crisis)
        crisis.append(fact)
        if episode:
            by_episode[episode] = crisis
    return found


def _episodes_first(facts: list[Fact]) -> list[Fact]:
    """Facts in order of their days, of one day those that an episode ties before the others."""
    if any(fact.said.episode_ref for fact in facts):
        return sorted(facts, key=lambda each: (each.day, each.said.episode_ref is None))
    return facts


def _unplanned(woman: Woman) -> Sequence[Fact]:
    looked_at = {service for phase in PHASES for service in together(woman, phase, HEALTH).services}
    return attended(woman, tuple(service for service in UNPLANNED if service in looked_at))


def _in_reach(found: list[list[Fact]], fact: Fact, reach: datetime.timedelta) -> list[Fact] | None:
    return found[-1] if found and fact.day - found[-1][0].day <= reach else None


def once_per_crisis(woman: Woman, phase: str) -> Answer | None:
    """Her planned contacts, of those and her crises that began in the phase."""
    seen = together(woman, phase, HEALTH)

    def tell() -> Answer:
        facts = on(_planned(woman, seen), seen.days)
        began = on(crises(woman), seen.days, lambda crisis: crisis[0].day)
        planned = total(facts)
        return resting(woman, seen.services, [*facts, *(fact for crisis in began for fact in crisis)], planned,
                       planned + len(began), f"{planned} planned contacts, {len(began)} crises")
    return over(woman, phase, seen, tell)


def not_attended(woman: Woman, phase: str) -> Answer | None:
    """Her planned appointments that she did not attend, of all."""
    seen = together(woman, phase, HEALTH)

    def tell() -> Answer:
        missed, kept = on(_planned(woman, seen, "no"), seen.days), on(_planned(woman, seen), seen.days)
        return resting(woman, seen.services, [*missed, *kept], total(missed), total(missed) + total(kept),
                       f"{total(missed)} of {total(missed) + total(kept)} appointments not attended")
    return over(woman, phase, seen, tell)


def _planned(woman: Woman, seen: Seen, came: str = "yes") -> Sequence[Fact]:
    return attended(woman, tuple(service for service in seen.services if service in PLANNED), came=came)


def _declare(word: str, title: str, ask: Callable[[Woman, str], Answer | None], counts: str, of_what: str,
             text: str, target: str | None = None, during: str = "") -> None:
    """One figure a phase."""
    for phase in PHASES:
        def of_woman(woman: Woman, phase: str = phase) -> Answer | None:
            return ask(woman, phase)

        of_woman.__doc__ = f"Of {of_what} of the women signed up, in the phase {phase}: {counts}"
        figure(f"M15.{word}{phase}", outcome="O2", title=f"{title}: {phase}", unit="contacts", measure="share",
               of_whom=f"{of_what[:1].upper()}{of_what[1:]} of women signed up. {LOOKED_AT}", counts=counts,
               excluded=NOT_COVERED, target=target,
               examples=stories(phase, text + during * (phase == "during")))(of_woman)


_declare("", "Planned share of health contacts", planned_share,
         "Attended contacts with planned services.", "attended contacts with planned and unplanned health services",
         SHARES, "rise (2018)")
_declare("secondary.", "Planned share of hospital contacts", lambda woman, phase: planned_share(woman, phase, HOSPITAL),
         "Attended outpatient appointments and elective admissions.",
         "attended A&E, emergency, outpatient and elective contacts", HOSPITAL_SHARES, "rise (2018)")
_declare("once-per-crisis.", "Planned share of health contacts, one crisis counted once", once_per_crisis,
         "Attended contacts with planned services. A crisis is all unplanned contacts of one episode, or without an "
         "episode those within crisis.days of the first; it counts on its first day.",
         "attended contacts with planned health services, and crises", CRISES, during=BEGAN_BEFORE)
_declare("not-attended.", "Planned health appointments not attended", not_attended,
         "Appointments with planned services that she did not attend.", "appointments with planned health services",
         MISSED)
