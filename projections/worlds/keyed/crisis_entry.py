"""Would we take the end of a crisis for a change?

Women come to outreach in the middle of a crisis: from six weeks before it begins until a few weeks after they go to A&E
six times as often as usual. Before and after that each woman's rate is what it always was. The crisis ends by itself.
"""

from collections.abc import Sequence
from typing import Final

from projections.worlds.keyed.course import Course, arrivals, changing, level, living, looked_through, steady
from projections.worlds.rows import days
from projections.worlds.world import Truth

TIMES: Final = 6
RUN_UP: Final = 45


def courses(seed: int) -> Sequence[Course]:
    """Twenty-four women, each in her own crisis."""
    return [looked_through(_in_crisis(course), ("a-and-e", "gp")) for course in arrivals(seed)]


def _in_crisis(course: Course) -> Course:
    """Her crisis is over when she signs up: outreach took her through it."""
    assert course.outreach and course.sign_up
    usual = level(course.chance, "a-and-e", 2, 3)
    crisis = changing(usual, TIMES, course.outreach - days(RUN_UP), course.sign_up)
    return living(course, {"a-and-e": crisis, "gp": steady(level(course.chance, "gp", 4, 3))}, TIMES)


WORLD = Truth(
    name="crisis-entry", about="Women come in a crisis, which ends by itself.", courses=courses, comes_near=0.61,
    caution="entry-at-crisis",
    because="the last weeks before outreach were a crisis that would have ended anyway; a woman's usual rate does not change").as_world()
