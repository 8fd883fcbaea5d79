"""How does the ledger outlive this computer?"""

from typing import Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Copy the ledger to another disk while it is in use, and verify the copy.

The women's keys go to a place of their own, with --keys: whoever finds one of the two can read nothing. Every erasure is
told to every backup. Never copy the files of an open ledger by hand: the newest entries lie in another file.

\b
  outcomes backup /media/usb
  outcomes backup /media/usb --keys /media/safe
"""


def run(session: Session, asked: Given) -> Done:
    """Back up, and say what lies where."""
    from ledger import backups

    done = backups.backup(session.ledger, asked["target"], asked["keys"], session.environ)
    document = {"report": "backup", "backup": str(done.target), "size": done.size, "note": done.note,
                "keys": str(done.keys) if done.keys else None}
    lines = [f"Backed up {done.size:,} {'entry' if done.size == 1 else 'entries'} to {done.target}, and verified the copy.",
             f"Backed up the keys to {done.keys}. Keep that apart, and for less time." if done.keys else
             "The keys are not in it. Back them up to another place: outcomes backup "
             f"{asked['target']} --keys FOLDER"]
    return Done(document, "\n".join(lines))


COMMAND: Final = Command("backup", HELP, (
    Asked("TARGET", "The folder to copy to, on another disk.", "path", required=True),
    Asked("--keys", "Copy the keys too, to this folder, apart from the entries.", "path", metavar="FOLDER")), run)
