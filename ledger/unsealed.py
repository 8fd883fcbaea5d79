"""Does what is said where nothing is sealed name a woman?

The programme's stream is kept as plain bytes, which no erasure reaches: a reference that stood there would stay for ever.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ledger import codec
from ledger.entries import Entry, Statement
from ledger.errors import Finding
from ledger.events import BY_COMMAND

if TYPE_CHECKING:
    from ledger.folder import Ledger

WORD: Final = re.compile(r"[A-Za-z][\w./-]*\d[\w/-]*", re.ASCII)
SHORT: Final = re.compile(r"([A-Za-z]{1,4})-?0*(\d{1,6})", re.ASCII)
HINT: Final = "Say it without her: how many, or what in general. What is of one woman is recorded of her."


def findings(ledger: "Ledger", said: Statement) -> list[Finding]:
    """Why a statement on the programme is refused: its texts that name a woman of the ledger, also one who was erased."""
    if said.kind in BY_COMMAND:   # what a command writes is looked at where it is typed
        return []
    texts = {**codec.fields_of(said.event), "note": said.note, "source_ref": said.source_ref}
    return [Finding("names-a-person", f"{name} names a woman, and what is said of the programme is not sealed: no erasure reaches it.",
                    HINT, column=name) for name, value in texts.items() if any(names(ledger, text) for text in _strings(value))]


def names(ledger: "Ledger", text: str) -> bool:
    """Whether a text holds the reference of a woman who is, or was, in the ledger; in full, or as W7."""
    assert ledger.keys is not None
    words = {part for word in WORD.findall(text) for part in (word, *word.split("/"))}
    for reference in {each for word in words for each in _meant(word.rstrip(".-/"))}:
        stream = ledger.stream_of(reference)
        if ledger.keys.cipher(stream) is not None or stream in ledger.keys.fenced():
            return True
    return False


def _meant(word: str) -> Iterator[str]:
    yield from (word, word.upper())
    short = SHORT.fullmatch(word)
    if short:
        yield f"{short[1].upper()}-{int(short[2]):04}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _strings(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _strings(each))


def elsewhere(streams: Iterable[tuple[str, list[Entry]]], women: Iterable[str], hers: Iterable[str]) -> dict[str, list[int]]:
    """Where entries that are not hers name her: the reference of whose they are -> positions. women: her references.

    hers: her streams. An entry names her that has her reference in full, as that of a merge that was reversed, or in a text.
    """
    either = b"|".join(re.escape(each.encode()) for each in women)
    own, wanted = set(hers), re.compile(rb"(?i)(?<![A-Za-z0-9-])(?:" + either + rb")(?![A-Za-z0-9])")
    found: dict[str, list[int]] = {}
    for stream, entries in streams:
        for entry in entries if stream not in own else ():
            if wanted.search(codec.encode(entry)):
                found.setdefault(entry.said.woman, []).append(entry.position)
    return found
