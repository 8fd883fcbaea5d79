"""Does a replay of the whole country end, in what time and in how much memory?

46,094 women of 500 entries each, 23 million in all: every mother in recurrent care proceedings of a country.
Arguments: women, workers, and a ledger's folder to use or to make there (an hour and 12 GB). Then again after one more entry.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made
from machine import stated
from replaying import ENTRIES, both, one_more, peak, took


def main(women: int, workers: str, where: Path) -> None:
    """Replay, and replay after one more entry; print what it took."""
    ledger = made.kept(where, women, ENTRIES)
    many = ledger.entries.head().position
    print(stated(), flush=True)
    for what in ("full replay", "after one more entry"):
        found = took(lambda: both(ledger, workers), many)
        print(f"{what}, {many:,} entries of {women:,} women, {workers} workers: {found.wall:.0f} s, {many / found.wall:,.0f}/s; "
              f"{found.cpu:.0f} s of processors; peak {peak():.0f} MB a process", flush=True)
        one_more(ledger)
    print(f"ledger.db {(where / 'ledger.db').stat().st_size / 1e9:.1f} GB, cache.db {(where / 'cache.db').stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    os.environ.setdefault("OUTCOMES_KEY", "00" * 32)
    given = dict(enumerate(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as temporary:
        main(int(given.get(0, "46094")), given.get(1, "2"), Path(given.get(2, f"{temporary}/large")))
