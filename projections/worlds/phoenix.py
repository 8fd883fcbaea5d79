"""What would a record look like that gives the figures published of Phoenix @ Pause in October 2021?

The published quotas hold exactly, for every seed, as of 2021-10-21: 49 prioritised, 21 signed up, 24 places,
72 children removed before (2 to 7 a woman), 8 care-experienced, 18 fitted with LARC, and three moves: homeless
into private rented, into supported housing, into a council flat.

The paper's 94, 50, 64, 44 and 83 % of needs cannot all come from one group (oracles C02, C03). Eighteen women give
all but the 64 %: so 18 of the 21 are assessed, and 17, 9, 12, 8 and 15 of them have the need (12 of 18 is 67 %).
A need is one that the practitioner rated met or unmet at baseline.

All else is invented by chance. Rates of service use are each woman's own and do not change: the world makes no claim.
"""

from collections.abc import Callable, Iterator
from typing import Final

from ledger.entries import PROGRAMME
from projections.worlds import circumstances, contraception, health, joining, support, team
from projections.worlds.chance import Chance
from projections.worlds.lives import Life, lives
from projections.worlds.rows import Row

Aspect = Callable[[Life], Iterator[Row]]
ASPECTS: Final[tuple[Aspect, ...]] = (
    joining.identified, joining.equality, joining.past_removal, joining.outreach, joining.sign_up, joining.agreements,
    joining.whereabouts, joining.ending,
    support.contacts, support.aftercare_contacts, support.goals, support.courses, support.feedback,
    support.children_seen, support.spending,
    contraception.discussed, contraception.fitted, contraception.removed, contraception.other_methods,
    contraception.pregnancies,
    health.instruments, health.needs, health.abuse_status, health.gp, health.referrals, health.recorded_use,
    health.told_use, health.reviews,
    circumstances.housing, circumstances.money, circumstances.activities, circumstances.substances,
    circumstances.incidents, circumstances.risk, circumstances.justice)


def world(seed: int) -> Iterator[Row]:
    """Every row of the programme and of every woman."""
    yield from programme(seed)
    for life in lives(seed):
        yield from told(life)


def told(life: Life) -> Iterator[Row]:
    """Every row of one woman: each aspect by itself, none knowing of another's draws."""
    for aspect in ASPECTS:
        yield from aspect(life)


def programme(seed: int) -> Iterator[Row]:
    """Every row of the programme's own stream."""
    chance = Chance(seed, PROGRAMME)
    yield from team.label("phoenix", seed)
    yield from team.places()
    yield from team.learning(chance)
    yield from team.decisions(chance)
    yield from team.finance(chance)
    yield from team.costs()
    yield from team.claims()
