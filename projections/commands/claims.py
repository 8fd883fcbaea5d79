"""Do published figures hold: by their own arithmetic, and against the ledger?

Arithmetic needs no ledger and no keys; a ledger is opened only where a claim names a figure of it, or where the claims
are the ledger's own. Figures are looked up as the matrix gives them to the audience that asks.
"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ledger.errors import NotFound, Usage
from projections import claims
from projections.asked import Asked, Given
from projections.claims import Claim, reading
from projections.claims.numbers import NotUnderstood
from projections.commands import Command, Done, Session

ORIGIN: Final = ("true_on", "known_by", "position", "root", "definitions")
ENDINGS: Final = (".csv", ".json", ".txt")
Days = tuple[datetime.date | None, datetime.date | None]


def run(session: Session, asked: Given) -> Done:
    """Judge the claims of a file, of a draft, or of the ledger."""
    from projections.formats.table.claims import text

    found, of = _claims(session, asked)
    desk = _desk(session, asked, found, of)
    judged = claims.judged(found, desk.look if desk else None)
    rows = [claims.row_of(claim, one) for claim, one in judged]
    document = {"report": "claims", **_origin(desk), "audience": _audience(session, asked, desk), "software": _software(), "of": of,
                "rows": rows, "verdicts": claims.tally(rows)}
    if asked["output"]:
        session.tell(_written(asked["output"], document))
    return Done(document, text(document), int(any(row["verdict"] == "disagrees" or row["mended"] for row in rows)))


def _claims(session: Session, asked: Given) -> tuple[Sequence[Claim], str]:
    """The claims that are asked about, and of what they are: file, draft or ledger."""
    if asked["draft"]:
        if asked["file"]:
            raise Usage("A file of claims and a draft were both given.", "Give one: outcomes claims FILE, or outcomes claims --draft PAPER")
        from projections.claims import drafts

        return [claim for paper in asked["draft"] for claim in drafts.found(_paper(paper), paper.stem)], "draft"
    if asked["file"]:
        return reading.read(asked["file"]), "file"
    return _registered(session, asked), "ledger"


def _paper(path: Path) -> str:
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Save the draft as plain text, and give its name: outcomes claims --draft paper.txt")
    return reading.decoded(path)


def _registered(session: Session, asked: Given) -> list[Claim]:
    """The claims that the ledger registered by the two days."""
    from ledger import replay

    view = replay.view(session.ledger, asked["true_on"], asked["known_by"])
    return [registered(fact.event) for fact in replay.programme(session.ledger, view.position).upto(view.true_on).of("claim-registered")]


def registered(event: Any) -> Claim:
    """A claim-registered entry as a claim."""
    return Claim(event.claim, event.document, event.place, event.text, event.form, event.figures)


class Desk:
    """A ledger's matrix as seen from the days that claims ask for, each asked once."""

    def __init__(self, session: Session, days: Days, audience: str) -> None:
        self._session, self._days, self.audience = session, days, audience
        self._seen: dict[Days, Mapping[str, Any]] = {}

    def matrix(self, days: Days) -> Mapping[str, Any]:
        """The matrix true on and known by two days; where one is not given, that of the report."""
        from ledger import replay
        from projections.reports import REPORTS, produce

        if days not in self._seen:
            ledger, asked = self._session.ledger, (days[0] or self._days[0], days[1] or self._days[1])
            view = replay.view(ledger, *asked)
            self._seen[days] = produce(REPORTS["matrix"], view, replay.programme(ledger, view.position),
                                       replay.women(ledger, view.position), self.audience)
        return self._seen[days]

    def look(self, name: str, true_on: datetime.date | None, known_by: datetime.date | None) -> Mapping[str, Any]:
        """A figure's row of the matrix. Raises NotUnderstood for a figure that it does not have."""
        from ledger.near import did_you_mean

        rows: dict[str, Mapping[str, Any]] = {row["figure"]: row for row in self.matrix((true_on, known_by))["rows"]}
        if name not in rows:
            raise NotUnderstood(f"the matrix has no figure {name!r:.60}. {did_you_mean(name, rows, 'See: outcomes matrix')}")
        return rows[name]


def _desk(session: Session, asked: Given, found: Sequence[Claim], of: str) -> Desk | None:
    """The ledger where a claim needs it; None where none does, or where there is no ledger to ask."""
    if of != "ledger":
        if all(claim.form != "indicator" for claim in found):
            return None
        try:
            session.folder  # noqa: B018 - asks whether there is one
        except NotFound as why:
            session.tell(f"Claims of the form indicator are not decided: {why.message} {why.hint}")
            return None
    return Desk(session, (asked["true_on"], asked["known_by"]), session.audience(asked["audience"], leaves=bool(asked["output"])))


def _audience(session: Session, asked: Given, desk: Desk | None) -> str:
    """Who will see it. What is no more than published or drafted arithmetic is the reader's own."""
    return desk.audience if desk else asked["audience"] or "team"


def _origin(desk: Desk | None) -> dict[str, Any]:
    """Which ledger stands behind it, and where; nothing where none was asked."""
    return {name: desk.matrix((None, None))[name] if desk else None for name in ORIGIN}


def _software() -> str:
    from projections.reports import VERSION

    return VERSION


def _written(path: Path, document: Mapping[str, Any]) -> str:
    from projections.formats import json
    from projections.formats.cells import safe
    from projections.formats.table.claims import text
    from projections.formats.written import put

    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Usage(f"{path.name}: claims are not written as {path.suffix or 'a file without an ending'}.",
                    "End the name with one of: " + ", ".join(ENDINGS))
    kept = [{name: safe(value) if isinstance(value, str) else value for name, value in row.items()
             if document["of"] != "draft" or name not in ("verdict", "working")} for row in document["rows"]]
    body = {".csv": lambda: reading.written(kept), ".json": lambda: json.text(document) + "\n", ".txt": lambda: text(document) + "\n"}
    put(path.parent, {path.name: body[ending]().encode()})
    again = f" Complete it, and judge it again: outcomes claims {path}" if document["of"] == "draft" and ending == ".csv" else ""
    return f"Wrote {path}. Audience: {document['audience']}.{again}"


COMMAND = Command("claims", """Hold published figures against their own arithmetic and against the ledger.

A paper with one impossible percentage is not believed in the rest: find it before somebody else does. Without a file
the claims are those registered in the ledger (claim-registered). A claim that disagrees is a finding: exit code 1.

\b
  outcomes claims claims.csv
  outcomes claims --draft paper.txt --output claims.csv
  outcomes help claims
""", (
    Asked("FILE", "Claims as CSV: claim, document, place, text, form, figures.", shape="path", metavar="[FILE]"),
    Asked("--draft", "A paper as plain text: find the figures in it and offer them as claims. May be given several times.",
          shape="path", many=True, metavar="PAPER"),
    Asked("--true-on", "As true on this day, where a claim does not say; else the day of the last entry.", shape="day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day, where a claim does not say; else all that is known.", shape="day", metavar="DAY"),
    Asked("--audience", "Who will see it; else the one in ledger.toml, and public where it is written to a file.",
          shape="choice", choices=("team", "board", "public")),
    Asked("--output", "Write them to a file that ends in .csv, .json or .txt; the claims of a draft to be completed.",
          shape="path", metavar="FILE")), run)
