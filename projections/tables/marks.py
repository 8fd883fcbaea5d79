"""Is a file a read model of ours?

Told by what stands in its first page, so that a second replay, the doctor or an erasure knows it under any name, even
where it was cut off while it was made.
"""

from pathlib import Path
from typing import Any, Final

from ledger import plain

APPLICATION_ID: Final = 0x4F555456
FORM: Final = 1
MAGIC: Final = b"SQLite format 3\x00"


def is_read_model(file: Path) -> bool:
    """Whether a file carries the mark of a read model; False for what is none or cannot be read."""
    try:
        with file.open("rb") as opened:
            header = opened.read(100)
    except OSError:
        return False
    return header.startswith(MAGIC) and int.from_bytes(header[68:72]) == APPLICATION_ID


def opened(file: Path, *tables: str) -> Any:
    """A read model whose tables are tables; a view in their place might never end. Raises whatever a damaged file makes SQLite say."""
    from sqlite_utils import Database

    db = Database(file, execute_plugins=False)
    try:
        plain.tables(db, tables)
    except BaseException:
        db.close()
        raise
    return db


def of_ledger(file: Path) -> str:
    """The id of the ledger that a read model was made from; '' where it was cut off before it said so."""
    try:
        db = opened(file, "about")
        try:
            return str(db.table("about").get("ledger")["value"])
        finally:
            db.close()
    except Exception:   # whatever a damaged file makes SQLite say
        return ""
