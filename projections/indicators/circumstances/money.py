"""O3g to O3i: has she less debt, more income, less rent arrears than when she signed up?

Each is compared apart, and only where it is known at both times: a review that leaves it out says nothing of it.
"""

import functools
from typing import Final

import attrs

from ledger.history import Fact
from projections.answers import Answer, counted, not_counted
from projections.change import AT_SIGN_UP, NOT_PAIRED, compared, of_one_signed_up
from projections.indicators import figure
from projections.woman import Woman


@attrs.frozen
class Money:
    """One of the sums that a review of her money may give, and which way is better."""

    word: str
    said: str
    attribute: str
    better: str
    outcome: str


SUMS: Final = (Money("debt", "debt", "debt_pence", "lower", "O3g"),
               Money("income", "weekly income", "weekly_income_pence", "higher", "O3h"),
               Money("arrears", "rent arrears", "arrears_pence", "lower", "O3i"))

EXAMPLES: Final = """
better | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 finance-reviewed SUM=WORSE benefits=yes
  2021-06-10 finance-reviewed SUM=BETTER benefits=yes
worse | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 finance-reviewed SUM=BETTER benefits=yes
  2021-06-10 finance-reviewed SUM=WORSE benefits=yes
none at either time is paired, and no better | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 finance-reviewed SUM=0 benefits=yes
  2021-06-10 finance-reviewed SUM=0 benefits=yes
by the parameter exactly is not more than it | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 finance-reviewed SUM=WORSE benefits=yes
  2021-06-10 finance-reviewed SUM=LEAST benefits=yes
by more than a parameter of our own | on 2021-09-30 | counted 1 of 1
  programme 2021-01-01 parameter-set name=money.least-pence value=99 reason=agreed
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 finance-reviewed SUM=WORSE benefits=yes
  2021-06-10 finance-reviewed SUM=LEAST benefits=yes
a review that leaves it out says nothing | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 finance-reviewed SUM=WORSE benefits=yes
  2021-06-10 finance-reviewed SUM=BETTER benefits=yes
  2021-08-10 finance-reviewed benefits=no
known once | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 finance-reviewed SUM=WORSE benefits=yes
first known long after sign-up | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-05-10 finance-reviewed SUM=WORSE benefits=yes
  2021-06-10 finance-reviewed SUM=BETTER benefits=yes
died since, and what was so while she lived stays | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-10 finance-reviewed SUM=WORSE benefits=yes
  2021-06-10 finance-reviewed SUM=BETTER benefits=yes
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-01-10 finance-reviewed SUM=WORSE benefits=yes
"""


def declare(money: Money) -> None:
    """Declare the figure of M24 for one of the sums."""

    def improved(woman: Woman) -> Answer | None:
        return of_one_signed_up(woman, functools.partial(_compared, money))

    improved.__doc__ = (f"Of the women signed up whose {money.said} is known at sign-up and again since, those whose "
                        f"{money.said} is {money.better} now by more than a set amount.")
    title = f"{money.said.capitalize()} {money.better} than at sign-up"
    figure(f"M24.{money.word}", outcome=money.outcome, title=title,
           of_whom=f"Women signed up by the day whose {money.said} is known at sign-up and again since.",
           counts=f"Her {money.said} is {money.better} now than at sign-up by more than the parameter "
           f"money.least-pence; a woman with none at either time is not counted. {AT_SIGN_UP}",
           missing=NOT_PAIRED, told_by=("finance-reviewed",), examples=_examples(money))(improved)


def _compared(money: Money, woman: Woman) -> Answer:
    known = [fact for fact in woman.of("finance-reviewed") if _sum(money, fact) is not None]
    return compared(woman, known, functools.partial(_judged, money, woman.parameters["money.least-pence"]))


def _judged(money: Money, least: int, first: Fact, now: Fact) -> Answer:
    before, after = _sum(money, first) or 0, _sum(money, now) or 0
    gain = after - before if money.better == "higher" else before - after
    said = f"{money.said} £{before / 100:,.2f} at sign-up, £{after / 100:,.2f} on {now.said.occurred}"
    return (counted if gain > least else not_counted)(said, first, now)


def _sum(money: Money, fact: Fact) -> int | None:
    pence: int | None = getattr(fact.event, money.attribute)
    return pence


def _examples(money: Money) -> str:
    low, high = "5000", "12000"
    worse, better, least = (low, high, "5100") if money.better == "higher" else (high, low, "11900")
    words = {"SUM": money.attribute, "WORSE": worse, "BETTER": better, "LEAST": least}
    return functools.reduce(lambda text, word: text.replace(word, words[word]), words, EXAMPLES)


for each in SUMS:
    declare(each)
