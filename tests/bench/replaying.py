"""How fast are matrix and profiles made of the whole log, and after one more entry? And in how much memory?

Beside it the library's notification log merely read and decoded, and reading, opening and decoding alone on the same cores.
Arguments: women (2,000 of 500 entries each are a million), workers, and a ledger's folder to use or to make there.
"""

import functools
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated

from ledger import folder, recording, replay
from ledger.entries import Said
from ledger.reading import statement
from projections import engine
from projections.producing import _context
from projections.reports import REPORTS

ENTRIES, SOME = 500, 32


def both(ledger: folder.Ledger, workers: str) -> float:
    """Seconds for the matrix and the profile, in one pass over the women."""
    start = time.perf_counter()
    view = replay.view(ledger)
    context = _context(view, replay.programme(ledger, view.position))
    collectors = {name: REPORTS[name].begin(context, None, {}) for name in ("matrix", "profile")}
    with engine.executor(workers) as pool:
        engine.feed(collectors, context, replay.women(ledger, view.position, pool))
    assert all(collector.document(view.erased)["rows"] for collector in collectors.values())
    return time.perf_counter() - start


def notifications(ledger: folder.Ledger) -> float:
    """Seconds to read the library's log in sections of 1,000 and decode every entry of it."""
    start, position = time.perf_counter(), 0
    mapper = ledger.entries.mapper
    ledger.keys.load()  # type: ignore[union-attr]
    while section := ledger.entries.recorder.select_notifications(position, 1000, inclusive_of_start=False):
        for each in section:
            mapper.open(each.id, 0, each.originator_id, each.originator_version, each.topic, each.state)  # type: ignore[arg-type]
        position = section[-1].id
    return time.perf_counter() - start


@functools.lru_cache(maxsize=1)
def _own(path: Path) -> folder.Ledger:
    ledger = folder.open_ledger(path)
    ledger.keys.load()  # type: ignore[union-attr]
    return ledger


def read(path: Path, position: int, streams: list[str]) -> int:
    """Read, open and decode some streams; how many entries."""
    return sum(len(entries) for _, entries in _own(path).entries.some(streams, position))


def decoding(ledger: folder.Ledger, workers: str) -> float:
    """Seconds to read, open and decode every stream, and no more, on the same cores."""
    start = time.perf_counter()
    head = ledger.entries.head().position
    streams = sorted(ledger.entries.versions(head))
    parts = [streams[at:at + SOME] for at in range(0, len(streams), SOME)]
    with engine.executor(workers) as pool:
        work = functools.partial(read, ledger.path, head)
        assert sum((pool.map if pool else map)(work, parts)) == head
    return time.perf_counter() - start


def one_more(ledger: folder.Ledger) -> float:
    """Seconds for both after one more entry."""
    row = {"kind": "contact-held", "woman": "W-00007", "occurred": "2021-02-08", "purpose": "programme", "medium": "telephone",
           "attendance": "attended-on-time"}
    recording.append(ledger, [Said(statement(row, "practitioner"))], recording.Author("bench", made.NOW))
    return both(ledger, "1")


def main(women: int, workers: str, where: Path) -> None:
    """Make the ledger in a process of its own, so that the peak is that of reading alone; then print."""
    if not where.exists():
        if os.fork() == 0:
            made.ledger(where, women, ENTRIES).entries.close()
            os._exit(0)
        os.wait()
    ledger = folder.open_ledger(where)
    (where / "cache.db").unlink(missing_ok=True)
    many = ledger.entries.head().position
    full = both(ledger, workers)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    more, alone, theirs = one_more(ledger), decoding(ledger, workers), notifications(ledger)
    print(stated())
    print(f"matrix and profile of {many:,} entries of {women:,} women, {workers} workers: {full:.1f} s, {many / full:,.0f}/s, peak {peak:.0f} MB a process")
    print(f"  notification log read and decoded: {many / theirs:,.0f}/s; ratio {theirs / full:.2f} (bar: at least 2)")
    print(f"  reading, opening and decoding alone, {workers} workers: {many / alone:,.0f}/s; ratio {alone / full:.2f} (bar: at least 0.5)")
    print(f"  after one more entry: {more:.2f} s, 1/{full / more:.0f} of the full replay (bar: under 1/50)")


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "2000")), given.get(1, "2"), Path(given.get(2, f"{temporary}/large")))
