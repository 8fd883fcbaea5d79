"""What does a file say, row by row, and what is wrong with it?

A workbook, CSV or JSON Lines in; statements and findings out, each with its cell or line. Every problem
of the file is found in one reading. Nothing here writes: recording does, all of it or nothing.
"""

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ledger import reading, women
from ledger.entries import Said
from ledger.errors import Finding, Refused
from ledger.events import KINDS
from ledger.importing import cells, places
from ledger.importing.lines import csv_rows, json_lines
from ledger.women import NOBODY, Roll

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
TO_TICK: Final = "to tick"
REJECTED: Final = re.compile(r"rejected(-\d+)?\.xlsx", re.IGNORECASE)
Tick = Callable[[int, int], None]


def no_tick(done: int, of: int) -> None:
    """Nobody watches."""


@attrs.frozen
class Read:
    """What a file says: statements in the order to append them, and every finding.

    doubtful: the women whose identifying row is itself among the findings. notes: what was taken otherwise than
    it stands, and what was not read. columns: of a workbook, each sheet's fields and the letters of their columns.
    firsts: by the place of its row, the cells with the first of a month, where a month alone could stand.
    mended: whether its rows were rejected before.
    """

    said: tuple[Said, ...]
    findings: tuple[Finding, ...]
    doubtful: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    columns: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    halves: tuple[Said, ...] = ()
    firsts: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    mended: bool = False


def read(path: Path, roll: Roll = NOBODY, tick: Tick = no_tick) -> Read:
    """Read a file of events. Raises Refused where it cannot be read as one at all.

    roll: the women of the ledger, so that w7 can stand for W-0007 in what people write. tick: told how far it is, and of how much.
    """
    form = form_of(path)
    found = _Found(f"sha256:{_digest(path)}" + (f" {path.name}" if REJECTED.fullmatch(path.name) else ""), form)
    if form == "workbook":
        contents = _workbook(path, found, roll, tick)
    else:
        contents = _text(path, form, found, roll, tick)
    if not contents.said and not contents.findings:
        if any(f'"{TO_TICK}"' in note for note in contents.notes):
            raise Refused(f"{path.name} is a sample to hold against the papers, not a file of events; nothing was saved.",
                          f"Once it is ticked, take it in: outcomes attest {path.name}")
        raise Refused(f"{path.name} holds no rows; nothing was saved.", "Look whether it is the right file.")
    return contents


def _text(path: Path, form: str, found: "_Found", roll: Roll, tick: Tick) -> Read:
    """What the lines of a text file say. JSON Lines, which programs write, are taken at their word."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for place, row in (json_lines(file) if form == "jsonl" else csv_rows(file)):
            if form == "csv" and not isinstance(row, Finding):
                found.take(place, *_without_errors(row))
            else:
                found.take(place, row)
            tick(file.tell(), size)
    return found.as_read() if form == "jsonl" else found.written_out(roll)


def _without_errors(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Finding]]:
    """A row of CSV less the errors that a spreadsheet wrote into it, and a finding for each of these."""
    errors = {name: value.strip() for name, value in row.items() if cells.ERROR.fullmatch(value.strip())}
    return {name: value for name, value in row.items() if name not in errors}, [
        Finding("bad-value", f"{name} holds the error {value[:60]}.", cells.CLEAR, column=name) for name, value in errors.items()]


def _workbook(path: Path, found: "_Found", roll: Roll, tick: Tick) -> Read:
    """What the sheets of a workbook say, its short references written out, each finding at its cell."""
    from ledger.importing.workbook import Workbook

    firsts: dict[str, tuple[str, ...]] = {}
    with Workbook(path, tick) as book:
        for row in book.rows():
            found.take(row.place, row.finding or row.values, row.problems)
            firsts |= {row.place: row.firsts} if row.firsts else {}
    contents = found.written_out(roll, new=True)
    findings = places.in_order((places.at_cell(finding, book.columns) for finding in found.findings), book.columns)
    return attrs.evolve(contents, findings=tuple(findings), notes=(*book.notes, *contents.notes), columns=book.columns,
                        firsts=firsts, mended=REJECTED.fullmatch(path.name) is not None)


@attrs.define
class _Found:
    """What has been read of a file so far."""

    mark: str
    form: str
    said: list[Said] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    doubtful: set[str] = attrs.field(factory=set)
    halves: list[Said] = attrs.field(factory=list)

    def take(self, place: str, row: Mapping[str, Any] | Finding, problems: Sequence[Finding] = ()) -> None:
        """Take one row, for each woman in it; or note every finding in it, once."""
        if isinstance(row, Finding):
            self.findings.append(row)
            return
        try:
            said = [self._said(place, each) for each in ((row,) if self.form == "jsonl" else _each_woman(row))]
        except reading.BadRow as bad:
            problems = [*problems, *_not_told(bad.findings, problems)]
            self.halves += [Said(bad.half, place)] if bad.half else []
        if problems:
            self.findings += [attrs.evolve(finding, place=finding.place or place, hint=finding.hint or self._remedy(row, finding))
                              for finding in problems]
            self.doubtful |= _identifies(row)
        else:
            self.said += said

    def _said(self, place: str, row: Mapping[str, Any]) -> Said:
        statement = reading.statement(row, "import", source_ref=f"{self.mark} {place}")
        return Said(statement, place, once=True, source_given=_source_given(statement.kind, row))

    def _remedy(self, row: Mapping[str, Any], finding: Finding) -> str:
        """What to do about a cell of a workbook where nothing was said."""
        if self.form != "workbook":
            return ""
        kind = str(row.get("kind"))
        return cells.remedy(reading.field_meanings(kind).get(finding.column) if kind in KINDS else None)

    def written_out(self, roll: Roll, new: bool = False) -> Read:
        """What was read, its short references written out, which is noted. new: those of new women too."""
        identified = {*self.doubtful, *(each.statement.woman for each in self.said if each.statement.kind == "woman-identified")}
        self.said, echoed = women.written_out(self.said, roll, identified, new)
        self.halves, _ = women.written_out(self.halves, roll, identified, new)
        self.doubtful |= set(map(women.Among(roll, new=new).meaning, self.doubtful))
        return attrs.evolve(self.as_read(), notes=tuple(echoed))

    def as_read(self) -> Read:
        return Read(tuple(identified_first(self.said)), tuple(self.findings), frozenset(self.doubtful),
                    halves=tuple(self.halves))


def _not_told(findings: Sequence[Finding], problems: Sequence[Finding]) -> Iterator[Finding]:
    """The findings of a row but those that a cell's own problem brought about."""
    told = {problem.column for problem in problems}
    return (finding for finding in findings if finding.code not in ("blank", "no-kind") or finding.column not in told)


def _each_woman(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The rows that a row of a group session stands for, one a woman, each with a key of its own if the row has one."""
    together = row.get("woman")
    names = [name.strip() for name in together.split(";") if name.strip()] if isinstance(together, str) else []
    if len(names) < 2:
        yield row
    elif len(set(names)) < len(names):
        raise reading.BadRow([Finding("woman-twice", "woman names the same woman twice.", "Name each once.", column="woman")])
    else:
        key = row.get("key")
        for name in names:
            yield {**row, "woman": name, **({} if reading.is_blank(key) else {"key": f"{key} {name}"})}


def _source_given(kind: str, row: Mapping[str, Any]) -> bool:
    """Whether a row says where it comes from; in some kinds the column is a field of their own."""
    return "source" not in reading.field_meanings(kind) and not reading.is_blank(row.get("source"))


def _identifies(row: Mapping[str, Any]) -> set[str]:
    """The woman whom a bad row was meant to identify."""
    kind, woman = str(row.get("kind")), row.get("woman")
    meant = difflib.get_close_matches(kind.lower(), ("woman-identified",), cutoff=0.6)
    return {woman.strip()} if meant and isinstance(woman, str) else set()


def identified_first(said: Sequence[Said]) -> list[Said]:
    """The rows in their order, but a woman's `woman-identified` before every other row that names her."""
    first = {row.statement.woman: row for row in reversed(said) if row.statement.kind == "woman-identified"}
    ordered: dict[int, Said] = {}
    for row in said:
        for woman in (row.statement.woman, getattr(row.statement.event, "other", None)):
            leader = first.get(woman or "", row)
            ordered.setdefault(id(leader), leader)
        ordered.setdefault(id(row), row)
    return list(ordered.values())


def form_of(path: Path) -> str:
    """workbook, csv or jsonl, by the ending of the name. Raises Refused."""
    if path.is_dir():
        raise Refused(f"{path} is a folder, not a file; nothing was saved.", "Name the file in it.")
    if not path.exists():
        raise Refused(f"{path} is not there; nothing was saved.", "Look at the name and the folder.")
    ending = path.suffix.lower()
    if ending in (".jsonl", ".ndjson", ".json"):
        return "jsonl"
    if ending in (".csv", ".tsv", ".txt"):
        return "csv"
    if ending in WORKBOOKS:
        return "workbook"
    raise Refused(f"{path.name} is not a file that can be imported; nothing was saved.",
                  "Save it as CSV UTF-8 (.csv), or as JSON Lines (.jsonl).")


def _digest(path: Path) -> str:
    """What names a file for ever: the beginning of its SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:16]
