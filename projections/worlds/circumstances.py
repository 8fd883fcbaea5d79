"""How does a woman live meanwhile: housing, money, work, substances, incidents, justice?"""

import datetime
from collections.abc import Iterator
from typing import Final

from ledger.dates import months_after
from projections.worlds.lives import Life
from projections.worlds.rows import FIRST_RECORDS, TODAY, Row, days, month_of, occasions

UNSETTLED: Final = ("sofa-surfing", "temporary", "shelter", "supported", "temporary", "short-term-guest")
SETTLED: Final = ("council", "private-rented", "housing-association", "settled-with-family-or-friends", "council")
SIDEWAYS: Final = {"sofa-surfing": "short-term-guest", "short-term-guest": "sofa-surfing", "temporary": "shelter",
                   "shelter": "temporary",
                   "council": "housing-association", "housing-association": "council"}
DRUGS: Final = ("heroin", "crack", "cocaine", "cannabis", "benzodiazepines")
JUSTICE: Final = ("arrest", "arrest", "charge", "caution", "conviction", "probation")
INCIDENTS: Final = ("domestic-abuse", "domestic-abuse", "self-harm", "suicidal-thoughts", "overdose", "arrest",
                    "eviction", "missing")


def housing(life: Life) -> Iterator[Row]:
    """Where she lives when she signs up, of most; three move to somewhere more settled, a few sideways."""
    if life.sign_up is None:
        return
    unsettled = "housing" in life.needs
    first = life.move[0] if life.move else life.chance.pick("home", UNSETTLED if unsettled else SETTLED)
    if life.move or life.chance.happens(0.9, "home-known"):
        yield _home(life, life.sign_up, first, secure=not unsettled)
    if life.move:
        yield _home(life, life.sign_up + days(life.chance.whole("move", 50, 110)), life.move[1],
                    secure=life.move[1] != "other-supported")
    elif first in SIDEWAYS and life.chance.happens(0.25, "sideways"):
        day = months_after(life.sign_up, 4)
        if day < life.end and life.chance.happens(0.9, "home-known"):
            yield _home(life, day, SIDEWAYS[first], secure=not unsettled)


def _home(life: Life, day: datetime.date, accommodation: str, secure: bool) -> Row:
    safe = life.chance.pick("safe", ("yes", "yes", "no", "not-asked", None), accommodation)
    return life.row("housing-changed", day, accommodation=accommodation, secure="yes" if secure else "no", safe=safe)


def money(life: Life) -> Iterator[Row]:
    """Debt, arrears and income, looked at with two women in three."""
    if life.sign_up is None or not life.chance.happens(0.67, "money"):
        return
    for occasion, due in occasions(life.sign_up, life.end):
        day = due + days(life.chance.whole("money-day", 5, 40, occasion))
        if day >= life.end or not life.free(day):
            continue
        debt = _about(life, "debt", occasion, life.chance.whole("debts", 0, 40) * 10_000)
        arrears = _about(life, "arrears", occasion, life.chance.whole("rents", 0, 9) * 10_000)
        income = _about(life, "income", occasion, life.chance.whole("incomes", 75, 190) * 100)
        yield life.row("finance-reviewed", day, "self-report", debt_pence=debt, weekly_income_pence=income,
                       benefits="yes",
                       arrears_pence=arrears if life.chance.happens(0.7, "arrears-known") else None)


def _about(life: Life, what: str, occasion: str, level: int) -> int:
    """An amount around her own level, in whole pounds."""
    return max(0, round(level * (1 + 0.2 * life.chance.bell(what, occasion)) / 100)) * 100


def activities(life: Life) -> Iterator[Row]:
    """What she does at sign-up; some take up volunteering, study or work, and some of those stop again."""
    if life.sign_up is None:
        return
    first = life.chance.pick("activity-first", ("long-term-sick", "long-term-sick", "neither", "seeking",
                                                "home-or-carer", "employed"))
    if life.chance.happens(0.85, "activity-known"):
        yield life.row("activity-started", life.sign_up, "self-report", activity=first)
    begun = life.sign_up + days(life.chance.whole("activity-day", 60, 240))
    if begun < life.end and life.chance.happens(0.35, "takes-up"):
        new = life.chance.pick("activity-new", ("volunteering", "student-or-trainee",
                                                "employed" if first != "employed" else "volunteering"))
        about = month_of(begun) if life.chance.happens(0.4, "activity-month") else begun
        yield life.row("activity-started", about, "self-report", activity=new)
        if begun + days(80) < life.end and life.chance.happens(0.4, "stops"):
            yield life.row("activity-ended", begun + days(80), "self-report", activity=new)


def substances(life: Life) -> Iterator[Row]:
    """Days in the last 28, asked of those with the need; a prescribed substitute for some of those on heroin."""
    if life.sign_up is None:
        return
    drug = life.chance.pick("drug", DRUGS)
    used = [*([drug] if "drugs" in life.needs else []), *(["alcohol"] if "alcohol" in life.needs else [])]
    if drug == "heroin" and "drugs" in life.needs and life.chance.happens(0.7, "substitute"):
        used.append("prescribed-substitute")
    for occasion, due in occasions(life.sign_up, life.end):
        day = due + days(life.chance.whole("substance-day", 1, 20, occasion))
        if life.asked(day, occasion, "substance-again", 0.8):
            yield from (_reviewed(life, substance, occasion, day) for substance in used)


def _reviewed(life: Life, substance: str, occasion: str, day: datetime.date) -> Row:
    level, now = life.chance.share("level", substance), life.chance.bell("days-used", (substance, occasion))
    substitute = substance == "prescribed-substitute"
    return life.row("substance-use-reviewed", day, "self-report", substance=substance,
                    days_in_28=28 if substitute else min(28, max(0, round(26 * level + 4 * now))),
                    daily_dose_mg=5 * life.chance.whole("dose", 6, 14, occasion) if substitute else None,
                    treatment="yes" if substitute or life.chance.happens(0.4, "treatment", substance) else "no")


def incidents(life: Life) -> Iterator[Row]:
    """What she tells of, about every seven months; some were several and known to the month, some are confirmed."""
    if life.sign_up is None or life.outreach is None:
        return
    for month in range((life.end - life.outreach).days // 30):
        day = life.outreach + days(30 * month + life.chance.whole("incident-day", 0, 29, month))
        if not life.free(day) or not life.chance.happens(0.15, "incident", month):
            continue
        several = life.chance.happens(0.15, "incidents", month) and day + days(40) < life.end
        incident, reference = life.chance.pick("incident-kind", INCIDENTS, month), f"I{month + 1}"
        severity = life.chance.pick("severity", ("low", "medium", "medium", "high"), month)
        when, until = (month_of(day), month_of(day + days(40))) if several else (day, None)
        yield life.row("incident-reported", when, "self-report", incident=incident, severity=severity,
                       reported_by="self",
                       incident_ref=reference, times=4 if several else None, until=until)
        if life.chance.happens(0.3, "verified", month):
            yield life.row("incident-verified", day + days(20), "partner-record", incident_ref=reference,
                           by_source=life.chance.pick("verifier", ("police", "health", "partner-agency"), month),
                           finding=life.chance.pick("finding", ("confirmed", "confirmed", "not-confirmed"), month))


def risk(life: Life) -> Iterator[Row]:
    """Of those with a need about domestic abuse, half have the risk assessed; of two, somebody raises a concern."""
    if life.sign_up is None or "domestic-abuse" not in life.needs:
        return
    day = life.sign_up + days(life.chance.whole("risk-day", 5, 60))
    if life.chance.happens(0.5, "risk"):
        score = life.chance.whole("risk-score", 5, 18)
        yield life.row("risk-assessed", day, tool="DASH", score=score, marac="yes" if score >= 14 else "no")
    if life.chance.happens(0.12, "safeguarding"):
        yield life.row("safeguarding-raised", day + days(3), about="adult", to="adult social care")


def justice(life: Life) -> Iterator[Row]:
    """Contacts with the police and courts, as likely in any month, before the programme and during it."""
    if life.sign_up is None:
        return
    yearly = life.chance.pick("justice-rate", (0.0, 0.0, 0.3, 0.6, 1.5))
    for month in range((TODAY - FIRST_RECORDS).days // 30):
        day = FIRST_RECORDS + days(30 * month + life.chance.whole("justice-day", 0, 29, month))
        if life.free(day) and life.chance.happens(yearly / 12, "justice", month):
            yield life.row("justice-contact", day, "partner-record",
                           type=life.chance.pick("justice-type", JUSTICE, month),
                           severity=life.chance.pick("justice-severity", ("low", "low", "medium", "high"), month))
