"""What does a report say as known by two days, side by side, and why does it differ?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledger.entries import PROGRAMME, Entry
from ledger.errors import NotFound, Usage
from ledger.near import did_you_mean
from ledger.replay import View
from projections.comparing import Comparison
from projections.comparing.known import Course, Streams, groups
from projections.comparing.questions import REPORTS
from projections.indicators import Programme, figures
from projections.matrix import definitions, set_targets
from projections.reports import REPORTS as EVERY
from projections.reports import VERSION

Tick = Callable[[int, int], None]


def comparable(report: str) -> str:
    """The report's name. Raises NotFound for one that is not, or that has no figures to compare."""
    if report in REPORTS:
        return report
    if report in EVERY:
        raise Usage(f"{report} cannot be compared: it is a list, of a sample, or worked out from more than sums.",
                    "Compare one of: " + ", ".join(REPORTS))
    raise NotFound(f"{report!r:.60} is not a report.", did_you_mean(report, REPORTS, "Compare one of: " + ", ".join(REPORTS)))


def between(report: str, before: View, after: View, programme: Sequence[Entry], streams: Streams,
            tick: Tick = lambda done, of: None) -> dict[str, Any]:
    """The document of a comparison, true on the earlier view's day.

    programme: the programme's own entries. streams: every other stream that can be read, as known by the later view.
    """
    course = Course(programme, before.true_on)
    found = compared(report, course, before, after, streams, tick)
    rows = list(found.rows())
    return {**heading(report, before, after, course), "rows": rows, "unchanged": len(found.questions) - len(rows)}


def compared(report: str, course: Course, before: View, after: View, streams: Streams, tick: Tick) -> Comparison:
    """Every figure of a report as known by two views, and what changed it in between."""
    aims = targets if report == "matrix" else None
    found = Comparison(REPORTS[report](), course, before.position, after.position, aims)
    read = 0
    for group in groups((stream, entries) for stream, entries in streams if stream != PROGRAMME):
        found.take(group)
        read += len(group.entries)
        tick(read, after.position)
    found.finish()
    return found


def targets(programme: Programme) -> Mapping[str, Any]:
    """The target of each figure of the matrix: the last set, else the one that the papers state."""
    chosen = set_targets(programme.history)
    return {name: chosen.get(name, each.target) for name, each in figures().items()}


def heading(report: str, before: View, after: View, course: Course) -> dict[str, Any]:
    """What is compared: one day, and two positions."""
    return {"report": "compare", "of": report, "true_on": before.true_on.isoformat(), **_side(after, course), "audience": "team",
            "software": VERSION, "from": _side(before, course), "to": _side(after, course)}


def _side(view: View, course: Course) -> dict[str, Any]:
    return {"known_by": view.known_by.isoformat(), "position": view.position, "root": view.root,
            "definitions": definitions(course.at(view.position).parameters)}
