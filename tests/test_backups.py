"""Does a backup say what hinders it, and does a restore know what it can be compared with?"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ledger import backups
from ledger.errors import Refused
from ledger.folder import Ledger, open_ledger

JADE = {"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"}


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    """The machine of these tests."""
    return {"OUTCOMES_CONFIG": str(tmp_path / "config")}


@pytest.fixture
def hers(ledger: Ledger, say: Callable[..., Any]) -> Ledger:
    """A ledger with one woman, and two disks."""
    say(JADE)
    for disk in ("usb", "safe"):
        Path(disk).mkdir()
    return ledger


def place(hers: Ledger, disk: str) -> Path:
    """Where a disk's backup of it lies."""
    return Path(disk) / f"outcomes-{hers.entries.ledger_id.hex()}"


def test_a_backup_that_finds_no_place_is_refused_and_not_remembered(hers: Ledger, environ: Mapping[str, str]) -> None:
    """It says why; and nobody is told later that a backup was made."""
    place(hers, "usb").write_text("somebody's file", encoding="ascii")
    with pytest.raises(Refused, match=r"File exists\. Nothing was backed up"):
        backups.backup(hers, Path("usb"), None, environ)
    assert place(hers, "usb").read_text(encoding="ascii") == "somebody's file"
    assert backups.targets(hers.entries.ledger_id, environ) == []
    assert backups.last_made(hers.entries.ledger_id, environ) is None
    assert backups.last_head(hers.entries.ledger_id, environ) is None


def test_a_disk_that_cannot_be_written_was_not_told_and_keeps_what_it_has(hers: Ledger, environ: Mapping[str, str]) -> None:
    """It is named as one that does not know yet; the others are told, and the keys are gone all the same."""
    backups.backup(hers, Path("usb"), Path("safe"), environ)
    before = (place(hers, "usb") / "erased").read_bytes()
    (place(hers, "usb") / "erased.part").mkdir()   # where the new list would be written
    assert backups.tell_targets(hers, environ) == ([Path("safe").resolve()], [Path("usb").resolve()])
    assert (place(hers, "usb") / "erased").read_bytes() == before
    assert not (place(hers, "safe") / "keys.db").exists()


def test_an_earlier_head_takes_no_later_ones_place(hers: Ledger, environ: Mapping[str, str]) -> None:
    """Else a backup that lacks the newest entries would be taken for a whole one."""
    for size in (7, 5, 0):
        backups.note_head(hers.entries.ledger_id, size, bytes([size]) * 32, environ)
        assert backups.last_head(hers.entries.ledger_id, environ) == (7, b"\x07" * 32)
    backups.note_head(hers.entries.ledger_id, 8, b"\x08" * 32, environ)
    assert backups.last_head(hers.entries.ledger_id, environ) == (8, b"\x08" * 32)


def test_a_computer_that_knows_no_head_says_that_it_has_none_to_compare_with(
        hers: Ledger, environ: Mapping[str, str], run: Callable[..., Any]) -> None:
    """After a fire: a new computer, one disk, and nobody's word on how long the record was."""
    backups.backup(hers, Path("usb"), None, environ)
    shutil.rmtree("config")
    ran = run("restore", "usb", "--into", "back", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert '"stands": "has nothing to compare with"' in ran.out
    assert "No head is known to compare it with" in run("restore", "usb", "--into", "again").out


@pytest.mark.parametrize(("name", "content", "says"), [
    ("ledger.toml", 'store = "postgresql://elsewhere/x"\n', "it names a server, not the entries beside it"),
    ("head.note", "rubbish\n", "it is no checkpoint")])
def test_a_backup_whose_own_files_were_altered_is_not_restored(
        hers: Ledger, environ: Mapping[str, str], run: Callable[..., Any], name: str, content: str, says: str) -> None:
    """The file is named, nothing is made, and the backup stays as it is."""
    backups.backup(hers, Path("usb"), None, environ)
    (place(hers, "usb") / name).write_text(content, encoding="utf-8")
    ran = run("restore", "usb", "--into", "back")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith(f"{place(hers, 'usb') / name} was altered: {says}")
    assert not Path("back").exists()
    assert (place(hers, "usb") / name).read_text(encoding="utf-8") == content


def test_a_backup_that_was_cut_off_before_its_head_was_written_is_restored(
        hers: Ledger, environ: Mapping[str, str], run: Callable[..., Any]) -> None:
    """Its entries verify by themselves; what this computer remembers says whether any are missing."""
    backups.backup(hers, Path("usb"), None, environ)
    (place(hers, "usb") / "head.note").unlink()
    ran = run("restore", "usb", "--into", "back")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Restored 1 entry to back. It is just as at the last head that is known.")
    assert not (Path("back") / "head.note").exists()


def test_keys_of_women_whose_entries_came_after_the_copy_are_not_restored(
        hers: Ledger, environ: Mapping[str, str], say: Callable[..., Any], author: Any) -> None:
    """Keys are copied last: who was new between the two has a key there and nothing that it opens, and a check would wonder why."""
    assert hers.keys is not None
    copied = backups._keys

    def meanwhile(*given: Any) -> Any:
        say({**JADE, "woman": "W-0012"})
        return copied(*given)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backups, "_keys", meanwhile)
        backups.backup(hers, Path("usb"), Path("safe"), environ)
    backups.restore(Path("usb"), Path("safe"), Path("back"), None, None, author, environ)
    again = open_ledger(Path("back"), environ)
    assert again.keys is not None and again.keys.streams() == {hers.stream_of("W-0007")} < hers.keys.streams()
    again.entries.close()
