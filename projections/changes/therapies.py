"""By the rules of NHS Talking Therapies: who was a case, who improved or deteriorated reliably, and who recovered?

PHQ-9 and GAD-7 together, by one rater; both must have a first and a last score. Recovery is asked of cases alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
from msgspec.structs import replace

from ledger.codes import RATER
from projections.answers import Answer, counted, missing, not_counted
from projections.changes.scores import pair
from projections.figures import tidy
from projections.statistics.proportions import wilson
from projections.statistics.scores import THERAPIES, Therapies, talking_therapies
from projections.woman import Woman

NAME: Final = "talking-therapies"
RULES: Final = ("caseness", "reliable-improvement", "reliable-deterioration", "recovered", "reliable-recovery")


@attrs.frozen
class Look:
    """What the rules say of one woman."""

    woman: str
    said: Therapies

    def of(self, rule: str) -> bool | None:
        said: bool | None = getattr(self.said, rule.replace("-", "_"))
        return said


def looks(woman: Woman) -> Iterator[tuple[str, Look]]:
    """Each rater by whom she has both pairs, and what the rules say."""
    for rater in RATER.names:
        pairs = {name: pair(woman, name, rater) for name in THERAPIES}
        scores = {name: (first.event.score, last.event.score) for name, (first, last) in pairs.items() if first and last}
        if len(scores) == len(THERAPIES):
            yield rater, Look(woman.reference, talking_therapies(scores))


def rows(rater: str, looks: Sequence[Look]) -> list[dict[str, Any]]:
    """One row a rule: how many, of how many it is asked."""
    return [_row(rater, rule, [said for look in looks if (said := look.of(rule)) is not None]) for rule in RULES]


def _row(rater: str, rule: str, said: Sequence[bool]) -> dict[str, Any]:
    return {"figure": f"{NAME}.{rater}.{rule}", "rule": rule, "rater": rater, "women": sum(said), "of": len(said),
            "value": tidy(sum(said) / len(said)) if said else None,
            "interval": [tidy(limit) for limit in wilson(sum(said), len(said))] if said else None, "mark": None if said else "z"}


def answers(woman: Woman, rater: str, rule: str) -> list[Answer]:
    """What one woman's scores say to one rule; missing without both pairs, excluded from recovery where she was no case."""
    facts = [fact for name in THERAPIES for fact in pair(woman, name, rater)]
    found = dict(looks(woman)).get(rater)
    if found is None:
        return [missing("no first and last score of both PHQ-9 and GAD-7", woman.sign_up, *facts)]
    said = found.of(rule)
    scores = ", ".join(f"{fact.event.instrument} {fact.event.score:g}" for fact in facts if fact)
    if said is None:
        return [replace(missing(f"{scores}: no case at the first", *facts), answer="excluded")]
    return [(counted if said else not_counted)(scores, woman.sign_up, *facts)]
