"""Which questions are asked so often that the read model answers them by name?

Each view is one question, described like a table, and each of its rows leads back to positions. Beside them stands
one view a kind of event, with a column a field, so that the facts of a kind read as the table that one expects.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from ledger.events import event_class, kinds
from ledger.history import RIGHTING
from ledger.reading import field_meanings


@attrs.frozen
class View:
    """One question: its name, what it says, its SQL, and what its columns say where no table says it."""

    name: str
    text: str
    sql: str
    columns: Mapping[str, str] = attrs.field(factory=dict)


QUESTIONS: Final = (
    View("why", "Why a figure is what it is: its rows, each with one of the entries that it rests on. Filter by figure.", """
SELECT a.figure, a.woman, a.unit, a.answer, a.amount, a.out_of, a.reason, p.position, e.kind, e.occurred, e.status,
       e.source, e.source_ref, e.author
FROM answers a LEFT JOIN answer_positions p ON p.answer_id = a.answer_id LEFT JOIN entries e ON e.position = p.position"""),
    View("adds_up", "Each figure of the matrix beside the sum of its answers: they are the same.", """
SELECT f.figure, f.numerator, f.denominator, coalesce(sum(a.amount), 0) AS amounts, coalesce(sum(a.out_of), 0) AS out_of,
       abs(f.numerator - coalesce(sum(a.amount), 0)) < 1e-6 AND abs(f.denominator - coalesce(sum(a.out_of), 0)) < 1e-6 AS agrees
FROM figures f LEFT JOIN answers a ON a.figure = f.figure GROUP BY f.figure""",
         {"amounts": "The sum of the amounts of its answers.", "agrees": "1 where both sums are the figure's."}),
    View("larc_in_place", "Which women of the programme have LARC in place on the day, and which entries say so.", """
SELECT a.woman, a.answer, a.reason, group_concat(p.position, ' ') AS positions
FROM answers a LEFT JOIN answer_positions p ON p.answer_id = a.answer_id WHERE a.figure = 'M09.in-place' GROUP BY a.answer_id""",
         {"positions": "The entries that it rests on."}),
    View("needs_now", "The last rating of each need of each woman, by each rater. Raters are never combined.", """
SELECT woman, json_extract(fields, '$.domain') AS domain, json_extract(fields, '$.rater') AS rater,
       json_extract(fields, '$.rating') AS rating, occurred, position
FROM (SELECT *, row_number() OVER (PARTITION BY woman, json_extract(fields, '$.domain'), json_extract(fields, '$.rater')
                                   ORDER BY day DESC, position DESC) AS newest FROM facts WHERE kind = 'need-assessed')
WHERE newest = 1""", {"domain": "The area of need.", "rater": "Whose rating it is.", "rating": "none, met, unmet or unknown."}),
    View("nobody_looked", "Phases of a woman in which no day of a service is covered: what she used then is not known, and is not 0.", """
SELECT woman, service, phase, phase_days FROM covered_days WHERE covered_days = 0 AND phase_days > 0"""),
    View("put_right", "Each entry put right, by which entry, and how many days after it was recorded.", """
SELECT e.position, e.woman, e.kind, e.occurred, e.status, r.position AS put_right_by, json_extract(r.fields, '$.reason') AS reason,
       r.author, r.recorded_on, julianday(r.recorded_on) - julianday(e.recorded_on) AS days_later
FROM entries e JOIN entries r ON r.position = e.put_right_by""",
         {"reason": "The reason given.", "days_later": "From recording to putting right, in days."}),
    View("recorded_late", "How many days after the event each entry was recorded; of those whose day is known.", """
SELECT position, woman, kind, day, recorded_on, julianday(recorded_on) - julianday(day) AS days_late
FROM entries WHERE precision = 'day'""", {"days_late": "From the event to its recording, in days."}),
    View("sources", "How many entries rest on each document or file, and how many of them stand.", """
SELECT source,
       CASE WHEN source_ref LIKE 'sha256:% %' THEN substr(source_ref, 1, instr(source_ref, ' ') - 1) ELSE source_ref END AS document,
       count(*) AS entries, sum(status = 'stands') AS standing, min(position) AS first_position,
       max(position) AS last_position
FROM entries GROUP BY 1, 2""",
         {"document": "The document, or the file by the beginning of its digest.",
          "entries": "How many entries.", "standing": "How many of them stand as they were written.",
          "first_position": "The first of them.", "last_position": "The last of them."}),
)


def of_kinds() -> Iterator[View]:
    """One view a kind of event: the facts of it, a column a field."""
    for kind in kinds():
        if kind not in RIGHTING:
            yield View(f"kind_{kind.replace('-', '_')}", f"Facts of the kind {kind}: {' '.join((event_class(kind).__doc__ or '').split())}",
                       _of_kind(kind), {_column(field): meaning.text for field, meaning in field_meanings(kind).items()})


def _of_kind(kind: str) -> str:
    fields = "".join(f""", json_extract(fields, '$."{field}"') AS "{_column(field)}\"""" for field in field_meanings(kind))
    return f"SELECT position, woman, occurred, day, precision, source, corrected_by{fields} FROM facts WHERE kind = '{kind}'"


def _column(field: str) -> str:
    """A field's column: its own name, unless the envelope has that name."""
    return f"{field}_given" if field in ("position", "woman", "occurred", "day", "precision", "source", "corrected_by") else field
