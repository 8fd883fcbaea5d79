"""Whose turn is it to write?

What is written is checked against what was read, and checked anew where another came between. Without turns a long append
among many short ones would be checked anew for ever. So the writers of one folder go one after the other, as long as that
takes no longer than a few seconds: then, and between computers, the store alone says who came first.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.folder import SETTINGS

WAIT: Final = 5.0


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait for the others of a folder, a few seconds at most, and keep them waiting."""
    with contextlib.ExitStack() as held:
        with contextlib.suppress(ImportError, OSError):   # Windows, or a folder that is no ledger yet: the store alone says
            import fcntl

            file = held.enter_context((folder / SETTINGS).open("rb"))
            until = time.monotonic() + WAIT
            while time.monotonic() < until:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                import random

                time.sleep(random.uniform(0, 0.004))
        yield
