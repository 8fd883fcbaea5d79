"""Which children were born to her, and by which records are their removals known?

A child born is put together with the pregnancy that ended in it, so that one birth recorded twice is one birth.
"""

import datetime
from typing import Final

import attrs

from ledger.history import Fact
from projections.indicators.contraception.pregnancies import pregnancies, same_month
from projections.woman import Woman

SOCIAL_CARE: Final = "childrens-social-care"
REMOVED: Final = ("interim-care-order", "care-order", "freeing-order", "placement-order", "section-20")
POLICE: Final = ("police-protection", "emergency-protection-order", "child-assessment-order")
PASSING: Final = (*POLICE, "short-breaks-episodes", "short-breaks-agreement")


@attrs.frozen
class Birth:
    """One child born alive: its reference if it has one, the day, and what is recorded of it."""

    child: str | None
    day: datetime.date
    born: Fact
    live_birth: Fact | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.born, self.live_birth) if self.live_birth else (self.born,)

    @property
    def unit(self) -> str:
        return f"birth {self.child or self.born.said.occurred}"

    @property
    def weeks(self) -> int | None:
        """After how many weeks, where any record of it says so."""
        return next((fact.event.gestation_weeks for fact in self.facts if fact.event.gestation_weeks is not None), None)


def births(woman: Woman) -> list[Birth]:
    """Her children born alive, in order. A live birth without a child's own record is one child."""
    found = []
    for pregnancy in pregnancies(woman):
        ended = pregnancy.live_birth
        children = pregnancy.children()
        found += [Birth(born.event.child, _day(born, ended), born, ended) for born in children]
        if ended and not children:
            found.append(Birth(None, ended.day, ended, None))
    return found


def _day(born: Fact, ended: Fact | None) -> datetime.date:
    """The day of a birth: from the end of the pregnancy where the child's record gives only the month."""
    return ended.day if ended and born.about and same_month(born, ended) else born.day


def since_sign_up(woman: Woman) -> list[Birth]:
    """Her children born on or after sign-up; none where she has not signed up."""
    return [birth for birth in births(woman) if birth.day >= woman.sign_up.day] if woman.signed_up else []


def reviews(woman: Woman) -> list[Fact]:
    """The complete reviews of children's social care records about her."""
    return [fact for fact in woman.of("records-reviewed")
            if fact.event.complete == "yes" and SOCIAL_CARE in fact.event.services]
