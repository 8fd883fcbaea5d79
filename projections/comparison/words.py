"""What may be said of a comparison, in words?

Words that say why are not among these, so that no sentence can say it. A direction is named only where no caution
stands (an afterthought is one) and none is left unlooked for, the leading interval excludes 1 and the women's own changes agree.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.comparison.cautions import Caution
from projections.comparison.measured import Measured

LEVEL: Final = 0.05
NAMES: Final = {"pooled": "the exact one of all events together", "conditional": "the one within women",
                "woman-level": "the one from woman to woman"}


def mark(found: Measured, raised: Sequence[Caution]) -> str | None:
    """x: nobody can be compared. u: too few events to rest on."""
    if not found.of.time or not found.to.time:
        return "x"
    return "u" if any(each.code == "few-events" for each in raised) else None


def leads(row: Mapping[str, Any]) -> str | None:
    """fall or rise where a direction may be named; None where it may not."""
    return None if why_not(row) else "fall" if row["interval"][1] is not None and row["interval"][1] < 1 else "rise"


def why_not(row: Mapping[str, Any]) -> list[str]:
    """What stands against naming a direction, each in a few words; nothing where it may be named."""
    found = [f"cautions stand ({', '.join(row['caution_codes'])})"] if row["caution_codes"] else []
    if row["unchecked"]:
        found.append(f"it could not be looked whether a caution stands ({', '.join(row['unchecked'])})")
    if not _excludes_one(row["interval"]):
        found.append("the leading interval does not exclude 1")
    if row["sign_flip_p"] is None or row["sign_flip_p"] >= LEVEL:
        found.append("the women's own changes could well be chance")
    return found


def _excludes_one(interval: Sequence[float | None] | None) -> bool:
    if not interval:
        return False
    low, high = interval
    return (low is not None and low > 1) or (high is not None and high < 1)


def sentence(row: Mapping[str, Any]) -> str:
    """The comparison in plain words: the rates, the ratio with the interval that leads, and whether a direction is named."""
    if row["mark"] == "x":
        return "No woman has covered days on both sides: nothing can be compared."
    return " ".join([_rates(row), _ratio(row), _direction(row)])


def _rates(row: Mapping[str, Any]) -> str:
    return (f"{row['paired_women']} women compared: {row['events_from']} events in {row['woman_years_from']:.1f} woman-years of "
            f"{row['from']}, {row['events_to']} in {row['woman_years_to']:.1f} of {row['to']}.")


def _ratio(row: Mapping[str, Any]) -> str:
    if not row["events_from"] and not row["events_to"]:
        return "No events on either side: there is no ratio."
    low, high = (_number(limit) for limit in row["interval"])
    between = f"{low} to {high}" if high else f"from {low}, without an upper limit"
    value = "not estimable" if row["pooled_ratio"] is None else f"{row['pooled_ratio']:.2f} times as often"
    lead = NAMES[row["leading_interval"]]
    return f"Rate of {row['to']} to {row['from']}: {value} (95 % {between}; the widest interval leads, here {lead})."


def _number(limit: float | None) -> str:
    return "" if limit is None else f"{limit:.2f}"


def _direction(row: Mapping[str, Any]) -> str:
    against = why_not(row)
    if against:
        return f"No direction is named: {'; '.join(against)}."
    way = "lower" if leads(row) == "fall" else "higher"
    return f"As planned before the data were seen: the rate of {row['to']} is {way} than that of {row['from']}. Why, it does not say."
