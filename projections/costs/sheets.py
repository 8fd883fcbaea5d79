"""Which tables has the report of costs, and what may others see of each?

What the programme spends and what it assumed says nothing of women; how many events were seen, over how many woman-years,
and all that is worked out from them, does.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.sheets import Column, Sheet


def _open(name: str, title: str, text: str = "", kind: str = "text", unit: str = "") -> Column:
    return Column(name, title, text, kind, unit, "open")


def _range(name: str, title: str, text: str, role: str, unit: str = "") -> list[Column]:
    return [Column(f"{name}_{which}", f"{title}, {which}", text, "number", unit, role) for which in ("low", "central", "high")]


METHOD: Final = (_open("scenario", "Scenario"), _open("unit_cost", "Unit cost"))
BREAK_EVEN: Final = (
    _open("unit_cost", "Unit cost"), _open("budget", "Whose budget"), _open("prices", "Prices of"), _open("line", "Line of the budget"),
    _open("line_annual", "A year", "What the line costs a year.", "whole", "pence"),
    _open("annual", "With the lines before", "What it and the lines before it cost a year.", "whole", "pence"),
    _open("pence", "Cost of a year of care", "", "whole", "pence"),
    _open("child_years", "Child-years of care a year", "That cost as much, with the lines before.", "number"),
    _open("low", "At the highest unit cost", "", "number"), _open("high", "At the lowest unit cost", "", "number"))
SCENARIOS: Final = (
    *METHOD, _open("counts", "What it counts"), _open("kind", "Kind of cost"),
    _open("budget", "Whose budget"), _open("prices", "Prices of"),
    *_range("rate", "Rate a woman-year", "As the scenario was entered.", "open"),
    Column("woman_years", "Woman-years", "On which such events would have been known.", "number", "woman-years", "of"),
    Column("all_woman_years", "Of woman-years", "Those, and the ones on which nobody looked.", "number", "woman-years", "of"),
    Column("observed", "Seen", "Events on those days.", "number", "events", "count"),
    *_range("expected", "Expected", "Rate times woman-years.", "derived", "events"),
    _open("steps", "Steps still missing", "Between what the scenario counts and what the unit cost is of.", "list"),
    *_range("gross", "Gross", "Expected less seen, times the steps and the unit cost.", "derived", "pence"),
    _open("delivery", "Delivery", "Money spent by the day, in kind left out.", "whole", "pence"),
    *_range("net", "Net", "Gross less delivery.", "derived", "pence"),
    _open("missing", "Not entered", "What must be entered before it can be worked out.", "list"))
SEEN: Final = (
    _open("event", "Event"), Column("events", "Seen", "On days on which they would be known.", "number", "events", "count"),
    Column("chance", "95 % by chance", "What chance alone may do to such a count (Garwood).", "pair", "events", "derived"),
    Column("woman_years", "Woman-years", "", "number", "woman-years", "of"),
    Column("all_woman_years", "Of woman-years", "Those, and the ones on which nobody looked.", "number", "woman-years", "of"),
    Column("women", "Women", "With such days.", "whole", "women", "of"),
    Column("not_told", "Not told", "Women of whom it cannot be told.", "whole", "women", "count"),
    Column("not_looked", "Not looked at", "Women without such a day.", "whole", "women", "count"))
SPANS: Final = (
    _open("counts", "What they count"), _open("scenarios", "Scenarios", "", "whole"), _open("low", "Lowest rate", "", "number"),
    _open("high", "Highest rate", "", "number"), _open("fold", "Times as high", "The choice of scenario alone.", "number"))
TORNADO: Final = (
    *METHOD, _open("factor", "Factor"), _open("low", "Low", "", "number"), _open("high", "High", "", "number"),
    Column("at_low", "Gross at its low", "The other factors central.", "whole", "pence", "derived"),
    Column("at_high", "Gross at its high", "The other factors central.", "whole", "pence", "derived"),
    Column("swing", "Between", "How far apart these are.", "whole", "pence", "derived"))
MONEY: Final = (
    _open("what", "What", "Budget, funding or spending."), _open("name", "Line or source"), _open("money", "Money", "", "whole", "pence"),
    _open("in_kind", "In kind", "Given in kind; never added to money.", "whole", "pence"))
EACH: Final = (
    _open("per", "For each"), Column("pence", "Spent", "", "whole", "pence", "derived"),
    Column("women", "Women", "", "whole", "women", "count"),
    Column("each", "For each", "", "number", "pence", "derived"))


def sheets(document: Mapping[str, Any]) -> Sequence[Sheet]:
    """The tables of the report, break-even first."""
    return (
        Sheet("break-even", "Break-even", "How many child-years of care cost as much as the programme, a year.", BREAK_EVEN,
              document["rows"]),
        Sheet("scenarios", "Scenarios", "Each row is a method of its own; they are never added together.", SCENARIOS,
              document["scenarios"] or (), "scenarios"),
        Sheet("seen", "What was seen", "Events on days on which they would be known.", SEEN, document["seen"] or (), "seen"),
        Sheet("spans", "The choice of scenario", "How far apart scenarios that count the same lie.", SPANS,
              document["spans"] or (), "spans"),
        Sheet("tornado", "What moves it", "One factor at a time, the others central; the widest first.", TORNADO,
              document["tornado"] or (), "tornado"),
        Sheet("money", "The programme's own money", "Budget, funding and spending; in kind apart.", MONEY,
              document["money"] or (), "money"),
        Sheet("each", "For each woman", "Spending, for each woman who came so far.", EACH, document["each"] or (), "each"))
