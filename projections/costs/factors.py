"""Which factors of the calculation did somebody enter, with what range and from what source?

Every factor is an entry: unit costs, scenarios, assumptions. The last set under a name stands. What a unit cost is of, and on
whose budget it falls, is read from its name: 'local authority: a year of a looked-after child' is a year of care, and the
local authority's. Nothing has a default.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.history import Fact, History

STEPS: Final = (("pregnancy", "birth", "probability of birth"), ("birth", "removal", "probability of removal"),
                ("removal", "year of care", "years in care"))
CHAIN: Final = ("pregnancy", "birth", "removal", "year of care")
UNITS: Final = ((re.compile(r"\byears?\b", re.I), "year of care"), (re.compile(r"remov|proceeding|order", re.I), "removal"),
                (re.compile(r"birth|born|baby|babies|maternity", re.I), "birth"), (re.compile(r"pregnan", re.I), "pregnancy"))
YEAR: Final = re.compile(r"\b((?:19|20)\d\d)(?:\s?[/-]\s?(?:\d\d)?\d\d)?\b")
RECORD: Final = "outcomes record"
RANGE: Final = "--low LOW --central CENTRAL --high HIGH --source SOURCE"


@attrs.frozen
class Factor:
    """A factor with its range: what it is called, low, central, high, its source, and the positions that set it."""

    name: str
    low: float
    central: float
    high: float
    source: str = ""
    because: tuple[int, ...] = ()
    unit: str = ""

    def at(self, which: str) -> float:
        """Its value: low, central or high."""
        value: float = getattr(self, which)
        return value


@attrs.frozen
class UnitCost:
    """A unit cost in pence: of what (`unit`, of CHAIN; None where its name does not say), on whose budget, in whose money."""

    factor: Factor
    price_year: str
    kind: str
    unit: str | None
    budget: str


@attrs.frozen
class Scenario:
    """A view of what would have happened: events of one kind for each woman and year."""

    factor: Factor
    counts: str


@attrs.frozen
class Entered:
    """All factors that were entered, by name."""

    costs: Sequence[UnitCost]
    scenarios: Sequence[Scenario]
    assumptions: Mapping[str, Factor]

    @property
    def missing(self) -> Iterator[str]:
        """What must be entered before anything can be worked out."""
        if not self.costs:
            yield (f"No unit cost is entered: {RECORD} unit-cost-set --occurred DAY --name 'year of a looked-after child' --pence PENCE "
                   "--low PENCE --high PENCE --price-year YEAR --cost-kind fiscal --source SOURCE")
        if not self.scenarios:
            yield f"No scenario is entered: {RECORD} scenario-set --occurred DAY --name NAME --counts removal {RANGE}"
        for cost in self.costs:
            if cost.unit is None:
                yield (f"'{cost.factor.name}' does not say what it is the cost of: name it as of a year, a removal, a birth or a "
                       f"pregnancy: outcomes correct {cost.factor.because[-1]} --name NAME --reason WHY")

    def assumption(self, name: str) -> Factor | None:
        """An assumption, by the words that its name begins with."""
        return next((each for key, each in self.assumptions.items() if key.startswith(name)), None)

    def deflator(self, price_year: str) -> tuple[Factor, str] | None:
        """The deflator from a price year, and the year that it leads to; None where none was entered."""
        start = YEAR.search(price_year)
        for key, each in self.assumptions.items():
            years = [found[0] for found in YEAR.finditer(f"{key} {each.unit}")]
            if key.startswith("deflator") and start and years and years[0][:4] == start[1]:
                return each, years[1] if len(years) > 1 else "the year of the deflator"
        return None


def entered(programme: History) -> Entered:
    """The factors of the programme's stream up to the day, in order of their names."""
    costs = [_cost(fact) for _, fact in _last(programme, "unit-cost-set")]
    scenarios = [Scenario(_factor(fact), fact.event.counts) for _, fact in _last(programme, "scenario-set")]
    return Entered(costs, scenarios, {name: _factor(fact) for name, fact in _last(programme, "assumption-set")})


def _last(programme: History, kind: str) -> list[tuple[str, Fact]]:
    return sorted({_plain(fact.event.name): fact for fact in programme.of(kind)}.items(), key=lambda pair: pair[0])


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[-_]", " ", name.lower()).split()) if not YEAR.search(name) else " ".join(name.lower().split())


def _factor(fact: Fact) -> Factor:
    event: Any = fact.event
    return Factor(event.name, event.low, event.central, event.high, event.source, fact.because, getattr(event, "unit", ""))


def _cost(fact: Fact) -> UnitCost:
    event = fact.event
    before, mark, _ = event.name.partition(":")
    return UnitCost(Factor(event.name, event.low, event.pence, event.high, event.source, fact.because, "pence"), event.price_year,
                    event.cost_kind, next((unit for pattern, unit in UNITS if pattern.search(event.name)), None),
                    before.strip() if mark else "not said")


def steps(counts: str, unit: str) -> list[str] | None:
    """The assumptions that lead from what a scenario counts to what a unit cost is of; None where that lies before it."""
    first, last = CHAIN.index(counts), CHAIN.index(unit)
    return [name for _, _, name in STEPS[first:last]] if first <= last else None


def wanted(name: str) -> str:
    """The command that enters an assumption."""
    return f"No '{name}' is entered: {RECORD} assumption-set --occurred DAY --name '{name}' --unit UNIT {RANGE}"
