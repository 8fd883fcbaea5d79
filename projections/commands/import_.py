"""How does a file of events come into the ledger, all of it or nothing?

What is wrong is told first, what should be looked at after it; then somebody at a terminal is asked, and then it is saved.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
from msgspec.structs import replace

from projections.asked import BY, YES, Asked, Given
from projections.commands import Command, Done, Session, saved

if TYPE_CHECKING:
    from ledger.author import Author
    from ledger.errors import Finding
    from ledger.folder import Ledger
    from ledger.importing.preview import Preview
    from ledger.recording import Receipt

HELP: Final = """Import a file of events, a workbook, CSV or JSON Lines: all of it or nothing.

Rows that are in the ledger already are skipped, so a file may be imported again.
A workbook's rows with problems go into rejected.xlsx beside it, each with why: mend them there, and import that.

\b
  outcomes import week6.xlsx
"""


def run(session: Session, asked: Given) -> Done:
    """Read, look, refuse or ask, save."""
    ledger, author = session.ledger, session.author(asked["by"])
    asks = session.listens and not (asked["yes"] or asked["dry_run"] or session.for_program)
    found = _looked_at(session, asked, author, asks)
    warnings = found.warnings if session.for_program else ()
    if asked["dry_run"]:
        from ledger.recording import Receipt

        done = Receipt((), found.plan.append, found.plan.skipped, found.findings)
        return saved(session, done, "", warnings, "A dry run; nothing was saved.")
    session.tell(*(map(str, found.findings) if asks else ()), *_rejected(ledger, asked["file"], found.findings))
    done = _save(session, asked, found, author, asks)
    many = len(done.positions)
    said = saved(session, done, f"Saved {many:,} {'entry' if many == 1 else 'entries'}", warnings)
    return attrs.evolve(said, then=partial(_see_to_what_is_left, session, asked["file"], found, author, asks))


def _looked_at(session: Session, asked: Given, author: "Author", asks: bool) -> "Preview":
    """What the file would write, told. Raises Refused where that cannot be."""
    from ledger import importing, rejected
    from ledger.importing.preview import known, preview

    ledger, file = session.ledger, asked["file"]
    with session.progress(f"Reading {file.name}") as tick:
        contents = importing.read(file, known(ledger), tick)
    found = preview(ledger, contents, author, good_only=asked["accept_good"] or asks)
    refused = bool(found.findings) and not (asked["accept_good"] or (asks and found.plan.entries))
    if not session.for_program:
        session.tell(*found.told(refused))
    if refused:
        keep = found.contents.columns and not (asked["dry_run"] or session.for_program)
        beside = rejected.write(file, found.findings) if keep else None
        if beside:
            _note(ledger, file, beside)
        raise rejected.refusal(file, found, beside)
    return found


def _save(session: Session, asked: Given, found: "Preview", author: "Author", asks: bool) -> "Receipt":
    """Save what is new of a file once that is agreed to; what was left out is told where it was not shown before."""
    from ledger import recording

    plan, told = found.plan, () if asks else found.findings
    if not plan.entries:
        return recording.Receipt((), plan.append, plan.skipped, told)
    good_only = asked["accept_good"] or bool(found.findings)
    question = f"Save the {len(plan.entries)} without problems?" if found.findings else "Save them?"
    session.agree(question, asked["yes"], "Nothing was saved.")
    done = recording.append(session.ledger, found.contents.said, author, good_only=good_only, planned=plan)
    return replace(done, findings=told)


def _see_to_what_is_left(session: Session, file: Path, found: "Preview", author: "Author", asks: bool) -> None:
    """The rows with problems, the file itself, and who should hear of what was saved."""
    from projections.safeguarding import question

    session.tell(*_rejected(session.ledger, file, found.findings, saved=True))
    if session.for_program:
        _note(session.ledger, file)
        return
    if not found.findings:
        _offer_to_delete(session, file, asks)
    session.tell(*question([entry.said for entry in found.plan.entries], session.ledger.day_of(author.now)))


def _rejected(ledger: "Ledger", file: Path, findings: "Sequence[Finding]", saved: bool = False) -> list[str]:
    """Put the rows with problems where they can be mended: those of a workbook of such rows in itself, once the others are saved."""
    from ledger import rejected

    if not findings or rejected.is_own(file) is not saved:
        return []
    beside = rejected.write(file, findings, saved)
    _note(ledger, file, beside)
    return rejected.told(beside)


def _note(ledger: "Ledger", *files: Path | None) -> None:
    """Note files that tell of women, so that an erasure knows of them."""
    from ledger import traces

    traces.note(ledger.entries.ledger_id, [file for file in files if file and file.exists()])


def _offer_to_delete(session: Session, file: Path, asks: bool) -> None:
    """A file whose rows are all in the ledger is a trace that anybody can read: offer to delete it, or say so."""
    from ledger import traces

    if asks and session.says_yes(f"All of {file} is in the ledger, and anybody can read the file. Delete it?"):
        file.unlink()
        session.tell(f"Deleted {file}. Look whether a copy is left in your mail or downloads.")
        return
    _note(session.ledger, file)
    session.tell(traces.how_to_remove(file))


COMMAND: Final = Command("import", HELP, (
    Asked("FILE", "The file.", "path", required=True),
    Asked("--dry-run", "Say what would be saved; save nothing.", "flag"),
    Asked("--accept-good", "Save the good rows; the others go into rejected.xlsx, each with why.", "flag"), YES, BY), run)
