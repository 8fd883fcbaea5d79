"""How can she be reached safely?

Only what was agreed with her is said. Where nothing was, or it holds no longer, nobody calls before asking
the practitioner who knows her.
"""

from collections.abc import Iterator
from typing import Any, Final

from ledger.codes import MEDIUM
from projections.certain import last_day
from projections.due.standing import practitioners
from projections.woman import Woman

ASK: Final = "ask her practitioner before calling"


def safely(woman: Woman) -> str:
    """The agreed ways in words, or whom to ask."""
    agreed = woman.last("contact-safety-set")
    if agreed is None:
        return _ask(woman)
    said = agreed.event
    if said.until and last_day(said.until) < woman.day:
        return f"agreed only until {said.until}: {_ask(woman)}"
    if "none" in said.safe_media:
        return "; ".join(["no way is safe at present", *_instruction(said), _ask(woman)])
    return "; ".join(_words(said))


def _words(said: Any) -> Iterator[str]:
    yield ", ".join(medium.replace("-", " ") for medium in said.safe_media)
    yield "voicemail may be left" if said.voicemail == "yes" else "no voicemail"
    yield from _instruction(said)
    if said.until:
        yield f"until {said.until}"


def _instruction(said: Any) -> list[str]:
    return [said.instruction] if said.instruction else []


def _ask(woman: Woman) -> str:
    known = practitioners(woman)
    return f"{ASK} ({', '.join(known)})" if known else ASK


def medium(woman: Woman) -> str:
    """The way to meet her that an entry of the next contact would most likely name."""
    agreed = woman.last("contact-safety-set")
    safe = [each for each in agreed.event.safe_media if each in MEDIUM.known] if agreed else []
    return "face-to-face" if not safe or "face-to-face" in safe else safe[0]
