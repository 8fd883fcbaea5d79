"""O5: was she looked for again after the programme, and was her leaving it prepared and looked after?

Each asks of her last run through the programme that ended long enough ago: before its time is up
she is excluded, whatever is already known, so that early news does not stand for all.
"""

import datetime
import functools
from typing import Final

from ledger.dates import months_after
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.indicators import figure
from projections.phases import Spell
from projections.woman import Woman

GONE: Final = "Women who had died or were back in the programme by then."
STILL_IN: Final = "A woman who has not ended is not asked about."

FOLLOWED_UP: Final = """
traced | on 2021-09-30 | counted 1 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
  DUE followed-up months_after_end=N traced=yes
traced a month late | on 2021-09-30 | counted 1 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
  2021-09-01 followed-up months_after_end=LATE traced=yes
looked for, not traced | on 2021-09-30 | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=disengaged
  DUE followed-up months_after_end=N traced=no
not looked for | on 2021-09-30 | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=moved-away
looked for at another time alone | on 2021-09-30 | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
  2020-10-07 followed-up months_after_end=3 traced=yes
due on the day itself | on DUE | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
due a day later, traced already | on EVE | excluded
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
  2020-12-20 followed-up months_after_end=N traced=yes
back in the programme by then | on 2021-09-30 | excluded
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=left-early
  2020-12-07 signed-up contraception_choice=larc
back afterwards | on 2021-09-30 | counted 1 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=left-early
  DUE followed-up months_after_end=N traced=yes
  2021-08-02 signed-up contraception_choice=larc
looked for after she was back | on 2021-09-30 | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=left-early
  2021-07-20 signed-up contraception_choice=larc
  2021-08-20 followed-up months_after_end=N traced=yes
traced after an earlier run alone | on 2021-09-30 | not-counted 0 of 1
  2018-01-08 signed-up contraception_choice=larc
  2018-03-05 programme-ended outcome=left-early
  2018-12-20 followed-up months_after_end=N traced=yes
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
had died | on 2021-09-30 | excluded
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=completed
  2020-11-07 died
died in the programme | on 2021-09-30 | excluded
  2019-01-07 signed-up contraception_choice=larc
  2020-07-07 programme-ended outcome=died
still in the programme | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
"""


def ended(woman: Woman) -> list[Spell]:
    """Her runs through the programme that have ended."""
    return [spell for spell in woman.programme if spell.ended]


def declare_follow_up(months: int, due: str, eve: str) -> None:
    """Declare the follow-up so many months after the end."""

    def followed_up(woman: Woman) -> Answer | None:
        return _followed_up(months, woman) if woman.signed_up else None

    followed_up.__doc__ = (f"Of the women whose programme ended at least {months} months ago, those found again "
                           f"{months} months after its end.")
    words = {"DUE": due, "EVE": eve, "LATE": str(months + 1), "=N": f"={months}"}
    examples = functools.reduce(lambda text, word: text.replace(word, words[word]), words, FOLLOWED_UP)
    figure(f"M34.{months}-months", outcome="O5", title=f"Followed up {months} months after the end",
           of_whom=f"Women signed up by the day whose programme ended at least {months} months ago. {STILL_IN}",
           counts=f"A follow-up at {months} months, or at most follow-up.within-months earlier or later, that found "
           "her. Not looked for is not counted.",
           excluded=f"Women whose programme ended less than {months} months ago. {GONE}",
           examples=examples)(followed_up)


def _followed_up(months: int, woman: Woman) -> Answer | None:
    spells = ended(woman)
    if not spells:
        return None
    due = [spell for spell in spells if months_after(spell.end, months) <= woman.day]
    if not due:
        return _gone(woman, spells[-1], woman.day) or excluded(f"ended less than {months} months ago", spells[-1].ended)
    return _gone(woman, due[-1], months_after(due[-1].end, months)) or _traced(woman, due[-1], months)


def _traced(woman: Woman, spell: Spell, months: int) -> Answer:
    leeway = woman.parameters["follow-up.within-months"]
    back = next_run(woman, spell)
    until = back.start if back else woman.end
    looked = [fact for fact in woman.of("followed-up") if spell.end <= fact.day < until
              and abs(fact.event.months_after_end - months) <= leeway]
    found = next((fact for fact in looked if fact.event.traced == "yes"), None)
    if found:
        return counted(f"traced {found.said.occurred}", spell.ended, found)
    return not_counted("looked for, not traced" if looked else "no follow-up recorded", spell.ended, *looked)


def next_run(woman: Woman, spell: Spell) -> Spell | None:
    """The run through the programme that follows this one."""
    return next((each for each in woman.programme if each.start >= spell.end and each != spell), None)


def _gone(woman: Woman, spell: Spell, by: datetime.date) -> Answer | None:
    """Why she cannot be asked about on this day after her programme ended; None where she can."""
    if woman.died and woman.died.day <= by:
        return excluded("she had died", spell.ended, woman.died)
    back = next_run(woman, spell)
    if back and back.start <= by:
        return excluded("back in the programme", spell.ended, back.begun)
    return None


declare_follow_up(6, "2021-01-07", "2021-01-06")
declare_follow_up(12, "2021-07-07", "2021-07-06")


@figure("M34.transition-planned", outcome="O5", title="Transition planned before the programme ended",
        of_whom=f"Women signed up by the day whose programme has ended, in its last run. {STILL_IN}",
        counts="Her move on was planned with her during that run, at the latest on the day it ended.",
        excluded="Women who died in the programme.", examples="""
planned | on 2021-09-30 | counted 1 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-04-06 transition-planned
  2021-07-06 programme-ended outcome=completed
planned on the last day | on 2021-09-30 | counted 1 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=completed
  2021-07-06 transition-planned
planned too late | on 2021-09-30 | not-counted 0 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=completed
  2021-07-07 transition-planned
never planned | on 2021-09-30 | not-counted 0 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=disengaged
planned in an earlier run alone | on 2021-09-30 | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2019-06-03 transition-planned
  2019-07-01 programme-ended outcome=left-early
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=completed
died in the programme | on 2021-09-30 | excluded
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=died
still in the programme | on 2021-07-05 | none
  2020-01-06 signed-up contraception_choice=larc
  2021-04-06 transition-planned
  2021-07-06 programme-ended outcome=completed
""")
def transition_planned(woman: Woman) -> Answer | None:
    """Of the women whose programme has ended, those whose move on from it was planned with them."""
    if not woman.signed_up or not ended(woman):
        return None
    spell = ended(woman)[-1]
    if woman.died and woman.died.day <= spell.end:
        return excluded("she died in the programme", spell.ended, woman.died)
    plans = [fact for fact in woman.of("transition-planned") if spell.start <= fact.day <= spell.end]
    if plans:
        return counted(f"planned {plans[-1].said.occurred}", spell.ended, plans[-1])
    return not_counted("no plan recorded by the end", spell.ended)


@figure("M34.aftercare-within-28-days", outcome="O5", title="Aftercare begun within 28 days of the end",
        of_whom=f"Women signed up by the day whose programme ended at least 28 days ago. {STILL_IN}",
        counts="Aftercare started during that run or at most 28 days (the parameter aftercare.days) after it ended.",
        excluded=f"Women whose programme ended less than 28 days ago. {GONE}", examples="""
begun on the last of the days | on 2021-09-30 | counted 1 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=completed
  2021-07-29 aftercare-started
begun a day too late | on 2021-09-30 | not-counted 0 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=completed
  2021-07-30 aftercare-started
begun before the end | on 2021-09-30 | counted 1 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-06-21 aftercare-started
  2021-07-01 programme-ended outcome=completed
none | on 2021-09-30 | not-counted 0 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=disengaged
ended 28 days ago | on 2021-07-29 | not-counted 0 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=completed
ended 27 days ago, aftercare begun | on 2021-07-28 | excluded
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=completed
  2021-07-05 aftercare-started
back in the programme on the last of the days | on 2021-09-30 | excluded
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=left-early
  2021-07-29 signed-up contraception_choice=larc
back in the programme within the days | on 2021-09-30 | excluded
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=left-early
  2021-07-12 signed-up contraception_choice=larc
died within the days | on 2021-09-30 | excluded
  2020-01-06 signed-up contraception_choice=larc
  2021-07-01 programme-ended outcome=completed
  2021-07-12 died
still in the programme | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
""")
def aftercare_begun(woman: Woman) -> Answer | None:
    """Of the women whose programme ended at least 28 days ago, those whose aftercare began within 28 days of it."""
    if not woman.signed_up or not ended(woman):
        return None
    days = datetime.timedelta(woman.parameters["aftercare.days"])
    due = [spell for spell in ended(woman) if spell.end + days <= woman.day]
    if not due:
        last = ended(woman)[-1]
        return _gone(woman, last, woman.day) or excluded(f"ended less than {days.days} days ago", last.ended)
    return _gone(woman, due[-1], due[-1].end + days) or _begun(woman, due[-1], due[-1].end + days)


def _begun(woman: Woman, spell: Spell, latest: datetime.date) -> Answer:
    started = next((fact for fact in woman.of("aftercare-started") if spell.start <= fact.day <= latest), None)
    if started:
        return counted(f"aftercare begun {started.said.occurred}", spell.ended, started)
    return not_counted("no aftercare begun in time", spell.ended, *_later(woman, latest))


def _later(woman: Woman, latest: datetime.date) -> list[Fact]:
    return [fact for fact in woman.of("aftercare-started") if fact.day > latest][:1]
