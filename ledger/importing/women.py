"""Which woman is meant by a short reference in a workbook, such as w7 or 7?

Only a workbook's references are written out, never those of CSV and JSON Lines, which other programs write.
A reference that is known as it stands means itself. Otherwise w7 and 7 mean the one known woman of that letter
and number; where there is none, w7 means W-0007. Whatever was written out is said.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from ledger.entries import PROGRAMME, Said
from ledger.rules import MERGES

ALIKE: Final = re.compile(r"([A-Za-z]{0,4})[ -]?0*(\d{1,6})", re.ASCII)
SHORT: Final = re.compile(r"[A-Za-z]{0,4} ?[1-9]\d{0,5}", re.ASCII)


def meaning(typed: str, held: Iterable[str]) -> str:
    """The reference that is meant by what was typed; itself where it is known, or is no short form."""
    held = set(held)
    form = ALIKE.fullmatch(typed)
    if form is None or typed in held:
        return typed
    letters, number = form[1].lower(), form[2]
    alike = [woman for woman in held if (each := ALIKE.fullmatch(woman)) and each[2] == number and letters in ("", each[1].lower())]
    if len(alike) == 1:
        return alike[0]
    return f"W-{number:0>4}" if letters == "w" and not alike and SHORT.fullmatch(typed) else typed


def written_out(said: Sequence[Said], held: Iterable[str]) -> tuple[list[Said], list[str]]:
    """Statements with the references that are meant, and a line for each that was written out."""
    identified = {each.statement.woman for each in said if each.statement.kind == "woman-identified"}
    meant = _Meant({*held, *(woman for woman in identified if not SHORT.fullmatch(woman))})
    written = [_written(each, meant) for each in said]
    return written, [f'"{typed}" stands for {woman} ({times} entr{"y" if times == 1 else "ies"}).'
                     for (typed, woman), times in meant.echoed.items()]


def meant(typed: Iterable[str], held: Iterable[str]) -> frozenset[str]:
    """Women as typed, and as meant."""
    held = set(held)
    return frozenset(each for woman in typed for each in (woman, meaning(woman, held)))


class _Meant:
    """What each reference of a file stands for, worked out once."""

    def __init__(self, held: set[str]) -> None:
        self.held = held
        self.echoed: Counter[tuple[str, str]] = Counter()
        self._by_typed: dict[str, str] = {PROGRAMME: PROGRAMME}

    def of(self, typed: str) -> str:
        if typed not in self._by_typed:
            self._by_typed[typed] = meaning(typed, self.held)
        woman = self._by_typed[typed]
        if woman != typed:
            self.echoed[typed, woman] += 1
        return woman


def _written(said: Said, meant: _Meant) -> Said:
    statement = attrs.evolve(said.statement, woman=meant.of(said.statement.woman))
    if statement.kind in MERGES and statement.event:
        statement = attrs.evolve(statement, event=attrs.evolve(statement.event, other=meant.of(statement.event.other)))
    return said if statement == said.statement else attrs.evolve(said, statement=statement)
