"""What changed for the women themselves, between a first look and the last?

Scores: reliable change first (improved, same, deteriorated, not paired), then the ranks of the differences. States that are
yes or no: who gained and who lost it, then the difference of shares. It describes; it never says why.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ledger.codes import INSTRUMENTS, RATER
from projections.answers import Answer
from projections.asked import Given
from projections.changes import columns, scores, states, therapies
from projections.figures import Row, sorted_rows
from projections.indicators import Programme
from projections.sheets import Sheet
from projections.woman import Woman


class Looks(msgspec.Struct, array_like=True):
    """What one woman scored and how she stood, first and last."""

    scores: list[tuple[tuple[str, str], scores.Look]]
    states: list[tuple[str, states.Look]]
    therapies: list[tuple[str, therapies.Look]]


_encode = msgspec.msgpack.Encoder().encode
_looks = msgspec.msgpack.Decoder(Looks | None)


class Changes:
    """The changes as women are added; `explained` names one count, 'core-10.woman.improved', 'settled.gained' or
    'talking-therapies.woman.recovered'. Raises KeyError for none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._explains = None if explained is None else _explains(explained)
        self._parameters = programme.parameters
        self._scores: dict[tuple[str, str], list[scores.Look]] = {}
        self._states: dict[str, list[states.Look]] = {}
        self._therapies: dict[str, list[therapies.Look]] = {}
        self._women = 0
        self._rows: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if not self._explains:
            self.take(self.part(woman))
        elif woman.signed_up:
            self._rows += [Row(woman.reference, answer) for answer in self._explains(woman)]

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of an explanation."""
        return self._explains is None

    def part(self, woman: Woman) -> bytes:
        """Her first looks and last, as bytes that `take` takes."""
        looks = Looks(list(scores.looks(woman)), list(states.looks(woman)), list(therapies.looks(woman))) if woman.signed_up else None
        return _encode(looks)

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        looks = _looks.decode(part)
        if looks is None:
            return
        self._women += 1
        for kind, look in looks.scores:
            self._scores.setdefault(kind, []).append(look)
        for name, state in looks.states:
            self._states.setdefault(name, []).append(state)
        for rater, both in looks.therapies:
            self._therapies.setdefault(rater, []).append(both)

    def document(self, erased: int) -> dict[str, Any]:
        """Scores as `rows`, then the rules of NHS Talking Therapies, CORE-10 bands and norms, and the states."""
        told = [(instrument, rater) for instrument in INSTRUMENTS for rater in RATER.names if (instrument, rater) in self._scores]
        core = [(rater, self._scores[name, rater]) for name, rater in told if name == "core-10"]
        return {"rows": [scores.row(instrument, rater, self._scores[instrument, rater], self._women, self._parameters)
                         for instrument, rater in told],
                "therapies": [row for rater in RATER.names if rater in self._therapies
                              for row in therapies.rows(rater, self._therapies[rater])],
                "bands": [row for rater, looks in core for row in scores.bands(rater, looks)],
                "norms": scores.norms() if core else [],
                "states": [states.row(name, self._states[name], self._women) for name in states.names() if name in self._states],
                "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The rows behind the one count that was asked for."""
        return sorted_rows(self._rows)


def _explains(figure: str) -> Callable[[Woman], list[Answer]]:
    """What one woman adds to a count. Raises KeyError for none."""
    name, _, way = figure.rpartition(".")
    kind, _, rater = name.partition(".")
    if way in therapies.RULES and kind == therapies.NAME and rater in RATER.known:
        return lambda woman: therapies.answers(woman, rater, way)
    if way in scores.WAYS and kind in INSTRUMENTS and rater in RATER.known:
        return lambda woman: scores.answers(woman, kind, rater, way)
    if way in states.WAYS and name in states.names():
        return lambda woman: states.answers(woman, name, way)
    raise KeyError(figure)


def names() -> list[str]:
    """The figures that can be explained."""
    return [*(f"{instrument}.{rater}.{way}" for instrument in INSTRUMENTS for rater in RATER.names for way in scores.WAYS),
            *(f"{therapies.NAME}.{rater}.{rule}" for rater in RATER.names for rule in therapies.RULES),
            *(f"{name}.{way}" for name in states.names() for way in states.WAYS)]


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The tables: scores, rules, bands, norms, states."""
    return columns.sheets(document)
