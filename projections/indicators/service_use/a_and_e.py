"""O2: how often does she attend A&E?"""

from typing import Final

from projections.answers import Answer
from projections.indicators import figure
from projections.indicators.service_use.stories import NOT_COVERED, stories
from projections.phases import PHASES
from projections.use import answers
from projections.woman import Woman

EXAMPLES: Final = """
attended on the first day, and three times told at once | on | counted 4 of DAYS
  STORY
  REVIEWED services=a-and-e
  FIRST service-used service=a-and-e attended=yes
  FIRST+10 service-used service=a-and-e attended=yes times=3
the day after the phase belongs to what follows | on | not-counted 0 of DAYS
  STORY
  REVIEWED services=a-and-e
  NEXT service-used service=a-and-e attended=yes
looked at on ten days, and attended also on another | on | counted 1 of 10
  STORY
  FIRST+10 records-reviewed services=a-and-e from=FIRST to=FIRST+10 complete=yes reviewer=P-03
  FIRST+9 service-used service=a-and-e attended=yes
  FIRST+10 service-used service=a-and-e attended=yes
what she told, and what she did not attend, are not counted | on | not-counted 0 of DAYS
  STORY
  REVIEWED services=a-and-e
  FIRST service-used service=a-and-e attended=yes source=self-report
  FIRST service-used service=a-and-e attended=no
nobody looked | on | excluded
  STORY
  REVIEWED services=gp
  FIRST service-used service=a-and-e attended=yes
an incomplete review is none | on | excluded
  STORY
  2021-05-31 records-reviewed services=a-and-e from=2018-01-01 to=2021-06-01 complete=no reviewer=P-03
not signed up | on | none
  2020-07-01 outreach-started
  REVIEWED services=a-and-e
"""
AWAY: Final = """
in custody on some days | on | not-counted 0 of 171
  STORY
  REVIEWED services=a-and-e
  2020-10-01 whereabouts-changed whereabouts=custody
  2020-10-11 whereabouts-changed whereabouts=in-area
  2020-10-05 service-used service=a-and-e attended=yes
away all the time | on | excluded
  STORY
  REVIEWED services=a-and-e
  2018-01-01 whereabouts-changed whereabouts=out-of-area
died in the programme | on | not-counted 0 of 30
  STORY
  REVIEWED services=a-and-e
  2020-10-01 died
"""

OF_WHOM: Final = ("Covered days of women signed up: in the phase, alive, in the area, and inside a complete review of "
                  "A&E records.")


def _declare(phase: str) -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return answers(woman, "a-and-e", phase)

    of_woman.__doc__ = (f"How often women signed up attended A&E in the phase {phase}, a woman-year, "
                        "over the days on which A&E records were looked at.")
    figure(f"M16.{phase}", outcome="O2", title=f"A&E attendances per woman-year: {phase}", unit="attendances",
           measure="rate", of_whom=OF_WHOM, counts="Attendances at A&E that records show, on covered days.",
           excluded=NOT_COVERED, target="fall (2018)",
           examples=stories(phase, EXAMPLES + AWAY * (phase == "during")))(of_woman)


for _phase in PHASES:
    _declare(_phase)
