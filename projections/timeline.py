"""What does the ledger hold of one woman, entry by entry?

Every entry is here, also those put right since, so that every position of an explanation is met.
"""

from collections.abc import Sequence
from typing import Any

from ledger import codec, history
from ledger.entries import Entry, Statement


def timeline(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """One row an entry, in order of occurrence.

    status: stands, corrected, withdrawn, undone; for a righting, what it did. put_right_by: the position that did it.
    """
    withdrawn = history.withdrawals(entries)
    put_right = history.corrections(entries, withdrawn)
    rows = [_row(entry, withdrawn.get(entry.position), put_right.get(entry.position)) for entry in entries]
    return sorted(rows, key=lambda row: (row["occurred"], row["position"]))


def _row(entry: Entry, withdrawal: Entry | None, correction: Entry | None) -> dict[str, Any]:
    status = "stands"
    if withdrawal:
        status = "undone" if withdrawal.said.event.undoes else "withdrawn"
    elif correction:
        status = "corrected"
    by = withdrawal or correction
    said = entry.said
    row = {"position": entry.position, "occurred": said.occurred, "kind": said.kind, "fields": codec.fields_of(said.event),
           "by": said.by, "source": said.source, "source_ref": said.source_ref, "episode_ref": said.episode_ref,
           "note": said.note, "author": entry.author, "recorded_at": entry.recorded_at, "append": entry.append,
           "status": status, "put_right_by": by.position if by else None}
    if correction and not withdrawal:
        row["now"] = _now(history.corrected(said, correction))
    return row


def _now(said: Statement) -> dict[str, Any]:
    """What a corrected entry says now."""
    return {"occurred": said.occurred, "kind": said.kind, "fields": codec.fields_of(said.event)}
