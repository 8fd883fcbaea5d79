"""What is asked of each woman, figure by figure, in the reports that can be compared?

A question is a figure stripped to what makes its number: how a woman's answers come about, and what they are divided by.
Caseload, women and due are lists of people, not figures; a health audit is of a sample: these are not compared.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.comparing.sums import Sums, summed
from projections.indicators import Figure, Given, Programme, figures, rows_of
from projections.woman import Woman

Held = Sums | tuple[tuple[str, Any], ...]
"""What women add to a figure: sums, or what was gathered of each for a figure of the programme as a whole."""


@attrs.frozen(eq=False)
class Question:
    """One figure. measure and per as in indicators; either of_woman, or gather and of_programme."""

    name: str
    of_woman: Callable[[Woman], Given] | None = None
    measure: str = "proportion"
    per: int = 1
    gather: Callable[[Woman], Any] | None = None
    of_programme: Callable[[Programme, Iterable[tuple[str, Any]]], Given] | None = None

    def ask(self, women: Sequence[Woman]) -> Held:
        """What these women add."""
        if self.gather is not None:
            return tuple((woman.reference, self.gather(woman)) for woman in women)
        assert self.of_woman is not None
        return summed((answer for woman in women for answer in rows_of(self.of_woman(woman))), self.measure)

    def whole(self, programme: Programme, gathered: Iterable[tuple[str, Any]]) -> Sums:
        """What a figure of the programme as a whole adds up to."""
        assert self.of_programme is not None
        return summed(rows_of(self.of_programme(programme, sorted(gathered, key=lambda pair: pair[0]))), self.measure)


def _matrix() -> list[Question]:
    return [_of_figure(each) for each in figures().values()]


def _of_figure(each: Figure) -> Question:
    return Question(each.name, each.of_woman, each.measure, each.per, each.gather, each.of_programme)


def _profile() -> list[Question]:
    from ledger.codes import SERVICES
    from projections.phases import PHASES
    from projections.use import answers

    return [Question(f"{service}.{phase}", functools.partial(answers, service=service, phase=phase), "rate")
            for service in SERVICES.names for phase in PHASES]


def _funnel() -> list[Question]:
    from projections.funnel import STEPS, answers

    return [Question(step, functools.partial(answers, step=step)) for step in STEPS]


def _needs() -> list[Question]:
    from projections.needs import answers, names

    return [Question(name, functools.partial(answers, figure=name)) for name in names()]


def _pathways() -> list[Question]:
    from projections.pathways import MEDIANS, answers, names

    return [Question(name, functools.partial(answers, figure=name), "median" if name.rpartition(".")[2] in MEDIANS else "proportion")
            for name in names()]


def _equality() -> list[Question]:
    from projections.equality import answers, names

    return [Question(name, functools.partial(answers, figure=name)) for name in names()]


REPORTS: Final[Mapping[str, Callable[[], list[Question]]]] = {
    "matrix": _matrix, "profile": _profile, "funnel": _funnel, "needs": _needs, "pathways": _pathways,
    "equality": _equality}
