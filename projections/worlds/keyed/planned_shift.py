"""Would we see a change that is there?

From the first day of outreach each woman goes to A&E, and is admitted as an emergency, 30 % less often than before, and
sees her GP and a therapist more. So a fall may lead here, and here alone.
To be seen in two dozen women at all the change needs many events: these women go to A&E about twenty times a year, ten
times as often as those of `null`. In a real service of this size a fall of 30 % would drown in chance.
Outreach is long, so that its rate, on which the caution of an entry at a crisis hangs, is not chance alone.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from projections.worlds.keyed.course import Course, arrivals, changing, level, living, looked_through
from projections.worlds.world import Truth

TIMES: Final[Mapping[str, float]] = {"a-and-e": 0.7, "emergency-admission": 0.7, "gp": 1.6, "talking-therapies": 3}
YEARLY: Final[Mapping[str, tuple[float, int]]] = {"a-and-e": (20, 8), "emergency-admission": (2, 3), "gp": (5, 3),
                                                  "talking-therapies": (2, 2)}


def courses(seed: int) -> Sequence[Course]:
    """Twenty-four women whose use shifts from unplanned to planned."""
    return [looked_through(_shifting(course), YEARLY) for course in arrivals(seed, 75, 120)]


def _shifting(course: Course) -> Course:
    assert course.outreach
    rates = {service: changing(level(course.chance, service, *YEARLY[service]), times, course.outreach)
             for service, times in TIMES.items()}
    return living(course, rates, max(TIMES.values()))


WORLD = Truth(
    name="planned-shift", about="Unplanned use falls by 30 %, and planned care rises.", courses=courses, true_ratios=TIMES, comes_near=0.7,
    leads="fall",
    because="each woman's rate of unplanned use is 0.7 of what it was from the first day of outreach").as_world()
