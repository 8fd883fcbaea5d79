"""Does the house still have its shape?"""

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import folder

ROOT = Path(__file__).parent.parent
MODULES = sorted([ROOT / "cli.py", *(ROOT / "ledger").rglob("*.py"), *(ROOT / "projections").rglob("*.py")])
HEAVY = ("scipy", "numpy", "matplotlib", "sqlite_utils", "openpyxl", "xlsxwriter", "jinja2", "pandas")
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]


@functools.cache
def imports(path: Path) -> tuple[str, ...]:
    """The modules that a file imports, wherever in it."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def importers(package: str) -> set[str]:
    """The files that import a package."""
    return {str(path.relative_to(ROOT)) for path in MODULES
            if any(name == package or name.startswith(package + ".") for name in imports(path))}


def test_the_ledger_imports_nothing_above_it() -> None:
    """Imports point one way: cli, projections, ledger."""
    assert {name for name in importers("projections") | importers("cli") if name.startswith("ledger")} == set()


def test_projections_import_no_command_line() -> None:
    """A projection does not know that there is a command line."""
    assert {name for name in importers("cli") if name.startswith("projections")} == set()


def test_only_the_command_line_imports_click() -> None:
    """Everything else can be used without a terminal."""
    assert importers("click") == {"cli.py"}


def test_only_the_store_imports_eventsourcing() -> None:
    """The library can be followed, or left, in one folder."""
    assert {name.rpartition("/")[0] for name in importers("eventsourcing")} == {"ledger/store"}


def test_only_the_read_model_imports_sqlite_utils() -> None:
    """It writes where somebody asked for a readable copy, never in a ledger's own databases."""
    assert {name.rpartition("/")[0] for name in importers("sqlite_utils")} == {"projections/tables"}


def test_projections_read_histories_and_never_the_store() -> None:
    """What it means does not depend on how it is kept."""
    low = ("ledger.store", "ledger.keys", "ledger.sealing", "ledger.folder", "ledger.tree", "sqlite3")
    found = {(name, module) for module in low for name in importers(module) if name.startswith("projections")}
    found = {(name, module) for name, module in found if not name.startswith("projections/commands/")}
    assert found == {("projections/demo.py", "ledger.folder"), ("projections/giving.py", "ledger.folder")}   # whose whole job is the log


def test_indicators_look_at_nothing_but_the_woman() -> None:
    """An indicator is a pure function: no clock, no file, no randomness."""
    impure = ("os", "time", "random", "pathlib", "secrets", "ledger.replay", "ledger.recording")
    found = {name for module in impure for name in importers(module) if name.startswith("projections/indicators/")}
    assert found == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_module_says_what_it_answers(name: str) -> None:
    """A module opens with the question that it answers."""
    text = ast.get_docstring(ast.parse((ROOT / name).read_text(encoding="utf-8"))) or ""
    assert len(text) > 20


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_for_later(name: str) -> None:
    """No stub, no placeholder."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [word for word in ("TODO", "FIXME", "NotImplementedError", "XXX") if word in text] == []


def test_the_top_level_holds_the_house_and_nothing_else() -> None:
    """The top level is fixed."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    allowed = {"setup.cfg", "ledger", "projections", "cli.py", "tests", "README.md", "pyproject.toml", ".ci", ".gitignore",
               "LICENSE", "CHANGELOG.md"}
    assert {name.split("/")[0] for name in tracked} - allowed == set()


def loaded(words: list[str], tmp_path: Path) -> set[str]:
    """Every module that is loaded once a command was run, in a process of its own and beside a ledger."""
    folder.create(tmp_path / "l", "L")
    script = (f"import sys, cli\nsys.argv = ['outcomes', '--ledger', {str(tmp_path / 'l')!r}, *{words!r}]\n"
              "try:\n    cli.main()\nexcept SystemExit:\n    pass\nprint('LOADED', *sys.modules)")
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("words", [["--help"], ["record", "--help"], ["record", "larc-fitted", "--help"], [
    "record", "larc-fitted", "W-0007", "--occurred", "2021-02-08", "--method", "implant"]])
def test_nothing_heavy_is_loaded_to_record(words: list[str], tmp_path: Path) -> None:
    """`record` and --help load neither statistics nor charts nor workbooks."""
    assert loaded(words, tmp_path) & set(HEAVY) == set()


@pytest.mark.parametrize("words", [["--help"], ["matrix", "--help"], ["record", "--help"], ["record", "larc-fitted", "--help"],
                                   ["help", "dates"], ["import", "--help"]])
def test_help_opens_no_store(words: list[str], tmp_path: Path) -> None:
    """What a ledger is kept with, the store's library and its cryptography, is not loaded to tell what there is."""
    assert loaded(words, tmp_path) & {"eventsourcing", "cryptography", "sqlite3", "ledger.folder", "ledger.store"} == set()


def test_to_record_loads_no_other_command(tmp_path: Path) -> None:
    """Neither the commands that are declared nor the reports, whether it is saved or refused."""
    words = ["record", "larc-fitted", "W-0007", "--occurred", "2021-02-08", "--method", "implant"]
    names = loaded(words, tmp_path)
    assert "ledger.recording" in names
    assert {name for name in names if name.startswith(("projections.commands", "projections.reports", "projections.indicators"))} == set()


@pytest.mark.parametrize("tool", [["ruff", "check", "."], ["mypy"]])
def test_the_linters_are_content(tool: list[str]) -> None:
    """ruff, and mypy in its strict mode, find nothing."""
    ran = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
