"""O2, O3j: how does she use health services, and what has she to do with the police and the courts?

All by phase, and only over covered days: where nobody looked there is no figure, and a phase without a covered day is
marked x, never 0. A difference between phases is not what the programme did.
"""

from projections.indicators.service_use import a_and_e, justice, planned

__all__ = ("a_and_e", "justice", "planned")
