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

from ledger import folder, importing, recording

WOMEN, ENTRIES, ROUNDS = 40, 500, 3


class Plain(Aggregate):
    """An aggregate of the library with one plain event, of about the size of a contact."""

    @event("Held")
    def held(self, occurred: str, purpose: str, medium: str, attendance: str, minutes: int) -> None:
        """A contact was held."""


def ours(path: Path, file: Path) -> float:
    """Rows a second from file to durable commit, every check made."""
    folder.create(path, "Bench")
    ledger = folder.open_ledger(path)
    start = time.perf_counter()
    receipt = recording.append(ledger, importing.read(file).said, recording.Author("bench", made.NOW))
    taken = time.perf_counter() - start
    ledger.entries.close()
    return len(receipt.positions) / taken


def theirs(path: Path) -> float:
    """Events a second of the library's own save, as many in a batch as the import has."""
    app = Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})
    women = [Plain() for _ in range(WOMEN)]
    start = time.perf_counter()
    for woman in women:
        for _ in range(ENTRIES - 1):
            woman.held("2021-02-08", "programme", "telephone", "attended-on-time", 40)
    app.save(*women)
    return WOMEN * ENTRIES / (time.perf_counter() - start)


def main() -> None:
    """Print both rates and their ratio."""
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        made.write(here / "rows.jsonl", WOMEN, ENTRIES)
        rates = [(ours(here / uuid4().hex, here / "rows.jsonl"), theirs(here / f"{uuid4().hex}.db")) for _ in range(ROUNDS)]
    best = max(us for us, _ in rates), max(them for _, them in rates)
    print(f"import: {best[0]:,.0f} rows/s; app.save of plain events: {best[1]:,.0f}/s; ratio {best[0] / best[1]:.2f}")


if __name__ == "__main__":
    import os

    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    main()
