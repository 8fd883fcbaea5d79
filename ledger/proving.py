"""What shows, to someone who has no ledger and no key, that an entry lies in the log?

An entry's leaf and its path to the root. Opened, also the stored bytes and what was committed to in them: so one entry
can be shown and proved without giving away her key. `ledger/verify.py` checks what is made here.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from ledger import checkpoints, erasure, restricted, sealing, tree
from ledger.entries import PROGRAMME
from ledger.errors import Broken, NotFound, Refused
from ledger.folder import Ledger
from ledger.store import PLAIN, Row


@attrs.frozen
class Against:
    """The head that a proof is made against, as a note, and the tree under it."""

    size: int
    text: str
    levels: Sequence[Sequence[bytes]]


def against(ledger: Ledger, head: str | None, environ: Mapping[str, str]) -> Against:
    """The head given, else the log's own, signed where this computer signs for it. Raises Usage, Broken."""
    noted = checkpoints.noted(head) if head else None
    size = noted.size if noted else ledger.entries.head().position
    levels = tree.levels(ledger.entries.leaves(size))
    if not levels[0]:
        raise NotFound("The ledger is empty: there is nothing to prove.", "Record or import something first.")
    root = levels[-1][0]
    if noted and (len(levels[0]) < size or root != noted.root):
        raise Broken(f"This ledger does not extend that head of {size} entries: entries were altered or removed. Nothing was proved.",
                     "Keep both as evidence, and run: outcomes check --against HEAD")
    if noted and noted.note:
        return Against(size, checkpoints.written(noted.note), levels)
    text = checkpoints.text(ledger.entries.ledger_id, size, root, erasure.receipts(ledger))
    own = checkpoints.signer(ledger.entries.ledger_id, environ, make=False)
    return Against(size, checkpoints.sign(text, own) if own else text, levels)


def entry(ledger: Ledger, position: int, head: Against, opened: bool) -> dict[str, Any]:
    """One entry of a proof. opened: with what it says. Raises NotFound for a position that the head does not cover."""
    row = ledger.entries.row(position) if position <= head.size else None
    if row is None:
        raise NotFound(f"There is no position {position} among the {head.size} entries of that head.",
                       "See where it lies: outcomes show WOMAN")
    said = {"position": position, "leaf": _coded(row.leaf), "path": [_coded(each) for each in tree.inclusion(head.levels, position - 1)]}
    return said | _shown(ledger, row) if opened else said


def _shown(ledger: Ledger, row: Row) -> dict[str, Any]:
    """What is sealed in an entry, and what shows that it was sealed in it. Raises NotFound for an erased woman's, Refused for one
    who is restricted."""
    place = {"stream": row.stream, "version": row.version, "recorded_at": row.recorded_at, "topic": row.topic, "state": _coded(row.state)}
    if row.topic == PLAIN:
        return {**place, "payload": sealing.open_plain(row.state).decode()}
    assert ledger.keys is not None
    cipher = ledger.keys.cipher(row.stream)
    if cipher is None:
        raise NotFound(f"Position {row.position} cannot be shown: its woman was erased.", "Prove it unopened: leave --open out.")
    try:
        salt, payload = sealing.open_salted(cipher, row.state, sealing.place(ledger.entries.ledger_id, row.stream, row.version))
    except sealing.DoesNotOpen as why:
        raise Broken(f"Position {row.position} cannot be read: {why}.", "Run: outcomes check") from why
    if restricted.of(ledger.entries.stream(row.stream)):
        raise Refused(f"Position {row.position} is of a woman whose processing is restricted: it is kept, and shown to nobody outside. "
                      "Nothing was proved.", "Prove that it is there, without what it says: leave out --open")
    return {**place, "salt": _coded(salt), "payload": payload.decode()}


def hands(ledger: Ledger, shown: Iterable[Mapping[str, Any]], upto: int) -> list[int]:
    """Where those who signed what is shown had their keys registered, and revoked, among the first `upto` entries."""
    authors = {said["author"] for said in (json.loads(each["payload"]) for each in shown if "payload" in each) if "signature" in said}
    return [entry.position for entry in ledger.entries.stream(PROGRAMME) if authors and entry.position <= upto
            and entry.said.kind in ("author-registered", "author-revoked") and entry.said.event.author in authors]


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
