"""Who are the women that signed up? A description, not an outcome.

Each line has its own denominator: a share is of the women of whom it is known, and beside a number stands
of how many of the cohort it is known.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from ledger.codes import NEED_DOMAIN, RATER
from projections.change import at_sign_up
from projections.figures import tidy
from projections.indicators.needs import area, ratings
from projections.woman import Woman

NEED: Final = ("met", "unmet")
REMOVED: Final = "children removed before"
BY: Final[Mapping[str, str]] = {"woman": "her own rating", "practitioner": "practitioner's rating",
                                "partner": "partner agency's rating"}


class Traits(msgspec.Struct, frozen=True, array_like=True):
    """What the description takes of one woman. needs: by domain and rater, whether there was a need at sign-up."""

    removed: int | None
    care_experienced: bool | None
    needs: dict[tuple[str, str], bool]


def describe(women: Iterable[Woman]) -> list[dict[str, Any]]:
    """The lines that describe those women who signed up: name, women, of, value."""
    return described(each for each in map(traits, women) if each)


def traits(woman: Woman) -> Traits | None:
    """What is known of one woman; None of one who has not signed up."""
    if not woman.signed_up:
        return None
    told = [fact.event for fact in woman.of("woman-identified")]
    removed = [event.removals_before for event in told if event.removals_before is not None]
    care = [event.care_experienced == "yes" for event in told if event.care_experienced in ("yes", "no")]
    return Traits(removed[-1] if removed else None, care[-1] if care else None, _needs(woman))


def described(cohort: Iterable[Traits]) -> list[dict[str, Any]]:
    """The lines that describe women whose traits were taken, in any order."""
    each = list(cohort)
    removed = [one.removed for one in each if one.removed is not None]
    care = [one.care_experienced for one in each if one.care_experienced is not None]
    return [_line("women", len(each), len(each), len(each)), *_removals(removed, len(each)),
            _share("care-experienced", care), *_shares_of_need(each)]


def _needs(woman: Woman) -> dict[tuple[str, str], bool]:
    found = {}
    for rated, facts in ratings(woman).items():
        first = at_sign_up(woman, [fact for fact in facts if fact.event.rating != "unknown"])
        if first:
            found[rated] = first.event.rating in NEED
    return found


def _removals(removed: list[int], women: int) -> list[dict[str, Any]]:
    """Sum, mean and range; `women` are those of whom the number is known."""
    found = {"in all": sum(removed), "mean": tidy(sum(removed) / len(removed)), "fewest": min(removed),
             "most": max(removed)} if removed else dict.fromkeys(("in all", "mean", "fewest", "most"))
    return [_line(f"{REMOVED}, {word}", len(removed), women, value) for word, value in found.items()]


def _shares_of_need(cohort: list[Traits]) -> list[dict[str, Any]]:
    """A line for each domain and rater that anyone was rated in at sign-up."""
    rated = {(domain, rater): [one.needs[domain, rater] for one in cohort if (domain, rater) in one.needs]
             for domain in NEED_DOMAIN.names for rater in RATER.names}
    return [_share(need_line(domain, rater), known)
            for (domain, rater), known in rated.items() if known]


def need_line(domain: str, rater: str) -> str:
    """The name of the line of a need."""
    return f"need at sign-up: {area(domain)}, {BY[rater]}"


def _share(name: str, known: list[bool]) -> dict[str, Any]:
    return _line(name, sum(known), len(known), tidy(sum(known) / len(known)) if known else None)


def _line(name: str, women: int, of: int, value: float | None) -> dict[str, Any]:
    return {"name": name, "women": women, "of": of, "value": value}
