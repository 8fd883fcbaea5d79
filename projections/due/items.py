"""What is one thing that is due?

It says what, since when, and the command that settles it. Whatever only she or her practitioner can say stands
in the command as a word in capitals.
"""

import shlex
from collections.abc import Iterator
from typing import Final

import attrs

URGENCIES: Final = ("now", "soon", "later")


@attrs.frozen
class Item:
    """One thing due. since: a kept date. reach: whether settling it means reaching her."""

    what: str
    since: str
    urgency: str
    command: str
    reach: bool = True


Items = Iterator[Item]


def record(kind: str, woman: str, **fields: str) -> str:
    """The line that records an event of hers, or of the programme where `woman` is ''."""
    words = ["outcomes", "record", kind, *filter(None, (woman,)), "--occurred", "today"]
    for name, value in fields.items():
        words += ["--" + name.rstrip("_").replace("_", "-"), value]
    return shlex.join(words)
