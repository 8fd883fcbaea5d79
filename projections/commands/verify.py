"""Does a proof hold? It needs no ledger, and says what it takes on trust."""

from pathlib import Path
from typing import Final

from ledger.errors import NotFound, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Check a proof of an entry or of a figure, against the head that you hold yourself. It needs no ledger.

What it recomputes and what it takes on trust is said every time. Whoever trusts no installed program prints the one
short program that does this, reads it, and runs it elsewhere. Exit code 0: it holds; 5: it does not.

\b
  outcomes verify m09.proof head.note
  outcomes verify --program > verify.py
  python verify.py m09.proof head.note
"""


def run(session: Session, asked: Given) -> Done:
    """Verify, or print the program that does."""
    from ledger import checkpoints, verify

    if asked["program"]:
        source = Path(verify.__file__).read_text(encoding="utf-8").rstrip("\n")
        return Done({"report": "verify", "program": source}, source)
    if asked["proof"] is None:
        raise Usage("Which proof?", "outcomes verify m09.proof head.note")
    held = _text(asked["head"]) if asked["head"] else None
    if held is not None:
        found = checkpoints.noted(str(asked["head"])).note
        held = checkpoints.written(found) if found else held
    code, lines = verify.report(_text(asked["proof"]), held, asked["key"])
    if code == 2:
        raise Usage(lines[-1], "Ask for a proof made by `outcomes prove`, and a head made by `outcomes checkpoint --sign`.")
    return Done({"report": "verify", "holds": code == 0, "said": lines}, "\n".join(lines), code)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"{path} is not there.", "Look at its name and folder.") from None
    except UnicodeDecodeError:
        raise Usage(f"{path} is not text.", "Ask for the file again: a proof and a head are both text.") from None


COMMAND: Final = Command("verify", HELP, (
    Asked("PROOF", "The proof.", "path", metavar="PROOF"), Asked("HEAD", "The head that you hold.", "path", metavar="[HEAD]"),
    Asked("--key", "A public key that must have signed its checkpoint; may be given again.", many=True, metavar="KEY"),
    Asked("--program", "Print the program that verifies alone.", "flag")), run)
