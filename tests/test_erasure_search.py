"""Does any byte on this computer still say a word of a woman who was erased, but those that the erasure names?

A life is imported, put right, merged, reported in every format, sampled, proved, packed, backed up; then she is erased, and
every distinctive word of hers is looked for in every form, everywhere.
"""

import base64
import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from searching import found_in, left_of

from ledger import audit, folder, traces
from ledger.folder import key_file

WHY = ("--authority", "information governance, ref 12", "--reason", "asked for", "--yes", "--json")
HERS, OTHER_NAME = "W-739154", "W-850266"
WORDS = ("739154", "850266", "zanzibar-quilted", "Žoržetté", "drumcondra lighthouse", "ZZ9 4QX", "739258", "7,392.58", "marmalade-fund",
         "future umbrella", "pelican misheard", "canal-knitting", "gooseberry", "quay-street-panel")
DAYS = tuple(form for year, month, day, name in (("2019", "03", "17", "March"), ("2019", "04", "23", "April"))
             for form in (f"{year}-{month}-{day}", f"{day}/{month}/{year}", f"{int(day)} {name} {year}", f"{int(day)} {name[:3]} {year}"))
SERIALS = (">43541<", ">43578<", ">43541.0<")
HEADINGS = ("kind", "woman", "occurred", "by", "note", "route", "care_experienced", "planned_months", "contraception_choice", "category",
            "pence", "forum", "decision")


def week(file: Path) -> None:
    """A workbook with her rows among others', one of them bad, her reference written in every way."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "rows"
    rows: list[dict[str, Any]] = [
        {"kind": "woman-identified", "woman": HERS, "occurred": "2019-03-17", "route": "forum", "care_experienced": "yes",
         "note": "zanzibar-quilted Žoržetté"},
        {"kind": "woman-identified", "woman": OTHER_NAME, "occurred": "2019-03-17", "route": "self", "care_experienced": "yes"},
        *({"kind": "woman-identified", "woman": f"W-000{number}", "occurred": "2020-01-05", "route": "forum", "care_experienced": "no"}
          for number in (2, 3)),
        {"kind": "prioritised", "woman": "w739154", "occurred": "23/04/2019", "forum": "quay-street-panel", "decision": "prioritised"},
        {"kind": "signed-up", "woman": "w739154", "occurred": "2019-04-23", "planned_months": 18, "contraception_choice": "larc",
         "note": "drumcondra lighthouse, near ZZ9 4QX"},
        {"kind": "signed-up", "woman": "W-0002", "occurred": "2020-02-23", "planned_months": 18, "contraception_choice": "larc"},
        {"kind": "resource-spent", "woman": HERS, "occurred": "2019-04-23", "category": "marmalade-fund", "pence": 739258},
        {"kind": "resource-spent", "woman": "W-0002", "occurred": "2020-04-23", "category": "travel", "pence": 1200},
        {"kind": "resource-spent", "woman": HERS, "occurred": "2029-05-30", "category": "marmalade-fund", "pence": 1, "note": "future umbrella"}]
    for row in ({name: name for name in HEADINGS}, *rows):
        sheet.append([row.get(name) for name in HEADINGS])
    book.save(file)


def lived(run: Callable[..., Any], endings: tuple[str, ...], reports: tuple[str, ...]) -> None:
    """All that may be done with a ledger, by the commands that do it."""
    week(Path("week6.xlsx"))
    for name in ("usb", "safe"):
        Path(name).mkdir()

    def done(*words: str, code: int = 0) -> None:
        ran = run("--ledger", "phoenix", *words)
        assert ran.code == code, (words, ran.out[-300:], ran.err[-300:])
        assert ran.code == code, (words, ran.out[-300:], ran.err[-300:])
    done("import", "week6.xlsx", "--yes", code=4)
    done("import", "week6.xlsx", "--accept-good", "--yes")
    done("record", "identities-merged", HERS, "--other", OTHER_NAME, "--reason", "same", "--occurred", "2021-10-01")
    done("record", "goal-set", HERS, "--goal", "canal-knitting", "--domain", "trauma", "--status", "set", "--occurred", "2021-10-02")
    done("undo", "--yes")
    done("redo")
    done("correct", "5", "--note", "gooseberry", "--reason", "pelican misheard")
    done("withdraw", "8", "--reason", "pelican misheard")
    for report, ending in itertools.product(reports, endings):
        done(report, "--audience", "team", "--output", f"{report}-1.{ending}")
        done(report, "--audience", "team")
    done("explain", "funnel", "signed-up", "--audience", "team", "--output", "explain.csv")
    done("show", HERS, "--for-her", "--output", "for-w739154.html")
    done("show", OTHER_NAME)
    done("sample", "--size", "9", "--seed", "x", "--output", "sample.xlsx")
    done("prove", "funnel", "signed-up", "--open", "--output", "figure.proof")
    done("template", "filled.xlsx", "--filled", HERS, "--since", "2019-01-01")
    done("replay", "--into", "phoenix/views.db")
    done("checkpoint", "--sign", "--output", "head.note")
    done("backup", "usb", "--keys", "safe")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path / "temporary"


@pytest.fixture
def secrets(ledger: folder.Ledger, tmp_path: Path) -> Callable[[], list[bytes]]:
    """What opens anything of hers, as it is at the moment: her keys bare and wrapped, and the master key, in every form."""
    def now() -> list[bytes]:
        assert ledger.keys is not None
        streams = [ledger.stream_of(woman) for woman in (HERS, OTHER_NAME)]
        with closing(sqlite3.connect(tmp_path / "phoenix" / "keys.db")) as db:
            wrapped = dict(db.execute("SELECT stream, wrapped FROM wrapped_keys").fetchall())
        bare = [ledger.keys._unwrap(stream, wrapped[stream]) for stream in streams]
        raw = [*bare, *(wrapped[stream][12:] for stream in streams), ledger.keys.master]
        assert all(raw)
        return [form for each in raw for form in (each, each.hex().encode(), base64.b64encode(each))]
    return now


def private(tmp_path: Path, *more: str) -> tuple[Path, ...]:
    """Where nothing readable may lie at all."""
    return tuple(tmp_path / name for name in ("phoenix", "config", "temporary", *more))


def holding(tmp_path: Path, secrets: list[bytes]) -> set[str]:
    """The files that hold any of some bytes."""
    return {str(file) for file in tmp_path.rglob("*") if file.is_file() and any(each in file.read_bytes() for each in secrets)}


def erased_everywhere(tmp_path: Path, ledger: folder.Ledger, run: Callable[..., Any], opened: list[bytes]) -> None:
    """Erase her while the ledger is open elsewhere, and look for her in every byte, then and once it is closed."""
    words = (*WORDS, *DAYS, *SERIALS)
    met = set[str]().union(*left_of(words, tmp_path).values())
    assert {*WORDS} - {"7,392.58"} <= met and met & {*DAYS}   # what is never met, its absence says nothing of
    assert holding(tmp_path, opened)
    assert (tmp_path / "phoenix" / "ledger.db-wal").stat().st_size
    ran = run("--ledger", "phoenix", "erase", OTHER_NAME, *WHY)
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    assert len(said["streams"]) == 2
    assert left_of(words, *private(tmp_path)) == {}
    ledger.entries.close()
    left = left_of(words, tmp_path).keys()
    assert left <= {*said["readable"]}
    assert not any(Path(file).is_relative_to(folder) for file in left for folder in private(tmp_path, "usb", "safe"))
    assert holding(tmp_path, opened) == set()
    assert audit.check(tmp_path / "phoenix", os.environ).verdict == "ok"


def test_no_byte_speaks_of_an_erased_woman(tmp_path: Path, temporary: Path, ledger: folder.Ledger, run: Callable[..., Any],
                                           secrets: Callable[[], list[bytes]]) -> None:
    """After all that a team does in a month; what is made afterwards does not either."""
    lived(run, ("csv",), ("women", "due"))
    erased_everywhere(tmp_path, ledger, run, secrets())
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    for words in (("women", "--audience", "team", "--output", "after.csv"), ("sample", "--size", "9", "--seed", "y", "--output", "after.xlsx"),
                  ("checkpoint", "--sign", "--output", "after.note")):
        ran = run("--ledger", "phoenix", *words)
        assert ran.code == 0 and not found_in((ran.out + ran.err).encode(), WORDS), ran.err
    (tmp_path / "disk").mkdir()
    (tmp_path / "other").mkdir()
    assert run("--ledger", "phoenix", "backup", "disk", "--keys", "other").code == 0
    after = {str(file) for file in tmp_path.rglob("*") if file.is_file()} - {str(file) for file in before}
    assert left_of(WORDS, tmp_path).keys() & after == set()


@pytest.mark.slow
def test_no_byte_of_any_format_speaks_of_an_erased_woman(tmp_path: Path, temporary: Path, ledger: folder.Ledger, run: Callable[..., Any],
                                                         secrets: Callable[[], list[bytes]]) -> None:
    """Every report in every format, the whole report, packs, releases, and a browsing that is going on."""
    from projections.reports import REPORTS

    lived(run, ("html", "csv", "xlsx", "json", "txt"), (*REPORTS, "due"))
    for words in (("report", "--audience", "team", "--output", "whole.html"), ("report", "--audience", "team", "--output", "whole.xlsx"),
                  ("export", "pack.zip", "--audience", "team", "--yes"), ("export", "board.zip", "--audience", "board", "--yes"),
                  ("issue", "matrix", "--approver", "Board", "--audience", "public", "--output", "issued.html", "--yes"),
                  ("assurance", "--output", "assurance.html"), ("profile", "--compare", "before-1", "during", "--audience", "team")):
        ran = run("--ledger", "phoenix", *words)
        assert ran.code == 0, (words, ran.err)
    with browsing(tmp_path) as views:
        assert found_in(views.read_bytes(), WORDS)
        erased_everywhere(tmp_path, ledger, run, secrets())
        assert not views.exists()


@contextmanager
def browsing(tmp_path: Path) -> Iterator[Path]:
    """The temporary read model of a browsing that is going on, in a process of its own."""
    with subprocess.Popen([sys.executable, "-m", "cli", "--ledger", "phoenix", "browse"], cwd=tmp_path, stdin=subprocess.DEVNULL,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}, stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, text=True) as served:
        assert served.stderr is not None
        try:
            while "Open this address" not in (line := served.stderr.readline()):
                assert line, "it did not start"
            (views,) = (tmp_path / "temporary").rglob("views.db")
            yield views
        finally:
            served.send_signal(signal.SIGINT)
            served.wait()


# Older copies.


@pytest.fixture
def three(ledger: folder.Ledger, say: Callable[..., Any]) -> folder.Ledger:
    """The ledger with three women."""
    say(*({"kind": "woman-identified", "woman": f"W-000{number}", "occurred": "2021-10-01", "route": "forum", "care_experienced": "yes"}
          for number in (1, 2, 3)))
    ledger.entries.close()
    return ledger


@pytest.fixture
def kept_back(three: folder.Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """Copies of everything, as somebody might keep them against the rules: before one woman was erased, and before another was."""
    def keep(name: str) -> None:
        shutil.copytree(tmp_path / "phoenix", tmp_path / name)
        shutil.copytree(tmp_path / "config", tmp_path / f"{name}-config")
    keep("first")
    assert run("--ledger", "phoenix", "erase", "W-0002", *WHY).code == 0
    keep("second")
    assert run("--ledger", "phoenix", "erase", "W-0001", *WHY).code == 0


def master(config: Path) -> str:
    """The master key that lies in a folder of settings."""
    (file,) = config.rglob("*.key")
    return file.read_text(encoding="ascii").strip()


def test_nothing_older_opens_anything_of_hers_on_a_computer_that_knows(kept_back: None, tmp_path: Path, run: Callable[..., Any],
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """Older keys beside older or newer entries, under the master key of now or any older one, its paper copy."""
    said = set()
    for entries, keys, key in itertools.product(("first", "second", "phoenix"), ("first", "second"), ("first", "second", "phoenix")):
        mixed = tmp_path / f"mixed-{entries}-{keys}-{key}"
        shutil.copytree(tmp_path / entries, mixed)
        shutil.copy(tmp_path / keys / "keys.db", mixed / "keys.db")
        monkeypatch.setenv("OUTCOMES_KEY", master(tmp_path / ("config" if key == "phoenix" else f"{key}-config")))
        for words in (["show", "W-0001"], ["women"]):
            ran = run("--ledger", str(mixed), *words)
            assert ran.code == 5 and ran.out == "" and "W-0001" not in ran.err
        said.add("before an erasure" if "before an erasure" in ran.err else ran.err.splitlines()[0])
        assert audit.check(mixed, os.environ).verdict == "broken"
    assert said == {"before an erasure", "The master key does not open keys.db"}


def test_where_everything_older_meets_a_computer_that_knows_nothing_is_not_promised(kept_back: None, tmp_path: Path, run: Callable[..., Any],
                                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """Older entries, their keys and the older master key are a ledger of then; the erasure says so."""
    monkeypatch.setenv("OUTCOMES_CONFIG", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("OUTCOMES_KEY", master(tmp_path / "second-config"))
    assert run("--ledger", "second", "show", "W-0001").code == 0
    said = run("--ledger", "second", "erase", "W-0001", *WHY[:-1]).out
    assert "whoever kept the entries, their keys and the older master key together" in said


def test_a_copy_with_the_newest_keys_forgets_her_too(kept_back: None, tmp_path: Path, run: Callable[..., Any]) -> None:
    """Older entries under the keys of now: the others can be read, and she cannot."""
    shutil.copy(tmp_path / "phoenix" / "keys.db", tmp_path / "first" / "keys.db")
    assert run("--ledger", "first", "show", "W-0003").code == 0
    assert run("--ledger", "first", "show", "W-0001").code == 3


# What is noted of files.


def test_what_was_written_for_her_alone_goes_with_her(three: folder.Ledger, run: Callable[..., Any]) -> None:
    """What was written for another woman stays, and is no file that names the first."""
    for woman, name in (("W-0001", "one.html"), ("W-0002", "two.html")):
        assert run("--ledger", "phoenix", "show", woman, "--for-her", "--output", name).code == 0
    said = json.loads(run("--ledger", "phoenix", "erase", "W-0001", *WHY).out)
    assert [Path(each).name for each in said["deleted"]] == ["one.html"] and not Path("one.html").exists()
    assert [Path(each).name for each in said["readable"]] == ["two.html"]
    assert "one.html" not in key_file(three.entries.ledger_id).with_suffix(".files").read_text(encoding="utf-8")


def test_every_sheet_of_a_report_is_noted(three: folder.Ledger, run: Callable[..., Any]) -> None:
    """Not only the file that was asked for: CSV has one a table."""
    assert run("--ledger", "phoenix", "needs", "--audience", "team", "--output", "n.csv").code == 0
    assert run("--ledger", "phoenix", "report", "--audience", "team", "--output", "whole.json").code == 0
    made = {file for file in Path.cwd().iterdir() if file.is_file()}
    assert len(made) > 3 and {*traces.left(three.entries.ledger_id)} == made


def test_a_file_whose_import_is_refused_is_noted_with_the_rows_to_mend(ledger: folder.Ledger, run: Callable[..., Any]) -> None:
    """They can be read though nothing of them was saved; so can one that a program took in."""
    week(Path("week6.xlsx"))
    assert run("--ledger", "phoenix", "import", "week6.xlsx", "--yes").code == 4
    assert [file.name for file in traces.left(ledger.entries.ledger_id)] == ["week6.xlsx", "rejected.xlsx"]
    Path("plain.csv").write_text("kind,woman,occurred,route,care_experienced\nwoman-identified,W-0009,2020-01-05,forum,no\n", encoding="utf-8")
    assert run("--ledger", "phoenix", "import", "plain.csv", "--yes", "--json").code == 0
    assert "plain.csv" in {file.name for file in traces.left(ledger.entries.ledger_id)}


def test_a_file_that_may_not_be_looked_at_is_not_forgotten(ledger: folder.Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                           run: Callable[..., Any]) -> None:
    """Nor does it hide the others; the erasure names it."""
    for name in ("shut.xlsx", "open.xlsx"):
        Path(name).write_bytes(b"x")
    traces.note(ledger.entries.ledger_id, [Path("shut.xlsx"), Path("open.xlsx")])
    own = Path.is_file

    def is_file(self: Path) -> bool:
        if self.name == "shut.xlsx":
            raise PermissionError(13, "Permission denied")
        return own(self)
    monkeypatch.setattr(Path, "is_file", is_file)
    traces.note(ledger.entries.ledger_id, [])
    assert [file.name for file in traces.left(ledger.entries.ledger_id)] == ["shut.xlsx", "open.xlsx"]
    for words in (("woman-identified", "W-0007", "--route", "forum", "--care-experienced", "yes"),):
        run("--ledger", "phoenix", "record", *words, "--occurred", "2021-10-01")
    said = json.loads(run("--ledger", "phoenix", "erase", "W-0007", *WHY).out)
    assert [Path(each).name for each in said["readable"]] == ["shut.xlsx", "open.xlsx"]


@pytest.mark.parametrize("name", ["w739154.html", "her-W-0739154.html", "Jade.html"])
def test_a_receipt_of_reading_says_nothing_of_her_by_the_name_of_a_file(name: str, ledger: folder.Ledger, run: Callable[..., Any]) -> None:
    """Whatever it was called; reads.log can never be put right."""
    run("--ledger", "phoenix", "record", "woman-identified", HERS, "--route", "forum", "--care-experienced", "yes", "--occurred", "2021-10-01")
    (Path.cwd() / "of w739154").mkdir()
    assert run("--ledger", "phoenix", "show", HERS, "--for-her", "--output", f"of w739154/{name}").code == 0
    log = Path("phoenix/reads.log").read_text(encoding="utf-8")
    assert "739154" not in log and "Jade" not in log and log.count(ledger.stream_of(HERS)) >= 2
