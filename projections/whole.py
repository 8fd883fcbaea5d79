"""What belongs into one report of everything?

Every report that an audience may see, of the same women on the same two days; what it may not see is named, with the reason.
Women as dots are worked out for the team alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.errors import Refused
from ledger.history import History
from ledger.replay import View
from projections.figures import YEAR, tidy
from projections.indicators import Programme
from projections.phases import PHASES
from projections.profile import answers, services_of
from projections.reports import REPORTS, Report, produce
from projections.woman import Woman

FIRST: Final = ("funnel", "matrix", "profile", "needs", "pathways", "caseload")
NEVER: Final = ("women", "health-audit")
ASKED: Final[Mapping[str, Mapping[str, Any]]] = {"profile": {"compare": (("before-1", "during"),)}}


class Dots:
    """Each woman's own rates, without whose they are: for the team's pictures."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Mapping[str, Any] | None = None) -> None:
        self._dots: dict[str, list[tuple[float, int]]] = {}

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        for service in services_of(woman) if woman.signed_up else ():
            for phase in PHASES:
                said = answers(woman, service, phase)
                if said and said.of:
                    self._dots.setdefault(f"{service}.{phase}", []).append((tidy(said.amount / (said.of / YEAR)), int(said.of)))

    def document(self, erased: int) -> dict[str, Any]:
        """Rate a woman-year and days looked at, by service and phase, the lowest first."""
        return {"rows": [], "dots": {name: sorted(dots) for name, dots in sorted(self._dots.items())}}

    def explained(self) -> list[dict[str, Any]]:
        """Nothing: the profile explains its rows."""
        return []


DOTS: Final = Report("dots", "Women as dots", "", "projections.whole:Dots", team_only=True)


@attrs.frozen
class Whole:
    """Documents by the name of their report, in the order of the page, and the reports that were refused, with why."""

    documents: Mapping[str, dict[str, Any]]
    refused: Mapping[str, str]


def whole(view: View, programme: History, women: Iterable[History], audience: str) -> Whole:
    """Every report that the audience may see."""
    histories, documents, refused = list(women), dict[str, dict[str, Any]](), dict[str, str]()
    for report in chosen():
        try:
            documents[report.name] = produce(report, view, programme, histories, audience, _asked(report))
        except Refused as why:
            refused[report.title] = why.message.partition(". ")[0].partition(": ")[2]
    if audience == "team":
        documents["profile"]["dots"] = produce(DOTS, view, programme, histories, audience)["dots"]
    return Whole(documents, refused)


def chosen() -> Sequence[Report]:
    """The reports of a whole: known ones first; not those of single women, nor those that must be asked something."""
    fit = [report for report in REPORTS.values() if report.name not in NEVER and not any(each.required for each in report.takes)]
    return sorted(fit, key=lambda report: FIRST.index(report.name) if report.name in FIRST else len(FIRST))


def _asked(report: Report) -> dict[str, Any]:
    """What a report is asked where nobody asks it anything, and what the whole asks of it."""
    given = {each.key: each.default if each.default is not None else {"flag": False}.get(each.shape, () if each.many else None)
             for each in report.takes}
    return {**given, **ASKED.get(report.name, {})}
