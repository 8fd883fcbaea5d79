"""Does this computer know what time it is, and whose midnight ends a day?"""

import datetime
from collections.abc import Iterator
from typing import Final

from ledger.author import author
from ledger.doctor.machine import Machine
from ledger.errors import Finding, Usage
from ledger.folder import Settings
from ledger.store import BEHIND

SECOND: Final = 1_000_000
SLACK: Final = 120 * SECOND
MADE: Final = int(datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC).timestamp()) * SECOND
SET: Final = "Let this computer set its clock from the internet, or set it by hand."


def clock(machine: Machine, last: int) -> Iterator[Finding]:
    """Whether the clock can be right: not before the program was made, nor behind the last entry (0: none is known)."""
    behind = last - machine.now
    if machine.now < MADE:
        yield Finding("clock-early", f"This computer's clock says {_said(machine.now)}, before the program was made.", SET, "Clock")
    if behind > SLACK:
        more = "nothing can be recorded" if behind > BEHIND else "new entries get the time of the last one"
        yield Finding("clock-behind", f"This computer's clock says {_said(machine.now)}, {_long(behind)} behind the last entry: {more}.",
                      SET, "Clock", severity="must" if behind > BEHIND else "should")
    yield from _given(machine)


def _given(machine: Machine) -> Iterator[Finding]:
    """OUTCOMES_NOW is for demos and tests; in earnest it dates every entry wrongly."""
    given = machine.environ.get("OUTCOMES_NOW")
    if given:
        try:
            author("doctor", machine.environ)
        except Usage as why:
            yield Finding("clock-given", why.message, why.hint, "Clock")
        else:
            yield Finding("clock-given", f"OUTCOMES_NOW is set to {given}: every entry gets that time, and says that it was set.",
                          "Unset OUTCOMES_NOW, unless this is a demo or a test.", "Clock", severity="should")


def zone(machine: Machine, settings: Settings | None) -> Iterator[Finding]:
    """Whether this computer's day is the ledger's day."""
    if settings is None:
        return
    from zoneinfo import ZoneInfo

    now = datetime.datetime.fromtimestamp(machine.now // SECOND, ZoneInfo(settings.time_zone))
    theirs = now.utcoffset() or datetime.timedelta(0)
    if theirs != machine.utc_offset:
        yield Finding("time-zone", f"This computer is at {_offset(machine.utc_offset)}, the ledger at {_offset(theirs)} "
                      f"({settings.time_zone}): 'today' is the ledger's.",
                      "Set this computer's time zone, if it is not where the service is.", "Time zone", severity="note")


def _said(moment: int) -> str:
    return f"{datetime.datetime.fromtimestamp(moment // SECOND, datetime.UTC):%d %B %Y, %H:%M} UTC"


def _long(span: int) -> str:
    minutes = span // (60 * SECOND)
    many, unit = next((minutes // size, unit) for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")) if minutes >= size)
    return f"{many:,} {unit}{'s' if many > 1 else ''}"


def _offset(offset: datetime.timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'+' if minutes >= 0 else '-'}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
