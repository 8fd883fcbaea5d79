"""Which files does a pack hold, byte for byte?

Every report that the audience may see, by the one way that protects small counts, in several forms; what is told of
entries; and what it takes to check all that. The same head and arguments give the same bytes: no clock, no order of
reading, no compression, which differs from one machine to another.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger import schema
from ledger.entries import PROGRAMME, Entry
from ledger.events import kinds
from ledger.history import History
from ledger.replay import View
from projections import parameters
from projections.export import events, readme
from projections.export.pseudonyms import Pseudonyms, renamed
from projections.formats.csv import csvw, package, table
from projections.formats.html import pages
from projections.formats.written import sheets
from projections.provenance import provenance
from projections.reports import REPORTS, Report, produce
from projections.sheets import Sheet
from projections.whole import Whole, whole

HEADING: Final = ("true_on", "known_by", "position", "root", "definitions", "audience", "software")
THEN: Final = (1980, 1, 1, 0, 0, 0)
RESTING: Final = Report("provenance", "What figures rest on", "", "projections.provenance:Resting", team_only=True)
WITHHELD: Final = "no number in it may be told"
SUMS: Final = "SHA256SUMS"
ITSELF: Final = "pack.json"
NOTE: Final = "pack.note"
BINDS: Final = "pack "
"""The line of a pack's note, beneath the head, that names the digest of SHA256SUMS: so the signature is of every file."""

Sign = Callable[[str], str]
Files = dict[str, bytes]


@attrs.frozen
class Source:
    """What a pack is made from. streams, each with its entries, and leaves: the log's, for the team's pack alone.
    secret: the ledger's own."""

    service: str
    ledger_id: bytes
    view: View
    programme: History
    women: Sequence[History]
    streams: Sequence[tuple[str, Sequence[Entry]]]
    leaves: Sequence[bytes]
    secret: bytes = attrs.field(repr=False)


@attrs.frozen
class Packed:
    """A pack: its bytes, its heading, its files with their digests, and what it does not hold, with why: reports, tables."""

    body: bytes
    heading: Mapping[str, Any]
    digests: Mapping[str, str]
    left_out: Mapping[str, str]


def packed(source: Source, audience: str, sign: Sign | None = None) -> Packed:
    """The pack for an audience. What the audience may not see is in none of its files.

    sign: makes the signed note of the digest of SHA256SUMS, where the pack is to bear one.
    """
    names = Pseudonyms(source.secret, f"{source.view.root} {source.view.true_on} {audience}")
    made = _whole(source, audience, names)
    heading = {name: next(iter(made.documents.values()))[name] for name in HEADING}
    reports = {name: _json(document) for name, document in made.documents.items()}
    told, rests = _told(source, audience, made, names)
    tables, withheld = _tables(made)
    left_out = {**made.refused, **dict.fromkeys(withheld, WITHHELD)}
    files = {"report.html": pages.of_whole(source.service, made).encode(), **_described(source.service, made, tables),
             **{f"reports/{name}.json": body for name, body in reports.items()},
             "events.jsonl": events.lines(told, source.ledger_id), **_schemas(audience),
             "prov.json": _json(provenance(made.documents, {name: _digest(body) for name, body in reports.items()}, rests,
                                           told if audience == "team" else ()))}
    files[ITSELF] = _json(itself(source, heading))
    listed = [*files, SUMS, *([NOTE] if sign else ())]
    files["README.txt"] = readme.text(source.service, heading, source.ledger_id.hex(), left_out, listed).encode()
    whole, digests = summed(files, sign)
    return Packed(zipped(whole), heading, digests, left_out)


def itself(source: Source, heading: Mapping[str, Any]) -> dict[str, Any]:
    """What a pack is, for programs: of which service and ledger, of which days, at which head, with which parameters set."""
    known = parameters.in_force(source.programme.upto(source.view.true_on)).values
    others = {name: value for name, value in sorted(known.items()) if value != parameters.DEFAULTS[name][0]}
    return {"pack": 1, "service": source.service, "ledger": source.ledger_id.hex(), **heading, "parameters": others}


def summed(files: Mapping[str, bytes], sign: Sign | None = None) -> tuple[Files, Mapping[str, str]]:
    """The files with the list of their digests, and the note that signs it; and the digests."""
    digests = {name: _digest(files[name]) for name in sorted(files)}
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()
    note = {NOTE: sign(_digest(sums)).encode()} if sign else {}
    return {**files, SUMS: sums, **note}, digests


def _whole(source: Source, audience: str, names: Pseudonyms) -> Whole:
    """Every report, women under their pseudonyms; a stream's id would tell her in another pack, and goes by the same name."""
    made = whole(source.view, source.programme, source.women, audience)
    women = [(stream, entries[0].said.woman) for stream, entries in source.streams if stream != PROGRAMME]
    others = {word: names.woman(woman) for stream, woman in women for word in (stream, woman)}
    documents = {name: _renamed(document, others) if others else _without_single(REPORTS[name], document)
                 for name, document in made.documents.items()}
    return attrs.evolve(made, documents=documents)


def _renamed(document: Mapping[str, Any], others: Mapping[str, str]) -> dict[str, Any]:
    return {key: value if key in HEADING else renamed(value, others) for key, value in document.items()}


def _without_single(report: Report, document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without its tables that are of single women throughout: how many rows such a table has tells something too."""
    gone = [sheet.path for sheet in report.sheets_of(document) if all(column.role == "one" for column in sheet.columns)]
    return {**document, **{path: [] for path in gone}}


def _told(source: Source, audience: str, made: Whole, names: Pseudonyms) -> tuple[list[dict[str, Any]], Mapping[str, Sequence[int]]]:
    """The events of a pack, and for the team the entries that each figure rests on."""
    if audience != "team":
        return events.of_programme(source.programme.upto(source.view.true_on).facts, audience), {}
    services = {row["service"] for row in made.documents["profile"]["rows"]}
    rests = produce(RESTING, source.view, source.programme, source.women, audience, {"services": services})["rests"]
    return events.of_team((entries for _, entries in source.streams), names, source.leaves), rests


def _tables(made: Whole) -> tuple[Mapping[str, Sheet], list[str]]:
    """Every table by the name of its file, and the titles of those of which nothing may be told."""
    every = [(name, sheet) for name, document in made.documents.items() for sheet in sheets(REPORTS[name], document)]
    silent = [f"{REPORTS[name].title}: {sheet.title}" for name, sheet in every if _is_silent(sheet)]
    return {f"tables/{name}-{sheet.name}.csv".replace("_", "-"): sheet for name, sheet in every if not _is_silent(sheet)}, silent


def _is_silent(sheet: Sheet) -> bool:
    """Whether a table has rows that say nothing."""
    return bool(sheet.rows) and all(row.get(column.name) is None for row in sheet.rows for column in sheet.columns)


def _described(service: str, made: Whole, tables: Mapping[str, Sheet]) -> Files:
    """The tables as CSV, and what describes them all."""
    written = {path: table(sheet) for path, sheet in tables.items()}
    document = next(iter(made.documents.values()))
    return {**written, "csv-metadata.json": _json(csvw(service, document, tables)),
            "datapackage.json": _json(package("pack", service, document, tables, written))}


def _schemas(audience: str) -> Files:
    wanted = kinds() if audience == "team" else tuple(events.OPEN)
    return {f"schemas/{kind}.json": _json({"$id": events.schema_of(kind), **schema.schema(kind)}) for kind in wanted}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip, sorted, stored as they are, with one date for all: the same files give the same bytes anywhere."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, THEN)
            member.create_system, member.external_attr = 3, 0o100600 << 16
            archive.writestr(member, files[name])
    return out.getvalue()


def _json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
