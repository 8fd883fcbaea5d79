"""What did the paper at the filing cabinet say?"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import Finding, NotFound, Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.entries import Statement
    from ledger.folder import Ledger

HELP: Final = """Say what was found when an entry was held against its paper; or how far each sample is.

Give one position, or the workbook that `outcomes sample` wrote, ticked: rows that are not ticked are left for later, and
it may be taken in again. Alone it tells of each sample how many entries were confirmed, differ or were not found, and the
error rate with its 95% limits (Wilson). What is said here is not sealed: name the paper, never the woman.

\\b
  outcomes attest 1204 --finding confirmed --document "clinic letter"
  outcomes attest sample.xlsx
  outcomes attest
"""


@attrs.frozen
class Row:
    """What was said of one paper, where it stands, and where each of its parts does."""

    place: str
    said: Mapping[str, Any]
    cells: Mapping[str, str] = attrs.field(factory=dict)

    def at_cell(self, finding: Finding) -> Finding:
        """A finding at the cell that it speaks of, if there is one."""
        if finding.column not in self.cells:
            return attrs.evolve(finding, place=self.place)
        return attrs.evolve(finding, place=self.cells[finding.column], column="")


def run(session: Session, asked: Given) -> Done:
    """Take in what was found, or tell how far the samples are."""
    if asked["what"] is None:
        return _told(session)
    if asked["what"].isascii() and asked["what"].isdigit():
        return _one(session, asked)
    return _file(session, asked, Path(asked["what"]))


def _told(session: Session) -> Done:
    from projections.samples import sentences

    rows = progress(session.ledger)
    lines = sentences(rows) or ['No sample was drawn yet. Draw one: outcomes sample --size 5 --seed "minute 14" --output sample.xlsx']
    return Done({"report": "attest", "rows": rows}, "\n".join(lines))


def progress(ledger: "Ledger") -> list[dict[str, Any]]:
    """How far each sample is that was ever drawn; without keys, which entries were withdrawn is not known."""
    from ledger import auditing, history
    from projections import samples

    facts = history.stand(auditing.plain(ledger))
    found, gone = samples.attested(facts), auditing.erased(auditing.plain(ledger))
    rows = []
    for fact in facts:
        if fact.kind == "sample-drawn":
            before = list(auditing.sealed(ledger, fact.position))
            frame = samples.frame(fact.event.of, before, auditing.erased(auditing.plain(ledger, fact.position)))
            streams = {position: stream for position, stream, _ in before}
            members = {streams[position] for position in frame.positions(fact.event.members)}
            void = auditing.void(ledger, members - gone) if ledger.keys else set()
            rows.append(samples.progress(fact, frame, found, void,
                                         {position for position, stream in streams.items() if stream in gone}))
    return rows


def _one(session: Session, asked: Given) -> Done:
    if not asked["finding"] or not asked["document"]:
        raise Usage("What was found, and in which paper, is not given; nothing was saved.",
                    f'outcomes attest {asked["what"]} --finding confirmed --document "clinic letter"')
    row = {"position": asked["what"], "finding": asked["finding"], "document": asked["document"]}
    return _append(session, asked, [Row("", row)])


def _file(session: Session, asked: Given, path: Path) -> Done:
    from projections.formats import ticking

    if asked["finding"] or asked["document"]:
        raise Usage("--finding and --document go with one position; a workbook holds its own.", f"outcomes attest {path}")
    if not path.is_file():
        raise NotFound(f"{path} is neither a position nor a file.", 'outcomes attest 1204 --finding confirmed --document "clinic letter"')
    rows = [Row(each.place, {"position": each.position, "finding": each.finding, "document": each.document, "occurred": each.looked},
                each.cells) for each in ticking.ticked(path)]
    if not rows:
        return Done({"report": "attest", "positions": [], "skipped": 0}, f"Nothing is ticked in {path} yet; nothing was saved.")
    return _append(session, asked, rows)


def _append(session: Session, asked: Given, rows: Sequence[Row]) -> Done:
    """Append what is new of it, all or none."""
    from ledger.entries import Said
    from ledger.recording import append

    author = session.author(asked["by"])
    said, findings = _read(session.ledger, rows, session.ledger.day_of(author.now))
    if findings:
        raise Refused("", findings=findings)
    new = _new(session.ledger, said)
    skipped = len(said) - len(new)
    if not new:
        return Done({"report": "attest", "positions": [], "skipped": skipped}, "All of it is in the ledger already; nothing was saved.")
    receipt = append(session.ledger, [Said(each, place) for place, each in new.items()], author)
    many = "1 finding" if len(new) == 1 else f"{len(new)} findings"
    rest = f" {skipped} {'was' if skipped == 1 else 'were'} there already." if skipped else ""
    return Done({"report": "attest", "positions": list(receipt.positions), "skipped": skipped},
                f"Recorded {many} {receipt}.{rest} How far it is: outcomes attest")


def _read(ledger: "Ledger", rows: Sequence[Row], today: datetime.date) -> tuple[dict[str, "Statement"], list[Finding]]:
    """The statement of each row by its place, and everything that is wrong with any."""
    from ledger.entries import PROGRAMME
    from ledger.reading import BadRow, statement

    said, findings = dict[str, "Statement"](), list[Finding]()
    for row in rows:
        try:
            made = statement({"kind": "attested", "woman": PROGRAMME, "occurred": today.isoformat(), "source": "document",
                              **{name: value for name, value in row.said.items() if value not in (None, "")}}, "document", today)
        except BadRow as bad:
            findings += [row.at_cell(each) for each in bad.findings]
        else:
            findings += [row.at_cell(each) for each in _wrong(ledger, made)]
            said[row.place] = made
    return said, findings


def _wrong(ledger: "Ledger", said: "Statement") -> list[Finding]:
    """What would be wrong with saying it: of no entry, or naming somebody where nothing is sealed."""
    from ledger.free_text import HINT, resemblances

    entry = ledger.entries.at(said.event.position)
    if entry is None:
        return [Finding("no-such-entry", f"there is no entry at position {said.event.position}.", "Look at the position.",
                        column="position")]
    named = entry.said.woman.lower() in said.event.document.lower()
    return [Finding("names-a-person", "document names the woman, or somebody else, and what is said of papers is not sealed.", HINT,
                    column="document")] if named or resemblances(said.event.document) else []


def _new(ledger: "Ledger", said: Mapping[str, "Statement"]) -> dict[str, "Statement"]:
    """What is not in the ledger already as the last word on its entry."""
    from ledger import history
    from ledger.entries import PROGRAMME
    from projections.samples import attested

    found = attested(history.stand(ledger.entries.stream(PROGRAMME)))

    def known(each: "Statement") -> bool:
        last = found.get(each.event.position)
        return last is not None and last.event == each.event
    return {place: each for place, each in said.items() if not known(each)}


COMMAND: Final = Command("attest", HELP, (
    Asked("WHAT", "A position, or a ticked workbook; nothing, to see how far it is.", metavar="[POSITION|FILE]"),
    Asked("--finding", "What was found.", "choice", ("confirmed", "differs", "not-found")),
    Asked("--document", "Which paper, without names."),
    Asked("--by", "Who looked; else OUTCOMES_BY, else this computer's user.", metavar="WHO")), run)
