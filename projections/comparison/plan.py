"""Was the comparison planned before its data were seen, or is it an afterthought?

Planned: a `plan-registered` entry names both sides, and this service or no service at all, and was in the ledger before the
first complete review of that service that covers a day of the later side. Where both came in one append, nobody could look
in between, and the days on which they occurred decide. A corrected plan counts from its correction.
"""

import re

from ledger.codes import SERVICES
from ledger.history import Fact
from projections.comparison.cautions import Case
from projections.days import common, united


def found(case: Case) -> Fact | None:
    """The earliest plan that names this comparison and was there in time; None for an afterthought."""
    seen = _first_seen(case)
    plans = [fact for fact in case.programme.history.of("plan-registered") if _names(fact, case)]
    return next((fact for fact in plans if seen is None or (_known(fact, case), fact.day.toordinal()) <= seen), None)


def _names(fact: Fact, case: Case) -> bool:
    """Whether a plan names both sides, in this order, and this service or none."""
    said = f" {' '.join(re.findall(r'[a-z0-9+&-]+', fact.event.comparison.lower()))} "
    of, to = said.find(f" {case.of_name} "), said.rfind(f" {case.to_name} ")
    services = [name for name in SERVICES.names if f" {name} " in said]
    return -1 < of < to and (not services or case.service in services)


def _known(fact: Fact, case: Case) -> int:
    """When the ledger knew the plan as it stands."""
    rightings = [each.righted_at for each in case.programme.history.rightings if each.position == fact.position]
    return max([fact.recorded_at, *rightings])


def _first_seen(case: Case) -> tuple[int, int] | None:
    """When the first review of this service that covers a day of the later side was recorded, and when it was made."""
    return min(((recorded, day) for woman in case.women
                for recorded, day, days in woman.reviews.get(case.service, ())
                if common(days, united(*(woman.phases[phase] for phase in case.to)))), default=None)
