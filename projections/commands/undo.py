"""How is the last thing that somebody appended taken back, a whole import as one?"""

import shlex
from typing import TYPE_CHECKING, Final

import attrs

from ledger.errors import NotFound, Refused
from projections.asked import BY, YES, Asked, Given
from projections.commands import Command, Done, Session, saved

if TYPE_CHECKING:
    from ledger.folder import Ledger
    from ledger.recording import Step

HELP: Final = """Take back your last append, a whole import as one. The entries are kept, and count no more.

What others rely on stays: a release, a sample, a receipt, a restriction. Where that is what you did last, it is said, with
what you did before; that is taken back only once you agree.
"""
UNDONE: Final = "undone"
SHOWN: Final = 3


def run(session: Session, asked: Given) -> Done:
    """Withdraw every entry of it that still stands."""
    from ledger import recording

    ledger, author = session.ledger, session.author(asked["by"])
    step = recording.last_done(ledger.entries.backwards(), author.name)
    if step is None:
        raise NotFound(f"{author.name} has appended nothing that could be undone.", _else(ledger, author.name))
    if step.over:
        _say_what_stays(session, asked, step)
    session.agree(f"Take back {step}?", asked["yes"], "Nothing was taken back.", piped=True)
    done = saved(session, recording.undo(ledger, step, author, _why(session, asked)), f"Took back {step},")
    return attrs.evolve(done, document={**done.document, "passed_over": [entry.position for entry in step.over]})


def _say_what_stays(session: Session, asked: Given, step: "Step") -> None:
    """Say that the last thing that was done cannot be taken back, and what would be instead. Raises Refused where nobody is asked."""
    shown = ", ".join(f"{entry.said.kind} (position {entry.position})" for entry in step.over[:SHOWN])
    more = f" and {len(step.over) - SHOWN:,} more" if len(step.over) > SHOWN else ""
    said = f"{shown}{more} {'stays' if len(step.over) == 1 else 'stay'}: what others rely on is not taken back."
    before = f"What you did before is {step}."
    if not (asked["yes"] or session.listens):
        raise Refused(f"{said} {before} Nothing was taken back.", "If that is meant: outcomes undo --yes")
    session.tell(f"{said} {before}")


def _else(ledger: "Ledger", name: str) -> str:
    """What to do instead: where somebody else has appended last, whose that is."""
    from ledger import recording

    last = next(ledger.entries.backwards(), None)
    if last is None or last.author == name or recording.last_done(ledger.entries.backwards(), last.author) is None:
        return "Withdraw one entry: outcomes withdraw POSITION --reason WHY"
    return f"The last entry is by {last.author}: outcomes undo --by {shlex.quote(last.author)}"


def _why(session: Session, asked: Given) -> str:
    """Why it is taken back: as given, as somebody at a terminal says it, or no more than that it was."""
    if asked["reason"] is not None:
        return str(asked["reason"])
    return UNDONE if asked["yes"] or session.for_program or not session.listens else session.ask(f"Why? (Enter: {UNDONE})", UNDONE)


COMMAND: Final = Command("undo", HELP, (
    Asked("--reason", "Why it is taken back; else asked for on a terminal, and `undone` elsewhere.", metavar="TEXT"), YES, BY), run)
