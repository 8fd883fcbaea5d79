"""O3j: how often, and how gravely, has she to do with the police and the courts?

One contact a day, at its gravest: an arrest recorded both as a contact and as an incident is one.
"""

from typing import Final

from ledger.codes import SEVERITY
from ledger.history import Fact
from projections.answers import Answer
from projections.days import length
from projections.indicators import figure
from projections.indicators.service_use.stories import NOT_COVERED, stories
from projections.phases import PHASES
from projections.use import Seen, on, over, resting
from projections.woman import Woman

SOURCE: Final = "police-and-courts"
OF_WHOM: Final = ("Covered days of women signed up: in the phase, alive, in the area, and inside a complete review of "
                  "police-and-courts records.")
CONTACTS: Final = ("Contacts with the justice system, and arrests reported as incidents, on covered days; one a day, "
                   "or as many as an incident tells of at once")

EXAMPLES: Final = """
an arrest and a charge of one day are one | on | counted 1 of DAYS
  STORY
  REVIEWED services=police-and-courts
  FIRST justice-contact type=arrest severity=low
  FIRST justice-contact type=charge severity=medium
an arrest reported as an incident too is one, a later one is another | on | counted 2 of DAYS
  STORY
  REVIEWED services=police-and-courts
  FIRST justice-contact type=arrest severity=low
  FIRST incident-reported incident=arrest severity=low
  FIRST+9 incident-reported incident=arrest severity=low
several told at once | on | counted 4 of DAYS
  STORY
  REVIEWED services=police-and-courts
  FIRST incident-reported incident=arrest severity=low times=4
no contact in the phase, and other incidents are none | on | not-counted 0 of DAYS
  STORY
  REVIEWED services=police-and-courts
  FIRST incident-reported incident=overdose severity=high
  NEXT justice-contact type=arrest severity=low
nobody looked | on | excluded
  STORY
  FIRST justice-contact type=arrest severity=high
not signed up | on | none
  2020-07-01 outreach-started
  REVIEWED services=police-and-courts
"""
GRAVEST: Final = """
the gravest contact of a day | on | ANSWER
  STORY
  REVIEWED services=police-and-courts
  FIRST justice-contact type=caution severity=low
  FIRST justice-contact type=conviction severity=medium
nobody looked | on | excluded
  STORY
  FIRST justice-contact type=arrest severity=high
"""


def contacts(woman: Woman, seen: Seen) -> list[list[Fact]]:
    """Her contacts on covered days, those of one day together."""
    facts = [fact for fact in woman.of("justice-contact", "incident-reported")
             if fact.kind == "justice-contact" or fact.event.incident == "arrest"]
    by_day: dict[str, list[Fact]] = {}
    for fact in on(facts, seen.days):
        by_day.setdefault(fact.day.isoformat(), []).append(fact)
    return list(by_day.values())


def gravest(of_day: list[Fact]) -> str:
    """The severity of a day's contacts."""
    return SEVERITY.names[max(SEVERITY.names.index(fact.event.severity) for fact in of_day)]


def justice(woman: Woman, phase: str, severity: str | None = None) -> Answer | None:
    """Her contacts of a phase, of one severity where it is given, over covered days."""
    seen = Seen((SOURCE,), woman.covered(phase, SOURCE))

    def tell() -> Answer:
        days = [each for each in contacts(woman, seen) if severity in (None, gravest(each))]
        many = sum(max(_times(fact) for fact in each) for each in days)
        return resting(woman, seen.services, [fact for each in days for fact in each], many, length(seen.days),
                       f"{many} on {length(seen.days):,} days that were looked at")
    return over(woman, phase, seen, tell)


def _times(fact: Fact) -> int:
    return fact.event.times or 1 if fact.kind == "incident-reported" else 1


def _declare(phase: str, severity: str | None = None) -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return justice(woman, phase, severity)

    said = f"of {severity} severity " if severity else ""
    of_woman.__doc__ = (f"How often women signed up had contact {said}with the justice system in the phase {phase}, "
                        "a woman-year, over the days on which police and court records were looked at.")
    answer = "counted 1 of DAYS" if severity == "medium" else "not-counted 0 of DAYS"
    figure(f"M25.severity.{severity}.{phase}" if severity else f"M25.{phase}", outcome="O3j",
           title=f"Justice contacts {said}per woman-year: {phase}", unit="contacts", measure="rate", of_whom=OF_WHOM,
           counts=f"{CONTACTS}{f'; those whose gravest is {severity}' if severity else ''}.", excluded=NOT_COVERED,
           target="fall (2018)",
           examples=stories(phase, GRAVEST.replace("ANSWER", answer) if severity else EXAMPLES))(of_woman)


for _phase in PHASES:
    _declare(_phase)
for _severity in SEVERITY.names:
    for _phase in PHASES:
        _declare(_phase, _severity)
