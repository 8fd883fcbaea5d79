"""What may stand in a field of an event?

Every field is declared once, by one of the functions below, in the class of its event.
Its `Meaning` travels as attrs metadata, and from it are made the option of `record`,
the column of an import, the JSON Schema, the help and the validator:
change a field here and it changes in all of them.
"""

import datetime
import re
from collections.abc import Callable, Container, Mapping
from typing import Any, Final

import attrs

from ledger.codes import MISSING, CodeList

LONGEST_TEXT: Final = 2000
REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
KEY: Final = "outcomes"


class BadValue(ValueError):
    """A value that cannot stand in its field: the sentence, and how to put it right."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


@attrs.frozen
class Meaning:
    """What a field says, and what it takes.

    shape: text, texts, reference, code, codes, count, number, pence, day (precision kept),
    date (a full day), month, position, event. by_source: the default for each source of the statement.
    chosen_by: another field, and the list that each of its words selects. internal: written by the ledger alone.
    """

    text: str
    shape: str
    required: bool = True
    codes: CodeList | None = None
    missing: bool = False
    least: float | None = None
    most: float | None = None
    by_source: Mapping[str, str] | None = None
    chosen_by: tuple[str, Mapping[str, CodeList]] | None = None
    internal: bool = False

    def words(self) -> tuple[str, ...]:
        """The words a coded field takes, the words for missing last."""
        own = self.codes.names if self.codes else ()
        return (*own, *MISSING) if self.missing else own


Check = Callable[[Any, str, Any], None]


def field(meaning: Meaning, check: Check | None = None) -> Any:
    """An attrs field that carries its meaning; optional ones default to None."""
    fits = FITS[meaning.shape]
    known: Container[Any] = meaning.codes.known if meaning.codes and meaning.shape == "code" else ()

    def validate(event: Any, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        if value is None:
            if meaning.required:
                raise BadValue(f"{given_name(attribute.name)} is needed")
            return
        if value.__class__ is not str or value not in known:
            fits(meaning, given_name(attribute.name), value)
        if check:
            check(event, given_name(attribute.name), value)

    if meaning.required:
        return attrs.field(validator=validate, metadata={KEY: meaning})
    return attrs.field(default=None, validator=validate, metadata={KEY: meaning})


def given_name(attribute: str) -> str:
    """The name people type: `from_` is a Python spelling of `from`."""
    return attribute.rstrip("_")


def text(meaning: str, *, required: bool = True) -> Any:
    """Free text, at most 2,000 characters, no control characters."""
    return field(Meaning(meaning, "text", required))


def optional(meaning: str) -> Any:
    """Free text that may be absent."""
    return text(meaning, required=False)


def reference(meaning: str, *, required: bool = True) -> Any:
    """A short reference such as P-01 or C1: never a name."""
    return field(Meaning(meaning, "reference", required))


def internal(meaning: str) -> Any:
    """A reference that the ledger itself writes, and nobody types."""
    return field(Meaning(meaning, "reference", required=False, internal=True))


def coded(meaning: str, codes: CodeList, *, required: bool = True, missing: bool = False,
          by_source: Mapping[str, str] | None = None, chosen_by: tuple[str, Mapping[str, CodeList]] | None = None,
          check: Check | None = None) -> Any:
    """One word of a code list; `missing` also takes the words for missing.

    by_source gives the default where the event's source is a key of it ('' is any other source).
    """
    return field(Meaning(meaning, "code", required, codes, missing, by_source=by_source, chosen_by=chosen_by), check)


def several(meaning: str, codes: CodeList, *, required: bool = True) -> Any:
    """One or more words of a code list."""
    return field(Meaning(meaning, "codes", required, codes))


def yes_no(meaning: str, *, required: bool = True, missing: bool = False) -> Any:
    """yes or no; `missing` also takes the words for missing."""
    from ledger.codes import YES_NO
    return field(Meaning(meaning, "code", required, YES_NO, missing))


def count(meaning: str, *, required: bool = True, least: int = 0, most: int = 1_000_000_000) -> Any:
    """A whole number."""
    return field(Meaning(meaning, "count", required, least=least, most=most))


def number(meaning: str, *, required: bool = True, least: float | None = None,
           most: float | None = None, check: Check | None = None) -> Any:
    """A number, decimals allowed."""
    return field(Meaning(meaning, "number", required, least=least, most=most), check)


def pence(meaning: str, *, required: bool = True, least: int = 0) -> Any:
    """Money in whole pence."""
    return field(Meaning(meaning, "pence", required, least=least, most=10**13))


def day(meaning: str, *, required: bool = True, check: Check | None = None) -> Any:
    """A day, month or year, precision kept."""
    return field(Meaning(meaning, "day", required), check)


def date(meaning: str, *, required: bool = True, check: Check | None = None) -> Any:
    """A full day."""
    return field(Meaning(meaning, "date", required), check)


def month(meaning: str, *, required: bool = True) -> Any:
    """A month, or a year where no more is known; never a day."""
    return field(Meaning(meaning, "month", required))


def position(meaning: str) -> Any:
    """The position of an earlier entry."""
    return field(Meaning(meaning, "position", least=1, most=2**53))


def listed(meaning: str) -> Any:
    """A list of short texts, possibly empty: digests, stream ids, released cells."""
    return field(Meaning(meaning, "texts"))


def whole_event(meaning: str) -> Any:
    """A whole event, as one row of an import says it."""
    return field(Meaning(meaning, "event"))


def meanings(kind: type) -> dict[str, Meaning]:
    """The fields of an event class by the names people type, in declaration order; those that nobody types left out."""
    return {given_name(a.name): a.metadata[KEY] for a in attrs.fields(kind) if not a.metadata[KEY].internal}


def _fits_text(meaning: Meaning, name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise BadValue(f"{name} takes text, not {value!r:.40}")
    if not value.strip():
        raise BadValue(f"{name} is blank", "Leave the field out where there is nothing to say.")
    if len(value) > LONGEST_TEXT:
        raise BadValue(f"{name} has {len(value):,} characters; it may have {LONGEST_TEXT:,}")
    if CONTROL.search(value):
        raise BadValue(f"{name} holds a control character", "Type the text again rather than pasting it.")


def _fits_reference(meaning: Meaning, name: str, value: Any) -> None:
    if not isinstance(value, str) or not REFERENCE.fullmatch(value):
        raise BadValue(f"{name} takes a reference such as P-01, not {value!r:.60}",
                       "Up to 40 letters, digits and . _ / -, no spaces; never a name.")


def _fits_code(meaning: Meaning, name: str, value: Any) -> None:
    assert meaning.codes is not None
    if value in meaning.codes.known or (meaning.missing and value in MISSING):
        return
    raise BadValue(f"{name}: {value!r:.60} is not in the list {meaning.codes.title}",
                   "One of: " + ", ".join(meaning.words()[:40]))


def _fits_codes(meaning: Meaning, name: str, value: Any) -> None:
    if not isinstance(value, tuple) or not value:
        raise BadValue(f"{name} takes one or more of: " + ", ".join(meaning.words()))
    for one in value:
        _fits_code(meaning, name, one)
    if len(set(value)) < len(value):
        raise BadValue(f"{name} names the same thing twice")


def _fits_texts(meaning: Meaning, name: str, value: Any) -> None:
    if not isinstance(value, tuple):
        raise BadValue(f"{name} takes a list of texts, not {value!r:.40}")
    for one in value:
        _fits_text(meaning, name, one)


def _fits_number(meaning: Meaning, name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value in (INFINITY, -INFINITY):
        raise BadValue(f"{name} takes a number, not {value!r:.40}")
    if (meaning.least is not None and value < meaning.least) or (meaning.most is not None and value > meaning.most):
        raise BadValue(f"{name} is {value:,}; it may be {_span(meaning)}")


def _fits_whole(meaning: Meaning, name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(f"{name} takes a whole number, not {value!r:.40}")
    _fits_number(meaning, name, value)


def _span(meaning: Meaning) -> str:
    if meaning.most is None:
        return f"{meaning.least:,} or more"
    return f"{meaning.least:,} to {meaning.most:,}"


def _fits_day(meaning: Meaning, name: str, value: Any) -> None:
    if not isinstance(value, str) or len(value) not in (4, 7, 10):
        raise BadValue(f"{name} takes a date such as 2021-02-08, not {value!r:.40}")
    try:
        datetime.date.fromisoformat(value + "-01-01"[len(value) - 4:] if len(value) < 10 else value)
    except ValueError:
        raise BadValue(f"{name}: {value!r} is no date") from None


def _fits_date(meaning: Meaning, name: str, value: Any) -> None:
    if isinstance(value, str) and len(value) < 10:
        raise BadValue(f"{name} takes a full day such as 2021-02-08, not {value!r}")
    _fits_day(meaning, name, value)


def _fits_month(meaning: Meaning, name: str, value: Any) -> None:
    if isinstance(value, str) and len(value) > 7:
        raise BadValue(f"{name} takes a month such as 2021-02, not a day", "The day could tell who she is.")
    _fits_day(meaning, name, value)


def _fits_event(meaning: Meaning, name: str, value: Any) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise BadValue(f"{name} takes a whole event with its kind")


INFINITY: Final = float("inf")
FITS: Final[Mapping[str, Callable[[Meaning, str, Any], None]]] = {
    "text": _fits_text, "reference": _fits_reference, "code": _fits_code, "codes": _fits_codes,
    "count": _fits_whole, "pence": _fits_whole, "position": _fits_whole, "number": _fits_number,
    "day": _fits_day, "date": _fits_date, "month": _fits_month, "texts": _fits_texts, "event": _fits_event,
}
