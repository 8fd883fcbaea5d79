"""What does each column of the changes mean, and how much of it may others see?"""

from collections.abc import Mapping
from typing import Any, Final

from projections.sheets import Column, Sheet

FIGURE: Final = Column("figure", "Figure", role="open")
MARK: Final = Column("mark", "Mark", "z nobody paired, c confidential.", role="open")
WOMEN: Final = Column("women", "Women", "Signed up by the day.", "whole", "women", "of")
PAIRED: Final = Column("paired", "Paired", "Known twice.", "whole", "women", "of")
NOT_PAIRED: Final = Column("not_paired", "Not paired", "Not known twice.", "whole", "women", "count")

SCORES: Final = (
    FIGURE, Column("instrument", "Instrument", role="open"), Column("rater", "Rater", role="open"), WOMEN, PAIRED,
    Column("improved", "Improved reliably", "By at least the reliable change.", "whole", "women", "count"),
    Column("same", "Same", "By less.", "whole", "women", "count"),
    Column("deteriorated", "Deteriorated reliably", "The other way by at least as much.", "whole", "women", "count"), NOT_PAIRED,
    Column("improved_interval", "95 % interval of the share improved", "Wilson.", "pair", role="derived"),
    Column("reliable_change", "Reliable change", "The least change that is more than chance.", "number", "points", "open"),
    Column("confidence", "Confidence", "With which it is; none for a locally agreed one.", "number", role="open"),
    Column("better", "Better is", role="open"), Column("converted", "Converted", "By the published table.", role="open"),
    Column("caseness", "Caseness", "", "number", "points", "open"),
    Column("cases_before", "Cases before", "Of those paired.", "whole", "women", "count"),
    Column("cases_after", "Cases after", "Of those paired.", "whole", "women", "count"),
    Column("median_before", "Median before", "", "number", "points", "derived"),
    Column("median_after", "Median after", "", "number", "points", "derived"),
    Column("v", "Wilcoxon V", "Ranks of before less after, the positive ones summed.", "number", role="derived"),
    Column("p", "p", "Wilcoxon, exact, two-sided.", "number", role="derived"),
    Column("hodges_lehmann", "Before less after", "Hodges-Lehmann estimate.", "number", "points", "derived"),
    Column("hodges_lehmann_interval", "95 % interval, before less after", "Exact.", "pair", "points", "derived"),
    Column("change", "After less before", "The same estimate the other way.", "number", "points", "derived"),
    Column("change_interval", "95 % interval, after less before", "", "pair", "points", "derived"), MARK)

THERAPIES: Final = (
    FIGURE, Column("rule", "Rule", role="open"), Column("rater", "Rater", role="open"),
    Column("women", "Women", "Of whom the rule holds.", "whole", "women", "count"),
    Column("of", "Of", "Of whom it is asked; recovery of those alone who were a case.", "whole", "women", "of"),
    Column("value", "Share", "", "number", role="derived"), Column("interval", "95 % interval", "Wilson.", "pair", role="derived"), MARK)

BANDS: Final = (
    FIGURE, Column("band", "Band", role="open"), Column("from_score", "From", "The lowest score of the band.", "whole", "points", "open"),
    Column("before", "Before", "", "whole", "women", "count"), Column("after", "After", "", "whole", "women", "count"),
    Column("of", "Of", "Paired.", "whole", "women", "of"))

NORMS: Final = (
    Column("instrument", "Instrument", role="open"),
    Column("criterion_c", "Criterion c", "As far from the well as from those in treatment.", "number", "points", "open"),
    Column("cut_off", "Cut-off in use", "", "number", "points", "open"),
    Column("reliable_change_90", "Reliable change at 90 %", "From the norms.", "number", "points", "open"),
    Column("reliable_change_95", "Reliable change at 95 %", "From the norms.", "number", "points", "open"),
    Column("reliable_change", "Reliable change in use", "", "number", "points", "open"),
    Column("confidence", "Its confidence", "", "number", role="open"))

STATES: Final = (
    FIGURE, Column("title", "What", role="open"), WOMEN, PAIRED, NOT_PAIRED,
    Column("before", "Yes at sign-up", "Of those paired.", "whole", "women", "count"),
    Column("after", "Yes now", "Of those paired.", "whole", "women", "count"),
    Column("both", "Yes, yes", "", "whole", "women", "count"), Column("lost", "Yes, now no", "", "whole", "women", "count"),
    Column("gained", "No, now yes", "", "whole", "women", "count"), Column("neither", "No, no", "", "whole", "women", "count"),
    Column("mid_p", "McNemar mid-P", "Two-sided.", "number", role="derived"),
    Column("difference", "Share now less share at sign-up", "", "number", role="derived"),
    Column("interval", "95 % interval", "Newcombe, paired.", "pair", role="derived"),
    Column("before_less_after", "Share at sign-up less share now", "The same the other way.", "number", role="derived"),
    Column("before_less_after_interval", "95 % interval, the other way", "Newcombe, paired.", "pair", role="derived"), MARK)


def sheets(document: Mapping[str, Any]) -> list[Sheet]:
    """The tables of the changes; of those without a row only scores and states."""
    made = [Sheet("scores", "Scores, first and last", "Reliable change first; then Wilcoxon's signed ranks.", SCORES, document["rows"]),
            Sheet("therapies", "NHS Talking Therapies rules", "PHQ-9 and GAD-7 together.", THERAPIES, document["therapies"], "therapies"),
            Sheet("bands", "CORE-10 bands", "Of those paired, before and after.", BANDS, document["bands"], "bands"),
            Sheet("norms", "Norms", "Jacobson and Truax, from the published norms of the CORE-10.", NORMS, document["norms"], "norms"),
            Sheet("states", "Yes and no, at sign-up and now", "McNemar's mid-P; Newcombe's paired interval.", STATES, document["states"],
                  "states")]
    return [sheet for sheet in made if sheet.rows or sheet.name in ("scores", "states")]
