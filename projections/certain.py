"""Which of two dates is certainly the earlier, where one is known only to the month or year?

A rule that finds fault asks here, so that a date of which little is known accuses nobody.
"""

import datetime

from ledger.dates import first_day, months_after

ONE_DAY = datetime.timedelta(1)


def last_day(when: str) -> datetime.date:
    """The last day that a kept date may mean: itself, or the last of its month or year."""
    if len(when) == 10:
        return first_day(when)
    return months_after(first_day(when), 1 if len(when) == 7 else 12) - ONE_DAY


def before(one: str, other: str) -> bool:
    """Whether one kept date lies before another, whatever days they mean."""
    return last_day(one) < first_day(other)
