"""Is every table of a file of SQLite a table, so that reading it comes to an end?

Whoever made a file may have put a view in the place of a table, or a column that is worked out: a question to it may then
run for ever, or fill all memory.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

OTHERS: Final = ("SELECT m.name FROM sqlite_master m WHERE m.name IN ({}) AND (m.type <> 'table' OR m.rootpage = 0 "
                 "OR EXISTS (SELECT 1 FROM pragma_table_xinfo(m.name) x WHERE x.hidden <> 0))")


def tables(db: Any, names: Sequence[str]) -> None:
    """Raise sqlite3.DatabaseError where one of these is there, and is no table of stored columns. db: a connection or a cursor."""
    asked = db.execute(OTHERS.format(",".join("?" * len(names))), names)
    for (name,) in map(tuple, (asked or db).fetchall()):
        raise sqlite3.DatabaseError(f"{name} is no table")
