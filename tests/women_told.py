"""Women as a test tells them: lines of text, as in the example women, or the log of September 2021."""

import datetime
import json
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ledger import reading
from ledger.entries import PROGRAMME, Entry
from ledger.history import history
from projections import parameters
from projections.woman import Woman

LOG = Path(__file__).parent / "data" / "log-2021-09.jsonl"
DAY = datetime.date(2021, 9, 30)


def woman(text: str, on: str = "2021-09-30") -> Woman:
    """One woman from lines such as '2021-01-04 signed-up contraception_choice=larc'; positions count from 1."""
    return women({"W-0001": text}, on)[0]


def women(told: Mapping[str, str], on: str = "2021-09-30") -> list[Woman]:
    """Women by reference, each from her lines."""
    rows = [{"woman": reference, **_row(line)} for reference, text in told.items() for line in filter(str.strip, text.splitlines())]
    return from_rows(rows, datetime.date.fromisoformat(on))


def of_the_log() -> list[Woman]:
    """The 49 women of the log, true on 30 September 2021; an entry's position is its line."""
    return from_rows([json.loads(line) for line in LOG.read_text("utf-8").splitlines()], DAY)


def from_rows(rows: Iterable[Mapping[str, Any]], day: datetime.date) -> list[Woman]:
    """The women of rows of the import contract, in order of their references."""
    streams: dict[str, list[Entry]] = {PROGRAMME: []}
    for position, row in enumerate(rows, 1):
        said = reading.statement(row, "import")
        stream = streams.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="test", append="A1", stream=said.woman, version=len(stream) + 1,
                            position=position, recorded_at=position))
    told = {reference: history(reference, entries) for reference, entries in sorted(streams.items())}
    in_force = parameters.in_force(told.pop(PROGRAMME).upto(day))
    return [Woman(each.upto(day), day, in_force) for each in told.values()]


def _row(line: str) -> dict[str, str]:
    occurred, kind, *pairs = shlex.split(line)
    return {"occurred": occurred, "kind": kind, **dict(pair.split("=", 1) for pair in pairs)}
