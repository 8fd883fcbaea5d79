"""Does a record kept by people give the same answers as one kept without a fault?

The women are those of `null`, visit for visit, so that a ledger of `null` is this one's clean twin. But here entries come
late, are sent again, typed twice, dated wrongly, put under the wrong woman, invented by a slip, withdrawn in error; three
women are known by two references each, and two others were once taken for one. Five files bring all this, and put it right.
Visits and contacts have keys: without one a true row that comes late is taken for a repeat of a row once misdated to its day.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from projections.worlds.chance import Chance, ranked
from projections.worlds.keyed import null
from projections.worlds.keyed.course import TODAY, Course, Visit
from projections.worlds.keyed.telling import told, used
from projections.worlds.rows import Row, days, placed, row
from projections.worlds.world import File, Truth, World

SPRING, WINTER, RIGHTED, AGAIN = 1, 2, 3, 4
RECORDED: Final[Mapping[int, datetime.date]] = {SPRING: datetime.date(2017, 6, 30), WINTER: datetime.date(2018, 2, 28),
                                                RIGHTED: TODAY, AGAIN: TODAY}
DATED_WRONG: Final = ("outreach-started", "signed-up", "service-used", "contact-held", "whereabouts-changed", "records-reviewed")
ANYTHING: Final = ("service-used", "contact-held")
OTHER_SERVICE: Final = {"a-and-e": "gp", "gp": "a-and-e"}


@attrs.frozen(kw_only=True)
class Told:
    """One row as it reaches the ledger. file: in which. mark: the name that a later row puts it right by.

    rights: the mark of the row that it puts right. skipped: the ledger holds it already, and gives it no position.
    """

    file: int
    row: Row
    mark: str = ""
    rights: str = ""
    skipped: bool = False


@attrs.frozen
class Slip:
    """A true row that something happens to: whose chance it is, its name, when it was due, and who else there is."""

    chance: Chance
    mark: str
    row: Row
    file: int
    other: str


def files(seed: int) -> Sequence[File]:
    """What reaches the ledger: the programme, two files with faults in them, and two that put them right."""
    before = TWIN.before(seed)
    return before, *_laid_out([*_entries(seed), *merges(seed)], len(before.rows))


def _entries(seed: int) -> Iterator[Told]:
    """Every true row and whatever happened to it, and the rows that should never have been."""
    courses = null.courses(seed)
    rows, names = _known_twice(seed, courses, told(courses)), _names(courses)
    numbers: dict[tuple[str, str], int] = {}
    for each in rows:
        number = numbers[each["woman"], each["kind"]] = numbers.get((each["woman"], each["kind"]), 0) + 1
        mark = f"{each['woman']}/{each['kind']}/{number}"
        keyed = {**each, "key": mark} if each["kind"] in ANYTHING else each
        yield from told_somehow(Slip(Chance(seed, each["woman"]), mark, keyed, _due(each), names[each["woman"][-2:]]))
    for course in courses:
        yield from _never_was(course)


def _names(courses: Sequence[Course]) -> Mapping[str, str]:
    """The reference that each woman's could be taken for, by its last two digits: the next one's."""
    following = [*courses[1:], courses[0]]
    return {course.woman[-2:]: other.woman for course, other in zip(courses, following, strict=True)}


def _due(each: Row) -> int:
    """The first file that a row can be in."""
    return next(number for number in (SPRING, WINTER, RIGHTED) if placed(each) <= RECORDED[number])


# What may happen to a true row. Each gives every row that comes of it; in the end the true one stands.


def as_it_was(slip: Slip) -> Iterator[Told]:
    """Nothing."""
    yield Told(file=slip.file, row=slip.row, mark=slip.mark)


def late(slip: Slip) -> Iterator[Told]:
    """It comes months later."""
    yield Told(file=RIGHTED, row=slip.row)


def sent_again(slip: Slip) -> Iterator[Told]:
    """It comes twice more, the same: its key tells that it is no second visit of that day."""
    yield from as_it_was(slip)
    yield Told(file=slip.file, row=slip.row, skipped=True)
    yield Told(file=RIGHTED, row=slip.row, skipped=True)


def typed_twice(slip: Slip) -> Iterator[Told]:
    """A colleague writes it down as well; that one is withdrawn."""
    yield from as_it_was(slip)
    yield Told(file=slip.file, row={**_without_key(slip.row), "by": "P-04"}, mark=f"{slip.mark} twice")
    yield _withdrawn(slip.row, f"{slip.mark} twice", "the same visit typed twice")


def wrongly_dated(slip: Slip) -> Iterator[Told]:
    """It is dated too early, and a review is taken for incomplete; it is corrected, every third time only at the second try."""
    early = (placed(slip.row) - days(slip.chance.whole("too early", 3, 40, slip.mark))).isoformat()
    wrong = {**slip.row, "occurred": early}
    if slip.row["kind"] == "records-reviewed":
        wrong = {**wrong, "complete": "no", "to": early}
    yield Told(file=slip.file, row=wrong, mark=slip.mark)
    if slip.chance.happens(1 / 3, "second try", slip.mark):
        yield _corrected(slip.row, slip.mark, {**slip.row, "occurred": (placed(slip.row) - days(1)).isoformat()}, RIGHTED)
        yield _corrected(slip.row, slip.mark, slip.row, AGAIN)
    else:
        yield _corrected(slip.row, slip.mark, slip.row, RIGHTED)


def another_service(slip: Slip) -> Iterator[Told]:
    """It is put down to another service, and corrected; a contact is put down as missed."""
    wrong = {"service": OTHER_SERVICE[slip.row["service"]]} if "service" in slip.row else {"attendance": "did-not-attend"}
    yield Told(file=slip.file, row={**slip.row, **wrong}, mark=slip.mark)
    yield _corrected(slip.row, slip.mark, slip.row, RIGHTED)


def of_another(slip: Slip) -> Iterator[Told]:
    """It is put under another woman's reference; withdrawn there, and told of the right one."""
    yield Told(file=slip.file, row={**_without_key(slip.row), "woman": slip.other}, mark=f"{slip.mark} hers")
    yield _withdrawn({**slip.row, "woman": slip.other}, f"{slip.mark} hers", "entered for the wrong woman")
    yield Told(file=RIGHTED, row=slip.row)


def withdrawn_in_error(slip: Slip) -> Iterator[Told]:
    """It is withdrawn though it was true, and the withdrawal is withdrawn."""
    yield from as_it_was(slip)
    yield attrs.evolve(_withdrawn(slip.row, slip.mark, "thought to be a mistake"), mark=f"{slip.mark} taken back")
    yield attrs.evolve(_withdrawn(slip.row, f"{slip.mark} taken back", "it was true after all"), file=AGAIN)


MISHAPS: Final[Sequence[Callable[[Slip], Iterator[Told]]]] = (
    late, late, sent_again, sent_again, typed_twice, wrongly_dated, another_service, of_another, withdrawn_in_error)


def told_somehow(slip: Slip) -> Iterator[Told]:
    """A row by whatever happens to it: something to two in five that can still be put right."""
    kind, can = slip.row["kind"], slip.file in (SPRING, WINTER) and slip.row["kind"] in DATED_WRONG
    if not (can and slip.chance.happens(0.4, "slip", slip.mark)):
        return as_it_was(slip)
    return slip.chance.pick("mishap", MISHAPS, slip.mark)(slip) if kind in ANYTHING else wrongly_dated(slip)


def _never_was(course: Course) -> Iterator[Told]:
    """Two visits to A&E, in days that were looked at, that were another person's; withdrawn."""
    assert course.outreach
    for number in range(2):
        day = course.outreach - days(course.chance.whole("never was", 5, 360, number))
        never = {**used(course, Visit(day, "a-and-e")), "key": f"{course.woman}/never/{number}"}
        yield Told(file=SPRING, row=never, mark=never["key"])
        yield _withdrawn(never, never["key"], "another person of the same name")


# Women known by two references, and two who were taken for one.


def _known_twice(seed: int, courses: Sequence[Course], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, those of three women from some day on under a second reference, which is identified that day."""
    second = {woman: _second_known(courses, woman) for woman in ranked(seed, "known twice", (course.woman for course in courses))[:3]}
    for each in rows:
        since = second.get(each["woman"])
        if since and each["kind"] == "woman-identified":
            yield {**each, "woman": _second(each["woman"]), "occurred": since.isoformat()}
        yield {**each, "woman": _second(each["woman"])} if since and placed(each) >= since else each


def _second_known(courses: Sequence[Course], woman: str) -> datetime.date:
    sign_up = next(course.sign_up for course in courses if course.woman == woman)
    assert sign_up
    return sign_up + days(60)


def _second(woman: str) -> str:
    """Her other reference."""
    return f"X-9{woman[-2:]}"


def merges(seed: int) -> Iterator[Told]:
    """Three pairs of references are found to be one woman each; two women taken for one are parted again."""
    order = ranked(seed, "known twice", (course.woman for course in null.courses(seed)))
    for woman in order[:3]:
        yield Told(file=RIGHTED, row=_merging("identities-merged", woman, _second(woman), "same date of birth and address"))
    yield Told(file=WINTER, row=_merging("identities-merged", order[3], order[4], "the same name"))
    yield Told(file=RIGHTED, row=_merging("merge-reversed", order[3], order[4], "two women of one name"))


def _merging(kind: str, woman: str, other: str, reason: str) -> Row:
    day = RECORDED[WINTER if kind == "identities-merged" and not other.startswith("X-") else RIGHTED]
    return row(kind, woman, day, "P-04", "document", other=other, reason=reason)


# How rows are put right, and where they lie.


def _withdrawn(of: Row, rights: str, reason: str) -> Told:
    return Told(file=RIGHTED, row=row("withdrawn", of["woman"], TODAY, "P-04", "document", reason=reason), rights=rights)


def _corrected(of: Row, rights: str, event: Row, file: int) -> Told:
    said = row("corrected", of["woman"], TODAY, "P-04", "document", event=_without_key(event), reason="entered wrongly")
    return Told(file=file, row=said, rights=rights)


def _without_key(each: Row) -> Row:
    return {name: value for name, value in each.items() if name != "key"}


def _laid_out(every: Sequence[Told], position: int) -> Iterator[File]:
    """The rows file by file, identifications first and merges last, those that put right naming the position of what they do."""
    positions: dict[str, int] = {}
    for number, recorded in RECORDED.items():
        file = sorted((each for each in every if each.file == number), key=_place)
        for each in file:
            position += 0 if each.skipped else 1
            positions.setdefault(each.mark, position)
        position += sum(1 for each in file if each.row["kind"] in ("identities-merged", "merge-reversed"))
        yield File(recorded, [{**each.row, "position": positions[each.rights]} if each.rights else each.row for each in file])


def _place(each: Told) -> tuple[int, datetime.date]:
    """Who she is, what happened, what is put right, who is who."""
    kind = each.row["kind"]
    kinds = ("woman-identified", "", "corrected", "withdrawn", "identities-merged", "merge-reversed")
    return kinds.index(kind) if kind in kinds else 1, placed(each.row)


TWIN: Final = Truth(
    name="messy", about="The women of null, their record kept by people who make mistakes and put them right.", courses=null.courses,
    caution="not-planned", planned=False,
    because="the record was put right, so it says what that of its clean twin says, null of the same seed; nobody's use changes")
WORLD: Final = World(TWIN.about, files, TWIN.key)
