"""Is a ledger found, made and opened where it should be, and nowhere else?"""

import datetime
import errno
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest

from ledger import folder
from ledger.errors import Broken, LedgerError, NotFound, Refused, Usage
from ledger.folder import KeysMissing

KEY = "0123456789abcdef" * 4


def names(path: Path) -> set[str]:
    """What lies in a folder."""
    return {each.name for each in path.iterdir()}


def test_a_new_ledger_is_a_folder_of_three_files(tmp_path: Path) -> None:
    """Settings, entries, keys: nothing else, closed and ready, and nothing appended."""
    folder.create(tmp_path / "a" / "phoenix", "Phoenix")
    assert names(tmp_path / "a" / "phoenix") == {"ledger.toml", "ledger.db", "keys.db"}
    opened = folder.open_ledger(tmp_path / "a" / "phoenix")
    assert (opened.settings.name, opened.settings.time_zone, opened.settings.store, opened.settings.audience) == (
        "Phoenix", "Europe/London", "embedded", "team")
    assert opened.entries.head().position == 0
    opened.entries.close()
    assert names(tmp_path / "a" / "phoenix") == {"ledger.toml", "ledger.db", "keys.db"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_on_the_machine_may_look_into_it(tmp_path: Path) -> None:
    """Folder, entries, keys and master key are their owner's alone, also the files beside an open database."""
    folder.create(tmp_path / "phoenix", "Phoenix")
    opened = folder.open_ledger(tmp_path / "phoenix")
    private = [path for path in (tmp_path / "phoenix").iterdir() if path.name != "ledger.toml"]
    (key,) = (tmp_path / "config" / "keys").iterdir()
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in [*private, key]} == {path.name: 0o600 for path in [*private, key]}
    assert stat.S_IMODE((tmp_path / "phoenix").stat().st_mode) == 0o700
    opened.entries.close()


def test_the_recovery_copy_opens_the_ledger_without_the_key_file(tmp_path: Path) -> None:
    """What is printed once is all that is needed, dashes, spaces and capitals or not."""
    recovery = folder.create(tmp_path / "phoenix", "Phoenix")
    (key,) = (tmp_path / "config" / "keys").iterdir()
    key.unlink()
    with pytest.raises(KeysMissing):
        folder.open_ledger(tmp_path / "phoenix")
    for copy in (recovery, recovery.replace("-", ""), recovery.upper(), f" {recovery} "):
        opened = folder.open_ledger(tmp_path / "phoenix", {"OUTCOMES_KEY": copy})
        assert opened.keys is not None
        opened.entries.close()
    assert recovery.replace("-", "") not in (tmp_path / "phoenix" / "keys.db").read_bytes().hex()


def test_a_key_given_by_the_environment_is_written_nowhere(tmp_path: Path) -> None:
    """With OUTCOMES_KEY there is no key file, no recovery copy, and the ledger opens by it alone."""
    environ = {"OUTCOMES_KEY": KEY, "OUTCOMES_CONFIG": str(tmp_path / "config")}
    assert folder.create(tmp_path / "phoenix", "Phoenix", environ=environ) == ""
    assert not (tmp_path / "config").exists()
    folder.open_ledger(tmp_path / "phoenix", environ).entries.close()
    with pytest.raises(Broken, match="does not open"):
        folder.open_ledger(tmp_path / "phoenix", {"OUTCOMES_KEY": KEY[::-1]})


@pytest.mark.parametrize("key", ["xyz", KEY[:-1], KEY + "0", "0" * 63 + "g", "\u0660" * 64])
def test_a_key_that_is_none_is_refused_and_nothing_is_made(tmp_path: Path, key: str) -> None:
    """No half a ledger is left behind, so the next try with a good key works."""
    with pytest.raises(Usage, match="OUTCOMES_KEY does not hold a master key"):
        folder.create(tmp_path / "phoenix", "Phoenix", environ={"OUTCOMES_KEY": key})
    assert not (tmp_path / "phoenix").exists()
    folder.create(tmp_path / "phoenix", "Phoenix", environ={"OUTCOMES_KEY": KEY})


def test_a_ledger_whose_key_cannot_be_kept_is_not_made(tmp_path: Path) -> None:
    """Where the configuration folder cannot be written, no ledger is left that nobody could open."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises((LedgerError, OSError)):
        folder.create(tmp_path / "phoenix", "Phoenix", environ={"OUTCOMES_CONFIG": str(tmp_path / "file")})
    assert not (tmp_path / "phoenix").exists()
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_with_anything_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    """A ledger is made in a new or an empty folder; a file, a full folder or another ledger is not touched."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep me")
    (tmp_path / "file").write_text("keep me")
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "full", tmp_path / "file"):
        with pytest.raises(Refused, match="nothing was changed"):
            folder.create(path, "Phoenix")
    assert names(tmp_path / "full") == {"letter.txt"}
    assert (tmp_path / "file").read_text() == "keep me"
    folder.create(tmp_path / "empty", "Phoenix")
    before = {path.name: path.read_bytes() for path in (tmp_path / "empty").iterdir()}
    with pytest.raises(Refused):
        folder.create(tmp_path / "empty", "Phoenix")
    assert {path.name: path.read_bytes() for path in (tmp_path / "empty").iterdir()} == before


def test_two_who_make_the_same_ledger_at_once_leave_one_that_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one who came second is refused, and what the first made is still there."""
    claim, first = folder._claim, list[bool]()

    def after_another(file: Path, made: list[Path]) -> None:
        if not first:
            first.append(True)
            file.parent.rmdir()
            folder.create(file.parent, "First")
        claim(file, made)

    monkeypatch.setattr(folder, "_claim", after_another)
    with pytest.raises(Refused):
        folder.create(tmp_path / "phoenix", "Second")
    assert folder.read_settings(tmp_path / "phoenix").name == "First"
    folder.open_ledger(tmp_path / "phoenix").entries.close()


def test_a_time_zone_that_is_none_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    """Also one that tries to be a path."""
    for zone in ("Europe/Londno", "", "../../etc/passwd", "a\0b", "x" * 300, "Europe"):
        with pytest.raises(Usage, match="is not a time zone"):
            folder.create(tmp_path / "phoenix", "Phoenix", time_zone=zone)
    assert not (tmp_path / "phoenix").exists()


@pytest.mark.parametrize("name", ['Phoenix "North" \\ East', "Ph\u0153nix\n[x]", "x" * 500, "#", "\ud800", "\u2028\x00\x7f"])
def test_any_name_can_be_given_and_read_back(tmp_path: Path, name: str) -> None:
    """A service may be called anything; what cannot be printed becomes a space."""
    folder.create(tmp_path / "phoenix", name)
    read = folder.read_settings(tmp_path / "phoenix").name
    assert read == "".join(c if c.isprintable() else " " for c in name)


@pytest.mark.parametrize(("text", "says"), [
    ("name = ", "cannot be read"), ("\udcff", "cannot be read"), ("a = " + "[" * 5000, "cannot be read"), ('time_zone = "Mars/Base"', "time zone"),
    ("time_zone = 5", "time zone"), ('audience = "everyone"', "audience"), ('store = "postgresql://x"', "store")])
def test_settings_that_are_wrong_are_said_to_be_wrong(tmp_path: Path, text: str, says: str) -> None:
    """The file and what is wrong with it are named; nothing is taken by default."""
    folder.create(tmp_path / "phoenix", "Phoenix")
    (tmp_path / "phoenix" / "ledger.toml").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Usage, match=says):
        folder.open_ledger(tmp_path / "phoenix")


def test_settings_that_are_left_out_have_their_defaults(tmp_path: Path) -> None:
    """An empty ledger.toml is a ledger with the folder's name."""
    folder.create(tmp_path / "phoenix", "Phoenix")
    (tmp_path / "phoenix" / "ledger.toml").write_text("")
    settings = folder.read_settings(tmp_path / "phoenix")
    assert (settings.name, settings.time_zone, settings.store, settings.audience) == ("phoenix", "Europe/London", "embedded", "team")


def test_a_ledger_is_found_given_named_or_upwards(tmp_path: Path) -> None:
    """What is given goes before OUTCOMES_LEDGER, and that before the nearest folder upwards; empty is unset."""
    for name in ("one", "two", "three"):
        folder.create(tmp_path / name, name)
    below = tmp_path / "three" / "a" / "b"
    below.mkdir(parents=True)
    named = {"OUTCOMES_LEDGER": str(tmp_path / "two")}
    assert folder.find(str(tmp_path / "one"), named, below) == tmp_path / "one"
    assert folder.find(None, named, below) == tmp_path / "two"
    assert folder.find(None, {"OUTCOMES_LEDGER": ""}, below) == (tmp_path / "three").resolve()
    assert folder.find("", {}, tmp_path / "three") == (tmp_path / "three").resolve()


def test_what_is_no_ledger_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads nowhere does not fall back to another ledger."""
    folder.create(tmp_path / "one", "one")
    monkeypatch.chdir(tmp_path / "one")
    for given, environ in (("elsewhere", {}), (None, {"OUTCOMES_LEDGER": "elsewhere"}), ("x" * 300, {}), ("a\0b", {})):
        with pytest.raises(NotFound, match="is not a ledger"):
            folder.find(given, environ)
    with pytest.raises(NotFound, match="no ledger in this folder or above"):
        folder.find(None, {}, tmp_path)
    with pytest.raises(NotFound):
        folder.open_ledger(tmp_path)


def test_a_ledger_without_its_entries_is_broken_and_none_are_made(tmp_path: Path) -> None:
    """A missing ledger.db is not replaced by an empty one."""
    folder.create(tmp_path / "phoenix", "Phoenix")
    (tmp_path / "phoenix" / "ledger.db").unlink()
    with pytest.raises(Broken, match="is missing"):
        folder.open_ledger(tmp_path / "phoenix")
    assert names(tmp_path / "phoenix") == {"ledger.toml", "keys.db"}


def test_another_programs_database_is_broken_and_left_as_it_is(tmp_path: Path) -> None:
    """A database that is no ledger gets no tables of ours."""
    folder.create(tmp_path / "phoenix", "Phoenix")
    database = tmp_path / "phoenix" / "ledger.db"
    database.unlink()
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("CREATE TABLE shopping (item)")
    with pytest.raises(Broken):
        folder.open_ledger(tmp_path / "phoenix")
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("shopping",)]


def test_without_keys_a_ledger_opens_for_an_auditor_only(tmp_path: Path) -> None:
    """A missing key file or keys.db is named, with what would help; an auditor opens the rest."""
    folder.create(tmp_path / "phoenix", "Phoenix")
    nowhere = {"OUTCOMES_CONFIG": str(tmp_path / "nowhere")}
    with pytest.raises(KeysMissing, match="not on this computer") as caught:
        folder.open_ledger(tmp_path / "phoenix", nowhere)
    assert caught.value.exit_code == 3
    audited = folder.open_ledger(tmp_path / "phoenix", nowhere, need_keys=False)
    assert audited.keys is None
    assert audited.stream_of("programme") == "programme"
    audited.entries.close()
    (tmp_path / "phoenix" / "keys.db").unlink()
    with pytest.raises(KeysMissing, match=r"keys\.db is missing"):
        folder.open_ledger(tmp_path / "phoenix")


@pytest.mark.parametrize(("environ", "system", "there"), [
    ({"OUTCOMES_CONFIG": "/c"}, "posix", "/c/keys"), ({"OUTCOMES_CONFIG": "", "XDG_CONFIG_HOME": "/x"}, "posix", "/x/outcomes-ledger/keys"),
    ({"APPDATA": "/a"}, "nt", "/a/outcomes-ledger/keys"), ({"OUTCOMES_CONFIG": "/c", "APPDATA": "/a"}, "nt", "/c/keys")])
def test_the_key_lies_where_the_system_keeps_such_things(
        environ: dict[str, str], system: str, there: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's configuration folder, never the ledger's."""
    monkeypatch.setattr(folder, "os", SimpleNamespace(name=system))
    assert folder.key_file(b"L" * 16, environ) == Path(there) / f"{'4c' * 16}.key"


def test_without_any_word_the_key_lies_below_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux and macOS in ~/.config, on Windows in AppData."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder.key_file(b"L" * 16, {}) == tmp_path / ".config/outcomes-ledger/keys" / f"{'4c' * 16}.key"
    monkeypatch.setattr(folder, "os", SimpleNamespace(name="nt"))
    assert folder.key_file(b"L" * 16, {}) == tmp_path / "AppData/Roaming/outcomes-ledger/keys" / f"{'4c' * 16}.key"


@pytest.mark.parametrize(("zone", "moment", "day"), [
    ("Europe/London", "2021-10-20T22:59:59.999999+00:00", "2021-10-20"), ("Europe/London", "2021-10-20T23:00:00+00:00", "2021-10-21"),
    ("Europe/London", "2021-01-20T23:59:59.999999+00:00", "2021-01-20"), ("Pacific/Auckland", "2021-10-20T11:00:00+00:00", "2021-10-21"),
    ("America/New_York", "2021-10-21T03:59:59.999999+00:00", "2021-10-20")])
def test_a_day_ends_at_the_ledgers_own_midnight(ledger: folder.Ledger, zone: str, moment: str, day: str) -> None:
    """Whose midnight ends a day is a setting; summer time is known."""
    there = attrs.evolve(ledger, settings=attrs.evolve(ledger.settings, time_zone=zone))
    at = round(datetime.datetime.fromisoformat(moment).timestamp() * 1_000_000)
    assert there.day_of(at).isoformat() == day
    assert at < there.end_of(there.day_of(at))
    assert there.day_of(there.end_of(there.day_of(at))) == there.day_of(at) + datetime.timedelta(1)
    assert there.day_of(there.end_of(there.day_of(at)) - 1) == there.day_of(at)


def test_the_first_and_last_day_there_are_have_an_end(ledger: folder.Ledger) -> None:
    """--known-by with a day at the end of the calendar is later than everything, not a bug."""
    assert ledger.end_of(datetime.date.max) > ledger.end_of(datetime.date(2200, 1, 1))
    assert ledger.end_of(datetime.date.min) < 0


def test_a_file_that_cannot_take_its_place_leaves_the_old_one_and_no_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole or not at all: on a full disk what was there is there, alone."""
    folder.put(tmp_path / "head", "old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        folder.put(tmp_path / "head", "new")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"head": "old"}


def test_what_need_not_outlive_the_power_waits_for_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note of what was read costs its reader no time; it is closed to others, and whole, all the same."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    folder.put(tmp_path / "config" / "reads", "1", durable=False)
    assert synced == []
    folder.put(tmp_path / "config" / "head", "1")
    assert len(synced) == 2   # the file and its name
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "config").iterdir()} == {0o600}
    assert names(tmp_path / "config") == {"reads", "head"}


@pytest.mark.parametrize(("said", "fails"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_disk_that_fails_is_no_file_system_that_keeps_names_by_itself(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int, fails: bool) -> None:
    """Some file systems know no syncing of a folder, and that is well; where the disk fails nothing is said to be kept."""
    synced: list[int] = []

    def fsync(opened: int) -> None:
        synced.append(opened)
        raise OSError(said, os.strerror(said))
    monkeypatch.setattr(os, "fsync", fsync)
    if fails:
        with pytest.raises(OSError, match="Input/output"):
            folder.keep_names(tmp_path)
    else:
        folder.keep_names(tmp_path)
    (opened,) = synced
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(opened)


def test_windows_is_not_asked_to_sync_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It opens no folder as a file: a ledger could not be made there."""
    monkeypatch.setattr(folder, "os", SimpleNamespace(name="nt"))   # anything that is asked of it fails
    folder.keep_names(tmp_path)
