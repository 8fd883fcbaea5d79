"""O2: what stands between a referral and the service?

A referral waits until she first attends its service, or until a decision ends it: below-threshold, not-available,
declined-by-woman or closed, whichever comes first. Accepted and waiting-list end no wait.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

import attrs
from msgspec.structs import replace

from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.indicators import figure
from projections.woman import Woman

ENDING: Final = ("below-threshold", "not-available", "declined-by-woman", "closed")
OF_REFERRALS: Final = "Referrals made by the day for women signed up."
BARRIER: Final = "Named as a barrier (2021, paragraph 15)"


@attrs.frozen
class Referral:
    """A referral, what was decided on it, and what ended its wait: an attendance, a decision, or nothing yet."""

    made: Fact
    decisions: tuple[Fact, ...]
    ended: Fact | None
    unit: str

    @property
    def attended(self) -> Fact | None:
        """Her first attendance, where that is what ended the wait."""
        return self.ended if self.ended and self.ended.kind == "service-used" else None

    def facts(self) -> tuple[Fact | None, ...]:
        return self.made, *self.decisions, self.ended


def referrals(woman: Woman) -> Iterator[Referral]:
    """Her referrals in order. Those of one reference are told apart by a number."""
    seen: Counter[str] = Counter()
    for made in woman.of("referral-made"):
        seen[made.event.referral] += 1
        again = seen[made.event.referral]
        decisions = tuple(fact for fact in woman.of("referral-decided")
                          if fact.event.referral == made.event.referral and fact.day >= made.day)
        yield Referral(made, decisions, _ended(woman, made, decisions),
                       f"referral {made.event.referral}{f' #{again}' if again > 1 else ''}")


def _ended(woman: Woman, made: Fact, decisions: tuple[Fact, ...]) -> Fact | None:
    """What ended the wait first; on one day the attendance."""
    attended = next((fact for fact in woman.of("service-used") if fact.day >= made.day
                     and fact.event.service == made.event.service and fact.event.attended == "yes"), None)
    refused = next((fact for fact in decisions if fact.event.decision in ENDING), None)
    if attended and refused:
        return refused if refused.day < attended.day else attended
    return attended or refused


def of_referrals(woman: Woman, ask: Callable[[Referral], Answer]) -> Iterator[Answer] | None:
    """What `ask` says of each of her referrals; None where she has not signed up."""
    return (replace(ask(each), unit=each.unit) for each in referrals(woman)) if woman.signed_up else None


def decided(woman: Woman, decision: str) -> Iterator[Answer] | None:
    """Of her referrals, those that met with a decision."""
    def ask(referral: Referral) -> Answer:
        found = next((fact for fact in referral.decisions if fact.event.decision == decision), None)
        if found:
            return counted(f"{decision} {found.said.occurred}", referral.made, found)
        words = ", ".join(fact.event.decision for fact in referral.decisions)
        return not_counted(words or "no decision recorded", *referral.facts())
    return of_referrals(woman, ask)


DECISIONS: Final = """
this decision | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-03-01 referral-decided referral=R1 decision=DECISION
accepted in the end, and still met with it | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-03-01 referral-decided referral=R1 decision=DECISION
  2021-05-01 referral-decided referral=R1 decision=accepted
another decision, and none yet | on 2021-09-30 | not-counted 0 of 1; not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-01 referral-made referral=R2 service=mental-health domain=trauma
  2021-03-01 referral-decided referral=R1 decision=accepted
decided of another referral | on 2021-09-30 | counted 1 of 1; not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-01 referral-made referral=R2 service=counselling domain=mental-health
  2021-03-01 referral-decided referral=R2 decision=DECISION
no referral | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
not signed up | on 2021-09-30 | none
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
"""


def _declare(decision: str, title: str) -> None:
    def of_woman(woman: Woman) -> Iterator[Answer] | None:
        return decided(woman, decision)

    of_woman.__doc__ = f"Of the referrals made for women signed up, those that met with the decision {decision}."
    figure(f"M19.{decision}", outcome="O2", title=title, unit="referrals", of_whom=OF_REFERRALS,
           counts=f"A decision {decision} on the referral, whatever came after it. No decision is not counted.",
           baseline=BARRIER, told_by=("referral-made",), examples=DECISIONS.replace("DECISION", decision))(of_woman)


_declare("below-threshold", "Referrals refused as below the threshold")
_declare("not-available", "Referrals to what was not available")


@figure("M19.waiting", outcome="O2", title="Referrals that waited longer than they should", unit="referrals",
        of_whom=OF_REFERRALS, counts="More than waiting.days from the referral to the first attendance at its service, to the "
        "decision that ended it, or to the day where it still waits.", excluded="Referrals that still wait and are not that "
        "old, or whose woman died before they were.", baseline=BARRIER, told_by=("referral-made",), examples="""
attended on the last day in time | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-03-15 service-used service=mental-health attended=yes
attended a day later | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-03-16 service-used service=mental-health attended=yes
a missed appointment ends no wait | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-03-01 service-used service=mental-health attended=no
on a waiting list for long | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-08 referral-decided referral=R1 decision=waiting-list
waits, and not for long yet | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-08-19 referral-made referral=R1 service=mental-health domain=mental-health
waits since a day longer than it should | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-08-18 referral-made referral=R1 service=mental-health domain=mental-health
refused soon | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-20 referral-decided referral=R1 decision=below-threshold
died while she waited | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-20 died
not signed up | on 2021-09-30 | none
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
""")
def waited(woman: Woman) -> Iterator[Answer] | None:
    """Of the referrals made for women signed up, those that waited for longer than waiting.days, or still do."""
    last = woman.end - datetime.timedelta(1)

    def ask(referral: Referral) -> Answer:
        days = ((referral.ended.day if referral.ended else last) - referral.made.day).days
        reason = f"{days} days to {_what(referral.ended) if referral.ended else 'the last day looked at, still waiting'}"
        if days > woman.parameters["waiting.days"]:
            return counted(reason, *referral.facts(), woman.died)
        if referral.ended:
            return not_counted(reason, *referral.facts())
        return excluded(reason, *referral.facts(), woman.died)
    return of_referrals(woman, ask)


@figure("M19.days-to-first-attendance", outcome="O2", title="Days from referral to first attendance", unit="referrals",
        measure="median", of_whom="Referrals made by the day for women signed up, after which she attended the service.",
        counts="Days from the referral to her first attended contact with its service, recorded or told by her.",
        excluded="Referrals after which she has not attended, or which a decision ended before she did.",
        baseline=BARRIER, told_by=("referral-made",), examples="""
attended after two weeks | on 2021-09-30 | counted 14 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-15 service-used service=mental-health attended=yes
  2021-02-22 service-used service=mental-health attended=yes
on the day itself | on 2021-09-30 | counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-01 service-used service=mental-health attended=yes
attended only before | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-01-31 service-used service=mental-health attended=yes
attended and closed on one day | on 2021-09-30 | counted 10 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-11 service-used service=mental-health attended=yes
  2021-02-11 referral-decided referral=R1 decision=closed
refused, then referred again under the same reference | on 2021-09-30 | counted 10 of 1; excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-10 referral-decided referral=R1 decision=below-threshold
  2021-03-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-03-11 service-used service=mental-health attended=yes
refused, then referred again | on 2021-09-30 | counted 10 of 1; excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
  2021-02-10 referral-decided referral=R1 decision=below-threshold
  2021-03-01 referral-made referral=R2 service=mental-health domain=mental-health
  2021-03-11 service-used service=mental-health attended=yes
not signed up | on 2021-09-30 | none
  2021-02-01 referral-made referral=R1 service=mental-health domain=mental-health
""")
def days_to_first_attendance(woman: Woman) -> Iterator[Answer] | None:
    """Of the referrals after which women signed up attended the service, the days that it took."""
    def ask(referral: Referral) -> Answer:
        first = referral.attended
        if first is None:
            return excluded(_what(referral.ended) if referral.ended else "not attended yet", *referral.facts())
        days = (first.day - referral.made.day).days
        about = "; a date is known only about" if first.about or referral.made.about else ""
        return counted(f"{days} days to the first attendance{about}", referral.made, first, amount=days)
    return of_referrals(woman, ask)


def _what(ended: Fact) -> str:
    return "the first attendance" if ended.kind == "service-used" else f"the decision {ended.event.decision}"
