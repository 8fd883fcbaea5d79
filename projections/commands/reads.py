"""Who read what, and is the list of it whole?"""

from collections.abc import Mapping
from typing import Any, Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """List who read what of the ledger, when, for whom, and where it was written to; and check that the list is whole.

Every report, show and export at team or board leaves a line outside the record: reading changes no entry. A line names no
woman. Exit code 0: whole; 5: a line was altered, left out or cut off. Who opens the files past this program leaves no line.

\\b
  outcomes reads
  outcomes reads --by P-03
"""


def run(session: Session, asked: Given) -> Done:
    """List and check, without keys."""
    from ledger import reads
    from ledger.folder import open_ledger

    ledger = open_ledger(session.folder, session.environ, need_keys=False)
    ledger.entries.close()
    found = reads.check(ledger.path, ledger.entries.ledger_id, session.environ)
    rows = [line for line in found.lines if asked["by"] in (None, line.get("by"))]
    document = {"report": "reads", "whole": not found.faults, "receipts": len(found.lines), "faults": list(found.faults), "rows": rows}
    many = "1 receipt" if len(found.lines) == 1 else f"{len(found.lines):,} receipts"
    verdict = ["NOT whole:", *(f"  {fault}" for fault in found.faults)] if found.faults else \
        [f"Whole: {many}, each following the one before it." if found.lines else "Nobody has read anything at team or board yet."]
    return Done(document, "\n".join([*map(_line, rows), *([""] if rows else []), *verdict]), 5 if found.faults else 0)


def _line(line: Mapping[str, Any]) -> str:
    of = f"  of one woman, stream {str(line['stream'])[:12]}" if line.get("stream") else ""
    at = f"  at position {line['position']}" if line.get("position") is not None else ""
    return f"{str(line.get('at'))[:19]}  {line.get('by')}  {line.get('what')}  {line.get('audience')}{of}{at}  to {line.get('to')}"


COMMAND: Final = Command("reads", HELP, (Asked("--by", "Only those of this reader.", metavar="WHO"),), run)
