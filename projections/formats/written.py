"""How is a report written to a file? By its ending, whole or not at all.

Every file is written beside its place under a hidden name, and only when all of them are whole are they put there:
nobody ever finds half of one. A file that is there already stays as it is.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ledger.errors import Refused, Usage
from projections.formats import held, json, table
from projections.reports import Report
from projections.sheets import Sheet, plain

Files = Mapping[str, bytes]
Writer = Callable[[str, Mapping[str, Any], Report, str], Files]


def _json(name: str, document: Mapping[str, Any], report: Report, title: str) -> Files:
    return {name: (json.text(document) + "\n").encode()}


def _text(name: str, document: Mapping[str, Any], report: Report, title: str) -> Files:
    return {name: (table.text(document, title) + "\n").encode()}


def _csv(name: str, document: Mapping[str, Any], report: Report, title: str) -> Files:
    from projections.formats import csv

    return csv.files(name, title, document, sheets(report, document))


def _xlsx(name: str, document: Mapping[str, Any], report: Report, title: str) -> Files:
    from projections.formats import xlsx

    return {name: xlsx.workbook(title, document, sheets(report, document))}


def _picture(name: str, document: Mapping[str, Any], report: Report, title: str) -> Files:
    from projections.formats.charts import picture

    return {name: picture.of(document, title, form=name.rpartition(".")[2].lower())}


def _html(name: str, document: Mapping[str, Any], report: Report, title: str) -> Files:
    from projections.formats.html import pages

    service = title.removesuffix(f": {report.title}") if title.endswith(report.title) else title.partition(": ")[0]
    return {name: pages.of_report(service, title.removeprefix(f"{service}: "), report, document, sheets(report, document)).encode()}


WRITERS: Final[Mapping[str, Writer]] = {
    ".txt": _text, ".csv": _csv, ".xlsx": _xlsx, ".html": _html, ".json": _json, ".svg": _picture, ".png": _picture}


def sheets(report: Report, document: Mapping[str, Any]) -> Sequence[Sheet]:
    """The tables of a document; as they stand where its report declares none, or where it is an explanation of one."""
    own = report.sheets_of(document) if document["report"] == report.name else ()
    return [held.of_sheet(sheet) for sheet in own or [plain(document)]]


def write(path: Path, document: Mapping[str, Any], report: Report, title: str) -> tuple[str, list[Path]]:
    """Write a report; say what was written, and to which files. Raises Usage for an ending that none writes, Refused where it
    cannot be put there."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise Usage(f"{path.name}: no report is written as {path.suffix or 'a file without an ending'}.",
                    "End the name with one of: " + ", ".join(WRITERS))
    ready(path)
    _, *beside = put(path.parent, writer(path.name, document, report, title))
    with_it = f", and beside it {', '.join(beside)}" if beside else ""
    return f"Wrote {path}{with_it}. Audience: {document['audience']}.", [path, *(path.parent / name for name in beside)]


def ready(path: Path) -> None:
    """Raises Refused where a file cannot be put there: something is there already, or the folder is not."""
    if path.exists():
        raise Refused(f"{path} exists already; nothing was written.", "Give another name, or remove that file first.")
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}; nothing was written.", "Make the folder first, or give another name.")


def put(folder: Path, files: Files) -> list[str]:
    """Put files into a folder, all of them or none; their names. Raises Refused where one is there already."""
    for name in files:
        ready(folder / name)
    parts = {folder / f".{name}.{os.getpid()}.part": folder / name for name in files}
    try:
        for part, name in zip(parts, files, strict=True):
            part.write_bytes(files[name])
        _into_place(parts)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return list(files)


def _into_place(parts: Mapping[Path, Path]) -> None:
    """Give every file its name; where one cannot have it, take it from those that have theirs."""
    placed = list[Path]()
    try:
        for part, whole in parts.items():
            os.replace(part, whole)
            placed.append(whole)
    except OSError:
        for whole in placed:
            whole.unlink(missing_ok=True)
        raise
