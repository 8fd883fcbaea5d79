"""What became of referrals: from referral to decision to first attendance, how long, and what stood in the way?

The unit is the referral, of women signed up. Its wait ends with her first attendance at the service, or with a decision
that closes it, whichever comes first (indicators/access/barriers.py); accepted and waiting-list end no wait. Those that
still wait stand apart: they are in no median of waits that are over.
"""

import datetime
import functools
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from msgspec.structs import replace

from ledger.codes import NEED_DOMAIN, REFERRAL_DECISION, SERVICES
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.asked import Given
from projections.figures import Row, sorted_rows, tidy
from projections.indicators import Programme
from projections.indicators.access.barriers import ENDING, Referral, referrals
from projections.sheets import Column, Sheet
from projections.woman import Woman

ALL: Final = "all"
ATTENDED: Final = "attended"
WAITING: Final = "waiting"
DIED: Final = "died"
STANDINGS: Final = (ATTENDED, *ENDING, WAITING, DIED)
DECISIONS: Final = tuple(REFERRAL_DECISION.names)
UNDECIDED: Final = "undecided"
DECIDED_WORDS: Final = (*(f"decided-{decision}" for decision in DECISIONS), UNDECIDED)


@attrs.frozen
class Pathway:
    """One referral: how it stands on the day (one of STANDINGS), and how long it waited or has waited, in days.

    half-open: the day of the referral is day 0. decided: the first decision on it, if there is one.
    """

    woman: str
    referral: Referral
    standing: str
    days: int
    over: bool
    died: Fact | None

    @property
    def made(self) -> Fact:
        return self.referral.made

    @property
    def service(self) -> str:
        return str(self.made.event.service)

    @property
    def domain(self) -> str:
        return str(self.made.event.domain)

    @property
    def facts(self) -> tuple[Fact | None, ...]:
        return (*self.referral.facts(), self.died if self.standing == DIED else None)

    @property
    def days_to_decision(self) -> int | None:
        first = next(iter(self.referral.decisions), None)
        return (first.day - self.made.day).days if first else None


@functools.lru_cache(maxsize=2)
def pathways(woman: Woman) -> list[Pathway]:
    """Her referrals by the day; none where she has not signed up."""
    return [_pathway(woman, referral) for referral in referrals(woman)] if woman.signed_up else []


def _pathway(woman: Woman, referral: Referral) -> Pathway:
    last = woman.end - datetime.timedelta(1)
    days = ((referral.ended.day if referral.ended else last) - referral.made.day).days
    return Pathway(woman.reference, referral, _standing(woman, referral), max(days, 0),
                   days > woman.parameters["waiting.days"], woman.died)


def _standing(woman: Woman, referral: Referral) -> str:
    if referral.attended:
        return ATTENDED
    if referral.ended:
        return str(referral.ended.event.decision)
    return DIED if woman.died else WAITING


Judge = Callable[[Pathway], Answer]


def _stands(word: str) -> Judge:
    def judge(each: Pathway) -> Answer:
        return (counted if each.standing == word else not_counted)(_worded(each), *each.facts)
    return judge


def _worded(each: Pathway) -> str:
    ends = {ATTENDED: f"attended after {each.days} days", WAITING: f"still waiting after {each.days} days",
            DIED: f"died after {each.days} days of waiting"}
    return ends.get(each.standing, f"{each.standing} after {each.days} days")


def _met_with(decision: str) -> Judge:
    def judge(each: Pathway) -> Answer:
        found = next((fact for fact in each.referral.decisions if fact.event.decision == decision), None)
        said = ", ".join(fact.event.decision for fact in each.referral.decisions) or "no decision recorded"
        return counted(f"{decision} {found.said.occurred}", each.made, found) if found else not_counted(said, *each.facts)
    return judge


def _undecided(each: Pathway) -> Answer:
    decided = each.referral.decisions
    return not_counted("decided", each.made, decided[0]) if decided else counted("no decision recorded", each.made)


def _waited_over(each: Pathway) -> Answer:
    """More than waiting.days, over or still waiting; one that waits and is not that old cannot be asked yet."""
    if each.over:
        return counted(_worded(each), *each.facts)
    open_ = each.standing in (WAITING, DIED)
    return (excluded if open_ else not_counted)(_worded(each), *each.facts)


def _waiting_over(each: Pathway) -> Answer:
    return (counted if each.over and each.standing == WAITING else not_counted)(_worded(each), *each.facts)


def _days_to_attendance(each: Pathway) -> Answer:
    if each.standing != ATTENDED:
        return excluded(_worded(each), *each.facts)
    return counted(_worded(each), each.made, each.referral.attended, amount=each.days)


def _days_to_decision(each: Pathway) -> Answer:
    days, decided = each.days_to_decision, each.referral.decisions
    if days is None:
        return excluded("no decision recorded", each.made)
    return counted(f"{decided[0].event.decision} after {days} days", each.made, decided[0], amount=days)


WORDS: Final[Mapping[str, Judge]] = {
    "referrals": lambda each: counted(_worded(each), each.made),
    **{word: _stands(word) for word in STANDINGS},
    **{f"decided-{decision}": _met_with(decision) for decision in DECISIONS}, UNDECIDED: _undecided,
    "waited-over": _waited_over, "waiting-over": _waiting_over,
    "days-to-first-attendance": _days_to_attendance, "days-to-decision": _days_to_decision}
MEDIANS: Final = ("days-to-first-attendance", "days-to-decision")


def parsed(figure: str) -> tuple[str, str, str]:
    """Service, domain and word of a figure's name: 'waiting', 'gp.waiting', 'gp.mental-health.waiting',
    'all.mental-health.waiting'. Raises KeyError for none of these."""
    *where, word = figure.split(".")
    service, domain = [*where, ALL, ALL][:2]
    if len(where) > 2 or word not in WORDS or service not in (ALL, *SERVICES.names) or domain not in (ALL, *NEED_DOMAIN.names):
        raise KeyError(figure)
    return service, domain, word


def answers(woman: Woman, figure: str) -> tuple[Answer, ...]:
    """One woman's rows of a figure, a referral each. Raises KeyError for no figure."""
    service, domain, word = parsed(figure)
    return tuple(replace(WORDS[word](each), unit=each.referral.unit)
                 for each in pathways(woman) if _within(each, service, domain))


def names() -> Iterator[str]:
    """Figures to compare: of all referrals, of each service, and of each area of need."""
    for service, domain in ((ALL, ALL), *((service, ALL) for service in SERVICES.names), *((ALL, area) for area in NEED_DOMAIN.names)):
        yield from (f"{service}.{domain}.{word}" for word in WORDS)


def _within(each: Pathway, service: str, domain: str) -> bool:
    return service in (ALL, each.service) and domain in (ALL, each.domain)


def places(each: Pathway) -> Iterator[tuple[str, str]]:
    """The rows that a referral is part of: all, its service, its domain, and both together."""
    yield from ((ALL, ALL), (each.service, ALL), (ALL, each.domain), (each.service, each.domain))


class Pathways:
    """The report as women are added to it; `explained` names one figure. Raises KeyError for none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None:
            parsed(explained)
        self._figure = explained
        self._days = programme.parameters["waiting.days"]
        self._found: list[Pathway] = []
        self._kept: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman's referrals."""
        if self._figure is None:
            self._found += pathways(woman)
        else:
            self._kept += [Row(woman.reference, each) for each in answers(woman, self._figure)]

    def document(self, erased: int) -> dict[str, Any]:
        """A row for each service, each area of need, both together, and all; and what was decided."""
        of: dict[tuple[str, str], list[Pathway]] = {}
        for each in self._found:
            for place in places(each):
                of.setdefault(place, []).append(each)
        ordered = sorted(of, key=_order)
        return {"waiting_days": self._days, "rows": [_row(*place, of[place]) for place in ordered],
                "decisions": [_decided(*place, of[place]) for place in ordered], "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one figure that was asked for."""
        return sorted_rows(self._kept)


def _order(place: tuple[str, str]) -> tuple[int, int]:
    service, domain = place
    return [ALL, *SERVICES.names].index(service), [ALL, *NEED_DOMAIN.names].index(domain)


def _row(service: str, domain: str, found: Sequence[Pathway]) -> dict[str, Any]:
    stand = {word.replace("-", "_"): sum(each.standing == word for each in found) for word in STANDINGS}
    attended = [each.days for each in found if each.standing == ATTENDED]
    decided = [each.days_to_decision for each in found if each.days_to_decision is not None]
    return {"service": service, "domain": domain, "referrals": len(found), "women": len({each.woman for each in found}),
            **stand, "waited_over": sum(_waited_over(each).answer == "counted" for each in found),
            "waiting_over": sum(_waiting_over(each).answer == "counted" for each in found),
            "days_to_decision": _median(decided), "days_to_first_attendance": _median(attended),
            "shortest": min(attended, default=None), "longest": max(attended, default=None),
            "half_ended_by": half_ended_by(found)}


def _median(days: Sequence[int]) -> float | None:
    return tidy(statistics.median(days)) if days else None


def half_ended_by(found: Iterable[Pathway]) -> float | None:
    """The day by which half of the waits are over, one way or the other, those still waiting counted as far as they go.

    Kaplan and Meier's median; None where the curve does not come down to a half while five still wait.
    """
    from projections.statistics.survival import Seen, curve

    half = curve([Seen(each.days, each.standing not in (WAITING, DIED)) for each in found]).median
    return None if half is None else tidy(half)


def _decided(service: str, domain: str, found: Sequence[Pathway]) -> dict[str, Any]:
    """What was decided; a referral that met with several decisions stands in each."""
    met = {word: sum(WORDS[word](each).answer == "counted" for each in found) for word in DECIDED_WORDS}
    return {"service": service, "domain": domain, "referrals": len(found),
            **{word.removeprefix("decided-").replace("-", "_"): number for word, number in met.items()}}


_SERVICE: Final = Column("service", "Service", "To which she was referred; all: every service.", role="open")
_DOMAIN: Final = Column("domain", "Area of need", "For which she was referred; all: every area.", role="open")


def _count(name: str, title: str, text: str, role: str = "count", unit: str = "referrals") -> Column:
    return Column(name, title, text, "whole", unit, role)


def _days(name: str, title: str, text: str, role: str = "derived") -> Column:
    return Column(name, title, text, "number", "days", role)


ROWS: Final = (
    _SERVICE, _DOMAIN,
    _count("referrals", "Referrals", "Made by the day for women signed up; the seven columns after women add up to it.", "of"),
    _count("women", "Women", "Women with such a referral.", unit="women"),
    _count("attended", "Attended", "She attended the service, recorded or as she said."),
    _count("below_threshold", "Below threshold", "The wait ended as below the threshold."),
    _count("not_available", "Not available", "The wait ended as not available."),
    _count("declined_by_woman", "Declined by her", "The wait ended by her decision."),
    _count("closed", "Closed", "The wait ended as closed."),
    _count("waiting", "Still waiting", "No attendance, and no decision that ends the wait."),
    _count("died", "Died waiting", "She died while she waited."),
    _count("waited_over", "Waited too long", "Waited for more than waiting.days, over or not (M19.waiting)."),
    _count("waiting_over", "Still waiting too long", "Still waiting, for more than waiting.days."),
    _days("days_to_decision", "Days to decision", "Median days to the first decision, of those decided."),
    _days("days_to_first_attendance", "Days to attendance", "Median days to the first attendance, of those attended."),
    _days("shortest", "Shortest", "Fewest days to the first attendance: of one referral.", "one"),
    _days("longest", "Longest", "Most days to the first attendance: of one referral.", "one"),
    _days("half_ended_by", "Half over by day", "Kaplan-Meier median of the whole wait, those still waiting as far as they go."))
DECIDED: Final = (
    _SERVICE, _DOMAIN, _count("referrals", "Referrals", "Made by the day for women signed up.", "of"),
    _count("accepted", "Accepted", "Met with acceptance."), _count("waiting_list", "Waiting list", "Put on a waiting list."),
    _count("below_threshold", "Below threshold", "Met with below-threshold (M19.below-threshold)."),
    _count("not_available", "Not available", "Met with not-available (M19.not-available)."),
    _count("declined_by_woman", "Declined by her", "She declined."), _count("closed", "Closed", "Closed."),
    _count("other", "Other", "Another decision."), _count("undecided", "Undecided", "No decision is recorded."))


def sheets(document: Mapping[str, Any]) -> Sequence[Sheet]:
    """The two tables of the report."""
    return (Sheet("pathways", "Referrals and waits", "How referrals stand on the day, by service and area of need.",
                  ROWS, document["rows"]),
            Sheet("decisions", "Decisions on referrals", "A referral that met with several decisions stands in each.",
                  DECIDED, document["decisions"], "decisions"))
