"""What does the monitoring and evaluation matrix say on a day?

Every figure asked of every woman in one pass, added up, beside its baseline, target and mark.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.history import History
from projections.asked import Given
from projections.cohort import Traits, described, traits
from projections.figures import Tally, sorted_rows, tidy
from projections.indicators import Figure, Programme, figures, rows_of
from projections.parameters import Parameters
from projections.sheets import Column, Sheet
from projections.woman import Woman

FIGURES: Final = (
    Column("figure", "Figure", "Its name.", role="open"), Column("indicator", "Indicator", "The question it answers.", role="open"),
    Column("outcome", "Outcome", "The outcome that it belongs to.", role="open"), Column("title", "Title", "In words.", role="open"),
    Column("unit", "Unit", "What is counted.", role="open"),
    Column("numerator", "Counted", "How many are counted.", "number", role="count"),
    Column("denominator", "Of", "Counted and not counted.", "number", role="of"),
    Column("value", "Value", "The figure itself.", "number", role="derived"),
    Column("interval", "95 % interval", "Wilson for shares of women, exact (Garwood) for rates.", "pair", role="derived"),
    Column("missing", "Missing", "Asked of her, and not known.", "whole", role="count"),
    Column("excluded", "Excluded", "Of those it is about, but it cannot be asked.", "whole", role="count"),
    Column("erased", "Erased", "Streams that can no longer be read.", "whole", role="count"),
    Column("baseline", "Baseline", "As published.", role="open"), Column("target", "Target", "As published or set.", role="open"),
    Column("mark", "Mark", "u unreliable, x nobody looked, c confidential, z nobody to ask.", role="open"),
    Column("measure", "Measure", "How the value is made of the numbers.", role="open"))
COHORT: Final = (
    Column("name", "What", "What is described.", role="open"),
    Column("women", "Women", "How many, or of how many it is known.", "whole", "women", "count"),
    Column("of", "Of", "Of how many.", "whole", "women", "of"), Column("value", "Value", "A share or a number.", "number", role="derived"))


class Matrix:
    """The matrix as women are added to it; `explained` keeps the rows of one figure, and asks only that one."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        wanted = figures() if explained is None else {explained: figures()[explained]}
        self.programme = programme
        self.tallies = {name: Tally(each, keep=explained is not None) for name, each in wanted.items()}
        self._gathered: dict[str, list[tuple[str, Any]]] = {
            name: [] for name, each in wanted.items() if each.gather is not None}
        self._cohort: list[Traits] = []

    def add(self, woman: Woman) -> None:
        """Ask every figure of one woman, and take what describes her."""
        hers = traits(woman)
        if hers:
            self._cohort.append(hers)
        for name, tally in self.tallies.items():
            each = tally.figure
            if each.gather is not None:
                self._gathered[name].append((woman.reference, each.gather(woman)))
            elif each.of_woman is not None:
                tally.add(woman.reference, rows_of(each.of_woman(woman)))

    def finish(self) -> None:
        """Ask the figures that are of the programme and all its women together."""
        for name, gathered in self._gathered.items():
            tally = self.tallies[name]
            assert tally.figure.of_programme is not None
            gathered.sort(key=lambda pair: pair[0])
            references = {reference for reference, _ in gathered}
            for answer in rows_of(tally.figure.of_programme(self.programme, gathered)):
                tally.add(answer.unit if answer.unit in references else "programme", [answer])

    def document(self, erased: int) -> dict[str, Any]:
        """The rows of the report, in the order of the matrix."""
        self.finish()
        targets = set_targets(self.programme.history)
        few = self.programme.parameters["rate.few-events"]
        return {"cohort": described(self._cohort), "rows": [_row(tally, targets.get(name, tally.figure.target), erased, few)
                         for name, tally in self.tallies.items()]}

    def behind(self) -> dict[str, tuple[int, int, float]]:
        """Who is behind each figure that counts no women: how many counted, of how many, and the most that one adds."""
        return {name: tally.behind() for name, tally in self.tallies.items() if tally.shares}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one figure that was asked for."""
        self.finish()
        (tally,) = self.tallies.values()
        return sorted_rows(tally.rows)


def _row(tally: Tally, target: Any, erased: int, few: int) -> dict[str, Any]:
    each, value = tally.figure, tally.value()
    return {"figure": each.name, "indicator": each.indicator, "outcome": each.outcome, "title": each.title,
            "unit": each.unit, "numerator": tidy(tally.numerator), "denominator": tidy(tally.denominator),
            "value": None if value is None else tidy(value), "interval": tally.interval(), "missing": tally.missing,
            "excluded": tally.excluded, "erased": erased, "baseline": each.baseline, "target": target,
            "mark": tally.mark(few), "measure": each.measure}


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The figures, and the lines that describe the women who signed up."""
    return [Sheet("figures", "Figures", "Every figure with what it is out of; missing, excluded and erased stand beside it.",
                  FIGURES, document["rows"]),
            Sheet("cohort", "Women signed up", "Who they are: a description, not an outcome.", COHORT, document["cohort"], "cohort")]


def set_targets(programme: History) -> dict[str, Any]:
    """The last target set for each figure."""
    return {fact.event.figure: fact.event.value for fact in programme.of("target-set")}


def definitions(parameters: Parameters, declared: Mapping[str, Figure] | None = None) -> str:
    """The digest of every declared word and every parameter in force: equal for reports that may be compared."""
    said: Iterable[Any] = [each.words() for each in (declared or figures()).values()]
    text = json.dumps([list(said), dict(sorted(parameters.values.items()))], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
