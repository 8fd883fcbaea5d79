"""Which kind of event does somebody mean, in everyday words?

The ten of a coordinator's week come first, always in the same order, so that their numbers can be learnt.
All others stand in groups. What only the ledger's own commands may say is not offered.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from ledger import everyday
from ledger.events import GROUPS, KINDS, TYPED, event_class
from ledger.fields import BadValue
from ledger.reading import near_kind

TEN: Final = ("contact-held", "service-used", "need-assessed", "instrument-completed", "incident-reported",
              "housing-changed", "contraception-discussed", "larc-fitted", "referral-made", "woman-identified")
TITLES: Final[Mapping[str, str]] = {
    "programme": "the programme: joining, consent, safety, ending",
    "contact": "contact, money spent, feedback, goals",
    "contraception": "contraception, pregnancy, children",
    "needs": "needs, referrals, services, courses",
    "circumstances": "housing, money, work, substances, incidents, questionnaires",
    "righting": "two references that are one woman",
    "service": "the service itself: staff, costs, decisions"}
Meant = str | tuple[str, ...]


def offered(group: str = "") -> tuple[str, ...]:
    """The kinds that may be added, of one group or of all."""
    return tuple(kind for kind in GROUPS[group] if kind in TYPED) if group else TYPED


def menu(among: tuple[str, ...] = ()) -> dict[str, tuple[Meant, str]]:
    """Number -> what it stands for (a kind, or the kinds of a group) and its words."""
    first = among or TEN
    lines: list[tuple[Meant, str]] = [(kind, words(kind)) for kind in first]
    if not among:
        lines += [(offered(group), f"{title} ({len(offered(group))} kinds)") for group, title in TITLES.items()]
    return {str(number): line for number, line in enumerate(lines, 1)}


def words(kind: str) -> str:
    """A kind as a person would say it, and its name."""
    return f"{(event_class(kind).__doc__ or '').strip()} ({kind})"


def meant(typed: str, among: tuple[str, ...] = ()) -> Meant:
    """The kind, or the several kinds, that a number or words may stand for. Raises BadValue."""
    numbered = menu(among)
    if typed in numbered:
        return numbered[typed][0]
    found = _by_name(typed) or tuple(_by_words(typed))
    if not found:
        raise BadValue(f'"{typed[:40]}" is no number here and begins no kind', _hint(typed, len(numbered)))
    return found[0] if len(found) == 1 else found


def _hint(typed: str, numbers: int) -> str:
    kind = "-".join(typed.lower().split())
    if kind in KINDS and kind not in TYPED:
        return f"{kind} is written by a command of its own."
    return f"Type a number from 1 to {numbers}, or a word such as visit or housing. {near_kind(kind[:60])}"


def _by_name(typed: str) -> tuple[str, ...]:
    said = "-".join(typed.lower().replace("-", " ").split())
    return (said,) if said in offered() else tuple(kind for kind in offered() if kind.startswith(said))


def _by_words(typed: str) -> Iterator[str]:
    """The kinds whose sentence, name or everyday words have every word that was typed, or one that begins so."""
    wanted = typed.lower().replace("-", " ").split()
    for kind in offered():
        held = f"{words(kind)} {everyday.KINDS.get(kind, '')}".lower().replace("-", " ").replace("(", " ").split()
        if all(any(word.startswith(each) for word in held) for each in wanted):
            yield kind
