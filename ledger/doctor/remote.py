"""Can the server that keeps the ledger be reached from here, and do its keys open?"""

from pathlib import Path

from ledger.errors import Finding, LedgerError
from ledger.folder import Settings, open_store
from ledger.keys import Keep


def opened(said: Settings) -> tuple[bytes | None, int, Finding | None]:
    """The ledger's id and the time of its last entry, or why the server does not say them."""
    try:
        entries = open_store(Path(), said)
        try:
            return entries.ledger_id, entries.head().recorded_at, None
        finally:
            entries.close()
    except LedgerError as why:
        return None, 0, Finding("cannot-open", why.message, why.hint, "Copied while open")


def keep(said: Settings) -> Keep:
    """Where the keys are kept on the server."""
    return open_store(Path(), said).keep(Path())
