"""Who are the example women of a figure that is given by phase?

All have the same dates, so that one short text serves five phases.
"""

import datetime
import re
from typing import Final

STORY: Final = """2020-07-01 outreach-started
  2020-09-01 signed-up contraception_choice=larc
  2021-03-01 programme-ended outcome=completed"""
PHASE_DATES: Final = {  # first day, the day after the last
    "before-2": ("2018-07-01", "2019-07-01"), "before-1": ("2019-07-01", "2020-07-01"),
    "outreach": ("2020-07-01", "2020-09-01"), "during": ("2020-09-01", "2021-03-01"),
    "after": ("2021-03-01", "2021-06-01")}
REVIEWED: Final = "2021-05-31 records-reviewed from=2018-01-01 to=2021-06-01 complete=yes reviewer=P-03"
NOT_COVERED: Final = "Women with days in the phase but none that is covered: nobody looked, or she was not in the area."


def stories(phase: str, text: str) -> str:
    """Example women on 31 May 2021, in whose text these words stand for others.

    STORY: her dates. FIRST, FIRST+20: the first day of the phase, or so many days later. LAST: its last day.
    NEXT: the day after that. DAYS: how many it has. REVIEWED: a complete review of all of them.
    """
    first, following = map(datetime.date.fromisoformat, PHASE_DATES[phase])
    text = re.sub(r"FIRST(\+\d+)?", lambda found: str(first + datetime.timedelta(int(found[1] or 0))), text)
    for word, meant in (("STORY", STORY), ("REVIEWED", REVIEWED), ("NEXT", following.isoformat()),
                        ("LAST", str(following - datetime.timedelta(1))),
                        ("DAYS", str((following - first).days)), ("| on |", "| on 2021-05-31 |")):
        text = text.replace(word, meant)
    return text
