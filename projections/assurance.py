"""What was checked of this ledger, what was found, and what was not and cannot be checked?

One page in plain words for a board, an auditor or a funder. It names no woman. What a program cannot know is said as
plainly as what it found: a ledger that is whole may still be wrong. Pure: facts go in, sections come out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.samples import sentences

VERDICTS: Final[Mapping[str, str]] = {
    "ok": "Nothing was altered, lost or added behind the ledger's back, as far as the checks below can see.",
    "findings": "Nothing was altered; some things need looking at.",
    "broken": "BROKEN. The ledger is not what was written. Rely on no figure from it until this is explained.",
    "unverifiable": "NOT VERIFIED. Not everything could be checked, so nothing is confirmed."}
NOT_CHECKED: Final = (
    "Whether everything that happened was written down. A ledger shows what was removed, not what was never entered.",
    "Whether what was told is true. Self-reports are what women said; practitioners may err; records of other services may be incomplete.",
    "Papers that were not drawn. A sample says how often entries differ from papers, not which others do, nor whether papers are right.",
    "Who sat at the keyboard, where entries are not signed; and, where they are, whether a key was lent or stolen.",
    "The newest entries, after the last head that somebody outside the team has kept: these could be removed unseen.",
    "Whether figures changed because of the programme. Nothing in a ledger shows why.",
    "Copies, print-outs and screens; who opened the files past this program; this computer, its clock and the program itself.")
KINDS: Final = 6
SAMPLES: Final = 2


@attrs.frozen
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@attrs.frozen
class Known:
    """What the page is made of. findings: code, severity, message. signers: of the head given. backups: where, and how old in days.

    figures: entries, corrected, withdrawn; None without keys. reads: receipts and faults.
    """

    service: str
    day: str
    verdict: str
    entries: int
    root: str
    findings: Sequence[tuple[str, str, str]]
    checks: Sequence[str]
    covered: int | None
    signers: Sequence[str]
    recorded: Sequence[tuple[int, int]]
    samples: Sequence[Mapping[str, Any]]
    authors: Sequence[str]
    erased: int
    restored: int
    figures: Mapping[str, int] | None
    backups: Sequence[tuple[str, int | None]]
    reads: tuple[int, Sequence[str]]


def numbered(docstring: str) -> list[str]:
    """The numbered checks of a docstring, a line each."""
    return [f"{found[1]}. {found[2][0].upper()}{found[2][1:]}." for found in re.finditer(r"^ ?(\d+)  (.+)$", docstring, re.M)]


def sections(known: Known) -> list[Section]:
    """The page, in order."""
    return [
        Section("Verdict", (VERDICTS[known.verdict], f"{known.entries:,} entries were checked. Root: {known.root}")),
        Section("What was checked", (_made(known), *known.checks)),
        Section("What was found", tuple(_found(known.findings))),
        Section("What somebody outside vouches for", tuple(_heads(known))),
        Section("Held against the papers", tuple(_samples(known.samples))),
        Section("Who wrote it", tuple(_authors(known))),
        Section("What was changed openly", tuple(_changed(known))),
        Section("Copies, and who read", (*_backups(known.backups), *_reads(*known.reads))),
        Section("What was NOT checked, and what no ledger can show", NOT_CHECKED)]


def _made(known: Known) -> str:
    if known.verdict == "unverifiable":
        return "Without the keys only checks 1 to 9 and 16 of these were made:"
    if known.verdict == "broken":
        return "The first fault can hide others, so some of these may not have been made:"
    return "All of these were made" + (":" if known.covered is not None else " but 9, for no head that was kept was given:")


def _found(findings: Iterable[tuple[str, str, str]]) -> list[str]:
    """The findings, grave ones first, those alike counted."""
    order = {"must": 0, "should": 1, "note": 2}
    said: dict[tuple[int, str, str], list[str]] = {}
    for code, severity, message in findings:
        said.setdefault((order[severity], severity, code), []).append(message)
    lines = [f"{severity.capitalize()}: {messages[0]}" + (f" And {len(messages) - 1} more of this kind." if len(messages) > 1 else "")
             for (_, severity, _), messages in sorted(said.items())]
    rest = len(lines) - KINDS
    return [*lines[:KINDS], *([f"And {rest} other kinds: outcomes check"] if rest > 0 else [])] or ["Nothing."]


def _heads(known: Known) -> list[str]:
    lines = []
    if known.covered is None:
        lines.append("No head that somebody had kept was held against it, so it does not show whether the newest entries were removed.")
    else:
        rest = known.entries - known.covered
        lines.append(f"Positions 1 to {known.covered:,} are those of a head that was kept; "
                     + (f"positions {known.covered + 1:,} to {known.entries:,} came after it." if rest > 0 else "nothing came after it."))
        lines.append(f"That head is signed by: {', '.join(known.signers)}." if known.signers else "That head carries no signature.")
    if known.recorded:
        position, size = known.recorded[-1]
        lines.append(f"The log records {_many(len(known.recorded), 'checkpoint')}; "
                     f"the last, at position {position:,}, covers {size:,} entries.")
    return lines


def _samples(samples: Sequence[Mapping[str, Any]]) -> list[str]:
    """The last samples; a page has room for so many."""
    earlier = len(samples) - SAMPLES
    lines = [f"{_many(earlier, 'earlier sample')}: outcomes attest"] if earlier > 0 else []
    lines += [" ".join(" ".join(sentences([each])).split()) for each in samples[-SAMPLES:]]
    return lines or ["No sample was drawn: no entry was held against its paper."]


def _authors(known: Known) -> list[str]:
    counts = [message for code, _, message in known.findings if code == "signatures"]
    if not known.authors:
        return ["Nobody has a key, so no entry is signed: a name in an entry is what whoever typed it said."]
    return [*(counts or ["Signatures could not be checked without the keys."]), f"Keys: {'; '.join(known.authors)}."]


def _changed(known: Known) -> list[str]:
    lines = ["How much was put right cannot be counted without the keys."]
    if known.figures is not None:
        right = known.figures["corrected"] + known.figures["withdrawn"]
        lines = [f"Put right (M35): {right:,} of {known.figures['entries']:,} entries about women; "
                 f"{known.figures['corrected']:,} corrected, {known.figures['withdrawn']:,} withdrawn. The old values are kept."]
    lines.append(f"Erased at somebody's right or request: {known.erased:,}. Figures since then leave them out.")
    if known.restored:
        lines.append(f"Restored from a backup that lacked entries: {_many(known.restored, 'time')}. "
                     "Entries were lost; receipts say how many.")
    return lines


def _backups(backups: Iterable[tuple[str, int | None]]) -> list[str]:
    """Where copies are, and how old."""
    lines = [f"Backup at {where}: " + ("cannot be reached now." if age is None else f"made {_ago(age)}.") for where, age in backups]
    return lines or ["No backup was made from this computer: a lost disk is a lost ledger."]


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{_many(days, 'day')} ago"


def _reads(receipts: int, faults: Sequence[str]) -> list[str]:
    said = f"{_many(receipts, 'receipt')} of reading at team or board; " if receipts else "No receipt of reading; "
    whole = "the list is whole." if receipts else "nobody read at team or board."
    return [said + (f"the list is NOT whole: {faults[0]}" if faults else whole)]


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
