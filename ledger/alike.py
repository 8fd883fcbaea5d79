"""Could two references be taken for one woman?

W12, w12 and W-0012 read alike: as two women they would be counted twice in every denominator.
"""

import re
from collections.abc import Callable, Iterable

from ledger.errors import Finding


def at_a_glance(reference: str) -> str:
    """A reference as a hurried reader takes it: without case, marks and leading zeros."""
    letters_and_digits = re.sub(r"[^a-z0-9]", "", reference.casefold())
    return re.sub(r"0*(\d+)", r"\1", letters_and_digits)


class Alike:
    """The references that are taken, as each reads at a glance.

    stands: whether a woman of the ledger is still identified; one whose identification was undone is in nobody's way.
    """

    def __init__(self, taken: Iterable[str], stands: Callable[[str], bool] = lambda woman: True) -> None:
        self._taken = {at_a_glance(reference): reference for reference in taken}
        self._stands = stands
        self._new: set[str] = set()

    def take(self, reference: str) -> list[Finding]:
        """Take one more; or say which one it would be mistaken for."""
        other = self._taken.setdefault(at_a_glance(reference), reference)
        if other == reference or not (other in self._new or self._stands(other)):
            self._taken[at_a_glance(reference)] = reference
            self._new.add(reference)
            return []
        return [Finding("reads-alike", f"{reference} reads like {other}, who is known already.",
                        f"If it is she, write {other}; if not, give her a reference that cannot be mistaken.", column="woman")]
