"""Would we take silence for absence?

The feed from A&E ends on a day in the middle of the programme; no look through the records sees what comes after it,
though women go there as ever. A few attendances that somebody wrote down anyway lie on days that nobody looked at:
they stand in the record and are not counted. Two women who sign up late have no covered day in the programme at all.
The feed from GPs goes on.
"""

import datetime
from collections.abc import Sequence
from typing import Final

import attrs

from projections.worlds.keyed.course import TODAY, Course, Look, arrivals, joined, looked_through
from projections.worlds.keyed.null import as_ever
from projections.worlds.rows import days
from projections.worlds.world import Truth

FEED_ENDS: Final = datetime.date(2017, 5, 1)
LATE: Final = (7, 19)


def courses(seed: int) -> Sequence[Course]:
    """Twenty-four women, two of them late."""
    return [_course(course, place in LATE) for place, course in enumerate(arrivals(seed))]


def _course(course: Course, late: bool) -> Course:
    if late:
        outreach = FEED_ENDS - days(course.chance.whole("late", 20, 60))
        course = joined(attrs.evolve(course, outreach=outreach), course.chance.whole("outreach-length", 65, 90))
    return _with_strays(_cut(looked_through(as_ever(course), ("a-and-e", "gp"))))


def _cut(course: Course) -> Course:
    """The same looks, those at A&E only as far as its feed goes."""
    cut = [Look((service,), look.start, min(look.to, FEED_ENDS) if service == "a-and-e" else look.to)
           for look in course.looks for service in look.services]
    return attrs.evolve(course, looks=tuple(look for look in cut if look.start < look.to))


def _with_strays(course: Course) -> Course:
    """Of the visits that no look found, one in ten was written down anyway."""
    missed = [visit for visit in course.visits if visit not in course.found and FEED_ENDS <= visit.day < TODAY]
    return attrs.evolve(course, strays=tuple(visit for number, visit in enumerate(missed)
                                             if course.chance.happens(0.1, "stray", number)))


WORLD = Truth(
    name="coverage-gap", about="The feed from A&E ends early; women go there as ever.", courses=courses,
    caution="differing-coverage",
    because="the feed ends in the middle of the programme, and what nobody looked at is not nothing; no woman's rate changes").as_world()
