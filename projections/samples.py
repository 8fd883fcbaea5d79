"""Of the entries drawn to be held against the papers, how many were found to differ?

A sample is an entry of the programme's stream: what it was drawn from, by which seed, and its members as leaf hashes or
ids of streams. What was found of each entry is an entry too. Both are unsealed, so that an auditor without keys draws the
same sample and counts the same findings. Pure.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.history import Fact
from projections.sampling import digest, drawn
from projections.statistics import CONFIDENCE, wilson

ERRORS: Final = ("differs", "not-found")
FINDINGS: Final = ("confirmed", *ERRORS)


@attrs.frozen
class Frame:
    """What may be drawn: every sealed entry of a woman who is not erased. places: what it is called -> the positions it stands for."""

    of: str
    places: Mapping[str, tuple[int, ...]]

    @property
    def digest(self) -> str:
        """SHA-256 of the names in order, a line each."""
        return digest(self.places)

    def members(self, seed: str, size: int) -> list[str]:
        """The names drawn, in order of rank."""
        return drawn(seed, self.places, size)

    def positions(self, members: Iterable[str]) -> list[int]:
        """The positions that members stand for, as far as they are in the frame."""
        return [position for member in members for position in self.places.get(member, ())]


def frame(of: str, rows: Iterable[tuple[int, str, bytes]], erased: Container[str]) -> Frame:
    """What may be drawn from the sealed rows of a log: position, stream, leaf. of: entries by their leaves, or women by their streams."""
    places: dict[str, tuple[int, ...]] = {}
    for position, stream, leaf in rows:
        if stream not in erased:
            name = leaf.hex() if of == "entries" else stream
            places[name] = (*places.get(name, ()), position)
    return Frame(of, places)


def attested(programme: Iterable[Fact]) -> dict[int, Fact]:
    """Position -> the last that was found of it."""
    found: dict[int, Fact] = {}
    for fact in sorted((each for each in programme if each.kind == "attested"), key=lambda each: each.because[-1]):
        found[fact.event.position] = fact
    return found


def progress(sample: Fact, of: Frame, found: Mapping[int, Fact], void: Container[int] = (), gone: Container[int] = ()) -> dict[str, Any]:
    """How far a sample was looked at, and how many of its entries differ, with 95 % limits (Wilson).

    of: the frame as it was when the sample was drawn. void, gone: positions that were withdrawn, or erased, since.
    """
    event = sample.event
    drawn_positions = of.positions(event.members)
    positions = [position for position in drawn_positions if position not in void and position not in gone]
    counts = {finding: sum(position in found and found[position].event.finding == finding for position in positions)
              for finding in FINDINGS}
    looked = sum(counts.values())
    return {"sample": sample.position, "of": event.of, "seed": event.seed, "size": event.size, "members": len(event.members),
            "entries": len(positions), "erased": sum(position in gone for position in drawn_positions),
            "withdrawn": sum(position in void and position not in gone for position in drawn_positions),
            **{name.replace("-", "_"): count for name, count in counts.items()}, "attested": looked,
            "not_looked_at": len(positions) - looked,
            **rate(counts["differs"] + counts["not-found"], looked)}


def rate(errors: int, looked: int) -> dict[str, Any]:
    """The share of entries that were found to differ or not found at all, of those looked at; None of none."""
    if not looked:
        return {"errors": errors, "error_rate": None, "interval": None, "confidence": CONFIDENCE}
    return {"errors": errors, "error_rate": errors / looked, "interval": list(wilson(errors, looked, CONFIDENCE)), "confidence": CONFIDENCE}


def sentences(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each sample in plain words."""
    return [line for row in rows for line in _sentences(row)]


def _sentences(row: Mapping[str, Any]) -> list[str]:
    what = f"{row['members']} {'entries' if row['of'] == 'entries' else 'women'}"
    lines = [f'Sample at position {row["sample"]}: {what} drawn with the seed "{row["seed"]}"'
             + (f", {row['entries']} entries of theirs" if row["of"] == "women" else "") + ".",
             f"  Looked at {row['attested']} of {row['entries']}: {row['confirmed']} confirmed, {row['differs']} differ, "
             f"{row['not_found']} not found; {row['not_looked_at']} not yet looked at."]
    beside = [f"{row[name]} {said}" for name, said in (("withdrawn", "withdrawn"), ("erased", "erased since")) if row[name]]
    lines += [f"  Left out: {', '.join(beside)}."] if beside else []
    if row["error_rate"] is None:
        return [*lines, "  Error rate: none yet."]
    low, high = row["interval"]
    lines.append(f"  Error rate: {row['errors']} of {row['attested']}, {_percent(row['error_rate'])} "
                 f"(95% limits {_percent(low)} to {_percent(high)}).")
    if row["not_looked_at"]:
        lines.append("  It is of those looked at: until all are, whoever chose the order chose the rate.")
    if row["of"] == "women":
        lines.append("  Entries of one woman are alike: the limits are too narrow by that.")
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
