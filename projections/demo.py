"""What would a pretend service's ledger answer?

The demo goes the way of every other file: it is written as JSON Lines and imported by the same path.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import NotFound, Refused
from ledger.folder import SETTINGS, create
from projections.worlds import WORLDS, rows

KNOWN = "2021-10-21"
PRETEND = "This is a PRETEND service: no woman in it exists. Only the published totals of October 2021 are real."


@contextmanager
def made(folder: Path, world: str, seed: int) -> Iterator[Sequence[Sequence[str]]]:
    """A ledger made, and what to run in it: the import of a file that is gone afterwards, then the reports.

    The clock stands at the day of the published paper meanwhile. Raises NotFound, Refused.
    """
    if world not in WORLDS:
        raise NotFound(f"There is no world {world!r:.40}.", "One of: " + ", ".join(WORLDS))
    if (folder / SETTINGS).exists():
        raise Refused(f"{folder} holds a ledger already; nothing was changed.",
                      f"Ask it: outcomes --ledger {folder} matrix, or make another: outcomes demo --folder NAME")
    create(folder, f"Phoenix (PRETEND, {world}, seed {seed})")
    before = os.environ.get("OUTCOMES_NOW")
    os.environ["OUTCOMES_NOW"] = KNOWN
    try:
        with tempfile.TemporaryDirectory() as temporary:
            file = Path(temporary) / f"{world}-{seed}.jsonl"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows(world, seed)), encoding="utf-8")
            yield (("import", str(file), "--yes", "--by", "demo"), ("funnel",), ("matrix",), ("profile",), ("check",))
    finally:
        os.environ.pop("OUTCOMES_NOW")
        if before is not None:
            os.environ["OUTCOMES_NOW"] = before


def farewell(folder: Path) -> str:
    """What to try next."""
    return "\n".join(["", PRETEND, "Try next:", *(f"  outcomes --ledger {folder} {command}" for command in (
        "women", "show W-0007", "explain matrix M09.ever-fitted", "matrix --true-on 2021-06-30 --known-by 2021-10-21",
        "record contact-held W-0007 --occurred yesterday --purpose programme --medium telephone --attendance attended-on-time"))])
