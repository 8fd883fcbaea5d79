"""What has been said of the entry at hand, and what is known around it?

Nothing here is changed: a state is made from the one before it.
"""

import datetime
from collections.abc import Mapping
from typing import Any, Final

import attrs

from ledger.entries import PROGRAMME
from ledger.events import PROGRAMME_KINDS
from ledger.guided import answers
from ledger.reading import field_meanings

REPEATED: Final = ("by", "medium", "purpose")
ALARMING: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "incident-reported": ("incident", frozenset(
        {"suicidal-thoughts", "suicide-attempt", "self-harm", "overdose", "domestic-abuse", "sexual-violence"})),
    "abuse-status-asked": ("answer", frozenset({"current"}))}


@attrs.frozen
class Known:
    """What the ledger knows as the conversation begins: its women, the day, who appends, the head, and each woman's last values."""

    women: tuple[str, ...]
    today: datetime.date
    author: str
    head: int = 0
    usual: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)


@attrs.frozen
class State:
    """The conversation so far.

    trail: the answers of the entry at hand, in order. given: what it keeps of the entry before. last: the values
    of the entry saved last. choosing: whether it is open what comes after that one. doubted: an answer that was asked
    about, and is taken when it is typed again. typed: the answers of the entry at hand in their own words, also those that
    were taken back, so that they need not be typed again.
    """

    known: Known
    trail: tuple[tuple[str, Any], ...] = ()
    given: Mapping[str, Any] = attrs.field(factory=dict)
    usual: Mapping[str, str] = attrs.field(factory=dict)
    last: Mapping[str, Any] = attrs.field(factory=dict)
    positions: tuple[int, ...] = ()
    choosing: bool = False
    doubted: str = ""
    typed: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Everything that is said of the entry at hand."""
        return {**self.given, **dict(self.trail)}


def row(state: State) -> dict[str, Any]:
    """The entry at hand as a row of the import contract, without its woman."""
    values = state.values
    said = {name: value for name, value in values.items() if name not in ("among", "woman", "save") and value is not None}
    if values["kind"] in PROGRAMME_KINDS:
        said.pop("episode_ref", None)
    elif values.get("save") == "visit":
        said.setdefault("episode_ref", f"visit-{state.known.head + 1}")
    return said


def whom(state: State) -> tuple[str, ...]:
    """The women whom the entry at hand is about, or the programme."""
    values = state.values
    return (PROGRAMME,) if values["kind"] in PROGRAMME_KINDS else values["woman"]


def summary(state: State) -> tuple[str, ...]:
    """The entry at hand in lines, as it will be saved."""
    values, kind = state.values, state.values["kind"]
    own = [(name, meaning, values[name]) for name, meaning in field_meanings(kind).items() if values.get(name) is not None]
    beside = [(name, None, values[name]) for name in ("by", "source", "note", "episode_ref")
              if values.get(name) and name not in field_meanings(kind)]
    return (f"{kind} of {', '.join(whom(state))}", f"  on {answers.day_in_full(values['occurred'])}",
            *(f"  {name.replace('_', ' ')}: {answers.in_words(meaning, value)}" for name, meaning, value in (*own, *beside)))


def alarming(values: Mapping[str, Any]) -> bool:
    """Whether somebody should hear of it today."""
    name, alarming = ALARMING.get(values["kind"], ("", frozenset()))
    return values.get(name) in alarming
