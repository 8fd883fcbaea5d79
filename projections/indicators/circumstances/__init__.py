"""O3f to O3k: where does she live, what has she to live on, and what does she do with her days?"""

from projections.indicators.circumstances import activity, housing, money

__all__ = ("activity", "housing", "money")
