"""How long from process start to durable commit? Three commands in turn, minimum and median of each, and ratios."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, env=env, cwd=folder, input=b'{"a": 1, "b": 2}', stdout=subprocess.DEVNULL)
                taken[name].append(time.perf_counter() - start)
    for name, times in taken.items():
        print(f"{name:>14}: {min(times) * 1000:6.1f} ms least, {statistics.median(times) * 1000:6.1f} ms median")
    ours = statistics.median(taken["outcomes"])
    print(f"outcomes record is {ours / statistics.median(taken['bare']):.2f} x bare python + sqlite3, "
          f"{ours / statistics.median(taken['sqlite-utils']):.2f} x sqlite-utils insert")


if __name__ == "__main__":
    main()
