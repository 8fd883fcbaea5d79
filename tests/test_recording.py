"""Is what is said written whole or not at all, however many write at once, and readable to nobody else?"""

import datetime
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest

from ledger import audit, codes, folder, importing, recording, replay
from ledger.author import Author
from ledger.author import author as author_of
from ledger.entries import Entry, Said
from ledger.errors import Broken, Busy, Refused, Usage, VersionTaken
from ledger.folder import Ledger
from ledger.reading import statement
from ledger.store import ClockBehind, Entries

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
NOW = 1_634_810_400_000_000
Say = Callable[..., recording.Receipt]


def identified(woman: str, **more: Any) -> dict[str, Any]:
    """She came to notice."""
    return {"kind": "woman-identified", "woman": woman, "occurred": "2020-01-01", "route": "self", "care_experienced": "yes", **more}


def contact(woman: str, day: str = "2021-02-01", **more: Any) -> dict[str, Any]:
    """A contact on a day."""
    return {"kind": "contact-held", "woman": woman, "occurred": day, "purpose": "programme", "medium": "telephone", "attendance": "5", **more}


def merged(woman: str, other: str) -> dict[str, Any]:
    """Two references are one woman."""
    return {"kind": "identities-merged", "woman": woman, "occurred": "2021-10-01", "other": other, "reason": "same birth year"}


def entries(ledger: Ledger) -> list[Entry]:
    """Every entry in the order of the log."""
    return list(ledger.entries.backwards())[::-1]


def closed(ledger: Ledger) -> bytes:
    """The bytes that ledger.db has once it is closed, taken from a copy so that the ledger stays open."""
    with TemporaryDirectory() as copy:
        shutil.copytree(ledger.path, copy, dirs_exist_ok=True)
        Entries(f"{copy}/ledger.db").close()
        assert {path.name for path in Path(copy).iterdir()} == {"ledger.toml", "ledger.db", "keys.db"}
        return (Path(copy) / "ledger.db").read_bytes()


def verdict(ledger: Ledger) -> tuple[str, list[str]]:
    """What the auditor says, but for the note that the clock was set by hand."""
    found = audit.check(ledger.path, os.environ)
    return found.verdict, [finding.code for finding in found.findings if finding.code != "clock-set"]


def test_what_is_said_is_written_in_its_envelope(ledger: Ledger, say: Say) -> None:
    """Who, when, with what else and where: position, version, append, author and time."""
    receipt = say(identified("W-1"), identified("W-2"), contact("W-1", by="P-01", note="late"))
    assert (receipt.positions, receipt.skipped, receipt.findings) == ((1, 2, 3), 0, ())
    written = entries(ledger)
    assert [(each.position, each.said.woman, each.version, each.stream) for each in written] == [
        (1, "W-1", 1, ledger.stream_of("W-1")), (2, "W-2", 1, ledger.stream_of("W-2")), (3, "W-1", 2, ledger.stream_of("W-1"))]
    assert {(each.append, each.author, each.recorded_at, each.clock, each.redoes) for each in written} == {(receipt.append, "P-03", NOW, "set", None)}
    assert written[2].said == statement(contact("W-1", by="P-01", note="late"), "practitioner")


def test_a_clock_that_was_read_leaves_no_mark(ledger: Ledger, author: Author) -> None:
    """Only a time set by hand is marked as such."""
    recording.append(ledger, [Said(statement(identified("W-1"), "practitioner"))], attrs.evolve(author, clock_set=False))
    assert [each.clock for each in entries(ledger)] == [None]


def test_a_refused_append_leaves_the_ledger_byte_for_byte(ledger: Ledger, say: Say) -> None:
    """One bad row in many: nothing is written, and every finding is raised with its row."""
    say(identified("W-1"))
    before = closed(ledger)
    with pytest.raises(Refused) as caught:
        say(contact("W-1"), contact("W-7"), contact("W-1", "2021-12-01"), merged("W-1", "W-1"), identified("W-2"))
    assert [(finding.place, finding.code) for finding in caught.value.findings] == [
        ("row 2", "unknown-woman"), ("row 3", "future"), ("row 4", "same-woman")]
    assert caught.value.exit_code == 4
    assert closed(ledger) == before
    assert ledger.keys is not None and ledger.keys.streams() == {ledger.stream_of("W-1")}


def test_the_good_rows_alone_can_be_kept(ledger: Ledger, say: Say) -> None:
    """What is left out is said; what depends on it is left out too."""
    receipt = say(identified("W-1"), contact("W-7"), contact("W-1"), contact("W-1", "2022"), good_only=True)
    assert receipt.positions == (1, 2)
    assert [(finding.place, finding.code) for finding in receipt.findings] == [("row 2", "unknown-woman"), ("row 4", "future")]
    assert [each.said.kind for each in entries(ledger)] == ["woman-identified", "contact-held"]


def test_nothing_to_say_writes_nothing(ledger: Ledger, say: Say) -> None:
    """An append of no rows takes no position."""
    before = closed(ledger)
    assert say().positions == ()
    assert closed(ledger) == before


def test_a_clock_behind_writes_nothing(ledger: Ledger, say: Say) -> None:
    """Not the entry, and no position; the ledger stays as it was."""
    say(identified("W-1"))
    before = closed(ledger)
    with pytest.raises(ClockBehind):
        say(contact("W-1", "2021-02-01"), now=NOW - 25 * 3600 * 1_000_000)
    assert closed(ledger) == before


def test_a_merge_is_written_to_both_streams(ledger: Ledger, say: Say) -> None:
    """Each half names the other, in one append, and carries no key twice."""
    say(identified("W-1"), identified("W-2"))
    receipt = say({**merged("W-2", "W-1"), "key": "k"})
    assert receipt.positions == (3, 4)
    assert [(each.said.woman, each.said.event.other, each.said.key) for each in entries(ledger)[2:]] == [("W-2", "W-1", "k"), ("W-1", "W-2", None)]


def test_a_file_with_both_halves_of_a_merge_writes_them_once(ledger: Ledger, say: Say) -> None:
    """What was exported comes back as it was."""
    say(identified("W-1"), identified("W-2"))
    assert say(merged("W-1", "W-2"), merged("W-2", "W-1")).positions == (3, 4)


def test_a_merge_with_the_programme_never_names_her_in_the_open(ledger: Ledger, say: Say) -> None:
    """The programme's stream is plain: no woman's reference is ever written into it."""
    say(identified("W-1"), {"kind": "capacity-set", "woman": "programme", "occurred": "2021", "women": 24})
    before = closed(ledger)
    with pytest.raises(Refused):
        say(merged("W-1", "programme"))
    assert closed(ledger) == before


def test_a_correction_may_name_a_position_of_its_own_append(ledger: Ledger, say: Say) -> None:
    """Entry and correction in one append, if nobody came between."""
    say(identified("W-1"), contact("W-1"), {"kind": "corrected", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "typo",
                                           "event": contact("W-1", "2021-02-02")})
    (told,) = replay.women(ledger, 3)
    assert [fact.said.occurred for fact in told.of("contact-held")] == ["2021-02-02"]


# Of several writers.


@pytest.mark.usefixtures("from_another_computer")
def test_a_version_that_was_taken_is_read_checked_and_tried_again(ledger: Ledger, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later of two writers sees what the earlier wrote, and writes after it."""
    say(identified("W-1"))
    append = ledger.entries.append
    others = iter([contact("W-1", "2021-02-08"), contact("W-1", "2021-02-09")])

    def late(*given: Any, **named: Any) -> Any:
        for row in others:
            monkeypatch.setattr(ledger.entries, "append", append)
            recording.append(ledger, [Said(statement(row, "practitioner"))], Author("P-09", NOW))
            monkeypatch.setattr(ledger.entries, "append", late)
            break
        return append(*given, **named)

    monkeypatch.setattr(ledger.entries, "append", late)
    assert say(contact("W-1", "2021-02-10")).positions == (4,)
    assert [(each.said.occurred, each.version) for each in entries(ledger)[1:]] == [("2021-02-08", 2), ("2021-02-09", 3), ("2021-02-10", 4)]


@pytest.mark.usefixtures("from_another_computer")
def test_what_another_wrote_meanwhile_can_refuse_it(ledger: Ledger, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked again means refused where it is no longer true: an entry is not withdrawn twice by two at once."""
    say(identified("W-1"), contact("W-1"))
    row = {"kind": "withdrawn", "woman": "W-1", "occurred": "2021-10-01", "position": 2, "reason": "error"}
    append = ledger.entries.append

    def late(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(ledger.entries, "append", append)
        recording.append(ledger, [Said(statement(row, "practitioner"))], Author("P-09", NOW))
        return append(*given, **named)

    monkeypatch.setattr(ledger.entries, "append", late)
    with pytest.raises(Refused) as caught:
        say(row)
    assert [finding.code for finding in caught.value.findings] == ["already-withdrawn"]
    assert [each.author for each in entries(ledger)] == ["P-03", "P-03", "P-09"]


def test_a_plan_that_was_agreed_to_is_what_is_written(ledger: Ledger, author: Author, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """If nobody came between; else it is made anew, and what is held already by then is skipped."""
    say(identified("W-1"))
    said = [Said(statement(contact("W-1", f"2021-02-0{day}"), "import"), once=True) for day in (1, 2)]
    plan = recording.plan(ledger, said, author)
    assert [each.said.occurred for each in plan.entries] == ["2021-02-01", "2021-02-02"]
    assert ledger.entries.head().position == 1
    receipt = recording.append(ledger, said, author, planned=plan)
    assert (receipt.positions, receipt.append) == ((2, 3), plan.append)
    said.append(Said(statement(contact("W-1", "2021-02-03"), "import"), once=True))
    stale = recording.plan(ledger, said, author)
    say(contact("W-1", "2021-02-03", source="import"))
    assert recording.append(ledger, said, author, planned=stale).positions == ()
    assert Counter(each.said.occurred for each in entries(ledger)[1:]) == {"2021-02-01": 1, "2021-02-02": 1, "2021-02-03": 1}


def test_whoever_never_gets_through_is_told_so(ledger: Ledger, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many tries: busy, exit 6, and nothing is written."""
    def taken(*_: Any, **__: Any) -> Any:
        raise VersionTaken("always")

    before = closed(ledger)
    monkeypatch.setattr(recording, "TRIES", 3)
    monkeypatch.setattr(ledger.entries, "append", taken)
    with pytest.raises(Busy) as caught:
        say(identified("W-1"))
    assert caught.value.exit_code == 6
    assert closed(ledger) == before


WRITER = """
import json, os, sys, time
from pathlib import Path
from ledger import folder, recording
from ledger.author import Author
from ledger.entries import Said
from ledger.reading import statement
path, who, go = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
ledger = folder.open_ledger(path)
batches = json.loads(sys.stdin.read())
print("ready", flush=True)
while not go.exists():
    time.sleep(0.001)
for batch in batches:
    receipt = recording.append(ledger, [Said(statement(row, "practitioner")) for row in batch], Author(who, time.time_ns() // 1000))
    print(json.dumps(receipt.positions), flush=True)
"""


class Writers:
    """Several processes that write to one ledger, let off at once."""

    def __init__(self, ledger: Ledger, *batches: list[list[dict[str, Any]]]) -> None:
        self.go = ledger.path.parent / "go"
        self.processes = []
        for number, each in enumerate(batches):
            process = subprocess.Popen([sys.executable, "-c", WRITER, str(ledger.path), f"P-{number}", str(self.go)], cwd=ROOT, text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            assert process.stdin is not None
            process.stdin.write(json.dumps(each))
            process.stdin.close()
            self.processes.append(process)
        for process in self.processes:
            assert process.stdout is not None and process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()

    def ended(self) -> list[list[list[int]]]:
        """The positions of every append of each, once all have ended well."""
        self.go.touch()
        told = []
        for process in self.processes:
            assert process.stdout is not None and process.stderr is not None
            told.append([json.loads(line) for line in process.stdout])
            assert (process.wait(60), process.stderr.read()) == (0, "")
            process.stdout.close()
            process.stderr.close()
        return told


def test_two_processes_writing_at_once_lose_and_fork_nothing(ledger: Ledger, say: Say) -> None:
    """To the same woman, to women that are new to both, and to the programme: all is there once, in one order."""
    say(identified("W-0"))

    def batches(who: int) -> list[list[dict[str, Any]]]:
        return [[contact("W-0", note=f"{who} {number}")] if number % 3 else
                [identified(f"W-{number}"), contact(f"W-{number}", note=f"{who} {number}"),
                 {"kind": "capacity-set", "woman": "programme", "occurred": "2021", "women": number, "note": f"{who} {number}"}]
                for number in range(1, 37)]

    told = Writers(ledger, batches(1), batches(2)).ended()
    positions = [position for each in told for append in each for position in append]
    assert sorted(positions) == list(range(2, 2 + 2 * (24 + 12 * 3)))
    written = {each.position: each for each in entries(ledger)}
    assert len(written) == 1 + 2 * (24 + 12 * 3)
    for who, each in enumerate(told):
        for batch, append in zip(batches(who + 1), each, strict=True):
            assert [(written[position].author, written[position].said.note, written[position].said.woman) for position in append] == [
                (f"P-{who}", row.get("note"), row["woman"]) for row in batch]
            assert append == list(range(append[0], append[0] + len(append)))
    assert any(one[0][0] < other[-1][-1] and other[0][0] < one[-1][-1] for one, other in [told])
    streams = {stream: [each.version for each in found] for stream, found in ledger.entries.streams()}
    assert all(versions == list(range(1, len(versions) + 1)) for versions in streams.values())
    assert len(streams) == 1 + 12 + 1
    assert verdict(ledger) == ("ok", [])


def test_several_processes_importing_one_file_import_it_once(ledger: Ledger, tmp_path: Path) -> None:
    """Rows with keys, identical rows without, women new to all: each row is there once, and everyone ends well."""
    rows = [row for number in range(20) for row in (
        identified(f"W-{number}"), contact(f"W-{number}", key=f"key {number}"), contact(f"W-{number}", "2021-02-02"), contact(f"W-{number}", "2021-02-02"))]
    (tmp_path / "week.jsonl").write_text("\n".join(map(json.dumps, rows)))
    processes = [subprocess.Popen([sys.executable, str(ROOT / "cli.py"), "--ledger", str(ledger.path), "import", str(tmp_path / "week.jsonl"), "--json"],
                                  cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [(process.communicate(timeout=60), process.returncode) for process in processes]
    assert [(code, err) for (_, err), code in ended] == [(0, "")] * 4
    told = [json.loads(out) for (out, _), _ in ended]
    assert sorted((len(each["positions"]), each["skipped"]) for each in told) == [(0, 80), (0, 80), (0, 80), (80, 0)]
    assert ledger.entries.head().position == 80
    assert verdict(ledger) == ("ok", [])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_writer_that_is_killed_leaves_whole_appends_only(ledger: Ledger) -> None:
    """What was confirmed is there; what was not is there whole or not at all; the next writer goes on."""
    batches = [[identified(f"W-{number}"), *(contact(f"W-{number}") for _ in range(20))] for number in range(400)]
    writers = Writers(ledger, batches)
    (process,) = writers.processes
    writers.go.touch()
    assert process.stdout is not None and process.stderr is not None
    confirmed = [json.loads(process.stdout.readline()) for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    confirmed += [json.loads(line) for line in process.stdout if line.endswith("\n")]
    process.wait(60)
    process.stdout.close()
    process.stderr.close()
    assert 20 <= len(confirmed) < 400
    written = Counter(each.append for each in entries(ledger))
    assert set(written.values()) == {21}
    assert len(written) in (len(confirmed), len(confirmed) + 1)
    assert verdict(ledger) in (("ok", []), ("findings", ["key-unused"]))
    recording.append(ledger, [Said(statement(identified("W-0"), "practitioner"))], Author("P-03", time.time_ns() // 1000))


# Nothing readable.


def test_no_readable_word_about_a_woman_lies_in_the_folder(phoenix: Ledger, say: Say, run: Any, tmp_path: Path) -> None:
    """Neither references nor kinds nor what fields hold, in no file, open or closed, after import, record, correct and reports."""
    path, secrets = str(phoenix.path), ["ZEBRA-NOTE", "zebra provider", "W-ZEBRA", "zebra letter", "zebra-key", "Zebra reason"]
    say({**identified("W-ZEBRA"), "note": "ZEBRA-NOTE", "source_ref": "zebra letter", "key": "zebra-key"},
        {"kind": "larc-fitted", "woman": "W-ZEBRA", "occurred": "2021-02-08", "method": "implant", "provider": "zebra provider"})
    assert run("--ledger", path, "correct", "2008", "--method", "iud", "--reason", "Zebra reason").code == 0
    for report in (["women"], ["matrix"], ["profile"], ["funnel"], ["caseload"], ["explain", "matrix", "M09.ever-fitted"], ["show", "W-ZEBRA"], ["check"]):
        assert run("--ledger", path, *report).code == 0, report
    open_files = {each.name: each.read_bytes() for each in phoenix.path.iterdir()}
    assert open_files["ledger.db-wal"]
    phoenix.entries.close()
    closed_files = {f"{each.name}, closed": each.read_bytes() for each in phoenix.path.iterdir()}
    assert set(closed_files) == {f"{name}, closed" for name in ("ledger.toml", "ledger.db", "keys.db", "cache.db", "reads.log")}

    rows = [json.loads(line) for line in (DATA / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()]
    hers = [row for row in rows if row["woman"] != "programme"]
    words = {value for row in hers for value in row.values() if isinstance(value, str) and len(value) > 4}
    words |= {row["kind"] for row in hers} | {row["woman"] for row in hers} | {name for row in hers for name in row if len(name) > 6}
    words |= {name for table in vars(codes).values() if isinstance(table, codes.CodeList) for name in table.names if len(name) > 9}
    folder.create(tmp_path / "empty", "Phoenix")
    in_the_open = json.dumps([row for row in rows if row["woman"] == "programme"]).encode() + b"".join(
        each.read_bytes() for each in (tmp_path / "empty").iterdir())
    words = {word for word in words if word.encode() not in in_the_open and not re.fullmatch(r"P-\d+|\d{4}-\d\d-\d\d|[0-9.]+", word)} | set(secrets)
    assert len(words) > 250 and {"larc-fitted", "W-0007", "removals_before", "did-not-attend"} <= words
    found = {(name, word) for name, content in {**open_files, **closed_files}.items() for word in words
             for form in (word.encode(), word.encode("utf-16-le")) if form in content}
    assert found == set()


def test_the_programmes_entries_are_readable_to_an_auditor_without_keys(phoenix: Ledger) -> None:
    """The same search finds what lies open, so it would have found the rest."""
    phoenix.entries.close()
    content = (phoenix.path / "ledger.db").read_bytes()
    assert b'"kind":"capacity-set"' in content and b'"kind":"staff-joined"' in content


def test_the_plain_stream_names_no_woman(phoenix: Ledger) -> None:
    """Of 2,006 entries only those about the programme are plain, and none of them holds a reference."""
    plain = [row for row in phoenix.entries.raw() if row.topic == "plain"]
    women = {each.said.woman for each in entries(phoenix)} - {"programme"}
    assert {row.stream for row in plain} == {"programme"}
    assert len(women) == 49
    assert [row.position for row in plain for woman in women if woman.encode() in row.state] == []


def test_a_ledger_that_came_apart_is_not_called_busy(ledger: Ledger, say: Say) -> None:
    """Where somebody added a row by hand, trying again is no remedy: it is broken."""
    say(identified("W-1"))
    with closing(sqlite3.connect(ledger.path / "ledger.db")) as db, db:
        db.execute("INSERT INTO stored_events VALUES ('x', 1, 'sealed', x'00')")
    with pytest.raises(Broken, match="come apart"):
        say(contact("W-1"))


def test_the_commands_say_what_was_refused_and_where(ledger: Ledger, run: Any) -> None:
    """`record` for several women is one append: a stranger among them stops it for all."""
    path = ["--ledger", str(ledger.path)]
    assert run(*path, "record", "woman-identified", "W-1", "--occurred", "2021-01-01", "--route", "self", "--care-experienced", "yes").code == 0
    ended = run(*path, "record", "died", "W-1", "W-9", "--occurred", "2021-02-01")
    assert (ended.code, ended.out) == (4, "")
    assert "W-9" in ended.err and "Nothing was saved" in ended.err and "Traceback" not in ended.err
    assert ledger.entries.head().position == 1


@pytest.mark.parametrize(("given", "moment"), [
    ("2021-10-21", "2021-10-21T12:00:00+00:00"), ("2021-10-21T09:30", "2021-10-21T09:30:00+00:00"), ("2021-10-21T00:00", "2021-10-21T00:00:00+00:00"),
    ("2021-10-21T09:30:00+01:00", "2021-10-21T08:30:00+00:00"), ("2021-10-21 09:30:00.000001Z", "2021-10-21T09:30:00.000001+00:00")])
def test_a_clock_that_is_set_says_when(given: str, moment: str) -> None:
    """A day alone is its noon; a time without a zone is UTC."""
    made = author_of("P-03", {"OUTCOMES_NOW": given})
    assert made == Author("P-03", round(datetime.datetime.fromisoformat(moment).timestamp() * 1_000_000), clock_set=True)


@pytest.mark.parametrize("given", ["x", " ", "2021", "yesterday", "9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00", "1969-12-31", "2021-10-21T25:00"])
def test_a_clock_set_to_nothing_is_not_understood(given: str) -> None:
    """What is no moment, or lies at the end of all time, is refused before anything is opened."""
    with pytest.raises(Usage, match="OUTCOMES_NOW"):
        author_of("P-03", {"OUTCOMES_NOW": given})


def test_an_author_is_given_named_or_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """--by goes before OUTCOMES_BY, and that before the name of the computer's user; the clock is read where it is not set."""
    monkeypatch.setattr("getpass.getuser", lambda: "user")
    assert [author_of(by, environ).name for by, environ in (("P-1", {"OUTCOMES_BY": "P-2"}), (None, {"OUTCOMES_BY": "P-2"}), ("", {"OUTCOMES_BY": ""}))] == [
        "P-1", "P-2", "user"]
    before = time.time_ns() // 1000
    read = author_of("P-1", {"OUTCOMES_NOW": ""})
    assert before <= read.now <= time.time_ns() // 1000 and not read.clock_set


@pytest.mark.parametrize("by", ["a\nb", " ", "\udcff", "x" * 5000])
def test_an_author_is_a_name(ledger: Ledger, say: Say, run: Any, by: str) -> None:
    """Whoever appends is kept with every entry: no blank, no control character, no endless text."""
    say(identified("W-1"))
    ended = run("--ledger", str(ledger.path), "record", "died", "W-1", "--occurred", "2021-02-01", "--seen-by", "P-01", "--by", by)
    assert ended.code in (2, 4) and ended.err
    assert ledger.entries.head().position == 1


def test_a_store_opened_twice_is_one(ledger: Ledger, say: Say) -> None:
    """A reader elsewhere sees what was just written."""
    other = Entries(str(ledger.path / "ledger.db"))
    say(identified("W-1"))
    assert other.head().position == 1
    other.close()
    assert folder.open_ledger(ledger.path).entries.head().position == 1


def test_an_import_of_the_log_is_whole(phoenix: Ledger) -> None:
    """2,006 rows, one entry each, in one append, and the auditor has nothing to say."""
    assert len(importing.read(DATA / "log-2021-09.jsonl").said) == 2006
    assert phoenix.entries.head().position == 2006
    assert len({each.append for each in entries(phoenix)}) == 1
    assert verdict(phoenix) == ("ok", [])
