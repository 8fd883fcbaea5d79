"""O3c, O4d: does she take steps for her mental health, and does she look after her general health?

What she told of her attendance counts as what records show. Of a visit to a GP or dentist, none recorded means none
only where a complete review covers all the time; else it is not known.
"""

import datetime
from collections.abc import Sequence
from typing import Final

from ledger.codes import ATTENDANCE, RATER
from ledger.dates import months_after
from ledger.history import Fact
from projections import coverage
from projections.answers import Answer, counted, missing, not_counted
from projections.change import DIED, on_the_day
from projections.days import span, without
from projections.indicators import figure
from projections.indicators.access.engagement import SAID, TALKING, attended_since, need, of_those_in_need, within
from projections.use import reviews
from projections.woman import ONE_DAY, Woman

SEEN: Final = ATTENDANCE.groups["seen"]
BY_CHOICE: Final = (*TALKING, "mutual-aid")

STEPS: Final = """
counselling on the first day of the time that counts | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=unmet rater=RATER
  2021-07-03 service-used service=counselling attended=yes source=self-report
one day too long ago | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=unmet rater=RATER
  2021-07-02 service-used service=counselling attended=yes
  2021-07-02 course-started course=Freedom
a course completed | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=met rater=RATER
  2021-08-02 course-completed course=Freedom
a group | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=met rater=RATER
  2021-08-02 contact-held purpose=programme medium=group attendance=attended-on-time
a group that she missed, a talk, and a crisis are no steps | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=met rater=RATER
  2021-08-02 contact-held purpose=programme medium=group attendance=did-not-attend
  2021-08-02 contact-held purpose=programme medium=telephone attendance=attended-on-time
  2021-08-02 service-used service=mental-health-crisis attended=yes
no need | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=none rater=RATER
not rated by this rater | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=mental-health rating=unmet rater=OTHER
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 died
not signed up | on 2021-09-30 | none
  2021-02-01 need-assessed domain=mental-health rating=unmet rater=RATER
"""


def steps(woman: Woman, rater: str) -> Answer | None:
    """Whether she lately took a step for her mental health, where this rater sees the need."""
    def ask(rating: Fact) -> Answer:
        start = within(woman, woman.parameters["engaged.days"])
        step = attended_since(woman, BY_CHOICE, start) or _joined_since(woman, start)
        if step is None:
            return not_counted("no step recorded", woman.sign_up, rating)
        return counted(f"{step.kind} {step.said.occurred}", woman.sign_up, rating, step)
    return on_the_day(woman, lambda each: of_those_in_need(each, "mental-health", rater, ask))


def _joined_since(woman: Woman, start: datetime.date) -> Fact | None:
    """The last course begun or completed, or group attended, since a day."""
    courses = list(woman.of("course-started", "course-completed"))
    groups = [fact for fact in woman.of("contact-held") if fact.event.attendance in SEEN
              and "group" in (fact.event.medium, fact.event.activity)]
    return next((fact for fact in reversed(courses + groups) if fact.day >= start), None)


def _declare_steps(name: str, rater: str) -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return steps(woman, rater)

    of_woman.__doc__ = (f"Of the women signed up with a mental-health need as last rated by {SAID[rater]}, those who lately "
                        "attended a planned mental-health service, a course or a group by choice.")
    examples = STEPS.replace("RATER", rater).replace("OTHER", next(each for each in RATER.names if each != rater))
    figure(name, outcome="O3c", title=f"Proactive steps on mental health; need as rated by {SAID[rater]}",
           of_whom=f"Women signed up by the day whose mental-health need was last rated met or unmet by {SAID[rater]}.",
           counts=f"Within engaged.days: an attended contact with {', '.join(BY_CHOICE)}, recorded or told by her; a course "
           "begun or completed; or a group of the programme attended.",
           missing=f"Women whose mental-health need was not rated by {SAID[rater]}, or was last rated unknown.",
           excluded=DIED, baseline="94 % with a mental-health need (2021)", examples=examples,
           told_by=(("need-assessed", "mental-health", rater),))(of_woman)


_declare_steps("M37", "practitioner")
for _rater in ("woman", "partner"):
    _declare_steps(f"M37.{_rater}", _rater)

VISITS: Final = """
visited within the year | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2020-10-01 service-used service=SERVICE attended=yes
told of a visit | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-08-01 service-used service=SERVICE attended=yes source=self-report
a year and a day ago, and nobody looked since | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2020-09-30 service-used service=SERVICE attended=yes
no visit, and all the year was looked at | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-10-01 records-reviewed services=gp;dentist from=2020-10-01 to=2021-10-01 complete=yes reviewer=P-03
  2021-08-01 service-used service=SERVICE attended=no
no visit, and all the days in the area were looked at | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-10-01 records-reviewed services=gp;dentist from=2020-10-01 to=2021-09-01 complete=yes reviewer=P-03
  2021-09-01 whereabouts-changed whereabouts=custody
in the area on no day of the year | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-10-01 records-reviewed services=gp;dentist from=2020-10-01 to=2021-10-01 complete=yes reviewer=P-03
  2020-09-01 whereabouts-changed whereabouts=out-of-area
no visit, and a day was not looked at | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-09-30 records-reviewed services=gp;dentist from=2020-10-01 to=2021-09-30 complete=yes reviewer=P-03
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-08-01 service-used service=SERVICE attended=yes
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-08-01 service-used service=SERVICE attended=yes
"""


def visited(woman: Woman, services: Sequence[str]) -> Answer:
    """Whether she lately visited any of these services; missing where none is recorded and not all of the time was looked at."""
    start = months_after(woman.day, -woman.parameters["general-health.months"]) + ONE_DAY
    visit = attended_since(woman, services, start)
    if visit:
        return counted(f"{visit.event.service} {visit.said.occurred}", woman.sign_up, visit)
    days = without(span(start, woman.end), coverage.away(woman.history, woman.end))
    if not days or any(without(days, coverage.reviewed(woman.history, service)) for service in services):
        return missing("no visit recorded, and nobody looked all the time", woman.sign_up, *reviews(woman, services))
    return not_counted("no visit, and all the time was looked at", woman.sign_up, *reviews(woman, services))


def _declare_visits(name: str, services: Sequence[str], title: str, examples: str) -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return on_the_day(woman, lambda each: visited(each, services))

    words = " or ".join("GP" if service == "gp" else service for service in services)
    of_woman.__doc__ = f"Of the women signed up of whom it is known, those who visited a {words} in the last year."
    figure(name, outcome="O4d", title=title, of_whom="Women signed up by the day of whom it is known.",
           counts=f"An attended visit to a {words} within general-health.months, recorded or told by her.",
           missing="Women with no such visit recorded, where not all of that time in the area was looked at.",
           excluded=DIED, examples=examples)(of_woman)


_declare_visits("M39", ("gp", "dentist"), "Looks after her general health: GP or dentist visited",
                VISITS.replace("SERVICE", "dentist"))
_declare_visits("M39.gp", ("gp",), "GP visited", VISITS.replace("SERVICE", "gp"))
_declare_visits("M39.dentist", ("dentist",), "Dentist visited", VISITS.replace("SERVICE", "dentist"))

PHYSICAL: Final = """
met | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=physical-health rating=unmet rater=RATER
  2021-09-30 need-assessed domain=physical-health rating=met rater=RATER
unmet | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=physical-health rating=unmet rater=RATER
rated unknown | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=physical-health rating=unknown rater=RATER
not rated | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 died
not signed up | on 2021-09-30 | none
  2021-01-11 need-assessed domain=physical-health rating=none rater=RATER
"""


def physical_need(woman: Woman, rater: str) -> Answer:
    """Whether this rater last saw no unmet need of physical health."""
    rating = need(woman, "physical-health", rater)
    if rating is None or rating.event.rating == "unknown":
        return missing("rated unknown" if rating else f"not rated by {SAID[rater]}", woman.sign_up, rating)
    answer = not_counted if rating.event.rating == "unmet" else counted
    return answer(f"rated {rating.event.rating} {rating.said.occurred}", woman.sign_up, rating)


def _declare_physical(rater: str) -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return on_the_day(woman, lambda each: physical_need(each, rater))

    of_woman.__doc__ = (f"Of the women signed up whose physical health was rated by {SAID[rater]}, those with no unmet need of it "
                        "on the day.")
    figure(f"M39.physical-need.{rater}", outcome="O4d", title=f"No unmet physical need, as rated by {SAID[rater]}",
           of_whom=f"Women signed up by the day whose physical health was last rated none, met or unmet by {SAID[rater]}.",
           counts="The last rating by the day is none or met.",
           missing=f"Women whose physical health was not rated by {SAID[rater]}, or was last rated unknown.",
           excluded=DIED, told_by=(("need-assessed", "physical-health", rater),), examples=PHYSICAL.replace("RATER", rater))(of_woman)


for _rater in RATER.names:
    _declare_physical(_rater)
