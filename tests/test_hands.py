"""Does a proof show who signed what it shows, and does nothing else pass for a signature?"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import test_audit

from ledger import authors, folder, proving, verify
from ledger.errors import NotFound
from ledger.folder import Ledger

JADE = {"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"}
FITTED = {"kind": "larc-fitted", "woman": "W-0007", "occurred": "2021-02-08", "method": "implant"}


@pytest.fixture
def proved(ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """1: not signed. 2: P-03 registers a key. 3: signed by it. 4: P-01, who has a key too (5), revokes it. A proof of a position."""
    say(JADE)
    assert run("--ledger", "phoenix", "author", "P-03").code == 0
    say(FITTED)
    assert run("--ledger", "phoenix", "author", "P-01", "--by", "P-01").code == 0
    assert run("--ledger", "phoenix", "author", "P-03", "--revoke", "--reason", "left", "--by", "P-01").code == 0
    assert run("--ledger", "phoenix", "checkpoint", "--sign", "--output", "head.note").code == 0

    def made(*words: str) -> dict[str, Any]:
        ran = run("--ledger", "phoenix", "prove", *words, "--open", "--json")
        assert ran.code == 0, ran.err
        return dict(json.loads(ran.out))
    return made


def said(proof: dict[str, Any]) -> tuple[int, str]:
    """What the verifier says of it."""
    code, lines = verify.report(json.dumps(proof), Path("head.note").read_text(encoding="utf-8"), ())
    return code, "\n".join(lines)


def test_a_signed_entry_brings_what_its_signature_is_held_against(proved: Callable[..., Any], ledger: Ledger) -> None:
    """The registrations and revocations of whoever signed, each in the log; the verifier names author and fingerprint."""
    proof = proved("3")
    keys = {key.author: key.fingerprint for key in authors.registered(ledger.entries.stream("programme"))}
    assert [entry["position"] for entry in proof["entries"]] == [2, 3, 4, 5]
    code, lines = said(proof)
    assert code == 0 and f"2 of them signed by P-03, key {keys['P-03']}" in lines and f"2 of them signed by P-01, key {keys['P-01']}" in lines
    assert "that a key is its author's, and was not revoked before" in lines and "not signed" not in lines


def test_what_nobody_signed_is_said(proved: Callable[..., Any]) -> None:
    """It brings nothing more, and who wrote it is on trust."""
    proof = proved("1")
    assert [entry["position"] for entry in proof["entries"]] == [1]
    code, lines = said(proof)
    assert code == 0 and "(1 of them not signed, or by a key that is not shown: who wrote them is on trust)" in lines and "not revoked" not in lines


def test_a_proof_without_the_keys_shows_no_hand(proved: Callable[..., Any]) -> None:
    """What is left out is not taken for shown."""
    proof = proved("3")
    proof["entries"] = [entry for entry in proof["entries"] if entry["position"] == 3]
    code, lines = said(proof)
    assert code == 0 and "signed by P-03" not in lines and "by a key that is not shown" in lines


def test_what_cannot_be_opened_is_not_shown(proved: Callable[..., Any], ledger: Ledger, run: Callable[..., Any]) -> None:
    """Sealed by somebody else, or hers who was erased: said, and still proved closed."""
    ledger.entries.close()
    ((state,),) = test_audit.rows(ledger.path, "SELECT state FROM stored_events WHERE rowid = 3")
    test_audit.sql(ledger.path, ("UPDATE stored_events SET state = ? WHERE rowid = 3", (state[:-1] + bytes([state[-1] ^ 1]),)))
    test_audit.releaf(ledger.path)
    ran = run("--ledger", "phoenix", "prove", "3", "--open")
    assert (ran.code, ran.out) == (5, "") and "Position 3 cannot be read" in ran.err
    test_audit.sql(ledger.path, ("UPDATE stored_events SET state = ? WHERE rowid = 3", (state,)))
    test_audit.releaf(ledger.path)
    assert run("--ledger", "phoenix", "erase", "W-0007", "--authority", "the board", "--reason", "asked for", "--yes").code == 0
    ran = run("--ledger", "phoenix", "prove", "3", "--open")
    assert (ran.code, ran.out) == (3, "") and "was erased" in ran.err
    assert run("--ledger", "phoenix", "prove", "3").code == 0
    again = folder.open_ledger(ledger.path)
    with pytest.raises(NotFound, match="was erased"):
        proving.entry(again, 3, proving.against(again, None, os.environ), opened=True)
    again.entries.close()


@pytest.mark.parametrize("how", ["signature", "author", "place", "later", "before"])
def test_a_signature_that_is_false_does_not_hold(how: str, proved: Callable[..., Any]) -> None:
    """By another key, in another's name, from another place, after a revocation, before a registration."""
    proof = proved("3")
    opened = {entry["position"]: dict(entry) for entry in proof["entries"]}
    three = opened[3]
    head = verify.note(Path("head.note").read_text(encoding="utf-8"))
    if how == "signature":
        three["payload"] = three["payload"].rpartition('"signature":"')[0] + '"signature":"' + "A" * 86 + '=="}'
    elif how == "author":
        three["payload"] = three["payload"].replace('"author":"P-03"', '"author":"P-01"')
    elif how == "place":
        three["version"] += 1
    elif how == "later":
        three["position"] = 9
    else:
        three["position"] = 1
    with pytest.raises(verify.DoesNotHold, match="is not signed by a key that P-0"):
        list(verify._hands([*opened.values()], head))
