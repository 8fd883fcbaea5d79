"""Does every session that the README shows still work?"""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

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
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[0] == "cat":
            Path(words[1]).write_text("\n".join(shown) + "\n", encoding="utf-8")
        elif words[0] != "outcomes":
            subprocess.run(words, check=True)
        else:
            ran = run(*words[1:])
            assert ran.code in (0, 4), (command, ran)
            assert_shown(ran.err + ran.out, shown, command)


def assert_shown(printed: str, shown: list[str], command: str) -> None:
    """What was printed is what is shown; '...' at a line's end stands for its rest, alone for any further lines."""
    lines = printed.splitlines()
    for number, line in enumerate(shown):
        if line == "...":
            return
        assert len(lines) > number, (command, printed)
        if line.endswith("..."):
            assert lines[number].startswith(line[:-3].rstrip()), (command, lines[number])
        else:
            assert lines[number] == line, command
    assert lines == shown or (shown and shown[-1].endswith("...")), (command, printed)
