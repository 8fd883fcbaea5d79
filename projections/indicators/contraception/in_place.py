"""O1: has she a long-acting contraceptive, and on how many of her days?

LARC is SRHAD main methods 01 to 04, injection, implant, IUD and IUS, unless a figure names another definition.
"""

from typing import Final

from ledger.history import Fact
from projections.answers import Answer, counted, excluded, measured, not_counted
from projections.days import common, length
from projections.indicators import figure
from projections.indicators.contraception.uses import EFFECTIVE, LARC, LONG_ACTING, TELLING, WITH_RING, Use, larc_days, uses
from projections.woman import Woman

SIGNED_UP: Final = "Women signed up by the day."
DAYS: Final = "Days in the programme of women signed up."
NO_DAYS: Final = "Women with no day in the programme."


@figure("M09.ever-fitted", outcome="O1", title="LARC ever fitted since sign-up, or in place at it",
        of_whom=SIGNED_UP, counts="A LARC fitting on or after sign-up, or LARC in place at sign-up "
        "(SRHAD main methods 01 to 04).", baseline="18 of 21 (2021)", told_by=TELLING, examples="""
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
its life ended before sign-up | on 2021-09-30 | not-counted 0 of 1
  2020-06-01 larc-fitted method=injection
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
    before = next((use for use in uses(woman) if use.holds(woman.sign_up.day)), None)
    if before:
        return counted(f"{before.method} in place at sign-up", woman.sign_up, before.begun)
    return not_counted("no LARC fitting recorded since sign-up", woman.sign_up)


def _in_place(woman: Woman, methods: tuple[str, ...]) -> Answer | None:
    """Whether one of these methods is in place on the day, and when that was last confirmed."""
    if not woman.signed_up:
        return None
    if woman.died:
        return not_counted("died", woman.sign_up, woman.died)
    used = uses(woman, methods)
    standing = [use for use in used if use.holds(woman.day)]
    if standing:
        return _confirmed(woman, standing[-1])
    if used:
        return not_counted(used[-1].why_not(), woman.sign_up, used[-1].begun, used[-1].ended)
    return not_counted("none recorded", woman.sign_up)


def _confirmed(woman: Woman, use: Use) -> Answer:
    last = _last_check(woman, use) or use.begun
    return counted(f"{use.said}, last confirmed {last.said.occurred}", woman.sign_up, use.begun, last)


def _last_check(woman: Woman, use: Use) -> Fact | None:
    """The last check since a fitting that did not find it expelled."""
    if use.begun.kind != "larc-fitted":
        return None
    return next((fact for fact in reversed(woman.of("larc-checked"))
                 if fact.day >= use.begun.day and fact.event.finding != "expelled"), None)


@figure("M09.in-place", outcome="O1", title="LARC in place on the day", of_whom=SIGNED_UP,
        counts="LARC in place on the day (SRHAD main methods 01 to 04). The reason says when that was last confirmed: "
        "by a check since, else by the fitting. A woman who has died is not counted.", told_by=TELLING, examples="""
in place | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
fitted on the day itself | on 2021-02-01 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
removed on the day itself | on 2021-06-14 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-14 larc-removed method=implant reason=her-choice
replaced on one day | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-removed method=iud reason=expired
  2021-06-14 larc-fitted method=iud
fitted anew without a removal, then removed | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-fitted method=iud
  2021-07-14 larc-removed method=iud reason=her-choice
another method was removed | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-removed method=implant reason=expired
last day of an injection's life | on 2021-05-02 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=injection
a day later | on 2021-05-03 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=injection
due for replacement as said | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant replace_by=2021-09-30
found expelled | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-checked finding=expelled
no entry is not counted, never missing | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
the programme has ended, and she is still asked about | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-14 programme-ended outcome=left-early
a ring is none | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=other-effective
  2021-02-01 contraception-started method=ring
died, and still one of those signed up | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-14 died
not signed up | on 2021-09-30 | none
  2021-02-01 larc-fitted method=implant
""")
def in_place(woman: Woman) -> Answer | None:
    """Of the women signed up, those with LARC in place on the day."""
    return _in_place(woman, LARC)


@figure("M09.in-place.long-acting", outcome="O1", title="Implant, IUD or IUS in place on the day", of_whom=SIGNED_UP,
        counts="As M09.in-place, of SRHAD main methods 02 to 04 alone: an injection does not count.",
        told_by=TELLING, examples="""
an implant | on 2021-02-28 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
an injection | on 2021-02-28 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=injection
died, and still one of those signed up | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-14 died
""")
def long_acting_in_place(woman: Woman) -> Answer | None:
    """Of the women signed up, those with an implant, IUD or IUS in place on the day."""
    return _in_place(woman, LONG_ACTING)


@figure("M09.in-place.with-ring", outcome="O1", title="LARC or vaginal ring in use on the day", of_whom=SIGNED_UP,
        counts="As M09.in-place, and a vaginal ring started and not stopped by the day.", told_by=TELLING, examples="""
a ring | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=other-effective
  2021-02-01 contraception-started method=ring
a ring stopped on the day itself | on 2021-06-14 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=other-effective
  2021-02-01 contraception-started method=ring
  2021-06-14 contraception-stopped method=ring
an implant | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
a pill | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=other-effective
  2021-02-01 contraception-started method=pill
died, and still one of those signed up | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-14 died
""")
def in_place_with_ring(woman: Woman) -> Answer | None:
    """Of the women signed up, those with LARC in place, or a vaginal ring in use, on the day."""
    return _in_place(woman, WITH_RING)


def _programme_days(woman: Woman, methods: tuple[str, ...]) -> Answer | None:
    """How many of her programme days these methods cover."""
    if not woman.signed_up:
        return None
    days = length(woman.programme_days)
    if not days:
        return excluded("has no day in the programme", woman.sign_up)
    covered = length(common(woman.programme_days, larc_days(woman, methods)))
    facts = [fact for spell in woman.programme for fact in (spell.begun, spell.ended)]
    facts += [fact for use in uses(woman, methods) for fact in (use.begun, use.ended)]
    return measured(f"{covered} of {days} days", facts, covered, days)


@figure("M10", outcome="O1", title="Programme days covered by LARC", unit="days", measure="share", of_whom=DAYS,
        counts="Days on which LARC was in place; days of overlapping methods once. No interval: days of one woman are "
        "not independent.", excluded=NO_DAYS, examples="""
half of the days | on 2021-01-20 | counted 10 of 20
  2021-01-01 signed-up contraception_choice=larc
  2021-01-11 larc-fitted method=implant
overlapping methods once | on 2021-01-20 | counted 10 of 20
  2021-01-01 signed-up contraception_choice=larc
  2021-01-11 larc-fitted method=implant
  2021-01-16 larc-fitted method=iud
no LARC | on 2021-01-20 | not-counted 0 of 20
  2021-01-01 signed-up contraception_choice=declined
the day of removal, and days after the end, are not covered | on 2021-01-31 | counted 4 of 19
  2021-01-01 signed-up contraception_choice=larc
  2021-01-11 larc-fitted method=implant
  2021-01-15 larc-removed method=implant reason=side-effects
  2021-01-20 programme-ended outcome=left-early
two runs through the programme | on 2021-03-10 | counted 10 of 20
  2021-01-01 signed-up contraception_choice=larc
  2021-01-11 programme-ended outcome=left-early
  2021-02-01 larc-fitted method=implant
  2021-03-01 signed-up contraception_choice=larc
signed up and left on one day | on 2021-01-31 | excluded
  2021-01-01 signed-up contraception_choice=larc
  2021-01-01 programme-ended outcome=left-early
not signed up | on 2021-01-31 | none
  2021-01-11 larc-fitted method=implant
""")
def programme_days_covered(woman: Woman) -> Answer | None:
    """Of the days that women spent in the programme, those on which LARC was in place."""
    return _programme_days(woman, LARC)


@figure("M10.any-effective", outcome="O1", title="Programme days covered by any effective contraception", unit="days",
        measure="share", of_whom=DAYS, counts="Days on which LARC was in place, or a pill, patch, ring or "
        "sterilisation in use. No interval: days of one woman are not independent.", excluded=NO_DAYS, examples="""
an implant after the pill | on 2021-01-20 | counted 15 of 20
  2021-01-01 signed-up contraception_choice=larc
  2021-01-06 contraception-started method=pill-combined
  2021-01-11 contraception-stopped method=pill-combined
  2021-01-11 larc-fitted method=implant
the pill from before sign-up | on 2021-01-20 | counted 20 of 20
  2020-12-06 contraception-started method=pill
  2021-01-01 signed-up contraception_choice=other-effective
condoms are not among them | on 2021-01-20 | not-counted 0 of 20
  2021-01-01 signed-up contraception_choice=undecided
  2021-01-06 contraception-started method=condom-male
""")
def programme_days_any_effective(woman: Woman) -> Answer | None:
    """Of the days that women spent in the programme, those covered by LARC or another effective method."""
    return _programme_days(woman, EFFECTIVE)
