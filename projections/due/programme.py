"""Which programmes run past their time, whose records were not looked at, and who carries too much?"""

from collections.abc import Iterable, Sequence

from ledger.dates import first_day
from projections.caseload import Gathered, Stretch, stretches
from projections.due.items import Item, Items, record
from projections.due.standing import followed, in_area
from projections.indicators import Programme
from projections.woman import ONE_DAY, Woman


def past_planned_end(woman: Woman) -> Items:
    """A programme that goes on after its planned end."""
    if woman.in_programme and woman.day > (planned := woman.planned_end(woman.programme[-1])):
        yield Item(f"in the programme past its planned end, {planned}", planned.isoformat(), "soon",
                   record("programme-ended", woman.reference, outcome="OUTCOME"))


def records_behind(woman: Woman) -> Items:
    """Services whose records were looked at before, and not up to a day near enough."""
    if not followed(woman) or not in_area(woman):
        return
    reached, reviewer = _reached(woman)
    behind = {service: to for service, to in reached.items()
              if (woman.day - first_day(to)).days > woman.parameters["due.review-days"]}
    if behind:
        first = min(behind.values())
        yield Item(f"records reviewed only up to {first}: {', '.join(behind)}", first, "later", record(
            "records-reviewed", woman.reference, services=";".join(behind), from_=first, to=woman.day.isoformat(),
            complete="yes", reviewer=reviewer), reach=False)


def _reached(woman: Woman) -> tuple[dict[str, str], str]:
    """Each service ever reviewed and the day up to which it was, and who reviewed last."""
    reached: dict[str, str] = {}
    reviewer = "REVIEWER"
    for fact in woman.of("records-reviewed"):
        if fact.event.complete == "yes":
            reviewer = fact.event.reviewer
            for service in fact.event.services:
                reached[service] = max(reached.get(service, ""), fact.event.to)
    return dict(sorted(reached.items())), reviewer


def over_cap(programme: Programme, gathered: Iterable[Gathered]) -> Items:
    """Practitioners who carry more on the day than the cap of their post. A cap warns and never blocks."""
    by_practitioner: dict[str, list[Stretch]] = {}
    for stretch in stretches(programme, gathered):
        by_practitioner.setdefault(stretch.practitioner, []).append(stretch)
    for practitioner, runs in by_practitioner.items():
        last = runs[-1]
        if last.over and last.end == programme.day + ONE_DAY:
            yield Item(f"{practitioner} carries {last.weight:g} with a cap of {last.cap:g}", _since(runs), "soon",
                       f"outcomes explain caseload {practitioner}", reach=False)


def _since(runs: Sequence[Stretch]) -> str:
    """The first day of the stretches over the cap that reach to the end."""
    since = runs[-1].start
    for run in reversed(runs):
        if not run.over or run.end < since:
            break
        since = run.start
    return since.isoformat()
