"""How is a report asked of the ledger as seen from two days, and its answer shown or written?

Whatever is asked of the women's histories goes this way: as true on a day, as known by a day, for an audience.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from projections.asked import Asked, Given

if TYPE_CHECKING:
    import datetime

    from ledger.replay import View
    from projections.commands import Command, Done, Session
    from projections.reports import Report

SEEN_FROM: Final = (
    Asked("--true-on", "As true on this day; else the day of the last entry.", "day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day; else all that is known.", "day", metavar="DAY"),
    Asked("--audience", "Who will see it; else the one in ledger.toml, and public where it is written to a file.", "choice",
          ("team", "board", "public")),
    Asked("--output", "Write it to a file; its ending says how.", "path", metavar="FILE"))
WORKERS: Final = Asked("--workers", "Share the work: so many processes here, or the workers of a Dask cluster at tcp://HOST:PORT.",
                       metavar="HOW")


def command_of(report: "Report") -> "Command":
    """The command that asks a report."""
    from projections.commands import Command

    shared = (WORKERS,) if report.shared else ()
    return Command(report.name, report.help, (*report.takes, *SEEN_FROM, *shared), partial(_run, report))


def _run(report: "Report", session: "Session", asked: Given) -> "Done":
    from projections.formats.table import text
    from projections.producing import produce

    document = produced(session, asked, partial(produce, report, asked=asked), asked["true_on"])
    return shown(session, asked, document, report, report.title, text)


def produced(session: "Session", asked: Given, ask: Callable[..., dict[str, Any]], true_on: "datetime.date | None") -> dict[str, Any]:
    """The document of what is asked; ask: called with the view, the programme, the women and the audience."""
    from ledger import replay
    from projections.engine import executor

    with executor(asked.get("workers")) as pool:
        ledger = session.ledger
        view: View = replay.view(ledger, true_on, asked["known_by"], pool)
        programme, audience = replay.programme(ledger, view.position), session.audience(asked["audience"], leaves=bool(asked["output"]))
        with session.progress("Women") as tick:
            return ask(view, programme, replay.women(ledger, view.position, pool, tick), audience)


def shown(session: "Session", asked: Given, document: Mapping[str, Any], report: "Report", title: str,
          text: Callable[[Mapping[str, Any], str], str]) -> "Done":
    """The answer: on the screen, or in the file that was asked for. A file for the team is noted, so that an erasure knows of it."""
    from ledger import traces
    from projections.commands import Done
    from projections.formats import written

    heading, output = f"{session.ledger.settings.name}: {title}", asked["output"]
    if not output:
        return Done(document, "" if session.for_program else text(document, heading))
    said, files = written.write(output, document, report, heading)
    if document["audience"] == "team":
        traces.note(session.ledger.entries.ledger_id, files)
    if session.for_program:
        session.tell(said)
    return Done(document, said)
