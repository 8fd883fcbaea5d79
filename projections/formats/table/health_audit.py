"""How does a health audit read on a plain screen?"""

from collections.abc import Iterator, Mapping
from typing import Any

from projections.formats.table.lines import grid
from projections.indicators.needs import area

STATES = ("none", "met", "unmet", "unknown", "missing", "excluded")


def lines(document: Mapping[str, Any]) -> list[str]:
    """How they were drawn, on what basis, their needs, their use of care, and what nobody looked at."""
    (drawing,) = document["drawing"]
    return [*_drawing(drawing), *_command(document["sample"]), "", *_basis(drawing), "", *_women(document),
            "Health needs, a rater at a time:", *_needs(document), "",
            "Primary and urgent care, recorded and attended, over covered days alone:", *_use(document), "",
            "Nobody looked on the days not covered, or she was away: nothing is counted there, and [x] is not 0. What women told of",
            "themselves stands beside, never in it. A difference between phases is not what the service did."]


def _drawing(said: Mapping[str, Any]) -> Iterator[str]:
    if said["asked"] is None:
        yield f"All {said['size']} women of whom it may be asked. To draw some: --sample N --seed TEXT"
        return
    yield f"{said['size']} of {said['frame']} women, drawn with the seed \"{said['seed']}\": {said['rule']}."
    yield f"Drawn from {said['frame_digest']}"
    if said["size"] < said["asked"]:
        yield f"{said['asked']} were asked for; there are no more."


def _command(sample: Mapping[str, Any] | None) -> Iterator[str]:
    """How to enter the drawing; for the team, who may."""
    if sample and sample["command"]:
        yield "If the drawing is not entered yet, enter it:"
        yield f"  {sample['command']}"


def _basis(said: Mapping[str, Any]) -> Iterator[str]:
    yield (f"Of {said['signed_up']} women signed up, {said['basis']} have a lawful basis recorded for the health audit and "
           f"{said['consent']} have consented; of {said['none']} nothing is recorded; {said['withdrawn']} took their consent back.")
    rule = "requires a basis" if said["required"] == "yes" else "does not require one (health-audit.basis-required is 0)"
    yield f"This ledger {rule}. Left out: {said['excluded']}."


def _women(document: Mapping[str, Any]) -> list[str]:
    rows = document["women"]
    if not rows:
        return []
    return [*grid(("woman", "basis", "since", "article 6", "article 9", "confidentiality"),
                  [(row["woman"], row["basis"], row["since"], row["article_6"], row["article_9"], row["confidentiality"])
                   for row in rows]), ""]


def _needs(document: Mapping[str, Any]) -> list[str]:
    if not document["needs"]:
        return ["No health need of theirs has been rated."]
    return grid(("need", "rater", "occasion", "women", "no need", "met", "unmet", "unknown", "not rated", "excluded"),
                [(area(row["domain"]), row["rater"], row["occasion"], row["women"], *(row[state] for state in STATES))
                 for row in document["needs"]], right=range(3, 10))


def _use(document: Mapping[str, Any]) -> list[str]:
    return grid(("care", "service", "phase", "contacts", "women", "with any", "not covered", "covered days", "days not covered",
                 "a woman-year", "95 %", "mark", "told by her"),
                [(row["care"], row["service"], row["phase"], row["events"], row["women"], row["women_with_events"],
                  row["women_not_covered"], row["covered_days"], row["uncovered_days"], *_rate_cells(row), row["self_reported"])
                 for row in document["rows"] if _told(row)], right=(3, 4, 5, 6, 7, 8, 9, 12))


def _rate_cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    mark = f"[{row['mark']}]" if row["mark"] else ""
    if row["rate"] is None:
        return None, None, mark
    return f"{row['rate']:.2f}", f"{row['interval'][0]:.2f} to {row['interval'][1]:.2f}", mark


def _told(row: Mapping[str, Any]) -> bool:
    """Whether a line says anything: a service that nobody looked at nor told of is summed up in its kind of care."""
    return bool(row["service"] == "all" or row["covered_days"] or row["self_reported"])
