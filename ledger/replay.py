"""Which histories does the log hold, as known by a day?

The one door from the store to the projections: they are given histories, never rows.
Women come one at a time, so memory does not grow with their number; only merged identities wait for each other.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from ledger.entries import PROGRAMME, Entry
from ledger.folder import Ledger
from ledger.history import History, history, joined, united
from ledger.restricted import Usable

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from ledger.folding import Ask, Take

MERGE_KINDS = ("identities-merged", "merge-reversed")


@attrs.frozen
class View:
    """What a report looks at: true on a day, known by a day, which is a prefix of the log.

    position: the last entry known. erased: how many streams can no longer be read. issued: the entries of every release
    of a report, also those after `position` and those withdrawn: what was told cannot be taken back. restricted: how many
    women were left out of histories that were gone through before, their processing being restricted; `Women` know it themselves.
    """

    true_on: datetime.date
    known_by: datetime.date
    position: int
    _root: "str | Future[str]"
    erased: int
    issued: tuple[Entry, ...] = ()
    restricted: int = 0

    @property
    def root(self) -> str:
        """The root of the log up to the position, in hex digits: waited for where another process hashes it."""
        return self._root if isinstance(self._root, str) else self._root.result()


def view(ledger: Ledger, true_on: datetime.date | None = None, known_by: datetime.date | None = None,
         executor: "Executor | None" = None) -> View:
    """The view for two days; each is the head's day where it is not given. executor: who may hash a long log meanwhile."""
    head = ledger.entries.head(None if known_by is None else ledger.end_of(known_by))
    last_day = ledger.day_of(head.recorded_at) if head.position else None
    known = known_by or last_day or ledger.day_of(0)
    from ledger import roots

    assert ledger.keys is not None
    return View(true_on or last_day or known, known, head.position, roots.begun(ledger, head.position, executor),
                len(ledger.keys.fenced()), issued(ledger))


def issued(ledger: Ledger) -> tuple[Entry, ...]:
    """The entry of every release of a report, in order."""
    return tuple(entry for entry in ledger.entries.stream(PROGRAMME) if entry.said.kind == "report-issued")


def programme(ledger: Ledger, position: int) -> History:
    """The programme's own history, as known by a position."""
    return history(PROGRAMME, [entry for entry in ledger.entries.stream(PROGRAMME) if entry.position <= position])


@attrs.frozen
class Women:
    """Every woman's history as known by a position, merged identities as one, in no order that means anything.

    executor: who shares the work of `ask`; this process alone where it is None. tick: told how many streams of how many are done.
    apart: gets, as they are gone through, a stream for each woman who is left out because her processing is restricted.
    """

    ledger: Ledger
    position: int
    executor: "Executor | None" = None
    tick: "Callable[[int, int], None] | None" = None
    apart: set[str] = attrs.field(factory=set, eq=False)

    def __iter__(self) -> Iterator[History]:
        return of_streams(Usable(self.ledger, self.position, self.apart))

    def ask(self, ask: "Ask", take: "Take", true_on: datetime.date) -> None:
        """Give `take` every answer of every woman to `ask`; from the cache where it is asked of the head, on its day."""
        from ledger.folding import fold

        head = self.ledger.entries.head()
        fold(self, ask, take, head.position, head.position == self.position and self.ledger.day_of(head.recorded_at) == true_on)


def women(ledger: Ledger, position: int, executor: "Executor | None" = None,
          tick: "Callable[[int, int], None] | None" = None) -> Women:
    """Every woman's history as known by a position."""
    return Women(ledger, position, executor, tick)


def of_streams(streams: Iterable[tuple[str, Sequence[Entry]]]) -> Iterator[History]:
    """The women of streams, each with its entries as far as they are known; one of whom nothing stands is none."""
    waiting: dict[str, History] = {}
    for stream, entries in streams:
        if stream == PROGRAMME:
            continue
        own = history(entries[0].said.woman, entries)
        if own.of(*MERGE_KINDS):
            waiting[own.woman] = own
        elif own.facts:
            yield own
    yield from together(waiting)


def together(waiting: Mapping[str, History]) -> Iterator[History]:
    """Women who spoke of a merge, those who are one as one."""
    for group in united({woman: each.facts for woman, each in waiting.items()}):
        yield joined([waiting[woman] for woman in group])
