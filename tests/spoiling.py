"""How is a valid document spoiled, as a tape of bytes says?

Whoever tries readers gives bytes: Hypothesis, atheris, or chance. They are taken as a tape of decisions: which document
to begin with, and what to do to it, one thing after another until the tape ends. So what is spoiled is nearly valid and
leads deep into a reader, a short tape does little harm, and the same tape always gives the same document.
"""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any, Final

RAW: Final = 15
MOST: Final = 12
LARGEST: Final = 400_000
NASTY: Final = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"\n", b"\r\n", b"\r", b"\t", b",", b";", b"=", b"{", b"}", b"[", b"]", b"<", b"&#x0;", b"null", b"NaN",
    b"-Infinity", b"1e999", b"-1", b"0", b"9" * 25, b"9" * 5000, b"true", b"\xed\xa0\x80", "\u2014 ".encode(), "\u0661\u0662".encode(), "\u00b2".encode(),
    "\uff11".encode(), b"2021-02-30", b"0000-00-00", b"9999-12-31", b"2021-13", b"1/1/1", b"\x1b[31m", b"%s%n", b"../../..", b"\\ud800", b"0x10", b"\xc2\x85",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b"  ", b"=1+1", b"W-0001", b"w1", b"programme", b"W-" + b"9" * 400, b"[" * 3000, b'{"a":' * 3000, b"A" * 140_000,
    b"1" + b"0" * 400, b"\xf0\x9f\x98\x80", b"corrected", b"withdrawn", b"attested", b"not-known", b"#REF!", b"Err:502", b"old 3\n", b"2:" + b"ab" * 32)
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, [], {}, "", " ", "\0", "\ud800", "\u202e", -1, 0, 1, 3, 2**31, 2**53 + 1, 2**63, -2**63, 2**64, 10**400, 0.5, -0.0, 1e308, float("nan"),
    float("inf"), [None], [[]], [{}], {"": None}, {"a": {"b": []}}, ["x", 1], "2021-02-30", "2021", "9999-12-31", "programme", "W-0001", "=1+1", "\x1b[2J", "x" * 5000,
    "[1]", "{}", "null", "corrected", "yes", "0", "1e5", {"kind": "larc-fitted"}, {"kind": []}, {"event": {"event": {}}, "kind": "contact-held"}, ["gp", "gp"])
DEEP: Final = {"@deep-list@": "[" * 3000 + "]" * 3000, "@deep-object@": '{"a":' * 3000 + "1" + "}" * 3000, "@deep-some@": "[" * 40 + "]" * 40,
               "@long@": "9" * 5000, "@nan@": "NaN", "@huge@": "1e999", "@twice@": '1,"kind":2,"kind":3'}


class Tape:
    """Bytes read as decisions; nothing but noughts once it has ended."""

    def __init__(self, said: bytes) -> None:
        self.said, self.at = said, 0

    @property
    def ended(self) -> bool:
        return self.at >= len(self.said)

    def rest(self) -> bytes:
        self.at, rest = len(self.said), self.said[self.at:]
        return rest

    def below(self, many: int) -> int:
        """A number from 0 to one below `many`."""
        width = 1 if many <= 256 else 3
        self.at, said = self.at + width, self.said[self.at:self.at + width]
        return int.from_bytes(said) % many if many else 0

    def of(self, choices: Sequence[Any]) -> Any:
        """One of some choices."""
        return choices[self.below(len(choices))]


Spoiler = Callable[[bytes, Tape], bytes]


def spoiled(examples: Sequence[bytes], said: bytes, form: str) -> bytes:
    """The document that a tape makes of one of the examples; or, where it begins so, the rest of the tape itself."""
    tape = Tape(said)
    if tape.below(256) % 16 == RAW:
        return tape.rest()
    document: bytes = tape.of(examples)
    for _ in range(MOST):
        if tape.ended:
            break
        try:
            document = FORMS[form](document, tape)[:LARGEST]
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):   # spoiled beyond its form
            document = of_bytes(document, tape)
    return document


def as_tape(example: bytes) -> bytes:
    """The tape that gives a document as it is."""
    return bytes([RAW]) + example


def of_bytes(document: bytes, tape: Tape) -> bytes:
    """Bytes turned, taken out, doubled, put in; or something that breaks readers put in their place."""
    out = bytearray(document)
    at, many = tape.below(len(out) + 1), tape.of((1, 1, 2, 4, 16, 80))
    match tape.below(8):
        case 0 | 1 if out:
            out[at % len(out)] ^= 1 << tape.below(8)
        case 2:
            del out[at:at + many]
        case 3:
            out[at:at] = out[at:at + many] * tape.of((1, 2, 9))
        case 4:
            out[at:at + many] = out[at:at + many][::-1]
        case 5:
            out[at:at] = bytes(tape.below(256) for _ in range(min(many, 4)))
        case 6:
            del out[at:]
        case _:
            out[at:at + tape.of((0, many))] = tape.of(NASTY)
    return bytes(out)


def _times(piece: bytes, many: int) -> int:
    """How often a piece is repeated, so that no more comes of it than is given to a reader."""
    return max(1, min(many, LARGEST // max(1, len(piece))))


def of_lines(document: bytes, tape: Tape) -> bytes:
    """Whole lines taken out, doubled, moved, joined; other endings, another encoding."""
    lines = document.splitlines(keepends=True) or [b""]
    at, other = tape.below(len(lines)), tape.below(len(lines))
    match tape.below(12):
        case 0:
            del lines[at]
        case 1:
            lines[other:other] = [lines[at]]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = lines[at].rstrip(b"\r\n")
        case 4:
            return document.replace(b"\n", tape.of((b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xc2\x85", b"\0\n")))
        case 5:
            return tape.of((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\n\n", b" ")) + document
        case 6:
            return document.decode("utf-8", "replace").encode(tape.of(("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7")), "replace")
        case 7:
            lines[at] = lines[at] * _times(lines[at], tape.of((2, 30, 400)))
        case _:
            lines[at] = of_bytes(lines[at], tape)
    return b"".join(lines)


def of_cells(document: bytes, tape: Tape) -> bytes:
    """A cell of a line replaced, taken out, put in or moved; else lines."""
    if tape.below(3) == 0:
        return of_lines(document, tape)
    lines = document.split(b"\n")
    at = tape.below(len(lines))
    cells = lines[at].split(b",")
    cell = tape.below(len(cells))
    match tape.below(6):
        case 0:
            del cells[cell]
        case 1:
            cells.insert(cell, tape.of(NASTY))
        case 2:
            cells[cell] = b'"' + cells[cell] + tape.of((b'"', b'""', b'" x', b""))
        case 3:
            cells[cell] = of_bytes(cells[cell], tape)
        case 4:
            cells *= _times(lines[at], tape.of((2, 40, 3000)))
        case _:
            cells[cell] = tape.of(NASTY)
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def of_json(document: bytes, tape: Tape) -> bytes:
    """One value of a JSON document, or of one of its lines, replaced, taken out, doubled or wrapped; a name twice; else its bytes."""
    if tape.below(4) == 0:
        return of_lines(document, tape)
    lines = document.split(b"\n")
    at = tape.below(len(lines))
    if tape.below(2):   # mostly the first
        at = 0
    try:
        lines[at] = _dumped(_replaced(json.loads(lines[at]), tape))
    except (ValueError, RecursionError):
        try:
            return _dumped(_replaced(json.loads(document), tape))
        except (ValueError, RecursionError):
            return of_lines(document, tape)
    return b"\n".join(lines)


def _dumped(value: Any) -> bytes:
    said = json.dumps(value, ensure_ascii=bool(len(str(value)) % 2))
    for mark, what in DEEP.items():
        said = said.replace(f'"{mark}"', what)
    return said.encode("utf-8", "surrogatepass")


def _replaced(value: Any, tape: Tape, depth: int = 0) -> Any:
    """A value with something in it changed, at a place that the tape leads to."""
    inside = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if inside and (depth == 0 or tape.below(4)):
        where = tape.of(inside)
        match tape.below(12) if depth or len(inside) > 1 else 11:
            case 0:
                del value[where]
            case 1 if isinstance(value, list):
                value.insert(where, value[where])
            case 1:
                value[str(tape.of(("kind", "woman", "event", "x", "", "__class__", where, "Woman", "note ")))] = value.pop(where)
            case 2:
                value[where] = [value[where]] * tape.of((1, 2, 50))
            case 3:
                value[where] = {"kind": value[where]}
            case 4:
                value[where] = str(value[where])
            case _:
                value[where] = _replaced(value[where], tape, depth + 1)
        return value
    if tape.below(6) == 0:
        return tape.of(tuple(DEEP))
    if isinstance(value, str) and tape.below(2):
        return of_bytes(value.encode("utf-8", "surrogatepass"), tape).decode("utf-8", "replace")
    if isinstance(value, int | float) and tape.below(2):
        return value + tape.of((-1, 1, 0.5, 2**60))
    return tape.of(VALUES)


ATTRIBUTE: Final = re.compile(rb'(?<==")[^"]*(?=")')
BETWEEN: Final = re.compile(rb"(?<=>)[^<>]*(?=<)")
ELEMENT: Final = re.compile(rb"<(\w+)[^<>]*(?:/>|>[^<>]*</\1>)")
ENTITIES: Final = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
ATTRIBUTES: Final = (b"", b"0", b"-1", b"1048577", b"2147483648", b"99999999999999999999", b"A1", b"XFD1", b"ZZZ9", b"AAAA1", b"A0", b"A1:XFD1048576", b"1e5", b"NaN", b"s", b"str",
                     b"inlineStr", b"b", b"d", b"e", b"n", b"x", b"true", b"1900-01-00T00:00:00", b"&b;", b"\xff", b"hidden", b"[Red]yyyy", b"rId9", b"../x.xml", b"A" * 300)


def of_xml(document: bytes, tape: Tape) -> bytes:
    """An attribute, a text or an element of XML replaced, doubled or taken out; entities of its own; else its bytes."""
    pattern, choices = tape.of(((ATTRIBUTE, ATTRIBUTES), (ATTRIBUTE, NASTY), (BETWEEN, NASTY), (BETWEEN, ATTRIBUTES), (ELEMENT, (b"", b"<x/>", b"<f>1</f>"))))
    found = list(pattern.finditer(document))
    match tape.below(8):
        case 0:
            return of_bytes(document, tape)
        case 1:
            return document.replace(b"?>", b"?>" + ENTITIES, 1)
        case 2 if found:
            which = tape.of(found)
            return document[:which.start()] + which[0] * _times(which[0], tape.of((2, 300))) + document[which.end():]
        case _ if found:
            which = tape.of(found)
            return document[:which.start()] + tape.of(choices) + document[which.end():]
    return of_bytes(document, tape)


def of_zip(document: bytes, tape: Tape) -> bytes:
    """One part of a zip file spoiled as XML, taken out, renamed, doubled or blown up; else the bytes of the file itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            parts = [(each.filename, archive.read(each)) for each in archive.infolist()]
    except Exception:   # it was spoiled before
        return of_bytes(document, tape)
    if not parts or tape.below(8) == 0:
        return of_bytes(document, tape)
    sheets = [index for index, (name, _) in enumerate(parts) if "sheet" in name and name.endswith("xml")]
    at = tape.of(sheets) if sheets and tape.below(2) else tape.below(len(parts))
    name, content = parts[at]
    match tape.below(16):
        case 0:
            del parts[at]
        case 1:
            parts[at] = (tape.of(("xl/workbook.bin", "mimetype", "xl/x.xml", "../../x", "/x", "", "xl/workbook.xml", name.upper())), content)
        case 2:
            parts.append((name, of_xml(content, tape)))
        case 3:
            parts[at] = (name, content + tape.of((b" ", b"\0", b"<a>")) * tape.of((10, 100_000)))
        case 4:
            parts[at] = (name, tape.of(parts)[1])
        case _:
            parts[at] = (name, of_xml(content, tape))
    return zipped(parts)


def zipped(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip file of these parts."""
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name or "x"), content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


STORED: Final[tuple[Any, ...]] = (None, "", "x", b"", b"\0" * 40, "\0", 0, -1, 1, 2**63 - 1, -2**63, 0.5, float("inf"), "2021-02-30", "programme", b"\xff" * 60, "W-0001", "{}",
                                  "[" * 3000, "ab" * 16, bytes(16), "9" * 400)


def of_sqlite(document: bytes, tape: Tape) -> bytes:
    """A value of a database replaced by one of another type, rows taken out, its tables changed; else the bytes of the file."""
    if tape.below(3) == 0:
        return of_bytes(document, tape)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db, suppress(sqlite3.Error, UnicodeError, OverflowError, IndexError):
        db.deserialize(document[:18] + b"\1\1" + document[20:])   # one with a write-ahead log is not opened in memory
        _change(db, tape)
        made = db.serialize()
        return made[:18] + document[18:20] + made[20:]
    return of_bytes(document, tape)


def _change(db: sqlite3.Connection, tape: Tape) -> None:
    db.execute("PRAGMA writable_schema=ON")
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()]
    table = tape.of(tables)
    column = tape.of([row[1] for row in db.execute(f'PRAGMA table_info("{table}")').fetchall()])
    value = tape.of(STORED)
    match tape.below(10):
        case 0:
            db.execute(f'DROP TABLE "{table}"')
        case 1:
            db.execute(f'DELETE FROM "{table}"')
        case 2:
            db.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO other')
        case 3:
            db.execute(f"PRAGMA {tape.of(('user_version', 'application_id'))} = {tape.below(256)}")
        case 4:
            db.execute(f'CREATE VIEW IF NOT EXISTS x AS SELECT * FROM "{table}"')
        case 5:
            db.execute(f'UPDATE "{table}" SET "{column}" = ?', (value,))
        case 6:
            db.execute("UPDATE sqlite_master SET sql = replace(sql, 'TEXT', 'BLOB') WHERE name = ?", (table,))
        case _:
            rows = db.execute(f'SELECT "{column}" FROM "{table}"').fetchall()
            old = tape.of(rows)[0]
            new = of_bytes(old, tape) if isinstance(old, bytes) and tape.below(2) else value
            db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" IS ?', (new, old))


FORMS: Final[Mapping[str, Spoiler]] = {
    "bytes": of_bytes, "lines": of_lines, "cells": of_cells, "json": of_json, "xml": of_xml, "zip": of_zip, "sqlite": of_sqlite}
