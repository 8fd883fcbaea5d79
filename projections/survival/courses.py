"""Since when was each woman followed, until when, and did it end then?

She is followed while somebody would know: in the programme, or on days that a complete review of the records covers. From
the first day on which nobody would, from her death, and after the report's day, she is no longer followed.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from ledger.history import Fact
from projections import coverage
from projections.answers import Answer, excluded, positions
from projections.days import united
from projections.indicators.contraception.pregnancies import pregnancies
from projections.indicators.contraception.uses import LARC, LONG_ACTING, Use, uses
from projections.woman import Woman


@attrs.frozen
class Course:
    """What runs until it ends. of_woman: counted where it ended, not-counted where it had not; of: the days followed."""

    title: str
    text: str
    of_woman: Callable[[Woman], Answer | None]


def followed_until(woman: Woman, start: datetime.date, service: str) -> datetime.date:
    """The first day, from a start on, on which nobody would know: half-open, at most the end of her days."""
    days = united(woman.programme_days, coverage.reviewed(woman.history, service))
    ends = [end for begun, end in days if begun <= start.toordinal() < end]
    return min(woman.end, datetime.date.fromordinal(ends[0])) if ends else start


def larc(woman: Woman) -> Answer | None:
    """From her first fitting of an implant or coil since sign-up to its removal. None where she had no LARC."""
    held = uses(woman, LARC)
    first = next((use for use in held if use.method in LONG_ACTING and use.begun.day >= woman.sign_up.day), None)
    if first is None:
        return excluded("an injection, or fitted before sign-up", *(use.begun for use in held)) if held else None
    last, removed = _kept(woman, first, held)
    return _told(woman, first.begun, last, removed, "sexual-health", f"{first.said}", "removed", "still in place")


def _kept(woman: Woman, use: Use, held: Sequence[Use]) -> tuple[datetime.date, Fact | None]:
    """When it ended and by which removal; without one, when its life ended. A switch to the next LARC goes on with that."""
    passed = [use]
    while following := _next(woman, passed, held):
        passed.append(following)
    last = passed[-1]
    removed = last.ended if last.ended and last.ended.day <= last.until else None
    return last.until, removed


def _next(woman: Woman, passed: Sequence[Use], held: Sequence[Use]) -> Use | None:
    """The LARC fitted within larc.switch-days of the end of the last one, or while that was in place, that lasts longer."""
    near, last = datetime.timedelta(woman.parameters["larc.switch-days"]), passed[-1]
    return next((use for use in held if use not in passed and last.begun.day <= use.begun.day <= last.until + near
                 and use.until >= last.until and use.until > use.begun.day), None)


def pregnancy(woman: Woman) -> Answer | None:
    """From sign-up to the first pregnancy that became known; excluded where she was pregnant at sign-up."""
    signed = woman.sign_up
    first = None
    for each in pregnancies(woman):
        dated = each.conceived()
        over = next((fact for fact in each.facts if fact.kind != "pregnancy-confirmed"), None)
        if (each.known.day < signed.day or (dated and dated[0] < signed.day)) and not (over and over.day < signed.day):
            return excluded("pregnant at sign-up", signed, *each.facts)
        if each.known.day >= signed.day:
            first = first or each.known
    return _told(woman, signed, woman.end, first, "maternity", f"signed up {signed.said.occurred}", "pregnancy known", "none known")


def _told(woman: Woman, begun: Fact, until: datetime.date, ended: Fact | None, service: str, since: str, word: str,
          still: str) -> Answer:
    """The answer: it ended on the day of `ended`, if she was followed up to then."""
    last = min(until, followed_until(woman, begun.day, service))
    if ended and ended.day <= last and ended.day < woman.end:
        about = ", about" if begun.about or ended.about else ""
        said = f"{since}, {word} {ended.said.occurred}{about}"
        return Answer("counted", 1, (ended.day - begun.day).days, said, positions((begun, ended)))
    days = (last - begun.day).days
    if days <= 0:
        return excluded(f"{since}, not followed from then on", begun)
    said = f"{since}, {still} when last followed, {last - datetime.timedelta(1)}"
    return Answer("not-counted", 0, days, said, positions((begun,)))


COURSES: Final[Mapping[str, Course]] = {
    "larc-continuation": Course(
        "Days from the first fitting of an implant or coil since sign-up to its removal",
        "A removal, or a coil found expelled, ends it, whatever the reason; with another LARC fitted within larc.switch-days of "
        "it, it goes on. Still in place, or due for replacement, is followed until then. Injections, and fittings before sign-up, "
        "are excluded. Followed: in the programme, or while records of sexual-health are reviewed.", larc),
    "first-pregnancy": Course(
        "Days from sign-up to the first pregnancy that became known",
        "Women pregnant at sign-up are excluded. Followed: in the programme, or while records of maternity are reviewed.", pregnancy)}
