"""Which workbook can a coordinator fill in?

One sheet a kind, made from its class: headings (a field's name, then what it asks for), a row of notes, a greyed example
that an import ignores, drop-downs from the code lists. The same arguments give the same bytes. Filled, it holds what the
ledger knows of some women, so that importing it again adds nothing.
"""

import datetime
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ledger import codec, history, reading, restricted
from ledger.codes import SOURCE
from ledger.dates import first_day
from ledger.entries import PROGRAMME, Statement
from ledger.errors import NotFound, Refused, Usage
from ledger.events import PROGRAMME_KINDS, TYPED, event_class
from ledger.fields import BadValue, Meaning
from ledger.folder import Ledger
from ledger.importing.places import letters
from ledger.importing.sheets import sheet_kind
from ledger.reading import field_meanings
from ledger.restricted import Usable
from ledger.women import named

CREATED: Final = datetime.datetime(2000, 1, 1)
EVERYONE: Final = "month"
ROWS: Final = 1000
FIRST: Final = 3
DAYS: Final = 31
MANY: Final = 12
SHORT_LIST: Final = 250
EXAMPLE: Final = "example (not imported)"
NOTES: Final = "notes"
FORMS: Final[Mapping[str, Mapping[str, Any]]] = {
    "day": {"num_format": "dd/mm/yyyy", "align": "left"}, "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "text": {"num_format": "@"}, "number": {"num_format": "General"}}
GREY: Final = {"font_color": "#808080", "italic": True}
ENVELOPE: Final[Mapping[str, tuple[str, Meaning]]] = {
    "key": ("your own name for this row, if it has one", Meaning(
        "Leave it blank, or give each row a name of its own.", "text", False)),
    "woman": ("her reference", Meaning("Such as W-0007 or w7; several for a group session: w7; w12.", "text")),
    "occurred": ("the day", Meaning("Day/month/year. Where only the month is known write it as text: '2021-02.", "day")),
    "by": ("who saw or heard it", Meaning("By reference such as P-01, not by name.", "text", False)),
    "source": ("where it comes from", Meaning("Left blank it is import.", "code", False, SOURCE)),
    "source_ref": ("the document, if any", Meaning("Left blank it is this file, sheet and row.", "text", False)),
    "episode_ref": ("ties entries of one visit or crisis", Meaning("The same short reference in each of them.", "text", False)),
    "note": ("a short free text", Meaning("No names, and nothing about third parties.", "text", False))}
LEADING: Final = ("key", "woman", "occurred")
EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "equality-recorded": {"value": "white-british"}, "records-reviewed": {"to": datetime.date(2021, 3, 8)},
    "instrument-completed": {"score": 12}}


@attrs.frozen
class Column:
    """A column of a sheet: its field, the plain hint of its heading, and what it takes."""

    name: str
    hint: str
    meaning: Meaning

    @property
    def heading(self) -> str:
        return f"{self.name} ({self.hint})"

    @property
    def form(self) -> str:
        """How its cells are formatted: a date, a number, or text, so that 0012 stays."""
        shape = self.meaning.shape
        return shape if shape in ("day", "date") else "number" if shape in ("count", "number", "pence", "position") else "text"


def columns(kind: str) -> list[Column]:
    """The columns of a kind's sheet: whose and when, the kind's own fields, then what may be said of any."""
    fields = field_meanings(kind)
    envelope = {name: Column(name, *said) for name, said in ENVELOPE.items() if name not in fields}
    if kind in PROGRAMME_KINDS:
        envelope.pop("woman")
    own = [Column(name, meaning.text[0].lower() + meaning.text[1:].rstrip("."), meaning) for name, meaning in fields.items()]
    return [*(envelope.pop(name) for name in LEADING if name in envelope), *own, *envelope.values()]


def write(path: Path, kinds: Sequence[str] = (), rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> int:
    """Write a template to a new file; the number of its sheets. Raises Refused, Usage.

    kinds: which, else all (those with rows, where there are any). rows: what to fill in, by kind.
    """
    chosen = _chosen(kinds) or [kind for kind in TYPED if rows is None or kind in rows]
    if path.suffix.lower() != ".xlsx":
        raise Usage(f"{path.name} is not the name of a workbook.", f"Such as: outcomes template {path.stem or 'week'}.xlsx")
    if path.exists():
        raise Refused(f"{path} is there already; nothing was written.", "Choose another name, or move it away.")
    if not chosen:
        raise NotFound("The ledger holds no such entries in that time; nothing was written.", "Give an earlier day: --since 2021-01-01")
    with Book(path) as book:
        if len(chosen) > MANY:
            book.contents(chosen)
        for kind in chosen:
            book.sheet(kind, (rows or {}).get(kind, ()))
    if rows:
        path.chmod(0o600)   # what is filled in is nobody else's to read
    return len(chosen)


def told(path: Path, sheets: int, rows: Mapping[str, Sequence[Any]] | None) -> str:
    """What to say of a template that was written."""
    made = f"{path} has {sheets} sheet{'' if sheets == 1 else 's'}, one a kind. Fill it in, and import it: outcomes import {path}"
    count = sum(map(len, (rows or {}).values()))
    many = f"{count:,} {'entry' if count == 1 else 'entries'}"
    return made + (f"\nIt holds {many} in plain words: not for home; delete it when you have done with it." if rows else "")


def _chosen(kinds: Sequence[str]) -> list[str]:
    """The kinds that were asked for, each once. Raises NotFound."""
    for kind in kinds:
        if sheet_kind(kind) not in TYPED:
            raise NotFound(f"{kind!r:.60} is not a kind of event that a template has; nothing was written.", reading.near_kind(kind))
    return list(dict.fromkeys(filter(None, map(sheet_kind, kinds))))


@attrs.frozen
class Told:
    """A column with its note, and how much room they take."""

    column: Column
    note: str

    @property
    def width(self) -> int:
        """In characters of the workbook's font."""
        return max(14, min(30, max(len(self.column.heading), len(self.note) // 3) // 2))

    def lines(self, text: str, wide: float) -> int:
        """How many lines a text takes, a word broken nowhere. wide: a character, in characters of the workbook's font."""
        return len(textwrap.wrap(text, int(self.width / wide)))


class Book:
    """A workbook being written, the same bytes for the same content."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> "Book":
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        self._book = Workbook(str(self._path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self._book.set_properties({"created": CREATED})
        self._lists: dict[tuple[str, ...], str] = {}
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8E8E8"})
        self._note = self._book.add_format({"text_wrap": True, "valign": "top", "font_size": 9})
        self._forms = {name: self._book.add_format(dict(form)) for name, form in FORMS.items()}
        self._greys = {name: self._book.add_format({**form, **GREY}) for name, form in FORMS.items()}
        return self

    def __exit__(self, *why: Any) -> None:
        self._write_lists()
        self._book.close()

    def contents(self, kinds: Sequence[str]) -> None:
        """A first sheet that leads to all others."""
        page = self._book.add_worksheet("contents")
        page.set_column(0, 0, 32)
        page.set_column(1, 1, 80)
        for row, kind in enumerate(kinds):
            page.write_url(row, 0, f"internal:'{kind}'!A1", string=kind)
            page.write_string(row, 1, event_class(kind).__doc__ or "")

    def sheet(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A kind's sheet: headings, notes, an example, and the rows that are given."""
        page, sample = self._book.add_worksheet(kind), example(kind)
        page.freeze_panes(1, 0)
        printed(page)
        told = [Told(column, f"{NOTES}: {event_class(kind).__doc__}" if index == 0 else note(column))
                for index, column in enumerate(columns(kind))]
        page.set_row(0, 15 * max(each.lines(each.column.heading, 1.1) for each in told))
        page.set_row(1, 12 * max(each.lines(each.note, 0.9) for each in told))
        for index, (column, beneath) in enumerate((each.column, each) for each in told):
            page.set_column(index, index, beneath.width, self._forms[column.form])
            page.write_string(0, index, column.heading, self._bold)
            page.write_string(1, index, beneath.note, self._note)
            _put(page, 2, index, EXAMPLE if index == 0 else sample.get(column.name), self._greys[column.form])
            for number, row in enumerate(rows, FIRST):
                _put(page, number, index, row.get(column.name), self._forms[column.form])
            if column.meaning.codes and column.meaning.shape == "code":
                self._drop_down(page, index, column.meaning.words())

    def _drop_down(self, page: Any, index: int, words: tuple[str, ...]) -> None:
        source: Any = list(words) if len(",".join(words)) <= SHORT_LIST else self._range(words)
        page.data_validation(FIRST, index, ROWS, index, {
            "validate": "list", "source": source, "error_type": "warning", "error_title": "Not in the list",
            "error_message": "Codes and the beginnings of words are taken too. Keep it?"})

    def _range(self, words: tuple[str, ...]) -> str:
        """Where a list too long for a cell's rule stands in the hidden sheet; noted, and written at the end."""
        letter = letters(list(self._lists).index(words) if words in self._lists else len(self._lists))
        return self._lists.setdefault(words, f"=lists!${letter}$1:${letter}${len(words)}")

    def _write_lists(self) -> None:
        if self._lists:
            page = self._book.add_worksheet("lists")
            page.hide()
            for index, words in enumerate(self._lists):
                page.write_column(0, index, words)


def printed(page: Any) -> None:
    """How a sheet is printed: all of its columns on one page, its headings on each, and where it may not go."""
    page.set_landscape()
    page.set_paper(9)   # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&LNot for home&C&A&R&P of &N")


def _put(page: Any, row: int, index: int, value: Any, form: Any) -> None:
    """Write one value as what it is: a text never becomes a formula, a number or a link."""
    if isinstance(value, datetime.date):
        page.write_datetime(row, index, value, form)
    elif isinstance(value, int | float):
        page.write_number(row, index, value, form)
    elif value is not None:
        page.write_string(row, index, value, form)


def note(column: Column) -> str:
    """What the row of notes says of a column."""
    needed = "Needed. " if column.meaning.required and column.meaning.by_source is None else "May be blank. "
    if column.name in ENVELOPE and column.meaning is ENVELOPE[column.name][1]:
        return needed + column.meaning.text
    return needed + str(_TAKES.get(column.meaning.shape, lambda meaning: "Text.")(column.meaning))


_TAKES: Final[Mapping[str, Any]] = {
    "code": lambda meaning: "Choose from the list.",
    "codes": lambda meaning: "One or more, separated by ; of: " + ", ".join(meaning.words()),
    "count": lambda meaning: f"A whole number, {meaning.least:,} to {meaning.most:,}.",
    "pence": lambda meaning: "Whole pence: 1250 for 12.50.", "position": lambda meaning: "A position, as show prints it.",
    "number": lambda meaning: "A number.", "reference": lambda meaning: "A short reference without spaces, such as P-01 or C1.",
    "day": lambda meaning: "Day/month/year.", "date": lambda meaning: "Day/month/year.",
    "month": lambda meaning: "A month, such as 2021-02; never a day.", "texts": lambda meaning: "Several are separated by ;"}


def example(kind: str) -> dict[str, Any]:
    """The values of a kind's example row, each of which an import would take."""
    own = {name: _sample(name, meaning) for name, meaning in field_meanings(kind).items() if meaning.required}
    woman = {} if kind in PROGRAMME_KINDS else {"woman": "W-0007"}
    return {**woman, "occurred": datetime.date(2021, 2, 8), **own, **EXAMPLES.get(kind, {})}


def _sample(name: str, meaning: Meaning) -> Any:
    if meaning.codes:
        return meaning.codes.names[0]
    if meaning.shape in ("count", "pence", "position", "number"):
        return max(1, int(meaning.least or 0))
    if meaning.shape in ("day", "date"):
        return datetime.date(2021, 2, 8)
    said = re.search(r"such as ([\w.-]+[\w])", meaning.text)
    return "2021-02" if meaning.shape == "month" else said[1] if said else name


# Filled from the ledger.


def filled(ledger: Ledger, women: Iterable[str], since: datetime.date | None = None) -> dict[str, list[dict[str, Any]]]:
    """What stands in the ledger of some women since a day, as rows by kind.

    women: references, or `month` for everybody. since: else 31 days before the day of the last entry.
    Raises NotFound for a woman who is not known, Refused for one who is restricted.
    """
    head = ledger.entries.head()
    begins = since or ledger.day_of(head.recorded_at) - datetime.timedelta(DAYS)
    rows: dict[str, list[dict[str, Any]]] = {}
    for entries in _streams(ledger, women):
        for fact in history.stand(entries):
            if fact.day >= begins:
                rows.setdefault(fact.kind, []).append(row(fact.said))
    return rows


def _streams(ledger: Ledger, women: Iterable[str]) -> Iterable[Sequence[Any]]:
    for woman in women:
        if woman == EVERYONE:
            yield from (entries for _, entries in Usable(ledger, ledger.entries.head().position))
            return
        woman = _meant(ledger, woman)
        entries = ledger.entries.stream(ledger.stream_of(woman))
        if not entries:
            raise NotFound(f"{woman} is not known to this ledger; nothing was written.", "See who is: outcomes women")
        if restricted.of(entries):
            raise Refused(f"What is held of {woman} is kept and not used; nothing was written.", f"See since when: outcomes show {woman}")
        yield entries


def _meant(ledger: Ledger, typed: str) -> str:
    """The woman whom `--filled` names. Raises NotFound where it could be one of several."""
    try:
        return named(ledger, typed)
    except BadValue as why:
        raise NotFound(f"{why.sentence}; nothing was written.", why.hint) from None


def row(said: Statement) -> dict[str, Any]:
    """A statement as the cells of its row; a full day as a date, a month or year as text."""
    fields = codec.fields_of(said.event)
    kept = {name: getattr(said, name) for name in ENVELOPE if name not in fields}
    if said.woman == PROGRAMME:
        kept.pop("woman")
    meanings = field_meanings(said.kind)
    return {**{name: _cell(value, "day" if name == "occurred" else "text") for name, value in kept.items()},
            **{name: _cell(value, meanings[name].shape) for name, value in fields.items()}}


def _cell(value: Any, shape: str) -> Any:
    if isinstance(value, tuple):
        return "; ".join(value)
    if shape in ("day", "date") and isinstance(value, str) and len(value) == 10:
        return first_day(value)
    return value
