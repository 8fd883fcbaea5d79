"""Is what holds the log sound and as it was made: a file, or two schemas on a server?"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ledger.errors import Finding
from ledger.store import APPLICATION_ID, FORMAT, Entries

RESTORE: Final = "Keep this copy as evidence and restore the last backup beside it."
DESCRIBED: Final = ("name", "time_zone")   # what a server says to the folders of those who work with it


def file(path: Path) -> Finding | None:
    """Check 1 before anything opens the file, so that a file which is no ledger is not touched."""
    if not path.is_file():
        return broken("unreadable", None, f"{path} is missing.")
    with path.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\x00"):
        return broken("unreadable", None, "ledger.db is not a database.")
    if head[18:20] not in (b"\x02\x02", b"\x01\x01"):   # write-ahead as made; rollback in a copy by VACUUM INTO
        return broken("journal-changed", None, "The head of ledger.db was changed.")
    page = int.from_bytes(head[16:18]) % 65535 or 65536
    waiting = path.with_name(path.name + "-wal")
    if not (waiting.is_file() and waiting.stat().st_size) and path.stat().st_size != page * int.from_bytes(head[28:32]):
        return broken("size-differs", None, "ledger.db is longer or shorter than it says itself.")
    return None


def sound(entries: Entries, faults: Callable[[], list[str]]) -> Iterator[Finding]:
    """Check 1: the database is whole, and a ledger. faults: what SQLite finds wrong with its file. Raises Broken."""
    for said in faults():
        yield broken("damaged-file", None, f"The database file is damaged: {said}.")
    if entries.embedded and (entries.pragma("application_id") != APPLICATION_ID or entries.pragma("user_version") != FORMAT):
        yield broken("not-a-ledger", None, "The database file does not say that it is a ledger of this format.")
    if [row for row in entries.meta() if entries.embedded or row[0] not in DESCRIBED] != [("ledger", entries.ledger_id)]:
        yield broken("meta-changed", None, "The table of the ledger's id holds something else.")


def as_made(entries: Entries) -> Iterator[Finding]:
    """Check 2: tables, guards and grants are those that were made. Raises Broken."""
    there, made = entries.schema(), entries.made()
    for name in sorted(made.keys() | there.keys()):
        if name not in there:
            what = "A guard against change" if made[name][0] == "trigger" else "A table"
            yield broken("schema-missing", None, f"{what} is missing: {name}.")
        elif name not in made:
            yield broken("schema-added", None, f"Something was added to the database: {name}.")
        elif there[name] != made[name]:
            yield broken("schema-changed", None, f"{name} is not as it was made.")


def broken(code: str, position: int | None, message: str, hint: str = RESTORE) -> Finding:
    """A finding by which the record is not what was written."""
    return Finding(code, message, hint, severity="must", position=position)
