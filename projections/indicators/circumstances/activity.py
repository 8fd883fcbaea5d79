"""O3k: is she in work, learning or volunteering, and did she complete a course?

Several activities may run at once. None recorded is not counted: what nobody entered, nobody may count.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from ledger.codes import ACTIVITY
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.change import on_the_day
from projections.indicators import figure
from projections.woman import Woman

OCCUPIED: Final = ACTIVITY.groups["employed_learning_volunteering"]


def running(activity: str, facts: Sequence[Fact]) -> Fact | None:
    """The start of an activity that is still running after these facts.

    An end closes what began before it; where nothing had, what began on the same day.
    """
    begun: Fact | None = None
    own = [fact for fact in facts if fact.event.activity == activity]
    for _, of_day in groupby(own, key=lambda fact: fact.day):
        kinds = {fact.kind: fact for fact in of_day}
        started = kinds.get("activity-started")
        if "activity-ended" in kinds:
            begun = started if begun else None
        else:
            begun = begun or started
    return begun


def occupied(facts: Sequence[Fact]) -> list[Fact]:
    """The starts of work, learning and volunteering that are running after these facts."""
    return [begun for activity in OCCUPIED if (begun := running(activity, facts))]


@figure("M26", outcome="O3k", title="In work, learning or volunteering on the day",
        of_whom="Women signed up by the day.", counts="An activity 01 employed, 03 student or trainee or 07 "
        "volunteering has started and has not ended. No entry is not counted; nor is a woman who has died.",
        told_by=("activity-started", "activity-ended"),
        examples="""
volunteering | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=volunteering
two at once, one of them ended | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=07
  2021-05-01 activity-started activity=03
  2021-07-01 activity-ended activity=03
ended on the day itself | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=01
  2021-09-30 activity-ended activity=01
one job ended and another began on a day | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=01
  2021-06-01 activity-ended activity=01
  2021-06-01 activity-started activity=01
a trial of one day | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 activity-started activity=01
  2021-06-01 activity-ended activity=01
seeking work | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=02
no entry is not counted | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
died, and still one of those signed up | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=07
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-05-01 activity-started activity=07
""")
def in_work_or_learning(woman: Woman) -> Answer | None:
    """Of the women signed up, those who are in work, learning or volunteering on the day."""
    if woman.signed_up and woman.died:
        return not_counted("died", woman.sign_up, woman.died)
    return on_the_day(woman, _occupied_on_the_day)


def _occupied_on_the_day(woman: Woman) -> Answer:
    facts = woman.of("activity-started", "activity-ended")
    now = occupied(facts)
    if now:
        return counted(_listed(now), woman.sign_up, *now)
    return not_counted("no work, learning or volunteering on the day", woman.sign_up, *facts)


@figure("M26.entered", outcome="O3k", title="Entered work, learning or volunteering since sign-up",
        of_whom="Women signed up by the day who were in none at sign-up.", counts="An activity 01 employed, 03 student "
        "or trainee or 07 volunteering started after the day of sign-up, whether or not it has ended.",
        excluded="Women already in work, learning or volunteering at sign-up.", told_by=("activity-started", "activity-ended"), examples="""
entered, and ended since | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=07
  2021-06-01 activity-ended activity=07
left before sign-up, and entered again | on 2021-09-30 | counted 1 of 1
  2019-01-04 activity-started activity=01
  2020-01-04 activity-ended activity=01
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=01
nothing recorded | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
caring is no entry | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=05
begun on the day of sign-up | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 activity-started activity=07
a trial on the day of sign-up alone | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 activity-started activity=01
  2021-01-04 activity-ended activity=01
already working, and volunteers as well | on 2021-09-30 | excluded
  2020-01-04 activity-started activity=01
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=07
what happened stays when she has died | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-05-01 activity-started activity=07
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-05-01 activity-started activity=07
""")
def entered(woman: Woman) -> Answer | None:
    """Of the women signed up and then in none, those who have entered work, learning or volunteering since."""
    if not woman.signed_up:
        return None
    facts = woman.of("activity-started", "activity-ended")
    before = occupied([fact for fact in facts if fact.day <= woman.sign_up.day])
    if before:
        return excluded(f"already at sign-up: {_listed(before)}", woman.sign_up, *before)
    begun = [fact for fact in facts if fact.kind == "activity-started" and fact.day > woman.sign_up.day
             and fact.event.activity in OCCUPIED]
    if begun:
        return counted(_listed(begun), woman.sign_up, *begun)
    return not_counted("none entered since sign-up", woman.sign_up)


@figure("M26.courses-completed", outcome="O3k", title="Completed a course since sign-up",
        of_whom="Women signed up by the day.", counts="At least one course completed on or after the day of sign-up.",
        told_by=("course-started", "course-completed"), examples="""
two courses are one woman | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 course-completed course="Freedom Programme"
  2021-05-01 course-completed course="Cooking"
on the day of sign-up | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 course-completed course="Freedom Programme"
before sign-up | on 2021-09-30 | not-counted 0 of 1
  2020-12-04 course-completed course="Freedom Programme"
  2021-01-04 signed-up contraception_choice=larc
started alone | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 course-started course="Freedom Programme"
not signed up | on 2021-09-30 | none
  2021-03-01 course-completed course="Freedom Programme"
""")
def courses_completed(woman: Woman) -> Answer | None:
    """Of the women signed up, those who have completed at least one course since sign-up."""
    if not woman.signed_up:
        return None
    completed = [fact for fact in woman.of("course-completed") if fact.day >= woman.sign_up.day]
    if completed:
        return counted(f"courses completed: {len(completed)}", woman.sign_up, *completed)
    return not_counted("no course completed since sign-up", woman.sign_up, *woman.of("course-started"))


def _listed(begun: Sequence[Fact]) -> str:
    return "; ".join(f"{fact.event.activity} since {fact.said.occurred}" for fact in begun)
