"""What may be looked at with any program that reads SQLite?"""

from contextlib import closing
from pathlib import Path
from typing import Any, Final

from ledger.errors import Refused
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

FILES: Final = ("ledger.db", "keys.db", "cache.db")


def run(session: Session, asked: Given) -> Done:
    """Make the read model, whole or not at all."""
    from ledger import traces
    from projections.formats.table import lines

    path, audience = asked["into"].resolve(), session.audience(asked["audience"])
    team_only(audience)
    _may_stand(path, session)
    traces.note(session.ledger.entries.ledger_id, [path], session.environ)   # before: it may be cut off
    with session.progress(f"Writing {path.name}") as tick:
        document = made(session, path, asked, audience, tick)
    traces.note(session.ledger.entries.ledger_id, [path], session.environ)
    if path.is_relative_to(session.folder.resolve()):
        session.tell("It lies in the ledger's own folder: whoever copies that folder copies it too. Better keep it elsewhere.")
    entries, women = document["tables"]["entries"], document["tables"]["women"]
    return Done(document, f"Wrote {asked['into']}: {entries:,} entries of {women:,} women, true on {document['true_on']}, known by "
                f"{document['known_by']}. Audience: team. Not for home.{lines.left_out(document)}\n"
                "Anybody who opens it can read it: delete it when you have done.\n"
                f"Look at it: outcomes browse {asked['into']}")


def made(session: Session, path: Path, asked: Given, audience: str, tick: Any) -> dict[str, Any]:
    """The read model of the ledger at a path; what it says of itself, and how many rows it has."""
    from ledger import replay as known
    from ledger.restricted import Usable
    from projections import tables

    ledger = session.ledger
    view = known.view(ledger, asked["true_on"], asked["known_by"])
    said = {"ledger": ledger.entries.ledger_id.hex(), "service": ledger.settings.name, "erased": str(view.erased)}
    apart = set[str]()
    streams: Any = iter(Usable(ledger, view.position, apart))
    women: Any = iter(known.women(ledger, view.position))
    with closing(streams), closing(women):   # an interrupted one must not outlive the ledger
        source = tables.Source(said, view, known.programme(ledger, view.position), (entries for _, entries in streams), women,
                               ledger.day_of)
        return {**tables.write(path, source, audience, tick), "into": str(path), "restricted": len(apart)}


def team_only(audience: str) -> None:
    """Raise Refused at an audience other than the team."""
    if audience != "team":
        raise Refused(f"A read model is not given at {audience}: it holds every entry. Nothing was written.",
                      f"What may leave goes into a pack: outcomes export pack.zip --audience {audience}")


def _may_stand(path: Path, session: Session) -> None:
    """Raise Refused where something is there that is no read model of this ledger."""
    from projections import tables

    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}; nothing was written.", "Make the folder first, or give another name.")
    if path.exists() and not tables.is_read_model(path):
        raise Refused(f"{path} is there already and is no read model; nothing was changed.",
                      "Give another name, or remove that file first.")
    if path.exists() and tables.of_ledger(path) not in ("", session.ledger.entries.ledger_id.hex()):
        raise Refused(f"{path} is the read model of another ledger; nothing was changed.", "Give another name, or delete it first.")


COMMAND = Command("replay", """Write what is known into a SQLite file, for pandas, R, Datasette or your own questions.

It holds every entry, fact, answer and figure, each with the positions that it rests on, and a description of every
column. Anybody who opens it can read it, so it is made only when asked for, and for the team alone.

\b
  outcomes replay --into views.db
  outcomes replay --into june.db --true-on 2021-06-30 --known-by 2021-07-15
""", (
    Asked("--into", "The file to write; a read model of this ledger is replaced.", shape="path", required=True, metavar="FILE"),
    Asked("--true-on", "As true on this day; else the day of the last entry.", shape="day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day; else all that is known.", shape="day", metavar="DAY"),
    Asked("--audience", "For whom; only the team.", shape="choice", choices=("team", "board", "public"))), run)
