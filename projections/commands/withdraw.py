"""How is an entry taken back that should never have been made?"""

from typing import Final

from projections.asked import BY, Asked, Given
from projections.commands import Command, Done, Session, saved

HELP: Final = """Say that an entry was made in error. It is kept, and counts no more.

\b
  outcomes withdraw 1204 --reason "entered for the wrong woman"
"""


def run(session: Session, asked: Given) -> Done:
    """Append its withdrawal."""
    from ledger.entries import Said
    from ledger.putting_right import entry_at
    from ledger.recording import append, withdrawal

    ledger, author = session.ledger, session.author(asked["by"])
    entry = entry_at(ledger, asked["position"])
    receipt = append(ledger, [Said(withdrawal(entry, asked["reason"], ledger.day_of(author.now)))], author)
    return saved(session, receipt, f"Withdrew position {entry.position}")


COMMAND: Final = Command("withdraw", HELP, (
    Asked("POSITION", "Of the entry.", "position", required=True), Asked("--reason", "Why it was an error.", required=True), BY), run)
