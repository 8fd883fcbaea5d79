"""O3f: where does she live, is it secure, is it safe, and is it better than it was?

Housing is a state: the last entry holds until the next, and no entry is missing, never homeless and never settled.
"""

from typing import Final

from ledger.codes import ACCOMMODATION
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.change import DIED, at_sign_up, on_the_day
from projections.indicators import figure
from projections.woman import Woman

MAINSTREAM: Final = ACCOMMODATION.groups["mainstream"]
UNKNOWN: Final = ACCOMMODATION.groups["unknown"]
SUPPORTED: Final = (*ACCOMMODATION.groups["supported"], *ACCOMMODATION.groups["mental_health"],
                    "justice", "probation-hostel", "other-justice")
LADDER: Final = (ACCOMMODATION.groups["homeless"], SUPPORTED, MAINSTREAM)
RUNGS: Final = ("The rungs, lowest first: homeless (HM, every kind); supported (CH, MH, sheltered housing, and CJ "
                "with support or a bail or probation hostel); mainstream (MA). A move within a rung is no move up.")
OFF_THE_LADDER: Final = "prison or detention, a hospital, a mobile home, or a place not elsewhere classified"
OF_KNOWN_HOUSING: Final = "Women signed up by the day whose housing on the day is known."
NO_HOUSING: Final = "Women with no housing entry, or whose last one says that it is not known"


def rung(home: Fact) -> int | None:
    """The rung of the ladder that a place stands on, from 0; None for a place that stands on none."""
    return next((number for number, places in enumerate(LADDER) if home.event.accommodation in places), None)


@figure("M23.settled", outcome="O3f", title="In settled housing on the day", of_whom=OF_KNOWN_HOUSING,
        counts="Her last housing entry is mainstream (MA) and nothing else.", missing=NO_HOUSING + ".", excluded=DIED,
        baseline="50 % with a housing need (2021)", told_by=("housing-changed",), examples="""
in a council flat | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
moved in on the day itself | on 2021-03-01 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=HM04 secure=no
  2021-03-01 housing-changed accommodation=MA06 secure=yes
moves in a day later | on 2021-02-28 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=HM04 secure=no
  2021-03-01 housing-changed accommodation=MA06 secure=yes
a refuge is not mainstream | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=CH02 secure=no
no housing entry is missing | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
no longer known | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
  2021-05-01 housing-changed accommodation=OC99 secure=not-known
ended, and still asked | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
  2021-06-01 programme-ended outcome=moved-away
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
  2021-09-30 died
not signed up | on 2021-09-30 | none
  2021-03-01 housing-changed accommodation=MA04 secure=yes
""")
def settled(woman: Woman) -> Answer | None:
    """Of the women signed up whose housing is known, those who live in mainstream housing on the day."""
    return on_the_day(woman, _settled)


def _settled(woman: Woman) -> Answer:
    home = woman.last("housing-changed")
    if home is None or home.event.accommodation in UNKNOWN:
        return missing(_not_known(home), woman.sign_up, home)
    said = counted if home.event.accommodation in MAINSTREAM else not_counted
    return said(_since(home), home)


@figure("M23.secure", outcome="O3f", title="With secure tenure on the day",
        of_whom="Women signed up by the day whose tenure on the day is known.",
        counts="Her last housing entry says that her tenure is secure.",
        missing="Women with no housing entry, or whose last one does not say whether her tenure is secure.",
        excluded=DIED, told_by=("housing-changed",), examples="""
secure | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
mainstream, and not secure | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA06 secure=no
secure before, not known now | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
  2021-06-01 housing-changed accommodation=MA06 secure=not-known
no housing entry | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-09-01 died
not signed up | on 2021-09-30 | none
  2021-03-01 housing-changed accommodation=MA04 secure=yes
""")
def secure(woman: Woman) -> Answer | None:
    """Of the women signed up whose tenure is known, those whose tenure is secure on the day."""
    return on_the_day(woman, lambda her: _said_of_home(her, "secure", "tenure"))


@figure("M23.safe", outcome="O3f", title="Safe at home on the day, in her view",
        of_whom="Women signed up by the day who have said of their present home whether it is safe.",
        counts="Her last housing entry says that she feels safe there.",
        missing="Women with no housing entry, or whose last one does not say whether she feels safe.",
        excluded=DIED, told_by=("housing-changed",), examples="""
feels safe | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=CH02 secure=no safe=yes
does not feel safe | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes safe=no
never asked is missing, never safe | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes
declined to say | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-03-01 housing-changed accommodation=MA04 secure=yes safe=declined
no housing entry | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-09-01 died
""")
def safe(woman: Woman) -> Answer | None:
    """Of the women signed up who have said how safe their home is, those who feel safe there on the day."""
    return on_the_day(woman, lambda her: _said_of_home(her, "safe", "safe in her view"))


def _said_of_home(woman: Woman, attribute: str, what: str) -> Answer:
    home = woman.last("housing-changed")
    if home is None:
        return missing(_not_known(home), woman.sign_up)
    said = getattr(home.event, attribute) or "not-asked"
    if said not in ("yes", "no"):
        return missing(f"{what}: {said.replace('-', ' ')}", home)
    return (counted if said == "yes" else not_counted)(f"{what}: {said}, {_since(home)}", home)


@figure("M23.moved-up", outcome="O3f", title="In housing on a higher rung than at sign-up",
        of_whom="Women signed up by the day whose housing is known at sign-up and on the day.",
        counts="Her housing on the day stands on a higher rung than her housing at sign-up. " + RUNGS + " At sign-up: "
        "the last housing known by that day, else the first within assessment.window-days after it.",
        missing=NO_HOUSING + ", at sign-up or on the day.",
        excluded="Women in a place on no rung at sign-up or on the day: " + OFF_THE_LADDER + ". " + DIED,
        baseline="three moves (2021)", told_by=("housing-changed",), examples="""
homeless, then supported | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2020-11-20 housing-changed accommodation=HM01 secure=no
  2021-03-01 housing-changed accommodation=CH09 secure=yes
supported, then a council flat | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-20 housing-changed accommodation=MH02 secure=no
  2021-03-01 housing-changed accommodation=MA04 secure=yes
up, and down again by the day | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=HM04 secure=no
  2021-03-01 housing-changed accommodation=MA06 secure=yes
  2021-08-01 housing-changed accommodation=HM05 secure=no
within a rung | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=HM01 secure=no
  2021-03-01 housing-changed accommodation=HM05 secure=no
has not moved | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=HM01 secure=no
from the last home by the day of sign-up | on 2021-09-30 | not-counted 0 of 1
  2020-10-05 housing-changed accommodation=HM01 secure=no
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=MA04 secure=yes
first known on the last day of the window | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 housing-changed accommodation=HM01 secure=no
first known after the window | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-02 housing-changed accommodation=HM01 secure=no
the first of two sign-ups | on 2021-09-30 | counted 1 of 1
  2020-01-06 signed-up contraception_choice=larc
  2020-01-06 housing-changed accommodation=HM01 secure=no
  2020-06-01 housing-changed accommodation=MA04 secure=yes
  2020-12-01 programme-ended outcome=left-early
  2021-03-01 signed-up contraception_choice=larc
from prison, which is no rung | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=prison secure=no
  2021-03-01 housing-changed accommodation=MA04 secure=yes
not known at sign-up | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 housing-changed accommodation=OC99 secure=not-known
  2021-03-01 housing-changed accommodation=MA04 secure=yes
died | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-09-01 died
""")
def moved_up(woman: Woman) -> Answer | None:
    """Of the women signed up whose housing is known then and now, those who stand on a higher rung of housing now."""
    return on_the_day(woman, _moved_up)


def _moved_up(woman: Woman) -> Answer:
    homes = woman.of("housing-changed")
    first = at_sign_up(woman, homes)
    if first is None:
        return missing("no housing recorded at sign-up", woman.sign_up)
    if {first.event.accommodation, homes[-1].event.accommodation} & set(UNKNOWN):
        return missing("housing recorded as not known", first, homes[-1])
    return _climbed(first, homes[-1])


def _climbed(first: Fact, home: Fact) -> Answer:
    below, above = rung(first), rung(home)
    moved = f"at sign-up {first.event.accommodation}, now {_since(home)}"
    if below is None or above is None:
        return excluded(f"{moved}: one of them stands on no rung", first, home)
    return (counted if above > below else not_counted)(moved, first, home)


def _since(home: Fact) -> str:
    return f"{home.event.accommodation} since {home.said.occurred}"


def _not_known(home: Fact | None) -> str:
    return f"housing not known since {home.said.occurred}" if home else "no housing recorded"
