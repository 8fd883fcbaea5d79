"""Does every session that the README shows still work?"""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^## (For the \w+)$(.*?)(?=^## )", README, re.M | re.S)


def steps(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a section, each with the output that the README shows for it."""
    command, shown = "", list[str]()
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in [*block.splitlines(), "$ "]:
            if line.startswith("$ "):
                if command:
                    yield command, shown
                command, shown = line[2:], []
            else:
                shown.append(line)


@pytest.mark.parametrize(("heading", "text"), SESSIONS, ids=[heading for heading, _ in SESSIONS])
def test_every_session_of_the_readme_runs(heading: str, text: str, run: Callable, tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run as shown; output is as shown, '...' standing for what may differ."""
    if "demo-phoenix" in text:
        assert run("demo").code == 0
    for command, shown in steps(text):
        words = shlex.split(command)
        if words[:2] == ["outcomes", "import"]:
            by_hand(text, Path(words[2]))
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[0] == "cat":
            Path(words[1]).write_text("\n".join(shown) + "\n", encoding="utf-8")
        elif words[0] != "outcomes":
            subprocess.run(words, check=True)
        else:
            ran = run(*words[1:])
            assert ran.code in (0, 1, 4), (command, ran)   # 1: findings, such as a claim that cannot be true
            assert_shown(ran.err, ran.out, shown, command)


def by_hand(text: str, file: Path) -> None:
    """Do to a workbook what the README says is done in it: rows of a table typed into a sheet, and words written over."""
    book = openpyxl.load_workbook(file)
    for sheet, table in re.findall(rf"^In sheet `(\S+)` of `{re.escape(file.name)}`, say:\n\n((?:\|.*\n)+)", text, re.M):
        heading, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
        columns = {str(cell.value).split()[0]: cell.column for cell in book[sheet][1]}
        for row in rows:
            at = book[sheet].max_row + 1
            for name, value in zip(heading, row, strict=True):
                book[sheet].cell(at, columns[name], value)
    for sheet, new, old in re.findall(rf"in sheet `(\S+)` of `{re.escape(file.name)}`, write `(.*?)` over `(.*?)`", text):
        for cell in (cell for row in book[sheet] for cell in row if cell.value == old):
            cell.value = new
    book.save(file)


def assert_shown(err: str, out: str, shown: list[str], command: str) -> None:
    """What was printed is what is shown, talk and answer each in its order.

    '...' at a line's end stands for its rest, at the end of all for any further lines.
    """
    streams = [err.splitlines(), out.splitlines()]
    for line in shown:
        if line == "...":
            return
        said = next((lines for lines in streams if lines and is_shown(lines[0], line)), None)
        assert said, (command, line, streams)
        said.pop(0)
    assert streams == [[], []] or (shown and shown[-1].endswith("...")), command


def is_shown(printed: str, line: str) -> bool:
    """Whether a printed line is the one shown."""
    return printed.startswith(line[:-3].rstrip()) if line.endswith("...") else printed == line


@pytest.mark.parametrize(("err", "out", "shown", "fits"), [
    ("a\nb\n", "c\n", ["a", "c", "b"], True), ("a\nb\n", "c\n", ["b", "a", "c"], False), ("a\n", "c\n", ["a"], False),
    ("a\n", "c\n", ["a", "..."], True), ("ab\n", "", ["a ..."], True), ("", "", ["a"], False)])
def test_what_is_shown_is_compared_line_by_line(err: str, out: str, shown: list[str], fits: bool) -> None:
    """A README that shows something else, or less, is found out."""
    if fits:
        assert_shown(err, out, shown, "x")
    else:
        with pytest.raises(AssertionError):
            assert_shown(err, out, shown, "x")
