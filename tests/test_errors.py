"""Does every error read as it was accepted, and does every hint work?

The gallery: tests/golden/errors holds one small case for each code of a finding and each kind of failure, named by it,
in the form of the encounters. A line that begins with '%' does something to the ledger first:

    % ledger                  a ledger in phoenix: W-0007 (positions 1 and 2), W-0012 (3), the programme (4)
    % sql STATEMENT           to ledger.db, its guards out of the way; HER is W-0007's stream
    % leaves                  works out every leaf anew
    % keys STATEMENT          to keys.db
    % schema STATEMENT        to ledger.db as it is
    % forge WOMAN KIND ...    an entry past every rule, sealed rightly; see FORGED. payload: none; signed: by nobody's key
    % remove|cut|write FILE   removes it; halves it; writes what follows, \\x escapes taken
    % set NAME=VALUE          in the environment
    % book FILE SHEET rows    a workbook: rows with '|' between, cells with ','
    % merge FILE CELLS        merges cells of its first sheet
    % cross FILE CELL         crosses out a cell of it
    % stdin TEXT              what the commands read from standard input
    % author NAME             has a key from now on
    % locked, bug             another program holds the database; a bug is met
    % damage, journal, key    an index emptied; another journal; a key of a woman without entries
    % pack FILE SERVICE NUMBER ...  a service's pack with no rows, of the ledger of that number; NAME=VALUE in its heading
    % begun                   such a key, of an append that was cut off here
    % long FILE LENGTH        an entry with so long a note
"""

import ast
import functools
import json
import os
import re
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.styles import Font
from packs import pack
from test_audit import forged, releaf, sql
from test_encounters import replay

import cli
from ledger import audit, begun, codec, erasure, errors, folder, recording, tree
from ledger.author import Author
from ledger.entries import PROGRAMME, Entry, Said
from ledger.events import event_class
from ledger.reading import statement
from ledger.store import Entries

ROOT = Path(__file__).parent.parent
GALLERY = sorted((Path(__file__).parent / "golden" / "errors").glob("*.txt"))
NOW = 1_634_810_400_000_000
ROWS = ({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"},
        {"kind": "larc-fitted", "woman": "W-0007", "occurred": "2021-02-08", "method": "implant"},
        {"kind": "woman-identified", "woman": "W-0012", "occurred": "2020-06", "route": "self", "care_experienced": "no"},
        {"kind": "capacity-set", "woman": PROGRAMME, "occurred": "2020", "women": 24})
FORGED = {"empty": lambda: {"kind": "died"}, "checkpoint": lambda: {"kind": "checkpoint-made", "event": event_class("checkpoint-made")(size=4, root="0" * 64)},
          "false-checkpoint": lambda: {"kind": "checkpoint-made", "event": event_class("checkpoint-made")(size=2, root="0" * 64)},
          "nothing": lambda: {"kind": "withdrawn", "event": event_class("withdrawn")(position=99, reason="r")}}
FILLED = {"POSITION": "2", "WOMAN": "W-0007", "REPORT": "matrix", "FIGURE": "M09.in-place", "WHY": "why", "NAME": "elsewhere", "KIND": "larc-fitted",
          "FOLDER": "another", "COPY": "phoenix", "SIZE:ROOT": f"0:{tree.EMPTY.hex()}", "HEAD": f"0:{tree.EMPTY.hex()}", "FILE": "week.csv"}


class Case:
    """A case as it is played: what stands at '%' is done, the rest is replayed."""

    def __init__(self, path: Path, run: Callable, patch: pytest.MonkeyPatch) -> None:
        self.path, self.patch, self.typed = path, patch, ""
        self.run = lambda *words: run(*words, stdin=self.typed)
        self.held: list[sqlite3.Connection] = []
        patch.setenv("OUTCOMES_LEDGER", "phoenix")

    def play(self, text: str) -> Iterator[str]:
        for part in re.split(r"^(?=% )", text, flags=re.M):
            if part.startswith("% "):
                words = part.splitlines()[0][2:].split(" ", 1)
                getattr(self, words[0])(*words[1:])
            yield from replay(part, self.run, self.path)

    def close(self) -> None:
        for connection in self.held:
            connection.close()

    @property
    def phoenix(self) -> Path:
        return self.path / "phoenix"

    def ledger(self) -> None:
        folder.create(self.phoenix, "Phoenix")
        with_keys = folder.open_ledger(self.phoenix)
        for row in ROWS:
            recording.append(with_keys, [Said(statement(row, "practitioner"))], Author("P-03", NOW))
        self.her = with_keys.stream_of("W-0007")
        with_keys.entries.close()

    def sql(self, statement: str) -> None:
        sql(self.phoenix, *re.sub(r"\bHER\b", f"'{self.her}'", statement).split(" THEN "))

    def leaves(self) -> None:
        releaf(self.phoenix)

    def keys(self, statement: str) -> None:
        sql(self.phoenix, re.sub(r"\bHER\b", f"'{self.her}'", statement), name="keys.db")

    def schema(self, statement: str) -> None:
        with sqlite3.connect(self.phoenix / "ledger.db") as db:
            db.execute(statement)
        db.close()

    def forge(self, said: str) -> None:
        woman, what, *stream = said.split()
        opened = folder.open_ledger(self.phoenix)
        with pytest.MonkeyPatch.context() as patch:
            if what == "payload":
                patch.setattr(codec, "encode", lambda entry: b"{}")
            elif what == "signed":
                patch.setattr(codec, "encode", functools.partial(_signed_by_nobody, codec.encode))
            forged(opened, woman=woman, stream=opened.stream_of(stream[0]) if stream else None, **FORGED.get(what, FORGED["empty"])())
        opened.entries.close()

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def cut(self, name: str) -> None:
        content = (self.path / name).read_bytes()
        (self.path / name).write_bytes(content[:len(content) // 2])

    def write(self, said: str) -> None:
        name, content = said.split(" ", 1)
        (self.path / name).write_bytes(content.encode().decode("unicode_escape").encode("latin-1"))

    def set(self, said: str) -> None:
        self.patch.setenv(*said.split("=", 1))

    def book(self, said: str) -> None:
        name, sheet, table = said.split(" ", 2)
        made = openpyxl.load_workbook(self.path / name) if (self.path / name).exists() else openpyxl.Workbook()
        filled = made.create_sheet(sheet) if (self.path / name).exists() else made.active
        filled.title = sheet
        for row in table.split(" | "):
            filled.append([cell or None for cell in row.split(",")])
        made.save(self.path / name)

    def cross(self, said: str) -> None:
        name, cell = said.split()
        made = openpyxl.load_workbook(self.path / name)
        made.active[cell].font = Font(strike=True)
        made.save(self.path / name)

    def merge(self, said: str) -> None:
        name, cells = said.split()
        made = openpyxl.load_workbook(self.path / name)
        made.active.merge_cells(cells)
        made.save(self.path / name)

    def pack(self, said: str) -> None:
        name, service, number, *more = said.split()
        (self.path / name).write_bytes(pack(service, int(number), **dict(each.split("=", 1) for each in more)))

    def locked(self) -> None:
        other = sqlite3.connect(self.phoenix / "ledger.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        self.held.append(other)
        self.patch.setattr(folder, "Entries", functools.partial(Entries, wait=1))   # of 0 the library makes its 5 seconds

    def stdin(self, text: str) -> None:
        self.typed = text + "\n"

    def damage(self) -> None:
        content = (self.phoenix / "ledger.db").read_bytes()
        (self.phoenix / "ledger.db").write_bytes(content[:8195] + bytes(2) + content[8197:])

    def journal(self) -> None:
        content = (self.phoenix / "ledger.db").read_bytes()
        (self.phoenix / "ledger.db").write_bytes(content[:18] + b"\x07\x07" + content[20:])

    def long(self, said: str) -> None:
        name, size = said.split()
        row = {"kind": "died", "woman": "W-0007", "occurred": "2021", "note": "x" * int(size)}
        (self.path / name).write_text(json.dumps(row) + "\n", encoding="utf-8")

    def key(self) -> None:
        opened = folder.open_ledger(self.phoenix)
        opened.keys.ensure(["f" * 32])
        opened.entries.close()

    def begun(self) -> None:
        begun.note(folder.open_ledger(self.phoenix).entries.ledger_id, "1" * 32, ["f" * 32])
        self.key()

    def author(self, name: str) -> None:
        assert self.run("author", name).code == 0

    def alter(self, said: str) -> None:
        name, old, new = said.split()
        whole = (self.path / name).read_text(encoding="utf-8")
        (self.path / name).write_text(whole.replace(f"\n{old}\n", f"\n{new}\n"), encoding="utf-8")

    def remembered(self, head: str) -> None:
        entries = Entries(str(self.phoenix / "ledger.db"))
        file = folder.key_file(entries.ledger_id, os.environ).with_suffix(".head")
        entries.close()
        file.write_text(head + "\n", encoding="ascii")

    def unfinished(self, woman: str) -> None:
        def cut(*_: object) -> None:
            raise KeyboardInterrupt
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(erasure, "take_next", cut)
            assert self.run("erase", woman, "--authority", "a", "--reason", "b", "--yes").code == 130

    def bug(self) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("two and two are five")
        self.patch.setattr(audit, "check", fail)


def _signed_by_nobody(encode: Callable, entry: Entry) -> bytes:
    return encode(replace(entry, signature="AAAA"))


@pytest.fixture
def case(tmp_path: Path, run: Callable, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """A folder in which a case is played."""
    made = Case(tmp_path, run, monkeypatch)
    yield made
    made.close()


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The codes of findings and the kinds of failures that are made from now on."""
    codes: set[str] = set()
    for cls in (errors.Finding, errors.LedgerError):
        made = cls.__init__

        def noting(self: object, *given: object, made: Callable = made, **more: object) -> None:
            made(self, *given, **more)
            codes.add(self.code if isinstance(self, errors.Finding) else self.kind)   # type: ignore[attr-defined]
        monkeypatch.setattr(cls, "__init__", noting)
    return codes


@pytest.mark.parametrize("file", GALLERY, ids=[file.stem for file in GALLERY])
def test_an_error_reads_as_it_was_accepted(file: Path, case: Case, met: set[str], request: pytest.FixtureRequest) -> None:
    """Exit code, stdout and stderr; the file is named by what is met in it."""
    text = file.read_text(encoding="utf-8")
    today = "\n".join(case.play(text)) + "\n"
    if request.config.getoption("--accept"):
        file.write_text(today, encoding="utf-8")
    assert file.stem in met, f"the case never meets {file.stem}, but {sorted(met)}"
    assert today == text or request.config.getoption("--accept")


@pytest.mark.parametrize("file", GALLERY, ids=[file.stem for file in GALLERY])
def test_every_command_in_a_hint_is_understood(file: Path, case: Case) -> None:
    """Each is run where the case ended; what stands for something is filled in."""
    answers = [line[2:] for line in case.play(file.read_text(encoding="utf-8")) if re.match(r"[>!] ", line)]
    for command in {command for line in answers for command in hinted(line)}:
        ran = case.run(*command)
        assert ran.code not in (2, 70) or file.stem == "error", (command, ran.err)


def hinted(line: str) -> Iterator[tuple[str, ...]]:
    """The commands that a line of an answer asks somebody to run; what stands in backticks is only named."""
    if line.startswith("Usage: "):
        return
    if as_json := re.fullmatch(r' *"\w+": (".*"),?', line):
        line = str(json.loads(as_json[1]))
    line = re.sub(r"\d+:<root>", "SIZE:ROOT", line)
    for said in re.findall(r"(?<!`)\boutcomes ((?:--ledger \S+ |--debug )?(?:[a-z-]|\.\.\.)[^;)`]*?)(?=, |\.? *$|\. |[;)])", line):
        yield tuple(FILLED.get(word, word) for word in shlex.split(re.sub(r"\.\.\.$", "women", said)))


def test_hints_are_found_in_a_sentence() -> None:
    """To the end of the command, not of the sentence; with what it stands for filled in."""
    assert list(hinted("Withdraw it: outcomes withdraw POSITION --reason WHY")) == [("withdraw", "2", "--reason", "why")]
    assert list(hinted("Ask it: outcomes --ledger x matrix, or make another: outcomes demo --folder NAME")) == [
        ("--ledger", "x", "matrix"), ("demo", "--folder", "elsewhere")]
    assert list(hinted("Use the key file that `outcomes init` wrote.")) == []
    assert list(hinted("Keep the file as it is and run: outcomes check.")) == [("check",)]


def strings(tree_: ast.AST) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    docs = {id(node.body[0].value) for node in ast.walk(tree_) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body and isinstance(node.body[0], ast.Expr)}
    yield from (node.value for node in ast.walk(tree_) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs)


MODULES = [ROOT / "cli.py", *(ROOT / "ledger").rglob("*.py"), *(ROOT / "projections").rglob("*.py")]


def test_every_command_that_a_text_of_the_program_names_exists() -> None:
    """Also where no case of the gallery meets the text."""
    naming, commands = {file: text for file in MODULES if "outcomes " in (text := file.read_text(encoding="utf-8"))}, cli.outcomes.list_commands(None)
    said = {(file.name, word) for file, module in naming.items() for text in strings(ast.parse(module))
            for word in re.findall(r"(?<!the )(?<!an )\boutcomes ([a-z-]+)\b", text) if not word.startswith("--")}
    assert {(name, word) for name, word in said if word not in commands} == {("codec.py", "wrote")}


def test_every_error_has_its_case() -> None:
    """A new code of a finding, or kind of failure, needs a case in tests/golden/errors.

    Those of the doctor stand in test_doctor; what is odd but possible, in test_quality; a server's, in test_postgres.
    """
    known = {file.stem for file in GALLERY}
    assert {code for file in MODULES if not {"doctor", "quality", "server.py"} & {*file.parts} for code in codes_of(ast.parse(file.read_text(encoding="utf-8")))} == known


def codes_of(module: ast.Module) -> Iterator[str]:
    """The codes with which findings are made in a module, and the kinds of failures that it declares."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "_broken", "broken", "_finding") and node.args:
            yield from ([node.args[0].value] if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) else [])
        elif isinstance(node, ast.ClassDef) and any("E" in ast.unparse(base) for base in node.bases):
            yield from (str(each.value.value) for each in node.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "kind"
                        and isinstance(each.value, ast.Constant))


def test_a_finding_that_is_frozen_is_still_noted(met: set[str]) -> None:
    """The test of the gallery sees what is made: were it blind, every case would pass or none."""
    made = errors.Finding("made-here", "Something.")
    assert attrs.asdict(made)["code"] == "made-here"
    assert met == {"made-here"} and os.environ["OUTCOMES_BY"] == "P-03"
