"""M33: do women of every group come equally far?

A step of the funnel, of the women of one group who took the step before it, all cohorts pooled. Those of whom the
characteristic is declined, not known or not recorded are missing, never guessed into a group.
"""

from typing import Final

from msgspec.structs import replace

from ledger.codes import EQUALITY
from projections.answers import Answer, excluded, missing
from projections.equality import AGE, CARE, GROUPS, MISSING, stands
from projections.funnel import answers as came
from projections.indicators import figure
from projections.woman import Woman

BEFORE: Final = {"prioritised": "identified", "reached": "prioritised", "signed-up": "reached", "completed": "signed-up"}
SAID: Final = {CARE: "2020-06-03 woman-identified route=forum care_experienced={}",
               AGE: "2020-06-03 woman-identified route=forum care_experienced=not-known birth_year={}"}
IDENTIFIED: Final = "2020-06-03 woman-identified route=forum care_experienced=not-known"
YEARS: Final = {"under-20": "2001", "20-to-24": "1996", "25-to-29": "1991", "30-to-34": "1986", "35-and-over": "1985"}
STEPS: Final = {"prioritised": "  2020-06-10 prioritised decision=prioritised forum=panel\n",
                "reached": "  2020-09-07 outreach-started\n", "signed-up": "  2020-12-07 signed-up contraception_choice=larc\n",
                "completed": "  2021-06-07 programme-ended outcome=completed\n"}


def declare(characteristic: str, group: str, step: str) -> None:
    """Declare M33.CHARACTERISTIC.GROUP.STEP."""
    words, taken, before = group.replace("-", " "), step.replace("-", " "), BEFORE[step].replace("-", " ")
    whose = "care-experienced women" if (characteristic, group) == (CARE, "yes") else (
        "women who are not care-experienced" if characteristic == CARE else f"women, {characteristic.replace('-', ' ')}: {words}")

    def came_so_far(woman: Woman) -> Answer | None:
        return access(woman, characteristic, group, step)

    came_so_far.__doc__ = f"Of the {whose}, who were {before}, those who were {taken} by the day, all cohorts pooled."
    figure(f"M33.{characteristic}.{group}.{step}", outcome="—", title=f"{taken.capitalize()}: {whose}",
           of_whom=f"All {whose} who took the step before it, {before}, whatever their cohort.",
           counts=f"The step {step} of the funnel.",
           missing="Women who took the step before it of whom the characteristic is declined, not known or not recorded.",
           excluded="Women of the group with no record of the step before it.",
           told_by=(("equality-recorded", characteristic),) if characteristic in EQUALITY else (),
           examples=_examples(characteristic, group, step))(came_so_far)


def access(woman: Woman, characteristic: str, group: str, step: str) -> Answer | None:
    """Whether a woman of the group took a step; None where she is of another group or did not take the step before it."""
    held = stands(woman)[characteristic]
    said = came(woman, step) if held.unknown or group in held.groups else None
    if said is None:
        return None
    if held.unknown:
        return missing(f"{characteristic} {held.groups[0]}", *held.facts)
    if not said.of:
        return excluded(said.reason, *held.facts)
    return replace(said, rests_on=(*said.rests_on, *held.facts))


def _examples(characteristic: str, group: str, step: str) -> str:
    """Example women: of the group and not, and of whom it is not known."""
    other = next(each for each in GROUPS[characteristic] if each not in (group, *MISSING))
    up_to = "".join(STEPS[each] for each in list(STEPS)[:list(STEPS).index(step)])
    return f"""
of the group, took the step | on 2021-09-30 | counted 1 of 1
{_told(characteristic, group)}{up_to}{STEPS[step]}
of the group, did not | on 2021-09-30 | not-counted 0 of 1
{_told(characteristic, group)}{up_to}
of another group | on 2021-09-30 | none
{_told(characteristic, other)}{up_to}{STEPS[step]}
not recorded | on 2021-09-30 | missing
  {IDENTIFIED}
{up_to}{STEPS[step]}
"""


def _told(characteristic: str, group: str) -> str:
    if characteristic in SAID:
        return f"  {SAID[characteristic].format(YEARS.get(group, group))}\n"
    return f"  {IDENTIFIED}\n  2020-06-04 equality-recorded characteristic={characteristic} value={group}\n"


for _group in ("yes", "no"):
    for _step in STEPS:
        declare(CARE, _group, _step)
for _characteristic in (AGE, *EQUALITY):
    for _group in GROUPS[_characteristic]:
        if _group not in MISSING:
            declare(_characteristic, _group, "signed-up")
