"""What is the difference between a scenario and what was seen worth, from the least to the most that its factors allow?

(rate x woman-years - observed) x each step that the scenario does not count yet x unit cost. The result is linear in every
factor but the discount, and monotone in that, so its least and most lie at the ends of the factors: all of them are tried.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from projections.costs.exposure import Seen
from projections.costs.factors import Entered, Factor, Scenario, UnitCost, steps, wanted
from projections.figures import YEAR, tidy

RATE: Final = "rate a woman-year"
UNIT_COST: Final = "unit cost"
YEARS: Final = "years in care"
ENDS: Final = ("low", "high")
RANGE: Final = ("low", "central", "high")
OPTIONAL: Final = ("attribution", "discount")
PERCENT: Final = 100


def worth(difference: float, values: Mapping[str, float]) -> float:
    """What a number of events is worth, in the unit of the unit cost: the number times each factor; a discount, as a share a
    year, makes later years in care worth less (HM Treasury, The Green Book: each year divided by 1 + r for each year before)."""
    made = difference
    for name, value in values.items():
        if name not in (RATE, "discount"):
            made *= discounted(value, values.get("discount", 0)) if name == YEARS else value
    return made


def discounted(years: float, rate: float) -> float:
    """A number of years, each paid for at its start, as years of today's worth."""
    return years if not rate else (1 - (1 + rate) ** -years) / (1 - 1 / (1 + rate))


def row(scenario: Scenario, cost: UnitCost, seen: Seen, entered: Entered, spent: int | None) -> dict[str, Any] | None:
    """One scenario beside one unit cost; None where the cost is of something that comes before what the scenario counts."""
    path = steps(scenario.counts, cost.unit) if cost.unit else None
    if path is None:
        return None
    uprated = entered.deflator(cost.price_year)
    lacking = [wanted(name) for name in path if entered.assumption(name) is None]
    if not seen.days:
        lacking.append(NOT_SEEN[scenario.counts])
    factors = _factors(scenario, cost, path, entered, uprated[0] if uprated else None)
    rate = scenario.factor
    expected = [tidy(rate.at(which) * seen.woman_years) for which in RANGE] if seen.days else None
    gross = _range(factors, seen) if not lacking else None
    net = [each - spent for each in gross] if gross and spent is not None else None
    return {"scenario": rate.name, "counts": scenario.counts, "unit_cost": cost.factor.name, "kind": cost.kind, "budget": cost.budget,
            "prices": f"{uprated[1]}, uprated from {cost.price_year}" if uprated else f"{cost.price_year}, not uprated",
            **_ranged("rate", [rate.low, rate.central, rate.high]), "woman_years": tidy(seen.woman_years),
            "all_woman_years": tidy(seen.all_days / YEAR), "observed": tidy(seen.events),
            **_ranged("expected", expected), "steps": path, **_ranged("gross", gross), "delivery": spent, **_ranged("net", net),
            "factors": [_as_json(name, factor) for name, factor in factors.items()], "missing": lacking,
            "mark": None if gross else "x" if not seen.days else "z", "swings": list(_swings(factors, seen)) if gross else []}


def _ranged(name: str, values: Sequence[float] | None) -> dict[str, Any]:
    """A range as three columns: gross_low, gross_central, gross_high."""
    return {f"{name}_{which}": value for which, value in zip(RANGE, values or (None, None, None), strict=True)}


NOT_SEEN: Final = {
    "pregnancy": "Nobody was in the programme: no woman-years.",
    "birth": "No day of maternity records was reviewed: outcomes record records-reviewed WOMAN --services maternity ...",
    "removal": "No day of children's social care records was reviewed: outcomes record records-reviewed WOMAN "
               "--services childrens-social-care ..."}


def _factors(scenario: Scenario, cost: UnitCost, path: Sequence[str], entered: Entered, deflator: Factor | None) -> dict[str, Factor]:
    """The factors by what they are, those that lacked left out; attribution and discount only where entered."""
    named = {name: entered.assumption(name) for name in (*path, *OPTIONAL) if name != "discount" or YEARS in path}
    if named.get("discount"):
        named["discount"] = _as_share(named["discount"])
    told = {RATE: scenario.factor, **named, UNIT_COST: cost.factor, "deflator": deflator}
    return {name: factor for name, factor in told.items() if factor is not None}


def _as_share(rate: Factor | None) -> Factor | None:
    """A discount of 3.5 % a year as 0.035."""
    if rate is None or ("%" not in rate.unit and "per cent" not in rate.unit and rate.high < 1):
        return rate
    return Factor(rate.name, rate.low / PERCENT, rate.central / PERCENT, rate.high / PERCENT, rate.source, rate.because, "share a year")


def _range(factors: Mapping[str, Factor], seen: Seen) -> list[int]:
    """Least, central and most that the factors allow, in pence."""
    corners = [_at(factors, dict(zip(factors, ends, strict=True)), seen) for ends in product(ENDS, repeat=len(factors))]
    return [round(min(corners)), round(_at(factors, dict.fromkeys(factors, "central"), seen)), round(max(corners))]


def _at(factors: Mapping[str, Factor], which: Mapping[str, str], seen: Seen) -> float:
    values = {name: factor.at(which[name]) for name, factor in factors.items()}
    return worth(values[RATE] * seen.woman_years - seen.events, values)


def _swings(factors: Mapping[str, Factor], seen: Seen) -> Iterator[dict[str, Any]]:
    """Each factor from its low to its high, the others central."""
    for name, factor in factors.items():
        ends = [round(_at(factors, {**dict.fromkeys(factors, "central"), name: which}, seen)) for which in ENDS]
        yield {"factor": name, "low": factor.low, "high": factor.high, "at_low": ends[0], "at_high": ends[1],
               "swing": abs(ends[1] - ends[0])}


def tornado(made: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The factors of one row, the one that moves it most first."""
    told = [{"scenario": made["scenario"], "unit_cost": made["unit_cost"], **swing} for swing in made["swings"]]
    return sorted(told, key=lambda each: (-each["swing"], each["factor"]))


def spans(entered: Entered) -> list[dict[str, Any]]:
    """How far apart the scenarios that count the same lie: the choice of counterfactual alone."""
    found = []
    for counts in ("pregnancy", "birth", "removal"):
        rates = [each.factor for each in entered.scenarios if each.counts == counts]
        if rates:
            low, high = min(each.low for each in rates), max(each.high for each in rates)
            found.append({"counts": counts, "scenarios": len(rates), "low": low, "high": high, "fold": tidy(high / low) if low else None})
    return found


def _as_json(name: str, factor: Factor) -> dict[str, Any]:
    return {"factor": name, "name": factor.name, "low": factor.low, "central": factor.central, "high": factor.high,
            "source": factor.source, "because": list(factor.because)}
