"""How is the conversation held, and when is what it found saved?

Lines come in, lines go out; a terminal, a pipe and a screen reader are served alike. Each finished entry is one
append, saved before the next question is asked.
"""

from collections.abc import Callable, Iterator, Sequence

import attrs
import msgspec

from ledger import putting_right, remembered
from ledger.author import Author
from ledger.codec import fields_of
from ledger.entries import Entry, Said, Statement
from ledger.errors import LedgerError
from ledger.folder import Ledger
from ledger.guided import conversation
from ledger.guided.conversation import Step
from ledger.guided.state import REPEATED, Known, State, row, whom
from ledger.history import stand
from ledger.reading import statement
from ledger.recording import Receipt, append
from ledger.rules import Standing

WELCOME = "Answer each question and press Enter. " + conversation.COMMON
TIED = "tied to the other entries of its visit"


@attrs.frozen
class Held:
    """What a sitting saved; cut_off: whether the answers ended in the middle of an entry, though nobody said to stop."""

    positions: tuple[int, ...]
    cut_off: bool


@attrs.frozen
class Session:
    """One sitting at a ledger.

    author: asked anew for each entry, for its moment. tell: says a line. ask: says what stands before an answer,
    and returns the line that was typed, None where nobody answers any more. report: says what was saved.
    """

    ledger: Ledger
    author: Callable[[], Author]
    tell: Callable[[str], None]
    ask: Callable[[str], str | None]
    report: Callable[[Receipt, str], None]

    def hold(self) -> Held:
        """Ask until nobody answers or `q` is typed."""
        state = State(known(self.ledger, self.author()))
        self.tell(WELCOME)
        asked: State | None = None
        while not (step := self._next(state, again=_same(state, asked))).stop:
            asked = state
            self._say(step)
            if step.tie:
                self._tie(state, step.tie)
            state = self._save(state, step.state) if step.save else step.state
        if state.trail:
            self.tell("The entry at hand was not finished, and was not saved.")
        return Held(state.positions, step.cut_off and bool(state.trail))

    def _next(self, state: State, again: bool) -> Step:
        """Ask one question, its choices said once only; what follows from the answer."""
        asked = conversation.question(state)
        for line in () if again else ("", *asked.lines):
            self.tell(line)
        typed = self.ask(asked.prompt)
        return Step(state, stop=True, cut_off=True) if typed is None else conversation.answer(state, typed)

    def _save(self, before: State, finished: State) -> State:
        """Append the finished entry; where it is refused, say why and ask again."""
        author, women, said_now = self.author(), whom(finished), row(finished)
        today = self.ledger.day_of(author.now)
        said = [Said(statement({**said_now, "woman": woman}, "practitioner", today), woman if len(women) > 1 else "") for woman in women]
        try:
            receipt = append(self.ledger, said, author)
        except LedgerError as why:
            self._refused(why)
            return before
        self.report(receipt, f"Recorded {said_now['kind']} of {', '.join(women)}")
        step = conversation.saved(finished, receipt.positions, today)
        self._say(step)
        return step.state

    def _tie(self, state: State, ref: str) -> None:
        """Give the entries saved last the reference of the visit that is now to have more of them."""
        for position in state.last["positions"]:
            try:
                entry = putting_right.entry_at(self.ledger, position)
                receipt = putting_right.correct(self.ledger, entry, {"episode_ref": ref}, None, TIED, self.author())
            except LedgerError as why:
                self._refused(why)
            else:
                self.report(receipt, f"Tied position {position} to {ref}")

    def _refused(self, why: LedgerError) -> None:
        for line in (*map(str, getattr(why, "findings", ())), why.message, why.hint, "Nothing was saved. < goes back, q stops."):
            if line:
                self.tell(line)

    def _say(self, step: Step) -> None:
        for line in step.says:
            self.tell(line)


def _same(state: State, asked: State | None) -> bool:
    """Whether the question is the one that was just asked."""
    return asked is not None and (asked.trail, asked.choosing, asked.positions) == (state.trail, state.choosing, state.positions)


def ending(positions: Sequence[int]) -> str:
    """What a sitting saved, in a line."""
    if not positions:
        return "Nothing was saved."
    many = f"{len(positions)} entries, positions" if len(positions) > 1 else "1 entry, position"
    return f"Saved {many} {', '.join(map(str, positions))}."


def known(ledger: Ledger, author: Author) -> Known:
    """What the ledger knows as a conversation begins."""
    each = map(msgspec.json.decode, remembered.of_each(ledger, "guided", _remember).values())
    women = {woman: usual for woman, stands, usual in each if stands}
    return Known(tuple(sorted(women)), ledger.day_of(author.now), author.name, ledger.entries.head().position, women)


def _remember(entries: Sequence[Entry]) -> bytes:
    """Her reference, whether she is known by it, and her last values."""
    woman, stream = entries[0].said.woman, entries[0].stream
    known = Standing.of(woman, stream, entries).known
    return msgspec.json.encode((woman, known, _usual(fact.said for fact in stand(entries)) if known else {}))


def _usual(said: Iterator[Statement]) -> dict[str, str]:
    """The last values of what is often the same again, in the order in which they were written."""
    usual: dict[str, str] = {}
    for each in said:
        held = {**fields_of(each.event), "by": each.by}
        usual |= {name: held[name] for name in REPEATED if held.get(name)}
    return usual
