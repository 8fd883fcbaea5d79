"""Does the program that an auditor runs alone say what it should of every proof, also of one that no ledger would make?

Its proofs are made here by hand, without a ledger; what `outcomes prove` makes is tested in test_proofs and test_hands.
"""

import base64
import copy
import itertools
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import checkpoints, sealing, tree, verify

ID = bytes(range(16))
ORIGIN = f"outcomes-ledger/{ID.hex()}"
KEEPER = checkpoints.Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32), verify.ED25519)
WITNESS = checkpoints.Signer("audit.example", Ed25519PrivateKey.from_private_bytes(b"\2" * 32), verify.COSIGNATURE)
SALT = b"s" * 16
HERS = '{"kind":"died","author":"P-03","event":{}}'
ROWS = [{"woman": "a", "answer": "counted", "amount": 1, "of": 1, "because": [1]}, {"woman": "b", "answer": "not-counted", "amount": 0, "of": 1, "because": [2]},
        {"woman": "c", "answer": "missing", "amount": 0, "of": 0, "because": []}, {"woman": "d", "answer": "excluded", "amount": 0, "of": 0, "because": []}]
FIGURE = {"figure": "M09", "definition": {"unit": "women"}, "measure": "proportion", "per": 1, "position": 5, "numerator": 1, "denominator": 2,
          "value": 0.5, "missing": 1, "excluded": 1, "rows": ROWS}


def coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def stored(position: int) -> dict[str, Any]:
    """An entry as it is shown: the third is the programme's own, the others are sealed."""
    if position == 3:
        said = '{"kind":"capacity-set","author":"P-03","event":{}}'
        return {"stream": "programme", "version": 1, "recorded_at": 7, "topic": "plain", "state": coded(bytes(32) + said.encode()), "payload": said}
    state = sealing.commitment(SALT, HERS.encode()) + b"what nobody can open"
    return {"stream": "ab" * 16, "version": position, "recorded_at": 7, "topic": "sealed", "state": coded(state), "payload": HERS, "salt": coded(SALT)}


def leaf(position: int) -> bytes:
    shown = stored(position)
    return verify.leaf_of(ID, position, shown["stream"], shown["version"], shown["recorded_at"], shown["topic"], base64.b64decode(shown["state"]))


LEVELS = tree.levels([leaf(position) for position in range(1, 6)])
HEAD = checkpoints.sign(f"{ORIGIN}\n5\n{coded(LEVELS[-1][0])}\n", KEEPER)


def entry(position: int, shown: bool = False) -> dict[str, Any]:
    """An entry of a proof."""
    path = [coded(each) for each in tree.inclusion(LEVELS, position - 1)]
    return {"position": position, "leaf": coded(leaf(position)), "path": path, **(stored(position) if shown else {})}


def proof(*positions: int, shown: bool = False) -> dict[str, Any]:
    """A proof of entries."""
    return {"proof": "entry", "checkpoint": HEAD, "entries": [entry(position, shown) for position in positions]}


def of_figure(**changed: Any) -> dict[str, Any]:
    """A proof of a figure."""
    return {**proof(1, 2), "proof": "figure", "figure": {**copy.deepcopy(FIGURE), **changed}}


def verdict(made: dict[str, Any], held: str | None = HEAD, *keys: str) -> tuple[int, list[str]]:
    return verify.report(json.dumps(made), held, keys)


def test_every_entry_of_a_log_is_proved_closed_and_opened() -> None:
    """At each position, with the head and the key; what is recomputed is said, and what is not."""
    for position in range(1, 6):
        assert verdict(proof(position), HEAD, KEEPER.vkey) == (0, [
            f"+ its checkpoint is signed by {ORIGIN}", "+ its checkpoint is the head that you hold: 5 entries",
            "+ 1 entry lies in that log, each at its position", "It holds. Taken on trust:", *(f"- {line}" for line in verify.TRUST["entry"])])
    code, lines = verdict(proof(2, 3, shown=True), None)
    assert (code, lines) == (0, [
        "+ (no head of yours and no key was given: what follows holds within this file alone)", "+ 2 entries lie in that log, each at its position",
        "+ 2 of them shown, just as committed to when stored", "+ (2 of them not signed, or by a key that is not shown: who wrote them is on trust)",
        "It holds. Taken on trust:", f"- {verify.ALONE}", *(f"- {line}" for line in verify.TRUST["entry"])])


def test_a_figure_is_added_up() -> None:
    """Its numbers are said as they come out."""
    code, lines = verdict(of_figure())
    assert code == 0 and "+ M09: 4 rows add up to 1 of 2, value 0.5" in lines
    assert lines[-3:] == [f"- {line}" for line in verify.TRUST["figure"]]


def rows(*amounts: float, answer: str = "counted", of: float = 1) -> list[dict[str, Any]]:
    return [{"woman": str(n), "answer": answer, "amount": amount, "of": of, "because": [1]} for n, amount in enumerate(amounts)]


@pytest.mark.parametrize(("measure", "made", "numerator", "denominator", "value", "per"), [
    ("median", rows(3, 1, 8), 12, 3, 3.0, 1), ("median", rows(3, 1), 4, 2, 2.0, 1), ("mean", rows(3, 1, 8), 12, 3, 4.0, 1), ("mean", [], 0, 0, None, 1),
    ("median", rows(0, answer="not-counted"), 0, 1, None, 1), ("count", rows(2, 3), 5, 2, 5.0, 1), ("count", [], 0, 0, 0.0, 1),
    ("rate", rows(1, 1, of=365.25), 2, 730.5, 1.0, 1), ("rate", rows(1, of=365.25), 1, 365.25, 100.0, 100), ("ratio", rows(5, of=2), 5, 2, 2.5, 1),
    ("ratio", rows(5, of=0), 5, 0, None, 1), ("share", rows(1, 0.5), 1.5, 2, 0.75, 1)])
def test_each_measure_is_recomputed(measure: str, made: list[dict[str, Any]], numerator: float, denominator: float, value: float | None, per: int) -> None:
    """And another value is not taken."""
    said = {"measure": measure, "rows": made, "numerator": numerator, "denominator": denominator, "missing": 0, "excluded": 0, "per": per}
    assert verdict(of_figure(**said, value=value))[0] == 0
    for other in (0.1, None, "x", -1) if value is not None else (0, 0.0):
        assert verdict(of_figure(**said, value=other))[0] in (2, 5)


def changed(**how: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda made: made["entries"][0].update(how)


def in_row(number: int, **how: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda made: made["figure"]["rows"][number].update(how)


def in_figure(**how: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda made: made["figure"].update(how)


@pytest.mark.parametrize(("made", "how", "said"), [
    (proof(2), changed(position=0), "position 0 does not lie in a log of 5"), (proof(2), changed(position=6), "position 6 does not lie in a log of 5"),
    (proof(2), changed(position=3), "position 3 does not lie in that log"), (proof(2), changed(path=[]), "the path is too short"),
    (proof(2), changed(path=entry(2)["path"] * 2), "the path is too long"), (proof(2), changed(leaf=coded(leaf(1))), "position 2 does not lie in that log"),
    (proof(2, shown=True), changed(version=9), "position 2 is not shown as it was stored"), (proof(2, shown=True), changed(recorded_at=8), "is not shown as it was stored"),
    (proof(2, shown=True), changed(salt=coded(b"t" * 16)), "position 2 is not what was committed to"),
    (proof(2, shown=True), changed(payload=HERS.replace("P-03", "P-04")), "is not what was committed to"), (proof(3, shown=True), changed(payload=HERS), "is not what was committed to"),
    (proof(2), lambda made: made["entries"].append(made["entries"][0]), "an entry stands in it twice"),
    (of_figure(), in_row(1, woman="a"), "a woman is counted twice"), (of_figure(), in_row(0, because=[1, 3]), "rests on an entry that the proof does not hold"),
    (of_figure(), in_row(1, answer="perhaps"), "a row has no answer"), (of_figure(), in_row(1, amount=1), "a row adds what its answer leaves out"),
    (of_figure(), in_row(2, of=1), "a row adds what its answer leaves out"), (of_figure(), in_row(3, of=1), "a row adds what its answer leaves out"),
    (of_figure(), in_row(0, amount=2), "counts for more than itself"), (of_figure(), in_row(0, amount=2, of=2), "counts for more than itself"),
    (of_figure(), in_row(0, amount=-1), "counts for more than itself"), (of_figure(), in_figure(position=4), "the figure is of position 4, its checkpoint of 5"),
    (of_figure(), in_figure(numerator=2), "its numerator is said to be 2, and its rows give 1"), (of_figure(), in_figure(denominator=3), "its denominator is said"),
    (of_figure(), in_figure(missing=0), "its missing is said"), (of_figure(), in_figure(excluded=2), "its excluded is said"), (of_figure(), in_figure(value=0.6), "its value is said"),
    (of_figure(), in_figure(value=None), "its value is said"), (of_figure(), in_figure(value=0.500002), "its value is said")])
def test_what_is_not_so_does_not_hold(made: dict[str, Any], how: Callable[[dict[str, Any]], Any], said: str) -> None:
    """Exit 5, and which it is."""
    assert verdict(made)[0] == 0
    made = copy.deepcopy(made)
    how(made)
    code, lines = verdict(made)
    assert (code, lines[-1].startswith("DOES NOT HOLD: ")) == (5, True) and said in lines[-1]


def test_a_unit_that_is_no_woman_may_stand_for_more_and_stand_twice() -> None:
    """Contacts of one woman are several, each of as much as it is of; a number is the same to a millionth."""
    made = [{**each, "woman": "a", "amount": 2 * each["amount"], "of": 2 * each["of"]} for each in ROWS]
    said: dict[str, Any] = {"definition": {"unit": "contacts"}, "rows": made, "numerator": 2, "denominator": 4}
    assert verdict(of_figure(**said))[0] == verdict(of_figure(**said, value=0.5000001))[0] == 0
    assert "counts for more than itself" in verdict(of_figure(**{**said, "rows": [{**made[0], "amount": 5}, *made[1:]]}))[1][-1]


@pytest.mark.parametrize("made", [
    "", "[]", "1", "{", "[" * 100_000, '{"proof": "entry", "proof": "entry"}', json.dumps({**proof(2), "proof": "other"}), json.dumps({**proof(2), "proof": "figure"}),
    json.dumps({**of_figure(), "proof": "entry"}), json.dumps(of_figure(value=float("nan"))), json.dumps(of_figure(numerator=True)), json.dumps(of_figure(rows=[True])),
    json.dumps({**proof(2), "entries": [{**entry(2), "more": "words"}]}), json.dumps({**proof(2), "entries": [{**entry(2, True), "more": "words"}]}),
    json.dumps({**proof(2), "entries": None}), json.dumps({"proof": "entry"}), json.dumps({**proof(2), "checkpoint": 5}), json.dumps({**proof(2), "checkpoint": "o\n5\n%\n"}),
    json.dumps({**proof(2), "entries": [{**entry(2), "position": "2"}]}), json.dumps({**proof(2), "entries": [{**entry(2), "leaf": 5}]}),
    json.dumps(of_figure(rows=None)), json.dumps(of_figure(numerator="1")), json.dumps({**proof(2), "checkpoint": HEAD + "no signature\n"})])
def test_what_is_no_proof_is_not_understood(made: str) -> None:
    """Exit 2, in words."""
    code, lines = verify.report(made, HEAD, ())
    assert (code, lines[-1].startswith("Not understood: ")) == (2, True), lines


def test_a_head_of_another_size_root_or_ledger_is_another() -> None:
    """And the way to a proof against one's own is said."""
    for old, new in (("\n5\n", "\n4\n"), (coded(LEVELS[-1][0]), coded(bytes(32))), (ORIGIN, "outcomes-ledger/" + "0" * 32)):
        code, lines = verdict(proof(2), HEAD.partition("\n\n")[0].replace(old, new) + "\n")
        assert code == 5 and "it was made against another head (5 entries) than yours" in lines[-1] and "--against YOUR-HEAD" in lines[-1]


def test_signatures_are_those_of_the_keys_given() -> None:
    """The keeper's, a witness's with his time, several; one who did not sign, a false one, and what is no key."""
    made = proof(2)
    text = HEAD.partition("\n\n")[0] + "\n"
    made["checkpoint"] = HEAD + WITNESS.line(text, 1_634_810_400)
    code, lines = verdict(made, None, KEEPER.vkey, f" {WITNESS.vkey}\n")
    assert code == 0 and lines[:2] == [f"+ its checkpoint is signed by {ORIGIN}", "+ its checkpoint is signed by  audit.example"]
    assert verdict(made, HEAD, WITNESS.vkey)[0] == 0
    assert verdict(proof(2), HEAD, WITNESS.vkey) == (5, ["DOES NOT HOLD: none of the keys given signed its checkpoint."])
    later = WITNESS.line(text, 1_634_810_400).split(" ")
    raw = bytearray(base64.b64decode(later[2]))
    raw[11] ^= 1
    made["checkpoint"] = HEAD + f"{later[0]} {later[1]} {coded(bytes(raw))}\n"
    assert verdict(made, HEAD, WITNESS.vkey) == (5, ["DOES NOT HOLD: the signature of audit.example is false."])
    for key in ("", "x", "x+00+AAAA", f"other{KEEPER.vkey}", KEEPER.vkey.replace("+", "+0", 1), f"a\tb+{'0' * 8}+{coded(bytes(33))}"):
        assert verdict(proof(2), HEAD, key)[0] == 2


def test_a_note_is_three_lines_and_signatures() -> None:
    """With other lines beneath, other ends of lines, or none at the end; anything else is none."""
    found = verify.note(HEAD.replace("\n", "\r\n") + "\n\n")
    assert (found.origin, found.size, found.root, [each.name for each in found.signatures]) == (ORIGIN, 5, LEVELS[-1][0], [ORIGIN])
    assert verify.note(f"o\n0\n{coded(bytes(32))}\nmore").text == f"o\n0\n{coded(bytes(32))}\nmore\n"
    root = coded(bytes(32))
    for said in ("", f"\n5\n{root}", f"o\n05\n{root}", f"o\n-5\n{root}", f"o\n{'1' * 19}\n{root}", "o\n5", f"o\n5\n{coded(bytes(31))}", "o\n5\nx", f"o\n5\n{root}\n\n- o AAAAAAAA",
                 f"o\n5\n{root}\n\n\u2014 o AAAA", f"o\n5\n{root}\n\n\u2014 a b AAAAAAAA"):
        with pytest.raises(verify.NotUnderstood):
            verify.note(said)


def test_a_log_extends_only_its_own_beginnings() -> None:
    """Of nothing, of itself, and of what is shown; a path too many, too few or none is refused."""
    roots = [tree.root(LEVELS[0][:size]) for size in range(6)]
    assert verify.extends(0, tree.EMPTY, 5, roots[5], []) and verify.extends(5, roots[5], 5, roots[5], [])
    assert not verify.extends(0, bytes(32), 5, roots[5], []) and not verify.extends(0, tree.EMPTY, 5, roots[5], [bytes(32)])
    assert not verify.extends(5, roots[5], 5, roots[4], []) and not verify.extends(5, roots[5], 5, roots[5], [bytes(32)]) and not verify.extends(5, roots[5], 4, roots[4], [])
    leaves = [tree.leaf_hash(bytes([number])) for number in range(12)]
    for first, size in itertools.combinations(range(1, 13), 2):
        path, old, new = tree.consistency(leaves[:size], first), tree.root(leaves[:first]), tree.root(leaves[:size])
        assert verify.extends(first, old, size, new, path)
        for wrong in ([], path[:-1], [*path, bytes(32)], [*path, *path], path[::-1] if len(path) > 1 else [bytes(32)]):
            assert not verify.extends(first, old, size, new, wrong)
        assert not verify.extends(first, roots[0], size, new, path) and not verify.extends(first, old, size, old, path)


def test_it_is_run_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof, a head or none, keys; the exit code is the verdict's, and a file that cannot be read is said."""
    (tmp_path / "a.proof").write_text(json.dumps(proof(2)))
    (tmp_path / "b.proof").write_text(json.dumps(proof(2)).replace("\\n5\\n", "\\n6\\n"))
    (tmp_path / "head.note").write_text(HEAD, encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff")
    ends = [verify.main([str(tmp_path / word) if not word.startswith("outcomes-") and word != "--key" else word for word in words]) for words in (
        ["a.proof"], ["a.proof", "head.note", "--key", KEEPER.vkey], ["b.proof", "head.note"], ["bytes"], ["none"], ["a.proof", "bytes"])]
    assert ends == [0, 0, 5, 2, 2, 2]
    out = capsys.readouterr().out
    assert out.count("It holds. Taken on trust:") == 2 and out.count("DOES NOT HOLD") == 1 and out.count("Not understood: ") == 3
    monkeypatch.setattr(sys, "argv", ["verify.py", str(tmp_path / "b.proof"), str(tmp_path / "head.note")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(verify.__file__, run_name="__main__")
    assert ended.value.code == 5
