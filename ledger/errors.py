"""What can go wrong that a person can act on?

Every failure here is a sentence, a hint that works, and the exit code of the contract.
Anything else that escapes is a bug, and exits 70.
"""

import re
from collections.abc import Iterable, Sequence

import attrs


@attrs.frozen
class Finding:
    """One thing found: what, where, how to put it right, and how much it matters.

    severity: must, should, note. place: the row, such as 'line 3', or the woman. column: the field.
    """

    code: str
    message: str
    hint: str = ""
    place: str = ""
    column: str = ""
    severity: str = "must"
    position: int | None = None

    @property
    def sentence(self) -> str:
        """The place and what was found there, the column named once."""
        told = self.message.startswith(self.column)
        where = ", ".join(part for part in (self.place, "" if told else self.column) if part)
        return f"{where}: {self.message}" if where else self.message

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".rstrip()


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by the numbers in their places, so that line 10 stands after line 9."""
    return sorted(findings, key=lambda finding: [int(number) for number in re.findall(r"\d+", finding.place)])


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
