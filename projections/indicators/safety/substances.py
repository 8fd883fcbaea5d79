"""O3e: does she use alcohol and drugs on fewer days, has she stopped, or changed to what harms less?

Each substance apart. A prescribed substitute, such as methadone, is not use. A review gives the days of use in the
last 28; a substance that was never reviewed is not known, and is never none.
"""

from collections.abc import Callable, Sequence
from typing import Final

from ledger.codes import SUBSTANCES
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.change import AT_SIGN_UP, NOT_PAIRED, at_sign_up, compared, of_one_signed_up, since
from projections.indicators import figure
from projections.woman import Woman

USES: Final = SUBSTANCES.groups["uses"]
IMPACT: Final = ("crack", "heroin", "other-opiates", "alcohol", "cocaine", "benzodiazepines", "cannabis")
ORDER: Final = (f"The order, highest impact first: {', '.join(IMPACT)}. It is our own; that crack and heroin lead it follows "
                "Nutt, King and Phillips 2010 (Lancet 376:1558), harm to the person. The kind 'other' has no place in it.")
BASELINE: Final = {"alcohol": "44 % with an alcohol need (2021)"}
DRUGS: Final = "64 % with a drug need (2021)"

PAIRS: Final = """
fewer days | on 2021-09-30 | FEWER
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=SUBSTANCE days_in_28=20 treatment=yes
  2021-04-11 substance-use-reviewed substance=SUBSTANCE days_in_28=0 treatment=yes
  2021-07-11 substance-use-reviewed substance=SUBSTANCE days_in_28=5 treatment=yes
more days | on 2021-09-30 | MORE
  2020-12-20 substance-use-reviewed substance=SUBSTANCE days_in_28=10 treatment=no
  2021-01-04 signed-up contraception_choice=larc
  2021-09-30 substance-use-reviewed substance=SUBSTANCE days_in_28=28 treatment=no
stopped | on 2021-09-30 | STOPPED
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=SUBSTANCE days_in_28=20 treatment=yes
  2021-07-11 substance-use-reviewed substance=SUBSTANCE days_in_28=0 treatment=yes
none at either time | on 2021-09-30 | NEITHER
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=SUBSTANCE days_in_28=0 treatment=no
  2021-07-11 substance-use-reviewed substance=SUBSTANCE days_in_28=0 treatment=no
reviewed once | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=SUBSTANCE days_in_28=20 treatment=yes
another substance, and a prescribed substitute | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=OTHER days_in_28=20 treatment=yes
  2021-01-11 substance-use-reviewed substance=prescribed-substitute days_in_28=28 treatment=yes
  2021-07-11 substance-use-reviewed substance=OTHER days_in_28=5 treatment=yes
died before a second look | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 died
not signed up | on 2021-09-30 | none
  2021-01-11 substance-use-reviewed substance=SUBSTANCE days_in_28=20 treatment=yes
"""


def reviews(woman: Woman, substance: str) -> list[Fact]:
    """The reviews of her use of a substance, in order."""
    return [fact for fact in woman.of("substance-use-reviewed") if fact.event.substance == substance]


def changed(woman: Woman, first: Fact, now: Fact) -> Answer:
    """By how many days in 28 her use changed."""
    days = now.event.days_in_28 - first.event.days_in_28
    return counted(_days(first, now), woman.sign_up, first, now, amount=days)


def fewer(woman: Woman, first: Fact, now: Fact) -> Answer:
    """Whether she uses it on fewer days."""
    answer = counted if now.event.days_in_28 < first.event.days_in_28 else not_counted
    return answer(_days(first, now), woman.sign_up, first, now)


def stopped(woman: Woman, first: Fact, now: Fact) -> Answer:
    """Whether she uses it on no day any more."""
    if not first.event.days_in_28:
        return excluded("no use at sign-up", woman.sign_up, first, now)
    return (not_counted if now.event.days_in_28 else counted)(_days(first, now), woman.sign_up, first, now)


def _days(first: Fact, now: Fact) -> str:
    return f"{first.event.days_in_28} days in 28, then {now.event.days_in_28}"


def _declare(substance: str, word: str, judge: Callable[[Woman, Fact, Fact], Answer], title: str, counts: str, meaning: str,
             expected: Sequence[str], measure: str = "proportion", excluded_too: str = "") -> None:
    def of_woman(woman: Woman) -> Answer | None:
        return of_one_signed_up(woman, lambda each: compared(each, reviews(each, substance), lambda a, b: judge(each, a, b)))

    of_woman.__doc__ = f"Of the women signed up whose use of {substance} was reviewed at sign-up and again since, {meaning}"
    text = PAIRS.replace("OTHER", next(each for each in USES if each != substance)).replace("SUBSTANCE", substance)
    for mark, answer in zip(("FEWER", "MORE", "STOPPED", "NEITHER"), expected, strict=True):
        text = text.replace(mark, answer)
    figure(f"M22.{substance}.{word}", outcome="O3e", title=f"{title}: {substance}", measure=measure,
           of_whom=f"Women signed up by the day whose use of {substance} was reviewed at sign-up and again since. {AT_SIGN_UP}",
           counts=counts, missing=NOT_PAIRED, excluded=excluded_too or "nobody", baseline=BASELINE.get(substance, DRUGS),
           examples=text, told_by=(("substance-use-reviewed", substance),))(of_woman)


YES: Final = "counted 1 of 1"
NO: Final = "not-counted 0 of 1"
for _substance in USES:
    _declare(_substance, "days-changed", changed, "Change of the days of use in 28",
             "Days of use in the last 28 now, less those at sign-up: below 0 is less use. The median of these.",
             "the change of the days of use in 28.",
             ("counted -15 of 1", "counted 18 of 1", "counted -20 of 1", "counted 0 of 1"), measure="median")
    _declare(_substance, "fewer-days", fewer, "Used on fewer days in 28", "Fewer days of use in the last 28 than at sign-up.",
             "those who use it on fewer days in 28.", (YES, NO, YES, NO))
    _declare(_substance, "stopped", stopped, "Stopped", "Use at sign-up, and no day of use in the last 28 now.",
             "those who used it then and now do not.", (NO, NO, YES, "excluded"),
             excluded_too="Women who did not use it at sign-up.")


@figure("M22.lower-impact", outcome="O3e", title="Changed to a substance of lower impact",
        of_whom=f"Women signed up by the day who used a substance at sign-up, all of them reviewed again since. {AT_SIGN_UP}",
        counts=f"What she uses now of highest impact stands lower in the order than at sign-up. {ORDER} Who uses none now is "
        "not counted here: she stopped.", missing="Women none of whose use is known at sign-up, or not all of it again since.",
        excluded="Women who used none at sign-up; who used or uses what has no place in the order.",
        baseline="64 % with a drug need, 44 % with an alcohol need (2021)",
        told_by=tuple(("substance-use-reviewed", substance) for substance in USES), examples="""
heroin, then cannabis | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=heroin days_in_28=20 treatment=yes
  2021-07-11 substance-use-reviewed substance=heroin days_in_28=0 treatment=yes
  2021-07-11 substance-use-reviewed substance=cannabis days_in_28=10 treatment=no
  2021-07-11 substance-use-reviewed substance=prescribed-substitute days_in_28=28 treatment=yes
two, and the lower one is left | on 2021-09-30 | counted 1 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=crack days_in_28=20 treatment=yes
  2021-01-11 substance-use-reviewed substance=alcohol days_in_28=28 treatment=no
  2021-07-11 substance-use-reviewed substance=crack days_in_28=0 treatment=yes
  2021-07-11 substance-use-reviewed substance=alcohol days_in_28=28 treatment=no
two, and the higher one is left | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=crack days_in_28=20 treatment=yes
  2021-01-11 substance-use-reviewed substance=alcohol days_in_28=28 treatment=no
  2021-07-11 substance-use-reviewed substance=crack days_in_28=1 treatment=yes
  2021-07-11 substance-use-reviewed substance=alcohol days_in_28=0 treatment=no
stopped | on 2021-09-30 | not-counted 0 of 1
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=alcohol days_in_28=20 treatment=yes
  2021-07-11 substance-use-reviewed substance=alcohol days_in_28=0 treatment=yes
one of two not reviewed again | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=crack days_in_28=20 treatment=yes
  2021-01-11 substance-use-reviewed substance=alcohol days_in_28=28 treatment=no
  2021-07-11 substance-use-reviewed substance=alcohol days_in_28=28 treatment=no
no review | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
none used at sign-up | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=alcohol days_in_28=0 treatment=no
  2021-07-11 substance-use-reviewed substance=cannabis days_in_28=3 treatment=no
what has no place in the order | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-01-11 substance-use-reviewed substance=alcohol days_in_28=20 treatment=no
  2021-07-11 substance-use-reviewed substance=alcohol days_in_28=0 treatment=no
  2021-07-11 substance-use-reviewed substance=other days_in_28=3 treatment=no
died before a second look | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 died
not signed up | on 2021-09-30 | none
  2021-01-11 substance-use-reviewed substance=crack days_in_28=20 treatment=yes
""")
def lower_impact(woman: Woman) -> Answer | None:
    """Of the women signed up who used a substance at sign-up, those who now use only what stands lower in the order of
    impact."""
    return of_one_signed_up(woman, _lower_impact)


def _lower_impact(woman: Woman) -> Answer:
    known = [fact for substance in USES if (fact := at_sign_up(woman, reviews(woman, substance)))]
    used = [fact for fact in known if fact.event.days_in_28]
    if not used:
        return (excluded if known else missing)(f"{'no use' if known else 'not known'} at sign-up", woman.sign_up, *known)
    if not all(since(fact, reviews(woman, fact.event.substance)) for fact in used):
        return missing("not all that she used was reviewed again", woman.sign_up, *used)
    last = [own[-1] for substance in USES if (own := reviews(woman, substance))]
    return _moved(woman, used, [fact for fact in last if fact.event.days_in_28], last)


def _moved(woman: Woman, used: Sequence[Fact], uses: Sequence[Fact], last: Sequence[Fact]) -> Answer:
    """From what she used to what she uses; last: all her last reviews."""
    words = f"{_names(used)}, then {_names(uses)}"
    if any(fact.event.substance not in IMPACT for fact in (*used, *uses)):
        return excluded(words, woman.sign_up, *used, *last)
    lower = bool(uses) and _highest(uses) > _highest(used)
    return (counted if lower else not_counted)(words, woman.sign_up, *used, *last)


def _names(facts: Sequence[Fact]) -> str:
    return " and ".join(fact.event.substance for fact in facts) or "none"


def _highest(facts: Sequence[Fact]) -> int:
    return min(IMPACT.index(fact.event.substance) for fact in facts)
