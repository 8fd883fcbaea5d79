"""What does each woman answer to every figure of the matrix, the funnel and the profile?

One pass over the women gives the rows behind all of them: the matrix keeps its own answers, so that the rows and the
figures that they add up to cannot disagree. Rows are handed on as they come; memory does not grow with the women.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ledger.codes import SERVICES
from projections.figures import Row
from projections.funnel import STEPS
from projections.funnel import answers as step_answer
from projections.indicators import Programme
from projections.matrix import Matrix
from projections.phases import PHASES
from projections.profile import answers as use_answer
from projections.woman import Woman

Answered = Iterator[tuple[str, Row]]


class Answering:
    """The answers as women are added: each with its figure. services: those whose profile is asked."""

    def __init__(self, programme: Programme, services: Iterable[str]) -> None:
        self.services = [service for service in SERVICES.names if service in services]
        self._matrix = Matrix(programme, keep=True)

    def of(self, woman: Woman) -> Answered:
        """What one woman answers; to figures of the programme and all its women together, `rest` gives the answers."""
        self._matrix.add(woman)
        yield from self._kept()
        yield from of_steps(woman)
        yield from of_use(woman, self.services)

    def matrix(self, erased: int) -> dict[str, Any]:
        """The matrix that they add up to."""
        return self._matrix.document(erased)

    def rest(self) -> Answered:
        """The answers that all women gave together; after `matrix`."""
        return self._kept()

    def _kept(self) -> Answered:
        for figure, tally in self._matrix.tallies.items():
            yield from ((figure, row) for row in tally.rows)
            tally.rows.clear()


def of_steps(woman: Woman) -> Answered:
    """Her answers to the funnel."""
    for step in STEPS:
        if said := step_answer(woman, step):
            yield step, Row(woman.reference, said)


def of_use(woman: Woman, services: Sequence[str]) -> Answered:
    """Her answers to the profile of these services."""
    for service in services if woman.signed_up else ():
        for phase in PHASES:
            if said := use_answer(woman, service, phase):
                yield f"{service}.{phase}", Row(woman.reference, said)
