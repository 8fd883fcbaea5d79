"""O4b, O4c, O4e: did her scores change by more than chance would change them?

A change is reliable where it is at least the instrument's reliable change: the published one, or for an instrument that
has none a parameter, 'reliable-change.rses'. Scores are paired within one rater: raters are never combined.
"""

from collections.abc import Iterable
from typing import Final

from ledger.codes import INSTRUMENTS, RATER, Instrument
from ledger.history import Fact
from projections.answers import Answer, counted, excluded, missing, not_counted
from projections.change import of_one_signed_up
from projections.indicators import figure
from projections.indicators.needs import declare_change
from projections.parameters import Parameters
from projections.woman import Woman

CHANGES: Final = ("improved", "deteriorated", "same")
BY: Final = {"woman": "by herself", "practitioner": "by a practitioner", "partner": "by a partner agency"}
PAIRED: Final = ("Paired: the first score of occasion baseline, and the last of any other occasion on a later day, on or "
                 "after sign-up, by the same rater.")
LAST_DIGIT: Final = 1e-9   # Converted scores have decimals: just the reliable change must not fall short by a rounding.

PAIRS: Final = """
better by the reliable change exactly | on 2021-09-30 | IMPROVED
  programme 2021-01-01 parameter-set name=reliable-change.INSTRUMENT value=LEAST reason=agreed
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=6-months rater=RATER
worse by it | on 2021-09-30 | DETERIORATED
  programme 2021-01-01 parameter-set name=reliable-change.INSTRUMENT value=LEAST reason=agreed
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=6-months rater=RATER
better, but by less | on 2021-09-30 | SAME
  programme 2021-01-01 parameter-set name=reliable-change.INSTRUMENT value=LEAST reason=agreed
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=NEARLY occasion=6-months rater=RATER
the last later score decides | on 2021-09-30 | SAME
  programme 2021-01-01 parameter-set name=reliable-change.INSTRUMENT value=LEAST reason=agreed
  2020-12-20 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-01-04 signed-up contraception_choice=larc
  2021-04-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=3-months rater=RATER
  2021-09-30 instrument-completed instrument=INSTRUMENT score=WORSE occasion=exit rater=RATER
a baseline of a second time is no later score | on 2021-09-30 | IMPROVED
  programme 2021-01-01 parameter-set name=reliable-change.INSTRUMENT value=LEAST reason=agreed
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-04-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=exit rater=RATER
  2021-04-05 programme-ended outcome=left-early
  2021-09-01 signed-up contraception_choice=larc
  2021-09-01 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
no baseline | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-07-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=6-months rater=RATER
no score since | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-01-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=other rater=RATER
both before sign-up | on 2021-09-30 | missing
  2020-11-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2020-12-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=other rater=RATER
  2021-01-04 signed-up contraception_choice=larc
two raters are no pair | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=6-months rater=OTHER
died before a second look | on 2021-09-30 | missing
  2021-01-04 signed-up contraception_choice=larc
  2021-02-01 died
died after her pair, which was true while she lived | on 2021-09-30 | IMPROVED
  programme 2021-01-01 parameter-set name=reliable-change.INSTRUMENT value=LEAST reason=agreed
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=6-months rater=RATER
  2021-08-01 died
not signed up | on 2021-09-30 | none
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=6-months rater=RATER
"""
NONE_AGREED: Final = """
no reliable change is agreed | on 2021-09-30 | excluded
  2021-01-04 signed-up contraception_choice=larc
  2021-01-04 instrument-completed instrument=INSTRUMENT score=WORSE occasion=baseline rater=RATER
  2021-07-04 instrument-completed instrument=INSTRUMENT score=BETTER occasion=6-months rater=RATER
"""
SCORES: Final = {  # in the examples: the worse, the better, one nearly as good, and the least reliable change between them
    "core-10": "20 14 15 6", "phq-9": "15 9 10 6", "gad-7": "12 8 9 4", "swemwbs": "7 10 9 5", "wemwbs": "30 35 34 5",
    "life-satisfaction": "3 5 4 2", "rses": "10 14 13 4", "gse": "20 25 24 5", "brs": "2 3 2.5 1"}


def change(woman: Woman, instrument: Instrument, rater: str, wanted: str) -> Answer:
    """Whether the change between a pair of scores is the wanted one: improved, deteriorated or the same."""
    scores = [fact for fact in woman.of("instrument-completed")
              if fact.event.instrument == instrument.name and fact.event.rater == rater]
    baseline = next((fact for fact in scores if fact.event.occasion == "baseline"), None)
    if baseline is None:
        return missing(f"no baseline {BY[rater]}", woman.sign_up)
    now = later(woman, baseline, scores)
    if now is None:
        return missing(f"no later score {BY[rater]}", woman.sign_up, baseline)
    least = reliable_change(instrument, woman.parameters)
    if not least:
        return excluded("no reliable change is published or agreed", woman.sign_up, baseline, now)
    answer = counted if verdict(instrument, baseline, now, least) == wanted else not_counted
    return answer(f"{baseline.event.score:g} to {now.event.score:g}", woman.sign_up, baseline, now)


def later(woman: Woman, baseline: Fact, scores: Iterable[Fact]) -> Fact | None:
    """The last score of a later day, on or after sign-up, that is no baseline itself."""
    return next((fact for fact in reversed(list(scores)) if fact.event.occasion != "baseline"
                 and fact.day > baseline.day and fact.day >= woman.sign_up.day), None)


def reliable_change(instrument: Instrument, parameters: Parameters) -> float:
    """The least change that is more than chance; 0 where none is published or agreed."""
    return instrument.reliable_change or parameters[f"reliable-change.{instrument.name}"]


def verdict(instrument: Instrument, first: Fact, now: Fact, least: float) -> str:
    """Whether a change is an improvement, a deterioration, or neither. Scores are converted first where a table says so."""
    gained = instrument.value(now.event.score) - instrument.value(first.event.score)
    better = gained if instrument.higher_is_better else -gained
    if abs(better) < least - LAST_DIGIT:
        return "same"
    return "improved" if better > 0 else "deteriorated"


def declare(name: str, outcome: str, what: str, instrument: str, rater: str, wanted: str,
            baseline: str | None = None) -> None:
    """Declare a figure of one instrument, rater and change."""
    def of_woman(woman: Woman) -> Answer | None:
        return of_one_signed_up(woman, lambda each: change(each, INSTRUMENTS[instrument], rater, wanted))

    said = "stayed the same" if wanted == "same" else f"reliably {wanted}"
    of_woman.__doc__ = (f"Of the women signed up with a pair of {instrument} scores {BY[rater]}, those whose score {said}. "
                        f"{PAIRED}")
    figure(f"{name}.{wanted}", outcome=outcome, title=f"{what}: {instrument} {said}, {BY[rater]}",
           of_whom=f"Women signed up by the day with a pair of {instrument} scores {BY[rater]}. {PAIRED}",
           counts=f"{said[:1].upper()}{said[1:]}: {_least(INSTRUMENTS[instrument])}.",
           missing="Women without a baseline or without a later score of this rater.",
           excluded="Paired women where no reliable change is published or agreed.", baseline=baseline,
           examples=_example_women(instrument, rater, wanted), told_by=(("instrument-completed", instrument, rater),))(of_woman)


def _least(instrument: Instrument) -> str:
    converted = ", after conversion by the published table" if instrument.metric else ""
    if not instrument.reliable_change:
        return f"by at least the parameter reliable-change.{instrument.name}{converted}; nothing is told while that is 0"
    return f"by at least {instrument.reliable_change:g} points ({instrument.confidence:.0%} confidence){converted}"


def _example_women(instrument: str, rater: str, wanted: str) -> str:
    published = INSTRUMENTS[instrument].reliable_change
    text = PAIRS if published else PAIRS + NONE_AGREED
    lines = (line for line in text.splitlines() if not (published and line.startswith("  programme")))
    worse, better, nearly, least = SCORES[instrument].split()
    words = {"INSTRUMENT": instrument, "OTHER": next(name for name in RATER.names if name != rater), "RATER": rater,
             "WORSE": worse, "BETTER": better, "NEARLY": nearly, "LEAST": least,
             **{each.upper(): "counted 1 of 1" if each == wanted else "not-counted 0 of 1" for each in CHANGES}}
    text = "\n".join(lines)
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


for _wanted in CHANGES:
    for _instrument in ("core-10", "phq-9", "gad-7", "swemwbs", "wemwbs", "life-satisfaction"):
        declare(f"M20.{_instrument}", "O4c", "Distress and wellbeing", _instrument, "woman", _wanted,
                "94 % with a mental-health need (2021)")
    for _rater in RATER.names:
        declare(f"M38.brs.{_rater}", "O4b", "Resilience", "brs", _rater, _wanted)
    for _instrument in ("rses", "gse"):
        declare(f"M40.{_instrument}", "O4e", "Confidence and self-esteem", _instrument, "woman", _wanted)
for _change, _word in (("eased", "improved"), ("newly-unmet", "deteriorated")):
    for _rater in RATER.names:
        declare_change(f"M38.need.{_rater}.{_word}", "resilience", _rater, _change, "O4b")
        declare_change(f"M40.need.{_rater}.{_word}", "self-esteem", _rater, _change, "O4e")
