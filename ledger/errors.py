"""What can go wrong that a person can act on?

Every failure here is a sentence, a hint that works, and the exit code of the contract.
Anything else that escapes is a bug, and exits 70.
"""

from collections.abc import Sequence

import attrs


@attrs.frozen
class Finding:
    """One thing found: what, where, how to put it right, and how much it matters.

    severity: must, should, note. place: sheet, line, column or position, in words.
    """

    code: str
    message: str
    hint: str = ""
    place: str = ""
    severity: str = "must"
    position: int | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f" {self.hint}" if self.hint else "")


class LedgerError(Exception):
    """A failure with a remedy. `kind` is stable; programs may rely on it."""

    kind = "error"
    exit_code = 70

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Usage(LedgerError):
    """The command was not understood."""

    kind = "usage"
    exit_code = 2


class NotFound(LedgerError):
    """A ledger, woman, entry or figure is not there."""

    kind = "not-found"
    exit_code = 3


class Refused(LedgerError):
    """What was asked may not be written; nothing was. Carries every finding, never only the first."""

    kind = "refused"
    exit_code = 4

    def __init__(self, message: str, hint: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message, hint)
        self.findings = tuple(findings)


class Broken(LedgerError):
    """The ledger's bytes are not what was written."""

    kind = "broken"
    exit_code = 5


class Busy(LedgerError):
    """The store cannot be reached or written just now."""

    kind = "busy"
    exit_code = 6


class VersionTaken(Exception):
    """Another writer got there first: read again, check again, try again."""
