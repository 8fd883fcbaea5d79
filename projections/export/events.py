"""Which entries leave, and what of each?

CloudEvents 1.0, one a line. The team's pack has every entry, its women under pseudonyms, without free text. Any other
has the programme's own settings alone, as they stand: nothing of a woman, of a member of staff, or of a single payment.
"""

import datetime
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger import codec
from ledger.entries import PROGRAMME, Entry, Statement
from ledger.free_text import resemblances
from ledger.history import Fact
from ledger.reading import field_meanings
from projections.export.pseudonyms import Pseudonyms
from projections.timeline import timeline

LEFT_OUT: Final = "(left out)"
IMPORTED: Final = re.compile(r"(sha256:[0-9a-f]{8,64})(?: (line \d+))?.*", re.S)
AUDIENCES: Final = {"team": ("team", "board", "public"), "board": ("board", "public"), "public": ("public",)}
OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "capacity-set": ("women",), "caseload-cap-set": ("role", "women_per_fte"), "target-set": ("figure", "value", "source"),
    "parameter-set": ("name", "value"), "budget-set": ("line", "pence", "in_kind", "period"),
    "unit-cost-set": ("name", "pence", "low", "high", "price_year", "cost_kind", "source"),
    "scenario-set": ("name", "counts", "low", "central", "high", "source"),
    "assumption-set": ("name", "unit", "low", "central", "high", "source"),
    "reference-set": ("name", "place", "period", "value", "source"), "retention-set": ("years", "reviewed_on"),
    "plan-registered": ("comparison",), "checkpoint-made": ("size", "root"),
    "report-issued": ("report", "arguments", "position", "root", "definitions", "digest", "cells", "audience")}
"""The programme's settings and releases that anybody may see, and the fields of each."""


def source_of(ledger_id: bytes) -> str:
    """The ledger, as the source of an event."""
    return uuid.UUID(bytes=ledger_id).urn


def schema_of(kind: str) -> str:
    """The name of a kind's schema."""
    return f"urn:outcomes-ledger:schema:{kind}:1"


def of_team(streams: Iterable[Sequence[Entry]], names: Pseudonyms, leaves: Sequence[bytes]) -> list[dict[str, Any]]:
    """Every entry, in the order of the log, each with how it stands and its leaf."""
    told = [event for entries in streams for event in _stream(entries, names)]
    return [event | {"leaf": leaves[int(event["id"]) - 1].hex()} for event in sorted(told, key=lambda event: int(event["id"]))]


def of_programme(facts: Iterable[Fact], audience: str) -> list[dict[str, Any]]:
    """The programme's settings and releases that an audience may see, as they stand, in the order of the log."""
    told = [_event(fact.position, fact.kind, PROGRAMME, fact.recorded_at, _open_row(fact)) for fact in facts
            if fact.kind in OPEN and getattr(fact.event, "audience", audience) in AUDIENCES[audience]]
    return sorted(told, key=lambda event: int(event["id"]))


def lines(events: Iterable[Mapping[str, Any]], ledger_id: bytes) -> bytes:
    """The events as JSON Lines."""
    source = source_of(ledger_id)
    return b"".join(json.dumps({**event, "source": source}, ensure_ascii=False, sort_keys=True).encode() + b"\n" for event in events)


def _stream(entries: Sequence[Entry], names: Pseudonyms) -> Iterator[dict[str, Any]]:
    status = {row["position"]: row["status"] for row in timeline(entries)}
    for entry in entries:
        said = entry.said
        subject = PROGRAMME if said.woman == PROGRAMME else names.woman(said.woman)
        event = _event(entry.position, said.kind, subject, entry.recorded_at, _row(said, names))
        yield event | {"standing": status[entry.position], "author": names.staff(entry.author)}


def _event(position: int, kind: str, subject: str, recorded_at: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """One entry as an event. What occurred is that it was recorded: when it was true stands in the data."""
    return {"specversion": "1.0", "id": str(position), "type": f"outcomes-ledger.{kind}", "subject": subject, "time": _moment(recorded_at),
            "datacontenttype": "application/json", "dataschema": schema_of(kind), "data": dict(data)}


def _row(said: Statement, names: Pseudonyms) -> dict[str, Any]:
    """A statement as an import takes it, without free text and with pseudonyms."""
    woman = said.woman if said.woman == PROGRAMME else names.woman(said.woman)
    ties = {"by": names.staff(said.by) if said.by else None, "source_ref": _import_of(said.source_ref),
            "episode_ref": names.tie(said.woman, said.episode_ref) if said.episode_ref else None}
    row = {"kind": said.kind, "woman": woman, "occurred": said.occurred, "source": said.source, **ties,
           **_fields(said.kind, codec.fields_of(said.event), said.woman, names)}
    return {name: value for name, value in row.items() if value is not None}


def _fields(kind: str, fields: Mapping[str, Any], woman: str, names: Pseudonyms) -> dict[str, Any]:
    return {name: _safe(kind, name, fields[name], woman, names) for name in field_meanings(kind) if name in fields}


def _safe(kind: str, name: str, value: Any, woman: str, names: Pseudonyms) -> Any:
    """A value as it may leave: free text left out, references as pseudonyms."""
    meaning = field_meanings(kind)[name]
    if meaning.shape == "event":
        return _corrected(value, woman, names)
    if meaning.shape in ("text", "texts"):
        return _text(value) if name in OPEN.get(kind, ()) else _nothing(meaning.required, meaning.shape)
    if meaning.shape != "reference" or name in ("child", "figure", "name"):
        return value
    return names.staff(value) if name == "practitioner" else names.woman(value) if name == "other" else names.tie(woman, value)


def _corrected(row: Mapping[str, Any], woman: str, names: Pseudonyms) -> dict[str, Any]:
    """What a correction puts in place, by the same rules."""
    safe = _row(codec.statement_of(woman, row), names)
    own = field_meanings(row["kind"])
    return {name: value for name, value in safe.items() if name != "woman" and name not in own} | {
        "event": {name: value for name, value in safe.items() if name in own}}


def _open_row(fact: Fact) -> dict[str, Any]:
    fields = codec.fields_of(fact.event)
    row = {"kind": fact.kind, "woman": PROGRAMME, "occurred": fact.said.occurred}
    return row | {name: _told(fact.kind, name, fields[name]) for name in field_meanings(fact.kind) if name in fields}


def _told(kind: str, name: str, value: Any) -> Any:
    """A field that anybody may see; else what stands in its place."""
    meaning = field_meanings(kind)[name]
    if name in OPEN[kind]:
        return _text(value)
    return _nothing(meaning.required, meaning.shape)


def _text(value: Any) -> Any:
    """A text, or texts, that resemble nothing a person is recognised by; other values as they are."""
    if isinstance(value, list | tuple):
        return [_text(each) for each in value]
    return LEFT_OUT if isinstance(value, str) and resemblances(value) else value


def _nothing(required: bool, shape: str) -> Any:
    """What stands where free text stood: nothing, or where the schema needs it the words that say so."""
    if not required:
        return None
    return [LEFT_OUT] if shape == "texts" else LEFT_OUT


def _import_of(source_ref: str | None) -> str | None:
    """The file's digest and the line, where an import gave them; a document's name is free text."""
    found = IMPORTED.fullmatch(source_ref or "")
    return " ".join(part for part in found.groups() if part) if found else None


def _moment(microseconds: int) -> str:
    moment = datetime.datetime.fromtimestamp(microseconds // 1_000_000, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{microseconds % 1_000_000:06}Z"
