"""Which readers take what lies on the disk, one file at a time and all of it at once?"""

import contextlib
import functools
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any, Final
from unittest import mock

from fuzzed.world import World, ended_well
from spoiling import Tape, spoiled


def settings(world: World, document: bytes) -> None:
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


def database(world: World, document: bytes) -> None:
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


def keys(world: World, document: bytes) -> None:
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
def caches(world: World) -> list[bytes]:
    place = world.copy("cached")
    _asked(place, world)
    return [(place / "cache.db").read_bytes()]


def cache(world: World, document: bytes) -> None:
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
def read_model(world: World) -> bytes:
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


def views(world: World, document: bytes) -> None:
    """A read model: known as one, of which ledger, and shown."""
    from projections.tables import marks, shown

    file = world.lay("views.db", document)
    is_one, of = marks.is_read_model(file), marks.of_ledger(file)
    assert isinstance(of, str)
    if is_one:
        json.dumps(shown.metadata(file))
    assert file.read_bytes() == document


def backed_up(world: World) -> list[bytes]:
    """Each file of a backup, behind the number of its place."""
    return [bytes([at]) + file.read_bytes() for at, file in enumerate(_backup_files(world)) for _ in range(3 if at < 2 else 1)]


def _backup_files(world: World) -> list[Path]:
    entries, keys = world.backup
    return [entries / "ledger.db", keys / "keys.db", entries / "erased", entries / "ledger.toml", entries / "head.note"]


def restored(world: World, document: bytes) -> None:
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


def memories(world: World) -> list[bytes]:
    world.signer()
    own = {file.suffix: file.read_bytes() for file in (world.place / "config" / "keys").iterdir()}
    said = {".head": b"7:" + b"ab" * 32, ".erased": b"f" * 32 + b"\n", ".backups": b'["/a", "/b"]', ".files": b'["/a/b.xlsx"]', ".reads": b"3:" + b"ab" * 32, **own}
    return [bytes([at]) + said.get("." + name.rpartition(".")[2], own[".key"]) for at, name in enumerate(REMEMBERED)]


def remembered(world: World, document: bytes) -> None:
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


def read_log(world: World) -> list[bytes]:
    if not (world.place / "reads.log").exists():
        from ledger import reads
        from ledger.folder import open_ledger

        with contextlib.closing((opened := open_ledger(world.copy("seen"), world.environ)).entries), mock.patch.dict(os.environ, world.environ):
            for what in ("matrix", "show", "export pack.zip"):
                reads.note(opened, reads.Reading(what, "team", 9, "ab" * 32), "W-0003" if what == "show" else None, world.environ)
        shutil.copyfile(world.copy("seen") / "reads.log", world.place / "reads.log")
        world.as_it_was = world.seen()
    return [(world.place / "reads.log").read_bytes()]


def reads(world: World, document: bytes) -> None:
    """reads.log: listed and checked."""
    from projections.commands import reads as command

    place = world.copy("seen")
    (place / "reads.log").write_bytes(document)
    session: Any = mock.Mock(folder=place, environ=world.environ)
    done = command.run(session, {"by": None})
    assert done.exit_code in (0, 5) and done.text
    json.dumps(done.document)


def pems(world: World) -> list[bytes]:
    from ledger import authors

    for name, secret in (("P-03", None), ("P-04", "open")):
        authors.make(world.ledger_id, name, secret, {"OUTCOMES_CONFIG": str(world.place / "authors"), "OUTCOMES_PASSPHRASE": "open"})
    return [file.read_bytes() for file in sorted((world.place / "authors" / "keys").iterdir())]


def author_key(world: World, document: bytes) -> None:
    """The private half of an author's key."""
    from ledger import authors

    environ = {**world.environ, "OUTCOMES_CONFIG": str(world.place / "spoiled-authors")}
    (world.place / "spoiled-authors" / "keys").mkdir(parents=True, exist_ok=True)
    authors.private_file(world.ledger_id, "P-09", environ).write_bytes(document)
    authors._unlocked.clear()
    authors.public_half(world.ledger_id, "P-09", environ)


LOOKS: Final = (["check"], ["check", "--json"], ["women"], ["doctor"], ["reads"], ["show", "W-0003"], ["funnel"], ["show", "12"], ["due"], ["attest"], ["author"], ["checkpoint"],
                ["reads", "--json"], ["prove", "12"], ["show", "programme"], ["undo", "--dry-run"], ["explain", "funnel", "signed-up"])


def folder(world: World, document: bytes) -> None:
    """The document is a tape: it spoils one file of a ledger or beside its master key, and one command looks at it."""
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
