"""How do needs read on a plain screen?"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.codes import NEED_DOMAIN
from projections.formats.table.lines import grid
from projections.indicators.needs import area

STATES: Final = ("none", "met", "unmet", "unknown", "missing", "excluded")


def lines(document: Mapping[str, Any]) -> list[str]:
    """Needs on each occasion, what changed since sign-up, and where raters differ."""
    if not document["rows"]:
        return ["No need of a woman signed up has been rated by the day."]
    return [*_occasions(document), "", "Changed since sign-up, of those rated at sign-up and again since, one rater at a time:",
            *_changes(document), "", "Seen differently by raters, of those whose last ratings by two or more are known:",
            *_disagreements(document), "", *_silent(document), "Raters are never combined. A woman who is not rated is not "
            "without need: she is missing.", "Who they are: outcomes explain needs housing.practitioner.unmet"]


def _occasions(document: Mapping[str, Any]) -> list[str]:
    return grid(("need", "rater", "occasion", "women", "no need", "met", "unmet", "unknown", "not rated", "excluded"),
                [(area(row["domain"]), row["rater"], row["occasion"], row["women"], *(row[state] for state in STATES))
                 for row in document["rows"]], right=range(3, 10))


def _changes(document: Mapping[str, Any]) -> list[str]:
    return grid(("need", "rater", "rated twice", "became met", "newly unmet", "eased", "not rated twice"),
                [(area(row["domain"]), row["rater"], row["paired"], row["became_met"], row["newly_unmet"], row["eased"],
                  row["not_paired"]) for row in document["changes"]], right=range(2, 7))


def _disagreements(document: Mapping[str, Any]) -> list[str]:
    return grid(("need", "rated by two", "raters disagree"),
                [(area(row["domain"]), row["rated_by_two"], row["raters_disagree"]) for row in document["disagreements"]],
                right=(1, 2))


def _silent(document: Mapping[str, Any]) -> list[str]:
    rated = {row["domain"] for row in document["rows"]}
    silent = [area(domain) for domain in NEED_DOMAIN.names if domain not in rated]
    return [f"Rated of nobody: {', '.join(silent)}."] if silent else []
