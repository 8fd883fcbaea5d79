"""Do many who write and many who read at once lose nothing, fork nothing, and see nothing that is not so?

Writers append one entry at a time, to the same women; beside them readers check, work out the matrix, and prove entries
against heads that they noted themselves. Nobody may fail, and every proof holds against every head.
"""

import json
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import audit, checkpoints, folder, proving, recording, replay, verify
from ledger.author import Author
from ledger.entries import Said
from ledger.reading import statement
from projections import reports

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
WOMEN = [f"W-{number}" for number in range(1, 6)]
NOW = 1_634_810_400_000_000
MET = {"kind": "contact-held", "occurred": "2021-09-01", "purpose": "programme", "medium": "telephone", "attendance": "attended-on-time"}


def write(path: Path, together: Any, name: str, many: int) -> None:
    """Append so many entries, each by itself; every tenth writes of all women at once."""
    ledger, drawn = folder.open_ledger(path), random.Random(name)
    together.wait()
    for number in range(many):
        women = WOMEN if number % 10 == 0 else [drawn.choice(WOMEN)]
        said = [Said(statement({**MET, "woman": woman, "source_ref": f"{name}-{number}"}, "practitioner")) for woman in women]
        recording.append(ledger, said, Author(name, time.time_ns() // 1000))
    ledger.entries.close()


def read(path: Path, together: Any, ended: Any, look: Callable[[folder.Ledger, dict[str, Any]], None], rest: float) -> None:
    """Look before the writers begin, again and again while they write, and once they have ended. rest: between, in seconds."""
    kept: dict[str, Any] = {"drawn": random.Random(look.__name__)}
    _look(path, look, kept)
    together.wait()
    while not ended.wait(rest):
        _look(path, look, kept)
    _look(path, look, kept)


def _look(path: Path, look: Callable[[folder.Ledger, dict[str, Any]], None], kept: dict[str, Any]) -> None:
    ledger = folder.open_ledger(path)
    look(ledger, kept)
    ledger.entries.close()


def checks(ledger: folder.Ledger, kept: dict[str, Any]) -> None:
    checked = audit.check(ledger.path, os.environ, kept.get("head"))
    assert checked.verdict == "ok", checked.findings
    kept["head"] = f"{checked.checked}:{checked.root}"


def works_out(ledger: folder.Ledger, kept: dict[str, Any]) -> None:
    view = replay.view(ledger, None)
    document = reports.produce(reports.REPORTS["matrix"], view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
    assert document["position"] >= kept.get("position", 0)
    assert document["root"] == ledger.entries.root(document["position"]).hex()
    kept["position"] = document["position"]


def proves(ledger: folder.Ledger, kept: dict[str, Any]) -> None:
    """An entry against the newest head and against one noted before; and that the one extends the other."""
    from ledger import tree

    head = proving.against(ledger, None, os.environ)
    for each in (head, *kept.get("heads", ())):
        found = verify.note(each.text)
        position = kept["drawn"].randrange(1, each.size + 1)
        proof = {"proof": "entry", "checkpoint": each.text, "entries": [proving.entry(ledger, position, each, True)]}
        code, lines = verify.report(json.dumps(proof), checkpoints.written(found), ())
        assert code == 0, lines
        path = tree.consistency(ledger.entries.leaves(head.size), each.size)
        assert verify.extends(each.size, found.root, head.size, verify.note(head.text).root, path)
    kept["heads"] = [*kept.get("heads", ())[-2:], head]


def under_load(place: Path, writers: int, many: int, rest: float) -> None:
    """Raise AssertionError where anything is lost, twice, or not so. rest: of each reader between two looks, in seconds."""
    path = place / "phoenix"
    folder.create(path, "Phoenix")
    ledger = folder.open_ledger(path)
    rows = [{"kind": "woman-identified", "woman": woman, "occurred": "2021-01-01", "route": "self", "care_experienced": "no"} for woman in WOMEN]
    recording.append(ledger, [Said(statement(row, "practitioner")) for row in rows], Author("P-00", NOW))
    works_out(ledger, {})   # what it needs is loaded here, once
    ledger.entries.close()
    context = multiprocessing.get_context("fork")
    ended, looks = context.Event(), (checks, works_out, proves)
    together = context.Barrier(writers + len(looks), timeout=300)
    writing = [context.Process(target=write, args=(path, together, f"P-{number}", many)) for number in range(writers)]
    reading = [context.Process(target=read, args=(path, together, ended, look, rest)) for look in looks]
    for each in (*writing, *reading):
        each.start()
    for each in writing:
        each.join()
    ended.set()
    for each in reading:
        each.join()
    assert [each.exitcode for each in (*writing, *reading)] == [0] * (writers + 3)
    _all_there(path, writers, many)


def _all_there(path: Path, writers: int, many: int) -> None:
    ledger = folder.open_ledger(path)
    entries = [entry for entry in ledger.entries.backwards() if entry.said.source_ref]
    positions = sorted(entry.position for entry in entries)
    ledger.entries.close()
    there = Counter(entry.said.source_ref for entry in entries)
    assert there == {f"P-{writer}-{number}": 5 if number % 10 == 0 else 1 for writer in range(writers) for number in range(many)}
    assert positions == list(range(len(WOMEN) + 1, len(WOMEN) + len(entries) + 1))
    by_append: dict[str, list[int]] = {}
    for entry in entries:
        by_append.setdefault(entry.append, []).append(entry.position)
    assert all(max(each) - min(each) == len(each) - 1 for each in by_append.values()), "an append is torn"
    assert audit.check(path, os.environ).verdict == "ok"


def test_three_who_write_and_three_who_read_meet_in_one_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-one appends each: none lost, none twice, none forked, every proof holds throughout."""
    monkeypatch.delenv("OUTCOMES_NOW")
    under_load(tmp_path, 3, 21, 0.1)


@pytest.mark.slow
def test_eight_who_write_a_thousand_each_meet_in_one_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight thousand appends, and readers beside them all the while."""
    monkeypatch.delenv("OUTCOMES_NOW")
    under_load(tmp_path, 8, 1000, 0)
