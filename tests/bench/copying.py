"""How long does a copy of a ledger to a server of PostgreSQL take, and does it answer with the same figures?

Arguments: women (200), entries each (500), and a ledger's folder to use or to make there. The server is a real one, started
for this alone; it is on the same machine, so its processor time is not in what stands beside the time on the wall.
"""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parent.parent))

import made
from machine import stated
from servers import Server

from ledger import folder, moving, replay
from projections.reports import REPORTS, produce

ASKED = ("matrix", "profile", "funnel", "monthly")


def timed(what: str, of: Callable[[], Any]) -> Any:
    """What a function gives; its seconds on the wall and of the processor are printed."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = of()
    print(f"{what}: {time.perf_counter() - wall:.1f} s on the wall, {time.process_time() - cpu:.1f} s of the processor", flush=True)
    return found


def answers(ledger: folder.Ledger) -> dict[str, dict[str, Any]]:
    """The documents of some reports, everything read from the store."""
    view = replay.view(ledger)
    programme = replay.programme(ledger, view.position)
    return {name: produce(REPORTS[name], view, programme, replay.women(ledger, view.position), "team") for name in ASKED}


@contextlib.contextmanager
def started() -> Iterator[Server]:
    """A server of its own, thrown away in the end."""
    place = Path(tempfile.mkdtemp(prefix="outcomes-pg-"))
    place.chmod(0o777)
    server = Server(place)
    try:
        yield server
    finally:
        server.close()


def main(women: int, entries: int, where: Path) -> None:
    """Make it, copy it, ask both, and say whether they say the same."""
    print(stated())
    ledger = folder.open_ledger(where) if where.exists() else timed(f"made {women * entries:,} entries",
                                                                    lambda: made.ledger(where, women, entries))
    with started() as server:
        store = server.address(server.database())
        with tempfile.TemporaryDirectory() as place:
            done = timed("copied to the server and verified", lambda: moving.copy(ledger, Path(place) / "copy", store))
            here = timed("asked here", lambda: answers(ledger))
            with contextlib.closing(ledger.entries), contextlib.closing((copy := folder.open_ledger(Path(place) / "copy")).entries):
                there = timed("asked there", lambda: answers(copy))
    same = [name for name in ASKED if here[name] == there[name]]
    print(f"{done.size:,} entries, root {done.root.hex()}; the same documents, position and root among them: {', '.join(same) or 'none'}; "
          f"others: {', '.join(name for name in ASKED if name not in same) or 'none'}")
    sys.exit(len(same) < len(ASKED))


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "200")), int(given.get(1, "500")), Path(given.get(2, f"{temporary}/large")))
