"""O2, O3a, O3b: can she get to the services that she needs, and what stands in the way?"""

from projections.indicators.access import barriers, engagement

__all__ = ("barriers", "engagement")
