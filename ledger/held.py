"""Is this row in the ledger already?

A row is held if an entry says the same, as first written or as corrected, by whichever command it
came. Each entry answers for one row of a file, so that two identical visits on a day stay two.
Rows with a key are told apart by the key alone; one key with two contents is refused.
What an undo took back is free again; what was withdrawn as an error is not.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from ledger import codec, history
from ledger.entries import PROGRAMME, Entry, Said, Statement
from ledger.errors import Finding
from ledger.folder import Ledger


class _Held(msgspec.Struct, eq=False):
    """One entry and the forms in which it may come again."""

    position: int
    forms: dict[bytes, Statement]
    taken: bool = False


class Held:
    """What the ledger holds of the women of a file, as rows that may come again."""

    def __init__(self, ledger: Ledger, streams: Mapping[str, Sequence[Entry]], said: Sequence[Said]) -> None:
        self._by_form: dict[bytes, list[_Held]] = defaultdict(list)
        if any(each.once for each in said):
            for stream in streams.values():
                for held in _held(stream):
                    for form in held.forms:
                        self._by_form[form].append(held)
        self._by_key: dict[str, dict[bytes, int]] = {}
        if any(each.once and each.statement.key for each in said):
            self._by_key = _keyed(ledger)

    def take(self, row: Said) -> tuple[bool, list[Finding]]:
        """Whether a row is held already; or why its key is refused."""
        if not row.once:
            return False, []
        return self._take_keyed(row.statement) if row.statement.key else (self._take_alike(row), [])

    def _take_keyed(self, said: Statement) -> tuple[bool, list[Finding]]:
        assert said.key is not None
        form = _digest(said)
        known = self._by_key.setdefault(said.key, {})
        if not known:
            known[form] = 0
            return False, []
        if form in known:
            return True, []
        position = next(iter(known.values()))
        where = f"at position {position}" if position else "earlier in this file"
        return False, [Finding("key-twice", f"the key {said.key!r} already stands for something else, {where}.",
                               "Give this row a key of its own, or correct the entry.", column="key")]

    def _take_alike(self, row: Said) -> bool:
        if not self._by_form:
            return False
        for held in sorted(self._by_form.get(codec.canonical(row.statement), ()), key=lambda each: len(each.forms)):
            stored = held.forms[codec.canonical(row.statement)]
            if not held.taken and _same_envelope(row, stored):
                held.taken = True
                return True
        return False


def _same_envelope(row: Said, stored: Statement) -> bool:
    """Whether who saw it and where it came from agree, as far as both say so."""
    by = row.statement.by
    return (by is None or stored.by is None or by == stored.by) and (
        not row.source_given or row.statement.source == stored.source)


def _held(entries: Sequence[Entry]) -> Iterable[_Held]:
    """The entries of one stream that rows may repeat."""
    withdrawn = history.withdrawals(entries)
    undone = {position for position, entry in withdrawn.items() if entry.said.event.undoes}
    held: dict[int, _Held] = {}
    origin: dict[int, _Held] = {}
    for entry in entries:
        if entry.position in undone:
            continue
        own = origin[entry.position] = _Held(entry.position, {codec.canonical(entry.said): entry.said})
        if entry.said.kind == "corrected" and entry.said.event.position in origin:
            first = origin[entry.position] = origin[entry.said.event.position]
            new = codec.statement_of(entry.said.woman, entry.said.event.event)
            first.forms[codec.canonical(new)] = new
        held[entry.position] = own
    return held.values()


def _keyed(ledger: Ledger) -> dict[str, dict[bytes, int]]:
    """Every key of the ledger: the forms of what it stands for, and where."""
    from ledger import remembered

    streams = remembered.of_each(ledger, "keys", _remember)
    keys: dict[str, dict[bytes, int]] = {}
    for stream in (*streams.values(), _remember(ledger.entries.stream(PROGRAMME))):
        for key, position, forms in _remembered.decode(stream):
            keys.setdefault(key, {}).update(dict.fromkeys(forms, position))
    return keys


def _remember(entries: Sequence[Entry]) -> bytes:
    """The keys of one stream, where each stands, and the forms of what it stands for."""
    by_position = {held.position: held for held in _held(entries)} if any(entry.said.key for entry in entries) else {}
    return msgspec.msgpack.encode([(entry.said.key, entry.position, [_digest(each) for each in by_position[entry.position].forms.values()])
                                   for entry in entries if entry.said.key and entry.position in by_position])


def _digest(said: Statement) -> bytes:
    """What a statement says happened: equal exactly when its canonical forms are equal."""
    return hashlib.sha256(codec.canonical(said)).digest()


_remembered: Final = msgspec.msgpack.Decoder(list[tuple[str, int, list[bytes]]])
