"""How does a ledger begin?"""

from pathlib import Path
from typing import Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Make a ledger in a new folder. Nothing is recorded yet.

\b
  outcomes init phoenix --name "Phoenix"
  outcomes init phoenix --store postgresql://keeper@db.example.org/phoenix
"""


def run(session: Session, asked: Given) -> Done:
    """Make it, and say where it is and what is shown only now."""
    from ledger.folder import create

    folder = asked["folder"]
    recovery = create(folder, asked["name"] or folder.resolve().name, asked["time_zone"], store=asked["store"] or "embedded")
    return Done({"ledger": str(folder), "recovery": recovery}, "\n".join([_where(folder), *([_kept(recovery)] if recovery else [])]))


def _where(folder: Path) -> str:
    if folder.resolve() == Path.cwd():
        return f"The ledger is in {folder.resolve()}."
    return f"The ledger is in {folder}. Go there, or set OUTCOMES_LEDGER={folder}"


def _kept(recovery: str) -> str:
    return ("Its master key is in your own configuration folder. This is the only copy that will be shown;\n"
            f"print it and keep it where the ledger is not:\n\n  {recovery}\n\n"
            "Without it and without that file nobody can read the ledger again.")


COMMAND: Final = Command("init", HELP, (
    Asked("FOLDER", "The folder to make.", "path", required=True),
    Asked("--name", "The service's name; else the folder's."),
    Asked("--time-zone", "Whose midnight ends a day.", default="Europe/London"),
    Asked("--store", "A server's database to keep it in; else the folder.", metavar="ADDRESS")), run)
