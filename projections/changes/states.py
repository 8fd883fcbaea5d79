"""Of what is yes or no: how many had it at sign-up, how many have it now, and who changed?

Housing, registration with a GP and occupation are states: what was last recorded holds until something else is. Of what she
is asked (abuse, needs, substance use) one look is no change: there must be a later one.
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.codes import ACCOMMODATION, NEED_DOMAIN, RATER, SUBSTANCES
from ledger.history import Fact
from projections.answers import Answer, counted, missing, not_counted
from projections.change import at_sign_up, since
from projections.figures import tidy
from projections.indicators.circumstances.activity import occupied
from projections.statistics.paired import Table, mid_p, newcombe
from projections.woman import Woman

WAYS: Final = ("both", "lost", "gained", "neither", "not-paired")


@attrs.frozen
class State:
    """A question with yes or no for an answer. told: the facts that say, in order; yes: what one of them says.

    lasting: the first holds until another is recorded, so that one look is enough.
    """

    title: str
    told: Callable[[Woman], Sequence[Fact]]
    yes: Callable[[Fact], bool]
    lasting: bool = False


@attrs.frozen
class Look:
    """One woman at sign-up and now; None where it is not known."""

    woman: str
    before: bool | None
    after: bool | None

    @property
    def way(self) -> str:
        if self.before is None or self.after is None:
            return "not-paired"
        return {(True, True): "both", (True, False): "lost", (False, True): "gained", (False, False): "neither"}[self.before, self.after]


def _homes(woman: Woman) -> list[Fact]:
    return [fact for fact in woman.of("housing-changed") if fact.event.accommodation not in ACCOMMODATION.groups["unknown"]]


def _said(field: str) -> Callable[[Woman], list[Fact]]:
    """Her homes of which it is known."""
    return lambda woman: [fact for fact in woman.of("housing-changed") if getattr(fact.event, field) in ("yes", "no")]


def _answers(woman: Woman) -> list[Fact]:
    return [fact for fact in woman.of("abuse-status-asked") if fact.event.answer not in ("declined", "unsafe-to-ask")]


def _needs(domain: str, rater: str) -> Callable[[Woman], list[Fact]]:
    return lambda woman: [fact for fact in woman.of("need-assessed") if fact.event.domain == domain and fact.event.rater == rater
                          and fact.event.rating != "unknown"]


def _uses(substance: str) -> Callable[[Woman], list[Fact]]:
    return lambda woman: [fact for fact in woman.of("substance-use-reviewed") if fact.event.substance == substance
                          and isinstance(fact.event.days_in_28, int)]


@functools.cache
def states() -> Mapping[str, State]:
    """Every question by name."""
    found = {
        "settled": State("In settled (mainstream) housing", _homes,
                         lambda fact: fact.event.accommodation in ACCOMMODATION.groups["mainstream"], lasting=True),
        "homeless": State("Homeless", _homes, lambda fact: fact.event.accommodation in ACCOMMODATION.groups["homeless"], lasting=True),
        "secure": State("With secure tenure", _said("secure"), lambda fact: bool(fact.event.secure == "yes"), lasting=True),
        "safe": State("Safe at home, in her view", _said("safe"), lambda fact: bool(fact.event.safe == "yes"), lasting=True),
        "gp": State("Registered with a GP", lambda woman: woman.of("gp-registered", "gp-deregistered"),
                    lambda fact: fact.kind == "gp-registered", lasting=True),
        "abuse-current": State("Domestic abuse at present, as she says", _answers, lambda fact: bool(fact.event.answer == "current")),
        "abuse-past-year": State("Domestic abuse at present or in the past year, as she says", _answers,
                                 lambda fact: fact.event.answer in ("current", "past-year"))}
    found.update({f"use.{name}": State(f"Use of {name.replace('-', ' ')} in the last 28 days", _uses(name),
                                       lambda fact: bool(fact.event.days_in_28 > 0)) for name in SUBSTANCES.groups["uses"]})
    found.update({f"need.{domain}.{rater}": State(f"Need of {domain.replace('-', ' ')} unmet, rated by {rater}", _needs(domain, rater),
                                                  lambda fact: bool(fact.event.rating == "unmet"))
                  for domain in NEED_DOMAIN.names for rater in RATER.names})
    return found


OCCUPIED: Final = "occupied"


def names() -> list[str]:
    """The questions in the order in which they are told."""
    return [OCCUPIED, *states()]


def looks(woman: Woman) -> Iterator[tuple[str, Look]]:
    """Each question of which something is recorded of her, and what was so at sign-up and is so now."""
    for name in names():
        before, after, facts = _looked(woman, name)
        if facts:
            yield name, Look(woman.reference, before, after)


def _looked(woman: Woman, name: str) -> tuple[bool | None, bool | None, list[Fact]]:
    """What was so at sign-up, what is so now, and the facts that say."""
    if name == OCCUPIED:
        return _occupation(woman)
    state = states()[name]
    told = state.told(woman)
    first = at_sign_up(woman, told)
    last = (told[-1] if state.lasting else since(first, told)) if first else None
    facts = [first, last] if first and last else list(told[-1:])
    return state.yes(first) if first else None, state.yes(last) if last else None, [fact for fact in facts if fact]


def _occupation(woman: Woman) -> tuple[bool | None, bool | None, list[Fact]]:
    """In work, learning or volunteering: known where any activity is recorded, several may run at once."""
    facts = woman.of("activity-started", "activity-ended")
    return bool(occupied([fact for fact in facts if fact.day <= woman.sign_up.day])), bool(occupied(facts)), list(facts)


def row(name: str, looks: Sequence[Look], women: int) -> dict[str, Any]:
    """One question: who changed, McNemar's mid-P, and the difference of shares with Newcombe's interval."""
    ways = [look.way for look in looks]
    table = Table(*(ways.count(way) for way in WAYS[:4]))
    title = "In work, learning or volunteering" if name == OCCUPIED else states()[name].title
    return {"figure": name, "title": title, "women": women, "paired": table.of, "not_paired": women - table.of,
            "before": table.both + table.lost, "after": table.both + table.gained, "both": table.both, "lost": table.lost,
            "gained": table.gained, "neither": table.neither, **_tested(table), "mark": None if table.of else "z"}


def _tested(table: Table) -> dict[str, Any]:
    """difference: the share after less the share before; before_less_after: the other way, as papers give it."""
    if not table.of:
        return dict.fromkeys(("mid_p", "difference", "interval", "before_less_after", "before_less_after_interval"))
    p, found = mid_p(table), newcombe(table)
    return {"mid_p": None if p is None else tidy(p), "difference": tidy(-found.value), "interval": [tidy(-found.high), tidy(-found.low)],
            "before_less_after": tidy(found.value), "before_less_after_interval": [tidy(found.low), tidy(found.high)]}


def answers(woman: Woman, name: str, way: str) -> list[Answer]:
    """Whether one woman is one of those; missing where she is not paired."""
    before, after, facts = _looked(woman, name)
    went = Look(woman.reference, before if facts else None, after if facts else None).way
    said = {"not-paired": "not known twice", "both": "yes, and yes now", "lost": "yes, and no now", "gained": "no, and yes now",
            "neither": "no, and no now"}[went]
    if went == "not-paired" != way:
        return [missing(said, woman.sign_up, *facts)]
    return [(counted if went == way else not_counted)(said, woman.sign_up, *facts)]
