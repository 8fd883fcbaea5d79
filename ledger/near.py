"""What did a person probably mean, who typed something that is not there?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.folder import Ledger

MANY = 20_000


def near(typed: str, choices: Iterable[str], many: int = 3) -> list[str]:
    """The choices most like what was typed, the likeliest first; whatever begins with it counts as like, and its equal alone."""
    import difflib

    by_word = {choice.lower(): choice for choice in choices}
    said = typed.strip().lower()[:60]
    if said in by_word:
        return [by_word[said]]
    alike = difflib.get_close_matches(said, by_word, n=many, cutoff=0.7)
    begun = [word for word in sorted(by_word) if said and word.startswith(said)]
    return [by_word[word] for word in dict.fromkeys([*alike, *begun])][:many]


def did_you_mean(typed: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A question with the near choices, or what to say where nothing is near."""
    found = near(typed, choices)
    return f"Did you mean {' or '.join(found)}?" if found else otherwise


def references(ledger: "Ledger", at_most: int = MANY) -> list[str]:
    """The references of the women that can be read; none of a log of more entries than `at_most`.

    Only the first entry of each is opened, so it answers within a keystroke.
    """
    if ledger.entries.head().position > at_most:
        return []
    return sorted(entry.said.woman for entry in ledger.entries.firsts())


def near_woman(ledger: "Ledger", typed: str) -> str:
    """A hint for a reference that the ledger does not know: the ones like it, and where all of them stand."""
    question = did_you_mean(_padded(typed), references(ledger))
    return f"{question} All of them: outcomes women" if question else "See who is: outcomes women"


def _padded(typed: str) -> str:
    """`w7` or `7` as W-0007, the way references are mostly written."""
    digits = typed.strip().lower().removeprefix("w").removeprefix("-")
    return f"W-{digits.lstrip('0').zfill(4)}" if digits.isascii() and digits.isdigit() else typed


def begun(given: str | None, typed: str) -> list[str]:
    """The women whose references begin so, for a shell that completes a word: it never fails and never asks."""
    from ledger.folder import find, open_ledger

    try:
        ledger = open_ledger(find(given))
        try:
            return [each for each in references(ledger) if each.lower().startswith(typed.lower())]
        finally:
            ledger.entries.close()
    except (LedgerError, OSError):
        return []


def continued(typed: str, choices: Iterable[str]) -> list[str]:
    """The words that may be meant; of several with semicolons between, the last one completed."""
    before, mark, last = typed.rpartition(";")
    return [before + mark + choice for choice in choices if choice.startswith(last.strip().lower())]
