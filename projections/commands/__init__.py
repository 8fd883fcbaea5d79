"""Which commands are there that are neither a report nor an entry, and what does each do?

One module a command: what it may be asked, and one function that does it. Nothing of a command is imported until
it is used, or help lists it, and then nothing of a ledger: what a command works with is imported where it works. The
command line is built from NAMES: it gains no line by a new one.
"""

import importlib
import keyword
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from projections.asked import Asked, Given

if TYPE_CHECKING:
    from ledger.author import Author
    from ledger.errors import Finding
    from ledger.folder import Ledger
    from ledger.recording import Receipt

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "coordinator": ("init", "record", "add", "import", "template", "correct", "withdraw", "undo", "redo", "restrict", "show",
                    "women", "due", "caseload"),
    "evaluator": ("matrix", "profile", "monthly", "changes", "survival", "funnel", "needs", "pathways", "costs", "claims", "health-audit",
                  "equality", "quality", "explain", "compare", "replay", "report", "issue", "export",
                  "rollup", "browse"),
    "auditor": ("check", "checkpoint", "prove", "verify", "sample", "attest", "erase", "backup", "restore", "reads", "author", "assurance",
                "store"),
    "anyone": ("demo", "doctor", "schema", "help", "completion"),
}
"""Every command under its heading, in the order in which help lists them; a report that is not among them comes last."""


class Session(Protocol):
    """Where a command runs: the ledger that was meant, who asks, and how to ask back."""

    environ: Mapping[str, str]
    for_program: bool

    @property
    def named(self) -> str | None:
        """The folder as --ledger names it, whether a ledger is there or not."""

    @property
    def listens(self) -> bool:
        """Whether somebody sits at a terminal who can answer."""

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

    def agree(self, question: str, agreed: bool, otherwise: str = ..., piped: bool = False) -> None:
        """Ask a question on a terminal; a no ends the command. otherwise: what was then not done. piped: hear standard input too."""

    def ask(self, question: str, otherwise: str) -> str:
        """What somebody at a terminal answers; what Enter stands for."""

    def says_yes(self, question: str) -> bool:
        """Whether somebody at a terminal says yes; what is left unanswered is a no."""

    def tell(self, *lines: str) -> None:
        """Say something beside the answer."""

    def say(self, text: str) -> None:
        """Say a part of the answer already, for people: of a command that takes long."""

    def answer_of(self, *words: str) -> str:
        """What another command prints as its answer."""

    def progress(self, label: str) -> AbstractContextManager[Callable[[int, int], None]]:
        """A progress bar for what takes more than a second: call it with done and of."""


def nothing() -> None:
    """Nothing is left to do."""


@attrs.frozen
class Shown:
    """To whom an answer was shown, for the receipt that is left of it.

    what: what was asked, beside the command's name. woman: whose entries it shows. to: the file that it was written to.
    """

    audience: str
    what: str = ""
    woman: str | None = None
    to: Path | None = None


@attrs.frozen
class Done:
    """What a command answers: a document for programs, lines for people, and the exit code.

    then: what is still said, or asked, once the answer stands there. shown: what the receipt says, where neither the document
    nor the session tells whom it was made for.
    """

    document: Mapping[str, Any]
    text: str
    exit_code: int = 0
    then: Callable[[], None] = nothing
    shown: Shown | None = None


@attrs.frozen
class Command:
    """A command: its name, its help (a sentence, a reason, examples), what it may be asked, and what does it.

    help: a paragraph that begins with a line of \\b keeps its lines: for examples.
    """

    name: str
    help: str
    takes: tuple[Asked, ...]
    run: Callable[[Session, Given], Done]


def saved(session: Session, receipt: "Receipt", what: str, doubts: "Sequence[Finding]" = (),
          otherwise: str = "Nothing new; nothing was saved.") -> Done:
    """The answer of a command that appends: in one line what changed, or that nothing did. doubts: what to look at again."""
    from projections.formats import told

    if not session.for_program:
        session.tell(*told.left_out(receipt))
    return Done(told.receipt(receipt, doubts), told.receipt_text(receipt, what, otherwise))


def headings() -> dict[str, list[str]]:
    """The names of all commands under their headings."""
    from projections.reports import REPORTS

    made = {heading: list(names) for heading, names in NAMES.items()}
    made["evaluator"] += [name for name in REPORTS if not any(name in names for names in NAMES.values())]
    return made


def command(name: str) -> Command | None:
    """The command of that name, if one is declared: of a report in the registry, or by a module of this folder."""
    from projections.asking import command_of
    from projections.reports import REPORTS

    if name in REPORTS:
        return command_of(REPORTS[name])
    if not any(name in names for names in NAMES.values()):
        return None
    module = f"projections.commands.{name.replace('-', '_')}{'_' * keyword.iskeyword(name)}"
    try:
        found: Command = importlib.import_module(module).COMMAND
    except ModuleNotFoundError as why:
        if why.name != module:
            raise
        return None   # the command line holds it itself
    return found
