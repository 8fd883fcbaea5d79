"""What can a board be told of its ledger, on one page?"""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.audit import Checked
    from ledger.entries import Entry
    from ledger.folder import Ledger
    from projections.assurance import Known

HELP: Final = """Say on one page what was checked of the ledger, what was found, and what was not and cannot be checked.

For a board, an auditor or a funder, in plain words; it names no woman. Exit codes are those of `outcomes check`.

\\b
  outcomes assurance --against head.note --key KEY
  outcomes assurance --against head.note --output assurance.html
"""
A_DAY: Final = 86_400


def run(session: Session, asked: Given) -> Done:
    """Check, count, and lay it out."""
    from ledger import audit
    from projections.assurance import sections
    from projections.formats import written
    from projections.formats.assurance import page, text

    if asked["output"]:
        if asked["output"].suffix.lower() not in (".html", ".txt"):
            raise Usage(f"{asked['output'].name}: it is written as .html or .txt.", "outcomes assurance --output assurance.html")
        written.ready(asked["output"])
    checked = audit.check(session.folder, session.environ, asked["against"], asked["key"])
    known = _known(session, asked, checked)
    title, made = f"{known.service}: what was checked of its ledger", sections(known)
    document = {"report": "assurance", "audience": "board", **attrs.asdict(known), "position": known.entries,
                "sections": [attrs.asdict(each) for each in made]}
    if not asked["output"]:
        return Done(document, text(title, known.day, made), checked.exit_code)
    laid_out = page(title, known.day, made) if asked["output"].suffix.lower() == ".html" else text(title, known.day, made) + "\n"
    written.put(asked["output"].parent, {asked["output"].name: laid_out.encode()})
    return Done(document, f"Wrote {asked['output']}. Verdict: {checked.verdict}.", checked.exit_code)


def _known(session: Session, asked: Given, checked: "Checked") -> "Known":
    """Everything on the page. Of a ledger that is broken only what the check says."""
    from ledger import audit, backups, folder, reads
    from projections.assurance import Known, numbered
    from projections.for_her import in_words

    settings = folder.read_settings(session.folder)
    now = session.author(None).now
    basics: dict[str, Any] = {
        "service": settings.name, "day": in_words(datetime.datetime.fromtimestamp(now / 1_000_000, datetime.UTC).date().isoformat()),
        "verdict": checked.verdict, "entries": checked.checked, "root": checked.root or "none",
        "findings": [(each.code, each.severity, each.message) for each in checked.findings], "checks": numbered(audit.__doc__ or ""),
        "covered": checked.covered, "signers": _signers(asked, session)}
    if checked.verdict == "broken":
        return Known(**basics, recorded=(), samples=(), authors=(), erased=0, restored=0, figures=None, backups=(), reads=(0, ()))
    ledger = folder.open_ledger(session.folder, session.environ, need_keys=False)
    try:
        read = reads.check(ledger.path, ledger.entries.ledger_id, session.environ)
        return Known(**basics, **_of_the_log(ledger), figures=_figures(ledger), reads=(len(read.lines), read.faults),
                     backups=[(str(target), _age(target / f"outcomes-{ledger.entries.ledger_id.hex()}" / backups.HEAD, now))
                              for target in backups.targets(ledger.entries.ledger_id, session.environ)])
    finally:
        ledger.entries.close()


def _of_the_log(ledger: "Ledger") -> dict[str, Any]:
    """What the programme's own entries say, which need no key."""
    from ledger import auditing, authors
    from projections.commands.attest import progress

    plain = auditing.plain(ledger)
    kinds = Counter(entry.said.kind for entry in plain)
    return {"recorded": _checkpoints(plain), "samples": progress(ledger), "erased": kinds["woman-erased"],
            "restored": kinds["ledger-restored"],
            "authors": [f"{key.author} {key.fingerprint}" + (", revoked" if key.until else "") for key in authors.registered(plain)]}


def _checkpoints(plain: Sequence["Entry"]) -> list[tuple[int, int]]:
    """Position and size of each that has a root, which a check has held against the log."""
    from ledger.audit import ROOT

    return [(entry.position, entry.said.event.size) for entry in plain
            if entry.said.kind == "checkpoint-made" and ROOT.fullmatch(entry.said.event.root)]


def _figures(ledger: "Ledger") -> dict[str, int] | None:
    """How many entries about women there are, and how many were put right: as M35 counts them."""
    from ledger import replay

    if ledger.keys is None:
        return None
    count: Counter[str] = Counter()
    for woman in replay.women(ledger, ledger.entries.head().position):
        hows = Counter(each.how for each in woman.rightings)
        count.update(hows)
        count["entries"] += woman.entries - hows["undone"]
    return {name: count[name] for name in ("entries", "corrected", "withdrawn")}


def _signers(asked: Given, session: Session) -> list[str]:
    """Who signed the head that was given, and whether a key shows it."""
    from ledger import checkpoints

    note = checkpoints.noted(asked["against"]).note if asked["against"] else None
    if note is None:
        return []
    keys = [*asked["key"], *checkpoints.own_key(note.origin, session.environ)]
    shown = {key.split("+")[0] for key in keys if checkpoints.signed(note, key)}
    return [f"{each.name} ({'verified' if each.name in shown else 'not verified: no key of theirs was given'})" for each in note.signatures]


def _age(head: Any, now: int) -> int | None:
    """How many days ago a backup's head was written; None where it cannot be reached."""
    try:
        return int((now // 1_000_000 - head.stat().st_mtime) // A_DAY)
    except OSError:
        return None


COMMAND: Final = Command("assurance", HELP, (
    Asked("--against", "A head that somebody has kept: SIZE:ROOT, or a file that holds it or a signed note.", metavar="HEAD"),
    Asked("--key", "A public key that must have signed that head; may be given again.", many=True, metavar="KEY"),
    Asked("--output", "Write it to a file: .html or .txt.", "path", metavar="FILE")), run)
