"""Which page is made of one report, and which of all of them?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats import html
from projections.formats.held import HELD
from projections.formats.html import Tick
from projections.formats.html.cautions import cautions
from projections.formats.html.parts import Section
from projections.formats.html.sections import sections
from projections.formats.html.summary import summary
from projections.formats.written import sheets as sheets_of
from projections.reports import REPORTS, Report
from projections.sheets import Sheet
from projections.whole import Whole

TITLE: Final = "Outcomes report"


def of_report(name: str, title: str, report: Report, document: Mapping[str, Any], sheets: Sequence[Sheet]) -> str:
    """The page of one report."""
    own = sections(report, document, sheets)
    command = report.name if document["report"] in REPORTS else ""
    return html.text(html.Page(name, title, document, own, commands=_commands(document, command)))


def of_whole(name: str, whole: Whole, tick: Tick = lambda done, of: None) -> str:
    """The page of all reports that an audience may see. tick: told of every picture drawn, and of how many."""
    sheets = {report: sheets_of(REPORTS[report], document) for report, document in whole.documents.items()}
    team = next(iter(whole.documents.values()))["audience"] == "team"
    held_back = [report for report, every in sheets.items()
                 if all(sheet.text.endswith(HELD) or (not sheet.rows and not team) for sheet in every)]
    own = [section for report, document in whole.documents.items() if report not in held_back
           for section in sections(REPORTS[report], document, sheets[report])]
    document = next(iter(whole.documents.values()))
    return html.text(html.Page(name, TITLE, document, [*own, *_left_out(whole, held_back), cautions(name, whole.documents)],
                               summary(whole.documents), _commands(document, "report")), tick)


def _left_out(whole: Whole, held_back: Sequence[str]) -> list[Section]:
    items = [*(f"{REPORTS[report].title}. {HELD}" for report in held_back), *(f"{title}: {why}." for title, why in whole.refused.items())]
    return [Section("left-out", "What is left out for this audience", items=items)] if items else []


def _commands(document: Mapping[str, Any], command: str) -> list[tuple[str, str]]:
    """What to type to check the page."""
    if "services" in document:
        return [*((f"{each['service']}: that nothing was altered or removed since", each["check"]) for each in document["services"]),
                ("What a figure counts, of whom", "outcomes help indicator M09")]
    days = f"--true-on {document['true_on']} --known-by {document['known_by']}"
    again = f"outcomes {command} {days} --audience {document['audience']} --output again.html"
    return [("That nothing was altered or removed since", f"outcomes check --against {document['position']}:{document['root']}"),
            *([("To make this page again, to the byte", again)] if command else ()),
            ("What a figure counts, of whom", "outcomes help indicator M09"),
            ("The entries behind a figure, for the team alone", f"outcomes explain matrix M09.in-place {days} --audience team")]
