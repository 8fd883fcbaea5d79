"""Are the ledger's files whole, its keys where they should be, and nothing readable left lying beside them?"""

import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from ledger.backups import last_made
from ledger.doctor.machine import Machine
from ledger.doctor.place import share, synchroniser
from ledger.errors import Broken, Busy, Finding, LedgerError, Refused
from ledger.events import KINDS
from ledger.folder import key_file, read_settings
from ledger.keys import Keep, KeyRing
from ledger.keys.file import FileKeep
from ledger.traces import left

OWN: Final = frozenset({"ledger.db", "keys.db", "cache.db"})
COMPANIONS: Final = ("-wal", "-shm", "-journal")
READABLE: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".html", ".pdf", ".docx"})
TABLES: Final = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".jsonl", ".ndjson"})
BOOKS: Final = (".xlsx", ".xlsm")
NO_ROWS: Final = "holds no rows"
MOST: Final = 5000
LOOK: Final = ("SELECT value FROM meta WHERE name = 'ledger'", "SELECT recorded_at FROM log ORDER BY position DESC LIMIT 1")
UNTOUCHED: Final = frozenset({"database-missing", "copied-open", "older-wal"})
A_DAY: Final = 86_400_000_000
LONG: Final = 14 * A_DAY
KEY_BACK: Final = "Put the recovery copy that `init` printed in OUTCOMES_KEY, or bring the key file back."


def settings(path: Path, machine: Machine) -> Iterator[Finding]:
    """Whether ledger.toml can be read and says what it may."""
    try:
        read_settings(path)
    except LedgerError as why:
        yield Finding("settings", why.message, why.hint, "Settings")


def copied(path: Path, machine: Machine) -> Iterator[Finding]:
    """What can be seen of a copy that was made while the ledger was open, before anything opens the database.

    A write-ahead file without its index was copied or left behind; entries that stay in it are lost with it. That a
    copy lacks its write-ahead file altogether cannot be seen at all: only a checkpoint noted earlier shows it.
    """
    database = path / "ledger.db"
    waiting, index = (path / f"ledger.db{ending}" for ending in ("-wal", "-shm"))
    if not database.is_file():
        yield Finding("database-missing", f"{database} is missing.", "Restore it from the last backup.", "Copied while open")
    elif waiting.is_file() and waiting.stat().st_size and not index.is_file():
        yield Finding("copied-open", "ledger.db-wal is here without ledger.db-shm: the ledger was copied while it was open, or "
                      "its program was stopped before it had finished. Its last entries may be in ledger.db-wal alone.",
                      "Keep the two files together, copy them aside as they are, then look: outcomes check", "Copied while open")
    elif waiting.is_file() and waiting.stat().st_size and waiting.stat().st_mtime < database.stat().st_mtime - 3600:
        yield Finding("older-wal", "ledger.db-wal is more than an hour older than ledger.db: the database may have been "
                      "replaced beneath it, as by restoring a copy.",
                      "Close every program that uses the ledger. Then look: outcomes check --against the checkpoint noted last",
                      "Copied while open", severity="should")
    if (path / "keys.db-journal").is_file():
        yield Finding("keys-unfinished", "keys.db-journal is here: a change of the keys was cut off, or is under way just now.",
                      "Keep it beside keys.db; the next command finishes it: outcomes check", "Copied while open", severity="should")
    for other in _other_databases(path):
        yield Finding("other-database", f"{other.name} lies in the ledger's folder and is none of its files: another computer's copy, "
                      "or views that anybody can read.", "Look what it is; then move it elsewhere or delete it.",
                      "Copied while open", severity="should")


def opened(path: Path) -> tuple[bytes | None, int, Finding | None]:
    """The ledger's id and the time of its last entry, or why they cannot be read.

    Read-only; and where no write-ahead file waits, as a file that nobody changes, so that not even an index is made.
    """
    waiting = path / "ledger.db-wal"
    way = "mode=ro" if waiting.is_file() and waiting.stat().st_size else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{(path / 'ledger.db').as_uri()}?{way}", uri=True, timeout=1)) as db:
            (ledger_id,), last = (db.execute(sql).fetchone() for sql in LOOK)
            return ledger_id, last[0] if last else 0, None
    except (sqlite3.Error, TypeError) as why:
        return None, 0, Finding("cannot-open", f"ledger.db cannot be read: {why}.",
                                "Keep the file as it is, and look: outcomes check", "Copied while open")


def _other_databases(path: Path) -> list[Path]:
    own = OWN | {name + ending for name in OWN for ending in COMPANIONS}
    return sorted(file for file in path.iterdir() if re.search(r"\.(db|sqlite\d?)\b", file.name) and file.name not in own)


def keys(path: Path, machine: Machine, ledger_id: bytes | None, keep: Keep | None = None) -> Iterator[Finding]:
    """Whether the keys are there, the master key opens them, and it lies apart from them. keep: a server's."""
    if not keep and not (path / "keys.db").is_file():
        yield _key("keys-missing", f"{path / 'keys.db'} is missing: without it nobody can read an entry.",
                   "Restore keys.db from its last backup.")
    if ledger_id is None:
        return
    file = key_file(ledger_id, machine.environ)
    given = machine.environ.get("OUTCOMES_KEY")
    if given:
        yield _key("key-in-environment", "The master key comes from OUTCOMES_KEY; every program that you start can read it.",
                   f"Where this computer is yours alone, keep it in {file} instead.", severity="note")
    elif not file.is_file():
        yield _key("master-key-missing", f"The master key is not where it should be: {file}.", KEY_BACK)
        return
    else:
        yield from _key_file(file, path, machine)
    if not keep and (path / "keys.db").is_file() and not (path / "keys.db-journal").is_file():
        keep = FileKeep(path / "keys.db")
    yield from _opens(keep, given or file.read_text(encoding="ascii", errors="replace"), ledger_id)
    yield _key("recovery-copy", "Whether somebody keeps the recovery copy of the master key cannot be seen from here.",
               "Keep it on paper, locked, in another building. `init` printed it once; the key file holds the same digits.",
               severity="note")


def _key_file(file: Path, path: Path, machine: Machine) -> Iterator[Finding]:
    if machine.platform != "win32" and machine.mode(file) & 0o077:
        yield _key("others-may-read-key", f"Other users of this computer may read the master key: {file}.",
                   f"Close it to others: chmod 600 {file}")
    if file.resolve().is_relative_to(path):
        yield _key("key-in-folder", "The master key lies in the ledger's own folder: whoever copies the one has the other.",
                   "Choose another configuration folder with OUTCOMES_CONFIG, and move the key there.")
    by = synchroniser(file.resolve(), machine) or share(file.resolve(), machine)
    if by:
        yield _key("key-elsewhere-too", f"The master key is in a folder that leaves this computer ({by}): {file}.",
                   "Choose a folder of this computer's own with OUTCOMES_CONFIG, and move the key there.", severity="should")


def _opens(keep: Keep | None, text: str, ledger_id: bytes) -> Iterator[Finding]:
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9a-fA-F]{64}", digits):
        yield _key("master-key-unreadable", "What stands where the master key should is none: it is 64 hexadecimal digits.", KEY_BACK)
    elif keep:
        try:
            KeyRing(keep, bytes.fromhex(digits), ledger_id)
        except (Broken, Busy, Refused) as why:
            yield _key("keys-do-not-open", why.message.rstrip(".") + ".", why.hint)


def _key(code: str, message: str, hint: str, severity: str = "must") -> Finding:
    return Finding(code, message, hint, "Keys", severity=severity)


def backup(machine: Machine, ledger_id: bytes | None) -> Iterator[Finding]:
    """When the ledger was last backed up from this computer, and whether that is long ago."""
    made = last_made(ledger_id, machine.environ) if ledger_id else None
    if made is None:
        yield Finding("no-backup-recorded", "No backup was made from this computer.",
                      "Once a week: outcomes backup FOLDER --keys ANOTHER, each on another disk. Never copy the files of an open "
                      "ledger by hand.", "Last backup", severity="note")
    elif machine.now - made > LONG:
        yield Finding("backup-old", f"The last backup was made {(machine.now - made) // A_DAY} days ago.",
                      "Connect the disk and run: outcomes backup FOLDER", "Last backup", severity="should")


def traces(path: Path, machine: Machine, ledger_id: bytes | None) -> Iterator[Finding]:
    """Readable files about women left in the folder or beside it, or wherever a command of ours made or took one in."""
    noted = left(ledger_id, machine.environ) if ledger_id else []
    for file in dict.fromkeys([*_within(path), *_beside(path), *noted]):
        if file.suffix.lower() in BOOKS and is_blank_template(file):
            continue
        yield Finding("plain-trace", f"{file} can be read by anybody who opens it.",
                      "Once it is imported, delete it and empty the bin; or move it where it belongs.", "Plain traces", severity="should")


def _within(path: Path) -> list[Path]:
    return sorted(file for file in _some(path.rglob("*")) if file.suffix.lower() in READABLE)


def _beside(path: Path) -> list[Path]:
    """Files next to the folder that are rejected rows, or hold the columns or sheets of an import."""
    found = [file for file in _some(path.parent.iterdir()) if file.suffix.lower() in TABLES]
    return sorted(file for file in found if file.name.lower().startswith("rejected") or is_of_events(file))


def _some(files: Iterable[Path]) -> Iterator[Path]:
    """The files among so many names, those that may not be looked at left out."""
    for _, file in zip(range(MOST), files, strict=False):
        try:
            if file.is_file():
                yield file
        except OSError:   # pragma: no cover - a folder closed to this user
            continue


def is_blank_template(file: Path) -> bool:
    """Whether a workbook has nothing in it to import: nobody has filled it in."""
    from ledger import importing

    try:
        importing.read(file)
    except (LedgerError, OSError) as why:
        return NO_ROWS in str(why)
    return False


def is_of_events(file: Path) -> bool:
    """Whether a workbook or text is an import's: a sheet named after a kind, or the columns kind and woman."""
    try:
        if file.suffix.lower() in BOOKS:
            with zipfile.ZipFile(file) as book:
                said = book.read("xl/workbook.xml").decode("utf-8", "replace")
            sheets = {re.sub(r"[\s_]+", "-", name.lower()) for name in re.findall(r'<(?:\w+:)?sheet [^>]*?name="([^"]*)"', said)}
            return bool(sheets & {kind[:31] for kind in KINDS})
        with file.open("rb") as opened:
            first = opened.readline(2000).lower()
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    return b"kind" in first and b"woman" in first
