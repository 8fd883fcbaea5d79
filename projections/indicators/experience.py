"""L5, O4g, L6 and S: how is her contact with her children, what do women and services say, and what came of it?

Scores of one person are compared with scores of the same person only. What people wrote stays in their entries:
an answer leads to it and does not repeat it.
"""

import statistics
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, Final

import attrs

from ledger.codes import FEEDBACK_FROM, PROGRAMME_OUTCOMES, RATER
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.indicators import Programme, figure
from projections.indicators.record import dated
from projections.woman import Woman

COMPLETED: Final = PROGRAMME_OUTCOMES.groups["completed"]
LEFT: Final = tuple(name for name in PROGRAMME_OUTCOMES.names if name not in (*COMPLETED, "died"))
WHOSE: Final = {"woman": "her own", "practitioner": "her practitioner's", "partner": "a partner agency's"}
TWO_SCORES: Final = ("The mean score of the last scored day is higher than that of the first: of the last scored by "
                     "the day of sign-up, else of the first after it. ")


@attrs.frozen
class Scored:
    """One day's scores: their mean, and the facts that gave them."""

    score: float
    facts: tuple[Fact, ...]

    @property
    def said(self) -> str:
        return f"{self.score:g} on {self.facts[0].said.occurred}"


def scored(facts: Iterable[Fact], score: Callable[[Fact], int | None]) -> list[Scored]:
    """The days on which scores were given, in order."""
    given = [fact for fact in facts if score(fact) is not None]
    return [Scored(statistics.fmean(score(fact) or 0 for fact in of_day), tuple(of_day))
            for of_day in (list(group) for _, group in groupby(given, key=lambda fact: fact.day))]


def improved(woman: Woman, days: Sequence[Scored]) -> Answer:
    """Whether the last scored day is better than the first; missing where there are no two."""
    by_sign_up = [day for day in days if day.facts[0].day <= woman.sign_up.day]
    since = days[max(len(by_sign_up) - 1, 0):]
    if len(since) < 2:
        once = since[0].facts if since else ()
        return missing("scored once" if since else "not scored", woman.sign_up, *once)
    first, last = since[0], since[-1]
    said = counted if last.score > first.score else not_counted
    return said(f"{first.said}, {last.said}", *first.facts, *last.facts)


CONTACT: Final = """
better | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 child-contact-held child=C1 type=direct quality=2 rater=WHO
  2021-08-01 child-contact-held child=C1 type=direct quality=4 rater=WHO
better for a time | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 child-contact-held child=C1 type=direct quality=2 rater=WHO
  2021-05-01 child-contact-held child=C1 type=direct quality=5 rater=WHO
  2021-09-30 child-contact-held child=C1 type=direct quality=2 rater=WHO
two children on a day are one score, their mean | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 child-contact-held child=C1 type=direct quality=3 rater=WHO
  2021-08-01 child-contact-held child=C1 type=direct quality=2 rater=WHO
  2021-08-01 child-contact-held child=C2 type=letterbox quality=4 rater=WHO
from the last score by sign-up | on 2021-09-30 | counted 1 of 1
  2020-02-01 child-contact-held child=C1 type=direct quality=5 rater=WHO
  2020-12-01 child-contact-held child=C1 type=direct quality=1 rater=WHO
  2021-01-04 signed-up contraception_choice=larc
  2021-08-01 child-contact-held child=C1 type=direct quality=3 rater=WHO
two scores of two raters are no two | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 child-contact-held child=C1 type=direct quality=2 rater=WHO
  2021-08-01 child-contact-held child=C1 type=direct quality=4 rater=OTHER
no contact recorded | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
not signed up | on 2021-09-30 | none
  2021-02-01 child-contact-held child=C1 type=direct quality=2 rater=WHO
"""


def _contact(woman: Woman, rater: str) -> list[Scored]:
    """Her scored days of contact with her children, by one rater."""
    return scored((fact for fact in woman.of("child-contact-held") if fact.event.rater == rater),
                  lambda fact: fact.event.quality)


@figure("M29", outcome="L5", title="Better contact with her children",
        of_whom="Women signed up by the day with two scores of one rater: herself, else practitioner, else partner.",
        counts=TWO_SCORES + "Scores of two raters are never compared; where several have given two, her own lead.",
        missing="Women without scores of one rater on two days.", told_by=("child-contact-held",),
        examples=CONTACT.replace("WHO", "woman").replace(
            "OTHER", "practitioner") + """
her own scores lead | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 child-contact-held child=C1 type=direct quality=4 rater=woman
  2021-02-01 child-contact-held child=C1 type=direct quality=1 rater=practitioner
  2021-08-01 child-contact-held child=C1 type=direct quality=3 rater=woman
  2021-08-01 child-contact-held child=C1 type=direct quality=5 rater=practitioner
her practitioner's, where she gave one | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 child-contact-held child=C1 type=direct quality=4 rater=woman
  2021-02-02 child-contact-held child=C1 type=direct quality=1 rater=practitioner
  2021-08-01 child-contact-held child=C1 type=direct quality=5 rater=practitioner
""")
def contact_improved(woman: Woman) -> Answer | None:
    """Of the women signed up with two scores of contact with their children, those whose last score is the higher."""
    if not woman.signed_up:
        return None
    answers = [improved(woman, _contact(woman, rater)) for rater in RATER.names]
    return next((answer for answer in answers if answer.answer != "missing"), answers[0])


def _declare_contact(rater: str) -> None:
    """Declare M29 by one rater's scores alone."""

    def contact_improved_by(woman: Woman) -> Answer | None:
        return improved(woman, _contact(woman, rater)) if woman.signed_up else None

    other = next(name for name in RATER.names if name != rater)
    contact_improved_by.__doc__ = (f"Of the women signed up with two scores of their contact with their children, "
                                   f"{WHOSE[rater]}, those whose last score is the higher.")
    figure(f"M29.{rater}", outcome="L5", title=f"Better contact with her children, by {WHOSE[rater]} scores",
           of_whom=f"Women signed up by the day with two scores, {WHOSE[rater]}.", counts=TWO_SCORES.strip(),
           missing=f"Women without scores, {WHOSE[rater]}, on two days.",
           told_by=("child-contact-held",), examples=CONTACT.replace("WHO", rater).replace("OTHER", other))(contact_improved_by)


for _rater in RATER.names:
    _declare_contact(_rater)

FEEDBACK: Final = """
satisfied | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=WHO theme=support score=4
satisfied no longer | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=WHO theme=support score=5
  2021-09-30 feedback-given from=WHO theme=support score=3
several themes on a day are one score, their mean | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=WHO theme=support score=5
  2021-06-01 feedback-given from=WHO theme=groups score=2
a later word without a score changes nothing | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=WHO theme=support score=5
  2021-07-01 feedback-given from=WHO theme=groups improvement="longer sessions"
no score | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=WHO theme=support
feedback of the other alone | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=OTHER theme=support score=5
no feedback | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
not signed up | on 2021-09-30 | none
  2021-06-01 feedback-given from=WHO theme=support score=5
"""


def _feedback(woman: Woman, giver: str) -> list[Fact]:
    return [fact for fact in woman.of("feedback-given") if fact.event.from_ == giver]


def _score(fact: Fact) -> int | None:
    score: int | None = fact.event.score
    return score


def _declare_satisfied(giver: str, words: str) -> None:
    """Declare M30 for women, or for the services that work with them."""

    def satisfied(woman: Woman) -> Answer | None:
        return _satisfied(giver, woman) if woman.signed_up else None

    other = next(name for name in FEEDBACK_FROM.names if name != giver)
    satisfied.__doc__ = f"Of the women signed up {words} with a score, those whose last score is 4 or more."
    figure(f"M30.{giver}", outcome="O4g", title=f"Satisfied with the programme: {giver}",
           of_whom=f"Women signed up by the day {words} with a score.",
           counts="The mean score of the last day with scores is at least the parameter satisfied.score.",
           missing="Women of whom there is no such feedback, or none with a score.",
           told_by=("feedback-given",), examples=FEEDBACK.replace("WHO", giver).replace("OTHER", other))(satisfied)


def _satisfied(giver: str, woman: Woman) -> Answer:
    given = _feedback(woman, giver)
    days = scored(given, _score)
    if not days:
        return missing("feedback without a score" if given else "no feedback recorded", woman.sign_up, *given)
    said = counted if days[-1].score >= woman.parameters["satisfied.score"] else not_counted
    return said(f"score {days[-1].said}", *days[-1].facts)


_declare_satisfied("woman", "who gave feedback")
_declare_satisfied("service", "about whose support another service gave feedback")


@figure("M30.attitude-improved", outcome="O4g", title="Better attitude to services, in her own scores",
        of_whom="Women signed up by the day with her own scored feedback on services on two days.",
        counts=TWO_SCORES + "Feedback on services is feedback from her whose theme has the word services.",
        missing="Women without her own scores of services on two days.", told_by=("feedback-given",), examples="""
better | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 feedback-given from=woman theme="Trust in services" score=2
  2021-08-10 feedback-given from=woman theme="trust in services" score=3
the same | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 feedback-given from=woman theme=services score=2
  2021-08-10 feedback-given from=woman theme=services score=2
another theme | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 feedback-given from=woman theme=services score=2
  2021-08-10 feedback-given from=woman theme=groups score=5
a service's view is not hers | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 feedback-given from=service theme=services score=2
  2021-08-10 feedback-given from=service theme=services score=5
not signed up | on 2021-09-30 | none
  2021-01-10 feedback-given from=woman theme=services score=2
""")
def attitude_improved(woman: Woman) -> Answer | None:
    """Of the women signed up who scored services on two days, those whose last score is higher than their first."""
    if not woman.signed_up:
        return None
    own = [fact for fact in _feedback(woman, "woman") if "services" in fact.event.theme.lower()]
    return improved(woman, scored(own, _score))


FACTORS: Final = """
named | on 2021-09-30 | counted 1 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=SO factors="a steady practitioner"
none named | on 2021-09-30 | not-counted 0 of 1
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=SO
the last of two endings | on 2021-09-30 | not-counted 0 of 1
  2019-01-07 signed-up contraception_choice=larc
  2019-06-03 programme-ended outcome=SO factors="a steady practitioner"
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=SO
still in the programme | on 2021-07-05 | none
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=SO factors="a steady practitioner"
never signed up | on 2021-09-30 | none
  2020-01-06 outreach-started
"""


@figure("M42", outcome="L6", title="Factors of completing or leaving named",
        of_whom="Women signed up by the day whose programme has ended; the last ending where there are several.",
        counts="What helped her to complete it, or led her to leave, was recorded with its end.",
        excluded="Women who died in the programme.", examples=FACTORS.replace("SO", "completed") + """
died in the programme | on 2021-09-30 | excluded
  2020-01-06 signed-up contraception_choice=larc
  2021-07-06 programme-ended outcome=died
""")
def factors_named(woman: Woman) -> Answer | None:
    """Of the women whose programme has ended, those for whom it is recorded what helped them or led them to leave."""
    end = _ending(woman)
    if end is None:
        return None
    return excluded("she died in the programme", end) if end.event.outcome == "died" else _named(end)


def _declare_factors(word: str, outcomes: Sequence[str], sample: str, title: str) -> None:
    """Declare M42 for one way of ending."""

    def factors_named_of(woman: Woman) -> Answer | None:
        end = _ending(woman)
        return _named(end) if end and end.event.outcome in outcomes else None

    factors_named_of.__doc__ = f"Of the women {title}, those for whom factors of it are recorded."
    figure(f"M42.{word}", outcome="L6", title=f"Factors of {word} named",
           of_whom=f"Women signed up by the day {title}: {', '.join(outcomes)}; the last of several endings.",
           counts="Factors were recorded with the end.", examples=FACTORS.replace("SO", sample))(factors_named_of)


_declare_factors("completing", COMPLETED, "completed-early", "who completed the programme")
_declare_factors("leaving", LEFT, "disengaged", "whose programme ended otherwise")


def _ending(woman: Woman) -> Fact | None:
    """The last end of her programme, if it has ended."""
    return next((spell.ended for spell in reversed(woman.programme) if spell.ended), None)


def _named(end: Fact) -> Answer:
    said = f"{end.event.outcome} {end.said.occurred}"
    return counted(f"{said}, factors named", end) if end.event.factors else not_counted(f"{said}, none named", end)


def _nothing(woman: Woman) -> None:
    """Improvements are entries of the programme, and name no woman."""


@figure("M43", outcome="S", title="Improvements made from feedback", unit="improvements", measure="count",
        of_whom="Improvements recorded by the programme by the day.",
        counts="Each improvement-made: something made better after what women or services said.", gather=_nothing,
        examples="""
two on a day are two | on 2021-09-30 | counted 1 of 0; counted 1 of 0
  programme 2021-03-01 improvement-made what="evening groups"
  programme 2021-03-01 improvement-made what="a quieter room"
on the day itself, and a day later | on 2021-03-01 | counted 1 of 0
  programme 2021-03-01 improvement-made what="evening groups"
  programme 2021-03-02 improvement-made what="a quieter room"
none | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
""")
def improvements_made(programme: Programme, women: Iterable[tuple[str, Any]]) -> list[Answer]:
    """The improvements that were made by the day after what women or services said."""
    return [counted("improvement made", fact, of=0, unit=unit)
            for unit, fact in dated("improvement", programme.history.of("improvement-made"))]


@figure("M43.suggested", outcome="S", title="Improvements that women suggested", unit="suggestions", measure="count",
        of_whom="Feedback from women signed up, by the day.", counts="Each feedback of hers that says what to improve.",
        told_by=("feedback-given",), examples="""
one with, one without, one of a service | on 2021-09-30 | counted 1 of 0
  2021-01-04 signed-up contraception_choice=larc
  2021-06-01 feedback-given from=woman theme=groups improvement="longer sessions"
  2021-07-01 feedback-given from=woman theme=groups score=5
  2021-07-01 feedback-given from=service theme=groups improvement="share dates"
not signed up | on 2021-09-30 | none
  2021-06-01 feedback-given from=woman theme=groups improvement="longer sessions"
""")
def improvements_suggested(woman: Woman) -> list[Answer] | None:
    """The improvements that women signed up have suggested by the day."""
    if not woman.signed_up:
        return None
    own = [fact for fact in _feedback(woman, "woman") if fact.event.improvement]
    return [counted("improvement suggested", fact, of=0, unit=unit) for unit, fact in dated("feedback", own)]
