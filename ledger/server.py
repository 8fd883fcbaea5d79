"""Does the server that keeps a ledger hold to what it was asked: who may do what, and that a commit lasts?

What its administrators could do cannot be prevented from here, and is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ledger.container import broken
from ledger.errors import Finding
from ledger.store import Entries

ASK: Final = "Ask the server's administrator who changed it, and compare with a checkpoint: outcomes check --against SIZE:ROOT"
READING: Final = frozenset({"SELECT", "USAGE", "EXECUTE"})


def looked(entries: Entries) -> Iterator[Finding]:
    """What a look at the server finds beside the entries. Raises Broken, Busy."""
    said = entries.server()
    if len(said.owners) > 1:
        yield broken("owner-added", None, f"Parts of the ledger belong to different owners: {', '.join(said.owners)}.", ASK)
    for name, role, privilege in sorted(said.grants - said.granted):
        yield Finding("grant-added", f"{role} was granted {privilege} on {name}, which the ledger never grants.",
                      f'If it is not meant, let the owner take it back: REVOKE {privilege} ... FROM "{role}"',
                      severity="should" if privilege in READING else "must")
    for setting, value in said.settings.items():
        if value != "on":
            yield Finding("not-durable", f"The server's setting {setting} is {value}: what was acknowledged may be lost with its power.",
                          f"Let the server's administrator turn it on: ALTER SYSTEM SET {setting} = on", severity="should")
    if said.roles:
        yield Finding("roles", f"Appended by login on the server: {_counted(said.roles)}.", severity="note")
    yield Finding("server-trusted", f"A server keeps the entries. {_those(said.above)} could switch its guards off, change rows and switch "
                  "them on again; that shows only against a checkpoint kept where they cannot reach.",
                  "Keep one elsewhere, and compare: outcomes check --against head.note", severity="note")


def _counted(roles: Mapping[str, int]) -> str:
    return ", ".join(f"{role or 'copied from another store'} {many:,}" for role, many in roles.items())


def _those(names: Sequence[str]) -> str:
    """Logins, in words."""
    shown = [*names[:5], *([f"{len(names) - 5} more"] if len(names) > 5 else [])]
    return f"Whoever logs in as {' or '.join(shown)}" if shown else "Its administrators"
