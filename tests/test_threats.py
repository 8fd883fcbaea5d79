"""Is what help says of threats kept by a test that exists, and is every threat answered whole?"""

import ast
import re
from importlib import resources
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TEXT = resources.files("projections.formats").joinpath("topics", "threats.txt").read_text("utf-8")
NAMED = re.findall(r"\b(test_\w+)\s+(?:\(|in )(test_\w+)\)", TEXT)
THREATS = [block.split("\n", 1) for block in TEXT.split("\n\n") if re.match(r"[A-Z -]{8,}", block)]


def defined_in(module: str) -> set[str]:
    """The tests that a file of tests defines."""
    tree = ast.parse((HERE / f"{module}.py").read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("test", "module"), NAMED)
def test_each_test_that_is_named_exists(test: str, module: str) -> None:
    """Renamed or deleted, help must say so."""
    assert test in defined_in(module)


def test_every_test_that_is_named_was_found_in_the_text() -> None:
    """None is named without its file, which this test would pass over."""
    assert len(NAMED) >= 15
    assert set(re.findall(r"\btest_\w+", TEXT)) == {name for pair in NAMED for name in pair}


@pytest.mark.parametrize("who", ["AN EX-PARTNER", "A COLLEAGUE", "A THIEF OF THE LAPTOP", "A COUNCIL THAT WOULD LIKE OTHER FIGURES", "A VENDOR OF CLOUD FOLDERS"])
def test_each_threat_says_what_they_may_do_what_is_promised_and_what_is_not(who: str) -> None:
    """And by which tests it is shown."""
    (told,) = [rest for title, rest in THREATS if title.startswith(who)]
    for part in ("  May: ", "  Promised: ", "  Shown by: ", "  Not protected: "):
        assert told.count(f"\n{part}") + told.startswith(part) == 1
    assert re.search(r"Shown by: test_", told)


def test_what_is_not_protected_at_all_is_said() -> None:
    """The screen and the print-out first."""
    (told,) = [rest for title, rest in THREATS if title == "NOT PROTECTED AT ALL"]
    assert told.startswith("  An unlocked screen. A print-out. ")
