"""Is this a good place for a ledger: its own, on this computer's own disk, with room, and closed to others?

A synchroniser copies files while they are written, and two computers' copies into each other; on a network share
the locks and the shared memory of the database do not hold. Either can lose entries without a word.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.doctor.machine import Machine
from ledger.errors import Finding

SYNCHRONISERS: Final = (
    ("OneDrive", re.compile(r"(?i)onedrive\b.*"), (".849C9593-D756-4E56-8D6E-42412F2A707B",)),
    ("Dropbox", re.compile(r"(?i)dropbox\b.*"), (".dropbox", ".dropbox.cache")),
    ("iCloud", re.compile(r"(?i)(icloud ?drive|com~apple~clouddocs|mobile documents)"), ()),
    ("Google Drive", re.compile(r"(?i)(google ?drive\b.*|my drive)"), (".tmp.drivedownload", ".tmp.driveupload")),
    ("Box", re.compile(r"(?i)(box|box sync|box-box)"), ()),
    ("Nextcloud or ownCloud", re.compile(r"(?i)(nextcloud|owncloud)\b.*"), (".nextcloudsync.log", ".owncloudsync.log")),
    ("Syncthing", re.compile(r"(?i)syncthing"), (".stfolder",)),
    ("a synchroniser", re.compile(r"CloudStorage"), ()),
)
VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
SHARED: Final = re.compile(r"nfs\d?|cifs|smb\d?|smbfs|afpfs|webdav|davfs|9p|ceph|glusterfs|vboxsf|fuse\.(sshfs|rclone|davfs2?|glusterfs)")
LITTLE, VERY_LITTLE = 500_000_000, 50_000_000
MOVE: Final = "Move the whole folder to a folder of this computer's own disk that nothing synchronises, and copy it from there as a backup."


def synchronised(path: Path, machine: Machine) -> Iterator[Finding]:
    """Whether a program copies the folder elsewhere, or into it, while it is used."""
    by = synchroniser(path, machine)
    if by:
        yield Finding("synchronised", f"{path} is in a folder that {by} synchronises. It may copy a ledger that is being "
                      "written, or put another computer's copy in its place.", MOVE, "Synchronised folder")


def synchroniser(path: Path, machine: Machine) -> str | None:
    """What synchronises a folder, by the names and marks of the folders above it."""
    above = [path, *path.parents]
    for name, folder, marks in SYNCHRONISERS:
        if any(folder.fullmatch(part) for part in re.split(r"[/\\]", str(path))):
            return name
        if any((each / mark).exists() for each in above for mark in marks):
            return name
    named = {machine.environ[variable].lower() for variable in VARIABLES if machine.environ.get(variable)}
    return "OneDrive" if named & {str(each).lower() for each in above} else None


def shared(path: Path, machine: Machine) -> Iterator[Finding]:
    """Whether the folder lies on another computer."""
    kind = share(path, machine)
    if kind:
        yield Finding("network-folder", f"{path} is on a network folder ({kind}). A database is not safe there: two people's "
                      "entries can overwrite each other.", MOVE, "Network folder")


def share(path: Path, machine: Machine) -> str | None:
    """The kind of share on which a path lies, None on a disk of this computer's own."""
    text = str(path)
    if re.match(r"(\\\\|//)(?![.?]\\)[^\\/]", text):
        return "a share named by its computer"
    if machine.remote(path):
        return "a network drive"
    around = [point for point in machine.mounts if path.is_relative_to(point)]
    kind = machine.mounts[max(around, key=len)] if around else ""
    return kind if SHARED.fullmatch(kind) else None


def disk(path: Path, machine: Machine) -> Iterator[Finding]:
    """Whether there is room to write."""
    free = machine.free(path)
    if free < LITTLE:
        yield Finding("little-space", f"{free / 1e6:,.0f} MB are free on the disk of {path}.",
                      "Make room: empty the bin, or move large files elsewhere.", "Free disk",
                      severity="must" if free < VERY_LITTLE else "should")


def modes(path: Path, machine: Machine) -> Iterator[Finding]:
    """Whether other users of this computer can read or write the ledger's files. Windows keeps its own lists."""
    if machine.platform == "win32":
        return
    for file in (path, *(path / name for name in ("ledger.toml", "ledger.db", "keys.db"))):
        mode = machine.mode(file) if file.exists() else 0o600
        closed = "Close them to others: chmod -R go-rwx " + str(path)
        if mode & 0o022:
            yield Finding("others-may-write", f"Other users of this computer may write to {file}.", closed, "File modes")
        elif mode & 0o055 and file.name != "ledger.toml":
            yield Finding("others-may-read", f"Other users of this computer may read {file}; what is in it is sealed.", closed,
                          "File modes", severity="should")
        if not mode & 0o200:
            yield Finding("not-writable", f"{file} may not be written, so nothing can be recorded.",
                          f"Allow it: chmod u+w {file}", "File modes")
