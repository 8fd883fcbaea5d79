"""What does somebody try who would like other figures, and who has the files, the time and perhaps the keys?

Where the gallery (test_gallery) goes by what can be doctored, this goes by who does it: with every key or none, with an
old copy, with a clone that went its own way, with the backup in his hands. Each way has a name, and beside it stands
what is meant to catch it. What nothing can catch stands in NOT_CAUGHT there, and in `outcomes help threats`.
"""

import base64
import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import test_audit
import test_gallery
from conftest import NOW, Ran
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec.structs import replace
from test_gallery import HERS, against, append, back, check, keys, machine, pack, restored, streams, told, whole

from ledger import audit, authors, backups, checkpoints, codec, folder, reads, recording, sealing, verify
from ledger import keys as ringed
from ledger.author import Author
from ledger.entries import PROGRAMME, Entry, Said, Statement
from ledger.errors import Usage
from ledger.events import event_class
from ledger.folder import Ledger

__all__ = ["pack", "whole"]   # fixtures of the gallery
Place = Path
Catch = Callable[[Place, Callable[..., Ran]], set[str]]


@pytest.fixture(scope="module")
def world(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery's ledger; P-07 has a key and signs; it was read three times; a clone of it went its own way; heads of both."""
    place = Path(shutil.copytree(whole, tmp_path_factory.mktemp("forgeries") / "world"))
    environ = machine(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OUTCOMES_CONFIG", environ["OUTCOMES_CONFIG"])
        with opened(place) as ledger:
            public = authors.make(ledger.entries.ledger_id, "P-07", None, environ)
            said = Statement(kind="author-registered", woman=PROGRAMME, occurred="2021-10-21",
                             event=event_class("author-registered")(author="P-07", public_key=public))
            recording.append(ledger, [Said(said)], Author("P-07", NOW))
            for day in ("2021-10-01", "2021-10-02"):
                recording.append(ledger, [Said(test_gallery.statement({**HERS, "woman": "W-3", "occurred": day}, "practitioner"))], Author("P-07", NOW))
        shutil.copytree(place / "phoenix", place / "clone")
        append(place, {"kind": "woman-identified", "woman": "W-5", "occurred": "2021-10-03", "route": "self", "care_experienced": "no"},
               {**HERS, "woman": "W-1", "minutes": "61"})
        with opened(place) as ledger:
            test_gallery._head(place, ledger, "head.note")
            size = ledger.entries.head().position
            backups.note_head(ledger.entries.ledger_id, size, ledger.entries.root(size), environ)
            backups.backup(ledger, place / "usb", place / "safe", environ)
            for what in ("matrix", "funnel", "show"):
                reads.note(ledger, reads.Reading(what, "team"), environ={**environ, "OUTCOMES_BY": "P-03", "OUTCOMES_NOW": "2021-10-21"})
        with opened(place, "clone") as ledger:
            for n in range(4):
                recording.append(ledger, [Said(test_gallery.statement({**HERS, "woman": "W-2", "minutes": str(70 + n)}, "practitioner"))], Author("P-03", NOW))
            test_gallery._head(place, ledger, "clone.note")
    return place


class opened:
    """A ledger of a place, open with its keys."""

    def __init__(self, place: Path, name: str = "phoenix") -> None:
        self.path, self.environ = place / name, machine(place)

    def __enter__(self) -> Ledger:
        self.ledger = folder.open_ledger(self.path, self.environ)
        return self.ledger

    def __exit__(self, *_: object) -> None:
        self.ledger.entries.close()


@pytest.fixture
def place(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy to be doctored, with its own machine."""
    copied = Path(shutil.copytree(world, tmp_path / "copied"))
    monkeypatch.setenv("OUTCOMES_CONFIG", str(copied / "config"))
    for file in (copied / "config" / "keys").glob("*.backups"):
        file.unlink()
    yield copied


# By somebody who has every key.


def rewritten(change: Callable[[bytes], bytes], woman: str = "W-3", version: int = -1) -> Callable[[Place], None]:
    """An entry of hers is sealed anew with other words, and every leaf worked out anew."""
    def attack(place: Place) -> None:
        with opened(place) as ledger:
            entry = ledger.entries.stream(ledger.stream_of(woman))[version]
            where = sealing.place(ledger.entries.ledger_id, entry.stream, entry.version)
            assert ledger.keys is not None
            payload = change(codec.encode(entry))
            assert payload != codec.encode(entry)
            cipher = ledger.keys.cipher(entry.stream) if woman != PROGRAMME else None
            state = sealing.seal(cipher, payload, where) if cipher else sealing.stamp(ledger.keys.secret, payload, where)
        test_audit.sql(place / "phoenix", ("UPDATE stored_events SET state = ? WHERE rowid = ?", (state, entry.position)))
        test_audit.releaf(place / "phoenix")
    return attack


def unsigned(payload: bytes) -> bytes:
    return payload.partition(b',"signature"')[0] + b"}"


def added(kind: str, woman: str = PROGRAMME, author: str = "P-03", in_stream_of: str | None = None, **fields: Any) -> Callable[[Place], None]:
    """An entry is appended past every rule, by somebody who has the keys."""
    def attack(place: Place) -> None:
        with opened(place) as ledger:
            put(ledger, Statement(kind=kind, woman=woman, occurred="2021-10-05", event=event_class(kind)(**fields)), author, in_stream_of or woman)
    return attack


def put(ledger: Ledger, said: Statement, author: str, woman: str, key: Ed25519PrivateKey | None = None) -> None:
    stream = ledger.stream_of(woman)
    assert ledger.keys is not None
    ledger.keys.ensure([stream] if stream != PROGRAMME else [])
    made = Entry(said=said, author=author, append="forged", stream=stream, version=len(ledger.entries.stream(stream)) + 1)
    if key:
        made = replace(made, signature=base64.b64encode(key.sign(authors.message(made, ledger.entries.ledger_id))).decode())
    ledger.entries.append([made], NOW)


def register(own_key: bool, name: str = "P-07", author: str = "P-07") -> Callable[[Place], None]:
    """A key is registered in somebody's name, signed by that key or not at all."""
    def attack(place: Place) -> None:
        mine = Ed25519PrivateKey.generate()
        public = base64.b64encode(mine.public_key().public_bytes_raw()).decode()
        said = Statement(kind="author-registered", woman=PROGRAMME, occurred="2021-10-05", event=event_class("author-registered")(author=name, public_key=public))
        with opened(place) as ledger:
            put(ledger, said, author, PROGRAMME, mine if own_key else None)
    return attack


def other_key(payload: bytes) -> bytes:
    said = json.loads(payload)
    return payload.replace(said["event"]["public_key"].encode(), base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()))


def signature_of_another(place: Place) -> None:
    """The signature of her last entry but one is put under her last."""
    with opened(place) as ledger:
        other = ledger.entries.stream(ledger.stream_of("W-3"))[-2]
    rewritten(lambda payload: payload.partition(b',"signature"')[0] + f',"signature":"{other.signature}"}}'.encode())(place)


def exchanged(place: Place) -> None:
    """Two entries of one woman change places, each sealed anew in the other's."""
    with opened(place) as ledger:
        one, two = ledger.entries.stream(ledger.stream_of("W-2"))[-2:]
    rewritten(lambda _: codec.encode(two), "W-2", -2)(place)
    rewritten(lambda _: codec.encode(one), "W-2", -1)(place)


def master_key(place: Place) -> Path:
    ((ledger_id,),) = test_audit.rows(place / "phoenix", "SELECT value FROM meta")
    return place / "config" / "keys" / f"{ledger_id.hex()}.key"


def wrapped(place: Place, stream: str, key: bytes) -> None:
    """A key is put in keys.db by somebody who has the master key."""
    ((ledger_id,),) = test_audit.rows(place / "phoenix", "SELECT value FROM meta")
    master = AESGCM(bytes.fromhex(master_key(place).read_text()))
    keys(place, f"INSERT OR REPLACE INTO wrapped_keys VALUES ('{stream}', x'{ringed._wrap(master, ledger_id, stream, key).hex()}')")


def returned(place: Place, *more: str) -> None:
    """The key of W-4, whom an erasure destroyed, comes from an old copy and is wrapped under today's master key."""
    old = place / "old" / master_key(place).relative_to(place)
    stream = streams(place)[3]
    ((sealed,),) = test_audit.rows(place / "old" / "phoenix", f"SELECT wrapped FROM wrapped_keys WHERE stream = '{stream}'", "keys.db")
    ((ledger_id,),) = test_audit.rows(place / "phoenix", "SELECT value FROM meta")
    key = AESGCM(bytes.fromhex(old.read_text())).decrypt(sealed[:12], sealed[12:], ringed._label(ledger_id, stream))
    wrapped(place, stream, key)
    keys(place, *more)


def forget(place: Place) -> None:
    master_key(place).with_suffix(".erased").unlink()


def cut(place: Place, kind: bytes = b"woman-erased") -> None:
    """The log is cut off before the newest entry of a kind in the programme's stream."""
    found = [row for row in test_audit.rows(place / "phoenix", "SELECT rowid, state FROM stored_events WHERE topic = 'plain' ORDER BY rowid") if kind in row[1]]
    test_audit.sql(place / "phoenix", *(f"DELETE FROM {table} WHERE {n} >= {found[-1][0]}" for table, n in (("stored_events", "rowid"), ("log", "position"))))


# By somebody with an old copy, or with a clone.


def clone(place: Place) -> None:
    shutil.rmtree(place / "phoenix")
    shutil.copytree(place / "clone", place / "phoenix")


def of_clone(name: str) -> Callable[[Place], None]:
    return lambda place: [shutil.copy(place / "clone" / name, place / "phoenix" / name)].clear()


def turned_back(beyond: int) -> Callable[[Place], None]:
    """The newest entries are cut off and others written in their place: as many, or more."""
    def attack(place: Place) -> None:
        ((size,),) = test_audit.rows(place / "phoenix", "SELECT max(position) FROM log")
        test_audit.sql(place / "phoenix", f"DELETE FROM stored_events WHERE rowid > {size - 1}", f"DELETE FROM log WHERE position > {size - 1}")
        append(place, *({**HERS, "woman": "W-2", "minutes": str(80 + n)} for n in range(1 + beyond)))
    return attack


def clone_backup(place: Place) -> None:
    shutil.rmtree(place / "usb"), (place / "usb").mkdir()
    with opened(place, "clone") as ledger:
        backups.backup(ledger, place / "usb", None, {"OUTCOMES_CONFIG": str(place / "elsewhere")})


def signed_anew(place: Place) -> None:
    """The key by which this computer signs heads is exchanged, and a head made with the new one."""
    master_key(place).with_suffix(".sign").unlink()
    with opened(place) as ledger:
        test_gallery._head(place, ledger, "head.note")


# By whoever has the backup in his hands, and a new computer to restore on.


def backup(change: Callable[[Path], object]) -> Callable[[Place], None]:
    """Something is done in the backup; what this computer remembers is gone, but for the master key."""
    def attack(place: Place) -> None:
        (there,) = (place / "usb").glob("outcomes-*")
        change(there)
        for file in (place / "config" / "keys").glob("*"):
            if file.suffix in (".head", ".erased", ".reads"):
                file.unlink()
    return attack


def shortened(there: Path) -> None:
    """The newest two entries are gone, and the file is a sound database."""
    ((size,),) = test_audit.rows(there, "SELECT max(position) FROM log")
    test_audit.sql(there, f"DELETE FROM stored_events WHERE rowid > {size - 2}", f"DELETE FROM log WHERE position > {size - 2}")


def of_the_old_day(name: str) -> Callable[[Path], object]:
    return lambda there: shutil.copy(next((there.parents[1] / "old" / "usb").rglob(name)), there / name)


def later_times(there: Path) -> None:
    test_audit.sql(there, "UPDATE log SET recorded_at = recorded_at + 1 WHERE position > 30")
    test_audit.releaf(there)


def on_a_server(there: Path) -> None:
    (there / "ledger.toml").write_text((there / "ledger.toml").read_text().replace('"embedded"', '"postgresql://127.0.0.1:1/phoenix"'))


def in_lines(name: str, change: Callable[[list[str]], Any]) -> Callable[[Path], None]:
    def attack(folder_: Path) -> None:
        lines = (folder_ / name).read_text(encoding="utf-8").split("\n")
        change(lines)
        (folder_ / name).write_text("\n".join(lines), encoding="utf-8")
    return attack


# What catches it.


def elsewhere(place: Place, run: Callable[..., Ran]) -> set[str]:
    """A restore on a computer that remembers nothing, by somebody who noted nothing."""
    ran = run("restore", str(place / "usb"), "--keys", str(place / "safe"), "--into", str(place / "back"))
    assert not (place / "back").exists(), ran.out
    return {word for word in ("was altered", "differ", "would be lost", "forgery", "does not open", "another ledger") if word in ran.err and ran.code in (4, 5)}


def by_ledger_key(place: Place, run: Callable[..., Ran]) -> set[str]:
    """Against the head, by the public key that the auditor was given when all was well."""
    return told(audit.check(place / "phoenix", machine(place), str(place / "head.note"), [(place / "key.txt").read_text()]))


def witnessed(place: Place, run: Callable[..., Ran]) -> set[str]:
    """By a witness who keeps the last head and is shown the clone's."""
    ran = run("checkpoint", "cosign", str(place / "clone.note"), "--prior", str(place / "head.note"))
    assert "\u2014 audit" not in ran.out
    return {f"exit {ran.code}"}


def recorded(place: Place, run: Callable[..., Ran]) -> set[str]:
    """By the ledger, which does not take it."""
    return {f"exit {run('--ledger', str(place / 'phoenix'), 'record', 'died', 'W-4', '--occurred', '2021-10-05').code}"}


def commanded(place: Place, run: Callable[..., Ran]) -> set[str]:
    return {f"exit {run('--ledger', str(place / 'phoenix'), 'check').code}"}


def read_by(place: Place, run: Callable[..., Ran]) -> set[str]:
    """By whoever asks who has read: `outcomes reads`."""
    ran = run("--ledger", str(place / "phoenix"), "reads")
    return {word for word in ("was altered", "does not follow", "the newest were removed", "written anew") if word in ran.out and ran.code == 5}


FORGED: dict[str, tuple[Callable[[Place], Any], Catch, str]] = {
    # A colleague with every key.
    "an entry given to another woman, sealed anew": (rewritten(lambda said: said.replace(b'"W-3"', b'"W-2"')), check, "wrong-stream"),
    "an entry given to another author who signs": (rewritten(lambda said: said.replace(b'"author":"P-03"', b'"author":"P-07"'), "W-2"), against, "root-differs"),
    "an entry written in the name of one who signs": (added("died", "W-2", "P-07"), check, "entry-unsigned"),
    "a signature taken off": (rewritten(unsigned), check, "entry-unsigned"),
    "a signed entry reworded": (rewritten(lambda said: said.replace(b"2021-10-02", b"2021-09-02")), check, "signature-broken"),
    "a signed entry given to another author": (rewritten(lambda said: said.replace(b'"author":"P-07"', b'"author":"P-03"')), check, "signature-unknown"),
    "a signature put under another entry": (signature_of_another, check, "signature-broken"),
    "a second key for one who has one": (register(True), check, "entry-unsigned"),
    "a key in another's name": (register(True, "P-09", "P-03"), check, "signature-broken"),
    "a key that nobody signed with": (register(False, "P-09", "P-09"), check, "signature-broken"),
    "another key in the registration": (rewritten(other_key, PROGRAMME), check, "signature-broken"),
    "a checkpoint recorded of another root": (added("checkpoint-made", size=5, root="ab" * 32), check, "checkpoint-differs"),
    "a checkpoint recorded of what lies ahead": (added("checkpoint-made", size=9999, root="ab" * 32), check, "checkpoint-differs"),
    "a checkpoint recorded with a root in capitals": (added("checkpoint-made", size=5, root="AB" * 32), check, "checkpoint-differs"),
    "a woman's entry in the open stream": (added("died", "W-1", in_stream_of=PROGRAMME), check, "wrong-stream"),
    "a woman who was never identified": (added("died", "W-9"), check, "not-identified"),
    "another woman's entry withdrawn": (added("withdrawn", "W-1", position=3, reason="r"), check, "puts-right-nothing"),
    "what is still to come withdrawn": (added("withdrawn", "W-1", position=9999, reason="r"), check, "puts-right-nothing"),
    "two entries of a woman exchanged": (exchanged, against, "root-differs"),
    "a place among the programme's figures reworded": (rewritten(lambda said: said.replace(b'"women":24', b'"women":12'), PROGRAMME, 0), against, "root-differs"),
    "a receipt of erasure for a woman who is here": (lambda p: added("woman-erased", stream=streams(p)[0], authority="a", reason="b")(p), check, "erased-with-key"),
    "a key exchanged for a new one": (lambda p: wrapped(p, streams(p)[1], bytes(32)), check, "seal-broken"),
    "the ledger's secret exchanged": (lambda p: wrapped(p, "secret", bytes(32)), check, "commitment-differs"),
    "keys wrapped under a master key of his own": (lambda p: master_key(p).write_text("ab" * 32), check, "keys-unusable"),
    # An erased woman put back.
    "her key from an old copy": (returned, check, "erased-with-key"),
    "her key from an old copy, her fence removed, and this computer made to forget": (lambda p: (returned(p, "DELETE FROM fence"), forget(p)), check, "erased-with-key"),
    "her key, and the log cut off before her receipt": (lambda p: (returned(p, "DELETE FROM fence"), forget(p), cut(p)), against, "shorter-than-noted"),
    "her fence removed, and this computer made to forget": (lambda p: (keys(p, "DELETE FROM fence"), forget(p)), check, "fence-differs"),
    "recorded again under her reference": (lambda p: None, recorded, "exit 4"),
    # An old copy, or a clone that went its own way.
    "a clone in its place": (clone, check, "differs-from-remembered"), "a clone in its place, against the head": (clone, against, "root-differs"),
    "a clone's log beside these keys": (of_clone("ledger.db"), against, "root-differs"), "a clone's keys beside this log": (of_clone("keys.db"), check, "key-missing"),
    "a clone's head shown to the witness": (lambda p: None, witnessed, "exit 4"),
    "a clone's backup": (clone_backup, restored, "differ"),
    "turned back and written anew": (turned_back(0), against, "root-differs"), "turned back and written anew, seen by this computer": (turned_back(0), check, "differs-from-remembered"),
    "turned back and written on beyond": (turned_back(5), against, "root-differs"),
    "settings and log of an older day, keys of today": (back("phoenix/ledger.db"), against, "shorter-than-noted"),
    # What lies beside the log.
    "the key that signs heads exchanged": (signed_anew, by_ledger_key, "signature-missing"),
    "what this computer remembers doctored": (lambda p: master_key(p).with_suffix(".head").write_text("30:" + "ab" * 32), check, "differs-from-remembered"),
    "settings with a time zone that is none": (in_lines("phoenix/ledger.toml", lambda lines: lines.__setitem__(2, 'time_zone = "Mars/Utopia"')), check, "unreadable"),
    "settings with an audience that is none": (in_lines("phoenix/ledger.toml", lambda lines: lines.__setitem__(4, 'audience = "everybody"')), check, "unreadable"),
    "settings that name a server": (lambda p: on_a_server(p / "phoenix"), commanded, "exit 6"),
    "settings gone": (lambda p: (p / "phoenix" / "ledger.toml").unlink(), commanded, "exit 3"),
    # The backup, on a computer that remembers nothing.
    "a backup without its newest entries": (backup(shortened), elsewhere, "would be lost"),
    "a backup's log of an older day": (backup(of_the_old_day("ledger.db")), elsewhere, "would be lost"),
    "a backup with other times": (backup(later_times), elsewhere, "differ"),
    "a backup's settings that name a server": (backup(on_a_server), elsewhere, "was altered"),
    "a backup's own head with another root": (backup(in_lines("head.note", lambda lines: lines.__setitem__(2, base64.b64encode(bytes(32)).decode()))), elsewhere, "forgery"),
    "a backup's head of another root, unsigned": (backup(lambda there: (there / "head.note").write_text("\n".join([*(there / "head.note").read_text().split("\n")[:2], base64.b64encode(bytes(32)).decode(), ""]))), elsewhere, "differ"),
    "a backup's head that is none": (backup(lambda there: (there / "head.note").write_text("nothing")), elsewhere, "was altered"),
    "another ledger's head in a backup": (backup(in_lines("head.note", lambda lines: lines.__setitem__(0, "outcomes-ledger/" + "0" * 32))), elsewhere, "another ledger"),
    "keys of an older day beside a backup of today": (backup(lambda there: shutil.copy(next((there.parents[1] / "old" / "safe").rglob("keys.db")), next((there.parents[1] / "safe").rglob("keys.db")))), elsewhere, "does not open"),
    # Who has read.
    "a reading reworded": (in_lines("phoenix/reads.log", lambda lines: lines.__setitem__(0, lines[0].replace("matrix", "funnel"))), read_by, "does not follow"),
    "a reading by somebody else": (in_lines("phoenix/reads.log", lambda lines: lines.__setitem__(2, lines[2].replace("P-03", "P-04"))), read_by, "written anew"),
    "a reading left out": (in_lines("phoenix/reads.log", lambda lines: lines.pop(1)), read_by, "does not follow"),
    "the newest reading cut off": (in_lines("phoenix/reads.log", lambda lines: lines.pop(2)), read_by, "the newest were removed"),
    "every reading left out but the newest": (in_lines("phoenix/reads.log", lambda lines: lines.__delitem__(slice(0, 2))), read_by, "does not follow"),
    "no reading left": (lambda p: (p / "phoenix" / "reads.log").unlink(), read_by, "the newest were removed"),
    "a reading that is none": (in_lines("phoenix/reads.log", lambda lines: lines.__setitem__(0, "{}")), read_by, "was altered"),
    "every reading chained anew": (lambda p: chained_anew(p / "phoenix" / "reads.log"), read_by, "written anew"),
}


def chained_anew(file: Path) -> None:
    lines, before = [], "0" * 64
    for line in map(json.loads, file.read_text().splitlines()):
        lines.append(json.dumps({**line, "by": "P-04", "before": before}))
        before = hashlib.sha256(lines[-1].encode()).hexdigest()
    file.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_caught_by_the_check_meant_for_it(name: str, place: Place, run: Callable[..., Ran]) -> None:
    """By name; and the same check found nothing of the kind before."""
    attack, catch, code = FORGED[name]
    (place / "key.txt").write_text(own_key(place))
    if catch in (check, against, by_ledger_key, read_by):
        assert catch(place, run) <= {"signatures"}
    attack(place)
    assert code in catch(place, run)


def test_how_many_are_signed_is_counted_and_where_the_first_lacks_it(place: Place) -> None:
    """Of those who have a key and of those who have none, apart."""
    rewritten(unsigned)(place)
    added("died", "W-2", "P-07")(place)
    found = {each.code: each for each in audit.check(place / "phoenix", machine(place)).findings}
    assert found["signatures"].message == "Signed by their authors: 2. Not signed: 33, of which 2 by an author who had a key."
    assert found["entry-unsigned"].position == 40
    assert found["entry-unsigned"].message == "P-07 has a key, and 2 entries written under that name are not signed by it."


def test_a_key_that_is_missing_is_named_by_her_first_entry(place: Place) -> None:
    """As is one that should not be there."""
    keys(place, f"DELETE FROM wrapped_keys WHERE stream = '{streams(place)[1]}'", f"INSERT INTO fence VALUES ('{streams(place)[2]}')")
    found = [(each.code, each.position) for each in audit.check(place / "phoenix", machine(place)).findings if each.severity == "must"]
    assert sorted(found) == [("erased-with-key", 4), ("key-missing", 3)]


def test_a_receipt_that_is_owed_still_though_it_was_given_is_nothing(place: Place) -> None:
    """An erasure that was cut off between the two is finished by the next opening."""
    stream = streams(place)[3]
    with opened(place) as ledger:
        assert ledger.keys is not None
        mark = ledger.keys._mark(stream, "{}")
    keys(place, f"INSERT INTO owed VALUES ('{stream}', '{mark}{{}}')")
    assert check(place, lambda: Ran(0, "", "")) <= {"signatures"}


# A proof in the hands of whoever would like it to show more.


@pytest.fixture(scope="module")
def proofs(world: Path) -> dict[str, str]:
    """Proofs against the head: of an entry that P-07 signed, opened; of a figure; of a figure, opened; of an entry of the clone."""
    from projections.commands import prove

    def made(name: str, head: str, *what: str, shown: bool = False) -> str:
        with opened(world, name) as ledger:
            session: Any = SimpleNamespace(ledger=ledger, environ=machine(world), audience=lambda _: "team")
            asked: Any = {"what": what, "against": str(world / head), "open": shown, "audience": None, "true_on": None, "output": None}
            return prove.run(session, asked).text
    with opened(world) as ledger:
        last = str(ledger.entries.stream(ledger.stream_of("W-3"))[-1].position)
    return {"entry": made("phoenix", "head.note", last, shown=True), "figure": made("phoenix", "head.note", "matrix", "M09.ever-fitted"),
            "shown": made("phoenix", "head.note", "matrix", "M09.ever-fitted", shown=True), "clone": made("clone", "clone.note", last, shown=True)}


Proof = dict[str, Any]
PROVED: dict[str, tuple[str, Callable[[Proof], Any], str]] = {
    "a clone's entry, against its own head": ("clone", lambda p: None, "another head"),
    "an entry twice": ("entry", lambda p: p["entries"].append(p["entries"][0]), "stands in it twice"),
    "true where one is meant": ("figure", lambda p: p["figure"]["rows"][0].update(of=True), "is no proof"),
    "a position that is true": ("figure", lambda p: p["entries"][0].update(position=True), "is no proof"),
    "a number that is none": ("figure", lambda p: p["figure"].update(numerator=float("nan"), value=float("nan")), "is no proof"),
    "a number without end": ("figure", lambda p: p["figure"].update(denominator=float("inf")), "is no proof"),
    "the figure of another day, by its position": ("figure", lambda p: p["figure"].update(position=p["figure"]["position"] - 1), "is of position"),
    "a woman who counts double": ("figure", lambda p: (counted(p).update(amount=2, of=2), added_up(p)), "counts for more than itself"),
    "a woman who counts more than once in what is counted": ("figure", lambda p: (counted(p).update(amount=2), added_up(p)), "counts for more than itself"),
    "a woman who takes another back": ("figure", lambda p: (p["figure"]["rows"][0].update(answer="counted", amount=-1), added_up(p)), "counts for more than itself"),
    "a missing woman who counts": ("figure", lambda p: (p["figure"]["rows"][0].update(answer="missing", amount=0, of=1), added_up(p)), "adds what its answer leaves out"),
    "another woman in the entry": ("entry", lambda p: shown(p).update(payload=shown(p)["payload"].replace("W-3", "W-2")), "committed to"),
    "another author in the entry": ("entry", lambda p: shown(p).update(payload=shown(p)["payload"].replace("P-07", "P-03")), "committed to"),
    "another key in the registration that is shown": ("entry", lambda p: first(p).update(payload=other_key(first(p)["payload"].encode()).decode()), "committed to"),
    "another key in the registration that is shown, and in what is stored of it": ("entry", lambda p: in_both(first(p)), "not shown as it was stored"),
    "the entry of an open stream said to be sealed": ("entry", lambda p: first(p).update(topic="sealed", salt=""), "not shown as it was stored"),
    "shown in another stream": ("shown", lambda p: shown(p).update(stream="0" * 32), "not shown as it was stored"),
    "one more line in its checkpoint": ("entry", lambda p: p.update(checkpoint=p["checkpoint"].replace("\n\n", "\nerased " + "0" * 32 + "\n\n", 1)), "signature"),
    "its checkpoint without the signature": ("entry", lambda p: p.update(checkpoint=p["checkpoint"].partition("\n\n")[0] + "\n"), "none of the keys"),
    "no entries": ("figure", lambda p: p.update(entries=[]), "rests on an entry"),
}


def shown(made: Proof) -> Any:
    return made["entries"][-1]


def first(made: Proof) -> Any:
    return made["entries"][0]


def in_both(entry: dict[str, Any]) -> None:
    payload = other_key(entry["payload"].encode())
    entry.update(payload=payload.decode(), state=base64.b64encode(base64.b64decode(entry["state"])[:32] + payload).decode())


def counted(made: Proof) -> Any:
    return next(row for row in made["figure"]["rows"] if row["answer"] == "counted")


def added_up(made: Proof) -> None:
    """The figure's numbers are made to suit its rows."""
    figure = made["figure"]
    amount, of = (sum(row[name] for row in figure["rows"]) for name in ("amount", "of"))
    figure.update(numerator=amount, denominator=of, value=amount / of, missing=sum(row["answer"] == "missing" for row in figure["rows"]))


def test_what_was_proved_holds(proofs: dict[str, str], world: Path) -> None:
    """Before anything is done to it; the entry's author is named."""
    head = (world / "head.note").read_text(encoding="utf-8")
    said = {name: verify.report(text, head, (own_key(world),)) for name, text in proofs.items() if name != "clone"}
    assert [code for code, _ in said.values()] == [0, 0, 0]
    assert any("of them signed by P-07, key " in line for line in said["entry"][1])


@pytest.mark.parametrize("name", PROVED)
def test_a_proof_that_would_show_more_is_refused(name: str, proofs: dict[str, str], world: Path) -> None:
    """By the verifier alone, with the head and the ledger's public key."""
    which, change, word = PROVED[name]
    made = json.loads(proofs[which])
    change(made)
    code, lines = verify.report(json.dumps(made), (world / "head.note").read_text(encoding="utf-8"), (own_key(world),))
    assert code in (2, 5) and word in lines[-1], lines


def own_key(place: Place) -> str:
    """The public key by which the ledger's keeper signs heads."""
    with opened(place) as ledger:
        own = checkpoints.signer(ledger.entries.ledger_id, machine(place), make=False)
    assert own is not None
    return own.vkey


# Many more, by chance.


def changed_by_chance(place: Path, drawn: random.Random) -> str | None:
    """Change one value of the ledger's or the keys' tables to another; what was changed, None where it would stay the same."""
    name, table, column, key = drawn.choice([
        ("ledger.db", "stored_events", "originator_id", "rowid"), ("ledger.db", "stored_events", "originator_version", "rowid"),
        ("ledger.db", "stored_events", "topic", "rowid"), ("ledger.db", "stored_events", "state", "rowid"), ("ledger.db", "stored_events", "state", "rowid"),
        ("ledger.db", "stored_events", "state", "rowid"), ("ledger.db", "log", "originator_id", "position"), ("ledger.db", "log", "originator_version", "position"),
        ("ledger.db", "log", "recorded_at", "position"), ("ledger.db", "log", "leaf", "position"), ("ledger.db", "log", "position", "position"),
        ("ledger.db", "meta", "value", "name"), ("keys.db", "wrapped_keys", "wrapped", "stream"), ("keys.db", "wrapped_keys", "stream", "stream"),
        ("keys.db", "fence", "stream", "stream")])
    rows = test_audit.rows(place, f"SELECT {key}, {column} FROM {table}", name)
    which, old = drawn.choice(rows)
    new = other_value(old, [each for _, each in rows], drawn)
    if new == old and type(new) is type(old):
        return None
    try:
        test_audit.sql(place, (f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (new, which)), name=name)
    except sqlite3.IntegrityError:
        return None
    return f"{table}.{column} of {which!r}: {old!r} -> {new!r}"


def other_value(old: Any, others: list[Any], drawn: random.Random) -> Any:
    """A byte changed, cut, doubled, another row's, a number beside it, or of another type."""
    raw = old if isinstance(old, bytes) else str(old).encode()
    at = drawn.randrange(len(raw))
    texts = [raw[:at] + bytes([raw[at] ^ drawn.randrange(1, 128)]) + raw[at + 1:], raw[:at] + raw[at + 1:], raw + raw[at:at + 1], raw[::-1]]
    new = drawn.choice([*texts, drawn.choice(others), drawn.choice(others), "typed"])
    if isinstance(old, int):
        return drawn.choice([old + 1, old - 1, drawn.randrange(1, 10**6), -old, drawn.choice(others)])
    if new == "typed":
        return raw.decode("latin-1") if isinstance(old, bytes) else raw
    return new if isinstance(old, bytes) or isinstance(new, str) else new.decode("latin-1") if isinstance(new, bytes) else new


def content(file: Path) -> Any:
    """All that a database says: its schema, its rows and what it says of itself; None where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            db.text_factory = bytes
            made = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
            tables = sorted(name.decode() for kind, name, *_ in made if kind == b"table")
            row = {"stored_events": "rowid, *", "log": "*", "meta": "*"}
            return made, [db.execute(f"SELECT {row.get(table, '*')} FROM {table} ORDER BY 1, 2").fetchall() for table in tables], \
                [db.execute(f"PRAGMA {each}").fetchall() for each in ("application_id", "user_version")]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


class ByChance:
    """Changes drawn by chance, one at a time, and whether what is meant to see them does. None: it changed nothing that is read."""

    def __init__(self, whole: Path, copied: Path, pack: dict[str, bytes], proofs: dict[str, str], drawn: random.Random) -> None:
        self.whole, self.copied, self.pack, self.proofs, self.drawn, self.environ = whole, copied, pack, proofs, drawn, machine(whole)
        self.kept = {name: (whole / "phoenix" / name).read_bytes() for name in ("ledger.db", "keys.db", "ledger.toml")}
        self.head, self.key = (whole / "head.note").read_text(encoding="utf-8"), checkpoints.witness(None, self.environ).vkey
        copied.mkdir()

    def bytes_changed(self, old: bytes) -> bytes:
        """Some bytes are others, gone, or there twice."""
        at, many = self.drawn.randrange(len(old)), self.drawn.choice((1, 1, 1, 2, 16))
        new = bytes(byte ^ self.drawn.randrange(1, 256) for byte in old[at:at + many])
        return old[:at] + self.drawn.choice((new, new, new, b"", old[at:at + many] * 2)) + old[at + many:]

    def checked(self) -> bool:
        return audit.check(self.copied, self.environ, str(self.whole / "head.note")).verdict == "broken"

    def fresh(self) -> None:
        for file in self.copied.iterdir():
            file.unlink()
        for name, said in self.kept.items():
            (self.copied / name).write_bytes(said)

    def value(self) -> tuple[str, bool | None]:
        """A value of a table of the entries or of the keys."""
        self.fresh()
        change = changed_by_chance(self.copied, self.drawn)
        return (change, self.checked()) if change else ("", None)

    def file(self) -> tuple[str, bool | None]:
        """Bytes of the two databases; those that change nothing which SQLite reads are none."""
        self.fresh()
        name = self.drawn.choice(("ledger.db", "ledger.db", "keys.db"))
        (self.copied / name).write_bytes(self.bytes_changed(self.kept[name]))
        if self.checked():
            return name, True
        for beside in ("-wal", "-shm", "-journal"):
            (self.copied / f"{name}{beside}").unlink(missing_ok=True)
        return f"{name}, written anew", None if content(self.copied / name) == content(self.whole / "phoenix" / name) else False

    def note(self) -> tuple[str, bool | None]:
        """Characters of a head, held against the log by the witness's key."""
        said = self.bytes_changed(self.head.encode()).decode("utf-8", "replace")
        (self.copied / "head.note").write_text(said, encoding="utf-8")
        try:
            if audit.check(self.whole / "phoenix", self.environ, str(self.copied / "head.note"), [self.key]).verdict == "broken":
                return said, True
            return said, None if verify.note(said).text == verify.note(self.head).text else False
        except (Usage, verify.NotUnderstood) as why:
            return said, isinstance(why, Usage)

    def proof(self) -> tuple[str, bool | None]:
        """Characters of a proof; those that change nothing which is recomputed are taken on trust, or none."""
        old = self.drawn.choice([*self.proofs.values()])
        said = self.bytes_changed(old.encode()).decode("utf-8", "replace")
        code, _ = verify.report(said, self.head, (self.key,))
        return said, True if code else None if recomputed(said) == recomputed(old) else False

    def packed(self) -> tuple[str, bool | None]:
        """Bytes of a file of a pack, or of the list of their digests."""
        name = self.drawn.choice(sorted(self.pack))
        new = self.bytes_changed(self.pack[name]) if self.pack[name] else b"x"
        try:
            return name, None if new == self.pack[name] else bool(test_gallery.faults({**self.pack, name: new}))
        except ValueError:   # no list of digests, or no report, any more
            return name, True


def recomputed(said: str) -> Any:
    """What the verifier recomputes of a proof, as values."""
    proof = json.loads(said)
    head = verify.note(proof["checkpoint"])
    entries = [{name: base64.b64decode(value) if name in ("leaf", "state", "salt") else [base64.b64decode(each) for each in value] if name == "path" else value
                for name, value in entry.items()} for entry in proof["entries"]]
    figure = proof.get("figure", {"rows": []})
    rows = [{name: row[name] for name in ("amount", "of")} for row in figure["rows"]]
    return head.text, entries, rows, [figure.get(name) for name in ("numerator", "denominator", "value", "missing", "excluded", "position")]


def missed(chance: ByChance, times: int) -> tuple[int, dict[str, int], list[str]]:
    """How many changes were made, of which kinds, and those that nothing has seen."""
    kinds = {"value": chance.value, "file": chance.file, "note": chance.note, "proof": chance.proof, "packed": chance.packed}
    often = ["value", "value", "value", "file", "file", "file", "note", "proof", "proof", *(["packed"] if chance.pack else [])]
    counted, unseen = dict.fromkeys(often, 0), list[str]()
    while sum(counted.values()) < times:
        kind = chance.drawn.choice(often)
        what, seen = kinds[kind]()
        counted[kind] += seen is not None
        unseen += [f"{kind}: {what}"] if seen is False else []
    return sum(counted.values()), counted, unseen


@pytest.fixture
def chance(world: Path, proofs: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> ByChance:
    """What is changed, by a seed; the pack is made for the long run alone."""
    seed = request.param
    pack = request.getfixturevalue("pack") if seed is not None else {}
    return ByChance(world, tmp_path / "by-chance", pack, {name: text for name, text in proofs.items() if name != "clone"}, random.Random(seed or 2021))


@pytest.mark.parametrize("chance", [None], indirect=True)
def test_no_change_by_chance_is_missed(chance: ByChance) -> None:
    """A hundred, in tables, files, heads and proofs."""
    made, kinds, unseen = missed(chance, 100)
    assert (made, unseen) == (100, []) and all(kinds.values())


@pytest.mark.slow
@pytest.mark.parametrize("chance", range(10), indirect=True)
def test_none_of_ten_thousand_changes_is_missed(chance: ByChance) -> None:
    """A thousand to a seed, in packs too."""
    made, kinds, unseen = missed(chance, 1000)
    print(made, kinds, len(unseen))
    assert (made, unseen) == (1000, []) and all(kinds.values())


def test_more_than_fifty_ways_that_the_gallery_does_not_have() -> None:
    """None of them stands in the other list."""
    names = {*FORGED, *PROVED}
    assert len(names) == len(FORGED) + len(PROVED) > 70
    assert not names & {name for _, name, _ in test_gallery.every()}
