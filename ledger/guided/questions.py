"""How is one thing asked, and what may be answered?

A question says itself in lines, knows what Enter means, and reads what was typed; it changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from ledger import free_text, women
from ledger.codes import SOURCE, words
from ledger.events import PROGRAMME_KINDS
from ledger.fields import FITS, REFERENCE, BadValue, Meaning
from ledger.guided import answers, kinds
from ledger.guided.state import REPEATED, State, alarming, summary
from ledger.reading import field_meanings, word
from ledger.rules import MERGES

FOLLOWING: Final = words(
    "what comes next", "own words", "visit: another entry of this visit, same women, day and person",
    "woman: something else of the same woman", "kind: the same kind of another woman", "other: another kind, another woman",
    "stop")
WHAT_NEXT: Final = Meaning("What comes next?", "code", codes=FOLLOWING)
WHO_WAS_TOLD: Final = ("told: a safeguarding concern was raised about this, record it",)
SAVING: Final = words("save it", "own words", "yes: save it", "visit: save it, and add another entry of this visit")
BY: Final = Meaning("Who saw or heard it, by reference such as P-01; never a name.", "text")
NOTE: Final = Meaning("A short note, if one is needed; no names, nothing about third parties.", "text", required=False)
HOW_KNOWN: Final = Meaning("How it is known.", "code", codes=SOURCE)
SAVE: Final = Meaning("Save it?", "code", codes=SAVING)


def undoubted(typed: str) -> tuple[str, ...]:
    """Nothing speaks against any answer."""
    return ()


def recognisable(typed: str) -> tuple[str, ...]:
    """What a person could be recognised by in free text, before it is saved for ever."""
    found = tuple(f"This looks as if it holds {each.what}." for each in free_text.resemblances(typed))
    return (*found, free_text.KEPT) if found else ()


@attrs.frozen
class Question:
    """One question: its name, what is asked, the numbered choices, and how an answer is read and said back.

    default: what Enter means, None where it means nothing. optional: Enter leaves it out. doubts: what speaks against an
    answer that could be read; it is taken when it is typed again.
    """

    name: str
    text: str
    read: Callable[[str], Any]
    said: Callable[[Any], str]
    choices: tuple[tuple[str, str], ...] = ()
    default: Any = None
    optional: bool = False
    explained: tuple[str, ...] = ()
    doubts: Callable[[str], tuple[str, ...]] = undoubted

    @property
    def lines(self) -> tuple[str, ...]:
        """The question and its choices, a line each."""
        return (self.text, *(f"  {label:>2}  {said}" for label, said in self.choices))

    @property
    def prompt(self) -> str:
        """What stands before the answer."""
        out = "; -: leave out" if self.optional else ""
        enter = f" (Enter: {self.said(self.default)}{out})" if self.default is not None else " (Enter: leave out)" if self.optional else ""
        return f"{self.name.replace('_', ' ')}{enter}:"


def what_next(state: State) -> Question:
    lines = FOLLOWING.lines
    if alarming(state.last):
        lines += WHO_WAS_TOLD
    if state.last["kind"] in PROGRAMME_KINDS:
        lines = tuple(line for line in lines if line.partition(":")[0] in ("kind", "other", "stop"))
    meaning = attrs.evolve(WHAT_NEXT, codes=words(FOLLOWING.title, FOLLOWING.standard, *lines))
    return _coded("next", meaning, meaning.text, explained=("The entry is saved. Choose what to add now, or stop.",))


def _kind(state: State) -> Question:
    among = state.values.get("among", ())
    text = "Which of these?" if among else "What happened? Type a number, or a word for it."
    choices = tuple((number, line) for number, (_, line) in kinds.menu(among).items())
    return Question("kind", text, lambda typed: kinds.meant(typed, among), kinds.words, choices,
                    explained=("What happened, in one of the words of the ledger. A number of a group shows its kinds.",
                               "Words find a kind too: visit, coil, housing. The start of a kind's name is enough."))


def _woman(state: State) -> Question:
    new = state.values["kind"] == "woman-identified"
    free = women.next_free(state.known.women)

    def doubts(typed: str) -> tuple[str, ...]:
        if not new or typed in state.known.women or not free_text.may_be_name(typed):
            return ()
        return (f'"{typed[:40]}" may be a name; a reference is one that says nothing of her, such as {free or women.FIRST}.',)
    return Question("woman", "Which new reference does she get?" if new else "Who is it about? Several women: separate them by commas.",
                    lambda typed: women.meant(typed, state.known.women, new),
                    lambda refs: ", ".join(ref + (" (known already)" if new and ref in state.known.women else "") for ref in refs),
                    explained=("Her reference, its number or its start: W-0007, w7 or 7.",
                               f"The next free reference is {free}." if new and free else "Never a name."), doubts=doubts)


def _occurred(state: State) -> Question:
    return Question("occurred", "When was it? Such as yesterday, 3 weeks ago, 8 Feb 2021, 2021-W06; a month or a year will do.",
                    lambda typed: answers.occurred(typed, state.known.today), answers.day_in_full,
                    explained=("The day it was true; for something that lasts, the day it began. Day before month: 8/2/2021 is 8 February.",
                               "2021-W06 is the Monday of that week. If only the month or year is known, type no more than that."))


def _by(state: State) -> Question:
    usual = state.usual.get("by") or _hers(state).get("by") or state.known.author
    held = {state.known.author, *(each.get("by") for each in (state.usual, *state.known.usual.values()))}

    def doubts(typed: str) -> tuple[str, ...]:
        named = typed not in held and free_text.may_be_name(typed)
        return (f'"{typed[:40]}" may be a name; people of the service go by a reference such as P-01.',) if named else ()
    return Question("by", "Who saw or heard it? By reference, such as P-01.", _by_reference, str, default=usual, explained=(BY.text,),
                    doubts=doubts)


def _by_reference(typed: str) -> str:
    FITS["text"](BY, "by", typed)
    if not REFERENCE.fullmatch(typed):
        raise BadValue(f'"{typed[:40]}" is no reference', "By reference such as P-01, without spaces; never a name.")
    return typed


def _note(state: State) -> Question:
    return Question("note", NOTE.text, _read_text("note", NOTE), str, optional=True, explained=(NOTE.text,),
                    doubts=recognisable)


def _source(state: State) -> Question:
    return _coded("source", HOW_KNOWN, HOW_KNOWN.text, "practitioner", answers.explained(HOW_KNOWN)[:2])


def _save(state: State) -> Question:
    text = "\n".join((*summary(state), SAVE.text))
    if "episode_ref" in state.given or state.values["kind"] in PROGRAMME_KINDS:
        plain = attrs.evolve(SAVE, codes=words(SAVING.title, SAVING.standard, SAVING.lines[0]))
        return _coded("save", plain, text, "yes", ("Enter or yes saves it. < goes back to mend it.",))
    return _coded("save", SAVE, text, "yes", ("Enter or yes saves it. < goes back to mend it; q stops without it.",
                                              "visit saves it too, and ties it to the entries that follow."))


ASKED: Final[Mapping[str, Callable[[State], Question]]] = {
    "kind": _kind, "woman": _woman, "occurred": _occurred, "by": _by, "source": _source, "note": _note, "save": _save}


def field(state: State, name: str) -> Question:
    """The question about a field of the kind."""
    values = state.values
    kind = values["kind"]
    meaning = answers.narrowed(field_meanings(kind)[name], values)

    def read(typed: str) -> Any:
        if kind in MERGES and name == "other":
            return women.one(typed, state.known.women)
        return answers.value(kind, name, typed, values, state.known.today)
    choices = tuple((label, answers.choice(meaning, each)) for label, each in answers.labels(meaning).items()) if meaning.codes else ()
    return Question(name, f"{name.replace('_', ' ').capitalize()}: {meaning.text}", read, lambda value: answers.in_words(meaning, value),
                    choices, _default(state, name, meaning), not meaning.required, answers.explained(meaning),
                    recognisable if meaning.shape in free_text.FREE else undoubted)


def _default(state: State, name: str, meaning: Meaning) -> Any:
    """What Enter means: what the source implies, else what was said of her last, else what was said last."""
    if meaning.by_source is not None:
        return meaning.by_source.get(state.values["source"], meaning.by_source[""])
    usual = _hers(state).get(name) or state.usual.get(name) if name in REPEATED else None
    return usual if meaning.codes and usual in meaning.codes.known else None


def _hers(state: State) -> Mapping[str, str]:
    """What was last said of the first woman whom the entry is about."""
    return state.known.usual.get(state.values.get("woman", ("",))[0], {})


def _coded(name: str, meaning: Meaning, text: str, default: Any = None, explained: tuple[str, ...] = ()) -> Question:
    """A question with a closed list of words that is not a field of the kind."""
    assert meaning.codes is not None
    codes, labels = meaning.codes, answers.labels(meaning)
    return Question(name, text, lambda typed: word(codes, name, labels.get(typed, typed)), lambda value: answers.in_words(meaning, value),
                    tuple((label, answers.choice(meaning, each)) for label, each in labels.items()), default, explained=explained)


def _read_text(name: str, meaning: Meaning) -> Callable[[str], str]:
    def read(typed: str) -> str:
        FITS["text"](meaning, name, typed)
        return typed
    return read
