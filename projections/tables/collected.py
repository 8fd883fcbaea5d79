"""What does each woman put into the read model, and what do all of them add up to?

A collector like that of a report, so that it is fed what reports are fed; the matrix and every other report are asked
in the same pass, and their own answers are the rows, so that rows and figures cannot disagree.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from projections import reports
from projections.answering import Answered, Answering
from projections.asked import Given
from projections.indicators import Programme
from projections.sheets import Sheet
from projections.tables import rows, words
from projections.tables.layout import Table, of_sheet
from projections.woman import Woman

APART = ("matrix", "profile", "funnel")
LEFT_OUT = ("matrix", "women", "health-audit")
"""What has its own way in, is a table already, or is of a sample that somebody draws and holds every woman until then."""


class Collected:
    """The read model as women are added to it. asked: filled (where rows go), services (those that any entry names), tick, of."""

    def __init__(self, programme: Programme, explained: str | None, asked: Given) -> None:
        self.filled, self._tick, self._of, self._done = asked["filled"], asked["tick"], asked["of"], 0
        self._answering = Answering(programme, asked["services"])
        self.services = self._answering.services
        self._others = {name: report.begin(programme, None, _asked(report))
                        for name, report in reports.REPORTS.items() if _stands_alone(report)}
        self._answers = 0
        self.filled.put(words.of_parameters(programme))
        self.filled.put(words.of_definitions(self.services))
        self.filled.put(rows.of_facts(programme.history))

    def add(self, woman: Woman) -> None:
        """Take one woman: her facts, her days, her answers."""
        self.filled.put(rows.of_facts(woman.history))
        self.filled.put(rows.of_woman(woman, self.services))
        self.filled.stand(woman.reference, rows.standing_of(woman))
        for other in rows.also_known_as(woman.history):
            self.filled.stand(other, {"same_as": woman.reference})
        self._keep(self._answering.of(woman))
        for collector in self._others.values():
            collector.add(woman)
        self._done += woman.history.entries
        self._tick(self._of // 2 + self._done, self._of)

    def document(self, erased: int) -> dict[str, Any]:
        """What it adds up to is written with the rest; nothing is left to say."""
        documents = {"matrix": self._answering.matrix(erased)} | {
            name: collector.document(erased) for name, collector in self._others.items()}
        self._keep(self._answering.rest())
        self.filled.put(rows.of_matrix(documents["matrix"]))
        self.filled.put(rows.of_profile(documents["profile"]))
        self.filled.put(rows.of_funnel(documents["funnel"]))
        for name, document in documents.items():
            if name not in APART:
                self._add(name, document)
        return {}

    def explained(self) -> list[dict[str, Any]]:
        """It explains nothing: every row is there."""
        return []

    def _add(self, name: str, document: Mapping[str, Any]) -> None:
        """One table a sheet of a report that has no table of its own."""
        for sheet in _sheets(name, document):
            table: Table = of_sheet(name, sheet)
            self.filled.add(table)
            self.filled.put(rows.of_sheet(table.name, sheet))

    def _keep(self, answered: Answered) -> None:
        for figure, row in answered:
            self._answers += 1
            self.filled.put(rows.of_answer(self._answers, figure, row))


def _stands_alone(report: reports.Report) -> bool:
    """Whether a report can be asked for without being told more, beside the others."""
    return report.name not in LEFT_OUT and not any(each.required for each in report.takes)


def _asked(report: reports.Report) -> dict[str, Any]:
    """What a report is asked where nobody asks it anything."""
    return {each.key: () if each.many else False if each.shape == "flag" else each.default for each in report.takes}


def _sheets(name: str, document: Mapping[str, Any]) -> Sequence[Sheet]:
    from projections.sheets import plain

    report = reports.REPORTS[name]
    whole = {"report": name, **document}
    return report.sheets_of(whole) or [plain(whole)]
