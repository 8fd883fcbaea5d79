"""Which rows does a text file hold, and which of its lines cannot be read?

JSON Lines or CSV in; raw rows out, each with its line, or a finding in its place.
"""

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

from ledger import reading
from ledger.errors import Finding
from ledger.events import KINDS

LONGEST_LINE: Final = 1_000_000
LONGEST_CELL: Final = 131_072
DEEPEST: Final = 20
MOST_COLUMNS: Final = 1_000
HINT_UTF8: Final = 'In Excel choose "Save as" and "CSV UTF-8 (comma delimited)".'
Rows = Iterator[tuple[str, Mapping[str, Any] | Finding]]


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


def json_lines(file: BinaryIO) -> Rows:
    for number, line in _lines(file):
        place = f"line {number}"
        if isinstance(line, Finding):
            yield place, line
        elif line.strip():
            yield place, _json_row(line, place)


def _json_row(line: str, place: str) -> Mapping[str, Any] | Finding:
    line = line.strip()
    try:
        row = _decoder.decode(line)
    except _Twice as twice:
        return Finding("column-twice", f"{twice} stands twice.", "Keep the one that is meant.", place=place)
    except RecursionError:
        return Finding("too-deep", "The line is nested too deeply.", "An event is one flat JSON object.", place=place)
    except ValueError as why:
        return Finding("not-json", f"The line is not JSON: {why}.", "One JSON object stands on a line.", place=place)
    if not isinstance(row, dict):
        return Finding("not-an-object", "The line is JSON, but not an object.", 'Such as {"kind": "contact-held", ...}.', place=place)
    if len(row) > MOST_COLUMNS:
        return Finding("too-many-cells", f"The line has {len(row):,} fields; no event has more than {MOST_COLUMNS:,}.",
                       "One event stands on a line.", place=place)
    if ("[" in line or "{" in line[1:]) and any(isinstance(value, dict | list) and _deeper(value, DEEPEST) for value in row.values()):
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
        raise _Twice(next(name for name, many in Counter(name for name, _ in pairs).items() if many > 1))
    return row


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def csv_rows(file: BinaryIO) -> Rows:
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
    csv.field_size_limit(LONGEST_CELL)   # other packages of this process may have changed it
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
            heading = [column(cell) for cell in cells]
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


def column(cell: str) -> str:
    """The first word of a heading is the field's name."""
    words = cell.replace("\n", " ").split()
    return words[0].lower().strip(":;,.*()").replace("-", "_") if words else ""


def _heading_problems(heading: Sequence[str]) -> Iterator[Finding]:
    named = [name for name in heading if name]
    if len(named) > MOST_COLUMNS:
        yield Finding("too-many-cells", f"The heading has {len(named):,} columns; no file of events has more than {MOST_COLUMNS:,}.",
                      "Look whether the first row holds the headings.", place="line 1")
        return
    for name in sorted(name for name, many in Counter(named).items() if many > 1):
        yield Finding("column-twice", f"The heading {name} stands twice.", "Keep one.", place="line 1")
    for name in ("kind", "woman", "occurred"):
        if name not in named:
            yield Finding("no-column", f"There is no column {name}.",
                          "The first row holds the headings: kind, woman, occurred, and the fields.", place="line 1")
    known = every_column()
    for name in named:
        if name not in known:
            yield Finding("unknown-column", f"No kind of event has a field {name!r:.60}.",
                          reading.near_field(name, known), place="line 1")


def every_column() -> frozenset[str]:
    """The name of every column that a file may have."""
    return frozenset({*reading.ENVELOPE, *(name for kind in KINDS for name in reading.field_meanings(kind))})


def _csv_row(heading: Sequence[str], cells: Sequence[str], line: str) -> Mapping[str, Any] | Finding:
    over = [cell for cell in cells[len(heading):] if cell.strip()]
    unnamed = [cell for name, cell in zip(heading, cells, strict=False) if not name and cell.strip()]
    if over or unnamed:
        return Finding("too-many-cells", f"The row has {len(cells)} cells; the heading has {sum(map(bool, heading))} columns.",
                       "A cell with a comma in it stands in quotation marks.", place=line)
    return {name: cell for name, cell in zip(heading, cells, strict=False) if name}
