"""What is asked next, given the answers so far?

Pure: a state and what was typed go in; the next state, what to say, and what to do come out. The question
follows from the answers alone, so that `<` is no more than forgetting the last of them, any number of times.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.events import PROGRAMME_KINDS
from ledger.fields import BadValue
from ledger.guided import questions
from ledger.guided.questions import Question
from ledger.guided.state import REPEATED, Known, State, alarming, row, whom
from ledger.reading import field_meanings

COMMON: Final = "`<` goes one step back, `?` explains, `q` stops."
AGAIN: Final = "Write it otherwise; or type the same again to keep it."


@attrs.frozen
class Step:
    """What follows from an answer: the state, what to say, and whether to save, to tie the last entries to a visit, or to stop.

    cut_off: it follows from there being no answer any more.
    """

    state: State
    says: tuple[str, ...] = ()
    save: bool = False
    tie: str = ""
    stop: bool = False
    cut_off: bool = False


def question(state: State) -> Question:
    """What is asked next."""
    if state.choosing:
        return questions.what_next(state)
    name = next(name for name in _outline(state.values) if name not in state.values)
    return _as_before(state, questions.ASKED[name](state) if name in questions.ASKED else questions.field(state, name))


def _as_before(state: State, asked: Question) -> Question:
    """A question with the answer that was taken back, where it still can be one: Enter gives it again."""
    typed = state.typed.get(asked.name)
    if typed is None or asked.name == "kind":
        return asked
    try:
        return attrs.evolve(asked, default=asked.read(typed))
    except BadValue:
        return asked


def answer(state: State, typed: str) -> Step:
    """What follows from what was typed. A bad answer is explained, and everything stays as it was."""
    typed, asked = typed.strip(), question(state)
    if typed in ("q", "Q"):
        return Step(state, stop=True)
    if typed == "<":
        return _back(state)
    if typed == "?":
        return Step(state, (*filter(None, asked.explained), COMMON, *asked.lines))
    if (typed == "-" and asked.optional) or (not typed and asked.default is None):
        return _left_out(state, asked)
    try:
        value = asked.read(typed) if typed else asked.default
    except BadValue as why:
        return Step(state, tuple(filter(None, (f"{why.sentence}.", why.hint))))
    doubts = asked.doubts(typed) if typed and typed != state.doubted else ()
    if doubts:
        return Step(attrs.evolve(state, doubted=typed), (*doubts, AGAIN))
    return _taken(attrs.evolve(state, doubted="", typed=_kept_words(state, asked, typed, value)), asked, value)


def _left_out(state: State, asked: Question) -> Step:
    """After no answer, where none is needed; else the question stays."""
    if not asked.optional:
        return Step(state, ("An answer is needed here; ? explains.",))
    words = {name: typed for name, typed in state.typed.items() if name != asked.name}
    return _taken(attrs.evolve(state, doubted="", typed=words), asked, None)


def _kept_words(state: State, asked: Question, typed: str, value: Any) -> Mapping[str, str]:
    """The answers so far in their own words, the new one among them; of another kind only what every kind is asked."""
    if asked.name == "kind":
        same = state.typed.get("kind") == value
        kept = state.typed if same else {name: each for name, each in state.typed.items() if name in ("woman", "occurred", "by", "note")}
        return {**kept, "kind": value} if isinstance(value, str) else state.typed
    return {**state.typed, asked.name: typed} if typed and asked.name != "save" and not state.choosing else state.typed


def saved(state: State, positions: Sequence[int], today: datetime.date) -> Step:
    """After the entry at hand was saved at these positions."""
    new, values = row(state), state.values
    known = _learnt(attrs.evolve(state.known, today=today, head=positions[-1]), new, whom(state))
    last = {**values, "positions": tuple(positions), "episode_ref": new.get("episode_ref")}
    after = State(known, usual={**state.usual, **_repeated(new)}, last=last, positions=(*state.positions, *positions), choosing=True)
    says = ("Recording tells nobody. Who has been told?",) if alarming(values) else ()
    if values["save"] == "visit":
        return Step(attrs.evolve(after, given=_kept(after, new["episode_ref"]), choosing=False), says)
    return Step(after, says)


def _outline(values: Mapping[str, Any]) -> Iterator[str]:
    """The questions of an entry in order; what is asked after the kind depends on it."""
    yield "kind"
    kind = values["kind"]
    fields = field_meanings(kind)
    if kind not in PROGRAMME_KINDS:
        yield "woman"
    yield "occurred"
    yield "by"
    if kind not in PROGRAMME_KINDS:
        yield "source"
    yield from fields
    yield from ("note", "save")


def _back(state: State) -> Step:
    if state.choosing:
        return Step(state, (f"{state.last['kind']} is saved. To take it back: outcomes undo. "
                            f"To put it right: outcomes correct {state.last['positions'][0]} --FIELD VALUE --reason WHY",))
    if state.trail:
        return Step(attrs.evolve(state, trail=state.trail[:-1]))
    if state.last:
        return Step(attrs.evolve(state, given={}, choosing=True))
    return Step(state, ("This is the first question.",))


def _taken(state: State, asked: Question, value: Any) -> Step:
    """After a good answer."""
    if state.choosing:
        return _following(state, value)
    name = "among" if asked.name == "kind" and isinstance(value, tuple) else asked.name
    after = attrs.evolve(state, trail=(*state.trail, (name, value)))
    if name == "save":
        return Step(after, save=True)
    return Step(after, () if value is None or name == "among" else (f"{name.replace('_', ' ').capitalize()}: {asked.said(value)}.",))


def _following(state: State, chosen: str) -> Step:
    """After the choice of what comes next."""
    if chosen == "stop":
        return Step(state, stop=True)
    ref = state.last.get("episode_ref") or ""
    tie = ""
    if chosen in ("visit", "told") and not ref:
        ref = tie = f"visit-{state.last['positions'][0]}"
    told = {"kind": "safeguarding-raised", "woman": state.last.get("woman"), "episode_ref": ref}
    given = {"visit": _kept(state, ref), "told": told, "woman": {"woman": state.last.get("woman")},
             "kind": {"kind": state.last["kind"]}, "other": {}}[chosen]
    last = {**state.last, "episode_ref": ref or None}
    return Step(attrs.evolve(state, given=given, last=last, choosing=False), tie=tie)


def _kept(state: State, ref: str) -> dict[str, Any]:
    """What the entries of one visit have in common."""
    return {"woman": state.last["woman"], "occurred": state.last["occurred"], "by": state.last["by"], "episode_ref": ref}


def _repeated(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: said[name] for name in REPEATED if name in said}


def _learnt(known: Known, said: Mapping[str, Any], of: Sequence[str]) -> Known:
    """What is known once this was saved of these women."""
    new = [woman for woman in of if said["kind"] == "woman-identified" and woman not in known.women]
    hers = {woman: {**known.usual.get(woman, {}), **_repeated(said)} for woman in of}
    return attrs.evolve(known, women=(*known.women, *new), usual={**known.usual, **hers})
