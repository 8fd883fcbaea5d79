"""P: how many women completed the programme, and how did it end for the others?

M04 and its parts look at a woman's last run through the programme: completed, ended otherwise and still in it
are all of the women signed up. M03 asks of any run whose planned end has passed.
"""

from ledger.codes import PROGRAMME_OUTCOMES
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, not_counted
from projections.indicators import figure
from projections.phases import Spell
from projections.woman import Woman

COMPLETED = PROGRAMME_OUTCOMES.groups["completed"]
OTHERWISE = tuple(outcome for outcome in PROGRAMME_OUTCOMES.names if outcome not in COMPLETED)
STILL_IN = "still-in-programme"
SIGNED_UP = "Women signed up by the day."


@figure("M03", outcome="P", title="Completed the programme",
        of_whom="Women signed up whose planned end has come by the day.",
        counts="A run through the programme that ended as completed, or completed-early because her needs were met.",
        excluded="Women whose planned end is still to come, however their programme ended.", target="about 16 (2018)",
        examples="""
completed | on 2022-07-31 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2022-05-02 programme-ended outcome=completed
completed early, her planned end passed since | on 2022-07-31 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-11-02 programme-ended outcome=completed-early
completed early, her planned end still to come | on 2022-05-01 | excluded
  2020-11-02 signed-up contraception_choice=larc
  2021-11-02 programme-ended outcome=completed-early
on the day of the planned end | on 2022-05-02 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
left early | on 2022-07-31 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
planned end put off | on 2022-07-31 | excluded
  2020-11-02 signed-up contraception_choice=larc
  2022-04-01 plan-changed planned_end=2022-08-31 reason=illness
twelve months planned | on 2021-11-02 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc planned_months=12
left once, completed the second time | on 2023-07-31 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
  2021-10-04 signed-up contraception_choice=larc
  2023-04-04 programme-ended outcome=completed
died in the programme | on 2022-07-31 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 died
not signed up | on 2022-07-31 | none
  2020-11-02 outreach-started
""")
def completed(woman: Woman) -> Answer | None:
    """Of the women signed up whose planned end has passed, those who completed the programme, early or on time."""
    if not woman.signed_up:
        return None
    due = [spell for spell in woman.programme if woman.planned_end(spell) <= woman.day]
    if not due:
        return excluded(_still_to_come(woman), woman.sign_up)
    done = next((spell for spell in due if spell.ended and spell.ended.event.outcome in COMPLETED), None)
    if done and done.ended:
        return counted(f"{done.ended.event.outcome} {done.ended.said.occurred}", done.begun, done.ended)
    return not_counted(_not_completed(woman, due[-1]), due[-1].begun, due[-1].ended, woman.died)


def _still_to_come(woman: Woman) -> str:
    if not woman.programme:
        return "has no day in the programme"
    return f"planned end {woman.planned_end(woman.programme[-1])} is still to come"


def _not_completed(woman: Woman, spell: Spell) -> str:
    if spell.ended:
        return f"{spell.ended.event.outcome} {spell.ended.said.occurred}"
    return f"died {woman.died.said.occurred}" if woman.died else "still in the programme after its planned end"


def where_she_stands(woman: Woman) -> tuple[str, Fact]:
    """How her last run ended, or still-in-programme; and the fact that says so. Ask only where she has signed up."""
    last = woman.programme[-1] if woman.programme else None
    if last and last.ended:
        return last.ended.event.outcome, last.ended
    if woman.died:
        return "died", woman.died
    return STILL_IN, last.begun if last else woman.sign_up


def _standing(woman: Woman, wanted: tuple[str, ...]) -> Answer | None:
    if not woman.signed_up:
        return None
    stands, fact = where_she_stands(woman)
    said = f"{stands} since {fact.said.occurred}" if stands == STILL_IN else f"{stands} {fact.said.occurred}"
    return counted(said, woman.sign_up, fact) if stands in wanted else not_counted(said, woman.sign_up, fact)


@figure("M04", outcome="P", title="Programme ended otherwise", of_whom=SIGNED_UP,
        counts="The last run through the programme ended in another way than completed or completed-early.",
        examples="""
left early | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
on the day itself | on 2021-03-22 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
completed early | on 2021-09-30 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=completed-early
still in the programme | on 2021-09-30 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
left, and signed up again | on 2021-09-30 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
  2021-06-01 signed-up contraception_choice=larc
died in the programme | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 died
died after she completed it | on 2021-09-30 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=completed-early
  2021-05-22 died
not signed up | on 2021-09-30 | none
  2020-11-02 outreach-started
""")
def ended_otherwise(woman: Woman) -> Answer | None:
    """Of the women signed up, those whose programme ended otherwise than completed."""
    return _standing(woman, OTHERWISE)


ENDED_EXAMPLES = """
ended so | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=OUTCOME
still in the programme | on 2021-03-21 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=OUTCOME
ended in another way | on 2021-09-30 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=completed
"""
DIED_EXAMPLES = """
her death is recorded as the end | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=died
her death alone is recorded | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 died
still in the programme | on 2021-03-21 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 died
"""


def _by_outcome(outcome: str) -> None:
    """Declare the figure of one way of ending."""
    def ended(woman: Woman) -> Answer | None:
        return _standing(woman, (outcome,))

    words, meaning = outcome.replace("-", " "), PROGRAMME_OUTCOMES.meaning(outcome)
    ended.__doc__ = ("Of the women signed up, those whose programme ended as "
                     f"{outcome}{'' if meaning == words else f' ({meaning})'}.")
    figure(f"M04.{outcome}", outcome="P", title=f"Programme ended: {words}", of_whom=SIGNED_UP,
           counts=f"The last run through the programme ended as {outcome}.",
           examples=(DIED_EXAMPLES if outcome == "died" else ENDED_EXAMPLES).replace("OUTCOME", outcome))(ended)


for _outcome in OTHERWISE:
    _by_outcome(_outcome)


@figure("M04.still-in-programme", outcome="P", title="Still in the programme", of_whom=SIGNED_UP,
        counts="Signed up, and the programme has not ended by the day.", examples="""
in the programme | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
signed up on the day itself | on 2020-11-02 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
ended on the day itself | on 2021-03-22 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=completed
in it for the second time | on 2021-09-30 | counted 1 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 programme-ended outcome=left-early
  2021-06-01 signed-up contraception_choice=larc
died | on 2021-09-30 | not-counted 0 of 1
  2020-11-02 signed-up contraception_choice=larc
  2021-03-22 died
""")
def still_in_programme(woman: Woman) -> Answer | None:
    """Of the women signed up, those who are in the programme on the day."""
    return _standing(woman, (STILL_IN,))
