"""O1: is she using contraception that she chose, and how long does it last?

A contraceptive is in place from fitting until it is removed, is due for replacement, or reaches its default life.
None of these figures takes a target or is split by practitioner: contraception is her choice.
"""

import datetime
from collections.abc import Sequence

from ledger.codes import CONTRACEPTION
from ledger.dates import months_after
from ledger.history import Fact
from projections.answers import Answer, counted, measured, not_counted
from projections.days import Days, common, holds, length, span, united
from projections.indicators import figure
from projections.woman import Woman

LARC = CONTRACEPTION.groups["larc"]


def lifetime_ends(woman: Woman, fitted: Fact) -> datetime.date:
    """When a fitting is due for replacement: as said, else by the default life of its method."""
    if fitted.event.replace_by:
        return datetime.date.fromisoformat(fitted.event.replace_by)
    if fitted.event.method == "injection":
        return fitted.day + datetime.timedelta(woman.parameters["larc.injection-days"])
    return months_after(fitted.day, woman.parameters[f"larc.{fitted.event.method}-months"])


def removal_of(woman: Woman, fitted: Fact) -> Fact | None:
    """The removal that ends a fitting: the first of its method on or after its day."""
    return next((fact for fact in woman.of("larc-removed")
                 if fact.day >= fitted.day and fact.event.method == fitted.event.method), None)


def larc_days(woman: Woman, methods: Sequence[str] = LARC) -> Days:
    """The days on which LARC of these methods is in place, spells united."""
    return united(*(_in_place(woman, fitted) for fitted in woman.of("larc-fitted") if fitted.event.method in methods))


def _in_place(woman: Woman, fitted: Fact) -> Days:
    removed = removal_of(woman, fitted)
    ends = [lifetime_ends(woman, fitted), woman.end, *([removed.day] if removed else [])]
    return span(fitted.day, min(ends))


@figure("M09.ever-fitted", outcome="O1", title="LARC ever fitted since sign-up, or in place at it",
        of_whom="Women signed up by the day.", counts="A LARC fitting on or after sign-up, or LARC in place at sign-up "
        "(SRHAD main methods 01 to 04).", baseline="18 of 21 (2021)", examples="""
fitted after sign-up | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
fitted and removed again still counts | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-02-20 larc-removed method=implant reason=side-effects
no entry is not counted, never missing | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
in place at sign-up | on 2021-09-30 | counted 1 of 1
  2020-06-01 larc-fitted method=ius
  2021-01-04 signed-up contraception_choice=larc
removed before sign-up | on 2021-09-30 | not-counted 0 of 1
  2020-06-01 larc-fitted method=ius
  2020-12-01 larc-removed method=ius reason=her-choice
  2021-01-04 signed-up contraception_choice=undecided
not signed up | on 2021-09-30 | none
  2021-02-01 larc-fitted method=implant
""")
def ever_fitted(woman: Woman) -> Answer | None:
    """Of the women signed up, those fitted with LARC at least once by the day, or who had it in place at sign-up."""
    if not woman.signed_up:
        return None
    since = next((fact for fact in woman.of("larc-fitted") if fact.day >= woman.sign_up.day), None)
    if since:
        return counted(f"{since.event.method} fitted {since.said.occurred}", woman.sign_up, since)
    before = next((fact for fact in woman.of("larc-fitted") if holds(_in_place(woman, fact), woman.sign_up.day)), None)
    if before:
        return counted(f"{before.event.method} in place at sign-up", woman.sign_up, before)
    return not_counted("no LARC fitting recorded since sign-up", woman.sign_up)


@figure("M10", outcome="O1", title="Programme days covered by LARC", unit="days", measure="share",
        of_whom="Days in the programme of women signed up.", counts="Days on which LARC was in place; days of "
        "overlapping methods once. No interval: days of one woman are not independent.", examples="""
half of the days | on 2021-01-20 | counted 10 of 20
  2021-01-01 signed-up contraception_choice=larc
  2021-01-11 larc-fitted method=implant
""")
def programme_days_covered(woman: Woman) -> Answer | None:
    """Of the days that women spent in the programme, those on which LARC was in place."""
    if not woman.signed_up:
        return None
    days = length(common(woman.programme_days, larc_days(woman)))
    facts = [woman.sign_up, *woman.of("larc-fitted", "larc-removed")]
    return measured(f"{days} of {length(woman.programme_days)} days", facts, days, length(woman.programme_days))
