"""How do referrals and waits read on a plain screen?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from projections.formats.table.lines import grid

DECIDED: Final = ("accepted", "waiting_list", "below_threshold", "not_available", "declined_by_woman", "closed", "other", "undecided")
STANDS: Final = ("attended", "below_threshold", "not_available", "declined_by_woman", "closed", "waiting", "died")


def lines(document: Mapping[str, Any]) -> list[str]:
    """How referrals stand, how long they waited, and what was decided."""
    if not document["rows"]:
        return ["No referral of a woman signed up is recorded by the day."]
    days, told = document["waiting_days"], _distinct(document["rows"])
    return ["How referrals stand:", *_standings(told), "", f"Waits in days (too long: more than {days}):", *_waits(told), "",
            "Decisions that they met with:", *_decisions(_distinct(document["decisions"])), "",
            "A wait ends with her first attendance, or with a decision that closes the referral. Median, shortest and longest are",
            "of those attended; who still waits stands apart. Half over by: Kaplan-Meier, those still waiting counted as far as they",
            "go; none where fewer than 5 still waited by then. One referral may meet with several decisions.",
            "Which they are: outcomes explain pathways SERVICE.AREA.waiting (or waiting alone, for all)"]


def _standings(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return grid(("service", "for", "referrals", "women", "attended", "below threshold", "not available", "declined by her",
                 "closed", "waiting", "died"),
                [(row["service"], row["domain"], row["referrals"], row["women"], *(row[word] for word in STANDS))
                 for row in rows], right=range(2, 11))


def _waits(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return grid(("service", "for", "to decision", "to attendance", "shortest", "longest", "half over by", "waited too long",
                 "still waiting too long"),
                [(row["service"], row["domain"], row["days_to_decision"], row["days_to_first_attendance"], row["shortest"],
                  row["longest"], row["half_ended_by"], row["waited_over"], row["waiting_over"]) for row in rows],
                right=range(2, 9))


def _decisions(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return grid(("service", "for", "referrals", "accepted", "waiting list", "below threshold", "not available", "declined by her",
                 "closed", "other", "undecided"),
                [(row["service"], row["domain"], row["referrals"], *(row[word] for word in DECIDED)) for row in rows],
                right=range(2, 11))


def _distinct(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows without those that say again what another says: a service for one area of need alone, or one by one service."""
    pairs = [row for row in rows if "all" not in (row["service"], row["domain"])]
    for whole in ("service", "domain"):
        seen = [row[whole] for row in pairs]
        rows = [row for row in rows if row in pairs or row[whole] == "all" or seen.count(row[whole]) != 1]
    return list(rows)
