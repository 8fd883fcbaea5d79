"""Can the head of a log be written down so that nobody can later deny it, its keeper least of all?"""

import contextlib
import json
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import checkpoints, store, tree, verify
from ledger.errors import LedgerError
from ledger.folder import Ledger

LEAVES = [tree.leaf_hash(str(number).encode()) for number in range(70)]


def test_every_path_leads_to_the_root_and_no_other_leaf_does() -> None:
    """Inclusion as in RFC 9162, of every leaf in every size."""
    for size in range(1, len(LEAVES) + 1):
        levels = tree.levels(LEAVES[:size])
        assert levels[-1] == [tree.root(LEAVES[:size])]
        for index in range(size):
            path = tree.inclusion(levels, index)
            assert verify.climbed(LEAVES[index], index, size, path) == levels[-1][0]
            assert verify.climbed(LEAVES[-1 if index < 69 else 0], index, size, path) != levels[-1][0]


def test_every_older_head_is_shown_to_be_a_beginning_and_no_other_is() -> None:
    """Consistency as in RFC 9162, of every pair of sizes."""
    for size in range(1, len(LEAVES) + 1):
        for first in range(size + 1):
            path = tree.consistency(LEAVES[:size], first)
            assert verify.extends(first, tree.root(LEAVES[:first]), size, tree.root(LEAVES[:size]), path)
            assert not verify.extends(first, tree.root(LEAVES[1:first + 1]), size, tree.root(LEAVES[:size]), path) or first == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 70), st.integers(-3, 75), st.lists(st.sampled_from(LEAVES), max_size=9), st.integers(0, 75))
def test_a_path_of_chance_leads_nowhere(size: int, index: int, path: list[bytes], first: int) -> None:
    """A made-up path is refused or leads to another root; never an error of another kind."""
    try:
        climbed = verify.climbed(LEAVES[3], index, size, path)
    except verify.DoesNotHold:
        climbed = b""
    levels = tree.levels(LEAVES[:size])
    assert climbed != levels[-1][0] or (index == 3 and path == tree.inclusion(levels, 3))
    if verify.extends(first, tree.root(LEAVES[:first]), size, tree.root(LEAVES[:size]), path):
        assert first <= size and path == tree.consistency(LEAVES[:size], first)


def test_two_other_programs_agree_on_roots_and_paths() -> None:
    """pymerkle and tlog-scales, each written from the RFC by others."""
    pymerkle, tlog = pytest.importorskip("pymerkle"), pytest.importorskip("tlog_scales.tlog")
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    theirs.append_entries([str(number).encode() for number in range(70)])
    for size in random.Random(9162).sample(range(1, 71), 20):
        levels = tree.levels(LEAVES[:size])
        assert theirs.get_root(size) == levels[-1][0]
        for index in range(0, size, 7):
            path = tree.inclusion(levels, index)
            found = theirs.prove_inclusion(index + 1, size).serialize()["path"]
            assert [bytes.fromhex(each) for each in found] in ([LEAVES[index], *path], path)
            tlog.InclusionProof(index, size, path).check(LEAVES[index], levels[-1][0])
        for first in range(1, size + 1, 5):
            tlog.ConsistencyProof(first, size, tree.consistency(LEAVES[:size], first)).check(tree.root(LEAVES[:first]), levels[-1][0])


def test_the_verifier_alone_makes_the_same_leaf_as_the_store() -> None:
    """The program that an auditor reads repeats the rule of the leaf; the two may not part."""
    where: tuple[Any, ...] = (bytes(range(16)), 1204, "0a" * 16, 7, 1_634_810_400_000_000, "sealed", b"state")
    assert verify.leaf_of(*where) == store.leaf(*where)


def test_a_signed_head_is_read_by_another_program(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """It is a checkpoint of C2SP, signed and cosigned."""
    tlog, signing = pytest.importorskip("tlog_scales.tlog"), pytest.importorskip("tlog_scales.signing")
    assert run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note").code == 0
    key = run("--ledger", "phoenix", "checkpoint", "key").out.strip()
    assert run("checkpoint", "cosign", "head.note", "--first", "--name", "audit.example", "--output", "head.note").code == 0
    theirs = tlog.Checkpoint.from_text(Path("head.note").read_text(encoding="utf-8"))
    assert (theirs.size, theirs.root_hash) == (2006, phoenix.entries.root(2006))
    witness = run("checkpoint", "key", "--name", "audit.example").out.strip()
    theirs.verify(signing.Vkey.from_string(witness))
    theirs.verify(signing.Vkey.from_string(key))


def test_the_head_is_four_lines_and_signing_changes_nothing(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """Three without a signature; the log is as it was."""
    before = phoenix.entries.head()
    plain, signed = run("--ledger", "phoenix", "checkpoint"), run("--ledger", "phoenix", "checkpoint", "--sign")
    assert plain.out.splitlines() == signed.out.splitlines()[:3]
    assert plain.out.splitlines()[:2] == [f"outcomes-ledger/{phoenix.entries.ledger_id.hex()}", "2006"]
    assert [line for line in signed.out.splitlines() if line][3].startswith("\u2014 outcomes-ledger/")
    assert phoenix.entries.head() == before


def test_a_check_says_what_a_head_vouches_for_and_what_came_after(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """Covered and uncovered positions, apart."""
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note")
    run("--ledger", "phoenix", "record", "died", "W-0012", "--occurred", "2021-10-01")
    found = json.loads(run("--ledger", "phoenix", "check", "--against", "head.note", "--json").out)
    assert (found["covered"], found["uncovered"], found["verdict"]) == (2006, 1, "ok")
    assert "Positions 2,007 to 2,007 came after it" in run("--ledger", "phoenix", "check", "--against", "head.note").out


def doctored(text: str, how: str) -> str:
    """A head changed in one way."""
    lines = text.split("\n")
    if how == "size":
        lines[1] = "2005"
    elif how == "root":
        lines[2] = checkpoints._coded(tree.root(LEAVES))
    elif how == "origin":
        lines[0] = "outcomes-ledger/" + "0" * 32
    elif how == "signature":
        lines[4] = lines[4][:-6] + ("A" if lines[4][-6] != "A" else "B") + lines[4][-5:]
    elif how == "unsigned":
        lines = lines[:4]
    return "\n".join(lines)


@pytest.mark.parametrize(("how", "code"), [("size", "signature-false"), ("root", "signature-false"), ("origin", "other-ledger"),
                                           ("signature", "signature-false"), ("unsigned", "signature-missing")])
def test_a_doctored_head_is_found_out(how: str, code: str, phoenix: Ledger, run: Callable[..., Any]) -> None:
    """By the key of the ledger, which the auditor was given."""
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note")
    key = run("--ledger", "phoenix", "checkpoint", "key").out.strip()
    Path("head.note").write_text(doctored(Path("head.note").read_text(encoding="utf-8"), how), encoding="utf-8")
    ran = run("--ledger", "phoenix", "check", "--against", "head.note", "--key", key, "--json")
    assert ran.code == 5
    assert [each["code"] for each in json.loads(ran.out)["findings"] if each["severity"] == "must"] == [code]


def test_a_head_of_a_longer_log_is_refused(phoenix: Ledger, run: Callable[..., Any], tmp_path: Path) -> None:
    """Rows removed from the end are seen, though every leaf that is left is right."""
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note")
    phoenix.entries.close()
    with sqlite3.connect(tmp_path / "phoenix" / "ledger.db") as db:
        for table, _ in [(name, sql) for name, sql in store.SCHEMA.items() if "_delete" in name]:
            db.execute(f"DROP TRIGGER {table}")
        db.execute("DELETE FROM log WHERE position > 2000")
        db.execute("DELETE FROM stored_events WHERE rowid > 2000")
        for sql in [sql for name, sql in store.SCHEMA.items() if "_delete" in name]:
            db.execute(sql)
    found = json.loads(run("--ledger", "phoenix", "check", "--against", "head.note", "--json").out)
    assert "shorter-than-noted" in [each["code"] for each in found["findings"]]


def test_a_recorded_checkpoint_is_checked_with_the_rest(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """It lies in the programme's stream, where an auditor without keys reads it."""
    assert run("--ledger", "phoenix", "checkpoint", "--record").code == 0
    assert json.loads(run("--ledger", "phoenix", "check", "--json").out)["verdict"] == "ok"
    event = {"kind": "checkpoint-made", "woman": "programme", "occurred": "2021-10-21", "size": "5", "root": "00" * 32}
    Path("false.jsonl").write_text(json.dumps(event), encoding="utf-8")
    ran = run("--ledger", "phoenix", "import", "false.jsonl")
    found = json.loads(run("--ledger", "phoenix", "check", "--json").out)
    assert ran.code == 4 or [each["code"] for each in found["findings"] if each["severity"] == "must"] == ["checkpoint-differs"]


def witnessed(run: Callable[..., Any]) -> None:
    """A witness has cosigned the first head and kept it as mine.note."""
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "first.note")
    ran = run("checkpoint", "cosign", "first.note", "--first", "--name", "audit.example", "--output", "mine.note")
    assert ran.code == 0, ran.err


def test_a_witness_cosigns_what_extends_what_he_kept(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """He needs no ledger: the new head brings what shows it."""
    witnessed(run)
    run("--ledger", "phoenix", "record", "died", "W-0012", "--occurred", "2021-10-01")
    run("--ledger", "phoenix", "checkpoint", "--sign", "--since", "mine.note", "--output", "second.note")
    ran = run("checkpoint", "cosign", "second.note", "--prior", "mine.note", "--output", "mine.note")
    assert ran.code == 0, ran.err
    kept = verify.note(Path("mine.note").read_text(encoding="utf-8"))
    assert kept.size == 2007 and [each.name for each in kept.signatures][1] == "audit.example"
    key = run("checkpoint", "key", "--name", "audit.example").out.strip()
    assert verify.signed_by(kept, key)
    assert run("--ledger", "phoenix", "check", "--against", "mine.note", "--key", key).code == 0


def test_a_witness_refuses_what_nothing_shows(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """A later head alone proves nothing: nothing is signed."""
    witnessed(run)
    run("--ledger", "phoenix", "record", "died", "W-0012", "--occurred", "2021-10-01")
    run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "second.note")
    before = Path("mine.note").read_bytes()
    ran = run("checkpoint", "cosign", "second.note", "--prior", "mine.note", "--output", "mine.note")
    assert ran.code == 4 and "Nothing shows" in ran.err
    assert Path("mine.note").read_bytes() == before


@pytest.mark.parametrize("change", ["old 2006", "path", "shorter"])
def test_a_witness_refuses_a_history_that_was_rewritten(change: str, phoenix: Ledger, run: Callable[..., Any]) -> None:
    """Another path, another beginning or a shorter log: integrity, exit 5, and nothing is signed."""
    witnessed(run)
    run("--ledger", "phoenix", "record", "died", "W-0012", "--occurred", "2021-10-01")
    run("--ledger", "phoenix", "checkpoint", "--sign", "--since", "mine.note", "--output", "second.note")
    lines = Path("second.note").read_text(encoding="utf-8").split("\n")
    if change == "old 2006":
        prior = "2006:" + "ab" * 32
    elif change == "path":
        lines[1], prior = checkpoints._coded(LEAVES[0]), "mine.note"
    else:
        prior = "2009:" + "ab" * 32
    Path("second.note").write_text("\n".join(lines), encoding="utf-8")
    ran = run("checkpoint", "cosign", "second.note", "--prior", prior)
    assert ran.code == 5 and "\u2014" not in ran.out


def test_a_head_that_the_ledger_does_not_extend_is_not_signed_over(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """The keeper sees it first."""
    ran = run("--ledger", "phoenix", "checkpoint", "--sign", "--since", "5:" + "ab" * 32)
    assert ran.code == 5 and ran.out == ""


@pytest.mark.parametrize("words", [
    ["checkpoint", "cosign"], ["checkpoint", "cosign", "none.note", "--first"], ["checkpoint", "cosign", "note", "--first", "--name", "a b"],
    ["checkpoint", "cosign", "note"], ["checkpoint", "cosign", "note", "--prior", "nonsense"], ["checkpoint", "cosign", "bare", "--first"],
    ["--ledger", "phoenix", "checkpoint", "key", "note"], ["--ledger", "phoenix", "check", "--against", "note", "--key", "nonsense"],
    ["verify"], ["verify", "none.proof"], ["verify", "note"]])
def test_what_cannot_be_understood_is_said(words: list[str], phoenix: Ledger, run: Callable[..., Any]) -> None:
    """A sentence and a hint; never a traceback, and no signature."""
    Path("note").write_text(run("--ledger", "phoenix", "checkpoint").out, encoding="utf-8")
    Path("bare").write_text("5:" + "ab" * 32, encoding="utf-8")
    ran = run(*words)
    assert (ran.code in (2, 3) and "\u2014" not in ran.out and ran.err) or words[-1] == "note" and words[-2] == "key"


def test_a_witness_keeps_one_name(run: Callable[..., Any], phoenix: Ledger) -> None:
    """A second name on the same computer is refused."""
    witnessed(run)
    assert run("checkpoint", "cosign", "first.note", "--first", "--name", "other.example").code == 4
    assert run("checkpoint", "cosign", "first.note", "--first").code == 0


def test_a_damaged_signing_key_is_named(run: Callable[..., Any], phoenix: Ledger) -> None:
    """It is not replaced in silence: a new key would be another signer."""
    run("--ledger", "phoenix", "checkpoint", "--sign")
    (file,) = Path("config").rglob("*.sign")
    file.write_text("nonsense", encoding="ascii")
    ran = run("--ledger", "phoenix", "checkpoint", "--sign")
    assert ran.code == 2 and str(file.name) in ran.err and file.read_text(encoding="ascii") == "nonsense"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_text_is_read_as_a_head_or_refused(text: str) -> None:
    """Nothing but a sentence comes of it."""
    for said in (text, f"outcomes-ledger/0\n5\n{text}\n", f"old 3\n{text}\n\nx\n5\n{checkpoints._coded(bytes(32))}\n\n{text}"):
        with contextlib.suppress(verify.NotUnderstood, LedgerError):
            checkpoints._read(said)


def test_a_head_is_written_whole_for_others_to_read_or_the_one_before_stays(
        ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made to be shown; and a disk that fails takes no witness the head that he kept."""
    say({"kind": "capacity-set", "woman": "programme", "occurred": "2021-10-01", "women": 24})
    Path("other").write_text("any new file", encoding="ascii")
    assert run("--ledger", "phoenix", "checkpoint", "--output", "head.note").code == 0
    assert Path("head.note").stat().st_mode == Path("other").stat().st_mode
    before = Path("head.note").read_text(encoding="utf-8")
    say({"kind": "capacity-set", "woman": "programme", "occurred": "2021-10-02", "women": 25})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device", "head.note")
    with monkeypatch.context() as context:
        context.setattr("os.fsync", full)
        ran = run("--ledger", "phoenix", "checkpoint", "--output", "head.note")
    assert ran.code == 4 and "No space left on device" in ran.err
    assert Path("head.note").read_text(encoding="utf-8") == before
    assert list(Path().glob("*.part")) + list(Path().glob(".*.part")) == []
