"""What is known of the health of a sample of women: needs met and unmet, primary and urgent care before, during and after?

The audit that the 2018 business case promises (risk 17). It says how the women were drawn, on which lawful basis each
is in it, who was left out for want of one, and on how many days nobody looked: those count nowhere.
"""

import datetime
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ledger.codes import RATER
from ledger.errors import Usage
from ledger.history import Fact
from projections.answers import Answer
from projections.asked import Given
from projections.days import NONE, common
from projections.figures import Row, rate, sorted_rows
from projections.indicators import Programme
from projections.needs import BASELINE, NOW, STATES, answer, rated
from projections.phases import PHASES
from projections.sampling import RULE, digest, drawn, rank
from projections.sheets import Column, Sheet
from projections.use import UNPLANNED, Seen, attended, events_of, on, over, reviews, total
from projections.woman import Woman

PURPOSE: Final = "health-audit"
REQUIRED: Final = "health-audit.basis-required"
DOMAINS: Final = ("physical-health", "mental-health", "trauma", "drugs", "alcohol", "sexual-health")
CARE: Final[Mapping[str, tuple[str, ...]]] = {"primary": ("gp", "dentist", "pharmacy"), "urgent": UNPLANNED}
SERVICES: Final = {**CARE, **{service: (service,) for services in CARE.values() for service in services}}
OCCASIONS: Final = (BASELINE, NOW)


@attrs.frozen
class Basis:
    """On what a woman's part in the audit rests: basis, consent, withdrawn or none; and the entry that says so."""

    state: str
    fact: Fact | None

    @property
    def stands(self) -> bool:
        return self.state in ("basis", "consent")


def basis(woman: Woman) -> Basis:
    """The last word on her part in it, by the day."""
    said = [fact for fact in woman.of("basis-recorded", "consent-given", "consent-withdrawn") if fact.event.purpose == PURPOSE]
    if not said:
        return Basis("none", None)
    states = {"basis-recorded": "basis", "consent-given": "consent", "consent-withdrawn": "withdrawn"}
    return Basis(states[said[-1].kind], said[-1])


def uses(woman: Woman, care: str, phase: str) -> Answer | None:
    """Her attended contacts that records show, over the days on which every service of that kind that was ever completely
    reviewed for her is covered; excluded where no day is, None where she has no day in the phase."""
    held = {service for fact in reviews(woman, SERVICES[care]) for service in fact.event.services}
    looked_at = tuple(service for service in SERVICES[care] if service in held)
    days = functools.reduce(common, (woman.covered(phase, service) for service in looked_at)) if looked_at else NONE
    seen = Seen(looked_at, days)
    return over(woman, phase, seen, lambda: events_of(woman, seen, on(attended(woman, looked_at), days)))


def parsed(figure: str) -> tuple[str, ...]:
    """A figure's parts: 'gp.during', 'urgent.before-1', or 'mental-health.practitioner.unmet'. Raises KeyError for none."""
    parts = tuple(figure.split("."))
    if len(parts) == 2 and parts[0] in SERVICES and parts[1] in PHASES:
        return parts
    if len(parts) == 3 and parts[0] in DOMAINS and parts[1] in RATER.names and parts[2] in STATES[:-1]:
        return parts
    raise KeyError(figure)


def answers(woman: Woman, figure: str) -> tuple[Answer, ...]:
    """One woman's rows of a figure."""
    care, *rest = parsed(figure)
    if len(rest) == 1:
        used = uses(woman, care, rest[0])
        return (used,) if used else ()
    said = rated(woman, care, rest[0], NOW)
    return (answer(said, rest[1]),) if said else ()


class HealthAudit:
    """The audit as women are added to it: whom it is of is known once all were. Raises KeyError for no figure, Usage for a
    sample without a seed, or none."""

    def __init__(self, programme: Programme, explained: str | None = None, asked: Given | None = None) -> None:
        if explained is not None:
            parsed(explained)
        self._figure, self._day = explained, programme.day
        self._size, self._seed = _sample_of(asked or {})
        self._required = bool(programme.parameters[REQUIRED])
        self._few = programme.parameters["rate.few-events"]
        self._women: list[Woman] = []

    def add(self, woman: Woman) -> None:
        """Take one woman; nothing where she has not signed up."""
        if woman.signed_up:
            self._women.append(woman)

    def document(self, erased: int) -> dict[str, Any]:
        """How they were drawn, on what basis, and what is known of them; `rows` are use, by kind of care and phase."""
        frame, sample, few = self._frame(), self._sample(), self._few
        drawing, bases = _drawing(self._seed, self._size, frame, sample, self._day), self._bases()
        told = {name: value for name, value in drawing.items() if name != "command"}
        return {"sample": drawing, "basis": bases, "drawing": [{**told, **bases, "required": "yes" if bases["required"] else "no"}],
                "women": [_woman(each, self._seed) for each in sample],
                "needs": [row for domain in DOMAINS for rater in RATER.names for row in _needs(sample, domain, rater)],
                "rows": [row for care in SERVICES for row in _care(sample, care, few)], "erased": erased}

    def explained(self) -> list[dict[str, Any]]:
        """The rows of the one figure that was asked for, of the women drawn."""
        assert self._figure is not None
        return sorted_rows([Row(each.reference, said) for each in self._sample() for said in answers(each, self._figure)])

    def _frame(self) -> list[Woman]:
        """Those of whom it may be asked: never one who took her consent back; where a basis is required, those with one."""
        return [each for each in self._women if basis(each).stands or (not self._required and basis(each).state == "none")]

    def _sample(self) -> list[Woman]:
        frame = {each.history.stream: each for each in self._frame()}
        if self._size is None:
            return sorted(frame.values(), key=lambda each: each.reference)
        return [frame[stream] for stream in drawn(self._seed, frame, self._size)]

    def _bases(self) -> dict[str, Any]:
        states = Counter(basis(each).state for each in self._women)
        return {"required": self._required, "signed_up": len(self._women), "basis": states["basis"], "consent": states["consent"],
                "none": states["none"], "withdrawn": states["withdrawn"],
                "excluded": len(self._women) - len(self._frame())}


def _sample_of(asked: Given) -> tuple[int | None, str]:
    size, seed = asked.get("sample"), asked.get("seed") or ""
    if size is not None and size < 1:
        raise Usage(f"--sample {size}: a sample is of one woman or more.", "Such as: outcomes health-audit --sample 5 --seed \"minute 14\"")
    if (size is None) != (not seed):
        raise Usage("A sample needs --sample and --seed: how many, and what they are drawn with.",
                    "Such as: outcomes health-audit --sample 5 --seed \"minute 14\"")
    return size, seed


def _drawing(seed: str, size: int | None, frame: Sequence[Woman], sample: Sequence[Woman], day: datetime.date) -> dict[str, Any]:
    """How the women were drawn. command: enters the drawing, so that nobody can say later that it was another."""
    streams = [each.history.stream for each in frame]
    members = [each.history.stream for each in sample]
    command = None if size is None or not members else (
        f'outcomes sample --health-audit --true-on {day} --size {size} --seed "{seed}"')
    return {"of": "women", "asked": size, "size": len(members), "seed": seed or None, "frame": len(frame),
            "frame_digest": digest(streams), "rule": RULE if size is not None else None, "command": command}


def _woman(woman: Woman, seed: str) -> dict[str, Any]:
    """One woman drawn, and the basis on which."""
    held = basis(woman)
    event = held.fact.event if held.fact else None
    return {"woman": woman.reference, "stream": woman.history.stream, "rank": rank(seed, woman.history.stream) if seed else None,
            "basis": held.state, "article_6": getattr(event, "article_6", None), "article_9": getattr(event, "article_9", None),
            "confidentiality": getattr(event, "confidentiality_route", None), "method": getattr(event, "method", None),
            "since": held.fact.said.occurred if held.fact else None, "because": list(held.fact.because) if held.fact else []}


def _needs(sample: Sequence[Woman], domain: str, rater: str) -> Iterator[dict[str, Any]]:
    """How a need stood at sign-up and stands on the day, where anyone of the sample was rated."""
    for occasion in OCCASIONS:
        said = Counter(told.state for each in sample if (told := rated(each, domain, rater, occasion)))
        if set(said) - {"missing", "excluded"}:
            counts = {state: said[state] for state in STATES}
            yield {"domain": domain, "rater": rater, "occasion": occasion, "women": sum(said.values()), **counts}


def _care(sample: Sequence[Woman], care: str, few: int) -> Iterator[dict[str, Any]]:
    """Use of one kind of care by phase; women is of those with a covered day."""
    for phase in PHASES:
        said = [(each, uses(each, care, phase)) for each in sample]
        there = [(each, use) for each, use in said if use]
        seen = [use for _, use in there if use.of]
        events, covered = int(sum(use.amount for use in seen)), int(sum(use.of for use in seen))
        yield {"care": care if care in CARE else _class(care), "service": "all" if care in CARE else care, "phase": phase,
               "events": events, "women": len(seen), "women_with_events": sum(use.amount > 0 for use in seen),
               "women_not_covered": len(there) - len(seen), "covered_days": covered,
               "uncovered_days": sum(each.phases.length(phase) for each, _ in there) - covered, **rate(events, covered, few),
               "self_reported": _told(sample, care, phase)}


def _class(service: str) -> str:
    return next(care for care, services in CARE.items() if service in services)


def _told(sample: Iterable[Woman], care: str, phase: str) -> int:
    """Use that they told of themselves, on any day of the phase: beside the recorded, never in it."""
    return sum(total(on(attended(each, SERVICES[care], "self-report"), each.phases.days[phase])) for each in sample)


def _count(name: str, title: str, text: str, role: str = "count", unit: str = "women") -> Column:
    return Column(name, title, text, "whole", unit, role)


USE: Final = (
    Column("care", "Care", "primary or urgent.", role="open"),
    Column("service", "Service", "One service, or all of that care.", role="open"),
    Column("phase", "Phase", "before-2, before-1, outreach, during or after the programme.", role="open"),
    _count("events", "Contacts", "Attended, recorded contacts on covered days.", unit="contacts"),
    _count("women", "Women", "Women drawn with a covered day.", "of"),
    _count("women_with_events", "Women with any", "Those with a contact."),
    _count("women_not_covered", "Women not covered", "Women drawn with days in the phase and none of them covered."),
    _count("covered_days", "Covered days", "Days on which it would be known.", "of", "days"),
    _count("uncovered_days", "Days not covered", "Other days in the phase, alive: nobody looked, or she was away.", "of", "days"),
    Column("rate", "A woman-year", "Contacts per woman-year of covered days.", "number", "per woman-year", "derived"),
    Column("interval", "95 %", "Exact limits (Garwood).", "pair", "per woman-year", "derived"),
    Column("mark", "Mark", "u: fewer events than a rate can rest on. x: nobody looked.", role="derived"),
    _count("self_reported", "Told by her", "Contacts that they told of, on any day.", unit="contacts"))
NEEDS: Final = (
    Column("domain", "Area of need", "", role="open"), Column("rater", "Whose rating", "Never combined.", role="open"),
    Column("occasion", "Occasion", "baseline: at sign-up; now: on the day.", role="open"),
    _count("women", "Women", "Women drawn.", "of"), _count("none", "No need", "Rated as no need."),
    _count("met", "Met", "Rated as met by help."), _count("unmet", "Unmet", "Rated as not met."),
    _count("unknown", "Unknown", "Rated as unknown."), _count("missing", "Not rated", "Not rated by this rater."),
    _count("excluded", "Excluded", "Died by the day."))
DRAWING: Final = (
    Column("of", "Of", "What is drawn.", role="open"), Column("asked", "Asked for", "How many were to be drawn.", "whole", "women", "open"),
    _count("size", "Drawn", "How many were drawn.", "of"), Column("seed", "Seed", "What they are drawn with.", role="open"),
    _count("frame", "Drawn from", "Women of whom it may be asked.", "of"),
    Column("frame_digest", "Digest", "SHA-256 of the ids of those, in order, a line each.", role="open"),
    Column("rule", "Rule", "How they are drawn.", role="open"),
    Column("required", "Basis required", "Whether this ledger requires one (health-audit.basis-required).", role="open"),
    _count("signed_up", "Signed up", "Women signed up by the day.", "of"),
    _count("basis", "With a basis", "Of whom a lawful basis for the audit is recorded."),
    _count("consent", "Consented", "Who agreed to it."),
    _count("none", "Nothing recorded", "Of whom neither is recorded."), _count("withdrawn", "Taken back", "Who took their consent back."),
    _count("excluded", "Left out", "Who are left out for want of a basis, or because they took it back."))
WOMEN: Final = tuple(Column(name, name.replace("_", " ").capitalize(), text) for name, text in {
    "woman": "Her reference.", "stream": "The id of her stream.", "rank": "Her place in the drawing.",
    "basis": "basis, consent or none.", "article_6": "Of the UK GDPR.", "article_9": "Of the UK GDPR.",
    "confidentiality": "How the duty of confidence is met.", "method": "How she agreed.", "since": "Since when.",
    "because": "The positions that it rests on."}.items())


def sheets(document: Mapping[str, Any]) -> Sequence[Sheet]:
    """Use, needs, how the women were drawn, and for the team alone who they are."""
    told = (Sheet("use", "Primary and urgent care by phase", "Recorded use over covered days.", USE, document["rows"]),
            Sheet("needs", "Health needs by rater", "At sign-up and on the day.", NEEDS, document["needs"], "needs"),
            Sheet("drawing", "How they were drawn", "And on which basis they are in it.", DRAWING, document["drawing"], "drawing"))
    if document.get("audience", "team") != "team":
        return told
    return (*told, Sheet("women", "Women drawn", "Whom the audit is of, and on which basis.", WOMEN, document["women"], "women"))
