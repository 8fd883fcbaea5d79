"""Which woman does somebody mean by `7`, `w7` or the start of a reference?

A reference that is known as it stands means itself; never is one of two women guessed at. A person who types is asked
or told, and may give the start of a reference; a file is taken at its numbers alone, and whatever was written out is said.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
from msgspec.structs import replace

from ledger.entries import PROGRAMME, Said
from ledger.errors import Finding, NotFound
from ledger.events import PROGRAMME_KINDS
from ledger.fields import REFERENCE, BadValue
from ledger.folder import Ledger
from ledger.rules import MERGES, Standing

ALIKE: Final = re.compile(r"([A-Za-z]{0,4})[ -]?0*(\d{1,6})", re.ASCII)
SHORT: Final = re.compile(r"[A-Za-z]{0,4} ?[1-9]\d{0,5}", re.ASCII)
NUMBERED: Final = re.compile(r"(.*?)[-_./ ]?0*(\d+)", re.ASCII)
FIRST: Final = "W-0001"
SHOWN: Final = 8
ALL: Final = 2**53


# What a person types.


def meant(typed: str, known: Sequence[str], new: bool = False) -> tuple[str, ...]:
    """The women that were named, separated by commas, semicolons or spaces, each once. Raises BadValue.

    new: she is now identified, so that a reference nobody has may be given.
    """
    named = [one(each, known, new) for each in re.split(r"[,;\s]+", typed) if each]
    if not named:
        raise BadValue("No reference was typed", "Such as 7, w7 or W-0007; for several: 7, 12.")
    return tuple(dict.fromkeys(named))


def one(typed: str, known: Sequence[str], new: bool = False) -> str:
    """The one woman whom a reference, its number or its start stands for. Raises BadValue."""
    if new and typed not in known:
        return _new(typed, known)
    found = _found(typed, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadValue(f'"{typed[:40]}" could be {_listed(found)}', "Type more of the reference.")
    raise BadValue(f'"{typed[:40]}" is not a woman known to this ledger', _whom(known))


def named(ledger: Ledger, typed: str) -> str:
    """The woman of a ledger whom a command names; what was typed where nobody is known by it. Raises BadValue for one of two.

    A reference known as it stands costs one look; the others are read only where it is not.
    """
    typed = typed.strip()
    if any("\ud800" <= letter <= "\udfff" for letter in typed):   # what a terminal sends that is not UTF-8
        raise BadValue("Her reference holds bytes that are no text", "Type it again, such as W-0007.")
    roll = Roll.of(ledger)
    if typed.lower() == PROGRAMME or roll.stands(typed):
        return typed
    found = [woman for woman in _found(typed, [each for each in roll.references if each != typed]) if roll.stands(woman)]
    if len(found) > 1:
        raise BadValue(f'"{typed[:40]}" could be {_listed(found)}', "Type more of the reference.")
    return found[0] if found else typed


def whom(ledger: Ledger, typed: str) -> str:
    """The woman whom a command names, as `named` has it. Raises NotFound, with a sentence for whoever typed it."""
    try:
        return named(ledger, typed)
    except BadValue as why:
        raise NotFound(f"{why.sentence}.", why.hint) from None


def named_in(ledger: Ledger, kind: str, typed: Sequence[str],
             row: Mapping[str, Any]) -> tuple[tuple[str, ...], dict[str, Any], list[Finding]]:
    """The women whom a recording names, its row with the other one of a merge, and what is wrong with how they were named.

    Who is now identified keeps the reference that was typed.
    """
    problems: list[Finding] = []

    def meant(column: str, each: Any) -> Any:
        try:
            return named(ledger, each)
        except BadValue as why:
            problems.append(Finding("bad-value", f"{why.sentence}.", why.hint, column=column))
            return each
    if kind == "woman-identified" or kind in PROGRAMME_KINDS:
        women = tuple(each.strip() for each in typed)
    else:
        women = tuple(meant("woman", each) for each in typed)
    twice = sorted({woman for woman in women if women.count(woman) > 1})
    problems += [Finding("woman-twice", f"woman names {woman} twice.", "Name each once.", column="woman") for woman in twice]
    other = {"other": meant("other", row["other"])} if kind in MERGES and isinstance(row.get("other"), str) else {}
    return women, {**row, **other}, problems


def _found(typed: str, known: Sequence[str]) -> list[str]:
    """Those who are meant most exactly: by the reference, else whatever its case, else by its number, else by its start."""
    said = typed.lower()
    ways: tuple[Callable[[str], bool], ...] = (
        lambda ref: ref == typed, lambda ref: ref.lower() == said, lambda ref: _numbered(said, ref.lower()),
        lambda ref: ref.lower().startswith(said))
    return next((found for way in ways if said and (found := [ref for ref in known if way(ref)])), [])


def _numbered(said: str, reference: str) -> bool:
    """Whether `7` or `w7` is the number of a reference such as W-0007."""
    typed, held = NUMBERED.fullmatch(said), NUMBERED.fullmatch(reference)
    return bool(typed and held and typed[2] == held[2] and held[1].startswith(typed[1]))


def next_free(known: Sequence[str]) -> str:
    """The reference after the last, in the way most are written; '' where there is none to follow."""
    found = [re.fullmatch(r"(.*?)(\d+)", ref, re.ASCII) for ref in known]
    ways = [(match[1], len(match[2]), int(match[2])) for match in found if match]
    if not ways:
        return ""
    prefix, width, number = max(ways, key=lambda way: way[2])
    return f"{prefix}{number + 1:0{width}}"


def _new(typed: str, known: Sequence[str]) -> str:
    """A reference as it will stand: a bare number or w7 written as the others are."""
    written = in_their_way(typed, known)
    if not REFERENCE.fullmatch(written) or written.lower() == PROGRAMME:
        raise BadValue(f'"{typed[:40]}" cannot be a reference', "Up to 40 letters, digits and . _ / -, such as W-0007; never a name.")
    return written


def in_their_way(typed: str, known: Sequence[str]) -> str:
    """`7` or `w7` written as the other references are, W-0007 where there are none; anything else as it stands."""
    return written_as(typed, lambda letters: next_free([ref for ref in known if ref.lower().startswith(letters)]))


def written_as(typed: str, following: Callable[[str], str]) -> str:
    """`7` or `w7` as the reference is written that would follow those with its letters; anything else as it stands."""
    number = re.fullmatch(r"([A-Za-z]{0,4}) ?([1-9]\d{0,5})", typed, re.ASCII)
    if number:
        way = re.fullmatch(r"(.*?)(\d+)", following(number[1].lower()) or FIRST, re.ASCII)
        if way and way[1].lower().startswith(number[1].lower()):
            return f"{way[1]}{int(number[2]):0{len(way[2])}}"
    return typed


def _whom(known: Sequence[str]) -> str:
    if not known:
        return "Nobody is known yet: go back with < and choose woman-identified first."
    return "See who is: outcomes women. A new woman is begun with woman-identified; < goes back to the kind."


def _listed(found: Sequence[str]) -> str:
    more = f" or {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return " or ".join(found[:SHOWN]) + more


# What a file says.


def _always(woman: str) -> bool:
    return True


class Roll:
    """The women whom a short reference may mean. stands: whether one of them is still identified; asked only between two."""

    def __init__(self, read: Callable[[], Iterable[str]], stands: Callable[[str], bool] = _always) -> None:
        self._read, self.stands = read, stands

    @classmethod
    def of(cls, ledger: Ledger) -> "Roll":
        """The women of a ledger, read when they are first asked for."""
        from ledger.near import references

        assert ledger.keys is not None
        fenced = ledger.keys.fenced()

        def stands(woman: str) -> bool:
            stream = ledger.stream_of(woman)
            return stream not in fenced and Standing.of(woman, stream, ledger.entries.stream(stream)).known
        return cls(lambda: references(ledger, at_most=ALL), stands)

    @cached_property
    def references(self) -> tuple[str, ...]:
        return tuple(self._read())


NOBODY: Final = Roll(tuple)


class Among:
    """The women whom what stands in a file may mean, found by their numbers.

    also: women whom the file itself identifies. new: write w7 as the others are, where there is no such woman yet.
    """

    def __init__(self, roll: Roll, also: Iterable[str] = (), new: bool = False) -> None:
        self._roll, self._also, self._new = roll, frozenset(also), new
        self._following = functools.cache(self._follows)

    @cached_property
    def _there(self) -> dict[str, None]:
        return dict.fromkeys((*sorted(self._also), *self._roll.references))

    @cached_property
    def _by_number(self) -> dict[str, list[tuple[str, str]]]:
        """By number, the letters of each woman's reference in lower case, and the reference."""
        found: dict[str, list[tuple[str, str]]] = {}
        for woman in self._there:
            if form := ALIKE.fullmatch(woman):
                found.setdefault(form[2], []).append((form[1].lower(), woman))
        return found

    def meaning(self, typed: str) -> str:
        """The reference that is meant: the one known woman of that letter and number, else itself."""
        form = ALIKE.fullmatch(typed)
        if form is None:
            return typed
        letters = form[1].lower()
        found = [woman for own, woman in self._by_number.get(form[2], ()) if letters in ("", own)]
        if len(found) > 1:
            found = [woman for woman in found if woman in self._also or self._roll.stands(woman)]
        if typed in found or len(found) > 1:
            return typed
        if found:
            return found[0]
        return written_as(typed, self._following) if self._new and letters and SHORT.fullmatch(typed) else typed

    def _follows(self, letters: str) -> str:
        """The reference after the last of those that begin so."""
        return next_free([woman for woman in self._there if woman.lower().startswith(letters)])


def written_out(said: Sequence[Said], roll: Roll, identified: Iterable[str], new: bool = False) -> tuple[list[Said], list[str]]:
    """Statements with the references that are meant, and a line for each that was written out.

    identified: the women whom the file identifies, be it in a row that is wrong otherwise.
    """
    meant = _Meant(Among(roll, (woman for woman in identified if not (new and SHORT.fullmatch(woman))), new))
    written = [_written(each, meant) for each in said]
    return written, [f'"{typed}" stands for {woman} ({times} entr{"y" if times == 1 else "ies"}).'
                     for (typed, woman), times in meant.echoed.items()]


class _Meant:
    """What each reference of a file stands for, worked out once."""

    def __init__(self, among: Among) -> None:
        self._among = among
        self.echoed: Counter[tuple[str, str]] = Counter()
        self._by_typed: dict[str, str] = {PROGRAMME: PROGRAMME}

    def of(self, typed: str) -> str:
        if typed not in self._by_typed:
            self._by_typed[typed] = self._among.meaning(typed)
        woman = self._by_typed[typed]
        if woman != typed:
            self.echoed[typed, woman] += 1
        return woman


def _written(said: Said, meant: _Meant) -> Said:
    statement = replace(said.statement, woman=meant.of(said.statement.woman))
    if statement.kind in MERGES and statement.event:
        statement = replace(statement, event=attrs.evolve(statement.event, other=meant.of(statement.event.other)))
    return said if statement == said.statement else replace(said, statement=statement)
