"""What can be said of small numbers, and how wide is the uncertainty?

One module a question. By scipy wherever it has the function; it is loaded only when a number is asked for.
Checked against published answers (tests/oracles). None stands for what cannot be estimated: never a number for infinity.
"""

from typing import Final

from projections.statistics.proportions import clopper_pearson, wilson
from projections.statistics.rates import garwood

__all__ = ("CONFIDENCE", "clopper_pearson", "garwood", "wilson")

CONFIDENCE: Final = 0.95
