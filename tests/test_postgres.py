"""Does a server of PostgreSQL keep a ledger as a file does, and does it let nobody do what is not theirs?

A real server, started for these tests; each test has a database of its own. The contract that every store keeps is in
test_store.
"""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import unittest
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import NOW, Ran
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from eventsourcing.tests import persistence
from msgspec.structs import replace
from servers import Server

from ledger import address, audit, erasure, folder, logins, moving, recording, tree
from ledger.author import Author
from ledger.entries import PROGRAMME, Said
from ledger.errors import Broken, Busy, NotFound, Refused
from ledger.folder import Ledger
from ledger.reading import statement
from ledger.store import ClockBehind, Entries

psycopg = pytest.importorskip("psycopg", reason="PostgreSQL is not tested: pip install 'outcomes-ledger[postgres]'")
from ledger.store.postgres import BETWEEN, ServerRecorder  # noqa: E402

WOMAN = {"kind": "woman-identified", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"}
AUTHOR = Author("P-03", NOW, clock_set=True)
ONE = "1" * 32
Command = Callable[..., Ran]


class OnServer(persistence.ApplicationRecorderTestCase[Any], unittest.TestCase):
    """The library's own suite for a recorder, on a server."""

    @pytest.fixture(autouse=True)
    def _with(self, server: Server) -> None:
        self.server = server

    def new_originator_id(self) -> str:
        return os.urandom(16).hex()

    def create_recorder(self) -> Any:
        entries = Entries(self.server.address(self.server.database()), create=True)
        self.addCleanup(entries.close)
        return entries.recorder

    def test_insert_subscribe(self) -> None:
        """A server tells those who listen."""
        self.optional_test_insert_subscribe()


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """An empty database of this test's own."""
    name = server.database()
    yield name
    server.drop(name)


@pytest.fixture
def kept(server: Server, database: str) -> Iterator[Ledger]:
    """A ledger that a server keeps, in phoenix: two women and the programme, four entries."""
    folder.create(Path("phoenix"), "Phoenix", store=server.address(database))
    ledger = folder.open_ledger(Path("phoenix"))
    say(ledger, {**WOMAN, "woman": "W-0001"}, {"kind": "larc-fitted", "woman": "W-0001", "occurred": "2021-02-08", "method": "implant"},
        {**WOMAN, "woman": "W-0002"}, {"kind": "capacity-set", "woman": PROGRAMME, "occurred": "2020", "women": 24})
    yield ledger
    ledger.entries.close()


def say(ledger: Ledger, *rows: dict[str, Any]) -> tuple[int, ...]:
    """Append rows of the import contract."""
    return recording.append(ledger, [Said(statement(row, "practitioner")) for row in rows], AUTHOR).positions


def state(ledger: Ledger) -> list[Any]:
    """Everything in the log, as it lies there."""
    return list(ledger.entries.raw())


# Making and opening.


def test_a_ledger_is_made_on_a_server(server: Server, database: str, run: Command, tmp_path: Path) -> None:
    """The folder holds ledger.toml alone; entries and keys are on the server, the master key is not."""
    made = run("init", "phoenix", "--store", server.address(database), "--json")
    assert made.code == 0
    recovery = json.loads(made.out)["recovery"]
    assert [file.name for file in Path("phoenix").iterdir()] == ["ledger.toml"]
    assert server.address(database) in Path("phoenix/ledger.toml").read_text()
    (key,) = (tmp_path / "config" / "keys").iterdir()
    assert key.read_text().strip() == recovery.replace("-", "")
    assert server.run("SELECT count(*) FROM outcomes_keys.wrapped_keys", database=database) == [(1,)]
    ((wrapped,),) = server.run("SELECT wrapped FROM outcomes_keys.wrapped_keys", database=database)
    assert bytes.fromhex(key.read_text()) not in wrapped
    recorded = run("--ledger", "phoenix", "record", "woman-identified", "W-0001", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    assert (recorded.code, recorded.out) == (0, "Recorded woman-identified of W-0001 at position 1.\n")
    assert "W-0001: 1 entry" in run("--ledger", "phoenix", "show", "W-0001").out


def test_a_database_that_holds_a_ledger_takes_no_other(server: Server, database: str, kept: Ledger) -> None:
    """The second is refused, with nothing left of it, and the first is as it was."""
    before = state(kept)
    with pytest.raises(Refused, match="a ledger in that database already"):
        folder.create(Path("second"), "Second", store=server.address(database))
    assert not Path("second").exists()
    assert state(kept) == before and kept.keys is not None and len(kept.keys.streams()) == 2


def test_what_cannot_be_finished_leaves_nothing_on_the_server(server: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder cannot be filled, the schemas go again, and the next try succeeds."""
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(folder, "write_settings", full)
        folder.create(Path("phoenix"), "Phoenix", store=server.address(database))
    assert server.run("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'outcomes%'", database=database) == [(0,)]
    assert not Path("phoenix").exists()


def test_a_database_without_unicode_is_refused(server: Server) -> None:
    """Text that cannot be kept as it is would not be what was hashed."""
    server.run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(Refused, match="UTF-8"):
        folder.create(Path("phoenix"), "Phoenix", store=server.address("latin"))
    assert not Path("phoenix").exists()


@pytest.mark.parametrize(("said", "told"), [
    ("postgresql://anna:hunter2@db/phoenix", "holds a password"), ("postgresql://anna@db/phoenix?password=hunter2", "holds a password"),
    ("postgresql://anna:@db/phoenix", "holds a password"), ("postgresql://db", "names no database"), ("mysql://db/phoenix", "is no store"),
    ("postgresql://[db/phoenix", "cannot be read"), ('postgresql://db/phoenix"', "is no store"), ("phoenix.db", "is no store"),
    ("mysql://anna:hunter2@db/phoenix", "is no store")])
def test_an_address_without_its_secret_is_taken_and_no_other(run: Command, said: str, told: str) -> None:
    """A password in ledger.toml would be copied with it; it is refused, and not repeated."""
    ran = run("init", "phoenix", "--store", said)
    assert ran.code == 2 and told in ran.err and "hunter2" not in ran.err
    assert not Path("phoenix").exists()


@pytest.mark.parametrize(("said", "told"), [
    ("postgresql://anna@db.example.org/phoenix", "database phoenix on db.example.org"), ("postgres:///p?host=/tmp", "database p on /tmp"),
    ("postgresql://?service=phoenix", "database service phoenix on this computer"), ("postgresql://db/?dbname=p", "database p on db")])
def test_an_address_is_told_in_words(said: str, told: str) -> None:
    """Whoever opens a ledger reads where it is."""
    assert address.store(said, "--store") == said
    assert address.told(said) == told


def test_a_password_comes_from_the_environment(server: Server, database: str, kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """PGPASSWORD opens what ledger.toml names; without it the login is said to be refused."""
    server.run("CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'hunter2'")
    with server.asking_passwords_of("locked"):
        Path("phoenix/ledger.toml").write_text(Path("phoenix/ledger.toml").read_text().replace("postgres@", "locked@"))
        with pytest.raises(Busy, match=r"cannot be used just now.*password") as caught:
            folder.open_ledger(Path("phoenix"))
        assert caught.value.exit_code == 6
        monkeypatch.setenv("PGPASSWORD", "hunter2")
        with closing(folder.open_ledger(Path("phoenix")).entries) as entries:
            assert entries.head().position == 4


def test_a_server_that_cannot_be_reached_is_busy(run: Command, tmp_path: Path) -> None:
    """Exit 6 and a sentence; nothing is made."""
    ran = run("init", "phoenix", "--store", f"postgresql://postgres@/phoenix?host={tmp_path}")
    assert ran.code == 6 and "server cannot be used just now" in ran.err
    assert not Path("phoenix").exists()


def test_without_the_package_it_is_said_what_to_install(server: Server, database: str, kept: Ledger, run: Command,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger on a server, opened where the extra was not installed."""
    monkeypatch.setitem(sys.modules, "ledger.store.postgres", None)
    ran = run("--ledger", "phoenix", "women")
    assert ran.code == 2 and "pip install 'outcomes-ledger[postgres]'" in ran.err


def test_a_database_without_a_ledger_is_said_to_hold_none(server: Server, database: str) -> None:
    """Nothing is made by opening."""
    with pytest.raises(NotFound, match="holds no ledger"):
        Entries(server.address(database))
    assert server.run("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'outcomes%'", database=database) == [(0,)]


def test_an_id_that_is_gone_is_broken(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """What every leaf is made with cannot be guessed."""
    server.run("ALTER TABLE outcomes.meta DISABLE TRIGGER ALL", "DELETE FROM outcomes.meta WHERE name = 'ledger'", database=database)
    with pytest.raises(Broken, match="id is gone"):
        Entries(server.address(database))
    assert json.loads(run("--ledger", "phoenix", "check", "--json").out)["verdict"] == "broken"


def test_a_recording_loads_nothing_of_a_server() -> None:
    """Whoever keeps a ledger in a folder waits for no driver."""
    script = ("import sys\nfrom pathlib import Path\nfrom ledger.folder import create\ncreate(Path('l'), 'L')\nimport cli\n"
              "sys.argv = ['outcomes', '--ledger', 'l', 'record', 'woman-identified', 'W-1', '--occurred', '2020', '--route', 'self', "
              "'--care-experienced', 'no']\ntry:\n    cli.main()\nexcept SystemExit:\n    pass\n"
              "print([name for name in sys.modules if name.startswith(('psycopg', 'eventsourcing.postgres', 'ledger.store.postgres'))])")
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                         env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)})
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_connection_that_was_left_amid_something_is_not_given_again(kept: Ledger) -> None:
    """Whoever was interrupted leaves nobody else half a transaction."""
    pool = kept.entries.recorder.datastore.pool
    with pytest.raises(KeyboardInterrupt), pool.connection() as taken:
        taken.execute("BEGIN")
        raise KeyboardInterrupt
    assert taken.closed
    with pool.connection() as other:
        assert other is not taken and other.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_a_line_that_broke_between_two_commands_is_busy_once(server: Server, database: str, kept: Ledger) -> None:
    """The next try opens another."""
    server.run(("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,)))
    with pytest.raises(Busy):
        kept.entries.head()
    assert kept.entries.head().position == 4


def test_a_table_that_is_not_as_it_was_made_is_broken_to_a_reader(server: Server, database: str, kept: Ledger) -> None:
    """What cannot be read for another reason than a right or a line is damage."""
    server.run("ALTER TABLE outcomes.log DROP COLUMN leaf", database=database)
    with pytest.raises(Broken, match="damaged or is not a ledger"):
        kept.entries.root(4)


def test_keys_that_are_gone_from_the_server_are_missing(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """A report says that it cannot read; a check says that the table is gone."""
    server.run("DROP SCHEMA outcomes_keys CASCADE", database=database)
    assert run("--ledger", "phoenix", "women").code == 3
    found = audit.check(Path("phoenix"), os.environ)
    assert found.verdict == "broken" and "schema-missing" in {each.code for each in found.findings}


def test_an_empty_ledger_on_a_server_says_that_it_is_empty(server: Server, database: str) -> None:
    """Nobody has appended yet."""
    folder.create(Path("phoenix"), "Phoenix", store=server.address(database))
    found = audit.check(Path("phoenix"), os.environ)
    assert (found.verdict, {each.code for each in found.findings}) == ("unverifiable", {"empty", "server-trusted"})


# What is written stays, and who may write.


ATTACKS = ["UPDATE outcomes.stored_events SET state = ''", "UPDATE outcomes.log SET recorded_at = 0 WHERE position = 2", "DELETE FROM outcomes.log",
           "DELETE FROM outcomes.stored_events WHERE notification_id = 4", "TRUNCATE outcomes.log", "TRUNCATE outcomes.stored_events CASCADE",
           "UPDATE outcomes.meta SET value = ''", "DELETE FROM outcomes.meta", "TRUNCATE outcomes.meta",
           "INSERT INTO outcomes.meta VALUES ('ledger', '') ON CONFLICT (name) DO UPDATE SET value = ''",
           "SET session_replication_role = replica; DELETE FROM outcomes.log",
           "MERGE INTO outcomes.log l USING (SELECT 1) x ON l.position = 1 WHEN MATCHED THEN DELETE"]


@pytest.mark.parametrize("statement", ATTACKS)
def test_no_row_is_ever_changed_or_removed_by_its_owner_either(server: Server, database: str, kept: Ledger, statement: str) -> None:
    """The server refuses, whoever asks, by whichever words."""
    before = state(kept)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        server.run(statement, database=database)
    assert state(kept) == before


@pytest.fixture
def people(server: Server, database: str, kept: Ledger) -> Iterator[dict[str, str]]:
    """A login for each role, and one that was given none."""
    names = {role: f"{role}_{database}" for role in ("coordinator", "evaluator", "auditor", "stranger")}
    for name in names.values():
        server.run(f"CREATE ROLE {name} LOGIN")
    logins.make(kept.entries, [(role, name) for role, name in names.items() if role != "stranger"])
    yield names


READS = {"entries": "SELECT count(*) FROM outcomes.stored_events", "log": "SELECT count(*) FROM outcomes.log", "id": "SELECT value FROM outcomes.meta",
         "keys": "SELECT wrapped FROM outcomes_keys.wrapped_keys", "fence": "SELECT * FROM outcomes_keys.fence", "owed": "SELECT * FROM outcomes_keys.owed"}
APPENDS = {"append": "SELECT outcomes.append(ARRAY['x'], ARRAY[1::bigint], ARRAY['sealed'], ARRAY[''::bytea], 0, 99)",
           "new key": "INSERT INTO outcomes_keys.wrapped_keys VALUES ('x', '')"}
NEVER = {"insert an entry": "INSERT INTO outcomes.stored_events VALUES ('x', 1, 'sealed', '', 5)",
         "insert into the log": "INSERT INTO outcomes.log VALUES (5, 'x', 1, 0, '')", "another id": "INSERT INTO outcomes.meta VALUES ('x', '')",
         "change": "UPDATE outcomes.stored_events SET state = ''", "remove": "DELETE FROM outcomes.log", "empty": "TRUNCATE outcomes.log",
         "change a key": "UPDATE outcomes_keys.wrapped_keys SET wrapped = ''", "destroy a key": "DELETE FROM outcomes_keys.wrapped_keys",
         "unfence": "DELETE FROM outcomes_keys.fence", "fence her": "INSERT INTO outcomes_keys.fence VALUES ('x')", "settle": "DELETE FROM outcomes_keys.owed",
         "lock others out": "LOCK TABLE outcomes.stored_events IN EXCLUSIVE MODE", "drop": "DROP TABLE outcomes.log", "alter": "ALTER TABLE outcomes.log ADD x text",
         "no guard": "ALTER TABLE outcomes.log DISABLE TRIGGER ALL", "another guard": "CREATE OR REPLACE FUNCTION outcomes.keep() RETURNS trigger LANGUAGE sql AS ''",
         "add": "CREATE TABLE outcomes.more (x text)", "another role": "CREATE ROLE another",
         "no triggers": "SET session_replication_role = replica", "become the owner": "SET ROLE postgres", "a rule": "CREATE RULE r AS ON INSERT TO outcomes.log DO INSTEAD NOTHING"}
MAY = {"coordinator": {*READS, *APPENDS}, "evaluator": {*READS}, "auditor": {"entries", "log", "id"}, "stranger": set[str]()}


@pytest.mark.parametrize("role", MAY)
def test_the_server_lets_each_role_do_its_own_and_nothing_else(server: Server, database: str, kept: Ledger, people: dict[str, str], role: str) -> None:
    """Logged in as each, by no program of ours: what it may works, everything else is refused for want of the right."""
    before, granted = state(kept), kept.entries.server().grants
    for name, asked in {**READS, **APPENDS, **NEVER}.items():
        with closing(psycopg.connect(server.address(database, people[role]))) as connection:
            try:
                connection.execute(asked)
                done = "done"
            except psycopg.errors.InsufficientPrivilege:
                done = "no right"
            except psycopg.IntegrityError as why:
                done = "done" if why.sqlstate == BETWEEN else str(why)   # it was let in, and had nothing to append after
        assert (name, done) == (name, "done" if name in MAY[role] else "no right")
    server.run("GRANT ALL ON ALL TABLES IN SCHEMA outcomes TO PUBLIC" if MAY[role] else "SELECT 1", database=database, login=people[role])
    assert (state(kept), kept.entries.server().grants) == (before, granted)


def as_login(login: str) -> None:
    """phoenix is opened as another login from now on."""
    file = Path("phoenix/ledger.toml")
    file.write_text(file.read_text().replace("postgres@", f"{login}@"))


RECORD = ("record", "housing-changed", "W-0001", "--occurred", "2021-03", "--accommodation", "HM04", "--secure", "no")


def test_a_coordinator_appends_under_her_own_login(kept: Ledger, people: dict[str, str], run: Command) -> None:
    """Old women and new ones; the login is kept beside the author, and told."""
    as_login(people["coordinator"])
    assert run("--ledger", "phoenix", *RECORD).code == 0
    new = run("--ledger", "phoenix", "record", "woman-identified", "W-0003", "--occurred", "2020", "--route", "self", "--care-experienced", "no")
    assert (new.code, new.out) == (0, "Recorded woman-identified of W-0003 at position 6.\n")
    assert kept.entries.roles([1, 5, 6, 7]) == {1: "postgres", 5: people["coordinator"], 6: people["coordinator"]}
    rows = json.loads(run("--ledger", "phoenix", "show", "W-0001", "--json").out)["rows"]
    assert {row["position"]: row["login"] for row in rows} == {1: "postgres", 2: "postgres", 5: people["coordinator"]}
    found = json.loads(run("--ledger", "phoenix", "check", "--json").out)
    assert found["verdict"] == "ok"
    assert [each["message"] for each in found["findings"] if each["code"] == "roles"] == [
        f"Appended by login on the server: {people['coordinator']} 2, postgres 4."]


def test_an_evaluator_reads_everything_and_writes_nothing(kept: Ledger, people: dict[str, str], run: Command) -> None:
    """Reports come; an append is refused by the server, said in a sentence, and leaves no key behind."""
    as_login(people["evaluator"])
    before = state(kept)
    assert json.loads(run("--ledger", "phoenix", "funnel", "--json").out)["rows"][0]["women"] == 2
    for words in (RECORD, ("record", "woman-identified", "W-0003", "--occurred", "2020", "--route", "self", "--care-experienced", "no"),
                  ("erase", "W-0001", "--authority", "board", "--reason", "asked", "--yes")):
        ran = run("--ledger", "phoenix", *words)
        assert ran.code == 4 and "does not let this login do that" in ran.err and "Nothing was saved." in ran.err
    assert state(kept) == before and kept.keys is not None and len(kept.keys.streams()) == 2


def test_an_auditor_checks_without_keys(kept: Ledger, people: dict[str, str], run: Command) -> None:
    """Though the master key lies on this computer: the server shows its login no key."""
    as_login(people["auditor"])
    found = json.loads(run("--ledger", "phoenix", "check", "--json").out)
    assert (found["verdict"], found["checked"]) == ("unverifiable", 4)
    assert "no-keys" in {each["code"] for each in found["findings"]}
    shown = run("--ledger", "phoenix", "women")
    assert shown.code == 3 and "may not see the ledger's keys" in shown.err


def test_a_coordinator_cannot_erase(kept: Ledger, people: dict[str, str], run: Command) -> None:
    """To destroy is the keeper's: refused by the server, nothing destroyed, and the old master key still opens."""
    as_login(people["coordinator"])
    ran = run("--ledger", "phoenix", "erase", "W-0001", "--authority", "board", "--reason", "asked", "--yes")
    assert ran.code == 4 and "does not let this login do that" in ran.err
    assert run("--ledger", "phoenix", *RECORD).code == 0


def test_roles_are_made_once_and_given(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """Again and again the same; who has which is listed; the statements can be had for an administrator instead."""
    server.run(f"CREATE ROLE anna_{database} LOGIN")
    first = run("--ledger", "phoenix", "store", "roles", "--give", "coordinator", f"anna_{database}", "--json")
    again = run("--ledger", "phoenix", "store", "roles", "--json")
    assert (first.code, again.code) == (0, 0) and first.out == again.out
    assert json.loads(first.out)["rows"] == [
        {"role": "coordinator", "name": f"{database}_coordinator", "may": "append and read", "logins": [f"anna_{database}"]},
        {"role": "evaluator", "name": f"{database}_evaluator", "may": "read", "logins": []},
        {"role": "auditor", "name": f"{database}_auditor", "may": "read without keys", "logins": []}]
    printed = run("--ledger", "phoenix", "store", "roles", "--sql")
    assert printed.code == 0 and f'CREATE ROLE "{database}_auditor" NOLOGIN;' in printed.out
    assert "anna" in run("--ledger", "phoenix", "store", "roles").out


def test_printed_statements_make_the_roles_too(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """What an administrator runs by hand is what the command would have done."""
    printed = run("--ledger", "phoenix", "store", "roles", "--sql", "--json")
    server.run(*json.loads(printed.out)["statements"], database=database)
    seen = kept.entries.server()
    assert seen.grants == seen.granted and len(seen.granted) == 22


@pytest.mark.parametrize(("words", "code", "told"), [
    (("--give", "owner", "postgres"), 2, "is no role"), (("--give", "auditor", "nobody-there"), 3, "CREATE ROLE \"nobody-there\" LOGIN"),
    (("elsewhere",), 2, "FOLDER says nothing"), (("--store", "postgresql://x/y"), 2, "--store says nothing")])
def test_what_makes_no_sense_of_roles_is_said(server: Server, kept: Ledger, run: Command, words: tuple[str, ...], code: int, told: str) -> None:
    """And nothing is changed by it."""
    ran = run("--ledger", "phoenix", "store", "roles", *words)
    assert ran.code == code and told in ran.err
    assert kept.entries.server().grants == frozenset()


def test_a_role_that_is_more_than_it_should_be_is_not_given_rights(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """Somebody made a role of that name which can log in: whoever has its password would be a coordinator."""
    server.run(f"CREATE ROLE {database}_coordinator LOGIN")
    ran = run("--ledger", "phoenix", "store", "roles")
    assert ran.code == 4 and "logs in" in ran.err
    assert kept.entries.server().grants == frozenset()


def test_roles_are_named_after_a_database_whose_name_leaves_room(server: Server, run: Command) -> None:
    """A name that the server would cut off could be another database's."""
    name = f"{server.database()}{'x' * 60}"[:60]
    server.run(f"CREATE DATABASE {name}")
    run("init", "phoenix", "--store", server.address(name))
    ran = run("--ledger", "phoenix", "store", "roles")
    assert ran.code == 4 and "so long" in ran.err
    server.drop(name)


def test_whoever_may_make_no_roles_is_told_whom_to_ask(kept: Ledger, people: dict[str, str], run: Command) -> None:
    """A coordinator gives no rights."""
    as_login(people["coordinator"])
    ran = run("--ledger", "phoenix", "store", "roles", "--give", "coordinator", people["stranger"])
    assert ran.code == 4 and "does not let this login do that" in ran.err
    assert people["stranger"] not in str(logins.roles(kept.entries))


def test_a_folder_has_no_roles(ledger: Ledger, run: Command) -> None:
    """Whoever may write its files may do everything; it is said."""
    for words in ((), ("--sql",)):
        ran = run("--ledger", "phoenix", "store", "roles", *words)
        assert ran.code == 4 and "lies in a folder" in ran.err


# Appending.


def put(kept: Ledger, *versions: int, stream: str = ONE, now: int = NOW, after: int | None = None) -> Any:
    """Append bytes to a stream, past every rule."""
    return kept.entries.recorder.insert_events([StoredEvent(stream, version, "sealed", b"x") for version in versions], recorded_at=now, after=after)


def test_the_function_refuses_as_a_file_does(server: Server, database: str, kept: Ledger) -> None:
    """A version taken, another head, a clock behind: each by its own name, and no position is lost."""
    assert put(kept, 1, 2) == [5, 6]
    before = state(kept)
    for asked, error in (((2,), IntegrityError), ((3, 3), IntegrityError)):
        with pytest.raises(error):
            put(kept, *asked)
    with pytest.raises(IntegrityError, match="came between"):
        put(kept, 3, after=5)
    with pytest.raises(ClockBehind):
        put(kept, 3, now=NOW - 24 * 3600 * 1_000_000 - 1)
    assert state(kept) == before
    assert put(kept, 3, now=NOW - 1) == [7]
    assert state(kept)[-1].recorded_at == NOW


def test_a_log_that_came_apart_takes_nothing_more(server: Server, database: str, kept: Ledger) -> None:
    """A row that stands in one table only is not numbered over."""
    server.run("INSERT INTO outcomes.stored_events VALUES ('x', 1, 'sealed', '', 5)", database=database)
    before = state(kept)
    with pytest.raises(Broken, match="come apart"):
        put(kept, 1)
    assert state(kept) == before


def test_a_commit_is_on_the_disk_whatever_the_server_was_told(server: Server, database: str, kept: Ledger) -> None:
    """An administrator may have told the server to hurry; an append waits for the disk."""
    server.run(f"ALTER DATABASE {database} SET synchronous_commit = off")
    with closing(psycopg.connect(server.address(database))) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("off",)
        connection.execute("SELECT outcomes.append(ARRAY['x'], ARRAY[1::bigint], ARRAY['sealed'], ARRAY[''::bytea], %s, NULL)", (NOW,))
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_table_that_another_holds_is_busy(server: Server, database: str, kept: Ledger) -> None:
    """After its wait an append says so, and nothing is written; reading goes on."""
    with closing(Entries(server.address(database), wait=1)) as impatient, closing(psycopg.connect(server.address(database))) as other:
        other.execute("LOCK TABLE outcomes.stored_events IN EXCLUSIVE MODE")
        assert kept.keys is not None
        impatient.unlock(kept.keys)
        with pytest.raises(Busy, match="cannot be used just now"):
            impatient.append([replace(kept.entries.stream(PROGRAMME)[0], version=2)], NOW)
        assert impatient.head().position == 4


def test_a_batch_of_many_is_one_append(kept: Ledger) -> None:
    """Sent in parts, committed as one: two thousand at a time, in order."""
    assert put(kept, *range(1, 4500)) == list(range(5, 4504))
    with pytest.raises(IntegrityError):
        put(kept, *range(4500, 6600), 1)
    assert kept.entries.head().position == 4503


def test_an_answer_that_is_lost_is_looked_up_and_not_written_twice(server: Server, database: str, kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has committed when the line breaks: the append is found, and is there once."""
    cut_after(server, monkeypatch, "commit")
    assert say(kept, {"kind": "larc-removed", "woman": "W-0001", "occurred": "2021-05-01", "method": "implant", "reason": "her-choice"}) == (5,)
    assert kept.entries.head().position == 5


def test_a_line_that_breaks_before_the_commit_has_saved_nothing(server: Server, database: str, kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has rolled back: it is said, and the next try writes it once."""
    row = {"kind": "larc-removed", "woman": "W-0001", "occurred": "2021-05-01", "method": "implant", "reason": "her-choice"}
    with monkeypatch.context() as patched, pytest.raises(Busy, match="nothing was saved"):
        cut_after(server, patched, "append")
        say(kept, row)
    assert kept.entries.head().position == 4
    assert say(kept, row) == (5,)


def test_a_server_that_stays_away_leaves_it_open(server: Server, database: str, kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it was saved cannot be known: that is what is said."""
    cut_after(server, monkeypatch, "commit")
    monkeypatch.setattr("ledger.store.postgres.UNSETTLED", 2)
    monkeypatch.setattr(ServerRecorder, "_looked_up", gone)
    with pytest.raises(Busy, match="Whether it did is not known"):
        put(kept, 1)


def gone(*_: Any) -> int:
    """The server does not come back."""
    raise OperationalError("gone")


def cut_after(server: Server, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Cut the line of an append once: after its commit was made, or after the append and before its commit."""
    appended, real = ServerRecorder._appended, psycopg.Transaction.__exit__
    appending: list[Any] = []

    def noted(recorder: Any, connection: Any, *given: Any) -> Any:
        yield from appended(recorder, connection, *given)
        appending.append(connection)

    def ends(transaction: Any, *given: Any) -> Any:
        if transaction.connection in appending:
            appending.clear()
            if step == "commit":
                transaction.connection.pgconn.exec_(b"COMMIT")
            server.run(("SELECT pg_terminate_backend(%s)", (transaction.connection.info.backend_pid,)))
        return real(transaction, *given)

    monkeypatch.setattr(ServerRecorder, "_appended", noted)
    monkeypatch.setattr(psycopg.Transaction, "__exit__", ends)


# What a check finds.


DOCTORED = {
    "a row changed": ("leaf-differs", ["ALTER TABLE outcomes.stored_events DISABLE TRIGGER ALL", "UPDATE outcomes.stored_events SET state = '' WHERE notification_id = 2",
                                       "ALTER TABLE outcomes.stored_events ENABLE ALWAYS TRIGGER stored_events_keeps_every_row"]),
    "a row removed": ("half-missing", ["ALTER TABLE outcomes.stored_events DISABLE TRIGGER ALL", "DELETE FROM outcomes.stored_events WHERE notification_id = 2"]),
    "a guard switched off": ("schema-changed", ["ALTER TABLE outcomes.log DISABLE TRIGGER ALL"]),
    "a guard that replicas pass": ("schema-changed", ["ALTER TABLE outcomes.log ENABLE TRIGGER log_keeps_every_row"]),
    "a guard dropped": ("schema-missing", ["DROP TRIGGER log_keeps_every_row ON outcomes.log"]),
    "a guard that lets pass": ("schema-changed", ["CREATE OR REPLACE FUNCTION outcomes.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"]),
    "an append that lies": ("schema-changed", ["ALTER FUNCTION outcomes.append SECURITY INVOKER"]),
    "a rule": ("schema-added", ["CREATE RULE quiet AS ON INSERT TO outcomes.log DO INSTEAD NOTHING"]),
    "a policy": ("schema-added", ["CREATE POLICY hidden ON outcomes.log USING (position < 3)"]),
    "row security": ("schema-changed", ["ALTER TABLE outcomes.log ENABLE ROW LEVEL SECURITY"]),
    "an heir": ("schema-added", ["CREATE TABLE public.heir () INHERITS (outcomes.log)"]),
    "a view": ("schema-added", ["CREATE VIEW outcomes.seen AS SELECT * FROM outcomes.log"]),
    "a table": ("schema-added", ["CREATE TABLE outcomes.more (x text)"]),
    "a trigger": ("schema-added", ["CREATE TRIGGER more BEFORE INSERT ON outcomes.log FOR EACH ROW EXECUTE FUNCTION outcomes.keep()"]),
    "an index": ("schema-added", ["CREATE INDEX more ON outcomes.log (recorded_at)"]),
    "a column": ("schema-changed", ["ALTER TABLE outcomes.log ADD more text"]),
    "a constraint less": ("schema-missing", ["ALTER TABLE outcomes.log DROP CONSTRAINT log_pkey"]),
    "not logged": ("schema-changed", ["ALTER TABLE outcomes.meta SET UNLOGGED"]),
    "an id more": ("meta-changed", ["INSERT INTO outcomes.meta VALUES ('other', '')"]),
    "a right to change": ("grant-added", ["GRANT UPDATE ON outcomes.log TO PUBLIC"]),
    "a right to change a column": ("grant-added", ["GRANT UPDATE (leaf) ON outcomes.log TO PUBLIC"]),
    "a right to make": ("grant-added", ["GRANT CREATE ON SCHEMA outcomes TO PUBLIC"]),
    "another owner": ("owner-added", ["CREATE ROLE owner_of_log", "ALTER TABLE outcomes.log OWNER TO owner_of_log"]),
    "a key removed": ("key-missing", ["DELETE FROM outcomes_keys.wrapped_keys WHERE stream <> 'secret'"]),
    "the secret removed": ("keys-unusable", ["DELETE FROM outcomes_keys.wrapped_keys WHERE stream = 'secret'"]),
    "a fence": ("erased-with-key", ["INSERT INTO outcomes_keys.fence SELECT stream FROM outcomes_keys.wrapped_keys WHERE stream <> 'secret'"]),
}


@pytest.mark.parametrize("how", DOCTORED)
def test_whatever_is_doctored_is_found_by_name(server: Server, database: str, kept: Ledger, how: str) -> None:
    """By who owns it all: the check meant for it names it, and the ledger is broken."""
    code, statements = DOCTORED[how]
    assert audit.check(Path("phoenix"), os.environ).verdict == "ok"
    server.run(*statements, database=database)
    try:
        found = audit.check(Path("phoenix"), os.environ)
        assert code in {each.code for each in found.findings if each.severity == "must"}
        assert (found.verdict, found.exit_code) == ("broken", 5)
    finally:
        server.run("DROP TABLE IF EXISTS public.heir", database=database)


def test_what_is_odd_but_breaks_nothing_is_said_beside(server: Server, database: str, kept: Ledger) -> None:
    """Somebody else may read, the server may lose what it acknowledged, its administrators may do everything."""
    server.run(f"CREATE ROLE reader_{database}", f"GRANT SELECT ON outcomes_keys.wrapped_keys TO reader_{database}", database=database)
    server.run("ALTER SYSTEM SET full_page_writes = off")
    server.reload()
    try:
        found = audit.check(Path("phoenix"), os.environ)
    finally:
        server.run("ALTER SYSTEM RESET full_page_writes")
        server.reload()
    assert found.verdict == "findings"
    said = {each.code: (each.severity, each.message) for each in found.findings}
    assert said["grant-added"] == ("should", f"reader_{database} was granted SELECT on outcomes_keys.wrapped_keys, which the ledger never grants.")
    assert said["not-durable"] == ("should", "The server's setting full_page_writes is off: what was acknowledged may be lost with its power.")
    assert said["server-trusted"][0] == "note" and "postgres" in said["server-trusted"][1]


def test_changes_by_the_administrator_show_against_a_head_kept_elsewhere(server: Server, database: str, kept: Ledger) -> None:
    """Whoever owns the server can leave no trace in it; the head in the drawer shows it."""
    head = f"4:{kept.entries.root(4).hex()}"
    assert audit.check(Path("phoenix"), os.environ, head).verdict == "ok"
    for table, number in (("stored_events", "notification_id"), ("log", "position")):
        server.run(f"ALTER TABLE outcomes.{table} DISABLE TRIGGER ALL", f"DELETE FROM outcomes.{table} WHERE {number} = 4",
                   f"ALTER TABLE outcomes.{table} ENABLE ALWAYS TRIGGER {table}_keeps_every_row", database=database)
    assert audit.check(Path("phoenix"), os.environ).verdict == "ok"
    assert "shorter-than-noted" in {each.code for each in audit.check(Path("phoenix"), os.environ, head).findings}


# Moving.


def figures(ledger: Ledger, run: Command) -> list[Any]:
    """What the reports say, and where they stand."""
    return [json.loads(run("--ledger", str(ledger.path), *words, "--json").out) for words in (("matrix",), ("profile",), ("funnel",))]


def test_a_ledger_goes_to_a_server_and_back_and_stays_the_same(server: Server, database: str, phoenix: Ledger, run: Command) -> None:
    """2,006 entries: id, positions, times, leaves, root and figures; from a folder to a server, on to another and back."""
    before, there = list(phoenix.entries.raw()), figures(phoenix, run)
    to = run("--ledger", "phoenix", "store", "copy", "served", "--store", server.address(database))
    on = run("--ledger", "served", "store", "copy", "moved", "--store", server.address(server.database()))
    back = run("--ledger", "moved", "store", "copy", "back", "--json")
    assert (to.code, on.code, back.code) == (0, 0, 0)
    assert "Copied 2,006 entries to served, and verified every one" in to.out
    assert json.loads(back.out) == {"report": "store", "folder": "back", "store": "embedded", "size": 2006, "root": phoenix.entries.root(2006).hex()}
    for name in ("served", "moved", "back"):
        copy = folder.open_ledger(Path(name))
        assert copy.entries.ledger_id == phoenix.entries.ledger_id and list(copy.entries.raw()) == before
        assert figures(copy, run) == there
        assert audit.check(Path(name), os.environ).verdict == "ok"
        copy.entries.close()
    assert list(phoenix.entries.raw()) == before


def test_logins_go_along_between_servers_and_are_said_to_be_lost_in_a_folder(server: Server, kept: Ledger, run: Command) -> None:
    """What was copied in from a folder has none."""
    run("--ledger", "phoenix", "store", "copy", "served", "--store", server.address(server.database()))
    back = run("--ledger", "served", "store", "copy", "back")
    assert "Which login of the server appended an entry is not kept in a folder." in back.out
    run("--ledger", "back", "store", "copy", "again", "--store", server.address(server.database()))
    found: dict[str, Any] = {}
    for name in ("served", "back", "again"):
        with closing(folder.open_ledger(Path(name)).entries) as entries:
            found[name] = entries.roles([1, 2])
    assert found == {"served": {1: "postgres", 2: "postgres"}, "back": {}, "again": {}}
    assert "copied from another store 4" in run("--ledger", "again", "check").out


def test_a_copy_that_does_not_verify_leaves_nothing(server: Server, database: str, phoenix: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a folder nor a schema on the server, and the old one is as it was."""
    root = Entries.root
    monkeypatch.setattr(Entries, "root", lambda entries, size: b"another" if entries.embedded else root(entries, size))
    with pytest.raises(Broken, match="its root is another"):
        moving.copy(phoenix, Path("served"), server.address(database))
    assert not Path("served").exists()
    assert server.run("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'outcomes%'", database=database) == [(0,)]


def test_what_cannot_be_copied_is_said(kept: Ledger, run: Command, tmp_path: Path) -> None:
    """No folder named, one that is there, no keys; nothing is made."""
    Path("full").mkdir()
    Path("full/file").touch()
    for words, code, told in ((("copy",), 2, "not named"), (("copy", "full"), 4, "not empty"), (("copy", "x", "--sql"), 2, "--sql says nothing"),
                              (("open", "x"), 2, "Which server"), (("open", "x", "--store", "embedded"), 4, "Only a ledger that a server keeps"),
                              (("copy", "x", "--store", "nowhere"), 2, "is no store")):
        ran = run("--ledger", "phoenix", "store", *words)
        assert ran.code == code and told in ran.err
    with pytest.raises(Refused, match="keys are not here"):
        moving.copy(attrs.evolve(kept, keys=None), Path("x"), "embedded")
    assert not Path("x").exists()


def test_another_computer_opens_what_a_server_keeps(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """Its folder says what the first one's says; both write to the same log."""
    opened = run("store", "open", "desk", "--store", server.address(database))
    assert opened.code == 0 and opened.out.startswith(f"desk opens Phoenix, kept in database {database} on ")
    assert Path("desk/ledger.toml").read_text() == Path("phoenix/ledger.toml").read_text()
    assert run("--ledger", "desk", *RECORD).code == 0
    assert kept.entries.head().position == 5
    again = run("store", "open", "desk", "--store", server.address(database))
    assert again.code == 4 and "not empty" in again.err


def test_a_ledger_that_was_never_finished_is_not_opened(server: Server, database: str) -> None:
    """Its maker was stopped before the folder was filled."""
    Entries(server.address(database), create=True).close()
    with pytest.raises(NotFound, match="finished"):
        moving.join(Path("desk"), server.address(database))
    assert not Path("desk").exists()


# Backup, erasure, doctor.


def test_a_backup_of_what_a_server_keeps_needs_no_server(server: Server, database: str, phoenix: Ledger, run: Command) -> None:
    """Verified, restored to a folder, with the same root and figures; from there it can go to a server again."""
    run("--ledger", "phoenix", "store", "copy", "served", "--store", server.address(database))
    for name in ("usb", "safe"):
        Path(name).mkdir()
    there = figures(phoenix, run)
    assert run("--ledger", "served", "backup", "usb", "--keys", "safe").code == 0
    server.run(f"DROP DATABASE {database}")
    restored = run("restore", "usb", "--keys", "safe", "--into", "back")
    assert restored.code == 0 and "Whole: nothing was altered" in restored.out
    assert folder.read_settings(Path("back")).store == "embedded"
    with closing(folder.open_ledger(Path("back")).entries) as entries:
        assert entries.root(2006) == phoenix.entries.root(2006)
    assert figures(attrs.evolve(phoenix, path=Path("back")), run) == there


def test_an_erasure_leaves_nothing_of_her_key_in_the_servers_tables(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """Her key goes, the others are wrapped anew, the tables' files are written anew, and what the server keeps is said."""
    assert kept.keys is not None
    stream = kept.stream_of("W-0001")
    files = "SELECT pg_relation_filenode('outcomes_keys.wrapped_keys')"
    ((file,),), wrapped = server.run(files, database=database), dict(server.run("SELECT stream, wrapped FROM outcomes_keys.wrapped_keys", database=database))
    ran = run("--ledger", "phoenix", "erase", "W-0001", "--authority", "board", "--reason", "she asked", "--yes")
    assert ran.code == 0 and "write-ahead log" in ran.out and "base backups" in ran.out
    ((new,),), left = server.run(files, database=database), dict(server.run("SELECT stream, wrapped FROM outcomes_keys.wrapped_keys", database=database))
    assert new != file and set(left) == set(wrapped) - {stream} and not set(left.values()) & set(wrapped.values())
    ((path,),) = server.run("SELECT pg_relation_filepath('outcomes_keys.wrapped_keys')", database=database)
    server.run("CHECKPOINT")
    content = (server.folder / "data" / path).read_bytes()
    assert wrapped[stream] not in content and left["secret"] in content
    assert run("--ledger", "phoenix", "show", "W-0001").code == 3
    assert audit.check(Path("phoenix"), os.environ).verdict == "ok"
    assert json.loads(run("--ledger", "phoenix", "funnel", "--json").out)["rows"][0]["women"] == 1


def test_an_erasure_that_was_cut_off_is_finished_by_its_keeper(server: Server, kept: Ledger, people: dict[str, str], run: Command,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    """A coordinator's command leaves it and works; the keeper's finishes it."""
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(erasure, "_receipts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        erasure.erase(kept, ["W-0001"], "board", "she asked", AUTHOR)
    keeper = Path("phoenix/ledger.toml").read_text()
    as_login(people["coordinator"])
    assert run("--ledger", "phoenix", "record", "died", "W-0002", "--occurred", "2021-05").code == 0
    assert "erasure-unfinished" in {each.code for each in audit.check(Path("phoenix"), os.environ).findings}
    Path("phoenix/ledger.toml").write_text(keeper)
    assert run("--ledger", "phoenix", "women").code == 0
    assert audit.check(Path("phoenix"), os.environ).verdict == "ok"


def test_keys_that_were_renewed_beside_are_not_written_over(server: Server, kept: Ledger) -> None:
    """Of two who opened the ledger one erases; the other makes no key under the old master."""
    other = folder.open_ledger(Path("phoenix"))
    erasure.erase(kept, ["W-0001"], "board", "she asked", AUTHOR)
    assert other.keys is not None and kept.keys is not None
    with pytest.raises(Busy, match="renewed by an erasure"):
        other.keys.ensure(["3" * 32])
    with pytest.raises(Busy, match="renewed by an erasure"):
        other.keys.erase({kept.stream_of("W-0002"): "{}"}, b"n" * 32)
    other.entries.close()


def test_the_doctor_asks_the_server(server: Server, kept: Ledger, run: Command, tmp_path: Path) -> None:
    """What lies in no folder is not missed in one; a server that is away is named."""
    well = json.loads(run("--ledger", "phoenix", "doctor", "--json").out)
    assert {"keys-missing", "database-missing", "cannot-open"} & {each["code"] for each in well["findings"]} == set()
    Path("phoenix/ledger.toml").write_text(f'store = "postgresql://postgres@/phoenix?host={tmp_path}"\n')
    ill = run("--ledger", "phoenix", "doctor", "--json")
    assert ill.code == 1 and "cannot-open" in {each["code"] for each in json.loads(ill.out)["findings"]}


# A replica.


def test_evaluators_read_a_streaming_replica(server: Server, database: str, kept: Ledger, run: Command) -> None:
    """A real one: it follows within moments, reports and checks read it, and it takes no entry."""
    with server.replica() as socket:
        before = Path("phoenix/ledger.toml").read_text()
        Path("desk").mkdir()
        Path("desk/ledger.toml").write_text(before.replace(str(server.socket), str(socket)))
        assert say(kept, {"kind": "died", "woman": "W-0002", "occurred": "2021-05"}) == (5,)
        replica = folder.open_ledger(Path("desk"))
        while replica.entries.head().position < 5:   # a replica that never follows holds the run, and the run says where
            time.sleep(0.02)
        assert state(replica) == state(kept)
        replica.entries.close()
        for words in (("matrix",), ("funnel",), ("women",)):
            assert run("--ledger", "desk", *words, "--json") == run("--ledger", "phoenix", *words, "--json")
        assert json.loads(run("--ledger", "desk", "check", "--json").out)["verdict"] == "ok"
        for words in (RECORD, ("record", "woman-identified", "W-0003", "--occurred", "2020", "--route", "self", "--care-experienced", "no")):
            ran = run("--ledger", "desk", *words)
            assert ran.code == 4 and "This is a replica of the ledger, for reading; nothing was saved." in ran.err
    assert kept.entries.head().position == 5


# The worst.


def write(folder_: str, environ: dict[str, str], woman: str, many: int) -> list[int]:
    """Append so many entries, one at a time, as a process of its own; their positions."""
    os.environ.update(environ)
    ledger = folder.open_ledger(Path(folder_))
    try:
        return [say(ledger, {"kind": "contact-held", "woman": woman, "occurred": "2021-03-01", "purpose": "programme", "medium": "telephone",
                             "attendance": "attended-on-time", "minutes": number})[0] for number in range(many)]
    finally:
        ledger.entries.close()


def loaded(kept: Ledger, processes: int, many: int) -> None:
    """Processes write, each to a woman of its own and all to the same log, and this one reads beside them."""
    environ = {name: value for name, value in os.environ.items() if name.startswith("OUTCOMES_")}
    women = [f"W-{number:04}" for number in range(100, 100 + processes)]
    say(kept, *({**WOMAN, "woman": woman} for woman in women))
    begun, seen = kept.entries.head().position, list[tuple[int, bytes]]()
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        writing = [pool.submit(write, str(kept.path.resolve()), environ, woman, many) for woman in women]
        while not all(each.done() for each in writing):
            size = kept.entries.head().position
            seen.append((size, kept.entries.root(size)))
            time.sleep(0.02)
        positions = [position for each in writing for position in each.result()]
    assert sorted(positions) == list(range(begun + 1, begun + processes * many + 1))
    leaves = kept.entries.leaves(kept.entries.head().position)
    assert [tree.root(leaves[:size]) for size, _ in seen] == [root for _, root in seen]
    for woman in women:
        assert [entry.said.event.minutes for entry in kept.entries.stream(kept.stream_of(woman))[1:]] == list(range(many))
    assert audit.check(kept.path, os.environ).verdict == "ok"


def test_many_write_at_once_and_nothing_is_lost(kept: Ledger) -> None:
    """A quick sample of the load: positions without a gap, every root that was seen still holds."""
    loaded(kept, 2, 12)


@pytest.mark.slow
def test_eight_write_a_thousand_each_and_nothing_is_lost(kept: Ledger) -> None:
    """The load of the auditor's desk."""
    loaded(kept, 8, 1000)


def test_two_who_write_to_one_woman_take_turns(server: Server, kept: Ledger) -> None:
    """Of two appends of the same version one comes first; the other reads again and follows."""
    environ = {name: value for name, value in os.environ.items() if name.startswith("OUTCOMES_")}
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        both = [pool.submit(write, str(kept.path.resolve()), environ, "W-0001", 12) for _ in range(2)]
        positions = [position for each in both for position in each.result()]
    assert sorted(positions) == list(range(5, 29))
    assert [entry.version for entry in kept.entries.stream(kept.stream_of("W-0001"))] == list(range(1, 27))


WRITER = """
import sys
from pathlib import Path
from test_postgres import say
from ledger import folder
ledger = folder.open_ledger(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    rows = [{"kind": "contact-held", "woman": "W-0001", "occurred": "2021-03-01", "purpose": "programme", "medium": "telephone",
             "attendance": "attended-on-time", "note": f"{number} of {each}"} for each in range(int(sys.argv[2]))]
    print(number, *say(ledger, *rows), flush=True)
"""


def crashed(server: Server, kept: Ledger, times: int, kill: Callable[[subprocess.Popen[str]], None]) -> None:
    """Appends of three go on in a process until it or the server is killed; again and again, and then all is counted."""
    acknowledged: list[list[int]] = []
    drawn = random.Random(20211021)
    for _ in range(times):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(kept.path.resolve()), "3"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                  env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])})
        assert writer.stdout is not None
        acknowledged.append([int(word) for word in writer.stdout.readline().split()[1:]])
        time.sleep(drawn.uniform(0, 0.15))
        kill(writer)
        writer.kill()   # one that found the server again would write for ever
        acknowledged += [[int(word) for word in line.split()[1:]] for line in writer.stdout if line.endswith("\n")]
        writer.stdout.close()
        writer.wait()
    with closing(folder.open_ledger(kept.path).entries) as entries:
        written = entries.stream(kept.stream_of("W-0001"))[2:]
    appends = Counter(entry.append for entry in written)
    assert {position for each in acknowledged for position in each} <= {entry.position for entry in written}
    assert set(appends.values()) == {3} and len(appends) >= times
    assert len({(entry.append, entry.said.note) for entry in written}) == len(written)
    assert audit.check(kept.path, os.environ).verdict == "ok"


def test_whoever_is_killed_while_writing_loses_nothing_acknowledged(server: Server, kept: Ledger) -> None:
    """kill -9 of the program: every acknowledged append is there whole, none twice, no half."""
    crashed(server, kept, 2, lambda writer: writer.send_signal(signal.SIGKILL))


def test_a_server_that_falls_while_writing_loses_nothing_acknowledged(server: Server, kept: Ledger) -> None:
    """The server stops as if its power went, and comes back: every acknowledged append is there whole, none twice, no half."""
    crashed(server, kept, 2, lambda _: server.restart("immediate"))


@pytest.mark.slow
def test_a_hundred_falls_lose_nothing_acknowledged(server: Server, kept: Ledger) -> None:
    """The same, at a hundred moments each."""
    crashed(server, kept, 100, lambda writer: writer.send_signal(signal.SIGKILL))
    crashed(server, kept, 100, lambda _: server.restart("immediate"))
