"""What changed for the women between the first look and the last? Scores by reliable change; states at sign-up and now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from projections.formats.cells import number
from projections.formats.charts import Chart, parts
from projections.formats.charts.forms import Item, changes
from projections.formats.charts.stacks import Bar, Stack, stacks
from projections.formats.words import plain

STATES: Final = ("improved", "same", "deteriorated")
MOST: Final = 11
FEWEST: Final = 5


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """Scores whose reliable change is agreed, then states that are known twice of a few women at least."""
    return [*_scores(document["rows"]), *_states(document.get("states") or ())]


def _scores(rows: Sequence[Mapping[str, Any]]) -> list[Chart]:
    told = [row for row in rows if row.get("reliable_change") is not None or row["mark"] == "c"]
    given = [Stack(f"{plain(row['instrument'])}, {row['rater']}", [Bar("", {state: row[state] for state in STATES}, row["women"])])
             for row in told]
    return stacks("scores", "Scores: reliable change since the first look", "A bar an instrument, of all women signed up.", STATES,
                  "not paired", given)


def _states(rows: Sequence[Mapping[str, Any]]) -> Iterator[Chart]:
    told = [row for row in rows if row["mark"] == "c" or (row["paired"] or 0) >= FEWEST]
    for place, (which, run) in enumerate(parts(told, MOST), 1):
        said = " ".join(f"{row['title']}: {_told(row)}." for row in run)
        yield changes(f"states-{place}", f"Yes at sign-up, and yes on the day{which}",
                      f"Of women of whom both are known: hollow, the share at sign-up; full, on the day. {said}",
                      [_item(row) for row in run])


def _item(row: Mapping[str, Any]) -> Item:
    if row["before"] is None or row["after"] is None or not row["paired"]:
        return Item(row["title"], "confidential", None)
    return Item(row["title"], _told(row), row["after"] / row["paired"], row["before"] / row["paired"])


def _told(row: Mapping[str, Any]) -> str:
    if row["before"] is None or row["after"] is None or row["paired"] is None:
        return "confidential"
    return f"{number(row['before'])}, then {number(row['after'])} of {number(row['paired'])}"
