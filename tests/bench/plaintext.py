"""How long do load, check and report take, against plain-text ledgers with the same entries?

Arguments: how many entries (100,000), how many rounds (1), which of them ("ledger hledger beancount"), and a folder to keep
what was made. Compared are those that are installed: Debian's `ledger` and `hledger`, and beancount from PyPI. Each gets one transaction an entry, as a service would
keep it by hand: the day, the kind, the woman as an account, minutes or times as the commodity.

What is fair to know. A plain text has no seals, no leaves, no keys, no women to be erased, no two clocks; and it is read
anew whenever it is asked, where ours is loaded once. So three things of ours stand beside their one reading of the file:
the import (every row checked, sealed, hashed and committed to the disk, once), the check, and the report, which after the
first time folds only what is new. Theirs balance every account; ours asks 597 figures of every woman. Processor time,
of the command and its children, stands beside the time on the wall: the machine may be busy with other things.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated

EACH = 500
KEYLESS = "check, no keys"
MORE = ("record", "contact-held", "W-00001", "--occurred", "2021-05-01", "--purpose", "programme", "--medium", "telephone",
        "--attendance", "attended-on-time")
BEANS = ("import sys; from beancount import loader; from beancount.core import realization; "
         "entries, errors, _ = loader.load_file(sys.argv[1]); assert not errors, errors[:3]; ")
BALANCES = BEANS + ("print(*(f'{each.account} {each.balance}' for each in realization.iter_children(realization.realize(entries)) "
                    "if not each.balance.is_empty()), sep='\\n')")
MONTHS = BEANS + ("import collections; found = collections.Counter(); "
                  "[found.update({(entry.date.isoformat()[:7], posting.account): posting.units.number}) for entry in entries "
                  "if hasattr(entry, 'postings') for posting in entry.postings]; print(*sorted(found.items()), sep='\\n')")
Steps = Mapping[str, Sequence[str]]


def journals(folder: Path, entries: int) -> int:
    """The same rows as JSON Lines, as a journal that ledger and hledger read, and as one for beancount; how many they are."""
    women = max(1, entries // EACH)
    rows = list(made.rows(women, EACH))
    made.write(folder / "rows.jsonl", women, EACH)
    with (folder / "rows.journal").open("w", encoding="utf-8") as plain, (folder / "rows.beancount").open("w", encoding="utf-8") as bean:
        bean.writelines(_opened(rows))
        for row in rows:
            amount, unit = _amount(row)
            plain.write(f"{row['occurred']} {row['kind']}\n    {row['woman']}:{row['kind']}  {amount} {unit}\n    programme\n\n")
            bean.write(f"{row['occurred']} * \"{row['kind']}\"\n  Assets:{row['woman']}:{_account(row)}  {amount} {unit.upper()}\n"
                       f"  Equity:Programme  -{amount} {unit.upper()}\n\n")
    return len(rows)


def _opened(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "2000-01-01 open Equity:Programme\n"
    yield from (f"2000-01-01 open Assets:{woman}:{kind}\n" for woman, kind in dict.fromkeys((row["woman"], _account(row)) for row in rows))


def _account(row: Mapping[str, Any]) -> str:
    return str(row["kind"]).capitalize()


def _amount(row: Mapping[str, Any]) -> tuple[int, str]:
    """What a row adds up: minutes where it has any, else that it happened once."""
    return (int(row["minutes"]), "minutes") if "minutes" in row else (1, "times")


def others(folder: Path, wanted: Sequence[str]) -> dict[str, Steps]:
    """Each plain-text ledger that is wanted and installed: what parses, checks, balances, and balances by month."""
    journal, beans, python = str(folder / "rows.journal"), str(folder / "rows.beancount"), sys.executable
    ledger, hledger, checks = (shutil.which(name) or shutil.which(name, path=str(Path(python).parent)) for name in ("ledger", "hledger", "bean-check"))
    every: dict[str, Steps] = {
        "ledger": {"load": (str(ledger), "-f", journal, "stats"), "check": (str(ledger), "-f", journal, "--strict", "source"),
                   "report": (str(ledger), "-f", journal, "balance"), "monthly": (str(ledger), "-f", journal, "--monthly", "register")},
        "hledger": {"load": (str(hledger), "-f", journal, "stats"), "check": (str(hledger), "-f", journal, "check"),
                    "report": (str(hledger), "-f", journal, "balance"), "monthly": (str(hledger), "-f", journal, "balance", "--monthly")},
        "beancount": {"load": (python, "-c", BEANS, beans), "check": (str(checks), "--no-cache", beans),
                      "report": (python, "-c", BALANCES, beans), "monthly": (python, "-c", MONTHS, beans)}}
    there = {"ledger": ledger, "hledger": hledger, "beancount": checks}
    return {name: steps for name, steps in every.items() if there[name] and name in wanted}


def ours(folder: Path) -> Steps:
    """Load, check and report of a ledger of ours, in the order in which they are run."""
    outcomes = shutil.which("outcomes", path=str(Path(sys.executable).parent)) or "outcomes"
    at = (outcomes, "--ledger", str(folder / "ledger"))
    return {"load": (*at, "import", str(folder / "rows.jsonl"), "--yes"), "check": (*at, "check"), KEYLESS: (*at, "check"), "report, first": (*at, "matrix"),
            "report": (*at, "matrix"), "one more entry": (*at, *MORE), "report after it": (*at, "matrix"), "monthly": (*at, "monthly")}


def taken(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds on the wall, and of the processor, that a command takes. Raises where it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ran = subprocess.run(command, env={**environ}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ran.returncode in (0, 1), (command, ran.stderr[-500:])   # 1: findings of a check
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rounds(folder: Path, many: int, wanted: Sequence[str]) -> dict[str, dict[str, tuple[float, float]]]:
    """The least of several rounds, of each program and step, in turn."""
    environ = {**os.environ, "OUTCOMES_CONFIG": str(folder / "config"), "BEANCOUNT_DISABLE_LOAD_CACHE": "1", "OUTCOMES_NOW": "2021-10-21"}
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for _ in range(many):
        shutil.rmtree(folder / "ledger", ignore_errors=True)
        taken((*ours(folder)["load"][:1], "init", str(folder / "ledger")), environ)
        for name, steps in {**others(folder, wanted), "outcomes": ours(folder)}.items():
            for step, command in steps.items():
                keys = {"OUTCOMES_CONFIG": str(folder / "none")} if step == KEYLESS else {}
                now, before = taken(command, {**environ, **keys}), found.setdefault(name, {}).get(step)
                found[name][step] = min(now, before, key=lambda each: each[1]) if before else now
    return found


def told(found: Mapping[str, Mapping[str, tuple[float, float]]]) -> Iterator[str]:
    """A line a program and step, and whether ours is faster than each of the others."""
    for name, steps in found.items():
        yield from (f"{name:>10}  {step:<16} {cpu:7.2f} s of the processor, {wall:7.2f} s on the wall" for step, (wall, cpu) in steps.items())
    own = found["outcomes"]
    for name in (name for name in found if name != "outcomes"):
        ratios = ", ".join(f"{step} {own[step][1] / found[name][step][1]:.2f}" for step in found[name])
        yield f"outcomes / {name}, processor (under 1: faster): {ratios}"


def main(entries: int, many: int, wanted: Sequence[str], folder: Path) -> None:
    """Print the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    made_ = journals(folder, entries)
    print(stated())
    print(f"{made_:,} entries; " + ", ".join(f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in sorted(folder.glob("rows.*"))))
    print(*told(rounds(folder, many, wanted)), sep="\n")


if __name__ == "__main__":
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "100000")), int(given.get(1, "1")), given.get(2, "ledger hledger beancount").split(), Path(given.get(3, temporary)))
