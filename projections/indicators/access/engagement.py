"""O3a, O3b: is she registered with a GP, and does she attend the services that she needs?

A need is one rater's: raters are never combined. What she told of her attendance counts as what records show.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ledger.codes import NEED_DOMAIN, RATER
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.change import DIED, on_the_day
from projections.indicators import figure
from projections.woman import Woman

SAID: Final = {"woman": "herself", "practitioner": "a practitioner", "partner": "a partner agency"}
TALKING: Final = ("talking-therapies", "mental-health", "trauma-therapy", "counselling")
ADDICTION: Final = ("drug-and-alcohol", "mutual-aid")
ANSWERING: Final[Mapping[str, tuple[str, ...]]] = {  # the services that answer a need; of the others referrals alone tell
    "mental-health": TALKING, "trauma": TALKING, "loss": TALKING,
    "physical-health": ("gp", "outpatient", "elective-admission", "dentist", "pharmacy", "other-planned"),
    "sexual-health": ("sexual-health",), "domestic-abuse": ("domestic-abuse-service",),
    "drugs": ADDICTION, "alcohol": ADDICTION, "housing": ("housing-support",), "money": ("advice",),
    "justice": ("probation",)}


@figure("M17", outcome="O3a", title="Registered with a GP on the day", of_whom="Women signed up by the day of whom it is known.",
        counts="Her last entry on a GP is a registration.", missing="Women with no entry on a GP.", excluded=DIED,
        told_by=("gp-registered", "gp-deregistered"),
        examples="""
registered | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2020-03-01 gp-registered
registered on the day itself | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-09-30 gp-registered
taken off the list | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2020-03-01 gp-registered
  2021-06-01 gp-deregistered
from one practice to another in a day | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 gp-deregistered
  2021-06-01 gp-registered
a visit to a GP is no registration | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 service-used service=gp attended=yes
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 gp-registered
  2021-08-01 died
not signed up | on 2021-09-30 | none
  2021-06-01 gp-registered
""")
def registered_with_gp(woman: Woman) -> Answer | None:
    """Of the women signed up of whom it is known, those registered with a GP on the day."""
    def ask(woman: Woman) -> Answer:
        last = woman.last("gp-registered", "gp-deregistered")
        if last is None:
            return missing("nothing recorded on a GP", woman.sign_up)
        if last.kind == "gp-registered":
            return counted(f"registered {last.said.occurred}", woman.sign_up, last)
        return not_counted(f"taken off the list {last.said.occurred}", woman.sign_up, last)
    return on_the_day(woman, ask)


def need(woman: Woman, domain: str, rater: str) -> Fact | None:
    """The last rating of a need by one rater."""
    return next((fact for fact in reversed(woman.of("need-assessed"))
                 if fact.event.domain == domain and fact.event.rater == rater), None)


def of_those_in_need(woman: Woman, domain: str, rater: str, ask: Callable[[Fact], Answer]) -> Answer | None:
    """What `ask` says where this rater last rated the need met or unmet; None where it was rated none."""
    rating = need(woman, domain, rater)
    if rating is None or rating.event.rating == "unknown":
        return missing("rated unknown" if rating else f"not rated by {SAID[rater]}", woman.sign_up, rating)
    return None if rating.event.rating == "none" else ask(rating)


def within(woman: Woman, days: int) -> datetime.date:
    """The first of so many days that end with the day."""
    return woman.day - datetime.timedelta(days - 1)


def attended_since(woman: Woman, services: Sequence[str], start: datetime.date) -> Fact | None:
    """The last attended use of these services since a day, recorded or told."""
    return next((fact for fact in reversed(woman.of("service-used"))
                 if fact.day >= start and fact.event.attended == "yes" and fact.event.service in services), None)


ENGAGED: Final = """
attended within 90 days | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
  2021-02-01 referral-made referral=R1 service=SERVICE domain=DOMAIN
  2021-07-03 service-used service=SERVICE attended=yes
one day too long ago | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=met rater=RATER
  2021-02-01 referral-made referral=R1 service=SERVICE domain=DOMAIN
  2021-07-02 service-used service=SERVICE attended=yes
an appointment that she missed | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
  2021-02-01 referral-made referral=R1 service=SERVICE domain=DOMAIN
  2021-09-01 service-used service=SERVICE attended=no
a service that she was referred to for this need | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
  2021-02-01 referral-made referral=R1 service=other domain=DOMAIN
  2021-09-01 service-used service=other attended=yes
a service that she was referred to for another need | on 2021-09-30 | ELSEWHERE
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
  2021-02-01 referral-made referral=R1 service=other domain=ANOTHER
  2021-09-01 service-used service=other attended=yes
no longer a need | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
  2021-08-01 need-assessed domain=DOMAIN rating=none rater=RATER
rated by another only | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=OTHER
rated unknown | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unknown rater=RATER
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
  2021-08-01 died
not signed up | on 2021-09-30 | none
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
"""
NO_SERVICE: Final = """
no service answers this need, and she was referred to none | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 need-assessed domain=DOMAIN rating=unmet rater=RATER
"""


def engaged(woman: Woman, domain: str, rater: str) -> Answer | None:
    """Whether she attends a service that answers a need which this rater sees."""
    def ask(rating: Fact) -> Answer:
        referrals = [fact for fact in woman.of("referral-made") if fact.event.domain == domain]
        services = (*ANSWERING.get(domain, ()), *(fact.event.service for fact in referrals))
        if not services:
            return excluded("no service answers this need, and she was referred to none", woman.sign_up, rating)
        used = attended_since(woman, services, within(woman, woman.parameters["engaged.days"]))
        if used:
            return counted(f"attended {used.event.service} {used.said.occurred}", woman.sign_up, rating, used, *referrals)
        return not_counted("no attendance recorded", woman.sign_up, rating, *referrals)
    return on_the_day(woman, lambda each: of_those_in_need(each, domain, rater, ask))


def _declare_engaged(domain: str, rater: str) -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return engaged(woman, domain, rater)

    services, said = ANSWERING.get(domain, ()), SAID[rater]
    of_woman.__doc__ = (f"Of the women signed up whose need ({domain}) was last rated met or unmet by {said}, "
                        "those who lately attended a service for it.")
    figure(f"M18.{domain}.{rater}", outcome="O3b", title=f"Engaged with a service for her need: {domain}, rated by {said}",
           of_whom=f"Women signed up by the day whose need was last rated met or unmet by {said}.",
           counts="At least one attended contact within engaged.days, recorded or told by her, with any of: "
           f"{', '.join((*services, 'a service that she was referred to for this need'))}.",
           missing=f"Women whose need was not rated by {said}, or was last rated unknown.",
           excluded="Women who have died by the day, and those for whose need no service is named and no referral made.",
           told_by=(("need-assessed", domain, rater),),
           examples=_example_women(ENGAGED if services else ENGAGED + NO_SERVICE, domain, rater))(of_woman)


def _example_women(text: str, domain: str, rater: str) -> str:
    other = next(name for name in RATER.names if name != rater)
    words = {"ELSEWHERE": "not-counted 0 of 1" if domain in ANSWERING else "excluded", "DOMAIN": domain, "RATER": rater,
             "ANOTHER": next(name for name in NEED_DOMAIN.names if name != domain), "OTHER": other,
             "SERVICE": ANSWERING.get(domain, ("advice",))[0]}
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


for _domain in NEED_DOMAIN.names:
    for _rater in RATER.names:
        _declare_engaged(_domain, _rater)
