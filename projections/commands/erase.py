"""How is everything that is held of one woman made unreadable for good?"""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ledger.errors import Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.erasure import Erased

SHOWN: Final = 8
HELP: Final = """Make all that is held of one woman unreadable, for good. It cannot be undone.

Her key is destroyed, and every other key is wrapped anew, so that no older copy of the keys opens anything. Her entries
stay in the log as bytes that nobody can read: nothing that was proved before breaks, and figures say "1 erased". Women who
were found to be one with her go with her. A legal hold stops it.

\b
  outcomes erase W-0007 --authority "information governance, ref 12" --reason "she asked for it"
"""


def run(session: Session, asked: Given) -> Done:
    """Ask, erase, and say what is left for a person to do."""
    from ledger import backups, erasure, unsealed

    ledger, author = session.ledger, session.author(asked["by"])
    for name in ("authority", "reason"):
        _said(name, asked[name], unsealed.names(ledger, asked[name]))
    women = erasure.one_with(ledger, asked["woman"])
    others = [woman for woman in women if woman != asked["woman"]]
    named = asked["woman"] + (f" and {', '.join(others)}, found to be the same woman," if others else "")
    if not asked["yes"] and not sys.stdin.isatty():
        raise Refused(f"Erasing {named} cannot be undone, and nobody is here to be asked; nothing was erased.",
                      f"If it is meant: outcomes erase {asked['woman']} --authority ... --reason ... --yes")
    session.agree(f"Erase all that is held of {named} for good? This cannot be undone.", asked["yes"])
    elsewhere = unsealed.elsewhere(ledger.entries.streams(), women, map(ledger.stream_of, women))
    erased = erasure.erase(ledger, women, asked["authority"], asked["reason"], author, session.environ)
    size = ledger.entries.head().position
    backups.note_head(ledger.entries.ledger_id, size, ledger.entries.root(size), session.environ)
    document = {"report": "erase", "streams": list(erased.streams), "positions": list(erased.positions), "recovery": erased.recovery,
                "kept_in": str(erased.kept_in), "deleted": list(map(str, erased.deleted)), "readable": list(map(str, erased.readable)),
                "backups_told": list(map(str, erased.told)), "backups_not_reached": list(map(str, erased.missed)),
                "named_elsewhere": elsewhere}
    many = "1 stream" if len(erased.streams) == 1 else f"{len(erased.streams)} streams"
    said = f"Erased {many}; receipts are at position {' and '.join(map(str, erased.positions))}."
    left = [*_left(erased, elsewhere, erasure.not_promised(ledger)), *erasure.of_backups(erased)]
    return Done(document, "\n".join([said, *left]))


def _said(name: str, text: str, names_her: bool) -> None:
    from ledger.fields import CONTROL, LONGEST_TEXT
    from ledger.free_text import resemblances

    if not text.strip() or CONTROL.search(text) or len(text) > LONGEST_TEXT:
        raise Usage(f"--{name} is blank, too long or holds a control character. Nothing was erased.", "Say it in a short line.")
    if names_her or resemblances(text):
        raise Usage(f"--{name} reads as if it held a name, a number or an address; a receipt says nothing about her. Nothing was erased.",
                    "Say it without her: by what authority, and in general why.")


def _left(erased: "Erased", elsewhere: Mapping[str, Sequence[int]], not_promised: Sequence[str]) -> list[str]:
    from ledger import traces

    lines = [f"Deleted what was worked out from it: {', '.join(map(str, erased.deleted))}."] if erased.deleted else []
    lines += ["", "The master key was renewed. This is the only copy that will be shown; print it, and destroy the old paper:", "",
              f"  {erased.recovery}", "", f"It lies in {erased.kept_in}. Where OUTCOMES_KEY holds the old one, put the new one there."]
    if erased.readable:
        lines += ["", "These files can still be read and may name her:", *(f"  {traces.how_to_remove(file)}" for file in erased.readable)]
    if elsewhere:
        lines += ["", "Entries that are not hers name her reference, and stay: " + "; ".join(
            f"{whose}, position {', '.join(map(str, positions[:SHOWN]))}" + (" and more" if len(positions) > SHOWN else "")
            for whose, positions in sorted(elsewhere.items())) + "."]
    return [*lines, "", *not_promised]


COMMAND: Final = Command("erase", HELP, (
    Asked("WOMAN", "Her reference.", required=True),
    Asked("--authority", "By what authority.", required=True), Asked("--reason", "Why, without a word about her.", required=True),
    Asked("--yes", "Do not ask.", "flag"), Asked("--by", "Who appends this.", metavar="WHO")), run)
