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
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest
from crashes import Ended, can_trace, cut_off, ended, faulted, start

from ledger import audit, folder, recording
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
    """A ledger that is worked with, and what is known of what was done: references by what they were acknowledged as."""

    place: Path
    tried: list[str] = attrs.field(factory=list)
    acknowledged: list[str] = attrs.field(factory=list)
    women: int = 1
    gone: int = 0

    @property
    def path(self) -> Path:
        return self.place / "phoenix"

    def opened(self) -> folder.Ledger:
        return folder.open_ledger(self.path)

    def say(self, *rows: dict[str, Any]) -> None:
        ledger = self.opened()
        recording.append(ledger, [Said(statement(row, "practitioner")) for row in rows], Author("P-03", NOW))
        ledger.entries.close()


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


def import_(world: World, number: int) -> list[str]:
    world.tried += [f"import-{number}-{row}" for row in range(ROWS)]
    file = world.place / f"import-{number}.jsonl"
    file.write_text("".join(json.dumps({**CONTACT, "key": f"import-{number}-{row}"}) + "\n" for row in range(ROWS)))
    return ["import", str(file), "--yes"]


def erase(world: World, number: int) -> list[str]:
    world.women += 1
    world.say(identified(f"W-{number + 5000}"))
    return ["erase", f"W-{number + 5000}", *WHY]


def replay(world: World, _: int) -> list[str]:
    return ["replay", "--into", str(world.place / "views.db")]


def backup(world: World, _: int) -> list[str]:
    return ["backup", str(world.place / "usb"), "--keys", str(world.place / "safe")]


def restore(world: World, number: int) -> list[str]:
    return ["restore", str(world.place / "usb"), "--keys", str(world.place / "safe"), "--into", str(world.place / f"back-{number}")]


ACTS: dict[str, Callable[[World, int], list[str]]] = {
    "record": record, "import": import_, "erase": erase, "replay": replay, "backup": backup, "restore": restore}


def done(act: str, end: Ended) -> bool:
    """Whether a command acknowledged what it did."""
    return end.code == 0 or any(line.startswith(("Recorded", "Saved", "Erased", "Wrote", "Backed up", "Restored")) for line in end.out.splitlines())


def stands(world: World, act: str, number: int, end: Ended) -> None:
    """Raise AssertionError where anything is not as it must be after a command that was cut off or failed."""
    assert end.code != 70 and "Traceback" not in end.err, end
    checked = audit.check(world.path, os.environ)
    assert checked.verdict == "ok", (end, checked.findings)
    for part in world.path.glob("*.db-journal"):
        assert part.stat().st_size >= 0
    if act in ("record", "import") and done(act, end):
        world.acknowledged += [name for name in world.tried if name == f"{act}-{number}" or name.startswith(f"{act}-{number}-")]
    _told_once(world, act, number, end)
    if act == "erase":
        _wholly_gone_or_there(world, f"W-{number + 5000}", end)
    if act == "replay" and (world.place / "views.db").exists():
        with closing(sqlite3.connect(world.place / "views.db")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    if act == "restore":
        _restored_or_no_ledger(world.place / f"back-{number}", end)


def _told_once(world: World, act: str, number: int, end: Ended) -> None:
    ledger = world.opened()
    there = Counter(name for entry in ledger.entries.backwards() for name in (entry.said.key or entry.said.source_ref,) if name)
    ledger.entries.close()
    assert set(there.values()) <= {1}, "an entry is there twice"
    assert set(world.acknowledged) <= set(there) <= set(world.tried), (end, set(world.acknowledged) - set(there))
    assert sum(name.startswith(f"{act}-{number}-") for name in there) in (0, ROWS), "an import is there by half"
    if "othing was saved" in end.err:
        assert not any(name == f"{act}-{number}" or name.startswith(f"{act}-{number}-") for name in there), end


def _wholly_gone_or_there(world: World, woman: str, end: Ended) -> None:
    """The next command finishes what was begun; then nothing is owed."""
    finished = start(["women"], world.place / "women")
    after = ended(finished, world.place / "women")
    assert after.code == 0, (end, after)
    ledger = world.opened()
    assert ledger.keys is not None
    stream = ledger.stream_of(woman)
    receipts = [entry for entry in ledger.entries.stream("programme") if entry.said.kind == "woman-erased" and entry.said.event.stream == stream]
    fenced, keyed, owed = stream in ledger.keys.fenced(), stream in ledger.keys.streams(), ledger.keys.owed
    ledger.entries.close()
    assert (fenced, keyed, len(receipts), owed) in ((True, False, 1, {}), (False, True, 0, {})), (end, after)
    assert fenced or not done("erase", end)
    world.gone += fenced
    checked = audit.check(world.path, os.environ)
    assert (checked.verdict, [each.code for each in checked.findings if each.code == "erasure-unfinished"]) == ("ok", [])


def _restored_or_no_ledger(back: Path, end: Ended) -> None:
    if (back / "ledger.toml").exists():
        checked = audit.check(back, os.environ)   # the keys of a backup that was cut off are newer than its entries: some have none yet
        assert checked.verdict in ("ok", "findings") and {each.code for each in checked.findings if each.severity != "note"} <= {"key-unused"}, end
    else:
        assert not done("restore", end)


def killed(world: World, times: int, seed: int) -> Counter[str]:
    """Kill each kind of command at random moments; how many were cut off before they ended."""
    drawn, took = random.Random(seed), dict[str, float]()
    counted: Counter[str] = Counter()
    for number in range(len(ACTS) + times):
        act = list(ACTS)[number % len(ACTS)]
        words = ACTS[act](world, number)
        if act not in took:   # once undisturbed
            began = time.monotonic()
            end = ended(start(words, world.place / "said"), world.place / "said")
            took[act] = time.monotonic() - began
            assert end.code == 0, (words, end)
        else:
            end = cut_off(words, world.place / "said", drawn.uniform(0.001, took[act]))
            counted[act] += end.code == -9
            counted["all"] += 1
        stands(world, act, number, end)
        shutil.rmtree(world.place / f"back-{number}", ignore_errors=True)
    return counted


@pytest.fixture(autouse=True)
def here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_LEDGER", str(world.path))


def test_whatever_is_killed_leaves_the_ledger_whole(world: World) -> None:
    """18 commands killed at random moments."""
    counted = killed(world, 18, 2021)
    assert counted["all"] == 18


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_kills_leave_the_ledger_whole(world: World, seed: int) -> None:
    """Ten ledgers, a hundred kills each; most of them hit a command at work."""
    counted = killed(world, 102, seed)
    assert counted["all"] >= 100 and sum(counted[act] for act in ACTS) > 40


# Calls of the system that fail.

CALLS = ("openat", "write", "pwrite64", "fsync", "fdatasync", "?rename,?renameat,?renameat2", "?unlink,?unlinkat", "ftruncate")
TRACES = pytest.mark.skipif(not can_trace(), reason="strace is not here, or may not trace")


def fails_in_turn(world: World, act: str, calls: str, error: str, first: int = 1, step: int = 1) -> tuple[int, set[int]]:
    """Let the first, second, ... call of a kind fail until there are no more; how many there were, and the exit codes."""
    codes, number = set[int](), first
    while True:
        count = len(world.tried) + world.women + 100_000
        end = faulted(ACTS[act](world, count), world.place / "said", calls, error, number)
        stands(world, act, count, end)
        if not end.failed:
            return number - 1, codes
        assert end.code in (0, 4, 6), (calls, error, number, end)
        codes.add(end.code)
        number += step


@TRACES
@pytest.mark.parametrize("act", ["record", "erase"])
def test_a_disk_that_fails_when_it_is_to_keep_something_leaves_the_ledger_whole(world: World, act: str) -> None:
    """Every third fdatasync of it fails in turn: it is refused, or was done; never by half."""
    many, _ = fails_in_turn(world, act, "fdatasync", "EIO", 1, 3)
    assert many >= (3 if act == "record" else 9)


@pytest.mark.slow
@TRACES
@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EINTR"])
@pytest.mark.parametrize("act", ["record", "import", "erase", "backup"])
def test_every_call_that_fails_leaves_the_ledger_whole(world: World, act: str, error: str) -> None:
    """Each call of each kind, one at a time."""
    counted = {calls: fails_in_turn(world, act, calls, error)[0] for calls in CALLS}
    assert counted["openat"] > 5 and sum(counted.values()) > 20, counted
    print(act, error, counted)


# A disk that is full, cannot be written, or is held.


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def filled(disk: Path, left: int) -> None:
    """Fill a disk but for so many bytes."""
    there = os.statvfs(disk)
    (disk / "fill").write_bytes(bytes(max(0, there.f_bavail * there.f_frsize - left)))


@pytest.mark.parametrize("act", ["record", "import", "erase"])
def test_a_full_disk_leaves_the_ledger_whole(disk: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much room is left: what was acknowledged is kept, and with room again all goes on. Keys lie on it too."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(disk / "config"))
    world, codes = world_in(disk / "world"), set[int]()
    monkeypatch.setenv("OUTCOMES_LEDGER", str(world.path))
    for number, left in enumerate((0, 4096, 8192, 12288, 20480, 40960, 65536)):
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
    for name in ("ledger.db", "keys.db"):
        with closing(sqlite3.connect(world.path / name, isolation_level=None)) as db:
            db.execute("BEGIN EXCLUSIVE")
            for number, act in enumerate(("record", "import", "erase")):
                words = {"record": record, "import": import_}[act](world, number) if act != "erase" else ["erase", "W-0001", *WHY]
                end = ended(start(words, world.place / "said"), world.place / "said")
                assert end.code == 6 and end.out == "", (name, end)
        world.tried.clear()
    stands(world, "record", 0, Ended(6, "", ""))
