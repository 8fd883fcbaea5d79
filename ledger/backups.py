"""How does a ledger outlive its computer, and come back without bringing back whom it forgot?

A backup is a folder of copies made while the ledger is open, each verified before it takes its name:

  <id>/ledger.db, ledger.toml, head.note, erased       what happened, sealed; the head it stands at; who was erased
  <id>/keys.db                                         in another place (--keys), and kept for less time

Every erasure is told to every backup that is known; one that cannot be reached is told by the next backup made to it.
A restore takes all erasures known to it, to the backup, to this computer and to the head given, does them again before
anybody reads, and refuses where it finds no word of them. It says how what it restores stands to the last head that is
known: extends it, equals it, or is a beginning of it; a beginning is taken only with a reason, which becomes an entry.
"""

import hmac
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from ledger import audit, checkpoints, erasure, tree
from ledger.address import EMBEDDED, is_server
from ledger.author import Author
from ledger.entries import PROGRAMME, Said, Statement
from ledger.errors import Broken, NotFound, Refused, Usage
from ledger.events import event_class
from ledger.folder import SETTINGS, Ledger, keep_names, kept_erased, key_file, open_ledger, put, read_settings, settings_text
from ledger.keys import move
from ledger.keys.file import FileKeep
from ledger.recording import append
from ledger.store import Entries

HEAD, ERASED, KEYS, ENTRIES = "head.note", "erased", "keys.db", "ledger.db"
MARK = "mark "


@attrs.frozen
class BackedUp:
    """What a backup holds: where, how many entries, and the note of its head. keys: where the keys went, if they did."""

    target: Path
    size: int
    note: str
    keys: Path | None


@attrs.frozen
class Restored:
    """What was restored. stands: extends, equals, is a beginning of, or has nothing to compare with the last head known.

    lost: how many entries had been noted and are not in it. erased: how many women were erased again.
    """

    folder: Path
    size: int
    stands: str
    lost: int
    erased: int
    position: int | None


def backup(ledger: Ledger, target: Path, keys_to: Path | None, environ: Mapping[str, str]) -> BackedUp:
    """Copy a ledger that may be in use. Raises Refused where it cannot be written, Broken where the copy does not verify."""
    ledger_id = ledger.entries.ledger_id
    _apart(ledger, target, keys_to)
    place, *_ = [_place(each, ledger_id) for each in _both(target, keys_to)]
    _remember(ledger_id, _both(target, keys_to), environ, made=False)   # before: keys that a cut-off backup leaves must be found
    copy = _part(place / ENTRIES)
    ledger.entries.copy(copy)
    size, root = _verified(copy, ledger_id)
    gone = {*erasure.receipts(ledger), *kept_erased(ledger_id, environ), *_erased_in(place)}
    note = _note(ledger_id, size, root, gone, environ)
    _settings(ledger, _part(place / SETTINGS))
    _part(place / HEAD).write_text(note, encoding="utf-8")
    assert ledger.keys is not None
    _part(place / ERASED).write_text(_list(gone, ledger.keys.secret), encoding="ascii")
    keys = _keys(ledger, keys_to) if keys_to else None   # in its place before the entries that it opens
    for name in (ERASED, SETTINGS, ENTRIES, HEAD):
        _settle(place / name)
    _remember(ledger_id, _both(target, keys_to), environ, made=True)
    note_head(ledger_id, size, root, environ)
    return BackedUp(place, size, note, keys)


def _both(target: Path, keys_to: Path | None) -> list[Path]:
    return [target, *([keys_to] if keys_to else [])]


def _apart(ledger: Ledger, target: Path, keys_to: Path | None) -> None:
    """Keys never lie beside the entries that they open, and no backup lies in the ledger's own folder."""
    for each in _both(target, keys_to):
        if each.resolve() == ledger.path.resolve() or ledger.path.resolve() in each.resolve().parents:
            raise Refused(f"{each} is the ledger's own folder: whatever harms one harms both. Nothing was backed up.",
                          "Name another disk.")
        if not each.is_dir():
            raise NotFound(f"{each} is no folder. Nothing was backed up.", "Connect the disk, or make the folder first.")
    if keys_to and keys_to.resolve() == target.resolve():
        raise Refused("The keys and the entries that they open would lie side by side. Nothing was backed up.",
                      "Give the keys a place of their own: --keys FOLDER")


def _place(target: Path, ledger_id: bytes) -> Path:
    place = target / f"outcomes-{ledger_id.hex()}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as why:
        raise Refused(f"{place}: {why.strerror}. Nothing was backed up.",
                      "Look whether it may be written there, and the free space.") from why
    return place


def _settings(ledger: Ledger, copy: Path) -> None:
    """The ledger's settings; what a server keeps is a ledger in a folder once it is backed up."""
    if ledger.entries.embedded:
        shutil.copyfile(ledger.path / SETTINGS, copy)
    else:
        copy.write_text(settings_text(attrs.evolve(ledger.settings, store=EMBEDDED)), encoding="utf-8")


def _keys(ledger: Ledger, keys_to: Path) -> Path:
    """A copy of the keys, wrapped as they are, in a file."""
    assert ledger.keys is not None
    place = _place(keys_to, ledger.entries.ledger_id)
    copy = _part(place / KEYS)
    copy.touch(0o600)
    move(ledger.keys.keep, FileKeep(copy))
    _settle(place / KEYS)
    return place


def _verified(copy: Path, ledger_id: bytes) -> tuple[int, bytes]:
    """Size and root of a copy, every leaf worked out anew. Raises Broken."""
    entries = Entries(str(copy))
    try:
        found = audit.raw(entries)
    finally:
        entries.close()
    if found.findings or entries.ledger_id != ledger_id:
        raise Broken(f"The copy does not verify: {found.findings[0].message if found.findings else 'it is of another ledger'} "
                     "It was not kept.", "Run: outcomes check")
    return found.size, found.root


def _note(ledger_id: bytes, size: int, root: bytes, erased: Iterable[str], environ: Mapping[str, str]) -> str:
    text = checkpoints.text(ledger_id, size, root, erased)
    own = checkpoints.signer(ledger_id, environ, make=False)
    return checkpoints.sign(text, own) if own else text


def _part_of(file: Path) -> Path:
    return file.with_name(file.name + ".part")


def _part(file: Path) -> Path:
    """The name of an unfinished copy, of which nothing older is left."""
    _part_of(file).unlink(missing_ok=True)
    return _part_of(file)


def _settle(file: Path) -> None:
    """Give a finished copy its name, on the disk before this returns."""
    part = _part_of(file)
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
    os.replace(part, file)
    keep_names(file.parent)


def _list(streams: Iterable[str], secret: bytes) -> str:
    """The list of the erased as a backup holds it, a stream a line, under it the mark of who holds the ledger's secret."""
    said = "".join(f"{stream}\n" for stream in sorted(streams))
    return said + f"{MARK}{hmac.digest(secret, b'erased' + bytes(1) + said.encode(), 'sha256').hex()}\n"


# What this computer remembers: where backups are, and the last head.


def targets(ledger_id: bytes, environ: Mapping[str, str]) -> list[Path]:
    """Where backups were made to."""
    try:
        return [Path(each) for each in json.loads(_file(ledger_id, environ, ".backups").read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def last_made(ledger_id: bytes, environ: Mapping[str, str]) -> int | None:
    """When a backup was last made from this computer, in microseconds since 1970."""
    try:
        return _file(ledger_id, environ, ".backups").stat().st_mtime_ns // 1000 or None
    except OSError:
        return None


def _remember(ledger_id: bytes, folders: Iterable[Path], environ: Mapping[str, str], made: bool) -> None:
    """Remember where backups are. made: one was finished now; else the file keeps the time of the last that was."""
    file, last = _file(ledger_id, environ, ".backups"), last_made(ledger_id, environ)
    known = dict.fromkeys([*map(str, targets(ledger_id, environ)), *(str(each.resolve()) for each in folders)])
    put(file, json.dumps(list(known)))
    if not made:
        os.utime(file, ns=((last or 0) * 1000, (last or 0) * 1000))


def tell_targets(ledger: Ledger, environ: Mapping[str, str]) -> tuple[list[Path], list[Path]]:
    """Tell every backup who was erased and delete its keys, which are too old; those told, and those that cannot be reached."""
    assert ledger.keys is not None
    ledger_id = ledger.entries.ledger_id
    erased = {*kept_erased(ledger_id, environ), *erasure.receipts(ledger)}
    told: list[Path] = []
    unreached: list[Path] = []
    for target in targets(ledger_id, environ):
        place = target / f"outcomes-{ledger_id.hex()}"
        try:
            for keys in (place / KEYS, _part_of(place / KEYS)):
                keys.unlink(missing_ok=True)
            if (place / ENTRIES).is_file():
                _part(place / ERASED).write_text(_list({*_erased_in(place), *erased}, ledger.keys.secret), encoding="ascii")
                _settle(place / ERASED)
            (told if place.is_dir() else unreached).append(target)
        except OSError:
            unreached.append(target)
    return told, unreached


def note_head(ledger_id: bytes, size: int, root: bytes, environ: Mapping[str, str]) -> None:
    """Remember a head, where it is later than the one remembered."""
    if size >= (last_head(ledger_id, environ) or (0, b""))[0]:
        put(_file(ledger_id, environ, ".head"), f"{size}:{root.hex()}\n")


def last_head(ledger_id: bytes, environ: Mapping[str, str]) -> tuple[int, bytes] | None:
    """The last head that this computer remembers: size and root."""
    try:
        size, _, root = _file(ledger_id, environ, ".head").read_text(encoding="ascii").strip().partition(":")
        return int(size), bytes.fromhex(root)
    except (OSError, ValueError):
        return None


def _file(ledger_id: bytes, environ: Mapping[str, str], suffix: str) -> Path:
    return key_file(ledger_id, environ).with_suffix(suffix)


# Coming back.


def restore(source: Path, keys_from: Path | None, into: Path, against: str | None, accept_loss: str | None,
            author: Author, environ: Mapping[str, str]) -> Restored:
    """Make a ledger's folder from a backup. Raises before anything is there that could be opened.

    keys_from: the folder that holds the keys' backup; None where an auditor restores without them.
    against: a head noted before. accept_loss: why entries that had been noted may be missing.
    """
    place = _found(source, ENTRIES)
    keys = _found(keys_from, KEYS) if keys_from else None
    _in_a_folder(place)
    _empty(into)
    try:
        return _restored(place, keys, into, against, accept_loss, author, environ)
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise


def _restored(place: Path, keys: Path | None, into: Path, against: str | None, accept_loss: str | None,
              author: Author, environ: Mapping[str, str]) -> Restored:
    """The copies are made first and judged there: the backup itself is not touched. The last file makes them a ledger."""
    _fill(place, keys, into)
    entries = Entries(str(into / ENTRIES))
    ledger_id = entries.ledger_id
    entries.close()
    given, beside = _given(against, ledger_id, environ), _beside(place, ledger_id, environ)
    erased = _erasures(place, ledger_id, given, environ)
    size, _ = _verified(into / ENTRIES, ledger_id)
    stands, lost, noted = _stands(into, ledger_id, size, given, beside, environ)
    if lost and not accept_loss:
        raise Refused(f"This backup is a beginning of what was noted: {lost} {'entry' if lost == 1 else 'entries'} would be lost. "
                      "Nothing was restored.", 'Look for a later backup; else say why the loss is accepted: --accept-loss "REASON"')
    again, position = 0, None
    if keys is not None:
        again, position = _made_whole(place, into, erased, noted if lost else None, accept_loss or "", author, environ)
    _copied(place / SETTINGS, into / SETTINGS)
    return Restored(into, size, stands, lost, again, position)


def _found(source: Path, name: str) -> Path:
    """The folder of the one ledger that a backup holds. Raises NotFound, Usage."""
    places = [source] if (source / name).is_file() else sorted(each.parent for each in source.glob(f"outcomes-*/{name}"))
    if not places:
        raise NotFound(f"{source} holds no backup ({name} is not there). Nothing was restored.",
                       "Name the folder that `outcomes backup` wrote to.")
    if len(places) > 1:
        raise Usage(f"{source} holds backups of {len(places)} ledgers. Nothing was restored.",
                    f"Name one of: {', '.join(str(each) for each in places)}")
    return places[0]


def _in_a_folder(place: Path) -> None:
    """Raise Broken where a backup's settings name a server: no backup is written so, and the server's entries were never looked at."""
    if is_server(read_settings(place).store):
        raise Broken(f"{place / SETTINGS} was altered: it names a server, not the entries beside it. Nothing was restored.",
                     "Keep it as evidence; find another copy of that file, or another backup.")


def _erased_in(place: Path) -> set[str]:
    return {line for line in _said_in(place).splitlines() if re.fullmatch("[0-9a-f]{32}", line)}


def _said_in(place: Path) -> str:
    return (place / ERASED).read_text(encoding="ascii", errors="replace") if (place / ERASED).is_file() else ""


def _given(against: str | None, ledger_id: bytes, environ: Mapping[str, str], which: str = "The head given") -> checkpoints.Noted | None:
    """The head that was given. Raises Broken where it is another ledger's, or this computer's own signature on it is false."""
    found = checkpoints.noted(against) if against else None
    if found and found.note:
        if found.note.origin != checkpoints.origin(ledger_id):
            raise Broken(f"{which} is of another ledger: {found.note.origin:.80}. Nothing was restored.", "Give a head of this one.")
        for key in checkpoints.own_key(found.note.origin, environ):
            if checkpoints.false_signature(found.note, key):
                raise Broken(f"{which} was altered, or is a forgery. Nothing was restored.", "Keep it as evidence, and give another.")
    return found


def _beside(place: Path, ledger_id: bytes, environ: Mapping[str, str]) -> checkpoints.Noted | None:
    """The head that a backup says itself to be of, None where it was cut off before it did. Raises Broken as for a head given."""
    if not (place / HEAD).is_file():
        return None
    said = (place / HEAD).read_text(encoding="utf-8", errors="replace")   # a disk that fails has altered nothing
    try:
        return _given(said, ledger_id, environ, f"{place / HEAD}")
    except Usage:
        raise Broken(f"{place / HEAD} was altered: it is no checkpoint. Nothing was restored.",
                     "Keep it as evidence; find another copy of that file, or another backup.") from None


def _erasures(place: Path, ledger_id: bytes, given: checkpoints.Noted | None, environ: Mapping[str, str]) -> set[str]:
    """Everybody of whom anything says that she was erased. Raises Refused where the backup's own word is gone."""
    if not (place / ERASED).is_file():
        raise Refused(f"{place / ERASED} is missing: whom this ledger has erased cannot be known, and she might come back. "
                      "Nothing was restored.", "Find another copy of that file, or another backup.")
    noted = checkpoints.erased_in(given.note) if given and given.note else ()
    return {*_erased_in(place), *kept_erased(ledger_id, environ), *noted}


def _stands(copy: Path, ledger_id: bytes, size: int, given: checkpoints.Noted | None, beside: checkpoints.Noted | None,
            environ: Mapping[str, str]) -> tuple[str, int, tuple[int, bytes]]:
    """How a backup stands to the last head that is known; how many entries it lacks; that head. Raises Broken where it forks.

    beside: its own head, which vouches for nothing, but of which it may not be a beginning: files of two days were mixed.
    """
    heads = [(given.size, given.root)] if given else []
    remembered = last_head(ledger_id, environ)
    heads += [remembered] if remembered else []
    own = [(beside.size, beside.root)] if beside else []
    heads += [head for head in own if head[0] > size]
    entries = Entries(str(copy / ENTRIES))
    try:
        leaves = entries.leaves(size)
    finally:
        entries.close()
    for noted, root in (*heads, *own):
        if noted <= size and tree.root(leaves[:noted]) != root:
            raise Broken(f"This backup is not of the record that was noted: its first {noted} entries differ. Nothing was restored.",
                         "Keep it as evidence, and look for another backup.")
    if not heads:
        return "has nothing to compare with", 0, (0, b"")
    last = max(heads)
    if last[0] > size:
        return "is a beginning of", last[0] - size, last
    return ("equals" if last[0] == size else "extends"), 0, last


def _empty(into: Path) -> None:
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Refused(f"{into} is there already and is not empty; nothing was restored.",
                      "Choose another folder; nothing is ever restored over.")


def _fill(place: Path, keys: Path | None, into: Path) -> None:
    """Put the copies where the ledger will be."""
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    into.chmod(0o700)
    for file in filter(None, (place / ENTRIES, keys and keys / KEYS)):
        _copied(file, into / file.name)


def _copied(file: Path, to: Path) -> None:
    """Copy a file, closed to others, and on the disk before this returns."""
    shutil.copyfile(file, _part(to))
    _part_of(to).chmod(0o600)
    _settle(to)


def _made_whole(place: Path, into: Path, erased: set[str], noted: tuple[int, bytes] | None, reason: str, author: Author,
                environ: Mapping[str, str]) -> tuple[int, int | None]:
    """Erase again whoever had been erased since, and record a loss. How many were erased; where the loss is recorded."""
    ledger = open_ledger(into, environ, settings=read_settings(place))
    try:
        _unaltered(place, ledger)
        again = erasure.again(ledger, erased, author, environ)
        _only_keys_of_entries(ledger)
        position = _lost(ledger, noted, reason, author, environ) if noted else None
        ledger.entries.truncate()
        return again, position
    finally:
        ledger.entries.close()


def _only_keys_of_entries(ledger: Ledger) -> None:
    """Keys are copied after the entries: who was new between the two has a key here and nothing that it opens."""
    assert ledger.keys is not None
    without = ledger.keys.streams() - set(ledger.entries.versions(ledger.entries.head().position))
    if without:
        ledger.keys.drop(without)


def _unaltered(place: Path, ledger: Ledger) -> None:
    """Raise Broken where the backup's list of the erased is not as one who holds the ledger's keys wrote it."""
    assert ledger.keys is not None
    if not hmac.compare_digest(_said_in(place).encode(), _list(_erased_in(place), ledger.keys.secret).encode()):
        raise Broken(f"{place / ERASED} was altered: whom this ledger has erased cannot be known, and she might come back. "
                     "Nothing was restored.", "Keep it as evidence; find another copy of that file, or another backup.")


def _lost(ledger: Ledger, noted: tuple[int, bytes], reason: str, author: Author, environ: Mapping[str, str]) -> int:
    """Record that entries which had been noted are lost, where; from here on, this is the head that is remembered."""
    event = event_class("ledger-restored")(size=ledger.entries.head().position, noted=noted[0], root=noted[1].hex(), reason=reason)
    said = Statement(kind="ledger-restored", woman=PROGRAMME, occurred=ledger.day_of(author.now).isoformat(), event=event)
    position = append(ledger, [Said(said)], author).positions[0]
    put(_file(ledger.entries.ledger_id, environ, ".head"), f"{position}:{ledger.entries.root(position).hex()}\n")
    return position
