"""What does each column of a comparison mean, and how much of it may others see?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from projections.sheets import Column, Sheet

TEXT: Final = ("Women with covered days in both phases, each with herself first. A difference between phases is not what the programme "
               "did. The widest interval leads; a direction is named only of a planned comparison that no caution stands against.")
COLUMNS: Final = (
    Column("service", "Service", role="open"), Column("from", "From", role="open"), Column("to", "To", role="open"),
    Column("planned", "Planned", "Whether a plan names it that was there before its data were seen.", role="open"),
    Column("paired_women", "Women compared", "With covered days on both sides.", "whole", "women", "of"),
    Column("up", "Up", "Whose own rate is higher in the later.", "whole", "women", "count"),
    Column("down", "Down", "Whose own rate is lower in the later.", "whole", "women", "count"),
    Column("same", "Same", "Whose own rate is the same.", "whole", "women", "count"),
    Column("not_covered", "Not covered in both", "Women signed up who are not compared.", "whole", "women", "count"),
    Column("median_from", "Median, from", "Of the women's own rates.", "number", "per woman-year", "derived"),
    Column("median_to", "Median, to", "Of the women's own rates.", "number", "per woman-year", "derived"),
    Column("sign_flip_p", "Sign-flip p", "Exact, two-sided: of the sum of the differences of their rates.", "number", role="derived"),
    Column("events_from", "Events, from", "", "whole", "contacts", "count"),
    Column("woman_years_from", "Woman-years, from", "Covered.", "number", "woman-years", "of"),
    Column("rate_from", "Rate, from", "", "number", "per woman-year", "derived"),
    Column("events_to", "Events, to", "", "whole", "contacts", "count"),
    Column("woman_years_to", "Woman-years, to", "Covered.", "number", "woman-years", "of"),
    Column("rate_to", "Rate, to", "", "number", "per woman-year", "derived"),
    Column("pooled_ratio", "Pooled ratio", "The later rate over the earlier, all events together.", "number", role="derived"),
    Column("pooled_interval", "Pooled 95 % interval", "Exact, given the total.", "pair", role="derived"),
    Column("central_p", "Central p", "Twice the smaller tail of the exact test.", "number", role="derived"),
    Column("conditional_ratio", "Ratio within women", "Each with herself (self-controlled case series).", "number", role="derived"),
    Column("conditional_interval", "95 % interval within women", "Wald, on the log.", "pair", role="derived"),
    Column("woman_level_interval", "95 % interval from woman to woman", "Jackknife, Student's t on the log.", "pair", role="derived"),
    Column("adjusted_ratio", "Ratio within women, time held apart", "Where --split-at was asked.", "number", role="derived"),
    Column("adjusted_interval", "95 % interval, time held apart", "Wald, on the log.", "pair", role="derived"),
    Column("leading_interval", "Which interval leads", "The widest.", role="derived"),
    Column("largest_share", "Largest share", "The share of the woman with most events.", "number", role="one"),
    Column("caution_codes", "Cautions", "What speaks against making much of it.", "list", role="derived"),
    Column("cautions", "Cautions in words", "", "list", role="one"),
    Column("mark", "Mark", "u too few events, x nobody to compare, c confidential.", role="open"),
    Column("leads", "Direction named", "fall or rise; none where something stands against it.", role="derived"),
    Column("sentence", "In a sentence", "", role="one"))


def sheet(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """The comparisons as a table."""
    return Sheet("comparisons", "Change between two phases", TEXT, COLUMNS, rows, "comparisons")
