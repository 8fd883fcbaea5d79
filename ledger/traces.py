"""Which readable files did our own commands make or take in, and which of them are still there?

Their paths, nothing of what they hold, are noted beside the master key, outside the ledger's folder: `doctor` lists them
until they are gone. Where nothing can be noted, nothing is; no command fails for it.
"""

import glob
import json
import os
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ledger.folder import key_file

MOST: Final = 500


def note(ledger_id: bytes, files: Iterable[Path], environ: Mapping[str, str] = os.environ) -> None:
    """Note files that hold readable details, or will once they are made; those that are gone are forgotten."""
    kept = dict.fromkeys([*left(ledger_id, environ), *(file.resolve() for file in files)])
    try:
        where = _noted(ledger_id, environ)
        where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = where.with_name(where.name + ".new")
        new.write_text(json.dumps([str(file) for file in kept][-MOST:], ensure_ascii=False), encoding="utf-8")
        new.chmod(0o600)
        os.replace(new, where)
    except OSError:
        return


def left(ledger_id: bytes, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The files that were noted and are still there, and beside them what was cut off while it was made."""
    try:
        said = [Path(each) for each in json.loads(_noted(ledger_id, environ).read_text(encoding="utf-8"))]
        return [each for file in said for each in (file, *sorted(file.parent.glob(f".{glob.escape(file.name)}.*.part"))) if each.is_file()]
    except (OSError, ValueError, TypeError):
        return []


def how_to_remove(file: Path) -> str:
    """One line that says what a file still is, and how it is removed."""
    command = f'del "{file}"' if os.name == "nt" else f"rm {shlex.quote(str(file))}"
    return f"{file} can still be read by anybody who opens it. Once it is not needed, delete it: {command}"


def _noted(ledger_id: bytes, environ: Mapping[str, str]) -> Path:
    return key_file(ledger_id, environ).with_suffix(".files")
