"""What does one entry hold, beside the event itself?

A statement is what somebody said was true. An entry is a statement as the ledger took it down:
by whom, with what else, where in the log. Neither is ever changed.
"""

import datetime
from typing import Any, Final

import msgspec

from ledger.dates import first_day

PROGRAMME: Final = "programme"


class Statement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event with what is said of it.

    woman: her reference, or 'programme'. occurred: a kept date (dates.py); for a spell, the day it began.
    key: the sender's own name for this row, if it has one.
    """

    kind: str
    woman: str
    occurred: str
    event: Any
    by: str | None = None
    source: str = "practitioner"
    source_ref: str | None = None
    episode_ref: str | None = None
    note: str | None = None
    key: str | None = None

    @property
    def day(self) -> datetime.date:
        """The day on which it is placed."""
        return first_day(self.occurred)


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A statement in its envelope.

    append: one id for all that was appended together. clock: 'set' where the time was given by
    OUTCOMES_NOW. redoes: the append that a redo wrote anew. signature: its author's, where the author has a key.
    position and recorded_at (microseconds since 1970, UTC) are given by the store when it commits; 0 until then.
    """

    said: Statement
    author: str
    append: str
    stream: str
    version: int
    clock: str | None = None
    redoes: str | None = None
    signature: str | None = None
    position: int = 0
    recorded_at: int = 0

    @property
    def originator_id(self) -> str:
        """The store's word for the stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The store's word for the version."""
        return self.version


class Said(msgspec.Struct, frozen=True):
    """A statement, and where it was read.

    once: skip it where the ledger holds it already. source_given: its source was said, not taken by default.
    """

    statement: Statement
    place: str = ""
    once: bool = False
    source_given: bool = True
