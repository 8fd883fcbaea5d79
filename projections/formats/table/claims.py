"""How do claims with their verdicts read on a plain screen?"""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from projections.formats.table.lines import heading

TITLES: Final = {"file": "Published claims", "draft": "Claims found in a draft", "ledger": "Claims registered in the ledger"}
WIDTH: Final = 110
INDENT: Final = "    "
LEGEND: Final = ("agrees: exact, or equal at the decimals shown. rounds-to: a whole number reached by rounding or truncating.",
                 "cannot-tell: a rounded input leaves it open, or something is not there. disagrees: none of these.")


def text(document: Mapping[str, Any]) -> str:
    """A document of claims as plain lines: a heading, a block for each, and how many have each verdict."""
    origin = heading(document) if document["position"] is not None else ["By their own arithmetic; no ledger was asked."]
    lines = [TITLES[document["of"]], *origin]
    for row in document["rows"]:
        lines += ["", *_claim(row)]
    return "\n".join([*lines, "", *_summary(document)])


def _claim(row: Mapping[str, Any]) -> Iterator[str]:
    where = ", ".join(part for part in (row["document"], row["place"]) if part)
    yield f"{row['claim']}  {row['verdict']}" + (f"  ({where})" if where else "")
    for said in (_quoted(row["text"]), f"{row['form']}: {row['working']}" if row["working"] else "", row["mended"] or "", *_file(row)):
        yield from textwrap.wrap(said, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT + "  ")


def _quoted(said: str) -> str:
    return f'"{said}"' if said else ""


def _file(row: Mapping[str, Any]) -> Iterator[str]:
    """What the file said already: its verdict where it differs, and its own words."""
    if row["differs"]:
        yield f"DIFFERS: the file says {row['expected']}"
    if row["noted"]:
        yield f"The file notes: {row['noted']}"


def _summary(document: Mapping[str, Any]) -> list[str]:
    rows = document["rows"]
    if not rows:
        return [NOTHING[document["of"]]]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in document["verdicts"].items())
    differing = [row["claim"] for row in rows if row["differs"]]
    beside = [f"Otherwise than the file says: {', '.join(differing)}."] if differing else []
    return [f"{len(rows)} claim{'s' if len(rows) != 1 else ''}: {counts}.", *beside, *LEGEND]


NOTHING: Final = {
    "file": "The file has no claims.",
    "draft": "No figure was found that says what it is made of.",
    "ledger": "No claim is registered. Register one: outcomes record claim-registered --claim C01 --document PAPER --place 'para 12' "
              "--text 'what it says' --form percentage --figures 'stated=94;n=21'"}
