"""What does the read model in SQLite hold, and how is it made?

A plain copy of what is known, for pandas, R, Datasette or any program that reads SQLite, made only where somebody asks
for it: every row leads back to positions of the log. This folder is the only place that imports sqlite_utils; it never
writes into a ledger's own databases. Women come one at a time, so memory does not grow with their number.
"""

from projections.tables.build import Source, write
from projections.tables.layout import TABLES
from projections.tables.marks import is_read_model, of_ledger

__all__ = ("TABLES", "Source", "is_read_model", "of_ledger", "write")
