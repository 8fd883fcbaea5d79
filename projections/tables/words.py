"""What do the words of the read model mean: its kinds, fields, codes, parameters, figures, tables and itself?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ledger import codes
from ledger.codes import CodeList
from ledger.events import PROGRAMME_KINDS, event_class, kinds
from ledger.reading import field_meanings
from projections.funnel import STEPS
from projections.indicators import Programme, figures
from projections.parameters import DEFAULTS
from projections.phases import PHASES
from projections.tables.layout import Table
from projections.tables.rows import Rows
from projections.tables.views import QUESTIONS, of_kinds

WARNING: Final = ("Everything that the ledger knew of these women, readable by anybody who opens this file. It is for the team alone, "
                  "is no part of the record, and grows old: make it anew, and delete it when you have done. Not for home.")
SAID: Final[Mapping[str, str]] = {
    "what": "What this file is.", "ledger": "The ledger that it was made from.", "service": "Whose ledger that is.",
    "audience": "For whom it is.", "true_on": "The day on which its facts are true.", "known_by": "The day by which they were known.",
    "position": "The last entry that was known.", "root": "The seal over all entries up to there.",
    "definitions": "The digest of the definitions and parameters.", "software": "What made it.",
    "erased": "How many women's entries can no longer be read.", "warning": "Read this first."}


def of_heading(said: Mapping[str, Any]) -> Rows:
    """What the file says of itself."""
    known = {"what": "read model of an outcomes ledger", "warning": WARNING, **said}
    yield from (("about", (name, str(known[name]), text)) for name, text in SAID.items())


def of_vocabulary() -> Rows:
    """Kinds, their fields, and the words of every list."""
    lists = {each: name for name, each in code_lists().items()}
    for kind in kinds():
        yield "kinds", (kind, _sentence(event_class(kind).__doc__), "programme" if kind in PROGRAMME_KINDS else "woman")
        for field, meaning in field_meanings(kind).items():
            yield "kind_fields", (kind, field, meaning.text, meaning.shape, lists.get(meaning.codes) if meaning.codes else None)
    for each, name in lists.items():
        yield from (("codes", (name, word, code or None, each.meaning(word), each.standard)) for word, code in each.known.items())


def code_lists() -> Mapping[str, CodeList]:
    """The code lists by the words under which help tells of them."""
    return {name.lower().replace("_", "-"): each for name, each in vars(codes).items()
            if isinstance(each, CodeList) and not name.startswith("_")}


def of_parameters(programme: Programme) -> Rows:
    """The parameters in force, each with the entry that set it."""
    set_by = {fact.event.name: fact.because[-1] for fact in programme.history.of("parameter-set")}
    for name, (default, text) in DEFAULTS.items():
        yield "parameters", (name, programme.parameters[name], default, text, set_by.get(name))


def of_definitions(services: Sequence[str]) -> Rows:
    """What each figure means that answers are kept of."""
    for name, each in figures().items():
        yield "definitions", (
            name, "matrix", each.indicator, each.outcome, each.title, each.unit, each.measure, each.per, each.frequency, each.of_whom,
            each.counts, each.missing, each.excluded, each.baseline, each.target, each.meaning)
    for step, each_step in STEPS.items():
        words = step.replace("-", " ")
        before = (each_step.before or step).replace("-", " ")
        yield "definitions", _plain(step, "funnel", f"Women {words}", "women", "proportion", f"Women {before}.", f"Women {words}.")
    for service in services:
        for phase in PHASES:
            yield "definitions", _plain(f"{service}.{phase}", "profile", f"{service} in the phase {phase}", "events", "rate",
                                        "Covered days of the phase, of women signed up.", "Attended, recorded contacts on covered days.",
                                        "Women none of whose days in the phase is covered.")


def of_tables(tables: Iterable[Table]) -> Rows:
    """What each table, view and column says."""
    known: dict[str, str] = {}
    for table in tables:
        yield "descriptions", (table.name, "", table.text)
        for column in table.columns:
            yield "descriptions", (table.name, column.name, column.text)
            known.setdefault(column.name, column.text)
    for view in (*QUESTIONS, *of_kinds()):
        yield "descriptions", (view.name, "", view.text)
        yield from (("descriptions", (view.name, name, text)) for name, text in view.columns.items())


def _plain(name: str, report: str, title: str, unit: str, measure: str, of_whom: str, counts: str,
           excluded: str = "nobody") -> tuple[Any, ...]:
    return (name, report, None, None, title, unit, measure, 1, None, of_whom, counts, "nobody", excluded, None, None, None)


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())
