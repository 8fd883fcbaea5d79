"""How does a ledger move from one store to another, byte for byte?

Id, positions, times, leaves and wrapped keys are copied as they are, in one state of the source; then every leaf of the
copy is worked out anew. The source stays as it is: from then on only one of the two may be written to, and which one
nobody but people can know.
"""

import contextlib
from pathlib import Path

import attrs

from ledger import address, audit
from ledger.errors import Broken, NotFound, Refused
from ledger.folder import Ledger, Settings, new_folder, new_keep, new_store, open_store, write_settings
from ledger.keys import move
from ledger.store import Entries


@attrs.frozen
class Copied:
    """What a copy holds. loses_roles: whether the source knows logins that the copy does not keep."""

    folder: Path
    store: str
    size: int
    root: bytes
    loses_roles: bool


def copy(ledger: Ledger, into: Path, store: str) -> Copied:
    """Copy a ledger into a new folder and store, keys and all. Raises Refused, Busy, or Broken where the copy does not verify.

    Whatever goes wrong, nothing is left of the copy.
    """
    address.store(store, "--store")
    if ledger.keys is None:
        raise Refused("The ledger's keys are not here; nothing was copied.", "Copy it where they can be opened.")
    with new_folder(into) as made:
        entries = new_store(into, store, made, ledger.entries.ledger_id)
        with contextlib.closing(entries):
            try:
                entries.receive(ledger.entries)
                size, root = _verified(entries, ledger.entries)
                move(ledger.keys.keep, new_keep(into, entries, made))
                entries.describe(ledger.settings.name, ledger.settings.time_zone)
                write_settings(into, attrs.evolve(ledger.settings, store=store), made)
            except BaseException:
                entries.drop()
                raise
    return Copied(into, store, size, root, not ledger.entries.embedded and not address.is_server(store))


def _verified(copy: Entries, source: Entries) -> tuple[int, bytes]:
    """Size and root of a copy, every leaf worked out anew. Raises Broken."""
    found = audit.raw(copy)
    must = [finding for finding in found.findings if finding.severity == "must"]
    if must or found.root != source.root(found.size):
        raise Broken(f"The copy does not verify: {must[0].message if must else 'its root is another'} Nothing was kept of it.",
                     "Run: outcomes check")
    return found.size, found.root


def join(into: Path, store: str) -> Settings:
    """A folder from which to work with a ledger that a server keeps already. Raises NotFound, Busy, Refused."""
    address.store(store, "--store")
    if not address.is_server(store):
        raise Refused("Only a ledger that a server keeps is opened from several folders; nothing was made.", address.FOR_EXAMPLE)
    with contextlib.closing(open_store(into, Settings("", "", store, "team"))) as entries:
        said = dict(entries.meta())
    if "name" not in said or "time_zone" not in said:
        raise NotFound("That database holds no ledger that was finished; nothing was made.",
                       "Make one: outcomes init FOLDER --store ADDRESS")
    settings = Settings(said["name"].decode(), said["time_zone"].decode(), store, "team")
    with new_folder(into) as made:
        write_settings(into, settings, made)
    return settings
