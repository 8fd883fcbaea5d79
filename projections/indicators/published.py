"""Do published figures agree with what they say they are made of?

A claim of the form indicator asks the ledger as it stood on days of its own, which one view of it cannot know: it is missing
here, and decided by `outcomes claims`.
"""

from collections.abc import Iterable, Iterator

from projections.answers import Answer, counted, missing, not_counted
from projections.claims import judge
from projections.claims.given import Claim
from projections.indicators import Programme, figure
from projections.woman import Woman


def nothing(woman: Woman) -> None:
    """Claims are the programme's: they need nothing of a woman."""


@figure("M36", outcome="—", title="Published claims that agree", unit="claims", measure="share",
        of_whom="Claims registered by the day whose form is arithmetic; one registered twice under one reference as registered last.",
        counts="Claims that agree, or are a whole number reached by rounding or truncating.",
        missing="Claims of the form indicator, which `outcomes claims` decides, and those whose figures leave it open.", gather=nothing,
        examples="""
agrees, rounds, impossible, of the ledger, open | on 2021-09-30 | counted 1 of 1; counted 1 of 1; not-counted 0 of 1; missing; missing
  programme 2021-09-01 claim-registered claim=C1 document=P place=1 text=t form=mean figures=sum=72;n=21;stated=3.4
  programme 2021-09-01 claim-registered claim=C2 document=P place=1 text=t form=scaling figures=from=500000;of=21;to=12;stated=285000
  programme 2021-09-01 claim-registered claim=C3 document=P place=1 text=t form=percentage figures=stated=94;n=21
  programme 2021-09-01 claim-registered claim=C4 document=P place=1 text=t form=indicator figures=indicator=M09.ever-fitted;stated=18
  programme 2021-09-01 claim-registered claim=C5 document=P place=1 text=t form=sum figures=terms=1|2;stated=none
registered again under its reference | on 2021-09-30 | counted 1 of 1
  programme 2021-08-01 claim-registered claim=C1 document=P place=1 text=t form=mean figures=sum=72;n=21;stated=3.3
  programme 2021-09-01 claim-registered claim=C1 document=P place=1 text=t form=mean figures=sum=72;n=21;stated=3.4
none registered | on 2021-09-30 | none
  2021-01-04 signed-up contraception_choice=larc
""")
def published(programme: Programme, gathered: Iterable[tuple[str, None]]) -> Iterator[Answer]:
    """Of the published claims that were registered, those that agree by their own arithmetic."""
    last = {fact.event.claim: fact for fact in programme.history.of("claim-registered")}
    for name, fact in sorted(last.items()):
        event = fact.event
        found = judge(Claim(event.claim, event.document, event.place, event.text, event.form, event.figures))
        if found.verdict == "cannot-tell":
            yield missing("asks the ledger: outcomes claims" if event.form == "indicator" else found.working, fact, unit=name)
        elif found.verdict == "disagrees":
            yield not_counted(found.working, fact, unit=name)
        else:
            yield counted(found.working, fact, unit=name)
