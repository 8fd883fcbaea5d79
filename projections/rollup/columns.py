"""Which columns have the figures of several services, each beside their sum?

A figure is a row, and under it each service that says anything of it is a row of its own. What no service tells, not even
in words, is left out here; the document has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from projections.sheets import Column, Sheet

TOGETHER: Final = "all together"


def _open(name: str, title: str, text: str = "", kind: str = "text") -> Column:
    return Column(name, title, text, kind, role="open")


def _count(name: str, title: str, text: str = "", role: str = "count", kind: str = "whole", unit: str = "") -> Column:
    return Column(name, title, text, kind, unit, role)


WHOSE: Final = _open("whose", "Whose", "All together, or the service.")
WHO: Final = (
    _open("rests_on", "Rests on", "How many services tell it; of one service, the position of its head."),
    _open("not_told_by", "Not told by", "Services that hold it back: they are in no sum of this row.", "list"),
    _open("not_covered_in", "Nobody looked in", "Services where no records were looked at.", "list"),
    _open("mark", "Mark", "c: some service does not tell it. u unreliable, x nobody looked, z nobody to ask, or not added up."))
SPREAD: Final = (_count("lowest", "Lowest", "Of the services that tell.", "derived", "number"),
                 _count("highest", "Highest", "Of the services that tell.", "derived", "number"))
SERVICES: Final = (
    _open("service", "Service"), _open("ledger", "Ledger", "Its id."), _open("true_on", "True on", kind="day"),
    _open("known_by", "Known by", kind="day"), _open("position", "Position", "Entries in the log at its head.", "whole"),
    _open("root", "Root", "Of the log there."), _open("audience", "Audience"), _open("signature", "Signature"),
    _open("digest", "Digest", "SHA-256 of the pack's SHA256SUMS."), _open("check", "Check", "What its keeper runs to see that it holds."))
FIGURES: Final = (
    _open("figure", "Figure", "Its name."), _open("title", "Title", "In words."), WHOSE,
    _count("numerator", "Counted", "How many are counted.", kind="number"),
    _count("denominator", "Of", "Counted and not counted.", "of", "number"),
    _count("value", "Value", "The figure itself; of all together only where every service tells it.", "derived", "number"),
    _count("interval", "95 % interval", "Wilson for shares of women, exact (Garwood) for rates.", "derived", "pair"), *SPREAD, *WHO,
    _open("unit", "Unit", "What is counted."), _open("measure", "Measure", "How the value is made of the numbers."),
    _count("missing", "Missing", "Asked of her, and not known."), _count("excluded", "Excluded", "It cannot be asked."),
    _count("erased", "Erased", "Streams that can no longer be read."))
USE: Final = (
    _open("service", "Service used"), _open("phase", "Phase"), WHOSE, _count("events", "Events", "On covered days.", unit="contacts"),
    _count("women", "Women", "Who have covered days in the phase.", "of"), _count("women_with_events", "Women with any"),
    _count("covered_days", "Covered days", "Days on which the use would be known.", "of"),
    _count("rate", "Rate", "Events a woman-year of 365.25 covered days.", "derived", "number", "per woman-year"),
    _count("interval", "95 % interval", "Exact (Garwood).", "derived", "pair", "per woman-year"), *SPREAD, *WHO,
    _count("uncovered_days", "Uncovered days"), _count("self_reported", "Self-reported", "Beside the recorded use, never in it."))
LINES: Final = (
    _open("name", "What", "What is described."), WHOSE, _count("women", "Women"), _count("of", "Of", "", "of"),
    _count("value", "Value", "A share or a number.", "derived", "number"), *SPREAD, *WHO)
STEPS: Final = (_open("step", "Step"), WHOSE, _count("women", "Women"), _count("of", "Of those at the step before", "", "of"), *WHO)


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The services; then the figures, who the women are, service use and the funnel, each service beside the sum."""
    return [
        Sheet("services", "Services and their heads", "Each pack, the head of the log that it was made from, and whether it is signed.",
              SERVICES, document["services"], "services"),
        Sheet("figures", "Figures", _said(document["rows"]), FIGURES, [*_flat(document["rows"], "figure", "title", "unit", "measure")]),
        Sheet("cohort", "Women signed up", _said(document["cohort"]), LINES, [*_flat(document["cohort"], "name")], "cohort"),
        Sheet("use", "Service use by phase", _said(document["profile"]) + " Phases are not compared here.", USE,
              [*_flat(document["profile"], "service", "phase")], "profile"),
        Sheet("steps", "Funnel", _said(document["funnel"]), STEPS, [*_flat(document["funnel"], "step")], "funnel"),
        Sheet("cautions", "Cautions", "What must be known to read this.", (_open("caution", "Caution"),),
              [{"caution": each} for each in document["cautions"]], "cautions")]


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    left = sum(not told(row) for row in rows)
    out = f" {left} of which nothing is told are left out." if left else ""
    return f"Sums of what is told, and each service beside them. A service that does not tell is named, and in no sum.{out}"


def told(row: Mapping[str, Any]) -> bool:
    """Whether any service tells anything of it that is more than that nobody could be asked."""
    return any(each.get("words") or each["mark"] not in ("c", "z") for each in row["services"])


def _flat(rows: Sequence[Mapping[str, Any]], *names: str) -> Iterator[dict[str, Any]]:
    """The rows of which something is told, each with its services under it."""
    for row in rows:
        if told(row):
            of = {name: row[name] for name in names}
            yield {**row, "whose": TOGETHER, "rests_on": f"{row['telling']} of {row['of_services']} services"}
            yield from ({**each, **of, "whose": each["service"], "rests_on": f"position {each['position']}"} for each in row["services"])
