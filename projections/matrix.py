"""What does the monitoring and evaluation matrix say on a day?

Every figure asked of every woman in one pass, added up, beside its baseline, target and mark.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

import msgspec

from ledger.history import History
from projections.answers import Answer, OfEach
from projections.asked import Given
from projections.caseload import Allocation
from projections.cohort import Traits, described, traits
from projections.figures import NUMBERS, OF_ANY, PLAIN, Sums, Tally, plain, sorted_rows, summed, tidy
from projections.funnel import reached
from projections.indicators import Figure, Programme, figures, rows_of
from projections.packed import AT_ONCE, Totals, counted, packed, packed_amounts
from projections.parameters import Parameters
from projections.sheets import Column, Sheet
from projections.woman import Topic, Woman

STATE: Final = ("woman-identified", "prioritised", "outreach-started", "signed-up", "programme-ended", "died")
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
    Column("restricted", "Restricted", "Women whose entries are kept and not used.", "whole", role="count"),
    Column("baseline", "Baseline", "As published.", role="open"), Column("target", "Target", "As published or set.", role="open"),
    Column("mark", "Mark", "u unreliable, x nobody looked, c confidential, z nobody to ask.", role="open"),
    Column("measure", "Measure", "How the value is made of the numbers.", role="open"))
COHORT: Final = (
    Column("name", "What", "What is described.", role="open"),
    Column("women", "Women", "How many, or of how many it is known.", "whole", "women", "count"),
    Column("of", "Of", "Of how many.", "whole", "women", "of"), Column("value", "Value", "A share or a number.", "number", role="derived"))


class Part(msgspec.Struct, array_like=True):
    """What one woman adds to the matrix.

    plain: a byte for each figure that is asked of her: which of PLAIN she adds, from 1; else 0. sums, amounts: what else, packed.
    """

    woman: str
    traits: bytes
    plain: bytes
    sums: bytes
    amounts: dict[int, bytes]
    gathered: dict[str, Answer | tuple[Allocation, ...]]


_encode = msgspec.msgpack.Encoder().encode
_part = msgspec.msgpack.Decoder(Part)
_traits = msgspec.msgpack.Decoder(Traits | None)


class Questions:
    """The figures that are asked of each woman, and which of them need not be: those that are told by what is not recorded of her."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.figures = figures
        self._always = {index for index, each in enumerate(figures) if not each.told_by}
        self._told_by = defaultdict[Topic, set[int]](set)
        for index, each in enumerate(figures):
            for topic in each.told_by:
                self._told_by[topic].add(index)
        self._untold: dict[tuple[bool, bool, bool], bytes] = {}

    def of(self, woman: Woman) -> tuple[bytes, dict[int, Sums]]:
        """What a woman's answers add up to: for each figure which of PLAIN, and by figure all other sums."""
        plainly, sums = bytearray(self.untold(woman)), dict[int, Sums]()
        for index in self._always.union(*(self._told_by[topic] for topic in self._told_by.keys() & woman.topics)):
            plainly[index], other = _added(self.figures[index], woman)
            if other:
                sums[index] = other
        return bytes(plainly), sums

    def untold(self, woman: Woman) -> bytes:
        """What is said of a woman of whom nothing is recorded but how far she came, and her death."""
        state = reached(woman) is not None, woman.signed_up, woman.died is not None
        if state not in self._untold:
            bare = Woman(History(woman.reference, tuple(woman.of(*STATE))), woman.day, woman.parameters)
            self._untold[state] = bytes(_added(each, bare)[0] if each.told_by else 0 for each in self.figures)
        return self._untold[state]


def _added(figure: Figure, woman: Woman) -> tuple[int, Sums | None]:
    """What a woman's answers to a figure add up to: one of PLAIN by its number from 1, or, with 0, other sums; or nothing."""
    given = figure.of_woman(woman)  # type: ignore[misc]
    if given is None:
        return 0, None
    one = plain(given) if isinstance(given, Answer) else None
    if one is not None and (figure.plain or one in OF_ANY):
        return one + 1, None
    rows = given if isinstance(given, OfEach) else rows_of(given)
    return 0, summed(figure, rows) if rows else None


class Matrix:
    """The matrix as women are added to it; `explained` keeps the rows of one figure, and asks only that one."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None, keep: bool = False) -> None:
        wanted = figures() if explained is None else {explained: figures()[explained]}
        self.programme = programme
        self.keep = keep or explained is not None
        self.tallies = {name: Tally(each, self.keep) for name, each in wanted.items()}
        self._asked = Questions([each for each in wanted.values() if each.of_woman])
        self._gathers = [each for each in wanted.values() if each.gather]
        self._gathered: dict[str, list[tuple[str, Any]]] = {each.name: [] for each in self._gathers}
        self._plain: list[bytes] = []
        self._sums = Totals(NUMBERS, largest=True)
        self._amounts = defaultdict[int, list[bytes]](list)
        self._cohort: Counter[bytes] = Counter()

    def add(self, woman: Woman) -> None:
        """Ask every figure of one woman, and take what describes her."""
        if self.keep:
            self._add_rows(woman)
        self.take(self.part(woman))

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not where rows are kept."""
        return not self.keep

    def part(self, woman: Woman) -> bytes:
        """What one woman adds, as bytes that `take` takes: here, later, or on another machine."""
        plain, sums = (b"", {}) if self.keep else self._asked.of(woman)
        gathered = {each.name: found for each in self._gathers if (found := each.gather(woman))}  # type: ignore[misc]
        amounts = {index: packed_amounts(each.amounts) for index, each in sums.items() if each.amounts}
        numbers = packed({index: each.numbers for index, each in sums.items()})
        return _encode(Part(woman.reference, _encode(traits(woman)), plain, numbers, amounts, gathered))

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        hers = _part.decode(part)
        self._cohort[hers.traits] += 1
        self._plain.append(hers.plain)
        self._sums.take(hers.sums)
        for index, amounts in hers.amounts.items():
            self._amounts[index].append(amounts)
        for name, found in hers.gathered.items():
            self._gathered[name].append((hers.woman, found))
        if len(self._plain) >= AT_ONCE:
            self._add_up()

    def _add_rows(self, woman: Woman) -> None:
        for tally in self.tallies.values():
            if tally.figure.of_woman is not None:
                tally.add(woman.reference, rows_of(tally.figure.of_woman(woman)))

    def _add_up(self) -> None:
        """Add up what stands in one column, and the amounts."""
        tallies, joined = self._tallied(), b"".join(self._plain)
        for index, tally in enumerate(tallies):
            column = joined[index::len(tallies)]
            for which, sums in enumerate(PLAIN, 1):
                if times := column.count(which):
                    tally.take(sums, times)
        for index, amounts in self._amounts.items():
            tallies[index].amounts.update(counted(amounts))
        self._plain.clear()
        self._amounts.clear()

    def _tallied(self) -> list[Tally]:
        return [self.tallies[each.name] for each in self._asked.figures]

    def finish(self) -> None:
        """Add up what was taken, and ask the figures that are of the programme and all its women together."""
        self._add_up()
        tallies = self._tallied()
        for index, numbers in self._sums.rows().items():
            tallies[index].take(Sums(*numbers))  # type: ignore[arg-type]
        for name, gathered in self._gathered.items():
            tally = self.tallies[name]
            assert tally.figure.of_programme is not None
            gathered.sort(key=lambda pair: pair[0])
            references = {reference for reference, _ in gathered}
            whose: dict[str, list[Answer]] = {}
            for answer in rows_of(tally.figure.of_programme(self.programme, gathered)):
                whose.setdefault(answer.unit if answer.unit in references else "programme", []).append(answer)
            for woman, answers in whose.items():
                tally.add(woman, answers)

    def document(self, erased: int) -> dict[str, Any]:
        """The rows of the report, in the order of the matrix."""
        self.finish()
        targets = set_targets(self.programme.history)
        few = self.programme.parameters["rate.few-events"]
        return {"cohort": described(self._described()), "rows": [_row(tally, targets.get(name, tally.figure.target), erased, few)
                         for name, tally in self.tallies.items()]}

    def _described(self) -> Iterator[Traits]:
        """The traits of every woman who signed up."""
        for alike, times in self._cohort.items():
            hers = _traits.decode(alike)
            yield from repeat(hers, times) if hers else ()

    def behind(self) -> dict[str, tuple[int, int, float]]:
        """Who is behind each figure that counts no women: how many counted, of how many, and the most that one adds."""
        return {name: tally.behind() for name, tally in self.tallies.items() if tally.sums.women}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one figure that was asked for."""
        self.finish()
        (tally,) = self.tallies.values()
        return sorted_rows(tally.rows)


def _row(tally: Tally, target: Any, erased: int, few: int) -> dict[str, Any]:
    each, sums, value = tally.figure, tally.sums, tally.value()
    return {"figure": each.name, "indicator": each.indicator, "outcome": each.outcome, "title": each.title,
            "unit": each.unit, "numerator": tidy(sums.numerator), "denominator": tidy(sums.denominator),
            "value": None if value is None else tidy(value), "interval": tally.interval(), "missing": sums.missing,
            "excluded": sums.excluded, "erased": erased, "restricted": 0, "baseline": each.baseline, "target": target,
            "mark": tally.mark(few), "measure": each.measure}


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The figures, and the lines that describe the women who signed up."""
    return [Sheet("figures", "Figures", "Every figure with what it is out of; missing, excluded, erased and restricted stand beside it.",
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
