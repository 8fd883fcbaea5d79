"""Who read what of the ledger, when, and where was it written to?

Every read and export at team or board leaves one line in reads.log, in the ledger's folder but outside the tree: reading
never moves the head. A line names no woman: of one woman's entries it says the id of her stream. Each line holds the digest
of the line before it, and whoever reads keeps the number and digest of his last line beside his master key, so that a
line that was altered, left out or cut off shows. It is a log of honest programs: who reads the files past them leaves no
line. Where a line cannot be written that is said, and the command goes on.
"""

import contextlib
import datetime
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import attrs

from ledger.author import author
from ledger.folder import Ledger, key_file, put

FILE: Final = "reads.log"
TOLD: Final = ("team", "board")
FIRST: Final = "0" * 64
LONGEST: Final = 1 << 16
SCREEN: Final = "screen"
Line = dict[str, Any]


@attrs.frozen
class Reading:
    """What was read. what: the command and what it was asked. to: a file, or the screen. stream: of the one woman shown."""

    what: str
    audience: str
    position: int | None = None
    root: str | None = None
    to: str = SCREEN
    stream: str | None = None


@attrs.frozen
class Checked:
    """The receipts in order, and every fault of their chain, in words."""

    lines: tuple[Line, ...]
    faults: tuple[str, ...]


def note(ledger: Ledger, reading: Reading, woman: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """Leave a receipt; '' where it was left or none is due, else the sentence that says why not. It never raises.

    woman: the one whose entries were shown; the receipt says the id of her stream, also in the name of a file.
    """
    if reading.audience not in TOLD:
        return ""
    try:
        _append(ledger, _without(woman, ledger, reading) if woman else reading, environ)
    except Exception as why:   # a receipt that cannot be written stops nobody from reading
        reason = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
        return f"No receipt of this reading could be left in {ledger.path / FILE}: {reason}."
    return ""


def _without(woman: str, ledger: Ledger, reading: Reading) -> Reading:
    stream = ledger.stream_of(woman)
    return attrs.evolve(reading, stream=stream, to=_unnamed(woman, stream, Path(reading.to)) if reading.to != SCREEN else SCREEN)


def _unnamed(woman: str, stream: str, file: Path) -> str:
    """Where a file of hers lies: its own name may be anything that is said of her, and a folder's may be her reference."""
    letters, number = re.fullmatch(r"(.*?)[-_./ ]?0*(\d*)", woman, re.DOTALL).groups()  # type: ignore[union-attr]
    short = re.escape(woman) if not number else rf"{re.escape(letters)}[-_. ]?0*{number}(?!\d)"
    folder = re.sub(rf"(?i){re.escape(woman)}|{short}", stream, str(file.parent))
    return str(Path(folder) / f"{stream}{file.suffix}")


def _append(ledger: Ledger, reading: Reading, environ: Mapping[str, str]) -> None:
    who = author(None, environ)
    when = datetime.datetime.fromtimestamp(who.now // 1_000_000, datetime.UTC).isoformat()
    said = {"at": when, "by": who.name, **{name: value for name, value in attrs.asdict(reading).items() if value is not None}}
    with _open(ledger.path / FILE) as file:
        number, before = _last(file)
        line = json.dumps({"n": number + 1, **said, "before": before}).encode()
        file.seek(0, os.SEEK_END)
        file.write(line + b"\n")
        file.flush()
        put(_kept(ledger.entries.ledger_id, environ), f"{number + 1}:{_digest(line)}\n", durable=False)


@contextlib.contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """The file, alone, for a moment; made where it is not there."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except ImportError:   # pragma: no cover - Windows: two readers at the same moment may fork the chain, which shows
            pass
        yield file


def _last(file: BinaryIO) -> tuple[int, str]:
    """The number and digest of the last line; of a file without any, 0 and the digest of nothing before it."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - LONGEST))
    lines = file.read().splitlines()
    if not lines:
        return 0, FIRST
    read = _line(lines[-1])
    return (read["n"] if read else len(lines)), _digest(lines[-1])


def _line(raw: bytes) -> Line | None:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and isinstance(read.get("n"), int) else None


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _kept(ledger_id: bytes, environ: Mapping[str, str]) -> Path:
    return key_file(ledger_id, environ).with_suffix(".reads")


def check(folder: Path, ledger_id: bytes, environ: Mapping[str, str] = os.environ) -> Checked:
    """Every receipt, and whether the chain holds up to the last line that this computer's user left."""
    file = folder / FILE
    raw = file.read_bytes().splitlines() if file.is_file() else []
    lines, faults, before = list[Line](), list[str](), FIRST
    for number, each in enumerate(raw, 1):
        line = _line(each)
        if line is None:
            faults.append(f"Line {number} is no receipt: it was altered.")
        elif line["n"] != number or line.get("before") != before:
            faults.append(f"Line {number} does not follow the line before it: one was altered, left out or put in.")
        lines += [line] if line else []
        before = _digest(each)
    return Checked(tuple(lines), (*faults, *_cut(raw, _remembered(ledger_id, environ))))


def _remembered(ledger_id: bytes, environ: Mapping[str, str]) -> tuple[int, str] | None:
    try:
        number, _, digest = _kept(ledger_id, environ).read_text(encoding="ascii").strip().partition(":")
        return int(number), digest
    except (OSError, ValueError):
        return None


def _cut(raw: list[bytes], remembered: tuple[int, str] | None) -> Iterator[str]:
    if remembered is None:
        return
    number, digest = remembered
    if number > len(raw):
        yield f"{number} lines were there when you last read, {len(raw)} are: the newest were removed."
    elif number > 0 and _digest(raw[number - 1]) != digest:
        yield f"Line {number} is not the one that you left: the lines up to it were written anew."
