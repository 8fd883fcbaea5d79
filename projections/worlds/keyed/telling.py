"""How does the truth of a course come to stand in the rows of a record?"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ledger.dates import months_after
from ledger.entries import PROGRAMME
from projections.worlds.keyed.course import LIVE, MONTHS, TODAY, Course, Look, Visit
from projections.worlds.rows import Row, days, placed, row

WORKERS: Final = ("P-01", "P-02", "P-03")
ADVANCE: Final = LIVE - days(3)


def programme(world: str, seed: int, plan: str | None, places: int = 24) -> list[Row]:
    """What the programme says of itself before it begins: that it is invented, its team, and what it will compare."""
    label = (f"This is a pretend service: world {world}, seed {seed}. Every woman and every event in it is invented, "
             "and what is true of it is known.")
    team = [row("staff-joined", PROGRAMME, ADVANCE, practitioner=worker, role="practitioner", fte=1) for worker in WORKERS]
    planned = [row("plan-registered", PROGRAMME, ADVANCE, "P-04", "document", comparison=plan,
                   reason="chosen before the first woman was met")] if plan else []
    return [row("decision-made", PROGRAMME, ADVANCE, what=label), row("capacity-set", PROGRAMME, ADVANCE, women=places), *team, *planned]


def told(courses: Iterable[Course]) -> list[Row]:
    """Every row of these women in the order in which things happened, after those that identify them."""
    rows = [each for course in courses for each in of_one(course)]
    return sorted((each for each in rows if placed(each) <= TODAY), key=_order)


def _order(each: Row) -> tuple[bool, datetime.date, str]:
    return each["kind"] != "woman-identified", placed(each), each["woman"]


def of_one(course: Course) -> Iterator[Row]:
    """Every row of one woman."""
    yield from identified(course)
    if course.outreach and course.sign_up:
        yield _row(course, "outreach-started", course.outreach)
        yield from in_programme(course, course.sign_up)
    yield from (used(course, visit) for visit in (*course.found, *course.strays))
    yield from (_review(course, look) for look in course.looks)


def identified(course: Course) -> Iterator[Row]:
    """She is named from what is held of removals; the panel gives her priority where outreach follows."""
    chance, day = course.chance, LIVE - days(3)
    yield _row(course, "woman-identified", day - days(chance.whole("identified", 2, 25)), "partner-record", route="removal-data",
               birth_year=chance.whole("birth-year", 1976, 1996), removals_before=chance.whole("removals", 1, 6),
               care_experienced=chance.pick("care", ("yes", "no", "no")))
    yield _row(course, "prioritised", day, "document", forum="multi-agency panel",
               decision="prioritised" if course.outreach else "not-prioritised")


def in_programme(course: Course, sign_up: datetime.date) -> Iterator[Row]:
    """She signs up, meets her practitioner each month, may be in custody for a while, and comes to the end."""
    end = course.end or TODAY + days(1)
    yield _row(course, "signed-up", sign_up, planned_months=MONTHS, contraception_choice="undecided")
    yield _row(course, "practitioner-allocated", sign_up, practitioner=_worker(course), weight=1)
    for month in range(MONTHS):
        day = months_after(sign_up, month) + days(course.chance.whole("contact", 1, 20, month))
        if day < end and course.here(day):
            yield _row(course, "contact-held", day, purpose="programme", medium="face-to-face", attendance="attended-on-time")
    if course.away:
        yield _row(course, "whereabouts-changed", course.away[0], whereabouts="custody")
        yield _row(course, "whereabouts-changed", course.away[1], whereabouts="in-area")
    if course.end:
        yield _row(course, "programme-ended", course.end, outcome=course.outcome)
        yield _row(course, "practitioner-released", course.end, practitioner=_worker(course), weight=1)


def used(course: Course, visit: Visit) -> Row:
    """A visit as a service's records show it."""
    return _row(course, "service-used", visit.day, "partner-record", service=visit.service, attended="yes", origin="record")


def _review(course: Course, look: Look) -> Row:
    found: Sequence[Visit] = [visit for visit in course.visits if look.sees(visit)]
    return _row(course, "records-reviewed", look.to, "partner-record", services=list(look.services), from_=look.start, to=look.to,
                complete="yes", reviewer="P-04", found=len(found))


def _row(course: Course, kind: str, occurred: datetime.date, source: str = "practitioner", **fields: object) -> Row:
    return row(kind, course.woman, occurred, _worker(course), source, **fields)


def _worker(course: Course) -> str:
    return WORKERS[int(course.woman[2:]) % len(WORKERS)]
