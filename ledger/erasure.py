"""How is all that is held of one woman made unreadable, for good, without breaking the record?

1  the women who were found to be one with her go with her; a legal hold stops it, and so does a restriction until it is lifted
2  a new master key is durable beside the old one
3  in one transaction of keys.db her keys are destroyed, her streams fenced, the receipts owed, and all other keys wrapped
   anew under the new master key: an older keys.db opens nothing
4  the new master key takes the old one's place, which destroys it
5  the receipts are appended to the programme's stream, and kept beside the master key for every restore
6  what was worked out from her entries is deleted: the cache, read models and packs that are still where they were made,
   and what was written for her alone; the write-ahead log is emptied

Cut off before 3 nothing has happened; cut off after it, the next opening finishes 4 to 6. No leaf changes.
With 5 every backup is told, and its old keys go.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs

from ledger import history, restricted, traces
from ledger.author import Author
from ledger.entries import PROGRAMME, Said, Statement
from ledger.errors import Busy, NotFound, Refused
from ledger.events import event_class
from ledger.folder import Ledger, erased_file, kept_erased, put, recovery_copy, take_next, write_next
from ledger.keys import KeyRing
from ledger.recording import append
from ledger.replay import MERGE_KINDS

DERIVED: Final = ("cache.db", "cache.db-wal", "cache.db-shm", "cache.db-journal")
READ_MODEL: Final = 0x4F555456
NOT_PROMISED: Final = (
    "What cannot be promised: papers and print-outs, copies of files that were made elsewhere, whoever kept the entries, their "
    "keys and the older master key together, what people remember, the free blocks of this disk; and in a small group a figure "
    "that changes on the day of an erasure says something by that.")

SERVER_KEEPS: Final = (
    "The server keeps more than its tables: in its write-ahead log and the archive of it, in replicas, in base backups and in the "
    "free blocks of its disks her wrapped key may lie as it was, and every other key beside it. The tables were written anew, and "
    "the master key by which those copies could be opened is destroyed here: destroy every other copy of it, paper too.")


@attrs.frozen
class Erased:
    """What an erasure did. recovery: the new master key to print, kept_in: where it lies. readable: files that may still name her.

    told: the backups that were told, whose old keys were deleted. missed: those that could not be reached.
    """

    streams: tuple[str, ...]
    positions: tuple[int, ...]
    recovery: str
    kept_in: Path
    deleted: tuple[Path, ...]
    readable: tuple[Path, ...]
    told: tuple[Path, ...]
    missed: tuple[Path, ...]


def one_with(ledger: Ledger, woman: str, otherwise: str = "nothing was erased") -> list[str]:
    """Her reference, and those that were found to be the same woman. otherwise: what was then not done. Raises NotFound, Refused."""
    assert ledger.keys is not None
    if woman == PROGRAMME:
        raise Refused(f"The programme's stream names no woman; {otherwise}.", "Withdraw a wrong entry: outcomes withdraw POSITION")
    histories = dict(_merged(ledger, woman))
    if not histories[woman].entries:
        if ledger.stream_of(woman) in ledger.keys.fenced():
            raise Refused(f"{woman} was erased before; nothing was changed.",
                          "The receipt is in the programme's stream: outcomes show programme")
        raise NotFound(f"{woman} is not known to this ledger; {otherwise}.", "See the references: outcomes women")
    group = history.united({each: found.facts for each, found in histories.items()})
    return sorted(next((each for each in group if woman in each), [woman]))


def _merged(ledger: Ledger, woman: str) -> Iterator[tuple[str, history.History]]:
    """The histories of her and of all who were ever merged with her."""
    waiting, seen = [woman], set[str]()
    assert ledger.keys is not None
    fenced = ledger.keys.fenced()
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            stream = ledger.stream_of(each)
            found = history.history(each, () if stream in fenced else ledger.entries.stream(stream))
            waiting += [fact.event.other for fact in found.of(*MERGE_KINDS)]
            yield each, found


def held(ledger: Ledger, women: Iterable[str]) -> dict[str, str]:
    """The women on whom a legal hold stands, each with the authority of one that does."""
    histories = {woman: history.history(woman, ledger.entries.stream(ledger.stream_of(woman))) for woman in women}
    return {woman: standing[0] for woman, hers in histories.items() if (standing := _holds(hers))}


def _holds(hers: history.History) -> list[str]:
    """The authorities whose hold stands: nothing that the same authority lifted on the same day or later, and later on record."""
    lifted = hers.of("legal-hold-lifted")
    return [fact.event.authority for fact in hers.of("legal-hold-set") if not any(
        _same(fact, each) and (each.day > fact.day or (each.day == fact.day and each.position > fact.position)) for each in lifted)]


def _same(one: history.Fact, other: history.Fact) -> bool:
    """Whether two facts name one authority, however it was typed."""
    first, second = (" ".join(fact.event.authority.casefold().split()) for fact in (one, other))
    return first == second


def _may(ledger: Ledger, women: Sequence[str]) -> None:
    """Raise Refused where a legal hold stands, or a restriction: she may have asked that it be kept (UK GDPR, article 18)."""
    on_hold = held(ledger, women)
    for woman, authority in on_hold.items():
        raise Refused(f"A legal hold of {authority} stands on {' and '.join(on_hold)}; nothing was erased.",
                      "Once it is lifted by whoever set it, record that: "
                      f'outcomes record legal-hold-lifted {woman} --authority "{authority}" --occurred DAY')
    apart = [woman for woman in women if restricted.of(ledger.entries.stream(ledger.stream_of(woman)))]
    if apart:
        raise Refused(f"What is held of {' and '.join(apart)} is restricted: kept, and not used. Nothing was erased.",
                      "If it is she who asks for the erasure, lift that first: "
                      f"outcomes restrict {apart[0]} --lift --reason WHY --authority WHO")


def erase(ledger: Ledger, women: Iterable[str], authority: str, reason: str, author: Author,
          environ: Mapping[str, str] = os.environ) -> Erased:
    """Erase women who are one. Raises Refused where a hold or a restriction stands, Busy where the keys were renewed meanwhile."""
    assert ledger.keys is not None
    named = list(women)
    _may(ledger, named)                                                                       # 1
    receipt = json.dumps({"authority": authority, "reason": reason})
    streams = tuple(sorted(ledger.stream_of(woman) for woman in named))
    next_, master = write_next(ledger.entries.ledger_id, environ)                             # 2
    ledger.keys.erase(dict.fromkeys(streams, receipt), master)                                # 3
    return _finished(ledger, author, (next_, master), environ, tell=True)


def finish(ledger: Ledger, author: Author, environ: Mapping[str, str] = os.environ) -> Erased | None:
    """Finish an erasure that was cut off; None where none was. The ledger was opened with the new master key."""
    assert ledger.keys is not None
    if not ledger.keys.owed or not ledger.keys.keep.may_erase():   # on a server its keeper finishes it
        return None
    return _finished(ledger, author, None, environ, tell=True)


def not_promised(ledger: Ledger) -> list[str]:
    """What an erasure cannot promise, in sentences."""
    return [NOT_PROMISED, *([] if ledger.entries.embedded else [SERVER_KEEPS])]


def told(done: Erased) -> list[str]:
    """What has to be said of an erasure that a later command finished."""
    return ["An erasure that was cut off was finished. The master key was renewed; print it, and destroy the old paper:",
            f"  {done.recovery}", f"It lies in {done.kept_in}.",
            *(f"It can still be read and may name her: {file}" for file in done.readable), *of_backups(done)]


def of_backups(done: Erased) -> list[str]:
    """What has to be said of the backups, in sentences."""
    lines = [f"The backup at {target} was told, and its old keys were deleted." for target in done.told]
    return lines + [f"The backup at {target} could not be reached: connect it and run: outcomes backup {target}" for target in done.missed]


def _finished(ledger: Ledger, author: Author, new: tuple[Path, bytes] | None, environ: Mapping[str, str], tell: bool) -> Erased:
    """Steps 4 to 6, each of which may be done again. new: the file of the new master key and itself, where it was drawn just now.
    tell: the backups too, which one that is being restored leaves as they are.

    Raises Busy where one of them fails: her key is destroyed, and the next command goes on.
    """
    try:
        return _steps(ledger, author, new, environ, tell)
    except OSError as why:
        raise Busy(f"Her key is destroyed, but what is left to do was cut off: {why}.",
                   "See to the disk, then let the next command finish it: outcomes women") from why


def _steps(ledger: Ledger, author: Author, new: tuple[Path, bytes] | None, environ: Mapping[str, str], tell: bool) -> Erased:
    from ledger import backups

    assert ledger.keys is not None
    ledger_id = ledger.entries.ledger_id
    kept_in = take_next(new[0] if new else None, ledger_id, environ)                          # 4
    ring = KeyRing(ledger.keys.keep, new[1], ledger_id) if new else ledger.keys
    ledger.entries.unlock(ring)
    opened = attrs.evolve(ledger, keys=ring)
    streams = tuple(sorted(ring.owed))
    _receipts(opened, ring.owed, author)                                                      # 5
    told, missed = backups.tell_targets(opened, environ) if tell else ([], [])
    there = receipts(opened)
    keep(ledger_id, there, environ)
    deleted, readable = _purged(opened, streams, environ)                                     # 6
    ring.settle(streams)
    positions = tuple(sorted(there[stream] for stream in streams))
    return Erased(streams, positions, recovery_copy(ring.master), kept_in, deleted, readable, tuple(told), tuple(missed))


def again(ledger: Ledger, known: Iterable[str], author: Author, environ: Mapping[str, str]) -> int:
    """Erase in a restored ledger whoever had been erased since its copy was made. How many keys were destroyed once more.

    The master key stays: another copy of this ledger on this computer may have no other, and the backup that was
    restored can be opened by it whatever is done here.
    """
    assert ledger.keys is not None
    there, fenced, keyed = receipts(ledger), ledger.keys.fenced(), ledger.keys.streams()
    todo = [stream for stream in {*known, *there, *fenced} if stream in keyed or stream not in fenced or stream not in there]
    if todo:
        receipt = json.dumps({"authority": "an erasure made since this copy", "reason": "done again after a restore"})
        ledger.keys.erase(dict.fromkeys(todo, receipt), None)
        _finished(ledger, author, None, environ, tell=False)
    return len(keyed & set(todo))


def _receipts(ledger: Ledger, owed: Mapping[str, str], author: Author) -> None:
    """Append the receipts that are not in the log yet; each once, though two commands finish the same erasure."""
    there = receipts(ledger)
    today = ledger.day_of(author.now).isoformat()
    said = [Said(Statement(kind="woman-erased", woman=PROGRAMME, occurred=today, source="practitioner",
                           event=event_class("woman-erased")(stream=stream, **json.loads(receipt))), once=True)
            for stream, receipt in sorted(owed.items()) if stream not in there]
    if said:
        append(ledger, said, author)


def receipts(ledger: Ledger) -> dict[str, int]:
    """The erased streams that the log has a receipt for, and its position."""
    return {entry.said.event.stream: entry.position for entry in ledger.entries.stream(PROGRAMME) if entry.said.kind == "woman-erased"}


def keep(ledger_id: bytes, streams: Iterable[str], environ: Mapping[str, str]) -> None:
    """Keep the erased streams beside the master key, where a restore of an older copy meets them."""
    put(erased_file(ledger_id, environ), "".join(f"{stream}\n" for stream in sorted({*kept_erased(ledger_id, environ), *streams})))

def _purged(ledger: Ledger, streams: Iterable[str], environ: Mapping[str, str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """What was deleted of that which our commands made, and which readable files are left for a person to look at."""
    ours = [ledger.path / name for name in DERIVED] + sorted(ledger.path.glob("*.part"))
    ledger_id = ledger.entries.ledger_id
    noted, hers = traces.left(ledger_id, environ), traces.alone(ledger_id, streams, environ)
    made = [file for file in noted if file in hers or _is_derived(file)]
    there = list(filter(traces.is_there, dict.fromkeys((*ours, *made))))
    for file in there:
        with contextlib.suppress(OSError):   # on a disk that cannot be written: it is named with those left
            file.unlink()
    traces.note(ledger_id, (), environ)   # the name of a file may be hers
    ledger.entries.truncate()
    assert ledger.keys is not None
    ledger.keys.keep.scrub()
    left = tuple(filter(traces.is_there, dict.fromkeys((*noted, *there))))
    return tuple(file for file in there if file not in left), left


def _is_derived(file: Path) -> bool:
    """Whether a file is a read model or a pack, be it unfinished: worked out from the ledger, and to be had again."""
    if file.suffix == ".zip" or ".zip." in file.name:
        return True
    try:
        with file.open("rb") as opened:
            header = opened.read(72)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\0") and int.from_bytes(header[68:72]) == READ_MODEL
