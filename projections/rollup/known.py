"""Is this a row that a report of ours can have, with numbers that it can have?

The closed lists against which a pack is read: a name that is not in them is no figure, and could be anything else.
"""

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from ledger.codes import NEED_DOMAIN, RATER, SERVICES
from projections.cohort import REMOVED, need_line
from projections.funnel import STEPS
from projections.indicators import figures
from projections.phases import PHASES

OF_NUMBERS: Final = ("fewest", "most", "in all", "mean")


@functools.cache
def lines() -> tuple[str, ...]:
    """Every line that can describe the women who signed up, in order."""
    needs = (need_line(domain, rater) for domain in NEED_DOMAIN.names for rater in RATER.names)
    return ("women", *(f"{REMOVED}, {word}" for word in ("in all", "mean", "fewest", "most")), "care-experienced", *needs)


@functools.cache
def uses() -> tuple[str, ...]:
    """Every row of the profile, in order."""
    return tuple(f"{service}.{phase}" for service in SERVICES.names for phase in PHASES)


NAMES: Final[Mapping[str, Callable[[], Collection[str]]]] = {"figure": figures, "name": lines, "service": uses, "step": lambda: STEPS}


def known(name: str, table: str) -> bool:
    """Whether a table, named by the column that names its rows, can have a row of that name."""
    return name in NAMES[table]()


def believable(row: Any, name: str) -> bool:
    """Whether the numbers of a row can be: no more counted than there are, and whole where women are counted."""
    figure = figures().get(name)
    if figure is not None and hasattr(row, "numerator"):
        return _figure(row, figure)
    if name.endswith(OF_NUMBERS):
        return bool(row.women is None or row.of is None or row.women <= row.of)
    part, whole = (row.women_with_events, row.women) if hasattr(row, "events") else (row.women, row.of)
    return bool(part is None or whole is None or part <= whole or name == "signed-up")


def _figure(row: Any, figure: Any) -> bool:
    counted, of = row.numerator, row.denominator
    if counted is None or of is None:
        return bool(row.mark == "c")
    if figure.measure == "median":
        return bool(of >= 0)
    whole = figure.measure != "proportion" or (isinstance(counted, int) and isinstance(of, int) and counted <= of)
    return bool(whole and of >= 0 and (counted >= 0 or figure.unit == "pence"))
