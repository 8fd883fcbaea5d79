"""P: how does the programme run: endings, caseloads, assessments, places?"""

from projections.indicators.programme import assessments, capacity, endings, loads

__all__ = ("assessments", "capacity", "endings", "loads")
