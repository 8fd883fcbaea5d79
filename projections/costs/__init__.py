"""What would have to be true for the programme to pay for itself, and how much does that hang on what is assumed?

Avoidance, not savings: what a view of the world without the programme expects, less what was seen, times what each would
cost. Break-even leads; then every scenario beside every unit cost, each a range; then which factor moves it most. Methods
are never added together, and a factor that nobody entered is named, never guessed.
"""

from typing import Any

from projections.asked import Given
from projections.costs import avoided, budgets, exposure, factors
from projections.costs.sheets import sheets
from projections.figures import Row, sorted_rows
from projections.indicators import Programme
from projections.woman import Woman

__all__ = ("Costs", "sheets")

CAUTIONS = (
    "The difference between a scenario and what was seen is not what the programme did: without a comparison nobody can tell.",
    "Each row is a method of its own. They overlap, and are never added together.",
    "Delivery is all that was spent; gross is of the woman-years that were looked at alone. A review of the rest makes them alike.",
    "A cost avoided is not money in a budget: places in care that are not filled by one child may be filled by another.")


class Costs:
    """The report of costs as women are added to it; `explained` is pregnancy, birth or removal. Raises KeyError for no such."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None and explained not in exposure.EVENTS:
            raise KeyError(explained)
        self._programme, self._event = programme, explained
        self._seen = {event: exposure.Seen(event) for event in exposure.EVENTS}
        self._rows: list[Row] = []
        self._women = budgets.Women()

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        for event in exposure.EVENTS if self._event is None else (self._event,):
            answer = exposure.answer(woman, event)
            if answer is not None:
                self._seen[event] = self._seen[event].with_(woman, answer)
                if self._event:
                    self._rows.append(Row(woman.reference, answer))
        self._women = self._women.with_(woman)

    def explained(self) -> list[dict[str, Any]]:
        """The rows behind what was seen of one kind of event, and the days on which it would have been."""
        return sorted_rows(self._rows)

    def document(self, erased: int) -> dict[str, Any]:
        """Break-even, scenarios, tornado, and the programme's own money."""
        entered = factors.entered(self._programme.history)
        money = budgets.money(self._programme.history)
        rows = [avoided.row(scenario, cost, self._seen[scenario.counts], entered, money.spent)
                for scenario in entered.scenarios for cost in entered.costs]
        swings = [swing for each in rows if each for swing in avoided.tornado(each)]
        told = [{name: value for name, value in each.items() if name != "swings"} for each in rows if each]
        return {"rows": budgets.break_even(entered, money), "scenarios": told,
                "seen": [seen.as_json() for seen in self._seen.values()], "spans": avoided.spans(entered),
                "tornado": swings,
                "money": money.rows, "each": budgets.each(money, self._women), "erased": erased,
                "missing": [{"missing": hint} for hint in _missing(entered, money, rows)],
                "cautions": [{"caution": caution} for caution in CAUTIONS]}


def names() -> list[str]:
    """What can be explained: what was seen of each kind of event."""
    return list(exposure.EVENTS)


def _missing(entered: factors.Entered, money: budgets.Money, rows: list[dict[str, Any] | None]) -> list[str]:
    """What nobody entered, and the command that enters it: said once each."""
    told: dict[str, None] = dict.fromkeys(entered.missing)
    told |= dict.fromkeys(money.missing)
    told |= dict.fromkeys(hint for each in rows if each for hint in each["missing"])
    return list(told)
