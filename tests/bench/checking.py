"""How long does `check` take, without keys and in full, against reading the rows and hashing them?

Arguments: women of 500 entries each, a ledger's folder to use or to make there, and how many times (the least counts).
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


def seconds() -> tuple[float, float]:
    """The clock's and the processor's."""
    return time.perf_counter(), time.process_time()


def hashing(where: Path) -> tuple[float, float]:
    """Seconds to read every row and hash it: header and bytes, as every leaf is made, and no more."""
    wall, cpu = seconds()
    with closing(sqlite3.connect(where / "ledger.db")) as db:
        ((ledger_id,),) = db.execute("SELECT value FROM meta")
        for row in db.execute("SELECT l.position, s.originator_id, s.originator_version, l.recorded_at, s.topic, s.state "
                              "FROM log l JOIN stored_events s ON s.rowid = l.position ORDER BY l.position"):
            leaf(ledger_id, *row)
    return time.perf_counter() - wall, time.process_time() - cpu


def checking(where: Path, environ: dict[str, str]) -> tuple[float, float]:
    """Seconds to check; without keys where the environment has none."""
    wall, cpu = seconds()
    assert audit.check(where, environ).verdict in ("ok", "findings", "unverifiable")
    return time.perf_counter() - wall, time.process_time() - cpu


def main(women: int, where: Path, times: int) -> None:
    """Print both ratios."""
    if not where.exists():
        made.ledger(where, women, 500).entries.close()
    keys = {"OUTCOMES_KEY": os.environ["OUTCOMES_KEY"]}
    rounds = [(hashing(where), checking(where, {"OUTCOMES_CONFIG": "/nonexistent"}), checking(where, keys)) for _ in range(times)]
    print(stated())
    for at, told in enumerate(("by the clock", "by the processor")):
        base, structural, full = (min(each[what][at] for each in rounds) for what in range(3))
        print(f"{told}: read and hashed {base:.2f} s; check without keys {structural:.2f} s, ratio {structural / base:.2f} "
              f"(bar: at most 2); in full {full:.2f} s, ratio {full / base:.2f} (bar: at most 4)")


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "2000")), Path(given.get(1, f"{temporary}/large")), int(given.get(2, "3")))
