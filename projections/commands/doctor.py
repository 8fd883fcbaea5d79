"""What endangers the record on this computer, and how is it mended?"""

from typing import Final

from projections.asked import Given
from projections.commands import Command, Done, Session

HELP: Final = """Look for what endangers the record on this computer, in its folder and in the ledger.

It changes nothing, and says how to mend what it finds. Exit code 1: something must be mended.

\b
  outcomes doctor
  outcomes --ledger phoenix doctor --json
"""


def run(session: Session, asked: Given) -> Done:
    """Examine this machine, and the ledger where there is one."""
    from ledger import doctor
    from projections.formats.doctor import as_document, text

    found = doctor.examine(doctor.folder_of(session.named, session.environ), doctor.this_machine(session.environ))
    return Done(as_document(found), text(found), found.exit_code)


COMMAND: Final = Command("doctor", HELP, (), run)
