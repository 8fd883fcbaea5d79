"""How does she live: housing, money, work, substances, safety, justice, wellbeing?"""

from typing import Any

from ledger.codes import (
    ACCOMMODATION,
    ACTIVITY,
    INCIDENTS,
    INSTRUMENT,
    INSTRUMENTS,
    JUSTICE,
    OCCASION,
    RATER,
    REPORTED_BY,
    SEVERITY,
    SUBSTANCES,
    VERIFICATION,
    VERIFIER,
)
from ledger.events import event
from ledger.fields import BadValue, coded, count, day, number, optional, pence, reference, text, yes_no


def fits_instrument(event: Any, name: str, value: float) -> None:
    """A score lies within its instrument's range, and is whole where a published table converts it."""
    instrument = INSTRUMENTS[event.instrument]
    if not instrument.least <= value <= instrument.most:
        raise BadValue(f"{name} is {value:,}; {instrument.name} runs from {instrument.least} to {instrument.most}")
    if instrument.metric and value != int(value):
        raise BadValue(f"{name} is {value:,}; {instrument.name} takes the raw total, a whole number",
                       "The ledger converts it by the published table.")


@event
class HousingChanged:
    """Where she lives changed."""

    accommodation: str = coded("What kind of place.", ACCOMMODATION)
    secure: str = yes_no("Whether she may stay: a tenancy or the like.", missing=True)
    safe: str | None = yes_no("Whether she feels safe there.", required=False, missing=True)


@event
class FinanceReviewed:
    """Her money was looked at with her."""

    debt_pence: int | None = pence("What she owes, in pence.", required=False)
    arrears_pence: int | None = pence("Rent she owes, in pence.", required=False)
    weekly_income_pence: int | None = pence("What she has a week, in pence.", required=False)
    benefits: str = yes_no("Whether she receives benefits.", missing=True)


@event
class ActivityStarted:
    """She began work, learning, volunteering or another activity."""

    activity: str = coded("What she began.", ACTIVITY)


@event
class ActivityEnded:
    """She stopped work, learning, volunteering or another activity."""

    activity: str = coded("What she stopped.", ACTIVITY)


@event
class SubstanceUseReviewed:
    """Her use of a substance was looked at with her."""

    substance: str = coded("Which substance.", SUBSTANCES)
    days_in_28: int = count("On how many of the last 28 days.", most=28)
    route: str | None = optional("How it is taken.")
    daily_dose_mg: int | float | None = number("The daily dose in milligrams.", required=False, least=0, most=100_000)
    treatment: str = yes_no("Whether she is in treatment for it.", missing=True)


@event
class IncidentReported:
    """An incident was reported."""

    incident: str = coded("What happened.", INCIDENTS)
    severity: str = coded("How severe it was.", SEVERITY, missing=True)
    reported_by: str = coded(
        "Who reported it.", REPORTED_BY,
        by_source={"self-report": "self", "practitioner": "practitioner", "partner-record": "partner-agency",
                   "": "practitioner"})
    incident_ref: str | None = reference("A short reference for the incident, such as I1.", required=False)
    times: int | None = count("How many times, where several are told at once.", required=False, least=1, most=1000)
    until: str | None = day("The last time, where several are told at once.", required=False)


@event
class IncidentVerified:
    """Somebody else confirmed an incident, or could not."""

    incident_ref: str = reference("The short reference of the incident, such as I1.")
    by_source: str = coded("Who verified it.", VERIFIER)
    finding: str = coded("What was found.", VERIFICATION)


@event
class RiskAssessed:
    """The risk to her was assessed."""

    tool: str = text("With which tool, such as DASH.")
    score: int | float | None = number("The score.", required=False, least=0, most=1000)
    marac: str = yes_no("Whether it went to MARAC, the meeting on high-risk domestic abuse.")


@event
class JusticeContact:
    """She had to do with the police, the courts or probation."""

    type: str = coded("What happened.", JUSTICE)
    severity: str = coded("How severe it was.", SEVERITY, missing=True)


@event
class InstrumentCompleted:
    """A questionnaire was completed."""

    instrument: str = coded("Which questionnaire.", INSTRUMENT)
    score: int | float = number("The score.", check=fits_instrument)
    occasion: str = coded("On what occasion.", OCCASION)
    rater: str = coded("Who completed it.", RATER)
