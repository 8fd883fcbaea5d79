"""Who are a figure's example women, and what should it say of them?

An example is a short history as text, with its expected answers:

    fitted and kept | on 2021-09-30 | counted 1 of 1
      2021-01-04 signed-up contraception_choice=larc
      2021-02-01 larc-fitted method=implant

After the second bar stand her answers, several separated by ';', or 'none' where the figure does not ask her;
'counted 120 of 242' gives amount and `of`, 'missing' and 'excluded' have none. A line that begins with
'programme' is an entry of the programme's stream, one that begins with 'her W-0002' is another woman's
(for figures of the programme as a whole). Values with spaces stand in quotation marks.
"""

import datetime
import re
import shlex
from collections.abc import Iterator

import attrs

from ledger import reading
from ledger.entries import PROGRAMME, Entry, Statement
from ledger.history import History, history
from projections import parameters
from projections.answers import Answer
from projections.indicators import Figure, Programme, rows_of
from projections.woman import Woman

HER = "W-0001"


@attrs.frozen
class Example:
    """A short history, the day it is asked on, and the answers that are right."""

    name: str
    day: datetime.date
    expected: tuple[str, ...]
    lines: tuple[str, ...]


def examples(text: str) -> Iterator[Example]:
    """The examples that a text holds. Raises ValueError naming a line that is none."""
    head: list[str] | None = None
    lines: list[str] = []
    for line in [*filter(str.strip, text.splitlines()), "| |"]:
        if line.count("|") == 2:
            if head:
                name, on, answers = (part.strip() for part in head)
                yield Example(name, datetime.date.fromisoformat(on.removeprefix("on ")),
                              tuple(sorted(each.strip() for each in answers.split(";") if each.strip() != "none")), tuple(lines))
            head, lines = line.split("|"), []
        elif head is None:
            raise ValueError(f"an example begins with 'name | on DAY | answers', not {line!r}")
        else:
            lines.append(line.strip())


def asked(figure: Figure, example: Example) -> tuple[str, ...]:
    """What the figure says of an example, in the words of its expected answers."""
    told = _told(example)
    programme = told.pop(PROGRAMME, History(PROGRAMME, ()))
    in_force = parameters.in_force(programme.upto(example.day))
    women = [Woman(each.upto(example.day), example.day, in_force) for each in told.values()]
    if figure.of_programme is not None:
        assert figure.gather is not None
        gathered = [(woman.reference, figure.gather(woman)) for woman in women]
        rows = rows_of(figure.of_programme(Programme(programme.upto(example.day), example.day, in_force), gathered))
    else:
        assert figure.of_woman is not None
        rows = tuple(row for woman in women for row in rows_of(figure.of_woman(woman)))
    return tuple(sorted(_worded(row) for row in rows))


def _worded(row: Answer) -> str:
    return f"{row.answer} {row.amount:g} of {row.of:g}" if row.answer in ("counted", "not-counted") else row.answer


def _told(example: Example) -> dict[str, History]:
    """The histories that the lines of an example tell."""
    entries: dict[str, list[Entry]] = {}
    for number, line in enumerate(example.lines, 1):
        said = _statement(line)
        stream = entries.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="example", append="example", stream=said.woman, version=len(stream) + 1,
                            position=number, recorded_at=number))
    entries.setdefault(HER, [])
    return {woman: history(woman, told) for woman, told in entries.items()}


def _statement(line: str) -> Statement:
    woman, rest = HER, line
    if found := re.match(r"(programme|her (\S+)) +", line):
        woman, rest = found[2] or PROGRAMME, line[found.end():]
    occurred, kind, *pairs = shlex.split(rest)
    row = {"kind": kind, "woman": woman, "occurred": occurred, **dict(pair.split("=", 1) for pair in pairs)}
    try:
        return reading.statement(row, "practitioner")
    except reading.BadRow as why:
        raise ValueError(f"{line!r}: {why}") from why
