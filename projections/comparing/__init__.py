"""Which figures of a report changed between two days of knowing, and what changed each?

One day is held, and the log is replayed from the earlier position to the later, entry by entry, in order of position.
Each step's difference belongs to its entry: what was said late, corrected, withdrawn, merged, or a changed parameter.
The steps telescope, so the parts add up exactly. Stretches over which a woman's part of a figure stays the same, or
returns through entries of one kind, are not taken apart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from ledger.entries import Entry
from projections.comparing.known import Course, Group, because
from projections.comparing.questions import Held, Question
from projections.comparing.sums import NOTHING, Sums, exact, plain
from projections.indicators import Programme

BECAUSE: Final = ("late-entry", "correction", "withdrawal", "merge", "erasure", "definition", "parameter")
Step = tuple[int, Sums]
Gathered = tuple[tuple[str, Any], ...]


class Comparison:
    """A report's figures as known at two positions, as groups of women are taken in any order.

    after, upto: the two positions; a figure's first state is as known by `after`, its second as known by `upto`.
    aims: gives each figure's target, where it has one.
    """

    def __init__(self, questions: Sequence[Question], course: Course, after: int, upto: int,
                 aims: Callable[[Programme], Mapping[str, Any]] | None = None) -> None:
        self.questions, self._course, self._after, self._upto, self._aims = questions, course, after, upto, aims
        self._turns = course.turns(after, upto)
        self._moved = {entry.position: because(entry) for entry in course.between(after, upto)}
        self._before = [NOTHING] * len(questions)
        self._steps: list[list[Step]] = [[] for _ in questions]
        self._gathered: dict[int, list[Gathered]] = {index: [] for index, each in enumerate(questions) if each.gather}
        self._regathered: dict[int, list[tuple[int, int, Gathered]]] = {index: [] for index in self._gathered}

    def take(self, group: Group) -> None:
        """Take a woman, or women who were ever said to be one."""
        own = group.between(self._after, self._upto)
        self._moved.update((entry.position, because(entry)) for entry in own)
        milestones = sorted([*own, *self._turns], key=lambda entry: entry.position)
        every = range(len(self.questions))
        state = self._held(group, self._after, every)
        self._begin(state)
        for _, run in groupby(milestones, key=because):
            stretch = list(run)
            later = self._held(group, stretch[-1].position, every)
            self._narrow(group, stretch, state, later)
            state = later

    def _held(self, group: Group, position: int, indexes: Iterable[int]) -> dict[int, Held]:
        """What a group adds to figures, as known by a position."""
        women = group.women(position, self._course.at(position))
        return {index: self.questions[index].ask(women) for index in indexes}

    def _begin(self, state: dict[int, Held]) -> None:
        for index, held in state.items():
            if isinstance(held, Sums):
                self._before[index] += held
            else:
                self._gathered[index].append(held)

    def _narrow(self, group: Group, stretch: Sequence[Entry], first: dict[int, Held], last: dict[int, Held]) -> None:
        """Find the entries of a stretch that changed figures, by halves, asking only those that differ at its ends."""
        changed = [index for index, held in last.items() if held != first[index]]
        if not changed:
            return
        if len(stretch) == 1:
            for index in changed:
                self._note(index, stretch[0].position, first[index], last[index])
            return
        half = len(stretch) // 2
        middle = self._held(group, stretch[half - 1].position, changed)
        self._narrow(group, stretch[:half], first, middle)
        self._narrow(group, stretch[half:], middle, {index: last[index] for index in changed})

    def _note(self, index: int, position: int, first: Held, last: Held) -> None:
        if isinstance(first, Sums) and isinstance(last, Sums):
            self._steps[index].append((position, last - first))
        elif isinstance(last, tuple):
            self._regathered[index].append((position, len(self._gathered[index]) - 1, last))

    def finish(self) -> None:
        """Ask the figures of the programme as a whole, at each position at which what they rest on changed."""
        for index in self._gathered:
            self._finish(index)
        if self._aims:
            self._retarget(self._aims)

    def _retarget(self, aims: Callable[[Programme], Mapping[str, Any]]) -> None:
        """Note where a target was set anew: it moves no number, and is a change all the same."""
        index_of = {question.name: index for index, question in enumerate(self.questions)}
        held = aims(self._course.at(self._after))
        for entry in self._course.between(self._after, self._upto):
            anew = aims(self._course.at(entry.position))
            for name in index_of:
                if anew[name] != held[name]:
                    self._steps[index_of[name]].append((entry.position, NOTHING))
            held = anew

    def _finish(self, index: int) -> None:
        question, held = self.questions[index], list(self._gathered[index])
        anew: dict[int, list[tuple[int, Gathered]]] = {entry.position: [] for entry in self._course.between(self._after, self._upto)}
        for position, group, gathered in self._regathered[index]:
            anew.setdefault(position, []).append((group, gathered))
        state = self._before[index] = self._whole(question, self._after, held)
        for position in sorted(anew):
            for group, gathered in anew[position]:
                held[group] = gathered
            later = self._whole(question, position, held)
            if later != state:
                self._steps[index].append((position, later - state))
            state = later

    def _whole(self, question: Question, position: int, held: Iterable[Gathered]) -> Sums:
        return question.whole(self._course.at(position), [pair for gathered in held for pair in gathered])

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each figure that changed: from what, to what, and the parts."""
        return (row for row in self.every() if row["from"] != row["to"])

    def every(self) -> Iterator[dict[str, Any]]:
        """A row for each figure, changed or not."""
        aims = [self._aims(self._course.at(position)) if self._aims else {} for position in (self._after, self._upto)]
        for index, question in enumerate(self.questions):
            steps = sorted(self._steps[index], key=lambda step: step[0])
            before, after = self._before[index], sum((delta for _, delta in steps), self._before[index])
            first, last = (_state(question, sums, aim) for sums, aim in zip((before, after), aims, strict=True))
            yield {"figure": question.name, "from": first, "to": last, "changes": self._parts(question, before, steps)}

    def _parts(self, question: Question, before: Sums, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """The steps of each kind together. A value's parts are its differences in order of position."""
        values = _value_steps(question, before, steps)
        of: dict[str, list[int]] = {}
        for number, (position, _) in enumerate(steps):
            of.setdefault(self._moved[position], []).append(number)
        return [{"because": why, "positions": sorted({steps[number][0] for number in of[why]}),
                 **sum((steps[number][1] for number in of[why]), NOTHING).as_json(),
                 "value": None if values is None else plain(sum((values[number] for number in of[why]), exact(0)))}
                for why in BECAUSE if why in of]


def _state(question: Question, sums: Sums, aims: Mapping[str, Any]) -> dict[str, Any]:
    aim = {"target": aims[question.name]} if aims else {}
    return {**sums.as_json(), "value": sums.value(question.measure, question.per), **aim}


def _value_steps(question: Question, before: Sums, steps: Sequence[Step]) -> list[Any] | None:
    """By how much each step changed the value; None where there was or is none. Where there is none in between, it is
    taken to stand still until there is one again."""
    state, value = before, before.value(question.measure, question.per)
    known, found = value, []
    for _, delta in steps:
        state = state + delta
        value = state.value(question.measure, question.per)
        found.append(exact(0) if value is None or known is None else exact(value) - exact(known))
        known = known if value is None else value
    return None if value is None or before.value(question.measure, question.per) is None else found
