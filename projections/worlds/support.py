"""Which contacts, goals, courses and feedback does a woman's support leave behind?"""

import datetime
from collections.abc import Iterator

from ledger.dates import months_after
from projections.worlds.lives import Life
from projections.worlds.rows import TODAY, Row, days, month_of

SEEN = ("attended-on-time",) * 4 + ("late-but-seen",)
NOT_SEEN = ("did-not-attend", "did-not-attend", "did-not-attend", "cancelled-by-woman", "cancelled-by-woman",
            "late-not-seen", "cancelled-by-service")
MEDIA = ("face-to-face",) * 5 + ("telephone", "telephone", "text", "telemedicine", "group")
ACTIVITIES = ("practical", "accompanied", "advocacy", "leisure", "other", None, None)
THEMES = ("the practitioner", "getting to appointments", "being listened to", "the group", "the programme as a whole")
SERVICE_THEMES = ("keeping appointments", "how she is doing", "working together")
GOAL_DOMAINS = ("control", "housing", "work-and-learning", "relationships", "parenting-contact", "money", "self-esteem")
COURSES = (("Freedom Programme", "a partner agency"), ("Maths level 1", "an adult learning college"))


def contacts(life: Life) -> Iterator[Row]:
    """Two or three contacts in four weeks, from outreach to the end of support; none while she is in custody."""
    if life.outreach is None:
        return
    for week in range((life.end - life.outreach).days // 7 + 1):
        day = life.outreach + days(7 * week + life.chance.whole("contact-day", 0, 6, week))
        if day < min(life.end, TODAY + days(1)) and life.free(day) and life.chance.happens(0.68, "contact", week):
            yield _contact(life, day, week)


def _contact(life: Life, day: datetime.date, week: int) -> Row:
    joined = life.sign_up is not None and day >= life.sign_up
    came = life.chance.happens(0.72 if joined else 0.5, "came", week)
    medium = life.chance.pick("medium", MEDIA, week) if joined else life.chance.pick("medium", MEDIA[3:9], week)
    return life.row("contact-held", day, purpose="programme" if joined else "outreach",
                    medium=medium, attendance=life.chance.pick("attendance", SEEN if came else NOT_SEEN, week),
                    activity=_activity(life, medium, week) if came and joined else None,
                    minutes=10 * life.chance.whole("minutes", 1, 12,
                                                   week) if came else None, practitioner=life.worker(day))


def _activity(life: Life, medium: str, week: int) -> str | None:
    return "group" if medium == "group" else life.chance.pick("activity", ACTIVITIES, week)


def aftercare_contacts(life: Life) -> Iterator[Row]:
    """She who left early has a few calls more."""
    if life.ended != "left-early":
        return
    for week in range(4):
        day = life.end + days(26 + 14 * week)
        yield life.row("contact-held", day, purpose="aftercare", medium="telephone",
                       attendance=life.chance.pick("aftercare-attendance", SEEN + NOT_SEEN,
                                                   week), practitioner=life.worker(day))


def goals(life: Life) -> Iterator[Row]:
    """One to three goals of her own, each looked at again every four months until it is met or dropped."""
    if life.sign_up is None:
        return
    for number in range(life.chance.whole("goals", 1, 3)):
        set_on = life.sign_up + days(life.chance.whole("goal-day", 10, 80, number))
        goal, domain = f"G{number + 1}", life.chance.pick("goal-domain", GOAL_DOMAINS, number)
        if set_on < life.end:
            yield life.row("goal-set", set_on, "self-report", goal=goal, domain=domain, status="set")
        for look in (1, 2):
            day = months_after(set_on, 4 * look)
            if day >= life.end:
                break
            status = life.chance.pick("goal-status", ("in-progress", "in-progress", "met", "dropped"), (number, look))
            yield life.row("goal-reviewed", day, "self-report", goal=goal, domain=domain, status=status)
            if status != "in-progress":
                break


def courses(life: Life) -> Iterator[Row]:
    """Some start a course, and about six in ten of those complete it; one in four starts is known to the month."""
    if life.sign_up is None:
        return
    for number, (course, provider) in enumerate(COURSES):
        likely = 0.6 if course == "Freedom Programme" and "domestic-abuse" in life.needs else 0.2
        start = life.sign_up + days(life.chance.whole("course-day", 40, 160, number))
        if start >= life.end or not life.chance.happens(likely, "course", number):
            continue
        about = month_of(start) if life.chance.happens(0.25, "course-month", number) else start
        yield life.row("course-started", about, course=course, with_=provider)
        if start + days(84) < life.end and life.chance.happens(0.6, "course-done", number):
            yield life.row("course-completed", start + days(84), "document", course=course, with_=provider)


def feedback(life: Life) -> Iterator[Row]:
    """She says at two and eight months how she finds it; a service says so now and then."""
    if life.sign_up is None:
        return
    for months in (2, 8):
        day = months_after(life.sign_up, months) + days(life.chance.whole("feedback-day", 0, 14, months))
        if day < life.end and life.chance.happens(0.75, "feedback", months):
            better = "an evening group" if life.chance.happens(0.15, "improvement", months) else None
            yield life.row("feedback-given", day, "self-report", from_="woman", improvement=better,
                           theme=_theme(life, months),
                           score=life.chance.pick("score", (2, 3, 4, 4, 5, 5), months))
    day = months_after(life.sign_up, 5)
    if day < life.end and life.chance.happens(0.5, "service-feedback"):
        yield life.row("feedback-given", day, "partner-record", from_="service",
                       theme=life.chance.pick("service-theme", SERVICE_THEMES),
                       score=life.chance.pick("service-score", (3, 4, 4, 5)))


def _theme(life: Life, months: int) -> str:
    """What she speaks about: some speak of services each time, so that a change in her view of them shows."""
    return "other services" if life.chance.happens(0.55, "of-services") else life.chance.pick("theme", THEMES, months)


def children_seen(life: Life) -> Iterator[Row]:
    """Two in three have contact with a child about every nine weeks; its quality goes up and down by chance."""
    if life.sign_up is None or not life.chance.happens(0.67, "sees-child"):
        return
    letterbox = life.chance.happens(0.35, "letterbox")
    for number in range((life.end - life.sign_up).days // 63 + 1):
        day = life.sign_up + days(63 * number + life.chance.whole("child-day", 0, 40, number))
        if day >= life.end or not life.free(day):
            continue
        if letterbox:
            yield life.row("child-contact-held", month_of(day), child="C1", type="letterbox")
            continue
        came = life.chance.happens(0.8, "child-came", number)
        yield life.row("child-contact-held", day, child="C1", type="direct", rater="practitioner" if came else None,
                       attendance="attended-on-time" if came else "did-not-attend",
                       quality=life.chance.pick("quality", (2, 3, 3, 4, 4, 5), number) if came else None)


def spending(life: Life) -> Iterator[Row]:
    """Small sums are spent on things for her."""
    if life.sign_up is None:
        return
    for number in range(life.chance.whole("spendings", 0, 3)):
        day = life.sign_up + days(life.chance.whole("spending-day", 14, 200, number))
        if day < life.end:
            yield life.row("resource-spent", day,
                           category=life.chance.pick("spent-on", ("household items", "travel", "leisure", "documents"),
                                                     number),
                           pence=100 * life.chance.whole("spent", 8, 90, number))
