"""Which figures of a report changed since an earlier day of knowing, and why?"""

import datetime
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import NotFound, Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.entries import Entry
    from ledger.replay import View
    from projections.comparing.issued import Issued

TITLE: Final = "what changed between two days of knowing"


def run(session: Session, asked: Given) -> Done:
    """Compare one report as known by two days, both true on one day; or one that was issued with what is known now."""
    from projections.comparing.between import comparable
    from projections.formats.table.compare import text

    comparable(asked["report"])
    _team_only(session.audience(asked["audience"]))
    if asked["with_issued"] is not None:
        _alone(asked)
    made = _between(session, asked) if asked["with_issued"] is None else _against(session, asked)
    return Done(made, text(made, f"{session.ledger.settings.name}: {TITLE}"))


def _between(session: Session, asked: Given) -> dict[str, Any]:
    from projections.comparing.between import between

    before, after = _views(session, asked)
    apart = set[str]()
    with session.progress("Comparing") as tick, closing(_streams(session, after, apart)) as streams:
        made = between(asked["report"], before, after, _programme(session, after), streams, tick)
    return {**made, "restricted": len(apart)}


def _against(session: Session, asked: Given) -> dict[str, Any]:
    from ledger import replay
    from projections.comparing.issued import against

    issued, then = _issued(session, asked)
    after = replay.view(session.ledger, then.true_on, asked["with"])
    if after.position < then.position:
        raise Usage("--with must not be earlier than what the release knew.", f"That is {then.known_by}.")
    apart = set[str]()
    with session.progress("Comparing") as tick, closing(_streams(session, after, apart)) as streams:
        return against(issued, then, after, _programme(session, after), streams, tick, apart)


def _issued(session: Session, asked: Given) -> "tuple[Issued, View]":
    """The release at a position, and the view that it was of. Raises NotFound, Usage, and Refused for one made by hand."""
    from ledger.entries import PROGRAMME
    from ledger.putting_right import entry_at
    from ledger.replay import View
    from projections.comparing.issued import Issued
    from projections.releases import read

    entry = entry_at(session.ledger, asked["with_issued"])
    if entry.said.kind != "report-issued":
        raise NotFound(f"Position {entry.position} is no release, but {entry.said.kind}.", "See the releases: outcomes show programme")
    event: Any = entry.said.event
    if event.report != asked["report"]:
        raise Usage(f"What was issued at position {entry.position} is {event.report}, not {asked['report']}.",
                    f"outcomes compare {event.report} --with-issued {entry.position}")
    how = read(event.arguments)
    if not {"true_on", "known_by"} <= set(how):
        raise Refused(f"The release at position {entry.position} does not say which days it is of; it cannot be compared.",
                      f"See what it says: outcomes show {entry.position}")
    erased = [each.position for each in session.ledger.entries.stream(PROGRAMME)
              if each.said.kind == "woman-erased" and each.position > entry.position]
    true_on, known_by = (datetime.date.fromisoformat(how[name]) for name in ("true_on", "known_by"))
    return Issued(entry, erased), View(true_on, known_by, event.position, event.root, 0)


def _alone(asked: Given) -> None:
    if asked["known_by"] is not None or asked["true_on"] is not None:
        raise Usage("--with-issued says itself which day it is of and what was known; leave out --known-by and --true-on.",
                    f"outcomes compare {asked['report']} --with-issued {asked['with_issued']}")


def _team_only(audience: str) -> None:
    if audience != "team":
        raise Refused(f"compare is not given at {audience}: a difference between two counts can be of one woman. Nothing was shown.",
                      "On a screen of the team: outcomes compare REPORT --known-by DAY --audience team")


def _views(session: Session, asked: Given) -> "tuple[View, View]":
    """The two views, true on one day: as asked, else the day of the last entry known by the earlier."""
    from ledger import replay

    if asked["known_by"] is None:
        raise Usage("compare needs --known-by, the day by whose end the earlier figures were known.",
                    f"Such as: outcomes compare {asked['report']} --known-by {replay.view(session.ledger).known_by}")
    before = replay.view(session.ledger, asked["true_on"], asked["known_by"])
    after = replay.view(session.ledger, before.true_on, asked["with"])
    if after.position < before.position or after.known_by < before.known_by:
        raise Usage("--with must not be earlier than --known-by.",
                    f"outcomes compare {asked['report']} --known-by {after.known_by} --with {before.known_by}")
    return before, after


def _streams(session: Session, upto: "View", apart: set[str]) -> Any:
    """The streams that may be used now. apart: gets a stream of each woman who is restricted, as they are gone through."""
    from ledger.restricted import Usable

    streams: Any = iter(Usable(session.ledger, upto.position, apart))
    return streams


def _programme(session: Session, upto: "View") -> "list[Entry]":
    from ledger.entries import PROGRAMME

    return [entry for entry in session.ledger.entries.stream(PROGRAMME) if entry.position <= upto.position]


COMMAND = Command("compare", """Say which figures of a report changed between two days of knowing, and why.

A figure given in July may read differently in October though it is about the same day: entries came late, were
corrected or withdrawn, identities were merged, a parameter or target changed. Each part names its positions, and the
parts add up to the change. Both sides are true on one day, the one given or that of the last entry known by the earlier
side; what merely happened since is no part of it: for that, ask the report itself on two days. A review of records acts
as soon as it is known, and is a late entry; an entry undone is withdrawn, and written anew is a late entry.

\b
  outcomes compare matrix --known-by 2021-07-01 --with 2021-10-21
  outcomes compare profile --known-by 2021-07-01 --true-on 2021-06-30
  outcomes compare matrix --with-issued 2007
""", (
    Asked("REPORT", "Which report: matrix, profile, funnel, needs, pathways, equality.", required=True),
    Asked("--known-by", "As known by the end of this day.", shape="day", metavar="DAY"),
    Asked("--with", "And as known by the end of this day; else all that is known.", shape="day", metavar="DAY"),
    Asked("--true-on", "As true on this day; else the day of the last entry known by --known-by.", shape="day", metavar="DAY"),
    Asked("--with-issued", "Compare what was issued at this position with what is known now.", shape="number", metavar="POSITION"),
    Asked("--audience", "For whom; only the team.", shape="choice", choices=("team", "board", "public"))), run)
