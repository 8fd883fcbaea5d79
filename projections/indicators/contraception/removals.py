"""O1: was LARC removed early, why, and is it removed when she asks?

A fitting is a row. That she asked for removal and still waits is looked at as closely as that it was removed.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from ledger.codes import LARC_REMOVAL_REASON
from ledger.dates import months_after
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.indicators import figure
from projections.indicators.contraception.uses import TELLING, Use, uses
from projections.woman import Woman

FITTINGS: Final = ("LARC fittings of women signed up (SRHAD main methods 01 to 04), on or after sign-up "
                   "and at least larc.early-months ago.")
NOT_ASKED: Final = ("Injections, which are not removed; fittings less than larc.early-months ago; "
                    "fittings of women who died within that time.")
REQUESTS: Final = ("Requests for removal by women signed up, on or after sign-up; "
                   "one repeated before it was met is one request.")


def numbered(word: str, facts: Iterable[Fact]) -> Iterator[str]:
    """What the row of each fact is called: 'fitting 2021-02-08', and with '#2' where another is of that day."""
    seen: Counter[str] = Counter()
    for fact in facts:
        unit = f"{word} {fact.said.occurred}"
        seen[unit] += 1
        yield unit if seen[unit] == 1 else f"{unit} #{seen[unit]}"


def early_removals(woman: Woman, reason: str | None = None) -> Iterator[Answer]:
    """Each fitting since sign-up: was it removed early, for this reason where one is given?"""
    if woman.signed_up:
        since = [use for use in uses(woman) if use.begun.day >= woman.sign_up.day]
        for use, unit in zip(since, numbered("fitting", [use.begun for use in since]), strict=True):
            yield _removed_early(woman, use, unit, reason)


def _removed_early(woman: Woman, use: Use, unit: str, reason: str | None) -> Answer:
    limit = months_after(use.begun.day, woman.parameters["larc.early-months"])
    removed = use.ended if use.ended and use.ended.kind != "larc-fitted" and use.ended.day <= limit else None
    if why := _why_excluded(woman, use, limit, removed):
        return excluded(why, use.begun, woman.died, unit=unit)
    if not removed:
        return not_counted(f"{use.said}, not removed by {limit}", use.begun, unit=unit)
    if switched := _switch(woman, use, removed):
        said = f"switched to {switched.event.method} {switched.said.occurred}"
        return not_counted(said, use.begun, removed, switched, unit=unit)
    said = f"{use.said}, removed {removed.said.occurred}: {_reason(removed)}"
    wanted = reason in (None, _reason(removed))
    return (counted if wanted else not_counted)(said, use.begun, removed, unit=unit)


def _why_excluded(woman: Woman, use: Use, limit: datetime.date, removed: Fact | None) -> str | None:
    if use.method == "injection":
        return "an injection is not removed"
    if limit > woman.day:
        return f"{use.said}, less than {woman.parameters['larc.early-months']} months ago"
    return f"died before {limit}" if woman.died and woman.end <= limit and not removed else None


def _reason(removed: Fact) -> str:
    """Why it was removed; a check that found it expelled gives that reason."""
    return removed.event.reason if removed.kind == "larc-removed" else "expelled"


def _switch(woman: Woman, use: Use, removed: Fact) -> Fact | None:
    """Another fitting so near to the removal, before or after, that she went from one LARC to the next."""
    near = datetime.timedelta(woman.parameters["larc.switch-days"])
    return next((fact for fact in woman.of("larc-fitted")
                 if abs(fact.day - removed.day) <= near and fact.position != use.begun.position), None)


@figure("M11", outcome="O1", title="LARC removed within 12 months of fitting", unit="fittings", of_whom=FITTINGS,
        counts="Removed, or found expelled, within that time, its last day included. A removal with another LARC "
        "fitting within larc.switch-days of it is a switch, and not counted.", excluded=NOT_ASKED, told_by=TELLING, examples="""
removed within twelve months | on 2022-03-31 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-14 larc-removed method=implant reason=side-effects
on the last day | on 2022-02-01 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2022-02-01 larc-removed method=implant reason=her-choice
a day later | on 2022-03-31 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2022-02-02 larc-removed method=implant reason=her-choice
kept | on 2022-02-01 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
removed, but fitted less than twelve months ago | on 2022-01-31 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-14 larc-removed method=implant reason=side-effects
switched on the seventh day | on 2022-06-30 | not-counted 0 of 1; not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-removed method=iud reason=switched
  2021-06-21 larc-fitted method=implant
the next fitted before the first was removed | on 2022-06-30 | not-counted 0 of 1; not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-10 larc-fitted method=implant
  2021-06-14 larc-removed method=iud reason=switched
fitted again on the eighth day | on 2022-06-30 | counted 1 of 1; not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-removed method=iud reason=switched
  2021-06-22 larc-fitted method=implant
an injection | on 2022-06-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=injection
found expelled, its removal recorded later: one row | on 2022-06-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-checked finding=expelled
  2021-06-16 larc-removed method=iud reason=expelled
died within the time | on 2022-06-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-14 died
fitted before sign-up | on 2022-06-30 | none
  2021-01-04 larc-fitted method=implant
  2021-02-01 signed-up contraception_choice=larc
  2021-06-14 larc-removed method=implant reason=side-effects
not signed up | on 2022-06-30 | none
  2021-02-01 larc-fitted method=implant
""")
def removed_early(woman: Woman) -> Iterator[Answer]:
    """Of the LARC fittings of women signed up, at least twelve months ago, those removed within twelve months."""
    return early_removals(woman)


def _by_reason(reason: str) -> None:
    """Declare the figure of one reason."""
    def removed_for(woman: Woman) -> Iterator[Answer]:
        return early_removals(woman, reason)

    words = reason.replace("-", " ")
    removed_for.__doc__ = ("Of the LARC fittings of women signed up, at least twelve months ago, those removed within "
                           f"twelve months with the reason {reason}.")
    figure(f"M11.{reason}", outcome="O1", title=f"LARC removed within 12 months of fitting: {words}", unit="fittings",
           of_whom=FITTINGS, counts=f"As M11, with the reason {reason}.", excluded=NOT_ASKED,
           told_by=TELLING, examples=REASONS.replace("REASON", reason).replace("ANOTHER", "other" if reason != "other" else "her-choice")
           )(removed_for)


REASONS: Final = """
removed for it | on 2022-03-31 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-removed method=iud reason=REASON
removed for another reason | on 2022-03-31 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
  2021-06-14 larc-removed method=iud reason=ANOTHER
kept | on 2022-03-31 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=iud
"""

for _one in LARC_REMOVAL_REASON.names:
    _by_reason(_one)


def requests(woman: Woman) -> list[tuple[Fact, Fact | None]]:
    """Her requests for removal since sign-up, each with the removal that met it."""
    found: list[tuple[Fact, Fact | None]] = []
    asked: Fact | None = None
    for fact in woman.of("larc-removal-requested", "larc-removed"):
        if fact.kind == "larc-removal-requested":
            asked = asked or fact
        elif asked:
            found.append((asked, fact))
            asked = None
    found += [(asked, None)] if asked else []
    return [(first, met) for first, met in found if woman.signed_up and first.day >= woman.sign_up.day]


@figure("M11.days-from-asking", outcome="O1", title="Days from asking for removal to removal, median", unit="requests",
        measure="median", of_whom=REQUESTS, counts="Days from the request to the removal, half-open.",
        excluded="Requests not met by the day: see M11.requests-unmet.", told_by=("larc-removal-requested",), examples="""
ten days | on 2021-09-30 | counted 10 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-06-04 larc-removal-requested
  2021-06-14 larc-removed method=implant reason=her-choice
on the same day | on 2021-09-30 | counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-14 larc-removal-requested
  2021-06-14 larc-removed method=implant reason=her-choice
asked twice before it was removed | on 2021-09-30 | counted 10 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-04 larc-removal-requested
  2021-06-09 larc-removal-requested
  2021-06-14 larc-removed method=implant reason=her-choice
two requests, one of them met | on 2021-09-30 | counted 10 of 1; excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-06-04 larc-removal-requested
  2021-06-14 larc-removed method=implant reason=her-choice
  2021-09-01 larc-removal-requested
removed without a request | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
  2021-06-14 larc-removed method=implant reason=expired
asked before sign-up | on 2021-09-30 | none
  2020-12-01 larc-removal-requested
  2021-01-04 signed-up contraception_choice=undecided
""")
def days_from_asking(woman: Woman) -> Iterator[Answer]:
    """Of the requests for removal by women signed up, the days until it was removed: their median."""
    for (asked, met), unit in _named(requests(woman)):
        if met:
            days = (met.day - asked.day).days
            about = "about " if asked.about or met.about else ""
            yield counted(f"removed after {about}{days} days", asked, met, amount=days, unit=unit)
        else:
            yield excluded("not removed by the day", asked, unit=unit)


@figure("M11.requests-unmet", outcome="O1", title="Requests for removal not met", unit="requests",
        of_whom=REQUESTS, counts="No removal recorded since, by the day.",
        excluded="Requests that were not met when she died.", told_by=("larc-removal-requested",), examples="""
not met | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-04 larc-removal-requested
met on the day itself | on 2021-06-14 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-04 larc-removal-requested
  2021-06-14 larc-removed method=implant reason=her-choice
asked twice, one request | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-06-04 larc-removal-requested
  2021-06-14 larc-removal-requested
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-06-04 larc-removal-requested
  2021-07-01 died
never asked | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
""")
def requests_unmet(woman: Woman) -> Iterator[Answer]:
    """Of the requests for removal by women signed up, those with no removal by the day."""
    for (asked, met), unit in _named(requests(woman)):
        if met:
            yield not_counted(f"removed {met.said.occurred}", asked, met, unit=unit)
        elif woman.died:
            yield excluded("died before it was removed", asked, woman.died, unit=unit)
        else:
            yield counted(f"asked {asked.said.occurred}, not removed by the day", asked, unit=unit)


def _named(asked: list[tuple[Fact, Fact | None]]) -> Iterator[tuple[tuple[Fact, Fact | None], str]]:
    """Each request with what its row is called."""
    return zip(asked, numbered("request", [first for first, _ in asked]), strict=True)
