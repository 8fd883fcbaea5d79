"""How long does `check` take, without keys and in full, against reading the rows and hashing them?

Arguments: women of 500 entries each, and a ledger's folder to use or to make there.
"""

import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated

from ledger import audit
from ledger.store.rows import leaf


def hashing(where: Path) -> float:
    """Seconds to read every row and hash it: header and bytes, as every leaf is made, and no more."""
    start = time.perf_counter()
    with closing(sqlite3.connect(where / "ledger.db")) as db:
        ((ledger_id,),) = db.execute("SELECT value FROM meta")
        for row in db.execute("SELECT l.position, s.originator_id, s.originator_version, l.recorded_at, s.topic, s.state "
                              "FROM log l JOIN stored_events s ON s.rowid = l.position ORDER BY l.position"):
            leaf(ledger_id, *row)
    return time.perf_counter() - start


def checking(where: Path, environ: dict[str, str]) -> float:
    """Seconds to check; without keys where the environment has none."""
    start = time.perf_counter()
    assert audit.check(where, environ).verdict in ("ok", "findings", "unverifiable")
    return time.perf_counter() - start


def main(women: int, where: Path) -> None:
    """Print both ratios."""
    if not where.exists():
        made.ledger(where, women, 500).entries.close()
    base, keys = hashing(where), {"OUTCOMES_KEY": os.environ["OUTCOMES_KEY"]}
    structural, full = checking(where, {"OUTCOMES_CONFIG": "/nonexistent"}), checking(where, keys)
    print(stated())
    print(f"read and hashed: {base:.2f} s; check without keys {structural:.2f} s, ratio {structural / base:.2f} (bar: at most 2); "
          f"in full {full:.2f} s, ratio {full / base:.2f} (bar: at most 4)")


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "2000")), Path(given.get(1, f"{temporary}/large")))
