"""How is one thing asked of every woman: from the cache where her stream did not move, of the rest on any executor?

A fold is a map over streams, some at a time: each is read, opened, made a history, and asked; what it answers is sealed
with its own key, and so it lies in the cache, and so it comes back from another process or machine. Nobody is handed a
key: a worker opens the ledger by itself, with the master key that it finds in its own environment. What was finished
before an interruption is in the cache. Women who are merged wait for each other, and are asked here, each time.
"""

import functools
import gc
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from ledger import restricted
from ledger.cache import Cache, Seals
from ledger.entries import Entry
from ledger.folder import Ledger, open_ledger
from ledger.history import Fact, History, history, stand
from ledger.replay import MERGE_KINDS, together
from ledger.restricted import upto

if TYPE_CHECKING:
    from ledger.replay import Women

AT_ONCE: Final = 32
AHEAD: Final = 64
WAITS, NOTHING, ASKED, APART = b"w", b"n", b"a", b"r"
Take = Callable[[str, bytes], None]
Folded = list[tuple[str, int, list[bytes]]]
"""Stream, version, and for each question what was answered, sealed."""


class Ask(Protocol):
    """What is asked of a history. It is pickled for other processes.

    what: the names of the questions. digest: stands for all that the answers depend on beside the history.
    """

    @property
    def what(self) -> tuple[str, ...]: ...

    @property
    def digest(self) -> bytes: ...

    def __call__(self, woman: History) -> Sequence[bytes]:
        """Her answers, one for each question."""


@attrs.frozen
class Task:
    """Some streams to be asked up to a position, by whoever opens the ledger in this folder. run: drawn anew each time.

    head: how far the log goes, up to which a restriction is looked for.
    """

    run: str
    folder: Path
    position: int
    head: int
    streams: tuple[str, ...]
    ask: Ask


def fold(women: "Women", ask: Ask, take: Take, head: int, cached: bool) -> None:
    """Give `take` every answer of every woman, with the name of its question, in no order that means anything.

    head: how far the log goes: whose processing is restricted by then is left out, whatever was known at the position asked.
    cached: whether what was worked out before may be used, and is kept. Raises Broken for what cannot be read.
    """
    ledger = women.ledger
    assert ledger.keys is not None
    ledger.keys.load()
    versions = ledger.entries.readable(women.position)
    with Cache(ledger.path if cached else None) as cache:
        _Fold(women, ask, take, head, cache, Seals(ledger.keys, ledger.entries.ledger_id)).over(versions)


class _Fold:
    """One pass over the women of a ledger."""

    def __init__(self, women: "Women", ask: Ask, take: Take, head: int, cache: Cache, seals: Seals) -> None:
        self._women, self._ask, self._take, self._head, self._cache, self._seals = women, ask, take, head, cache, seals
        self._merged: set[str] = set()

    def over(self, versions: dict[str, int]) -> None:
        missing = {question: versions.keys() - set(self._held(question, versions)) for question in self._ask.what}
        streams = sorted(set[str]().union(*missing.values()))
        done = len(versions) - len(streams)
        for folded in self._worked_out(streams):
            self._cache.keep(self._ask.digest, ((question, stream, version, sealed) for stream, version, made in folded
                                                for question, sealed in zip(self._ask.what, made, strict=True)))
            for stream, version, made in folded:
                for question, sealed in zip(self._ask.what, made, strict=True):
                    if stream in missing[question]:
                        self._opened(question, stream, version, sealed)
            done += len(folded)
            if self._women.tick:
                self._women.tick(done, len(versions))
        for woman in together(self._waiting()):
            for question, answer in zip(self._ask.what, self._ask(woman), strict=True):
                self._take(question, answer)

    def _held(self, question: str, versions: dict[str, int]) -> Iterator[str]:
        """The streams whose answer to a question still holds, which is taken."""
        for stream, version, sealed in self._cache.rows(question, self._ask.digest):
            if versions.get(stream) == version and self._opened(question, stream, versions[stream], sealed):
                yield stream

    def _opened(self, question: str, stream: str, version: int, sealed: bytes) -> bool:
        """Take what was sealed, if it opens."""
        made = self._seals.open(question, stream, version, self._ask.digest, sealed)
        if made is None:
            return False
        if made[:1] == WAITS:
            self._merged.add(stream)
        elif made[:1] == APART:
            self._women.apart.add(stream)
        elif made[:1] == ASKED:
            self._take(question, made[1:])
        return True

    def _worked_out(self, streams: Sequence[str]) -> Iterator[Folded]:
        parts = [tuple(streams[start:start + AT_ONCE]) for start in range(0, len(streams), AT_ONCE)]
        if self._women.executor is None or len(parts) == 1:   # a handful is done before another process has started
            for part in parts:
                yield folded(self._women.ledger, self._seals, self._women.position, self._head, part, self._ask)
        else:
            run, folder = uuid.uuid4().hex, self._women.ledger.path.resolve()
            yield from spread(self._women.executor, (Task(run, folder, self._women.position, self._head, part, self._ask)
                                                            for part in parts))

    def _waiting(self) -> dict[str, History]:
        """The histories that wait for each other, by the woman's reference, less those of women who are restricted."""
        streams, found, facts = sorted(self._merged), dict[str, History](), dict[str, Sequence[Fact]]()
        for start in range(0, len(streams), AT_ONCE):
            for _, entries in self._women.ledger.entries.some(streams[start:start + AT_ONCE], self._head):
                woman = entries[0].said.woman
                found[woman], facts[woman] = history(woman, upto(entries, self._women.position)), stand(entries)
        for women in restricted.together(facts):
            self._women.apart.add(found[women[0]].stream)
            for woman in women:
                del found[woman]
        return {woman: own for woman, own in found.items() if own.facts}


def spread(executor: Executor, tasks: Iterator[Task]) -> Iterator[Folded]:
    """What an executor makes of tasks, as they are done; never many of them ahead. What has not begun is given up at an end."""
    running: set[Future[Folded]] = set()
    try:
        for task in tasks:
            running.add(executor.submit(work, task))
            if len(running) >= AHEAD:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    finally:
        for each in running:
            each.cancel()


def work(task: Task) -> Folded:
    """Do one task, wherever this runs."""
    ledger, seals = _own(task.run, task.folder)
    return folded(ledger, seals, task.position, task.head, task.streams, task.ask)


@functools.lru_cache(maxsize=1)
def _own(run: str, folder: Path) -> tuple[Ledger, Seals]:
    """The ledger as a worker opens it for one run, with the keys that it finds in its own environment."""
    ledger = open_ledger(folder)
    assert ledger.keys is not None
    ledger.keys.load()
    return ledger, Seals(ledger.keys, ledger.entries.ledger_id)


def folded(ledger: Ledger, seals: Seals, position: int, head: int, streams: Sequence[str], ask: Ask) -> Folded:
    """Ask each of a handful of streams, as known by a position. head: how far a restriction is looked for."""
    made: Folded = []
    with _uncollected():
        for stream, entries in ledger.entries.some(streams, head):
            known = upto(entries, position)
            version, answers = known[-1].version, _answers(known, entries, ask)
            made.append((stream, version, [seals.seal(question, stream, version, ask.digest, answer)
                                           for question, answer in zip(ask.what, answers, strict=True)]))
    return made


def _answers(known: list[Entry], entries: list[Entry], ask: Ask) -> Sequence[bytes]:
    """What she answers by the entries that are known, as far as by all her entries they may be used."""
    own = history(known[0].said.woman, known)
    now = own if known is entries or not any(entry.said.kind in restricted.TELLING for entry in entries) else \
        History(own.woman, tuple(stand(entries)))
    if now.of(*MERGE_KINDS):
        return [WAITS] * len(ask.what)
    if now.of(restricted.SET) and restricted.in_force(now.facts):
        return [APART] * len(ask.what)
    return [ASKED + answer for answer in ask(own)] if own.facts else [NOTHING] * len(ask.what)


@contextmanager
def _uncollected() -> Iterator[None]:
    """A replay makes many objects and no cycles: Python need not look for them meanwhile."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
