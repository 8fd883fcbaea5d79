"""How is a file put in its place, whole, and closed to other users of the computer?"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole(path: Path, public: bool = False) -> Iterator[Path]:
    """A new file beside `path` that nobody else may read: put in its place when all went well, else removed.

    Until then `path` is as it was. public: it is made to be shown, so others may read it as they may other files.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if public else 0o600))
    try:
        yield unfinished
        with unfinished.open("rb+") as done:
            os.fsync(done.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
