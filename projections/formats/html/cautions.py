"""What must a reader bear in mind? Raised by rule from the figures themselves; what no rule raises is not said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats import held
from projections.formats.cells import number, percent
from projections.formats.html.parts import Block, Entry, Head, Section, Table
from projections.formats.words import PHASES, plain

Documents = Mapping[str, Mapping[str, Any]]
LARGEST: Final = 0.3
SMALL: Final = 100


def cautions(name: str, documents: Documents) -> Section:
    """What holds of the whole report, and then what holds of each comparison."""
    documents = {report: held.told(document) for report, document in documents.items()}
    profile = documents.get("profile", {})
    use = profile.get("rows", ())
    return Section("cautions", "Cautions", items=[*_always(name, documents), *_coverage(use), *_one_woman(use)],
                   blocks=list(_compared(profile.get("comparisons") or ())))


def _always(name: str, documents: Documents) -> Iterator[str]:
    yield "This report describes; it never says why. Nobody was there to compare with who was not in the programme."
    signed = next((row["women"] for row in documents.get("funnel", {}).get("rows", ()) if row["step"] == "signed-up"), None)
    if signed is not None and signed < SMALL:
        one = percent(1 / max(signed, 1))
        yield f"{number(signed)} women can almost never show an effect: one woman more or less moves a figure of theirs by {one}."
    if "PRETEND" in name:
        yield "This is a pretend service: no woman in it exists."


def _coverage(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    marks = [row["mark"] for row in rows]
    if unseen := marks.count("x"):
        yield f"{number(unseen)} of {number(len(rows))} rows of service use have no rate, because nobody looked. That is not 0."
    if few := marks.count("u"):
        yield f"{number(few)} of {number(len(rows))} rates rest on few events, and are marked [u] and drawn hollow."


def _one_woman(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    found = [f"{plain(row['service'])} {PHASES[row['phase']]} ({percent(row['largest_share'])})" for row in rows
             if (row.get("largest_share") or 0) >= LARGEST and (row["women_with_events"] or 0) > 1 and row["mark"] != "u"]
    if found:
        yield f"One woman has much of the use of: {', '.join(found)}."


def _compared(rows: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Every caution of a comparison, once, with the services it is about."""
    about: dict[str, list[str]] = {}
    for row in rows:
        for caution in row.get("cautions") or ():
            about.setdefault(caution, []).append(plain(row["service"]))
    if about:
        heads = [Head("Caution"), Head("Services"), Head("What raised it")]
        cells = [[Entry(plain(caution.partition(": ")[0])), Entry(", ".join(services)), Entry(caution.partition(": ")[2])]
                 for caution, services in sorted(about.items(), key=lambda item: item[0].partition(": ")[0])]
        title = "Cautions on setting two phases beside each other"
        yield Block(tables=[Table("cautions-compared", title, heads, cells)])
