"""O3, O4a, O4f and L1: which needs has she, as each rater sees them, and what became of them and of her goals?

Raters are never combined: a figure is of one rater's ratings, and where two differ it is said that they do.
Ratings follow CANSAS: none (no need), met (a need, met by help), unmet, and unknown, which is missing.
"""

import datetime
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ledger.codes import NEED_DOMAIN, RATER
from ledger.history import Fact
from projections.answers import Answer, counted, missing, not_counted
from projections.change import AT_SIGN_UP, DIED, NOT_PAIRED, compared, of_one_signed_up, on_the_day
from projections.indicators import figure
from projections.woman import Topic, Woman

Judge = Callable[[Fact, Fact], bool]
WHOSE: Final[Mapping[str, str]] = {"woman": "in her own rating", "practitioner": "in her practitioner's rating",
                                   "partner": "in a partner agency's rating"}
AREAS: Final[Mapping[str, str]] = {
    "loss": "managing loss", "relationships": "relationships and networks",
    "understanding": "understanding of the removals", "parenting-contact": "contact with her children",
    "control": "control over her life", "other": "another area", "work-and-learning": "work and learning"}
NO_RATING: Final = "Women not rated by the day, or whose last rating is unknown."
CHANGES: Final[Mapping[str, tuple[str, Judge]]] = {
    "became-met": ("unmet at sign-up and met now",
                   lambda first, now: first.event.rating == "unmet" and now.event.rating == "met"),
    "newly-unmet": ("none or met at sign-up and unmet now",
                    lambda first, now: first.event.rating != "unmet" and now.event.rating == "unmet"),
    "eased": ("unmet at sign-up and met or none now",
              lambda first, now: first.event.rating == "unmet" and now.event.rating != "unmet")}

ON_THE_DAY: Final = """
rated so | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=none rater=WHO
  2021-07-11 need-assessed domain=AREA rating=SO rater=WHO
rated so no longer | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=SO rater=WHO
  2021-09-30 need-assessed domain=AREA rating=none rater=WHO
rated by another rater alone | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=SO rater=OTHER
unknown now | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=SO rater=WHO
  2021-07-11 need-assessed domain=AREA rating=9 rater=WHO
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=SO rater=WHO
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-01-11 need-assessed domain=AREA rating=SO rater=WHO
"""
SINCE_SIGN_UP: Final = """
changed so | on 2021-09-30 | counted 1 of 1
  2020-12-20 need-assessed domain=AREA rating=BEFORE rater=WHO
  2021-01-04 signed-up contraception_choice=larc
  2021-07-11 need-assessed domain=AREA rating=AFTER rater=WHO
changed so, and back again | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=BEFORE rater=WHO
  2021-04-11 need-assessed domain=AREA rating=AFTER rater=WHO
  2021-07-11 need-assessed domain=AREA rating=BEFORE rater=WHO
the other way | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=AFTER rater=WHO
  2021-07-11 need-assessed domain=AREA rating=BEFORE rater=WHO
as it is now from the first | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=AFTER rater=WHO
  2021-07-11 need-assessed domain=AREA rating=AFTER rater=WHO
NONE
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=FIRST rater=WHO
  2021-07-11 need-assessed domain=AREA rating=LAST rater=WHO
rated once | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=BEFORE rater=WHO
two raters are no pair | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=BEFORE rater=WHO
  2021-07-11 need-assessed domain=AREA rating=AFTER rater=OTHER
unknown at first, rated within the window | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 need-assessed domain=AREA rating=unknown rater=WHO
  2021-02-01 need-assessed domain=AREA rating=BEFORE rater=WHO
  2021-07-11 need-assessed domain=AREA rating=AFTER rater=WHO
first rated after the window | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-02 need-assessed domain=AREA rating=BEFORE rater=WHO
  2021-07-11 need-assessed domain=AREA rating=AFTER rater=WHO
unknown now | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=BEFORE rater=WHO
  2021-07-11 need-assessed domain=AREA rating=AFTER rater=WHO
  2021-08-11 need-assessed domain=AREA rating=unknown rater=WHO
died before she was rated | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-01-11 need-assessed domain=AREA rating=BEFORE rater=WHO
"""
WORDS: Final[Mapping[str, Mapping[str, str]]] = {   # What stands for the words of SINCE_SIGN_UP in the examples of each change.
    "became-met": {"BEFORE": "unmet", "AFTER": "met", "FIRST": "unmet", "LAST": "none",
                   "NONE": "no longer a need, and so not met | on 2021-09-30 | not-counted 0 of 1"},
    "newly-unmet": {"BEFORE": "met", "AFTER": "unmet", "FIRST": "none", "LAST": "unmet",
                    "NONE": "a new need | on 2021-09-30 | counted 1 of 1"},
    "eased": {"BEFORE": "unmet", "AFTER": "met", "FIRST": "unmet", "LAST": "none",
              "NONE": "no longer a need | on 2021-09-30 | counted 1 of 1"}}
DISAGREEING: Final = """
seen differently | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=none rater=woman
  2021-01-11 need-assessed domain=AREA rating=unmet rater=practitioner
one of three differs | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=unmet rater=woman
  2021-01-11 need-assessed domain=AREA rating=unmet rater=practitioner
  2021-01-11 need-assessed domain=AREA rating=met rater=partner
agreed by now | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=none rater=woman
  2021-01-11 need-assessed domain=AREA rating=unmet rater=practitioner
  2021-07-11 need-assessed domain=AREA rating=unmet rater=woman
one rater alone | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 need-assessed domain=AREA rating=none rater=woman
  2021-01-11 need-assessed domain=AREA rating=unknown rater=practitioner
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-01-11 need-assessed domain=AREA rating=none rater=woman
"""


@functools.lru_cache(maxsize=2)
def ratings(woman: Woman) -> Mapping[tuple[str, str], Sequence[Fact]]:
    """Her ratings of need by domain and rater, each in order. Kept for the woman who is being asked."""
    found: dict[tuple[str, str], list[Fact]] = {}
    for fact in woman.of("need-assessed"):
        found.setdefault((fact.event.domain, fact.event.rater), []).append(fact)
    return found


def need_of(domain: str, *raters: str) -> tuple[Topic, ...]:
    """What tells of a need as any of these raters sees it."""
    return tuple(("need-assessed", domain, rater) for rater in raters)


def area(domain: str) -> str:
    """A domain in words."""
    return AREAS.get(domain, domain.replace("-", " "))


def declare_state(domain: str, rater: str, rating: str) -> None:
    """Declare M31.DOMAIN.RATER.RATING: rated so on the day."""

    def rated_so(woman: Woman) -> Answer | None:
        return on_the_day(woman, functools.partial(_rated, domain, rater, rating))

    rated_so.__doc__ = (f"Of the women signed up whose need in {area(domain)} is known {WHOSE[rater]}, those whose "
                        f"last rating by the day is {rating}.")
    figure(f"M31.{domain}.{rater}.{rating}", outcome="O3 O4", title=f"Need in {area(domain)} {rating}, {WHOSE[rater]}",
           of_whom=f"Women signed up by the day with a last rating of none, met or unmet, {WHOSE[rater]}.",
           counts=f"The last rating by the day is {rating}.", missing=NO_RATING, excluded=DIED,
           examples=_worded(ON_THE_DAY, domain, rater, SO=rating), told_by=need_of(domain, rater))(rated_so)


def _rated(domain: str, rater: str, rating: str, woman: Woman) -> Answer:
    facts = ratings(woman).get((domain, rater), ())
    if not facts:
        return missing("not rated", woman.sign_up)
    if facts[-1].event.rating == "unknown":
        return missing(_said(facts[-1]), facts[-1])
    return (counted if facts[-1].event.rating == rating else not_counted)(_said(facts[-1]), facts[-1])


def declare_change(name: str, domain: str, rater: str, change: str, outcome: str) -> None:
    """Declare a figure of how one rater's ratings of a domain changed since sign-up."""
    words, _ = CHANGES[change]

    def changed(woman: Woman) -> Answer | None:
        return change_of(woman, domain, rater, change)

    changed.__doc__ = (f"Of the women signed up whose need in {area(domain)} was rated at sign-up and again since "
                       f"{WHOSE[rater]}, those for whom it was {words}.")
    figure(name, outcome=outcome, title=f"Need in {area(domain)} {words}, {WHOSE[rater]}",
           of_whom=f"Women signed up by the day, rated none, met or unmet at sign-up and again since, {WHOSE[rater]}.",
           counts=f"The need was {words}. {AT_SIGN_UP}", missing=NOT_PAIRED + " A rating of unknown says nothing.",
           examples=_worded(SINCE_SIGN_UP, domain, rater, **WORDS[change]), told_by=need_of(domain, rater))(changed)


def change_of(woman: Woman, domain: str, rater: str, change: str) -> Answer | None:
    """Whether a need changed so, one of CHANGES, in one rater's ratings; None where she has not signed up."""
    return of_one_signed_up(woman, functools.partial(_changed, domain, rater, CHANGES[change][1]))


def _changed(domain: str, rater: str, judge: Judge, woman: Woman) -> Answer:
    facts = ratings(woman).get((domain, rater), ())
    if facts and facts[-1].event.rating == "unknown":
        return missing(_said(facts[-1]), facts[-1])
    known = [fact for fact in facts if fact.event.rating != "unknown"]
    return compared(woman, known, functools.partial(_judged, judge))


def _judged(judge: Judge, first: Fact, now: Fact) -> Answer:
    return (counted if judge(first, now) else not_counted)(f"{_said(first)}, {_said(now)}", first, now)


def declare_disagreement(domain: str) -> None:
    """Declare M31.DOMAIN.raters-disagree."""

    def disagree(woman: Woman) -> Answer | None:
        return disagreement_of(woman, domain)

    disagree.__doc__ = (f"Of the women signed up whose need in {area(domain)} is known in the ratings of two raters or "
                        "more, those of whom their last ratings differ.")
    figure(f"M31.{domain}.raters-disagree", outcome="O3 O4", title=f"Need in {area(domain)} seen differently by raters",
           of_whom="Women signed up by the day whose last ratings by at least two raters are known.",
           counts="The last ratings by the day of two raters differ.",
           missing="Women with a known last rating by one rater alone, or by none.", excluded=DIED,
           examples=_worded(DISAGREEING, domain, "woman"), told_by=need_of(domain, *RATER.names))(disagree)


def disagreement_of(woman: Woman, domain: str) -> Answer | None:
    """Whether her raters' last ratings of a domain differ; None where she has not signed up."""
    return on_the_day(woman, functools.partial(_disagree, domain))


def _disagree(domain: str, woman: Woman) -> Answer:
    own = ratings(woman)
    last = [own[domain, rater][-1] for rater in RATER.names if (domain, rater) in own]
    known = [fact for fact in last if fact.event.rating != "unknown"]
    said = "; ".join(f"{fact.event.rater}: {_said(fact)}" for fact in known) or "not rated"
    if len(known) < 2:
        return missing(said, woman.sign_up, *last)
    return (counted if len({fact.event.rating for fact in known}) > 1 else not_counted)(said, *known)


def _said(fact: Fact) -> str:
    return f"{fact.event.rating} on {fact.said.occurred}"


def _worded(text: str, domain: str, rater: str, **words: str) -> str:
    """Example women of one domain and rater."""
    other = next(name for name in RATER.names if name != rater)
    for mark, word in {"AREA": domain, "WHO": rater, "OTHER": other, **words}.items():
        text = text.replace(mark, word)
    return text


for _rater in RATER.names:
    declare_change(f"M27.{_rater}", "loss", _rater, "eased", "O4a")
    declare_change(f"M28.{_rater}", "relationships", _rater, "eased", "O4f")
for _domain in NEED_DOMAIN.names:
    for _rater in RATER.names:
        declare_state(_domain, _rater, "met")
        declare_state(_domain, _rater, "unmet")
        declare_change(f"M31.{_domain}.{_rater}.became-met", _domain, _rater, "became-met", "O3 O4")
        declare_change(f"M31.{_domain}.{_rater}.newly-unmet", _domain, _rater, "newly-unmet", "O3 O4")
    declare_disagreement(_domain)


@figure("M41", outcome="L1", title="Goals she set that were met", unit="goals",
        of_whom="Goals of women signed up, set by the day; one that is known by a review alone was set too.",
        counts="Where the goal stood last, by the day, is met. A goal dropped is not counted.", told_by=("goal-set", "goal-reviewed"),
        examples="""
one met, one dropped | on 2021-09-30 | counted 1 of 1; not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 goal-set goal=G1 domain=housing status=set
  2021-02-01 goal-set goal=G2 domain=control status=set
  2021-08-01 goal-reviewed goal=G1 domain=housing status=met
  2021-08-01 goal-reviewed goal=G2 domain=control status=dropped
met on the day it was set | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 goal-set goal=G1 domain=housing status=set
  2021-02-01 goal-reviewed goal=G1 domain=housing status=met
met, and taken up again | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 goal-set goal=G1 domain=housing status=set
  2021-03-01 goal-reviewed goal=G1 domain=housing status=met
  2021-09-30 goal-reviewed goal=G1 domain=housing status=in-progress
met a day later | on 2021-09-29 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 goal-set goal=G1 domain=housing status=set
  2021-09-30 goal-reviewed goal=G1 domain=housing status=met
no goals | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
not signed up | on 2021-09-30 | none
  2021-02-01 goal-set goal=G1 domain=housing status=met
""")
def goals_met(woman: Woman) -> list[Answer] | None:
    """Of the goals that women signed up have set themselves, those that were met by the day."""
    if not woman.signed_up:
        return None
    goals: dict[str, list[Fact]] = {}
    for fact in sorted(woman.of("goal-set", "goal-reviewed"), key=_day_set_first):
        goals.setdefault(fact.event.goal, []).append(fact)
    return [_goal(goal, facts) for goal, facts in sorted(goals.items())]


def _day_set_first(fact: Fact) -> tuple[datetime.date, bool]:
    return fact.day, fact.kind == "goal-reviewed"


def _goal(goal: str, facts: Sequence[Fact]) -> Answer:
    last = facts[-1]
    said = counted if last.event.status == "met" else not_counted
    return said(f"{last.event.status} on {last.said.occurred}", facts[0], last, unit=f"goal {goal}")


for _rater in RATER.names:
    declare_change(f"M41.control.{_rater}", "control", _rater, "eased", "L1")
