"""How is a report written to a file? By its ending, whole or not at all.

A file is written beside its place under another name and then put there, so nobody ever finds half of one.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ledger.errors import Refused, Usage
from projections.formats import json, table
from projections.reports import Report

Writer = Callable[[Mapping[str, Any], Report, str], bytes]


def _json(document: Mapping[str, Any], report: Report, title: str) -> bytes:
    return (json.text(document) + "\n").encode()


def _text(document: Mapping[str, Any], report: Report, title: str) -> bytes:
    return (table.text(document, title) + "\n").encode()


WRITERS: Final[Mapping[str, Writer]] = {".json": _json, ".txt": _text}


def write(path: Path, document: Mapping[str, Any], report: Report, title: str) -> str:
    """Write a report; the line that says so. Raises Usage for an ending that none writes, Refused where a file is in the way."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise Usage(f"{path.name}: no report is written as {path.suffix or 'a file without an ending'}.",
                    "End the name with one of: " + ", ".join(WRITERS))
    if path.exists():
        raise Refused(f"{path} exists already; nothing was written.", "Give another name, or remove that file first.")
    whole = path.with_name(path.name + ".part")
    whole.write_bytes(writer(document, report, title))
    os.replace(whole, path)
    return f"Wrote {path}. Audience: {document['audience']}."
