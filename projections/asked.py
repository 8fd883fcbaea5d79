"""What may a report or a command be asked, beside what all are asked?

Declared as data, so that the command line, its help and its completion are built from it.
"""

from collections.abc import Mapping
from typing import Any

import attrs

Given = Mapping[str, Any]
"""What was given, by name in small letters with underscores: `known_by` for --known-by, `file` for FILE."""


@attrs.frozen
class Asked:
    """One thing that may be given.

    name: '--known-by' for an option, 'FILE' for what stands by itself.
    shape: text, flag, number, day (a full date, given as datetime.date), path, choice (one of `choices`).
    many: may be given several times, and comes as a tuple. metavar: how help names its value.
    values: of how many words a value is; more than one come as a tuple.
    """

    name: str
    text: str = ""
    shape: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    default: Any = None
    metavar: str = ""
    values: int = 1

    @property
    def key(self) -> str:
        """The name under which it is given: known_by for --known-by."""
        return self.name.lstrip("-").lower().replace("-", "_")

    @property
    def alone(self) -> bool:
        """Whether it stands by itself on the line, without an option's name before it."""
        return not self.name.startswith("-")
