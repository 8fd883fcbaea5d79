"""How does a report leave as CSV that other programs can trust?

A file a table, UTF-8, and beside them two descriptions of every column: CSVW (W3C Tabular Data on the Web, 2015)
and a Frictionless data package. A missing number says why: [c], [x], [z]. No text can become a formula.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.cells import GONE, SHORTHAND, Cell, cells, safe, value
from projections.formats.heads import heads, when
from projections.sheets import Sheet

MISSING: Final = ["", *(f"[{mark}]" for mark in GONE)]
DATATYPES: Final = {"whole": "integer", "number": "number"}
APOSTROPHE: Final = "An apostrophe stands before a text that begins with = + - or @, so that no spreadsheet takes it for a formula."


def files(name: str, title: str, document: Mapping[str, Any], sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """Every file of a report by its name: the first table under the name asked for, the others beside it, and what describes them.

    name: 'matrix.csv'. The same document gives the same bytes.
    """
    stem = name[:-len(".csv")]
    tables = {(name if number == 0 else f"{stem}-{sheet.name}{name[len(stem):]}"): sheet for number, sheet in enumerate(sheets)}
    written = {path: table(sheet) for path, sheet in tables.items()}
    return {**written, f"{name}-metadata.json": _json(csvw(title, document, tables)),
            f"{stem}.datapackage.json": _json(package(stem, title, document, tables, written))}


def table(sheet: Sheet) -> bytes:
    """One table: a row of names, and a row each."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    columns = cells(sheet)
    lines.writerow([cell.name for cell in columns])
    lines.writerows([[_field(value(row, cell)) for cell in columns] for row in sheet.rows])
    return out.getvalue().encode()


def _field(found: Any) -> Any:
    return safe(found) if isinstance(found, str) else found


def csvw(title: str, document: Mapping[str, Any], tables: Mapping[str, Sheet]) -> dict[str, Any]:
    """The metadata that a CSVW processor reads."""
    return {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "dc:title": title, "dc:description": origin(document),
            "tables": [_described(path, sheet) for path, sheet in tables.items()]}


def _described(path: str, sheet: Sheet) -> dict[str, Any]:
    return {"url": path, "dc:title": sheet.title, "dc:description": _said(sheet), "dialect": {"encoding": "utf-8", "header": True},
            "tableSchema": {"columns": [_column(sheet, cell) for cell in cells(sheet)]}}


def _column(sheet: Sheet, cell: Cell) -> dict[str, Any]:
    kind = datatype(sheet, cell)
    return {"name": cell.name, "titles": [cell.name], "dc:title": cell.heading, "dc:description": cell.text or cell.heading,
            "datatype": kind, "null": MISSING}


def datatype(sheet: Sheet, cell: Cell) -> str:
    """integer or number where every value of the column is one, else string."""
    found = [each for each in (value(row, cell) for row in sheet.rows) if each is not None and each not in MISSING]
    if cell.kind not in DATATYPES or any(isinstance(each, str) for each in found):
        return "string"
    return "integer" if all(isinstance(each, int) for each in found) and cell.kind == "whole" else "number"


def package(stem: str, title: str, document: Mapping[str, Any], tables: Mapping[str, Sheet],
            written: Mapping[str, bytes]) -> dict[str, Any]:
    """The descriptor of a Frictionless data package (v1): resources, fields, sizes and digests."""
    return {"profile": "tabular-data-package", "name": _slug(stem), "title": title, "description": origin(document),
            "audience": document["audience"], "resources": [_resource(path, sheet, written[path]) for path, sheet in tables.items()]}


def _resource(path: str, sheet: Sheet, body: bytes) -> dict[str, Any]:
    fields = [{"name": cell.name, "type": datatype(sheet, cell), "title": cell.heading, "description": cell.text or cell.heading}
              for cell in cells(sheet)]
    return {"profile": "tabular-data-resource", "name": _slug(path[:-len(".csv")]), "path": path, "title": sheet.title,
            "description": _said(sheet), "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": {"delimiter": ","},
            "bytes": len(body), "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
            "schema": {"fields": fields, "missingValues": MISSING}}


def origin(document: Mapping[str, Any]) -> str:
    """Where a table comes from, in a sentence."""
    return (f"{when(document, str)}; {heads(document)}; definitions {document['definitions']}. Audience: {document['audience']}. "
            f"Made by {document['software']}.")


def _said(sheet: Sheet) -> str:
    shorthand = "; ".join(f"[{mark}] {meaning}" for mark, meaning in SHORTHAND.items())
    return f"{sheet.text} Shorthand: {shorthand}. {APOSTROPHE}"


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name.lower()).strip("-") or "report"


def _json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()
