"""What contact was there, and what support was given?"""

from ledger.codes import ATTENDANCE, CONTACT_ACTIVITY, CONTACT_PURPOSE, FEEDBACK_FROM, GOAL_STATUS, MEDIUM, NEED_DOMAIN
from ledger.events import event
from ledger.fields import coded, count, optional, pence, reference, text


@event
class ContactHeld:
    """A contact with her was arranged or held."""

    purpose: str = coded("What for.", CONTACT_PURPOSE)
    medium: str = coded("In what way.", MEDIUM)
    attendance: str = coded("Whether she was seen.", ATTENDANCE)
    activity: str | None = coded("What was done together.", CONTACT_ACTIVITY, required=False)
    minutes: int | None = count("How many minutes it took.", required=False, most=1440)
    practitioner: str | None = reference("Who held it, by reference such as P-01.", required=False)


@event
class ResourceSpent:
    """Money was spent on something for her."""

    category: str = text("What for, such as household items.")
    pence: int = pence("How much, in pence.")


@event
class FeedbackGiven:
    """Feedback was given on the programme."""

    from_: str = coded("Who gave it.", FEEDBACK_FROM)
    theme: str = text("What it is about.")
    score: int | None = count("How satisfied, 1 to 5.", required=False, least=1, most=5)
    improvement: str | None = optional("What should be better.")


@event
class GoalSet:
    """She set herself a goal."""

    goal: str = reference("A short reference for the goal, such as G1.")
    domain: str = coded("Which area of need it belongs to.", NEED_DOMAIN)
    status: str = coded("Where it stands.", GOAL_STATUS)


@event
class GoalReviewed:
    """A goal of hers was looked at again."""

    goal: str = reference("The short reference of the goal, such as G1.")
    domain: str = coded("Which area of need it belongs to.", NEED_DOMAIN)
    status: str = coded("Where it stands.", GOAL_STATUS)
