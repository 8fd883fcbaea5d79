"""What can be worked out of a number that was not told, from all that was?

An attacker who knows the definitions writes down every number told as an equation, every word as a range, and every
relation between counts as a sum, and asks for the least and the most that a hidden count can be. So do we, by mixed
integer programming (scipy.optimize.milp, HiGHS), as interval audits of suppressed tables do: Fischetti and Salazar,
Solving the cell suppression problem on tabular data with linear constraints, Management Science 47 (2001); Giessing,
Handbook on Statistical Disclosure Control (2010), chapter 4.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.disclosure.relations import Sum

Form = Mapping[str, int]
NO_MOST: Final = 10**6


@attrs.define
class System:
    """Whole numbers between limits, and sums of them that are known: what an attacker has.

    limits: by name, the least and the most (None: no most).
    """

    limits: dict[str, tuple[float, float | None]] = attrs.field(factory=dict)
    sums: list[tuple[Form, float, float]] = attrs.field(factory=list)
    holding: dict[str, list[int]] = attrs.field(factory=dict)
    """Which sums a name is in."""

    def know(self, name: str, value: float) -> None:
        """A number that was told."""
        self.between(name, value, value)

    def between(self, name: str, least: float, most: float | None = None) -> None:
        """A range, narrowing any before it."""
        low, high = self.limits.get(name, (0, None))
        tops = [each for each in (high, most) if each is not None]
        self.limits[name] = (max(low, least), min(tops) if tops else None)

    def relate(self, each: Sum) -> None:
        """A relation between names."""
        self.add(each.terms, 0 if each.relation == "=" else -math.inf, 0)

    def add(self, form: Form, least: float, most: float) -> None:
        """A sum between two limits."""
        for name in form:
            self.limits.setdefault(name, (0, None))
            self.holding.setdefault(name, []).append(len(self.sums))
        self.sums.append((form, least, most))

    def range(self, form: Form) -> tuple[float, float] | None:
        """The least and the most that a sum can be; None where nothing fits, so that the relations do not hold here."""
        names, rows = self._reached(form)
        least, most = (self._best(form, names, rows, sign) for sign in (1, -1))
        return None if least is None or most is None else (least, most)

    def _reached(self, form: Form) -> tuple[list[str], list[tuple[Form, float, float]]]:
        """The names that have anything to do with a sum, through other sums, and those sums."""
        names, rows = dict.fromkeys(form), dict[int, tuple[Form, float, float]]()
        fresh = list(form)
        while fresh:
            near = {number for name in fresh if not self._told(name) for number in self.holding.get(name, ())} - rows.keys()
            rows |= {number: self.sums[number] for number in sorted(near)}
            fresh = [name for number in sorted(near) for name in self.sums[number][0] if name not in names]
            names.update(dict.fromkeys(fresh))
        return list(names), list(rows.values())

    def _told(self, name: str) -> bool:
        low, high = self.limits.get(name, (0, None))
        return low == high

    def _best(self, form: Form, names: Sequence[str], rows: Sequence[tuple[Form, float, float]], sign: int) -> float | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        lows, highs = zip(*(self.limits.get(name, (0, None)) for name in names), strict=True)
        limits = Bounds(list(lows), [NO_MOST if high is None else high for high in highs])
        matrix = [[row.get(name, 0) for name in names] for row, _, _ in rows]
        held: Any = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows]) if rows else ()
        found = milp([sign * form.get(name, 0) for name in names], integrality=[1] * len(names), bounds=limits, constraints=held)
        if found.status:
            return None
        best = round(sign * found.fun, 6)
        return best if abs(best) < NO_MOST else math.copysign(math.inf, best)


def recovered(told: Iterable[tuple[Form, float]], hidden: str) -> tuple[float, float] | None:
    """The range of one hidden count, given sums that were told."""
    system = System()
    for form, value in told:
        system.add(form, value, value)
    return system.range({hidden: 1})
