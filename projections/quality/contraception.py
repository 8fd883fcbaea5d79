"""Do her contraception and her children hold together?"""

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ledger.codes import CONTRACEPTION
from ledger.dates import first_day
from ledger.history import Fact, History
from projections.certain import before, last_day
from projections.quality.found import Findings, found

YOUNGEST: Final = 10
OVERLAP: Final = datetime.timedelta(31)
DEVICES: Final = CONTRACEPTION.groups["long_acting"]


def two_devices(history: History) -> Findings:
    """A device fitted while one of another kind was in place, and its removal is not recorded within a month of it."""
    fitted = [fact for fact in history.of("larc-fitted") if fact.event.method in DEVICES]
    for index, fact in enumerate(fitted):
        others = {earlier.event.method for earlier in fitted[:index]
                  if earlier.event.method != fact.event.method and not _gone(history, earlier, last_day(fact.said.occurred) + OVERLAP)}
        if others:
            there = " and ".join(_a(method)[0].lower() + _a(method)[1:] for method in sorted(others))
            yield found("two-devices", "should", fact, f"{_a(fact.event.method)} was fitted, and the removal of {there} is not recorded.")


def _gone(history: History, fitted: Fact, by: datetime.date) -> bool:
    """Whether a device may have been removed or expelled since, by a day."""
    return any(first_day(fact.said.occurred) <= by and not before(fact.said.occurred, fitted.said.occurred)
               for fact in history.of("larc-removed", "larc-checked")
               if (fact.event.finding == "expelled" if fact.kind == "larc-checked" else fact.event.method == fitted.event.method))


def fitted_twice(history: History) -> Findings:
    """One method fitted twice on one day."""
    facts = sorted(history.of("larc-fitted"), key=lambda fact: (fact.day, fact.event.method))
    for one, other in pairwise(facts):
        if one.said.occurred == other.said.occurred and one.event.method == other.event.method and not one.about:
            yield found("fitted-twice", "should", other, f"{_a(other.event.method)} was fitted twice on one day.")


def removed_never_fitted(history: History) -> Findings:
    """A LARC removed that was never recorded as fitted: before sign-up a curiosity, since then M09 lacks its days."""
    signed = history.first("signed-up")
    for fact in history.of("larc-removed"):
        if _fitted(history, fact) < _removed(history, fact):
            severity = "should" if signed and signed.day <= fact.day else "note"
            yield found("removed-never-fitted", severity, fact,
                        f"{_a(fact.event.method)} was removed that was never recorded as fitted.")


def _a(method: str) -> str:
    return {"injection": "An injection", "implant": "An implant", "iud": "An IUD", "ius": "An IUS"}[method]


def _fitted(history: History, removed: Fact) -> int:
    """How many of the method may have been fitted by then."""
    return sum(fact.event.method == removed.event.method and not before(removed.said.occurred, fact.said.occurred)
               for fact in history.of("larc-fitted"))


def _removed(history: History, removed: Fact) -> int:
    """How many of the method were removed by then, this one among them."""
    alike = [fact for fact in history.of("larc-removed") if fact.event.method == removed.event.method]
    return alike.index(removed) + 1


def born_too_soon(history: History) -> Findings:
    """A child born before she could have one, by the birth year given. One year is wrong."""
    told = [fact.event.birth_year for fact in history.of("woman-identified") if fact.event.birth_year is not None]
    seen = set()
    for child, born, fact in _births(history):
        if told and child not in seen and first_day(born).year - max(told) < YOUNGEST:
            seen.add(child)
            yield found("born-too-soon", "should", fact, f"A child was born before she was {YOUNGEST}, by the birth year given.")


def _births(history: History) -> Iterator[tuple[str, str, Fact]]:
    """Each child, when it was born, and the entry that says so. Of a removal without birth date nothing is asked."""
    for fact in history.of("child-born", "child-removed"):
        born = fact.said.occurred if fact.kind == "child-born" else fact.event.child_born
        if born:
            yield fact.event.child, born, fact


def removed_before_born(history: History) -> Findings:
    """A child removed before it was born."""
    born = {child: when for child, when, _ in _births(history)}
    for fact in history.of("child-removed"):
        if fact.event.child in born and before(fact.said.occurred, born[fact.event.child]):
            yield found("removed-before-born", "should", fact, "A child was removed before it was born.")


def born_twice(history: History) -> Findings:
    """One reference for two births."""
    seen: dict[str, str] = {}
    for fact in history.of("child-born"):
        if seen.setdefault(fact.event.child, fact.said.occurred) != fact.said.occurred:
            yield found("born-twice", "should", fact, "A child of this reference was recorded as born before, on another date.")
