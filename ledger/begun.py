"""Which keys did this computer make for an append that may have been cut off?

A key is durable before the first entry that it seals. Of an append that is cut off between the two only the key is left,
which looks as if her entries had been removed. So the streams that an append begins are noted beside the master key
before their keys are made, and forgotten once it is written: what is noted still was cut off. Where nothing can be noted
nothing is; no append fails for it.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ledger.folder import key_file, put

SUFFIX = ".begun-"


def note(ledger_id: bytes, append: str, streams: Iterable[str], environ: Mapping[str, str] = os.environ) -> None:
    """Note the streams that an append will begin, on the disk before this returns."""
    with contextlib.suppress(OSError):
        put(_file(ledger_id, append, environ), _lines(streams))


def taken_back(ledger_id: bytes, append: str, environ: Mapping[str, str] = os.environ) -> None:
    """Forget what was noted of an append that is given up, or made anew."""
    with contextlib.suppress(OSError):
        _file(ledger_id, append, environ).unlink(missing_ok=True)


def written(ledger_id: bytes, streams: Iterable[str], environ: Mapping[str, str] = os.environ) -> None:
    """Forget streams that have entries now, whichever append began them."""
    there = set(streams)
    with contextlib.suppress(OSError):   # the entries are written: nothing may fail any more
        for file, noted in _files(ledger_id, environ):
            if noted <= there:
                file.unlink(missing_ok=True)
            elif noted & there:
                put(file, _lines(noted - there))


def cut_off(ledger_id: bytes, environ: Mapping[str, str] = os.environ) -> set[str]:
    """The streams that were begun here, and perhaps never written."""
    return {stream for _, noted in _files(ledger_id, environ) for stream in noted}


def _files(ledger_id: bytes, environ: Mapping[str, str]) -> Iterator[tuple[Path, set[str]]]:
    own = key_file(ledger_id, environ)
    with contextlib.suppress(OSError):   # what cannot be read is as if it were not there
        for file in sorted(own.parent.glob(f"{own.stem}{SUFFIX}*")):
            yield file, set(re.findall(r"^[0-9a-f]{32}$", file.read_text(encoding="ascii", errors="replace"), re.MULTILINE))


def _file(ledger_id: bytes, append: str, environ: Mapping[str, str]) -> Path:
    return key_file(ledger_id, environ).with_suffix(f"{SUFFIX}{append}")


def _lines(streams: Iterable[str]) -> str:
    return "".join(f"{stream}\n" for stream in sorted(streams))
