"""Do her contraception and her children hold together?"""

from collections.abc import Iterator

from ledger.dates import first_day
from ledger.history import Fact, History
from projections.certain import before
from projections.quality.found import Findings, found

YOUNGEST = 10


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
