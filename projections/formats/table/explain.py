"""How do the rows behind a figure read, line by line?"""

from collections.abc import Mapping, Sequence
from typing import Any

from projections.formats.table.lines import cell, grid


def lines(document: Mapping[str, Any]) -> list[str]:
    rows = document["rows"]
    table = grid(("woman", "unit", "answer", "amount", "of", "reason", "positions"),
                 [(row["woman"], "" if row["unit"] == row["woman"] else row["unit"], row["answer"], row["amount"], row["of"],
                   row["reason"], _positions(row["because"])) for row in rows], right=(3, 4))
    amount, of = sum(row["amount"] for row in rows), sum(row["of"] for row in rows)
    return [*table, "", f"Added up: {cell(amount)} of {cell(of)}. An entry: outcomes show POSITION"]


def _positions(because: Sequence[int]) -> str:
    shown = " ".join(map(str, because[:8]))
    return shown + (f" and {len(because) - 8} more" if len(because) > 8 else "")
