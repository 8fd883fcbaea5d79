"""Would we take those who stayed for those who came?

The eight women who go to A&E most often leave within weeks. Five of them are counted over those weeks; of three even
that was never looked up. Nobody's rate changes, but the days of the programme are mostly those of women who go seldom.
Each woman against herself shows no change: the ratio of the sums does.
"""

from collections.abc import Sequence
from typing import Final

import attrs

from projections.worlds.keyed.course import Course, Look, arrivals, level, living, looked_through, steady
from projections.worlds.rows import days
from projections.worlds.world import Truth

LEAVE: Final = 8
NOT_LOOKED_UP: Final = 3
SERVICES: Final = ("a-and-e", "gp")


def courses(seed: int) -> Sequence[Course]:
    """Twenty-four women, of whom those with the highest rates of all leave."""
    every = arrivals(seed)
    leaving = [course.woman for course in sorted(every, key=lambda course: -_rate(course))[:LEAVE]]
    return [_left(course, leaving.index(course.woman)) if course.woman in leaving else _stayed(course) for course in every]


def _rate(course: Course) -> float:
    return level(course.chance, "a-and-e", 3.5, 1)


def _stayed(course: Course) -> Course:
    return looked_through(_living(course), SERVICES)


def _living(course: Course) -> Course:
    return living(course, {"a-and-e": steady(_rate(course)), "gp": steady(level(course.chance, "gp", 4, 3))})


def _left(course: Course, place: int) -> Course:
    """She leaves within weeks, and nobody looks at her records after that; of every third not after sign-up either."""
    assert course.sign_up
    end = course.sign_up + days(course.chance.whole("leaving", 25, 60))
    outcome = course.chance.pick("outcome", ("left-early", "disengaged"))
    stayed = looked_through(_living(attrs.evolve(course, end=end, outcome=outcome)), SERVICES)
    last = course.sign_up if place % 3 == 1 else end
    looks = (Look(look.services, look.start, min(look.to, last)) for look in stayed.looks)
    return attrs.evolve(stayed, looks=tuple(look for look in looks if look.start < look.to))


WORLD = Truth(
    name="attrition", about="Those who go to A&E most often leave early; nobody's use changes.", courses=courses,
    comes_near=0.58, caution="attrition",
    because="the women with the most attendances left, and took their days with them; no woman's rate changes").as_world()
