"""What do readers of bytes from outside read beside, and what may come of a command?"""

import contextlib
import functools
import io
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from unittest import mock

import attrs

LOG: Final = Path(__file__).parent.parent / "data" / "log-2021-09.jsonl"
TOLD: Final = ("W-0003", "W-0009", "programme")
NOW: Final = "2021-10-21T10:00:00+00:00"
KINDS_OF_FAILURE: Final = frozenset(range(1, 7))


@attrs.frozen
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


class World:
    """A small ledger with all that is made of it, and a place for the document that a reader is given."""

    def __init__(self, place: Path) -> None:
        from ledger import folder, importing, recording
        from ledger.author import Author
        from ledger.women import Roll

        self.place, self.own = place, place / "phoenix"
        self.environ = {"OUTCOMES_CONFIG": str(place / "config"), "OUTCOMES_NOW": NOW, "OUTCOMES_BY": "P-03", "PATH": os.environ.get("PATH", ""),
                        "OUTCOMES_PASSPHRASE": "open"}
        self.tray = place / "tray"
        self.tray.mkdir(parents=True)
        folder.create(self.own, "Phoenix", environ=self.environ)
        self.ledger = folder.open_ledger(self.own, self.environ)
        self.author = Author("P-03", 1_634_810_400_000_000, clock_set=True)
        self.rows = [line for line in LOG.read_bytes().splitlines(keepends=True) if json.loads(line)["woman"] in TOLD][:90]
        (place / "rows.jsonl").write_bytes(b"".join(self.rows))
        with mock.patch.dict(os.environ, self.environ):
            recording.append(self.ledger, importing.read(place / "rows.jsonl").said, self.author)
        self.roll = Roll.of(self.ledger)
        self.ledger_id = self.ledger.entries.ledger_id
        self.as_it_was = self.seen()

    def seen(self) -> list[tuple[str, int, int]]:
        """Every file of the ledger and beside its master key, as far as a look tells: its name, its size, when it was written.

        Not what may be deleted at any time: what was worked out, and what SQLite shares between processes.
        """
        return [(each.path, (stat := each.stat()).st_size, stat.st_mtime_ns)
                for folder in (self.own, self.place / "config" / "keys") for each in os.scandir(folder)
                if not each.name.startswith("cache.db") and not each.name.endswith("-shm")]

    def held(self) -> dict[str, bytes]:
        """Every byte of these."""
        return {path: Path(path).read_bytes() for path, *_ in self.seen()}

    def lay(self, name: str, document: bytes) -> Path:
        """Put a document where a reader will look."""
        file = self.tray / name
        file.write_bytes(document)
        return file

    def outcomes(self, *words: str, stdin: str = "", within: Path | None = None, environ: Mapping[str, str] | None = None) -> Ran:
        """A command of the program, in this process, as tests/conftest.py runs it."""
        import cli

        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        code: Any = 0
        with mock.patch.dict(os.environ, self.environ | dict(environ or {}), clear=True), mock.patch.object(sys, "argv", ["outcomes", *words]), \
                mock.patch.object(sys, "stdin", io.StringIO(stdin)), contextlib.chdir(within or self.tray), \
                contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
            except SystemExit as ended:
                code = ended.code
        return Ran(int(code or 0), *(each.buffer.getvalue().decode() for each in (out, err)))   # type: ignore[attr-defined]

    def made(self, name: str, *words: str) -> bytes:
        """What a command writes, once."""
        file = self.place / name
        if not file.exists():
            ran = self.outcomes("--ledger", str(self.own), *words, "--output", str(file))
            assert ran.code == 0, ran
            self.as_it_was = self.seen()
        return file.read_bytes()

    @functools.cached_property
    def note(self) -> bytes:
        from ledger import checkpoints, proving, verify

        self.signer()
        head = proving.against(self.ledger, None, self.environ)
        return checkpoints.written(verify.note(head.text)).encode()

    def signer(self) -> Any:
        from ledger import checkpoints

        made = checkpoints.signer(self.ledger_id, self.environ, make=True)
        self.as_it_was = self.seen()
        return made

    def copy(self, name: str) -> Path:
        """The ledger's folder once more, closed and whole."""
        to = self.place / name
        if not to.exists():
            to.mkdir()
            self.ledger.entries.copy(to / "ledger.db")
            for each in ("keys.db", "ledger.toml"):
                shutil.copyfile(self.own / each, to / each)
        return to

    @functools.cached_property
    def backup(self) -> tuple[Path, Path]:
        """Where a backup of the entries and of the keys lies."""
        from ledger import backups

        places = self.place / "usb", self.place / "safe"
        for each in places:
            each.mkdir()
        done = backups.backup(self.ledger, *places, self.environ)
        self.as_it_was = self.seen()
        assert done.keys is not None
        return done.target, done.keys


def said_well(why: Any) -> None:
    """A failure is one of the contract, and can be printed as it is."""
    from projections.formats import told

    assert why.exit_code in KINDS_OF_FAILURE and (why.message or why.findings), repr(why)
    json.dumps(told.failure(why))
    list(told.failure_lines(why))


def ended_well(ran: Ran) -> Ran:
    """A command ended with an exit code of the contract, and what is no success was said on stderr or stdout."""
    assert ran.code in KINDS_OF_FAILURE | {0}, ran.err[-2000:]
    assert "A bug in outcomes" not in ran.err + ran.out and "Traceback" not in ran.err, ran.err[-2000:]
    assert ran.code == 0 or ran.err or ran.out
    return ran
