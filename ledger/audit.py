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

Checks 1 to 9 and 16 need no keys; without keys the verdict is never ok. Every finding is given, not only the first.
"""

import functools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import attrs

from ledger import authors, begun, codec, container, sealing, server, tree
from ledger.address import is_server
from ledger.container import broken as _broken
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Broken, Finding, Usage
from ledger.folder import KeysMissing, Ledger, open_ledger, read_settings
from ledger.history import RIGHTING
from ledger.store import PLAIN, SEALED, Entries, Row, leaf

Streams = Iterator[tuple[str, list[Entry]]]
Look = Callable[[Ledger, Streams], None]
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
        if ledger.keys is not None and not _is_broken(found):
            _Opened(ledger, environ, found).read(look)                     # 10 to 15, 17
    except Broken as why:
        found.append(_broken("unreadable", None, why.message))
    if _is_broken(found):
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


class _Opened:
    """Checks 10 to 15 and 17, a stream at a time."""

    def __init__(self, ledger: Ledger, environ: Mapping[str, str], found: list[Finding]) -> None:
        assert ledger.keys is not None
        self.ledger, self.keys, self.environ, self.found = ledger, ledger.keys, environ, found
        self.fenced = ledger.keys.fenced()
        self.clock_set: list[int] = []
        self.registered: list[authors.Key] = []
        self.written: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def read(self, look: Look | None) -> None:
        streams = self._streams()
        try:
            if look:
                look(self.ledger, streams)
        except Exception:   # who looks may stumble over what is broken, and only over that
            _exhaust(streams)
            if not _is_broken(self.found):
                raise
        _exhaust(streams)

    def _streams(self) -> Streams:
        """Each stream that was opened, as long as nothing was found by which the record is broken."""
        self.keys.load()
        written: set[str] = set()
        programme = self.ledger.entries.stream(PROGRAMME)
        receipts = {entry.said.event.stream for entry in programme if entry.said.kind == "woman-erased"}
        self.registered = authors.registered(programme)
        for stream, rows in self.ledger.entries.rows_by_stream():
            written.add(stream)
            self.found += self._key(stream, rows[0][0], receipts)
            if stream == PROGRAMME or self.keys.cipher(stream) is not None:
                entries = self._stream(stream, rows)
                if not _is_broken(self.found):
                    yield stream, entries
        self._ended(written, receipts)

    def _ended(self, written: set[str], receipts: set[str]) -> None:
        """What can be said once every stream was read."""
        for _ in (self.fenced ^ receipts) - written - set(self.keys.owed):
            self.found.append(_broken("fence-differs", None, "The list of erased streams and the receipts of erasure do not agree.",
                                      "Restore keys.db from its last backup."))
        if self.keys.keep.altered():
            self.found.append(_broken("keys-changed", None, "The tables of the keys are not those that were made: something was added, "
                                      "or changed.", "Keep keys.db as evidence, and restore it from its last backup."))
        self.found += self._unused(self.keys.streams() - written)
        if self.clock_set:
            self.found.append(Finding("clock-set", f"{len(self.clock_set):,} entries have a time set by hand (OUTCOMES_NOW), not read from "
                                      "a clock.", severity="note", position=min(self.clock_set)))
        self.found += self._signatures()

    def _unused(self, keyed: set[str]) -> Iterator[Finding]:
        """Keys that seal nothing: left by an append that was cut off here, or by who removed entries."""
        cut_off = keyed & begun.cut_off(self.ledger.entries.ledger_id, self.environ) if keyed else set()
        if cut_off:
            yield Finding("append-cut-off", f"{_many(cut_off)} no entries: an append was cut off on this computer before it wrote any.",
                          "Only what was confirmed is saved. Say the rest again: outcomes women", severity="note")
        removed = keyed - cut_off
        if removed:
            whose = "its" if len(removed) == 1 else "their"
            yield Finding("key-unused", f"{_many(removed)} no entries: {whose} entries were removed, or an append was cut off before it "
                          "wrote any.", "Compare with a checkpoint: outcomes check --against SIZE:ROOT", severity="should")

    def _key(self, stream: str, position: int, receipts: set[str]) -> Iterator[Finding]:
        """Check 10: a stream has its key, or was erased with a receipt and has none."""
        has_key, fenced, receipt = self.keys.cipher(stream) is not None, stream in self.fenced, stream in receipts
        if stream != PROGRAMME and not has_key and not receipt and stream not in self.keys.owed:
            yield _broken("key-missing", position, "The key of this entry's stream is missing, and no erasure accounts for it.",
                          "Restore keys.db from its last backup.")
        if (fenced or receipt) and has_key:
            yield _broken("erased-with-key", position, "This entry's stream is marked as erased, but its key is still here.")
        elif stream in self.keys.owed and fenced and not receipt:
            yield Finding("erasure-unfinished", "An erasure was cut off once her key was destroyed; its receipt is not in the log yet.",
                          "The next command that writes or reads finishes it: outcomes women", severity="note", position=position)
        elif fenced != receipt:
            yield _broken("fence-differs", position, "The list of erased streams and the receipts of erasure do not agree.",
                          "Restore keys.db from its last backup.")

    def _stream(self, stream: str, rows: Sequence[tuple[Any, ...]]) -> list[Entry]:
        """Checks 11 to 15 and 17: the entries of a stream, each in its own place and hers."""
        entries: list[Entry] = []
        found: list[Finding] = []
        unsealed, before = self._opener(stream), sealing.place(self.ledger.entries.ledger_id, stream, 0)[:-8]
        for position, recorded_at, _, version, _, state in rows:
            try:
                payload, kept = unsealed(state, before + version.to_bytes(8))
                if not kept:
                    found.append(_broken("commitment-differs", position, "What is sealed is not what was committed to."))   # 12
                entries.append(codec.decode_as_written(payload, stream, version, position, recorded_at))
            except sealing.DoesNotOpen as why:
                found.append(_broken("seal-broken", position, f"The entry cannot be opened: {why}."))   # 11
            except codec.Unreadable as why:
                found.append(_broken("not-an-entry", position, f"The entry is not one of the vocabulary: {why}."))   # 13
        found += self._belong(stream, entries)
        self.found += sorted(found, key=lambda each: each.position or 0)
        return entries

    def _opener(self, stream: str) -> Callable[[bytes, bytes], tuple[bytes, bool]]:
        """What opens a state in its place: the payload, and whether its commitment or its stamp is its own. Raises DoesNotOpen."""
        if stream == PROGRAMME:
            return lambda state, place: (sealing.open_plain(state), sealing.keeps_stamp(self.keys.secret, state, place))
        cipher = self.keys.cipher(stream)
        assert cipher is not None
        return functools.partial(sealing.open_checked, cipher)

    def _belong(self, stream: str, entries: Sequence[Entry]) -> Iterator[Finding]:
        """Whether each entry is of this stream, follows from what stands before it, and is its author's."""
        seen: set[int] = set()
        woman: str | None = None
        for entry in entries:
            said = entry.said
            if said.woman != woman:
                woman, hers = said.woman, self.ledger.stream_of(said.woman) == stream
            if not hers:
                yield _broken("wrong-stream", entry.position, "The entry names another woman than the one whose stream it lies in.")   # 14
            if not seen and stream != PROGRAMME and said.kind != "woman-identified":
                yield _broken("not-identified", entry.position, "The stream does not begin where she was identified.")   # 14
            if said.kind in RIGHTING and said.event.position not in seen:
                yield _broken("puts-right-nothing", entry.position,
                              f"It puts right position {said.event.position}, which is not before it in the stream.")  # 15
            if entry.clock:
                self.clock_set.append(entry.position)
            if self.registered or entry.signature is not None or said.kind == authors.REGISTERED:
                yield from self._signed(entry)
            seen.add(entry.position)

    def _signed(self, entry: Entry) -> Iterator[Finding]:
        worth = authors.verdict(entry, self.ledger.entries.ledger_id, self.registered)
        self.written[worth, entry.author].append(entry.position)
        if worth == "broken":
            yield _broken("signature-broken", entry.position,
                          f"It was not signed by the key of {entry.author}, whom it names as its author.",
                          "Ask them whether they wrote it; see whose keys there are: outcomes author")   # 17

    def _signatures(self) -> Iterator[Finding]:
        """Check 17, an author at a time: who has a key and did not sign, who signed and has none, and how many are signed."""
        for (worth, author), positions in sorted(self.written.items()):
            many, are = f"{len(positions):,} {'entry' if len(positions) == 1 else 'entries'}", "is" if len(positions) == 1 else "are"
            if worth == "missing":
                yield Finding("entry-unsigned", f"{author} has a key, and {many} written under that name {are} not signed by it.",
                              f"Ask {author} whether they wrote it on another computer: outcomes show {min(positions)}",
                              severity="should", position=min(positions))
            elif worth == "unknown":
                yield Finding("signature-unknown", f"{many} written as {author} {are} signed by a key that was never registered.",
                              f"If it is theirs, register it: outcomes author {author}", severity="should",
                              position=min(positions))
        if self.registered:
            counts = {worth: sum(len(positions) for (each, _), positions in self.written.items() if each == worth)
                      for worth in ("signed", "unsigned", "missing")}
            without = counts["unsigned"] + counts["missing"]
            yield Finding("signatures", f"Signed by their authors: {counts['signed']:,}. Not signed: {without:,}, "
                          f"of which {counts['missing']:,} by an author who had a key.", severity="note")


def _is_broken(found: Sequence[Finding]) -> bool:
    return any(each.severity == "must" for each in found)


def _exhaust(streams: Streams) -> None:
    for _ in streams:
        pass


def _many(keys: set[str]) -> str:
    return "A key has" if len(keys) == 1 else f"{len(keys):,} keys have"


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
