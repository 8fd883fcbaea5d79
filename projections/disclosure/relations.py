"""Which counts are parts of which others?

Data, not code: what everybody can work out from the definitions of the figures. A cell is named as in cells.py; its
group is its name with '/of' after it, and a total is named by itself. Cells of one family ask one question of the same
women in several ways: they may be parts of each other even where nothing here says so, and are taken to be.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

FAMILY_WORDS: Final[Mapping[str, int]] = {
    "M18": 3, "M20": 2, "M22": 2, "M23": 2, "M24": 2, "M27": 2, "M28": 2, "M29": 2, "M30": 2, "M31": 3, "M34": 2,
    "M37": 2, "M38": 3, "M40": 2, "M41": 2, "use": 3, "cohort": 9}
"""How many words of a name make its family, where that is more than the first: figures of another need, instrument
or service ask another question."""

ALIKE: Final[Mapping[str, str]] = {
    "funnel": "M04", "M03": "M04", "M34": "M04", "M42": "M04", "M10": "M09", "M11": "M09", "M13": "M14",
    "M27": "M31.loss", "M28": "M31.relationships", "M37": "M31.mental-health", "M18": "M31", "M38.need": "M31.resilience",
    "M40.need": "M31.self-esteem", "M41.control": "M31.control", "M39.physical-need": "M31.physical-health"}
"""Figures whose women are those of another family, or some of them, by the beginning of their names: what is put in its place."""

# One is among the other: whoever is counted in the first is counted in the second.
AMONG: Final = (
    ("signed-up", "prioritised"), ("prioritised", "identified"), ("M01", "prioritised"), ("M02/of", "M01"),
    ("M05.within-3-months/of", "M01"), ("M05.within-3-months/of", "M02/of"), ("M05.within-3-months", "M02"),
    ("signed-up", "M01"), ("signed-up", "M02.of-prioritised"),
    ("M02.of-prioritised", "signed-up"), ("funnel.in-programme", "M04.still-in-programme"), ("funnel.completed", "funnel.ended"),
    ("M04", "funnel.ended"), ("M09.in-place.long-acting", "M09.in-place"), ("M09.in-place", "M09.in-place.with-ring"),
    ("M09.in-place", "M09.ever-fitted"), ("M21.current", "M21.past-year"), ("M39.gp", "M39"), ("M39.dentist", "M39"))

# The parts never overlap, and are together no more than the whole; '=': they are all of it.
PARTS: Final = (
    ("signed-up", "=", ("funnel.in-programme", "funnel.ended")),
    ("signed-up", "<", ("M04.still-in-programme", "M04")),
    ("M04", "=", ("M04.left-early", "M04.disengaged", "M04.moved-away", "M04.transferred", "M04.service-closed", "M04.died",
                  "M04.other")))

# As PARTS, of every name that begins so: the whole is the group that they share.
SHARED: Final = (("=", ("improved", "deteriorated", "same")), ("<", ("met", "unmet")), ("<", ("became-met", "newly-unmet")))


@attrs.frozen
class Sum:
    """What adds up: coefficients by name, and whether the sum is nothing ('=') or no more than nothing ('<')."""

    terms: Mapping[str, int]
    relation: str


@functools.cache
def family(name: str) -> str:
    """The question that a cell belongs to."""
    words = _alike(name).split(".")
    return ".".join(words[:FAMILY_WORDS.get(words[0], 1)])


def _alike(name: str) -> str:
    """A name as it would be in the family of which its women are."""
    said = _needs_at_sign_up().get(name, "M37.practitioner" if name == "M37" else name)
    start = next((start for start in ALIKE if said == start or said.startswith(f"{start}.")), None)
    return said if start is None else ALIKE[start] + said.removeprefix(start)


@functools.cache
def _needs_at_sign_up() -> Mapping[str, str]:
    """The lines of the cohort that tell of a need, as the figures of that need would be named."""
    from ledger.codes import NEED_DOMAIN
    from projections.cohort import BY, need_line

    return {f"cohort.{need_line(domain, rater)}": f"M31.{domain}.{rater}" for domain in NEED_DOMAIN.names for rater in BY}


def overlap(one: str, other: str) -> bool:
    """Whether the amount of one cell is a sum to which the amount of the other belongs: what is left is of the rest."""
    return _part_of(one, other) or _part_of(other, one)


def _part_of(part: str, whole: str) -> bool:
    """M15 adds up contacts that the profile tells by service; M25 adds up its severities."""
    told, words = whole.split("."), part.split(".")
    if told[0] == "M15" and words[0] == "use":
        return told[-1] == words[-1]
    return part.startswith("M25.severity.") and whole == f"M25.{words[-1]}"


def groups(related: Iterable[Sum], totals: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each cell that a relation names, all cells that it has to do with through others; totals, being known, join none."""
    joined: dict[str, frozenset[str]] = {}
    for each in related:
        near = frozenset(name.removesuffix("/of") for name in each.terms) - {*totals}
        whole = near.union(*(joined.get(name, frozenset()) for name in near))
        joined.update(dict.fromkeys(whole, whole))
    return joined


def sums(names: Iterable[str]) -> list[Sum]:
    """Every relation between these cells, their groups and the totals."""
    cells = list(names)
    there = {*cells, *(f"{name}/of" for name in cells), "identified", "prioritised", "signed-up"}
    return [each for each in (*_among(), *_parts(), *_shared(cells), *_rated(cells)) if set(each.terms) <= there]


def _among() -> Iterator[Sum]:
    for part, whole in AMONG:
        yield Sum({part: 1, whole: -1}, "<")


def _parts() -> Iterator[Sum]:
    for whole, relation, parts in PARTS:
        yield Sum({**dict.fromkeys(parts, 1), whole: -1}, relation)


def _shared(cells: Sequence[str]) -> Iterator[Sum]:
    for stem in dict.fromkeys(name.rpartition(".")[0] for name in cells):
        for relation, words in SHARED:
            parts = [f"{stem}.{word}" for word in words]
            if set(parts) <= set(cells):
                yield Sum({**dict.fromkeys(parts, 1), f"{parts[0]}/of": -1}, relation)
                yield from (Sum({f"{part}/of": 1, f"{parts[0]}/of": -1}, "=") for part in parts[1:])


def _rated(cells: Sequence[str]) -> Iterator[Sum]:
    """Engagement with a service is asked of the women whose need is met or unmet."""
    for name in cells:
        if name.startswith("M18."):
            need = name.replace("M18.", "M31.", 1)
            yield Sum({f"{name}/of": 1, f"{need}.met": -1, f"{need}.unmet": -1}, "<")
