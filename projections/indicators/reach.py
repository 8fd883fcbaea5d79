"""P: how many women were reached, and how many of them joined?

Outreach is counted from a woman's first outreach, as the phases are, to her first sign-up on or after that day.
"""

import datetime

from ledger.dates import months_after
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.indicators import figure
from projections.woman import Woman

IN_TIME = "3 months at most (2018, 2021)"


def prioritised(woman: Woman) -> Fact | None:
    """The decision by which she is prioritised: the last one by the day, if it says so."""
    last = woman.last("prioritised")
    return last if last and last.event.decision == "prioritised" else None


def since_outreach(woman: Woman, kind: str) -> Fact | None:
    """Her first fact of a kind on or after her first outreach."""
    started = woman.first("outreach-started")
    return next((fact for fact in woman.of(kind) if started and fact.day >= started.day), None)


@figure("M01", outcome="P", title="Reached by outreach",
        of_whom="Women prioritised: those whose last decision by the day is prioritised.",
        counts="Outreach started by the day.", baseline="49 prioritised (2021)", examples="""
reached | on 2021-09-30 | counted 1 of 1
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-09-09 outreach-started
reached on the day itself | on 2020-09-09 | counted 1 of 1
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-09-09 outreach-started
not yet reached | on 2020-09-08 | not-counted 0 of 1
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-09-09 outreach-started
deferred at first, prioritised later | on 2021-09-30 | not-counted 0 of 1
  2020-08-03 prioritised decision=deferred forum=panel
  2020-11-02 prioritised decision=prioritised forum=panel
no longer prioritised | on 2021-09-30 | none
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-09-09 outreach-started
  2020-11-02 prioritised decision=not-prioritised forum=panel
reached, and never prioritised | on 2021-09-30 | none
  2020-09-09 outreach-started
""")
def reached(woman: Woman) -> Answer | None:
    """Of the women prioritised, those with whom outreach was started by the day."""
    decided = prioritised(woman)
    if not decided:
        return None
    started = woman.first("outreach-started")
    if started:
        return counted(f"outreach started {started.said.occurred}", decided, started)
    return not_counted("no outreach recorded", decided)


@figure("M02", outcome="P", title="Signed up, of women reached",
        of_whom="Women with whom outreach was started, and who decided since or were first reached at least "
        "outreach.decided-days ago.", counts="Signed up by the day.", excluded="Women whose outreach is still open.",
        examples="""
signed up | on 2021-09-30 | counted 1 of 1
  2020-09-09 outreach-started
  2020-11-02 signed-up contraception_choice=larc
signed up within days is decided | on 2020-09-12 | counted 1 of 1
  2020-09-09 outreach-started
  2020-09-12 signed-up contraception_choice=larc
declined is decided | on 2020-09-20 | not-counted 0 of 1
  2020-09-09 outreach-started
  2020-09-20 declined reason=not-now
declined at first, signed up later | on 2021-09-30 | counted 1 of 1
  2020-09-09 outreach-started
  2020-10-09 declined reason=not-now
  2021-02-01 signed-up contraception_choice=larc
still open after 89 days | on 2020-12-07 | excluded
  2020-09-09 outreach-started
counted as decided after 90 days | on 2020-12-08 | not-counted 0 of 1
  2020-09-09 outreach-started
died before she decided, and reached long enough ago | on 2021-09-30 | not-counted 0 of 1
  2020-09-09 outreach-started
  2020-10-01 died
signed up before her first recorded outreach | on 2020-09-10 | counted 1 of 1
  2020-08-01 signed-up contraception_choice=larc
  2020-09-09 outreach-started
a refusal before outreach decides nothing | on 2020-09-30 | excluded
  2020-08-01 declined reason=not-now
  2020-09-09 outreach-started
signed up without outreach | on 2021-09-30 | none
  2020-11-02 signed-up contraception_choice=larc
""")
def signed_up(woman: Woman) -> Answer | None:
    """Of the women reached by outreach who decided, or had the time to, those who signed up."""
    started = woman.first("outreach-started")
    if not started:
        return None
    signed, declined = woman.first("signed-up"), since_outreach(woman, "declined")
    if signed:
        return counted(f"signed up {signed.said.occurred}", started, signed)
    if declined:
        return not_counted(f"declined {declined.said.occurred}: {declined.event.reason}", started, declined)
    days = woman.parameters["outreach.decided-days"]
    if woman.day < started.day + datetime.timedelta(days):
        return excluded("outreach still open", started)
    return not_counted(f"no decision within {days} days of outreach", started)


@figure("M02.of-prioritised", outcome="P", title="Signed up, of women prioritised",
        of_whom="Women prioritised: those whose last decision by the day is prioritised.",
        counts="Signed up by the day.", baseline="21 of 49 prioritised (2021)", examples="""
signed up | on 2021-09-30 | counted 1 of 1
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-11-02 signed-up contraception_choice=larc
signs up a day later | on 2020-11-01 | not-counted 0 of 1
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-11-02 signed-up contraception_choice=larc
reached, and not signed up | on 2020-09-09 | not-counted 0 of 1
  2020-08-03 prioritised decision=prioritised forum=panel
  2020-09-09 outreach-started
never prioritised | on 2021-09-30 | none
  2020-11-02 signed-up contraception_choice=larc
""")
def signed_up_of_prioritised(woman: Woman) -> Answer | None:
    """Of the women prioritised, those who signed up by the day."""
    decided = prioritised(woman)
    if not decided:
        return None
    if woman.signed_up:
        return counted(f"signed up {woman.sign_up.said.occurred}", decided, woman.sign_up)
    return not_counted("has not signed up", decided)


@figure("M05.median", outcome="P", title="Days from outreach to sign-up, median", unit="women", measure="median",
        of_whom="Women signed up by the day.", counts="Days from the first outreach to the first sign-up, half-open.",
        missing="Women with no outreach recorded by the day they signed up.", target=IN_TIME, examples="""
fifty-four days | on 2021-09-30 | counted 54 of 1
  2020-09-09 outreach-started
  2020-11-02 signed-up contraception_choice=larc
on the day she was reached | on 2021-09-30 | counted 0 of 1
  2020-09-09 outreach-started
  2020-09-09 signed-up contraception_choice=larc
from the first outreach to the first sign-up | on 2021-09-30 | counted 54 of 1
  2020-09-09 outreach-started
  2020-10-09 declined reason=not-now
  2020-10-20 outreach-started
  2020-11-02 signed-up contraception_choice=larc
  2020-12-01 programme-ended outcome=left-early
  2021-02-01 signed-up contraception_choice=larc
no outreach recorded | on 2021-09-30 | missing
  2020-09-01 woman-identified route=self care_experienced=not-asked
  2020-11-02 signed-up contraception_choice=larc
reached only for her second run | on 2021-09-30 | missing
  2020-11-02 signed-up contraception_choice=larc
  2020-12-01 programme-ended outcome=left-early
  2021-01-05 outreach-started
  2021-02-01 signed-up contraception_choice=larc
not signed up | on 2021-09-30 | none
  2020-09-09 outreach-started
""")
def days_to_sign_up(woman: Woman) -> Answer | None:
    """Of the women signed up, the days from first outreach to sign-up: their median."""
    if not woman.signed_up:
        return None
    started, signed = woman.first("outreach-started"), woman.sign_up
    if not started or started.day > signed.day:
        return missing("no outreach recorded before she signed up", signed)
    days = (signed.day - started.day).days
    return counted(f"{_about(started, signed)}{days} days", started, signed, amount=days)


@figure("M05.within-3-months", outcome="P", title="Signed up within 3 months of outreach",
        of_whom="Women first reached by outreach at least outreach.months ago.",
        counts="Signed up within that time, its last day included.",
        excluded="Women reached less than outreach.months ago; women who died within that time and had not signed up.",
        target=IN_TIME, examples="""
within | on 2021-09-30 | counted 1 of 1
  2020-09-09 outreach-started
  2020-11-02 signed-up contraception_choice=larc
on the last day | on 2020-12-09 | counted 1 of 1
  2020-09-09 outreach-started
  2020-12-09 signed-up contraception_choice=larc
a day too late | on 2021-09-30 | not-counted 0 of 1
  2020-09-09 outreach-started
  2020-12-10 signed-up contraception_choice=larc
declined | on 2021-09-30 | not-counted 0 of 1
  2020-09-09 outreach-started
  2020-10-09 declined reason=unreachable
signed up, but reached less than three months ago | on 2020-12-08 | excluded
  2020-09-09 outreach-started
  2020-11-02 signed-up contraception_choice=larc
died within the time | on 2021-09-30 | excluded
  2020-09-09 outreach-started
  2020-10-09 died
never reached | on 2021-09-30 | none
  2020-11-02 signed-up contraception_choice=larc
""")
def within_three_months(woman: Woman) -> Answer | None:
    """Of the women first reached at least three months ago, those who signed up within three months."""
    started = woman.first("outreach-started")
    if not started:
        return None
    months = woman.parameters["outreach.months"]
    limit = months_after(started.day, months)
    if woman.day < limit:
        return excluded(f"reached less than {months} months ago", started)
    signed = since_outreach(woman, "signed-up")
    if signed and signed.day <= limit:
        days = (signed.day - started.day).days
        return counted(f"signed up {_about(started, signed)}{days} days after", started, signed)
    if not signed and woman.died and woman.end <= limit:
        return excluded(f"died within {months} months of outreach", started, woman.died)
    return not_counted(f"signed up later, {signed.said.occurred}" if signed else "has not signed up", started, signed)


def _about(*facts: Fact) -> str:
    """'about ' where a day is known only to the month or year."""
    return "about " if any(fact.about for fact in facts) else ""
