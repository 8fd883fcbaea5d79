"""Which services did the women who signed up use before, during and after, over the days that were looked at?

A row is its women's answers added up, so a row and its explanation cannot disagree. Use that she told of herself
stands beside the recorded use, never in it. Women may come in any order.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ledger.codes import SERVICES
from ledger.errors import Usage
from projections.answers import Answer
from projections.asked import Given
from projections.figures import Row, rate, sorted_rows, tidy
from projections.indicators import Programme
from projections.packed import Number, Totals, packed
from projections.parameters import Parameters
from projections.phases import PHASES
from projections.sheets import Column, Sheet
from projections.use import answers, attended, on, place, planned_share, services_of, total
from projections.woman import Woman

if TYPE_CHECKING:
    from projections.comparison import Comparisons

__all__ = ("Profile", "Tally", "answers", "services_of")


class Profile:
    """The profile as women are added to it, and the comparisons of phases that were asked for.

    `explained` names the one row to be explained, 'a-and-e.before-1', or comparison, 'a-and-e.before-1:during'.
    Raises KeyError where that names no service and phase, Usage where a comparison is asked for that cannot be.
    """

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        self._explains = _explains(explained)
        self._tally = Tally(programme.parameters)
        self._compared = _compared(programme, asked or {})
        self._rows: list[Row] = []

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        if self._explains:
            self._rows += [Row(woman.reference, answer) for answer in self._explains(woman)]
            return
        self._tally.add(woman)
        if self._compared:
            self._compared.add(woman)

    @property
    def parted(self) -> bool:
        """Whether what one woman adds can be told apart from the others: not of a comparison, nor of an explanation."""
        return not (self._explains or self._compared)

    def part(self, woman: Woman) -> bytes:
        """What one woman adds, as bytes that `take` takes."""
        return part_of(woman) if woman.signed_up else b""

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._tally.take(part)

    def document(self, erased: int) -> dict[str, Any]:
        """The rows of the report, and the comparisons where any was asked for."""
        compared = {"comparisons": self._compared.rows()} if self._compared else {}
        return {"rows": self._tally.rows(), **compared, "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The rows behind the one row or comparison that was asked for."""
        return sorted_rows(self._rows)


def _explains(figure: str | None) -> Callable[[Woman], list[Answer]] | None:
    """What one woman adds to the row, or the comparison, of this name. Raises KeyError for none."""
    if figure is None:
        return None
    service, _, phase = figure.rpartition(".")
    of, _, to = phase.partition(":")
    if service not in SERVICES.known or (not to and phase not in PHASES):
        raise KeyError(figure)
    if not to:
        return lambda woman: [answer] if (answer := answers(woman, service, phase)) else []
    return _explains_comparison(service, of, to, figure)


def _explains_comparison(service: str, of: str, to: str, figure: str) -> Callable[[Woman], list[Answer]]:
    from projections import comparison

    try:
        asked = comparison.pair(of, to)
    except Usage:
        raise KeyError(figure) from None
    return lambda woman: comparison.explained(woman, service, asked) if woman.signed_up else []


def _compared(programme: Programme, asked: Given) -> "Comparisons | None":
    """What compares, where that was asked for."""
    if not asked.get("compare"):
        if asked.get("split_at"):
            raise Usage("--split-at parts the time of a comparison; none was asked for.",
                        "outcomes profile --compare before-1 during --split-at 2020-03-26")
        return None
    from projections.comparison import Comparisons, pair

    pairs = [pair(of, to) for of, to in asked["compare"]]
    return Comparisons(programme, pairs, asked.get("split_at"))


class Sums(NamedTuple):
    """One service in one phase, added up. largest: the events of the woman with most."""

    events: Number = 0
    women: Number = 0
    women_with_events: Number = 0
    covered_days: Number = 0
    self_reported: Number = 0
    largest: Number = 0


class Whole(NamedTuple):
    """One phase, whichever the service: its days, its health contacts, and the planned ones among them."""

    days: Number = 0
    planned: Number = 0
    contacts: Number = 0


def sums_of(woman: Woman, service: str, phase: str) -> Sums:
    """What one woman adds: her answer, and what she told of herself on any day of the phase."""
    answer = answers(woman, service, phase)
    told = total(on(attended(woman, (service,), "self-report"), woman.phases.days[phase]))
    if answer is None or not answer.of:
        return Sums(self_reported=told)
    events = int(answer.amount)
    return Sums(events, 1, int(events > 0), int(answer.of), told, events)


def whole_of(woman: Woman, phase: str) -> Whole:
    """What one woman adds to a phase, whichever the service."""
    share = planned_share(woman, phase)
    return Whole(woman.phases.length(phase), int(share.amount) if share else 0, int(share.of) if share else 0)


def part_of(woman: Woman) -> bytes:
    """What a woman who has signed up adds to the profile: packed rows, of each phase and of each of her services in it."""
    rows: dict[int, tuple[Number, ...]] = {}
    for number, phase in enumerate(PHASES):
        rows[_place(None, number)] = (*whole_of(woman, phase), 0, 0, 0)
        rows.update((_place(service, number), sums_of(woman, service, phase)) for service in services_of(woman))
    return packed(rows)


def _place(service: str | None, phase: int) -> int:
    return place(service, phase, len(PHASES))


class Tally:
    """The profile of the women added so far."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._totals = Totals(len(Sums()), largest=True)

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if woman.signed_up:
            self.take(part_of(woman))

    def take(self, part: bytes) -> None:
        """Take what one woman adds."""
        self._totals.take(part)

    def rows(self) -> list[dict[str, Any]]:
        """The rows by service, in the order of the vocabulary, and phase."""
        told = self._totals.rows()
        return [self._row(service, phase, Sums(*told[_place(service, number)]), Whole(*told[_place(None, number)][:3]))
                for service in SERVICES.names if _place(service, 0) in told for number, phase in enumerate(PHASES)]

    def _row(self, service: str, phase: str, sums: Sums, whole: Whole) -> dict[str, Any]:
        return {"service": service, "phase": phase, "events": sums.events, "women": sums.women,
                "women_with_events": sums.women_with_events, "covered_days": sums.covered_days,
                "uncovered_days": whole.days - sums.covered_days,
                **rate(int(sums.events), int(sums.covered_days), self._parameters["rate.few-events"]),
                "self_reported": sums.self_reported, "largest_share": _share(sums.largest, sums.events),
                "planned_share": _share(whole.planned, whole.contacts)}


def _share(part: Number, whole: Number) -> float | None:
    return tidy(part / whole) if whole else None


COLUMNS: Final = (
    Column("service", "Service", role="open"), Column("phase", "Phase", role="open"),
    Column("events", "Events", "Attended, recorded contacts on covered days.", "whole", "contacts", "count"),
    Column("women", "Women", "Who have covered days in the phase.", "whole", "women", "of"),
    Column("women_with_events", "Women with any", "", "whole", "women", "count"),
    Column("covered_days", "Covered days", "Days on which the use would be known.", "whole", "days", "of"),
    Column("uncovered_days", "Uncovered days", "The other days of the phase while alive.", "whole", "days", "count"),
    Column("rate", "Rate", "Events a woman-year of 365.25 covered days.", "number", "per woman-year", "derived"),
    Column("interval", "95 % interval", "Exact (Garwood).", "pair", "per woman-year", "derived"),
    Column("mark", "Mark", "u unreliable, x nobody looked, c confidential.", role="open"),
    Column("self_reported", "Self-reported", "Told by herself; beside the recorded use, never in it.", "whole", "contacts", "count"),
    Column("largest_share", "Largest share", "The share of the woman with most events.", "number", role="one"),
    Column("planned_share", "Planned share", "Planned of all health contacts of the phase.", "number", role="derived"))


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The services by phase, and the comparisons where any was asked for."""
    use = Sheet("use", "Service use by phase", "Recorded use over covered days.", COLUMNS, document["rows"])
    if "comparisons" not in document:
        return [use]
    from projections.comparison.columns import sheet

    return [use, sheet(document["comparisons"])]
