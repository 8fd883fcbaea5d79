"""How is a report made of women's histories, or a figure of it explained, and what of it may an audience see?

Every report goes this one way: the women are given to it one at a time, its document gets the heading that all carry,
and what leaves the team passes disclosure control.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import NotFound, Refused
from ledger.history import History
from ledger.near import did_you_mean
from ledger.replay import View, Women
from projections import engine, parameters, reports
from projections.asked import Given
from projections.indicators import Programme
from projections.reports import Collector, Report, figure_names

if TYPE_CHECKING:
    from projections.disclosure.cells import Cell, Known
    from projections.disclosure.earlier import Release as Earlier

NOTHING: Final[Given] = {}


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
    collectors = {report.name: report.begin(context, None, asked)} | (_beside(report, context) if audience == "public" else {})
    reached = {engine.REACHED: engine.Reached()} if audience == "public" else {}
    engine.feed({**collectors, **reached}, context, women)
    totals = reached[engine.REACHED].totals if reached else {}
    documents = {name: _restricted(collector.document(view.erased), _apart(women, view)) for name, collector in collectors.items()}
    document = {**_heading(report.name, view, context, audience), **documents.pop(report.name)}
    return _protected(report, document, collectors, documents, totals, context, view)


def _apart(women: Iterable[History], view: View) -> int:
    """How many women were left out because their processing is restricted."""
    return len(women.apart) if isinstance(women, Women) else view.restricted


def _restricted(document: dict[str, Any], women: int) -> dict[str, Any]:
    """A document that says beside whom it lacks for erasure how many women are left out because their processing is restricted."""
    rows = [{**row, "restricted": women} if "erased" in row else row for row in document.get("rows", ())]
    return {**document, **({"rows": rows} if "rows" in document else {}), "restricted": women}


def _beside(report: Report, context: Programme) -> dict[str, Collector]:
    """The other reports that the public may have of the same day, where this is one of which any number may be told."""
    from projections.disclosure import TOGETHER

    others = [name for name in TOGETHER if name != report.name] if report.name in TOGETHER else []
    return {name: reports.REPORTS[name].begin(context, None, NOTHING) for name in others}


def _protected(report: Report, document: Mapping[str, Any], collectors: Mapping[str, Collector], beside: Mapping[str, Mapping[str, Any]],
               totals: Mapping[str, int], context: Programme, view: View) -> "Release":
    if document["audience"] == "team":
        return Release(dict(document), (), {}, None)
    from projections.disclosure import Behind, Known, protected
    from projections.releases import declared_totals, earlier

    behind: Mapping[str, tuple[int, int, float]] = getattr(collectors.get("matrix"), "behind", dict)()
    releases = earlier(view.issued)
    known = Known(totals, declared_totals(context.history), {name: Behind(*each) for name, each in behind.items()}, tuple(releases))
    made = protected(document, report.sheets_of(document), document["audience"], known, releases, beside)
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
    engine.feed({report.name: collector}, context, women)
    return {**_heading("explain", view, context, audience), "of": report.name, "figure": figure, "rows": collector.explained(),
            "restricted": _apart(women, view)}


def _context(view: View, programme: History) -> Programme:
    known = programme.upto(view.true_on)
    return Programme(known, view.true_on, parameters.in_force(known))


def _heading(name: str, view: View, context: Programme, audience: str) -> dict[str, Any]:
    from projections.matrix import definitions

    return {"report": name, "true_on": view.true_on.isoformat(), "known_by": view.known_by.isoformat(),
            "position": view.position, "root": view.root, "definitions": definitions(context.parameters),
            "audience": audience, "software": reports.VERSION}


def _may_see(report: Report, audience: str) -> None:
    if audience != "team" and (report.team_only or not report.sheets):
        why = "it shows single women" if report.team_only else "its columns do not say what they show"
        raise Refused(f"{report.name} is not given at {audience}: {why}. Nothing was shown.",
                      f"On a screen of the team: outcomes {report.name} --audience team")
