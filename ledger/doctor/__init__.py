"""Is anything about this computer, this folder or this ledger in the way of a safe record?

It changes nothing. What it looks at, in order; the files are looked at before the database is opened:

 1  Python             is one that the program was made for
 2  Packages           are there, in versions that it was made for
 3  Modules            are its own: no other `cli`, `ledger` or `projections` in the way
 4  Settings           ledger.toml can be read
 5  Synchronised folder  nothing copies the folder while it is used
 6  Network folder     the folder is on this computer's own disk
 7  Free disk          there is room
 8  File modes         other users cannot read or write the files
 9  Copied while open  the database is not half of a copy; or, on a server, can be reached
10  Keys               are there, open, and lie apart
11  Clock              is not behind the last entry, nor set by hand
12  Time zone          is the ledger's
13  Last backup        how and when
14  Plain traces       no readable file about women is left in the folder, beside it, or where one was filled or imported
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from ledger.address import is_server
from ledger.doctor import clock, files, place, remote, software
from ledger.doctor.machine import Machine, this_machine
from ledger.errors import Finding, LedgerError, NotFound
from ledger.folder import Settings, find, read_settings

__all__ = ("ABOUT_COMPUTER", "ABOUT_LEDGER", "Examined", "Machine", "examine", "folder_of", "this_machine")
ABOUT_COMPUTER = ("Python", "Packages", "Modules")
ABOUT_LEDGER = ("Settings", "Synchronised folder", "Network folder", "Free disk", "File modes", "Copied while open", "Keys",
                "Clock", "Time zone", "Last backup", "Plain traces")


@attrs.frozen
class Examined:
    """What was looked at, and what was found; `path` is None where there was no ledger to look at."""

    path: Path | None
    looked_at: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        return 1 if any(finding.severity == "must" for finding in self.findings) else 0

    @property
    def well(self) -> tuple[str, ...]:
        """What was looked at without a finding."""
        found = {finding.place for finding in self.findings}
        return tuple(name for name in self.looked_at if name not in found)


def folder_of(given: str | None, environ: Mapping[str, str]) -> Path | None:
    """The ledger to look at; None where none was named and there is none here. Raises NotFound for a name that is none."""
    try:
        return find(given, environ)
    except NotFound:
        if given or environ.get("OUTCOMES_LEDGER"):
            raise
        return None


def examine(path: Path | None, machine: Machine) -> Examined:
    """Look at a computer, and at a ledger's folder on it; each finding has its remedy."""
    found = [*software.python(machine), *software.packages(machine), *software.modules(machine)]
    if path is None:
        found += clock.clock(machine, 0)
        return Examined(None, (*ABOUT_COMPUTER, "Clock"), tuple(found))
    found += _ledger(path.resolve(), machine)
    return Examined(path, (*ABOUT_COMPUTER, *ABOUT_LEDGER), tuple(found))


def _ledger(path: Path, machine: Machine) -> Iterator[Finding]:
    yield from files.settings(path, machine)
    yield from place.synchronised(path, machine)
    yield from place.shared(path, machine)
    yield from place.disk(path, machine)
    yield from place.modes(path, machine)
    said = _settings(path)
    if said and is_server(said.store):
        ledger_id, last, unread = remote.opened(said)
        yield from [unread] if unread else []
        yield from files.keys(path, machine, ledger_id, remote.keep(said) if ledger_id else None)
    else:
        half = list(files.copied(path, machine))
        ledger_id, last, unread = (None, 0, None) if files.UNTOUCHED & {each.code for each in half} else files.opened(path)
        yield from (*half, *([unread] if unread else []))
        yield from files.keys(path, machine, ledger_id)
    yield from clock.clock(machine, last)
    yield from clock.zone(machine, said)
    yield from files.backup(machine, ledger_id)
    yield from files.traces(path, machine, ledger_id)


def _settings(path: Path) -> Settings | None:
    try:
        return read_settings(path)
    except LedgerError:
        return None
