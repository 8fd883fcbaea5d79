"""Is a woman forgotten for good, in every copy that we know of, while nothing else breaks?"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger import audit, backups, erasure, folder, recording, traces
from ledger.author import Author
from ledger.entries import Said
from ledger.errors import Broken, Busy, NotFound, Refused
from ledger.folder import Ledger, key_file
from ledger.reading import statement

WHY = ["--authority", "information governance, ref 12", "--reason", "asked for"]


@pytest.fixture
def erase(phoenix: Ledger, run: Callable[..., Any]) -> Callable[..., Any]:
    """Erase a woman of the log on the command line."""
    return lambda woman, *more: run("--ledger", "phoenix", "erase", woman, *WHY, "--yes", *more)


def environ(tmp_path: Path) -> dict[str, str]:
    """The machine of these tests."""
    return {"OUTCOMES_CONFIG": str(tmp_path / "config")}


def verdict(path: str = "phoenix", **environ: str) -> tuple[str, set[str]]:
    """What a check says, and the codes of what must or should be looked at."""
    checked = audit.check(Path(path), {"OUTCOMES_CONFIG": "config", **environ})
    return checked.verdict, {each.code for each in checked.findings if each.severity != "note"}


def test_an_erased_woman_is_in_no_figure_and_the_record_is_whole(erase: Callable[..., Any], run: Callable[..., Any]) -> None:
    """Figures say so; the receipt says nothing of her; nothing that was noted before breaks."""
    before = json.loads(run("--ledger", "phoenix", "check", "--json").out)["checkpoint"]
    ran = erase("W-0001")
    assert ran.code == 0, ran.err
    assert verdict() == ("ok", set())
    assert run("--ledger", "phoenix", "check", "--against", before).code == 0
    rows = {row["figure"]: row for row in json.loads(run("--ledger", "phoenix", "matrix", "--json").out)["rows"]}
    assert [rows["M09.ever-fitted"][name] for name in ("numerator", "denominator", "erased")] == [17, 20, 1]
    assert "W-0001" not in run("--ledger", "phoenix", "women", "--json").out
    assert run("--ledger", "phoenix", "show", "W-0001").code == 3
    assert run("--ledger", "phoenix", "record", "died", "W-0001", "--occurred", "2021-10-01").code == 4
    assert run("--ledger", "phoenix", "record", "died", "W-0002", "--occurred", "2021-10-01").code == 0


def test_no_older_copy_of_the_keys_opens_anything(phoenix: Ledger, erase: Callable[..., Any], tmp_path: Path) -> None:
    """Neither hers nor any other, though the master key of this computer be at hand."""
    shutil.copy(tmp_path / "phoenix" / "keys.db", tmp_path / "older.db")
    assert erase("W-0001").code == 0
    shutil.copytree(tmp_path / "phoenix", tmp_path / "stolen")
    shutil.copy(tmp_path / "older.db", tmp_path / "stolen" / "keys.db")
    with pytest.raises(Broken, match="master key does not open"):
        folder.open_ledger(tmp_path / "stolen", environ(tmp_path))


def test_nothing_of_her_keys_or_words_is_left_in_the_folder(phoenix: Ledger, erase: Callable[..., Any], tmp_path: Path) -> None:
    """No byte of the files holds her wrapped key, and no readable word about her was ever there."""
    stream = phoenix.stream_of("W-0001")
    with closing(sqlite3.connect(tmp_path / "phoenix" / "keys.db")) as db:
        ((wrapped,),) = db.execute("SELECT wrapped FROM wrapped_keys WHERE stream = ?", (stream,)).fetchall()
    phoenix.entries.close()
    assert erase("W-0001").code == 0
    for file in (tmp_path / "phoenix").rglob("*"):
        held = file.read_bytes() if file.is_file() else b""
        assert wrapped[12:] not in held and b"W-0001" not in held
    assert [file.stat().st_size for file in (tmp_path / "phoenix").glob("*-wal")] in ([], [0])


def test_the_master_key_is_renewed_and_its_old_one_gone(phoenix: Ledger, erase: Callable[..., Any], tmp_path: Path) -> None:
    """The new one is printed once, and opens; the old one is in no file."""
    file = key_file(phoenix.entries.ledger_id, environ(tmp_path))
    old = file.read_text(encoding="ascii").strip()
    said = json.loads(erase("W-0001", "--json").out)
    assert file.read_text(encoding="ascii").strip() == said["recovery"].replace("-", "") != old
    assert [each for each in (tmp_path / "config").rglob("*") if each.is_file() and old in each.read_text(encoding="utf-8")] == []
    assert verdict(OUTCOMES_CONFIG="nowhere", OUTCOMES_KEY=said["recovery"])[0] == "ok"
    with pytest.raises(Broken):
        folder.open_ledger(tmp_path / "phoenix", {"OUTCOMES_CONFIG": "nowhere", "OUTCOMES_KEY": old})


def test_a_master_key_held_by_the_environment_is_renewed_beside(phoenix: Ledger, run: Callable[..., Any], erase: Callable[..., Any],
                                                                monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What OUTCOMES_KEY holds cannot be changed from here: the new one is kept and found, also after a second erasure."""
    monkeypatch.setenv("OUTCOMES_KEY", key_file(phoenix.entries.ledger_id, environ(tmp_path)).read_text(encoding="ascii").strip())
    assert erase("W-0001").code == 0
    said = json.loads(erase("W-0002", "--json").out)
    assert run("--ledger", "phoenix", "funnel").code == 0
    assert verdict(OUTCOMES_KEY=said["recovery"])[0] == "ok"


def test_women_who_are_one_go_together(erase: Callable[..., Any], run: Callable[..., Any], phoenix: Ledger) -> None:
    """And one who was taken for her and is not, stays."""
    for other in ("W-0002", "W-0003"):
        run("--ledger", "phoenix", "record", "identities-merged", "W-0001", "--other", other, "--reason", "same", "--occurred", "2021-10-01")
    run("--ledger", "phoenix", "record", "merge-reversed", "W-0001", "--other", "W-0003", "--reason", "not", "--occurred", "2021-10-02")
    said = json.loads(erase("W-0002", "--json").out)
    assert said["streams"] == sorted(map(phoenix.stream_of, ("W-0001", "W-0002")))
    assert len(said["positions"]) == 2 and verdict() == ("ok", set())
    assert run("--ledger", "phoenix", "show", "W-0003").code == 0


def test_a_legal_hold_stops_it(erase: Callable[..., Any], run: Callable[..., Any]) -> None:
    """Until it is lifted."""
    hold = ["--authority", "coroner", "--occurred", "2021-10-01"]
    run("--ledger", "phoenix", "record", "legal-hold-set", "W-0001", "--reason", "inquest", *hold)
    ran = erase("W-0001")
    assert ran.code == 4 and "legal hold" in ran.err
    assert run("--ledger", "phoenix", "show", "W-0001").code == 0
    run("--ledger", "phoenix", "record", "legal-hold-lifted", "W-0001", *hold)
    assert erase("W-0001").code == 0


SET, LIFTED = "legal-hold-set", "legal-hold-lifted"


@pytest.mark.parametrize(("told", "by"), [
    ([(SET, "coroner", "2021-10-01"), (LIFTED, "police", "2021-10-02")], "coroner"),
    ([(SET, "coroner", "2021-10-01"), (SET, "police", "2021-10-01"), (LIFTED, "coroner", "2021-10-02")], "police"),
    ([(SET, "coroner", "2021-10-01"), (LIFTED, "Coroner ", "2021-10-02"), (LIFTED, "coroner", "2021-10-02"), (SET, "coroner", "2021-10-03")],
     "coroner"),
    ([(SET, "coroner", "2021-10-05"), (LIFTED, "coroner", "2021-10-04")], "coroner"),
    ([(LIFTED, "coroner", "2021-10-05"), (SET, "coroner", "2021-10-05")], "coroner"),
    ([(SET, "coroner", "2021-10"), (LIFTED, "coroner", "2021-09")], "coroner"),
    ([(SET, "coroner", "2021-10-01"), (SET, "coroner", "2021-10-02"), (LIFTED, " CORONER", "2021-10-02")], ""),
    ([(LIFTED, "coroner", "2021-10-06"), (SET, "coroner", "2021-10-05")], ""),
    ([(SET, "coroner", "2021-10-01"), ("withdrawn", "", "")], "")])
def test_a_hold_stands_until_its_own_authority_lifts_it(told: list[tuple[str, str, str]], by: str, ledger: Ledger, say: Callable[..., Any]) -> None:
    """Neither another's lifting nor one too many, nor one of an earlier day, lifts it; however the name was typed."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2021-01-01", "route": "forum", "care_experienced": "yes"})
    for kind, authority, day in told:
        say({"kind": kind, "woman": "W-0007", "occurred": "2021-10-21", "position": "2", "reason": "in error"} if kind == "withdrawn" else
            {"kind": kind, "woman": "W-0007", "occurred": day, "authority": authority, **({"reason": "inquest"} if kind == SET else {})})
    assert erasure.held(ledger, ["W-0007"]) == ({"W-0007": by} if by else {})
    if by:
        with pytest.raises(Refused, match=f"legal hold of {by}") as refused:
            erasure.erase(ledger, ["W-0007"], "a", "b", Author("P-03", 1_634_810_400_000_000))
        assert f'--authority "{by}"' in refused.value.hint
    assert ledger.keys is not None and ledger.keys.fenced() == set()


def test_a_hold_on_either_of_two_who_are_one_stops_it(ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any]) -> None:
    """Also where her identification was withdrawn, of whom it can still be lifted."""
    for woman in ("W-0007", "W-0008"):
        say({"kind": "woman-identified", "woman": woman, "occurred": "2021-01-01", "route": "forum", "care_experienced": "yes"})
    say({"kind": SET, "woman": "W-0008", "occurred": "2021-02-01", "authority": "coroner", "reason": "inquest"},
        {"kind": "identities-merged", "woman": "W-0007", "other": "W-0008", "reason": "same", "occurred": "2021-03-01"})
    ledger.entries.close()
    for woman in ("W-0007", "W-0008"):
        assert "stands on W-0008" in run("--ledger", "phoenix", "erase", woman, *WHY, "--yes").err
    run("--ledger", "phoenix", "withdraw", "2", "--reason", "in error")
    assert run("--ledger", "phoenix", "erase", "W-0008", *WHY, "--yes").code == 4
    assert run("--ledger", "phoenix", "record", LIFTED, "W-0008", "--authority", "coroner", "--occurred", "2021-05-01").code == 0
    said = json.loads(run("--ledger", "phoenix", "erase", "W-0008", *WHY, "--yes", "--json").out)
    assert len(said["streams"]) == 2 and verdict() == ("ok", set())


@pytest.mark.parametrize(("words", "code"), [
    (["W-9999", *WHY, "--yes"], 3), (["programme", *WHY, "--yes"], 4), (["W-0001", *WHY], 4), (["W-0001", "--reason", "x", "--yes"], 2),
    (["W-0001", "--authority", "", "--reason", "x", "--yes"], 2),
    (["W-0001", "--authority", "Mrs Smith, 07700 900123", "--reason", "x", "--yes"], 2)])
def test_what_cannot_be_meant_erases_nothing(words: list[str], code: int, run: Callable[..., Any], phoenix: Ledger) -> None:
    """Nobody of that name, the programme, nobody to ask, no authority, or her name in the receipt."""
    before = phoenix.entries.head()
    assert run("--ledger", "phoenix", "erase", *words).code == code
    assert phoenix.entries.head() == before and phoenix.keys is not None and phoenix.keys.fenced() == set()


def test_twice_is_said(erase: Callable[..., Any]) -> None:
    """The second time changes nothing."""
    assert erase("W-0001").code == 0
    ran = erase("W-0001")
    assert ran.code == 4 and "before" in ran.err


STEPS = ["write_next", "take_next", "_receipts", "keep", "_purged"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_erasure_that_is_cut_off_is_finished_or_never_was(step: str, when: str, phoenix: Ledger, run: Callable[..., Any],
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the power fails: the check is content, and after the next command she is wholly there or wholly gone."""
    own = getattr(erasure, step)

    def fails(*words: Any, **more: Any) -> Any:
        if when == "after":
            own(*words, **more)
        raise KeyboardInterrupt
    with monkeypatch.context() as context:
        context.setattr(erasure, step, fails)
        assert run("--ledger", "phoenix", "erase", "W-0001", *WHY, "--yes").code == 130
    assert verdict() == ("ok", set())
    there = run("--ledger", "phoenix", "show", "W-0001").code == 0
    assert there == (step == "write_next")
    assert verdict() == ("ok", set())
    assert [entry.said.kind for entry in phoenix.entries.stream("programme")].count("woman-erased") == (0 if there else 1)
    assert run("--ledger", "phoenix", "record", "died", "W-0002", "--occurred", "2021-10-01").code == 0


def test_who_opened_the_keys_before_cannot_write_with_them(phoenix: Ledger, erase: Callable[..., Any], say: Callable[..., Any]) -> None:
    """A new key wrapped under the old master key would open nothing."""
    assert erase("W-0001").code == 0
    with pytest.raises(Busy, match="renewed"):
        say({"kind": "woman-identified", "woman": "W-0900", "occurred": "2021-10-01", "route": "forum", "care_experienced": "yes"})
    with pytest.raises(Busy, match="renewed"):
        erasure.erase(phoenix, ["W-0002"], "a", "b", Author("P-03", 1_634_810_400_000_000))


def test_what_was_worked_out_from_her_entries_goes(erase: Callable[..., Any], run: Callable[..., Any], phoenix: Ledger, tmp_path: Path) -> None:
    """The cache and read models are deleted; a workbook is named, since it holds others too."""
    (tmp_path / "phoenix" / "cache.db").write_bytes(b"x")
    with closing(sqlite3.connect("views.db")) as db:
        db.execute(f"PRAGMA application_id = {erasure.READ_MODEL}")
        db.execute("CREATE TABLE t (x)")
    for name in ("week.xlsx", "pack.zip", "other.db"):
        Path(name).write_bytes(b"SQLite format 3\x00")
    traces.note(phoenix.entries.ledger_id, [Path(name) for name in ("views.db", "week.xlsx", "pack.zip", "other.db")], environ(tmp_path))
    ran = erase("W-0001")
    assert not any((tmp_path / name).exists() for name in ("phoenix/cache.db", "views.db", "pack.zip"))
    assert Path("week.xlsx").exists() and Path("other.db").exists() and "week.xlsx" in ran.out


# Backups.


@pytest.fixture
def disks(tmp_path: Path) -> tuple[str, str]:
    """Two disks."""
    for name in ("usb", "safe"):
        (tmp_path / name).mkdir()
    return "usb", "safe"


@pytest.fixture
def backed_up(phoenix: Ledger, run: Callable[..., Any], disks: tuple[str, str]) -> None:
    """A backup of the log, its keys apart."""
    ran = run("--ledger", "phoenix", "backup", "usb", "--keys", "safe")
    assert ran.code == 0, ran.err


def restore(run: Callable[..., Any], *more: str) -> Any:
    """Restore from the two disks."""
    return run("restore", "usb", "--keys", "safe", "--into", "back", *more)


def test_a_restored_ledger_gives_the_same_answers(backed_up: None, run: Callable[..., Any], phoenix: Ledger) -> None:
    """Byte for byte the same report, from copies made while it was open."""
    ran = restore(run)
    assert ran.code == 0 and "just as at the last head" in ran.out, ran.err
    assert verdict("back") == ("ok", set())
    assert run("--ledger", "back", "matrix", "--json").out == run("--ledger", "phoenix", "matrix", "--json").out


def test_entries_and_keys_never_lie_side_by_side(phoenix: Ledger, run: Callable[..., Any], disks: tuple[str, str]) -> None:
    """Whoever finds one disk can read nothing; and no backup lies in the ledger's own folder."""
    assert run("--ledger", "phoenix", "backup", "usb", "--keys", "usb").code == 4
    assert run("--ledger", "phoenix", "backup", "phoenix").code == 4
    assert run("--ledger", "phoenix", "backup", "nowhere").code == 3
    assert list(Path("usb").iterdir()) == []


def test_an_erasure_reaches_the_backups(backed_up: None, erase: Callable[..., Any], run: Callable[..., Any], phoenix: Ledger) -> None:
    """The keys there are deleted, and the list of the erased is written; what is not connected is said."""
    ran = erase("W-0001")
    assert "usb was told" in ran.out
    assert list(Path("safe").rglob("keys.db")) == []
    assert next(Path("usb").rglob("erased")).read_text(encoding="ascii").split()[:-2] == [phoenix.stream_of("W-0001")]
    shutil.rmtree("safe")
    assert "could not be reached" in erase("W-0002").out


def old_keys(run: Callable[..., Any]) -> tuple[Path, bytes, str]:
    """The keys' backup and the paper of the master key, as someone kept them against the rules."""
    (file,) = Path("safe").rglob("keys.db")
    (master,) = list(Path("config").rglob("*.key"))
    return file, file.read_bytes(), master.read_text(encoding="ascii").strip()


def test_a_restore_erases_again_whoever_was_erased_since(backed_up: None, erase: Callable[..., Any], run: Callable[..., Any],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    """Though old keys and the old master key were kept, nobody reads her again."""
    file, keys, master = old_keys(run)
    assert erase("W-0001").code == 0
    file.write_bytes(keys)
    monkeypatch.setenv("OUTCOMES_KEY", master)
    ran = restore(run, "--accept-loss", "the laptop was stolen")
    assert ran.code == 0 and "erased again" in ran.out, ran.err
    assert run("--ledger", "back", "show", "W-0001").code == 3
    assert verdict("back", OUTCOMES_KEY=master)[0] == "ok"


def test_a_restore_without_word_of_the_erased_is_refused(backed_up: None, run: Callable[..., Any]) -> None:
    """It cannot be known whom the ledger has forgotten."""
    next(Path("usb").rglob("erased")).unlink()
    ran = restore(run)
    assert ran.code == 4 and "erased" in ran.err and not Path("back").exists()


def test_a_signed_head_tells_a_restore_who_was_erased(backed_up: None, erase: Callable[..., Any], run: Callable[..., Any],
                                                      monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Even where this computer's own memory and the backup's list are older."""
    file, keys, master = old_keys(run)
    (listed,) = Path("usb").rglob("erased")
    older = listed.read_text(encoding="ascii")
    erase("W-0001")
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note")
    file.write_bytes(keys)
    listed.write_text(older, encoding="ascii")
    monkeypatch.setenv("OUTCOMES_CONFIG", str(tmp_path / "new-computer"))
    monkeypatch.setenv("OUTCOMES_KEY", master)
    ran = restore(run, "--against", "head.note", "--accept-loss", "fire")
    assert ran.code == 0, ran.err
    assert run("--ledger", "back", "show", "W-0001").code == 3


def test_an_older_backup_is_taken_only_with_a_reason_that_is_kept(backed_up: None, run: Callable[..., Any], phoenix: Ledger) -> None:
    """What is lost is counted, and stands in the log."""
    run("--ledger", "phoenix", "record", "died", "W-0002", "--occurred", "2021-10-01")
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note")
    ran = restore(run, "--against", "head.note")
    assert ran.code == 4 and "1 entry would be lost" in ran.err and not Path("back").exists()
    assert restore(run, "--against", "head.note", "--accept-loss", "the disk died").code == 0
    back = folder.open_ledger(Path("back"), {"OUTCOMES_CONFIG": "config"})
    last = back.entries.stream("programme")[-1].said
    back.entries.close()
    assert (last.kind, last.event.size, last.event.noted, last.event.reason) == ("ledger-restored", 2006, 2007, "the disk died")


def test_a_backup_of_another_history_is_refused(backed_up: None, run: Callable[..., Any]) -> None:
    """A forked log is no backup: exit 5, and nothing is left behind."""
    ran = restore(run, "--against", "2000:" + "ab" * 32)
    assert ran.code == 5 and not Path("back").exists()


def test_a_doctored_backup_is_refused(backed_up: None, run: Callable[..., Any]) -> None:
    """Its leaves are worked out anew before anything comes back."""
    (file,) = Path("usb").rglob("ledger.db")
    with closing(sqlite3.connect(file)) as db, db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute("UPDATE stored_events SET state = zeroblob(100) WHERE rowid = 1204")
    ran = restore(run)
    assert ran.code == 5 and not Path("back").exists()


@pytest.mark.parametrize("words", [["restore", "nowhere"], ["restore", "usb", "--keys", "usb"]])
def test_no_backup_there_is_said(words: list[str], backed_up: None, run: Callable[..., Any]) -> None:
    """And nothing is made."""
    ran = run(*words, "--into", "back")
    assert ran.code == 3 and not Path("back").exists()


def test_nothing_is_restored_over(backed_up: None, run: Callable[..., Any]) -> None:
    """A folder with anything in it is left alone."""
    before = sorted(file.name for file in Path("phoenix").iterdir())
    assert run("restore", "usb", "--keys", "safe", "--into", "phoenix").code == 4
    assert sorted(file.name for file in Path("phoenix").iterdir()) == before


def test_two_ledgers_on_one_disk_are_told_apart(backed_up: None, run: Callable[..., Any], tmp_path: Path) -> None:
    """The folder must then be named."""
    folder.create(tmp_path / "other", "Other")
    other = folder.open_ledger(tmp_path / "other")
    recording.append(other, [Said(statement({"kind": "capacity-set", "woman": "programme", "occurred": "2021", "women": "24"}, "practitioner"))],
                     Author("P-03", 1_634_810_400_000_000))
    other.entries.close()
    run("--ledger", "other", "backup", "usb")
    assert run("restore", "usb", "--into", "back").code == 2
    (one,) = [each for each in Path("usb").iterdir() if "other" in (each / "ledger.toml").read_text(encoding="utf-8").lower()]
    assert run("restore", str(one), "--into", "back").code == 0
    assert Path("back/ledger.toml").exists() and not Path("back/keys.db").exists()


def test_a_backup_of_a_ledger_in_use_holds_what_was_acknowledged(phoenix: Ledger, run: Callable[..., Any], disks: tuple[str, str],
                                                                 say: Callable[..., Any]) -> None:
    """The newest entries lie in the write-ahead log: a plain copy of the file would lack them."""
    say({"kind": "died", "woman": "W-0002", "occurred": "2021-10-01"})
    done = backups.backup(phoenix, Path("usb"), None, {"OUTCOMES_CONFIG": "config"})
    assert done.size == 2007 and "\n2007\n" in done.note


def test_a_reference_that_never_was_is_not_found(phoenix: Ledger) -> None:
    """Nor is the programme a woman."""
    with pytest.raises(NotFound):
        erasure.one_with(phoenix, "W-9999")
    with pytest.raises(Refused):
        erasure.one_with(phoenix, "programme")


IDENTIFIED = ({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"},
              {"kind": "woman-identified", "woman": "W-0012", "occurred": "2020-06-03", "route": "self", "care_experienced": "no"})


def test_a_full_disk_after_her_key_is_gone_is_said_and_the_next_command_goes_on(
        ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that nothing happened; and once there is room, what was left to do is done."""
    say(*IDENTIFIED)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")
    with monkeypatch.context() as context:
        context.setattr(erasure, "keep", full)
        ran = run("--ledger", "phoenix", "erase", "W-0007", *WHY, "--yes")
    assert ran.code == 6
    assert ran.err.startswith("Her key is destroyed, but what is left to do was cut off: [Errno 28] No space left on device.")
    ran = run("--ledger", "phoenix", "women")
    assert "An erasure that was cut off was finished." in ran.err and "W-0007" not in ran.out and "W-0012" in ran.out
    assert verdict() == ("ok", set())


def test_a_file_that_cannot_be_looked_into_is_left_and_named(
        ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be anything: it is not deleted, and a person is told to look at it."""
    say(*IDENTIFIED)
    Path("shut.db").write_bytes(b"SQLite format 3\x00")
    traces.note(ledger.entries.ledger_id, [Path("shut.db")], environ(tmp_path))
    opened = Path.open

    def shut(path: Path, *given: Any, **more: Any) -> Any:
        if path.name == "shut.db":
            raise PermissionError(13, "Permission denied")
        return opened(path, *given, **more)
    monkeypatch.setattr(Path, "open", shut)
    ran = run("--ledger", "phoenix", "erase", "W-0007", *WHY, "--yes")
    assert ran.code == 0 and Path("shut.db").exists() and "shut.db" in ran.out
