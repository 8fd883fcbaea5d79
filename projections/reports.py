"""Which reports are there, and how is each asked?

A report takes women one at a time and gives a document; asked to explain a figure it takes the same women
and gives that figure's rows. The command line is built from REPORTS: a new report adds nothing to it.
To list them loads nothing of a ledger; what makes a report is in projections.producing, and comes when it is asked for.
"""

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from projections.asked import Asked, Given
from projections.sheets import Sheet

if TYPE_CHECKING:
    from projections.indicators import Programme
    from projections.producing import Release as Release
    from projections.producing import explain as explain
    from projections.producing import produce as produce
    from projections.producing import released as released
    from projections.woman import Woman

VERSION: Final = "outcomes-ledger 0.1.0"


def __getattr__(name: str) -> Any:
    """What makes a report, for those who import it from here."""
    if name in ("Release", "explain", "produce", "released"):
        from projections import producing

        return getattr(producing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Collector(Protocol):
    """What a report does with the women it is given."""

    def add(self, woman: "Woman") -> None:
        """Take one woman."""

    def document(self, erased: int) -> dict[str, Any]:
        """What the report says, `rows` among it, once every woman was added."""

    def explained(self) -> list[dict[str, Any]]:
        """The rows behind the one figure that was asked for."""


@attrs.frozen
class Report:
    """A report: its name, its heading, its help, and what makes it.

    collector, sheets: 'module:name' of a class that takes (programme, the figure to explain or None, what was asked),
    and of a function from the document to its sheets; loaded when asked for.
    takes: what it may be asked beside the two days and the audience. shared: its women can be shared out (projections/engine.py).
    """

    name: str
    title: str
    help: str
    collector: str
    sheets: str = ""
    team_only: bool = False
    takes: tuple[Asked, ...] = ()
    shared: bool = False

    def begin(self, programme: "Programme", figure: str | None, asked: Given) -> Collector:
        """What collects it. Raises KeyError for a figure that it does not have."""
        made: Collector = _named(self.collector)(programme, figure, asked)
        return made

    def sheets_of(self, document: Mapping[str, Any]) -> Sequence[Sheet]:
        """The tables of its document, columns described; none where it declares none."""
        return _named(self.sheets)(document) if self.sheets else ()


def _named(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def figure_names(report: str) -> list[str]:
    """The figures of a report that are the same in every ledger; none for one whose figures are people."""
    from ledger.codes import SERVICES
    from projections.funnel import STEPS
    from projections.indicators import figures
    from projections.phases import PHASES

    if report == "profile":
        return [f"{service}.{phase}" for service in SERVICES.names for phase in PHASES]
    if report in ("monthly", "changes", "survival", "costs"):
        names: list[str] = _named(f"projections.{report}:names")()
        return names
    return {"matrix": list(figures()), "funnel": list(STEPS)}.get(report, [])


REPORTS: Final[Mapping[str, Report]] = {report.name: report for report in (
    Report("matrix", "Monitoring and evaluation matrix", "What changed: every figure with its denominator.",
           "projections.matrix:Matrix", "projections.matrix:sheets", shared=True),
    Report("profile", "Service use before, during and after", "Service use by phase, over the days that were looked at.",
           "projections.profile:Profile", "projections.profile:sheets", shared=True, takes=(
               Asked("--compare", "Compare two phases woman by woman, such as before-1 during; several may be put together: "
                     "before-2+before-1 during.", values=2, many=True, metavar="FROM TO"),
               Asked("--split-at", "Also give each ratio with the time before and from this day held apart, as at a lockdown.", "day",
                     metavar="DAY"))),
    Report("monthly", "Service use by month from sign-up", "Service use month by month, counted from each woman's sign-up.",
           "projections.monthly:Monthly", "projections.monthly:sheets", shared=True),
    Report("changes", "What changed for the women", "Scores and states at the first look and the last: reliable change first.",
           "projections.changes:Changes", "projections.changes:sheets", shared=True),
    Report("survival", "Time to event", "How long LARC is kept, and how long until a first pregnancy: Kaplan-Meier.",
           "projections.survival:Survival", "projections.survival:sheets", shared=True, takes=(
               Asked("--until", "To how many days the mean is restricted; else the last step of the curve.", "number", metavar="DAYS"),)),
    Report("funnel", "From identified to completed", "How many women reached each step.",
           "projections.funnel:Funnel", "projections.funnel:sheets", shared=True),
    Report("needs", "Needs by rater", "Which needs are met and unmet, as each rater sees them.",
           "projections.needs:Needs", "projections.needs:sheets", shared=True),
    Report("pathways", "From referral to first attendance", "What became of referrals, how long it took, and what was not available.",
           "projections.pathways:Pathways", "projections.pathways:sheets"),
    Report("costs", "Costs: avoidance, not savings", "What would have to be true for the programme to pay for itself: ranges.",
           "projections.costs:Costs", "projections.costs:sheets"),
    Report("health-audit", "Health audit",
           "Of a sample of women: lawful basis, health needs, primary and urgent care by phase, and what nobody looked at.",
           "projections.health_audit:HealthAudit", "projections.health_audit:sheets",
           takes=(Asked("--sample", "How many women to draw; else all of whom it may be asked.", shape="number", metavar="N"),
                  Asked("--seed", "What they are drawn with, agreed on before, such as a minute of the board.", metavar="TEXT"))),
    Report("equality", "Access by care experience and protected characteristic", "Who comes how far along the funnel, by group.",
           "projections.equality:Equality", "projections.equality:sheets", shared=True),
    Report("quality", "Quality of the record", "What is odd in the record, by rule and grade: must, should, note.",
           "projections.quality_report:QualityReport", "projections.quality_report:sheets", team_only=True),
    Report("caseload", "Caseload", "How many women each practitioner works with, against the cap.",
           "projections.caseload:Caseload", team_only=True, shared=True),
    Report("women", "Women", "Each woman and where she stands.", "projections.register:Register", team_only=True, shared=True),
)}
EXPLANATION: Final = Report("explain", "Why a figure is what it is", "The rows behind a figure.", "", "projections.figures:sheets",
                            team_only=True)
