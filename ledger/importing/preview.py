"""What would an import write, and what is wrong with the rest?

Worked out before anybody is asked. Nothing is written here.
"""

from collections.abc import Sequence

import attrs

from ledger import recording
from ledger.author import Author
from ledger.errors import Finding, in_order
from ledger.folder import Ledger
from ledger.importing import Read, places
from ledger.recording import Plan
from ledger.women import Roll


@attrs.frozen
class Preview:
    """What was read, what of it would be written, and every finding at its place."""

    contents: Read
    plan: Plan
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        problems = len(self.findings)
        """What an import would do, in one line."""
        return f"{len(self.plan.entries)} new, {self.plan.skipped} already recorded, {problems} problem{'' if problems == 1 else 's'}."

    def told(self, refused: bool) -> list[str]:
        """What to say first. Of a text file that is refused its problems say enough."""
        return [*self.contents.notes, *([] if refused and not self.contents.columns else [str(self)])]


def known(ledger: Ledger) -> Roll:
    """The women whom a file's short references may mean."""
    return Roll.of(ledger)


def preview(ledger: Ledger, contents: Read, author: Author, good_only: bool = False) -> Preview:
    """Check what was read against the ledger.

    good_only: count what could be saved by itself; else a woman whose identifying row is among the problems is taken
    as known, so that one mistake is told once.
    """
    plan = recording.plan(ledger, contents.said, author, presumed=() if good_only else contents.doubtful,
                          halves=contents.halves)
    if not contents.columns:
        return Preview(contents, plan, tuple(in_order((*contents.findings, *plan.findings))))
    at_cells = [places.at_cell(finding, contents.columns) for finding in _told_once(plan.findings)]
    return Preview(contents, plan, tuple(places.in_order((*contents.findings, *at_cells), contents.columns)))


def _told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Findings but that a woman is not known where her reference cannot be one anyway."""
    bad = {finding.place for finding in findings if finding.code == "bad-reference"}
    return [finding for finding in findings if finding.code != "unknown-woman" or finding.place not in bad]
