"""How well is the record itself kept: what had to be put right, and how late was it written?

These figures are of every woman in the ledger, signed up or not, and count all that was recorded of her,
whenever it was true: an entry that was put right need no longer have a day.
"""

import datetime
from collections.abc import Iterator, Sequence
from typing import Final

from ledger.history import Fact, Righting
from projections.answers import Answer, OfEach, counted, excluded
from projections.indicators import figure
from projections.woman import Woman

OF_ENTRIES: Final = ("Entries of all women, standing or not; corrections and withdrawals are no entries of their own, "
                     "and what an undo took back at once counts nowhere.")
NO_INTERVAL: Final = "No interval: entries of one woman are not independent."
EPOCH: Final = datetime.date(1970, 1, 1).toordinal()
DAY: Final = 86_400_000_000  # microseconds
UNDONE: Final = "undone"


@figure("M35", outcome="—", title="Entries put right", unit="entries", measure="share", of_whom=OF_ENTRIES,
        counts=f"Entries corrected or withdrawn; one put right twice counts once. {NO_INTERVAL}", examples="""
one of three corrected | on 2021-09-30 | counted 1 of 3
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-02-08 contact-held purpose=programme medium=01 attendance=5
  2021-03-01 corrected position=2 reason=typing event='{"kind":"larc-fitted","occurred":"2021-02-02","method":"ius"}'
corrected twice is once | on 2021-09-30 | counted 1 of 2
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 larc-fitted method=implant
  2021-03-01 corrected position=2 reason=typing event='{"kind":"larc-fitted","occurred":"2021-02-02","method":"ius"}'
  2021-03-02 corrected position=2 reason=typing event='{"kind":"larc-fitted","occurred":"2021-02-02","method":"iud"}'
one withdrawn | on 2021-09-30 | counted 1 of 2
  2021-01-04 outreach-started
  2021-02-01 larc-fitted method=implant
  2021-03-01 withdrawn position=2 reason=error
nothing put right, never signed up | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 outreach-started
no entries | on 2021-09-30 | none
""")
def put_right(woman: Woman) -> Answer | None:
    """Of the entries made of women, those that were put right since."""
    return _righted(woman, [each for each in woman.history.rightings if each.how != UNDONE])


@figure("M35.corrected", outcome="—", title="Entries corrected", unit="entries", measure="share", of_whom=OF_ENTRIES,
        counts=f"Entries replaced by a correction that stands. {NO_INTERVAL}", examples="""
corrected | on 2021-09-30 | counted 1 of 2
  2021-01-04 outreach-started
  2021-02-01 larc-fitted method=implant
  2021-03-01 corrected position=2 reason=typing event='{"kind":"larc-fitted","occurred":"2021-02-02","method":"ius"}'
withdrawn is not corrected | on 2021-09-30 | not-counted 0 of 2
  2021-01-04 outreach-started
  2021-02-01 larc-fitted method=implant
  2021-03-01 withdrawn position=2 reason=error
no entries | on 2021-09-30 | none
""")
def corrected(woman: Woman) -> Answer | None:
    """Of the entries made of women, those that were corrected."""
    return _righted(woman, [each for each in woman.history.rightings if each.how == "corrected"])


@figure("M35.withdrawn", outcome="—", title="Entries withdrawn", unit="entries", measure="share", of_whom=OF_ENTRIES,
        counts=f"Entries withdrawn as made in error. {NO_INTERVAL}",
        examples="""
withdrawn | on 2021-09-30 | counted 1 of 2
  2021-01-04 outreach-started
  2021-02-01 larc-fitted method=implant
  2021-03-01 withdrawn position=2 reason=error
corrected is not withdrawn | on 2021-09-30 | not-counted 0 of 2
  2021-01-04 outreach-started
  2021-02-01 larc-fitted method=implant
  2021-03-01 corrected position=2 reason=typing event='{"kind":"larc-fitted","occurred":"2021-02-02","method":"ius"}'
a withdrawal that was withdrawn | on 2021-09-30 | not-counted 0 of 2
  2021-01-04 outreach-started
  2021-02-01 larc-fitted method=implant
  2021-03-01 withdrawn position=2 reason=error
  2021-03-02 withdrawn position=3 reason=error
no entries | on 2021-09-30 | none
""")
def withdrawn(woman: Woman) -> Answer | None:
    """Of the entries made of women, those that were withdrawn as made in error."""
    return _righted(woman, [each for each in woman.history.rightings if each.how == "withdrawn"])


def _righted(woman: Woman, rightings: Sequence[Righting]) -> Answer | None:
    """Her row: how many of her entries, resting on them and on what put them right."""
    entries = woman.history.entries - sum(each.how == UNDONE for each in woman.history.rightings)
    if not entries:
        return None
    because = tuple(sorted({position for each in rightings for position in (each.position, each.righted_by)}))
    return Answer("counted" if rightings else "not-counted", len(rightings), entries,
                  f"{len(rightings)} of {entries} entries", because)


@figure("M35.days-late", outcome="—", title="Days from when it was true to when it was recorded", unit="entries",
        measure="median", of_whom="Entries of all women that stand and were true by the day.",
        counts="Whole days from the day it was true, as it now stands, to the day (UTC) it was first recorded on; "
        "0 where a correction gives a later day.", excluded="Entries known to the month or the year alone.",
        examples="""
ten days and none: examples are recorded on 1 January 1970 | on 1970-01-01 | counted 10 of 1; counted 0 of 1
  1969-12-22 outreach-started
  1970-01-01 larc-fitted method=implant
two alike on a day are two | on 1970-01-01 | counted 1 of 1; counted 1 of 1
  1969-12-31 contact-held purpose=outreach medium=01 attendance=5
  1969-12-31 contact-held purpose=outreach medium=01 attendance=5
corrected to a later day | on 1970-01-05 | counted 0 of 1
  1969-12-31 larc-fitted method=implant
  1970-01-04 corrected position=1 reason=typing event='{"kind":"larc-fitted","occurred":"1970-01-03","method":"implant"}'
known to the month | on 1970-01-01 | excluded
  1969-12 housing-changed accommodation=HM01 secure=no
withdrawn | on 1970-01-01 | none
  1969-12-22 outreach-started
  1970-01-01 withdrawn position=1 reason=error
""")
def days_late(woman: Woman) -> OfEach:
    """Of the entries made of women, the days between when each was true and when it was recorded."""
    facts = woman.history.facts
    days = [late if (late := fact.recorded_at // DAY - fact.day.toordinal() + EPOCH) > 0 else 0 for fact in facts]
    return OfEach(facts, [None if fact.about else late for fact, late in zip(facts, days, strict=True)] if woman.about else days, _rows)


def _rows(facts: Sequence[Fact], days: Sequence[int | None]) -> Iterator[Answer]:
    for (unit, fact), late in zip(dated("entry", facts), days, strict=True):
        if late is None:
            yield excluded("known to the month or year alone", fact, unit=unit)
        else:
            yield counted(f"recorded {late} days later", fact, amount=late, unit=unit)


def dated(word: str, facts: Sequence[Fact]) -> Iterator[tuple[str, Fact]]:
    """Facts with a name each: the word and the day, and a number where several share a day."""
    of_day: dict[str, int] = {}
    for fact in facts:
        name = f"{word} {fact.said.occurred}"
        number = of_day[name] = of_day.get(name, 0) + 1
        yield name if number == 1 else f"{name} #{number}", fact
