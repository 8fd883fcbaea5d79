"""What every test starts from: a ledger of its own in a folder of its own, and a clock that is set."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import attrs
import pytest
from coverage import Coverage
from hypothesis import settings
from servers import server as server

import cli
from ledger import folder, importing, recording, turns
from ledger.entries import Said
from ledger.reading import statement
from ledger.recording import Author

DATA = Path(__file__).parent / "data"
settings.register_profile("normal", derandomize=True, deadline=None)   # what fails, fails every time and anywhere
settings.register_profile("explore", deadline=None, max_examples=2_000)   # pytest --hypothesis-profile explore
settings.load_profile("normal")
NOW = 1_634_810_400_000_000   # 21 October 2021, 10:00 UTC
LOOKING_ON = """
    answers assurance caseload changes claims cohort comparing comparison costs disclosure disclosure_attack encounters equality
    export for_her formats funnel health_audit help indicators monthly needs oracles_by_command pages pathways profile
    quality_report readme referee rollup safeguarding statistics survival tables threats world_rules worlds
""".split()   # tests of what is made of a ledger, which run no branch of ledger/ that its own tests do not


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test meets the keys, ledgers or clock of this computer."""
    for name in list(os.environ):
        if name.startswith("OUTCOMES_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("OUTCOMES_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("OUTCOMES_NOW", "2021-10-21T10:00:00+00:00")
    monkeypatch.setenv("OUTCOMES_BY", "P-03")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def from_another_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers take no turns, as those of two computers cannot: the store alone says who came first."""
    monkeypatch.setattr(turns, "WAIT", 0)


@pytest.fixture
def author() -> Author:
    """A coordinator at a set moment."""
    return Author("P-03", NOW, clock_set=True)


@pytest.fixture(scope="session")
def phoenix_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ledger of `phoenix` and the keys to it: made once, and only ever copied."""
    made = tmp_path_factory.mktemp("phoenix_made")
    environ = {"OUTCOMES_CONFIG": str(made / "config")}
    folder.create(made / "phoenix", "Phoenix", environ=environ)
    opened = folder.open_ledger(made / "phoenix", environ)
    recording.append(opened, importing.read(DATA / "log-2021-09.jsonl").said, Author("P-03", NOW, clock_set=True))
    opened.entries.close()
    return made


@pytest.fixture
def ledger(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[folder.Ledger]:
    """A ledger, open: empty, or a copy of the one that has lived where the test is about `phoenix`."""
    if "phoenix" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("phoenix_made"), tmp_path, dirs_exist_ok=True)
    else:
        folder.create(tmp_path / "phoenix", "Phoenix")
    opened = folder.open_ledger(tmp_path / "phoenix")
    yield opened
    opened.entries.close()


@pytest.fixture
def say(ledger: folder.Ledger, author: Author) -> Callable[..., recording.Receipt]:
    """Append rows of the import contract: say({...}, {...}, now=...)."""

    def append(*rows: dict[str, Any], now: int = NOW, **options: Any) -> recording.Receipt:
        said = [Said(statement(row, "practitioner", by_command=True), f"row {number}") for number, row in enumerate(rows, 1)]
        return recording.append(ledger, said, attrs.evolve(author, now=now), **options)
    return append


@attrs.frozen
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the command line in this process, without a terminal: run('check', '--json')."""

    def command(*words: str, stdin: str = "") -> Ran:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        monkeypatch.setattr(sys, "argv", ["outcomes", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                cli.main()
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))   # type: ignore[attr-defined]
    return command


@pytest.fixture
def phoenix(ledger: folder.Ledger) -> folder.Ledger:
    """The ledger with the log of September 2021 in it: 2,006 entries, 49 women."""
    return ledger


def pytest_addoption(parser: pytest.Parser) -> None:
    """--accept writes the golden encounters anew."""
    parser.addoption("--accept", action="store_true", help="write tests/golden/encounters anew")


def _looks_on(item: pytest.Item) -> bool:
    return item.path.stem.removeprefix("test_") in LOOKING_ON


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that look on come last, when whatever the ledger loads or remembers was loaded and remembered under measurement."""
    items.sort(key=_looks_on)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """From the first test that looks on, coverage is measured no more: it doubles the time, and nothing is left to be seen."""
    if _looks_on(item) and (measured := Coverage.current()):
        measured.stop()
