"""What did she need, where was she referred, and which services did she use?"""

from typing import Any

from ledger.codes import ABUSE_STATUS, NEED_DOMAIN, ORIGIN, RATER, RATING, REFERRAL_DECISION, SERVICES
from ledger.events import event
from ledger.fields import BadValue, coded, count, date, optional, reference, several, text, yes_no


def comes_after_from(event: Any, name: str, value: str) -> None:
    """A review covers the days from `from` up to, and without, `to`."""
    if value <= event.from_:
        raise BadValue(f"{name} is {value}; it must come after from, {event.from_}",
                       "The day of to is the first that was not looked at.")


@event
class NeedAssessed:
    """A need of hers was rated."""

    domain: str = coded("Which area of need.", NEED_DOMAIN)
    rating: str = coded("How it was rated.", RATING)
    rater: str = coded("Whose rating it is.", RATER)


@event
class AbuseStatusAsked:
    """She was asked about domestic abuse."""

    answer: str = coded("What she answered.", ABUSE_STATUS)


@event
class ReferralMade:
    """She was referred to a service."""

    referral: str = reference("A short reference for the referral, such as R1.")
    service: str = coded("Which service.", SERVICES)
    domain: str = coded("For which area of need.", NEED_DOMAIN)
    to: str | None = optional("Which provider.")


@event
class ReferralDecided:
    """A service decided on a referral."""

    referral: str = reference("The short reference of the referral, such as R1.")
    decision: str = coded("What was decided.", REFERRAL_DECISION)


@event
class ServiceUsed:
    """She used a service, or missed an appointment with it."""

    service: str = coded("Which service.", SERVICES)
    attended: str = yes_no("Whether she attended.")
    origin: str = coded("Whether it is known from records or from her.", ORIGIN,
                        by_source={"self-report": "self-report", "": "record"})
    bed_days: int | None = count("How many nights she stayed.", required=False, most=3660)
    times: int | None = count("How many times, where several are told at once.", required=False, least=1, most=1000)


@event
class RecordsReviewed:
    """A service's records about her were looked through."""

    services: tuple[str, ...] = several("Whose records.", SERVICES)
    from_: str = date("The first day looked at.")
    to: str = date("The first day not looked at.", check=comes_after_from)
    complete: str = yes_no("Whether everything in that time was seen.")
    found: int | None = count("How many entries were seen.", required=False, most=100_000)
    reviewer: str = text("Who looked, by reference such as P-01, or which team.")


@event
class GpRegistered:
    """She registered with a GP."""

    practice: str | None = optional("Which practice.")


@event
class GpDeregistered:
    """She left her GP."""

    practice: str | None = optional("Which practice.")


@event
class CourseStarted:
    """She started a course."""

    course: str = text("Which course, such as the Freedom Programme.")
    with_: str | None = optional("Who runs it.")


@event
class CourseCompleted:
    """She completed a course."""

    course: str = text("Which course, such as the Freedom Programme.")
    with_: str | None = optional("Who runs it.")
