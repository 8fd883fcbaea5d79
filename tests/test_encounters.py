"""Does a whole encounter with the command line read as it did when somebody last looked at it?

Each file of tests/golden/encounters holds commands and what they answered: '> ' a line of stdout, '! ' of stderr,
'= ' the exit code where it is not 0. A line that begins with '<<' writes a file up to the line '>>'.
`pytest --accept` writes the answers anew.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ENCOUNTERS = sorted((Path(__file__).parent / "golden" / "encounters").glob("*.txt"))


def said(text: str) -> Iterator[str]:
    """The lines of an encounter that somebody types or puts on the disk."""
    yield from (line for line in text.splitlines() if not re.match(r"[>!=] |[>!]$", line))


def stable(text: str) -> str:
    """What is drawn at random, masked."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "<root>", text)
    text = re.sub(r'("(?:append|definitions|ledger)": )"[0-9a-f]{32}"', r'\1"<id>"', text)
    text = re.sub(r"\boutcomes-ledger/(?!0{32})[0-9a-f]{32}\b", "outcomes-ledger/<id>", text)
    text = re.sub(r"It lies in \S+\.key", "It lies in <file>.key", text)
    return re.sub(r"\b([0-9a-f]{8}-){7}[0-9a-f]{8}\b", "<recovery>", text)


def replay(text: str, run: Callable, folder: Path) -> Iterator[str]:
    """The encounter with the answers of today."""
    lines = said(text)
    for line in lines:
        yield line
        if line.startswith("<<"):
            content = []
            for inner in lines:
                yield inner
                if inner == ">>":
                    break
                content.append(inner)
            (folder / line[2:].strip()).write_text("\n".join(content) + "\n", encoding="utf-8")
        elif line.startswith("$ "):
            ran = run(*shlex.split(line[2:])[1:])
            yield from (f"> {each}".rstrip() for each in stable(ran.out).splitlines())
            yield from (f"! {each}".rstrip() for each in stable(ran.err).splitlines())
            if ran.code:
                yield f"= {ran.code}"


@pytest.mark.parametrize("file", ENCOUNTERS, ids=[file.stem for file in ENCOUNTERS])
def test_an_encounter_reads_as_it_was_accepted(file: Path, run: Callable, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Exit code, stdout and stderr are those that were accepted."""
    text = file.read_text(encoding="utf-8")
    today = "\n".join(replay(text, run, tmp_path)) + "\n"
    if request.config.getoption("--accept"):
        file.write_text(today, encoding="utf-8")
    assert today == text or request.config.getoption("--accept")
