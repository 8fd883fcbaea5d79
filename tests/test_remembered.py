"""Is what was worked out of a woman's stream used as long as it holds, and no longer?"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import pytest

from ledger import held, recording, remembered
from ledger.author import Author
from ledger.cache import FILE
from ledger.entries import PROGRAMME, Entry, Said
from ledger.errors import Refused
from ledger.folder import Ledger
from ledger.guided.session import known
from ledger.reading import statement

Say = Callable[..., recording.Receipt]


def identified(woman: str, **more: Any) -> dict[str, Any]:
    """She came to notice."""
    return {"kind": "woman-identified", "woman": woman, "occurred": "2020-01-01", "route": "self", "care_experienced": "yes", **more}


def contact(woman: str, **more: Any) -> dict[str, Any]:
    """A contact."""
    return {"kind": "contact-held", "woman": woman, "occurred": "2021-02-01", "purpose": "programme", "medium": "telephone",
            "attendance": "5", **more}


class Worked:
    """How many entries each stream has, and whose were read for it."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, entries: Sequence[Entry]) -> bytes:
        self.read.append(entries[0].said.woman)
        return str(len(entries)).encode()


def test_only_streams_that_moved_are_read_again(ledger: Ledger, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """And all of them under another name, other code, or where the cache is gone or altered."""
    monkeypatch.setattr(remembered, "AT_ONCE", 2)
    say(*map(identified, ("W-1", "W-2", "W-3")), contact("W-1"),
        {"kind": "capacity-set", "woman": PROGRAMME, "occurred": "2021", "women": 20})
    work = Worked()
    first = remembered.of_each(ledger, "count", work)
    assert sorted(work.read) == ["W-1", "W-2", "W-3"] and list(first) == sorted(map(ledger.stream_of, work.read))
    assert remembered.of_each(ledger, "count", work) == first and len(work.read) == 3
    say(contact("W-2"))
    again = remembered.of_each(ledger, "count", work)
    assert work.read[3:] == ["W-2"] and again == {**first, ledger.stream_of("W-2"): b"2"}
    remembered.of_each(ledger, "other", work)
    assert len(work.read) == 7
    monkeypatch.setattr(remembered, "code", lambda *folders: b"other code")
    assert remembered.of_each(ledger, "count", work) == again and len(work.read) == 10
    with closing(sqlite3.connect(ledger.path / FILE)) as db, db:
        db.execute("UPDATE answers SET sealed = zeroblob(40) WHERE stream = ?", (ledger.stream_of("W-3"),))
    assert remembered.of_each(ledger, "count", work) == again and work.read[10:] == ["W-3"]
    (ledger.path / FILE).unlink()
    assert remembered.of_each(ledger, "count", work) == again and len(work.read) == 14


def test_a_key_is_known_whoever_brought_it_and_whenever(ledger: Ledger, say: Say, author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a key of a stream that has moved since, and one that stands for something else is told with its place."""
    def bring(*rows: dict[str, Any]) -> recording.Receipt:
        return recording.append(ledger, [Said(statement(row, "import"), once=True) for row in rows], author)
    bring(identified("W-1", key="a"), identified("W-2"))
    assert bring(identified("W-1", key="a"), contact("W-2", key="b")).positions == (3,)
    read: list[str] = []
    remember = held._remember
    monkeypatch.setattr(held, "_remember", lambda entries: read.append(entries[0].said.woman if entries else "") or remember(entries))
    assert bring(contact("W-2", key="b")).skipped == 1
    assert sorted(read) == ["", "W-2"]
    with pytest.raises(Refused) as why:
        bring(contact("W-1", key="b"))
    assert [(each.code, "position 3" in each.message) for each in why.value.findings] == [("key-twice", True)]


def test_the_conversation_knows_who_is_known_today(ledger: Ledger, say: Say, author: Author) -> None:
    """Who was identified by mistake is not, and what was last said of her is the last."""
    say(identified("W-1"), identified("W-2"), contact("W-1", by="P-01"))
    assert known(ledger, author).women == ("W-1", "W-2")
    say(contact("W-1", by="P-02", medium="text"), {"kind": "withdrawn", "woman": "W-2", "occurred": "2021-03-01", "position": 2, "reason": "nobody"})
    now = known(ledger, author)
    assert now.women == ("W-1",) and now.usual == {"W-1": {"by": "P-02", "medium": "text", "purpose": "programme"}}
