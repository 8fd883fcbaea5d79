"""What is late or missing today, and which command settles it?"""

from functools import partial
from typing import Final

from projections.asked import Given
from projections.asking import SEEN_FROM, produced, shown
from projections.commands import Command, Done, Session

HELP: Final = """What is late or missing, most urgent first, and the command that settles it; as of today.

\b
  outcomes due
  outcomes due --true-on 2021-09-30
"""


def run(session: Session, asked: Given) -> Done:
    """As a report is asked, but as true today, and told as a list of things to do."""
    from projections.due import DUE
    from projections.formats.due import text
    from projections.producing import produce

    document = produced(session, asked, partial(produce, DUE), asked["true_on"] or session.ledger.day_of(session.author(None).now))
    return shown(session, asked, document, DUE, DUE.title, text)


COMMAND: Final = Command("due", HELP, SEEN_FROM, run)
