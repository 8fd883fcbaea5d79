"""Which rows does an entry, a fact, or a woman on the day put into the read model?

Functions from values to rows, in the order of the columns of layout.py. Pure.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger import codec
from ledger.codes import SERVICES
from ledger.entries import PROGRAMME, Entry
from ledger.history import RIGHTING, Fact, History
from projections.answers import positions
from projections.days import length
from projections.figures import Row
from projections.register import entry as standing
from projections.sheets import Sheet
from projections.timeline import timeline
from projections.use import reviews
from projections.woman import Woman

Values = tuple[Any, ...]
Rows = Iterator[tuple[str, Values]]
NAMING: Final = ("service-used", "records-reviewed", "corrected")
PRECISIONS: Final = {4: "year", 7: "month", 10: "day"}


def of_entries(entries: Sequence[Entry], day_of: Callable[[int], datetime.date]) -> Rows:
    """One stream's entries, each with how it stands, and the reference that they carry."""
    envelopes = {entry.position: entry for entry in entries}
    woman = _whose(entries[0].said.woman)
    if woman is not None:
        yield "women", (woman, *(None,) * 10, len(entries), entries[0].position)
    for row in sorted(timeline(entries), key=lambda row: int(row["position"])):
        entry, said = envelopes[row["position"]], envelopes[row["position"]].said
        yield "entries", (
            entry.position, woman, said.kind, *_placed(said.occurred, said.day), _moment(entry.recorded_at),
            day_of(entry.recorded_at).isoformat(), said.by, entry.author, entry.append, said.source, said.source_ref,
            said.episode_ref, said.note, said.key, entry.clock, row["status"], row["put_right_by"],
            said.event.position if said.kind in RIGHTING else None, _json(row["fields"]))


def of_facts(history: History) -> Rows:
    """What stands of a history, fact by fact and value by value."""
    woman = _whose(history.woman)
    for fact in history.facts:
        said, fields = fact.said, codec.fields_of(fact.event)
        yield "facts", (
            fact.position, woman, _whose(said.woman), fact.kind, *_placed(said.occurred, fact.day), _correction(fact), said.by,
            said.source, said.source_ref, said.episode_ref, said.note, _json(fields))
        for field, value in fields.items():
            for place, each in enumerate(value if isinstance(value, list | tuple) else (value,)):
                yield "fact_values", (fact.position, field, place, _text(each), each if _is_number(each) else None)


def services_in(entries: Iterable[Entry]) -> set[str]:
    """The services that entries name, standing or not."""
    told = [codec.fields_of(entry.said.event) for entry in entries if entry.said.kind in NAMING]
    whole = [fields.get("event", {}).get("event", fields) for fields in told]
    return {service for fields in whole for service in (fields.get("service"), *fields.get("services", ())) if service in SERVICES.known}


def of_woman(woman: Woman, services: Sequence[str]) -> Rows:
    """Her runs through the programme, her phases, her covered days by service, and what they rest on."""
    for number, spell in enumerate(woman.programme, 1):
        outcome = spell.ended.event.outcome if spell.ended and spell.ended.kind == "programme-ended" else None
        yield "spells", (
            woman.reference, number, spell.start.isoformat(), spell.end.isoformat(), length(spell.days),
            int(spell.ended is None and not woman.died), outcome, woman.planned_end(spell).isoformat(),
            spell.begun.position, spell.ended.position if spell.ended else None)
    for phase, days in woman.phases.days.items():
        for start, end in days:
            yield "phases", (woman.reference, phase, _day(start), _day(end), end - start)
    for position in woman.phases.because:
        yield "phase_positions", (woman.reference, position)
    for service in services:
        yield from _covered(woman, service)


def standing_of(woman: Woman) -> dict[str, Any]:
    """Where she stands on the day, by the columns of `women`."""
    line, phases = standing(woman), woman.phases
    return {"stage": line["stage"], "since": line["since"],
            "outreach_from": phases.outreach_from.isoformat() if phases.outreach_from else None,
            "outreach_stands_in": int(phases.stands_in), "signed_up_on": woman.sign_up.day.isoformat() if woman.signed_up else None,
            "died_on": woman.died.day.isoformat() if woman.died else None, "in_programme": int(woman.in_programme),
            "practitioners": " ".join(line["practitioners"]), "last_occurred": line["last"]}


def also_known_as(history: History) -> list[str]:
    """The other references of a woman who was entered under several."""
    return sorted({fact.said.woman for fact in history.facts} - {history.woman})


def of_answer(number: int, figure: str, row: Row) -> Rows:
    """One answer, and the entries that it rests on."""
    said = row.answer
    yield "answers", (number, figure, _whose(row.woman), said.unit or None, said.answer, said.amount, said.of, said.reason)
    for position in sorted(set(said.because)):
        yield "answer_positions", (number, position)


def of_matrix(document: Mapping[str, Any]) -> Rows:
    """The figures of the matrix."""
    for row in document["rows"]:
        yield "figures", (row["figure"], row["numerator"], row["denominator"], row["value"], *(row["interval"] or (None, None)),
                          row["missing"], row["excluded"], row["erased"], row["baseline"], _stated(row["target"]), row["mark"])


def of_profile(document: Mapping[str, Any]) -> Rows:
    """The rows of the profile."""
    for row in document["rows"]:
        yield "profile", (
            f"{row['service']}.{row['phase']}", row["service"], row["phase"], row["events"], row["women"], row["women_with_events"],
            row["covered_days"], row["uncovered_days"], row["rate"], *(row["interval"] or (None, None)), row["self_reported"],
            row["largest_share"], row["planned_share"], row["mark"])


def of_funnel(document: Mapping[str, Any]) -> Rows:
    """The steps of the funnel."""
    yield from (("funnel", (row["step"], row["women"], row["of"])) for row in document["rows"])


def of_sheet(table: str, sheet: Sheet) -> Rows:
    """The rows of a report that has no table of its own."""
    for number, row in enumerate(sheet.rows, 1):
        values = [value for column in sheet.columns for value in _values(row.get(column.name), column.kind)]
        yield table, (number, *values)


def _values(value: Any, kind: str) -> tuple[Any, ...]:
    if kind == "pair":
        return tuple(value) if value else (None, None)
    return (None if value is None else value if _is_number(value) else _text(value),)


def _stated(value: Any) -> str | None:
    return None if value is None else str(value)


def _covered(woman: Woman, service: str) -> Rows:
    for phase, days in woman.phases.days.items():
        if days:
            yield "covered_days", (woman.reference, service, phase, length(days), woman.covered_days(phase, service))
    for position in positions([*reviews(woman, (service,)), *woman.of("whereabouts-changed"), woman.died]):
        yield "covered_positions", (woman.reference, service, position)


def _whose(woman: str) -> str | None:
    return None if woman == PROGRAMME else woman


def _placed(occurred: str, day: datetime.date) -> tuple[str, str, str]:
    return occurred, day.isoformat(), PRECISIONS[len(occurred)]


def _correction(fact: Fact) -> int | None:
    return fact.because[-1] if len(fact.because) > 1 else None


def _moment(microseconds: int) -> str:
    moment = datetime.datetime.fromtimestamp(microseconds // 1_000_000, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{microseconds % 1_000_000:06}Z"


def _day(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


