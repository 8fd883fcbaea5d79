"""Does the doctor find what endangers a ledger on any computer, say how it is mended, and change nothing?"""

import ast
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from importlib import metadata
from pathlib import Path

import attrs
import pytest

from ledger import doctor, folder, near, traces
from ledger.doctor import Machine, examine, files, place, software
from ledger.doctor.machine import (
    _mounts,
    _origin,
    altered,
    installed,
    linux_mounts,
    mac_mounts,
    this_machine,
)
from ledger.errors import Finding
from ledger.store import Entries
from projections.formats.doctor import as_document, text

ROOT = Path(__file__).parent.parent
LATER = 1_800_000_000_000_000   # January 2027
SCRAP = b"not what was written"
Change = Callable[[Path, Machine], Machine | None]


@pytest.fixture
def well(tmp_path: Path) -> Machine:
    """A computer on which nothing is wrong."""
    return Machine(now=LATER, environ={"OUTCOMES_CONFIG": str(tmp_path / "config")}, platform="linux", free=lambda path: 10**12,
                   requires=("attrs>=23.2",), requires_python=">=3.11", python=(3, 12, 1), version=lambda name: "24.1",
                   origins={"cli": ROOT / "cli.py", "ledger": ROOT / "ledger/__init__.py", "projections": None},
                   providers={"cli": ("Outcomes_Ledger",)}, home=ROOT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger's folder, closed, with a key of its own computer."""
    folder.create(tmp_path / "phoenix", "Phoenix", environ={"OUTCOMES_CONFIG": str(tmp_path / "config")})
    return tmp_path / "phoenix"


def key_of(path: Path, machine: Machine) -> Path:
    """The file of the master key."""
    entries = Entries(str(path / "ledger.db"))
    try:
        return folder.key_file(entries.ledger_id, machine.environ)
    finally:
        entries.close()


def written(name: str, content: bytes = SCRAP, mode: int = 0o600, age: int = 0) -> Change:
    """A file in the folder, or beside it ('../name')."""
    def change(path: Path, machine: Machine) -> None:
        (path / name).write_bytes(content)
        (path / name).chmod(mode)
        if age:
            os.utime(path / name, (1_700_000_000 - age, 1_700_000_000 - age))
    return change


def backed_up(days: int) -> Change:
    """A backup made so many days ago."""
    def change(path: Path, machine: Machine) -> None:
        remembered = key_of(path, machine).with_suffix(".backups")
        remembered.write_text("[]", encoding="utf-8")
        os.utime(remembered, (LATER / 1e6 - days * 86_400,) * 2)
    return change


def is_so(**changes: object) -> Change:
    """A computer that differs so."""
    return lambda path, machine: attrs.evolve(machine, **changes)


def environ(**more: str) -> Change:
    return lambda path, machine: attrs.evolve(machine, environ={**machine.environ, **more})


def gone(name: str) -> Change:
    return lambda path, machine: (path / name).unlink()


def shut(name: str, mode: int) -> Change:
    return lambda path, machine: (path / name).chmod(mode)


def key_written(content: str) -> Change:
    def change(path: Path, machine: Machine) -> None:
        key_of(path, machine).write_text(content, encoding="ascii")
    return change


def key_gone(path: Path, machine: Machine) -> None:
    key_of(path, machine).unlink()


def key_open(path: Path, machine: Machine) -> None:
    key_of(path, machine).chmod(0o644)


def key_moved(where: str) -> Change:
    def change(path: Path, machine: Machine) -> Machine:
        old, config = key_of(path, machine), (path / where).resolve()
        moved = attrs.evolve(machine, environ={"OUTCOMES_CONFIG": str(config)})
        new = config / "keys" / old.name
        new.parent.mkdir(parents=True)
        old.rename(new)
        return moved
    return change


def older_wal(path: Path, machine: Machine) -> None:
    written("ledger.db-shm", b"")(path, machine)
    written("ledger.db-wal", SCRAP, age=8000)(path, machine)
    os.utime(path / "ledger.db", (1_700_000_000, 1_700_000_000))


def sql(script: str) -> Change:
    """A database that somebody wrote to behind the ledger's back."""
    def change(path: Path, machine: Machine) -> None:
        with closing(sqlite3.connect(path / "ledger.db")) as db:
            db.executescript(script)
    return change


def ahead(days: float) -> Change:
    """A last entry so many days after now."""
    return sql(f"INSERT INTO log VALUES (1, 'programme', 1, {LATER + int(days * 86_400_000_000)}, x'')")


def book(name: str, *sheets: str) -> Change:
    """A workbook with sheets of these names, as a spreadsheet writes it."""
    def change(path: Path, machine: Machine) -> None:
        with zipfile.ZipFile(path / name, "w") as out:
            inner = "".join(f'<sheet name="{sheet}" sheetId="1"/>' for sheet in sheets)
            out.writestr("xl/workbook.xml", f"<workbook><sheets>{inner}</sheets></workbook>")
    return change


HOUR = datetime.timedelta(hours=1)
CASES: list[tuple[str, str, Change]] = [
    ("python-version", "must", is_so(python=(3, 10, 4))),
    ("not-installed", "note", is_so(requires=())),
    ("package-missing", "must", is_so(version=lambda name: None)),
    ("package-version", "must", is_so(version=lambda name: "22.9")),
    ("module-in-the-way", "must", is_so(origins={"cli": Path("/elsewhere/cli.py")})),
    ("module-in-the-way", "must", is_so(origins={"ledger": Path("/elsewhere/ledger/__init__.py")})),
    ("module-shared", "should", is_so(providers={"ledger": ("outcomes-ledger", "ledgerbook")})),
    ("module-altered", "must", is_so(altered=("cli.py", "a.py", "b.py", "c.py"))),
    ("module-altered", "must", is_so(altered=("cli.py",))),
    ("settings", "must", written("ledger.toml", b"name = ")),
    ("synchronised", "must", written("../.dropbox")),
    ("network-folder", "must", is_so(mounts={"/": "nfs4"})),
    ("little-space", "must", is_so(free=lambda path: 10**6)),
    ("little-space", "should", is_so(free=lambda path: 2 * 10**8)),
    ("others-may-write", "must", shut("keys.db", 0o666)),
    ("others-may-write", "must", shut(".", 0o777)),
    ("others-may-read", "should", shut("ledger.db", 0o640)),
    ("not-writable", "must", shut("keys.db", 0o400)),
    ("database-missing", "must", gone("ledger.db")),
    ("copied-open", "must", written("ledger.db-wal")),
    ("older-wal", "should", older_wal),
    ("keys-unfinished", "should", written("keys.db-journal", b"")),
    ("other-database", "should", written("ledger (Jo's conflicted copy).db")),
    ("other-database", "should", written("ledger-JOS-LAPTOP.db-wal")),
    ("cannot-open", "must", written("ledger.db")),
    ("cannot-open", "must", sql("DROP TRIGGER meta_keeps_every_row_delete; DELETE FROM meta")),
    ("keys-missing", "must", gone("keys.db")),
    ("key-in-environment", "note", environ(OUTCOMES_KEY="0" * 64)),
    ("master-key-missing", "must", key_gone),
    ("others-may-read-key", "must", key_open),
    ("key-in-folder", "must", key_moved("config")),
    ("key-elsewhere-too", "should", key_moved("../OneDrive - Council")),
    ("master-key-unreadable", "must", key_written("lost")),
    ("keys-do-not-open", "must", key_written("0" * 64)),
    ("recovery-copy", "note", lambda path, machine: None),
    ("no-backup-recorded", "note", lambda path, machine: None),
    ("backup-old", "should", backed_up(days=20)),
    ("clock-early", "must", is_so(now=1_600_000_000_000_000)),
    ("clock-behind", "must", ahead(2)),
    ("clock-behind", "should", ahead(0.5)),
    ("clock-behind", "should", ahead(0.01)),
    ("clock-given", "should", environ(OUTCOMES_NOW="2026-12-01")),
    ("clock-given", "must", environ(OUTCOMES_NOW="soon")),
    ("time-zone", "note", is_so(utc_offset=HOUR)),
    ("time-zone", "note", is_so(utc_offset=-HOUR / 2)),
    ("plain-trace", "should", written("rejected.xlsx")),
    ("plain-trace", "should", written("../rejected-2.xlsx")),
    ("plain-trace", "should", written("week.csv")),
    ("plain-trace", "should", book("../week.xlsx", "Read me", "contact-held")),
    ("plain-trace", "should", book("../week.xlsx", "Substance use reviewed")),
    ("plain-trace", "should", written("../old.csv", b"Kind,Woman,Occurred\n")),
    ("plain-trace", "should", written("../old.jsonl", b'{"kind": "died", "woman": "W-1"}\n')),
]


def changed(path: Path, machine: Machine, change: Change) -> Machine:
    return change(path, machine) or machine


def bytes_of(path: Path) -> dict[str, bytes]:
    """All the files of a folder."""
    return {str(file): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


@pytest.mark.parametrize(("code", "severity", "change"), CASES, ids=[f"{number}-{code}" for number, (code, *_) in enumerate(CASES)])
def test_each_danger_is_found_with_its_remedy(code: str, severity: str, change: Change, path: Path, well: Machine) -> None:
    """It is named, graded, has a remedy, is told in the text, and looking alters no file."""
    machine = changed(path, well, change)
    before = bytes_of(path.parent)
    found = examine(path, machine)
    mine = [each for each in found.findings if each.code == code]
    assert [each.severity for each in mine][:1] == [severity]
    assert mine[0].hint
    assert mine[0].place in found.looked_at
    assert mine[0].place not in found.well
    assert found.exit_code == any(each.severity == "must" for each in found.findings)
    assert f"  {mine[0].place}: {mine[0].message}" in text(found)
    assert bytes_of(path.parent) == before


def test_every_code_of_the_doctor_has_its_case() -> None:
    """A new finding of the doctor needs a case here."""
    told = {node.args[0].value for file in (ROOT / "ledger/doctor").glob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "_key") and isinstance(node.args[0], ast.Constant)}
    assert told == {code for code, _, _ in CASES}


def test_a_healthy_ledger_has_nothing_to_mend(path: Path, well: Machine) -> None:
    """Nothing but what is always worth knowing; all else is said to be well."""
    found = examine(path, well)
    assert {(each.code, each.severity) for each in found.findings} == {("recovery-copy", "note"), ("no-backup-recorded", "note")}
    assert found.exit_code == 0
    assert set(found.looked_at) - set(found.well) == {"Keys", "Last backup"}
    assert text(found).endswith("Nothing must be mended. Nothing was changed.")


def test_a_recent_backup_is_well(path: Path, well: Machine) -> None:
    """Nothing is said of it, but that it is well."""
    backed_up(days=3)(path, well)
    assert "Last backup" in examine(path, well).well


def test_without_a_ledger_the_computer_alone_is_looked_at(well: Machine) -> None:
    """And it is said how a ledger is named."""
    found = examine(None, well)
    assert found == doctor.Examined(None, ("Python", "Packages", "Modules", "Clock"), ())
    assert "outcomes --ledger FOLDER doctor" in text(found)
    assert as_document(found)["ledger"] is None


def test_two_things_to_mend_are_counted(path: Path, well: Machine) -> None:
    """The last line says how many; a computer with nothing well says nothing of it."""
    found = examine(path, attrs.evolve(well, mounts={"/": "cifs"}, free=lambda path: 0))
    assert text(found).endswith("2 things must be mended. Nothing was changed.")
    assert "Well:" not in text(attrs.evolve(found, looked_at=()))


@pytest.mark.parametrize(("where", "by"), [
    ("/home/jo/OneDrive - Council/phoenix", "OneDrive"), ("/Users/jo/Library/CloudStorage/OneDrive-Council/phoenix", "OneDrive"),
    ("/home/jo/Dropbox/phoenix", "Dropbox"), ("/home/jo/Dropbox (Council)/phoenix", "Dropbox"),
    ("/Users/jo/Library/Mobile Documents/com~apple~CloudDocs/phoenix", "iCloud"), ("C:\\Users\\jo\\iCloudDrive\\phoenix", "iCloud"),
    ("G:\\My Drive\\phoenix", "Google Drive"), ("/Users/jo/Library/CloudStorage/GoogleDrive-jo@x.uk/My Drive/p", "Google Drive"),
    ("/home/jo/Nextcloud/phoenix", "Nextcloud or ownCloud"), ("/home/jo/Box Sync/phoenix", "Box"),
    ("/Users/jo/Library/CloudStorage/Other/p", "a synchroniser"),
    ("/work/council/phoenix", "OneDrive"), ("/home/jo/phoenix", None), ("/home/jo/boxes/onedriven't/phoenix", None)])
def test_a_synchronised_folder_is_known_by_its_name(where: str, by: str | None, well: Machine) -> None:
    """By the names above it or the variables of OneDrive; a name that only looks alike is left alone."""
    assert place.synchroniser(Path(where), attrs.evolve(well, environ={"OneDriveCommercial": "/Work/Council"})) == by


@pytest.mark.parametrize("mark", [".dropbox.cache", ".stfolder", ".tmp.drivedownload", ".849C9593-D756-4E56-8D6E-42412F2A707B"])
def test_a_synchronised_folder_is_known_by_its_mark(mark: str, tmp_path: Path, well: Machine) -> None:
    """A mark in any folder above gives it away."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert place.synchroniser(tmp_path / "a" / "b", well) is None
    (tmp_path / mark).mkdir()
    assert place.synchroniser(tmp_path / "a" / "b", well)


@pytest.mark.parametrize(("where", "mounts", "shared"), [
    ("\\\\server\\share\\phoenix", {}, True), ("//server/share/phoenix", {}, True), ("\\\\?\\C:\\phoenix", {}, False),
    ("/mnt/team/phoenix", {"/": "ext4", "/mnt/team": "cifs"}, True), ("/mnt/teams/phoenix", {"/": "ext4", "/mnt/team": "cifs"}, False),
    ("/mnt/team/own/phoenix", {"/mnt/team": "smb3", "/mnt/team/own": "ext4"}, False), ("/home/jo/p", {"/home/jo": "fuse.sshfs"}, True),
    ("/home/jo/p", {"/home/jo": "fuseblk"}, False), ("/Volumes/team/p", {"/": "apfs", "/Volumes/team": "smbfs"}, True)])
def test_a_network_folder_is_known_by_its_name_or_mount(where: str, mounts: dict[str, str], shared: bool, well: Machine) -> None:
    """The nearest mount decides."""
    assert bool(place.share(Path(where), attrs.evolve(well, mounts=mounts))) == shared


def test_a_network_drive_of_windows_is_a_network_folder(well: Machine) -> None:
    """A mapped drive has no name that shows it; the system says so."""
    assert place.share(Path("/z/phoenix"), attrs.evolve(well, remote=lambda path: True)) == "a network drive"


def test_mounts_are_read_as_linux_and_the_mac_print_them() -> None:
    """Spaces in a name are kept; a line that says too little is passed over."""
    assert linux_mounts("//srv/x /mnt/our\\040team cifs rw 0 0\nproc\n") == {"/mnt/our team": "cifs"}
    assert mac_mounts("/dev/disk1 on / (apfs, local)\n//jo@srv/team on /Volumes/our team (smbfs, nodev)\n") == {
        "/": "apfs", "/Volumes/our team": "smbfs"}
    assert _mounts("win32") == {}


def test_windows_keeps_modes_of_its_own(path: Path, well: Machine) -> None:
    """There the bits say nothing, so nothing is said."""
    (path / "keys.db").chmod(0o666)
    key_open(path, well)
    assert {"others-may-write", "others-may-read-key"} & codes(examine(path, attrs.evolve(well, platform="win32")).findings) == set()


@pytest.mark.parametrize(("version", "ranges", "fit"), [
    ("23.2", ">=23.2", True), ("23.1.9", ">=23.2", False), ("9.5.6", ">=9.5.6,<10", True), ("10.0.0a3", "<10,>=9.5.6", False),
    ("10.0", "==10", True), ("10", "!=10.0", False), ("2.1", "<=2", False), ("2.1", ">2", True), ("1.5", "~=1.4", True),
    ("2.0", "~=1.4", False), ("unknown", ">=1", False), ("1", "", True)])
def test_versions_are_compared_by_their_numbers(version: str, ranges: str, fit: bool) -> None:
    """Ranges as setup.cfg writes them."""
    assert software.fits(version, ranges) == fit


def test_requirements_of_other_computers_and_of_tests_are_left_out() -> None:
    """Only what this computer needs is asked for."""
    assert software.requirement("eventsourcing<10,>=9.5.6", "linux") == ("eventsourcing", "<10,>=9.5.6")
    assert software.requirement("coverage[toml]>=7 ; extra == 'test'", "linux") == ("", "")
    assert software.requirement('tzdata>=2024.1; sys_platform == "win32"', "linux") == ("", "")
    assert software.requirement('tzdata[x] (>=2024.1); sys_platform == "win32"', "win32") == ("tzdata", ">=2024.1")
    assert software.requirement("", "linux") == ("", "")


def test_what_is_not_for_this_computer_is_not_missed(path: Path, well: Machine) -> None:
    """A package of the tests alone is none that must be there."""
    found = examine(path, attrs.evolve(well, requires=("pytest>=8; extra == 'test'",), version=lambda name: None))
    assert "package-missing" not in codes(found.findings)


class Installed(metadata.Distribution):
    """A distribution of two files, of which one may have been written over."""

    def __init__(self, where: Path, record: str | None) -> None:
        self.where, self.record = where, record

    def read_text(self, filename: str) -> str | None:
        return self.record if filename == "RECORD" else None

    def locate_file(self, path: object) -> Path:
        return self.where / str(path)


def test_a_file_written_over_by_another_distribution_is_noticed(tmp_path: Path) -> None:
    """By the hashes of the installation; a file without one says nothing."""
    (tmp_path / "cli.py").write_bytes(b"")
    empty = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    record = f"cli.py,sha256={empty},0\ngone.py,sha256=AAAA,0\ndata.txt,sha256=AAAA,0\nLICENSE,,\n"
    assert altered(Installed(tmp_path, record)) == ["gone.py"]
    (tmp_path / "cli.py").write_bytes(b"def main(): 'of somebody else'")
    assert altered(Installed(tmp_path, record)) == ["cli.py", "gone.py"]
    assert altered(Installed(tmp_path, None)) == []


def test_this_computer_can_be_described() -> None:
    """Whatever it is like: it has a clock, our modules and our requirements."""
    machine = this_machine({})
    assert machine.now > LATER - 10**15
    assert machine.origins["cli"] == ROOT / "cli.py"
    assert any(line.startswith("eventsourcing") for line in machine.requires)
    assert installed("attrs") and installed("no-such-distribution-here") is None
    assert not machine.remote(ROOT) and machine.free(ROOT) > 0 and machine.version("attrs")


def test_a_module_is_found_loaded_or_not() -> None:
    """One that is nowhere has no place."""
    assert _origin("projections", {}) == ROOT / "projections" / "__init__.py"
    assert _origin("no_such_module_here", {}) is None
    assert _origin("ledger", {"ledger": sys}) == ROOT / "ledger" / "__init__.py"


def test_a_computer_that_nobody_installed_on_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that runs without being installed has no requirements to compare."""
    monkeypatch.setattr("ledger.doctor.machine._ours", lambda: None)
    machine = this_machine({})
    assert (machine.requires, machine.requires_python, machine.altered) == ((), None, ())
    assert "not-installed" in codes(examine(None, machine).findings)


def test_files_beside_the_ledger_that_are_not_ours_are_left_alone(path: Path, well: Machine) -> None:
    """Somebody's own workbooks and broken files beside the folder are nobody's business."""
    for change in (book("../budget.xlsx", "Sheet1"), written("../broken.xlsx"), written("../prices.csv", b"item,price\n"),
                   written("../empty.xlsx", b""), written("../note.txt", b"kind woman")):
        change(path, well)
    with zipfile.ZipFile(path.parent / "odd.xlsx", "w") as out:
        out.writestr("other.xml", "")
    (path.parent / "folder.csv").mkdir()
    assert "plain-trace" not in codes(examine(path, well).findings)


def test_a_template_is_listed_once_it_is_filled(path: Path, well: Machine, run: Callable) -> None:
    """A blank one tells nothing of anybody."""
    import openpyxl

    assert run("--ledger", "phoenix", "template", "phoenix/week.xlsx", "--kind", "died").code == 0
    assert "plain-trace" not in codes(examine(path, well).findings)
    filled = openpyxl.load_workbook(path / "week.xlsx")
    filled["died"].append(["W-0007", "8/2/2021"])
    filled.save(path / "week.xlsx")
    assert "plain-trace" in codes(examine(path, well).findings)


def test_what_was_imported_filled_or_rejected_is_listed_until_it_is_gone(path: Path, well: Machine, run: Callable, tmp_path: Path) -> None:
    """Wherever it lies: its path is noted beside the key, and forgotten once the file is gone."""
    away = tmp_path / "downloads" / "deep"
    away.mkdir(parents=True)
    run("--ledger", "phoenix", "record", "woman-identified", "W-1", "--occurred", "2020", "--route", "self", "--care-experienced", "yes")
    (away / "a.csv").write_text("kind,woman,occurred\nsigned-up,W-1,2021\noutreach-started,W-1,2021\n", encoding="utf-8")
    assert 0 == run("--ledger", "phoenix", "import", str(away / "a.csv"), "--accept-good").code
    assert 0 == run("--ledger", "phoenix", "template", str(away / "hers.xlsx"), "--filled", "w1", "--since", "1/1/2020").code
    assert 0 == run("--ledger", "phoenix", "template", str(away / "blank.xlsx"), "--kind", "died").code

    def listed() -> set[str]:
        return {Path(each.message.partition(" can be")[0]).name for each in examine(path, well).findings if each.code == "plain-trace"}
    assert {"a.csv", "hers.xlsx", "rejected.xlsx"} == listed()
    for name in ("a.csv", "rejected.xlsx"):
        (away / name).unlink()
    assert {"hers.xlsx"} == listed()
    run("--ledger", "phoenix", "template", str(away / "again.xlsx"), "--filled", "month", "--since", "1/1/2020")
    assert 2 == len(json.loads(key_of(path, well).with_suffix(".files").read_text(encoding="utf-8")))


@pytest.mark.parametrize("content", ["", "no list", "3", "[3]"])
def test_notes_that_cannot_be_read_or_written_fail_nothing(content: str, path: Path, well: Machine, tmp_path: Path) -> None:
    """They help to find traces; no command rests on them."""
    notes = key_of(path, well).with_suffix(".files")
    notes.write_text(content, encoding="utf-8")
    identity = bytes.fromhex(notes.stem)
    assert [] == traces.left(identity, well.environ)
    blocked = {"OUTCOMES_CONFIG": str(tmp_path / "file")}
    (tmp_path / "file").write_text("", encoding="utf-8")
    traces.note(identity, [notes], blocked)
    assert [] == traces.left(identity, blocked)


def test_an_open_ledger_is_no_danger(path: Path, well: Machine) -> None:
    """While another program has it open, its write-ahead file and index lie there together."""
    entries = Entries(str(path / "ledger.db"))
    try:
        with sqlite3.connect(path / "ledger.db") as db:
            db.execute("INSERT INTO log VALUES (1, 'programme', 1, 5, x'')")
        assert (path / "ledger.db-wal").stat().st_size and files.opened(path)[1] == 5
        assert {"copied-open", "older-wal", "other-database"} & codes(examine(path, well).findings) == set()
    finally:
        entries.close()


def test_what_was_copied_half_is_not_opened(path: Path, well: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """To open it could lose what its write-ahead file holds."""
    written("ledger.db-wal")(path, well)
    monkeypatch.setattr(files, "opened", None)
    assert "copied-open" in codes(examine(path, well).findings)


def test_keys_can_be_told_missing_beside_a_master_key(path: Path, well: Machine) -> None:
    """Both are said, each once."""
    gone("keys.db")(path, well)
    found = examine(path, well).findings
    assert sum(each.code == "keys-missing" for each in found) == 1
    assert "keys-do-not-open" not in codes(found)


def test_doctor_at_the_prompt_ends_with_1_where_something_must_be_mended(run: Callable, tmp_path: Path,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """0 before, 1 after; --json says the same."""
    assert run("init", "phoenix").code == 0
    monkeypatch.delenv("OUTCOMES_NOW")
    here = {each["code"] for each in json.loads(run("--ledger", "phoenix", "doctor", "--json").out)["findings"]}
    (tmp_path / "phoenix" / ".dropbox").touch()
    ran = run("--ledger", "phoenix", "doctor", "--json")
    found = json.loads(ran.out)
    assert ran.code == 1 and found["verdict"] == "findings" and ran.err == ""
    assert {each["code"] for each in found["findings"]} - here == {"synchronised"}
    assert run("--ledger", "phoenix", "doctor").out.startswith("The ledger in phoenix, and this computer.")


def test_doctor_without_a_ledger_looks_at_the_computer_and_a_wrong_name_is_not_found(run: Callable) -> None:
    """No ledger here is no failure; a name that is none is."""
    assert run("doctor").out.startswith("This computer.")
    assert run("--ledger", "nowhere", "doctor").code == 3


def test_a_ledger_named_by_the_environment_is_looked_at(path: Path) -> None:
    """And one that is named wrongly is not silently passed over."""
    from ledger.errors import NotFound

    assert doctor.folder_of(None, {"OUTCOMES_LEDGER": str(path)}) == path
    with pytest.raises(NotFound):
        doctor.folder_of(None, {"OUTCOMES_LEDGER": "nowhere"})


def test_what_was_meant_is_found_near_what_was_typed() -> None:
    """Like words and beginnings, the likeliest first; an equal alone; nothing for nothing."""
    assert near.near("larc-fited", ["larc-fitted", "died"]) == ["larc-fitted"]
    assert near.near("M09", ["M09.in-place", "M10", "M09.ever-fitted"]) == ["M09.ever-fitted", "M09.in-place"]
    assert near.near("w-0007", ["W-0007", "W-0008"]) == ["W-0007"]
    assert near.near("", ["W-0007"]) == []
    assert near.did_you_mean("zebra", ["died"], "See them") == "See them"
    assert near.continued("gp; a-a", ["a-and-e", "gp"]) == ["gp;a-and-e"]
    assert near.continued("G", ["a-and-e", "gp"]) == ["gp"]


def test_women_are_found_by_what_is_like_their_reference(say: Callable, ledger: folder.Ledger, tmp_path: Path) -> None:
    """By number or a slip of the finger; a large log is not searched for a shell; the programme is no woman."""
    say({"kind": "staff-joined", "woman": "programme", "occurred": "2020", "practitioner": "P-01", "role": "practitioner", "fte": "1"},
        *({"kind": "woman-identified", "woman": woman, "occurred": "2020", "route": "self", "care_experienced": "yes"}
          for woman in ("W-0007", "W-0012")))
    assert near.references(ledger) == ["W-0007", "W-0012"]
    assert near.references(ledger, at_most=2) == []
    assert near.near_woman(ledger, "w7") == "Did you mean W-0007? All of them: outcomes women"
    assert near.near_woman(ledger, "zebra") == "See who is: outcomes women"
    assert near.begun(str(tmp_path / "phoenix"), "w-001") == ["W-0012"]
    assert near.begun("nowhere", "w") == []


def test_nothing_is_said_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is gone by the time it is opened is none of events."""
    assert not files.is_of_events(tmp_path / "gone.csv")


def test_the_powershell_script_is_taken_by_powershell_where_there_is_one() -> None:
    """Parsed, not run."""
    import shutil

    from projections.formats.completion import POWERSHELL

    shell = shutil.which("pwsh")
    if shell is None:
        pytest.skip("no PowerShell on this computer")
    done = subprocess.run([shell, "-NoProfile", "-Command", "[scriptblock]::Create($input) | Out-Null"], input=POWERSHELL, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_file_whose_name_is_no_text_is_noted_like_any_other(tmp_path: Path) -> None:
    """Linux lets a file be called by any bytes; its trace is kept, and no command fails for it."""
    odd, environ = tmp_path / os.fsdecode(b"week-caf\xe9.csv"), {"OUTCOMES_CONFIG": str(tmp_path / "config")}
    try:
        odd.write_text("hers", encoding="ascii")
    except OSError:
        pytest.skip("This file system takes no such name: that a trace of one is kept is NOT tested.")
    traces.note(b"L" * 16, [odd], environ)
    assert traces.left(b"L" * 16, environ) == [odd]


def test_a_trace_is_forgotten_only_where_its_file_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its folder, or under a name that no file has: gone. One that may not be looked at is taken to be there still."""
    environ = {"OUTCOMES_CONFIG": str(tmp_path / "config")}
    for name in ("away/week.csv", "shut.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("hers", encoding="ascii")
    traces.note(b"L" * 16, [tmp_path / "away/week.csv", tmp_path / "shut.csv", tmp_path / ("x" * 300 + ".csv")], environ)
    (tmp_path / "away/week.csv").unlink()
    (tmp_path / "away").rmdir()
    looked = Path.is_file

    def is_file(path: Path) -> bool:
        if path.name == "shut.csv":
            raise PermissionError(13, "Permission denied")
        return looked(path)
    monkeypatch.setattr(Path, "is_file", is_file)
    assert traces.left(b"L" * 16, environ) == [tmp_path / "shut.csv"]


@pytest.mark.parametrize(("name", "words"), [("ledger", ["doctor"]), ("ledger", ["check", "--json"]), ("projections", ["doctor"])])
def test_another_programs_module_in_the_way_is_named_with_the_remedy(name: str, words: list[str], tmp_path: Path) -> None:
    """Before anything of ours can be loaded to say so: which file Python took, where ours is, and no traceback."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / f"{name}.py").write_text("MONEY = 1\n", encoding="utf-8")
    ran = subprocess.run([sys.executable, "-c", "import cli; cli.main()", *words], cwd=tmp_path, capture_output=True, text=True, check=False,
                         env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "theirs"), str(ROOT)])})
    said = json.loads(ran.stdout)["error"]["message"] if "--json" in words else ran.stderr.splitlines()[0]
    assert ran.returncode == 6 and "Traceback" not in ran.stderr
    assert said == (f"Another program's module stands in the way: Python finds {name} in {tmp_path / 'theirs' / name}.py, "
                    f"not in {ROOT / name / '__init__.py'}. Nothing was done.")
    assert f"Leave that folder out of PYTHONPATH, which is {tmp_path / 'theirs'}" in ran.stdout + ran.stderr
