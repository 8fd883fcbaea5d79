"""What does the programme cost a year, who pays, and how many child-years of care cost as much?

Money and what is given in kind stand apart. The last budget set for a line stands; its period says for how long it is.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs

from ledger.history import Fact, History
from projections.costs.factors import Entered, UnitCost
from projections.figures import YEAR, tidy
from projections.funnel import completed
from projections.woman import Woman

MONTHS: Final = 12
QUARTER: Final = 0.25
A_YEAR: Final = re.compile(r"^(?:\d{4}\s?[/-]\s?\d{2}(?:\d{2})?|\d{4}|(?:a|per|each|every|the|one)?\s*(?:financial\s+)?(?:year|annum)"
                           r"|annual(?:ly)?|yearly|pa|p\.a\.)$", re.IGNORECASE)
LONG: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*[- ]?(months?|years?)$", re.IGNORECASE)
DAYS: Final = re.compile(r"^(\d{4}-\d\d-\d\d)\s*(?:to|\.\.|/)\s*(\d{4}-\d\d-\d\d)$")


def years(period: str | None) -> float | None:
    """How many years a period is: '21 months', 'a year', '2022/23', '2020-09-01 to 2022-06-01'; None where it does not say."""
    told = " ".join((period or "").split())
    if A_YEAR.match(told):
        return 1
    if found := LONG.match(told):
        return float(found[1]) / (MONTHS if found[2].lower().startswith("month") else 1) or None
    if found := DAYS.match(told):
        days = (datetime.date.fromisoformat(found[2]) - datetime.date.fromisoformat(found[1])).days
        return days / YEAR if days > 0 else None
    return QUARTER if re.match(r"^(?:a |per )?quarter\b", told, re.IGNORECASE) else None


@attrs.frozen
class Line:
    """A line of the budget: its amount, for how many years, and the positions that set it."""

    name: str
    pence: int
    in_kind: bool
    years: float | None
    because: tuple[int, ...]

    @property
    def annual(self) -> float | None:
        """Pence a year; None where its period does not say."""
        return self.pence / self.years if self.years else None


@attrs.frozen
class Money:
    """The programme's own money: budget lines, and what was received and spent by source and line, in kind apart."""

    lines: Sequence[Line]
    received: Sequence[Fact]
    spends: Sequence[Fact]

    @property
    def budget(self) -> int:
        return sum(line.pence for line in self.lines if not line.in_kind)

    @property
    def spent(self) -> int | None:
        """Money spent, in kind left out; None where nothing was entered."""
        return sum(fact.event.pence for fact in self.spends if fact.event.in_kind == "no") if self.spends else None

    @property
    def annual(self) -> float | None:
        """What the lines of money cost a year; None where none says."""
        told = [line.annual for line in self.lines if line.annual is not None and not line.in_kind]
        return sum(told) if told else None

    @property
    def missing(self) -> Iterator[str]:
        if not any(not line.in_kind for line in self.lines):
            yield ("No budget is entered: outcomes record budget-set --occurred DAY --line LINE --pence PENCE --in-kind no "
                   "--period 'a year'")
        for line in self.lines:
            if line.annual is None and not line.in_kind:
                yield (f"The budget line '{line.name}' does not say for how long it is: outcomes correct {line.because[-1]} "
                       "--period '21 months' --reason WHY")
        if self.spent is None:
            yield "No spending is entered: outcomes record spend-made --occurred DAY --line LINE --pence PENCE --in-kind no"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Budget, funding and spending by name, in money and in kind."""
        told = [("budget", line.name, line.pence, line.in_kind) for line in self.lines]
        told += [("funding", fact.event.source, fact.event.pence, fact.event.in_kind == "yes") for fact in self.received]
        told += [("spending", fact.event.line, fact.event.pence, fact.event.in_kind == "yes") for fact in self.spends]
        return [_row(what, name, told) for what in ("budget", "funding", "spending")
                for name in sorted({each[1] for each in told if each[0] == what})]


def _row(what: str, name: str, told: Iterable[tuple[str, str, int, bool]]) -> dict[str, Any]:
    mine = [(pence, in_kind) for kind, line, pence, in_kind in told if (kind, line) == (what, name)]
    return {"what": what, "name": name, "money": sum(pence for pence, in_kind in mine if not in_kind),
            "in_kind": sum(pence for pence, in_kind in mine if in_kind)}


def money(programme: History) -> Money:
    """The programme's money up to the day."""
    last = {(fact.event.line, fact.event.in_kind): fact for fact in programme.of("budget-set")}
    lines = [Line(fact.event.line, fact.event.pence, fact.event.in_kind == "yes", years(fact.event.period), fact.because)
             for _, fact in sorted(last.items())]
    return Money(lines, programme.of("funding-received"), programme.of("spend-made"))


def break_even(entered: Entered, money: Money) -> list[dict[str, Any]]:
    """Line by line, the largest first: the child-years of care a year that cost as much, and with the lines before it."""
    lines = sorted((line for line in money.lines if line.annual and not line.in_kind), key=lambda line: (-(line.annual or 0), line.name))
    return [row for cost in entered.costs if cost.unit == "year of care" and cost.factor.low > 0 for row in _even(cost, lines)]


def _even(cost: UnitCost, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    annual = 0.0
    for line in lines:
        annual += line.annual or 0
        yield {"unit_cost": cost.factor.name, "budget": cost.budget, "prices": cost.price_year, "line": line.name,
               "line_annual": round(line.annual or 0), "annual": round(annual), "pence": int(cost.factor.central),
               "child_years": tidy(annual / cost.factor.central), "low": tidy(annual / cost.factor.high),
               "high": tidy(annual / cost.factor.low)}


@attrs.frozen
class Women:
    """How many women signed up, how many completed, and what was spent on each of them by name of category."""

    signed_up: int = 0
    completed: int = 0
    resource: int = 0

    def with_(self, woman: Woman) -> "Women":
        """With one more."""
        spent = sum(fact.event.pence for fact in woman.of("resource-spent"))
        return Women(self.signed_up + woman.signed_up, self.completed + bool(completed(woman)), self.resource + spent)


def each(money: Money, women: Women) -> list[dict[str, Any]]:
    """Spending for each woman who signed up, and for each who completed; and what was spent on women themselves."""
    told = [("sign-up", money.spent, women.signed_up), ("completion", money.spent, women.completed),
            ("sign-up, resource spent on women themselves", women.resource or None, women.signed_up)]
    return [{"per": per, "pence": pence, "women": of, "each": tidy(pence / of) if pence is not None and of else None,
             "mark": None if pence is not None and of else "z"} for per, pence, of in told]
