"""What stands in a cell of a workbook, as its column takes it?

A spreadsheet changes what is typed: 3-4 becomes a day of April, 8 a day of 1900, 12.50 pounds is the number 12.5.
Wherever the stored value may not be what was meant, the cell is refused with a remedy; no value is mended silently.
"""

import datetime
import re
import unicodedata
from typing import Any, Final

from ledger.dates import EARLIEST, FIRST_YEAR, LATEST, TAKEN
from ledger.fields import BadValue, Meaning

NO_VALUE: Final = "#NO VALUE!"
ERROR: Final = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA|#+)"
                          r"|Err:\d{3}|#NO VALUE!.*", re.DOTALL)
DATES: Final = frozenset({"day", "date", "month"})
NUMBERS: Final = frozenset({"count", "number", "pence", "position"})
TEXTS: Final = frozenset({"text", "reference", "texts"})
THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
INVISIBLE: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")   # how a workbook writes a control character
FILLERS: Final = frozenset(("?", "??", "???", "-", "--", "\u2013", "\u2014", ".", "..", "...", "\u2026", "#", "n/a", "n.a.", "na",
                            "tbc", "tba", "tbd", "same", "same as above", "as above",
                            "see above", "ditto", "do.", '"', "''", "\u2033", "\u3003"))
REFERENCES: Final = frozenset({"by", "key", "episode_ref"})
DOCUMENT: Final = "source_ref"
CLEAR: Final = "Type over it what is meant, or clear the cell."
AS_TEXT: Final = "Format the cell as Text and type it again."
PENCE: Final = "whole pence, such as 1250 for 12.50"
EXACT: Final = 10**15
DAY_ZERO: Final = datetime.date(1899, 12, 30)


def shape_of(name: str, meaning: Meaning | None) -> str:
    """The shape of what a column takes; the envelope's columns take text, but for the date."""
    return meaning.shape if meaning else "day" if name == "occurred" else "code" if name in ("kind", "source") else "text"


def value(raw: Any, name: str, shape: str, form: str = "General") -> Any:
    """The raw value for `reading`. form: how the cell shows numbers and dates. Raises BadValue."""
    if isinstance(raw, str):
        return _text(raw, name, shape)
    if isinstance(raw, datetime.datetime | datetime.date):
        return _date(raw, name, shape, form)
    if isinstance(raw, datetime.time | datetime.timedelta):
        raise BadValue(f"{name} holds a time of day, {raw}", TAKEN if shape in DATES else AS_TEXT)
    if isinstance(raw, bool):
        raise BadValue(f"{name} holds the spreadsheet's {str(raw).upper()}",
                       "Type the number that is meant." if shape in NUMBERS else "Format the cell as Text and write the word meant.")
    return _number(raw, name, shape, form) if isinstance(raw, int | float) else raw


def _text(raw: str, name: str, shape: str) -> str:
    if shape in NUMBERS and "," in raw and not THOUSANDS.fullmatch(raw.strip()):
        raise BadValue(f'{name}: "{raw[:40]}" has a comma that parts no thousands', "Write 1234 or 1,234; decimals have a point: 0.5.")
    if ERROR.fullmatch(raw.strip()):
        raise BadValue(f"{name} holds the error {raw.strip()[:60]}", CLEAR)
    if INVISIBLE.search(raw) or ESCAPED.search(raw):
        raise BadValue(f"{name} holds a character that cannot be seen", "Type the text again rather than pasting it.")
    if shape in TEXTS and " ".join(raw.lower().split()) in FILLERS:
        raise BadValue(f'{name}: "{raw.strip()}" says nothing by itself', "Write out what is meant, or clear the cell.")
    if not raw.isascii() and any(map(str.isdigit, raw)) and (strange := _strange(raw, name)):
        raise BadValue(f'{name}: "{raw[:40]}" has {strange}, which no reference has, though it may look like what one has',
                       "Type the reference again, in plain letters, digits and dashes.")
    return raw


def _strange(raw: str, name: str) -> str:
    """What a reference would not have: anything but ASCII; in a document's name, letters of other alphabets."""
    if name not in REFERENCES and name != DOCUMENT:
        return ""
    return next((each for each in raw if not each.isascii() and (name != DOCUMENT or _is_foreign(each))), "")


def _is_foreign(letter: str) -> bool:
    """Whether a letter is none of ours: Cyrillic, Greek, full-width."""
    return letter.isalnum() and not unicodedata.name(letter, "").startswith(("LATIN ", "DIGIT ", "SUPERSCRIPT ", "VULGAR "))


def _date(raw: datetime.date, name: str, shape: str, form: str) -> Any:
    day = raw.date() if isinstance(raw, datetime.datetime) else raw
    if shape not in DATES:
        raise BadValue(f"{name} holds the date {day:%d/%m/%Y}; the spreadsheet may have made it of something else", AS_TEXT)
    if isinstance(raw, datetime.datetime) and raw.time() != datetime.time():
        raise BadValue(f"{name} holds a time of day, {raw:%d/%m/%Y %H:%M}", f"The ledger keeps days: type {day:%d/%m/%Y} alone.")
    if day.year < FIRST_YEAR:
        raise BadValue(f"{name} is {day:%d/%m/%Y}, which a spreadsheet makes of a small number", _as_year(day, shape))
    if is_month(form):
        return f"{day:%Y-%m}"
    if shape == "month":
        raise BadValue(f"{name} takes a month, and the cell holds a day, {day:%d/%m/%Y}",
                       f"Format the cell as Text and write {day:%Y-%m}; a day could tell who she is.")
    return day


def _as_year(day: datetime.date, shape: str) -> str:
    """What to do about a small number in a date cell: 13/07/1905 is what the year 2021 becomes there."""
    year = (day - DAY_ZERO).days
    if shape == "date" or not EARLIEST <= year <= LATEST:
        return TAKEN
    return f"If the year {year} is meant, format the cell as Text and type it again, or put an apostrophe before it: '{year}."


def is_month(form: str) -> bool:
    """Whether a number format shows a date as a month: what a spreadsheet makes of Feb 2021."""
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form).lower()
    return "m" in letters and "d" not in letters and "h" not in letters


def _number(raw: int | float, name: str, shape: str, form: str) -> Any:
    if shape in DATES and not EARLIEST <= raw <= LATEST:
        raise BadValue(f"{name} is the number {raw}" + _as_day(raw), f"Format the cell as a date, or as Text. {TAKEN}")
    if shape in NUMBERS and "%" in form:
        raise BadValue(f"{name} is shown as a percentage; the number in the cell is {raw}",
                       "Format the cell as General and type the number again.")
    if shape in NUMBERS and re.search("[£$€]", form):
        raise BadValue(f"{name} is shown as money, and the number in the cell is {raw}",
                       "Format the cell as General and type the number again" + (f": {PENCE}." if shape == "pence" else "."))
    if shape not in TEXTS:
        return raw
    if abs(raw) >= EXACT:
        raise BadValue(f"{name} is a number of more than 15 digits, of which a spreadsheet keeps 15", AS_TEXT)
    if isinstance(raw, int) and re.fullmatch("0+", form):
        return f"{raw:0{len(form)}}"
    if form not in ("General", "@", "0"):
        raise BadValue(f"{name} is the number {raw}, which the cell shows in another way ({form})", AS_TEXT)
    return raw


def _as_day(raw: int | float) -> str:
    """What a spreadsheet's number of a day would be, where it may be one."""
    if not 20_000 <= raw <= 80_000:
        return ", not a date"
    return f", which a spreadsheet shows as {DAY_ZERO + datetime.timedelta(int(raw)):%d/%m/%Y}"


def remedy(meaning: Meaning | None) -> str:
    """What to do about a bad cell where nothing better is known."""
    if meaning is None:
        return AS_TEXT
    choices = meaning.words()
    if choices:
        return "One of: " + ", ".join(choices[:30]) + "."
    if meaning.shape == "pence":
        return f"{meaning.text} Write {PENCE}."
    if meaning.shape in NUMBERS:
        return f"{meaning.text} Write it in digits" + (f", {meaning.least:,} to {meaning.most:,}." if meaning.most is not None else ".")
    return f"{meaning.text} {TAKEN if meaning.shape in DATES else 'Write it as ordinary text.'}"

