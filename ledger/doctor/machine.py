"""What is this computer like, as far as a ledger on it is concerned?

All that the doctor asks of the world stands in one value, so that every other computer can be described in a test.
"""

import datetime
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import attrs

OURS: Final = "outcomes-ledger"
MODULES: Final = ("cli", "ledger", "projections")
NETWORK_DRIVE: Final = 4


@attrs.frozen(kw_only=True)
class Machine:
    """A computer.

    now: microseconds since 1970. utc_offset: of its time zone, now. mounts: mount point -> type of its file system.
    remote: whether a path lies on a drive that the system calls a network drive. free: bytes free where a path lies.
    versions: a distribution's version by its name, None where it is not installed. requires, requires_python: what
    our distribution asks for. origins: where Python finds each of our modules. providers: the distributions that
    bring each of them. altered: our installed files whose bytes are not those that were installed. home: ours.
    """

    now: int
    environ: Mapping[str, str]
    platform: str = sys.platform
    utc_offset: datetime.timedelta = datetime.timedelta(0)
    python: tuple[int, ...] = tuple(sys.version_info[:3])
    mounts: Mapping[str, str] = attrs.field(factory=dict)
    remote: Callable[[Path], bool] = lambda path: False
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    mode: Callable[[Path], int] = lambda path: path.stat().st_mode & 0o777
    version: Callable[[str], str | None] = lambda name: None
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    origins: Mapping[str, Path | None] = attrs.field(factory=dict)
    providers: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    altered: tuple[str, ...] = ()
    home: Path = Path(__file__).resolve().parents[2]


def this_machine(environ: Mapping[str, str], modules: Mapping[str, object] = sys.modules) -> Machine:
    """The computer that this runs on."""
    ours = _ours()
    providers = metadata.packages_distributions()
    return Machine(
        now=time.time_ns() // 1000, environ=environ, mounts=_mounts(sys.platform), remote=_remote, version=installed,
        utc_offset=datetime.datetime.now().astimezone().utcoffset() or datetime.timedelta(0),
        requires=tuple(ours.requires or ()) if ours else (),
        requires_python=ours.metadata["Requires-Python"] if ours and "Requires-Python" in ours.metadata else None,
        origins={name: _origin(name, modules) for name in MODULES},
        providers={name: tuple(sorted(set(providers.get(name, ())))) for name in MODULES},
        altered=tuple(altered(ours)) if ours else ())


def installed(name: str) -> str | None:
    """The version of an installed distribution."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def altered(ours: metadata.Distribution) -> list[str]:
    """Our Python files whose bytes are not those that were installed: another distribution wrote over them."""
    import base64
    import hashlib

    found = []
    for file in ours.files or ():
        if file.hash is None or file.suffix != ".py":
            continue
        where = Path(str(file.locate()))
        digest = hashlib.new(file.hash.mode, where.read_bytes()).digest() if where.is_file() else b""
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            found.append(str(file))
    return found


def linux_mounts(text: str) -> dict[str, str]:
    """The mount points of /proc/mounts, each with its type."""
    lines = (line.split() for line in text.splitlines())
    return {re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), words[1]): words[2] for words in lines if len(words) > 2}


def mac_mounts(text: str) -> dict[str, str]:
    """The mount points that `mount` prints on a Mac, each with its type."""
    return {found[1]: found[2] for found in re.finditer(r"^.+? on (.+) \((\w+)", text, re.M)}


def _ours() -> metadata.Distribution | None:
    try:
        return metadata.distribution(OURS)
    except metadata.PackageNotFoundError:   # pragma: no cover - run from a copy that nobody installed
        return None


def _origin(name: str, modules: Mapping[str, object]) -> Path | None:
    """The file that a module was loaded from, or would be."""
    file = getattr(modules.get(name), "__file__", None)
    spec = None if file else find_spec(name)
    file = file or (spec.origin if spec else None)
    return Path(file).resolve() if file else None


def _mounts(platform: str) -> dict[str, str]:
    listed = Path("/proc/mounts")
    if platform.startswith("linux") and listed.is_file():
        return linux_mounts(listed.read_text(encoding="utf-8", errors="replace"))
    if platform == "darwin":   # pragma: no cover - a Mac
        import subprocess

        return mac_mounts(subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout)
    return {}


def _remote(path: Path) -> bool:
    """Whether Windows calls a path's drive a network drive."""
    if os.name != "nt":
        return False
    ctypes: Any = import_module("ctypes")   # pragma: no cover - Windows
    return bool(ctypes.windll.kernel32.GetDriveTypeW(path.resolve().anchor) == NETWORK_DRIVE)   # pragma: no cover - Windows
