"""What shows how a figure came about, to someone who has no ledger and no key?

Its definition, its rows with pseudonyms in the women's place, and the entries that the rows rest on. Reasons and units
say days and methods: they are given only where the entries themselves are.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from projections.indicators import Figure


def figure(said: Mapping[str, Any], row: Mapping[str, Any] | None, declared: Figure | None, salt: bytes, opened: bool) -> dict[str, Any]:
    """The figure's part of a proof.

    said: what `explain` gives. row: the figure's row in its report. declared: its definition, of a figure of the matrix.
    salt: what pseudonyms are made with, so that no list of references gives them back.
    """
    rows = [_row(each, salt, opened) for each in said["rows"]]
    numbers = {"measure": declared.measure if declared else "count", "per": declared.per if declared else 1}
    return {"report": said["of"], "figure": said["figure"], **{name: said[name] for name in (
        "true_on", "known_by", "position", "definitions", "software")}, **numbers, **_numbers(said["rows"], row),
        "definition": _words(declared), "rows": sorted(rows, key=lambda each: (each["woman"], str(each.get("unit")), each["because"]))}


def positions(said: Mapping[str, Any]) -> list[int]:
    """The entries that an explanation rests on."""
    return sorted({position for row in said["rows"] for position in row["because"]})


def _row(row: Mapping[str, Any], salt: bytes, opened: bool) -> dict[str, Any]:
    hers = hashlib.sha256(salt + row["woman"].encode()).hexdigest()[:8]
    shown = {"unit": "" if row["unit"] == row["woman"] else row["unit"], "reason": row["reason"]} if opened else {}
    return {"woman": hers, "answer": row["answer"], "amount": row["amount"], "of": row["of"], "because": row["because"], **shown}


def _numbers(rows: Sequence[Mapping[str, Any]], row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The figure's numbers as its report has them; of one that no report prints, those of its rows."""
    if row is not None:
        return {name: row[name] for name in ("numerator", "denominator", "value", "missing", "excluded")}
    amount = sum(each["amount"] for each in rows)
    return {"numerator": amount, "denominator": sum(each["of"] for each in rows), "value": amount,
            "missing": sum(each["answer"] == "missing" for each in rows), "excluded": sum(each["answer"] == "excluded" for each in rows)}


def _words(declared: Figure | None) -> dict[str, str]:
    if declared is None:
        return {}
    return {"title": declared.title, "unit": declared.unit, "of whom": declared.of_whom, "counts": declared.counts,
            "missing": declared.missing, "excluded": declared.excluded, "meaning": declared.meaning}
