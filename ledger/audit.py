"""Is the record whole, in order, and unchanged?

Each check has a number, and the number stands where the check is made:

 1  the file is a sound database, and a ledger
 2  its tables and triggers are those that were made, no more and no fewer; on a server, what was granted too
 3  positions run from 1 without a gap, and every position has its entry and its row of the log
 4  entry and log agree on stream and version
 5  the versions of each stream run from 1 in the order of the log
 6  time never runs backwards
 7  every leaf is the hash of its header and the stored bytes
 8  every topic is known, and only the programme's stream is plain
 9  the head noted before (--against) is this ledger's, its signature is no forgery, and the log extends it; and it
    extends the head that this computer remembers
10  every sealed stream has its key, or was erased
11  every seal opens in its own place
12  every commitment and every stamp is that of its payload
13  every payload is an entry of the vocabulary, written as the ledger writes it
14  every stream is that of the woman named in it, and begins where she was identified
15  whatever is put right was written before, in the same stream
16  every checkpoint that the log itself records is the root of the entries that it covers
17  every signature of an entry is its author's, by the key registered before it; who has a key signs

Checks 1 to 9 and 16 need no keys; without keys the verdict is never ok. 1 and 2 stand in ledger.container and ledger.server,
10 to 15 and 17 in ledger.opened. Every finding is given, not only the first.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import attrs

from ledger import container, sealing, server, tree
from ledger.address import is_server
from ledger.container import broken as _broken
from ledger.entries import PROGRAMME
from ledger.errors import Broken, Finding, Usage
from ledger.folder import KeysMissing, Ledger, open_ledger, read_settings
from ledger.opened import Look, Opened, is_broken
from ledger.store import PLAIN, SEALED, Entries, Row, leaf

ROOT: Final = re.compile("[0-9a-fA-F]{64}")   # other words in its place are of no checkpoint, and vouch for nothing


@attrs.frozen
class Checked:
    """What a check found. verdict: ok, findings, broken or unverifiable. root: over all that was read.

    covered: how many entries a head noted before vouches for; None where none was given.
    """

    verdict: str
    checked: int
    root: str
    findings: tuple[Finding, ...]
    covered: int | None = None

    @property
    def exit_code(self) -> int:
        if self.verdict == "broken":
            return 5
        must = any(finding.severity == "must" for finding in self.findings)
        return 1 if self.verdict == "unverifiable" or must else 0


def check(path: Path, environ: Mapping[str, str], against: str | None = None, keys: Sequence[str] = (),
          look: Look | None = None) -> Checked:
    """Check a ledger's folder, with its keys where they are to be had.

    against: 'SIZE:ROOT', or the path of a file that holds it or a signed note. keys: public keys that must have signed it.
    look: sees each stream that was opened, with its entries, before the next is; what it saw of a ledger that is broken
    is worth nothing. Raises NotFound and Usage only for what was asked.
    """
    noted = _noted(against, keys, environ) if against else None
    locked: list[Finding] = []
    try:
        embedded = not is_server(read_settings(path).store)
        damaged = container.file(path / "ledger.db") if embedded else None
        if damaged:
            return Checked("broken", 0, "", (damaged,))
        try:
            ledger = open_ledger(path, environ, need_keys=False)
        except (Broken, KeysMissing, Usage) as why:
            ledger = open_ledger(path, {"OUTCOMES_CONFIG": "/nonexistent"}, need_keys=False)
            locked = [_broken("keys-unusable", None, why.message)]
    except (Broken, Usage) as why:
        return Checked("broken", 0, "", (_broken("unreadable", None, why.message),))
    try:
        return _check(ledger, noted, locked, environ, look)
    finally:
        ledger.entries.close()


def _check(ledger: Ledger, noted: "_Head | None", found: list[Finding], environ: Mapping[str, str], look: Look | None) -> Checked:
    entries = ledger.entries
    raw = _Raw(entries)
    faults, rows = _side_by_side(entries, raw)
    try:
        found += container.sound(entries, faults)                          # 1
        found += container.as_made(entries)                                # 2
        found += server.looked(entries) if not entries.embedded else ()    # 2
        found += rows()                                                    # 3 to 8
        found += noted.compared(ledger.entries.ledger_id, raw) if noted else ()   # 9
        found += _remembered(entries.ledger_id, raw, environ)              # 9
        found += _recorded(entries, raw)                                   # 16
        if ledger.keys is not None and not is_broken(found):
            Opened(ledger, environ, found).read(look)                     # 10 to 15, 17
    except Broken as why:
        found.append(_broken("unreadable", None, why.message))
    if is_broken(found):
        verdict = "broken"
    elif not raw.count:
        found.append(Finding("empty", "The ledger is empty: there is nothing to check.", "Record or import something first.",
                             severity="note"))
        verdict = "unverifiable"
    elif ledger.keys is None:
        found.append(Finding("no-keys", "The entries could not be opened: their keys are not here. Checks 1 to 9 were made.",
                             "Run it where the master key is, or put its recovery copy in OUTCOMES_KEY.", severity="should"))
        verdict = "unverifiable"
    else:
        verdict = "findings" if any(finding.severity in ("must", "should") for finding in found) else "ok"
    covered = noted.size if noted and verdict != "broken" else None
    return Checked(verdict, raw.count, raw.root(raw.count).hex(), tuple(found), covered)


def _side_by_side(entries: Entries, raw: "_Raw") -> tuple[Callable[[], list[str]], Callable[[], Iterator[Finding]]]:
    """What SQLite says of its file, and what checks 3 to 8 find meanwhile: each raises Broken, or gives it, once it is asked for."""
    found: list[Finding] = []
    broken: list[Broken] = []
    with ThreadPoolExecutor(1) as beside:
        faults = beside.submit(entries.faults)
        try:
            found += raw.read()
        except Broken as why:
            broken.append(why)

    def rows() -> Iterator[Finding]:
        yield from found
        for why in broken:
            raise why
    return faults.result, rows


@attrs.frozen
class Raw:
    """What the checks that need no key say of a log: its size, its root, and what was found."""

    size: int
    root: bytes
    findings: tuple[Finding, ...]


def raw(entries: Entries) -> Raw:
    """Checks 1 to 8 of a log by itself, such as a copy."""
    rows = _Raw(entries)
    found = (*container.sound(entries, entries.faults), *container.as_made(entries), *rows.read())
    return Raw(rows.count, rows.root(rows.count), found)


class _Raw:
    """Checks 3 to 8, in one pass over the rows as they lie there."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self.count = 0
        self.leaves: list[bytes] = []
        self._next = 1
        self._ledger_id = entries.ledger_id
        self._versions: dict[str, int] = {}
        self._time = 0
        self._frontiers: dict[int, list[bytes]] = {0: []}

    def root(self, size: int) -> bytes:
        """The root over the first so many entries that were read. What was hashed for a smaller size is not hashed again."""
        size = max(0, min(size, self.count))
        known = max(each for each in self._frontiers if each <= size)
        self._frontiers[size] = tree.frontier(self.leaves[known:size], self._frontiers[known], known)
        return tree.top(self._frontiers[size])

    def read(self) -> Iterator[Finding]:
        self._take()
        for row in self.entries.rows(self.count):
            yield from self._looked_into(Row(*row))

    def _take(self) -> None:
        """Take what checks 3 to 8 find nothing in, up to the first that is not so; nearly always there is none."""
        ledger_id, versions, leaves, time = self._ledger_id, self._versions, self.leaves, 0
        with suppress(Broken, AttributeError, TypeError, OverflowError):   # of another type than was written: looked into next
            for due, (position, stream, version, topic, state, recorded_at, kept) in enumerate(self.entries.pairs(), 1):
                if not (position == due and version == versions.get(stream, 0) + 1 and recorded_at >= time
                        and topic == (PLAIN if stream == PROGRAMME else SEALED) and len(stream) <= 64
                        and kept == leaf(ledger_id, position, stream, version, recorded_at, topic, state)):
                    break
                versions[stream], time = version, recorded_at
                leaves.append(kept)
        self.count, self._next, self._time = len(leaves), len(leaves) + 1, time

    def _looked_into(self, row: Row) -> Iterator[Finding]:
        if not isinstance(row.position, int):
            yield _broken("wrong-type", None, "A row of the log has no position.")
            return
        for gap in range(self._next, min(row.position, self._next + 100)):
            yield _broken("position-missing", gap, "The log has a gap here: an entry was removed.")   # 3
        self._next = row.position + 1
        problem = self._whole(row)
        if problem:
            yield problem
            return
        self.count += 1
        self.leaves.append(row.leaf)
        yield from self._in_order(row)
        if row.leaf != leaf(self._ledger_id, row.position, row.stream, row.version, row.recorded_at, row.topic, row.state):
            yield _broken("leaf-differs", row.position, "The stored entry or its place was changed: its leaf is not its hash.")  # 7
        if row.topic not in (SEALED, PLAIN) or (row.topic == PLAIN) != (row.stream == PROGRAMME):
            yield _broken("unknown-topic", row.position, f"The topic {row.topic!r:.30} cannot stand here.")   # 8

    def _whole(self, row: Row) -> Finding | None:
        """Check 3 for one row: both halves are there, and of the types that were written."""
        if row.position < 1:
            return _broken("position-outside", row.position, "A row lies before the beginning of the log.")
        if row.stream is None or row.logged_stream is None:
            lacking = "entry" if row.stream is None else "row of the log"
            return _broken("half-missing", row.position, f"The {lacking} is missing.")
        typed = (isinstance(row.stream, str) and isinstance(row.version, int) and isinstance(row.topic, str)
                 and isinstance(row.state, bytes) and isinstance(row.recorded_at, int) and isinstance(row.leaf, bytes)
                 and row.version > 0 and row.recorded_at >= 0 and len(row.stream) <= 64 and len(row.topic) <= 64)
        return None if typed else _broken("wrong-type", row.position, "A column holds what the ledger never writes.")

    def _in_order(self, row: Row) -> Iterator[Finding]:
        if (row.stream, row.version) != (row.logged_stream, row.logged_version):
            yield _broken("log-differs", row.position, "The log names another stream or version than the entry.")   # 4
        due = self._versions.get(row.stream, 0) + 1
        if row.version != due:
            yield _broken("version-out-of-order", row.position, f"Version {row.version} stands where {due} should.")   # 5
        self._versions[row.stream] = row.version
        if row.recorded_at < self._time:
            yield _broken("time-backwards", row.position, "It was recorded before the entry that stands before it.")   # 6
        self._time = max(self._time, row.recorded_at)


@attrs.frozen
class _Head:
    """A head noted before, and what its signatures are worth. origin: of the ledger that it names, if it names one."""

    size: int
    root: bytes
    origin: str | None
    forged: str
    unsigned: bool

    def compared(self, ledger_id: bytes, raw: _Raw) -> Iterator[Finding]:
        if self.origin not in (None, f"outcomes-ledger/{ledger_id.hex()}"):
            yield _broken("other-ledger", None, f"The head that was noted is of another ledger: {self.origin:.80}.")
        elif self.forged:
            yield _broken("signature-false", None, f"The head that was noted was altered, or is a forgery: {self.forged}.")
        elif self.unsigned:
            yield _broken("signature-missing", None, "None of the keys given signed the head that was noted.")
        elif self.size > raw.count:
            yield _broken("shorter-than-noted", raw.count,
                          f"{self.size} entries were noted, {raw.count} are here: the newest were removed.")
        elif raw.root(self.size) != self.root:
            yield _broken("root-differs", self.size, f"The first {self.size} entries are not those that were noted: their root differs.")


def _remembered(ledger_id: bytes, raw: _Raw, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check 9 with the head that this computer remembers, of its last checkpoint, backup or erasure. A copy may well be older."""
    from ledger import backups

    size, root = backups.last_head(ledger_id, environ) or (0, tree.EMPTY)
    if size > raw.count:
        yield Finding("older-than-remembered", f"This computer has seen {size:,} entries of this ledger; {raw.count:,} are here: it is "
                      "an older copy, or the newest were removed.", "If it is meant to be the ledger in use, restore the last backup.",
                      severity="should")
    elif raw.root(size) != root:
        yield Finding("differs-from-remembered", f"The first {size:,} entries are not those that this computer has seen before.",
                      "Compare with a head that was noted: outcomes check --against HEAD", severity="should")


def _recorded(entries: Entries, raw: _Raw) -> Iterator[Finding]:
    """Check 16: a checkpoint in the programme's stream, which anyone can read, covers what stands before it."""
    for position, state in entries.plain():
        try:
            said = json.loads(sealing.open_plain(state))
        except ValueError:
            continue   # check 13 names it
        made = said.get("event") if isinstance(said, dict) and said.get("kind") == "checkpoint-made" else None
        if isinstance(made, dict) and ROOT.fullmatch(str(made.get("root"))) and not _covers(made, position, raw):
            yield _broken("checkpoint-differs", position, "The checkpoint recorded here is not the root of the entries that it covers.")


def _covers(made: Mapping[str, Any], position: int, raw: _Raw) -> bool:
    size = made.get("size")
    return isinstance(size, int) and 0 <= size < position and raw.root(size).hex() == made.get("root")


def _noted(text: str, keys: Sequence[str], environ: Mapping[str, str]) -> _Head:
    """What was given to check against. A note is checked with the keys given, and with this computer's own."""
    from ledger import checkpoints

    found = checkpoints.noted(text)
    if found.note is None:
        return _Head(found.size, found.root, None, "", bool(keys))
    note = found.note
    own = checkpoints.own_key(note.origin, environ)
    forged = next(filter(None, (checkpoints.false_signature(note, key) for key in (*keys, *own))), "")
    signed = [key for key in keys if checkpoints.signed(note, key)] if not forged else []
    return _Head(found.size, found.root, note.origin, forged, bool(keys) and not signed)
