"""O1: is she using contraception that she chose, how long does it last, and does she become pregnant?

None of these figures takes a target but that of pregnancies, and none is split by practitioner: contraception is
her choice.
"""

from projections.indicators.contraception import in_place, pregnancies, removals
from projections.indicators.contraception.uses import EFFECTIVE, LARC, Use, larc_days, lifetime_ends, uses

__all__ = ("EFFECTIVE", "LARC", "Use", "in_place", "larc_days", "lifetime_ends", "pregnancies", "removals", "uses")
