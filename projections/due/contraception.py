"""Is a contraceptive due for renewal, and does she still wait for a removal that she asked for?

A renewal is the offer of a conversation, never more, and it is silent once she has said no, has talked about it,
has chosen otherwise or is pregnant. A removal she asked for is the most urgent line there is.
"""

import datetime

from ledger.codes import CONTRACEPTION
from ledger.history import Fact
from projections.due.items import Item, Items, record
from projections.due.standing import supported
from projections.indicators.contraception.removals import requests
from projections.indicators.contraception.uses import LARC, Use, lifetime_ends, uses
from projections.woman import Woman

OTHERWISE = (*CONTRACEPTION.groups["effective"], "not-needed")


def removals_asked_for(woman: Woman) -> Items:
    """Each request of a living woman for a removal that is not recorded as met, unless she since chose to keep it."""
    if woman.died:
        return
    for asked, met in requests(woman):
        if not met and not any(_keeps(fact, asked) for fact in woman.of("contraception-discussed")):
            yield Item("she asked for her LARC to be removed, and no removal is recorded", asked.said.occurred, "now",
                       record("larc-removed", woman.reference, method=_method(woman), reason="her-choice"))


def _keeps(fact: Fact, asked: Fact) -> bool:
    return fact.day > asked.day and fact.event.outcome == "chosen" and fact.event.preferred in LARC


def _method(woman: Woman) -> str:
    fitted = uses(woman)
    return fitted[-1].method if fitted else "METHOD"


def renewal(woman: Woman) -> Items:
    """The LARC of a woman with whom the team works, from some time before its life ends."""
    used = uses(woman)
    if not used or used[-1].ended or not supported(woman):
        return
    use = used[-1]
    ends = lifetime_ends(woman, use.begun)
    opens = ends - _ahead(woman, use)
    if woman.day >= opens and not _silent(woman, use, opens):
        yield Item(f"{use.said}, {_until(woman, ends)}: offer a conversation; hers to decide", opens.isoformat(), "soon",
                   record("contraception-discussed", woman.reference, with_="practitioner", outcome="OUTCOME",
                          told_support_continues="YES-OR-NO", seen_alone="YES-OR-NO"))


def _ahead(woman: Woman, use: Use) -> datetime.timedelta:
    if use.method == "injection":
        return datetime.timedelta(woman.parameters["due.injection-ahead-days"])
    return datetime.timedelta(weeks=woman.parameters["due.larc-ahead-weeks"])


def _until(woman: Woman, ends: datetime.date) -> str:
    return f"due for renewal on {ends}" if woman.day < ends else f"was due for renewal on {ends}"


def _silent(woman: Woman, use: Use, opens: datetime.date) -> bool:
    """Whether anything since the fitting says that there is no conversation left to offer."""
    since = [fact for fact in woman.history.facts if fact.day >= use.begun.day]
    return any(_said_no(fact) or _talked(fact, opens) or _otherwise(fact, use) for fact in since)


def _said_no(fact: Fact) -> bool:
    return ((fact.kind == "contraception-discussed" and fact.event.outcome == "declined")
            or (fact.kind == "signed-up" and fact.event.contraception_choice == "declined")
            or (fact.kind == "larc-removed" and fact.event.reason == "her-choice")
            or fact.kind == "larc-removal-requested")


def _talked(fact: Fact, opens: datetime.date) -> bool:
    return fact.kind == "contraception-discussed" and fact.day >= opens


def _otherwise(fact: Fact, use: Use) -> bool:
    """Whether she is pregnant, or uses something else."""
    if fact.kind == "contraception-started":
        return fact.event.method in OTHERWISE
    return fact.kind in ("pregnancy-confirmed", "child-born") and fact.day > use.begun.day
