"""Why is a figure what it is: which rows is it made of, and on which entries do they rest?"""

from functools import partial
from typing import Final

from ledger.errors import NotFound
from projections.asked import Asked, Given
from projections.asking import SEEN_FROM, produced, shown
from projections.commands import Command, Done, Session
from projections.reports import EXPLANATION, REPORTS

HELP: Final = """Show the rows behind one figure, each with the entries that it rests on; they add up to it.

\b
  outcomes explain matrix M09.in-place --true-on 2021-09-30
  outcomes explain profile a-and-e.before-1
"""


def run(session: Session, asked: Given) -> Done:
    """The rows behind a figure of a report, seen from the same two days as the report."""
    from projections.formats.table import text
    from projections.producing import explain

    report, figure = asked["report"], asked["figure"]
    if report not in REPORTS:
        from ledger.near import did_you_mean

        raise NotFound(f"{report!r:.60} is not a report.", did_you_mean(report, REPORTS, "One of: " + ", ".join(REPORTS)))
    document = produced(session, asked, partial(explain, REPORTS[report], figure), asked["true_on"])
    return shown(session, asked, document, EXPLANATION, f"why {report} {figure} is what it is", text)


COMMAND: Final = Command("explain", HELP, (
    Asked("REPORT", "Which report.", required=True, completes="reports"),
    Asked("FIGURE", "Which of its figures.", required=True), *SEEN_FROM), run)
