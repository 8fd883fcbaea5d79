"""Of whom is more kept than was agreed?

Years after the end of the programme are what `retention-set` says; of a woman who never signed up what is held is
kept for the shorter retention.never-signed-up-months. Nothing is due while no retention was set: that itself is.
"""

import datetime

from ledger.dates import months_after
from ledger.history import ACTS_WHEN_KNOWN
from projections.due.items import Item, Items, record
from projections.due.standing import aftercare, last_programme_day
from projections.indicators import Programme
from projections.woman import Woman


def years_kept(programme: Programme) -> int | None:
    """For how many years after the end of the programme; None where it was never set."""
    fact = programme.history.last("retention-set")
    return fact.event.years if fact else None


def kept_too_long(woman: Woman, years: int) -> Items:
    """What is held of a woman whose time has come."""
    until = _until(woman, years)
    if until and woman.day >= until:
        yield Item(f"kept until {until}: look at it once more, then have it erased", until.isoformat(), "later",
                   f"outcomes show {woman.reference}", reach=False)


def needs_a_period(woman: Woman) -> bool:
    """Whether there is anything of hers that a retention period would be about: she ended, or never began."""
    return last_programme_day(woman) is not None or _never(woman)


def not_set(programme: Programme) -> Item:
    """That no retention period was set."""
    return Item("no retention period is set, and women have ended or never began", programme.day.isoformat(), "later",
                record("retention-set", "", years="YEARS", reviewed_on="today", reason="REASON"), reach=False)


def _until(woman: Woman, years: int) -> datetime.date | None:
    ended = last_programme_day(woman)
    if ended:
        return None if aftercare(woman) else months_after(ended, 12 * years)
    if woman.signed_up:
        return None
    days = [fact.day for fact in woman.history.facts if fact.kind not in ACTS_WHEN_KNOWN]
    return months_after(max(days), min(woman.parameters["retention.never-signed-up-months"], 12 * years)) if days else None


def _never(woman: Woman) -> bool:
    until = _until(woman, 200)
    return not woman.signed_up and until is not None and woman.day >= until
