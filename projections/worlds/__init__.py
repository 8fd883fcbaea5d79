"""What would the record of a service look like, were every woman in it invented?

A world makes the rows of a pretend service, in the import contract. Same world and seed, same rows, byte for byte.
Every row says in `source_ref` which world it comes from, so nothing of it can pass for a real service.
A new world is one more line of `WORLDS`: it takes a seed and yields rows, mostly by the aspects of `phoenix`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from projections.worlds import phoenix
from projections.worlds.rows import Row, in_order

World = Callable[[int], Iterable[Row]]
WORLDS: Final[Mapping[str, World]] = {"phoenix": phoenix.world}


def rows(world: str, seed: int) -> list[dict[str, Any]]:
    """The rows of a pretend service, in the order in which things happened. Raises KeyError for an unknown world."""
    mark = f"synthetic world {world}, seed {seed}"
    return [{**row, "source_ref": mark} for row in in_order(WORLDS[world](seed))]
