"""What every test starts from: a ledger of its own in a folder of its own, and a clock that is set."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import attrs
import pytest
from servers import server as server

import cli
from ledger import folder, importing, recording
from ledger.entries import Said
from ledger.reading import statement
from ledger.recording import Author

DATA = Path(__file__).parent / "data"
NOW = 1_634_810_400_000_000   # 21 October 2021, 10:00 UTC


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
def author() -> Author:
    """A coordinator at a set moment."""
    return Author("P-03", NOW, clock_set=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[folder.Ledger]:
    """An empty ledger, open."""
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
def phoenix(ledger: folder.Ledger, author: Author) -> folder.Ledger:
    """The ledger with the log of September 2021 in it: 2,006 entries, 49 women."""
    recording.append(ledger, importing.read(DATA / "log-2021-09.jsonl").said, author)
    return ledger


def pytest_addoption(parser: pytest.Parser) -> None:
    """--accept writes the golden encounters anew."""
    parser.addoption("--accept", action="store_true", help="write tests/golden/encounters anew")
