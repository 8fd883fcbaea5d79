"""How are the words of the vocabulary written for people who read, not type?

`a-and-e` is A&E, `before-1` the year before; an outcome of the matrix has its title.
"""

from collections.abc import Mapping
from typing import Any, Final

from projections.formats.table.matrix import OUTCOMES

PHASES: Final[Mapping[str, str]] = {
    "before-2": "the second year before", "before-1": "the year before outreach", "outreach": "outreach",
    "during": "in the programme", "after": "after it"}
SHORT_PHASES: Final[Mapping[str, str]] = {
    "before-2": "second\nyear\nbefore", "before-1": "year\nbefore", "outreach": "out-\nreach", "during": "in pro-\ngramme",
    "after": "after"}
OCCASIONS: Final[Mapping[str, str]] = {"baseline": "at sign-up", "now": "on the day"}
RATERS: Final[Mapping[str, str]] = {
    "woman": "as she rates it", "practitioner": "as her practitioner rates it", "partner": "as a partner rates it"}
CAPITALS: Final = {"a-and-e": "A&E", "gp": "GP", "childrens-social-care": "Children's social care", "core-10": "CORE-10", "phq-9": "PHQ-9",
                   "gad-7": "GAD-7", "swemwbs": "SWEMWBS", "wemwbs": "WEMWBS", "rses": "RSES", "gse": "GSE", "brs": "BRS"}
AUDIENCES: Final[Mapping[str, str]] = {
    "team": "The team alone: it shows single women. Not for home, not for a meeting's papers.",
    "board": "The named, closed board alone. A paper of a public meeting is public.",
    "public": "Anybody. What could tell of a single woman is given in words, or not at all."}


def group(row: Mapping[str, Any]) -> str:
    """The outcome that a figure of the matrix stands under: P, O1 to O5, L, S, or — for the record itself."""
    first = str(row["outcome"]).split()[0].rstrip("abcdefghijk")
    return "L" if first.startswith("L") else first


def group_title(name: str) -> str:
    """The title of an outcome."""
    return OUTCOMES.get(name, "Access, and the record itself")


def plain(word: str | None) -> str:
    """A word of the vocabulary as it is read: `mental-health` is Mental health; what is withheld is confidential."""
    return "Confidential" if word is None else CAPITALS.get(word) or word.replace("-", " ").replace("_", " ").capitalize()
