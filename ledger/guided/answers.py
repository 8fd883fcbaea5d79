"""What was meant by the answer to one question, and how is it said back?

A numbered choice whose list has numbers for codes is numbered by them, so that a number typed never means
two things: 5 is code 5. A field is judged as soon as it is answered, by the check that its event will make.
"""

import datetime
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

import attrs

from ledger import reading
from ledger.codes import MISSING
from ledger.dates import first_day
from ledger.events import event_class
from ledger.fields import BadValue, Meaning, given_name

POUNDS: Final = re.compile(r"\u00a3\s?(\d{1,9})(?:\.(\d\d))?", re.ASCII)
NOT_SAID: Final[Mapping[str, str]] = {
    "not-asked": "nobody asked her", "declined": "asked, and she would rather not say",
    "not-known": "she was asked, or it was looked for, and it is not known", "not-applicable": "the question does not fit"}
SHAPES: Final[Mapping[str, str]] = {
    "text": "A few words; no names of people.", "texts": "Short texts, separated by semicolons.",
    "reference": "A short reference such as P-01 or C1, without spaces; never a name.",
    "code": "Type a number, a word, the start of a word, or its code.",
    "codes": "Type one or more numbers or words, separated by commas.",
    "count": "A whole number.", "number": "A number.", "pence": "Pence, such as 1250; or pounds with their sign.",
    "position": "The number of an entry, as `outcomes show` prints it.",
    "day": "A day, or a month or year if no more is known: 8 Feb 2021, 2021-02-08, yesterday, 2021-02, 2021.",
    "date": "A full day: 8 Feb 2021, 2021-02-08, yesterday.", "month": "A month or a year, never a day: 2021-02, Feb 2021, 2021."}


def labels(meaning: Meaning) -> dict[str, str]:
    """Number to type -> word of the list; a code that is a number is its own, without leading zeros."""
    assert meaning.codes is not None
    codes = {word: meaning.codes.known.get(word, "") for word in meaning.words()}
    coded = {str(int(code)): word for word, code in codes.items() if code.isdecimal()}
    free = (str(number) for number in range(1, 1000) if str(number) not in coded)
    by_word = {word: label for label, word in coded.items()}
    return {by_word.get(word) or next(free): word for word in codes}


def choice(meaning: Meaning, word: str) -> str:
    """A word of a list as it is said: with spaces, and what it means where that is more."""
    assert meaning.codes is not None
    said = word.replace("-", " ")
    own = word in meaning.codes.known
    more = meaning.codes.meaning(word) if own else NOT_SAID[word]
    return said if more == said else f"{said}: {more}"


def narrowed(meaning: Meaning, values: Mapping[str, Any]) -> Meaning:
    """The meaning of a field whose list another answer chooses."""
    if meaning.chosen_by is None:
        return meaning
    chooser, lists = meaning.chosen_by
    return attrs.evolve(meaning, codes=lists[values[chooser]], chosen_by=None)


def value(kind: str, name: str, typed: str, values: Mapping[str, Any], today: datetime.date) -> Any:
    """The value of one field of a kind, checked against the answers before it. Raises BadValue."""
    meaning = narrowed(reading.field_meanings(kind)[name], values)
    read = reading.value(meaning, name, _plain(meaning, typed), today)
    fields = {attribute.name: attribute for attribute in attrs.fields(event_class(kind))}
    attribute = next(each for each in fields.values() if given_name(each.name) == name)
    earlier = SimpleNamespace(**{each: values.get(given_name(each)) for each in fields})
    assert attribute.validator is not None
    attribute.validator(earlier, attribute, read)
    return read


def _plain(meaning: Meaning, typed: str) -> Any:
    """What was typed, numbers of choices put into words and pounds into pence."""
    if meaning.shape == "code":
        return labels(meaning).get(typed, typed)
    if meaning.shape == "codes":
        parts = typed.split() if re.fullmatch(r"[\d\s]+", typed) else re.split(r"[,;]", typed)
        return [labels(meaning).get(part.strip(), part.strip()) for part in parts]
    if meaning.shape == "pence" and (pounds := POUNDS.fullmatch(typed)):
        return int(pounds[1]) * 100 + int(pounds[2] or 0)
    return typed


def occurred(typed: str, today: datetime.date) -> str:
    """When it was true, as kept. Raises BadValue for what is no date or lies in the future."""
    from ledger.dates import lived, read

    kept = lived(read(typed, today))
    if first_day(kept) > today:
        raise BadValue(f"{day_in_full(kept)} is in the future; today is {day_in_full(today.isoformat())}", "Add it once it has happened.")
    return kept


def day_in_full(kept: str) -> str:
    """Monday 8 February 2021; February 2021; 2021."""
    day = first_day(kept)
    return {10: f"{day:%A} {day.day} {day:%B %Y}", 7: f"{day:%B %Y}, day not known", 4: f"{kept}, month not known"}[len(kept)]


def in_words(meaning: Meaning | None, value: Any) -> str:
    """A value as it is said back."""
    if meaning and meaning.shape in ("day", "date", "month"):
        return day_in_full(value)
    if meaning and meaning.shape == "pence":
        return f"{value} pence ({value // 100:,}.{value % 100:02} pounds)"
    if isinstance(value, tuple):
        return ", ".join(each.replace("-", " ") for each in value)
    return value.replace("-", " ") if meaning and meaning.shape == "code" else str(value)


def explained(meaning: Meaning) -> tuple[str, ...]:
    """What a field says and takes, in lines."""
    lines = [meaning.text, SHAPES[meaning.shape]]
    if meaning.least is not None and meaning.most is not None and meaning.most < 10**9:
        lines.append(f"From {meaning.least:,} to {meaning.most:,}.")
    if meaning.codes:
        lines.append(f"The words are those of: {meaning.codes.title}; {meaning.codes.standard}.")
    if meaning.missing:
        lines += [f"{word.replace('-', ' ')}: {NOT_SAID[word]}." for word in MISSING]
    return (*lines, "" if meaning.required else "It may be left out: press Enter.")
