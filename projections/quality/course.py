"""Does the course of her programme hold together: identified, signed up, ended, and nothing after her death?"""

from itertools import groupby

from ledger import codec
from ledger.codes import ATTENDANCE
from ledger.history import Fact, History
from projections.certain import before, last_day
from projections.coverage import died
from projections.phases import spells
from projections.quality.found import Findings, at_first, found
from projections.woman import ONE_DAY

LIVING = frozenset({
    "signed-up", "consent-given", "goal-set", "larc-fitted", "contraception-discussed", "contraception-started",
    "emergency-contraception-given", "pregnancy-confirmed", "child-born", "activity-started", "course-started",
    "course-completed", "gp-registered", "instrument-completed", "housing-changed"})


def after_death(history: History) -> Findings:
    """What only a living woman can do, dated after her death: one of the two entries is certainly wrong."""
    death = died(history)
    if death:
        late = [fact for fact in history.facts if before(death.said.occurred, fact.said.occurred) and _living(fact)]
        yield from at_first("after-death", "must", late, "{n} after her death; that or the day of her death is wrong.")


def _living(fact: Fact) -> bool:
    if fact.kind == "contact-held":
        return fact.event.attendance in ATTENDANCE.groups["seen"]
    return fact.kind in LIVING or (fact.kind == "service-used" and fact.event.attended == "yes")


def after_end(history: History) -> Findings:
    """Programme contacts on days after her programme ended and before it began again. Those held after her death stand above."""
    facts = history.of("contact-held")
    if died(history) or not facts:
        return
    runs = spells(history, facts[-1].day + ONE_DAY)
    late = [fact for fact in facts if fact.event.purpose == "programme" and runs and last_day(fact.said.occurred) > runs[0].start
            and not any(run.start <= last_day(fact.said.occurred) and _not_after(fact, run.ended) for run in runs)]
    yield from at_first("contact-after-end", "should", late, "{n} of contact for the programme after it had ended.")


def _not_after(fact: Fact, ended: Fact | None) -> bool:
    return ended is None or not before(ended.said.occurred, fact.said.occurred)


def identified_twice(history: History) -> Findings:
    """She was identified more than once. Where the entries say different things, some figure rests on one of them alone."""
    first, *again = history.of("woman-identified") or (None,)
    for fact in again:
        assert first is not None
        differs = codec.fields_of(fact.event) != codec.fields_of(first.event)
        yield found("identified-twice", "should" if differs else "note", fact,
                    f"She was identified twice, {'and the entries say different things' if differs else 'with the same words'}.")


def sign_up_order(history: History) -> Findings:
    """A sign-up dated before she was identified, or before outreach to her began."""
    signed = history.first("signed-up")
    if signed is None:
        return
    for kind, words in (("woman-identified", "she was identified"), ("outreach-started", "outreach to her began")):
        first = history.first(kind)
        if first and before(signed.said.occurred, first.said.occurred) and not _ended_between(history, signed, first):
            yield found(f"signed-up-before-{kind}", "should", signed, f"She signed up before {words}.")


def _ended_between(history: History, signed: Fact, first: Fact) -> bool:
    """Whether what came later belongs to another run."""
    return any(signed.day <= fact.day <= first.day for fact in history.of("programme-ended"))


def two_sign_ups(history: History) -> Findings:
    """A sign-up while she was in the programme already, and an end while she was not."""
    inside = False
    for _, of_day in groupby(history.of("signed-up", "programme-ended"), key=lambda fact: fact.day):
        told = list(of_day)
        signed = [fact for fact in told if fact.kind == "signed-up"]
        ended = [fact for fact in told if fact.kind == "programme-ended"]
        again = signed if inside and not ended else signed[1:]
        for fact in again:
            yield found("signed-up-twice", "should", fact, "She signed up again, and no end of the programme lies between.")
        if ended and not inside and not signed:
            yield found("ended-not-signed-up", "should", ended[0], "Her programme ended, and she was not in it.")
        inside = _inside_after(inside, bool(signed), bool(ended))


def _inside_after(inside: bool, signed: bool, ended: bool) -> bool:
    """Whether she is in the programme after a day: an end then ends what ran before, else what began that day."""
    if ended:
        return inside and signed
    return inside or signed


def released_not_allocated(history: History) -> Findings:
    """A practitioner released who was not allocated by then."""
    for fact in history.of("practitioner-released"):
        held = [each for each in history.of("practitioner-allocated") if each.event.practitioner == fact.event.practitioner]
        if not any(not before(fact.said.occurred, each.said.occurred) for each in held):
            yield found("released-not-allocated", "should", fact, "A practitioner was released who had not been allocated to her.")
