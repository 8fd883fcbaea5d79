"""Which of her entries need looking at?

The findings of `check` on what her history says, as lines to act on; what is only curious stays in `check`.
"""

from typing import Final

from projections import quality
from projections.due.items import Item, Items
from projections.woman import Woman

URGENCY: Final = {"must": "soon", "should": "later"}


def odd(woman: Woman) -> Items:
    """Her findings of severity must and should, each with the entry that it is about."""
    occurred = {position: fact.said.occurred for fact in woman.history.facts for position in fact.because}
    for found in quality.of_woman(woman.history):
        if found.severity in URGENCY:
            assert found.position is not None
            yield Item(found.message.rstrip("."), occurred[found.position], URGENCY[found.severity],
                       f"outcomes show {found.position}", reach=False)
