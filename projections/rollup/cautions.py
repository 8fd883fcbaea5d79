"""What must be known by whoever reads figures of several services together? Sentences raised by rule."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TABLES = ("rows", "cohort", "profile", "funnel")


def cautions(said: Mapping[str, Any]) -> list[str]:
    """The cautions of a document, in order."""
    services = said["services"]
    return [*_always(services), *_held_back(said), *_signatures(services), *_days(services), *_audiences(services)]


def _always(services: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "The figures describe; they never say why. Services differ in their women, their areas and their records: one beside another " \
          "is no ranking, and their sum says nothing of what any of them did."
    yield "Intervals take the women of all services as one group: where services differ they are too narrow. Each service stands beside."
    if len(services) > 1:
        yield "A woman who is known to two of these services is counted in both: no pack tells who she is, so nobody can see it here."


def _held_back(said: Mapping[str, Any]) -> Iterator[str]:
    rows = [row for name in TABLES for row in said[name] if row["not_told_by"]]
    part = [row for row in rows if row["telling"]]
    if rows:
        yield f"Told by some of the services alone: {len(part)} of the figures. What stands there is of those that tell, and the others " \
              f"are named. Told by none: {len(rows) - len(part)}."
        yield "A total for all of them that is published elsewhere would, less what is added here, tell what a service holds back: " \
              "never publish one beside this."


def _signatures(services: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for said in ("not signed", "signed, but no key was given to check it by"):
        names = [each["service"] for each in services if each["signature"] == said]
        if names:
            yield f"{', '.join(names)}: {said}. Anybody could have made that pack: ask its keeper for the check beside its head."


def _days(services: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for name, words in (("true_on", "true on"), ("known_by", "known by")):
        days = {each["service"]: each[name] for each in services}
        if len({*days.values()}) > 1:
            yield f"The days differ: {', '.join(f'{service} {words} {day}' for service, day in days.items())}."


def _audiences(services: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    board = [each["service"] for each in services if each["audience"] == "board"]
    if board:
        yield f"{', '.join(board)}: made for a closed group, with exact counts, also small ones. Nothing of this may be passed on."
