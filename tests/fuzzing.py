"""Which readers take bytes from outside, and what may come of any bytes at all?

An answer, or one of the product's own errors, said in a sentence; nothing else is raised, and the ledger's files are as
they were. `targets` names the readers (tests/fuzzed/), `feed` gives one a document. Anybody repeats the long runs by

    python tests/fuzzing.py TARGET TRIES     (or all TRIES; without arguments, the names)

which follows the program by atheris where that is installed, and else goes by chance. Documents are made by
tests/spoiling.py out of valid ones. A failure is told once, with the file that holds its document; exit code 1.
"""

import contextlib
import functools
import importlib
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
from fuzzed import coming, disk, handed, words
from fuzzed.world import World, said_well
from spoiling import as_tape, spoiled


@attrs.frozen
class Target:
    """A reader, the valid documents to begin with, and how they are spoiled. quick: how many tries the quick test gives it."""

    run: Callable[[World, bytes], object]
    examples: Callable[[World], Sequence[bytes]]
    form: str
    quick: int = 40


def feed(world: World, target: Target, document: bytes) -> str:
    """Give a reader a document; what came of it, in a word. Raises whatever was not meant for a person, or was written."""
    from ledger.errors import LedgerError

    try:
        target.run(world, document)
        came = "answer"
    except LedgerError as why:
        said_well(why)
        came = why.kind
    if (seen := world.seen()) != world.as_it_was:
        raise AssertionError(f"written: {set(seen) ^ set(world.as_it_was)}")
    return came


@functools.cache
def targets() -> dict[str, Target]:
    """Every reader, by name."""
    return {
        "rows-json": Target(lambda world, said: coming.rows(world, "rows.jsonl", said), lambda world: [b"".join(world.rows[at:at + 3]) for at in range(0, len(world.rows), 3)], "json", 15),
        "rows-csv": Target(lambda world, said: coming.rows(world, "rows.csv", said), coming.csv, "cells", 20),
        "rows-xlsx": Target(lambda world, said: coming.rows(world, "rows.xlsx", said), lambda world: coming.books(), "zip", 4),
        "rows-put-aside": Target(coming.put_aside, lambda world: [*coming.books(), *coming.csv(world)], "zip", 3),
        "ticked": Target(coming.ticked, lambda world: [coming.sample(world)], "zip", 4),
        "proof": Target(handed.proof, handed.proofs, "json", 15),
        "note": Target(handed.note, handed.notes, "lines", 20),
        "public-key": Target(handed.public_key, lambda world: [world.signer().vkey.encode()], "bytes", 60),
        "ledger-toml": Target(disk.settings, lambda world: [(world.own / "ledger.toml").read_bytes()], "lines", 40),
        "ledger-db": Target(disk.database, lambda world: [(world.copy("copied") / "ledger.db").read_bytes()], "sqlite", 8),
        "keys-db": Target(disk.keys, lambda world: [(world.own / "keys.db").read_bytes()], "sqlite", 15),
        "cache-db": Target(disk.cache, disk.caches, "sqlite", 3),
        "views-db": Target(disk.views, lambda world: [disk.read_model(world)], "sqlite", 8),
        "backup": Target(disk.restored, lambda world: disk.backed_up(world), "sqlite", 4),
        "beside-the-key": Target(disk.remembered, disk.memories, "lines", 8),
        "reads-log": Target(disk.reads, disk.read_log, "json", 15),
        "author-key": Target(disk.author_key, lambda world: disk.pems(world), "lines", 8),
        "claims": Target(coming.claims, lambda world: [coming.CLAIMS], "cells", 40),
        "draft": Target(coming.draft, lambda world: [coming.DRAFT], "lines", 12),
        "details": Target(coming.details, lambda world: [b"woman=W-0003\nmethod=implant\noccurred=8 Feb 2021\n", b"--woman=w3\nkind=larc-fitted\n", *world.rows[:60:4]], "json", 25),
        "conversation": Target(coming.conversation, lambda world: [coming.ANSWERS], "lines", 5),
        "word": Target(words.word, lambda world: words.WORDS, "bytes", 12),
        "payload": Target(words.payload, lambda world: words.GOLDEN.read_bytes().splitlines(), "json", 80),
        "release": Target(coming.release, lambda world: [coming.RELEASE], "json", 40),
        "folder": Target(disk.folder, lambda world: [bytes(range(40))], "bytes", 3),
    }


@attrs.define
class Tried:
    """How many documents a reader was given, what came of them, and each failure once, with the file of its document."""

    name: str
    into: Path
    came: Counter[str] = attrs.field(factory=Counter)
    failures: dict[str, tuple[str, Path]] = attrs.field(factory=dict)
    examples: Sequence[bytes] = ()

    def once(self, world: World, target: Target, said: bytes) -> None:
        """One try."""
        self.examples = self.examples or target.examples(world)
        document = spoiled(self.examples, said, target.form)
        try:
            self.came[feed(world, target, document)] += 1
        except Exception as why:
            self.came["FAILURE"] += 1
            self._note(why, document)
            world.as_it_was = world.seen()

    def _note(self, why: Exception, document: bytes) -> None:
        place = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(why.__traceback__)]
        key = f"{type(why).__name__} {next((each for each in reversed(place) if 'work' in each and 'tests' not in each), place[-1])}"
        if key not in self.failures:
            file = self.into / f"{self.name}-{len(self.failures)}"
            file.write_bytes(document)
            self.failures[key] = (f"{type(why).__name__}: {why}"[:300], file)
            file.with_suffix(".txt").write_text("".join(traceback.format_exception(why))[-6000:], encoding="utf-8", errors="replace")

    def __str__(self) -> str:
        said = ", ".join(f"{many:,} {what}" for what, many in sorted(self.came.items()))
        return "\n".join([f"{self.name}: {self.came.total():,} tries: {said}", *(f"  {key}: {what} ({file})" for key, (what, file) in self.failures.items())])


def by_chance(tried: Tried, world: World, target: Target, tries: int, seed: int) -> None:
    """Tapes drawn by chance, short ones more often: each is the fewer changes of a document the shorter it is."""
    drawn = random.Random(f"{tried.name} {seed}")
    for _ in range(tries):
        tried.once(world, target, b"\0" + drawn.randbytes(drawn.choice((2, 5, 8, 8, 12, 20, 40))))


def by_atheris(tried: Tried, world: World, target: Target, tries: int, seed: int) -> None:
    """Tapes that atheris makes, keeping those that lead somewhere new in the program. It ends the process."""
    import atheris

    corpus = Path(tempfile.mkdtemp())
    for number, example in enumerate(target.examples(world)):
        (corpus / f"{number}").write_bytes(as_tape(example))
        (corpus / f"t{number}").write_bytes(bytes([0, number, 3, 1, 4, 1, 5]))
    left = [tries]

    def one(said: bytes) -> None:
        tried.once(world, target, said)
        left[0] -= 1
        if left[0] == 0:
            print(tried, flush=True)
            os._exit(bool(tried.failures))
    atheris.Setup([sys.argv[0], f"-seed={seed}", "-max_len=60000", "-rss_limit_mb=1500", "-timeout=60", "-verbosity=0", "-close_fd_mask=0",
                   f"-artifact_prefix={tried.into}/{tried.name}-", str(corpus)], one)
    atheris.Fuzz()


def main(words: Sequence[str]) -> int:
    """Try one reader so many times, or each in turn in a process of its own."""
    if len(words) < 2:
        print("\n".join(["python tests/fuzzing.py TARGET TRIES [SEED] [--by-chance]", *targets()]))
        return 2
    name, tries, seed = words[0], int(words[1]), int(words[2]) if len(words) > 2 and words[2].isdigit() else 1
    if name == "all":
        import subprocess

        return max(subprocess.run([sys.executable, __file__, each, *words[1:]], check=False).returncode for each in targets())
    follows = _atheris() if "--by-chance" not in words else None
    with _instrumented(follows):
        world = World(Path(tempfile.mkdtemp(prefix="outcomes-fuzz-")))
        target, tried = targets()[name], Tried(name, Path(tempfile.mkdtemp(prefix=f"outcomes-fuzz-{name}-")))
        target.examples(world)
        with contextlib.suppress(Exception):
            feed(world, target, target.examples(world)[0])   # loads what it needs
    (by_atheris if follows else by_chance)(tried, world, target, tries, seed)
    print(tried, flush=True)
    return bool(tried.failures)


def _atheris() -> ModuleType | None:
    with contextlib.suppress(ImportError):
        return importlib.import_module("atheris")
    return None


@contextlib.contextmanager
def _instrumented(follows: Any) -> Iterator[None]:
    """Whatever of the product is loaded meanwhile tells atheris where it goes."""
    if follows is None:
        yield
        return
    with follows.instrument_imports(include=["ledger", "projections", "openpyxl"]):
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
