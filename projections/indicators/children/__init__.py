"""L2, S: are children removed again, do they stay, and are they well when born?"""

from projections.indicators.children import outcomes, removals
from projections.indicators.children.births import Birth, births

__all__ = ("Birth", "births", "outcomes", "removals")
