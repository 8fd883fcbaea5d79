"""Who appends, and at which moment?"""

import datetime
import getpass
import time
from collections.abc import Mapping
from typing import Any

import attrs

from ledger.errors import Refused, Usage
from ledger.fields import CONTROL


@attrs.frozen
class Author:
    """Who appends, and the moment (microseconds since 1970, UTC); clock_set where it was given by hand."""

    name: str = attrs.field()
    now: int
    clock_set: bool = False

    @name.validator
    def _is_a_name(self, _: Any, name: str) -> None:
        if not name.strip() or len(name) > 100 or CONTROL.search(name):
            raise Refused(f"{name[:40]!r} cannot be who appends; nothing was saved.", "Give a reference such as P-03: --by P-03")


def author(by: str | None, environ: Mapping[str, str]) -> Author:
    """The author by name, else OUTCOMES_BY, else this computer's user; the moment by OUTCOMES_NOW, else the clock."""
    name, given = by or environ.get("OUTCOMES_BY") or getpass.getuser(), environ.get("OUTCOMES_NOW")
    return Author(name, _moment(given) if given else time.time_ns() // 1000, bool(given))


def _moment(text: str) -> int:
    """A moment as text in microseconds; a day alone is its noon, a time without a zone is UTC. Raises Usage."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        if not 1970 < moment.year < 2200:
            raise ValueError(text)
    except ValueError:
        raise Usage(f"OUTCOMES_NOW is {text!r}, which is no date or time.",
                    "Such as 2021-10-21 or 2021-10-21T09:30:00+00:00.") from None
    if len(text) == 10:
        moment = moment.replace(hour=12)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp() * 1_000_000)
