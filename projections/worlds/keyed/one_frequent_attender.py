"""Would we take one woman's story for everybody's?

One woman went to A&E more than once a week for two years, and from outreach on about once in three weeks. For the other
twenty-three nothing changes. More than half of all attendances before were hers, so that the sum falls as she does.
"""

from collections.abc import Sequence
from typing import Final

from projections.worlds.chance import ranked
from projections.worlds.keyed.course import Course, arrivals, changing, level, living, looked_through, steady
from projections.worlds.world import Truth

HERS: Final = 70
HERS_SINCE: Final = 0.25


def courses(seed: int) -> Sequence[Course]:
    """Twenty-four women, one of whom goes most often."""
    every = arrivals(seed)
    one = ranked(seed, "frequent", (course.woman for course in every))[0]
    return [looked_through(_frequent(course) if course.woman == one else _other(course), ("a-and-e", "gp")) for course in every]


def _frequent(course: Course) -> Course:
    assert course.outreach
    return living(course, {"a-and-e": changing(HERS, HERS_SINCE, course.outreach), "gp": steady(level(course.chance, "gp", 4, 3))})


def _other(course: Course) -> Course:
    rates = {"a-and-e": level(course.chance, "a-and-e", 1.8, 3), "gp": level(course.chance, "gp", 4, 3)}
    return living(course, {service: steady(rate) for service, rate in rates.items()})


WORLD = Truth(
    name="one-frequent-attender", about="One woman goes to A&E far less often; for the others nothing changes.", courses=courses,
    comes_near=0.53, caution="one-woman",
    because="for 23 of the 24 women nothing changes; most attendances of the year before were one woman's").as_world()
