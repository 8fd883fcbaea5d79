"""Can someone with no ledger and no key see for himself that an entry or a figure is what it is?"""

import base64
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import verify
from ledger.folder import Ledger

ENTRY, OPENED, FIGURE = ["1204"], ["1204", "--open"], ["matrix", "M09.ever-fitted"]


@pytest.fixture
def prove(phoenix: Ledger, run: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """A proof made on the command line, against the head in head.note."""
    assert run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note").code == 0

    def made(*words: str) -> dict[str, Any]:
        ran = run("--ledger", "phoenix", "prove", *words, "--against", "head.note", "--json")
        assert ran.code == 0, ran.err
        return dict(json.loads(ran.out))
    return made


KEPT: dict[tuple[str, ...], str] = {}


@pytest.fixture
def kept(prove: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A proof, made once for all tests: every `phoenix` is the same log, so its head is the same too."""
    def made(*words: str) -> dict[str, Any]:
        if words not in KEPT:
            KEPT[words] = json.dumps(prove(*words))
        return dict(json.loads(KEPT[words]))
    return made


def verdict(proof: dict[str, Any], *keys: str) -> tuple[int, str]:
    """What the verifier says, given the head."""
    code, lines = verify.report(json.dumps(proof), Path("head.note").read_text(encoding="utf-8"), keys)
    return code, "\n".join(lines)


def test_a_position_that_is_not_in_the_log_has_no_row(ledger: Ledger, say: Callable[..., Any]) -> None:
    """There is nothing to prove of it, and nothing is made up."""
    say({"kind": "capacity-set", "woman": "programme", "occurred": "2021-10-01", "women": 24})
    assert [row and row.position for row in map(ledger.entries.row, (0, 1, 2))] == [None, 1, None]


@pytest.mark.parametrize("words", [ENTRY, OPENED, FIGURE, [*FIGURE, "--open"], ["matrix", "M05.median"], ["matrix", "M16.before-1"],
                                   ["funnel", "signed-up"], ["profile", "a-and-e.before-1"], ["1"], ["1", "--open"]])
def test_what_is_proved_holds(words: list[str], kept: Callable[..., Any]) -> None:
    """And what is taken on trust is said."""
    code, said = verdict(kept(*words))
    assert code == 0 and "Taken on trust" in said, said


def test_the_verifier_runs_alone(prove: Callable[..., Any], run: Callable[..., Any], tmp_path: Path) -> None:
    """One file, the standard library and cryptography: it imports nothing of ours."""
    Path("m09.proof").write_text(json.dumps(prove(*FIGURE)), encoding="utf-8")
    Path("alone.py").write_text(run("verify", "--program").out, encoding="utf-8")
    key = run("--ledger", "phoenix", "checkpoint", "key").out.strip()
    ran = subprocess.run([sys.executable, "-I", "alone.py", "m09.proof", "head.note", "--key", key], cwd=tmp_path,
                         capture_output=True, text=True, check=False, encoding="utf-8")
    assert ran.returncode == 0 and "18 of 21" in ran.stdout, ran.stdout + ran.stderr
    assert "ledger" not in {line.split()[1].partition(".")[0] for line in Path("alone.py").read_text(encoding="utf-8").splitlines()
                            if line.startswith(("import ", "from "))}


def test_a_proof_says_nothing_that_was_not_asked_for(kept: Callable[..., Any]) -> None:
    """No reference, no day, no method; opened, what the entry says."""
    for words in (ENTRY, FIGURE):
        said = json.dumps(kept(*words)["entries"]) + json.dumps(kept(*words).get("figure", {}).get("rows", []))
        assert "W-0" not in said and "2020-" not in said and "implant" not in said
    assert "W-0" in json.dumps(kept(*OPENED))


def mended(proof: dict[str, Any], how: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """A proof changed in one way."""
    how(proof)
    return proof


def fewer(proof: dict[str, Any]) -> None:
    """A woman who was not fitted is left out, and the figure made to suit, but not its rows' entries."""
    proof["figure"]["rows"] = [row for row in proof["figure"]["rows"] if row["answer"] == "counted"]


FORGERIES: dict[str, tuple[list[str], Callable[[dict[str, Any]], Any]]] = {
    "the position is another's": (ENTRY, lambda p: p["entries"][0].update(position=1205)),
    "the leaf is another's": (ENTRY, lambda p: p["entries"][0].update(leaf=base64.b64encode(bytes(32)).decode())),
    "the path is shorter": (ENTRY, lambda p: p["entries"][0]["path"].pop()),
    "the path is longer": (ENTRY, lambda p: p["entries"][0]["path"].append(p["entries"][0]["path"][0])),
    "the path is turned round": (ENTRY, lambda p: p["entries"][0]["path"].reverse()),
    "the position lies beyond the head": (ENTRY, lambda p: p["entries"][0].update(position=9999)),
    "the checkpoint is another size": (ENTRY, lambda p: p.update(checkpoint=p["checkpoint"].replace("\n2006\n", "\n2005\n"))),
    "the checkpoint is of another ledger": (ENTRY, lambda p: p.update(checkpoint="x" + p["checkpoint"])),
    "what is shown was reworded": (OPENED, lambda p: p["entries"][0].update(payload=p["entries"][0]["payload"].replace("W-0", "W-1"))),
    "the salt is another's": (OPENED, lambda p: p["entries"][0].update(salt=base64.b64encode(bytes(16)).decode())),
    "the time is another": (OPENED, lambda p: p["entries"][0].update(recorded_at=p["entries"][0]["recorded_at"] + 1)),
    "the stream is another's": (OPENED, lambda p: p["entries"][0].update(stream="00" * 16)),
    "the version is another": (OPENED, lambda p: p["entries"][0].update(version=99)),
    "the topic is another": (OPENED, lambda p: p["entries"][0].update(topic="plain")),
    "the stored bytes are others": (OPENED, lambda p: p["entries"][0].update(state=base64.b64encode(bytes(99)).decode())),
    "the numerator is higher": (FIGURE, lambda p: p["figure"].update(numerator=19)),
    "the denominator is lower": (FIGURE, lambda p: p["figure"].update(denominator=18)),
    "the value is rounder": (FIGURE, lambda p: p["figure"].update(value=0.9)),
    "the missing are hidden": (FIGURE, lambda p: p["figure"].update(missing=1)),
    "the excluded are hidden": (FIGURE, lambda p: p["figure"].update(excluded=1)),
    "an answer was turned": (FIGURE, lambda p: [row.update(answer="counted", amount=1) for row in p["figure"]["rows"]]),
    "a woman was left out": (FIGURE, fewer),
    "a woman is counted twice": (FIGURE, lambda p: p["figure"]["rows"].append(p["figure"]["rows"][0])),
    "a row rests on nothing": (FIGURE, lambda p: p["figure"]["rows"][0].update(because=[3])),
    "an entry was taken out": (FIGURE, lambda p: p["entries"].pop()),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_proof_does_not_hold(forgery: str, kept: Callable[..., Any], run: Callable[..., Any]) -> None:
    """Each small forgery is found out, with the head and without the ledger; exit 5."""
    words, how = FORGERIES[forgery]
    proof = mended(kept(*words), how)
    code, said = verdict(proof)
    assert code == 5 and "DOES NOT HOLD" in said, said
    Path("forged.proof").write_text(json.dumps(proof), encoding="utf-8")
    assert run("verify", "forged.proof", "head.note").code == 5


def test_a_proof_against_another_head_is_not_taken(prove: Callable[..., Any], run: Callable[..., Any]) -> None:
    """It says how to get one against the head that is held."""
    proof = prove(*ENTRY)
    run("--ledger", "phoenix", "record", "died", "W-0012", "--occurred", "2021-10-01")
    Path("head.note").unlink()
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note")
    code, said = verdict(proof)
    assert code == 5 and "--against" in said


def test_a_false_or_missing_signature_is_found(prove: Callable[..., Any], run: Callable[..., Any]) -> None:
    """With the ledger's key; a key that did not sign is said too."""
    key, proof = run("--ledger", "phoenix", "checkpoint", "key").out.strip(), prove(*ENTRY)
    assert verdict(proof, key)[0] == 0
    run("checkpoint", "cosign", "head.note", "--first", "--name", "audit.example")
    other = run("checkpoint", "key", "--name", "audit.example").out.strip()
    assert verdict(proof, other) == (5, "DOES NOT HOLD: none of the keys given signed its checkpoint.")
    proof["checkpoint"] = proof["checkpoint"].replace("\n2006\n", "\n2007\n")
    assert "signature" in verdict(proof, key)[1]
    assert verdict(prove(*ENTRY), "nonsense")[0] == 2


@pytest.mark.parametrize("tries", [40, pytest.param(2_000, marks=pytest.mark.slow)])
def test_no_small_change_of_a_proof_goes_unseen(tries: int, kept: Callable[..., Any]) -> None:
    """Any value of the checked parts replaced by any other: it does not hold, or is not understood."""
    proof, chance, missed = json.dumps(kept(*FIGURE)), random.Random(14), []
    for _ in range(tries):
        changed = json.loads(proof)
        where, key = chance.choice(list(places(changed)))
        old, new = where[key], chance.choice(OTHERS)
        if json.dumps(new) == json.dumps(old):
            continue
        where[key] = new
        code, _ = verdict(changed)
        if code not in (2, 5):
            missed.append((key, old, new, code))
    assert missed == []


OTHERS: list[Any] = [-9, -1, 0, 1, 2, 9, 17, 18, 21, 1204, 2006, 3000, "", "0", "a", "\0", None, True, False, [], [1], [3, 9]]



def places(proof: dict[str, Any]) -> Any:
    """Where a checked value stands: the numbers, the leaves and paths."""
    for entry in proof["entries"]:
        yield from ((entry, key) for key in ("position", "leaf"))
        yield from ((entry["path"], at) for at in range(len(entry["path"])))
    yield from ((proof["figure"], key) for key in ("numerator", "denominator", "value", "missing", "excluded", "rows"))
    for row in proof["figure"]["rows"]:
        yield from ((row, key) for key in ("amount", "of"))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_bytes_are_refused_in_words(proof: str, head: str) -> None:
    """Never a traceback."""
    for said in (proof, '{"proof": "entry", "checkpoint": ' + json.dumps(head) + ', "entries": [' + json.dumps(proof) + "]}"):
        code, lines = verify.report(said, head, ())
        assert code == 2 and lines


@pytest.mark.parametrize(("words", "code"), [
    (["prove", "9999"], 3), (["prove", "nonsense"], 2), (["prove", "matrix"], 2), (["prove", "matrix", "M99"], 3),
    (["prove", "nothing", "M09"], 3), (["prove", "matrix", "M09.ever-fitted", "x"], 2), (["prove", "1204", "--against", "5:" + "ab" * 32], 5),
    (["prove", "matrix", "M09.ever-fitted", "--audience", "public"], 4), (["prove", "1204", "--output", "head.note"], 4)])
def test_what_cannot_be_proved_is_said(words: list[str], code: int, prove: Callable[..., Any], run: Callable[..., Any]) -> None:
    """A sentence, a hint, the exit code of the contract; and no proof."""
    before = Path("head.note").read_bytes()
    ran = run("--ledger", "phoenix", *words)
    assert (ran.code, ran.out) == (code, "") and ran.err
    assert Path("head.note").read_bytes() == before


def test_an_empty_ledger_proves_nothing(ledger: Ledger, run: Callable[..., Any]) -> None:
    """And says so."""
    assert run("--ledger", "phoenix", "prove", "1").code == 3


def test_an_older_head_proves_the_figure_as_it_was_known_then(prove: Callable[..., Any], run: Callable[..., Any], phoenix: Ledger) -> None:
    """An entry recorded since is no part of it."""
    older = prove(*FIGURE)
    run("--ledger", "phoenix", "record", "larc-fitted", "W-0003", "--occurred", "2021-10-01", "--method", "implant")
    assert prove(*FIGURE)["figure"]["numerator"] == older["figure"]["numerator"]
