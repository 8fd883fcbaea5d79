"""Which cells of a release may be told, given each other and all that was told before?

1. Each cell by the rule for a single count.
2. Two cells of one family, of which one may be part of the other, never so near that their difference is small; nor a
   sum of contacts beside some of what it adds up.
3. Every cell that is not told, and every difference that the relations name, keeps its range when all that is told is
   written down as an attacker would: else the cell that matters least among those it rests on is held back too.
4. Nothing that beside an earlier release tells of fewer than eight women.
A family with a cell held back by 2 to 4 says no words: else their absence would say that the count is in the middle.
"""

from collections.abc import Container, Iterable, Mapping, Sequence

import attrs

from projections.disclosure.bounds import Form, System
from projections.disclosure.cells import TOTALS, Cell, Known
from projections.disclosure.counts import FEW, GROUP, HALF, LEAST, MOST, may_stand_for
from projections.disclosure.earlier import Release, clash, close
from projections.disclosure.relations import AMONG, PARTS, family, groups, overlap, sums


@attrs.frozen
class Control:
    """What may be told: the names of the cells, the words in place of others, and which earlier release holds back which."""

    told: frozenset[str]
    words: Mapping[str, str]
    clashes: Mapping[str, Release]


def control(cells: Sequence[Cell], known: Known, releases: Sequence[Release] = ()) -> Control:
    """Decide of every cell of a release to the public. Cells stand in the order of their weight, the weightiest first."""
    first = [cell for cell in cells if cell.may_show(known)]
    clashes = {total: found for total in TOTALS if (found := known.clash(total))}
    held, ranges = set[str](), Ranges()
    while True:
        made = _settled(cells, known, first, releases, held, ranges)
        fresh = {cell.name: found for cell in cells if cell.name in made.told and (found := _clash(cell, known, releases))}
        if not fresh:
            return Control(frozenset(made.told), made.words(), clashes)
        clashes = clashes if held else clashes | fresh   # what takes the place of these is held back like them, unsaid
        held |= {*fresh}


def _clash(cell: Cell, known: Known, releases: Sequence[Release]) -> Release | None:
    return clash(cell, known.totals[cell.base], known.public(cell.base), releases)


def _settled(cells: Sequence[Cell], known: Known, first: Sequence[Cell], releases: Sequence[Release],
             held: Container[str], ranges: "Ranges") -> "_Audit":
    """What may be told of what the first rule lets through, less what is held back because of an earlier release."""
    kept = _apart([cell for cell in first if cell.name not in held])
    made = _Audit(cells, known, kept, {cell.name for cell in first} - kept, releases, ranges)
    made.settle()
    return made


def _apart(cells: Sequence[Cell]) -> set[str]:
    """The names of those cells that may stand beside each other, the weightier kept."""
    kept: list[Cell] = []
    for cell in cells:
        if not any(overlap(cell.name, other.name) or _near(cell, other) for other in kept):
            kept.append(cell)
    return {cell.name for cell in kept}


def _near(cell: Cell, other: Cell) -> bool:
    """Whether two cells of one family would tell of fewer than eight women."""
    if not (other.plain and cell.plain and other.base == cell.base and family(other.name) == family(cell.name)):
        return False
    return close((cell.counted, cell.of), (other.counted, other.of), frozenset({cell.name, other.name}))


Ranges = dict[tuple[object, ...], bool]
"""Whether a form was found to be narrowed, by the form and everything told near it: the same is asked again and again."""


class _Audit:
    """The third rule: what is told, what is held back, and which families are silent, until nothing narrows."""

    def __init__(self, cells: Sequence[Cell], known: Known, told: set[str], held: set[str], releases: Sequence[Release],
                 ranges: Ranges) -> None:
        self.ranges = ranges
        self.cells = {cell.name: cell for cell in cells}
        self.known, self.told, self.releases = known, told, releases
        self.silent = {family(name) for name in held}
        self.silent |= {family(before.name) for release in releases for before in release.cells if before.name not in told}
        self.sums = sums([*self.cells, *(told.name for release in releases for told in release.cells)])
        self.groups = groups(self.sums, TOTALS)

    def words(self) -> dict[str, str]:
        """The words in place of the cells that are not told."""
        return {name: said for name, cell in self.cells.items()
                if name not in self.told and family(name) not in self.silent and (said := cell.word())}

    def settle(self) -> None:
        """Hold back, and fall silent, until no form is narrowed; then leave no family with one gap alone."""
        while narrowed := self._narrowed():
            self._mend(narrowed)
        alike: dict[str, list[str]] = {}
        for name, cell in self.cells.items():
            if cell.plain and family(name) in self.silent:
                alike.setdefault(family(name), []).append(name)
        for names in alike.values():
            told = [name for name in names if name in self.told]
            if told and len(told) == len(names) - 1 and not self._told_before(told[-1]):
                self.told.discard(told[-1])

    def _told_before(self, name: str) -> bool:
        return any(told.name == name for release in self.releases for told in release.cells)

    def _mend(self, form: Form) -> None:
        """Hold back the least weighty cell told that a narrowed form rests on; where none is left, say no words there."""
        near = self._near(form)
        told = [name for name in self.cells if name in self.told and name in near]
        if told:
            mending = [name for name in reversed(told) if not self._is_narrow(form, self._system(without=name))]
            held = (mending or told[::-1])[0]
            self.told.discard(held)
            self.silent.add(family(held))
        else:
            self.silent |= {family(name) for name in near if name in self.cells}

    def _narrowed(self) -> Form | None:
        """A form whose range all that is told narrows, if there is one."""
        system, words = self._system(), self.words()
        said = {*self.told, *words, *(told.name for release in self.releases for told in release.cells)}
        return next((form for form in self._forms() if self._near(form) & said and self._was_narrow(form, system, words)), None)

    def _was_narrow(self, form: Form, system: System, words: Mapping[str, str]) -> bool:
        near = self._near(form)
        key = (tuple(form.items()), frozenset(near & self.told), frozenset((name, words[name]) for name in near & {*words}))
        if key not in self.ranges:
            self.ranges[key] = self._is_narrow(form, system)
        return self.ranges[key]

    def _near(self, form: Form) -> frozenset[str]:
        """The cells that a form has to do with."""
        empty = frozenset[str]()
        return empty.union(*(self.groups.get(name.removesuffix("/of"), empty) for name in form))

    def _forms(self) -> Iterable[Form]:
        """What must stay open: hidden counts with their complements and groups, and the differences that relations name."""
        for name in self.cells:
            if name in self.groups and name not in self.told:
                yield {name: 1}
                yield {f"{name}/of": 1, name: -1}
        there = {*self.cells, *(f"{name}/of" for name in self.cells), *TOTALS}
        for part, whole in AMONG:
            if {part, whole} <= there and (whole, part) not in AMONG:
                yield {whole: 1, part: -1}
        for whole, _, parts in PARTS:
            if {whole, *parts} <= there:
                yield from ({whole: 1, part: -1} for part in parts)

    def _is_narrow(self, form: Form, system: System) -> bool:
        found = system.range(form)
        if found is None:
            return self._told_sum(form)
        if found[0] >= LEAST or found[1] - found[0] >= LEAST - 1 or set(form) <= {*TOTALS}:
            return False
        return found != self._alone(form)

    def _told_sum(self, form: Form) -> bool:
        """Whether a sum of what is told is small, where the relations do not hold to the letter in this record."""
        names = {name.removesuffix("/of") for name in form} - {*TOTALS}
        return names <= self.told and 0 < abs(sum(sign * self._value(name) for name, sign in form.items())) < LEAST

    def _value(self, name: str) -> int:
        if name in TOTALS:
            return self.known.totals[name]
        cell = self.cells[name.removesuffix("/of")]
        return cell.of if name.endswith("/of") else cell.counted

    def _alone(self, form: Form) -> tuple[float, float] | None:
        """The range of a form by what is said of its own cells alone."""
        names = {name.removesuffix("/of") for name in form}
        if len(names - {*TOTALS}) > 1 or names & self.told:
            return None
        return self._system(only=names).range(form)

    def _system(self, without: str = "", only: set[str] | None = None) -> System:
        """Everything told, as an attacker writes it down."""
        system = System()
        for total in TOTALS:
            system.know(total, self.known.totals[total])
        self._relate(system, only)
        words = self.words()
        for name in {*self.cells} & {*(self.groups if only is None else only)}:
            cell = self.cells[name]
            system.add({name: 1, f"{name}/of": -1}, -float("inf"), 0)
            system.between(f"{name}/of", 0, self.known.totals[cell.base])
            if name in self.told and name != without:
                system.know(name, cell.counted)
                system.know(f"{name}/of", cell.of)
            else:
                _say(system, name, cell, self.known.totals[cell.base], words.get(name))
        return system

    def _relate(self, system: System, only: set[str] | None) -> None:
        """The relations, and what earlier releases of the same day told of cells that this one does not have."""
        if only is not None:
            return
        for each in self.sums:
            system.relate(each)
        for release in self.releases:
            for told in release.cells:
                if told.name in self.groups and told.name not in self.cells:
                    system.know(told.name, told.counted)
                    system.know(f"{told.name}/of", told.of)


def _say(system: System, name: str, cell: Cell, whole: int, said: str | None) -> None:
    """What is known of a cell that is not told: its group where that is fixed, and what its word says."""
    if cell.fixed and may_stand_for(cell.of, whole):
        system.know(f"{name}/of", cell.of)
    if said:
        system.between(f"{name}/of", GROUP)
    if said == FEW:
        system.between(name, 0, LEAST - 1)
    elif said == MOST:
        system.add({f"{name}/of": 1, name: -1}, 0, LEAST - 1)
    elif said == HALF:
        system.add({f"{name}/of": 1, name: -3}, -float("inf"), 0)
        system.add({f"{name}/of": 2, name: -3}, 0, float("inf"))
