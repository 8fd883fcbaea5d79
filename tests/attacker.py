"""Somebody who has every public paper, knows the totals and the definitions, and wants a small number.

Written from the definitions of the figures alone; it knows nothing of how numbers are held back. It takes documents as
they were printed, in order, and yields every count of fewer than eight women, or of all but fewer than eight, that can
be read off, worked out of an interval or a percentage, subtracted, or bounded by linear programming (scipy.optimize.linprog).
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from scipy.optimize import linprog
from scipy.stats import binomtest

LEAST = 8
NEEDS = ("numerator", "denominator", "value", "interval", "missing", "excluded", "erased")
ENDINGS = tuple(f"M04.{word}" for word in ("left-early", "disengaged", "moved-away", "transferred", "service-closed", "died", "other"))
INSIDE = (("M09.in-place.long-acting", "M09.in-place"), ("M09.in-place", "M09.in-place.with-ring"), ("M09.in-place", "M09.ever-fitted"),
          ("M39.gp", "M39"), ("M39.dentist", "M39"), ("M21.current", "M21.past-year"))


@attrs.frozen
class Paper:
    """A public paper: true on which day, its rows by report, and how many women everybody knows had signed up."""

    true_on: str
    documents: Mapping[str, Mapping[str, Any]]
    signed_up: int
    prioritised: int

    def figures(self) -> dict[str, Mapping[str, Any]]:
        return {row["figure"]: row for row in self.documents.get("matrix", {}).get("rows", ())}

    def pairs(self) -> dict[str, tuple[int, int]]:
        """Every 'k of n women' that is printed, by what it is of."""
        found = {name: (row["numerator"], row["denominator"]) for name, row in self.figures().items()
                 if row["numerator"] is not None and row["unit"] == "women" and row["measure"] == "proportion"}
        found |= {f"cohort.{row['name']}": (row["women"], row["of"]) for row in self.documents.get("matrix", {}).get("cohort", ())
                  if row["women"] is not None}
        found |= {f"use.{row['service']}.{row['phase']}": (row["women_with_events"], row["women"])
                  for row in self.documents.get("profile", {}).get("rows", ()) if row["women"] is not None}
        return found | {f"step.{row['step']}": (row["women"], row["of"]) for row in self.documents.get("funnel", {}).get("rows", ())
                        if row["women"] is not None and row["of"] is not None}

    def words(self) -> dict[str, str]:
        """Every word printed in place of a count."""
        found = {name: row["words"] for name, row in self.figures().items() if isinstance(row.get("words"), str)}
        return found | {f"step.{row['step']}": row["words"] for row in self.documents.get("funnel", {}).get("rows", ()) if row["words"]}


def attack(papers: Sequence[Paper]) -> Iterator[str]:
    """Everything that the papers give away, a sentence each."""
    for paper in papers:
        yield from read_off(paper)
        yield from left_open(paper)
        yield from inverted(paper)
        yield from subtracted(paper)
        yield from bounded(paper)
    for earlier, later in itertools.combinations(papers, 2):
        yield from between(earlier, later)


def small(count: float) -> bool:
    return 0 <= count < LEAST


def read_off(paper: Paper) -> Iterator[str]:
    """Counts that are simply there, and their complements, and those who are not in the group."""
    for name, (counted, of) in paper.pairs().items():
        if counted < LEAST or of - counted < LEAST or of < 2 * LEAST:
            yield f"{name}: {counted} of {of}"
        whole = paper.prioritised if name.startswith(("M01", "M02", "M05", "step.reached", "step.signed")) else paper.signed_up
        if 0 < whole - of < LEAST:
            yield f"{name}: {whole - of} are not among its {of}"


def left_open(paper: Paper) -> Iterator[str]:
    """Numbers in a row that says it is confidential, and numbers that no public row should have."""
    for report, document in paper.documents.items():
        for row in (row for rows in document.values() if isinstance(rows, list) for row in rows):
            numbers = [name for name, value in row.items() if isinstance(value, int | float | list) and not isinstance(value, bool)]
            if row.get("mark") == "c" and [name for name in numbers if name != "target"]:
                yield f"{report}: {row} is confidential and tells {numbers}"
            if any(row.get(name) is not None for name in ("missing", "excluded", "erased", "largest_share", "uncovered_days")):
                yield f"{report}: {row} tells who is missing"
            for counted, of in re.findall(r"(\d+) of (\d+)", str(row.get("baseline") or "")):
                if int(counted) < LEAST or int(of) - int(counted) < LEAST:
                    yield f"{report}: the baseline tells {counted} of {of}"


def inverted(paper: Paper) -> Iterator[str]:
    """Every k of n that a printed interval or percentage can come of."""
    for name, row in paper.figures().items():
        if row["unit"] != "women" or row["measure"] != "proportion":
            continue
        for of in {paper.signed_up, paper.prioritised, row["denominator"]} - {None, 0}:
            fits = [counted for counted in range(of + 1) if _fits(row, counted, of)]
            if len(fits) == 1 and (small(fits[0]) or small(of - fits[0])):
                yield f"{name}: its interval or percentage can only be {fits[0]} of {of}"


def _fits(row: Mapping[str, Any], counted: int, of: int) -> bool:
    if row["value"] is None and row["interval"] is None:
        return True
    if row["value"] is not None and abs(row["value"] - counted / of) > 0.0005:
        return False
    if row["interval"] is None:
        return True
    limits = binomtest(counted, of).proportion_ci(0.95, "wilson")
    return max(abs(limits.low - row["interval"][0]), abs(limits.high - row["interval"][1])) < 0.0005


def subtracted(paper: Paper) -> Iterator[str]:
    """Differences of printed counts of which one is by definition among the other."""
    pairs = paper.pairs()
    for part, whole in INSIDE:
        if part in pairs and whole in pairs and small(pairs[whole][0] - pairs[part][0]):
            yield f"{whole} less {part}: {pairs[whole][0] - pairs[part][0]}"
    reached = pairs.get("M01") or pairs.get("step.reached")
    if reached and "M02" in pairs and 0 < reached[0] - pairs["M02"][1] < LEAST:
        yield f"outreach is still open with {reached[0] - pairs['M02'][1]}"
    parts = [name for name in ENDINGS if name in pairs]
    if "M04" in pairs and len(parts) == len(ENDINGS) - 1:
        yield f"the ending that is left out: {pairs['M04'][0] - sum(pairs[name][0] for name in parts)}"


def bounded(paper: Paper) -> Iterator[str]:
    """Counts of which a linear programme over everything printed leaves fewer than eight values, all of them small."""
    names, equal, below = _programme(paper)
    told = paper.pairs()
    for name in names:
        if name in told:
            continue
        least, most = (_limit(name, names, equal, below, sign) for sign in (1, -1))
        if least is None or most is None:
            continue
        least, most = math.ceil(least - 1e-6), math.floor(most + 1e-6)
        if most - least < LEAST - 1 and least < LEAST:
            yield f"{name} lies between {least} and {most}"


def _programme(paper: Paper) -> tuple[list[str], list[tuple[dict[str, int], float]], list[tuple[dict[str, int], float]]]:
    """What is printed and what the definitions say, as equations and limits."""
    told, words = paper.pairs(), paper.words()
    equal: list[tuple[dict[str, int], float]] = [({name: 1}, counted) for name, (counted, _) in told.items()]
    below: list[tuple[dict[str, int], float]] = [({name: 1}, LEAST - 1) for name, word in words.items() if word == "none or few"]
    below += [({name: -1}, LEAST - 1 - paper.signed_up) for name, word in words.items()
              if word == "most or all" and name in ("M04.still-in-programme", "step.in-programme", "M09.ever-fitted", "M26")]
    equal.append(({"M04": 1, **dict.fromkeys(ENDINGS, -1)}, 0))
    equal.append(({"step.in-programme": 1, "step.ended": 1}, paper.signed_up))
    below.append(({"M04": 1, "M04.still-in-programme": 1}, paper.signed_up))
    below += [({part: 1, whole: -1}, 0) for part, whole in INSIDE]
    for name in [name for name in told if name.endswith(".improved")]:
        stem = name.removesuffix("improved")
        equal.append(({name: 1, f"{stem}deteriorated": 1, f"{stem}same": 1}, told[name][1]))
    below += [({name: 1}, paper.signed_up) for form, _ in equal for name in form if not name.startswith(("M01", "M02", "M05"))]
    names = list(dict.fromkeys(name for form, _ in (*equal, *below) for name in form))
    return names, equal, below


def _limit(name: str, names: list[str], equal: Iterable[tuple[dict[str, int], float]], below: Iterable[tuple[dict[str, int], float]],
           sign: int) -> float | None:
    def table(rows: Iterable[tuple[dict[str, int], float]]) -> tuple[list[list[int]], list[float]]:
        rows = list(rows)
        return [[form.get(each, 0) for each in names] for form, _ in rows], [value for _, value in rows]
    (a_eq, b_eq), (a_ub, b_ub) = table(equal), table(below)
    found = linprog([sign * (each == name) for each in names], A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=(0, None))
    return sign * found.fun if found.status == 0 else None


def between(earlier: Paper, later: Paper) -> Iterator[str]:
    """What one paper tells by another: the women who came, went or changed, where they are fewer than eight."""
    then, now = earlier.pairs(), later.pairs()
    for name in then.keys() & now.keys():
        (counted, of), (recounted, again) = then[name], now[name]
        for what, move in (("counted", recounted - counted), ("not counted", (again - recounted) - (of - counted))):
            if 0 < abs(move) < LEAST:
                yield f"{name}: {abs(move)} {what} more or fewer on {later.true_on} than on {earlier.true_on}"
    amounts, others = (_amounts(paper) for paper in (earlier, later))
    for name in amounts.keys() & others.keys():
        if amounts[name] != others[name] and abs(earlier.signed_up - later.signed_up) < LEAST:
            yield f"{name}: {amounts[name]} on {earlier.true_on}, {others[name]} on {later.true_on}, by few women"


def _amounts(paper: Paper) -> dict[str, Any]:
    found = {name: (row["numerator"], row["denominator"]) for name, row in paper.figures().items()
             if row["numerator"] is not None and (row["unit"] != "women" or row["measure"] != "proportion")}
    return found | {row["name"]: row["value"] for row in paper.documents.get("matrix", {}).get("cohort", ())
                    if row["value"] is not None and row["name"].startswith("children")}
