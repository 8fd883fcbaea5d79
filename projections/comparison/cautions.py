"""What speaks against making much of a comparison?

Cautions are data, raised by rule. Each is a word for programs and a sentence for people. The rules lean to the safe side:
a caution too many costs a second look, a caution too few may cost a service, or keep one that does not help.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from projections.comparison.hers import Hers, Part
from projections.comparison.lockdowns import SOURCE
from projections.comparison.measured import Own
from projections.figures import YEAR
from projections.indicators import Programme
from projections.statistics.ratios import Time

BEFORE: Final = ("before-2", "before-1")
LATER: Final = ("outreach", "during", "after")


@attrs.frozen
class Caution:
    """A word and a sentence."""

    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


AFTERTHOUGHT: Final = Caution("not-planned", "An afterthought: no plan was registered before the data could be seen. "
                              "Of many comparisons some look large by chance.")


@attrs.frozen(slots=False)
class Case:
    """One service and two sides to be compared, with all women signed up; split: days at which time is parted."""

    women: Sequence[Hers]
    service: str
    of_name: str
    to_name: str
    of: tuple[str, ...]
    to: tuple[str, ...]
    programme: Programme
    split: tuple[int, ...] = ()

    @functools.cached_property
    def hers(self) -> list[tuple[Part, Part]]:
        """Every woman's days and events on either side."""
        return [(woman.part(self.service, self.of), woman.part(self.service, self.to)) for woman in self.women]

    @functools.cached_property
    def paired(self) -> list[Own]:
        """The women with covered days on both sides."""
        return [Own(woman, of.time, to.time) for woman, (of, to) in zip(self.women, self.hers, strict=True) if of.days and to.days]

    @property
    def looks_back(self) -> bool:
        """Whether it sets a time before the programme against a later one."""
        return bool(set(self.of) & set(BEFORE)) and bool(set(self.to) & set(LATER))

    def parameter(self, name: str) -> int:
        return self.programme.parameters[name]

    def rate(self, phase: str, among: Sequence[Own]) -> float | None:
        """The rate a year of these women in one phase; None where no day of it is covered."""
        times = [each.woman.part(self.service, (phase,)).time for each in among]
        days = sum(each.time for each in times)
        return sum(each.events for each in times) / (days / YEAR) if days else None


def cautions(case: Case, planned: bool) -> list[Caution]:
    """The cautions that a comparison raises, in the order of RULES; one that was not planned says so last."""
    raised = [Caution(code, text) for code, rule in RULES.items() if case.paired and (text := rule(case))]
    return [*raised, *([] if planned else [AFTERTHOUGHT])]


def unchecked(case: Case) -> list[str]:
    """The cautions that could not be looked for, because nobody looked at the days that would tell."""
    if case.looks_back and case.paired and not _both_years(case):
        return ["regression-to-the-mean"]
    return []


def _both_years(case: Case) -> list[Own]:
    """Those compared who have covered days in both years before."""
    return [each for each in case.paired if all(each.woman.part(case.service, (phase,)).days for phase in BEFORE)]


def _regression(case: Case) -> str:
    if not case.looks_back:
        return ""
    found_by_use = sum(each.woman.by_use for each in case.paired)
    if found_by_use * 100 >= case.parameter("caution.found-by-use-percent") * len(case.paired):
        return (f"{found_by_use} of the {len(case.paired)} women compared were found by their recent use of services. Use that was "
                "high when they were found tends to come down by itself: regression to the mean.")
    two, one = (case.rate(phase, _both_years(case)) for phase in BEFORE)
    if one and two is not None and 100 * one >= (100 + case.parameter("caution.well-above-percent")) * two:
        return (f"The year before outreach was high: {one:.2f} a woman-year in before-1, {two:.2f} in before-2. A high year tends to be "
                "followed by a lower one by itself: regression to the mean.")
    return ""


def _crisis(case: Case) -> str:
    if not case.looks_back or "outreach" in (*case.of, *case.to):
        return ""
    outreach = case.rate("outreach", case.paired)
    of, to = _rate([each.of for each in case.paired]), _rate([each.to for each in case.paired])
    if outreach is not None and outreach > max(of, to):
        return (f"Women came in at a time of crisis: {outreach:.2f} a woman-year in outreach, above {of:.2f} in {case.of_name} and "
                f"{to:.2f} in {case.to_name}. A crisis passes by itself.")
    return ""


def _rate(times: Sequence[Time]) -> float:
    return sum(each.events for each in times) / (sum(each.time for each in times) / YEAR)


def _coverage(case: Case) -> str:
    of, to = (_covered_share(case, side) for side in (0, 1))
    if of is not None and to is not None and abs(of - to) * 100 >= case.parameter("caution.coverage-points"):
        return (f"Records were looked at on {of:.0%} of the days in {case.of_name} and on {to:.0%} in {case.to_name}: "
                "the sides were not seen equally well.")
    return ""


def _covered_share(case: Case, side: int) -> float | None:
    """Covered days of all days on a side, of all women signed up."""
    phases = (case.of, case.to)[side]
    days = sum(woman.length(phases) for woman in case.women)
    return sum(parts[side].time.time for parts in case.hers) / days if days else None


def _one_woman(case: Case) -> str:
    shares = {}
    for name, events in ((case.of_name, [each.of.events for each in case.paired]), (case.to_name, [each.to.events for each in case.paired]),
                         ("both together", [each.of.events + each.to.events for each in case.paired])):
        if sum(events):
            shares[name] = max(events) / sum(events)
    largest = max(shares, key=lambda name: shares[name], default=None)
    if largest and shares[largest] * 100 >= case.parameter("caution.one-woman-percent"):
        return f"One woman has {shares[largest]:.0%} of the events in {largest}: what she does decides the figure."
    return ""


def _attrition(case: Case) -> str:
    if not set(case.to) & {"during", "after"}:
        return ""
    covered = [woman for woman, (of, _) in zip(case.women, case.hers, strict=True) if of.days]
    lost = sum(woman.lost for woman in covered)
    if lost and lost * 100 >= case.parameter("caution.attrition-percent") * len(covered):
        return f"{lost} of {len(covered)} women left otherwise than by completing the programme: those who stay are not those who began."
    return ""


def _few(case: Case) -> str:
    least = case.parameter("rate.few-events")
    sides = ((case.of_name, sum(each.of.events for each in case.paired)), (case.to_name, sum(each.to.events for each in case.paired)))
    few = [f"{events} in {name}" for name, events in sides if events < least]
    return f"Fewer than {least} events: {', '.join(few)}. One more or less would move the figure." if few else ""


def _lockdown(case: Case) -> str:
    of, to = (sum(each.woman.part(case.service, phases).in_lockdown for each in case.paired) for phases in (case.of, case.to))
    if not of and not to:
        return ""
    return (f"{of:,} covered days of {case.of_name} and {to:,} of {case.to_name} were in a lockdown in England, "
            f"when everybody used services less ({SOURCE}).")


RULES: Final[Mapping[str, Callable[[Case], str]]] = {
    "regression-to-the-mean": _regression, "entry-at-crisis": _crisis, "differing-coverage": _coverage, "one-woman": _one_woman,
    "attrition": _attrition, "few-events": _few, "lockdown": _lockdown}
