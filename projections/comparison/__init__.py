"""How did the use of a service differ between two phases, woman by woman, and what speaks against making much of it?

It describes; it never says why. Women with covered days in both phases are compared, each with herself first. Of the
intervals the widest leads, and a direction is named only where the comparison was planned and nothing speaks against it.
"""

import datetime
from collections.abc import Sequence
from typing import Any, Final

import attrs
from msgspec.structs import replace

from ledger.codes import SERVICES
from ledger.errors import Usage
from projections.answers import Answer
from projections.comparison import plan, words
from projections.comparison.cautions import Case, cautions, unchecked
from projections.comparison.hers import Hers, hers
from projections.comparison.measured import measured
from projections.indicators import Programme
from projections.phases import PHASES
from projections.use import answers
from projections.woman import Woman

JOIN: Final = "+"


@attrs.frozen
class Pair:
    """Two sides of a comparison, each one phase or several put together, as they were asked for."""

    of: str
    to: str

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(self.of.split(JOIN)), tuple(self.to.split(JOIN))

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases of both sides, in their order."""
        return tuple(phase for phase in PHASES if any(phase in side for side in self.sides))


def pair(of: str, to: str) -> Pair:
    """Two sides as asked for: 'before-1', 'during', or 'before-2+before-1'. Raises Usage for a phase there is not, or one on both."""
    made = Pair(of, to)
    named = [phase for side in made.sides for phase in side]
    for phase in named:
        if phase not in PHASES:
            raise Usage(f"{phase!r:.40} is no phase. The phases: {', '.join(PHASES)}.",
                        "outcomes profile --compare before-1 during")
    if len(set(named)) < len(named):
        raise Usage(f"{of} and {to} have a phase in common; nothing can be compared with itself.",
                    "outcomes profile --compare before-1 during")
    return made


class Comparisons:
    """The comparisons that were asked for, as women are added. split: the day at which time is parted for the adjusted ratio."""

    def __init__(self, programme: Programme, pairs: Sequence[Pair], split: datetime.date | None = None) -> None:
        self._programme = programme
        self._pairs = pairs
        self._split = (split.toordinal(),) if split else ()
        self._women: list[Hers] = []

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if woman.signed_up:
            self._women.append(hers(woman))

    def rows(self) -> list[dict[str, Any]]:
        """One row a service and comparison, services in the order of the vocabulary."""
        women = sorted(self._women, key=lambda each: each.reference)
        used = {service for woman in women for service in woman.services}
        return [_row(self._case(women, service, each)) for each in self._pairs for service in SERVICES.names if service in used]

    def _case(self, women: Sequence[Hers], service: str, asked: Pair) -> Case:
        return Case(women, service, asked.of, asked.to, *asked.sides, self._programme, self._split)


def _row(case: Case) -> dict[str, Any]:
    """One comparison, as the contract has it and with what it rests on."""
    found = measured(case.paired, case.hers, case.of, case.to, case.split)
    planned = plan.found(case)
    raised = cautions(case, planned is not None)
    row = {"service": case.service, "from": case.of_name, "to": case.to_name, "planned": planned is not None,
           "plan": planned.position if planned else None, **_women(case), **found.as_json(),
           "cautions": [str(each) for each in raised], "caution_codes": [each.code for each in raised],
           "unchecked": unchecked(case), "mark": words.mark(found, raised)}
    return {**row, "leads": words.leads(row), "sentence": words.sentence(row)}


def _women(case: Case) -> dict[str, Any]:
    """How many are compared, and which way each went by her own rate."""
    ways = [each.way for each in case.paired]
    return {"paired_women": len(ways), "up": ways.count("up"), "down": ways.count("down"), "same": ways.count("same"),
            "not_covered": len(case.women) - len(ways)}


def explained(woman: Woman, service: str, asked: Pair) -> list[Answer]:
    """What one woman adds to a comparison: her events and covered days in each phase of it, a row a phase.

    Excluded in every phase where she has no covered day on one of the sides: she is not compared.
    """
    told = {phase: answers(woman, service, phase) for phase in asked.phases}
    compared = all(any((said := told[phase]) and said.of for phase in side) for side in asked.sides)
    return [replace(said if compared or said.answer == "excluded" else _left_out(said), unit=phase)
            for phase, said in told.items() if said]


def _left_out(said: Answer) -> Answer:
    return replace(said, answer="excluded", amount=0, of=0, reason=f"not compared, no covered day on the other side; {said.reason}")
