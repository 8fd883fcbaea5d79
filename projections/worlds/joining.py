"""How does a woman come to the programme, what is agreed with her, and how does she leave?"""

from collections.abc import Iterator

from ledger.dates import months_after
from projections.worlds.lives import HANDED_OVER, Life
from projections.worlds.rows import LIVE, TODAY, Row, days, month_of

DECLINE = ("not-now", "not-now", "not-now", "unreachable", "unreachable", "unsuitable", "other")
ETHNIC = ("white-british",) * 14 + ("white-other", "mixed-white-and-black-caribbean", "asian-pakistani",
                                    "black-african", "declined")
DISABILITY = ("none",) * 6 + ("learning", "behaviour-and-emotional", "progressive-condition", "declined")
ORIENTATION = ("heterosexual",) * 8 + ("bisexual", "gay-or-lesbian", "declined", "not-known")
MEDIA = (("telephone", "text"), ("text",), ("face-to-face", "text"), ("telephone", "text", "email"),
         ("face-to-face", "letter"))

EQUALITY = (("ethnic-category", ETHNIC), ("disability", DISABILITY), ("sexual-orientation", ORIENTATION))
ORDERS = ("adoption", "adoption", "special-guardianship", "care-order", "kinship")
LEGAL = ("interim-care-order", "interim-care-order", "care-order", "section-20", "placement-order", "not-known")


def identified(life: Life) -> Iterator[Row]:
    """She is named at a forum or by a referral in the summer before the service, and given priority."""
    chance = life.chance
    day = LIVE - days(chance.whole("identified", 20, 90))
    together = chance.whole("together", 0, (life.removals - 1) // 2)
    yield life.row("woman-identified", day, "partner-record", birth_year=chance.whole("birth-year", 1979, 2000),
                   route=chance.pick("route", ("forum", "forum", "forum", "removal-data", "referral")),
                   removals_before=life.removals, removal_occasions_before=life.removals - together,
                   care_experienced=life.care_experienced, criteria_version="1")
    yield life.row("prioritised", day + days(chance.whole("prioritised", 2, 16)), "document",
                   decision="prioritised", forum="multi-agency panel")


def equality(life: Life) -> Iterator[Row]:
    """Protected characteristics as she gave them: asked at sign-up, of most."""
    if life.sign_up is None:
        return
    day = life.sign_up + days(life.chance.whole("equality", 0, 21))
    for characteristic, values in EQUALITY:
        if life.chance.happens(0.9, "equality-asked", characteristic):
            yield life.row("equality-recorded", day, "self-report", characteristic=characteristic,
                           value=life.chance.pick("equality-value", values, characteristic))


def past_removal(life: Life) -> Iterator[Row]:
    """The latest removal before, to the month or year: one of the children counted at identification."""
    if life.sign_up is None:
        return
    day = LIVE - days(life.chance.whole("past-removal", 120, 1000))
    born = day - days(life.chance.whole("past-birth", 1, 700))
    known = (lambda when: str(when.year)) if life.chance.happens(0.2, "past-removal-year") else month_of
    yield life.row("child-removed", known(day), "document", child=f"C{life.removals}", child_born=known(born),
                   occasion="O1", legal_status=life.chance.pick("legal-status", LEGAL))
    if life.chance.happens(0.8, "order"):
        yield life.row("child-order-made", month_of(day + days(60)), "document", child=f"C{life.removals}",
                       order=life.chance.pick("order-kind", ORDERS))


def outreach(life: Life) -> Iterator[Row]:
    """Practitioners reach out to her; she signs up, says no, or is still being reached out to."""
    if life.outreach is None:
        return
    yield life.row("outreach-started", life.outreach)
    if life.sign_up is None and life.end <= TODAY and life.chance.happens(0.85, "declined"):
        yield life.row("declined", life.end, reason=life.chance.pick("decline-reason", DECLINE))


def sign_up(life: Life) -> Iterator[Row]:
    """She signs up, whatever she chooses about contraception, and somebody begins to work with her."""
    if life.sign_up is None:
        return
    choice = life.without_larc or life.chance.pick("choice", ("larc", "larc", "undecided"))
    yield life.row("signed-up", life.sign_up, planned_months=18, contraception_choice=choice)
    yield life.row("practitioner-allocated", life.sign_up, practitioner=life.practitioner, weight=1)
    if life.next_practitioner and life.end > HANDED_OVER:
        yield life.row("practitioner-released", HANDED_OVER, practitioner=life.practitioner, weight=1)
        yield life.row("practitioner-allocated", HANDED_OVER, practitioner=life.next_practitioner, weight=1)


def agreements(life: Life) -> Iterator[Row]:
    """What she consents to, and how she can be reached safely."""
    if life.sign_up is None:
        return
    purposes = ["programme", "sharing", *(["health-audit"] if audited(life) else []),
                *(["evaluation"] if life.chance.happens(0.8, "evaluation") else [])]
    for purpose in purposes:
        yield life.row("consent-given", life.sign_up, "document", purpose=purpose,
                       method="written" if life.chance.happens(0.8, "consent", purpose) else "verbal")
    if "evaluation" in purposes and life.chance.happens(0.1, "second-thoughts"):
        yield life.row("consent-withdrawn", life.sign_up + days(120), purpose="evaluation", method="verbal")
    abuse = "domestic-abuse" in life.needs
    yield life.row("contact-safety-set", life.outreach or life.sign_up,
                   safe_media=list(life.chance.pick("media", MEDIA)), voicemail="no" if abuse else "yes",
                   until=months_after(life.sign_up, 12) if life.chance.happens(0.3, "safety-until") else None)


def audited(life: Life) -> bool:
    """Whether she agreed to her health records being looked through; about four in five do."""
    return life.sign_up is not None and life.chance.happens(0.82, "audited")


def whereabouts(life: Life) -> Iterator[Row]:
    """One woman is in custody for some weeks, and one moves out of the area."""
    if life.custody:
        begun, ended = life.custody
        yield life.row("whereabouts-changed", begun, whereabouts="custody")
        yield life.row("justice-contact", begun, "partner-record", type="custody", severity="medium")
        yield life.row("whereabouts-changed", ended, whereabouts="in-area")
    if life.ended == "moved-away":
        yield life.row("whereabouts-changed", life.end, whereabouts="out-of-area")


def ending(life: Life) -> Iterator[Row]:
    """Her programme ends otherwise than planned; she who left is offered aftercare and looked for again."""
    if life.ended is None:
        return
    worker = life.worker(life.end)
    yield life.row("programme-ended", life.end, outcome=life.ended,
                   factors="family in another city" if life.ended == "moved-away" else "did not want weekly contact")
    yield life.row("practitioner-released", life.end, practitioner=worker, weight=1)
    if life.ended == "moved-away":
        yield life.row("transition-planned", life.end - days(20))
        return
    yield life.row("aftercare-started", life.end + days(life.chance.whole("aftercare", 5, 25)))
    yield life.row("followed-up", months_after(life.end, 6), months_after_end=6,
                   traced=life.chance.pick("traced", ("yes", "yes", "no")))
