"""O3d, O3e: is she safer from abuse, and does she use alcohol and drugs less?"""

from projections.indicators.safety import abuse, substances

__all__ = ("abuse", "substances")
