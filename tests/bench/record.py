"""How long from process start to durable commit? Three commands in turn, minimum and median of each, and ratios.

Ratios are medians of ratios within a round, by the clock and by the processor. Run it where the project is installed as its users
install it: an editable install makes every Python of its environment slower to start, the bare one too.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import stated

ROUNDS = 15
BARE = ("import sqlite3; c = sqlite3.connect('bare.db'); c.execute('PRAGMA journal_mode=WAL'); c.execute('PRAGMA synchronous=FULL'); "
        "c.execute('CREATE TABLE IF NOT EXISTS t (a, b)'); c.execute('INSERT INTO t VALUES (1, 2)'); c.commit()")


def main() -> None:
    """Print the figures."""
    outcomes, sqlite_utils = (shutil.which(name, path=str(Path(sys.executable).parent)) for name in ("outcomes", "sqlite-utils"))
    assert outcomes and sqlite_utils, "install the project with its test extra first"
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "OUTCOMES_CONFIG": f"{folder}/config", "OUTCOMES_LEDGER": f"{folder}/ledger"}
        for words in (["init", f"{folder}/ledger"], ["record", "woman-identified", "W-0007", "--occurred", "2021-01-04", "--route",
                                                     "forum", "--care-experienced", "no"]):
            subprocess.run([outcomes, *words], check=True, env=env, stdout=subprocess.DEVNULL)
        commands = {
            "bare": [sys.executable, "-c", BARE],
            "sqlite-utils": [sqlite_utils, "insert", "utils.db", "t", "-"],
            "outcomes": [outcomes, "record", "contact-held", "W-0007", "--occurred", "2021-02-08", "--purpose", "programme",
                         "--medium", "telephone", "--attendance", "attended-on-time"]}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                start, used = time.perf_counter(), _children()
                subprocess.run(command, check=True, env=env, cwd=folder, input=b'{"a": 1, "b": 2}', stdout=subprocess.DEVNULL)
                taken[name].append((time.perf_counter() - start, _children() - used))
    print(stated())
    for name, times in taken.items():
        wall, cpu = zip(*times, strict=True)
        print(f"{name:>14}: {min(wall) * 1000:6.1f} ms least, {statistics.median(wall) * 1000:6.1f} ms median; "
              f"{min(cpu) * 1000:6.1f} and {statistics.median(cpu) * 1000:6.1f} ms of a processor")
    for name, told, bar in (("bare", "bare python + sqlite3", 7), ("sqlite-utils", "sqlite-utils insert", 0.7)):
        wall, cpu = (statistics.median(ours[at] / theirs[at] for ours, theirs in zip(taken["outcomes"], taken[name], strict=True))
                     for at in (0, 1))
        print(f"outcomes record is {wall:.2f} x {told} by the clock, {cpu:.2f} x by the processor (bar: at most {bar})")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
