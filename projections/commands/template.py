"""Where are events written down that are imported later?"""

from typing import Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session, Shown

HELP: Final = """Make a workbook to fill in and import: a sheet a kind, with headings, notes and drop-downs.

\b
  outcomes template week.xlsx
  outcomes template june.xlsx --kind contact-held --filled W-0007
"""


def run(session: Session, asked: Given) -> Done:
    """Write it; what is filled in makes it a file that tells of women, which is noted."""
    from ledger import templates, traces

    file, filled = asked["file"], asked["filled"]
    rows = templates.filled(session.ledger, filled, asked["since"]) if filled else None
    sheets = templates.write(file, asked["kind"], rows)
    if filled:
        traces.note(session.ledger.entries.ledger_id, [file])
    return Done({"template": str(file), "sheets": sheets}, templates.told(file, sheets, rows),
                shown=Shown("team", to=file) if filled else None)


COMMAND: Final = Command("template", HELP, (
    Asked("FILE", "The workbook to write.", "path", required=True),
    Asked("--kind", "A sheet for this kind; may be given again. Else all kinds.", many=True, metavar="KIND", completes="kinds"),
    Asked("--filled", "Fill in her last month, to look through or go on from; 'month' for all.", many=True, metavar="WOMAN",
          completes="women"),
    Asked("--since", "Fill in from this day; else from 31 days before the last entry.", "day", metavar="DAY")), run)
