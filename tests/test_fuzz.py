"""Does any reader end in anything but an answer or a sentence, or write a byte, whatever it is given?

A quick sample each; `python tests/fuzzing.py TARGET TRIES` goes on from there, and repeats the long runs.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzzed.world import World, ended_well
from fuzzing import Tried, by_chance, feed, targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spoiling import FORMS, as_tape, spoiled

FAILED = Path(__file__).parent / "data" / "failed"
TRIES = 3000
LINES = 400
QUICK = 6


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A small ledger with all that is made of it."""
    made = World(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.ledger.entries.close()


@pytest.mark.parametrize("name", targets())
def test_any_document_ends_in_an_answer_or_a_sentence(name: str, world: World) -> None:
    """Valid documents, each spoiled in some ways: nothing is raised but what is meant for a person, nothing is written."""
    target = targets()[name]
    examples = target.examples(world)
    assert feed(world, target, examples[0]) == "answer", "else readers are tried at nothing but their first line"
    held = world.held()

    @settings(max_examples=target.quick, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(min_size=3, max_size=20))
    def tried(said: bytes) -> None:
        feed(world, target, spoiled(examples, b"\0" + said, target.form))
    tried()
    assert world.held() == held


@pytest.mark.parametrize("file", sorted(FAILED.iterdir()), ids=lambda file: file.name)
def test_what_once_failed_is_answered_or_refused(file: Path, world: World) -> None:
    """Each document that a reader fell over is kept, by the reader's name."""
    feed(world, targets()[file.name.partition(".")[0]], file.read_bytes())


@pytest.mark.parametrize("form", FORMS)
def test_the_same_tape_spoils_alike(form: str) -> None:
    """So that what failed fails again; and a document is spoiled at all."""
    example, tapes = b'{"a": [1, "2021-02-08"], "b": {"c": null}}\n', [random.Random(seed).randbytes(20) for seed in range(30)]
    made = [spoiled([example], b"\0" + tape, form) for tape in tapes]
    assert made == [spoiled([example], b"\0" + tape, form) for tape in tapes]
    assert len(set(made)) > 15
    assert spoiled([], as_tape(example), form) == example


@pytest.mark.slow
@pytest.mark.parametrize("name", targets())
def test_long_runs_end_so_too(name: str, world: World, tmp_path: Path) -> None:
    """Some thousand of each, by chance."""
    tried = Tried(name, tmp_path)
    by_chance(tried, world, targets()[name], TRIES // 10 if targets()[name].quick < 20 else TRIES, 2021)
    assert not tried.failures, str(tried)


@pytest.mark.slow
@pytest.mark.parametrize("name", targets())
def test_what_follows_the_program_finds_nothing_either(name: str) -> None:
    """atheris keeps the tapes that lead somewhere new."""
    pytest.importorskip("atheris")
    ran = subprocess.run([sys.executable, str(Path(__file__).parent / "fuzzing.py"), name, str(TRIES // 10)], capture_output=True, text=True, check=False, errors="replace")
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]


ALTERED = {   # each statement, and what is then asked of the ledger
    "a version that is no number": ("UPDATE stored_events SET originator_version = 1.5 WHERE originator_version = 1", lambda ledger: list(ledger.entries.streams())),
    "a state that is no bytes": ("UPDATE stored_events SET state = 7", lambda ledger: list(ledger.entries.streams())),
    "one that a woman's others hide": ("UPDATE stored_events SET state = 7 WHERE originator_version = 2", lambda ledger: list(ledger.entries.backwards())),
    "a leaf that is no bytes": ("UPDATE log SET leaf = 7 WHERE position = 3", lambda ledger: ledger.entries.root(9)),
    "leaves that are none": ("UPDATE log SET leaf = 'x'", lambda ledger: ledger.entries.leaves(9)),
    "a state of the programme that is no bytes": ("UPDATE stored_events SET state = 7", lambda ledger: list(ledger.entries.plain())),
    "a moment that is no number": ("UPDATE log SET recorded_at = 'now'", lambda ledger: ledger.entries.head()),
    "a moment that no calendar has": ("UPDATE log SET recorded_at = 9223372036854775807", lambda ledger: ledger.entries.at(3)),
    "a moment before the first": ("UPDATE log SET recorded_at = -1", lambda ledger: ledger.entries.at(3)),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_row_that_the_ledger_never_writes_is_said_to_be_broken(what: str, world: World, tmp_path: Path) -> None:
    """Whoever alters the database does not make the program fall over: it says where, and how to look."""
    import shutil
    import sqlite3
    from contextlib import closing

    from ledger.errors import Broken
    from ledger.folder import open_ledger

    statement, ask = ALTERED[what]
    place = Path(shutil.copytree(world.copy("altered"), tmp_path / "ledger"))
    with closing(sqlite3.connect(place / "ledger.db")) as db, db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute(statement)
    with closing((opened := open_ledger(place, world.environ)).entries), pytest.raises(Broken) as why:
        ask(opened)
    assert "outcomes check" in why.value.hint


ENDLESS = "CREATE VIEW {} AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS name, n AS value, n AS stream, n AS wrapped, n AS receipt, n AS what FROM r"


@pytest.mark.parametrize(("name", "table", "came"), [
    ("ledger-db", "meta", "broken"), ("ledger-db", "log", "broken"), ("keys-db", "wrapped_keys", "broken"), ("keys-db", "owed", "broken"),
    ("cache-db", "answers", "answer"), ("views-db", "about", "refused")])
def test_a_view_without_an_end_in_the_place_of_a_table_is_not_asked(name: str, table: str, came: str, world: World) -> None:
    """Else whoever is handed such a file waits for ever."""
    import sqlite3
    from contextlib import closing

    valid = targets()[name].examples(world)[0]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.deserialize(valid[:18] + b"\1\1" + valid[20:])
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute(f"DROP TABLE {table}")
        db.execute(ENDLESS.format(table))
        made = db.serialize()
    assert feed(world, targets()[name], made[:18] + valid[18:20] + made[20:]) == came


def test_a_head_among_a_million_blanks_is_found_at_once(world: World) -> None:
    """Or found to be none."""
    from ledger import checkpoints

    head = f"7:{'ab' * 32}"
    assert checkpoints.noted(f"{' ' * 1_000_000}{head}").size == 7
    assert checkpoints.noted(f"minute 14: {head}, 5:x\n8:{'cd' * 32}").size == 7


# Words on the command line.


def test_a_reader_that_raises_or_writes_is_seen(world: World, tmp_path: Path) -> None:
    """The referee is no rubber stamp."""
    from fuzzing import Target

    def raises(world: World, document: bytes) -> None:
        raise KeyError("x")

    def writes(world: World, document: bytes) -> None:
        (world.own / "new").write_bytes(document)
    for run in (raises, writes):
        tried = Tried("x", tmp_path)
        by_chance(tried, world, Target(run, lambda world: [b"x"], "bytes"), 3, 1)
        assert len(tried.failures) == 1 and tried.came.total() == 3, run
        (world.own / "new").unlink(missing_ok=True)
        world.as_it_was = world.seen()


WORDS = ["", " ", "-", "--", "-1", "0", "1", "9" * 20, "9" * 400, "1e999", "0x10", "\u00b2", "\u0661", "\uff11", "\udcff", "\u202e", "\x1b[31m", "\n", "\u00e9" * 300, "%s", "{}", "[]",
         "'", "*", "~", "../..", "no/such/file.xlsx", "x.csv", "x.xlsx", "x.jsonl", "x.db", "x.note", ".", "W-0003", "w3;w9", "programme", "2021-02-30", "2021-13", "yesterday", "9999-12-31",
         "0001-01-01", "2021", "matrix", "larc-fitted", "implant", "2:" + "ab" * 32, "a+00000000+AQ==", "yes", "team", "public", "P-03", "Europe/London", "tcp", "M09.ever-fitted", "kind", "5"]
SLOW = ("demo", "browse", "report", "issue", "replay", "export", "matrix", "profile", "monthly", "changes", "survival", "funnel", "needs", "pathways", "costs", "claims",
        "health-audit", "equality", "quality", "explain", "compare", "rollup", "assurance", "doctor", "caseload", "due")   # what they load, or do, takes a while
ASKED = {"browse": ["x.db"]}   # else it serves until it is ended


def lines() -> Iterator[list[str]]:
    """Every command, and for each of its options and arguments words that are not meant for it."""
    import click

    import cli

    drawn = random.Random(2021)
    top = cli.outcomes
    context = click.Context(top)
    names = sorted(set(top.list_commands(context)))
    kinds = cli.Kinds(name="record").list_commands(context)
    for _ in range(10 * LINES):
        name = drawn.choice(names)
        command = top.get_command(context, name)
        assert command is not None
        words = [name]
        if name == "record":
            kind = drawn.choice(kinds)
            command, words = cli.Kinds(name="record").get_command(context, kind), [name, kind]
            assert command is not None
        yield [*words, *ASKED.get(name, ()), *_given(command, drawn)]


def _given(command: object, drawn: random.Random) -> Iterator[str]:
    for parameter in command.params:   # type: ignore[attr-defined]
        wanted = parameter.required or drawn.random() < 0.25
        if not wanted or parameter.name in ("help", "store"):   # a server would be waited for
            continue
        if parameter.param_type_name == "option":
            yield drawn.choice(parameter.opts)
            if parameter.is_flag:
                continue
        fitting = list(getattr(parameter.type, "choices", ())) or WORDS
        yield from (drawn.choice(fitting if drawn.random() < 0.6 else WORDS) for _ in range(max(1, parameter.nargs)))


def commanded(world: World, number: int, words: list[str]) -> None:
    """Run a command line; where it is refused, no byte of the ledger and no file beside it has changed."""
    before, there = world.held(), sorted(world.tray.rglob("*"))
    ran = ended_well(world.outcomes("--ledger", str(world.own), *words, stdin="" if number % 2 else "woman=W-0003\nx\n\0\n"))
    if ran.code in (2, 3, 4, 6):
        assert {path: said for path, said in world.held().items() if not path.endswith(("cache.db", "-wal"))} == {
            path: said for path, said in before.items() if not path.endswith(("cache.db", "-wal"))}, words
        assert sorted(world.tray.rglob("*")) == there, words


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger of its own for commands that may well succeed, with a file of each kind to be named."""
    made = World(tmp_path_factory.mktemp("commands"))
    for name in ("x.csv", "x.xlsx", "x.jsonl", "x.db", "x.note"):
        made.lay(name, b"\xef\xbb\xbfkind,woman\n\xff\0{")
    made.ledger.entries.close()
    yield made


def test_words_of_any_kind_end_in_the_codes_of_the_contract(commands: World) -> None:
    """Words for another option, of another alphabet, huge, blank: a sentence, and nothing is written where it is refused."""
    given = [words for words in lines() if words[0] not in SLOW][:QUICK]
    assert len({words[0] for words in given}) > QUICK // 2
    for number, words in enumerate(given):
        commanded(commands, number, words)


@pytest.mark.slow
def test_many_words_of_any_kind_end_so_too(commands: World) -> None:
    """Some thousand command lines, every command among them."""
    for number, words in enumerate(lines()):
        if words[0] not in ("demo", "report", "issue") or number % 10 == 0:
            commanded(commands, number, words)
