"""For how long do women keep LARC, and how long is it until a first pregnancy?

Kaplan-Meier curves, in days. Whoever was followed for less time counts for as long as she was followed. A curve stops where
fewer than five are left. Contraception is her choice: a curve that goes down is no failure of hers.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs
import msgspec

from projections.answers import Answer
from projections.asked import Given
from projections.figures import Row, sorted_rows, tidy
from projections.indicators import Programme
from projections.sheets import Column, Sheet
from projections.statistics.survival import LEAST_AT_RISK, Curve, Seen, Step, curve
from projections.survival.courses import COURSES
from projections.woman import Woman

LIMITS: Final = "log-log"
_encode = msgspec.msgpack.Encoder().encode
_told = msgspec.msgpack.Decoder(dict[str, Answer])


class Survival:
    """The curves as women are added; `explained` names one: 'larc-continuation', 'first-pregnancy'. Raises KeyError for none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._explained = None if explained is None else COURSES[explained]
        self._until: int | None = (asked or {}).get("until")
        self._told: dict[str, list[Answer]] = {name: [] for name in COURSES}
        self._rows: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if not self._explained:
            self.take(self.part(woman))
        elif woman.signed_up and (said := self._explained.of_woman(woman)):
            self._rows.append(Row(woman.reference, said))

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of an explanation."""
        return self._explained is None

    def part(self, woman: Woman) -> bytes:
        """What she says to each course, as bytes that `take` takes: how it ended and after how long, not what that rests on."""
        told = {name: course.of_woman(woman) for name, course in COURSES.items()} if woman.signed_up else {}
        return _encode({name: Answer(said.answer, said.amount, said.of) for name, said in told.items() if said})

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        for name, said in _told.decode(part).items():
            self._told[name].append(said)

    def document(self, erased: int) -> dict[str, Any]:
        """The curves, and their steps as rows."""
        curves = {name: curve(_seen(told), self._until) for name, told in self._told.items()}
        return {"rows": [_step(name, step) for name, found in curves.items() for step in found.steps],
                "curves": [self._curve(name, found) for name, found in curves.items()], "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The women behind one curve: amount 1 where it ended, of the days for which she was followed."""
        return sorted_rows(self._rows)

    def _curve(self, name: str, found: Curve) -> dict[str, Any]:
        course = COURSES[name]
        return {"figure": name, "title": course.title, "unit": "days", "women": found.women, "events": found.ended,
                "excluded": sum(said.answer == "excluded" for said in self._told[name]),
                "median": _tidy(found.median), "median_interval": None if found.median_low is None and found.median_high is None
                else [_tidy(found.median_low), _tidy(found.median_high)],
                "rmst": _tidy(found.mean), "rmst_se": _tidy(found.mean_se), "rmst_to": _tidy(found.until), "stops": _tidy(found.stops),
                "limits": LIMITS, "mark": None if found.stops is not None else "z" if not found.women else "u"}


def names() -> list[str]:
    """The figures that can be explained."""
    return list(COURSES)


def _seen(told: list[Answer]) -> list[Seen]:
    return sorted((Seen(said.of, bool(said.amount)) for said in told if said.answer != "excluded"), key=attrs.astuple)


def _step(name: str, step: Step) -> dict[str, Any]:
    return {"figure": name, "time": _tidy(step.time), "n_risk": step.at_risk, "events": step.ended, "survival": _tidy(step.survival),
            "se": _tidy(step.se), "lower": _tidy(step.low), "upper": _tidy(step.high)}


def _tidy(number: float | None) -> float | int | None:
    return None if number is None else tidy(number)


STEPS: Final = (
    Column("figure", "Curve", role="open"), Column("time", "Day", "Since it began.", "number", "days", "derived"),
    Column("n_risk", "At risk", "Just before.", "whole", "women", "of"), Column("events", "Ended", "", "whole", "women", "count"),
    Column("survival", "Still so", "Kaplan-Meier.", "number", role="derived"),
    Column("se", "Standard error", "Greenwood.", "number", role="derived"),
    Column("lower", "95 %, lower", "Log-log.", "number", role="derived"),
    Column("upper", "95 %, upper", "Log-log.", "number", role="derived"))
CURVES: Final = (
    Column("figure", "Curve", role="open"), Column("title", "What", role="open"), Column("unit", "Unit", role="open"),
    Column("women", "Women", "Followed.", "whole", "women", "of"), Column("events", "Ended", "", "whole", "women", "count"),
    Column("excluded", "Excluded", "", "whole", "women", "count"), Column("median", "Median", "", "number", "days", "derived"),
    Column("median_interval", "95 % interval of the median", "Log-log; none where the curve's limit does not come down to a half.", "pair",
           "days", "derived"),
    Column("rmst", "Restricted mean", "Area under the curve up to the day beside it.", "number", "days", "derived"),
    Column("rmst_se", "Its standard error", "", "number", "days", "derived"),
    Column("rmst_to", "Restricted to", "", "number", "days", "derived"),
    Column("stops", "Stops", f"The last day with {LEAST_AT_RISK} at risk.", "number", "days", "derived"),
    Column("limits", "Limits", "On which scale.", role="open"),
    Column("mark", "Mark", "z nobody to follow, u too few to draw, c confidential.", role="open"))


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The curves, and their steps."""
    return [Sheet("curves", "Time to event", "Kaplan-Meier, log-log limits.", CURVES, document["curves"], "curves"),
            Sheet("steps", "Steps of the curves", f"As far as {LEAST_AT_RISK} are at risk.", STEPS, document["rows"])]
