"""Which ways to doctor a ledger, its keys, heads, proofs, backups and packs do we know, and what catches each?

Every way has a name, and the check that is meant for it is named beside it: a finding of `check`, or what a command
says when it refuses. `every()` lists all of them, with those whose tests stand beside the audit and the proofs.
What nothing can catch is listed too, with the reason.
"""

import base64
import hashlib
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import test_audit
import test_checkpoints
import test_proofs
from conftest import NOW, Ran

from ledger import audit, backups, checkpoints, erasure, folder, recording, sealing, tree, verify
from ledger.author import Author
from ledger.entries import PROGRAMME, Said
from ledger.errors import Finding
from ledger.reading import statement
from ledger.store import leaf

HERS = {"occurred": "2021-09-01", "kind": "contact-held", "purpose": "programme", "medium": "telephone", "attendance": "attended-on-time"}
Place = Path
Catch = Callable[[Place, Callable[..., Ran]], set[str]]


def rows_of(*women: str) -> list[dict[str, Any]]:
    first = [{"kind": "woman-identified", "woman": woman, "occurred": "2021-01-01", "route": "self", "care_experienced": "no"} for woman in women]
    signed = [{"kind": "signed-up", "woman": woman, "occurred": "2021-02-01", "contraception_choice": "larc"} for woman in women]
    fitted = [{"kind": "larc-fitted", "woman": woman, "occurred": "2021-03-01", "method": "implant"} for woman in women[:2]]
    return [*first, *signed, *fitted, *({**HERS, "woman": woman, "minutes": str(n)} for n in range(1, 7) for woman in women)]


def machine(place: Path) -> dict[str, str]:
    return {"OUTCOMES_CONFIG": str(place / "config")}


def append(place: Path, *rows: dict[str, Any]) -> None:
    ledger = folder.open_ledger(place / "phoenix", machine(place))
    recording.append(ledger, [Said(statement(row, "practitioner")) for row in rows], Author("P-03", NOW))
    ledger.entries.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that has lived: an older copy of all of it, heads signed and cosigned, backups, an erasure; never touched."""
    place = tmp_path_factory.mktemp("gallery")
    (place / "usb").mkdir(), (place / "safe").mkdir()
    environ = machine(place)
    folder.create(place / "phoenix", "Phoenix", environ=environ)
    append(place, {"kind": "capacity-set", "woman": PROGRAMME, "occurred": "2021", "women": 24}, *rows_of("W-1", "W-2", "W-3", "W-4"))
    ledger = folder.open_ledger(place / "phoenix", environ)
    _head(place, ledger, "older.note")
    backups.backup(ledger, place / "usb", place / "safe", environ)
    ledger.entries.close()
    for name in ("phoenix", "config", "usb", "safe"):
        shutil.copytree(place / name, place / "old" / name)
    ledger = folder.open_ledger(place / "phoenix", environ)
    erasure.erase(ledger, ["W-4"], "a", "b", Author("P-03", NOW), environ)
    backups.tell_targets(ledger, environ)
    ledger.entries.close()
    append(place, {**HERS, "woman": "W-1", "minutes": "60"})
    ledger = folder.open_ledger(place / "phoenix", environ)
    _head(place, ledger, "head.note")
    backups.note_head(ledger.entries.ledger_id, ledger.entries.head().position, ledger.entries.root(ledger.entries.head().position), environ)
    backups.backup(ledger, place / "usb", place / "safe", environ)
    ledger.entries.close()
    folder.create(place / "other", "Other", environ=environ)
    return place


def _head(place: Path, ledger: folder.Ledger, name: str) -> None:
    size = ledger.entries.head().position
    text = checkpoints.text(ledger.entries.ledger_id, size, ledger.entries.root(size), erasure.receipts(ledger))
    own = checkpoints.signer(ledger.entries.ledger_id, machine(place), make=True)
    assert own is not None
    signed = checkpoints.sign(text, own)
    witness = checkpoints.witness("audit.example", machine(place))
    noted = checkpoints.Noted(size, b"", verify.note(signed))
    (place / name).write_text(checkpoints.cosigned(noted, None, witness, NOW // 1_000_000), encoding="utf-8")


@pytest.fixture
def place(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to be doctored, with its own machine."""
    copied = Path(shutil.copytree(whole, tmp_path / "copied"))
    monkeypatch.setenv("OUTCOMES_CONFIG", str(copied / "config"))
    for file in (copied / "config" / "keys").glob("*.backups"):
        file.unlink()
    return copied


# What is done.


def keys(place: Path, *statements: str) -> None:
    with closing(sqlite3.connect(place / "phoenix" / "keys.db")) as db, db:
        for each in statements:
            db.execute(each)


def streams(place: Path) -> list[str]:
    """The sealed streams: those of W-1, W-2, W-3 and W-4, in the order of the log."""
    return [each for (each,) in test_audit.rows(place / "phoenix", "SELECT originator_id FROM stored_events WHERE topic = 'sealed' "
                                                                     "GROUP BY originator_id ORDER BY min(rowid)")]


def back(name: str) -> Callable[[Path], None]:
    """Put an older file or folder in its place."""
    def attack(place: Path) -> None:
        if (place / name).is_dir():
            shutil.rmtree(place / name)
            shutil.copytree(place / "old" / name, place / name)
        else:
            shutil.copy(place / "old" / name, place / name)
    return attack


def forge_receipt(place: Path, stream: str) -> None:
    """Somebody without the ledger's secret writes that a woman was erased, and works every leaf out anew."""
    (ledger_id,) = test_audit.rows(place / "phoenix", "SELECT value FROM meta")[0]
    version, position = (each + 1 for each in test_audit.rows(place / "phoenix", "SELECT max(originator_version), (SELECT max(rowid) FROM stored_events) "
                                                              "FROM stored_events WHERE originator_id = 'programme'")[0])
    (true,) = test_audit.rows(place / "phoenix", "SELECT state FROM stored_events WHERE originator_id = 'programme' ORDER BY rowid DESC LIMIT 1")[0]
    payload = sealing.open_plain(true).replace(streams(place)[3].encode(), stream.encode())
    state = bytes(32) + payload
    test_audit.sql(place / "phoenix", ("INSERT INTO stored_events VALUES ('programme', ?, 'plain', ?)", (version, state)),
                   ("INSERT INTO log VALUES (?, 'programme', ?, ?, ?)", (position, version, NOW, leaf(ledger_id, position, PROGRAMME, version, NOW, "plain", state))))


def make_away_with(place: Path, woman: int) -> None:
    """A woman's key is destroyed and she is fenced, as an erasure would."""
    stream = streams(place)[woman]
    keys(place, f"DELETE FROM wrapped_keys WHERE stream = '{stream}'", f"INSERT INTO fence VALUES ('{stream}')")


def reseal(place: Path) -> None:
    """Somebody with every key writes another day into an entry, seals it, and works every leaf out anew."""
    ledger = folder.open_ledger(place / "phoenix", machine(place))
    assert ledger.keys is not None
    stream = ledger.stream_of("W-1")
    cipher, version = ledger.keys.cipher(stream), 4
    assert cipher is not None
    where = sealing.place(ledger.entries.ledger_id, stream, version)
    (position, state), = test_audit.rows(place / "phoenix", f"SELECT rowid, state FROM stored_events WHERE originator_id = '{stream}' "
                                                            f"AND originator_version = {version}")
    payload = sealing.open_sealed(cipher, state, where).replace(b'"2021-09-01"', b'"2021-08-01"')
    ledger.entries.close()
    test_audit.sql(place / "phoenix", ("UPDATE stored_events SET state = ? WHERE rowid = ?", (sealing.seal(cipher, payload, where), position)))
    test_audit.releaf(place / "phoenix")


def swap_women(place: Path) -> None:
    one, two = streams(place)[:2]
    test_audit.sql(place / "phoenix", *(f"UPDATE {table} SET originator_id = '{to}' WHERE originator_id = '{at}'" for table in ("stored_events", "log")
                                        for at, to in ((one, "x"), (two, one), ("x", two))))
    test_audit.releaf(place / "phoenix")


def swap_times(place: Path) -> None:
    test_audit.sql(place / "phoenix", "UPDATE log SET recorded_at = recorded_at + 1 WHERE position > 30")
    test_audit.releaf(place / "phoenix")


def other_id(place: Path) -> None:
    test_audit.sql(place / "phoenix", "UPDATE meta SET value = zeroblob(16)")
    test_audit.releaf(place / "phoenix")
    for file in (place / "config" / "keys").glob("*"):
        if not file.name.startswith("witness"):
            shutil.copy(file, file.with_name("00" * 16 + file.suffix))


def note(change: Callable[[list[str]], Any], name: str = "head.note") -> Callable[[Path], None]:
    """Change the lines of a head: origin, size, root, erased, blank, the ledger's signature, the witness's."""
    def attack(place: Path) -> None:
        lines = (place / name).read_text(encoding="utf-8").split("\n")
        change(lines)
        (place / name).write_text("\n".join(lines), encoding="utf-8")
    return attack


def resigned(place: Path) -> None:
    """Somebody signs another root with a key of his own, under the ledger's name."""
    lines = (place / "head.note").read_text(encoding="utf-8").split("\n")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    text = "\n".join([lines[0], lines[1], base64.b64encode(bytes(32)).decode(), ""])
    (place / "head.note").write_text(checkpoints.sign(text, checkpoints.Signer(lines[0], Ed25519PrivateKey.generate(), verify.ED25519)), encoding="utf-8")


def split(place: Path) -> None:
    """The keeper himself signs another head of the same size: two views of one log."""
    lines = (place / "head.note").read_text(encoding="utf-8").split("\n")
    own = checkpoints.signer(bytes.fromhex(lines[0].partition("/")[2]), machine(place), make=False)
    assert own is not None
    text = "\n".join([lines[0], lines[1], base64.b64encode(bytes(32)).decode(), ""])
    (place / "split.note").write_text(checkpoints.extending(int(lines[1]), (), checkpoints.sign(text, own)), encoding="utf-8")


def in_backup(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def attack(place: Path) -> None:
        (file,) = [*(place / "usb").rglob(name), *(place / "safe").rglob(name)]
        file.write_bytes(change(file.read_bytes()))
    return attack


def another_in_backup(place: Path) -> None:
    (file,) = (place / "usb").rglob("ledger.db")
    shutil.copy(place / "other" / "ledger.db", file)


def older_backup(place: Path) -> None:
    for name in ("usb", "safe"):
        back(name)(place)


# What catches it.


NOTES = {"signatures", "clock-set", "append-cut-off"}
LOOKED_AT = {"older-than-remembered", "differs-from-remembered", "entry-unsigned", "signature-unknown", "key-unused", "no-keys"}


def told(checked: audit.Checked) -> set[str]:
    """The codes of what was found; every one as grave as it should be, and the verdict as grave as the gravest."""
    grave = {each.code: "note" if each.code in NOTES else "should" if each.code in LOOKED_AT else "must" for each in checked.findings}
    assert [(each.code, each.severity) for each in checked.findings] == [(each.code, grave[each.code]) for each in checked.findings]
    worst = next((each for each in ("must", "should") if each in grave.values()), "note")
    assert (checked.verdict, checked.exit_code) == {"must": ("broken", 5), "should": ("findings", 0), "note": ("ok", 0)}[worst]
    assert all(each.message for each in checked.findings) and all(each.hint for each in checked.findings if each.severity != "note")
    assert checked.verdict != "broken" or checked.covered is None
    return {*grave}


def check(place: Path, run: Callable[..., Ran]) -> set[str]:
    return told(audit.check(place / "phoenix", machine(place)))


def against(place: Path, run: Callable[..., Ran]) -> set[str]:
    return told(audit.check(place / "phoenix", machine(place), str(place / "head.note"), _given(place)))


def _given(place: Path) -> list[str]:
    """The public keys of ledger and witness, as an auditor was given them."""
    return [checkpoints.witness(None, machine(place)).vkey]


def noted(place: Path, run: Callable[..., Ran]) -> set[str]:
    """Against the root that an auditor wrote down, with which no signature can help."""
    return told(audit.check(place / "phoenix", machine(place), (place / "minuted.txt").read_text()))


def witnessed(place: Path, run: Callable[..., Ran]) -> set[str]:
    ran = run("checkpoint", "cosign", str(place / "split.note"), "--prior", str(place / "head.note"))
    assert "\u2014 audit" not in ran.out
    return {f"exit {ran.code}: {ran.err.partition(';')[0].partition(':')[0].strip()}"}


def restored(place: Path, run: Callable[..., Ran]) -> set[str]:
    ran = run("restore", str(place / "usb"), "--keys", str(place / "safe"), "--into", str(place / "back"), "--against", str(place / "head.note"))
    assert not (place / "back").exists()
    return {word for word in ("was altered", "differ", "does not verify", "would be lost", "another ledger", "is missing", "does not open", "forgery",
                              "is damaged", "is not a ledger") if word in ran.err and ran.code in (4, 5)}


def opened(place: Path, run: Callable[..., Ran]) -> set[str]:
    ran = run("--ledger", str(place / "phoenix"), "show", "W-4")
    return {f"exit {ran.code}"}


DOCTORED: dict[str, tuple[Callable[[Path], Any], Catch, str]] = {
    # Older copies.
    "an older ledger.db": (back("phoenix/ledger.db"), check, "older-than-remembered"),
    "an older ledger.db, against the head": (back("phoenix/ledger.db"), against, "shorter-than-noted"),
    "the whole folder of an older day": (back("phoenix"), against, "keys-unusable"),
    "the whole folder and this computer of an older day": (lambda p: (back("phoenix")(p), back("config")(p)), against, "shorter-than-noted"),
    "keys.db from before an erasure": (back("phoenix/keys.db"), check, "keys-unusable"),
    "keys.db and master key from before an erasure": (lambda p: (back("phoenix/keys.db")(p), back("config")(p)), check, "erased-with-key"),
    # Keys.
    "a fence removed": (lambda p: keys(p, "DELETE FROM fence"), check, "keys-unusable"),
    "a fence of nobody added": (lambda p: keys(p, "INSERT INTO fence VALUES ('ffffffffffffffffffffffffffffffff')"), check, "fence-differs"),
    "a fence added, her key kept": (lambda p: keys(p, f"INSERT INTO fence VALUES ('{streams(p)[0]}')"), check, "erased-with-key"),
    "a woman made away with": (lambda p: make_away_with(p, 1), check, "key-missing"),
    "a woman made away with, a receipt owed": (lambda p: (make_away_with(p, 1), keys(p, f"INSERT INTO owed VALUES ('{streams(p)[1]}', "
                                               '\'{"authority": "a", "reason": "b"}\')')), check, "keys-unusable"),
    "a woman made away with, a receipt forged": (lambda p: (make_away_with(p, 1), forge_receipt(p, streams(p)[1])), check, "commitment-differs"),
    "a receipt forged": (lambda p: forge_receipt(p, streams(p)[0]), check, "commitment-differs"),
    "two women's keys exchanged": (lambda p: keys(p, f"UPDATE wrapped_keys SET stream = 'x' WHERE stream = '{streams(p)[0]}'",
                                   f"UPDATE wrapped_keys SET stream = '{streams(p)[0]}' WHERE stream = '{streams(p)[1]}'",
                                   f"UPDATE wrapped_keys SET stream = '{streams(p)[1]}' WHERE stream = 'x'"), check, "unreadable"),
    "a trigger that hoards keys": (lambda p: keys(p, "CREATE TABLE hoard (s, w)", "CREATE TRIGGER spy AFTER DELETE ON wrapped_keys BEGIN "
                                   "INSERT INTO hoard VALUES (old.stream, old.wrapped); END"), check, "keys-changed"),
    "a trigger that forgets fences": (lambda p: keys(p, "CREATE TRIGGER forget BEFORE INSERT ON fence BEGIN SELECT RAISE(IGNORE); END"), check, "keys-changed"),
    "a key for nobody": (lambda p: keys(p, f"INSERT INTO wrapped_keys SELECT 'ffff', wrapped FROM wrapped_keys WHERE stream = '{streams(p)[0]}'"), check, "unreadable"),
    "keys of another ledger": (lambda p: shutil.copy(p / "other" / "keys.db", p / "phoenix" / "keys.db"), check, "keys-unusable"),
    # By somebody who knows the design, without keys.
    "two women's entries exchanged": (swap_women, check, "seal-broken"), "the ledger's id exchanged": (other_id, check, "keys-unusable"),
    "the ledger's id exchanged, against the head": (other_id, against, "other-ledger"),
    # By somebody who has every key.
    "an entry sealed anew with another day": (reseal, against, "root-differs"), "an entry sealed anew, by the minutes": (reseal, noted, "root-differs"),
    "an entry sealed anew, seen by this computer": (reseal, check, "differs-from-remembered"),
    "times moved": (swap_times, against, "root-differs"),
    # Heads.
    "a head of a smaller log": (note(lambda lines: lines.__setitem__(1, "30")), against, "signature-false"),
    "a head of another root": (note(lambda lines: lines.__setitem__(2, base64.b64encode(bytes(32)).decode())), against, "signature-false"),
    "a head that forgot whom was erased": (note(lambda lines: lines.pop(3)), against, "signature-false"),
    "a head that erases one more": (note(lambda lines: lines.insert(3, "erased " + "f" * 32)), against, "signature-false"),
    "a head without the witness": (note(lambda lines: lines.pop(6)), against, "signature-missing"),
    "a head with a cosignature of another time": (note(lambda lines: lines.__setitem__(6, _later(lines[6]))), against, "signature-false"),
    "a head with another's cosignature under his name": (note(lambda lines: lines.__setitem__(6, lines[6][:30] + _turned(lines[6][30:]))), against, "signature-false"),
    "a head signed by a stranger in the ledger's name": (resigned, against, "signature-missing"),
    "a head of another ledger": (note(lambda lines: lines.__setitem__(0, "outcomes-ledger/" + "0" * 32)), against, "other-ledger"),
    "two heads of one size": (split, witnessed, "exit 5: The new head does NOT extend the one that you kept"),
    # Backups.
    "a name taken from the erased of a backup": (in_backup("erased", lambda said: b"\n".join(said.split(b"\n")[1:])), restored, "was altered"),
    "a name added to the erased of a backup": (in_backup("erased", lambda said: b"f" * 32 + b"\n" + said), restored, "was altered"),
    "the mark of the erased taken from a backup": (in_backup("erased", lambda said: said.partition(b"mark")[0]), restored, "was altered"),
    "the erased taken from a backup": (lambda p: next((p / "usb").rglob("erased")).unlink(), restored, "is missing"),
    "a byte of a backup": (in_backup("ledger.db", lambda said: said.replace(b"sealed", b"sealeD", 1)), restored, "does not verify"),
    "half a backup": (in_backup("ledger.db", lambda said: said[:len(said) // 2]), restored, "is damaged"),
    "another ledger's backup": (another_in_backup, restored, "another ledger"),
    "a backup of an older day": (older_backup, restored, "would be lost"),
    "a backup's keys of another ledger": (lambda p: shutil.copy(p / "other" / "keys.db", next((p / "safe").rglob("keys.db"))), restored, "does not open"),
    "a forged head beside a backup": (note(lambda lines: lines.insert(3, "erased " + "f" * 32)), restored, "forgery"),
    "another ledger's head beside a backup": (note(lambda lines: lines.__setitem__(0, "outcomes-ledger/" + "0" * 32)), restored, "another ledger"),
}
NOT_CAUGHT = {
    "the name or the screen's audience in ledger.toml": "they change no figure; what leaves says its audience",
    "the time zone in ledger.toml": "it lies in no leaf: the day on which an entry was recorded may move by one",
    "an older copy of log, keys and this computer's memory, and no head noted elsewhere": "nothing is left that knows better: hence checkpoints",
    "an entry written by somebody with every key, as the newest": "it is an entry: hence authors' own keys",
    "bytes of ledger.db that carry nothing": "free pages, the room between cells, counters of SQLite's header: nothing is read from them",
    "title, days and definition printed in a proof of a figure": "the verifier says so, each time: have it proved anew",
    "somebody's key revoked by one who has every key": "it is an entry: `outcomes author` lists it",
    "a checkpoint recorded with words where its root should be": "it vouches for nothing, and an assurance does not count it",
    "what this computer remembers, deleted": "whoever uses it may: hence heads kept elsewhere",
    "a head stripped of its signatures, where no key is given": "it is then no more than a root that was noted, and anybody may note one",
}


def _later(line: str) -> str:
    dash, name, coded = line.split(" ")
    raw = bytearray(base64.b64decode(coded))
    raw[11] ^= 1
    return f"{dash} {name} {base64.b64encode(bytes(raw)).decode()}"


def _turned(coded: str) -> str:
    return coded[:20] + coded[20:24].swapcase() + coded[24:] if coded[20:24].swapcase() != coded[20:24] else coded[:20] + "AAAA" + coded[24:]


@pytest.mark.parametrize("name", DOCTORED)
def test_what_is_doctored_is_caught_by_the_check_meant_for_it(name: str, place: Path, run: Callable[..., Ran]) -> None:
    """By name; and the same check found nothing of the kind before."""
    attack, catch, code = DOCTORED[name]
    leaves = [each for (each,) in test_audit.rows(place / "phoenix", "SELECT leaf FROM log ORDER BY position")]
    (place / "minuted.txt").write_text(f"{len(leaves)}:{tree.root(leaves).hex()}")
    if catch in (check, against, noted):
        assert catch(place, run) <= {"signatures"}
    attack(place)
    assert code in catch(place, run)


def test_what_is_whole_comes_back(place: Path, run: Callable[..., Ran]) -> None:
    """The checks above refuse what was doctored, and nothing else."""
    ran = run("restore", str(place / "usb"), "--keys", str(place / "safe"), "--into", str(place / "back"), "--against", str(place / "head.note"))
    assert (ran.code, audit.check(place / "back", machine(place)).verdict) == (0, "ok"), ran.err


# Packs.


@pytest.fixture(scope="module")
def pack(whole: Path) -> Iterator[dict[str, bytes]]:
    """The files of the team's pack of the same ledger."""
    from ledger import replay
    from projections.export.pack import Source, packed
    from projections.formats.html import pages
    ledger = folder.open_ledger(whole / "phoenix", machine(whole))
    view = replay.view(ledger, None)
    assert ledger.keys is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "of_whole", lambda *_: "")
        made = packed(Source("Phoenix", ledger.entries.ledger_id, view, replay.programme(ledger, view.position), list(replay.women(ledger, view.position)),
                             list(ledger.entries.streams(view.position)), ledger.entries.leaves(view.position), ledger.keys.secret), "team")
    ledger.entries.close()
    with zipfile.ZipFile(io.BytesIO(made.body)) as archive:
        yield {name: archive.read(name) for name in archive.namelist()}


def faults(files: dict[str, bytes]) -> set[str]:
    """What `sha256sum --check`, a list of names and the log's leaves say of a pack."""
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in files["SHA256SUMS"].decode().splitlines())}
    found = {"checksum" for name, digest in sums.items() if name in files and hashlib.sha256(files[name]).hexdigest() != digest}
    found |= {"missing" for name in sums if name not in files} | {"added" for name in files if name not in sums and name != "SHA256SUMS"}
    heading = json.loads(files["reports/matrix.json"])
    leaves = {int(event["id"]): bytes.fromhex(event["leaf"]) for event in map(json.loads, files["events.jsonl"].decode().splitlines())}
    said = {name for name in files if name.startswith("reports/") and json.loads(files[name])["root"] != heading["root"]}
    return found | ({"root"} if said or set(leaves) > set(range(1, heading["position"] + 1)) else set())


def resummed(files: dict[str, bytes]) -> dict[str, bytes]:
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items()) if name != "SHA256SUMS")
    return {**files, "SHA256SUMS": sums.encode()}


PACKS: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str]] = {
    "a figure edited": (lambda f: {**f, "reports/matrix.json": f["reports/matrix.json"].replace(b'"numerator": 2', b'"numerator": 3', 1)}, "checksum"),
    "a table edited": (lambda f: {**f, "tables/matrix-figures.csv": f["tables/matrix-figures.csv"].replace(b"2", b"3", 1)}, "checksum"),
    "the page edited": (lambda f: {**f, "report.html": b"x"}, "checksum"),
    "an event taken out": (lambda f: {**f, "events.jsonl": f["events.jsonl"].partition(b"\n")[2]}, "checksum"),
    "a file taken out": (lambda f: {name: body for name, body in f.items() if name != "prov.json"}, "missing"),
    "a file added": (lambda f: {**f, "more.csv": b"x"}, "added"),
    "a line of the checksums edited": (lambda f: {**f, "SHA256SUMS": f["SHA256SUMS"].replace(b"a", b"b", 1)}, "checksum"),
    "one report of another ledger, checksums made to suit": (lambda f: resummed({**f, "reports/funnel.json": f["reports/funnel.json"].replace(
        json.loads(f["reports/funnel.json"])["root"].encode(), b"0" * 64)}), "root"),
}


@pytest.mark.parametrize("name", PACKS)
def test_a_doctored_pack_is_seen(name: str, pack: dict[str, bytes]) -> None:
    """By its checksums, by the names in them, or by the root that all its reports name; and made again from the ledger it differs."""
    change, code = PACKS[name]
    assert faults(pack) == set()
    changed = change(pack)
    assert changed != pack and code in faults(changed)


# All of them; many more by chance are drawn in test_forgeries.


def every() -> list[tuple[str, str, str]]:
    """Every way that is known: what is doctored, how, and the finding or the refusal that names it."""
    return [*(("ledger", name, code) for name, (code, _) in test_audit.GALLERY.items()),
            *(("ledger, all leaves made anew", name, "root-differs or shorter-than-noted, --against") for name in test_audit.UNSEEN_WITHOUT_A_NOTE),
            *(("ledger, keys, heads, backups", name, code) for name, (_, _, code) in DOCTORED.items()),
            *(("head", how, code) for how, code in test_checkpoints.test_a_doctored_head_is_found_out.pytestmark[0].args[1]),
            *(("proof", name, "DOES NOT HOLD") for name in test_proofs.FORGERIES), *(("pack", name, code) for name, (_, code) in PACKS.items())]


def test_the_gallery_is_large_and_names_each_once() -> None:
    """Forty were asked for."""
    listed = every()
    assert len({(what, name) for what, name, _ in listed}) == len(listed) > 180
    assert {what for what, _, _ in listed} >= {"ledger", "head", "proof", "pack"} and all(NOT_CAUGHT.values())


# Where it was done.


LATER, OLDER = ("version-out-of-order", 11), ("older-than-remembered", None)   # position 11 is the next entry of her whose is 7
GONE = [LATER, OLDER]
WRONG = [("wrong-type", 7), *GONE]
MOVED = [("version-out-of-order", 7), ("leaf-differs", 7), LATER]
AT_SEVEN: dict[str, tuple[tuple[str, ...], list[tuple[str, int | None]]]] = {
    "both halves gone": (("DELETE FROM stored_events WHERE rowid = 7", "DELETE FROM log WHERE position = 7"), [("position-missing", 7), *GONE]),
    "the entry gone": (("DELETE FROM stored_events WHERE rowid = 7",), [("half-missing", 7), *GONE]),
    "its row of the log gone": (("DELETE FROM log WHERE position = 7",), [("half-missing", 7), *GONE]),
    "the first gone": (("DELETE FROM stored_events WHERE rowid = 1", "DELETE FROM log WHERE position = 1"), [("position-missing", 1), ("version-out-of-order", 36), OLDER]),
    "moved before the first": (("UPDATE stored_events SET rowid = 0 WHERE rowid = 7", "UPDATE log SET position = 0 WHERE position = 7"), [("position-outside", 0), ("position-missing", 7), *GONE]),
    "moved far behind": (("UPDATE stored_events SET rowid = 300 WHERE rowid = 7", "UPDATE log SET position = 300 WHERE position = 7"), [("position-missing", 7), LATER, *(("position-missing", at) for at in range(38, 138)), ("version-out-of-order", 300), ("leaf-differs", 300), ("differs-from-remembered", None)]),
    "another leaf": (("UPDATE log SET leaf = x'00' WHERE position = 7",), [("leaf-differs", 7), ("differs-from-remembered", None)]),
    "a leaf of text": (("UPDATE log SET leaf = 'x' WHERE position = 7",), WRONG),
    "a time before all": (("UPDATE log SET recorded_at = -1 WHERE position = 7",), WRONG),
    "the time of the beginning": (("UPDATE log SET recorded_at = 0 WHERE position = 7",), [("time-backwards", 7), ("leaf-differs", 7)]),
    "a time that is text": (("UPDATE log SET recorded_at = 'now' WHERE position = 7",), WRONG),
    "a later time": (("UPDATE log SET recorded_at = recorded_at + 1 WHERE position = 7",), [("leaf-differs", 7), *(("time-backwards", at) for at in range(8, 38))]),
    "no version": (("UPDATE stored_events SET originator_version = 0 WHERE rowid = 7",), WRONG),
    "a version that is text": (("UPDATE stored_events SET originator_version = 'x' WHERE rowid = 7",), WRONG),
    "another version": (("UPDATE stored_events SET originator_version = 100 WHERE rowid = 7",), [("log-differs", 7), *MOVED]),
    "another version in the log": (("UPDATE log SET originator_version = 100 WHERE position = 7",), [("log-differs", 7)]),
    "another version in both": (("UPDATE stored_events SET originator_version = 100 WHERE rowid = 7", "UPDATE log SET originator_version = 100 WHERE position = 7"), MOVED),
    "another stream": (("UPDATE stored_events SET originator_id = 'x' WHERE rowid = 7",), [("log-differs", 7), *MOVED]),
    "another stream in the log": (("UPDATE log SET originator_id = 'x' WHERE position = 7",), [("log-differs", 7)]),
    "a stream too long": (("UPDATE stored_events SET originator_id = hex(zeroblob(32)) || 'x' WHERE rowid = 7",), WRONG),
    "a stream as long as may be": (("UPDATE stored_events SET originator_id = hex(zeroblob(32)) WHERE rowid = 7",), [("log-differs", 7), *MOVED]),
    "a stream of bytes": (("UPDATE stored_events SET originator_id = x'00' WHERE rowid = 7",), WRONG),
    "a topic of bytes": (("UPDATE stored_events SET topic = x'00' WHERE rowid = 7",), WRONG),
    "a topic too long": (("UPDATE stored_events SET topic = hex(zeroblob(32)) || 'x' WHERE rowid = 7",), WRONG),
    "a topic as long as may be": (("UPDATE stored_events SET topic = hex(zeroblob(32)) WHERE rowid = 7",), [("leaf-differs", 7), ("unknown-topic", 7)]),
    "an open topic": (("UPDATE stored_events SET topic = 'plain' WHERE rowid = 7",), [("leaf-differs", 7), ("unknown-topic", 7)]),
    "a sealed topic in the open stream": (("UPDATE stored_events SET topic = 'sealed' WHERE rowid = 1",), [("leaf-differs", 1), ("unknown-topic", 1)]),
    "a state of text": (("UPDATE stored_events SET state = 'text' WHERE rowid = 7",), WRONG),
    "an empty state": (("UPDATE stored_events SET state = x'' WHERE rowid = 7",), [("leaf-differs", 7)]),
}


@pytest.mark.parametrize("how", AT_SEVEN)
def test_each_finding_names_the_position(how: str, place: Path) -> None:
    """One change, and exactly what follows from it."""
    statements, expected = AT_SEVEN[how]
    test_audit.sql(place / "phoenix", *statements)
    checked = audit.check(place / "phoenix", machine(place))
    assert [(each.code, each.position) for each in checked.findings] == expected
    assert (checked.verdict, checked.exit_code, checked.checked) == ("broken", 5, 36 if OLDER in expected else 37)
    assert told(checked)


def written_open(place: Path, payload: bytes) -> None:
    """A payload is put at the end of the programme's stream by somebody without the ledger's secret."""
    (ledger_id,) = test_audit.rows(place / "phoenix", "SELECT value FROM meta")[0]
    ((version, position),) = test_audit.rows(place / "phoenix", "SELECT max(originator_version) + 1, (SELECT max(rowid) + 1 FROM stored_events) "
                                                                "FROM stored_events WHERE originator_id = 'programme'")
    state = bytes(32) + payload
    test_audit.sql(place / "phoenix", ("INSERT INTO stored_events VALUES ('programme', ?, 'plain', ?)", (version, state)),
                   ("INSERT INTO log VALUES (?, 'programme', ?, ?, ?)", (position, version, NOW, leaf(ledger_id, position, PROGRAMME, version, NOW, "plain", state))))


def test_an_auditor_without_keys_holds_a_recorded_checkpoint_against_the_log(place: Path) -> None:
    """Of nothing, of a beginning, of all before it; and of what is none, or no checkpoint at all, nothing is made but a finding."""
    leaves = [each for (each,) in test_audit.rows(place / "phoenix", "SELECT leaf FROM log ORDER BY position")]
    five, most = tree.root(leaves[:5]).hex(), len(leaves)
    true = [(0, tree.EMPTY.hex()), (5, five), (most, tree.root(leaves).hex())]
    false = [(4, five), (most + 99, five), ("5", five), (None, five), (5, five.upper()), (5, five[:-1] + ("0" if five[-1] != "0" else "1"))]
    none = ['"kind"', "[1]", "{", '{"kind":"checkpoint-made"}', '{"kind":"checkpoint-made","event":7}', json.dumps({"kind": "died", "event": {"root": five}}),
            '{"kind":"checkpoint-made","event":{"size":5,"root":"words"}}']
    for payload in [*none, *(json.dumps({"kind": "checkpoint-made", "event": {"size": size, "root": root}}) for size, root in (*true, *false))]:
        written_open(place, payload.encode())
    before = [each for (each,) in test_audit.rows(place / "phoenix", "SELECT leaf FROM log ORDER BY position")]
    written_open(place, json.dumps({"kind": "checkpoint-made", "event": {"size": -1, "root": tree.root(before).hex()}}).encode())
    found = audit.check(place / "phoenix", {"OUTCOMES_CONFIG": str(place / "nowhere")}).findings
    first = most + 1 + len(none) + len(true)
    assert [(each.code, each.position) for each in found] == [("checkpoint-differs", first + n) for n in range(len(false) + 1)]


def test_a_verdict_is_as_grave_as_what_was_found(place: Path) -> None:
    """Without keys and when empty it is never ok; something that must be seen to is no success, whatever the verdict."""
    nowhere = {"OUTCOMES_CONFIG": str(place / "nowhere")}
    folder.create(place / "empty", "Empty", environ=machine(place))
    said = [(each.verdict, each.exit_code, [(one.code, one.severity) for one in each.findings]) for each in (
        audit.check(place / "phoenix", nowhere), audit.check(place / "empty", nowhere), audit.check(place / "empty", machine(place)))]
    empty = ("unverifiable", 1, [("empty", "note")])
    assert said == [("unverifiable", 1, [("no-keys", "should")]), empty, empty]
    graves = {"must": 1, "should": 0, "note": 0}
    assert {each: audit.Checked("findings", 1, "", (Finding("x", "x", severity=each),)).exit_code for each in graves} == graves


def test_an_erasure_that_is_done_is_not_finished_again(place: Path) -> None:
    """Nothing is owed: no entry is written, and what was worked out since stays."""
    (place / "phoenix" / "cache.db").write_bytes(b"worked out since")
    ledger = folder.open_ledger(place / "phoenix", machine(place))
    before = ledger.entries.head()
    assert erasure.finish(ledger, Author("P-03", NOW), machine(place)) is None
    assert (ledger.entries.head(), (place / "phoenix" / "cache.db").read_bytes()) == (before, b"worked out since")
    assert erasure.not_promised(ledger) == [erasure.NOT_PROMISED]   # a folder has no server that keeps more
    ledger.entries.close()


def test_an_older_log_beside_keys_that_know_of_an_erasure_gets_its_receipt(place: Path, run: Callable[..., Ran]) -> None:
    """Her key is gone already and she is fenced: the restored log must say so too."""
    (there,), (old,) = (place / "usb").glob("outcomes-*"), (place / "old" / "usb").glob("outcomes-*")
    for name in ("ledger.db", "head.note"):
        shutil.copy(old / name, there / name)
    ran = run("restore", str(place / "usb"), "--keys", str(place / "safe"), "--into", str(place / "back"), "--accept-loss", "the disk broke")
    assert ran.code == 0, ran.err
    restored_ = folder.open_ledger(place / "back", machine(place))
    assert {*erasure.receipts(restored_)} == {streams(place)[3]}
    restored_.entries.close()
    assert audit.check(place / "back", machine(place)).verdict == "ok"


def test_a_restore_that_erases_again_leaves_the_backup_as_it_is(place: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its keys are deleted where an erasure is made, not where a copy of before it is brought back and made to forget."""
    older_backup(place)
    (kept,) = (place / "safe").rglob("keys.db")
    ((ledger_id,),) = test_audit.rows(place / "phoenix", "SELECT value FROM meta")
    own = place / "config" / "keys" / f"{ledger_id.hex()}.backups"
    own.write_text(json.dumps([str(place / "usb"), str(place / "safe")]))
    monkeypatch.setenv("OUTCOMES_KEY", (place / "old" / "config" / "keys" / f"{ledger_id.hex()}.key").read_text())
    before = kept.read_bytes()
    ran = run("restore", str(place / "usb"), "--keys", str(place / "safe"), "--into", str(place / "back"), "--accept-loss", "the disk broke")
    assert ran.code == 0, ran.err
    assert kept.read_bytes() == before
    assert test_audit.rows(place / "back", "SELECT stream FROM fence", "keys.db") == [(streams(place)[3],)]
