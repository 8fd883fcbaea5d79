"""How fast are matrix and profiles made of the whole log, and after one more entry? And in how much memory?

Beside it the library's notification log merely read and decoded, once the library's own as it comes (its mapper, JSON and AES
cipher, over 100,000 of the entries), once this ledger's with our mapper, which is faster; and reading, opening and decoding alone
on the same cores. By its rate the first is the one that the bar meant; the second is the harder opponent.
Arguments: women (2,000 of 500 entries each are a million), workers, and a ledger's folder to use or to make there.
"""

import base64
import functools
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
from eventsourcing.application import Application, LocalNotificationLog
from eventsourcing.domain import Aggregate, event

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated

from ledger import folder, recording, replay
from ledger.entries import Said
from ledger.reading import statement
from projections import engine
from projections.producing import _context
from projections.reports import REPORTS

ENTRIES, SOME, SECTION, FEW = 500, 32, 1000, 200


@attrs.frozen
class Took:
    """What some work took, in seconds: of the clock, and of all processors together, which a busy machine changes least."""

    wall: float
    cpu: float
    entries: int

    @property
    def each(self) -> float:
        """Microseconds of a processor for an entry."""
        return self.cpu / self.entries * 1e6


def took(work: Callable[[], Any], entries: int) -> Took:
    """Do it once, children and all."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return Took(time.perf_counter() - wall, _cpu() - cpu, entries)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def peak() -> float:
    """The most memory that this process or one of its workers held, in MB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def both(ledger: folder.Ledger, workers: str) -> None:
    """The matrix and the profile, in one pass over the women."""
    with engine.executor(workers) as pool:
        view = replay.view(ledger, executor=pool)
        context = _context(view, replay.programme(ledger, view.position))
        collectors = {name: REPORTS[name].begin(context, None, {}) for name in ("matrix", "profile")}
        engine.feed(collectors, context, replay.women(ledger, view.position, pool))
    assert view.root
    assert all(collector.document(view.erased)["rows"] for collector in collectors.values())


def notifications(ledger: folder.Ledger) -> int:
    """Read this ledger's log as the library's notification log, in sections of 1,000, and decode every entry with our own mapper."""
    ledger.keys.load()  # type: ignore[union-attr]
    log, mapper, done = LocalNotificationLog(ledger.entries.recorder, section_size=SECTION), ledger.entries.mapper, 0
    while section := log.select(start=done + 1, limit=SECTION):
        for each in section:
            mapper.open(each.id, 0, each.originator_id, each.originator_version, each.topic, each.state)  # type: ignore[arg-type]
        done += len(section)
    return done


class Stock(Application):
    """An application of the library as it comes: its mapper, its JSON, its AES cipher."""

    log_section_size = SECTION


class Her(Aggregate):
    """A woman as an aggregate of the library, with one plain event."""

    @event("Said")
    def said(self, kind: str, occurred: str, source: str, author: str, append: str, fields: dict[str, Any]) -> None:
        """Something was said of her."""


def stock(where: Path, women: int) -> Stock:
    """The same entries of some women, saved by the library alone, sealed with its own cipher."""
    key = base64.b64encode(bytes(16)).decode()
    app = Stock({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(where), "CIPHER_KEY": key,
                 "CIPHER_TOPIC": "eventsourcing.cryptography:AESCipher"})
    hers: dict[str, Her] = {}
    for row in made.rows(women, ENTRIES):
        her = hers.setdefault(row.pop("woman"), Her())
        her.said(row.pop("kind"), row.pop("occurred"), row.pop("source", "import"), "bench", "0" * 32, row)
    app.save(*hers.values())
    return app


def as_it_comes(app: Stock) -> int:
    """Read and decode the library's own notification log, in sections of 1,000."""
    done = 0
    while section := app.notification_log.select(start=done + 1, limit=SECTION):
        for each in section:
            app.mapper.to_domain_event(each)
        done += len(section)
    return done


@functools.lru_cache(maxsize=1)
def _own(path: Path) -> folder.Ledger:
    ledger = folder.open_ledger(path)
    ledger.keys.load()  # type: ignore[union-attr]
    return ledger


def read(path: Path, position: int, streams: list[str]) -> int:
    """Read, open and decode some streams; how many entries."""
    return sum(len(entries) for _, entries in _own(path).entries.some(streams, position))


def decoding(ledger: folder.Ledger, workers: str) -> None:
    """Read, open and decode every stream, and no more, on the same cores."""
    head = ledger.entries.head().position
    streams = sorted(ledger.entries.versions(head))
    parts = [streams[at:at + SOME] for at in range(0, len(streams), SOME)]
    with engine.executor(workers) as pool:
        work = functools.partial(read, ledger.path, head)
        assert sum((pool.map if pool else map)(work, parts)) == head


def one_more(ledger: folder.Ledger) -> None:
    """Write one more entry."""
    row = {"kind": "contact-held", "woman": "W-00007", "occurred": "2021-02-08", "purpose": "programme", "medium": "telephone",
           "attendance": "attended-on-time"}
    recording.append(ledger, [Said(statement(row, "practitioner"))], recording.Author("bench", made.NOW))


def main(women: int, workers: str, where: Path, beside: Path) -> None:
    """Make the ledger or open it; then print."""
    import scipy.special  # noqa: F401   # programs are loaded before the clock starts, ours and theirs alike

    ledger = made.kept(where, women, ENTRIES)
    many = ledger.entries.head().position
    full = took(lambda: both(ledger, workers), many)
    most = peak()
    one_more(ledger)
    more, alone, ours = (took(work, many) for work in (lambda: both(ledger, "1"), lambda: decoding(ledger, workers),
                                                       lambda: notifications(ledger)))
    app = stock(beside, few := min(women, FEW))
    theirs = took(lambda: as_it_comes(app), few * (ENTRIES + 1))
    print(stated())
    print(f"matrix and profile of {many:,} entries of {women:,} women, {workers} workers: {full.wall:.1f} s, {many / full.wall:,.0f}/s; "
          f"{full.cpu:.1f} s of processors, {full.each:.1f} us an entry; peak {most:.0f} MB a process (bar: under 400)")
    print("Ratios by the clock, and by processor time shared evenly by the workers, which other work on the machine changes least:")
    _told("the library's own notification log, read and decoded", theirs, full, int(workers), 2)
    _told("this ledger's rows as its notification log, decoded with our mapper", ours, full, int(workers), 2)
    print(f"  reading, opening and decoding alone, {workers} workers: {alone.each:.1f} us an entry; "
          f"ratio {alone.wall / full.wall:.2f}, {alone.cpu / full.cpu:.2f} (bar: at least 0.5)")
    print(f"  after one more entry: {more.wall:.2f} s, {more.cpu:.2f} s of a processor; 1/{full.wall / more.wall:.0f}, "
          f"1/{full.cpu / more.cpu:.0f} of the full replay (bar: under 1/50)")


def _told(what: str, theirs: Took, full: Took, workers: int, bar: float) -> None:
    by_clock, by_processor = (theirs.wall / theirs.entries) / (full.wall / full.entries), theirs.each / (full.each / workers)
    print(f"  {what}: {theirs.each:.1f} us an entry; ratio {by_clock:.2f}, {by_processor:.2f} (bar: at least {bar:g})")


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "2000")), given.get(1, "2"), Path(given.get(2, f"{temporary}/large")), Path(temporary) / "stock.db")
