"""Of whom is what is held only kept, and not used (UK GDPR, article 18)?

A restriction binds whatever is done today, also with an earlier day of knowing: what may not be used now may not be used
to say what was known in June. So it is always asked of all that is known, and never of the past. Women who are one are
restricted together, as long as either of them is. It is lifted by an entry, and cannot be withdrawn.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger import history
from ledger.entries import PROGRAMME, Entry, Said, Statement
from ledger.errors import Refused
from ledger.events import event_class
from ledger.history import Fact

if TYPE_CHECKING:
    from ledger.author import Author
    from ledger.folder import Ledger
    from ledger.recording import Receipt

SET: Final = "processing-restricted"
LIFTED: Final = "restriction-lifted"
MERGES: Final = ("identities-merged", "merge-reversed")
TELLING: Final = frozenset({SET, LIFTED, "corrected", *MERGES})


def in_force(facts: Iterable[Fact]) -> list[Fact]:
    """The restrictions that hold, the earliest first: of each reference the last that was said of it, if that set one.

    Said last is what is of the later day; of one day, what was recorded later.
    """
    last: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind in (SET, LIFTED) and _moment(fact) >= _moment(last.get(fact.said.woman, fact)):
            last[fact.said.woman] = fact
    return sorted((fact for fact in last.values() if fact.kind == SET), key=_moment)


def _moment(fact: Fact) -> tuple[Any, int]:
    return fact.day, fact.position


def of(entries: Sequence[Entry]) -> list[Fact]:
    """The restrictions that hold by the entries of one stream, or of women who are one."""
    if not any(entry.said.kind in (SET, "corrected") for entry in entries):
        return []
    streams = dict.fromkeys(entry.stream for entry in entries)
    return in_force(fact for stream in streams for fact in history.stand([entry for entry in entries if entry.stream == stream]))


def together(facts: Mapping[str, Sequence[Fact]]) -> list[list[str]]:
    """The women who are restricted, by their references, each with all who were found to be one with her."""
    return [women for women in history.united(facts) if in_force(fact for woman in women for fact in facts[woman])]


@attrs.frozen
class Usable:
    """The streams of a ledger that may be used now, with their entries up to a position.

    apart: gets a stream for each woman who is left out. opened: every stream with its entries, where whoever asks opens them already.
    """

    ledger: "Ledger"
    position: int
    apart: set[str] = attrs.field(factory=set)
    opened: Iterable[tuple[str, list[Entry]]] | None = None

    def __iter__(self) -> Iterator[tuple[str, list[Entry]]]:
        waiting: dict[str, tuple[str, list[Entry]]] = {}
        facts: dict[str, Sequence[Fact]] = {}
        for stream, entries in self.ledger.entries.streams() if self.opened is None else self.opened:
            telling = stream != PROGRAMME and any(entry.said.kind in TELLING for entry in entries)
            own = history.stand(entries) if telling else ()
            if any(fact.kind in MERGES for fact in own):
                woman = entries[0].said.woman
                waiting[woman], facts[woman] = (stream, entries), own
            elif in_force(own):
                self.apart.add(stream)
            else:
                yield from self._known(stream, entries)
        for women in together(facts):
            self.apart.add(waiting[women[0]][0])
            for woman in women:
                del waiting[woman]
        for stream, entries in waiting.values():
            yield from self._known(stream, entries)

    def _known(self, stream: str, entries: list[Entry]) -> Iterator[tuple[str, list[Entry]]]:
        known = upto(entries, self.position)
        if known:
            yield stream, known


def upto(entries: list[Entry], position: int) -> list[Entry]:
    """The entries of a stream up to a position."""
    return entries if entries[-1].position <= position else [entry for entry in entries if entry.position <= position]


def everybody(ledger: "Ledger") -> list[Fact]:
    """What restricts each woman who is restricted, in order of references."""
    found = [fact for stream, entries in ledger.entries.streams() if stream != PROGRAMME for fact in of(entries)]
    return sorted(found, key=lambda fact: fact.said.woman)


def record(ledger: "Ledger", women: Sequence[str], kind: str, authority: str, reason: str, author: "Author") -> "Receipt":
    """Restrict women who are one, or lift what restricts them. Raises Refused where that is so already."""
    from ledger.recording import append

    held = {fact.said.woman for woman in women for fact in of(ledger.entries.stream(ledger.stream_of(woman)))}
    whom = [woman for woman in women if (woman in held) is (kind == LIFTED)]
    if not whom:
        raise Refused(f"{women[0]} is {'not' if kind == LIFTED else 'already'} restricted; nothing was changed.",
                      "See who is: outcomes restrict")
    today = ledger.day_of(author.now).isoformat()
    event = event_class(kind)(authority=authority, reason=reason)
    return append(ledger, [Said(Statement(kind=kind, woman=woman, occurred=today, event=event)) for woman in whom], author)
