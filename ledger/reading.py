"""What did a person mean by what stands in a cell?

Raw values (text from a command, CSV or workbook; JSON values) become the values of fields,
or a BadValue that says what was wrong and what would do. Nothing is guessed at silently:
a word, its code, a unique beginning of it, and Excel's 2 for 02 are taken; all else is refused.
"""

import datetime
import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger import dates
from ledger.codes import MISSING, SOURCE, CodeList
from ledger.entries import PROGRAMME, Statement
from ledger.errors import Finding
from ledger.events import BY_COMMAND, KINDS, event_class
from ledger.fields import CONTROL, BadValue, Meaning, meanings

ENVELOPE: Final = ("kind", "woman", "occurred", "by", "source", "source_ref", "episode_ref", "note", "key")
WHOLE: Final = r"(?a)[+-]?\d{1,15}(\.0+)?"
THOUSANDS: Final = r"(?a)[+-]?\d{1,3}(,\d{3})+(\.\d+)?"
DECIMAL: Final = r"(?a)[+-]?(\d{1,15}(\.\d{1,12})?|\.\d{1,12})"


class BadRow(ValueError):
    """A row that is no statement: every finding in it.

    half: what could be read of it, without its event, so that whom it is of and when can still be checked.
    """

    def __init__(self, findings: Sequence[Finding], half: Statement | None = None) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = tuple(findings)
        self.half = half


def statement(row: Mapping[str, Any], source: str, today: datetime.date | None = None, source_ref: str | None = None,
              by_command: bool = False) -> Statement:
    """The statement that a row makes.

    row: raw values by column; None and blank text are absent. source, source_ref: the defaults.
    today: the day that words such as yesterday count from; None where they are refused.
    by_command: the row is one of a command's own, which nobody typed.
    Raises BadRow with a finding for every bad cell.
    """
    given = {name: value for name, value in row.items() if not is_blank(value)}
    problems: list[Finding] = []
    kind = _kind(given, problems, by_command)
    known = field_meanings(kind) if kind else {}
    envelope = _envelope(given, known, {"source": source, "source_ref": source_ref}, today, problems)
    if kind is None:
        raise BadRow(problems)
    fields = _fields(kind, known, given, envelope.get("source", source), today, problems)
    if kind == "corrected" and _inner_woman(given.get("event")) not in (None, envelope.get("woman")):
        problems.append(Finding("other-woman", "event names another woman than the entry that it corrects.",
                                "Withdraw the entry, and record it anew of her.", column="event"))
    if problems:
        raise BadRow(problems, _half(kind, envelope))
    try:
        event = event_class(kind)(**fields)
    except BadValue as why:
        raise BadRow([Finding("bad-value", why.sentence + ".", why.hint, column=_named(why.sentence, known))],
                     _half(kind, envelope)) from None
    return Statement(kind=kind, event=event, **envelope)


def _half(kind: str, envelope: Mapping[str, Any]) -> Statement | None:
    """What a bad row says of whom and when, as far as that could be read."""
    if "woman" not in envelope:
        return None
    return Statement(kind=kind, woman=envelope["woman"], occurred=envelope.get("occurred", str(dates.EARLIEST)), event=None)


def _inner_woman(event: Any) -> Any:
    """The woman whom a correcting event names, if it names one."""
    if isinstance(event, str):
        try:
            event = json.loads(event)
        except (ValueError, RecursionError):
            return None
    return event.get("woman") if isinstance(event, dict) else None


@functools.cache
def field_meanings(kind: str) -> Mapping[str, Meaning]:
    """The fields of a kind by the names people type."""
    return meanings(event_class(kind))


def value(meaning: Meaning, name: str, raw: Any, today: datetime.date | None = None) -> Any:
    """The value of one field. Raises BadValue."""
    return READERS[meaning.shape](meaning, name, raw, today)


def word(codes: CodeList, name: str, raw: Any, missing: bool = False) -> str:
    """The one word of a list that was meant. Raises BadValue with the nearest words."""
    if raw.__class__ is str and raw in codes.known:
        return str(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise BadValue(f"{name} takes a word or a code, not {_show(raw)}", _choices(codes, missing))
    text = _whole_text(raw)
    if text in codes.known or (missing and text in MISSING):
        return text
    found = _matches(codes, text, missing)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadValue(f"{name}: {_show(raw)} could be {' or '.join(found[:6])}", "Write the whole word.")
    raise BadValue(f"{name}: {_show(raw)} is not in the list {codes.title}", _nearest(codes, text, missing))


def _matches(codes: CodeList, text: str, missing: bool) -> list[str]:
    """The words that a text may stand for: by code, else by name, else by a unique beginning."""
    code = text.upper()
    for each in (code, code.zfill(2)):
        if each in codes.by_code:
            return [codes.by_code[each]]
    said = re.sub(r"[\s_-]+", "-", text.strip().lower())
    choices = (*codes.names, *MISSING) if missing else codes.names
    if said in choices:
        return [said]
    return [choice for choice in choices if said and choice.startswith(said)]


def _nearest(codes: CodeList, text: str, missing: bool) -> str:
    import difflib

    from ledger import everyday

    choices = (*codes.names, *MISSING) if missing else codes.names
    if meant := everyday.codes(text, choices):
        return f"Write {' or '.join(_with_meaning(codes, each) for each in meant)}."
    near = difflib.get_close_matches(text.lower().replace(" ", "-"), choices, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else _choices(codes, missing)


def _with_meaning(codes: CodeList, choice: str) -> str:
    """A word of a list, and what it means where that is more."""
    said = codes.meaning(choice) if choice in codes.known else ""
    return f"{choice} ({said})" if said not in ("", choice.replace("-", " ")) else choice


def _choices(codes: CodeList, missing: bool) -> str:
    choices = (*codes.names, *MISSING) if missing else codes.names
    return "One of: " + ", ".join(choices[:30]) + (", ..." if len(choices) > 30 else "")


def _kind(given: Mapping[str, Any], problems: list[Finding], by_command: bool = False) -> str | None:
    raw = given.get("kind")
    if isinstance(raw, str):
        kind = raw if raw in KINDS else re.sub(r"[\s_-]+", "-", raw.strip().lower())
        if kind in BY_COMMAND and not by_command:
            problems.append(Finding("by-command", f"{kind} is written by the ledger itself: typed, it would say what did not happen.",
                                    f"See how: {BY_COMMAND[kind]} --help", column="kind"))
            return None
        if kind in KINDS:
            return kind
    if raw is None:
        problems.append(Finding("no-kind", "kind is blank.", "Write the kind of event, such as contact-held.", column="kind"))
    else:
        problems.append(Finding("unknown-kind", f"{_show(raw)} is not a kind of event.", near_kind(str(raw)), column="kind"))
    return None


@functools.lru_cache(maxsize=1024)
def near_kind(raw: str) -> str:
    import difflib

    from ledger import everyday

    near = everyday.kinds(raw) or difflib.get_close_matches(
        raw.lower().replace(" ", "-")[:60], [kind for kind in KINDS if kind not in BY_COMMAND], n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else "See the kinds: outcomes schema"


def _envelope(given: Mapping[str, Any], known: Mapping[str, Meaning], said: dict[str, Any], today: datetime.date | None,
              problems: list[Finding]) -> dict[str, Any]:
    """The statement's own columns over their defaults, those left out that the kind has as a field of its own."""
    for name, read in (("woman", _woman), ("occurred", _occurred), ("by", _line), ("source", _source),
                       ("source_ref", _line), ("episode_ref", _line), ("note", _line), ("key", _line)):
        if name in known:
            continue
        if name in given:
            try:
                said[name] = read(name, given[name], today)
            except BadValue as why:
                problems.append(Finding("bad-value", why.sentence + ".", why.hint, column=name))
        elif name in ("woman", "occurred"):
            problems.append(Finding("blank", f"{name} is blank.", _NEEDED[name], column=name))
    return said


_NEEDED: Final = {"woman": "Write her reference, such as W-0007, or programme.",
                  "occurred": "Write when it was true: a day, a month or a year."}


def _fields(kind: str, known: Mapping[str, Meaning], given: Mapping[str, Any], source: str, today: datetime.date | None,
            problems: list[Finding]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in given:
        if name not in known and name not in ENVELOPE:
            problems.append(Finding("unknown-field", f"{kind} has no field {name!r:.60}.", near_field(name[:60], known), column=name[:60]))
    for name, meaning in known.items():
        if name in given:
            try:
                fields[_attribute(name)] = value(_narrowed(meaning, fields), name, given[name], today)
            except BadValue as why:
                problems.append(Finding("bad-value", why.sentence + ".", why.hint, column=name))
        elif meaning.by_source is not None:
            fields[_attribute(name)] = meaning.by_source.get(source, meaning.by_source.get("", ""))
        elif meaning.required:
            problems.append(Finding("blank", f"{name} is blank; {kind} needs it.", _needs(meaning), column=name))
    return fields


def _narrowed(meaning: Meaning, fields: Mapping[str, Any]) -> Meaning:
    """The meaning of a field whose list another field chooses."""
    if meaning.chosen_by is None:
        return meaning
    chooser, lists = meaning.chosen_by
    return attrs.evolve(meaning, codes=lists.get(fields.get(chooser, ""), meaning.codes))


def near_field(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, dict.fromkeys((*known, *ENVELOPE)), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else "It has: " + (", ".join(known) or "no fields of its own") + "."


def _needs(meaning: Meaning) -> str:
    choices = meaning.words()
    return meaning.text + (" One of: " + ", ".join(choices[:30]) if choices else "")


@functools.cache
def _attribute(name: str) -> str:
    import keyword

    return name + "_" if keyword.iskeyword(name) else name


def _named(sentence: str, known: Mapping[str, Meaning]) -> str:
    first = sentence.split()[0].rstrip(":")
    return first if first in known else ""


def is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _show(raw: Any) -> str:
    text = str(raw)
    return f'"{text[:60]}{"..." if len(text) > 60 else ""}"'


def _whole_text(raw: str | int | float) -> str:
    """Text of a cell, a number that Excel made of a code given back its whole digits."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def _woman(name: str, raw: Any, today: datetime.date | None) -> str:
    text = _line(name, raw, today)
    return PROGRAMME if text.lower() == PROGRAMME else text


def _occurred(name: str, raw: Any, today: datetime.date | None) -> str:
    return _day(None, name, raw, today)


def _source(name: str, raw: Any, today: datetime.date | None) -> str:
    return word(SOURCE, name, raw)


def _line(name: str, raw: Any, today: datetime.date | None) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise BadValue(f"{name} takes text, not {_show(raw)}")
    if CONTROL.search(text := str(raw).strip()):
        raise BadValue(f"{name} holds a control character", "Type the text again rather than pasting it.")
    return text


def _text(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise BadValue(f"{name} takes text, not {_show(raw)}")
    return _whole_text(raw)


def _code(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> str:
    assert meaning.codes is not None
    return word(meaning.codes, name, raw, meaning.missing)


def _codes(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> tuple[str, ...]:
    assert meaning.codes is not None
    if isinstance(raw, str) and raw.lstrip().startswith("["):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise BadValue(f"{name}: {_show(raw)} is not a list", "Separate several with a semicolon: gp; a-and-e") from None
    listed: Iterable[Any] = raw.split(";") if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else (raw,)
    return tuple(word(meaning.codes, name, each, meaning.missing) for each in listed if not is_blank(each))


def _texts(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> tuple[str, ...]:
    given = raw.split(";") if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple):
        raise BadValue(f"{name} takes a list of texts, not {_show(raw)}")
    return tuple(_text(meaning, name, each, today) for each in given)


def _without_thousands(text: str) -> str:
    """A number without the commas between its thousands; a comma anywhere else stays, and is refused."""
    return text.replace(",", "") if re.fullmatch(THOUSANDS, text) else text


def _count(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    text = _without_thousands(str(raw).strip())
    if isinstance(raw, bool) or not isinstance(raw, str | float) or not re.fullmatch(WHOLE, text):
        raise BadValue(f"{name} takes a whole number, not {_show(raw)}")
    return int(text.partition(".")[0])


def _number(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> int | float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return int(raw) if isinstance(raw, float) and raw.is_integer() else raw
    text = _without_thousands(str(raw).strip())
    if not isinstance(raw, str) or not re.fullmatch(DECIMAL, text):
        raise BadValue(f"{name} takes a number, not {_show(raw)}")
    return int(text) if re.fullmatch(WHOLE, text) and "." not in text else _number(meaning, name, float(text), today)


def _day(meaning: Meaning | None, name: str, raw: Any, today: datetime.date | None) -> str:
    if isinstance(raw, datetime.datetime):
        raw = raw.date()
    if isinstance(raw, datetime.date):
        return dates.lived(raw.isoformat())
    if isinstance(raw, int) and not isinstance(raw, bool) and dates.EARLIEST <= raw <= dates.LATEST:
        return dates.lived(str(raw))
    if not isinstance(raw, str):
        raise BadValue(f"{name} takes a date, not {_show(raw)}", dates.TAKEN)
    return dates.lived(dates.read(raw, today))


def _month(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> str:
    return _day(meaning, name, raw, today)


def _event(meaning: Meaning, name: str, raw: Any, today: datetime.date | None) -> dict[str, Any]:
    """A whole correcting event: a row, as an object or as its JSON text, or the form that is kept."""
    from ledger import codec

    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise BadValue(f"{name} takes a whole event as a JSON object, not {_show(raw)}") from None
    if not isinstance(raw, dict):
        raise BadValue(f"{name} takes a whole event as a JSON object, not {_show(raw)}")
    row = {**{k: v for k, v in raw.items() if k != "event"}, **raw["event"]} if isinstance(raw.get("event"), dict) else dict(raw)
    row.setdefault("woman", PROGRAMME)
    if row.pop("key", None) is not None or _kind(row, []) in ("corrected", "withdrawn"):
        raise BadValue(f"{name} takes an event itself: no key, and no correction or withdrawal")
    try:
        return codec.row_of(statement(row, "practitioner", today))
    except BadRow as why:
        raise BadValue(f"{name}: " + "; ".join(finding.message.rstrip(".") for finding in why.findings)) from None


READERS: Final[Mapping[str, Callable[[Meaning, str, Any, datetime.date | None], Any]]] = {
    "text": _text, "reference": _text, "code": _code, "codes": _codes, "count": _count, "pence": _count,
    "position": _count, "number": _number, "day": _day, "date": _day, "month": _month, "texts": _texts, "event": _event,
}
