"""How is a file put in its place, whole, and closed to other users of the computer?"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A new file beside `path` that nobody else may read: put in its place when all went well, else removed.

    Until then `path` is as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb+") as done:
            os.fsync(done.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
