"""How is written anew what was taken back by mistake?"""

from typing import Final

from ledger.errors import NotFound
from projections.asked import BY, YES, Given
from projections.commands import Command, Done, Session, saved

HELP: Final = "Write anew what your last undo took back."


def run(session: Session, asked: Given) -> Done:
    """Append it again."""
    from ledger import recording

    ledger, author = session.ledger, session.author(asked["by"])
    step = recording.last_undone(ledger.entries.backwards(), author.name)
    if step is None:
        raise NotFound(f"{author.name} has undone nothing since the last append.", "See what was recorded: outcomes women")
    session.agree(f"Write anew {step}?", asked["yes"], "Nothing was written.", piped=True)
    return saved(session, recording.redo(ledger, step, author), f"Wrote {step} anew,")


COMMAND: Final = Command("redo", HELP, (YES, BY), run)
