"""O3c, O4b to O4e: how does she feel, and does she look after her health?"""

from projections.indicators.wellbeing import health, scores

__all__ = ("health", "scores")
