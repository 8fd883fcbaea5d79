"""How is a command run so that it can be cut off at any moment, or fail at any call of the system?

A child is forked from this process, where everything is loaded already: what is cut off is the command's own work,
not the start of the program. What it said before it ended is what it had acknowledged.
"""

import functools
import importlib
import io
import os
import pkgutil
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import attrs

import cli
import ledger
import projections

INJECTED = re.compile(r"(\w+\([^\n]*)\(INJECTED\)")


@attrs.frozen
class Ended:
    """How a child ended: its exit code, negative for the signal that killed it; what it had said; the calls that were made to fail."""

    code: int
    out: str
    err: str
    failed: tuple[str, ...] = ()


@functools.cache
def load() -> None:
    """Load the whole program, and what it loads only when it is needed."""
    for name in ("scipy.special", "sqlite_utils", "_strptime"):
        importlib.import_module(name)
    for package in (ledger, projections):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != "ledger.keys.server" and not module.name.startswith("ledger.store.postgres"):
                importlib.import_module(module.name)


def start(words: Sequence[str], said: Path, hold: bool = False) -> int:
    """Fork a child that runs a command; its id. hold: it stops before it begins, until it is told to go on."""
    load()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(said.with_suffix(f".{name}"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin, sys.argv = io.StringIO(), ["outcomes", *words]
        sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(number, "w"), "utf-8", write_through=True) for number in (1, 2))
        if hold:
            os.kill(os.getpid(), signal.SIGSTOP)
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        os._exit(code)


def ended(pid: int, said: Path, failed: Sequence[str] = ()) -> Ended:
    """Wait for a child."""
    _, status = os.waitpid(pid, 0)
    out, err = (said.with_suffix(f".{name}").read_text("utf-8") if said.with_suffix(f".{name}").exists() else "" for name in ("out", "err"))
    return Ended(os.waitstatus_to_exitcode(status), out, err, tuple(failed))


def cut_off(words: Sequence[str], said: Path, after: float) -> Ended:
    """Run a command and kill it after so many seconds, if it is still there."""
    for file in (said.with_suffix(".out"), said.with_suffix(".err")):
        file.unlink(missing_ok=True)
    pid = start(words, said)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)   # a child that has ended stays until it is waited for
    return ended(pid, said)


def faulted(words: Sequence[str], said: Path, calls: str, error: str, number: int) -> Ended:
    """Run a command whose n-th call of a kind fails; `failed` is empty where it made fewer."""
    traced = said.with_suffix(".strace")
    traced.unlink(missing_ok=True)
    pid = start(words, said, hold=True)
    os.waitpid(pid, os.WUNTRACED)
    tracer = subprocess.Popen(["strace", "-f", "-p", str(pid), "-o", str(traced), "-e", f"trace={calls}",
                               "-e", f"inject={calls}:error={error}:when={number}"], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    attached = tracer.stderr.readline()
    os.kill(pid, signal.SIGCONT)
    done = ended(pid, said)
    tracer.wait()
    assert "attached" in attached, attached
    return attrs.evolve(done, failed=tuple(INJECTED.findall(traced.read_text("utf-8", "replace"))))


def can_trace() -> bool:
    """Whether calls of the system can be made to fail here: of a process that is not the tracer's own child."""
    if shutil.which("strace") is None or sys.platform != "linux":
        return False
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        tracer = subprocess.Popen(["strace", "-p", str(sleeper.pid), "-e", "trace=none"], stderr=subprocess.PIPE, text=True)
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        sleeper.kill()
        tracer.communicate()
    return "attached" in said
