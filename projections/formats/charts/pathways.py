"""What became of referrals to each service? A bar a service, cut by how its referrals stand on the day."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.formats.charts import Chart
from projections.formats.charts.stacks import Bar, Stack, stacks
from projections.formats.words import plain

STATES: Final[Mapping[str, str]] = {"attended": "attended", "waiting": "still waiting", "declined_by_woman": "declined by her",
                                    "below_threshold": "below the threshold", "not_available": "not available"}


def charts(document: Mapping[str, Any]) -> Sequence[Chart]:
    """The one chart of the pathways; none where nobody was referred."""
    rows = [row for row in document["rows"] if row["domain"] == "all" and (row["referrals"] is None or row["referrals"])]
    given = [Stack("All services" if row["service"] == "all" else plain(row["service"]), [_bar(row)]) for row in rows]
    return stacks("referrals", "How referrals stand on the day", "A bar a service.", tuple(STATES.values()), "closed or died", given)


def _bar(row: Mapping[str, Any]) -> Bar:
    of = "" if row["referrals"] is None else f"{row['referrals']} referrals"
    return Bar(of, {word: row[state] for state, word in STATES.items()}, row["referrals"])
