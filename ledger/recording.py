"""How does anything get written?

The one path: check, seal, append. What is said is checked against all that the ledger holds of those
women; every finding is raised together and nothing is written, or all of it is written in one
transaction. Of two writers the later one reads again, checks again and tries again.
"""

import datetime
import time
import uuid
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import msgspec
from msgspec.structs import replace

from ledger import authors, begun, history, restricted, rules
from ledger.alike import Alike
from ledger.author import Author
from ledger.entries import PROGRAMME, Entry, Said, Statement
from ledger.errors import Busy, Finding, Refused, Usage, VersionTaken
from ledger.events import event_class
from ledger.fields import BadValue
from ledger.folder import Ledger
from ledger.held import Held
from ledger.rules import MERGES, Standing
from ledger.turns import turn

TRIES: Final = 60


class Receipt(msgspec.Struct, frozen=True):
    """What an append did. skipped: how many were in the ledger already. findings: what was left out, and why.

    restricted: the women among those written of whose entries are only kept.
    """

    positions: tuple[int, ...]
    append: str
    skipped: int = 0
    findings: tuple[Finding, ...] = ()
    restricted: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Where it was written, in words."""
        first, last = self.positions[0], self.positions[-1]
        return f"at position {first}" + (f" to {last}" if last > first else "")


class Step(msgspec.Struct, frozen=True):
    """One append that can be taken back or written anew, its entries in order.

    over: the author's later entries that cannot be taken back, since others rely on them; newest first.
    """

    append: str
    entries: tuple[Entry, ...]
    over: tuple[Entry, ...] = ()

    def __str__(self) -> str:
        first, last = self.entries[0], self.entries[-1]
        if first is last:
            return f"{first.said.kind} of {first.said.woman} (position {first.position})"
        return f"{len(self.entries)} entries (positions {first.position} to {last.position})"


class Plan(msgspec.Struct, frozen=True):
    """What an append would write, worked out and checked, and not yet written.

    after: the head it must be written against, where it names positions of its own.
    """

    entries: tuple[Entry, ...]
    append: str
    skipped: int
    findings: tuple[Finding, ...]
    after: int | None
    restricted: tuple[str, ...] = ()


def append(ledger: Ledger, said: Sequence[Said], author: Author, *, good_only: bool = False,
           redo_of: Step | None = None, planned: Plan | None = None) -> Receipt:
    """Append statements, all or none; good_only leaves out those that are refused and says which.

    redo_of: the append that is written anew. planned: the plan that was agreed to; it is made anew where
    another writer came between.
    Raises Refused with every finding, or Busy. Either way nothing has been written.
    """
    with turn(ledger.path):
        for attempt in range(TRIES):
            made = planned or plan(ledger, said, author, redo_of)
            if made.findings and not good_only:
                raise Refused("", findings=made.findings)
            try:
                return _commit(ledger, made, author)
            except VersionTaken:
                planned = None
                begun.taken_back(ledger.entries.ledger_id, made.append)
                _step_back(attempt)
    raise Busy("Other programs kept writing to the same women; nothing was saved.", "Try again in a moment.")


def plan(ledger: Ledger, said: Sequence[Said], author: Author, redo_of: Step | None = None,
         presumed: Container[str] = (), halves: Sequence[Said] = ()) -> Plan:
    """Check statements against all that the ledger holds, and make the entries that they would become.

    presumed: women to take as known, because the row that identifies them is itself among the findings.
    halves: rows whose event could not be read; whom they are of and when is still checked.
    """
    standings = _standings(ledger, [*said, *halves])
    for woman, standing in standings.items():
        standing.known = standing.known or woman in presumed
    batch = _Batch(ledger, author, standings, ledger.entries.head().position, redo_of)
    held = Held(ledger, {woman: standing.entries for woman, standing in standings.items()}, said)
    alike = _alike(ledger, said, standings)
    findings: list[Finding] = []
    skipped = 0
    for each in said:
        already, found = held.take(each)
        already = already or batch.has_mirrored(each.statement)
        skipped += already
        if each.statement.kind == "woman-identified" and not (already or found):
            found = alike.take(each.statement.woman)
        if each.statement.woman == PROGRAMME and not (already or found):
            from ledger import unsealed

            found = unsealed.findings(ledger, each.statement)
        found = found or ([] if already else batch.take(each.statement))
        findings += [attrs.evolve(finding, place=each.place) for finding in found]
    for each in halves:
        found = rules.check_half(standings[each.statement.woman], each.statement, batch.today)
        findings += [attrs.evolve(finding, place=each.place) for finding in found]
    apart = tuple(sorted(woman for woman in {entry.said.woman for entry in batch.entries} if restricted.of(standings[woman].entries)))
    return Plan(tuple(batch.entries), batch.append, skipped, tuple(findings), batch.after, apart)


def _step_back(attempt: int) -> None:
    """Let others write; the longer, the more often they came first."""
    import random

    time.sleep(random.uniform(0, 0.002 * (attempt + 1)))


def _alike(ledger: Ledger, said: Sequence[Said], standings: Mapping[str, Standing]) -> Alike:
    """The references that a new woman's could be mistaken for; looked up only where there is a new woman."""
    new = any(each.statement.kind == "woman-identified" and not standings[each.statement.woman].known for each in said)
    if not new:
        return Alike(())
    from ledger.women import Roll

    roll = Roll.of(ledger)
    return Alike(roll.references, roll.stands)


def _commit(ledger: Ledger, made: Plan, author: Author) -> Receipt:
    """Make the keys durable, sign what is signed, then write. Raises VersionTaken."""
    assert ledger.keys is not None
    streams = {entry.stream for entry in made.entries} - {PROGRAMME}
    begins = {entry.stream for entry in made.entries if entry.version == 1} & streams
    if begins:
        begun.note(ledger.entries.ledger_id, made.append, begins)
    ledger.keys.ensure(streams)
    entries = authors.signed(made.entries, ledger.entries.ledger_id)
    positions = ledger.entries.append(entries, author.now, after=made.after)
    if begins:
        begun.written(ledger.entries.ledger_id, begins)
    return Receipt(tuple(positions), made.append, made.skipped, made.findings, made.restricted)


def _standings(ledger: Ledger, said: Iterable[Said]) -> dict[str, Standing]:
    """What is known of every woman that is spoken of."""
    assert ledger.keys is not None
    women = {each.statement.woman for each in said}
    women |= {each.statement.event.other for each in said if each.statement.kind in MERGES and each.statement.event}
    fenced, streams = ledger.keys.fenced(), {woman: ledger.stream_of(woman) for woman in sorted(women)}
    held = ledger.entries.of(set(streams.values()) - fenced)
    return {woman: Standing.of(woman, stream, held.get(stream, ()), stream in fenced) for woman, stream in streams.items()}


class _Batch:
    """The entries of one append as they are made, each at the position that it will have if nobody comes between."""

    def __init__(self, ledger: Ledger, author: Author, standings: dict[str, Standing], head: int, redo_of: Step | None) -> None:
        self.author, self.standings, self.head = author, standings, head
        self.append = uuid.uuid4().hex
        self.today = ledger.day_of(author.now)
        self.entries: list[Entry] = []
        self.redoes = redo_of.append if redo_of else None
        self._moved = {entry.position: head + index for index, entry in enumerate(redo_of.entries, 1)} if redo_of else {}
        self._versions = {woman: len(standing.entries) for woman, standing in standings.items()}
        self._mirrors: Counter[tuple[str, ...]] = Counter()
        self._names_itself = False

    @property
    def after(self) -> int | None:
        """The head that must still be the head, where an entry names a position of this same append."""
        return self.head if self._names_itself else None

    def has_mirrored(self, said: Statement) -> bool:
        """Whether a statement is the other half of a merge of this append, which is written already; each half once."""
        mirrors = said.kind in MERGES and self._mirrors[_pair(said)] > 0
        if mirrors:
            self._mirrors[_pair(said)] -= 1
        return mirrors

    def take(self, said: Statement) -> list[Finding]:
        """Add a statement, with its mirror if it is a merge; or say why not."""
        said = _repointed(said, self._moved)
        problems = rules.check(self.standings[said.woman], said, self.today, self.standings)
        if not problems:
            self._write(said)
            if said.kind in MERGES:
                mirror = replace(said, woman=said.event.other, key=None, event=attrs.evolve(said.event, other=said.woman))
                self._mirrors[_pair(mirror)] += 1
                self._write(mirror)
        return problems

    def _write(self, said: Statement) -> None:
        self._versions[said.woman] += 1
        entry = Entry(said=said, author=self.author.name, append=self.append, redoes=self.redoes,
                      clock="set" if self.author.clock_set else None, stream=self.standings[said.woman].stream,
                      version=self._versions[said.woman], position=self.head + len(self.entries) + 1)
        self._names_itself |= said.kind in history.RIGHTING and said.event.position > self.head
        self.entries.append(entry)
        self.standings[said.woman].evolve(entry)


def _pair(said: Statement) -> tuple[str, ...]:
    return said.kind, said.woman, said.event.other, said.occurred, said.event.reason


def correction(entry: Entry, new: Statement, reason: str, today: datetime.date) -> Statement:
    """The statement that puts a whole new event in the place of an entry's."""
    from ledger.codec import row_of

    event = _righting("corrected", position=entry.position, event=row_of(new), reason=reason)
    return Statement(kind="corrected", woman=entry.said.woman, occurred=today.isoformat(), event=event)


def withdrawal(entry: Entry, reason: str, today: datetime.date, undoes: str | None = None) -> Statement:
    """The statement that says an entry was made in error."""
    event = _righting("withdrawn", position=entry.position, reason=reason, undoes=undoes)
    return Statement(kind="withdrawn", woman=entry.said.woman, occurred=today.isoformat(), event=event)


def _righting(kind: str, **said: Any) -> Any:
    """An event that puts another right. Raises Usage where its reason cannot stand."""
    try:
        return event_class(kind)(**said)
    except BadValue as why:
        raise Usage(f"{why.sentence}; nothing was saved.", why.hint or "Say in a few words why.") from None


def last_done(entries: Iterable[Entry], author: str) -> Step | None:
    """The author's last append of which anything still stands: what `undo` takes back.

    entries: newest first. An undo is itself no step, nor is what others rely on, so undo twice goes two steps back.
    """
    withdrawn: set[int] = set()
    over: list[Entry] = []
    for append_id, group in _appends(_noting(entries, withdrawn), author):
        standing = [entry for entry in group if entry.position not in withdrawn and not _undoes(group)]
        if any(entry.said.kind not in rules.FINAL for entry in standing):
            return Step(append_id, tuple(reversed(group)), tuple(over))
        over += standing
    return None


def _noting(entries: Iterable[Entry], withdrawn: set[int]) -> Iterable[Entry]:
    """The entries, newest first, noting in passing which earlier ones were withdrawn by anyone."""
    for entry in entries:
        if entry.said.kind == "withdrawn" and entry.position not in withdrawn:
            withdrawn.add(entry.said.event.position)
        yield entry


def last_undone(entries: Iterable[Entry], author: str) -> Step | None:
    """The append that the author's last undo took back, if nothing else was written since: what `redo` writes anew."""
    redone: set[str] = set()
    wanted: str | None = None
    for append_id, group in _appends(entries, author):
        undoes = _undoes(group)
        if append_id == wanted:
            return Step(append_id, tuple(reversed(group)))
        if wanted or undoes in redone:
            continue
        if undoes:
            wanted = undoes
        elif group[0].redoes:
            redone.add(group[0].redoes)
        else:
            return None
    return None


def undo(ledger: Ledger, step: Step, author: Author, reason: str) -> Receipt:
    """Withdraw every entry of an append that still stands."""
    today = ledger.day_of(author.now)
    standing = _still_standing(ledger, step.entries)
    return append(ledger, [Said(withdrawal(entry, reason, today, step.append)) for entry in reversed(standing)], author)


def redo(ledger: Ledger, step: Step, author: Author) -> Receipt:
    """Say anew what an undo took back; what named a position of the old append names the new one's."""
    return append(ledger, [Said(entry.said) for entry in step.entries], author, redo_of=step)


def _repointed(said: Statement, moved: Mapping[int, int]) -> Statement:
    """A statement that puts right what was itself written anew, naming its new position."""
    if said.kind not in history.RIGHTING or said.event.position not in moved:
        return said
    return replace(said, event=attrs.evolve(said.event, position=moved[said.event.position]))


def _still_standing(ledger: Ledger, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a step less those that something outside it withdrew."""
    withdrawn: set[int] = set()
    for stream in ledger.entries.of({entry.stream for entry in entries}).values():
        others = [entry for entry in stream if entry.append != entries[0].append]
        withdrawn |= set(history.withdrawals(others))
    return [entry for entry in entries if entry.position not in withdrawn and entry.said.kind not in rules.FINAL]


def _appends(entries: Iterable[Entry], author: str) -> Iterable[tuple[str, list[Entry]]]:
    """An author's appends, newest first, each with its entries newest first. Appends lie together in the log."""
    group: list[Entry] = []
    for entry in entries:
        if group and group[0].append != entry.append:
            yield group[0].append, group
            group = []
        if entry.author == author:
            group.append(entry)
    if group:
        yield group[0].append, group


def _undoes(group: Sequence[Entry]) -> str | None:
    """The append that a group of entries takes back, if it is an undo."""
    event: Any = group[0].said.event
    return event.undoes if group[0].said.kind == "withdrawn" else None
