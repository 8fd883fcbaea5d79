"""What may a report or a command be asked, beside what all are asked?

Declared as data, so that the command line, its help and its completion are built from it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.errors import Usage

Given = Mapping[str, Any]
"""What was given, by name in small letters with underscores: `known_by` for --known-by, `file` for FILE."""


@attrs.frozen
class Asked:
    """One thing that may be given.

    name: '--known-by' for an option, 'FILE' for what stands by itself.
    shape: text, flag, number, position (of an entry), day (a full date, given as datetime.date), path, choice (one of `choices`).
    many: may be given several times, and comes as a tuple. metavar: how help names its value.
    values: of how many words a value is; more than one come as a tuple.
    completes: what a shell offers for it: women, kinds or reports.
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
    completes: str = ""

    @property
    def key(self) -> str:
        """The name under which it is given: known_by for --known-by."""
        return self.name.lstrip("-").lower().replace("-", "_")

    @property
    def alone(self) -> bool:
        """Whether it stands by itself on the line, without an option's name before it."""
        return not self.name.startswith("-")


BY: Final = Asked("--by", "Who appends this; else OUTCOMES_BY, else this computer's user.", metavar="WHO")
YES: Final = Asked("--yes", "Do not ask.", "flag")


def given(takes: Sequence[Asked], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, its days read. Raises Usage for what is no full day."""
    return {each.key: day(each.name, typed[each.key]) if each.shape == "day" else typed[each.key] for each in takes}


def day(option: str, typed: str | None) -> Any:
    """The day that was typed after an option; None where none was. Raises Usage."""
    if typed is None:
        return None
    from ledger import dates
    from ledger.fields import BadValue

    try:
        kept = dates.read(typed)
        if len(kept) < 10:
            raise BadValue(f'"{typed}" is not a full day', "Such as 2021-09-30.")
    except BadValue as why:
        raise Usage(f"{option}: {why.sentence}.", why.hint) from None
    return dates.first_day(kept)
