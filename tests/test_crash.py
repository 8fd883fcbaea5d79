"""Whatever happens to the computer, is everything that was acknowledged there, once, and nothing by half?

Commands are killed at random moments, calls of the system fail one at a time, the disk is full, cannot be written, or
the database is held by another program. After each the check is content, what was acknowledged is there and what was
not is there whole or not at all.
"""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest
from crashes import Ended, can_trace, cut_off, ended, faulted, start

from ledger import audit, backups, folder, recording
from ledger.author import Author
from ledger.entries import Said
from ledger.reading import statement

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
NOW = 1_634_810_400_000_000
ROWS = 25
WHO = {"woman": "W-0001", "occurred": "2021-09-01"}
CONTACT = {**WHO, "kind": "contact-held", "purpose": "programme", "medium": "telephone", "attendance": "attended-on-time"}
WHY = ["--authority", "information governance", "--reason", "asked for", "--yes"]


@attrs.define
class World:
    """A ledger that is worked with, and what is known of what was done: references by what they were acknowledged as.

    backed: what the last backup that was acknowledged holds; None where an erasure came after it, which ends its keys.
    """

    place: Path
    tried: list[str] = attrs.field(factory=list)
    acknowledged: list[str] = attrs.field(factory=list)
    women: int = 1
    gone: int = 0
    backed: set[str] | None = None

    @property
    def path(self) -> Path:
        return self.place / "phoenix"

    def opened(self) -> folder.Ledger:
        return folder.open_ledger(self.path)

    def say(self, *rows: dict[str, Any]) -> None:
        ledger = self.opened()
        recording.append(ledger, [Said(statement(row, "practitioner")) for row in rows], Author("P-03", NOW))
        ledger.entries.close()

    def run(self, *words: str) -> Ended:
        """A command, undisturbed."""
        return ended(start(words, self.place / "told"), self.place / "told")


def world_in(place: Path) -> World:
    place.mkdir(exist_ok=True)
    made = World(place)
    folder.create(made.path, "Phoenix")
    made.say(identified("W-0001"), *({**CONTACT, "note": f"word {number}"} for number in range(40)))
    for name in ("usb", "safe"):
        (place / name).mkdir()
    return made


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A small ledger, closed, and two disks."""
    return world_in(tmp_path / "world")


def identified(woman: str) -> dict[str, Any]:
    return {"kind": "woman-identified", "woman": woman, "occurred": "2021-01-01", "route": "self", "care_experienced": "no"}


# What is done, and how it stands afterwards.


def record(world: World, number: int) -> list[str]:
    world.tried.append(f"record-{number}")
    return ["record", "contact-held", "W-0001", "--occurred", "2021-10-01", "--purpose", "programme", "--medium", "telephone",
            "--attendance", "attended-on-time", "--source-ref", f"record-{number}"]


def identify(world: World, number: int) -> list[str]:
    """A woman who is new: her key comes first."""
    world.tried.append(f"identify-{number}")
    return ["record", "woman-identified", f"R-{number}", "--occurred", "2021-10-01", "--route", "self", "--care-experienced", "no",
            "--source-ref", f"identify-{number}"]


def import_(world: World, number: int) -> list[str]:
    """Rows of two women, of whom one is new."""
    world.tried += [f"import-{number}-{row}" for row in range(ROWS)]
    file, new = world.place / f"import-{number}.jsonl", f"I-{number}"
    rows = [identified(new), *({**CONTACT, "woman": new if row % 2 else "W-0001"} for row in range(1, ROWS))]
    file.write_text("".join(json.dumps({**row, "key": f"import-{number}-{each}"}) + "\n" for each, row in enumerate(rows)))
    return ["import", str(file), "--yes"]


def erase(world: World, number: int) -> list[str]:
    world.women += 1
    world.say(identified(f"W-{number + 5000}"))
    return ["erase", f"W-{number + 5000}", *WHY]


def replay(world: World, _: int) -> list[str]:
    return ["replay", "--into", str(world.place / "views.db")]


def report(_: World, number: int) -> list[str]:
    """Every other time a later day, so that the cache is written."""
    return ["matrix", "--json", "--true-on", f"2021-10-{number % 28 + 1:02}"]


def backup(world: World, _: int) -> list[str]:
    return ["backup", str(world.place / "usb"), "--keys", str(world.place / "safe")]


def restore(world: World, number: int) -> list[str]:
    return ["restore", str(world.place / "usb"), "--keys", str(world.place / "safe"), "--into", str(world.place / f"back-{number}")]


def checkpoint(world: World, _: int) -> list[str]:
    return ["checkpoint", "--sign", "--record", "--output", str(world.place / "head.note")]


ACTS: dict[str, Callable[[World, int], list[str]]] = {
    "record": record, "identify": identify, "import": import_, "backup": backup, "restore": restore, "replay": replay,
    "report": report, "checkpoint": checkpoint, "erase": erase}
SAID = ("Recorded", "Saved", "Erased", "Wrote", "Backed up", "Restored")


def done(act: str, end: Ended) -> bool:
    """Whether a command acknowledged what it did."""
    return end.code == 0 or any(line.startswith(SAID) for line in end.out.splitlines())


def stands(world: World, act: str, number: int, end: Ended) -> None:
    """Raise AssertionError where anything is not as it must be after a command that was cut off or failed."""
    assert end.code != 70 and "Traceback" not in end.err and "A bug in" not in end.err, end
    _whole(world.path, end)
    if act in ("record", "identify", "import") and done(act, end):
        world.acknowledged += [name for name in world.tried if name == f"{act}-{number}" or name.startswith(f"{act}-{number}-")]
    there = _told_once(world, act, number, end)
    (world.place / f"import-{number}.jsonl").unlink(missing_ok=True)
    {"erase": _wholly_gone_or_there, "replay": _sound_or_not_there, "report": _the_same_without_a_cache, "backup": _backed_up,
     "restore": _restored_or_no_ledger, "checkpoint": _extended}.get(act, lambda *_: None)(world, number, end, there)


def _whole(path: Path, end: Ended, head: str | None = None, environ: Mapping[str, str] = os.environ) -> None:
    checked = audit.check(path, environ, head)
    assert checked.verdict == "ok", (end, checked.findings)


def _names(path: Path) -> Counter[str]:
    """The references of all that a ledger holds, and how often each is there."""
    ledger = folder.open_ledger(path)
    there = Counter(name for entry in ledger.entries.backwards() for name in (entry.said.key or entry.said.source_ref,) if name)
    ledger.entries.close()
    return there


def _told_once(world: World, act: str, number: int, end: Ended) -> set[str]:
    """What is there: everything acknowledged, nothing twice, no import by half."""
    there = _names(world.path)
    assert set(there.values()) <= {1}, "an entry is there twice"
    assert set(world.acknowledged) <= set(there) <= set(world.tried), (end, set(world.acknowledged) - set(there))
    assert sum(name.startswith(f"{act}-{number}-") for name in there) in (0, ROWS), "an import is there by half"
    if "othing was saved" in end.err:
        assert not any(name == f"{act}-{number}" or name.startswith(f"{act}-{number}-") for name in there), end
    return set(there)


def _wholly_gone_or_there(world: World, number: int, end: Ended, there: set[str]) -> None:
    """The next command finishes what was begun; then nothing is owed, and no backup of her key is left."""
    after = world.run("women")
    assert after.code == 0, (end, after)
    ledger = world.opened()
    assert ledger.keys is not None
    stream = ledger.stream_of(f"W-{number + 5000}")
    receipts = [entry for entry in ledger.entries.stream("programme") if entry.said.kind == "woman-erased" and entry.said.event.stream == stream]
    fenced, keyed, owed = stream in ledger.keys.fenced(), stream in ledger.keys.streams(), ledger.keys.owed
    ledger.entries.close()
    assert (fenced, keyed, len(receipts), owed) in ((True, False, 1, {}), (False, True, 0, {})), (end, after)
    assert fenced or not done("erase", end)
    world.gone += fenced
    if fenced:
        world.backed = None
        if "could not be reached" not in end.out + after.err:   # then the next backup tells it
            assert not list((world.place / "safe").glob("*/keys.db")), (end, after)
            assert all(stream in file.read_text() for file in (world.place / "usb").glob("*/erased")), (end, after)
    _whole(world.path, end)
    _backed_up(world, number, Ended(1, "", ""), there)


def _sound_or_not_there(world: World, number: int, end: Ended, there: set[str]) -> None:
    views = world.place / "views.db"
    assert views.exists() or not done("replay", end)
    if views.exists():
        with closing(sqlite3.connect(views)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("SELECT count(*) FROM entries").fetchone()[0] > 40


def _the_same_without_a_cache(world: World, number: int, end: Ended, there: set[str]) -> None:
    with_cache = world.run(*report(world, number))
    (world.path / "cache.db").unlink(missing_ok=True)
    assert with_cache.code == 0 and with_cache == world.run(*report(world, number)), end


def _backed_up(world: World, number: int, end: Ended, there: set[str]) -> None:
    """A backup that was acknowledged comes back, whatever became of a later one."""
    world.backed = there if end.code == 0 else world.backed
    if world.backed is not None:
        proof = world.place / "proof"   # on a computer of its own, which knows what this one knows
        shutil.copytree(os.environ["OUTCOMES_CONFIG"], proof / "config")
        environ = {"OUTCOMES_CONFIG": str(proof / "config")}
        backups.restore(world.place / "usb", world.place / "safe", proof / "back", None, "a later head was noted", Author("P-03", NOW), environ)
        _whole(proof / "back", end, None, environ)
        assert world.backed <= set(_names(proof / "back")) <= set(world.tried), end
        shutil.rmtree(proof)


def _restored_or_no_ledger(world: World, number: int, end: Ended, there: set[str]) -> None:
    back = world.place / f"back-{number}"
    if (back / "ledger.toml").exists():
        _whole(back, end)
        assert (world.backed or set()) <= set(_names(back)) <= set(world.tried), end
    else:
        assert not done("restore", end)
    shutil.rmtree(back, ignore_errors=True)


def _extended(world: World, number: int, end: Ended, there: set[str]) -> None:
    """A note that is there is whole, and the ledger extends it."""
    note = world.place / "head.note"
    assert note.exists() or not done("checkpoint", end)
    if note.exists():
        _whole(world.path, end, str(note))


# Killed at random moments.


def killed(world: World, times: int, seed: int, acts: Sequence[str] = tuple(ACTS)) -> Counter[str]:
    """Kill one kind of command after the other at random moments, until so many were cut off before they ended; how many of each.

    How long a command takes is learnt as it goes, so that about three in four are cut off on any machine.
    """
    drawn, reach, number = random.Random(seed), dict.fromkeys(acts, 0.1), 0
    counted: Counter[str] = Counter()
    while counted.total() < times:
        number, act = number + 1, acts[number % len(acts)]
        words = ACTS[act](world, number)
        end = cut_off(words, world.place / "said", drawn.uniform(0.001, reach[act]))
        assert end.code in (0, -9) or act == "restore" and (world.backed is None or "would be lost" in end.err), (words, end)
        reach[act] *= 1.05 if end.code == -9 else 0.85
        counted[act] += end.code == -9
        if act == "erase" and end.code == -9:   # what finishes it is cut off too
            counted["finish"] += cut_off(["women"], world.place / "said", drawn.uniform(0.001, reach[act])).code == -9
        stands(world, act, number, end)
    return counted


@pytest.fixture(autouse=True)
def here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_LEDGER", str(world.path))


def test_whatever_is_killed_leaves_the_ledger_whole(world: World) -> None:
    """Nine commands killed at random moments."""
    assert killed(world, 9, 2021).total() >= 9


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_kills_leave_the_ledger_whole(world: World, seed: int) -> None:
    """Ten ledgers, a hundred and ten kills each, each of which cut off a command before it ended."""
    counted = killed(world, 110, seed)
    print(f"seed {seed}: {dict(counted)}")
    assert min(counted[act] for act in ACTS) >= 3


# Calls of the system that fail.

CALLS = ("openat", "write,?writev", "pwrite64", "?sendfile,?copy_file_range", "fsync", "fdatasync", "?rename,?renameat,?renameat2",
         "?link,?linkat", "?unlink,?unlinkat", "?mkdir,?mkdirat", "ftruncate")
TRACES = pytest.mark.skipif(not can_trace(), reason="strace is not here, or may not trace")


def fails_in_turn(world: World, act: str, calls: str, error: str, first: int = 1, step: int = 1) -> int:
    """Let the first, second, ... call of a kind fail until there are no more; how many there were."""
    number = first
    while True:
        count = len(world.tried) + world.women + 100_000
        end = faulted(ACTS[act](world, count), world.place / "said", calls, error, number)
        assert end.code in (0, 4, 6) or not end.failed, (calls, error, number, end)
        stands(world, act, count, end)
        if not end.failed:
            assert end.code == 0 or act == "restore", (calls, error, number, end)
            return number - step
        number += step


@TRACES
@pytest.mark.parametrize("act", ["record", "erase"])
def test_a_disk_that_fails_when_it_is_to_keep_something_leaves_the_ledger_whole(world: World, act: str) -> None:
    """Every third fdatasync of it fails in turn: it is refused, or was done; never by half."""
    assert fails_in_turn(world, act, "fdatasync", "EIO", 1, 3) >= (3 if act == "record" else 9)


@pytest.mark.slow
@TRACES
@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EINTR"])
@pytest.mark.parametrize("act", ["record", "identify", "import", "erase", "backup", "restore", "checkpoint"])
def test_every_call_that_fails_leaves_the_ledger_whole(world: World, act: str, error: str) -> None:
    """Each call of each kind, one at a time."""
    if act == "restore":
        assert world.run(*backup(world, 0)).code == 0
        world.backed = set()
    counted = {calls: fails_in_turn(world, act, calls, error) for calls in CALLS}
    assert counted["openat"] > 5 and sum(counted.values()) > 20, counted
    print(act, error, counted)


# A disk that is full, cannot be written, or is held.


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of eight megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def filled(disk: Path, left: int) -> None:
    """Fill a disk but for so many bytes."""
    there = os.statvfs(disk)
    (disk / "fill").write_bytes(bytes(max(0, there.f_bavail * there.f_frsize - left)))


@pytest.mark.parametrize("act", ["record", "import", "erase"])
def test_a_full_disk_leaves_the_ledger_whole(disk: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None left, or too little, or enough: what was acknowledged is kept, and with room again all goes on. Keys lie on it too."""
    fills(disk, act, (0, 12288, 65536), monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("act", list(ACTS))
def test_however_full_a_disk_is_the_ledger_is_whole(disk: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One block left, two blocks, and so on; backups lie on it too."""
    fills(disk, act, range(0, 40 * 4096, 4096), monkeypatch)


def fills(disk: Path, act: str, rooms: Iterable[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command run with so many bytes of room, and again."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(disk / "config"))
    world, codes = world_in(disk / "world"), set[int]()
    monkeypatch.setenv("OUTCOMES_LEDGER", str(world.path))
    if act == "restore":
        assert world.run(*backup(world, 0)).code == 0
        world.backed = set()
    for number, left in enumerate(rooms):
        words = ACTS[act](world, number)
        filled(disk, left)
        end = ended(start(words, disk.parent / "said"), disk.parent / "said")
        codes.add(end.code)
        (disk / "fill").unlink()
        stands(world, act, number, end)
    assert codes - {0} and codes <= {0, 4, 6}, codes


def test_a_folder_that_cannot_be_written_is_said_and_can_be_checked(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, nothing crashes, and an auditor can check a copy on a disk that is closed to writing."""
    world = world_in(disk / "world")
    monkeypatch.setenv("OUTCOMES_LEDGER", str(world.path))
    before = {file.name: file.read_bytes() for file in world.path.iterdir()}
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for words in (record(world, 0), ["erase", "W-0001", *WHY]):
        end = ended(start(words, disk.parent / "said"), disk.parent / "said")
        assert end.code in (4, 6) and end.err, end
    end = ended(start(["check"], disk.parent / "said"), disk.parent / "said")
    assert end.code == 0, end
    assert {file.name: file.read_bytes() for file in world.path.iterdir()} == before


@pytest.mark.slow
def test_a_database_that_is_held_is_said(world: World) -> None:
    """After the ten seconds that a command waits: busy, nothing written; once it is let go, all goes on."""
    world.say(identified("W-0007"), identified("W-0008"))
    for name, woman in (("ledger.db", "W-0007"), ("keys.db", "W-0008")):
        with closing(sqlite3.connect(world.path / name, isolation_level=None)) as db:
            db.execute("BEGIN EXCLUSIVE")
            commands = (record(world, 0), identify(world, 0), import_(world, 0), ["erase", woman, *WHY])
            waiting = [(start(words, world.place / f"said-{number}"), world.place / f"said-{number}") for number, words in enumerate(commands)]
            for end in [ended(*each) for each in waiting]:
                assert end.code == 6 and end.out == "", (name, end)
        world.tried.clear()
        stands(world, "record", 0, Ended(6, "", ""))
    assert world.run(*record(world, 1)).code == 0
