"""Does this proof hold? One file to read over coffee: the standard library and `cryptography`, no ledger, no keys.

    python verify.py m09.proof head.note --key 'outcomes-ledger/...'

What is recomputed, each with its number where it is done:

 1  the proof's checkpoint is a signed note of the form of C2SP, and its signatures are those of the keys given
 2  it is the head that you hold yourself (head.note): same ledger, same size, same root
 3  every entry that the proof rests on lies in the log at its position: RFC 9162 inclusion, leaf to root
 4  the leaf of an entry that is shown is the hash of its place, time and stored bytes
 5  what is shown of a sealed entry is what was committed to when it was stored
 6  a figure's numbers are those of its rows added up, and its rows rest on entries of this proof alone
 7  an entry that is shown and signed was signed by a key which its author had registered before it, in this same log

What is taken on trust is said with the verdict, every time. Exit code 0: it holds; 5: it does not; 2: not understood.
"""

import argparse
import base64
import binascii
import hashlib
import json
import re
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COMMIT = b"outcomes-ledger commitment v1\x00"
SIGNED = b"outcomes-ledger author v1\x00"
ED25519, COSIGNATURE = 1, 4
YEAR = 365.25
CLOSED = {"position", "leaf", "path"}
OPENED = CLOSED | {"stream", "version", "recorded_at", "topic", "state", "payload"}
TRUST = {
    "entry": ("that the head which you hold is the one that was made at the time: compare it with the minutes or the mail",
              "that what was recorded is what happened: follow the entry to its paper"),
    "figure": ("that the answers follow from the entries by the definition printed: recompute it with the program, or ask for the "
               "entries opened", "that no woman and no entry that bears on the figure was left out: the ledger and its check show that",
               "that each pseudonym is one woman")}
HANDS = "that a key is its author's, and was not revoked before: compare its fingerprint with them; `outcomes author` lists them"
ALONE = "that the head in the file is the ledger's: compare it with one that you hold yourself"
UNREADABLE = "the proof lacks something, or holds something else"


class DoesNotHold(Exception):
    """What the proof claims is not so."""


class NotUnderstood(Exception):
    """What was given is no proof, or no note."""


@dataclass(frozen=True)
class Signature:
    """One line under a note: whose, which of her keys, and the signature's bytes."""

    name: str
    key: bytes
    blob: bytes


@dataclass(frozen=True)
class Note:
    """A checkpoint of C2SP (tlog-checkpoint, signed-note): origin, size and root, and who signed."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]


def note(said: str) -> Note:
    """Read a checkpoint. Raises NotUnderstood."""
    text, _, below = said.replace("\r\n", "\n").strip("\n").partition("\n\n")
    lines = text.split("\n")
    if len(lines) < 3 or not lines[0] or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
        raise NotUnderstood("a checkpoint is three lines: origin, size, root")
    root = _bytes(lines[2])
    if len(root) != 32:
        raise NotUnderstood("the root of a checkpoint is 32 bytes in base64")
    return Note(text + "\n", lines[0], int(lines[1]), root, tuple(map(_signature, filter(None, below.split("\n")))))


def _signature(line: str) -> Signature:
    found = re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line)
    blob = _bytes(found[2]) if found else b""
    if found is None or len(blob) < 5:
        raise NotUnderstood("a signature is a line of a long dash, a name and base64")
    return Signature(found[1], blob[:4], blob[4:])


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def signed_by(found: Note, key: str) -> bool:
    """Whether a key ('name+id+base64') signed a note, plainly or as a witness. Raises DoesNotHold for a false signature."""
    name, _, rest = key.strip().partition("+")
    given, _, coded = rest.partition("+")
    raw = _bytes(coded)
    if not name.isprintable() or len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE) or key_id(name, raw[0], raw[1:]).hex() != given:
        raise NotUnderstood(f"{key[:60]!r} is no public key of a note")
    theirs = [each for each in found.signatures if (each.name, each.key) == (name, bytes.fromhex(given))]
    for each in theirs:
        message, signature = found.text.encode(), each.blob
        if raw[0] == COSIGNATURE:
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(each.blob[:8]) + message
            signature = each.blob[8:]
        try:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature, message)
        except InvalidSignature:
            raise DoesNotHold(f"the signature of {name} is false") from None
    return bool(theirs)


def climbed(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its path lead to (RFC 9162, 2.1.3.2). Raises DoesNotHold for a path that cannot be its."""
    if not 0 <= index < size:
        raise DoesNotHold(f"position {index + 1} does not lie in a log of {size}")
    node, last, at = leaf, size - 1, index
    for beside in path:
        if not last:
            raise DoesNotHold("the path is too long")
        if at & 1 or at == last:
            node = _node(beside, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = _node(node, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise DoesNotHold("the path is too short")
    return node


def extends(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a log of `second` entries begins with the log of `first` (RFC 9162, 2.1.4.2)."""
    if first > second or (first == second and (path or first_root != second_root)):
        return False
    if first in (0, second):
        return not path and (first > 0 or first_root == hashlib.sha256().digest())
    hashes = list(path) if first & (first - 1) else [first_root, *path]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not hashes:
        return False
    old = new = hashes[0]
    for beside in hashes[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            old, new = _node(beside, old), _node(beside, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = _node(new, beside)
        at, last = at >> 1, last >> 1
    return not last and (old, new) == (first_root, second_root)


def leaf_of(ledger: bytes, position: int, stream: str, version: int, recorded_at: int, topic: str, state: bytes) -> bytes:
    """The leaf of a stored entry: its place and time, each fixed in width or with its length before it, then its bytes."""
    named, topped = stream.encode(), topic.encode()
    return hashlib.sha256(b"".join((
        b"\x00", ledger, position.to_bytes(8), len(named).to_bytes(2), named, version.to_bytes(8), recorded_at.to_bytes(8),
        len(topped).to_bytes(2), topped, state))).digest()


def verified(proof: Mapping[str, Any], held: Note | None, keys: Sequence[str]) -> Iterator[str]:
    """What was recomputed, a line each. Raises DoesNotHold at the first thing that is not so."""
    head = note(proof["checkpoint"])
    signers = [key for key in keys if signed_by(head, key)]                                     # 1
    if keys and not signers:
        raise DoesNotHold("none of the keys given signed its checkpoint")
    yield from (f"its checkpoint is signed by {key.partition('+')[0]}" for key in signers)
    if held is not None:                                                                        # 2
        if (held.origin, held.size, held.root) != (head.origin, head.size, head.root):
            raise DoesNotHold(f"it was made against another head ({head.size} entries) than yours ({held.size}): ask for one made "
                              "against yours, with: outcomes prove ... --against YOUR-HEAD")
        yield f"its checkpoint is the head that you hold: {head.size} entries"
    elif not signers:
        yield "(no head of yours and no key was given: what follows holds within this file alone)"
    if len({entry["position"] for entry in proof["entries"]}) < len(proof["entries"]):
        raise DoesNotHold("an entry stands in it twice")
    for entry in proof["entries"]:
        _entry(entry, head)
    yield f"{_entries(len(proof['entries']))} in that log, each at its position"
    opened = [entry for entry in proof["entries"] if "payload" in entry]
    if opened:
        yield f"{len(opened)} of them shown, just as committed to when stored"
        yield from _hands(opened, head)
    if "figure" in proof:
        yield _figure(proof["figure"], {entry["position"] for entry in proof["entries"]}, head)


def _entries(many: int) -> str:
    return "1 entry lies" if many == 1 else f"{many} entries lie"


def _entry(entry: Mapping[str, Any], head: Note) -> None:
    if entry.keys() not in (CLOSED, OPENED, OPENED | {"salt"}):
        raise NotUnderstood("an entry of this proof says something that nobody looks at")
    leaf = _bytes(entry["leaf"])
    if climbed(leaf, entry["position"] - 1, head.size, [_bytes(each) for each in entry["path"]]) != head.root:      # 3
        raise DoesNotHold(f"the entry at position {entry['position']} does not lie in that log")
    if "payload" not in entry:
        return
    state, ledger = _bytes(entry["state"]), bytes.fromhex(head.origin.rpartition("/")[2])
    if leaf != leaf_of(ledger, entry["position"], entry["stream"], entry["version"], entry["recorded_at"], entry["topic"], state):
        raise DoesNotHold(f"position {entry['position']} is not shown as it was stored")        # 4
    payload = entry["payload"].encode()
    kept = state[32:] == payload if entry["topic"] == "plain" else \
        state[:32] == hashlib.sha256(COMMIT + _bytes(entry["salt"]) + payload).digest()
    if not kept:
        raise DoesNotHold(f"what is shown of position {entry['position']} is not what was committed to")            # 5


def _hands(opened: Sequence[Mapping[str, Any]], head: Note) -> Iterator[str]:
    """Who signed what is shown, a line an author."""
    said = {entry["position"]: json.loads(entry["payload"]) for entry in opened}
    by: dict[str, int] = {}
    for entry in opened:                                                                        # 7
        at = entry["position"]
        signer = _signer(entry, said, head) if "signature" in said[at] else ""
        by[signer] = by.get(signer, 0) + 1
    yield from (f"{many} of them signed by {signer}" for signer, many in sorted(by.items()) if signer)
    if "" in by:
        yield f"({by['']} of them not signed, or by a key that is not shown: who wrote them is on trust)"


def _signer(entry: Mapping[str, Any], said: Mapping[int, Mapping[str, Any]], head: Note) -> str:
    """An author with the fingerprint of the key that signed; '' where no key of hers is shown. Raises DoesNotHold for a false signature."""
    author = said[entry["position"]]["author"]
    keys = _keys(author, entry["position"], said)
    key = next((key for key in keys if _signed(entry, key, head)), None)
    if key is None and any(each["kind"] == "author-registered" and each["event"]["author"] == author for each in said.values()):
        raise DoesNotHold(f"position {entry['position']} is not signed by a key that {author} had registered")
    return f"{author}, key {hashlib.sha256(key.encode()).hexdigest()[:16]}" if key else ""


def _keys(author: str, position: int, said: Mapping[int, Mapping[str, Any]]) -> list[str]:
    """The public keys by which an author spoke at a position, of those that the proof shows."""
    keys: list[str] = []
    for at, each in sorted(said.items()):
        if each["kind"] == "author-registered" and each["event"]["author"] == author == each["author"] and at <= position:
            keys.append(each["event"]["public_key"])
        elif each["kind"] == "author-revoked" and each["event"]["author"] == author and at < position:
            keys.clear()
    return keys


def _signed(entry: Mapping[str, Any], key: str, head: Note) -> bool:
    """Whether a key signed what is shown: its place, and all of it but the signature, which stands last."""
    words, _, signature = entry["payload"].rpartition(',"signature":"')
    stream = entry["stream"].encode()
    place = bytes.fromhex(head.origin.rpartition("/")[2]) + len(stream).to_bytes(2) + stream + entry["version"].to_bytes(8)
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(key)).verify(_bytes(signature[:-2]), SIGNED + place + words.encode() + b"}")
    except InvalidSignature:
        return False
    return True


def _figure(figure: Mapping[str, Any], positions: set[int], head: Note) -> str:
    rows = figure["rows"]
    if figure["position"] != head.size:
        raise DoesNotHold(f"the figure is of position {figure['position']}, its checkpoint of {head.size}")
    women = [row["woman"] for row in rows]
    if figure["definition"].get("unit") == "women" and len(set(women)) < len(women):
        raise DoesNotHold("a woman is counted twice")
    if {each for row in rows for each in row["because"]} - positions:                           # 6
        raise DoesNotHold("a row rests on an entry that the proof does not hold")
    if {row["answer"] for row in rows} - {"counted", "not-counted", "missing", "excluded"}:
        raise DoesNotHold("a row has no answer")
    if any((row["amount"] and row["answer"] != "counted") or (row["of"] and row["answer"] in ("missing", "excluded")) for row in rows):
        raise DoesNotHold("a row adds what its answer leaves out")
    most = 1 if figure["definition"].get("unit") == "women" else sys.maxsize
    if figure["measure"] == "proportion" and any(not 0 <= row["amount"] <= row["of"] <= most for row in rows):
        raise DoesNotHold("a row counts for more than itself")
    counted = {"numerator": sum(row["amount"] for row in rows), "denominator": sum(row["of"] for row in rows),
               "missing": sum(row["answer"] == "missing" for row in rows),
               "excluded": sum(row["answer"] == "excluded" for row in rows)}
    counted["value"] = _value(figure, rows, counted)
    for name, number in counted.items():
        if not _same(figure[name], number):
            raise DoesNotHold(f"{figure['figure']}: its {name} is said to be {figure[name]}, and its rows give {number}")
    return f"{figure['figure']}: {len(rows)} rows add up to {figure['numerator']} of {figure['denominator']}, value {figure['value']}"


def _value(figure: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], counted: Mapping[str, Any]) -> float | None:
    amounts = [row["amount"] for row in rows if row["answer"] == "counted"]
    measure = figure["measure"]
    if measure in ("median", "mean"):
        middle = statistics.median if measure == "median" else statistics.fmean
        return float(middle(sorted(amounts))) if amounts else None
    if measure == "count":
        return float(counted["numerator"])
    if not counted["denominator"]:
        return None
    years = YEAR * figure["per"] if measure == "rate" else 1
    return float(counted["numerator"] / counted["denominator"] * years)


def _same(said: Any, number: Any) -> bool:
    if said is None or number is None or isinstance(said, bool):
        return said is number
    if isinstance(said, int) and isinstance(number, int):
        return said == number
    return bool(abs(said - number) <= 1e-6 * max(1, abs(number)))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _bytes(coded: str) -> bytes:
    try:
        return base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise NotUnderstood("something that should be base64 is not") from None


def read(text: str) -> dict[str, Any]:
    """A proof from its file's text. Raises NotUnderstood."""
    try:
        proof = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotUnderstood("this is no proof: a proof is a JSON file that `outcomes prove` wrote") from None
    if not isinstance(proof, dict) or proof.get("proof") not in ("entry", "figure") or ("figure" in proof) != (proof["proof"] == "figure"):
        raise NotUnderstood("this is no proof of an entry or of a figure")
    return proof


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """No name twice, else a reader could see the one and this program the other; and no true or false, which add up as 1 and 0."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    if any(isinstance(each, bool) for _, value in pairs for each in (value if isinstance(value, list) else [value])):
        raise ValueError("true and false are no numbers")
    return dict(pairs)


def _no_number(said: str) -> None:
    raise ValueError(f"{said} is no number")


def report(proof: str, held: str | None, keys: Sequence[str]) -> tuple[int, list[str]]:
    """The exit code and the lines that say what holds, what does not, and what is taken on trust."""
    lines: list[str] = []
    try:
        found = read(proof)
        lines += [f"+ {line}" for line in verified(found, note(held) if held else None, keys)]
    except DoesNotHold as why:
        return 5, [*lines, f"DOES NOT HOLD: {why}."]
    except (NotUnderstood, KeyError, TypeError, ValueError, OverflowError, AttributeError) as why:
        return 2, [*lines, f"Not understood: {why if isinstance(why, NotUnderstood) else UNREADABLE}."]
    signed = any('"signature":' in entry.get("payload", "") for entry in found["entries"])
    more = (*(() if held else (ALONE,)), *((HANDS,) if signed else ()))
    return 0, [*lines, "It holds. Taken on trust:", *(f"- {line}" for line in (*more, *TRUST[found["proof"]]))]


def main(words: Sequence[str] | None = None) -> int:
    """Verify a proof from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof", type=Path)
    parser.add_argument("head", type=Path, nargs="?", help="the head that you hold: a signed note")
    parser.add_argument("--key", action="append", default=[], help="a public key that must have signed: name+id+base64")
    given = parser.parse_args(words)
    try:
        texts = [path.read_text(encoding="utf-8") if path else None for path in (given.proof, given.head)]
    except (OSError, UnicodeDecodeError) as why:
        print(f"Not understood: {why}.")
        return 2
    code, lines = report(texts[0] or "", texts[1], given.key)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
