"""Does every seal open in its own place, on an entry as the ledger writes it, of the woman and the author whom it names?

Checks 10 to 15 and 17 of `ledger.audit`, which need the keys, a stream at a time: what lies in one woman's is read once, and
whoever looks at histories as well is given the same entries.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ledger import authors, begun, codec, sealing
from ledger.container import broken as _broken
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Finding
from ledger.folder import Ledger
from ledger.history import RIGHTING

Streams = Iterator[tuple[str, list[Entry]]]
Look = Callable[[Ledger, Streams], None]


class Opened:
    """Checks 10 to 15 and 17, a stream at a time."""

    def __init__(self, ledger: Ledger, environ: Mapping[str, str], found: list[Finding]) -> None:
        assert ledger.keys is not None
        self.ledger, self.keys, self.environ, self.found = ledger, ledger.keys, environ, found
        self.fenced = ledger.keys.fenced()
        self.clock_set: list[int] = []
        self.registered: list[authors.Key] = []
        self.written: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def read(self, look: Look | None) -> None:
        """Make all of these checks. look: sees each stream that opened before the next is opened. Raises Broken."""
        streams = self._streams()
        try:
            if look:
                look(self.ledger, streams)
        except Exception:   # who looks may stumble over what is broken, and only over that
            _exhaust(streams)
            if not is_broken(self.found):
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
                if not is_broken(self.found):
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


def is_broken(found: Sequence[Finding]) -> bool:
    """Whether anything was found by which the record is not what was written."""
    return any(each.severity == "must" for each in found)


def _exhaust(streams: Streams) -> None:
    for _ in streams:
        pass


def _many(keys: set[str]) -> str:
    return "A key has" if len(keys) == 1 else f"{len(keys):,} keys have"
