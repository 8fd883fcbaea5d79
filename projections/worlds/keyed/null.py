"""Would we see a change where there is none?

Each woman has one rate of A&E and one of GP visits, from two years before outreach until today. What differs between two
phases is chance alone. Nobody wrote down beforehand what would be compared, so every comparison of it is an afterthought:
of a hundred such services, two or three will show a fall by chance that no interval at 95 % can tell from a true one.
"""

from collections.abc import Sequence

import attrs

from projections.worlds.chance import Chance
from projections.worlds.keyed.course import Course, arrivals, level, living, looked_through, steady
from projections.worlds.rows import days
from projections.worlds.world import Truth


def courses(seed: int) -> Sequence[Course]:
    """Twenty-four women, two of whom are in custody for some weeks of their programme."""
    return [_course(course, place) for place, course in enumerate(arrivals(seed))]


def _course(course: Course, place: int) -> Course:
    course = held(course) if place in (3, 11) else course
    return looked_through(as_ever(course), ("a-and-e", "gp"))


def held(course: Course) -> Course:
    """She is in custody for some weeks of her programme."""
    assert course.sign_up
    begun = course.sign_up + days(course.chance.whole("custody", 60, 120))
    return attrs.evolve(course, away=(begun, begun + days(course.chance.whole("custody-length", 30, 60))))


def as_ever(course: Course) -> Course:
    """She uses services as often as she ever did."""
    return living(course, {service: steady(rate) for service, rate in usual(course.chance).items()})


def usual(chance: Chance) -> dict[str, float]:
    """How often a year she goes to A&E and to her GP: about twice, and about four times."""
    return {"a-and-e": level(chance, "a-and-e", 2, 2), "gp": level(chance, "gp", 4, 3)}


WORLD = Truth(
    name="null", about="Nothing changes for anybody.", courses=courses, caution="not-planned", planned=False,
    because="every woman's rate is the same on every day; a difference between phases is chance").as_world()
