"""What can be handed to a board, a paper or a partner? One page of all reports, as an audience may see them."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session
from projections.reports import REPORTS

if TYPE_CHECKING:
    from projections.whole import Whole

HEADING: Final = ("true_on", "known_by", "position", "root", "definitions", "audience", "software")
ENDINGS: Final = (".html", ".xlsx", ".txt", ".json")


def run(session: Session, asked: Given) -> Done:
    """Make the report; write it where a file was named, else say it in plain lines."""
    from ledger import traces
    from projections.formats import written

    output: Path | None = asked["output"]
    if output:
        if output.suffix.lower() not in ENDINGS:
            raise Usage(f"{output.name}: the whole report is not written as {output.suffix or 'a file without an ending'}.",
                        f"End the name with one of: {', '.join(ENDINGS)}. One report alone: outcomes matrix --output FILE")
        written.ready(output)
    made = _made(session, asked)
    name = session.ledger.settings.name
    document = _document(name, made)
    if not output:
        return Done(document, _text(name, made))
    with session.progress(f"Drawing {output.name}") as tick:
        body = _file(output.suffix.lower(), name, made, document, tick)
    written.put(output.parent, {output.name: body})
    if document["audience"] == "team":
        traces.note(session.ledger.entries.ledger_id, [output])
    return Done(document | {"output": str(output)}, f"Wrote {output}. Audience: {document['audience']}.{_home(document['audience'])}")


def _made(session: Session, asked: Given) -> "Whole":
    from ledger import replay
    from projections.whole import whole

    ledger, audience = session.ledger, session.audience(asked["audience"], leaves=bool(asked["output"]))
    view = replay.view(ledger, asked["true_on"], asked["known_by"])
    everybody = replay.women(ledger, view.position)
    women: Any = iter(everybody)
    with closing(women):
        histories = list(women)
    seen = attrs.evolve(view, restricted=len(everybody.apart))
    return whole(seen, replay.programme(ledger, view.position), histories, audience)


def _document(name: str, made: "Whole") -> dict[str, Any]:
    """What the report says, for a program: the sentences of its summary as rows, and every report by its name."""
    from projections.formats.html.summary import summary

    first = next(iter(made.documents.values()))
    return {"report": "report", **{key: first[key] for key in HEADING}, "name": name,
            "rows": [{"about": lead, "sentence": sentence} for lead, sentence in summary(made.documents)],
            "reports": dict(made.documents), "left_out": dict(made.refused)}


def _text(name: str, made: "Whole") -> str:
    """All reports as plain lines, one after the other, the summary first."""
    from projections.formats import table
    from projections.formats.html.summary import summary

    said = [f"{lead}: {sentence}" for lead, sentence in summary(made.documents)]
    return "\n\n".join(["\n".join([f"{name}: in short", *said]),
                        *(table.text(document, f"{name}: {REPORTS[report].title}") for report, document in made.documents.items())])


def _file(ending: str, name: str, made: "Whole", document: dict[str, Any], tick: Callable[[int, int], None]) -> bytes:
    from projections.formats import json, xlsx
    from projections.formats.html import pages
    from projections.formats.written import sheets

    if ending == ".html":
        return pages.of_whole(name, made, tick).encode()
    if ending == ".xlsx":
        every = [sheet for report, each in made.documents.items() for sheet in sheets(REPORTS[report], each)]
        return xlsx.workbook(f"{name}: {pages.TITLE}", document, every)
    return ((json.text(document) if ending == ".json" else _text(name, made)) + "\n").encode()


def _home(audience: str) -> str:
    return "" if audience == "public" else " Not for home." if audience == "team" else " For that closed group alone."


COMMAND: Final = Command("report", """Write the whole report: one page that can be read, printed and checked.

A summary in plain words, the funnel, the matrix by outcome, service use with its charts, needs, LARC cover, caseload,
cautions, and how to check it. One HTML file, no scripts, nothing from elsewhere. What leaves is for the public unless
you say otherwise.

\b
  outcomes report --output report.html
  outcomes report --true-on 2021-09-30 --audience board --output september.html
""", (
    Asked("--output", "The file to write: .html, .xlsx, .txt or .json; without it, plain lines are printed.", shape="path", metavar="FILE"),
    Asked("--true-on", "As true on this day; else the day of the last entry.", shape="day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day; else all that is known.", shape="day", metavar="DAY"),
    Asked("--audience", "Who will see it; else public where it is written, and the one in ledger.toml on this screen.", shape="choice",
          choices=("team", "board", "public"))), run)
