"""Which reports are there, and how is each asked?

A report takes women one at a time and gives a document; asked to explain a figure it takes the same women
and gives that figure's rows. The command line is built from REPORTS: a new report adds nothing to it.
"""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from ledger.errors import NotFound, Refused
from ledger.history import History
from ledger.near import did_you_mean
from ledger.replay import View
from projections import parameters
from projections.asked import Asked, Given
from projections.indicators import Programme
from projections.sheets import Sheet
from projections.woman import Woman

if TYPE_CHECKING:
    from projections.disclosure.cells import Cell, Known
    from projections.disclosure.earlier import Release as Earlier

VERSION: Final = "outcomes-ledger 0.1.0"
NOTHING: Final[Given] = {}


class Collector(Protocol):
    """What a report does with the women it is given."""

    def add(self, woman: Woman) -> None:
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
    takes: what it may be asked beside the two days and the audience.
    """

    name: str
    title: str
    help: str
    collector: str
    sheets: str = ""
    team_only: bool = False
    takes: tuple[Asked, ...] = ()

    def begin(self, programme: Programme, figure: str | None, asked: Given) -> Collector:
        """What collects it. Raises KeyError for a figure that it does not have."""
        made: Collector = _named(self.collector)(programme, figure, asked)
        return made

    def sheets_of(self, document: Mapping[str, Any]) -> Sequence[Sheet]:
        """The tables of its document, columns described; none where it declares none."""
        return _named(self.sheets)(document) if self.sheets else ()


def _named(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


@attrs.frozen
class Release:
    """A report as an audience may see it: its document, the counts that it tells, and what an earlier release holds back.

    known: what everybody is taken to know; None for the team, whom nothing is kept from.
    """

    document: dict[str, Any]
    cells: "Sequence[Cell]"
    clashes: "Mapping[str, Earlier]"
    known: "Known | None"


def produce(report: Report, view: View, programme: History, women: Iterable[History], audience: str,
            asked: Given = NOTHING) -> dict[str, Any]:
    """The document of a report as an audience may see it. Raises Refused where it may see nothing of it."""
    return released(report, view, programme, women, audience, asked).document


def released(report: Report, view: View, programme: History, women: Iterable[History], audience: str,
             asked: Given = NOTHING) -> "Release":
    """A report as an audience may see it, with what it tells and what was held back. Raises Refused as produce does."""
    _may_see(report, audience)
    context = _context(view, programme)
    collector = report.begin(context, None, asked)
    totals = _feed(collector, context, women, counted=audience == "public")
    document = {**_heading(report.name, view, context, audience), **collector.document(view.erased)}
    return _protected(report, document, collector, totals, context, view)


def _protected(report: Report, document: Mapping[str, Any], collector: Collector, totals: Mapping[str, int], context: Programme,
               view: View) -> "Release":
    if document["audience"] == "team":
        return Release(dict(document), (), {}, None)
    from projections.disclosure import Behind, Known, protected
    from projections.releases import declared_totals, earlier

    behind: Mapping[str, tuple[int, int, float]] = getattr(collector, "behind", dict)()
    releases = earlier(view.issued)
    known = Known(totals, declared_totals(context.history), {name: Behind(*each) for name, each in behind.items()}, tuple(releases))
    made = protected(document, report.sheets_of(document), document["audience"], known, releases)
    return Release(made.document, made.cells, made.clashes, known)


def explain(report: Report, figure: str, view: View, programme: History, women: Iterable[History],
            audience: str, asked: Given = NOTHING) -> dict[str, Any]:
    """The rows behind one figure of a report. Raises NotFound for a figure that it does not have, Refused at public."""
    if audience != "team":
        raise Refused(f"An explanation names women; it is never given at {audience}.", "Ask as team: --audience team")
    _may_see(report, audience)
    context = _context(view, programme)
    try:
        collector = report.begin(context, figure, asked)
    except KeyError:
        hint = did_you_mean(figure, figure_names(report.name), f"See them: outcomes {report.name}")
        raise NotFound(f"{report.name} has no figure {figure!r:.60}.", hint) from None
    _feed(collector, context, women)
    return {**_heading("explain", view, context, audience), "of": report.name, "figure": figure, "rows": collector.explained()}


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


def _feed(collector: Collector, context: Programme, women: Iterable[History], counted: bool = False) -> dict[str, int]:
    """Give a collector every woman; counted: how many came how far, which everybody is taken to know."""
    from projections.funnel import STEPS

    totals = dict.fromkeys(("identified", "prioritised", "signed-up"), 0)
    for each in women:
        woman = Woman(each.upto(context.day), context.day, context.parameters)
        collector.add(woman)
        for step in totals if counted else ():
            totals[step] += STEPS[step].taken(woman) is not None
    return totals


def _context(view: View, programme: History) -> Programme:
    known = programme.upto(view.true_on)
    return Programme(known, view.true_on, parameters.in_force(known))


def _heading(name: str, view: View, context: Programme, audience: str) -> dict[str, Any]:
    from projections.matrix import definitions

    return {"report": name, "true_on": view.true_on.isoformat(), "known_by": view.known_by.isoformat(),
            "position": view.position, "root": view.root, "definitions": definitions(context.parameters),
            "audience": audience, "software": VERSION}


def _may_see(report: Report, audience: str) -> None:
    if audience != "team" and (report.team_only or not report.sheets):
        why = "it shows single women" if report.team_only else "its columns do not say what they show"
        raise Refused(f"{report.name} is not given at {audience}: {why}. Nothing was shown.",
                      f"On a screen of the team: outcomes {report.name} --audience team")


REPORTS: Final[Mapping[str, Report]] = {report.name: report for report in (
    Report("matrix", "Monitoring and evaluation matrix", "What changed: every figure with its denominator.",
           "projections.matrix:Matrix", "projections.matrix:sheets"),
    Report("profile", "Service use before, during and after", "Service use by phase, over the days that were looked at.",
           "projections.profile:Profile", "projections.profile:sheets", takes=(
               Asked("--compare", "Compare two phases woman by woman, such as before-1 during; several may be put together: "
                     "before-2+before-1 during.", values=2, many=True, metavar="FROM TO"),
               Asked("--split-at", "Also give each ratio with the time before and from this day held apart, as at a lockdown.", "day",
                     metavar="DAY"))),
    Report("monthly", "Service use by month from sign-up", "Service use month by month, counted from each woman's sign-up.",
           "projections.monthly:Monthly", "projections.monthly:sheets"),
    Report("changes", "What changed for the women", "Scores and states at the first look and the last: reliable change first.",
           "projections.changes:Changes", "projections.changes:sheets"),
    Report("survival", "Time to event", "How long LARC is kept, and how long until a first pregnancy: Kaplan-Meier.",
           "projections.survival:Survival", "projections.survival:sheets", takes=(
               Asked("--until", "To how many days the mean is restricted; else the last step of the curve.", "number", metavar="DAYS"),)),
    Report("funnel", "From identified to completed", "How many women reached each step.",
           "projections.funnel:Funnel", "projections.funnel:sheets"),
    Report("needs", "Needs by rater", "Which needs are met and unmet, as each rater sees them.",
           "projections.needs:Needs", "projections.needs:sheets"),
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
           "projections.equality:Equality", "projections.equality:sheets"),
    Report("quality", "Quality of the record", "What is odd in the record, by rule and grade: must, should, note.",
           "projections.quality_report:QualityReport", "projections.quality_report:sheets", team_only=True),
    Report("caseload", "Caseload", "How many women each practitioner works with, against the cap.",
           "projections.caseload:Caseload", team_only=True),
    Report("women", "Women", "Each woman and where she stands.", "projections.register:Register", team_only=True),
)}
EXPLANATION: Final = Report("explain", "Why a figure is what it is", "The rows behind a figure.", "", "projections.figures:sheets",
                            team_only=True)
