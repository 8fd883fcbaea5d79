"""What does a report that was issued say against what the ledger says now?

The same view is asked again first. Where it answers otherwise than was issued, either a woman was erased since, whose
entries can be read at no day of knowing, or one is restricted now, or definitions changed: the log up to there is the
same. From there on the change is taken apart entry by entry. Of a release the public cells alone are kept, so nothing
else can be compared.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.entries import Entry
from ledger.errors import Refused
from ledger.replay import View
from projections.comparing.between import Tick, compared, heading
from projections.comparing.known import Course, Streams
from projections.comparing.questions import REPORTS, Question
from projections.figures import tidy, value_of
from projections.releases import PARTS_OF_A_CELL, read

NUMBERS: Final = ("numerator", "denominator", "value")
APART: Final = "the processing of women is restricted, too, so the two cannot be told apart"
BOTH: Final = "women were erased since, too: their entries cannot be read, so the two cannot be told apart"


@attrs.frozen
class Issued:
    """A release: its entry, and the positions at which women were erased after it."""

    entry: Entry
    erased: Sequence[int]

    @property
    def event(self) -> Any:
        return self.entry.said.event

    @property
    def known_by(self) -> str:
        return str(read(self.event.arguments)["known_by"])


def told(issued: Issued) -> dict[str, dict[str, Any]]:
    """The figures that a release told, with their numbers. Raises Refused where it holds none."""
    questions = {question.name: question for question in REPORTS[issued.event.report]()}
    found: dict[str, dict[str, Any]] = {}
    for cell in map(read, issued.event.cells):
        name = _name(issued.event.report, str(cell.get("cell")))
        if set(cell) >= PARTS_OF_A_CELL and name in questions:
            found[name] = _numbers(questions[name], issued.event.report, cell)
    if not found:
        raise Refused(f"The release at position {issued.entry.position} holds no figure: the entry of what goes to the board keeps none.",
                      f"Compare two days of knowing: outcomes compare {issued.event.report} --known-by {issued.known_by}")
    return found


def _name(report: str, cell: str) -> str:
    """The figure that a cell is of: 'use.gp.during' is gp.during of the profile, M01 the step reached of the funnel."""
    if report == "funnel":
        return "reached" if cell == "M01" else cell.removeprefix("funnel.")
    return cell.removeprefix("use.")


def _numbers(question: Question, report: str, cell: Mapping[str, Any]) -> dict[str, Any]:
    """Its numerator, denominator and value. Where other numbers were told beside the count of women, they are the figure's."""
    beside = cell["beside"]
    if not cell["plain"] and len(beside) == 2:
        return {"numerator": beside[0], "denominator": cell["of"], "value": beside[1]}
    numerator, denominator = beside if len(beside) == 2 else (cell["counted"], cell["of"])
    value = value_of(question.measure, question.per, numerator, denominator, [])
    return {"numerator": numerator, "denominator": denominator, "value": None if value is None else tidy(value)}


def against(issued: Issued, then: View, after: View, programme: Sequence[Entry], streams: Streams,
            tick: Tick = lambda done, of: None, apart: Collection[str] = ()) -> dict[str, Any]:
    """The document of a comparison of a release with what the ledger says now.

    then: the view that was issued. apart: whoever is restricted now, once the streams were gone through.
    """
    report, course = issued.event.report, Course(programme, then.true_on)
    cells = told(issued)
    found = {row["figure"]: row for row in compared(report, course, then, after, streams, tick).every() if row["figure"] in cells}
    document = heading(report, then, after, course)
    why = _why(issued, bool(apart), document["from"]["definitions"])
    rows = [_row(cells[name], row, why) for name, row in found.items()]
    changed = [row for row in rows if any(row["from"][name] != row["to"][name] for name in NUMBERS)]
    side = {**document["from"], "definitions": issued.event.definitions, "issued": issued.entry.position}
    return {**document, "from": side, "rows": changed, "unchanged": len(rows) - len(changed), "restricted": len(apart)}


def _why(issued: Issued, apart: bool, definitions: str) -> dict[str, Any]:
    """What a difference within one view is put down to."""
    same = definitions == issued.event.definitions
    if same and (issued.erased or apart):
        gone = {"because": "erasure" if issued.erased else "restriction", "positions": list(issued.erased)}
        return {**gone, **({"note": APART} if issued.erased and apart else {})}
    return {"because": "definition", "positions": [], **({"note": BOTH} if issued.erased else {})}


def _row(issued: Mapping[str, Any], row: Mapping[str, Any], why: Mapping[str, Any]) -> dict[str, Any]:
    """From what was issued, through what the same view says now, to what is known now."""
    then = row["from"]
    first = {"because": why["because"], "positions": why["positions"], **{name: _less(then[name], issued[name]) for name in NUMBERS},
             **({"note": why["note"]} if "note" in why else {})}
    differs = any(then[name] != issued[name] for name in NUMBERS)
    return {"figure": row["figure"], "from": dict(issued), "to": row["to"], "changes": [*([first] if differs else []), *row["changes"]]}


def _less(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else tidy(now - before)
