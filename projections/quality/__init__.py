"""What is odd in a history, though it may be true?

Every rule is pure: a history goes in, findings with their positions come out. must: a figure is certainly wrong, or a
person can be recognised. should: a figure is probably wrong. note: curious, no more. None of it makes a ledger broken.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import attrs

from ledger.audit import Checked
from ledger.errors import Finding
from ledger.history import History
from projections import parameters
from projections.caseload import Gathered, gather, stretches
from projections.indicators import Programme
from projections.quality import contraception, course, records, settings, words
from projections.quality.found import HINT, Findings
from projections.woman import Woman

Rule = Callable[[History], Findings]
RULES: Final[tuple[Rule, ...]] = (
    course.after_death, course.after_end, course.identified_twice, course.sign_up_order, course.two_sign_ups, course.released_not_allocated,
    contraception.removed_never_fitted, contraception.two_devices, contraception.fitted_twice,
    contraception.born_too_soon, contraception.removed_before_born, contraception.born_twice,
    records.answers_nothing, records.ends_before_it_begins, records.two_homes, records.occasion_twice, records.found_differs,
    words.recognisable, words.reference_recognisable)
SEVERITIES: Final = ("must", "should", "note")


def of_woman(history: History) -> list[Finding]:
    """All that is odd in one woman's history."""
    return [finding for rule in RULES for finding in rule(history)]


def of_programme(programme: History) -> Findings:
    """All that is odd in the programme's own history, but for what needs the women's."""
    yield from words.recognisable(programme)
    yield from settings.without_effect(programme)


def look(programme: History, women: Iterable[History], day: datetime.date) -> list[Finding]:
    """All that is odd in a ledger on a day, the gravest first."""
    context = Programme(programme.upto(day), day, parameters.in_force(programme.upto(day)))
    found = list(of_programme(programme))
    gathered: list[Gathered] = []
    for history in women:
        found += of_woman(history)
        gathered.append((history.woman, gather(Woman(history.upto(day), day, context.parameters))))
    found += over_cap(context, gathered)
    return sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each.position or 0, each.code))


def over_cap(programme: Programme, gathered: Sequence[Gathered]) -> Findings:
    """More women than the cap of a post, on the day. A cap warns: this is a note, and `due` lists it."""
    for stretch in stretches(programme, gathered):
        if stretch.over and stretch.start <= programme.day < stretch.end:
            yield Finding("over-cap", f"{stretch.practitioner} carries {stretch.weight:g} with a cap of {stretch.cap:g}.",
                          HINT, severity="note", position=stretch.because[-1])


def joined(checked: Checked, found: Sequence[Finding]) -> Checked:
    """A check with these findings beside its own. Where the record itself is in doubt nothing is added."""
    if checked.verdict not in ("ok", "findings"):
        return checked
    findings = (*checked.findings, *found)
    grave = any(each.severity in ("must", "should") for each in findings)
    return attrs.evolve(checked, verdict="findings" if grave else "ok", findings=findings)
