"""Which entries were put right, and which identities were found to be one?"""

from typing import Any

from ledger.events import event
from ledger.fields import internal, position, reference, text, whole_event


@event
class Corrected:
    """An earlier entry was replaced by a whole new event of the same woman."""

    position: int = position("The position of the entry.")
    event: dict[str, Any] = whole_event("What should stand there.")
    reason: str = text("Why it is corrected.")


@event
class Withdrawn:
    """An earlier entry was taken back as entered in error."""

    position: int = position("The position of the entry.")
    reason: str = text("Why it is taken back.")
    undoes: str | None = internal("The append that is taken back, where undo did it.")


@event
class IdentitiesMerged:
    """Two references were found to be the same woman."""

    other: str = reference("The other reference, such as W-0007.")
    reason: str = text("How it was found out.")


@event
class MergeReversed:
    """Two references taken for the same woman were found to be two women."""

    other: str = reference("The other reference, such as W-0007.")
    reason: str = text("How it was found out.")
