"""Does the read model hold what the ledger knows, and nothing that it does not, in a form that other programs read?"""

import contextlib
import datetime
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import DATA, NOW

from ledger import folder, importing, recording, replay
from ledger.events import kinds
from ledger.recording import Author
from projections import reports
from projections.commands import replay as replaying
from projections.reports import REPORTS
from projections.tables import build, is_read_model

SEPTEMBER = "2021-09-30"
IDENTIFIED = {"kind": "woman-identified", "occurred": "2020-06-03", "route": "self", "care_experienced": "yes"}


def opened(file: Path) -> contextlib.closing:
    """The file as any other program would open it, as one that nobody changes."""
    return contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True))


def rows(file: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query answers."""
    with opened(file) as db:
        return db.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[folder.Ledger, Path]]:
    """The ledger of September 2021, and the read model of it: made once, for those who only look."""
    place = tmp_path_factory.mktemp("september")
    environ = {"OUTCOMES_CONFIG": str(place / "config")}
    folder.create(place / "phoenix", "Phoenix", environ=environ)
    ledger = folder.open_ledger(place / "phoenix", environ)
    recording.append(ledger, importing.read(DATA / "log-2021-09.jsonl").said, Author("P-03", NOW, clock_set=True))
    asked = {"true_on": datetime.date.fromisoformat(SEPTEMBER), "known_by": None}
    replaying.made(attrs.make_class("Here", ["ledger"])(ledger), place / "views.db", asked, "team", lambda *_: None)
    yield ledger, place / "views.db"
    ledger.entries.close()


@pytest.fixture
def views(made: tuple[folder.Ledger, Path]) -> Path:
    """The read model of September 2021."""
    return made[1]


@pytest.fixture
def september(made: tuple[folder.Ledger, Path]) -> folder.Ledger:
    """The ledger that it was made from."""
    return made[0]


@pytest.fixture
def small(say: Callable, run: Callable, tmp_path: Path) -> Path:
    """The read model of one woman's two entries."""
    say({**IDENTIFIED, "woman": "W-1"}, {"kind": "larc-fitted", "woman": "W-1", "occurred": "2021-02-08", "method": "ius"})
    assert run("--ledger", "phoenix", "replay", "--into", "views.db").code == 0
    return tmp_path / "views.db"


def explained(ledger: folder.Ledger, report: str, figure: str) -> list[tuple[Any, ...]]:
    """The rows of a figure, by the report itself."""
    view = replay.view(ledger, true_on=datetime.date.fromisoformat(SEPTEMBER))
    document = reports.explain(REPORTS[report], figure, view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
    return sorted((row["woman"], row["answer"], row["amount"], row["of"], row["reason"], tuple(row["because"])) for row in document["rows"])


@pytest.mark.parametrize(("report", "figure"), [
    ("matrix", "M09.in-place"), ("matrix", "M16.during"), ("matrix", "M06.days-over-cap"), ("profile", "a-and-e.before-1"), ("profile", "gp.during"),
    ("funnel", "signed-up")])
def test_the_answers_of_a_figure_are_its_explanation(report: str, figure: str, views: Path, september: folder.Ledger) -> None:
    """Row for row, with the positions that each rests on."""
    if report == "matrix" and figure not in {each for (each,) in rows(views, "SELECT figure FROM figures")}:
        pytest.fail(f"{figure} is no figure of the matrix")
    told = rows(views, "SELECT coalesce(a.woman, 'programme'), a.answer, a.amount, a.out_of, a.reason, "
                       "(SELECT group_concat(position) FROM (SELECT position FROM answer_positions p WHERE p.answer_id = a.answer_id "
                       "ORDER BY position)) FROM answers a WHERE figure = ?", figure)
    assert sorted((*each[:5], tuple(map(int, (each[5] or "").split(",") if each[5] else ()))) for each in told) == explained(september, report, figure)
    assert told


def test_every_figure_is_the_sum_of_its_answers(views: Path) -> None:
    """And the matrix in the file is the matrix."""
    (figures, agreeing), = rows(views, "SELECT count(*), sum(agrees) FROM adds_up")
    assert figures == agreeing > 500
    assert rows(views, "SELECT numerator, denominator, round(value, 3) FROM figures WHERE figure = 'M09.ever-fitted'") == [(18, 21, 0.857)]
    assert rows(views, "SELECT women, out_of FROM funnel WHERE figure = 'signed-up'") == [(21, 42)]


def test_every_row_leads_back_to_a_position_of_the_log(views: Path, september: folder.Ledger) -> None:
    """The keys hold, every entry is there once, and an entry reads as the ledger keeps it."""
    assert rows(views, "PRAGMA foreign_key_check") == [] and rows(views, "PRAGMA integrity_check") == [("ok",)]
    assert rows(views, "SELECT count(*), min(position), max(position) FROM entries") == [(2006, 1, 2006)]
    position, fields, woman = rows(views, "SELECT position, fields, woman FROM entries WHERE kind = 'larc-fitted' ORDER BY position LIMIT 1")[0]
    entry = september.entries.at(position)
    assert (json.loads(fields)["method"], woman) == (entry.said.event.method, entry.said.woman)
    unmoored = "SELECT count(*) FROM {} WHERE {} NOT IN (SELECT position FROM entries)"
    assert [rows(views, unmoored.format(*each)) for each in (("facts", "position"), ("spells", "begun_by"), ("answer_positions", "position"),
                                                              ("phase_positions", "position"), ("covered_positions", "position"))] == [[(0,)]] * 5


def test_true_on_bounds_the_facts_and_known_by_the_entries(say: Callable, run: Callable, tmp_path: Path) -> None:
    """An entry known but not yet true is an entry and no fact; one not yet known is neither."""
    day = 24 * 3600 * 1_000_000
    say({**IDENTIFIED, "woman": "W-1"}, {"kind": "larc-fitted", "woman": "W-1", "occurred": "2021-02-08", "method": "ius"}, now=1_620_000_000_000_000)
    say({"kind": "larc-checked", "woman": "W-1", "occurred": "2021-02-09", "finding": "none"}, now=1_620_000_000_000_000 + 3 * day)
    run("--ledger", "phoenix", "replay", "--into", "views.db", "--true-on", "2021-01-01", "--known-by", "2021-05-04")
    assert rows(tmp_path / "views.db", "SELECT position, kind FROM entries ORDER BY 1") == [(1, "woman-identified"), (2, "larc-fitted")]
    assert rows(tmp_path / "views.db", "SELECT position FROM facts") == [(1,)]
    assert dict(rows(tmp_path / "views.db", "SELECT name, value FROM about WHERE name IN ('true_on', 'known_by', 'position')")) == {
        "true_on": "2021-01-01", "known_by": "2021-05-04", "position": "2"}


def test_what_was_put_right_is_there_and_says_by_what(say: Callable, run: Callable, tmp_path: Path) -> None:
    """The old entry, the new one, and the fact as it stands; a withdrawn one is no fact."""
    say({**IDENTIFIED, "woman": "W-1"}, {"kind": "larc-fitted", "woman": "W-1", "occurred": "2021-02-08", "method": "iud"},
        {"kind": "larc-checked", "woman": "W-1", "occurred": "2021-03", "finding": "pain"})
    run("--ledger", "phoenix", "correct", "2", "--method", "ius", "--reason", "letter")
    run("--ledger", "phoenix", "withdraw", "3", "--reason", "other woman")
    run("--ledger", "phoenix", "replay", "--into", "views.db")
    file = tmp_path / "views.db"
    assert rows(file, "SELECT position, status, put_right_by, puts_right FROM entries ORDER BY 1") == [
        (1, "stands", None, None), (2, "corrected", 4, None), (3, "withdrawn", 5, None), (4, "stands", None, 2), (5, "stands", None, 3)]
    assert rows(file, "SELECT position, method, corrected_by FROM kind_larc_fitted") == [(2, "ius", 4)]
    assert rows(file, "SELECT count(*) FROM facts WHERE kind = 'larc-checked'") == [(0,)]
    assert rows(file, "SELECT position, put_right_by, reason, days_later FROM put_right ORDER BY 1") == [(2, 4, "letter", 0), (3, 5, "other woman", 0)]


def test_two_references_of_one_woman_are_one_woman(say: Callable, run: Callable, tmp_path: Path) -> None:
    """Her facts stand under the first; the entries keep the reference that they carry."""
    say({**IDENTIFIED, "woman": "W-1"}, {**IDENTIFIED, "woman": "W-2"}, {"kind": "outreach-started", "woman": "W-2", "occurred": "2020-09-01"},
        {"kind": "identities-merged", "woman": "W-1", "occurred": "2021-01-01", "other": "W-2", "reason": "same"},
        {"kind": "identities-merged", "woman": "W-2", "occurred": "2021-01-01", "other": "W-1", "reason": "same"})
    run("--ledger", "phoenix", "replay", "--into", "views.db")
    file = tmp_path / "views.db"
    assert rows(file, "SELECT woman, same_as, stage FROM women ORDER BY 1") == [("W-1", None, "outreach"), ("W-2", "W-1", None)]
    assert rows(file, "SELECT woman, said_of FROM facts WHERE kind = 'outreach-started'") == [("W-1", "W-2")]
    assert rows(file, "SELECT woman FROM entries WHERE kind = 'outreach-started'") == [("W-2",)]


def test_a_reference_of_digits_stays_as_it_was_written(say: Callable, run: Callable, tmp_path: Path) -> None:
    """0012 is no 12, in a column and in a value; a number is a number."""
    say({**IDENTIFIED, "woman": "0012"}, {"kind": "referral-made", "woman": "0012", "occurred": "2021-01-01", "referral": "007", "service": "gp", "domain": "trauma"},
        {"kind": "child-removed", "woman": "0012", "occurred": "2021-01-01", "child": "C1", "legal_status": "C2", "note": "1e5"},
        {"kind": "records-reviewed", "woman": "0012", "occurred": "2021-01-01", "services": ["gp", "a-and-e"], "from": "2020-01-01", "to": "2021-01-01", "complete": "yes", "reviewer": "P-01"})
    run("--ledger", "phoenix", "replay", "--into", "views.db")
    file = tmp_path / "views.db"
    assert rows(file, "SELECT woman, typeof(woman) FROM women") == [("0012", "text")]
    assert rows(file, "SELECT value, number FROM fact_values WHERE field = 'referral'") == [("007", None)]
    assert rows(file, "SELECT referral, woman FROM kind_referral_made") == [("007", "0012")]
    assert rows(file, "SELECT note, typeof(note) FROM facts WHERE kind = 'child-removed'") == [("1e5", "text")]
    assert sorted(rows(file, "SELECT place, value FROM fact_values WHERE field = 'services'")) == [(0, "gp"), (1, "a-and-e")]


def test_every_table_and_column_is_described(views: Path) -> None:
    """In the file itself; and a view stands for every kind of event."""
    with opened(views) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        there = {(table, column[1]) for table in tables for column in db.execute(f'PRAGMA table_info("{table}")')}
    told = {(table, column): text for table, column, text in rows(views, "SELECT * FROM descriptions")}
    assert there | {(table, "") for table in tables} <= set(told)
    assert min(map(len, told.values())) > 3
    names = {name for (name,) in rows(views, "SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'kind%'")}
    assert names == {f"kind_{kind.replace('-', '_')}" for kind in kinds() if kind not in ("corrected", "withdrawn")}


def test_every_view_answers(views: Path) -> None:
    """No view names a table or column that is not there."""
    for (name,) in rows(views, "SELECT name FROM sqlite_master WHERE type = 'view'"):
        assert isinstance(rows(views, f'SELECT * FROM "{name}" LIMIT 3'), list)


def test_the_same_head_gives_the_same_bytes(small: Path, run: Callable, tmp_path: Path) -> None:
    """On one SQLite; another version of it may lay the same rows out in other pages. A read model of ours is replaced."""
    first = small.read_bytes()
    assert run("--ledger", "phoenix", "replay", "--into", "views.db").code == 0
    assert small.read_bytes() == first
    run("--ledger", "phoenix", "record", "larc-checked", "W-1", "--occurred", "2021-03-01", "--finding", "none")
    assert run("--ledger", "phoenix", "replay", "--into", "views.db").code == 0
    assert rows(small, "SELECT count(*) FROM entries") == [(3,)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "phoenix", "views.db"]


def test_the_file_is_marked_closed_and_complete_by_itself(views: Path) -> None:
    """For whom it is stands in it, other users cannot read it, and no write-ahead file belongs to it."""
    said = dict(rows(views, "SELECT name, value FROM about"))
    assert (said["audience"], said["true_on"], said["position"]) == ("team", SEPTEMBER, "2006")
    assert "for the team alone" in said["warning"] and len(said["root"]) == 64
    assert stat.S_IMODE(views.stat().st_mode) == 0o600
    assert is_read_model(views)
    assert views.read_bytes()[18:20] == b"\x01\x01"


@pytest.mark.parametrize("audience", ["board", "public"])
def test_a_read_model_is_for_the_team_alone(audience: str, ledger: folder.Ledger, run: Callable, tmp_path: Path) -> None:
    """At any other audience nothing is written, and the way out is told."""
    ran = run("--ledger", "phoenix", "replay", "--into", "views.db", "--audience", audience)
    assert ran.code == 4 and f"outcomes export pack.zip --audience {audience}" in ran.err
    assert not (tmp_path / "views.db").exists()


def other_database(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE mine (kept TEXT)")


@pytest.mark.parametrize("name", ["phoenix/ledger.db", "phoenix/keys.db", "phoenix/ledger.toml", "notes.txt", "other.db", "phoenix", "nowhere/views.db"])
def test_what_is_no_read_model_is_never_replaced(name: str, ledger: folder.Ledger, run: Callable, tmp_path: Path) -> None:
    """Least of all the ledger's own files; byte for byte as they were."""
    (tmp_path / "notes.txt").write_text("mine")
    other_database(tmp_path / "other.db")
    file = tmp_path / name
    before = file.read_bytes() if file.is_file() else None
    ran = run("--ledger", "phoenix", "replay", "--into", name)
    assert ran.code == 4 and ran.out == ""
    assert (file.read_bytes() if file.is_file() else None) == before
    assert list(tmp_path.glob("**/*.part")) == []


def test_the_read_model_of_another_ledger_is_not_replaced(small: Path, run: Callable, tmp_path: Path) -> None:
    """Two services may lie in one folder."""
    before = small.read_bytes()
    run("init", "other")
    ran = run("--ledger", "other", "replay", "--into", "views.db")
    assert ran.code == 4 and "another ledger" in ran.err
    assert small.read_bytes() == before


def test_an_interrupted_replay_leaves_what_was_there(small: Path, run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing unfinished beside it."""
    before = small.read_bytes()

    def stop(*_: Any) -> Iterator[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(build.rows, "of_woman", stop)
    assert run("--ledger", "phoenix", "replay", "--into", "views.db").code == 130
    assert small.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "phoenix", "views.db"]


def test_a_disk_that_is_full_is_said_and_leaves_what_was_there(small: Path, run: Callable, tmp_path: Path,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    """No bug is reported, nothing unfinished is left; what is no fault of the disk is a bug still."""
    before = small.read_bytes()
    monkeypatch.setattr(build, "_ask", lambda db: [db.execute("PRAGMA max_page_count=1"), db.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")])
    ran = run("--ledger", "phoenix", "replay", "--into", str(small))
    assert (ran.code, ran.out) == (6, "") and "database or disk is full. Nothing was put in its place." in ran.err
    assert small.read_bytes() == before and list(small.parent.glob(".*.part")) == []
    monkeypatch.setattr(build, "_ask", lambda db: db.execute("SELECT * FROM nowhere"))
    assert run("--ledger", "phoenix", "replay", "--into", str(small)).code == 70
    assert small.read_bytes() == before


def test_a_file_cut_off_while_it_was_made_is_known_for_what_it_is(tmp_path: Path) -> None:
    """The mark is on its first page before any row."""
    file = tmp_path / "views.db.part"
    file.touch()
    with build._database(file) as db:
        build.Filling(db)
        assert is_read_model(file)
    other_database(tmp_path / "other.db")
    assert [is_read_model(tmp_path / name) for name in ("other.db", "nothing.db", "")] == [False, False, False]


def test_an_empty_ledger_gives_an_empty_read_model(ledger: folder.Ledger, run: Callable, tmp_path: Path) -> None:
    """With its words and its figures of nobody."""
    assert run("--ledger", "phoenix", "replay", "--into", "views.db").code == 0
    assert rows(tmp_path / "views.db", "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM women), (SELECT count(*) > 500 FROM figures)") == [(0, 0, 1)]


def test_pandas_and_r_read_it_as_tables(views: Path) -> None:
    """Pandas, where it is installed; what R's DBI asks for is plain SQL."""
    pandas = pytest.importorskip("pandas")
    with opened(views) as db:
        table = pandas.read_sql("SELECT woman, days FROM spells", db)
    assert (len(table), str(table["days"].dtype)) == (21, "int64")


def test_nothing_else_is_loaded_to_ask_for_help() -> None:
    """sqlite_utils is loaded only to write."""
    script = ("import sys, cli\nsys.argv = ['outcomes', 'replay', '--help']\ntry:\n    cli.main()\nexcept SystemExit:\n    pass\n"
              "print('LOADED', [name for name in ('sqlite_utils', 'pandas', 'datasette') if name in sys.modules])")
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path(build.__file__).parents[2])})
    assert ran.stdout.splitlines()[-1] == "LOADED []"


# In a browser.

SERVE = "import sys, cli; sys.argv = ['outcomes', *sys.argv[1:]]; cli.main()"
ROOT = str(Path(build.__file__).parents[2])


class Browsing:
    """A browser of our own: it keeps the cookie, as the address with the token gives it."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        assert server.stderr is not None
        self.address = re.search(r"http://(127\.0\.0\.1:\d+)/\S+", server.stderr.readline())
        assert self.address is not None
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open
        self.base = f"http://{self.address[1]}"

    def status(self, path: str = "") -> int:
        try:
            with self.open(self.base + path) as page:
                return int(page.status)
        except urllib.error.HTTPError as why:
            return why.code


@contextlib.contextmanager
def browsing(*words: str) -> Iterator[tuple["subprocess.Popen[str]", Browsing]]:
    server = subprocess.Popen([sys.executable, "-c", SERVE, *words], env={**os.environ, "PYTHONPATH": ROOT}, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
    try:
        yield server, Browsing(server)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


def test_the_tables_are_served_to_whoever_has_the_address_and_to_nobody_else(small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read-only, on this computer alone; the token opens once, and the file is as it was."""
    pytest.importorskip("datasette")
    before = small.read_bytes()
    with browsing("browse", str(small)) as (_, browser):
        assert [browser.status("/"), browser.status("/views.json"), browser.status("/views/women.json")] == [403, 403, 403]
        assert browser.address is not None
        assert browser.status(browser.address[0].removeprefix(browser.base)) == 200
        with browser.open(f"{browser.base}/views/why_is.json?figure=M09.ever-fitted&_shape=array") as page:
            assert json.load(page) == []
        with browser.open(f"{browser.base}/views/one_woman.json?woman=W-1&_shape=array") as page:
            assert [each["kind"] for each in json.load(page)] == ["woman-identified", "larc-fitted"]
        with browser.open(f"{browser.base}/views/entries") as page:
            said = page.read().decode()
        assert "Its place in the log" in said and "Audience: team. Not for home." in said
        assert browser.status("/views?sql=delete+from+women") == 400
        other = socket.gethostbyname(socket.gethostname())
        if not other.startswith("127."):
            with pytest.raises(OSError):
                socket.create_connection((other, int(browser.base.rpartition(":")[2])), timeout=2)
    assert small.read_bytes() == before


def test_a_temporary_read_model_is_gone_at_the_end(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is told to end by another program; while it lasts other users cannot read it. The other program is not given the key."""
    pytest.importorskip("datasette")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    with browsing("--ledger", "phoenix", "browse") as (server, browser):
        folders = list((tmp_path / "t").iterdir())
        assert [(stat.S_IMODE(each.stat().st_mode), is_read_model(each / "views.db")) for each in folders] == [(0o700, True)]
        served, = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split() if Path("/proc").is_dir() else [""]
        if served:
            assert b"OUTCOMES_" not in Path(f"/proc/{served}/environ").read_bytes()
        server.send_signal(signal.SIGTERM)
        out, _ = server.communicate(timeout=30)
    assert (server.returncode, out) == (0, "Closed. Its temporary read model was removed.\n")
    assert list((tmp_path / "t").iterdir()) == []
    assert browser.base.startswith("http://127.0.0.1:")


def test_without_datasette_it_is_told_how_to_install_it(small: Path, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is made, nothing served."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = run("browse", str(small))
    assert ran.code == 4 and 'pip install "outcomes-ledger[browse]"' in ran.err


@pytest.mark.parametrize(("words", "code"), [(["phoenix/ledger.db"], 4), (["nowhere.db"], 4), (["views.db", "--true-on", "2021-01-01"], 2)])
def test_only_a_read_model_is_served(words: list[str], code: int, small: Path, run: Callable) -> None:
    """Never the ledger itself; and a file has its own days."""
    pytest.importorskip("datasette")
    ran = run("browse", *words)
    assert ran.code == code and ran.out == "" and "outcomes " in ran.err
