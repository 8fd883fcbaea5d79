"""Whose lives does the pretend service follow, and which published count does each belong to?

A paper of 21 October 2021 gives the quotas; chance, by the seed, only says which woman fills which place.
"""

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.dates import first_day, months_after
from projections.worlds.chance import Chance, ranked
from projections.worlds.rows import LIVE, TODAY, Row, days, row

WOMEN: Final = tuple(f"W-{number:04}" for number in range(1, 50))
SIGNED_UP: Final = 21
REMOVALS: Final = (7, 6, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2)  # 72 children of 21 women
CARE_EXPERIENCED: Final = 8
FITTED: Final = 18
ASSESSED: Final = 18
NEEDS: Final[Mapping[str, int]] = {"mental-health": 17, "housing": 9, "drugs": 12, "alcohol": 8, "domestic-abuse": 15}
NOT_REACHED: Final = 5
MOVES: Final = (("sofa-surfing", "private-rented"), ("shelter", "other-supported"), ("temporary", "council"))
PRACTITIONERS: Final = ("P-01", "P-02", "P-03")
COORDINATOR: Final = "P-04"
FEWER_HOURS: Final = datetime.date(2021, 5, 4)
HANDED_OVER: Final = datetime.date(2021, 6, 7)


@attrs.frozen(kw_only=True)
class Life:
    """What is settled of one woman before anything is written down.

    Days are None for what never was. end: the day after the last day that support can be recorded:
    of her programme, or of outreach where she did not sign up, or tomorrow.
    """

    woman: str
    chance: Chance
    removals: int
    care_experienced: str
    outreach: datetime.date | None = None
    sign_up: datetime.date | None = None
    end: datetime.date = TODAY + days(1)
    ended: str | None = None
    fitted: bool = False
    larc_story: str = "kept"
    without_larc: str | None = None
    assessed: bool = False
    needs: frozenset[str] = frozenset()
    move: tuple[str, str] | None = None
    practitioner: str = COORDINATOR
    next_practitioner: str | None = None
    custody: tuple[datetime.date, datetime.date] | None = None

    def free(self, day: datetime.date) -> bool:
        """Whether she is not in custody on a day."""
        return self.custody is None or not self.custody[0] <= day < self.custody[1]

    def asked(self, day: datetime.date, occasion: str, stream: str, likely: float) -> bool:
        """Whether she is asked again on a day: at baseline always, later while she can be, if chance will have it."""
        here = day < self.end and self.free(day)
        return occasion == "baseline" or (here and self.chance.happens(likely, stream, occasion))

    def row(self, kind: str, occurred: datetime.date | str, source: str = "practitioner", **fields: Any) -> Row:
        """A row of hers, by whoever works with her then."""
        by = self.worker(first_day(str(occurred)))
        return row(kind, self.woman, occurred, by, source, **fields)

    def worker(self, day: datetime.date) -> str:
        """Who works with her on a day; before outreach, whoever keeps the list."""
        if self.outreach is None or day < self.outreach:
            return COORDINATOR
        return self.next_practitioner if self.next_practitioner and day >= HANDED_OVER else self.practitioner


@functools.lru_cache(maxsize=8)
def lives(seed: int) -> tuple[Life, ...]:
    """Every woman of the service, in the order of her reference."""
    order = ranked(seed, "signed-up", WOMEN)
    joined = [_arrival(seed, place, woman) for place, woman in enumerate(order[:SIGNED_UP])]
    others = [_not_joined(seed, place, woman) for place, woman in enumerate(order[SIGNED_UP:])]
    return tuple(sorted([*_cast(seed, joined), *others], key=lambda life: life.woman))


def _arrival(seed: int, place: int, woman: str) -> Life:
    """A woman who signs up: eight are met in the first days, the rest about a fortnight apart."""
    chance = Chance(seed, woman)
    late = max(0, place - 7) * 14
    outreach = LIVE + days(late + chance.whole("outreach-start", 0, 8))
    sign_up = outreach + days(chance.whole("outreach-length", *((12, 36) if place < 8 else (20, 110))))
    return Life(woman=woman, chance=chance, removals=2, care_experienced="no", outreach=outreach, sign_up=sign_up,
                practitioner=PRACTITIONERS[place % 3])


def _not_joined(seed: int, place: int, woman: str) -> Life:
    """A woman who does not sign up: some are not reached yet, a few are still being reached out to."""
    chance = Chance(seed, woman)
    removals, care = chance.whole("removals", 2, 6), chance.pick("care", ("yes", "no", "no", "not-known"))
    if place < NOT_REACHED:
        return Life(woman=woman, chance=chance, removals=removals, care_experienced=care)
    still = place < NOT_REACHED + 4
    outreach = datetime.date(2021, 8, 9) if still else LIVE + days(chance.whole("outreach-start", 0, 280))
    outreach += days(chance.whole("outreach-late", 0, 40)) if still else days(0)
    end = TODAY + days(1) if still else outreach + days(chance.whole("outreach-length", 21, 120))
    return Life(woman=woman, chance=chance, removals=removals, care_experienced=care, outreach=outreach, end=end,
                practitioner=chance.pick("reached-by", PRACTITIONERS))


def _cast(seed: int, joined: Sequence[Life]) -> list[Life]:
    """The women signed up, each given the places that she fills."""
    every = [life.woman for life in joined]
    leavers = ranked(seed, "leaving", every[:8])[:2]
    staying = [woman for woman in every if woman not in leavers]
    without = ranked(seed, "without-larc", staying)[:SIGNED_UP - FITTED]
    fitted = [woman for woman in every if woman not in without]
    stories = _told(seed, "larc-story", [woman for woman in every[:13] if woman in fitted and woman not in leavers],
                    ("side-effects", "her-choice", "switched", "asked"))
    assessed = ranked(seed, "assessed", every)[:ASSESSED]
    needs = {domain: set(ranked(seed, f"need {domain}", assessed)[:many]) for domain, many in NEEDS.items()}
    movers = ranked(seed, "moves", [woman for woman in staying if woman in needs["housing"]])
    held = ranked(seed, "custody", [woman for woman in staying[:10] if woman not in movers[:3]])[0]
    return [attrs.evolve(
        life, end=_end(life, leavers), ended=dict(zip(leavers, ("left-early", "moved-away"),
                                                      strict=True)).get(life.woman),
        custody=_custody(life) if life.woman == held else None, fitted=life.woman in fitted,
        removals=REMOVALS[ranked(seed, "removals", every).index(life.woman)],
        care_experienced=_care(seed, every, life.woman), larc_story=stories.get(life.woman, "kept"),
        without_larc=dict(zip(without, ("undecided", "declined", "other-effective"), strict=True)).get(life.woman),
        assessed=life.woman in assessed, needs=frozenset(domain for domain,
                                                         women in needs.items() if life.woman in women),
        move=dict(zip(movers, MOVES, strict=False)).get(life.woman),
        next_practitioner=_handed_over(joined, leavers).get(life.woman)) for life in joined]


def _told(seed: int, stream: str, women: Iterable[str], stories: Sequence[str]) -> Mapping[str, str]:
    """One woman for each story."""
    return dict(zip(ranked(seed, stream, women), stories, strict=False))


def _care(seed: int, women: Sequence[str], woman: str) -> str:
    place = ranked(seed, "care-experienced", women).index(woman)
    return "yes" if place < CARE_EXPERIENCED else "not-known" if place == SIGNED_UP - 1 else "no"


def _end(life: Life, leavers: Sequence[str]) -> datetime.date:
    """One leaves early in spring, one moves away in summer; all others are in the programme still."""
    if life.woman not in leavers:
        return life.end
    begun = datetime.date(2021, 3, 8) if life.woman == leavers[0] else datetime.date(2021, 7, 12)
    return begun + days(life.chance.whole("leaving", 0, 13))


def _custody(life: Life) -> tuple[datetime.date, datetime.date]:
    """Some six weeks, in the fourth or fifth month of her programme."""
    assert life.sign_up is not None
    begun = months_after(life.sign_up, 3) + days(life.chance.whole("custody-start", 0, 30))
    return begun, begun + days(life.chance.whole("custody-length", 38, 52))


def _handed_over(joined: Sequence[Life], leavers: Sequence[str]) -> Mapping[str, str]:
    """Three women of the practitioner who works fewer hours go to her colleagues."""
    hers = [life.woman for life in joined if life.practitioner == "P-03" and life.woman not in leavers
            and life.sign_up is not None and life.sign_up < FEWER_HOURS]
    return dict(zip(hers, ("P-01", "P-02", "P-01"), strict=False))
