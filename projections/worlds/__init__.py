"""What would the record of a service look like, were every woman in it invented?

A world makes the rows of a pretend service, in the import contract. Same world and seed, same rows, byte for byte.
Every row says in `source_ref` which world it comes from, so nothing of it can pass for a real service.
All but `phoenix` come with a key: the answers known from their making. A new world is one more line of `WORLDS`.
"""

from collections.abc import Mapping
from typing import Any, Final

from projections.worlds import phoenix
from projections.worlds.keyed import (
    attrition,
    coverage_gap,
    crisis_entry,
    messy,
    null,
    one_frequent_attender,
    planned_shift,
    selection,
)
from projections.worlds.rows import TODAY, Row, in_order
from projections.worlds.world import File, World

PHOENIX: Final = World("The published counts of October 2021; all else is invented.",
                       lambda seed: [File(TODAY, in_order(phoenix.world(seed)))])
WORLDS: Final[Mapping[str, World]] = {
    "phoenix": PHOENIX, "null": null.WORLD, "selection": selection.WORLD, "crisis-entry": crisis_entry.WORLD,
    "planned-shift": planned_shift.WORLD, "coverage-gap": coverage_gap.WORLD,
    "one-frequent-attender": one_frequent_attender.WORLD, "attrition": attrition.WORLD, "messy": messy.WORLD}


def files(world: str, seed: int) -> list[File]:
    """What reaches the ledger of a pretend service, file by file. Raises KeyError for an unknown world."""
    mark = f"synthetic world {world}, seed {seed}"
    return [File(file.recorded, [_marked(row, mark) for row in file.rows]) for file in WORLDS[world].files(seed)]


def _marked(row: Row, mark: str) -> Row:
    """A row that says of itself that it is invented, and the event in it where it corrects one."""
    within = {"event": {**row["event"], "source_ref": mark}} if "event" in row else {}
    return {**row, **within, "source_ref": mark}


def rows(world: str, seed: int) -> list[dict[str, Any]]:
    """All rows of a pretend service, file after file. Raises KeyError for an unknown world."""
    return [row for file in files(world, seed) for row in file.rows]
