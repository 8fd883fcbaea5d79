"""What is a pretend service made of, and what is known of it?"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from projections.worlds.key import Key, compared, counts, parts, with_events
from projections.worlds.keyed.course import TODAY, Course
from projections.worlds.keyed.telling import ADVANCE, programme, told
from projections.worlds.rows import Row

UNCHANGED: Final[Mapping[str, float]] = {"a-and-e": 1, "gp": 1}


@attrs.frozen
class File:
    """Rows that reach the ledger together, and on which day they do."""

    recorded: datetime.date
    rows: Sequence[Row]


@attrs.frozen
class World:
    """A pretend service. about: what it is, in a sentence. files: given a seed, what reaches the ledger, in order.

    key: given a seed, the answers known from its making; None where none are.
    """

    about: str
    files: Callable[[int], Sequence[File]]
    key: Callable[[int], Key] | None = None


@attrs.frozen(kw_only=True)
class Truth:
    """What a world with a key is made of: its women, given a seed, and what the key says that cannot be counted.

    planned: whether the comparison was registered before the service began. true_ratios: by service, what its making did
    to each woman's own rate. The rest is as in Key.
    """

    name: str
    about: str
    courses: Callable[[int], Sequence[Course]]
    because: str
    true_ratios: Mapping[str, float] = UNCHANGED
    comes_near: float = 1
    caution: str | None = None
    leads: str | None = None
    planned: bool = True
    places: int = 24

    def as_world(self) -> World:
        """The world, told in two files: the programme before it begins, everything else at the end."""
        return World(self.about, self.files, self.key)

    def files(self, seed: int) -> Sequence[File]:
        """What reaches the ledger."""
        return self.before(seed), File(TODAY, told(self.courses(seed)))

    def before(self, seed: int) -> File:
        """What the programme writes down before its first woman."""
        plan = "profile a-and-e before-1 during" if self.planned else None
        return File(ADVANCE, programme(self.name, seed, plan, self.places))

    def key(self, seed: int) -> Key:
        """The answers, counted from the courses alone."""
        women = parts(self.courses(seed), tuple(self.true_ratios))
        return Key(true_ratios=self.true_ratios, comes_near=self.comes_near, caution=self.caution, leads=self.leads,
                   because=self.because, signed_up=len(women), with_events=with_events(women, "a-and-e"), counts=counts(women),
                   compared=compared(women, "a-and-e"))
