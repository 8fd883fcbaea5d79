"""Which figures does the matrix have, and how is each declared?

A figure is one pure function from one woman on one day (or from the programme and its women together)
to answers, declared with its own words beside its example women. Importing a module of this folder
registers its figures; MODULES is the order of the matrix.
"""

import functools
import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from ledger.history import History
from projections.answers import Answer
from projections.parameters import Parameters
from projections.woman import Topic, Woman

MODULES: Final = ("reach", "programme", "contraception", "children", "service_use", "access", "wellbeing", "safety",
                  "circumstances", "needs", "experience", "followed", "equality", "record", "finance", "published")
MEASURES: Final = ("proportion", "rate", "share", "median", "mean", "count", "ratio")
Given = Answer | Iterable[Answer] | None


@attrs.frozen(eq=False, slots=False)
class Figure:
    """One figure's declaration.

    name: its indicator and, after a dot, a word: 'M09.ever-fitted'. outcome: O, L, S or P of the matrix.
    measure: proportion (Wilson where the unit is women), rate (amounts are events and `of` days; per 100 or 1
    woman-years; Garwood), ratio (of two amounts), share (of days or contacts, no interval: they are not independent), median or mean
    (of the amounts of counted rows), count.
    of_whom, missing, excluded: the words that say who is where. of_woman: the function, from a Woman to her answers;
    of_programme: or one from the Programme and what `of_woman_first` gave for each woman.
    examples: example women as text (examples.py reads it).
    told_by: of what there must be entries of a woman (Woman.topics) for her answer to be her own: without any of them it is the
    same for all who were reached, or not, signed up, or not, and died, or not. Empty where each must be asked.
    """

    name: str
    outcome: str
    title: str
    unit: str
    measure: str
    frequency: str
    of_whom: str
    counts: str
    missing: str
    excluded: str
    baseline: str | None
    target: str | None
    per: int
    examples: str
    meaning: str
    of_woman: Callable[[Woman], Given] | None
    of_programme: Callable[["Programme", Iterable[tuple[str, Any]]], Given] | None
    gather: Callable[[Woman], Any] | None
    told_by: tuple[Topic, ...] = ()

    @property
    def indicator(self) -> str:
        return self.name.partition(".")[0]

    @functools.cached_property
    def plain(self) -> bool:
        """Whether its answers count women, each of them once."""
        return self.unit == "women" and self.measure == "proportion"

    def words(self) -> tuple[str, ...]:
        """All that is declared, for the digest of definitions."""
        return (self.name, self.outcome, self.title, self.unit, self.measure, self.frequency, self.of_whom, self.counts,
                self.missing, self.excluded, self.baseline or "", self.target or "", str(self.per), self.meaning)


@attrs.frozen(eq=False)
class Programme:
    """The programme's own history up to the day, for figures that are not of one woman."""

    history: History
    day: Any
    parameters: Parameters


_registered: dict[str, Figure] = {}


def figure(name: str, *, outcome: str, title: str, unit: str = "women", measure: str = "proportion",
           frequency: str = "quarter", of_whom: str, counts: str, missing: str = "nobody", excluded: str = "nobody",
           baseline: str | None = None, target: str | None = None, per: int = 1, examples: str = "", told_by: tuple[Topic, ...] = (),
           gather: Callable[[Woman], Any] | None = None) -> Callable[[Callable[..., Given]], Callable[..., Given]]:
    """Declare a figure. With `gather` the function is asked once, of the programme and of what gather gave for
    each woman as (reference, gathered) pairs; without it, of each woman."""

    def declare(function: Callable[..., Given]) -> Callable[..., Given]:
        assert measure in MEASURES and name not in _registered, name
        whole = gather is not None
        _registered[name] = Figure(
            name, outcome, title, unit, measure, frequency, of_whom, counts, missing, excluded, baseline, target, per,
            examples, " ".join((function.__doc__ or "").split()), None if whole else function, function if whole else None, gather,
            told_by)
        return function

    return declare


@functools.cache
def figures() -> Mapping[str, Figure]:
    """Every figure by name, in the order of the matrix."""
    for module in MODULES:
        importlib.import_module(f"projections.indicators.{module}")
    return dict(sorted(_registered.items(), key=lambda item: (item[1].indicator, list(_registered).index(item[0]))))


def rows_of(given: Given) -> tuple[Answer, ...]:
    """What a figure's function gave, as rows: none, one or several."""
    if given is None:
        return ()
    return (given,) if isinstance(given, Answer) else tuple(given)
