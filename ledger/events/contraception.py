"""What happened about contraception, pregnancy and her children?"""

from ledger.codes import (
    ATTENDANCE,
    CHILD_CONTACT,
    CHILD_ORDER,
    CONTRACEPTION,
    DISCUSSED_WITH,
    DISCUSSION_OUTCOME,
    EMERGENCY_CONTRACEPTION,
    LARC_FINDING,
    LARC_METHOD,
    LARC_REMOVAL_REASON,
    LEGAL_STATUS,
    OTHER_METHOD,
    PREGNANCY_OUTCOME,
    RATER,
)
from ledger.events import event
from ledger.fields import coded, count, day, month, optional, reference, yes_no


@event
class ContraceptionDiscussed:
    """Contraception was discussed with her."""

    with_: str = coded("With whom she discussed it.", DISCUSSED_WITH)
    outcome: str = coded("What came of it.", DISCUSSION_OUTCOME)
    preferred: str | None = coded("Which method she preferred.", CONTRACEPTION, required=False)
    told_support_continues: str = yes_no("Whether she was told that support continues whatever she chooses.")
    seen_alone: str = yes_no("Whether she was seen alone.")


@event
class LarcFitted:
    """A long-acting reversible contraceptive was fitted."""

    method: str = coded("Which method.", LARC_METHOD)
    provider: str | None = optional("Who fitted it.")
    replace_by: str | None = day("When it is due for replacement.", required=False)


@event
class LarcChecked:
    """A long-acting reversible contraceptive was checked."""

    finding: str = coded("What was found.", LARC_FINDING)


@event
class LarcRemovalRequested:
    """She asked for her long-acting reversible contraceptive to be removed."""


@event
class LarcRemoved:
    """A long-acting reversible contraceptive was removed."""

    method: str = coded("Which method.", LARC_METHOD)
    reason: str = coded("Why.", LARC_REMOVAL_REASON)


@event
class ContraceptionStarted:
    """She started contraception other than a long-acting one."""

    method: str = coded("Which method.", OTHER_METHOD)


@event
class ContraceptionStopped:
    """She stopped contraception other than a long-acting one."""

    method: str = coded("Which method.", OTHER_METHOD)


@event
class EmergencyContraceptionGiven:
    """Emergency contraception was given."""

    type: str = coded("Which kind.", EMERGENCY_CONTRACEPTION)


@event
class PregnancyConfirmed:
    """A pregnancy was confirmed."""

    planned: str = yes_no("Whether it was planned.", missing=True)
    gestation_weeks: int | None = count("How many weeks.", required=False, least=4, most=45)
    due: str | None = day("When the child is due.", required=False)


@event
class PregnancyEnded:
    """A pregnancy ended."""

    outcome: str = coded("How it ended.", PREGNANCY_OUTCOME)
    gestation_weeks: int | None = count("After how many weeks.", required=False, least=4, most=45)


@event
class ChildBorn:
    """A child of hers was born."""

    child: str = reference("Her own reference for the child, such as C1.")
    gestation_weeks: int | None = count("After how many weeks.", required=False, least=4, most=45)
    health_need: str = yes_no("Whether the child has a health need.", missing=True)


@event
class ChildRemoved:
    """A child was removed from her care."""

    child: str = reference("Her own reference for the child, such as C1.")
    child_born: str | None = month("The month the child was born, or the year.", required=False)
    occasion: str | None = reference("A short reference; children removed together share one.", required=False)
    legal_status: str = coded("Under what legal status.", LEGAL_STATUS, missing=True)


@event
class ChildOrderMade:
    """Where a child of hers is to live was settled."""

    child: str = reference("Her own reference for the child, such as C1.")
    order: str = coded("What was settled.", CHILD_ORDER)


@event
class ChildContactHeld:
    """She had contact with a child of hers."""

    child: str = reference("Her own reference for the child, such as C1.")
    type: str = coded("Which kind of contact.", CHILD_CONTACT)
    attendance: str | None = coded("Whether it took place.", ATTENDANCE, required=False)
    quality: int | None = count("How good it was, 1 to 5.", required=False, least=1, most=5)
    rater: str | None = coded("Who says how good it was.", RATER, required=False)
    times: int | None = count("How many times, where several are told at once.", required=False, least=1, most=1000)
