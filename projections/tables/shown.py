"""What does Datasette say of a read model: its words, its columns, and the questions that it asks by name?

Made from what the file says of itself, so that any read model of ours is shown with its own descriptions. Only whoever
has the address with its token may look: other users of the computer, and pages of other sites, are turned away.
"""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from ledger.errors import Refused

SAID: Final = ("audience", "warning", "position", "root", "software", "service", "true_on", "known_by")
ONLY_WITH_TOKEN: Final = {"id": "root"}
FACETS: Final[Mapping[str, list[str]]] = {
    "entries": ["kind", "status", "source"], "facts": ["kind", "source"], "answers": ["answer"], "women": ["stage"], "codes": ["list"],
    "definitions": ["report", "outcome"], "phases": ["phase"], "covered_days": ["service", "phase"]}
LABELS: Final[Mapping[str, str]] = {"definitions": "figure", "kinds": "kind", "women": "woman"}
QUERIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "why_is": ("Why is a figure what it is?", "Its rows, each with the entries that it rests on.", """
SELECT woman, unit, answer, amount, out_of, reason, position, kind, occurred, status, source_ref
FROM why WHERE figure = :figure ORDER BY woman, unit, position"""),
    "one_woman": ("What is known of one woman?", "Her facts in order of occurrence.", """
SELECT day, precision, kind, fields, note, position, corrected_by, source, source_ref
FROM facts WHERE woman = :woman ORDER BY day, position"""),
    "one_entry": ("What rests on one entry?", "Every answer that names it.", """
SELECT a.figure, d.title, a.woman, a.answer, a.amount, a.out_of, a.reason
FROM answer_positions p JOIN answers a USING (answer_id) JOIN definitions d USING (figure)
WHERE p.position = :position ORDER BY a.figure"""),
    "of_a_kind": ("Which facts of a kind are there?", "Each with its fields.", """
SELECT woman, occurred, fields, source, position FROM facts WHERE kind = :kind ORDER BY woman, day"""),
    "service_use": ("How was a service used, phase by phase?", "Over the days that were looked at.", """
SELECT phase, events, women, women_with_events, covered_days, uncovered_days, rate, low, high, mark
FROM profile WHERE service = :service"""),
    "does_it_add_up": ("Which figures are not the sum of their answers?", "None, or the file was altered.", """
SELECT * FROM adds_up WHERE NOT agrees"""),
}


def metadata(file: Path) -> dict[str, Any]:
    """What Datasette is told of a read model. Raises Refused for one that does not say what it is."""
    said, told = _words(file)
    warned = (f"Audience: {said['audience']}. {said['warning']} Position {said['position']}, root {said['root']}. {said['software']}.")
    return {"title": f"{said['service']}: true on {said['true_on']}, known by {said['known_by']}", "description": warned,
            "source": f"Audience: {said['audience']}. Not for home.", "allow": ONLY_WITH_TOKEN,
            "databases": {file.stem: {"description": warned, "tables": _tables(told), "queries": _queries()}}}


def _words(file: Path) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """What a read model says of itself, and of each table and column."""
    from projections.tables import marks

    try:
        with closing(marks.opened(file, "about", "descriptions")) as db:
            said = {str(row["name"]): str(row["value"]) for row in db.table("about").rows}
            told = [(str(row["table_name"]), str(row["column_name"]), str(row["text"])) for row in db.table("descriptions").rows]
    except Exception as why:   # whatever a damaged file makes SQLite say
        raise _damaged(file) from why
    if lacking := [name for name in SAID if name not in said]:
        raise _damaged(file) from KeyError(*lacking)
    return said, told


def _damaged(file: Path) -> Refused:
    return Refused(f"{file} is damaged: it does not say of what ledger and day it is. Nothing was shown.",
                   "Make it anew under another name: outcomes replay --into NEW.db")


def _queries() -> dict[str, Any]:
    return {name: {"title": title, "description": text, "sql": sql.strip(), "hide_sql": True}
            for name, (title, text, sql) in QUERIES.items()}


def _tables(told: list[tuple[str, str, str]]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for table, column, text in told:
        shown = tables.setdefault(table, {"columns": {}})
        if column:
            shown["columns"][column] = text
        else:
            shown |= {"description": text} | ({"facets": FACETS[table]} if table in FACETS else {})
            shown |= {"label_column": LABELS[table]} if table in LABELS else {}
    return tables
