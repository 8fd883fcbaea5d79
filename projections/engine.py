"""How does a report come by what every woman adds to it?

What one woman adds is a part: bytes, from her history, the day and the parameters alone. Parts are worked out here or by
an executor, or lie in the sealed cache from an earlier report, and add up in any order. A part in the cache holds for the
day, the parameters and the code that made it; change a line of code, and everything is worked out anew.
"""

import functools
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import attrs

from ledger import cache
from ledger.entries import PROGRAMME
from ledger.errors import Usage
from ledger.history import History
from ledger.replay import Women
from projections.funnel import STEPS
from projections.indicators import Programme
from projections.woman import Woman

REACHED: Final = "reached"
PACKAGES: Final = ("ledger", "projections")


class Parted(Protocol):
    """A collector whose women can be told apart: `add` is `take` of her `part`."""

    parted: bool

    def part(self, woman: Woman) -> bytes: ...

    def take(self, part: bytes) -> None: ...


class Reached:
    """How many women came how far, which everybody is taken to know."""

    parted: Final = True

    def __init__(self) -> None:
        self.totals = dict.fromkeys(("identified", "prioritised", "signed-up"), 0)

    def add(self, woman: Woman) -> None:
        self.take(self.part(woman))

    def part(self, woman: Woman) -> bytes:
        """A byte for each step: whether she took it."""
        return bytes(STEPS[step].taken(woman) is not None for step in self.totals)

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        for step, taken in zip(self.totals, part, strict=True):
            self.totals[step] += taken


@attrs.frozen
class Parts:
    """What one woman adds to some reports, asked of her history. It is pickled for other processes."""

    what: tuple[str, ...]
    context: Programme = attrs.field(eq=False)
    digest: bytes

    def __call__(self, woman: History) -> Sequence[bytes]:
        hers = Woman(woman.upto(self.context.day), self.context.day, self.context.parameters)
        return [collector.part(hers) for collector in _collectors(self)]


@functools.lru_cache(maxsize=4)
def _collectors(parts: Parts) -> Sequence[Parted]:
    """The collectors that know what a woman adds; nothing is given to these."""
    from projections.reports import REPORTS

    made: list[Any] = [Reached() if name == REACHED else REPORTS[name].begin(parts.context, None, {}) for name in parts.what]
    return made


def feed(collectors: Mapping[str, Any], context: Programme, women: Iterable[History]) -> None:
    """Give every woman to every collector, by the name of its report: as parts where all of them take these."""
    if isinstance(women, Women) and all(getattr(each, "parted", False) for each in collectors.values()):
        bare = Programme(History(PROGRAMME, ()), context.day, context.parameters)
        women.ask(Parts(tuple(collectors), bare, digest(bare)), lambda name, part: collectors[name].take(part), context.day)
        return
    if isinstance(women, Women) and women.executor:
        raise Usage("--workers: this is asked of all women together, and cannot be shared out.", "Leave out --workers.")
    for each in women:
        woman = Woman(each.upto(context.day), context.day, context.parameters)
        for collector in collectors.values():
            collector.add(woman)


def digest(context: Programme) -> bytes:
    """What parts depend on beside her history: the day, the parameters, and every line of code."""
    said = [context.day.isoformat(), dict(sorted(context.parameters.values.items())), code(), sys.version]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()


def code() -> str:
    """A digest of the code of the ledger and of all that is worked out of it."""
    return cache.code(*(Path(str(sys.modules[name].__file__)).parent for name in PACKAGES)).hex()


@contextmanager
def executor(workers: str | None) -> Iterator[Executor | None]:
    """Who shares the work: none, so many processes here, or the workers of a Dask cluster at an address. Raises Usage."""
    if workers is None or workers == "1":
        yield None
    elif re.fullmatch("[1-9][0-9]{0,2}", workers):
        with _processes(int(workers)) as pool:
            yield pool
    elif workers.startswith(("tcp://", "tls://")):
        with _cluster(workers) as pool:
            yield pool
    else:
        raise Usage(f"--workers: {workers!r:.60} is neither a number nor an address.", "Such as: --workers 2, or --workers tcp://10.0.0.5:8786")


@contextmanager
def _processes(many: int) -> Iterator[Executor]:
    import multiprocessing

    pool = ProcessPoolExecutor(many, multiprocessing.get_context("spawn"), _leave_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """An interruption is for the process that was asked, which gives up what has not begun; where that is killed, end with it."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise Usage("A cluster is asked for, and the package that speaks to it is not installed.",
                    "Install it: pip install 'outcomes-ledger[cluster]'") from None
    try:
        client: Any = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except OSError as why:
        raise Usage(f"No cluster answers at {address}.", "Look whether its scheduler runs: dask scheduler") from why
    with client:
        yield client.get_executor(pure=False)
