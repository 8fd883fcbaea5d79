"""How fast is the full matrix, against the library's notification log merely read and decoded? And in how much memory?"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made

from ledger import folder, replay
from projections.reports import REPORTS, produce

WOMEN, ENTRIES = 1000, 500


def matrix(ledger: folder.Ledger) -> float:
    """Seconds for the full matrix."""
    start = time.perf_counter()
    view = replay.view(ledger)
    document = produce(REPORTS["matrix"], view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
    assert document["rows"]
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


def main() -> None:
    """Make the ledger in a process of its own, so that the peak is that of reading alone; then print."""
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    with tempfile.TemporaryDirectory() as temporary:
        where = Path(temporary) / "large"
        if os.fork() == 0:
            made.ledger(where, WOMEN, ENTRIES).entries.close()
            os._exit(0)
        os.wait()
        ledger = folder.open_ledger(where)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = matrix(ledger)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        theirs = notifications(ledger)
        many = WOMEN * ENTRIES
        print(f"matrix: {many / ours:,.0f} entries/s, peak {peak / 1024:.0f} MB ({before / 1024:.0f} MB before); "
              f"notification log decoded: {many / theirs:,.0f}/s; ratio {theirs / ours:.2f}")


if __name__ == "__main__":
    main()
