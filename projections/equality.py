"""Who comes how far: the funnel by care experience, age and each protected characteristic, all cohorts pooled.

What was declined, is not known or was never recorded stands as a group of its own: it is never guessed. A woman with
several disabilities stands in each of their groups; all other groups add up to the funnel. Nothing is tested here: in a
cohort of this size a difference between groups cannot be told from chance, and small groups leave the team as words.
"""

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

import attrs
import msgspec
from msgspec.structs import replace

from ledger.codes import EQUALITY
from ledger.history import Fact
from projections.answers import Answer
from projections.asked import Given
from projections.figures import Row, sorted_rows, tidy
from projections.funnel import STEPS
from projections.funnel import answers as came
from projections.indicators import Programme
from projections.sheets import Column, Sheet
from projections.woman import Woman

NOT_RECORDED: Final = "not-recorded"
MISSING: Final = ("not-asked", "declined", "not-known", "not-applicable", NOT_RECORDED)
CARE: Final = "care-experienced"
AGE: Final = "age"
SEVERAL: Final = "disability"
NO_DISABILITY: Final = ("none", "declined")
BANDS: Final = ((20, "under-20"), (25, "20-to-24"), (30, "25-to-29"), (35, "30-to-34"), (1000, "35-and-over"))
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    CARE: ("yes", "no", *MISSING), AGE: (*(band for _, band in BANDS), NOT_RECORDED),
    **{name: (*(value for value in listed.names if value not in MISSING),
              *(value for value in listed.names if value in MISSING), NOT_RECORDED) for name, listed in EQUALITY.items()}}


@attrs.frozen(slots=False)
class Stands:
    """In which groups of a characteristic a woman stands, and the facts that say so."""

    groups: tuple[str, ...]
    facts: tuple[Fact, ...]

    @functools.cached_property
    def unknown(self) -> bool:
        """Whether no more is known than why it is not known."""
        return set(self.groups) <= set(MISSING)


@functools.lru_cache(maxsize=2)
def stands(woman: Woman) -> Mapping[str, Stands]:
    """Where she stands by each characteristic. Kept for the woman who is being asked."""
    recorded: dict[str, list[Fact]] = {}
    for fact in woman.of("equality-recorded"):
        recorded.setdefault(fact.event.characteristic, []).append(fact)
    return {CARE: _care(woman), AGE: _age(woman), **{name: _recorded(name, recorded.get(name, [])) for name in EQUALITY}}


def _care(woman: Woman) -> Stands:
    """The last known yes or no; else the last word for why it is not known."""
    told = woman.of("woman-identified")
    known = [fact for fact in told if fact.event.care_experienced in ("yes", "no")]
    last = (known or list(told))[-1:]
    return Stands((last[0].event.care_experienced,), tuple(last)) if last else _unrecorded()


def _age(woman: Woman) -> Stands:
    """Years from the year of birth to the year in which she came to notice: her age, or a year more."""
    told = [fact for fact in woman.of("woman-identified") if fact.event.birth_year]
    if not told:
        return _unrecorded()
    years = told[-1].day.year - told[-1].event.birth_year
    return Stands((next(band for most, band in BANDS if years < most),), (told[-1],))


def _recorded(characteristic: str, told: Sequence[Fact]) -> Stands:
    """The last that was recorded; of disabilities all since the last time that she had or told none."""
    if not told:
        return _unrecorded()
    last = told[-1]
    if characteristic != SEVERAL or last.event.value in NO_DISABILITY:
        return Stands((last.event.value,), (last,))
    since = max((number for number, fact in enumerate(told) if fact.event.value in NO_DISABILITY), default=-1) + 1
    return Stands(tuple(dict.fromkeys(fact.event.value for fact in told[since:])), tuple(told[since:]))


def _unrecorded() -> Stands:
    return Stands((NOT_RECORDED,), ())


def answers(woman: Woman, figure: str) -> tuple[Answer, ...]:
    """One woman's rows of a figure: 'care-experienced.yes.signed-up'. Raises KeyError for none."""
    characteristic, group, step = parsed(figure)
    held, said = stands(woman)[characteristic], came(woman, step)
    if said is None or group not in held.groups:
        return ()
    return (replace(said, rests_on=(*said.rests_on, *held.facts)),)


def parsed(figure: str) -> tuple[str, str, str]:
    """Characteristic, group and step of a figure's name. Raises KeyError."""
    parts = figure.split(".")
    if len(parts) != 3 or parts[1] not in GROUPS.get(parts[0], ()) or parts[2] not in STEPS:
        raise KeyError(figure)
    return parts[0], parts[1], parts[2]


def names() -> Iterator[str]:
    """Every figure that can be explained or compared."""
    for characteristic, groups in GROUPS.items():
        yield from (f"{characteristic}.{group}.{step}" for group in groups for step in STEPS)


_encode = msgspec.msgpack.Encoder().encode
_part = msgspec.msgpack.Decoder(tuple[list[tuple[str, list[str]]], list[tuple[str, int, int]]])


class Equality:
    """The report as women are added to it; `explained` names one figure. Raises KeyError for none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None:
            parsed(explained)
        self._figure = explained
        self._alike: Counter[bytes] = Counter()
        self._women: Counter[tuple[str, str, str]] = Counter()
        self._of: Counter[tuple[str, str, str]] = Counter()
        self._kept: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        if self._figure is not None:
            self._kept += [Row(woman.reference, each) for each in answers(woman, self._figure)]
        else:
            self.take(self.part(woman))

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of an explanation."""
        return self._figure is None

    def part(self, woman: Woman) -> bytes:
        """The groups that one woman stands in and the steps that she is asked about, as bytes that `take` takes."""
        steps = [(step, int(said.amount), int(said.of)) for step in STEPS if (said := came(woman, step))]
        return _encode(([(name, held.groups) for name, held in stands(woman).items()], steps))

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._alike[part] += 1

    def _add_up(self) -> None:
        for part, times in self._alike.items():
            stood, steps = _part.decode(part)
            for characteristic, groups in stood:
                for group, (step, amount, of) in product(groups, steps):
                    self._women[characteristic, group, step] += amount * times
                    self._of[characteristic, group, step] += of * times
        self._alike.clear()

    def document(self, erased: int) -> dict[str, Any]:
        """A row for each characteristic, group and step of the funnel, whether anybody stands in it or not."""
        self._add_up()
        return {"rows": [self._row(*parsed(name)) for name in names()], "erased": erased}

    def _row(self, characteristic: str, group: str, step: str) -> dict[str, Any]:
        women, of = self._women[characteristic, group, step], self._of[characteristic, group, step]
        return {"characteristic": characteristic, "group": group, "step": step, "women": women, "of": of,
                "share": tidy(women / of) if of else None}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one figure that was asked for."""
        return sorted_rows(self._kept)


ROWS: Final = (
    Column("characteristic", "Characteristic", "Care experience, age when she came to notice, or a protected characteristic.", role="open"),
    Column("group", "Group", "As she gave it; declined, not-known and not-recorded are groups of their own.", role="open"),
    Column("step", "Step", "A step of the funnel.", role="open"),
    Column("women", "Women", "Women of the group who took the step.", "whole", "women", "count"),
    Column("of", "Of", "Women of the group who took the step before it.", "whole", "women", "of"),
    Column("share", "Share", "Women, out of of.", "number", "", "derived"))


def sheets(document: Mapping[str, Any]) -> Sequence[Sheet]:
    """The one table of the report."""
    return (Sheet("equality", "Access along the funnel by group", "All cohorts pooled.", ROWS, document["rows"]),)
