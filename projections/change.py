"""What was so when she signed up, and what is so now?

A state at sign-up is the last one known by that day; where none was known, the first known within the window
that an assessment has. It is compared with the last state known on a later day: one look is no change.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import Final

from ledger.history import Fact
from projections.answers import Answer, excluded, missing
from projections.woman import Woman

AT_SIGN_UP: Final = ("At sign-up: the last known by that day, else the first known within assessment.window-days "
                     "after it; now: the last known of a later day.")
DIED: Final = "Women who have died by the day."
NOT_PAIRED: Final = "Women for whom it is not known at sign-up, or not known again since."


def on_the_day(woman: Woman, ask: Callable[[Woman], Answer | None]) -> Answer | None:
    """What `ask` says of a state on the day: of the women signed up, those who have died excluded."""
    if not woman.signed_up:
        return None
    if woman.died:
        return excluded("she has died", woman.died)
    return ask(woman)


def of_one_signed_up(woman: Woman, ask: Callable[[Woman], Answer | None]) -> Answer | None:
    """What `ask` says of a woman signed up. Of a change between two looks those who died since are not left out:
    both were true while she lived, and leaving her out would flatter the figure."""
    return ask(woman) if woman.signed_up else None


def compared(woman: Woman, facts: Sequence[Fact], judge: Callable[[Fact, Fact], Answer]) -> Answer:
    """What `judge` says of the state at sign-up and of the state now; missing where there are no two."""
    first = at_sign_up(woman, facts)
    if first is None:
        return missing("not known at sign-up", woman.sign_up)
    now = since(first, facts)
    return judge(first, now) if now else missing("not known again since sign-up", woman.sign_up, first)


def at_sign_up(woman: Woman, facts: Sequence[Fact]) -> Fact | None:
    """Of facts in order of occurrence, the one that says what was so when she signed up."""
    if not facts:
        return None
    signed = woman.sign_up.day
    by_then = [fact for fact in facts if fact.day <= signed]
    if by_then:
        return by_then[-1]
    window = signed + datetime.timedelta(woman.parameters["assessment.window-days"])
    return next((fact for fact in facts if fact.day <= window), None)


def since(first: Fact, facts: Sequence[Fact]) -> Fact | None:
    """Of facts in order of occurrence, the last of a later day than the first."""
    return facts[-1] if facts and facts[-1].day > first.day else None
