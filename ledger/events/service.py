"""What did the programme itself decide, spend, publish and check?

These entries are kept unsealed: positions, stream ids and staff references only, never a woman's reference.
"""

from typing import Any, Final

from ledger.codes import (
    ATTESTATION,
    AUDIENCE,
    CLAIM_FORM,
    COST_KIND,
    ROLE,
    SAMPLE_OF,
    SCENARIO_COUNTS,
)
from ledger.events import event
from ledger.fields import (
    BadValue,
    Meaning,
    coded,
    count,
    date,
    field,
    listed,
    number,
    optional,
    pence,
    position,
    reference,
    text,
    yes_no,
)

NO_TARGETS: Final = ("M09", "M10", "M11")


def takes_a_target(event: Any, name: str, value: str) -> None:
    """Contraception is her choice: its figures take no target."""
    if value.partition(".")[0].upper() in NO_TARGETS:
        raise BadValue(f"{name} {value} takes no target: contraception is her choice")


def at_least_low(event: Any, name: str, value: float) -> None:
    """A low, a central and a high value stand in that order."""
    if value < event.low:
        raise BadValue(f"{name} is {value:,}, less than low, {event.low:,}")


def at_least_central(event: Any, name: str, value: float) -> None:
    """The high value is the highest."""
    if value < event.central:
        raise BadValue(f"{name} is {value:,}, less than central, {event.central:,}")


def surrounds_pence(event: Any, name: str, value: int) -> None:
    """A cost lies between its low and its high."""
    if value > event.pence if name == "low" else value < event.pence:
        raise BadValue(f"{name} is {value:,} pence, on the wrong side of {event.pence:,}")


# Places, people, learning.


@event
class CapacitySet:
    """The number of places was set."""

    women: int = count("For how many women.", most=10_000)


@event
class CaseloadCapSet:
    """The most women that one full-time person may work with was set."""

    role: str = coded("In which role.", ROLE)
    women_per_fte: int | float = number("How many women, full time.", least=0, most=1000)


@event
class StaffJoined:
    """Somebody joined the team."""

    practitioner: str = reference("Who, by reference such as P-01.")
    role: str = coded("In which role.", ROLE)
    fte: int | float = number("Share of full time, 1 being full time.", least=0, most=2)
    skill: str | None = optional("What they bring, such as social work.")


@event
class StaffChanged:
    """Somebody's role or hours changed."""

    practitioner: str = reference("Who, by reference such as P-01.")
    role: str = coded("In which role now.", ROLE)
    fte: int | float = number("Share of full time now, 1 being full time.", least=0, most=2)
    skill: str | None = optional("What they bring, such as social work.")


@event
class StaffLeft:
    """Somebody left the team."""

    practitioner: str = reference("Who, by reference such as P-01.")
    role: str | None = coded("In which role they were.", ROLE, required=False)
    fte: int | float | None = number("Share of full time they had.", required=False, least=0, most=2)
    skill: str | None = optional("What they brought.")


@event
class SupervisionHeld:
    """Somebody in the team had supervision."""

    practitioner: str = reference("Who, by reference such as P-01.")
    type: str = text("Which kind, such as clinical.")


@event
class TrainingCompleted:
    """Somebody in the team completed a training."""

    practitioner: str = reference("Who, by reference such as P-01.")
    type: str = text("Which training.")


# What figures are measured by.


@event
class TargetSet:
    """A target was set for a figure; the earlier one is kept."""

    figure: str = field(Meaning("Which figure, such as M02.of-prioritised.", "reference"), takes_a_target)
    value: int | float = number("The target.")
    source: str = text("Where it comes from.")
    reason: str | None = optional("Why it was revised.")


@event
class ParameterSet:
    """A rule of counting was set, from the day it occurred."""

    name: str = reference("Which parameter.")
    value: str = text("Its value.")
    reason: str = text("Why.")


# Money.


@event
class BudgetSet:
    """A budget was set."""

    line: str = text("Which line of the budget.")
    pence: int = pence("How much, in pence.")
    in_kind: str = yes_no("Whether it is given in kind rather than in money.")
    period: str | None = optional("For which period.")


@event
class FundingReceived:
    """Funding was received."""

    source: str = text("From whom.")
    pence: int = pence("How much, in pence.")
    in_kind: str = yes_no("Whether it is given in kind rather than in money.")
    period: str | None = optional("For which period.")


@event
class SpendMade:
    """Money was spent."""

    line: str = text("Which line of the budget.")
    pence: int = pence("How much, in pence.")
    in_kind: str = yes_no("Whether it was given in kind rather than in money.")
    period: str | None = optional("For which period.")


@event
class UnitCostSet:
    """The cost of one unit of something was set."""

    name: str = text("Of what, such as a year of a looked-after child.")
    pence: int = pence("How much, in pence.")
    low: int = field(Meaning("The lowest it may be, in pence.", "pence", least=0), surrounds_pence)
    high: int = field(Meaning("The highest it may be, in pence.", "pence", least=0), surrounds_pence)
    price_year: str = text("At the prices of which year.")
    cost_kind: str = coded("Whose cost it is.", COST_KIND)
    source: str = text("Where it comes from.")


@event
class ScenarioSet:
    """A view of what would have happened without the programme was set."""

    name: str = text("What it is called.")
    counts: str = coded("What its rate counts.", SCENARIO_COUNTS)
    low: int | float = number("The lowest rate a woman and year.", least=0, most=10)
    central: int | float = number("The most likely rate a woman and year.", least=0, most=10, check=at_least_low)
    high: int | float = number("The highest rate a woman and year.", least=0, most=10, check=at_least_central)
    source: str = text("Where it comes from.")


@event
class AssumptionSet:
    """An assumption of the calculation of costs was set."""

    name: str = text("What is assumed, such as probability of removal or years in care.")
    unit: str = text("In which unit.")
    low: int | float = number("The lowest value.")
    central: int | float = number("The most likely value.", check=at_least_low)
    high: int | float = number("The highest value.", check=at_least_central)
    source: str = text("Where it comes from.")


@event
class ReferenceSet:
    """A published figure to compare with was set."""

    name: str = text("Which figure, such as looked-after children per 10,000.")
    place: str = text("For which place.")
    period: str = text("For which period.")
    value: int | float = number("The figure.")
    source: str = text("Where it comes from.")


# Decisions.


@event
class PathwayAgreed:
    """A way for women into another service was agreed."""

    what: str = text("What was agreed.")
    with_: str | None = optional("With whom.")
    outcome: str | None = optional("What came of it.")


@event
class DecisionMade:
    """A decision on the programme was made."""

    what: str = text("What was decided.")
    with_: str | None = optional("Which board or persons decided.")
    outcome: str | None = optional("What came of it.")


@event
class RiskReviewed:
    """A risk to the programme was looked at."""

    what: str = text("Which risk.")
    with_: str | None = optional("With whom.")
    outcome: str | None = optional("What came of it.")


@event
class ImprovementMade:
    """Something was made better after what women or services said."""

    what: str = text("What was made better.")
    with_: str | None = optional("With whom.")
    outcome: str | None = optional("What came of it.")


@event
class SupportRequested:
    """Somebody outside the programme asked for support; no name is kept."""

    what: str = text("What was asked for.")
    with_: str | None = optional("Which service was involved.")
    outcome: str | None = optional("What came of it.")


@event
class DpiaRecorded:
    """An assessment of the risks to people's information was recorded."""

    document: str = text("Which document.")
    reviewed_on: str = date("The day it was last reviewed.")
    reason: str = text("Why it was made or reviewed.")


@event
class RetentionSet:
    """How long information is kept was set."""

    years: int = count("For how many years.", most=200)
    reviewed_on: str = date("The day it was last reviewed.")
    reason: str = text("Why so long.")


# Claims, reports, checks.

_in_words = text  # In the next class `text` is a field.


@event
class ClaimRegistered:
    """A published figure was noted, to be held against the record."""

    claim: str = reference("A short reference for the claim, such as C01.")
    document: str = _in_words("In which document.")
    place: str = _in_words("Where in it.")
    text: str = _in_words("What it says.")
    form: str = coded("What kind of figure it is.", CLAIM_FORM)
    figures: str = _in_words("Its numbers, such as k=18;n=21;stated=86.")


@event
class PlanRegistered:
    """An analysis was planned before its result was seen."""

    comparison: str = text("What will be compared.")
    reason: str = text("Why.")


@event
class ReportIssued:
    """A report left the team."""

    report: str = text("Which report.")
    arguments: str = text("How it was asked for.")
    position: int = position("The last entry that it rests on.")
    root: str = text("The seal over all entries up to there.")
    definitions: str = text("The digest of definitions and parameters.")
    digest: str = text("The digest of the report.")
    cells: tuple[str, ...] = listed("The figures that were released.")
    audience: str = coded("For whom it is.", AUDIENCE)
    approver: str = text("Who approved it, by reference such as P-00, or which board.")


@event
class SampleDrawn:
    """A sample was drawn to be checked against documents."""

    of: str = coded("Of what.", SAMPLE_OF)
    size: int = count("How many.", least=1)
    seed: str = text("The seed it was drawn with, so that it can be drawn again.")
    frame_digest: str = text("The digest of what it was drawn from.")
    members: tuple[str, ...] = listed("What was drawn, as leaf hashes or stream ids.")


@event
class Attested:
    """An entry was held against the document it comes from."""

    position: int = position("The position of the entry.")
    finding: str = coded("What was found.", ATTESTATION)
    document: str = text("Which document.")


@event
class CheckpointMade:
    """The state of the whole record was fixed."""

    size: int = count("How many entries it had.")
    root: str = text("The seal over all of them.")


@event
class WomanErased:
    """Everything about one woman was made unreadable; this receipt says nothing about her."""

    stream: str = text("The id of the stream.")
    authority: str = text("By what authority.")
    reason: str = text("Why.")


@event
class LedgerRestored:
    """The record was restored from a backup that lacks the newest entries: they were recorded, and are lost."""

    size: int = count("How many entries the backup has.")
    noted: int = count("How many entries had been noted before.")
    root: str = text("The seal over the entries that had been noted.")
    reason: str = text("Why the loss is accepted.")


@event
class AuthorRegistered:
    """Somebody who records was given a key, by which their entries are signed from now on."""

    author: str = text("Who, as their entries name them.")
    public_key: str = text("The public half of the key, Ed25519, in base64.")


@event
class AuthorRevoked:
    """An author's key speaks for them no longer: it was lost, or they left."""

    author: str = text("Who, as their entries name them.")
    reason: str = text("Why.")
