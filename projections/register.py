"""Which women are in the ledger, and where does each stand on the day?"""

from typing import Any, Final

import msgspec

from projections.asked import Given
from projections.indicators import Programme
from projections.phases import Spell
from projections.woman import Woman

_encode = msgspec.msgpack.Encoder().encode
_entry = msgspec.msgpack.Decoder(dict[str, Any])


class Register:
    """The register as women are added to it. It has no figures to explain."""

    parted: Final = True

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None:
            raise KeyError(explained)
        self._entries: list[dict[str, Any]] = []

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        self.take(self.part(woman))

    def part(self, woman: Woman) -> bytes:
        """Her line, as bytes that `take` takes."""
        return _encode(entry(woman))

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._entries.append(_entry.decode(part))

    def document(self, erased: int) -> dict[str, Any]:
        return {"rows": sorted(self._entries, key=lambda each: str(each["woman"])), "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        return []


def entry(woman: Woman) -> dict[str, Any]:
    """One line of the register: reference, stage, since when, practitioners, entries that stand, the last day that anything occurred."""
    stage, since = _stage(woman)
    last = woman.history.facts[-1] if woman.history.facts else None
    return {"woman": woman.reference, "stage": stage, "since": since, "practitioners": _practitioners(woman),
            "entries": len(woman.history.facts), "last": last.said.occurred if last else None}


def _stage(woman: Woman) -> tuple[str, str | None]:
    if woman.died:
        return "died", woman.died.said.occurred
    if woman.programme:
        return _programme_stage(woman.programme[-1])
    for kind, stage in (("declined", "declined"), ("outreach-started", "outreach"), ("prioritised", ""),
                        ("woman-identified", "identified")):
        fact = woman.last(kind)
        if fact:
            return stage or fact.event.decision, fact.said.occurred
    return "not identified", None


def _programme_stage(spell: Spell) -> tuple[str, str]:
    if spell.ended is None:
        return "in programme", spell.begun.said.occurred
    return f"ended: {spell.ended.event.outcome}", spell.ended.said.occurred


def _practitioners(woman: Woman) -> list[str]:
    """The practitioners allocated to her and not released since."""
    held: dict[str, None] = {}
    for fact in woman.of("practitioner-allocated", "practitioner-released"):
        if fact.kind == "practitioner-allocated":
            held[fact.event.practitioner] = None
        else:
            held.pop(fact.event.practitioner, None)
    return list(held)
