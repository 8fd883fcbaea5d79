"""L4: what does the programme cost, who pays, and what would have to be true for it to pay for itself?

Break-even is not an amount avoided: scenarios, each a range, are the report of costs. Money and what is given in kind stand
apart. Amounts are pence.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.history import Fact
from projections.answers import Answer, counted, missing
from projections.costs.budgets import Money, money
from projections.costs.factors import UnitCost, entered
from projections.funnel import completed
from projections.indicators import Programme, figure
from projections.woman import Woman

PUBLISHED: Final = "£6,444,076 over 5 years (2021); £192,000 to £336,000 a year (2018): amounts avoided, not break-even"
A_YEAR: Final = "£285,000 a year; £500,000 a cycle of 21 months (2021)"
OF_CARE: Final = "The cost of a year of care for one child, as set last under a name of such a year: the first by name where several are."
LINES: Final = "The budget's lines of money a year, as each was set last; those without a period, and in kind, left out. "
MONEY: Final = """
  programme 2020-09-01 budget-set line=service pence=28500000 in_kind=no period='a year'
  programme 2020-09-01 unit-cost-set name='year of care' pence=5710200 low=5000000 high=6000000 price_year=2018 cost_kind=fiscal source=s
"""


def nothing(woman: Woman) -> None:
    """For figures of the programme's own stream: they need nothing of a woman."""


def _even(programme: Programme, end: str) -> Iterator[Answer]:
    """A year's budget, of what a year of care costs at its low, its central or its high."""
    own, costs = money(programme.history), entered(programme.history).costs
    cost = next((each for each in costs if each.unit == "year of care" and each.factor.low > 0), None)
    lines = [line for line in own.lines if line.annual is not None and not line.in_kind]
    if cost is None or not lines:
        what = "unit cost of a year of care" if cost is None else "budget with a period"
        yield missing(f"no {what} is entered", unit="programme")
        return
    for line in lines:
        yield Answer("counted", line.annual or 0, 0, f"{line.name}, a year", line.because, line.name)
    yield _of_care(cost, end)


def _of_care(cost: UnitCost, end: str) -> Answer:
    return Answer("not-counted", 0, cost.factor.at(end), f"{cost.factor.name}, {end}, prices of {cost.price_year}", cost.factor.because,
                  cost.factor.name)


@figure("M32.break-even", outcome="L4", title="Child-years of care that cost as much as the programme, a year", unit="child-years",
        measure="ratio", of_whom=OF_CARE, counts=LINES + "With .at-low-cost and .at-high-cost it is a range.",
        missing="No such unit cost, or no budget with a period.", baseline=PUBLISHED, gather=nothing, examples=f"""
a year's budget of a year's care | on 2021-09-30 | counted 2.85e+07 of 0; not-counted 0 of 5.7102e+06 {MONEY}
a budget of 21 months | on 2021-09-30 | counted 1.2e+07 of 0; not-counted 0 of 100
  programme 2020-09-01 budget-set line=service pence=21000000 in_kind=no period='21 months'
  programme 2020-09-01 budget-set line=room pence=100 in_kind=yes period='a year'
  programme 2020-09-01 unit-cost-set name='year of care' pence=100 low=90 high=120 price_year=2018/19 cost_kind=fiscal source=model
no unit cost | on 2021-09-30 | missing
  programme 2020-09-01 budget-set line=service pence=28500000 in_kind=no period='a year'
a budget that does not say for how long | on 2021-09-30 | missing
  programme 2020-09-01 budget-set line=service pence=28500000 in_kind=no
  programme 2020-09-01 unit-cost-set name='year of care' pence=100 low=90 high=120 price_year=2018/19 cost_kind=fiscal source=model
""")
def break_even(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """How many child-years of care cost as much as the programme does in a year."""
    return _even(programme, "central")


@figure("M32.at-low-cost", outcome="L4", title="The same at the lowest unit cost", unit="child-years", measure="ratio", of_whom=OF_CARE,
        counts=LINES + "The most child-years.", missing="No such unit cost, or no budget with a period.", gather=nothing, examples=f"""
at the low | on 2021-09-30 | counted 2.85e+07 of 0; not-counted 0 of 5e+06 {MONEY}
""")
def at_low_cost(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """How many child-years of care cost as much as the programme does in a year, where care costs the least that it may."""
    return _even(programme, "low")


@figure("M32.at-high-cost", outcome="L4", title="The same at the highest unit cost", unit="child-years", measure="ratio", of_whom=OF_CARE,
        counts=LINES + "The fewest child-years.", missing="No such unit cost, or no budget with a period.", gather=nothing, examples=f"""
at the high | on 2021-09-30 | counted 2.85e+07 of 0; not-counted 0 of 6e+06 {MONEY}
""")
def at_high_cost(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """How many child-years of care cost as much as the programme does in a year, where care costs the most that it may."""
    return _even(programme, "high")


@figure("M44.spent", outcome="L4", title="Spend against budget", unit="pence", measure="share",
        of_whom="The budget's lines of money, as each was set last.", counts="Money spent by the day; in kind left out.",
        missing="No budget of money was set.", baseline=A_YEAR, gather=nothing, examples="""
two spends of two lines, one in kind | on 2021-09-30 | counted 300 of 0; counted 200 of 0; not-counted 0 of 1000; not-counted 0 of 500
  programme 2020-09-01 budget-set line=staff pence=900 in_kind=no period='a year'
  programme 2020-10-01 budget-set line=staff pence=1000 in_kind=no period='a year'
  programme 2020-09-01 budget-set line=rooms pence=500 in_kind=no
  programme 2020-09-01 budget-set line=rooms pence=70 in_kind=yes
  programme 2020-12-01 spend-made line=staff pence=300 in_kind=no
  programme 2021-03-01 spend-made line=rooms pence=200 in_kind=no
  programme 2021-03-01 spend-made line=rooms pence=50 in_kind=yes
  programme 2021-10-01 spend-made line=staff pence=300 in_kind=no
no budget | on 2021-09-30 | counted 300 of 0; missing
  programme 2020-12-01 spend-made line=staff pence=300 in_kind=no
""")
def spent(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """Of the budget, the money that was spent by the day."""
    own = money(programme.history)
    yield from _spends(own)
    lines = [line for line in own.lines if not line.in_kind]
    for line in lines:
        yield Answer("not-counted", 0, line.pence, f"budget of {line.name}", line.because, f"budget {line.name}")
    if not lines:
        yield missing("no budget of money was set", unit="programme")


def _spends(own: Money) -> Iterator[Answer]:
    for fact in own.spends:
        if fact.event.in_kind == "no":
            yield counted(f"{fact.event.line}, {fact.said.occurred}", fact, amount=fact.event.pence, of=0, unit=f"spend {fact.position}")


@figure("M44.received", outcome="L4", title="Funding received: who pays", unit="pence", measure="count",
        of_whom="All money received by the day; explain tells from whom.", counts="Every amount of money; in kind left out.",
        baseline=A_YEAR, gather=nothing, examples="""
from two, and from one in kind | on 2021-09-30 | counted 300 of 0; counted 200 of 0
  programme 2020-09-01 funding-received source='Public Health' pence=300 in_kind=no
  programme 2020-09-01 funding-received source=Pause pence=200 in_kind=no
  programme 2020-09-01 funding-received source=council pence=70 in_kind=yes
nothing received | on 2021-09-30 | none
  programme 2020-09-01 budget-set line=staff pence=900 in_kind=no
""")
def received(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """The money that the programme received by the day, by source."""
    for fact in money(programme.history).received:
        if fact.event.in_kind == "no":
            yield counted(f"from {fact.event.source}, {fact.said.occurred}", fact, amount=fact.event.pence, of=0,
                          unit=f"{fact.event.source} {fact.position}")


@figure("M44.in-kind", outcome="L4", title="Given in kind", unit="pence", measure="count",
        of_whom="What was received or spent in kind by the day; never added to money.", counts="Every amount in kind.", gather=nothing,
        examples="""
a room given and used is received and spent: the greater counts | on 2021-09-30 | counted 70 of 0
  programme 2020-09-01 funding-received source=council pence=70 in_kind=yes
  programme 2021-03-01 spend-made line=rooms pence=50 in_kind=yes
  programme 2021-03-01 spend-made line=rooms pence=30 in_kind=no
nothing in kind | on 2021-09-30 | none
  programme 2021-03-01 spend-made line=rooms pence=30 in_kind=no
""")
def in_kind(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """What was given in kind: as received, or as spent, whichever comes to more, since one gift may be entered as both."""
    own = money(programme.history)
    given, used = ([fact for fact in facts if fact.event.in_kind == "yes"] for facts in (own.received, own.spends))
    for fact in max((given, used), key=lambda facts: sum(each.event.pence for each in facts)):
        yield counted(f"in kind, {fact.said.occurred}", fact, amount=fact.event.pence, of=0, unit=f"in kind {fact.position}")


def signed(woman: Woman) -> Answer | None:
    """That she signed up."""
    return _one("signed up", woman, woman.sign_up) if woman.signed_up else None


def done(woman: Woman) -> Answer | None:
    """That she completed."""
    end = completed(woman)
    return _one("completed", woman, end) if end else None


def _one(word: str, woman: Woman, fact: Fact) -> Answer:
    return Answer("not-counted", 0, 1, f"{word} {fact.said.occurred}", fact.because, woman.reference)


@figure("M44.per-sign-up", outcome="L4", title="Spent for each woman who signed up", unit="pence", measure="ratio",
        of_whom="Women signed up by the day.", counts="Money spent by the day; in kind left out.", baseline=A_YEAR, gather=signed,
        examples="""
one of two women | on 2021-09-30 | counted 300 of 0; not-counted 0 of 1
  programme 2020-12-01 spend-made line=staff pence=300 in_kind=no
  2020-11-02 signed-up contraception_choice=larc
  her W-0002 2020-11-02 outreach-started
nobody | on 2021-09-30 | counted 300 of 0
  programme 2020-12-01 spend-made line=staff pence=300 in_kind=no
""")
def per_sign_up(programme: Programme, gathered: Iterable[tuple[str, Answer | None]]) -> Iterator[Answer]:
    """The money spent by the day, for each woman who signed up by it."""
    yield from _spends(money(programme.history))
    yield from (one for _, one in gathered if one)


@figure("M44.per-completion", outcome="L4", title="Spent for each woman who completed", unit="pence", measure="ratio",
        of_whom="Women who completed by the day.", counts="Money spent by the day, on those still in the programme too; in kind left out.",
        gather=done, examples="""
one completed, one did not | on 2021-09-30 | counted 300 of 0; not-counted 0 of 1
  programme 2020-12-01 spend-made line=staff pence=300 in_kind=no
  2020-11-02 signed-up contraception_choice=larc
  2021-06-02 programme-ended outcome=completed-early
  her W-0002 2020-11-02 signed-up contraception_choice=larc
  her W-0002 2021-06-02 programme-ended outcome=left-early
nobody completed | on 2021-09-30 | counted 300 of 0
  programme 2020-12-01 spend-made line=staff pence=300 in_kind=no
  2020-11-02 signed-up contraception_choice=larc
""")
def per_completion(programme: Programme, gathered: Iterable[tuple[str, Answer | None]]) -> Iterator[Answer]:
    """The money spent by the day, for each woman who completed by it."""
    yield from _spends(money(programme.history))
    yield from (one for _, one in gathered if one)
