"""Was a pack made by whoever holds the ledger's key?

A pack's note is a checkpoint (C2SP) with one more line, which names the digest of the list of its files. A signature
under it that is true by a key which came another way than the pack says that the keeper of that key put these very
files together at that head. It does not say that what was recorded is what happened.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ledger import checkpoints, verify
from ledger.errors import NotFound, Usage
from projections.export.pack import BINDS

SIGNED: Final[Mapping[str, str]] = {
    "true": "signed, true by the key given", "unchecked": "signed, but no key was given to check it by", "none": "not signed"}
FORM: Final = "NAME=KEY: the service's name, and the key that `outcomes checkpoint key` prints there."


def bound(note: str, ledger: str, position: int, root: str, sums: str) -> verify.Note | None:
    """A pack's note, if it is of that ledger, that head and those files; None for any other."""
    try:
        found = verify.note(note)
    except (verify.NotUnderstood, ValueError):
        return None
    its = (found.origin, found.size, found.root.hex(), found.text.splitlines()[3:])
    return found if its == (f"outcomes-ledger/{ledger}", position, root, [f"{BINDS}{sums}"]) else None


def judged(note: verify.Note | None, key: str | None) -> str:
    """true, false, unchecked or none (no signature; by this key, where one is given). Raises Usage for what is no key."""
    if note is None or not note.signatures:
        return "none"
    if key is None:
        return "unchecked"
    if checkpoints.false_signature(note, key):
        return "false"
    return "true" if checkpoints.signed(note, key) else "none"


def keys(given: Iterable[str], file: Path | None) -> dict[str, str]:
    """Public keys by the name of their service, in small letters. Raises Usage for what is none, NotFound for no such file."""
    found: dict[str, str] = {}
    for said in [*given, *(_lines(file) if file else ())]:
        name, _, key = (part.strip() for part in said.partition("="))
        if not name or not re.fullmatch(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*", key):
            raise Usage(f"{said[:60]!r} is not the key of a service.", FORM)
        if found.setdefault(name.casefold(), key) != key:
            raise Usage(f"Two keys were given for {name[:60]}.", "Give one: ask the service which is its own, by telephone.")
    return found


def _lines(file: Path) -> list[str]:
    """The lines of a trust file that are neither empty nor a remark."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NotFound(f"{file} is not there.", f"Write it: a line a service, {FORM}") from None
    except UnicodeDecodeError:
        raise Usage(f"{file} is not text.", f"Write it: a line a service, {FORM}") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
