"""Which numbers of a report are counts of women, and of which group are they a part?

A row of a report rests on one count of women: k of n, n being some of a larger group whose size is known to everybody.
Its other numbers (events, days, rates, intervals) may be told only where that count may. A row that says of nobody
how many women are behind it may not be told at all.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from projections.cohort import REMOVED
from projections.disclosure.counts import GROUP, LARGEST_SHARE, LEAST, may_show, may_stand_for, word

if TYPE_CHECKING:
    from projections.disclosure.earlier import Release

IDENTIFIED: Final = "identified"
PRIORITISED: Final = "prioritised"
SIGNED_UP: Final = "signed-up"
TOTALS: Final = (IDENTIFIED, PRIORITISED, SIGNED_UP)


@attrs.frozen
class Behind:
    """Who is behind a figure that counts no women: how many women are in its numerator and its denominator, and the
    largest amount that one of them adds."""

    counted: int
    of: int
    largest: float


@attrs.frozen
class Known:
    """What everybody is taken to know: how many women were identified, prioritised and signed up, and which totals
    were declared public. behind: who is behind figures that count no women. releases: what was told before."""

    totals: Mapping[str, int]
    declared: Mapping[str, float] = attrs.field(factory=dict)
    behind: Mapping[str, Behind] = attrs.field(factory=dict)
    releases: "Sequence[Release]" = ()

    def public(self, total: str) -> bool:
        """Whether the size of a whole group was published elsewhere."""
        return self.declared.get(total) == self.totals[total]

    def clash(self, total: str) -> "Release | None":
        """The earlier release beside which the size of a whole group would tell of fewer than eight women."""
        size = self.totals[total]
        told = (release for release in self.releases if 0 < abs(size - release.totals.get(total, size)) < LEAST)
        return None if self.public(total) else next(told, None)

    def tells(self, total: str) -> bool:
        """Whether the size of a whole group may be told: published elsewhere, or far enough from, or the same as, every
        larger one and what was told of it before."""
        size = self.totals[total]
        if self.public(total) or self.clash(total):
            return self.public(total)
        larger = [self.totals[each] for each in TOTALS[:TOTALS.index(total)] if self.totals[each] >= size]
        return size >= GROUP and all(may_stand_for(size, each) for each in larger)


@attrs.frozen
class Cell:
    """The count of women that a row rests on: `counted` of `of`, who are some of the group `base`.

    name: of what, the same in every report. beside: the other numbers that are told with it, in order.
    safe: whether those may be told where the count may. worded: whether a word for the count can be taken for nothing
    else. fixed: whether `of` is by definition all of `base`, so that everybody knows it. plain: False where nobody is told
    to be counted, only `of`: a median, a sum over everybody. path, row: where it stands in the document.
    """

    name: str
    counted: int
    of: int
    base: str = SIGNED_UP
    beside: tuple[float, ...] = ()
    safe: bool = True
    worded: bool = True
    fixed: bool = False
    plain: bool = True
    path: str = "rows"
    row: int = 0

    def may_show(self, known: Known) -> bool:
        """Whether the rule for a single count lets it be told."""
        counts = may_show(self.counted, self.of) if self.plain else self.of >= GROUP
        return self.safe and counts and known.tells(self.base) and may_stand_for(self.of, known.totals[self.base])

    def word(self) -> str | None:
        """What may be said in its place."""
        return word(self.counted, self.of) if self.plain and self.worded else None


CROSSING: Final = ("M33",)
"""Figures that cross one characteristic of women with another: those of its other groups and the unknown are the rest of a
step that is told, and no rule here says so."""

BEFORE_SIGN_UP: Final = ("M01", "M02", "M02.of-prioritised", "M05.within-3-months")
EVERYBODY: Final = ("Women signed up by the day.", "Women prioritised: those")


def of_matrix(row: Mapping[str, Any], known: Known) -> Cell | None:
    """The count behind a figure of the matrix; None where no women are known to be behind it."""
    from projections.indicators import figures

    figure = figures().get(row["figure"])
    if figure is None or row["numerator"] is None or figure.indicator in CROSSING:
        return None
    base = PRIORITISED if row["figure"] in BEFORE_SIGN_UP else SIGNED_UP
    if row["unit"] == "women" and row["measure"] == "proportion":
        fixed = figure.missing == figure.excluded == "nobody" and figure.of_whom.startswith(EVERYBODY)
        return Cell(row["figure"], int(row["numerator"]), int(row["denominator"]), base, fixed=fixed)
    if row["unit"] == "women" and row["measure"] == "median":
        return _median(row, base)
    behind = known.behind.get(row["figure"])
    return _amount(row, behind) if behind else None


def _median(row: Mapping[str, Any], base: str) -> Cell:
    """A median says of nobody on which side of a line she is: its group must be large enough, no more."""
    women = int(row["denominator"])
    return Cell(row["figure"], women, women, base, (row["numerator"], row["value"] or 0), plain=False)


def _amount(row: Mapping[str, Any], behind: Behind) -> Cell:
    """Events, days or children: enough women behind them and not behind them, and none of them most of it."""
    counted, of = row["numerator"], row["denominator"]
    parts = row["measure"] in ("proportion", "share")
    safe = (counted >= LEAST and behind.largest < LARGEST_SHARE * counted and row["measure"] in ("rate", "proportion", "share")
            and (not parts or of - counted >= LEAST))
    return Cell(row["figure"], behind.counted, behind.of, beside=(counted, of), safe=safe, worded=False)


def of_cohort(row: Mapping[str, Any]) -> Cell | None:
    """The count behind a line that describes the women who signed up; None for the smallest and the largest of anything."""
    if row["value"] is None or row["name"].endswith((", fewest", ", most")):
        return None
    if row["name"] == "women":
        return Cell("cohort.women", row["of"], row["of"], plain=False)
    if row["name"].startswith(REMOVED):
        return Cell(f"cohort.{row['name']}", row["women"], row["women"], beside=(row["value"],), plain=False)
    return Cell(f"cohort.{row['name']}", row["women"], row["of"])


def of_profile(row: Mapping[str, Any]) -> Cell | None:
    """The women with any event behind a row of the profile."""
    safe = row["events"] >= LEAST and (row["largest_share"] or 1) < LARGEST_SHARE
    return Cell(f"use.{row['service']}.{row['phase']}", int(row["women_with_events"]), int(row["women"]),
                beside=(row["events"], row["covered_days"]), safe=safe)


STEPS: Final[Mapping[str, str]] = {"reached": PRIORITISED, "in-programme": SIGNED_UP, "ended": SIGNED_UP, "completed": SIGNED_UP}


def of_funnel(row: Mapping[str, Any]) -> Cell | None:
    """The count behind a step; None for a step that is a total."""
    base = STEPS.get(row["step"])
    name = "M01" if row["step"] == "reached" else f"funnel.{row['step']}"
    return Cell(name, row["women"], row["of"], base, fixed=True) if base else None


def cells_of(report: str, document: Mapping[str, Any], known: Known) -> Sequence[Cell]:
    """Every count of women that a declared report's rows rest on, in order."""
    read = {"matrix": (("rows", lambda row: of_matrix(row, known)), ("cohort", of_cohort)),
            "profile": (("rows", of_profile),), "funnel": (("rows", of_funnel),)}.get(report, ())
    found = [(path, number, cell_of(row)) for path, cell_of in read for number, row in enumerate(document[path])]
    return [attrs.evolve(cell, path=path, row=number) for path, number, cell in found if cell]
