"""How many rows a second does an import take in, against the library's own `app.save` of plain events in equal batches?"""

import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated

from ledger import folder, importing, recording

WOMEN, ENTRIES, ROUNDS = 40, 500, 3


class Plain(Aggregate):
    """An aggregate of the library with one plain event, of about the size of a contact."""

    @event("Held")
    def held(self, occurred: str, purpose: str, medium: str, attendance: str, minutes: int) -> None:
        """A contact was held."""


def ours(path: Path, file: Path) -> tuple[float, float]:
    """Rows a second from file to durable commit, every check made: by the clock and by the processor."""
    folder.create(path, "Bench")
    ledger = folder.open_ledger(path)
    wall, cpu = time.perf_counter(), time.process_time()
    receipt = recording.append(ledger, importing.read(file).said, recording.Author("bench", made.NOW))
    taken = time.perf_counter() - wall, time.process_time() - cpu
    ledger.entries.close()
    return len(receipt.positions) / taken[0], len(receipt.positions) / taken[1]


def theirs(path: Path) -> tuple[float, float]:
    """Events a second of the library's own save, as many in a batch as the import has, by the clock and by the processor."""
    app = Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})
    women = [Plain() for _ in range(WOMEN)]
    wall, cpu = time.perf_counter(), time.process_time()
    for woman in women:
        for _ in range(ENTRIES - 1):
            woman.held("2021-02-08", "programme", "telephone", "attended-on-time", 40)
    app.save(*women)
    return WOMEN * ENTRIES / (time.perf_counter() - wall), WOMEN * ENTRIES / (time.process_time() - cpu)


def main() -> None:
    """Print both rates and their ratio, the best of each."""
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        made.write(here / "rows.jsonl", WOMEN, ENTRIES)
        rates = [(ours(here / uuid4().hex, here / "rows.jsonl"), theirs(here / f"{uuid4().hex}.db")) for _ in range(ROUNDS)]
    print(stated())
    for at, told in enumerate(("by the clock", "by the processor")):
        best = max(us[at] for us, _ in rates), max(them[at] for _, them in rates)
        print(f"{told}: import {best[0]:,.0f} rows/s; app.save of plain events {best[1]:,.0f}/s; ratio {best[0] / best[1]:.2f} "
              "(bar: at least 0.5)")


if __name__ == "__main__":
    import os

    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    main()
