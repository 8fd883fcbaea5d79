"""O1: did she become pregnant while in the programme?

A pregnancy is put together from what is recorded of it: confirmations, its end, births. It is dated as pregnancies
are, by weeks of gestation, counted back from the day on which they were recorded, or else from when the child is due.
"""

import datetime
from collections.abc import Sequence
from typing import Final

import attrs

from ledger.dates import first_day
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, measured, missing, not_counted
from projections.days import common, holds, length, span
from projections.indicators import figure
from projections.woman import Woman

FULL: Final = datetime.timedelta(weeks=40)
LONGEST: Final = datetime.timedelta(weeks=45)
SIGNED_UP: Final = "Women signed up by the day."
NONE: Final = "0 (2018)"


@attrs.frozen
class Pregnancy:
    """One pregnancy: what is recorded of it, in order."""

    facts: tuple[Fact, ...]

    @property
    def known(self) -> Fact:
        """What first told of it: a confirmation, or its end where there was none."""
        return self.facts[0]

    @property
    def over(self) -> bool:
        return any(fact.kind != "pregnancy-confirmed" for fact in self.facts)

    @property
    def live_birth(self) -> Fact | None:
        """The record that it ended in a live birth, if there is one beside the children."""
        return next((fact for fact in self.facts
                     if fact.kind == "pregnancy-ended" and fact.event.outcome == "live-birth"), None)

    def children(self) -> Sequence[Fact]:
        """The births recorded, each child once."""
        born = {fact.event.child: fact for fact in reversed(self.facts) if fact.kind == "child-born"}
        return [fact for fact in self.facts if fact.kind == "child-born" and born[fact.event.child] is fact]

    def conceived(self) -> tuple[datetime.date, Fact] | None:
        """From when it is dated, and the fact that says so; None where nothing does."""
        for fact in self.facts:
            if fact.event.gestation_weeks is not None:
                return fact.day - datetime.timedelta(weeks=fact.event.gestation_weeks), fact
        due = next((fact for fact in self.facts if fact.kind == "pregnancy-confirmed" and fact.event.due), None)
        return (first_day(due.event.due) - FULL, due) if due else None


def pregnancies(woman: Woman) -> list[Pregnancy]:
    """Her pregnancies, in order of when they were known."""
    found: list[Pregnancy] = []
    for fact in woman.of("pregnancy-confirmed", "pregnancy-ended", "child-born"):
        if found and _same(found[-1], fact):
            found[-1] = Pregnancy((*found[-1].facts, fact))
        else:
            found.append(Pregnancy((fact,)))
    return found


def _same(pregnancy: Pregnancy, fact: Fact) -> bool:
    """Whether a fact tells of a pregnancy: one ended in that month, or one open, not too long known, and as old."""
    if pregnancy.over:
        return any(same_month(fact, other) for other in pregnancy.facts if other.kind != "pregnancy-confirmed")
    dated = Pregnancy((fact,)).conceived()
    since = fact.day - pregnancy.known.day
    return since <= LONGEST and not (dated and dated[0] > pregnancy.known.day)


def same_month(one: Fact, other: Fact) -> bool:
    """Whether two facts may be of one month, as far as each is known."""
    known = min(len(one.said.occurred), len(other.said.occurred), 7)
    return one.said.occurred[:known] == other.said.occurred[:known]


@figure("M08.conceived-in-programme", outcome="O1", title="Became pregnant in the programme", of_whom=SIGNED_UP,
        counts="A pregnancy dated from a day in the programme: by weeks of gestation, which run from the last period, "
        "about two weeks before conception. No record of a pregnancy is not counted.",
        missing="Women with a pregnancy that cannot be dated, and may be from the programme.", target=NONE, examples="""
dated from the programme | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 pregnancy-confirmed planned=no gestation_weeks=8
dated from the day of sign-up | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-03-01 pregnancy-confirmed planned=no gestation_weeks=8
confirmed in the programme, dated from before it | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-02-28 pregnancy-confirmed planned=no gestation_weeks=8
confirmed after the end, dated from the programme | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-01 programme-ended outcome=left-early
  2021-06-14 pregnancy-confirmed planned=no gestation_weeks=8
dated from the day of the end | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-01 programme-ended outcome=left-early
  2021-07-27 pregnancy-confirmed planned=no gestation_weeks=8
dated by when it is due | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 pregnancy-confirmed planned=not-known due=2022-01-24
dated by its end | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 pregnancy-confirmed planned=no
  2021-06-28 pregnancy-ended outcome=miscarriage gestation_weeks=10
cannot be dated | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 pregnancy-confirmed planned=no
cannot be dated, but was known before sign-up | on 2021-09-30 | not-counted 0 of 1
  2020-12-14 pregnancy-confirmed planned=no
  2021-01-04 signed-up contraception_choice=declined
cannot be dated, but is long after the end | on 2022-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-01 programme-ended outcome=left-early
  2022-06-14 pregnancy-confirmed planned=no
a birth without a confirmation | on 2021-12-31 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-11 child-born child=C3 gestation_weeks=38 health_need=no
no record | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
not signed up | on 2021-09-30 | none
  2021-06-14 pregnancy-confirmed planned=no gestation_weeks=8
""")
def conceived_in_programme(woman: Woman) -> Answer | None:
    """Of the women signed up, those with a pregnancy that is dated from a day on which they were in the programme."""
    if not woman.signed_up:
        return None
    of_her = pregnancies(woman)
    for pregnancy in of_her:
        dated = pregnancy.conceived()
        if dated and holds(woman.programme_days, dated[0]):
            return counted(f"dated from about {dated[0]}", woman.sign_up, *pregnancy.facts)
    unknown = next((each for each in of_her if _may_be_of_programme(woman, each)), None)
    if unknown:
        return missing(f"pregnancy of {unknown.known.said.occurred} cannot be dated", woman.sign_up, *unknown.facts)
    return not_counted(_not_of_programme(of_her, "dated from"), woman.sign_up, *(each.known for each in of_her))


def _may_be_of_programme(woman: Woman, pregnancy: Pregnancy) -> bool:
    """Whether a pregnancy that cannot be dated can be from a day in the programme."""
    possible = span(pregnancy.known.day - LONGEST, pregnancy.known.day)
    return pregnancy.conceived() is None and bool(common(possible, woman.programme_days))


def _not_of_programme(of_her: Sequence[Pregnancy], word: str) -> str:
    return f"no pregnancy {word} a day in the programme" if of_her else "no pregnancy recorded"


@figure("M08.confirmed-in-programme", outcome="O1", title="Pregnancy confirmed in the programme", of_whom=SIGNED_UP,
        counts="A pregnancy first known, confirmed or else by its end, on a day in the programme. No record of a "
        "pregnancy is not counted.", target=NONE, examples="""
confirmed | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 pregnancy-confirmed planned=not-asked
confirmed on the day of sign-up | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-01-04 pregnancy-confirmed planned=not-asked
confirmed on the day of the end | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 programme-ended outcome=left-early
  2021-06-14 pregnancy-confirmed planned=not-asked
confirmed before, and again in the programme | on 2021-09-30 | not-counted 0 of 1
  2020-12-14 pregnancy-confirmed planned=not-asked
  2021-01-04 signed-up contraception_choice=declined
  2021-02-14 pregnancy-confirmed planned=not-asked
known only by its end | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=declined
  2021-06-14 pregnancy-ended outcome=miscarriage
confirmed before, ended in the programme | on 2021-09-30 | not-counted 0 of 1
  2020-12-14 pregnancy-confirmed planned=not-asked
  2021-01-04 signed-up contraception_choice=declined
  2021-02-14 pregnancy-ended outcome=miscarriage
no record | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=declined
not signed up | on 2021-09-30 | none
  2021-06-14 pregnancy-confirmed planned=not-asked
""")
def confirmed_in_programme(woman: Woman) -> Answer | None:
    """Of the women signed up, those with a pregnancy that was first known while they were in the programme."""
    if not woman.signed_up:
        return None
    of_her = pregnancies(woman)
    first = next((each for each in of_her if holds(woman.programme_days, each.known.day)), None)
    if first:
        return counted(f"first known {first.known.said.occurred}", woman.sign_up, first.known)
    return not_counted(_not_of_programme(of_her, "first known on"), woman.sign_up, *(each.known for each in of_her))


@figure("M08.rate", outcome="O1", title="Pregnancies confirmed per 100 woman-years in the programme",
        unit="pregnancies", measure="rate", per=100, of_whom="Days in the programme of women signed up.",
        counts="Pregnancies first known, confirmed or else by their end, on those days.",
        excluded="Women with no day in the programme.", target=NONE, examples="""
one in twenty days | on 2021-01-20 | counted 1 of 20
  2021-01-01 signed-up contraception_choice=declined
  2021-01-14 pregnancy-confirmed planned=no
two pregnancies | on 2021-12-31 | counted 2 of 365
  2021-01-01 signed-up contraception_choice=declined
  2021-01-14 pregnancy-confirmed planned=no
  2021-02-14 pregnancy-ended outcome=miscarriage
  2021-09-14 pregnancy-confirmed planned=yes
confirmed as so young that it must be another | on 2021-12-31 | counted 2 of 365
  2021-01-01 signed-up contraception_choice=declined
  2021-01-14 pregnancy-confirmed planned=no gestation_weeks=6
  2021-06-14 pregnancy-confirmed planned=no gestation_weeks=6
a concealed pregnancy, confirmed in the month of the birth | on 2021-12-31 | counted 1 of 365
  2021-01-01 signed-up contraception_choice=declined
  2021-10 child-born child=C3 health_need=no
  2021-10-14 pregnancy-confirmed planned=no
twins are one pregnancy, and their birth is none | on 2021-12-31 | counted 1 of 365
  2021-01-01 signed-up contraception_choice=declined
  2021-03-14 pregnancy-confirmed planned=no
  2021-10 child-born child=C3 health_need=no
  2021-10 child-born child=C4 health_need=no
  2021-10-20 pregnancy-ended outcome=live-birth
none | on 2021-01-20 | not-counted 0 of 20
  2021-01-01 signed-up contraception_choice=declined
after the end | on 2021-01-31 | not-counted 0 of 19
  2021-01-01 signed-up contraception_choice=declined
  2021-01-20 programme-ended outcome=left-early
  2021-01-25 pregnancy-confirmed planned=no
signed up and left on one day | on 2021-01-31 | excluded
  2021-01-01 signed-up contraception_choice=declined
  2021-01-01 programme-ended outcome=left-early
not signed up | on 2021-01-31 | none
  2021-01-14 pregnancy-confirmed planned=no
""")
def pregnancy_rate(woman: Woman) -> Answer | None:
    """Of the days that women spent in the programme, the pregnancies first known on them, per 100 woman-years."""
    if not woman.signed_up:
        return None
    days = length(woman.programme_days)
    if not days:
        return excluded("has no day in the programme", woman.sign_up)
    known = [each.known for each in pregnancies(woman) if holds(woman.programme_days, each.known.day)]
    return measured(f"{len(known)} in {days} days", [woman.sign_up, *known], len(known), days)
