"""Which needs had the women at sign-up, on each occasion since and on the day, as each rater sees them?

Raters are never combined: a row is of one domain and one rater, and adds up to its women. What is unknown or not
rated stands beside none, met and unmet, never among them. A figure's rows are added up, so `explain` cannot disagree.
"""

import datetime
import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

import attrs
import msgspec

from ledger.codes import NEED_DOMAIN, RATER
from ledger.dates import months_after
from ledger.history import Fact
from projections.answers import ANSWERS, Answer, counted, excluded, missing, not_counted
from projections.asked import Given
from projections.change import at_sign_up
from projections.figures import Row, sorted_rows
from projections.indicators import Programme
from projections.indicators.needs import CHANGES, change_of, disagreement_of, ratings
from projections.indicators.programme.assessments import Due, occasions
from projections.sheets import Column, Sheet
from projections.woman import Woman

KNOWN: Final = ("none", "met", "unmet")
STATES: Final = (*KNOWN, "unknown", "missing", "excluded")
BASELINE: Final = "baseline"
NOW: Final = "now"
BETWEEN: Final = ("6-months", "12-months", "exit", "follow-up-6-months", "follow-up-12-months")
OCCASIONS: Final = (BASELINE, *BETWEEN, NOW)
CHANGE_WORDS: Final = tuple(CHANGES)
DISAGREE: Final = "raters-disagree"
Key = tuple[str, str, str, str]
NUMBERED: Final[Mapping[Key, int]] = {key: number for number, key in enumerate([
    *product(NEED_DOMAIN.names, RATER.names, OCCASIONS, STATES), *product(NEED_DOMAIN.names, RATER.names, CHANGE_WORDS, ANSWERS),
    *product(NEED_DOMAIN.names, ("",), (DISAGREE,), ANSWERS)])}
_encode = msgspec.msgpack.Encoder().encode
_part = msgspec.msgpack.Decoder(list[int])


@attrs.frozen
class Rated:
    """How a need stood on an occasion: one of STATES, why, and the facts that say so."""

    state: str
    reason: str
    facts: tuple[Fact | None, ...]


Occasion = Mapping[str, Due]


def rated(woman: Woman, domain: str, rater: str, occasion: str) -> Rated | None:
    """How her need stood in one rater's eyes; None where she has not signed up or the occasion has not come."""
    return _rated(woman, ratings(woman).get((domain, rater), ()), occasion, come(woman)) if woman.signed_up else None


@functools.lru_cache(maxsize=2)
def come(woman: Woman) -> Occasion:
    """The occasions after the baseline that have come for her; of several runs, the last."""
    return {_name(due): due for due in occasions(woman) if due.occasion != BASELINE}


def _name(due: Due) -> str:
    if due.occasion != "follow-up":
        return due.occasion
    return "follow-up-6-months" if due.day == months_after(due.since.day, 6) else "follow-up-12-months"


def _rated(woman: Woman, facts: Sequence[Fact], occasion: str, have_come: Occasion) -> Rated | None:
    if occasion == BASELINE:
        return _at_baseline(woman, facts)
    if occasion == NOW:
        return _now(woman, facts)
    due = have_come.get(occasion)
    return _on(woman, facts, due) if due else None


def _at_baseline(woman: Woman, facts: Sequence[Fact]) -> Rated:
    """The last known by sign-up, else the first known within the window of an assessment after it."""
    known = at_sign_up(woman, [fact for fact in facts if fact.event.rating in KNOWN])
    return _said(known or at_sign_up(woman, facts), woman.sign_up)


def _now(woman: Woman, facts: Sequence[Fact]) -> Rated:
    """The last rating by the day; women who have died are excluded."""
    if woman.died:
        return Rated("excluded", "she has died", (woman.died,))
    return _said(facts[-1] if facts else None, woman.sign_up)


def _on(woman: Woman, facts: Sequence[Fact], due: Due) -> Rated:
    """The last rating within the window of an occasion, a known one before an unknown one."""
    window = datetime.timedelta(woman.parameters["assessment.window-days"])
    near = [fact for fact in facts if abs(fact.day - due.day) <= window]
    known = [fact for fact in near if fact.event.rating in KNOWN]
    if not known and due.day + window > woman.day:
        return Rated("excluded", f"may be rated until {due.day + window}", (due.since, *near[-1:]))
    told = known or near
    return _said(told[-1] if told else None, due.since)


def _said(fact: Fact | None, otherwise: Fact) -> Rated:
    if fact is None:
        return Rated("missing", "not rated", (otherwise,))
    return Rated(fact.event.rating, f"{fact.event.rating} on {fact.said.occurred}", (fact,))


def answer(said: Rated, word: str) -> Answer:
    """A woman's row of a figure: none, met and unmet are of those known, unknown and missing of all."""
    if said.state == word:
        return counted(said.reason, *said.facts)
    if said.state == "excluded":
        return excluded(said.reason, *said.facts)
    if word in KNOWN and said.state not in KNOWN:
        return missing(said.reason, *said.facts)
    return not_counted(said.reason, *said.facts)


def answers(woman: Woman, figure: str) -> tuple[Answer, ...]:
    """One woman's rows of a figure: 'housing.practitioner.unmet' (on the day), 'housing.practitioner.baseline.unmet',
    'housing.practitioner.became-met', 'housing.raters-disagree'. Raises KeyError for none of these."""
    domain, rater, occasion, word = parsed(figure)
    if occasion:
        said = rated(woman, domain, rater, occasion)
        return (answer(said, word),) if said else ()
    said_of = disagreement_of(woman, domain) if word == DISAGREE else change_of(woman, domain, rater, word)
    return (said_of,) if said_of else ()


def parsed(figure: str) -> tuple[str, str, str, str]:
    """Domain, rater, occasion and word of a figure's name; '' where it has none. Raises KeyError."""
    domain, *rest = figure.split(".")
    if domain not in NEED_DOMAIN.names:
        raise KeyError(figure)
    if rest == [DISAGREE]:
        return domain, "", "", DISAGREE
    if len(rest) == 2 and rest[0] in RATER.names and rest[1] in CHANGE_WORDS:
        return domain, rest[0], "", rest[1]
    if len(rest) == 2:
        rest.insert(1, NOW)
    if len(rest) != 3 or rest[0] not in RATER.names or rest[1] not in OCCASIONS or rest[2] not in STATES[:-1]:
        raise KeyError(figure)
    return domain, rest[0], rest[1], rest[2]


def names() -> Iterator[str]:
    """Every figure that can be explained or compared."""
    for domain in NEED_DOMAIN.names:
        for rater in RATER.names:
            yield from (f"{domain}.{rater}.{word}" for word in (*STATES[:-1], *CHANGE_WORDS))
            yield from (f"{domain}.{rater}.{occasion}.{word}" for occasion in OCCASIONS[:-1] for word in STATES[:-1])
        yield f"{domain}.{DISAGREE}"


def _told(woman: Woman) -> Iterator[Key]:
    """Where a woman who signed up is counted: as rated on each occasion, as changed since, and as her raters differ."""
    have_come, own = come(woman), ratings(woman)
    for domain in NEED_DOMAIN.names:
        for rater in RATER.names:
            for occasion in OCCASIONS:
                if rated := _rated(woman, own.get((domain, rater), ()), occasion, have_come):
                    yield domain, rater, occasion, rated.state
            yield from ((domain, rater, word, said.answer) for word in CHANGE_WORDS if (said := change_of(woman, domain, rater, word)))
        if differ := disagreement_of(woman, domain):
            yield domain, "", DISAGREE, differ.answer


class Needs:
    """The report as women are added to it; `explained` names one figure. Raises KeyError for none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None:
            parsed(explained)
        self._figure = explained
        self._alike: Counter[bytes] = Counter()
        self._women: Counter[Key] = Counter()
        self._kept: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if self._figure is not None:
            self._kept += [Row(woman.reference, each) for each in answers(woman, self._figure)]
        else:
            self.take(self.part(woman))

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of an explanation."""
        return self._figure is None

    def part(self, woman: Woman) -> bytes:
        """Where one woman is counted, as bytes that `take` takes."""
        return _encode([NUMBERED[key] for key in _told(woman)] if woman.signed_up else [])

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._alike[part] += 1

    def _add_up(self) -> None:
        keys = tuple(NUMBERED)
        for part, times in self._alike.items():
            for number in _part.decode(part):
                self._women[keys[number]] += times
        self._alike.clear()

    def document(self, erased: int) -> dict[str, Any]:
        """A row for each domain, rater and occasion; then what changed since sign-up; then where raters differ."""
        self._add_up()
        rated_at_all = {(domain, rater) for domain, rater, occasion, state in self._women
                        if occasion in OCCASIONS and state in (*KNOWN, "unknown")}
        shown = [(domain, rater) for domain in NEED_DOMAIN.names for rater in RATER.names if (domain, rater) in rated_at_all]
        return {"rows": [row for domain, rater in shown for row in self._rows(domain, rater)],
                "changes": [self._change(domain, rater) for domain, rater in shown],
                "disagreements": [self._disagreement(domain) for domain in dict.fromkeys(domain for domain, _ in shown)],
                "erased": erased}

    def _rows(self, domain: str, rater: str) -> Iterator[dict[str, Any]]:
        for occasion in OCCASIONS:
            counts = {state: self._women[domain, rater, occasion, state] for state in STATES}
            if any(counts.values()):
                yield {"domain": domain, "rater": rater, "occasion": occasion, "women": sum(counts.values()), **counts}

    def _change(self, domain: str, rater: str) -> dict[str, Any]:
        told = {word: self._women[domain, rater, word, "counted"] for word in CHANGE_WORDS}
        word = CHANGE_WORDS[0]
        paired = told[word] + self._women[domain, rater, word, "not-counted"]
        return {"domain": domain, "rater": rater, "paired": paired,
                **{word.replace("-", "_"): number for word, number in told.items()},
                "not_paired": self._women[domain, rater, word, "missing"]}

    def _disagreement(self, domain: str) -> dict[str, Any]:
        disagree, agree = (self._women[domain, "", DISAGREE, said] for said in ("counted", "not-counted"))
        return {"domain": domain, "rated_by_two": disagree + agree, "raters_disagree": disagree,
                "not_rated_by_two": self._women[domain, "", DISAGREE, "missing"], "excluded": self._women[domain, "", DISAGREE, "excluded"]}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one figure that was asked for."""
        return sorted_rows(self._kept)


_DOMAIN: Final = Column("domain", "Area of need", "One of the areas in which needs are rated.", role="open")
_RATER: Final = Column("rater", "Whose rating", "The woman, her practitioner, or a partner agency; never combined.", role="open")


def _count(name: str, title: str, text: str, role: str = "count") -> Column:
    return Column(name, title, text, "whole", "women", role)


ROWS: Final = (
    _DOMAIN, _RATER,
    Column("occasion", "Occasion", "baseline: at sign-up; now: on the day; the others within assessment.window-days.", role="open"),
    _count("women", "Women", "Women signed up for whom the occasion has come; the columns after it add up to it.", "of"),
    _count("none", "No need", "Rated as no need."), _count("met", "Met", "Rated as a need that is met by help."),
    _count("unmet", "Unmet", "Rated as a need that is not met."), _count("unknown", "Unknown", "Rated as unknown."),
    _count("missing", "Not rated", "Not rated by this rater."),
    _count("excluded", "Excluded", "Died by the day, or may still be rated for this occasion."))
CHANGED: Final = (
    _DOMAIN, _RATER,
    _count("paired", "Rated twice", "Women rated none, met or unmet at sign-up and again since.", "of"),
    _count("became_met", "Became met", "Unmet at sign-up and met now."),
    _count("newly_unmet", "Newly unmet", "None or met at sign-up and unmet now."),
    _count("eased", "Eased", "Unmet at sign-up and met or none now; those that became met are among them."),
    _count("not_paired", "Not rated twice", "Women signed up who were not rated at sign-up and again since."))
DIFFERING: Final = (
    _DOMAIN, _count("rated_by_two", "Rated by two", "Women whose last ratings by two raters or more are known.", "of"),
    _count("raters_disagree", "Raters disagree", "Their last ratings differ."),
    _count("not_rated_by_two", "Not rated by two", "Women with the known rating of one rater, or of none."),
    _count("excluded", "Excluded", "Women who have died by the day."))


def sheets(document: Mapping[str, Any]) -> Sequence[Sheet]:
    """The three tables of the report."""
    return (Sheet("needs", "Needs by rater and occasion", "How each need was rated, a rater at a time.", ROWS, document["rows"]),
            Sheet("changes", "Needs that changed since sign-up", "One rater's rating at sign-up against the last one of a later day.",
                  CHANGED, document["changes"], "changes"),
            Sheet("disagreements", "Where raters see a need differently", "Last ratings by the day, of two raters or more.",
                  DIFFERING, document["disagreements"], "disagreements"))
