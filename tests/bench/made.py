"""A large ledger, quickly: many women with many plausible entries, written through the store in batches."""

import datetime
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger import folder, recording
from ledger.entries import Said
from ledger.reading import statement
from ledger.recording import Author

NOW = 1_634_810_400_000_000
START = datetime.date(2019, 1, 1)


def rows(women: int, entries: int) -> Iterator[dict[str, Any]]:
    """`women` women with `entries` rows each: contacts and service use mostly, and what a programme records."""
    for number in range(women):
        woman = f"W-{number:05}"
        yield {"kind": "woman-identified", "woman": woman, "occurred": "2019-01-01", "route": "forum", "care_experienced": "no"}
        yield {"kind": "prioritised", "woman": woman, "occurred": "2019-01-05", "decision": "prioritised", "forum": "panel"}
        yield {"kind": "outreach-started", "woman": woman, "occurred": "2020-01-10"}
        yield {"kind": "signed-up", "woman": woman, "occurred": "2020-03-10", "planned_months": 18, "contraception_choice": "larc"}
        yield {"kind": "larc-fitted", "woman": woman, "occurred": "2020-04-10", "method": "implant"}
        yield {"kind": "records-reviewed", "woman": woman, "occurred": "2021-05-01", "services": "gp; a-and-e", "from": "2019-01-10",
               "to": "2021-05-01", "complete": "yes", "reviewer": "P-03", "source": "partner-record"}
        for index in range(entries - 6):
            day = (START + datetime.timedelta((index * 37 + number * 11) % 850)).isoformat()
            yield _filler(index, woman, day)


def _filler(index: int, woman: str, day: str) -> dict[str, Any]:
    if index % 3:
        return {"kind": "contact-held", "woman": woman, "occurred": day, "purpose": "programme", "medium": "telephone",
                "attendance": "attended-on-time", "minutes": 20 + index % 60}
    if index % 15:
        return {"kind": "service-used", "woman": woman, "occurred": day, "service": ("gp", "a-and-e")[index % 2], "attended": "yes",
                "source": "partner-record"}
    if index % 2:
        return {"kind": "need-assessed", "woman": woman, "occurred": day, "domain": "housing", "rating": "unmet", "rater": "woman"}
    return {"kind": "instrument-completed", "woman": woman, "occurred": day, "instrument": "core-10", "score": index % 40,
            "occasion": "6-months", "rater": "woman"}


def write(file: Path, women: int, entries: int) -> None:
    """The rows as JSON Lines."""
    with file.open("w", encoding="utf-8") as out:
        for row in rows(women, entries):
            out.write(json.dumps(row) + "\n")


def ledger(where: Path, women: int, entries: int, batch: int = 50_000) -> folder.Ledger:
    """A ledger with those rows in it, open."""
    folder.create(where, "Large")
    made = folder.open_ledger(where)
    author, waiting = Author("bench", NOW), []
    for row in rows(women, entries):
        waiting.append(Said(statement(row, "import")))
        if len(waiting) >= batch:
            recording.append(made, waiting, author)
            waiting = []
    if waiting:
        recording.append(made, waiting, author)
    return made


def kept(where: Path, women: int, entries: int) -> folder.Ledger:
    """The ledger of that folder without what was worked out of it, open; made first, by another process, where there is none."""
    if not where.exists():
        if os.fork() == 0:
            ledger(where, women, entries).entries.close()
            os._exit(0)
        os.wait()
    (where / "cache.db").unlink(missing_ok=True)
    return folder.open_ledger(where)
