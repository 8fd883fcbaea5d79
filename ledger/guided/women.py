"""Which woman does somebody mean by `7`, `w7` or the start of a reference?

Only references that the ledger knows are taken, but for a woman who is now identified; and never one of two.
"""

import re
from collections.abc import Sequence
from typing import Final

from ledger.entries import PROGRAMME
from ledger.fields import REFERENCE, BadValue

NUMBERED: Final = re.compile(r"(.*?)[-_./ ]?0*(\d+)", re.ASCII)
FIRST: Final = "W-0001"
SHOWN: Final = 8


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
    said = typed.lower()
    if new and typed not in known:
        return _new(typed, known)
    for found in ([ref for ref in known if ref == typed], [ref for ref in known if ref.lower() == said],
                  [ref for ref in known if _numbered(said, ref.lower())], [ref for ref in known if ref.lower().startswith(said)]):
        if len(found) == 1:
            return found[0]
        if found:
            raise BadValue(f'"{typed[:40]}" could be {_listed(found)}', "Type more of the reference.")
    raise BadValue(f'"{typed[:40]}" is not a woman known to this ledger', _whom(known))


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
    number = re.fullmatch(r"([A-Za-z]?)([1-9]\d{0,5})", typed, re.ASCII)
    way = re.fullmatch(r"(.*?)(\d+)", next_free(known) or FIRST, re.ASCII)
    if number and way and way[1].lower().startswith(number[1].lower()):
        return f"{way[1]}{int(number[2]):0{len(way[2])}}"
    if not REFERENCE.fullmatch(typed) or typed.lower() == PROGRAMME:
        raise BadValue(f'"{typed[:40]}" cannot be a reference', "Up to 40 letters, digits and . _ / -, such as W-0007; never a name.")
    return typed


def _numbered(said: str, reference: str) -> bool:
    """Whether `7` or `w7` is the number of a reference such as W-0007."""
    typed, held = NUMBERED.fullmatch(said), NUMBERED.fullmatch(reference)
    return bool(typed and held and typed[2] == held[2] and held[1].startswith(typed[1]))


def _whom(known: Sequence[str]) -> str:
    if not known:
        return "Nobody is known yet: go back with < and choose woman-identified first."
    return "See who is: outcomes women. A new woman is begun with woman-identified; < goes back to the kind."


def _listed(found: Sequence[str]) -> str:
    more = f" or {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return " or ".join(found[:SHOWN]) + more
