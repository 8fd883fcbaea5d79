"""What would a pretend service's ledger answer?

The demo goes the way of every other record: it is written as JSON Lines, imported by the same path, each file on the day
on which it reached the ledger, and then asked by the same commands. Of what a command prints only the beginning or some
rows are shown: the whole of it is a command away.
"""

import datetime
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs

from ledger.errors import NotFound, Refused
from ledger.folder import SETTINGS, create
from ledger.near import did_you_mean
from projections.worlds import WORLDS, beside, files
from projections.worlds.world import File, World

PRETEND: Final = "This is a PRETEND service: no woman in it exists."
PHOENIX: Final = f"{PRETEND} Only the published totals of October 2021 are real."
HEADLINES: Final = ("M01", "M02.of-prioritised", "M09.ever-fitted", "M09.in-place", "M16.before-1", "M16.during", "M20.core-10.improved",
                    "M23.settled")
COMPARE: Final = ("profile", "--compare", "before-1", "during")
Shown = Callable[[str], str]


@attrs.frozen
class Step:
    """A command, the day on which it is run, and what is shown of what it prints."""

    words: Sequence[str]
    day: datetime.date
    shown: Shown

    @property
    def typed(self) -> str:
        """The command as it is shown; of a file, its name."""
        return " ".join(["outcomes", *(Path(word).name for word in self.words)])


@contextmanager
def made(folder: Path, world: str, seed: int) -> Iterator[Iterator[Step]]:
    """A ledger made, and what to run in it: the imports of files that are gone afterwards, then the questions.

    While a step is run the clock stands at its day. Raises NotFound, Refused.
    """
    if world not in WORLDS:
        raise NotFound(f"There is no world {world!r:.40}.", did_you_mean(world, WORLDS, "One of: " + ", ".join(WORLDS)))
    if (folder / SETTINGS).exists():
        raise Refused(f"{folder} holds a ledger already; nothing was changed.",
                      f"Ask it: outcomes --ledger {folder} matrix, or make another: outcomes demo --folder NAME")
    create(folder, f"{world.capitalize()} (PRETEND, seed {seed})")
    before = os.environ.get("OUTCOMES_NOW")
    try:
        with tempfile.TemporaryDirectory() as temporary:
            yield _each_on_its_day(steps(Path(temporary), world, seed))
    finally:
        os.environ.pop("OUTCOMES_NOW", None)
        if before is not None:
            os.environ["OUTCOMES_NOW"] = before


def _each_on_its_day(planned: Sequence[Step]) -> Iterator[Step]:
    for step in planned:
        os.environ["OUTCOMES_NOW"] = step.day.isoformat()
        yield step


def steps(temporary: Path, world: str, seed: int) -> list[Step]:
    """Every command of a demo: the files that reach the ledger, and what it is asked on the last day."""
    told = files(world, seed)
    imports = [_import(temporary / f"{world}-{seed}-{number}.jsonl", file) for number, file in enumerate(told, 1)]
    return [*imports, *_questions(WORLDS[world], seed, told[-1].recorded)]


def _import(path: Path, file: File) -> Step:
    path.write_text("".join(json.dumps(row) + "\n" for row in file.rows), encoding="utf-8")
    return Step(("import", str(path), "--yes", "--by", "demo"), file.recorded, whole)


def _questions(world: World, seed: int, day: datetime.date) -> Iterator[Step]:
    yield Step(("funnel",), day, whole)
    if world.key is None:
        yield Step(("matrix",), day, rows(2, *HEADLINES))
    yield Step(("profile",), day, rows(4, "a-and-e"))
    yield Step(COMPARE, day, section("a-and-e, before-1 to during"))
    yield Step(("check",), day, rows(2))
    if world.key is not None:
        key = world.key(seed)
        yield Step((*COMPARE, "--json"), day, lambda printed: beside.read(key, printed))


def whole(printed: str) -> str:
    """All of it."""
    return printed.rstrip()


def rows(head: int, *names: str) -> Shown:
    """The first lines, and after them those rows that begin with one of these names."""
    def shown(printed: str) -> str:
        lines = printed.splitlines()
        return _of(lines, [*lines[:head], *(line for line in lines[head:] if line.split(" ")[0] in names or _name(line) in names)])
    return shown


def section(beginning: str) -> Shown:
    """The one section, up to the next empty line, whose first line so begins."""
    def shown(printed: str) -> str:
        found = next((each for each in printed.split("\n\n") if each.startswith(beginning)), printed)
        return _of(printed.splitlines(), found.splitlines())
    return shown


def _name(line: str) -> str:
    """The first word of an indented line."""
    return line.split()[0] if line.startswith("  ") and line.split() else ""


def _of(every: Sequence[str], shown: Sequence[str]) -> str:
    """The lines shown, and how many there are in all."""
    return "\n".join([*shown, *([f"  ... ({len(shown)} of {len(every)} lines)"] if len(shown) < len(every) else [])]).rstrip()


def welcome(world: str) -> str:
    """What this is, before anything else is said."""
    return PHOENIX if world == "phoenix" else f"{PRETEND} World {world}: {WORLDS[world].about}"


def farewell(folder: Path, world: str, seed: int) -> str:
    """What to try next."""
    others = [name for name in WORLDS if name != world]
    return "\n".join(["", welcome(world), "Try next:", *(f"  outcomes --ledger {folder} {command}" for command in _tries(world, seed)),
                      f"  outcomes demo --world {others[0]} --seed {seed}   (or {', '.join(others[1:])})"])


def _tries(world: str, seed: int) -> Sequence[str]:
    if world == "phoenix":
        return TRY
    *earlier, _, _ = files(world, seed)
    return (*TRY_WITH_A_KEY, *(f"profile --true-on {file.recorded} --known-by {file.recorded}" for file in earlier[1:]))


TRY: Final = ("women", "show W-0007", "matrix", "explain matrix M09.ever-fitted", "matrix --true-on 2021-06-30 --known-by 2021-10-21",
              "record contact-held W-0007 --occurred yesterday --purpose programme --medium telephone --attendance attended-on-time")
TRY_WITH_A_KEY: Final = ("profile", "profile --compare before-1 during", "explain profile a-and-e.before-1:during", "women", "matrix")
