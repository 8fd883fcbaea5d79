"""How does an entry become bytes, and bytes an entry, for good?

The bytes are JSON in declaration order under names chosen here, never module paths.
Absent fields are left out. Reading runs every validator and refuses a key it does not know.
Once released, a form is read for ever: change a kind by raising its form and adding an upcast.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import msgspec

from ledger.codes import SOURCE
from ledger.dates import is_kept
from ledger.entries import Entry, Statement
from ledger.events import event_class
from ledger.fields import KEY, given_name

FORM: Final = 1
UPCASTS: Final[Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}


class Unreadable(ValueError):
    """Bytes that are not an entry of this vocabulary."""


class Payload(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The sealed part of an entry, in the order in which it is written."""

    form: int
    kind: str
    woman: str
    occurred: str
    source: str
    author: str
    append: str
    event: Any
    by: str | None = None
    source_ref: str | None = None
    episode_ref: str | None = None
    note: str | None = None
    key: str | None = None
    clock: str | None = None
    redoes: str | None = None
    signature: str | None = None


class Read(Payload, forbid_unknown_fields=True):
    """A payload as it is read: its event still bytes, so that the same bytes need be understood only once."""

    event: msgspec.Raw


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Read)
_fields_decoder = msgspec.json.Decoder(dict[str, Any])


def encode(entry: Entry) -> bytes:
    """The bytes of an entry: what is sealed, committed to and hashed."""
    said = entry.said
    return _encoder.encode(Payload(
        form=FORM, kind=said.kind, woman=said.woman, occurred=said.occurred, source=said.source,
        author=entry.author, append=entry.append, event=fields_of(said.event), by=said.by,
        source_ref=said.source_ref, episode_ref=said.episode_ref, note=said.note, key=said.key, clock=entry.clock,
        redoes=entry.redoes, signature=entry.signature))


def decode(payload: bytes, stream: str, version: int, position: int = 0, recorded_at: int = 0) -> Entry:
    """The entry that was encoded. Raises Unreadable, saying what is wrong."""
    read = _read(payload)
    return _entry(read, bytes(read.event), stream, version, position, recorded_at)


def decode_as_written(payload: bytes, stream: str, version: int, position: int = 0, recorded_at: int = 0) -> Entry:
    """The entry that was encoded, as `decode` gives it. Raises Unreadable also where its bytes are not those that it is written as."""
    read = _read(payload)
    written = bytes(read.event)
    entry = _entry(read, written, stream, version, position, recorded_at)
    if read.form == FORM and not (_encoder.encode(read) == payload and _is_as_written(read.kind, written)):
        raise Unreadable("it is not written as the ledger writes it")
    return entry


def _read(payload: bytes) -> Read:
    try:
        return _decoder.decode(payload)
    except (msgspec.DecodeError, ValueError, RecursionError) as why:
        raise Unreadable(str(why)) from why


def _entry(read: Read, written: bytes, stream: str, version: int, position: int, recorded_at: int) -> Entry:
    try:
        if not 1 <= read.form <= FORM:
            raise Unreadable("a newer version of outcomes wrote it")
        if not is_kept(read.occurred) or read.source not in SOURCE.known:
            raise Unreadable("its date or its source is none")
        event = _understood(read.kind, read.form, written)
        said = Statement(
            kind=read.kind, woman=read.woman, occurred=read.occurred, event=event, by=read.by, source=read.source,
            source_ref=read.source_ref, episode_ref=read.episode_ref, note=read.note, key=read.key)
    except (msgspec.DecodeError, ValueError, TypeError, KeyError, RecursionError) as why:
        raise Unreadable(str(why)) from why
    return Entry(said=said, author=read.author, append=read.append, clock=read.clock, redoes=read.redoes,
                 signature=read.signature, stream=stream, version=version, position=position, recorded_at=recorded_at)


@functools.lru_cache(maxsize=16384)
def _understood(kind: str, form: int, written: bytes) -> Any:
    """The event that these bytes say; events never change, so equal bytes may share one."""
    event: dict[str, Any] = _fields_decoder.decode(written)
    for older in range(form, FORM):
        event = UPCASTS.get((kind, older), _unchanged)(event)
    return event_of(kind, event)


@functools.lru_cache(maxsize=16384)
def _is_as_written(kind: str, written: bytes) -> bool:
    """Whether these bytes of an event are those that it is written as in this form."""
    return _encoder.encode(fields_of(_understood(kind, FORM, written))) == written


def fields_of(event: Any) -> dict[str, Any]:
    """An event's fields under the names people type, absent ones left out."""
    return {name: value for attribute, name, _ in _names(event.__class__) if (value := getattr(event, attribute)) is not None}


def event_of(kind: str, fields: Mapping[str, Any]) -> Any:
    """The event of a kind with these fields. Raises KeyError, TypeError or BadValue."""
    cls: Any = event_class(kind)
    if _is_plain(cls):
        return cls(**fields)
    renamed = {name: (attribute, listed) for attribute, name, listed in _names(cls)}
    given: dict[str, Any] = {}
    for name, value in fields.items():
        attribute, listed = renamed[name]
        given[attribute] = tuple(value) if listed and isinstance(value, list) else value
    return cls(**given)


def row_of(said: Statement) -> dict[str, Any]:
    """A statement as a correction keeps it: its envelope, and its fields apart under `event`."""
    kept = {"kind": said.kind, "occurred": said.occurred, "by": said.by, "source": said.source,
            "source_ref": said.source_ref, "episode_ref": said.episode_ref, "note": said.note}
    return {name: value for name, value in kept.items() if value is not None} | {"event": fields_of(said.event)}


def statement_of(woman: str, row: Mapping[str, Any], key: str | None = None) -> Statement:
    """The statement that a correction keeps. Raises KeyError, TypeError or BadValue."""
    envelope = {name: value for name, value in row.items() if name != "event"}
    return Statement(woman=woman, key=key, event=event_of(row["kind"], row["event"]), **envelope)


def canonical(said: Statement) -> bytes:
    """What a statement says happened, as bytes: equal exactly when woman, kind, date and fields are equal."""
    return _encoder.encode((said.woman, said.kind, said.occurred, fields_of(said.event), said.episode_ref, said.note))


def _unchanged(event: dict[str, Any]) -> dict[str, Any]:
    return event


@functools.cache
def _names(cls: Any) -> tuple[tuple[str, str, bool], ...]:
    """(attribute, name as typed, whether it is a list) of each field."""
    return tuple((a.name, given_name(a.name), a.metadata[KEY].shape in ("codes", "texts")) for a in attrs.fields(cls))


@functools.cache
def _is_plain(cls: Any) -> bool:
    """Whether a class's fields need neither renaming nor lists."""
    return all(attribute == name and not listed for attribute, name, listed in _names(cls))
