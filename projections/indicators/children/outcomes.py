"""S: did the children born since stay with her, and were they well?

No child is said to have stayed whose removal nobody would have known of.
"""

import datetime
from collections.abc import Iterator
from typing import Final

from ledger.dates import months_after
from ledger.history import Fact
from projections import coverage
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.days import length, span
from projections.indicators import figure
from projections.indicators.children.births import PASSING, SOCIAL_CARE, Birth, reviews, since_sign_up
from projections.woman import ONE_DAY, Woman

BIRTHS: Final = "Live births to women signed up, on or after sign-up"


@figure("M13", outcome="S", title="Births where the child stayed", unit="births",
        of_whom=BIRTHS + " and at least stayed.months ago, with children's social care records reviewed for all that "
        "time.", counts="Not removed within that time. Police protection, emergency and assessment orders and short "
        "breaks are no removal here; a child that went to kin did not stay.",
        missing="Births with days of that time that nobody looked at, and removals on such a day.",
        excluded="Births less than stayed.months ago; births to women who died within that time.",
        target="the majority (2018)", told_by=("child-born", "pregnancy-ended"), examples="""
stayed | on 2022-05-20 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2022-05-20 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-05-20 complete=yes reviewer=P-01
removed | on 2022-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 child-removed child=C3 legal_status=interim-care-order
  2022-05-20 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-05-20 complete=yes reviewer=P-01
removed after twelve months | on 2022-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2022-05-21 child-removed child=C3 legal_status=interim-care-order
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
an older child removed | on 2022-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 child-removed child=C2 legal_status=interim-care-order
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
police protection alone | on 2022-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 child-removed child=C3 legal_status=police-protection
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
to kin | on 2022-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 child-removed child=C3 legal_status=not-looked-after
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
a day not reviewed | on 2022-09-30 | missing
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2022-05-20 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-05-19 complete=yes reviewer=P-01
removed, and nobody looked | on 2022-09-30 | missing
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 child-removed child=C3 legal_status=interim-care-order
removed, but born less than twelve months ago | on 2022-05-19 | excluded
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 child-removed child=C3 legal_status=interim-care-order
she died within the time | on 2022-09-30 | excluded
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 child-born child=C3 health_need=no
  2021-06-14 died
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
the child has no record of its own | on 2022-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 pregnancy-ended outcome=live-birth
  2021-06-14 child-removed child=C3 child_born=2021-05 legal_status=interim-care-order
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
one birth, recorded twice and the child to the month | on 2022-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 pregnancy-ended outcome=live-birth
  2021-05 child-born child=C3 health_need=no
  2022-09-30 records-reviewed services=childrens-social-care from=2021-05-20 to=2022-09-30 complete=yes reviewer=P-01
born before sign-up | on 2022-09-30 | none
  2020-12-20 child-born child=C3 health_need=no
  2021-01-04 signed-up contraception_choice=declined
a stillbirth | on 2022-09-30 | none
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 pregnancy-ended outcome=stillbirth
""")
def child_stayed(woman: Woman) -> Iterator[Answer]:
    """Of the births to women signed up, at least twelve months ago and reviewed, those where the child was not removed
    within twelve months."""
    for birth in since_sign_up(woman):
        yield _stayed(woman, birth, months_after(birth.day, woman.parameters["stayed.months"]))


def _stayed(woman: Woman, birth: Birth, limit: datetime.date) -> Answer:
    if limit > woman.day:
        return excluded(f"may still be removed before {limit}", *birth.facts, unit=birth.unit)
    removed = _removal_of(woman, birth, limit)
    if removed:
        return _removed(woman, birth, removed)
    if woman.died and woman.end < limit:
        return excluded(f"she died before {limit}", *birth.facts, woman.died, unit=birth.unit)
    days, seen = (limit - birth.day).days, _looked_at(woman, birth.day, limit)
    if seen < days:
        return missing(f"{seen} of {days} days looked at", *birth.facts, *reviews(woman), unit=birth.unit)
    return counted(f"not removed by {limit}", *birth.facts, *reviews(woman), unit=birth.unit)


def _removed(woman: Woman, birth: Birth, removed: Fact) -> Answer:
    if not _looked_at(woman, removed.day, removed.day + ONE_DAY):
        said = f"removed {removed.said.occurred}, a day that nobody looked at"
        return missing(said, *birth.facts, removed, unit=birth.unit)
    said = f"removed {removed.said.occurred}: {removed.event.legal_status}"
    return not_counted(said, *birth.facts, *reviews(woman), removed, unit=birth.unit)


def _looked_at(woman: Woman, start: datetime.date, end: datetime.date) -> int:
    """On how many of these days a removal would be known."""
    return length(coverage.covered(span(start, end), SOCIAL_CARE, woman.history, woman.end))


def _removal_of(woman: Woman, birth: Birth, limit: datetime.date) -> Fact | None:
    """The first removal of a child up to and with a day; passing ones apart."""
    return next((fact for fact in woman.of("child-removed") if fact.day <= limit
                 and fact.event.legal_status not in PASSING and _is_of(fact, birth)), None)


def _is_of(removed: Fact, birth: Birth) -> bool:
    """Whether a removal is of this child: by its reference, or by its month of birth where it has none."""
    if birth.child is not None:
        return bool(removed.event.child == birth.child)
    said, born = removed.event.child_born or "unknown", birth.born.said.occurred
    known = min(len(said), len(born), 7)
    return bool(said[:known] == born[:known])


@figure("M14", outcome="S", title="Births pre-term or with a health need", unit="births",
        of_whom=BIRTHS + ", of which weeks and health need are known.",
        counts="Born before pre-term.weeks, or with a health need.",
        missing="Births where neither is so and one of them is not known.", target="fall (2018)", told_by=("child-born", "pregnancy-ended"),
        examples="""
at term and well | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 gestation_weeks=37 health_need=no
pre-term | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 gestation_weeks=36 health_need=no
at term with a health need | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 gestation_weeks=40 health_need=yes
with a health need, weeks not known | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 health_need=yes
at term, health need not known | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 gestation_weeks=40 health_need=not-known
well, weeks not known | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 health_need=no
well, weeks known from the end of the pregnancy | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 health_need=no
  2021-05-20 pregnancy-ended outcome=live-birth gestation_weeks=39
twins | on 2021-09-30 | counted 1 of 1; counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-05 child-born child=C3 gestation_weeks=35 health_need=no
  2021-05 child-born child=C4 gestation_weeks=35 health_need=no
born on the day of sign-up | on 2021-09-30 | counted 1 of 1
  2021-05-20 child-born child=C3 gestation_weeks=35 health_need=no
  2021-05-20 signed-up contraception_choice=declined
born before sign-up | on 2021-09-30 | none
  2020-12 child-born child=C3 gestation_weeks=35 health_need=no
  2021-01-04 signed-up contraception_choice=declined
a miscarriage | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=declined
  2021-05-20 pregnancy-ended outcome=miscarriage gestation_weeks=10
""")
def pre_term_or_health_need(woman: Woman) -> Iterator[Answer]:
    """Of the births to women signed up, those that were pre-term or where the child has a health need."""
    for birth in since_sign_up(woman):
        yield _well(birth, woman.parameters["pre-term.weeks"])


def _well(birth: Birth, term: int) -> Answer:
    weeks, need = birth.weeks, _health_need(birth)
    if weeks is not None and weeks < term:
        return counted(f"born at {weeks} weeks", *birth.facts, unit=birth.unit)
    if need == "yes":
        return counted("has a health need", *birth.facts, unit=birth.unit)
    if weeks is None or need != "no":
        return missing("weeks not known" if weeks is None else f"health need {need}", *birth.facts, unit=birth.unit)
    return not_counted(f"born at {weeks} weeks, no health need", *birth.facts, unit=birth.unit)


def _health_need(birth: Birth) -> str:
    return str(birth.born.event.health_need) if birth.child is not None else "not-known"
