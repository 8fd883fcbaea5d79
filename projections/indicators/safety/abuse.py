"""O3d: is she safer from domestic abuse?

What she answers and what another source confirmed are told apart. Not asked is missing, never safe; so is what she would
not say, and what it was not safe to ask.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from ledger.dates import first_day, years_before
from ledger.history import Fact
from projections.answers import Answer, counted, missing, not_counted
from projections.change import DIED, on_the_day
from projections.indicators import figure
from projections.woman import Woman

UNTOLD: Final[Mapping[str, str]] = {"declined": "asked, and she would rather not say", "unsafe-to-ask": "not safe to ask"}
OF_WHOM: Final = "Women signed up by the day who were asked, and whose last answer says whether there is or was abuse."
MISSING: Final = "Women never asked, who last declined to answer, or whom it was last unsafe to ask."
IN_OR_RECENTLY: Final = '83 % "in or recently" (2021)'
THE_YEAR: Final = "in the year up to the day"

UNASKED: Final = """
never asked is missing, never safe | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 incident-reported incident=domestic-abuse severity=low incident_ref=I1
  2021-02-02 incident-verified incident_ref=I1 by_source=police finding=confirmed
she would rather not say | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
  2021-09-30 abuse-status-asked answer=declined
not safe to ask | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=unsafe-to-ask
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
  2021-03-01 died
not signed up | on 2021-09-30 | none
  2021-02-01 abuse-status-asked answer=current
"""


def of_those_asked(woman: Woman, ask: Callable[[Fact], Answer]) -> Answer | None:
    """What `ask` says of her last answer, where she has given one."""
    def told(woman: Woman) -> Answer:
        last = woman.last("abuse-status-asked")
        if last is None:
            return missing("not asked", woman.sign_up)
        if last.event.answer in UNTOLD:
            return missing(f"{UNTOLD[last.event.answer]}, {last.said.occurred}", woman.sign_up, last)
        return ask(last)
    return on_the_day(woman, told)


def answered(woman: Woman, answers: Sequence[str]) -> Answer | None:
    """Whether her last answer is one of these."""
    def ask(last: Fact) -> Answer:
        answer = counted if last.event.answer in answers else not_counted
        return answer(f"{last.event.answer}, asked {last.said.occurred}", woman.sign_up, last)
    return of_those_asked(woman, ask)


@figure("M21.current", outcome="O3d", title="Domestic abuse at present, as she says", of_whom=OF_WHOM,
        counts="Her last answer by the day is current.", missing=MISSING, excluded=DIED, baseline=IN_OR_RECENTLY,
        told_by=("abuse-status-asked",), examples="""
current | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
no longer, asked on the day itself | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
  2021-09-30 abuse-status-asked answer=past-year
""" + UNASKED)
def current(woman: Woman) -> Answer | None:
    """Of the women signed up who were asked, those who last said that there is domestic abuse at present."""
    return answered(woman, ("current",))


@figure("M21.past-year", outcome="O3d", title="Domestic abuse at present or in the past year, as she says", of_whom=OF_WHOM,
        counts="Her last answer by the day is current or past-year.", missing=MISSING, excluded=DIED,
        baseline=IN_OR_RECENTLY, told_by=("abuse-status-asked",), examples="""
in the past year | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=past-year
at present is in the past year too | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
earlier, or none | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
  2021-08-01 abuse-status-asked answer=earlier
""" + UNASKED)
def past_year(woman: Woman) -> Answer | None:
    """Of the women signed up who were asked, those who last said that there is domestic abuse, or was in the past year."""
    return answered(woman, ("current", "past-year"))


@attrs.frozen
class Incident:
    """One incident of domestic abuse, by whomever it was reported, and what others found."""

    reports: tuple[Fact, ...]
    findings: tuple[Fact, ...]

    @property
    def day(self) -> str:
        return self.reports[0].said.occurred

    @property
    def times(self) -> int:
        """How often it happened, where several times are told at once: the most that anyone told."""
        return max(report.event.times or 1 for report in self.reports)

    @property
    def self_reported(self) -> bool:
        return any(report.event.reported_by == "self" for report in self.reports)

    @property
    def confirmed(self) -> bool:
        return any(finding.event.finding == "confirmed" for finding in self.findings)


def incidents(woman: Woman) -> list[Incident]:
    """Her incidents of domestic abuse in the year up to the day, in order; reports of one reference are one incident."""
    start = years_before(woman.day, 1)
    found: dict[object, list[Fact]] = {}
    for report in woman.of("incident-reported"):
        if report.event.incident == "domestic-abuse" and (first_day(report.event.until) if report.event.until else report.day) > start:
            found.setdefault(report.event.incident_ref or object(), []).append(report)
    return [Incident(tuple(reports), _findings(woman, reports[0].event.incident_ref)) for reports in found.values()]


def _findings(woman: Woman, reference: str | None) -> tuple[Fact, ...]:
    return tuple(fact for fact in woman.of("incident-verified") if reference and fact.event.incident_ref == reference)


@figure("M21.verified", outcome="O3d", title="Domestic abuse in the past year, verified", of_whom=OF_WHOM,
        counts=f"An incident of domestic abuse {THE_YEAR} that police, health or another agency confirmed, whatever she answered.",
        missing=MISSING, excluded=DIED, baseline=IN_OR_RECENTLY, told_by=("abuse-status-asked", "incident-reported"), examples="""
confirmed | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=none
  2020-10-01 incident-reported incident=domestic-abuse severity=high incident_ref=I1 reported_by=police
  2020-11-01 incident-verified incident_ref=I1 by_source=police finding=confirmed
a year ago to the day | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
  2020-09-30 incident-reported incident=domestic-abuse severity=high incident_ref=I1
  2020-11-01 incident-verified incident_ref=I1 by_source=police finding=confirmed
reported, and not confirmed | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 abuse-status-asked answer=current
  2021-03-01 incident-reported incident=domestic-abuse severity=high incident_ref=I1
  2021-03-02 incident-verified incident_ref=I1 by_source=police finding=not-confirmed
  2021-04-01 incident-reported incident=domestic-abuse severity=high
""" + UNASKED)
def verified(woman: Woman) -> Answer | None:
    """Of the women signed up who were asked, those with an incident of domestic abuse in the year up to the day that
    another source confirmed."""
    def ask(last: Fact) -> Answer:
        confirmed = [each for each in incidents(woman) if each.confirmed]
        facts = [fact for each in confirmed for fact in (*each.reports, *each.findings)]
        if confirmed:
            return counted(f"confirmed: {', '.join(each.day for each in confirmed)}", woman.sign_up, last, *facts)
        return not_counted("no incident confirmed", woman.sign_up, last)
    return of_those_asked(woman, ask)


REPORTED: Final = """
one incident that two reported, and one told as four times | on 2021-09-30 | REPORTED
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 incident-reported incident=domestic-abuse severity=high incident_ref=I1 reported_by=self
  2021-03-01 incident-reported incident=domestic-abuse severity=high incident_ref=I1 reported_by=police
  2021-03-02 incident-verified incident_ref=I1 by_source=police finding=confirmed
  2020-06-01 incident-reported incident=domestic-abuse severity=low reported_by=self times=4 until=2020-10
an agency's report that nobody confirmed, and two of hers on a day | on 2021-09-30 | TWICE
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 incident-reported incident=domestic-abuse severity=high reported_by=partner-agency
  2021-04-01 incident-reported incident=domestic-abuse severity=low reported_by=self
  2021-04-01 incident-reported incident=domestic-abuse severity=high reported_by=self
a year ago to the day, and another kind | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
  2020-09-30 incident-reported incident=domestic-abuse severity=high reported_by=self
  2021-03-01 incident-reported incident=overdose severity=high reported_by=self
not signed up | on 2021-09-30 | none
  2021-03-01 incident-reported incident=domestic-abuse severity=high reported_by=self
"""


def _reported(woman: Woman, takes: Callable[[Incident], bool]) -> Iterator[Answer]:
    """Her incidents of the year, one row each."""
    seen: Counter[str] = Counter()
    for each in incidents(woman) if woman.signed_up else ():
        seen[each.day] += 1
        if takes(each):
            unit = f"incident {each.day}{f' #{seen[each.day]}' if seen[each.day] > 1 else ''}"
            reporters = ", ".join(sorted({report.event.reported_by for report in each.reports}))
            yield counted(f"reported by {reporters}{', confirmed' if each.confirmed else ''}", *each.reports, *each.findings,
                          amount=each.times, of=each.times, unit=unit)


def _declare(name: str, title: str, words: str, takes: Callable[[Incident], bool], reported: str, twice: str) -> None:
    def of_woman(woman: Woman) -> Iterator[Answer]:
        return _reported(woman, takes)

    of_woman.__doc__ = f"Incidents of domestic abuse {THE_YEAR}, reported of women signed up{words}."
    figure(name, outcome="O3d", title=title, unit="incidents", measure="count",
           of_whom=f"Incidents of domestic abuse {THE_YEAR}, of women signed up; beside the answers, never added to them.",
           counts=f"Incidents{words}; one however many report it under one reference, and as many as are told of at once.",
           told_by=("incident-reported",), examples=REPORTED.replace("REPORTED", reported).replace("TWICE", twice))(of_woman)


_declare("M21.incidents", "Incidents of domestic abuse in the past year", "", lambda each: True,
         "counted 1 of 1; counted 4 of 4", "counted 1 of 1; counted 1 of 1; counted 1 of 1")
_declare("M21.incidents.self-reported", "Incidents of domestic abuse in the past year, as she reported", " by herself",
         lambda each: each.self_reported, "counted 1 of 1; counted 4 of 4", "counted 1 of 1; counted 1 of 1")
_declare("M21.incidents.verified", "Incidents of domestic abuse in the past year, verified",
         " and confirmed by police, health or another agency", lambda each: each.confirmed, "counted 1 of 1", "none")
