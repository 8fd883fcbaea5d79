"""Which readers take bytes from outside, and what may come of any bytes at all?

An answer, or one of the product's own errors, said in a sentence; nothing else is raised, and the ledger's files are as
they were. `TARGETS` names the readers, `feed` gives one a document. Anybody repeats the long runs by

    python tests/fuzzing.py TARGET TRIES     (or all TRIES; without arguments, the names)

which follows the program by atheris where that is installed, and else goes by chance. Documents are made by
tests/spoiling.py out of valid ones. A failure is told once, with the file that holds its document; exit code 1.
"""

import contextlib
import datetime
import functools
import importlib
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from unittest import mock

import attrs
from spoiling import as_tape, spoiled

LOG: Final = Path(__file__).parent / "data" / "log-2021-09.jsonl"
GOLDEN: Final = Path(__file__).parent / "golden" / "payloads.jsonl"
TOLD: Final = ("W-0003", "W-0009", "programme")
NOW: Final = "2021-10-21T10:00:00+00:00"
KINDS_OF_FAILURE: Final = frozenset(range(1, 7))


@attrs.frozen
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


class World:
    """A small ledger with all that is made of it, and a place for the document that a reader is given."""

    def __init__(self, place: Path) -> None:
        from ledger import folder, importing, recording
        from ledger.author import Author
        from ledger.women import Roll

        self.place, self.own = place, place / "phoenix"
        self.environ = {"OUTCOMES_CONFIG": str(place / "config"), "OUTCOMES_NOW": NOW, "OUTCOMES_BY": "P-03", "PATH": os.environ.get("PATH", ""),
                        "OUTCOMES_PASSPHRASE": "open"}
        self.tray = place / "tray"
        self.tray.mkdir(parents=True)
        folder.create(self.own, "Phoenix", environ=self.environ)
        self.ledger = folder.open_ledger(self.own, self.environ)
        self.author = Author("P-03", 1_634_810_400_000_000, clock_set=True)
        self.rows = [line for line in LOG.read_bytes().splitlines(keepends=True) if json.loads(line)["woman"] in TOLD][:90]
        (place / "rows.jsonl").write_bytes(b"".join(self.rows))
        with mock.patch.dict(os.environ, self.environ):
            recording.append(self.ledger, importing.read(place / "rows.jsonl").said, self.author)
        self.roll = Roll.of(self.ledger)
        self.ledger_id = self.ledger.entries.ledger_id
        self.as_it_was = self.seen()

    def seen(self) -> list[tuple[str, int, int]]:
        """Every file of the ledger and beside its master key, as far as a look tells: its name, its size, when it was written."""
        return [(each.path, (stat := each.stat()).st_size, stat.st_mtime_ns)
                for folder in (self.own, self.place / "config" / "keys") for each in os.scandir(folder) if not each.name.endswith("-shm")]

    def held(self) -> dict[str, bytes]:
        """Every byte of these."""
        return {path: Path(path).read_bytes() for path, *_ in self.seen()}

    def lay(self, name: str, document: bytes) -> Path:
        """Put a document where a reader will look."""
        file = self.tray / name
        file.write_bytes(document)
        return file

    def outcomes(self, *words: str, stdin: str = "", within: Path | None = None, environ: Mapping[str, str] | None = None) -> Ran:
        """A command of the program, in this process, as tests/conftest.py runs it."""
        import cli

        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        code: Any = 0
        with mock.patch.dict(os.environ, self.environ | dict(environ or {}), clear=True), mock.patch.object(sys, "argv", ["outcomes", *words]), \
                mock.patch.object(sys, "stdin", io.StringIO(stdin)), contextlib.chdir(within or self.tray), \
                contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
            except SystemExit as ended:
                code = ended.code
        return Ran(int(code or 0), *(each.buffer.getvalue().decode() for each in (out, err)))   # type: ignore[attr-defined]

    def made(self, name: str, *words: str) -> bytes:
        """What a command writes, once."""
        file = self.place / name
        if not file.exists():
            ran = self.outcomes("--ledger", str(self.own), *words, "--output", str(file))
            assert ran.code == 0, ran
            self.as_it_was = self.seen()
        return file.read_bytes()

    @functools.cached_property
    def note(self) -> bytes:
        from ledger import checkpoints, proving, verify

        self.signer()
        head = proving.against(self.ledger, None, self.environ)
        return checkpoints.written(verify.note(head.text)).encode()

    def signer(self) -> Any:
        from ledger import checkpoints

        made = checkpoints.signer(self.ledger_id, self.environ, make=True)
        self.as_it_was = self.seen()
        return made

    def copy(self, name: str) -> Path:
        """The ledger's folder once more, closed and whole."""
        to = self.place / name
        if not to.exists():
            to.mkdir()
            self.ledger.entries.copy(to / "ledger.db")
            for each in ("keys.db", "ledger.toml"):
                shutil.copyfile(self.own / each, to / each)
        return to

    @functools.cached_property
    def backup(self) -> tuple[Path, Path]:
        """Where a backup of the entries and of the keys lies."""
        from ledger import backups

        places = self.place / "usb", self.place / "safe"
        for each in places:
            each.mkdir()
        done = backups.backup(self.ledger, *places, self.environ)
        self.as_it_was = self.seen()
        assert done.keys is not None
        return done.target, done.keys


@attrs.frozen
class Target:
    """A reader, the valid documents to begin with, and how they are spoiled. quick: how many tries the quick test gives it."""

    run: Callable[[World, bytes], object]
    examples: Callable[[World], Sequence[bytes]]
    form: str
    quick: int = 40


def feed(world: World, target: Target, document: bytes) -> str:
    """Give a reader a document; what came of it, in a word. Raises whatever was not meant for a person, or was written."""
    from ledger.errors import LedgerError

    try:
        target.run(world, document)
        came = "answer"
    except LedgerError as why:
        said_well(why)
        came = why.kind
    if (seen := world.seen()) != world.as_it_was:
        raise AssertionError(f"written: {set(seen) ^ set(world.as_it_was)}")
    return came


def said_well(why: Any) -> None:
    """A failure is one of the contract, and can be printed as it is."""
    from projections.formats import told

    assert why.exit_code in KINDS_OF_FAILURE and (why.message or why.findings), repr(why)
    json.dumps(told.failure(why))
    list(told.failure_lines(why))


def ended_well(ran: Ran) -> Ran:
    """A command ended with an exit code of the contract, and what is no success was said on stderr or stdout."""
    assert ran.code in KINDS_OF_FAILURE | {0}, ran.err[-2000:]
    assert "A bug in outcomes" not in ran.err + ran.out and "Traceback" not in ran.err, ran.err[-2000:]
    assert ran.code == 0 or ran.err or ran.out
    return ran


@functools.cache
def targets() -> dict[str, Target]:
    """Every reader, by name."""
    return {
        "rows-json": Target(lambda world, said: _rows(world, "rows.jsonl", said), lambda world: [b"".join(world.rows[at:at + 3]) for at in range(0, len(world.rows), 3)], "json", 15),
        "rows-csv": Target(lambda world, said: _rows(world, "rows.csv", said), _csv, "cells", 20),
        "rows-xlsx": Target(lambda world, said: _rows(world, "rows.xlsx", said), lambda world: _books(), "zip", 4),
        "rows-put-aside": Target(_put_aside, lambda world: [*_books(), *_csv(world)], "zip", 3),
        "ticked": Target(_ticked, lambda world: [_sample(world)], "zip", 4),
        "proof": Target(_proof, _proofs, "json", 15),
        "note": Target(_note, _notes, "lines", 20),
        "public-key": Target(_public_key, lambda world: [world.signer().vkey.encode()], "bytes", 60),
        "ledger-toml": Target(_settings, lambda world: [(world.own / "ledger.toml").read_bytes()], "lines", 40),
        "ledger-db": Target(_database, lambda world: [(world.copy("copied") / "ledger.db").read_bytes()], "sqlite", 8),
        "keys-db": Target(_keys, lambda world: [(world.own / "keys.db").read_bytes()], "sqlite", 15),
        "cache-db": Target(_cache, _caches, "sqlite", 3),
        "views-db": Target(_views, lambda world: [_read_model(world)], "sqlite", 8),
        "backup": Target(_restored, lambda world: _backed_up(world), "sqlite", 4),
        "beside-the-key": Target(_remembered, _memories, "lines", 8),
        "reads-log": Target(_reads, _read_log, "json", 15),
        "author-key": Target(_author_key, lambda world: _pems(world), "lines", 8),
        "claims": Target(_claims, lambda world: [CLAIMS], "cells", 40),
        "draft": Target(_draft, lambda world: [DRAFT], "lines", 12),
        "details": Target(_details, lambda world: [b"woman=W-0003\nmethod=implant\noccurred=8 Feb 2021\n", b"--woman=w3\nkind=larc-fitted\n", *world.rows[:60:4]], "json", 25),
        "conversation": Target(_conversation, lambda world: [ANSWERS], "lines", 5),
        "word": Target(_word, lambda world: WORDS, "bytes", 12),
        "payload": Target(_payload, lambda world: GOLDEN.read_bytes().splitlines(), "json", 80),
        "release": Target(_release, lambda world: [RELEASE], "json", 40),
        "folder": Target(_folder, lambda world: [bytes(range(40))], "bytes", 3),
    }


# What comes in.


def _rows(world: World, name: str, document: bytes) -> None:
    """Rows of an import, as far as the question whether they shall be saved."""
    from ledger import importing
    from ledger.importing import preview

    contents = importing.read(world.lay(name, document), world.roll)
    found = preview.preview(world.ledger, contents, world.author, good_only=bool(len(document) % 2))
    assert [str(each) for each in found.findings] or found.plan.entries or found.plan.skipped or contents.notes
    found.told(bool(found.findings))


def _put_aside(world: World, document: bytes) -> None:
    """The rows with problems of a file, put where they can be mended, and read from there."""
    from ledger import importing, rejected
    from ledger.importing import preview

    file = world.lay("rows.xlsx" if document.startswith(b"PK") else "rows.csv", document)
    beside = None
    try:
        found = preview.preview(world.ledger, importing.read(file, world.roll), world.author)
        beside = rejected.write(file, found.findings) if found.findings else None
        if beside:
            preview.preview(world.ledger, importing.read(beside, world.roll), world.author)
    finally:
        for left in world.tray.glob("rejected*"):
            left.unlink()


def _csv(world: World) -> list[bytes]:
    return [b"kind,woman,occurred,method,purpose,medium,attendance,note,key\nlarc-fitted,W-0003,2021-02-08,implant,,,,,\n"
            b"contact-held,W-0003;W-0009,8 Feb 2021,,programme,text,5,\"well, she said\",k1\nlarc-fitted,w3,2021-W06,02,,,,,\n",
            b"kind;woman;occurred;value;name\r\nparameter-set;programme;2021-02;3;x\r\n"]


@functools.cache
def _books() -> list[bytes]:
    """A workbook of a sheet a kind, and one of a sheet with a column kind: with dates, formulas, merged cells, styles."""
    import openpyxl
    from openpyxl.styles import Font

    made = []
    for columns, rows in ((["why", "woman", "occurred", "method", "provider", "note"], [[None, "W-0003", datetime.date(2021, 2, 8), "implant", None, "x"],
                                                                                       ["example", "w1", "8/2/2021", 2, 12.5, "=1+1"], [None, "w9", 44235, "iud", True, None]]),
                          (["kind", "woman", "occurred", "purpose", "medium", "attendance"], [["contact-held", "W-0003;W-0009", "2021-02", "programme", "text", 5]])):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "larc-fitted" if "method" in columns else "Week 6"
        for row in (columns, *rows, ["Total", 3]):
            sheet.append(row)
        sheet["B2"].font, sheet["C2"].number_format = Font(strike=True), "mmm yyyy"
        sheet.merge_cells("A5:B6")
        sheet.row_dimensions[3].hidden = sheet.column_dimensions["D"].hidden = True
        out = io.BytesIO()
        book.save(out)
        made.append(out.getvalue())
    return made


def _sample(world: World) -> bytes:
    """A sample's workbook with two rows ticked."""
    import openpyxl

    if not (world.place / "sample.xlsx").exists():
        from projections.formats import ticking

        rows = [{"position": at, "woman": "W-0003", "occurred": "2021-02-08", "kind": "contact-held", "says": "x", "source": "practitioner", "source_ref": "",
                 "recorded_by": "P-03", "status": "", "look": True} for at in (3, 4, 5)]
        said = {"size": 3, "of": "entries", "seed": "x"}
        book = openpyxl.load_workbook(io.BytesIO(ticking.workbook("Phoenix", 9, said, rows, datetime.date(2021, 10, 21))))
        for row, finding in ((2, "confirmed"), (3, "differs")):
            book["to tick"].cell(row, 10, finding)
            book["to tick"].cell(row, 11, "clinic letter")
        book["to tick"]["L3"] = datetime.date(2021, 10, 20)
        book.save(world.place / "sample.xlsx")
    return (world.place / "sample.xlsx").read_bytes()


def _ticked(world: World, document: bytes) -> None:
    """What came back from the filing cabinet, as far as appending it."""
    from ledger.errors import Refused
    from projections.commands import attest
    from projections.formats import ticking

    rows = [attest.Row(each.place, {"position": each.position, "finding": each.finding, "document": each.document, "occurred": each.looked}, each.cells)
            for each in ticking.ticked(world.lay("sample.xlsx", document))]
    said, findings = attest._read(world.ledger, rows, datetime.date(2021, 10, 21))
    if findings:
        raise Refused("", findings=findings)
    attest._new(world.ledger, said)


def _details(world: World, document: bytes) -> None:
    """What is given on standard input for an entry."""
    from ledger import details, reading
    from ledger.women import named_in

    text = document.decode("utf-8", "surrogateescape")
    kind = next((kind for kind in sorted(_kinds()) if kind in text), "larc-fitted")
    women, given = details.joined(kind, ("-",), {}, text)
    women, row, _ = named_in(world.ledger, kind, women or ("programme",), {"kind": kind, **given})
    for woman in women:
        with contextlib.suppress(reading.BadRow):
            reading.statement({**row, "woman": woman}, "practitioner", datetime.date(2021, 10, 21))


ANSWERS: Final = (b"larc-fitted\nw3\nyesterday\nimplant\nclinic\n\n?\n<\nP-03\n\n\ny\ncontact-held\nW-0009;w3\n8/2/2021\nprogramme\ntext\n5\n2\n1\n0\n\n\n\n\nn\nincident-reported\n"
                  b"w3\n2021\n1\n2\n3\nx\nq\n")


def _conversation(world: World, document: bytes) -> None:
    """The answers of one who is guided, none of which is saved."""
    from ledger.errors import Refused
    from ledger.guided import session

    answers = iter(document.decode("utf-8", "replace").splitlines())
    with mock.patch.object(session, "append", side_effect=Refused("Not now.", "Later.")):
        session.Session(world.ledger, lambda: world.author, lambda line: None, lambda prompt: next(answers, None), lambda receipt, what: None).hold()


# What an auditor is handed.


@functools.cache
def _made_proofs(world: World) -> list[bytes]:
    world.note  # noqa: B018 - made here, once
    made = [world.made("12.proof", "prove", "12", "--open"), world.made("plain.proof", "prove", "12"),
            world.made("funnel.proof", "prove", "funnel", "signed-up", "--open")]
    return [json.dumps(json.loads(each), ensure_ascii=False).encode() for each in made]


def _proofs(world: World) -> list[bytes]:
    return _made_proofs(world)


def _proof(world: World, document: bytes) -> None:
    """A proof alone, against the head that is held, and against a key."""
    from ledger import verify

    for held, keys in ((None, ()), (world.note.decode(), ()), (None, (world.signer().vkey,))):
        code, lines = verify.report(document.decode("utf-8", "surrogateescape"), held, keys)
        assert code in (0, 2, 5) and lines
        "\n".join(lines).encode("utf-8", "replace")


def _notes(world: World) -> list[bytes]:
    from ledger import checkpoints, tree

    size = world.ledger.entries.head().position
    older = checkpoints.extending(7, tree.consistency(world.ledger.entries.leaves(size), 7), world.note.decode()).encode()
    return [world.note, older, f"{size}:{world.ledger.entries.root(size).hex()}".encode(), b"minute 14: 7:" + b"ab" * 32,
            world.note.replace(b"\n\n", b"\nerased " + b"f" * 32 + b"\n\n", 1)]


def _note(world: World, document: bytes) -> None:
    """A head, as every command takes one: in a file, and by itself."""
    from ledger import audit, checkpoints, proving
    from ledger.errors import LedgerError

    file = world.lay("head.note", document)
    found = checkpoints.noted(str(file))
    with contextlib.suppress(LedgerError):
        checkpoints.noted(document.decode("utf-8", "surrogateescape"))
    if found.note:
        checkpoints.erased_in(found.note), checkpoints.written(found.note)
        checkpoints.false_signature(found.note, world.signer().vkey)
        for prior in (None, checkpoints.Noted(7, bytes(32)), checkpoints.noted(world.note.decode())):
            with contextlib.suppress(LedgerError):
                checkpoints.cosigned(found, prior, world.signer(), 1_634_810_400)
    assert audit.check(world.own, world.environ, str(file)).verdict in ("ok", "findings", "broken")
    proving.against(world.ledger, str(file), world.environ)


def _public_key(world: World, document: bytes) -> None:
    from ledger import checkpoints, verify

    checkpoints.false_signature(verify.note(world.note.decode()), document.decode("utf-8", "surrogateescape"))


# What lies on the disk.


def _settings(world: World, document: bytes) -> None:
    """ledger.toml, and whatever uses what it says."""
    from ledger import address, folder

    place = world.copy("settings")
    (place / "ledger.toml").write_bytes(document)
    said = folder.read_settings(place)
    if address.is_server(said.store):
        address.told(said.store)
        return
    with contextlib.closing((opened := folder.open_ledger(place, world.environ)).entries):
        opened.end_of(opened.day_of(world.author.now))
        folder.settings_text(opened.settings)


def _database(world: World, document: bytes) -> None:
    """ledger.db: checked, read by woman, by position, and backwards. It is as it was afterwards, but for being no longer open."""
    from ledger import audit, folder, replay

    place = world.copy("database")
    for left in place.glob("ledger.db-*"):
        left.unlink()
    (place / "ledger.db").write_bytes(document)
    found = audit.check(place, world.environ)
    assert found.verdict in ("ok", "findings", "broken", "unverifiable") and found.exit_code in (0, 1, 5)
    assert (place / "ledger.db").read_bytes() == document or found.verdict != "ok"
    with contextlib.closing((opened := folder.open_ledger(place, world.environ)).entries):
        list(opened.entries.streams()), list(opened.entries.backwards()), list(opened.entries.plain())
        view = replay.view(opened)
        replay.programme(opened, view.position), list(replay.women(opened, view.position))


def _keys(world: World, document: bytes) -> None:
    """keys.db, opened by the master key: every key, the fence, and what is owed."""
    from ledger import folder

    place = world.copy("keys")
    (place / "keys.db").write_bytes(document)
    with contextlib.closing((opened := folder.open_ledger(place, world.environ)).entries):
        assert opened.keys is not None
        opened.keys.load(), opened.keys.streams(), opened.keys.fenced(), opened.keys.keep.altered()
        list(opened.entries.streams())


def _asked(place: Path, world: World) -> Any:
    from ledger import folder, replay
    from projections import reports

    with contextlib.closing((opened := folder.open_ledger(place, world.environ)).entries):
        view = replay.view(opened)
        return reports.produce(reports.REPORTS["funnel"], view, replay.programme(opened, view.position), replay.women(opened, view.position), "team")["rows"]


@functools.cache
def _caches(world: World) -> list[bytes]:
    place = world.copy("cached")
    _asked(place, world)
    return [(place / "cache.db").read_bytes()]


def _cache(world: World, document: bytes) -> None:
    """cache.db: whatever lies there, a report says the same."""
    place = world.copy("cached")
    for left in place.glob("cache.db*"):
        left.unlink()
    answer = _uncached(world)
    (place / "cache.db").write_bytes(document)
    assert _asked(place, world) == answer


@functools.cache
def _uncached(world: World) -> Any:
    return _asked(world.copy("uncached"), world)


@functools.cache
def _read_model(world: World) -> bytes:
    """A read model as far as it says what it is."""
    from projections.tables.marks import APPLICATION_ID

    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        db.execute("CREATE TABLE descriptions (table_name TEXT, column_name TEXT, text TEXT, PRIMARY KEY (table_name, column_name))")
        said = {"ledger": world.ledger_id.hex(), "service": "Phoenix", "true_on": "2021-09-30", "known_by": "2021-10-21", "position": "9", "root": "ab" * 32,
                "audience": "team", "warning": "Not for home.", "software": "outcomes 0.1.0"}
        db.executemany("INSERT INTO about VALUES (?, ?)", said.items())
        db.executemany("INSERT INTO descriptions VALUES (?, ?, ?)", [("women", "", "Each woman."), ("women", "woman", "Her reference.")])
        db.commit()
        return db.serialize()


def _views(world: World, document: bytes) -> None:
    """A read model: known as one, of which ledger, and shown."""
    from projections.tables import marks, shown

    file = world.lay("views.db", document)
    is_one, of = marks.is_read_model(file), marks.of_ledger(file)
    assert isinstance(of, str)
    if is_one:
        json.dumps(shown.metadata(file))
    assert file.read_bytes() == document


def _backed_up(world: World) -> list[bytes]:
    """Each file of a backup, behind the number of its place."""
    return [bytes([at]) + file.read_bytes() for at, file in enumerate(_backup_files(world)) for _ in range(3 if at < 2 else 1)]


def _backup_files(world: World) -> list[Path]:
    entries, keys = world.backup
    return [entries / "ledger.db", keys / "keys.db", entries / "erased", entries / "ledger.toml", entries / "head.note"]


def _restored(world: World, document: bytes) -> None:
    """A backup one of whose files was spoiled. Either there is a ledger that can be checked, or nothing is left of the trial."""
    from ledger import audit, backups
    from ledger.errors import LedgerError

    into, files = world.place / "restored", _backup_files(world)
    place, keys = world.place / "spoiled-usb", world.place / "spoiled-safe"
    for left in (into, place, keys):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(files[0].parent, place), shutil.copytree(files[1].parent, keys)
    spoiled_file = files[document[0] % len(files) if document else 0]
    ((keys if spoiled_file.name == "keys.db" else place) / spoiled_file.name).write_bytes(document[1:])
    before = _bytes_in(place, keys)
    try:
        backups.restore(place, keys, into, None, None, world.author, world.environ)
    except LedgerError:
        assert not into.exists()
        raise
    finally:
        assert _bytes_in(place, keys) == before
    assert audit.check(into, world.environ).verdict in ("ok", "findings", "broken")   # of keys that were altered, `restore` says so itself


def _bytes_in(*folders: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for each in folders for file in each.iterdir() if not file.name.endswith(("-shm", "-wal"))}


REMEMBERED: Final = (".head", ".erased", ".backups", ".files", ".sign", ".reads", ".key", ".next", ".next-0123abcd", ".renewed", "witness.sign", "witness.name")


def _memories(world: World) -> list[bytes]:
    world.signer()
    own = {file.suffix: file.read_bytes() for file in (world.place / "config" / "keys").iterdir()}
    said = {".head": b"7:" + b"ab" * 32, ".erased": b"f" * 32 + b"\n", ".backups": b'["/a", "/b"]', ".files": b'["/a/b.xlsx"]', ".reads": b"3:" + b"ab" * 32, **own}
    return [bytes([at]) + said.get("." + name.rpartition(".")[2], own[".key"]) for at, name in enumerate(REMEMBERED)]


def _remembered(world: World, document: bytes) -> None:
    """A file beside a master key, and all that look there. No other is touched."""
    from ledger import audit, backups, checkpoints, folder, reads, traces
    from ledger.errors import LedgerError

    environ = {**world.environ, "OUTCOMES_CONFIG": str(world.place / "spoiled-config")}
    keys, place = world.place / "spoiled-config" / "keys", world.copy("closed")
    shutil.rmtree(keys, ignore_errors=True)
    shutil.copytree(world.place / "config" / "keys", keys)
    name = REMEMBERED[document[0] % len(REMEMBERED) if document else 0]
    (keys / (f"{world.ledger_id.hex()}{name}" if name.startswith(".") else name)).write_bytes(document[1:])
    backups.targets(world.ledger_id, environ), backups.last_head(world.ledger_id, environ), traces.left(world.ledger_id, environ)
    folder.kept_erased(world.ledger_id, environ), reads.check(place, world.ledger_id, environ)
    assert audit.check(place, environ).verdict in ("ok", "findings", "broken", "unverifiable")
    for ask in (lambda: checkpoints.signer(world.ledger_id, environ, make=False), lambda: checkpoints.witness("A", environ),
                lambda: folder.open_ledger(place, environ).entries.close()):
        with contextlib.suppress(LedgerError):
            ask()


def _read_log(world: World) -> list[bytes]:
    if not (world.place / "reads.log").exists():
        from ledger import reads
        from ledger.folder import open_ledger

        with contextlib.closing((opened := open_ledger(world.copy("seen"), world.environ)).entries), mock.patch.dict(os.environ, world.environ):
            for what in ("matrix", "show", "export pack.zip"):
                reads.note(opened, reads.Reading(what, "team", 9, "ab" * 32), "W-0003" if what == "show" else None, world.environ)
        shutil.copyfile(world.copy("seen") / "reads.log", world.place / "reads.log")
        world.as_it_was = world.seen()
    return [(world.place / "reads.log").read_bytes()]


def _reads(world: World, document: bytes) -> None:
    """reads.log: listed and checked."""
    from projections.commands import reads as command

    place = world.copy("seen")
    (place / "reads.log").write_bytes(document)
    session: Any = mock.Mock(folder=place, environ=world.environ)
    done = command.run(session, {"by": None})
    assert done.exit_code in (0, 5) and done.text
    json.dumps(done.document)


def _pems(world: World) -> list[bytes]:
    from ledger import authors

    for name, secret in (("P-03", None), ("P-04", "open")):
        authors.make(world.ledger_id, name, secret, {"OUTCOMES_CONFIG": str(world.place / "authors"), "OUTCOMES_PASSPHRASE": "open"})
    return [file.read_bytes() for file in sorted((world.place / "authors" / "keys").iterdir())]


def _author_key(world: World, document: bytes) -> None:
    """The private half of an author's key."""
    from ledger import authors

    environ = {**world.environ, "OUTCOMES_CONFIG": str(world.place / "spoiled-authors")}
    (world.place / "spoiled-authors" / "keys").mkdir(parents=True, exist_ok=True)
    authors.private_file(world.ledger_id, "P-09", environ).write_bytes(document)
    authors._unlocked.clear()
    authors.public_half(world.ledger_id, "P-09", environ)


# What is written about figures.


CLAIMS: Final = (b"claim,document,place,text,form,figures,verdict\nC1,report,p. 3,18 of 21 women (86%),proportion,n=18; of=21; stated=86%,agrees\n"
                 b"C2,report,p. 4,fell by 38%,change,from=40; to=25; stated=-38%,\nC3,r,p,mean 3,mean,values=1|2|6; stated=3,\nC4,r,p,x,indicator,indicator=M09; stated=18; true_on=2021-09-30,\n")
DRAFT: Final = ("1. Results\n\nOf 21 women 18 (86%) had LARC fitted, 3 had not; from 40 to 25, a fall of 38%.\n\n\u2022 5 (24%) were housed\n\u2022 7 of 10, or 70%, moved; "
                "95% CI 1.2\u20133.4\n\nA saving of \u00a31.2m on \u00a3300,000 (4:1), \u00bd of all.\n\n\tTable 2\n\tYes\t3\n\tNo\t4\n\tTotal\t7\n").encode()


def _claims(world: World, document: bytes) -> None:
    from projections import claims
    from projections.claims.reading import read

    found = claims.judged(read(world.lay("claims.csv", document)))
    json.dumps([claims.row_of(claim, one) for claim, one in found])


def _draft(world: World, document: bytes) -> None:
    from projections.claims import drafts, judged, reading

    judged(drafts.found(reading.decoded(world.lay("draft.txt", document)), "draft"))


RELEASE: Final = json.dumps({"cell": "M09.ever-fitted", "counted": 18, "of": 21, "whole": 24, "beside": [0.5], "plain": True, "total": "women", "women": 24, "true_on": "2021-09-30",
                             "known_by": "2021-10-21"}).encode()


def _release(world: World, document: bytes) -> None:
    """What an entry of a release holds, whoever made the entry."""
    from ledger.entries import Entry
    from projections import releases

    text = document.decode("utf-8", "replace")
    event = mock.Mock(audience="public", cells=(text, RELEASE.decode()), arguments=text, report="matrix")
    releases.earlier([mock.Mock(spec=Entry, position=7, said=mock.Mock(event=event))])
    releases.end_of(text)


# Words, and what was sealed.


WORDS: Final = [each.encode() for each in (
    "yesterday", "2021-W06-3", "8 Feb 2021", "3 weeks ago", "8/2/21", "last friday", "2021-10-21T09:30:00+00:00", "2021-02-08 00:00:00", "01234567-" * 8, "P-03", "larc-fitted", "w3", "W-0003",
    "postgresql://anna@db.example.org:5432/phoenix?sslmode=require", "embedded", "18.5%", "1,234.50", "larc ftted", "coil", "2021-Q3", "12 months ago", "2:" + "ab" * 32)]


def _word(world: World, document: bytes) -> None:
    """One word, to everything that takes a word."""
    from ledger import address, author, dates, everyday, folder, near, reading, women
    from ledger.errors import LedgerError
    from ledger.fields import BadValue
    from projections import asked

    text, today = document.decode("utf-8", "surrogateescape"), datetime.date(2021, 10, 21)
    for ask in (lambda: dates.read(text), lambda: dates.read(text, today), lambda: asked.day("--known-by", text), lambda: author.author("P", {"OUTCOMES_NOW": text}),
                lambda: author.author(text or "P", {}), lambda: folder._key_from(text, "OUTCOMES_KEY"), lambda: address.told(address.store(text, "--store")),
                lambda: reading.near_kind(text), lambda: near.near_woman(world.ledger, text), lambda: folder._known_zone(text), lambda: women.whom(world.ledger, text),
                lambda: folder.find(text, {}), lambda: list(everyday.kinds(text)), lambda: near.did_you_mean(text, ("matrix", "profile"))):
        with contextlib.suppress(LedgerError, BadValue):
            ask()
    for kind in ("larc-fitted", "contact-held", "parameter-set", "incident-reported", "child-removed", "tenancy-started"):
        _fields(kind if kind in _kinds() else "larc-fitted", text, today)


@functools.cache
def _kinds() -> frozenset[str]:
    from ledger.events import kinds

    return frozenset(kinds())


def _fields(kind: str, text: str, today: datetime.date) -> None:
    from ledger import reading
    from ledger.fields import BadValue

    for name, meaning in reading.field_meanings(kind).items():
        with contextlib.suppress(BadValue):
            reading.value(meaning, name, text, today)


def _payload(world: World, document: bytes) -> None:
    """What is sealed in an entry: read and written again, it is the same, or it is no entry."""
    from ledger import codec

    with contextlib.suppress(codec.Unreadable):
        entry = codec.decode(document, "s" * 32, 1, 1, 1)
        assert codec.decode(codec.encode(entry), "s" * 32, 1, 1, 1) == entry


# All of it at once, by commands.


LOOKS: Final = (["check"], ["check", "--json"], ["women"], ["doctor"], ["reads"], ["show", "W-0003"], ["funnel"], ["show", "12"], ["due"], ["attest"], ["author"], ["checkpoint"],
                ["reads", "--json"], ["prove", "12"], ["show", "programme"], ["undo", "--dry-run"], ["explain", "funnel", "signed-up"])


def _folder(world: World, document: bytes) -> None:
    """The document is a tape: it spoils one file of a ledger or beside its master key, and one command looks at it."""
    from spoiling import Tape

    tape = Tape(document)
    place, config = world.place / "spoiled-ledger", world.place / "spoiled-keys"
    for left in (place, config):
        shutil.rmtree(left, ignore_errors=True)
    _cache_and_reads(world)
    shutil.copytree(world.copy("whole"), place), shutil.copytree(world.place / "config", config)
    files = sorted(each for folder in (place, config) for each in folder.rglob("*") if each.is_file())
    file, words = tape.of(files), tape.of(LOOKS)
    form = "sqlite" if file.suffix == ".db" else "lines"
    file.write_bytes(spoiled([file.read_bytes()], bytes([0, *tape.rest()]), form))
    ended_well(world.outcomes("--ledger", str(place), *words, environ={"OUTCOMES_CONFIG": str(config)}))


@functools.cache
def _cache_and_reads(world: World) -> None:
    """A ledger that was looked at, so that it has all the files that one may have."""
    place = world.copy("whole")
    world.outcomes("--ledger", str(place), "funnel")
    world.outcomes("--ledger", str(place), "author", "P-09")
    world.outcomes("--ledger", str(place), "checkpoint", "--sign")
    world.as_it_was = world.seen()


# The long runs.


@attrs.define
class Tried:
    """How many documents a reader was given, what came of them, and each failure once, with the file of its document."""

    name: str
    into: Path
    came: Counter[str] = attrs.field(factory=Counter)
    failures: dict[str, tuple[str, Path]] = attrs.field(factory=dict)
    examples: Sequence[bytes] = ()

    def once(self, world: World, target: Target, said: bytes) -> None:
        """One try."""
        self.examples = self.examples or target.examples(world)
        document = spoiled(self.examples, said, target.form)
        try:
            self.came[feed(world, target, document)] += 1
        except Exception as why:
            self.came["FAILURE"] += 1
            self._note(why, document)
            world.as_it_was = world.seen()

    def _note(self, why: Exception, document: bytes) -> None:
        place = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(why.__traceback__)]
        key = f"{type(why).__name__} {next((each for each in reversed(place) if 'work' in each and 'tests' not in each), place[-1])}"
        if key not in self.failures:
            file = self.into / f"{self.name}-{len(self.failures)}"
            file.write_bytes(document)
            self.failures[key] = (f"{type(why).__name__}: {why}"[:300], file)
            file.with_suffix(".txt").write_text("".join(traceback.format_exception(why))[-6000:], encoding="utf-8", errors="replace")

    def __str__(self) -> str:
        said = ", ".join(f"{many:,} {what}" for what, many in sorted(self.came.items()))
        return "\n".join([f"{self.name}: {self.came.total():,} tries: {said}", *(f"  {key}: {what} ({file})" for key, (what, file) in self.failures.items())])


def by_chance(tried: Tried, world: World, target: Target, tries: int, seed: int) -> None:
    """Tapes drawn by chance, short ones more often: each is the fewer changes of a document the shorter it is."""
    drawn = random.Random(f"{tried.name} {seed}")
    for _ in range(tries):
        tried.once(world, target, b"\0" + drawn.randbytes(drawn.choice((2, 5, 8, 8, 12, 20, 40))))


def by_atheris(tried: Tried, world: World, target: Target, tries: int, seed: int) -> None:
    """Tapes that atheris makes, keeping those that lead somewhere new in the program. It ends the process."""
    import atheris

    corpus = Path(tempfile.mkdtemp())
    for number, example in enumerate(target.examples(world)):
        (corpus / f"{number}").write_bytes(as_tape(example))
        (corpus / f"t{number}").write_bytes(bytes([0, number, 3, 1, 4, 1, 5]))
    left = [tries]

    def one(said: bytes) -> None:
        tried.once(world, target, said)
        left[0] -= 1
        if left[0] == 0:
            print(tried, flush=True)
            os._exit(bool(tried.failures))
    atheris.Setup([sys.argv[0], f"-seed={seed}", "-max_len=60000", "-rss_limit_mb=1500", "-timeout=60", "-verbosity=0", "-close_fd_mask=0",
                   f"-artifact_prefix={tried.into}/{tried.name}-", str(corpus)], one)
    atheris.Fuzz()


def main(words: Sequence[str]) -> int:
    """Try one reader so many times, or each in turn in a process of its own."""
    if len(words) < 2:
        print("\n".join(["python tests/fuzzing.py TARGET TRIES [SEED] [--by-chance]", *targets()]))
        return 2
    name, tries, seed = words[0], int(words[1]), int(words[2]) if len(words) > 2 and words[2].isdigit() else 1
    if name == "all":
        import subprocess

        return max(subprocess.run([sys.executable, __file__, each, *words[1:]], check=False).returncode for each in targets())
    follows = _atheris() if "--by-chance" not in words else None
    with _instrumented(follows):
        world = World(Path(tempfile.mkdtemp(prefix="outcomes-fuzz-")))
        target, tried = targets()[name], Tried(name, Path(tempfile.mkdtemp(prefix=f"outcomes-fuzz-{name}-")))
        target.examples(world)
        with contextlib.suppress(Exception):
            feed(world, target, target.examples(world)[0])   # loads what it needs
    (by_atheris if follows else by_chance)(tried, world, target, tries, seed)
    print(tried, flush=True)
    return bool(tried.failures)


def _atheris() -> ModuleType | None:
    with contextlib.suppress(ImportError):
        return importlib.import_module("atheris")
    return None


@contextlib.contextmanager
def _instrumented(follows: Any) -> Iterator[None]:
    """Whatever of the product is loaded meanwhile tells atheris where it goes."""
    if follows is None:
        yield
        return
    with follows.instrument_imports(include=["ledger", "projections", "openpyxl"]):
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
