"""What does a row of each kind look like, for a program?

JSON Schema (draft 2020-12) of one line of an import, made from the classes of the events.
"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.codes import SOURCE
from ledger.events import PROGRAMME_KINDS, event_class, kinds
from ledger.fields import LONGEST_TEXT, REFERENCE, Meaning
from ledger.reading import ENVELOPE, field_meanings

DATE: Final = r"^\d{4}(-\d{2}(-\d{2})?)?$"
ENVELOPE_WORDS: Final = {
    "kind": "What happened.", "woman": "Her reference, or programme.",
    "occurred": "When it was true: a day, a month or a year; for a spell, the day it began.",
    "by": "Who saw or heard it, by reference.", "source": "Where it comes from.",
    "source_ref": "The document, or the file and line.", "episode_ref": "Ties the entries of one crisis or visit.",
    "note": "A short free text; no third parties.", "key": "The sender's own name for this row."}


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind's row. Raises KeyError for an unknown kind."""
    fields = field_meanings(kind)
    properties = {name: _envelope(name, kind) for name in ENVELOPE if name not in fields}
    properties |= {name: _property(meaning) for name, meaning in fields.items()}
    needed = ["kind", "woman", "occurred"]
    needed += [name for name, meaning in fields.items() if meaning.required and meaning.by_source is None]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind,
            "description": (event_class(kind).__doc__ or "").strip(), "type": "object", "properties": properties,
            "required": needed, "additionalProperties": False}


def schemas() -> dict[str, Any]:
    """Every kind's schema, in the order of the vocabulary."""
    return {kind: schema(kind) for kind in kinds()}


def _envelope(name: str, kind: str) -> dict[str, Any]:
    said: dict[str, Any] = {"description": ENVELOPE_WORDS[name], "type": "string"}
    if name == "kind":
        said["const"] = kind
    elif name == "woman":
        said |= {"const": "programme"} if kind in PROGRAMME_KINDS else {"pattern": f"^{REFERENCE.pattern}$"}
    elif name == "occurred":
        said["pattern"] = DATE
    elif name == "source":
        said["enum"] = list(SOURCE.names)
    else:
        said["maxLength"] = LONGEST_TEXT
    return said


def _property(meaning: Meaning) -> dict[str, Any]:
    return {"description": meaning.text, **_TYPES[meaning.shape](meaning)}


def _code(meaning: Meaning) -> dict[str, Any]:
    assert meaning.codes is not None
    taken = [*meaning.words(), *(code for code in meaning.codes.known.values() if code)]
    return {"type": "string", "enum": taken, "$comment": f"{meaning.codes.title}; {meaning.codes.standard}"}


def _codes(meaning: Meaning) -> dict[str, Any]:
    several = {"type": "array", "items": _code(meaning), "minItems": 1, "uniqueItems": True}
    return {"anyOf": [several, {"type": "string", "description": "Several separated by a semicolon."}]}


def _amount(kind: str) -> Any:
    def limits(meaning: Meaning) -> dict[str, Any]:
        bounds = {"minimum": meaning.least, "maximum": meaning.most}
        return {"type": kind} | {name: bound for name, bound in bounds.items() if bound is not None}
    return limits


_TYPES: Final[Mapping[str, Any]] = {
    "text": lambda m: {"type": "string", "maxLength": LONGEST_TEXT},
    "texts": lambda m: {"type": "array", "items": {"type": "string", "maxLength": LONGEST_TEXT}},
    "reference": lambda m: {"type": "string", "pattern": f"^{REFERENCE.pattern}$"},
    "code": _code, "codes": _codes, "count": _amount("integer"), "pence": _amount("integer"),
    "position": _amount("integer"), "number": _amount("number"),
    "day": lambda m: {"type": "string", "pattern": DATE}, "month": lambda m: {"type": "string", "pattern": r"^\d{4}(-\d{2})?$"},
    "date": lambda m: {"type": "string", "format": "date"}, "event": lambda m: {"type": "object"},
}
