"""Does twice the entries cost at most twice the time? Record, import, check, full replay, and a report after one more entry.

Arguments: entries of the smaller ledger (the larger has twice as many; 500 a woman), and how many times each is measured, in turn. The least
of them counts, by the clock and by the processor: on a busy machine the clock tells of the others.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated
from replaying import both, one_more

from ledger import audit, folder, importing, recording

EACH, BAR = 500, 2.1


def took(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    wall, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter() - wall, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def imported(where: Path, rows: Path) -> None:
    """A new ledger with the rows in it, from file to durable commit."""
    folder.create(where, "Bench")
    ledger = folder.open_ledger(where)
    recording.append(ledger, importing.read(rows).said, recording.Author("bench", made.NOW))
    ledger.entries.close()


def replayed(where: Path) -> None:
    """Matrix and profile of every entry, nothing kept before."""
    (where / "cache.db").unlink(missing_ok=True)
    opened(where, lambda ledger: both(ledger, "1"))


def opened(where: Path, work: Callable[[folder.Ledger], None]) -> None:
    """Something done with a ledger, from opening it to closing it."""
    ledger = folder.open_ledger(where)
    work(ledger)
    ledger.entries.close()


def costs(where: Path, rows: Path) -> dict[str, tuple[float, float]]:
    """What each costs on one ledger, made here, in the order in which it would be done."""
    keys = {"OUTCOMES_KEY": os.environ["OUTCOMES_KEY"]}
    work: dict[str, Callable[[], Any]] = {
        "import": lambda: imported(where, rows),
        "check without keys": lambda: audit.check(where, {"OUTCOMES_CONFIG": "/nonexistent"}),
        "check in full": lambda: audit.check(where, keys),
        "full replay": lambda: replayed(where),
        "record one more": lambda: opened(where, one_more),
        "report after it": lambda: opened(where, lambda ledger: both(ledger, "1"))}
    return {name: took(each) for name, each in work.items()}


def least(rounds: Sequence[Mapping[str, tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """The least that each cost in several rounds, by the clock and by the processor."""
    return {name: (min(each[name][0] for each in rounds), min(each[name][1] for each in rounds)) for name in rounds[0]}


def main(entries: int, times: int) -> None:
    """Print each cost at both sizes, measured in turn, and what doubling costs."""
    import scipy.special  # noqa: F401   # programs are loaded before the clock starts

    with tempfile.TemporaryDirectory() as temporary:
        sizes, rounds = (EACH * 8, entries, entries * 2), list[list[dict[str, tuple[float, float]]]]()
        for size in sizes:
            made.write(Path(temporary) / f"{size}.jsonl", size // EACH, EACH)
        for number in range(times):
            rounds.append([costs(Path(temporary) / f"{size}-{number}", Path(temporary) / f"{size}.jsonl") for size in sizes])
        less, more = (least([each[which] for each in rounds]) for which in (1, 2))
    print(stated())
    print(f"{entries:,} and {entries * 2:,} entries, least of {times} (bar: at most {BAR} times)")
    for name, (wall, cpu) in less.items():
        print(f"{name:>20}: {wall:7.3f} s -> {more[name][0]:7.3f} s by the clock, {more[name][0] / wall:.2f} times; "
              f"{cpu:7.3f} s -> {more[name][1]:7.3f} s of a processor, {more[name][1] / cpu:.2f} times")


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    main(int(given.get(0, "50000")), int(given.get(1, "5")))
