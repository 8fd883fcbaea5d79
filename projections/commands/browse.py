"""How is a read model looked at in a browser, by nobody but whoever asked?

Datasette, another program, serves it: read-only, on this computer's own address, and only to whoever has the token
that is printed. Where no read model is given one is made in a temporary folder, and is gone when this ends.
"""

import contextlib
import importlib.util
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ledger.errors import Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session, replay

HERE: Final = "127.0.0.1"
INSTALL: Final = 'Install it: pip install "outcomes-ledger[browse]"'
PATIENCE: Final = 30.0
GRACE: Final = 3.0
FOLDER: Final = "outcomes-browse-"
SETTINGS: Final = ("allow_download", "off", "default_cache_ttl", "0", "max_returned_rows", "10000", "sql_time_limit_ms", "10000")


def run(session: Session, asked: Given) -> Done:
    """Serve until interrupted."""
    _installed()
    with _ended_by_signals(), tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        views = _views(session, asked, Path(folder))
        port = asked["port"] or _free_port()
        with _served(views, port, Path(folder), session.environ) as (server, address), contextlib.suppress(KeyboardInterrupt):
            session.tell(f"Open this address in a browser on this computer, once: {address}\nAudience: team. Not for home. Ctrl-C ends it.")
            server.wait()
    kept = "" if asked["views"] else " Its temporary read model was removed."
    return Done({"views": str(asked["views"]) if asked["views"] else None, "host": HERE}, f"Closed.{kept}")


def _installed() -> None:
    """Raise Refused where Datasette is not here, or is one of another make."""
    if importlib.util.find_spec("datasette") is None:
        raise Refused("browse needs Datasette, which is not installed.", INSTALL)
    from importlib.metadata import version

    number = version("datasette")
    if not number.startswith("0."):
        raise Refused(f"Datasette {number} is installed; browse was made for 0.65.", INSTALL)


def _views(session: Session, asked: Given, folder: Path) -> Path:
    """The read model that was given, or a temporary one."""
    from projections.tables import is_read_model

    given: Path | None = asked["views"]
    if given is None:
        return _temporary(session, asked, folder)
    if asked["true_on"] or asked["known_by"]:
        raise Usage(f"{given} is as true on and known by its own days.", "Give the days without a file: outcomes browse --true-on DAY")
    if not is_read_model(given):
        raise Refused(f"{given} is no read model.", f"Make one: outcomes replay --into {given}" if not given.exists() else
                      "Make one under another name: outcomes replay --into views.db")
    return given.resolve()


def _temporary(session: Session, asked: Given, folder: Path) -> Path:
    from ledger import traces

    audience = session.audience(None)
    replay.team_only(audience)
    views = folder / "views.db"
    traces.note(session.ledger.entries.ledger_id, [views], session.environ)   # where it is not removed, an erasure does that
    with session.progress("Making a temporary read model") as tick:
        replay.made(session, views, asked, audience, tick)
    traces.note(session.ledger.entries.ledger_id, [views], session.environ)
    return views


@contextlib.contextmanager
def _served(views: Path, port: int, folder: Path, environ: Mapping[str, str]) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The server and its address with the token, once it answers. Raises Refused where it does not."""
    from projections.tables.shown import metadata

    told, said = folder / "metadata.json", folder / "server.txt"
    told.write_text(json.dumps(metadata(views)), encoding="utf-8")
    settings = [part for name, value in zip(SETTINGS[::2], SETTINGS[1::2], strict=True) for part in ("--setting", name, value)]
    words = [sys.executable, "-m", "datasette", "serve", "--immutable", str(views), "--host", HERE, "--port", str(port), "--root",
             "--metadata", str(told), *settings]
    with said.open("w", encoding="utf-8") as talk:
        server = subprocess.Popen(words, cwd=folder, env=_without_secrets(environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=talk, text=True)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().strip()
        _answers(server, port, said)
        yield server, address
    finally:
        _end(server)
        server.stdout.close()


def _end(server: "subprocess.Popen[str]") -> None:
    """Politely; a browser that keeps its connection open does not keep the server."""
    server.terminate()
    try:
        server.wait(GRACE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """What the other program may know of this one's surroundings: no key, and no setting of its own from elsewhere."""
    return {name: value for name, value in environ.items() if not name.startswith(("OUTCOMES_", "DATASETTE_"))} | {"PYTHONUNBUFFERED": "1"}


def _answers(server: "subprocess.Popen[str]", port: int, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HERE, port), timeout=1):
            return
        time.sleep(0.05)
    why = (said.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["it said nothing"])[-1]
    raise Refused(f"Datasette did not start on port {port}: {why[:200]}", "Choose another port: outcomes browse --port 8001")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C or another polite end removes the temporary read model, also where whoever started this ignores Ctrl-C."""
    def end(*_: Any) -> None:
        raise KeyboardInterrupt

    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


COMMAND = Command("browse", """Look at the ledger's tables in a browser, on this computer alone.

Datasette serves them, read-only, to whoever has the address that is printed. Without a file it makes a temporary read
model, and removes it at the end.

\b
  outcomes browse
  outcomes browse views.db
""", (
    Asked("VIEWS", "A read model that was made before.", shape="path"),
    Asked("--true-on", "As true on this day; else the day of the last entry.", shape="day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day; else all that is known.", shape="day", metavar="DAY"),
    Asked("--port", "On which port; else one that is free.", shape="number", metavar="PORT")), run)
