"""Which readers take a word, and which what was sealed?"""

import contextlib
import datetime
import functools
from pathlib import Path
from typing import Final

from fuzzed.world import World

GOLDEN: Final = Path(__file__).parent.parent / "golden" / "payloads.jsonl"
WORDS: Final = [each.encode() for each in (
    "yesterday", "2021-W06-3", "8 Feb 2021", "3 weeks ago", "8/2/21", "last friday", "2021-10-21T09:30:00+00:00", "2021-02-08 00:00:00", "01234567-" * 8, "P-03", "larc-fitted", "w3", "W-0003",
    "postgresql://anna@db.example.org:5432/phoenix?sslmode=require", "embedded", "18.5%", "1,234.50", "larc ftted", "coil", "2021-Q3", "12 months ago", "2:" + "ab" * 32)]


def word(world: World, document: bytes) -> None:
    """One word, to everything that takes a word."""
    from ledger import address, author, dates, everyday, folder, near, reading, women
    from ledger.errors import LedgerError
    from ledger.fields import BadValue
    from projections import asked

    text, today = document.decode("utf-8", "surrogateescape"), datetime.date(2021, 10, 21)
    for ask in (lambda: dates.read(text), lambda: dates.read(text, today), lambda: asked.day("--known-by", text), lambda: author.author("P", {"OUTCOMES_NOW": text}),
                lambda: author.author(text or "P", {}), lambda: folder._key_from(text, "OUTCOMES_KEY"), lambda: address.told(address.store(text, "--store")),
                lambda: reading.near_kind(text), lambda: near.near_woman(world.ledger, text), lambda: folder._known_zone(text), lambda: women.whom(world.ledger, text),
                lambda: folder.find(text, {}), lambda: list(everyday.kinds(text)), lambda: near.did_you_mean(text, ("matrix", "profile"))):
        with contextlib.suppress(LedgerError, BadValue):
            ask()
    for kind in ("larc-fitted", "contact-held", "parameter-set", "incident-reported", "child-removed", "tenancy-started"):
        _fields(kind if kind in kinds() else "larc-fitted", text, today)


@functools.cache
def kinds() -> frozenset[str]:
    from ledger.events import kinds

    return frozenset(kinds())


def _fields(kind: str, text: str, today: datetime.date) -> None:
    from ledger import reading
    from ledger.fields import BadValue

    for name, meaning in reading.field_meanings(kind).items():
        with contextlib.suppress(BadValue):
            reading.value(meaning, name, text, today)


def payload(world: World, document: bytes) -> None:
    """What is sealed in an entry: read and written again, it is the same, or it is no entry."""
    from ledger import codec

    with contextlib.suppress(codec.Unreadable):
        entry = codec.decode(document, "s" * 32, 1, 1, 1)
        assert codec.decode(codec.encode(entry), "s" * 32, 1, 1, 1) == entry
