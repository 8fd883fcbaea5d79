"""Where is the ledger, and how is it opened?

A ledger is a folder with ledger.toml, ledger.db and keys.db; or with ledger.toml alone, which names the server that
keeps entries and keys. The master key that opens the keys lives outside: in OUTCOMES_KEY, or in the user's
configuration directory. ledger.toml holds nothing that changes a figure.
"""

import contextlib
import datetime
import errno
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from ledger import address
from ledger.entries import PROGRAMME
from ledger.errors import Broken, LedgerError, NotFound, Refused, Usage
from ledger.keys import Keep, KeyRing
from ledger.sealing import KEY_BYTES, stream_of
from ledger.store import FORMAT, Entries

SETTINGS: Final = "ledger.toml"
NEXT: Final = ".next"
RENEWED: Final = ".renewed"
AUDIENCES: Final = ("team", "board", "public")


class KeysMissing(LedgerError):
    """The ledger is here, but nothing can open it."""

    kind = "keys-missing"
    exit_code = 3


@attrs.frozen
class Settings:
    """What ledger.toml says."""

    name: str
    time_zone: str
    store: str
    audience: str


@attrs.frozen
class Ledger:
    """An open ledger. `keys` is None where it was opened for an auditor without them."""

    path: Path
    settings: Settings
    entries: Entries
    keys: KeyRing | None

    def stream_of(self, woman: str) -> str:
        """The stream of a woman's reference; the programme's is its own name."""
        if woman == PROGRAMME:
            return PROGRAMME
        assert self.keys is not None
        return stream_of(self.keys.secret, woman)

    def day_of(self, moment: int) -> datetime.date:
        """The day, in the ledger's time zone, of a moment in microseconds."""
        return datetime.datetime.fromtimestamp(moment / 1_000_000, self.zone).date()

    def end_of(self, day: datetime.date) -> int:
        """The moment, in microseconds, at which a day of the ledger's time zone ends."""
        last = datetime.date.max - datetime.timedelta(2)   # a zone may need a day beyond
        following = datetime.datetime.combine(min(day, last) + datetime.timedelta(1), datetime.time(), self.zone)
        return int(following.timestamp()) * 1_000_000

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.time_zone)


def create(path: Path, name: str, time_zone: str = "Europe/London", environ: Mapping[str, str] = os.environ,
           store: str = address.EMBEDDED) -> str:
    """Make a ledger's folder and keys. Returns the recovery copy of the master key, '' where OUTCOMES_KEY holds it.

    store: embedded, or the address of a server's database, which takes entries and keys.
    Raises Refused where something is there already, Usage for a time zone, a key or a store that is none, Busy where a
    server cannot be reached; either way nothing is left behind.
    """
    _known_zone(time_zone)
    address.store(store, "--store")
    if environ.get("OUTCOMES_KEY"):
        _key_from(environ["OUTCOMES_KEY"], "OUTCOMES_KEY")
    with new_folder(path) as made:
        entries = new_store(path, store, made)
        with contextlib.closing(entries):
            try:
                master, recovery = _new_master(entries.ledger_id, environ, made)
                KeyRing.create(new_keep(path, entries, made), master, entries.ledger_id)
                write_settings(path, Settings(name, time_zone, store, "team"), made)
                entries.describe(name, time_zone)
            except BaseException:
                entries.drop()
                raise
    return recovery


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[list[Path]]:
    """A folder that is filled, or left as it was: the files that are made in it are noted in the list. Raises Refused."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refused(f"{path} is there already and is not empty; nothing was changed.", "Choose another folder.")
    new = not path.exists()
    path.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        path.chmod(0o700)
        yield made
    except BaseException:
        for file in reversed(made):
            file.unlink(missing_ok=True)
        if new and not any(path.iterdir()):
            path.rmdir()
        raise


def new_store(path: Path, store: str, made: list[Path], ledger_id: bytes = b"") -> Entries:
    """An empty store of entries; a file is noted. ledger_id: of the ledger that it becomes a copy of."""
    if address.is_server(store):
        return Entries(store, create=True, ledger_id=ledger_id)
    _claim(path / "ledger.db", made)
    return Entries(str(path / "ledger.db"), create=True, ledger_id=ledger_id)


def new_keep(path: Path, entries: Entries, made: list[Path]) -> Keep:
    """An empty place for keys, beside entries; a file is noted."""
    if entries.embedded:
        _claim(path / "keys.db", made)
    return entries.keep(path)


def write_settings(path: Path, settings: Settings, made: list[Path]) -> None:
    """Write ledger.toml, by which a folder becomes a ledger."""
    _claim(path / SETTINGS, made)
    (path / SETTINGS).write_text(settings_text(settings), encoding="utf-8")


def _claim(file: Path, made: list[Path]) -> None:
    """Make a file that was not there, so that of two makers one is refused."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Refused(f"{file} is there already; nothing was changed.", "Choose another folder.") from None
    made.append(file)


def find(given: str | None, environ: Mapping[str, str] = os.environ, start: Path | None = None) -> Path:
    """The ledger's folder: given, else OUTCOMES_LEDGER, else the nearest folder upwards that is one.

    Raises NotFound.
    """
    named = given or environ.get("OUTCOMES_LEDGER") or None
    if named:
        path = Path(named)
        if not _holds_settings(path):
            raise NotFound(f"{str(path)[:200]} is not a ledger: it has no {SETTINGS}.", "Make one: outcomes init FOLDER")
        return path
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if _holds_settings(folder):
            return folder
    raise NotFound("There is no ledger in this folder or above it.",
                   "Go to the ledger's folder, or name it: outcomes --ledger FOLDER ..., or make one: outcomes init FOLDER")


def _holds_settings(folder: Path) -> bool:
    try:
        return (folder / SETTINGS).is_file()
    except (OSError, ValueError):   # a name that no file system holds
        return False


def open_ledger(path: Path, environ: Mapping[str, str] = os.environ, need_keys: bool = True, settings: Settings | None = None) -> Ledger:
    """Open a ledger. settings: of one that is none yet, having no ledger.toml. Raises NotFound, KeysMissing, Busy or Broken."""
    restored, settings = settings is not None, settings or read_settings(path)
    entries = open_store(path, settings)
    try:
        keys = _open_keys(path, entries, environ, need_keys)
        if keys is not None and not restored:
            _forgets(path, keys, entries.ledger_id, environ)
    except BaseException:
        entries.close()
        raise
    if keys is not None:
        entries.unlock(keys)
    return Ledger(path, settings, entries, keys)


def erased_file(ledger_id: bytes, environ: Mapping[str, str]) -> Path:
    """Where this computer keeps the streams that it knows to be erased: a restore of an older copy meets them there."""
    return key_file(ledger_id, environ).with_suffix(".erased")


def kept_erased(ledger_id: bytes, environ: Mapping[str, str]) -> set[str]:
    """The streams that this computer knows to be erased."""
    file = erased_file(ledger_id, environ)
    return set(file.read_text(encoding="ascii", errors="replace").split()) if file.is_file() else set()


def _forgets(path: Path, keys: KeyRing, ledger_id: bytes, environ: Mapping[str, str]) -> None:
    """Raise Broken where a copy still knows whom this computer knows to be erased: with its keys she could be read again."""
    known = kept_erased(ledger_id, environ)
    if known and not known <= keys.fenced():
        raise Broken(f"{path} is a copy from before an erasure that this computer knows of: whoever was erased could be read in it again",
                     "Delete this copy. Work in the ledger where the erasure was made, or restore a backup: outcomes restore BACKUP")


def open_store(path: Path, settings: Settings) -> Entries:
    """The entries of a ledger, wherever they are kept. Raises Busy or Broken."""
    if address.is_server(settings.store):
        return Entries(settings.store)
    database = path / "ledger.db"
    if not database.is_file():
        raise Broken(f"{database} is missing.", "Restore it from the last backup.")
    return Entries(_address(database))


def _address(database: Path) -> str:
    """How a database is opened: one on a disk that nobody can write, with nothing waiting beside it, just as it lies there."""
    waiting = database.with_name(f"{database.name}-wal")
    closed = hasattr(os, "statvfs") and os.statvfs(database).f_flag & os.ST_RDONLY
    return f"{database.resolve().as_uri()}?immutable=1" if closed and not (waiting.is_file() and waiting.stat().st_size) else str(database)


def read_settings(path: Path) -> Settings:
    """What ledger.toml says. Raises Usage, naming the line that is wrong."""
    file = path / SETTINGS
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{path} is not a ledger: it has no {SETTINGS}.", f"Make one: outcomes init {path}") from None
    except (ValueError, RecursionError) as why:   # a number of thousands of digits is none to Python either
        raise Usage(f"{file} cannot be read: {why}", "Mend the line, or copy ledger.toml from a backup.") from why
    settings = Settings(str(said.get("name", path.name)), str(said.get("time_zone", "Europe/London")),
                        str(said.get("store", "embedded")), str(said.get("audience", "team")))
    _known_zone(settings.time_zone)
    if settings.audience not in AUDIENCES:
        raise Usage(f"{file}: audience is {settings.audience!r}.", "It may be team, board or public.")
    address.store(settings.store, str(file))
    return settings


def key_file(ledger_id: bytes, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's copy of a ledger's master key lies."""
    if environ.get("OUTCOMES_CONFIG"):
        base = Path(environ["OUTCOMES_CONFIG"])
    elif os.name == "nt":
        base = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "outcomes-ledger"
    else:
        base = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "outcomes-ledger"
    return base / "keys" / f"{ledger_id.hex()}.key"


def _open_keys(path: Path, entries: Entries, environ: Mapping[str, str], needed: bool) -> KeyRing | None:
    master = _master(entries.ledger_id, environ)
    there = not entries.embedded or (path / "keys.db").is_file()
    if master is not None and there:
        try:
            return _opened(entries.keep(path), master, entries.ledger_id, environ)
        except Refused:   # a server shows them to some
            if needed:
                raise KeysMissing("This login may not see the ledger's keys.", "An auditor without keys can run: outcomes check") from None
    if not needed:
        return None
    if master is None:
        raise KeysMissing(f"The master key of this ledger is not on this computer ({key_file(entries.ledger_id, environ)}).",
                          "Put its recovery copy in OUTCOMES_KEY, or bring the key file. Without it: outcomes check")
    raise KeysMissing(f"{path / 'keys.db'} is missing.", "Restore keys.db from its last backup. Without it: outcomes check")


def _opened(keep: Keep, master: bytes, ledger_id: bytes, environ: Mapping[str, str]) -> KeyRing:
    """The keys; by the master key that an erasure made last, where the one at hand was renewed by it."""
    try:
        return KeyRing(keep, master, ledger_id)
    except Broken:
        own = key_file(ledger_id, environ)
        for file in (*sorted(own.parent.glob(f"{own.stem}{NEXT}*")), own.with_suffix(RENEWED)):
            with contextlib.suppress(Broken, Usage, FileNotFoundError):
                ring = KeyRing(keep, _key_from(file.read_text(encoding="ascii", errors="replace"), str(file)), ledger_id)
                if file.suffix != RENEWED:
                    take_next(file, ledger_id, environ)
                return ring
        return KeyRing(keep, _master(ledger_id, environ) or master, ledger_id)   # another may have taken it just now


def write_next(ledger_id: bytes, environ: Mapping[str, str]) -> tuple[Path, bytes]:
    """Draw a new master key and make it durable beside the old one, which still holds; its file and itself.

    Its file is no other erasure's: what one that was cut off, or that runs beside, has left may be the only key that opens.
    """
    file = key_file(ledger_id, environ).with_suffix(f"{NEXT}-{os.urandom(4).hex()}")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digits = os.urandom(KEY_BYTES).hex()
    _write_key(file, digits, [])
    return file, bytes.fromhex(digits)


def take_next(file: Path | None, ledger_id: bytes, environ: Mapping[str, str]) -> Path:
    """Put a new master key in the old one's place, which destroys the old one; where it lies now. file: None where it was put there.

    A key that OUTCOMES_KEY holds cannot be replaced from here: the new one is then kept beside, and found.
    """
    own = key_file(ledger_id, environ)
    taken = own.with_suffix(RENEWED) if environ.get("OUTCOMES_KEY") else own
    if file:
        with contextlib.suppress(FileNotFoundError):   # whoever opened the ledger meanwhile has taken it
            os.replace(file, taken)
        keep_names(taken.parent)
    return taken


def put(file: Path, text: str, durable: bool = True) -> None:
    """Write a file that is closed to others, whole or not at all; where it is durable, on the disk before this returns."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    import tempfile

    handle, part = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        os.replace(part, file)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    if durable:
        keep_names(file.parent)


def keep_names(folder: Path) -> None:
    """Make the names in a folder as durable as the files, where the system has a way to. Raises OSError where the disk fails."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as why:
        if why.errno not in (errno.EINVAL, errno.ENOTSUP):   # a file system that keeps names by itself
            raise
    finally:
        os.close(opened)


def recovery_copy(master: bytes) -> str:
    """A master key as it is printed: eight groups of eight digits."""
    digits = master.hex()
    return "-".join(digits[start:start + 8] for start in range(0, len(digits), 8))


def _master(ledger_id: bytes, environ: Mapping[str, str]) -> bytes | None:
    given = environ.get("OUTCOMES_KEY")
    if given:
        return _key_from(given, "OUTCOMES_KEY")
    file = key_file(ledger_id, environ)
    return _key_from(file.read_text(encoding="ascii", errors="replace"), str(file)) if file.is_file() else None


def _key_from(text: str, where: str) -> bytes:
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9a-fA-F]{64}", digits):
        raise Usage(f"{where} does not hold a master key.", "A master key is 64 hexadecimal digits; spaces and dashes are ignored.")
    return bytes.fromhex(digits)


def _new_master(ledger_id: bytes, environ: Mapping[str, str], made: list[Path]) -> tuple[bytes, str]:
    given = environ.get("OUTCOMES_KEY")
    if given:
        return _key_from(given, "OUTCOMES_KEY"), ""
    file = key_file(ledger_id, environ)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digits = os.urandom(KEY_BYTES).hex()
    _write_key(file, digits, made)
    return bytes.fromhex(digits), recovery_copy(bytes.fromhex(digits))


def _write_key(file: Path, digits: str, made: list[Path]) -> None:
    """Write a master key where none was, on the disk before this returns."""
    _claim(file, made)
    with file.open("w", encoding="ascii") as out:
        out.write(digits + "\n")
        out.flush()
        os.fsync(out.fileno())
    for folder in (file.parent, file.parent.parent):
        keep_names(folder)


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Usage(f"{name!r} is not a time zone.", "For example Europe/London.") from None


def settings_text(settings: Settings) -> str:
    """ledger.toml as it is written."""
    quoted = "".join(f"\\{c}" if c in '"\\' else c if c.isprintable() else " " for c in settings.name)
    return (f"# Nothing in this file changes a figure.\nname = \"{quoted}\"\ntime_zone = \"{settings.time_zone}\"\n"
            f"store = \"{settings.store}\"\naudience = \"{settings.audience}\"   # of this screen: team, board or public\n"
            f"# format {FORMAT}\n")
