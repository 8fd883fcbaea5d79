"""Does free text hold what a person can be recognised by?

It looks for titles with a name, telephone numbers, email addresses, postcodes, NHS numbers and dates of birth, and
says only that something looks like one: the text itself is never repeated. Nor should a woman's reference be her name,
which is asked when it is given. Pure. A pattern is compiled when there is text to look at: most entries have none.
"""

import functools
import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from ledger.entries import Statement
from ledger.errors import Finding
from ledger.events import event_class
from ledger.fields import meanings

ENVELOPE: Final = ("note", "source_ref", "episode_ref", "by")
FREE: Final = frozenset({"text", "texts"})
KEPT: Final = "It can never be taken out again: a correction hides it from reports, and only erasing the woman destroys it."
HINT: Final = "Write it otherwise, without what a person could be recognised by."
MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
FULL_DATE: Final = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\s+\d{{4}})"
BIRTH: Final = rf"(?ai)\b(?:d\.?o\.?b\b\.?|date of birth|born|birthday)[\s:,]*(?:is|was|on)?[\s:,]*{FULL_DATE}"
EMAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
ROLE_EMAIL: Final = r"(?i)@(?:[\w-]+\.)*(?:gov|nhs|police|parliament)\.uk$"
MOBILE: Final = r"(?a)(?<![\w/-])(?:\+44[ ()0-]*|0044 ?|0)7(?:[ -]?\d){9}(?!\d)"
LANDLINE: Final = r"(?a)(?<![\w/-])(?:\+44[ ()0-]*|0044 ?|\(?0)[12](?:[ )-]{0,2}\d){8,9}(?!\d)"
NHS: Final = r"(?a)(?<![\w./-])(\d{3}[ -]?\d{3}[ -]?\d{4})(?![\w/]|[.-]\d)"
TITLE: Final = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Cllr|PC|DC|Sgt|Judge|Nurse)\b\.?\s+(?:[A-Z]\.?\s+)?([A-Z][a-z]+)"
LINE: Final = r"(?a)sha256:[0-9a-f]{16} line \d+"
SHORTEST: Final = len("Dr Xy")
NO_NAMES: Final = frozenset(
    "Appointment Appointments Letter Letters Surgery Practice Clinic Foster World Unit Visit Visits Review Referral "
    "Service Services Team Led".split())
AREAS: Final = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL "
    "GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX "
    "PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR "
    "WS WV YO ZE").split()
OUTWARD: Final = rf"(?:{'|'.join(sorted(AREAS, key=len, reverse=True))})(?:0|[1-9][A-Z\d]?)"
ORDINAL: Final = r"(?-i:1st|2nd|3rd|\dth)\b"
POSTCODE: Final = rf"(?ai)(?<![\w-]){OUTWARD} ?(?!{ORDINAL})\d[ABD-HJLNP-UW-Z]{{2}}(?![\w-])"


class Resemblance(msgspec.Struct, frozen=True):
    """What a text looks like it holds, and whether a person can be recognised by it (must) or may be (should)."""

    code: str
    what: str
    severity: str


def looked_through(said: Iterable[tuple[str, Statement]]) -> list[Finding]:
    """What the free text of statements looks like it holds, each finding at its place and field; a warning, never a refusal.

    said: each statement with the place it was read from, '' where there is none. Of statements alike in place and text one is told.
    """
    return list(dict.fromkeys(found for place, statement in said for found in _looked_through(place, statement)))


def _looked_through(place: str, said: Statement) -> Iterator[Finding]:
    if said.kind == "woman-identified" and may_be_name(said.woman):
        yield Finding("reference-name", f'woman: "{said.woman[:40]}" may be a name; a reference is one that says nothing of her, '
                      "such as W-0007.", "", place, "woman", "should")
    yield from (Finding(each.code, f"{name} looks as if it holds {each.what}.", HINT, place, name, each.severity)
                for name, text in texts(said.kind, said, said.event) for each in resemblances(text))


def may_be_name(reference: str) -> bool:
    """Whether a reference may be a name: it has no digit, as W-0007 and P-01 have."""
    return not any(letter.isdigit() for letter in reference)


def texts(kind: str, envelope: Any, event: Any) -> Iterator[tuple[str, str]]:
    """The free text of a statement, by the name of its field: that of its envelope, then that of its event."""
    for name in ENVELOPE:
        value = getattr(envelope, name)
        if value and not (name == "source_ref" and _is_a_line(value)):
            yield name, value
    for name, attribute in _fields(kind):
        value = getattr(event, attribute)
        yield from ((name, text) for text in (value if isinstance(value, tuple) else (value,)) if text)


def _is_a_line(source_ref: str) -> bool:
    """Whether an import wrote where a row stood: digits of a digest and the number of a line, which say nothing of anybody."""
    return source_ref.startswith("sha256:") and re.fullmatch(LINE, source_ref) is not None


@functools.cache
def _fields(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields of free text of a kind: as people type them, and in Python."""
    return tuple((name, name + "_" if keyword.iskeyword(name) else name)
                 for name, meaning in meanings(event_class(kind)).items() if meaning.shape in FREE)


@functools.lru_cache(maxsize=8192)
def resemblances(text: str) -> tuple[Resemblance, ...]:
    """What a text resembles, each kind once at its gravest."""
    found: dict[str, Resemblance] = {}
    for look in LOOKS if len(text) >= SHORTEST else ():
        for each in look(text):
            if each.code not in found or each.severity == "must":
                found[each.code] = each
    return tuple(found.values())


def nhs_number(text: str) -> bool:
    """Whether ten digits keep the check digit of an NHS number (modulus 11, weights 10 to 2)."""
    digits = [int(each) for each in text if each.isdecimal()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest % 11 == digits[9] and rest != 10


def _emails(text: str) -> Iterator[Resemblance]:
    for found in re.finditer(EMAIL, text):
        severity = "should" if re.search(ROLE_EMAIL, found[0]) else "must"
        yield Resemblance("free-text-email", "an email address", severity)


def _phones(text: str) -> Iterator[Resemblance]:
    if re.search(MOBILE, text):
        yield Resemblance("free-text-phone", "a telephone number", "must")
    if re.search(LANDLINE, text):
        yield Resemblance("free-text-phone", "a telephone number", "should")


def _nhs_numbers(text: str) -> Iterator[Resemblance]:
    if any(nhs_number(found[1]) for found in re.finditer(NHS, text)):
        yield Resemblance("free-text-nhs-number", "an NHS number", "must")


def _births(text: str) -> Iterator[Resemblance]:
    if re.search(BIRTH, text):
        yield Resemblance("free-text-birth", "a date of birth", "must")


def _postcodes(text: str) -> Iterator[Resemblance]:
    if re.search(POSTCODE, text):
        yield Resemblance("free-text-postcode", "a postcode", "should")


def _names(text: str) -> Iterator[Resemblance]:
    if any(found[1] not in NO_NAMES for found in re.finditer(TITLE, text)):
        yield Resemblance("free-text-name", "a name with a title", "should")


LOOKS: Final[tuple[Callable[[str], Iterator[Resemblance]], ...]] = (
    _emails, _phones, _nhs_numbers, _births, _postcodes, _names)
