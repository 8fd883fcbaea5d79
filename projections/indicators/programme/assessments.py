"""P: were women assessed when they should have been?

At sign-up, 6 and 12 months into a run, at its end, and 6 and 12 months after it, one instrument and one rating of
needs are due. An instrument says for which occasion it is; a rating of needs belongs to where it falls.
"""

import datetime
from collections.abc import Iterator
from typing import Final

import attrs

from ledger.dates import months_after
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.days import holds, span
from projections.indicators import figure
from projections.phases import Spell
from projections.use import on
from projections.woman import ONE_DAY, Woman

REVIEWS: Final = ((6, "6-months"), (12, "12-months"))
FOLLOW_UPS: Final = (6, 12)


@attrs.frozen
class Due:
    """An occasion on which she should be assessed, and the fact that makes it so."""

    occasion: str
    day: datetime.date
    since: Fact


def occasions(woman: Woman) -> Iterator[Due]:
    """The occasions of all her runs that have come by the day, while she was alive."""
    for spell in woman.programme:
        yield Due("baseline", spell.start, spell.begun)
        for months, occasion in REVIEWS:
            if months_after(spell.start, months) < spell.end:
                yield Due(occasion, months_after(spell.start, months), spell.begun)
        if spell.ended and spell.end < woman.end:
            yield from _after(woman, spell, spell.ended)


def _after(woman: Woman, spell: Spell, ended: Fact) -> Iterator[Due]:
    """Her exit, and the follow-ups on days on which she is not in the programme again."""
    yield Due("exit", spell.end, ended)
    for months in FOLLOW_UPS:
        day = months_after(spell.end, months)
        if day < woman.end and not holds(woman.programme_days, day):
            yield Due("follow-up", day, ended)


@figure("M07", outcome="P", title="Assessments done, of those due", unit="assessments",
        of_whom="Instruments and ratings of need due for women signed up: at baseline, at 6 and 12 months in the "
        "programme, at exit, and at follow-up 6 and 12 months after it; each once its window of assessment.window-days "
        "has closed.", counts="Done within the window: an instrument completed for that occasion; a need rated, "
        "other than as unknown.", excluded="Assessments whose window is still open; those of women who died in it "
        "before they were done.", examples="""
both baselines done | on 2020-12-31 | counted 1 of 1; counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2020-11-05 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman
  2020-11-09 need-assessed domain=housing rating=unmet rater=practitioner
on the first and on the last day of the window | on 2020-12-31 | counted 1 of 1; counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2020-10-05 need-assessed domain=housing rating=unmet rater=practitioner
  2020-11-30 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman
a day outside the window | on 2020-12-31 | not-counted 0 of 1; not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2020-10-04 need-assessed domain=housing rating=unmet rater=practitioner
  2020-12-01 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman
for another occasion, and unknown | on 2020-12-31 | not-counted 0 of 1; not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2020-11-05 instrument-completed instrument=core-10 score=28 occasion=other rater=woman
  2020-11-09 need-assessed domain=housing rating=unknown rater=practitioner
window still open | on 2020-11-29 | excluded; excluded
  2020-11-02 signed-up contraception_choice=larc
  2020-11-05 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman
window closed on the day | on 2020-11-30 | counted 1 of 1; not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2020-11-05 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman
six months in | on 2021-05-30 | counted 1 of 1; not-counted 0 of 1; not-counted 0 of 1; not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-05-10 instrument-completed instrument=core-10 score=28 occasion=6-months rater=woman
left early: an exit | on 2021-05-30 | counted 1 of 1; counted 1 of 1; not-counted 0 of 1; not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
  2021-03-20 instrument-completed instrument=core-10 score=20 occasion=exit rater=woman
  2021-03-20 need-assessed domain=housing rating=met rater=woman
died in the programme: no exit is due | on 2021-05-30 | not-counted 0 of 1; not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=died
died within the window | on 2021-05-30 | excluded; excluded
  2020-11-02 signed-up contraception_choice=larc
  2020-11-20 died
not signed up | on 2021-05-30 | none
  2020-11-05 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman
""")
def assessments_done(woman: Woman) -> Iterator[Answer]:
    """Of the assessments due for women signed up, those done within their window."""
    window = datetime.timedelta(woman.parameters["assessment.window-days"])
    for due in occasions(woman):
        near = on(woman.of("instrument-completed", "need-assessed"), span(due.day - window, due.day + window + ONE_DAY))
        instrument = next((fact for fact in near if fact.kind == "instrument-completed"
                           and fact.event.occasion == due.occasion), None)
        need = next((fact for fact in near if fact.kind == "need-assessed" and fact.event.rating != "unknown"), None)
        yield _answer(woman, due, due.day + window, instrument, f"{due.occasion} instrument {due.day}")
        yield _answer(woman, due, due.day + window, need, f"{due.occasion} needs {due.day}")


def _answer(woman: Woman, due: Due, closes: datetime.date, done: Fact | None, unit: str) -> Answer:
    if closes > woman.day:
        return excluded(f"may be done until {closes}", due.since, done, unit=unit)
    if done:
        return counted(f"done {done.said.occurred}", due.since, done, unit=unit)
    if woman.died and woman.end <= closes:
        return excluded("died before it was done", due.since, woman.died, unit=unit)
    return not_counted("not done in its window", due.since, unit=unit)
