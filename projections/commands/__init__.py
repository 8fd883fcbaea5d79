"""Which commands are there that are neither a report nor an entry, and what does each do?

One module a command: what it may be asked, and one function that does it. Nothing of a command is imported until
it is used, or help lists it. The command line is built from NAMES: it gains no line by a new one.
"""

import importlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from projections.asked import Asked, Given

if TYPE_CHECKING:
    from ledger.author import Author
    from ledger.folder import Ledger

NAMES: Final[Mapping[str, str]] = {
    "claims": "evaluator", "compare": "evaluator",
    "checkpoint": "auditor", "prove": "auditor", "verify": "auditor", "erase": "auditor", "backup": "auditor", "restore": "auditor",
    "sample": "auditor", "attest": "auditor", "reads": "auditor", "author": "auditor",
    "issue": "evaluator", "report": "evaluator", "replay": "evaluator", "browse": "evaluator", "export": "evaluator",
}


class Session(Protocol):
    """Where a command runs: the ledger that was meant, who asks, and how to ask back."""

    environ: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """The ledger's folder. Raises NotFound where there is none."""

    @property
    def ledger(self) -> "Ledger":
        """The ledger, opened when first asked for and closed for you."""

    def author(self, by: str | None) -> "Author":
        """Who appends, and the time."""

    def audience(self, asked: str | None, leaves: bool = False) -> str:
        """Who will see it: as asked, else the ledger's own, else `public` for what leaves it."""

    def agree(self, question: str, agreed: bool) -> None:
        """Ask a question on a terminal; a no ends the command, nothing done."""

    def tell(self, line: str) -> None:
        """Say a line beside the answer."""

    def progress(self, label: str) -> AbstractContextManager[Callable[[int, int], None]]:
        """A progress bar for what takes more than a second: call it with done and of."""


@attrs.frozen
class Done:
    """What a command answers: a document for programs, lines for people, and the exit code."""

    document: Mapping[str, Any]
    text: str
    exit_code: int = 0


@attrs.frozen
class Command:
    """A command: its name, its help (a sentence, a reason, examples), what it may be asked, and what does it.

    help: a paragraph that begins with a line of \\b keeps its lines: for examples.
    """

    name: str
    help: str
    takes: tuple[Asked, ...]
    run: Callable[[Session, Given], Done]


def command(name: str) -> Command | None:
    """The command of that name, if there is one."""
    if name not in NAMES:
        return None
    found: Command = importlib.import_module(f"projections.commands.{name.replace('-', '_')}").COMMAND
    return found
