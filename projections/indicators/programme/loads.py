"""P: do practitioners carry more women than was agreed?

A cap warns and blocks nothing. The loads themselves are worked out in caseload.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec.structs import replace

from projections.answers import Answer, measured, missing
from projections.caseload import Gathered, Stretch, gather, stretches, tidy
from projections.indicators import Programme, figure

CAPS: Final = "cap 8 (2018 pilot), 8 to 10 (2018 slides), 24 in all (2021)"
HOW: Final = ("A load is the sum of the shares of a case held on a day; the cap is that of the role, women a full-time "
              "post, times the hours of the post.")
NO_CAP: Final = "Practitioners with women on days for which no post or no cap is recorded at all."


@figure("M06.days-over-cap", outcome="P", title="Days with a caseload over the cap", unit="days", measure="share",
        of_whom="Each practitioner's days in a post with a cap, up to and with the day. " + HOW,
        counts="Days on which the load is more than the cap.", missing=NO_CAP, baseline=CAPS, gather=gather,
        examples="""
two women from the sixth day, with a cap of one | on 2021-01-10 | counted 5 of 10
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=1
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=1
  2021-01-01 practitioner-allocated practitioner=P-01
  her W-0002 2021-01-06 practitioner-allocated practitioner=P-01
half a case each is no more than the cap | on 2021-01-10 | not-counted 0 of 10
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=1
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=1
  2021-01-01 practitioner-allocated practitioner=P-01 weight=0.5
  her W-0002 2021-01-06 practitioner-allocated practitioner=P-01 weight=0.5
the day of release is not held | on 2021-01-10 | counted 2 of 10
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=1
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=1
  2021-01-01 practitioner-allocated practitioner=P-01
  her W-0002 2021-01-06 practitioner-allocated practitioner=P-01
  her W-0002 2021-01-08 practitioner-released practitioner=P-01
fewer hours from the eighth day, a smaller cap | on 2021-01-10 | counted 3 of 10
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=2
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=0.5
  programme 2021-01-08 staff-changed practitioner=P-01 role=practitioner fte=0.25
  2021-01-01 practitioner-allocated practitioner=P-01
days before there was a cap are not asked about | on 2021-01-10 | counted 2 of 2
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=0.5
  programme 2021-01-09 caseload-cap-set role=practitioner women_per_fte=1
  2021-01-01 practitioner-allocated practitioner=P-01
no post recorded | on 2021-01-10 | missing
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=1
  2021-01-01 practitioner-allocated practitioner=P-01
a lead without women or cap | on 2021-01-10 | none
  programme 2021-01-01 staff-joined practitioner=P-00 role=service-lead fte=0.5
two practitioners, a row each | on 2021-01-10 | not-counted 0 of 10; not-counted 0 of 4
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=8
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=1
  programme 2021-01-01 staff-joined practitioner=P-02 role=practitioner fte=1
  programme 2021-01-05 staff-left practitioner=P-02
""")
def days_over_cap(programme: Programme, gathered: Iterable[Gathered]) -> Iterator[Answer]:
    """Of each practitioner's days in a post with a cap, those with more women than the cap."""
    known = list(gathered)
    held = _positions(known)
    for practitioner, of_one in groupby(stretches(programme, known), key=lambda each: each.practitioner):
        runs = list(of_one)
        capped = [run for run in runs if run.cap is not None]
        if capped:
            yield _over(practitioner, capped, held.get(practitioner, ()))
        elif any(run.weight for run in runs):
            yield _of(missing("no post with a cap recorded", unit=practitioner), held.get(practitioner, ()))


def _over(practitioner: str, runs: Sequence[Stretch], held: Iterable[int]) -> Answer:
    over, days = sum(run.days for run in runs if run.over), sum(run.days for run in runs)
    answer = measured(f"{over} of {days} days over the cap", (), over, days, unit=practitioner)
    return _of(answer, (*held, *(position for run in runs for position in run.because)))


@figure("M06.worst", outcome="P", title="Largest caseload against the cap", unit="women", measure="share",
        of_whom="The cap of the practitioner who was most over it, or nearest to it, on the worst day. " + HOW,
        counts="The load on that day.", missing="No practitioner has a post with a cap.", baseline=CAPS, gather=gather,
        examples="""
three women, a cap of two | on 2021-01-10 | counted 3 of 2
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=2
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=1
  2021-01-01 practitioner-allocated practitioner=P-01
  her W-0002 2021-01-03 practitioner-allocated practitioner=P-01
  her W-0003 2021-01-06 practitioner-allocated practitioner=P-01
  her W-0003 2021-01-08 practitioner-released practitioner=P-01
the worst of two practitioners | on 2021-01-10 | counted 2 of 2
  programme 2021-01-01 caseload-cap-set role=practitioner women_per_fte=2
  programme 2021-01-01 staff-joined practitioner=P-01 role=practitioner fte=1
  programme 2021-01-01 staff-joined practitioner=P-02 role=practitioner fte=1
  2021-01-01 practitioner-allocated practitioner=P-01
  her W-0002 2021-01-03 practitioner-allocated practitioner=P-02
  her W-0003 2021-01-06 practitioner-allocated practitioner=P-02
nobody has a cap | on 2021-01-10 | missing
  2021-01-01 practitioner-allocated practitioner=P-01
""")
def worst(programme: Programme, gathered: Iterable[Gathered]) -> Answer:
    """The largest load of one practitioner on one day, beside the cap that held then."""
    known = list(gathered)
    capped = [run for run in stretches(programme, known) if run.cap is not None]
    if not capped:
        return missing("no post with a cap recorded", unit="nobody")
    run = max(capped, key=lambda each: tidy(each.weight - (each.cap or 0)))
    answer = measured(f"{run.practitioner} had {run.weight:g} with a cap of {run.cap:g}", (), run.weight, run.cap or 0,
                      unit=f"{run.practitioner} {run.start}")
    return _of(answer, (*run.because, *_holding(known, run)))


def _holding(gathered: Sequence[Gathered], run: Stretch) -> Iterator[int]:
    """The positions of the allocations that make up a load."""
    for _, allocations in gathered:
        for each in allocations:
            if each.practitioner == run.practitioner and each.holds(run.start):
                yield from each.because


def _positions(gathered: Iterable[Gathered]) -> dict[str, list[int]]:
    """Practitioner -> the positions of all allocations."""
    found: dict[str, list[int]] = {}
    for _, allocations in gathered:
        for each in allocations:
            found.setdefault(each.practitioner, []).extend(each.because)
    return found


def _of(answer: Answer, positions: Iterable[int]) -> Answer:
    """An answer with the positions that it rests on."""
    return replace(answer, rests_on=tuple(sorted(set(positions))))
