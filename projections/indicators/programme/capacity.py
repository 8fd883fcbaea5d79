"""P: are the places taken, was anybody turned away, and is the team supported?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ledger.history import Fact
from projections.answers import Answer, counted, missing, not_counted
from projections.indicators import Programme, figure
from projections.woman import Woman

PLACES = "24 places (2021)"


def place(woman: Woman) -> Answer | None:
    """Her place on the day, by her sign-up."""
    if not woman.in_programme:
        return None
    signed = woman.programme[-1].begun
    return counted(f"in the programme since {signed.said.occurred}", signed, of=0, unit=woman.reference)


def nothing(woman: Woman) -> None:
    """For figures of the programme's own stream: they need nothing of a woman."""


@figure("M45.places", outcome="P", title="Women in the programme, of the places", unit="places", measure="share",
        of_whom="The places set last by the day.", counts="Women in the programme on the day.",
        missing="No number of places was set.", baseline=PLACES, gather=place, examples="""
two women in twenty-four places | on 2021-01-10 | counted 1 of 0; counted 1 of 0; not-counted 0 of 24
  programme 2020-09-01 capacity-set women=20
  programme 2020-10-01 capacity-set women=24
  2020-11-02 signed-up contraception_choice=larc
  her W-0002 2021-01-10 signed-up contraception_choice=larc
her place is free on the day her programme ends | on 2021-01-10 | not-counted 0 of 24
  programme 2020-09-01 capacity-set women=24
  2020-11-02 signed-up contraception_choice=larc
  2021-01-10 programme-ended outcome=moved-away
no number of places was set | on 2021-01-10 | counted 1 of 0; missing
  2020-11-02 signed-up contraception_choice=larc
""")
def places(programme: Programme, gathered: Iterable[tuple[str, Answer | None]]) -> Iterator[Answer]:
    """Of the places that the programme has, those taken by women who are in it on the day."""
    yield from (taken for _, taken in gathered if taken)
    capacity = programme.history.last("capacity-set")
    if capacity:
        yield not_counted(f"{capacity.event.women} places since {capacity.said.occurred}", capacity,
                          of=capacity.event.women, unit="places")
    else:
        yield missing("no number of places was set", unit="places")


@figure("M45.turned-away", outcome="P", title="Turned away because the programme was full", measure="count",
        of_whom="Women turned away by the day.",
        counts="Declined with the reason turned-away-full, whatever came later.", told_by=("declined",), examples="""
turned away | on 2021-09-30 | counted 1 of 1
  2021-05-01 declined reason=turned-away-full
turned away at first, signed up later | on 2021-09-30 | counted 1 of 1
  2021-05-01 declined reason=turned-away-full
  2021-06-01 signed-up contraception_choice=larc
declined for another reason | on 2021-09-30 | none
  2021-05-01 declined reason=not-now
turned away a day later | on 2021-04-30 | none
  2021-05-01 declined reason=turned-away-full
""")
def turned_away(woman: Woman) -> Answer | None:
    """The women who were turned away because the programme was full."""
    full = next((fact for fact in woman.of("declined") if fact.event.reason == "turned-away-full"), None)
    return counted(f"turned away {full.said.occurred}", full) if full else None


@figure("M45.supervision", outcome="P", title="Supervision held", unit="sessions", measure="count",
        of_whom="Sessions of supervision by the day, one for each practitioner who had it.", counts="Every one held.",
        gather=nothing, examples="""
two on one day | on 2021-01-31 | counted 1 of 1; counted 1 of 1
  programme 2021-01-05 supervision-held practitioner=P-01 type=clinical
  programme 2021-01-05 supervision-held practitioner=P-01 type=group
  programme 2021-02-01 supervision-held practitioner=P-01 type=clinical
none held | on 2021-01-31 | none
  2020-11-02 signed-up contraception_choice=larc
""")
def supervision(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """The sessions of supervision that practitioners had by the day."""
    return _each(programme.history.of("supervision-held"))


@figure("M45.training", outcome="P", title="Training completed", unit="trainings", measure="count",
        of_whom="Trainings by the day, one for each practitioner who completed it.", counts="Every one completed.",
        gather=nothing, examples="""
a training each | on 2021-01-31 | counted 1 of 1; counted 1 of 1
  programme 2021-01-05 training-completed practitioner=P-01 type=trauma
  programme 2021-01-05 training-completed practitioner=P-02 type=trauma
none completed | on 2021-01-31 | none
  2020-11-02 signed-up contraception_choice=larc
""")
def training(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """The trainings that practitioners completed by the day."""
    return _each(programme.history.of("training-completed"))


def _each(facts: Sequence[Fact]) -> Iterator[Answer]:
    """A row for each, told apart where a practitioner had several on one day."""
    seen: Counter[str] = Counter()
    for fact in facts:
        unit = f"{fact.event.practitioner} {fact.said.occurred}"
        seen[unit] += 1
        yield counted(fact.event.type, fact, unit=unit if seen[unit] == 1 else f"{unit} #{seen[unit]}")
