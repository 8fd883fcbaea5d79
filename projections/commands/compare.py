"""Which figures of a report changed since an earlier day of knowing, and why?"""

from contextlib import closing
from typing import Any, Final

from ledger import replay
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Refused, Usage
from ledger.replay import View
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

TITLE: Final = "what changed between two days of knowing"


def run(session: Session, asked: Given) -> Done:
    """Compare one report as known by two days, both true on one day."""
    from projections.comparing.between import between, comparable
    from projections.formats.table.compare import text

    report = comparable(asked["report"])
    _team_only(session.audience(asked["audience"]))
    before, after = _views(session, asked)
    with session.progress("Comparing") as tick, closing(_streams(session, after)) as streams:
        document = between(report, before, after, _programme(session, after), streams, tick)
    return Done(document, text(document, f"{session.ledger.settings.name}: {TITLE}"))


def _team_only(audience: str) -> None:
    if audience != "team":
        raise Refused(f"compare is not given at {audience}: a difference between two counts can be of one woman. Nothing was shown.",
                      "On a screen of the team: outcomes compare REPORT --known-by DAY --audience team")


def _views(session: Session, asked: Given) -> tuple[View, View]:
    """The two views, true on one day: as asked, else the day of the last entry known by the earlier."""
    if asked["known_by"] is None:
        raise Usage("compare needs --known-by, the day by whose end the earlier figures were known.",
                    f"Such as: outcomes compare {asked['report']} --known-by {replay.view(session.ledger).known_by}")
    before = replay.view(session.ledger, asked["true_on"], asked["known_by"])
    after = replay.view(session.ledger, before.true_on, asked["with"])
    if after.position < before.position or after.known_by < before.known_by:
        raise Usage("--with must not be earlier than --known-by.",
                    f"outcomes compare {asked['report']} --known-by {after.known_by} --with {before.known_by}")
    return before, after


def _streams(session: Session, upto: View) -> Any:
    streams: Any = session.ledger.entries.streams(upto.position)
    return streams


def _programme(session: Session, upto: View) -> list[Entry]:
    return [entry for entry in session.ledger.entries.stream(PROGRAMME) if entry.position <= upto.position]


COMMAND = Command("compare", """Say which figures of a report changed between two days of knowing, and why.

A figure given in July may read differently in October though it is about the same day: entries came late, were
corrected or withdrawn, identities were merged, a parameter or target changed. Each part names its positions, and the
parts add up to the change. Both sides are true on one day, else the day of the last entry known by the earlier one; what
merely happened since is no part of it. To see that, ask the report itself on two days.

\b
  outcomes compare matrix --known-by 2021-07-01 --with 2021-10-21
  outcomes compare profile --known-by 2021-07-01 --true-on 2021-06-30
""", (
    Asked("REPORT", "Which report: matrix, profile, funnel, needs, pathways, equality.", required=True),
    Asked("--known-by", "As known by the end of this day.", shape="day", metavar="DAY"),
    Asked("--with", "And as known by the end of this day; else all that is known.", shape="day", metavar="DAY"),
    Asked("--true-on", "As true on this day; else the day of the last entry known by --known-by.", shape="day", metavar="DAY"),
    Asked("--audience", "For whom; only the team.", shape="choice", choices=("team", "board", "public"))), run)
