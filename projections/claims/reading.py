"""Which claims does a file hold?

CSV in UTF-8 with a header row: claim, document, place, text, form, figures; verdict and working may stand beside them, and
are then compared. Columns may stand in any order; others are passed over.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ledger.errors import NotFound, Usage
from projections.claims.given import Claim
from projections.claims.verdicts import VERDICTS

COLUMNS: Final = ("claim", "document", "place", "text", "form", "figures", "verdict", "working")
NEEDED: Final = ("form", "figures")
HINT: Final = (f"The columns are {', '.join(COLUMNS[:6])}. Find claims in a paper: "
               "outcomes claims --draft PAPER --output claims.csv")


def read(path: Path) -> list[Claim]:
    """The claims of a file. Raises NotFound where there is none, Usage where it is no such table."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Give a CSV file of claims, or none to hold the ledger's own against it. "
                       "See: outcomes help claims")
    return rows(decoded(path), path.name)


def rows(text: str, name: str) -> list[Claim]:
    """The claims of a CSV text. Raises Usage naming the columns that it lacks."""
    table = csv.DictReader(io.StringIO(text, newline=""))
    try:
        lacking = [column for column in NEEDED if column not in (table.fieldnames or ())]
        if lacking:
            raise Usage(f"{name}: its first row has no column {' and no column '.join(lacking)}.", HINT)
        return [_claim(row, f"row {number}") for number, row in enumerate(table, 1) if any(_filled(row))]
    except csv.Error as why:
        raise Usage(f"{name}, line {table.line_num}: {why}.", "Write it anew as CSV in UTF-8.") from None


def _filled(row: Mapping[str | None, str | list[str] | None]) -> Iterable[bool]:
    return (isinstance(value, str) and bool(value.strip()) for value in row.values())


def _claim(row: Mapping[str, str | None], number: str) -> Claim:
    told = {column: (row.get(column) or "").strip() for column in COLUMNS}
    told["form"] = told["form"].lower().replace(" ", "-")
    told["verdict"] = told["verdict"] if told["verdict"] in VERDICTS else ""
    return Claim(**{**told, "claim": told["claim"] or number})


def decoded(path: Path) -> str:
    """A file's text. Raises Usage for bytes that are no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise Usage(f"{path.name}: byte {why.start} is no UTF-8.", "Save it as text in UTF-8 (in Excel: CSV UTF-8).") from None


def written(claims: Iterable[Mapping[str, object]]) -> str:
    """Rows of claims as CSV, in the columns that `read` takes."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(claims)
    return out.getvalue()
