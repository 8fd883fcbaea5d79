"""L2: were children removed again who were born long after the removal before?

Removals are looked for on the days on which children's social care records were reviewed: no review, no rate.
"""

import datetime
from collections.abc import Sequence
from typing import Final

from ledger.codes import MISSING
from ledger.dates import first_day
from ledger.history import Fact
from projections.answers import Answer, excluded, measured, missing
from projections.days import Days, holds, length, united
from projections.indicators import figure
from projections.indicators.children.births import PASSING, POLICE, REMOVED, SOCIAL_CARE, births, reviews
from projections.woman import Woman

REVIEWED: Final = ("Days of women signed up, during and after the programme, in the area, on which children's social "
                   "care records were reviewed.")
LATER: Final = ("born more than later-removal.weeks after the previous removal: the last one of another child, on an "
                "earlier day and another occasion. Where none is dated, the day she was identified with children "
                "removed before stands in; a child once.")
NOT_TOLD: Final = ("Women with a removal on such a day of which the birth of the child, the previous removal or the "
                   "legal status is not known.")


@figure("M12", outcome="L2", title="Later removals per woman-year", unit="children", measure="rate", of_whom=REVIEWED,
        counts="Children removed on those days as C1, C2, D1, E1 or V2, " + LATER, missing=NOT_TOLD,
        excluded="Women with no such day: nobody looked.",
        baseline="66 of 231 women, 2013 to 2017 (2018): not comparable, not a rate", examples="""
born long after the previous removal | on 2021-12-31 | counted 1 of 365
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
forty weeks and a day after it | on 2021-12-31 | counted 1 of 365
  2020-12-25 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-02 child-born child=C3 health_need=no
  2021-10-20 child-removed child=C3 legal_status=section-20
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
forty weeks after it | on 2021-12-31 | not-counted 0 of 365
  2020-12-25 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-01 child-born child=C3 health_need=no
  2021-10-20 child-removed child=C3 legal_status=section-20
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
no earlier removal is dated, but born long after she was identified with some | on 2021-12-31 | counted 1 of 365
  2020-11-01 woman-identified route=forum removals_before=2 care_experienced=no
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
no earlier removal is dated, and born soon after | on 2021-12-31 | missing
  2020-11-01 woman-identified route=forum removals_before=2 care_experienced=no
  2021-01-01 signed-up contraception_choice=declined
  2021-06-20 child-removed child=C3 child_born=2021-06 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
nobody knows when the child was born | on 2021-12-31 | missing
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
legal status not known | on 2021-12-31 | missing
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=not-known
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
twins of one occasion, police protection for one of them first | on 2021-12-31 | counted 2 of 365
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 occasion=O2 legal_status=police-protection
  2021-10-22 child-removed child=C3 child_born=2021-10 occasion=O2 legal_status=interim-care-order
  2021-10-22 child-removed child=C4 child_born=2021-10 occasion=O2 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
to kin, and not looked after | on 2021-12-31 | not-counted 0 of 365
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=not-looked-after
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
none removed, reviewed until the programme ended and for ten days after it | on 2021-12-31 | not-counted 0 of 30
  2021-01-01 signed-up contraception_choice=declined
  2021-01-21 programme-ended outcome=left-early
  2021-12-31 records-reviewed services=childrens-social-care from=2020-12-01 to=2021-01-31 complete=yes reviewer=P-01
removed on a day that nobody looked at | on 2021-12-31 | not-counted 0 of 20
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2021-01-21 complete=yes reviewer=P-01
never reviewed | on 2021-12-31 | excluded
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=interim-care-order
not signed up | on 2021-12-31 | none
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=interim-care-order
""")
def later_removals(woman: Woman) -> Answer | None:
    """Of the days reviewed during and after the programme, the children removed on them who were born long after the
    previous removal, per woman-year."""
    return _later_removals(woman, REMOVED)


@figure("M12.police-protection", outcome="L2", title="Children under police protection or the like per woman-year",
        unit="children", measure="rate", of_whom=REVIEWED,
        counts="As M12, of removals as L1, L2 or L3, which M12 leaves out.", missing=NOT_TOLD,
        excluded="Women with no such day: nobody looked.", examples="""
police protection | on 2021-12-31 | counted 1 of 365
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=police-protection
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
an interim care order | on 2021-12-31 | not-counted 0 of 365
  2019-03-04 child-removed child=C2 legal_status=care-order
  2021-01-01 signed-up contraception_choice=declined
  2021-10-20 child-removed child=C3 child_born=2021-10 legal_status=interim-care-order
  2021-12-31 records-reviewed services=childrens-social-care from=2021-01-01 to=2022-01-01 complete=yes reviewer=P-01
""")
def under_police_protection(woman: Woman) -> Answer | None:
    """Of the days reviewed during and after the programme, the children then taken under police protection, emergency
    protection or assessment orders, who were born long after the previous removal, per woman-year."""
    return _later_removals(woman, POLICE)


def _later_removals(woman: Woman, statuses: Sequence[str]) -> Answer | None:
    if not woman.signed_up:
        return None
    days = united(woman.covered("during", SOCIAL_CARE), woman.covered("after", SOCIAL_CARE))
    if not days:
        return excluded("nobody looked", woman.sign_up)
    told = {fact.position: _later(woman, fact, statuses) for fact in _removed_on(woman, days)}
    facts = [fact for fact in _removed_on(woman, days) if told[fact.position] is not False]
    unknown = next((fact for fact in facts if told[fact.position] is None), None)
    if unknown:
        return missing(f"cannot tell whether {unknown.event.child} is a later removal", woman.sign_up, unknown)
    children = {fact.event.child: fact for fact in reversed(facts)}
    because = [woman.sign_up, *reviews(woman), *facts]
    return measured(_worded(children, length(days)), because, len(children), length(days))


def _worded(children: dict[str, Fact], days: int) -> str:
    named = ", ".join(f"{child} removed {fact.said.occurred}" for child, fact in sorted(children.items()))
    return f"{named or 'none'} in {days} days reviewed"


def _removed_on(woman: Woman, days: Days) -> list[Fact]:
    return [fact for fact in woman.of("child-removed") if holds(days, fact.day)]


def _later(woman: Woman, removed: Fact, statuses: Sequence[str]) -> bool | None:
    """Whether a removal is a later one with one of these statuses; None where it cannot be told."""
    status = removed.event.legal_status
    if status not in statuses and status not in MISSING:
        return False
    later = _born_after_previous(woman, removed)
    return later if status in statuses or later is False else None


def _born_after_previous(woman: Woman, removed: Fact) -> bool | None:
    """Whether the child was born more than so many weeks after the previous removal; None where it cannot be told."""
    born, previous = _born(woman, removed), _previous(woman, removed)
    weeks = datetime.timedelta(weeks=woman.parameters["later-removal.weeks"])
    if previous:
        return born > previous.day + weeks if born else None
    identified = next((fact for fact in woman.of("woman-identified") if fact.event.removals_before is not None), None)
    if identified and not identified.event.removals_before:
        return False
    return True if identified and born and born > identified.day + weeks else None


def _previous(woman: Woman, removed: Fact) -> Fact | None:
    """The last removal of another child on an earlier day and another occasion; passing ones apart."""
    occasion = removed.event.occasion
    return next((fact for fact in reversed(woman.of("child-removed"))
                 if fact.day < removed.day and fact.event.child != removed.event.child
                 and fact.event.legal_status not in PASSING
                 and (occasion is None or fact.event.occasion != occasion)), None)


def _born(woman: Woman, removed: Fact) -> datetime.date | None:
    """When a removed child was born: as its birth was recorded, else as the removal says."""
    recorded = next((birth.day for birth in births(woman) if birth.child == removed.event.child), None)
    return recorded or (first_day(removed.event.child_born) if removed.event.child_born else None)
