"""What does the ledger hold of a woman, in words that she can read, when she asks for it?

Her right of access (UK GDPR, article 15; Data Protection Act 2018, schedule 2, parts 3 and 4): each entry that stands is a
sentence to her, dates and codes in words, her own note beside any entry that she disputes. Who else is named is blanked;
what was raised for safety, came from others, or is kept for a court is withheld, counted, and its reason said. Pure. A
person reads it before it is handed over: no program recognises every name.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger import codec, free_text, history, restricted
from ledger.codes import MISSING
from ledger.entries import Entry
from ledger.events import event_class
from ledger.fields import Meaning, meanings
from ledger.history import Fact
from projections.for_her_words import LABELS, LEFT_OUT, SENTENCES, SOURCES, VALUES

NOT_SAID: Final[Mapping[str, str]] = {
    "not-asked": "you were not asked", "declined": "you chose not to say", "not-known": "not known", "not-applicable": "does not apply"}
MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SAFETY: Final = frozenset({"safeguarding-raised", "risk-assessed", "incident-verified"})
COURT: Final = frozenset({"legal-hold-set", "legal-hold-lifted"})
FOR_SAFETY, FROM_OTHERS, BY_OTHERS, FOR_COURT = "safety", "from-others", "asked-by-others", "court"
REASONS: Final[Mapping[str, str]] = {
    FOR_SAFETY: "about a concern for somebody's safety; telling you could put you or somebody else at risk",
    FROM_OTHERS: "from the records of another service or person; ask that service, or ask us to ask it for you",
    BY_OTHERS: "about somebody else who asked for your information; we neither confirm nor deny who asked",
    FOR_COURT: "kept for a court, an inquiry or a claim"}
BLANK: Final = "[left out: somebody else]"
STAFF: Final = re.compile(r"\bP-\d{1,6}\b")
PATTERNS: Final = (free_text.EMAIL, free_text.MOBILE, free_text.LANDLINE, free_text.NHS, free_text.BIRTH, free_text.TITLE,
                   free_text.POSTCODE)


def for_her(entries: Sequence[Entry]) -> dict[str, Any]:
    """What she gets: `rows` with day, sentences and her own note; `withheld` by reason; how many were taken back; since when
    her information is kept and not used, if it is.

    entries: hers, of all her references.
    """
    facts = history.in_order(_facts(entries))
    notes = _notes(facts)
    people = _people(entries)
    told = [fact for fact in facts if fact.kind != "disputed"]
    withheld = Counter(reason for fact in told if (reason := withheld_for(fact)))
    rows = [_row(fact, notes, people) for fact in told if not withheld_for(fact)]
    shown = {position for row in rows for position in row["because"]}
    since = restricted.in_force(facts)
    return {"rows": rows, "restricted_since": in_words(since[0].said.occurred) if since else None,
            "withheld": [{"reason": name, "why": why, "entries": withheld[name]} for name, why in REASONS.items() if withheld[name]],
            "taken_back": _taken_back(entries),
            "your_words": [words for position, said in notes.items() if position not in shown for words in said]}


def _facts(entries: Sequence[Entry]) -> Iterator[Fact]:
    """What stands, a stream at a time."""
    for stream in dict.fromkeys(entry.stream for entry in entries):
        yield from history.stand([entry for entry in entries if entry.stream == stream])


def _taken_back(entries: Sequence[Entry]) -> int:
    withdrawn = {position for stream in {entry.stream for entry in entries}
                 for position in history.withdrawals([entry for entry in entries if entry.stream == stream])}
    return sum(entry.position in withdrawn and entry.said.kind not in history.RIGHTING for entry in entries)


def withheld_for(fact: Fact) -> str:
    """Why an entry is withheld from her; '' where it is not."""
    event = fact.event
    if fact.kind in SAFETY:
        return FOR_SAFETY
    if fact.kind in COURT:
        return FOR_COURT
    if fact.kind == "disclosure-requested" and event.from_ != "herself":
        return BY_OTHERS
    others = (fact.said.source == "partner-record", getattr(event, "rater", None) == "partner", getattr(event, "origin", None) == "record",
              fact.kind == "feedback-given" and event.from_ == "service",
              fact.kind == "incident-reported" and event.reported_by in ("police", "partner-agency"))
    return FROM_OTHERS if any(others) else ""


def _notes(facts: Iterable[Fact]) -> dict[int, list[str]]:
    """Position -> what she said of the entry there."""
    found: dict[int, list[str]] = {}
    for fact in facts:
        if fact.kind == "disputed":
            found.setdefault(fact.event.position, []).append(fact.event.her_words)
    return found


def _people(entries: Iterable[Entry]) -> frozenset[str]:
    """Everybody by whose reference something was seen, held or written."""
    found: set[str | None] = set()
    for entry in entries:
        found |= {entry.author, entry.said.by, *(getattr(entry.said.event, name, None) for name in ("practitioner", "reviewer"))}
    return frozenset(each for each in found if each)


def _row(fact: Fact, notes: Mapping[int, list[str]], people: frozenset[str]) -> dict[str, Any]:
    said = [SENTENCES[fact.kind], *_details(fact, people), SOURCES[fact.said.source]]
    said += ["A note is left out: it may speak of others."] if fact.said.note else []
    said += ["We put this right after it was first written down."] if len(fact.because) > 1 else []
    return {"entry": fact.position, "because": list(fact.because), "day": in_words(fact.said.occurred), "said": said,
            "your_note": [words for position in fact.because for words in notes.get(position, ())]}


def _details(fact: Fact, people: frozenset[str]) -> Iterator[str]:
    for name, value in codec.fields_of(fact.event).items():
        label = LABELS.get((fact.kind, name), LABELS.get(("", name)))
        if label != LEFT_OUT:
            meaning = meanings(event_class(fact.kind))[name]
            yield f"{label or _label(meaning)}: {_said(name, meaning, value, people)}."


def _label(meaning: Meaning) -> str:
    """What a field asks, without its examples."""
    return re.split(r", such as|; |: |, by reference", meaning.text)[0].rstrip(".")


def _said(name: str, meaning: Meaning, value: Any, people: frozenset[str]) -> str:
    """A value, to her."""
    own = VALUES.get((name, value)) if isinstance(value, str) else None
    return own or value_in_words(meaning, value, people)


def value_in_words(meaning: Meaning, value: Any, people: frozenset[str] = frozenset()) -> str:
    """A value as it is read; free text without whoever else is recognised in it."""
    said = SHAPES.get(meaning.shape, _as_it_is)(meaning, value)
    return blanked(said, people) if meaning.shape in ("text", "texts", "reference") else said


def _as_it_is(meaning: Meaning, value: Any) -> str:
    return str(value)


def _code(meaning: Meaning, value: Any) -> str:
    if value in MISSING:
        return NOT_SAID[value]
    lists = [meaning.codes] if meaning.codes else []
    lists += meaning.chosen_by[1].values() if meaning.chosen_by else []
    return next((each.meaning(value) for each in lists if value in each.known), str(value).replace("-", " "))


SHAPES: Final[Mapping[str, Callable[[Meaning, Any], str]]] = {
    "code": _code, "codes": lambda meaning, value: ", ".join(_code(meaning, each) for each in value),
    "pence": lambda meaning, value: f"\u00a3{value / 100:,.2f}",
    **dict.fromkeys(("day", "date", "month"), lambda meaning, value: in_words(value))}


def in_words(when: str) -> str:
    """A kept date as it is said: 8 February 2021, February 2021, 2021."""
    year, month, day = (*when.split("-"), "", "")[:3]
    return " ".join(part for part in (day.lstrip("0"), MONTHS[int(month) - 1] if month else "", year) if part)


def blanked(text: str, people: Iterable[str] = ()) -> str:
    """Free text without staff, names with a title, and what people are reached by; nothing of it where more is suspected."""
    for who in sorted(people, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(who)}(?!\w)", BLANK, text)
    text = STAFF.sub(BLANK, text)
    for pattern in PATTERNS:
        text = re.sub(pattern, BLANK, text)
    return BLANK if free_text.resemblances(text) else text
