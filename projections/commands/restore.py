"""How does a ledger come back from its backup, without bringing back whom it forgot?"""

import os
from pathlib import Path
from typing import Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Make a ledger from its backup, in a new folder, and say how it stands to the last head that is known.

Whoever was erased since the backup was made is erased again before anybody can read. A backup that lacks entries which
had been noted is taken only with a reason, and that becomes an entry. The master key must be on this computer, or in
OUTCOMES_KEY.

\b
  outcomes restore /media/usb --keys /media/safe --into phoenix
  outcomes restore /media/usb --keys /media/safe --into phoenix --against head.note
"""
STANDS: Final = {"extends": "It extends the last head that is known.", "equals": "It is just as at the last head that is known.",
                 "has nothing to compare with": "No head is known to compare it with: give one that was noted, with --against.",
                 "is a beginning of": "It is a beginning of what was noted."}


def run(session: Session, asked: Given) -> Done:
    """Restore, check, and say how it stands."""
    from ledger import audit, backups
    from projections.formats.checked import VERDICTS

    into = asked["into"] or Path("restored")
    done = backups.restore(asked["source"], asked["keys"], into, asked["against"], asked["accept_loss"],
                           session.author(asked["by"]), session.environ)
    checked = audit.check(done.folder, os.environ, None)
    document = {"report": "restore", "folder": str(done.folder), "size": done.size, "stands": done.stands, "lost": done.lost,
                "erased_again": done.erased, "position": done.position, "verdict": checked.verdict}
    lines = [f"Restored {done.size:,} {'entry' if done.size == 1 else 'entries'} to {done.folder}. {STANDS[done.stands]}"]
    if done.lost:
        lines.append(f"{done.lost:,} {'entry is' if done.lost == 1 else 'entries are'} lost" + (
            f"; position {done.position} says so and why." if done.position else "."))
    if done.erased:
        lines += [f"{done.erased} erased since the backup {'was' if done.erased == 1 else 'were'} erased again.",
                  "The keys that it was restored from still open what they opened: destroy them, and back up anew."]
    lines.append(f"Checked: {VERDICTS[checked.verdict]}")
    return Done(document, "\n".join(lines), 5 if checked.verdict == "broken" else 0)


COMMAND: Final = Command("restore", HELP, (
    Asked("SOURCE", "The folder that the backup was made to.", "path", required=True),
    Asked("--keys", "The folder that the keys were backed up to.", "path", metavar="FOLDER"),
    Asked("--into", "The folder to make; else 'restored' here.", "path", metavar="FOLDER"),
    Asked("--against", "A head noted before: SIZE:ROOT or a file.", metavar="HEAD"),
    Asked("--accept-loss", "Why entries that had been noted may be missing.", metavar="REASON"),
    Asked("--by", "Who appends what is recorded of it.", metavar="WHO")), run)
