"""Would we take the choice of women for a change in them?

Of 231 women the 49 who went to A&E most in the last year are chosen, and all of them sign up. Nobody's rate changes.
But a year by which someone was chosen is a bad year, and the next is an ordinary one: the ratio is near 0.59 from
nothing. The year before last, by which nobody was chosen, is as ordinary as the time in the programme.
The service is larger than a real one, and its women differ little, so that the ratio stands clear of chance.
"""

from collections.abc import Sequence
from typing import Final

from ledger.dates import years_before
from projections.worlds.chance import Chance, ranked
from projections.worlds.keyed.course import LIVE, Course, Rate, joined, level, living, looked_through, reference, steady
from projections.worlds.rows import days
from projections.worlds.world import Truth

KNOWN: Final = 231
CHOSEN: Final = 49


def courses(seed: int) -> Sequence[Course]:
    """All 231 women, of whom 49 were chosen and sign up; of the others nothing more is known."""
    every = [_before(Chance(seed, reference(number))) for number in range(1, KNOWN + 1)]
    order = ranked(seed, "chosen", (course.woman for course in every))
    most = sorted(every, key=lambda course: (-_last_year(course), order.index(course.woman)))[:CHOSEN]
    chosen = {course.woman for course in most}
    return [_chosen(course) if course.woman in chosen else Course(woman=course.woman, chance=course.chance) for course in every]


def _before(chance: Chance) -> Course:
    """A woman whom outreach would begin with in the first ten days."""
    course = Course(woman=chance.woman, chance=chance, outreach=LIVE + days(chance.whole("outreach", 0, 10)))
    return living(course, {"a-and-e": _a_and_e(course)})


def _a_and_e(course: Course) -> Rate:
    return steady(level(course.chance, "a-and-e", 3.2, 25))


def _last_year(course: Course) -> int:
    """How often she went to A&E in the year up to the day on which the service begins."""
    return sum(1 for visit in course.visits if years_before(LIVE, 1) <= visit.day < LIVE)


def _chosen(course: Course) -> Course:
    signed = joined(course, course.chance.whole("outreach-length", 30, 90))
    both = {"a-and-e": _a_and_e(course), "gp": steady(level(course.chance, "gp", 4, 3))}
    return looked_through(living(signed, both), ("a-and-e", "gp"))


WORLD = Truth(
    name="selection", about="The 49 of 231 women who went to A&E most last year are chosen; nobody's use changes.", courses=courses,
    comes_near=0.59, caution="regression-to-the-mean", places=CHOSEN,
    because="the women were chosen by a bad year, which the year before it was not; no woman's rate changes").as_world()
