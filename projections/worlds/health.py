"""What is asked of a woman's health and needs, where is she referred, and what do services' records show?

Each woman has one rate for each service, the same before, during and after: this world claims no change.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from ledger.codes import INSTRUMENTS
from ledger.dates import years_before
from projections.worlds.joining import audited
from projections.worlds.lives import NEEDS, Life
from projections.worlds.rows import FIRST_RECORDS, TODAY, Row, days, occasions, placed

CENTRES: Final[Mapping[str, float]] = {
    "core-10": 20, "phq-9": 14, "gad-7": 11, "rses": 14, "swemwbs": 19, "gse": 24, "brs": 2.6, "life-satisfaction": 5}
SPREAD: Final[Mapping[str, float]] = {
    "core-10": 5, "phq-9": 4, "gad-7": 3.5, "rses": 4, "swemwbs": 3.5, "gse": 4.5, "brs": 0.6, "life-satisfaction": 1.8}
OTHER_DOMAINS: Final = ("trauma", "physical-health", "money", "work-and-learning", "justice", "loss", "relationships",
                        "parenting-contact", "self-esteem", "resilience", "control")
SHE_RATES: Final = (*NEEDS, "loss", "relationships", "resilience", "control")
HEALTH: Final = ("gp", "a-and-e", "sexual-health", "mental-health-crisis", "talking-therapies", "emergency-admission",
                 "outpatient", "elective-admission", "dentist")
UNPLANNED: Final = ("a-and-e", "emergency-admission", "mental-health-crisis")
COUNTED: Final = (HEALTH, ("drug-and-alcohol",))
REVIEWED: Final = (*COUNTED, ("childrens-social-care",), ("maternity",), ("police-and-courts",))
YEARLY: Final[Mapping[str, float]] = {
    "gp": 4, "a-and-e": 1.3, "sexual-health": 0.9, "mental-health-crisis": 0.4, "talking-therapies": 0.5,
    "emergency-admission": 0.2, "outpatient": 0.9, "elective-admission": 0.1, "dentist": 0.5}
TOLD: Final[Mapping[str, float]] = {"mutual-aid": 2, "domestic-abuse-service": 2, "housing-support": 2,
                                    "counselling": 1, "a-and-e": 0.3}
REFERRALS: Final = (("talking-therapies", "mental-health", "Steps to Wellbeing"), ("drug-and-alcohol", "drugs", None),
                    ("domestic-abuse-service", "domestic-abuse", None), ("housing-support", "housing", None),
                    ("mutual-aid", "alcohol", None))


def instruments(life: Life) -> Iterator[Row]:
    """Her scores go up and down around her own level; some sittings are missed, some scales are asked of half."""
    if life.sign_up is None:
        return
    for occasion, due in occasions(life.sign_up, life.end):
        day = due + days(life.chance.whole("sitting", 1, 20, occasion))
        if day >= life.end or not life.free(day) or not life.chance.happens(0.88, "sat", occasion):
            continue
        for name in CENTRES:
            if name in ("core-10", "phq-9", "gad-7", "rses") or life.chance.happens(0.5, "asked", name):
                yield life.row("instrument-completed", day, "self-report", instrument=name,
                               score=_score(life, name, occasion), occasion=occasion, rater="woman")


def _score(life: Life, name: str, occasion: str) -> float:
    own, now = life.chance.bell("level", name), life.chance.bell("score", (name, occasion))
    score = CENTRES[name] + SPREAD[name] * (0.8 * own + 0.6 * now)
    scale = INSTRUMENTS[name]
    return min(max(round(score, 1) if name == "brs" else round(score), scale.least), scale.most)


def needs(life: Life) -> Iterator[Row]:
    """Needs as her practitioner rates them, and as most women do themselves.

    Her own rating never names a need that the practitioner's does not, so that the published counts hold for both.
    """
    if life.sign_up is None or not life.assessed:
        return
    for occasion, due in occasions(life.sign_up, life.end):
        day = due + days(life.chance.whole("assessed", 0, 18, occasion))
        if not life.asked(day, occasion, "assessed-again", 0.85):
            continue
        for domain in (*NEEDS, *OTHER_DOMAINS):
            yield life.row("need-assessed", day, domain=domain, rating=_rating(life, domain, occasion),
                           rater="practitioner")
        for domain in SHE_RATES if life.chance.happens(0.7, "she-rates") else ():
            yield life.row("need-assessed", day, "self-report", domain=domain,
                           rating=_her_rating(life, domain, occasion), rater="woman")


def has_need(life: Life, domain: str) -> bool:
    """Whether she has the need: by quota where a paper counts it, else by chance."""
    return domain in life.needs if domain in NEEDS else life.chance.happens(0.6, "other-need", domain)


def _rating(life: Life, domain: str, occasion: str) -> str:
    """Met or unmet, as likely at every occasion, and often as it was."""
    if not has_need(life, domain):
        return "none"
    kept = life.chance.happens(0.6, "rating-kept", (domain, occasion))
    return life.chance.pick("rating", ("unmet", "unmet", "met"), (domain, "" if kept else occasion))


def _her_rating(life: Life, domain: str, occasion: str) -> str:
    rating = _rating(life, domain, occasion)
    if rating == "none" or life.chance.happens(0.7, "she-agrees", (domain, occasion)):
        return rating
    return life.chance.pick("her-rating", ("none", "met", "unmet"), (domain, occasion))


def abuse_status(life: Life) -> Iterator[Row]:
    """The eighteen assessed are asked; fifteen say now or within a year. Others are not asked, or not safe to ask."""
    if life.sign_up is None:
        return
    for occasion, due in occasions(life.sign_up, life.end):
        day = due + days(life.chance.whole("abuse-asked", 2, 18, occasion))
        if not life.assessed and (occasion != "baseline" or not life.chance.happens(0.4, "unsafe")):
            continue
        if life.asked(day, occasion, "abuse-asked-again", 0.7):
            yield life.row("abuse-status-asked", day, "self-report", answer=_abuse(life, occasion))


def _abuse(life: Life, occasion: str) -> str:
    if not life.assessed:
        return "unsafe-to-ask"
    answers = ("current", "past-year") if "domestic-abuse" in life.needs else ("earlier", "none")
    kept = life.chance.happens(0.5, "abuse-kept", occasion)
    return life.chance.pick("abuse", answers, "" if kept else occasion)


def gp(life: Life) -> Iterator[Row]:
    """Most are registered with a GP since a year that somebody remembers; for some nobody knows."""
    if life.sign_up is None or not life.chance.happens(0.85, "gp-known"):
        return
    yield life.row("gp-registered", str(life.chance.whole("gp-year", 2005, 2019)), "self-report")
    if life.chance.happens(0.12, "gp-left"):
        yield life.row("gp-deregistered", life.sign_up + days(40), "self-report")
        if life.chance.happens(0.5, "gp-again"):
            yield life.row("gp-registered", life.sign_up + days(75), "self-report")


def referrals(life: Life) -> Iterator[Row]:
    """Referrals for the needs she has; into talking therapies many wait, or do not reach the threshold."""
    if life.sign_up is None:
        return
    for number, (service, domain, provider) in enumerate(REFERRALS):
        day = life.sign_up + days(life.chance.whole("referred", 15, 150, service))
        if domain not in life.needs or day >= life.end or not life.chance.happens(0.65, "referral", service):
            continue
        reference = f"R{number + 1}"
        yield life.row("referral-made", day, referral=reference, service=service, domain=domain, to=provider)
        yield from _decided(life, reference, service, day + days(life.chance.whole("decided", 7, 45, service)))


def _decided(life: Life, reference: str, service: str, day: datetime.date) -> Iterator[Row]:
    usual = ("accepted", "accepted", "accepted", "waiting-list", "declined-by-woman", "not-available")
    hard = ("accepted", "waiting-list", "waiting-list", "below-threshold", "below-threshold")
    decision = life.chance.pick("decision", hard if service == "talking-therapies" else usual, service)
    if life.chance.happens(0.08, "undecided", service) or day >= life.end:
        return
    yield life.row("referral-decided", day, "partner-record", referral=reference, decision=decision)
    later = day + days(life.chance.whole("waited", 60, 150, service))
    if decision == "waiting-list" and later < life.end and life.chance.happens(0.6, "off-the-list", service):
        yield life.row("referral-decided", later, "partner-record", referral=reference, decision="accepted")


@attrs.frozen
class Look:
    """One look through some services' records: the half-open span of days, and whether all was seen."""

    services: tuple[str, ...]
    start: datetime.date
    to: datetime.date
    complete: bool = True


def looks(life: Life) -> Iterator[Look]:
    """Who looked at what: at sign-up two years back (for some one), this autumn the time since; at some not at all."""
    if life.sign_up is None or life.outreach is None:
        return
    for services in REVIEWED:
        if not (audited(life) if services == HEALTH else life.chance.happens(0.75, "looked", services[0])):
            continue
        back = years_before(life.outreach, 1 if life.chance.happens(0.25, "one-year", services[0]) else 2)
        middle = life.sign_up + days(life.chance.whole("first-look", 20, 50, services[0]))
        yield Look(services, back, middle)
        if life.chance.happens(0.88, "second-look", services[0]):
            last = TODAY - days(life.chance.whole("last-look", 3, 30, services[0]))
            yield Look(services, middle, last, not life.chance.happens(0.06, "incomplete", services[0]))


def reviews(life: Life) -> Iterator[Row]:
    """What was found by each look through the records."""
    used = list(recorded_use(life))
    for look in looks(life):
        found = sum(1 for use in used if use["service"] in look.services and look.start <= placed(use) < look.to)
        yield life.row("records-reviewed", look.to, "partner-record", services=list(look.services), from_=look.start,
                       to=look.to, complete="yes" if look.complete else "no", reviewer="P-04",
                       found=found if look.services in COUNTED else None)


def yearly_rate(life: Life, service: str) -> float:
    """Her own rate for a service: the usual one, more or less, and always the same."""
    usual = 5.0 if service == "drug-and-alcohol" and "drugs" in life.needs else YEARLY.get(service, 0.0)
    return usual * life.chance.pick("frailty", (0.3, 0.6, 0.8, 1.0, 1.2, 1.6, 2.2), service)


def recorded_use(life: Life) -> Iterator[Row]:
    """What stands in the records of services, for the days that somebody looked at."""
    for look in looks(life):
        for service in look.services:
            for day, week in _use_days(life, service, yearly_rate(life, service), look.start, look.to):
                if look.complete or life.chance.happens(0.7, f"seen {service}", week):
                    yield _use(life, service, day, week)


def _use_days(life: Life, service: str, yearly: float, start: datetime.date, end: datetime.date,
              ) -> Iterator[tuple[datetime.date, int]]:
    """At most one visit a week, each week as likely as any other, before the programme and during it."""
    for week in range((start - FIRST_RECORDS).days // 7, (end - FIRST_RECORDS).days // 7 + 1):
        if life.chance.happens(yearly * 7 / 365.25, f"use {service}", week):
            day = FIRST_RECORDS + days(7 * week + life.chance.whole(f"day {service}", 0, 6, week))
            if start <= day < end and life.free(day) and not (life.ended == "moved-away" and day >= life.end):
                yield day, week


def _use(life: Life, service: str, day: datetime.date, week: int) -> Row:
    came = service in UNPLANNED or life.chance.happens(0.78, f"came {service}", week)
    nights = life.chance.whole("nights", 1, 6, week) if service.endswith("admission") and came else None
    return life.row("service-used", day, "partner-record", service=service, attended="yes" if came else "no",
                    origin="record", bed_days=nights)


def told_use(life: Life) -> Iterator[Row]:
    """What she tells of herself while somebody works with her: services whose records nobody sees, and some of A&E."""
    if life.outreach is None or life.sign_up is None:
        return
    for service, yearly in TOLD.items():
        wanted = {"domestic-abuse-service": "domestic-abuse", "housing-support": "housing",
                  "mutual-aid": "alcohol"}.get(service)
        if wanted and wanted not in life.needs:
            continue
        for day, _ in _use_days(life, f"told {service}", yearly * 2, life.outreach, life.end):
            yield life.row("service-used", day, "self-report", service=service, attended="yes", origin="self-report")
