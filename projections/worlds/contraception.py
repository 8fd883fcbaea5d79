"""What is written down about contraception and pregnancy? She chooses; support continues whatever she chooses."""

import datetime
from collections.abc import Iterator

from ledger.dates import months_after
from projections.worlds.lives import Life
from projections.worlds.rows import Row, days, month_of

METHODS = ("implant", "implant", "implant", "ius", "ius", "iud", "injection")
CLINIC = "sexual health service"


def fitted_on(life: Life) -> datetime.date | None:
    """The day of her first fitting: in time for whatever else her story says."""
    if life.sign_up is None or not life.fitted:
        return None
    return life.sign_up + days(life.chance.whole("fitted", 4, 75))


def method_of(life: Life) -> str:
    """Her method; she whose story goes on past the fitting has one that lasts for years."""
    return life.chance.pick("method", METHODS if life.larc_story == "kept" else METHODS[:6])


def discussed(life: Life) -> Iterator[Row]:
    """With her practitioner soon after sign-up, and with a clinician where she chose to go."""
    if life.sign_up is None:
        return
    chosen = method_of(life) if life.fitted else None
    outcome = "chosen" if life.fitted or life.without_larc == "other-effective" else life.without_larc
    at_first = "undecided" if life.chance.happens(0.3, "at-first") else outcome
    yield life.row("contraception-discussed", life.sign_up + days(life.chance.whole("discussed", 0, 3)),
                   with_="practitioner", outcome=at_first, told_support_continues="yes", seen_alone="yes")
    told = "yes" if life.chance.happens(0.9, "told") else "no"
    yield life.row("contraception-discussed", fitted_on(life) or life.sign_up + days(30), "partner-record",
                   with_="clinician",
                   outcome=outcome, preferred=chosen, told_support_continues=told, seen_alone="yes")


def fitted(life: Life) -> Iterator[Row]:
    """She is fitted with LARC; an injection is given again every twelve weeks or so, until it no longer is."""
    first = fitted_on(life)
    if first is None:
        return
    method = method_of(life)
    replace_by = months_after(first, 60) if method == "ius" and life.chance.happens(0.4, "replace-by") else None
    yield life.row("larc-fitted", first, "partner-record", method=method, provider=CLINIC, replace_by=replace_by)
    if life.chance.happens(0.6, "checked"):
        yield life.row("larc-checked", first + days(42), "partner-record",
                       finding=life.chance.pick("finding", ("none", "none", "none", "bleeding", "pain")))
    if method == "injection":
        for number in range(1, life.chance.whole("injections", 1, 4)):
            yield life.row("larc-fitted", first + days(84 * number), "partner-record",
                           method=method, provider=CLINIC)


def removed(life: Life) -> Iterator[Row]:
    """Two have it removed, one changes to another method, one asked lately and waits."""
    first = fitted_on(life)
    if first is None or life.larc_story == "kept":
        return
    if life.larc_story == "asked":
        yield life.row("larc-removal-requested", datetime.date(2021, 10, 4))
        return
    asked = first + days(life.chance.whole("asked", 45, 80))
    day = asked + days(life.chance.whole("removed", 5, 30))
    reason = life.larc_story
    yield life.row("larc-removal-requested", asked, "self-report")
    yield life.row("larc-removed", day, "partner-record", method=method_of(life), reason=reason)
    if reason == "switched":
        yield life.row("larc-fitted", day + days(3), "partner-record", provider=CLINIC,
                       method="ius" if method_of(life) == "implant" else "implant")


def other_methods(life: Life) -> Iterator[Row]:
    """One chose another effective method, and one changes to it when LARC is taken out."""
    if life.without_larc == "other-effective" and life.sign_up:
        yield life.row("contraception-started", month_of(months_after(life.sign_up, 1)), "self-report",
                       method="pill-progestogen-only")
    if life.larc_story == "her-choice":
        first = fitted_on(life)
        assert first is not None
        yield life.row("contraception-started", first + days(112), "self-report", method="patch")
    if life.without_larc == "declined" and life.sign_up and life.chance.happens(0.6, "emergency"):
        yield life.row("emergency-contraception-given", months_after(life.sign_up, 2), "self-report", type="oral")


def pregnancies(life: Life) -> Iterator[Row]:
    """One is pregnant when she signs up, and the child stays with her; one loses a pregnancy that began later."""
    if life.sign_up is None:
        return
    if life.without_larc == "undecided":
        born = months_after(life.sign_up, 3)
        yield life.row("pregnancy-confirmed", life.sign_up + days(9), "self-report", planned="not-asked",
                       gestation_weeks=26, due=month_of(born))
        yield life.row("pregnancy-ended", month_of(born), "partner-record", outcome="live-birth",
                       gestation_weeks=38)
        yield life.row("child-born", month_of(born), "partner-record", child=f"C{life.removals + 1}",
                       gestation_weeks=38, health_need="no")
    first = fitted_on(life)
    if life.larc_story == "side-effects" and first:
        confirmed = first + days(170)
        yield life.row("pregnancy-confirmed", confirmed, "self-report", planned="no", gestation_weeks=6)
        yield life.row("pregnancy-ended", confirmed + days(16), "self-report", outcome="miscarriage",
                       gestation_weeks=8)
