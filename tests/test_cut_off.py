"""What a command leaves that was cut off between two files: is it told apart from what somebody did, and made good?"""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import audit, backups, begun, erasure, folder
from ledger.store import Entries

Command = Callable[..., Any]
HER = {"kind": "woman-identified", "woman": "W-0001", "occurred": "2021-01-01", "route": "self", "care_experienced": "no"}
SHE = ("record", "woman-identified", "W-0009", "--occurred", "2021-01-01", "--route", "self", "--care-experienced", "no")
WHY = ("--authority", "information governance", "--reason", "asked for", "--yes")


@pytest.fixture(autouse=True)
def hers(ledger: folder.Ledger, say: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """One woman, one entry."""
    say(HER)
    monkeypatch.setenv("OUTCOMES_LEDGER", str(ledger.path))


def found() -> tuple[str, list[str]]:
    """What a check says: its verdict, and what it found beside clocks that were set."""
    checked = audit.check(Path("phoenix"), os.environ)
    return checked.verdict, [each.code for each in checked.findings if each.code != "clock-set"]


def cuts_off(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def noted() -> list[str]:
    return sorted(file.name for file in Path("config/keys").glob("*.begun-*"))


def test_an_append_that_was_cut_off_after_her_key_was_made_is_no_finding(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is content and says what the key is; once she is recorded, nothing is left of it."""
    with monkeypatch.context() as context:
        context.setattr(Entries, "append", cuts_off)
        assert run(*SHE).code == 130
    assert found() == ("ok", ["append-cut-off"]) and len(noted()) == 1
    assert run(*SHE).code == 0
    assert found() == ("ok", []) and noted() == []


def test_a_key_whose_entries_were_removed_is_a_finding_still(ledger: folder.Ledger, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also beside one of an append that was cut off; and where another computer looks, which cannot know."""
    with monkeypatch.context() as context:
        context.setattr(Entries, "append", cuts_off)
        run(*SHE)
    assert ledger.keys is not None
    ledger.keys.ensure(["e" * 32, "f" * 32])
    assert found() == ("findings", ["append-cut-off", "key-unused"])
    assert "2 keys have no entries: their entries were removed" in run("check").out
    Path(f"config/keys/{noted()[0]}").unlink()
    assert found() == ("findings", ["key-unused"])


@pytest.mark.usefixtures("from_another_computer")
def test_two_who_record_the_same_new_woman_leave_no_note(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one who comes second takes back what it noted, whatever becomes of it then."""
    append = Entries.append

    def after_another(entries: Entries, *words: Any, **more: Any) -> Any:
        monkeypatch.setattr(Entries, "append", append)
        assert run(*SHE).code == 0
        return append(entries, *words, **more)
    monkeypatch.setattr(Entries, "append", after_another)
    run(*SHE)
    assert found() == ("ok", []) and noted() == []


def test_of_an_append_that_was_cut_off_what_is_recorded_is_forgotten(ledger: folder.Ledger, run: Command, tmp_path: Path,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two women of one file the first is recorded by herself: the key of the other is still told of, until she is too."""
    rows = [{**HER, "woman": "W-0009", "occurred": "2021-01-01"}, {**HER, "woman": "W-0010"}]
    (tmp_path / "two.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    with monkeypatch.context() as context:
        context.setattr(Entries, "append", cuts_off)
        assert run("import", "two.jsonl", "--yes").code == 130
    assert run(*[word.replace("0009", "0011") for word in SHE]).code == 0
    assert len(begun.cut_off(ledger.entries.ledger_id)) == 2
    assert run(*SHE).code == 0
    assert begun.cut_off(ledger.entries.ledger_id) == {ledger.stream_of("W-0010")} and found() == ("ok", ["append-cut-off"])
    assert run("import", "two.jsonl", "--yes").code == 0
    assert found() == ("ok", []) and noted() == []


def test_where_nothing_can_be_noted_all_is_recorded_the_same(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A master key in the environment, and no folder to write to."""
    (digits,) = (file.read_text().strip() for file in Path("config/keys").glob("*.key"))
    monkeypatch.setenv("OUTCOMES_KEY", digits)
    Path("taken").touch()
    monkeypatch.setenv("OUTCOMES_CONFIG", str(Path("taken").resolve()))
    assert run(*SHE).code == 0
    assert found() == ("ok", [])


def test_an_erasure_that_is_finished_tells_the_backups_too(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before it told them: the next command does, deletes her old keys there, and says so."""
    for name in ("usb", "safe"):
        Path(name).mkdir()
    assert run("backup", "usb", "--keys", "safe").code == 0
    with monkeypatch.context() as context:
        context.setattr(backups, "tell_targets", cuts_off)
        assert run("erase", "W-0001", *WHY).code == 130
    assert list(Path("safe").glob("*/keys.db")) and not any("1" in file.read_text().split("mark")[0] for file in Path("usb").glob("*/erased"))
    finished = run("women")
    assert finished.code == 0 and finished.err.count("was told, and its old keys were deleted") == 2
    assert not list(Path("safe").glob("*/keys.db"))
    (stream,) = erasure.receipts(folder.open_ledger(Path("phoenix")))
    assert all(stream in file.read_text() for file in Path("usb").glob("*/erased"))
    assert found() == ("ok", [])


@pytest.mark.parametrize("left", ["keys.db.part", "keys.db"])
def test_keys_that_a_backup_left_which_was_cut_off_are_found_by_an_erasure(left: str, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are deleted like any other; the doctor counts no backup that was never finished."""
    for name in ("usb", "safe"):
        Path(name).mkdir()
    with monkeypatch.context() as context:
        settle = backups._settle
        context.setattr(backups, "_settle", lambda file: cuts_off() if left.endswith(".part") else (settle(file), cuts_off()))
        assert run("backup", "usb", "--keys", "safe").code == 130
    assert [file.name for file in Path("safe").glob("*/*")] == [left]
    assert "no-backup-recorded" in run("doctor", "--json").out
    assert run("erase", "W-0001", *WHY).code == 0
    assert not list(Path("safe").glob("*/*"))


def test_keys_that_were_copied_later_than_the_entries_come_back_without_a_finding(run: Command) -> None:
    """Who was new between the two copies is not in the backup, nor is her key in what is restored."""
    for name in ("usb", "safe"):
        Path(name).mkdir()
    assert run("backup", "usb", "--keys", "safe").code == 0
    assert run(*SHE).code == 0
    (kept,) = Path("safe").glob("*/keys.db")
    shutil.copy("phoenix/keys.db", kept)
    assert run("restore", "usb", "--keys", "safe", "--into", "back").code == 0
    assert audit.check(Path("back"), os.environ).verdict == "ok"
    assert begun.cut_off(folder.open_ledger(Path("back")).entries.ledger_id) == set()


def test_a_head_that_a_disk_does_not_give_is_not_called_altered(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The restore is refused for what it is, and nothing is left of it."""
    for name in ("usb", "safe"):
        Path(name).mkdir()
    assert run("backup", "usb", "--keys", "safe").code == 0
    own = Path.read_text

    def fails(file: Path, *words: Any, **more: Any) -> str:
        if file.name == "head.note":
            raise OSError(errno.EIO, "Input/output error", str(file))
        return own(file, *words, **more)
    monkeypatch.setattr(Path, "read_text", fails)
    ran = run("restore", "usb", "--keys", "safe", "--into", "back")
    assert ran.code == 4 and "head.note: Input/output error." in ran.err and "altered" not in ran.err
    assert not Path("back").exists()
