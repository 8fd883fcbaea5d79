"""Can a pack be read by other programs, checked by whoever gets it, and told nothing of a woman that its audience may not know?"""

import datetime
import hashlib
import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
from conftest import DATA, NOW
from msgspec.structs import replace

import cli
from ledger import codec, folder, importing, recording, replay
from ledger.entries import PROGRAMME, Entry, Said
from ledger.events import PROGRAMME_KINDS, kinds
from ledger.reading import field_meanings, statement
from ledger.recording import Author
from projections import reports
from projections.export import events
from projections.export.pack import Packed, Source, packed
from projections.export.pseudonyms import Pseudonyms, renamed
from projections.formats.html import pages

SEPTEMBER = "2021-09-30"
CANARY = "Zilpah"
NAMES = Pseudonyms(b"secret", "pack")
ROWS = (
    {"kind": "woman-identified", "woman": "W-0099", "occurred": "2019-03-17", "route": "self", "care_experienced": "yes", "note": f"sister of {CANARY}"},
    {"kind": "prioritised", "woman": "W-0099", "occurred": "2019-03-18", "decision": "prioritised", "forum": f"{CANARY} forum", "reason": CANARY},
    {"kind": "signed-up", "woman": "W-0099", "occurred": "2019-03-19", "contraception_choice": "undecided", "source_ref": f"letter-{CANARY}.pdf"},
    {"kind": "referral-made", "woman": "W-0099", "occurred": "2019-03-20", "referral": f"{CANARY}-1", "service": "gp", "domain": "trauma", "to": CANARY},
    {"kind": "referral-decided", "woman": "W-0099", "occurred": "2019-03-21", "referral": f"{CANARY}-1", "decision": "accepted"},
    {"kind": "practitioner-allocated", "woman": "W-0099", "occurred": "2019-03-22", "practitioner": "P-07", "weight": 1, "by": f"{CANARY}"},
    {"kind": "decision-made", "woman": PROGRAMME, "occurred": "2019-03-23", "what": f"about {CANARY}"},
    {"kind": "target-set", "woman": PROGRAMME, "occurred": "2019-03-24", "figure": "M02", "value": 0.5, "source": f"told by Mrs {CANARY}"},
    {"kind": "report-issued", "woman": PROGRAMME, "occurred": "2019-03-25", "report": "matrix", "arguments": '{"true_on": "2019-03-25"}', "position": 1,
     "root": "r", "definitions": "d", "digest": "d", "cells": ["cells of the board"], "audience": "board", "approver": f"{CANARY}"})


def said(rows: tuple[Mapping[str, Any], ...], source: str = "practitioner") -> list[Said]:
    return [Said(statement(row, source, by_command=True), f"row {number}") for number, row in enumerate(rows)]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[folder.Ledger]:
    """The ledger of September 2021, and in it one more woman of whom too much was written down."""
    place = tmp_path_factory.mktemp("lived")
    environ = {"OUTCOMES_CONFIG": str(place / "config")}
    folder.create(place / "phoenix", "Phoenix", environ=environ)
    ledger = folder.open_ledger(place / "phoenix", environ)
    author = Author("P-03", NOW, clock_set=True)
    recording.append(ledger, importing.read(DATA / "log-2021-09.jsonl").said, author)
    written = recording.append(ledger, said(ROWS), attrs.evolve(author, name="zilpah.jones"))
    fitted = ledger.entries.at(written.positions[2])
    assert fitted is not None
    new = statement({**ROWS[2], "contraception_choice": "larc"}, "practitioner")
    recording.append(ledger, [Said(recording.correction(fitted, new, f"{CANARY} said so", ledger.day_of(NOW)))], author)
    yield ledger
    ledger.entries.close()


def made(ledger: folder.Ledger, audience: str, true_on: str = SEPTEMBER) -> Packed:
    """The pack of a ledger, as the command makes it."""
    view = replay.view(ledger, datetime.date.fromisoformat(true_on))
    assert ledger.keys is not None
    whole = audience == "team"
    return packed(Source("Phoenix", ledger.entries.ledger_id, view, replay.programme(ledger, view.position), list(replay.women(ledger, view.position)),
                         list(ledger.entries.streams(view.position)) if whole else (), ledger.entries.leaves(view.position) if whole else (),
                         ledger.keys.secret), audience)


def _made_in_time(patch: pytest.MonkeyPatch, ledger: folder.Ledger, audience: str) -> bytes:
    """The board's without its pages, whose charts take long; theirs differ from the public's in numbers alone."""
    if audience == "board":
        patch.setattr(pages, "of_whole", lambda *_: "")
    return made(ledger, audience).body


@pytest.fixture(scope="module")
def packs(lived: folder.Ledger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A pack for each audience, opened."""
    place = tmp_path_factory.mktemp("packs")
    for audience in ("team", "board", "public"):
        with pytest.MonkeyPatch.context() as patch, zipfile.ZipFile(io.BytesIO(_made_in_time(patch, lived, audience))) as archive:
            archive.extractall(place / audience)
    return {audience: place / audience for audience in ("team", "board", "public")}


AUDIENCES = pytest.mark.parametrize("audience", ["team", "board", "public"])


def everything(pack: Path, but: str = "schemas") -> str:
    """All that a pack says, but for the schemas, which are the same for everybody."""
    return "\n".join(file.read_text("utf-8") for file in sorted(pack.rglob("*")) if file.is_file() and file.parent.name != but)


def told(pack: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (pack / "events.jsonl").read_text("utf-8").splitlines()]


# What leaves, and what does not.


@AUDIENCES
def test_free_text_leaves_at_no_audience(audience: str, packs: dict[str, Path]) -> None:
    """Nor does a name that somebody wrote into a reference, a document's name, or the name of an account."""
    assert CANARY.lower() not in everything(packs[audience]).lower()


@AUDIENCES
def test_no_reference_of_a_woman_leaves(audience: str, packs: dict[str, Path], lived: folder.Ledger) -> None:
    """Nor the id of her stream, which is the same in every pack."""
    words = {word for stream, entries in lived.entries.streams() if stream != PROGRAMME for word in (stream, entries[0].said.woman)}
    assert len(words) == 100
    text = everything(packs[audience])
    assert [word for word in words if word in text] == []


@pytest.mark.parametrize("audience", ["board", "public"])
def test_nothing_of_one_woman_or_one_member_of_staff_leaves_the_team(audience: str, packs: dict[str, Path]) -> None:
    """No entry about her, no pseudonym, no day on which anything happened to her."""
    text = everything(packs[audience])
    days = [row["occurred"] for row in ROWS if row["woman"] != PROGRAMME]
    assert [word for word in (*days, "P-01", "P-07", "zilpah.jones") if word in text] == []
    assert re.findall(r"\b[wst]-[0-9a-f]{16}\b", text) == []
    assert {event["subject"] for event in told(packs[audience])} == {PROGRAMME}
    assert {event["data"]["kind"] for event in told(packs[audience])} <= set(events.OPEN)


def test_settings_leave_as_they_stand_and_a_name_in_them_does_not(packs: dict[str, Path]) -> None:
    """A target's source that names a person is left out; the target stands."""
    target, = (event["data"] for event in told(packs["public"]) if event["data"]["kind"] == "target-set")
    assert (target["figure"], target["value"], target["source"]) == ("M02", 0.5, events.LEFT_OUT)


def test_a_release_to_the_board_is_in_no_public_pack(packs: dict[str, Path]) -> None:
    """Its cells would tell what the public was not told."""
    assert "cells of the board" in everything(packs["board"])
    assert "cells of the board" not in everything(packs["public"])


def test_the_public_pack_holds_what_the_public_may_see_and_says_what_it_does_not(packs: dict[str, Path]) -> None:
    """18 of 21 cannot be shown; what is held back is named, with its reason."""
    rows = {row["figure"]: row for row in json.loads((packs["public"] / "reports" / "matrix.json").read_text("utf-8"))["rows"]}
    assert (rows["M09.ever-fitted"]["numerator"], rows["M09.ever-fitted"]["mark"]) == (None, "c")
    assert {row["audience"] for row in map(json.loads, ((file.read_text("utf-8")) for file in (packs["public"] / "reports").iterdir()))} == {"public"}
    read = (packs["public"] / "README.txt").read_text("utf-8")
    assert "Caseload: it shows single women" in read and "For ANYBODY." in read and read.isascii()
    assert "For THE TEAM ALONE." in (packs["team"] / "README.txt").read_text("utf-8")


def test_the_team_gets_every_entry_with_how_it_stands(packs: dict[str, Path], lived: folder.Ledger) -> None:
    """In the order of the log, ties kept, each with its leaf."""
    there = told(packs["team"])
    assert [int(event["id"]) for event in there] == list(range(1, lived.entries.head().position + 1))
    assert {event["leaf"] for event in there} == {leaf.hex() for leaf in lived.entries.leaves(lived.entries.head().position)}
    hers = [event for event in there if event["subject"] == there[2006]["subject"]]
    assert [(event["data"]["kind"], event["standing"]) for event in hers] == [
        *((row["kind"], "corrected" if row["kind"] == "signed-up" else "stands") for row in ROWS[:6]), ("corrected", "stands")]
    made_, decided = (event["data"] for event in hers if event["data"]["kind"].startswith("referral"))
    assert made_["referral"] == decided["referral"] and made_["referral"].startswith("t-") and "to" not in made_
    assert hers[-1]["data"]["event"]["event"]["contraception_choice"] == "larc"
    assert {event["author"][:2] for event in there} == {"P-", "s-"}


def test_two_packs_name_a_woman_differently(lived: folder.Ledger) -> None:
    """Laid beside each other they do not tell who is who; within one, she is always the same."""
    one, other = Pseudonyms(b"secret", "a"), Pseudonyms(b"secret", "b")
    assert one.woman("W-1") == one.woman("W-1") != other.woman("W-1")
    assert one.woman("W-1") != Pseudonyms(b"other", "a").woman("W-1")
    assert len({one.woman("W-1"), one.tie("W-1", "W-1"), one.staff("W one")}) == 3
    assert "secret" not in repr(one)


def test_words_of_a_report_are_renamed_and_nothing_else() -> None:
    """Whole words alone, in any depth; keys and numbers stay."""
    names = {"W-1": "w-x", "0012": "w-y"}
    assert renamed({"W-1": ["W-1 and W-10, (W-1).", {"a": "0012"}, 12, None, ("W-1/0012",)]}, names) == {
        "W-1": ["w-x and W-10, (w-x).", {"a": "w-y"}, 12, None, ["W-1/0012"]]}


def golden() -> list[Entry]:
    """An entry of every kind, all free text and references in it a canary's."""
    lines = (Path(__file__).parent / "golden" / "payloads.jsonl").read_text("utf-8").splitlines()
    found = [codec.decode(line.encode(), "s" * 32, 1, number) for number, line in enumerate(lines, 1)]
    return [replace(entry, author=CANARY, said=_betrayed(entry)) for entry in found]


def _betrayed(entry: Entry) -> Any:
    fields = codec.fields_of(entry.said.event)
    for name, meaning in field_meanings(entry.said.kind).items():
        if name in fields and meaning.shape in ("text", "texts"):
            fields[name] = [f"Mrs {CANARY}"] if meaning.shape == "texts" else f"Mrs {CANARY}"
        elif name in fields and meaning.shape == "reference" and name not in ("child", "figure", "name", "occasion"):
            fields[name] = CANARY
    return replace(entry.said, event=codec.event_of(entry.said.kind, fields), by=CANARY, source_ref=f"{CANARY}.docx", episode_ref=CANARY, note=CANARY,
                        key=CANARY)


def test_no_kind_of_event_lets_free_text_out() -> None:
    """Of every kind and field; and what is left still keeps the kind's own schema."""
    entries = golden()
    assert len({entry.said.kind for entry in entries} & set(kinds())) > 90
    there = events.of_team([[entry] for entry in entries], NAMES, [b"leaf"] * len(entries))
    assert CANARY not in events.lines(there, bytes(16)).decode()
    from ledger.schema import schema

    for event in map(json.loads, events.lines(there, bytes(16)).splitlines()):
        jsonschema.Draft202012Validator(schema(event["data"]["kind"])).validate(event["data"])


def test_what_anybody_may_see_is_of_the_programme_alone() -> None:
    """No kind about a woman, a member of staff, a single payment or a decision is among the settings that leave."""
    assert set(events.OPEN) <= PROGRAMME_KINDS
    assert set(events.OPEN) & {"staff-joined", "staff-changed", "staff-left", "supervision-held", "training-completed", "spend-made", "decision-made",
                               "support-requested", "attested", "sample-drawn", "woman-erased", "claim-registered", "risk-reviewed"} == set()
    assert {name for kind, names in events.OPEN.items() for name in names if name not in field_meanings(kind)} == set()


# Other programs.


def resting(ledger: folder.Ledger, figure: str) -> set[int]:
    """The positions that a figure's explanation names."""
    view = replay.view(ledger, datetime.date.fromisoformat(SEPTEMBER))
    document = reports.explain(reports.REPORTS["matrix"], figure, view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
    return {position for row in document["rows"] for position in row["because"]}


@pytest.mark.parametrize("audience", [pytest.param("team", marks=pytest.mark.slow), pytest.param("board", marks=pytest.mark.slow), "public"])
def test_frictionless_and_csvw_take_the_tables(audience: str, packs: dict[str, Path]) -> None:
    """By the published validators of both; every table is described in both."""
    frictionless, csvw = pytest.importorskip("frictionless"), pytest.importorskip("csvw")
    report = frictionless.Package(str(packs[audience] / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert csvw.CSVW(str(packs[audience] / "csv-metadata.json"), validate=True).is_valid
    tables = {f"tables/{file.name}" for file in (packs[audience] / "tables").iterdir()}
    assert {each["path"] for each in json.loads((packs[audience] / "datapackage.json").read_text("utf-8"))["resources"]} == tables
    assert {each["url"] for each in json.loads((packs[audience] / "csv-metadata.json").read_text("utf-8"))["tables"]} == tables
    assert {"tables/matrix-figures.csv", "tables/funnel-steps.csv", "tables/profile-use.csv"} <= tables


@AUDIENCES
def test_a_reader_of_cloudevents_takes_the_events_and_their_data_keep_the_schemas(audience: str, packs: dict[str, Path]) -> None:
    """By the reader of the CloudEvents project, and the JSON Schemas of the pack itself."""
    core = pytest.importorskip("cloudevents.core.formats.json")
    event_class = pytest.importorskip("cloudevents.core.v1.event").CloudEvent
    schemas = {said["$id"]: jsonschema.Draft202012Validator(said) for said in (
        json.loads(file.read_text("utf-8")) for file in (packs[audience] / "schemas").iterdir())}
    for line in (packs[audience] / "events.jsonl").read_bytes().splitlines():
        event = core.JSONFormat().read(event_class, line)
        schemas[event.get_dataschema()].validate(event.get_data())
    assert told(packs[audience])


@AUDIENCES
def test_a_reader_of_prov_follows_a_figure_to_its_source(audience: str, packs: dict[str, Path], lived: folder.Ledger) -> None:
    """From the figure to its entries to the file and line; at other audiences no further than the replay."""
    prov = pytest.importorskip("prov.model")
    document = json.loads((packs[audience] / "prov.json").read_text("utf-8"))
    if audience != "team":
        assert len(prov.ProvDocument.deserialize(content=json.dumps(document), format="json").records) > 500
        assert set(document) == {"prefix", "entity", "activity", "agent", "wasAssociatedWith", "used", "wasGeneratedBy", "hadMember"}
        return
    derived = [(each["prov:generatedEntity"], each["prov:usedEntity"], each.get("ol:place")) for each in document["wasDerivedFrom"].values()]
    entries = {used for made_, used, _ in derived if made_ == "ol:figure/matrix/M09.ever-fitted"}
    sources = {(used, place.split()[0]) for made_, used, place in derived if made_ in entries}
    assert entries == {f"ol:entry/{position}" for position in resting(lived, "M09.ever-fitted")}
    assert len(entries) > 30 and len(sources) == 1
    assert {used for _, used, _ in derived} <= set(document["entity"])
    digest, = {entity["ol:digest"] for name, entity in document["entity"].items() if name.startswith("ol:source/")}
    assert digest == f"sha256:{hashlib.sha256((DATA / 'log-2021-09.jsonl').read_bytes()).hexdigest()[:16]}"
    report = document["entity"]["ol:report/matrix"]
    assert report["ol:sha256"] == hashlib.sha256((packs[audience] / "reports" / "matrix.json").read_bytes()).hexdigest()
    read = prov.ProvDocument.deserialize(content=json.dumps({**document, "wasDerivedFrom": dict(list(document["wasDerivedFrom"].items())[:500])}), format="json")
    assert len(read.records) > 3000


@AUDIENCES
def test_the_checksums_are_those_of_every_other_file(audience: str, packs: dict[str, Path]) -> None:
    """None is left out, and none is named that is not there."""
    lines = (packs[audience] / "SHA256SUMS").read_text("ascii").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = {file.relative_to(packs[audience]).as_posix(): file for file in packs[audience].rglob("*") if file.is_file() and file.name != "SHA256SUMS"}
    assert listed == {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in there.items()}


# The command.


@pytest.fixture
def few(say: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of two women, its pages in a word: their charts take long and have tests of their own."""
    monkeypatch.setattr(pages, "of_whole", lambda service, whole: f"{service}: {sorted(whole.documents)}")
    say(*({"kind": "woman-identified", "woman": woman, "occurred": "2020-06-03", "route": "self", "care_experienced": "yes"} for woman in ("W-1", "W-2")))


def test_the_same_head_gives_the_same_bytes(few: None, run: Callable, tmp_path: Path) -> None:
    """Whenever it is made; stored as it is, since compression differs from one machine to another. Public unless said otherwise."""
    assert run("--ledger", "phoenix", "export", "one.zip").code == 0
    ran = run("--ledger", "phoenix", "export", "two.zip", "--json")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert json.loads(ran.out)["audience"] == "public"
    assert stat.S_IMODE((tmp_path / "one.zip").stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {(each.compress_type, each.date_time) for each in archive.infolist()} == {(zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))}
        assert archive.namelist() == sorted(archive.namelist())
        assert json.loads(ran.out)["files"] == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "SHA256SUMS"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "one.zip", "phoenix", "two.zip"]


@pytest.mark.parametrize(("words", "code"), [(["kept.zip"], 4), (["pack.tar"], 2), (["nowhere/pack.zip"], 4)])
def test_nothing_is_written_over_or_under_another_name(words: list[str], code: int, few: None, run: Callable, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    (tmp_path / "kept.zip").write_text("mine")
    ran = run("--ledger", "phoenix", "export", *words)
    assert ran.code == code and ran.out == ""
    assert (tmp_path / "kept.zip").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "kept.zip", "phoenix"]


@pytest.mark.parametrize("audience", ["team", "board"])
def test_on_a_terminal_what_tells_more_is_asked_first(audience: str, few: None, run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A no writes nothing; --yes is not asked."""
    asked: list[tuple[str, bool]] = []

    def refuse(question: str, agreed: bool, *_: object) -> None:
        asked.append((question, agreed))
        if not agreed:
            raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_agree", refuse)
    assert run("--ledger", "phoenix", "export", "pack.zip", "--audience", audience).code == 130
    assert not (tmp_path / "pack.zip").exists()
    assert run("--ledger", "phoenix", "export", "pack.zip", "--audience", audience, "--yes").code == 0
    assert [agreed for _, agreed in asked] == [False, True]
