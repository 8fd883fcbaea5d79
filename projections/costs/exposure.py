"""How many pregnancies, births and removals were seen, and over how many woman-years would they have been?

Pregnancies: on days in the programme, as M08.rate counts them. Births and removals: on days during and after the programme,
in the area, on which records of maternity and of children's social care were reviewed; removals as M12 counts them. What
happened on other days is not counted, and those days are not woman-years: nobody looked.
"""

from typing import Any, Final

import attrs

from projections.answers import Answer, excluded, measured
from projections.days import holds, length, united
from projections.figures import YEAR, tidy
from projections.indicators.children.births import births
from projections.indicators.children.removals import later_removals
from projections.indicators.contraception.pregnancies import pregnancy_rate
from projections.statistics import garwood
from projections.woman import Woman

EVENTS: Final = ("pregnancy", "birth", "removal")
MATERNITY: Final = "maternity"


def answer(woman: Woman, event: str) -> Answer | None:
    """One woman's events of a kind, of her days on which they would be known; None where she has not signed up."""
    said = {"pregnancy": pregnancy_rate, "birth": _births, "removal": later_removals}[event](woman)
    assert said is None or isinstance(said, Answer)
    return said


def _births(woman: Woman) -> Answer | None:
    if not woman.signed_up:
        return None
    days = united(woman.covered("during", MATERNITY), woman.covered("after", MATERNITY))
    if not days:
        return excluded("nobody looked", woman.sign_up)
    born = [birth for birth in births(woman) if holds(days, birth.day)]
    reviewed = [fact for fact in woman.of("records-reviewed") if fact.event.complete == "yes" and MATERNITY in fact.event.services]
    facts = [woman.sign_up, *reviewed, *(fact for birth in born for fact in birth.facts)]
    return measured(f"{len(born)} born in {length(days)} days reviewed", facts, len(born), length(days))


def possible(woman: Woman, event: str) -> int:
    """Her days on which such an event could have been, looked at or not: in the programme, and save for pregnancies after it."""
    return woman.phases.length("during") + (0 if event == "pregnancy" else woman.phases.length("after"))


@attrs.frozen
class Seen:
    """What was seen of one kind of event: how many, over how many days, of how many women; and how many could not be told.

    all_days: those days and the ones on which nobody looked.
    """

    event: str
    events: float = 0
    days: float = 0
    women: int = 0
    not_told: int = 0
    not_looked: int = 0
    all_days: float = 0

    def with_(self, woman: Woman, said: Answer) -> "Seen":
        """With one woman's answer."""
        return Seen(self.event, self.events + said.amount, self.days + said.of, self.women + bool(said.of),
                    self.not_told + (said.answer == "missing"), self.not_looked + (said.answer == "excluded"),
                    self.all_days + possible(woman, self.event))

    @property
    def woman_years(self) -> float:
        return self.days / YEAR

    def as_json(self) -> dict[str, Any]:
        """As the report gives it; the interval is what chance alone may do to such a count (Garwood)."""
        chance = [tidy(limit) for limit in garwood(int(self.events), 1.0)] if self.days else None
        return {"event": self.event, "events": tidy(self.events), "chance": chance, "woman_years": tidy(self.woman_years),
                "all_woman_years": tidy(self.all_days / YEAR),
                "women": self.women, "not_told": self.not_told, "not_looked": self.not_looked, "mark": None if self.days else "x"}
