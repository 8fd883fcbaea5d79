"""Which readable files did our own commands make or take in, and which of them are still there?

Their paths, nothing of what they hold, are noted beside the master key, outside the ledger's folder: `doctor` lists them
until they are gone. A file that is about one woman alone is noted with her stream, so that it goes when she is erased.
Where nothing can be noted, nothing is; no command fails for it.
"""

import contextlib
import json
import os
import shlex
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path
from typing import Any, Final

from ledger.folder import key_file, put

MOST: Final = 5_000


def note(ledger_id: bytes, files: Iterable[Path], environ: Mapping[str, str] = os.environ, of: Iterable[str] = ()) -> None:
    """Note files that hold readable details, or will once they are made; those that are gone are forgotten.

    of: the streams of the one woman whom alone they are about.
    """
    said = _said(ledger_id, environ)
    there = set(_there(said))
    kept = {file: whose for file, whose in said.items() if file in there}
    kept |= dict.fromkeys((file.resolve() for file in left(ledger_id, environ) if file not in kept), ())
    kept |= {file.resolve(): tuple(of) for file in files}
    entries = [[str(file), *whose] if whose else str(file) for file, whose in kept.items()][-MOST:]
    with contextlib.suppress(OSError):
        put(_noted(ledger_id, environ), json.dumps(entries), durable=False)


def left(ledger_id: bytes, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The files that were noted and are still there, and beside them what was cut off while it was made."""
    return list(dict.fromkeys(_there(_said(ledger_id, environ))))


def alone(ledger_id: bytes, streams: Iterable[str], environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Those of the files still there that are about nobody but the woman of these streams."""
    whose = set(streams)
    return list(_there({file: of for file, of in _said(ledger_id, environ).items() if whose & {*of}}))


def how_to_remove(file: Path) -> str:
    """One line that says what a file still is, and how it is removed."""
    command = f'del "{file}"' if os.name == "nt" else f"rm {shlex.quote(str(file))}"
    return f"{file} can still be read by anybody who opens it. Once it is not needed, delete it: {command}"


def _there(said: Iterable[Path]) -> Iterator[Path]:
    """Of some files those that are there, and their unfinished copies; each folder is read once."""
    names: dict[Path, set[str]] = {}
    for file in said:
        if file.parent not in names:
            names[file.parent] = _names(file.parent)
        parts = f".{escape(file.name)}.*.part"
        found = [name for name in (file.name, *sorted(names[file.parent])) if name == file.name or fnmatchcase(name, parts)]
        yield from (file.parent / name for name in dict.fromkeys(found) if is_there(file.parent / name))


def _names(folder: Path) -> set[str]:
    """What a folder holds beside what is asked by name: unfinished copies begin with a dot."""
    try:
        return {name for name in os.listdir(folder) if name.endswith(".part")}
    except (OSError, ValueError):
        return set()


def is_there(file: Path) -> bool:
    """Whether a file is there; one that may not be looked at is taken to be."""
    try:
        return file.is_file()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def _said(ledger_id: bytes, environ: Mapping[str, str]) -> dict[Path, tuple[str, ...]]:
    """The files that were noted, and of whom alone each is; nothing where the list cannot be read."""
    try:
        return dict(map(_entry, json.loads(_noted(ledger_id, environ).read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError, RecursionError):
        return {}


def _entry(said: Any) -> tuple[Path, tuple[str, ...]]:
    file, *whose = [said] if isinstance(said, str) else said
    return Path(file), tuple(str(each) for each in whose)


def _noted(ledger_id: bytes, environ: Mapping[str, str]) -> Path:
    return key_file(ledger_id, environ).with_suffix(".files")
