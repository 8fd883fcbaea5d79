"""What does a file say, row by row, and what is wrong with it?

JSON Lines or CSV in; statements and findings out, each with its line. Every problem of the file is
found in one reading. Nothing here writes: recording does, all of it or nothing.
"""

import codecs
import csv
import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import attrs

from ledger import reading
from ledger.entries import Said
from ledger.errors import Finding, Refused
from ledger.events import KINDS

LONGEST_LINE: Final = 1_000_000
DEEPEST: Final = 20
HINT_UTF8: Final = 'In Excel choose "Save as" and "CSV UTF-8 (comma delimited)".'
Rows = Iterator[tuple[str, Mapping[str, Any] | Finding]]


@attrs.frozen
class Read:
    """What a file says: statements in the order to append them, and every finding.

    doubtful: the women whose identifying row is itself among the findings.
    """

    said: tuple[Said, ...]
    findings: tuple[Finding, ...]
    doubtful: frozenset[str] = frozenset()


def read(path: Path) -> Read:
    """Read a file of events. Raises Refused where it cannot be read as one at all."""
    form = _form_of(path)
    said: list[Said] = []
    findings: list[Finding] = []
    doubtful: set[str] = set()
    mark = _mark(path)
    with path.open("rb") as file:
        for place, row in (_json_lines(file) if form == "jsonl" else _csv_rows(file)):
            if isinstance(row, Finding):
                findings.append(row)
                continue
            try:
                statement = reading.statement(row, "import", source_ref=f"{mark} {place}")
            except reading.BadRow as bad:
                findings += [attrs.evolve(finding, place=place) for finding in bad.findings]
                doubtful |= _identifies(row)
            else:
                said.append(Said(statement, place, once=True, source_given=_source_given(statement.kind, row)))
    if not said and not findings:
        raise Refused(f"{path.name} holds no rows; nothing was saved.", "Look whether it is the right file.")
    return Read(tuple(identified_first(said)), tuple(findings), frozenset(doubtful))


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


def _form_of(path: Path) -> str:
    if path.is_dir():
        raise Refused(f"{path} is a folder, not a file; nothing was saved.", "Name the file in it.")
    if not path.exists():
        raise Refused(f"{path} is not there; nothing was saved.", "Look at the name and the folder.")
    ending = path.suffix.lower()
    if ending in (".jsonl", ".ndjson", ".json"):
        return "jsonl"
    if ending in (".csv", ".tsv", ".txt"):
        return "csv"
    raise Refused(f"{path.name} is not a file that can be imported; nothing was saved.",
                  "Save it as CSV UTF-8 (.csv), or as JSON Lines (.jsonl).")


def _mark(path: Path) -> str:
    """What names a file for ever: the beginning of its SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return f"sha256:{digest.hexdigest()[:16]}"


def _lines(file: BinaryIO) -> Iterator[tuple[int, str | Finding]]:
    """The lines of a file as text; one that is too long or not UTF-8 as a finding, without reading it whole."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                yield 1, Finding("not-utf-8", "the file is UTF-16, not UTF-8.", HINT_UTF8, place="line 1")
                return
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) > LONGEST_LINE:
            while len(line) > 0 and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield number, Finding("line-too-long", f"The line is longer than {LONGEST_LINE:,} bytes.",
                                  "One event stands on a line.", place=f"line {number}")
            continue
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError as why:
            yield number, Finding("not-utf-8", f"byte {why.start + 1} is not UTF-8.", HINT_UTF8, place=f"line {number}")


def _json_lines(file: BinaryIO) -> Rows:
    for number, line in _lines(file):
        place = f"line {number}"
        if isinstance(line, Finding):
            yield place, line
        elif line.strip():
            yield place, _json_row(line, place)


def _json_row(line: str, place: str) -> Mapping[str, Any] | Finding:
    try:
        row = _decoder.decode(line.strip())
    except _Twice as twice:
        return Finding("column-twice", f"{twice} stands twice.", "Keep the one that is meant.", place=place)
    except RecursionError:
        return Finding("too-deep", "The line is nested too deeply.", "An event is one flat JSON object.", place=place)
    except ValueError as why:
        return Finding("not-json", f"The line is not JSON: {why}.", "One JSON object stands on a line.", place=place)
    if not isinstance(row, dict):
        return Finding("not-an-object", "The line is JSON, but not an object.", 'Such as {"kind": "contact-held", ...}.', place=place)
    if any(isinstance(value, dict | list) and _deeper(value, DEEPEST) for value in row.values()):
        return Finding("too-deep", "The line is nested too deeply.", "An event is one flat JSON object.", place=place)
    return row


def _deeper(value: Any, than: int) -> bool:
    """Whether lists and objects lie in each other deeper than so many."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return than == 0 or any(_deeper(each, than - 1) for each in inner)


class _Twice(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return row


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def _csv_rows(file: BinaryIO) -> Rows:
    """The rows of a CSV with a heading; the mark between cells is taken from the heading."""
    texts: list[str] = []
    numbers: list[int] = []
    for number, line in _lines(file):
        if isinstance(line, Finding):
            yield line.place, line
            if not texts:
                return
        elif texts or line.strip(",;\t \r\n"):
            texts.append(line)
            numbers.append(number)
    if not texts:
        return
    lines = iter(texts)
    rows = csv.reader(lines, delimiter=_delimiter(texts[0]), strict=True)
    heading: list[str] | None = None
    while True:
        line = _line_now(rows, numbers)
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as why:
            yield line, Finding("bad-csv", f"The row cannot be read: {why}.", "Look for a quotation mark that is not closed.", place=line)
            continue
        if heading is None:
            heading = [_column(cell) for cell in cells]
            problems = list(_heading_problems(heading))
            yield from ((line, problem) for problem in problems)
            if problems:
                return
        elif any(cell.strip() for cell in cells):
            yield line, _csv_row(heading, cells, line)


def _line_now(rows: Any, numbers: Sequence[int]) -> str:
    return f"line {numbers[rows.line_num] if rows.line_num < len(numbers) else numbers[-1] + 1}"


def _delimiter(heading: str) -> str:
    return max(",;\t", key=heading.count)


def _column(cell: str) -> str:
    """The first word of a heading is the field's name."""
    words = cell.replace("\n", " ").split()
    return words[0].lower().replace("-", "_") if words else ""


def _heading_problems(heading: Sequence[str]) -> Iterator[Finding]:
    named = [name for name in heading if name]
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield Finding("column-twice", f"The heading {name} stands twice.", "Keep one.", place="line 1")
    for name in ("kind", "woman", "occurred"):
        if name not in named:
            yield Finding("no-column", f"There is no column {name}.",
                          "The first row holds the headings: kind, woman, occurred, and the fields.", place="line 1")
    known = {*reading.ENVELOPE, *(name for kind in KINDS for name in reading.field_meanings(kind))}
    for name in named:
        if name not in known:
            yield Finding("unknown-column", f"No kind of event has a field {name!r:.60}.",
                          reading.near_field(name, known), place="line 1")


def _csv_row(heading: Sequence[str], cells: Sequence[str], line: str) -> Mapping[str, Any] | Finding:
    over = [cell for cell in cells[len(heading):] if cell.strip()]
    unnamed = [cell for name, cell in zip(heading, cells, strict=False) if not name and cell.strip()]
    if over or unnamed:
        return Finding("too-many-cells", f"The row has {len(cells)} cells; the heading has {sum(map(bool, heading))} columns.",
                       "A cell with a comma in it stands in quotation marks.", place=line)
    return {name: cell for name, cell in zip(heading, cells, strict=False) if name}
