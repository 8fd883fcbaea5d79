"""What would an import write, what of it should be looked at first, and what is wrong with the rest?

Worked out before anybody is asked. Nothing is written here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from ledger import codec, free_text, recording
from ledger.author import Author
from ledger.entries import Said
from ledger.errors import Finding, in_order
from ledger.folder import Ledger
from ledger.importing import Read, places
from ledger.recording import Plan
from ledger.women import Roll

SHOWN: Final = 20


@attrs.frozen
class Preview:
    """What was read, what of it would be written, and every finding at its place.

    warnings: what of the new rows should be looked at before it is saved for ever; they stop nothing.
    firsts: what to say of cells that hold the first of a month.
    """

    contents: Read
    plan: Plan
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()
    firsts: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What an import would do, in one line."""
        problems = len(self.findings)
        return f"{len(self.plan.entries)} new, {self.plan.skipped} already recorded, {problems} problem{'' if problems == 1 else 's'}."

    def told(self, refused: bool) -> list[str]:
        """What to say first. Of a text file that is refused its problems say enough."""
        more = [f"... and {len(self.warnings) - SHOWN:,} more to look at."] if len(self.warnings) > SHOWN else []
        looked = [f"Look at this first: {each}" for each in self.warnings[:SHOWN]]
        return [*self.contents.notes, *self.firsts, *looked, *more, *([] if refused and not self.contents.columns else [str(self)])]


def known(ledger: Ledger) -> Roll:
    """The women whom a file's short references may mean."""
    return Roll.of(ledger)


def preview(ledger: Ledger, contents: Read, author: Author, good_only: bool = False) -> Preview:
    """Check what was read against the ledger.

    good_only: count what could be saved by itself; else a woman whose identifying row is among the problems is taken
    as known, so that one mistake is told once.
    """
    plan = recording.plan(ledger, contents.said, author, presumed=() if good_only else contents.doubtful,
                          halves=contents.halves)
    warnings = (*_warnings(contents.said, plan), *_said_already(ledger, contents, plan))
    if not contents.columns:
        return Preview(contents, plan, tuple(in_order((*contents.findings, *plan.findings))), tuple(in_order(warnings)))
    at_cells = (places.at_cell(finding, contents.columns) for finding in _told_once(plan.findings))
    return Preview(contents, plan, tuple(places.in_order((*contents.findings, *at_cells), contents.columns)),
                   tuple(places.in_order((places.at_cell(each, contents.columns) for each in warnings), contents.columns)),
                   tuple(_firsts(contents, plan)))


def _new(said: Sequence[Said], plan: Plan) -> list[Said]:
    """The rows that would be written."""
    new = {id(entry.said) for entry in plan.entries}
    return [each for each in said if id(each.statement) in new]


def _firsts(contents: Read, plan: Plan) -> Iterator[str]:
    """Of each sheet the new cells with the first of a month: a spreadsheet makes that of Feb 2021, and the month is lost."""
    by_sheet: dict[str, list[str]] = {}
    for place in dict.fromkeys(each.place for each in _new(contents.said, plan)):
        by_sheet.setdefault(place.rpartition(", ")[0], []).extend(contents.firsts.get(place, ()))
    for sheet, found in by_sheet.items():
        if found:
            shown = ", ".join(found[:SHOWN]) + (", ..." if len(found) > SHOWN else "")
            yield (f"{sheet}: {shown} {'holds' if len(found) == 1 else 'hold'} the 1st of a month, which a spreadsheet also makes of "
                   "Feb 2021. Where only the month is known, write it as text: '2021-02.")


def _warnings(said: Sequence[Said], plan: Plan) -> Iterator[Finding]:
    """What a person could be recognised by in the new rows, and new rows that say the same as another of the file."""
    rows = _new(said, plan)
    yield from free_text.looked_through((each.place, each.statement) for each in rows)
    yield from _alike(rows)


def _alike(rows: Iterable[Said]) -> Iterator[Finding]:
    first: dict[tuple[bytes, str | None], str] = {}
    for each in rows:
        place = first.setdefault((codec.canonical(each.statement), each.statement.by), each.place)
        if place != each.place and not each.statement.key:
            yield Finding("row-twice", f"says the same as {_seen_from(each.place, place)}; they are taken as two events.",
                          "If it is one, delete the row.", place=each.place, severity="note")


def _said_already(ledger: Ledger, contents: Read, plan: Plan) -> Iterator[Finding]:
    """The mended rows that are skipped, though they never came in: each says the same as another row, which did."""
    if not contents.mended or not plan.skipped:
        return
    new, bad = {id(each) for each in _new(contents.said, plan)}, {finding.place for finding in plan.findings}
    for each in contents.said:
        if id(each) not in new and each.place not in bad and not each.statement.key and not _came_from(ledger, each):
            yield Finding("row-twice", "says what is recorded already, and is skipped.",
                          "If it is another event, write a key of its own in the row.", place=each.place, severity="note")


def _came_from(ledger: Ledger, row: Said) -> bool:
    """Whether an entry that says the same came from this row of these rejected rows, however often they were saved since."""
    stream = ledger.entries.stream(ledger.stream_of(row.statement.woman))
    place, form = _without_digest(row.statement.source_ref), codec.canonical(row.statement)
    return any(_without_digest(entry.said.source_ref) == place and codec.canonical(entry.said) == form for entry in stream)


def _without_digest(source_ref: str | None) -> str:
    return (source_ref or "").partition(" ")[2]


def _seen_from(here: str, there: str) -> str:
    """A place as it is told beside another: without the sheet, where that is the same."""
    sheet, comma, row = there.rpartition(", ")
    return row if here.startswith(sheet + comma) else there


def _told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Findings but that a woman is not known where her reference cannot be one anyway."""
    bad = {finding.place for finding in findings if finding.code == "bad-reference"}
    return [finding for finding in findings if finding.code != "unknown-woman" or finding.place not in bad]
