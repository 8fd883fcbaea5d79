"""What happened to a woman's place in the programme, and to what is agreed with her?"""

from typing import Any

from ledger.codes import (
    ABOUT,
    CHARACTERISTIC,
    CONSENT_METHOD,
    CONSENT_PURPOSE,
    CONTRACEPTION_CHOICE,
    DECLINE_REASON,
    DISCLOSURE_DECISION,
    EQUALITY,
    EQUALITY_VALUE,
    PRIORITISING,
    PROGRAMME_OUTCOMES,
    REQUESTER,
    ROUTE,
    SAFE_MEDIUM,
    WHEREABOUTS,
)
from ledger.events import event
from ledger.fields import BadValue, coded, count, day, number, optional, position, reference, several, text, yes_no


def fits_characteristic(event: Any, name: str, value: str) -> None:
    """A value must stand in the list of the characteristic it is given for."""
    listed = EQUALITY[event.characteristic]
    if value not in listed.known:
        raise BadValue(f"{name}: {value!r} is not in the list {listed.title}", "One of: " + ", ".join(listed.names))


@event
class WomanIdentified:
    """A woman who may need the programme came to notice."""

    route: str = coded("How she came to notice.", ROUTE)
    birth_year: int | None = count("The year she was born.", required=False, least=1900, most=2100)
    removals_before: int | None = count("How many children were removed from her before.", required=False, most=30)
    removal_occasions_before: int | None = count(
        "On how many occasions; children removed together share one.", required=False, most=30)
    care_experienced: str = yes_no("Whether she was in care as a child.", missing=True)
    criteria_version: str | None = optional("Which version of the criteria she was found by.")


@event
class EqualityRecorded:
    """A protected characteristic was recorded as she gave it."""

    characteristic: str = coded("Which characteristic.", CHARACTERISTIC)
    value: str = coded("What she said, from the list of that characteristic.", EQUALITY_VALUE,
                       chosen_by=("characteristic", EQUALITY), check=fits_characteristic)


@event
class Prioritised:
    """A forum decided whether to offer her the programme."""

    decision: str = coded("What was decided.", PRIORITISING)
    forum: str = text("Which forum decided.")
    reason: str | None = optional("Why.")


@event
class OutreachStarted:
    """Practitioners began to reach out to her."""


@event
class SignedUp:
    """She joined the programme."""

    planned_months: int | None = count("For how many months; 18 if not said.", required=False, least=1, most=60)
    contraception_choice: str = coded("What she chose about contraception.", CONTRACEPTION_CHOICE)


@event
class PlanChanged:
    """The planned end of her programme was changed."""

    planned_end: str = day("When it is now planned to end.")
    reason: str = text("Why it was changed.")


@event
class Declined:
    """She did not join the programme."""

    reason: str = coded("Why she did not join.", DECLINE_REASON)


@event
class ProgrammeEnded:
    """Her programme ended."""

    outcome: str = coded("How it ended.", PROGRAMME_OUTCOMES)
    factors: str | None = optional("What helped her to complete it, or led her to leave.")


@event
class TransitionPlanned:
    """Her move on from intense support was planned with her."""


@event
class AftercareStarted:
    """Her aftercare began."""


@event
class AftercareEnded:
    """Her aftercare ended."""


@event
class FollowedUp:
    """She was looked for again some time after the end of her programme."""

    months_after_end: int = count("How many months after the end.", most=240)
    traced: str = yes_no("Whether she was found.")


@event
class PractitionerAllocated:
    """A practitioner began to work with her."""

    practitioner: str = reference("Who, by reference such as P-01.")
    weight: int | float | None = number("Share of a case; 1 if not said.", required=False, least=0, most=5)


@event
class PractitionerReleased:
    """A practitioner stopped working with her."""

    practitioner: str = reference("Who, by reference such as P-01.")
    weight: int | float | None = number("Share of a case; 1 if not said.", required=False, least=0, most=5)


@event
class ConsentGiven:
    """She agreed to a use of her information."""

    purpose: str = coded("What it may be used for.", CONSENT_PURPOSE)
    method: str = coded("How she agreed.", CONSENT_METHOD)


@event
class ConsentWithdrawn:
    """She took back her agreement to a use of her information."""

    purpose: str = coded("What it may no longer be used for.", CONSENT_PURPOSE)
    method: str = coded("How she took it back.", CONSENT_METHOD)


@event
class BasisRecorded:
    """The lawful basis for a use of her information was recorded."""

    purpose: str = coded("What it is used for.", CONSENT_PURPOSE)
    article_6: str = text("Basis under Article 6 of the UK GDPR, such as 6(1)(e) public task.")
    article_9: str | None = optional("Condition under Article 9 of the UK GDPR, such as 9(2)(h) health or social care.")
    confidentiality_route: str | None = optional("How the duty of confidence is met, such as consent or section 251.")
    to: str | None = optional("With whom it is shared.")


@event
class ContactSafetySet:
    """It was agreed how she can be reached safely."""

    safe_media: tuple[str, ...] = several("Which ways are safe.", SAFE_MEDIUM)
    voicemail: str = yes_no("Whether a message may be left.")
    until: str | None = day("Until when this holds.", required=False)
    instruction: str | None = optional("Anything else to observe.")


@event
class SafeguardingRaised:
    """A safeguarding concern was raised."""

    about: str = coded("Whom it is about.", ABOUT)
    to: str = text("To which agency it was raised.")
    outcome: str | None = optional("What came of it.")


@event
class DisclosureRequested:
    """Somebody asked for her information. Unless something else was decided, nobody is told whether she is known."""

    from_: str = coded("Who asked.", REQUESTER)
    authority: str = text("By what authority they asked.")
    decision: str = coded("What was decided.", DISCLOSURE_DECISION, by_source={"": "neither-confirmed-nor-denied"})


@event
class Disputed:
    """She sees an entry differently, and her note stands beside it."""

    position: int = position("The position of the entry.")
    her_words: str = text("Her note, in her words.")


@event
class WhereaboutsChanged:
    """Where she lives or stays changed, so that local records may no longer show her."""

    whereabouts: str = coded("Where she is now.", WHEREABOUTS)


@event
class Died:
    """She died."""


@event
class ProcessingRestricted:
    """She asked that what is held of her be kept but not used (UK GDPR, article 18)."""

    reason: str = text("Why, in short.")
    authority: str | None = optional("Who asked for it, or decided it.")


@event
class RestrictionLifted:
    """What is held of her may be used again."""

    reason: str = text("Why, in short.")
    authority: str | None = optional("Who asked for it, or decided it.")


@event
class LegalHoldSet:
    """What is held of her must be kept: a court, an inquiry or a claim needs it."""

    authority: str = text("Who requires it.")
    reason: str = text("What for.")


@event
class LegalHoldLifted:
    """What is held of her need no longer be kept for a court, an inquiry or a claim."""

    authority: str = text("Who lifts it.")
