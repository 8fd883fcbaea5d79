"""How much in the record is odd, by rule and grade, and where?

The findings are those of `check` on the day: must, a figure is certainly wrong or a person can be recognised; should, a
figure is probably wrong; note, curious and no more. Each is of one woman, or of the programme.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledger.entries import PROGRAMME
from ledger.errors import Finding, NotFound
from ledger.near import did_you_mean
from projections.answers import Answer
from projections.asked import Given
from projections.caseload import Gathered, gather
from projections.figures import Row, sorted_rows
from projections.indicators import Programme
from projections.quality import SEVERITIES, of_programme, of_woman, over_cap
from projections.sheets import Column, Sheet
from projections.woman import Woman


class QualityReport:
    """The findings as women are added; a rule is a figure that can be explained, a row a finding."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._programme, self._rule = programme, explained
        self._found = [(PROGRAMME, each) for each in of_programme(programme.history)]
        self._gathered: list[Gathered] = []
        self._women = 0

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        self._women += 1
        self._found += [(woman.reference, each) for each in of_woman(woman.history)]
        self._gathered.append((woman.reference, gather(woman)))

    def _all(self) -> list[tuple[str, Finding]]:
        return [*self._found, *((PROGRAMME, each) for each in over_cap(self._programme, self._gathered))]

    def document(self, erased: int) -> dict[str, Any]:
        """A row for each rule that found something, the gravest first; and how many findings there are of each grade."""
        of: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
        for woman, finding in self._all():
            of.setdefault((finding.severity, finding.code), []).append((woman, finding))
        rows = [_row(grade, rule, of[grade, rule]) for grade, rule in sorted(of, key=_gravest_first)]
        grades = [{"grade": grade, "rules": sum(row["grade"] == grade for row in rows),
                   "findings": sum(row["findings"] for row in rows if row["grade"] == grade)} for grade in SEVERITIES]
        return {"rows": rows, "grades": grades, "women": self._women, "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """A row for each finding of the rule asked for. Raises NotFound for a rule that found nothing."""
        found = self._all()
        rows = [Row(woman, _answer(each)) for woman, each in found if each.code == self._rule]
        if not rows:
            rules = sorted({each.code for _, each in found})
            raise NotFound(f"quality has nothing found by a rule {self._rule!r:.60} on the day.",
                           did_you_mean(self._rule or "", rules, "See the rules: outcomes quality"))
        return sorted_rows(rows)


def _gravest_first(of: tuple[str, str]) -> tuple[int, str]:
    return SEVERITIES.index(of[0]), of[1]


def _row(grade: str, rule: str, found: Sequence[tuple[str, Finding]]) -> dict[str, Any]:
    return {"rule": rule, "grade": grade, "findings": len(found), "women": len({woman for woman, _ in found if woman != PROGRAMME}),
            "said": min(each.message for _, each in found), "positions": sorted({each.position for _, each in found if each.position})}


def _answer(finding: Finding) -> Answer:
    at = (finding.position,) if finding.position else ()
    return Answer("counted", 1, 1, finding.message, at, f"position {finding.position}" if at else "programme")


ROWS: Final = (
    Column("rule", "Rule", "Its code, as check prints it.", role="open"),
    Column("grade", "Grade", "must, should or note.", role="open"),
    Column("findings", "Findings", "How many.", "whole", "findings", "count"),
    Column("women", "Women", "In the records of how many women.", "whole", "women", "count"),
    Column("said", "Such as", "What the first of them says."),
    Column("positions", "Positions", "The entries that they are about.", "list"))
GRADES: Final = (
    Column("grade", "Grade", "must: a figure is certainly wrong, or a person can be recognised; should; note.", role="open"),
    Column("rules", "Rules", "How many rules found something.", "whole", "rules", "count"),
    Column("findings", "Findings", "How many.", "whole", "findings", "count"))


def sheets(document: Mapping[str, Any]) -> Sequence[Sheet]:
    """The two tables of the report."""
    return (Sheet("quality", "What is odd, by rule", "Odd things that may be true stay as they are.", ROWS, document["rows"]),
            Sheet("grades", "What is odd, by grade", "The findings of all rules together.", GRADES, document["grades"], "grades"))
