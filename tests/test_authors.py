"""Does a signature show who wrote an entry, and does nothing else pass for one?"""

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from ledger import audit, authors, codec, folder, recording
from ledger.author import Author
from ledger.entries import PROGRAMME, Entry, Said, Statement
from ledger.errors import Refused
from ledger.events import event_class

NOW = 1_634_810_400_000_000
JADE = {"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"}
FITTED = {"kind": "larc-fitted", "woman": "W-0007", "occurred": "2021-02-08", "method": "implant"}


@pytest.fixture
def signing(ledger: folder.Ledger, say: Callable, run: Callable) -> folder.Ledger:
    """A ledger in which P-03 has a key from position 2 on, and has signed position 3."""
    say(JADE)
    assert run("--ledger", "phoenix", "author", "P-03").code == 0
    say(FITTED)
    return ledger


def worth(ledger: folder.Ledger, position: int, **changed: object) -> str:
    """What the signature of an entry is worth, something of the entry changed."""
    entry = ledger.entries.at(position)
    assert entry is not None
    return authors.verdict(replace(entry, **changed), ledger.entries.ledger_id, authors.registered(ledger.entries.stream(PROGRAMME)))


def counted(ledger: folder.Ledger) -> list[tuple[str, int | None]]:
    """What a check finds of signatures."""
    return [(each.code, each.position) for each in audit.check(ledger.path, os.environ).findings
            if each.code in ("signature-broken", "entry-unsigned", "signature-unknown")]


def test_an_author_with_a_key_signs_what_is_recorded(signing: folder.Ledger) -> None:
    """The registration and all after it; what was written before stays as it was."""
    assert [worth(signing, position) for position in (1, 2, 3)] == ["unsigned", "signed", "signed"]
    assert counted(signing) == []
    noted = [each.message for each in audit.check(signing.path, os.environ).findings if each.code == "signatures"]
    assert noted == ["Signed by their authors: 2. Not signed: 1, of which 0 by an author who had a key."]


def test_without_a_key_the_bytes_are_those_of_the_first_day(say: Callable, ledger: folder.Ledger) -> None:
    """No signature, no byte more; and a check says nothing of signatures."""
    say(JADE)
    entry = ledger.entries.at(1)
    assert entry is not None
    assert b"signature" not in codec.encode(entry)
    assert not [each for each in audit.check(ledger.path, os.environ).findings if "sign" in each.code]


def test_a_signed_entry_reads_back_with_its_signature(signing: folder.Ledger) -> None:
    """It stands last in the payload, 64 bytes in base64."""
    entry = signing.entries.at(3)
    assert entry is not None
    assert list(json.loads(codec.encode(entry)))[-1] == "signature"
    assert len(base64.b64decode(entry.signature or "")) == 64


@pytest.mark.parametrize("changed", [
    {"version": 7}, {"stream": "f" * 32}, {"append": "other"}, {"clock": None}, {"signature": "AAAA"}, {"signature": "no base64"}])
def test_a_signature_holds_for_one_entry_in_one_place(signing: folder.Ledger, changed: dict[str, object]) -> None:
    """Moved, altered, or not a signature at all, it is broken."""
    assert worth(signing, 3) == "signed"
    assert worth(signing, 3, **changed) == "broken"


def test_a_signature_of_another_ledger_is_worth_nothing(signing: folder.Ledger) -> None:
    """The same entry, author and key: the ledger's id is signed too."""
    entry = signing.entries.at(3)
    assert entry is not None
    assert authors.verdict(entry, b"\0" * 16, authors.registered(signing.entries.stream(PROGRAMME))) == "broken"


def test_what_was_said_cannot_be_exchanged_under_a_signature(signing: folder.Ledger) -> None:
    """Another method, another day, another author."""
    entry = signing.entries.at(3)
    assert entry is not None
    assert worth(signing, 3, said=replace(entry.said, occurred="2021-02-09")) == "broken"
    assert worth(signing, 3, said=replace(entry.said, event=event_class("larc-fitted")(method="ius"))) == "broken"
    assert worth(signing, 3, author="P-09") == "unknown"


def appended(ledger: folder.Ledger, **entry: object) -> None:
    """An entry past every rule and past the signing."""
    said = Statement(kind="died", woman="W-0007", occurred="2021-02-08", event=event_class("died")())
    stream = ledger.stream_of("W-0007")
    made = Entry(**{"said": said, "author": "P-03", "append": "a", "stream": stream,   # type: ignore[arg-type]
                    "version": len(ledger.entries.stream(str(entry.get("stream", stream)))) + 1, **entry})
    ledger.entries.append([made], NOW)


def test_an_entry_forged_under_the_name_of_someone_who_signs_is_seen(signing: folder.Ledger) -> None:
    """Left unsigned it should be looked at; signed by another's key it breaks the check."""
    appended(signing)
    assert counted(signing) == [("entry-unsigned", 4)]
    appended(signing, signature=base64.b64encode(b"s" * 64).decode())
    assert counted(signing) == [("signature-broken", 5), ("entry-unsigned", 4)]


def test_a_registration_is_signed_by_the_key_that_it_registers(signing: folder.Ledger) -> None:
    """Nobody registers a key for somebody else: not unsigned, and not by his own hand."""
    registered = event_class("author-registered")(author="P-03", public_key=base64.b64encode(b"k" * 32).decode())
    said = Statement(kind="author-registered", woman=PROGRAMME, occurred="2021-02-08", event=registered)
    appended(signing, said=said, stream=PROGRAMME)
    assert counted(signing) == [("signature-broken", 4)]


def test_a_key_that_is_no_key_breaks_the_check_and_not_the_program(signing: folder.Ledger) -> None:
    """A registration may hold any text."""
    registered = event_class("author-registered")(author="P-09", public_key="none")
    said = Statement(kind="author-registered", woman=PROGRAMME, occurred="2021-02-08", event=registered)
    appended(signing, said=said, stream=PROGRAMME, author="P-09", signature="AAAA")
    assert counted(signing) == [("signature-broken", 4)]


def test_a_revoked_key_speaks_for_nobody_afterwards(signing: folder.Ledger, run: Callable, say: Callable) -> None:
    """Its private half is deleted; what it signed before stays signed; what is written after is unsigned, and that is no fault."""
    private = authors.private_file(signing.entries.ledger_id, "P-03")
    kept = private.read_bytes()
    ran = run("--ledger", "phoenix", "author", "P-03", "--revoke", "--reason", "laptop lost", "--by", "P-01")
    assert (ran.code, private.exists()) == (0, False)
    say({**FITTED, "occurred": "2021-03-01"})
    assert [worth(signing, position) for position in (3, 4, 5)] == ["signed", "unsigned", "unsigned"]
    assert counted(signing) == []
    private.write_bytes(kept)
    say({**FITTED, "occurred": "2021-03-02"})
    assert counted(signing) == [("signature-broken", 6)]


def test_after_a_revocation_another_key_may_be_registered(signing: folder.Ledger, run: Callable, say: Callable) -> None:
    """Each entry is held against the key that stood when it was written."""
    run("--ledger", "phoenix", "author", "P-03", "--revoke", "--reason", "laptop lost")
    assert run("--ledger", "phoenix", "author", "P-03").out.startswith("P-03 has a key, registered at position 5. ")
    say({**FITTED, "occurred": "2021-03-01"})
    assert [worth(signing, position) for position in (3, 4, 5, 6)] == ["signed", "signed", "signed", "signed"]
    first, second = authors.registered(signing.entries.stream(PROGRAMME))
    assert (first.since, first.until, second.since, second.until) == (2, 4, 5, None) and first.public != second.public
    listed = run("--ledger", "phoenix", "author").out.splitlines()
    assert listed == [f"P-03: {first.fingerprint}, from position 2 to 4, revoked there", f"P-03: {second.fingerprint}, from position 5"]


def test_a_key_on_another_computer_is_not_replaced_unseen(signing: folder.Ledger, run: Callable) -> None:
    """It must be revoked first, which is an entry; nothing is written."""
    authors.forget(signing.entries.ledger_id, "P-03")
    ran = run("--ledger", "phoenix", "author", "P-03")
    assert ran.code == 4 and "it is not on this computer" in ran.err
    assert signing.entries.head().position == 3
    assert not authors.private_file(signing.entries.ledger_id, "P-03").exists()


def test_a_key_is_made_once(signing: folder.Ledger, run: Callable) -> None:
    """Asked again, nothing changes."""
    assert "has a key already, since position 2; nothing was changed" in run("--ledger", "phoenix", "author", "P-03").out
    assert signing.entries.head().position == 3


def test_a_key_that_was_made_and_not_registered_is_registered(ledger: folder.Ledger, run: Callable) -> None:
    """As after a computer stopped between the two."""
    public = authors.make(ledger.entries.ledger_id, "P-03", None)
    document = json.loads(run("--ledger", "phoenix", "author", "P-03", "--json").out)
    assert document["public_key"] == public and document["since"] == 1


def test_a_registration_that_cannot_be_written_leaves_no_key(ledger: folder.Ledger, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next entries would be signed by a key that nobody knows."""
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "phoenix")
    monkeypatch.setattr(recording, "append", full)
    assert run("--ledger", "phoenix", "author", "P-03").code == 4
    assert not authors.private_file(ledger.entries.ledger_id, "P-03").exists()


def test_only_its_owner_reads_a_private_key(signing: folder.Ledger) -> None:
    """And it lies outside the ledger's folder."""
    private = authors.private_file(signing.entries.ledger_id, "P-03")
    assert private.stat().st_mode & 0o777 == 0o600
    assert signing.path not in private.parents


def test_a_passphrase_locks_the_key(ledger: folder.Ledger, say: Callable, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, or with another, nothing is recorded under that name; with it, all is signed."""
    monkeypatch.setenv("OUTCOMES_PASSPHRASE", "correct horse")
    assert run("--ledger", "phoenix", "author", "P-03", "--passphrase").code == 0
    assert b"ENCRYPTED" in authors.private_file(ledger.entries.ledger_id, "P-03").read_bytes()
    for given, why in (("", "nobody is here"), ("wrong", "the passphrase is another")):
        monkeypatch.setattr(authors, "_unlocked", {})
        monkeypatch.setenv("OUTCOMES_PASSPHRASE", given)
        with pytest.raises(Refused, match=why):
            say(JADE)
        assert ledger.entries.head().position == 1
    monkeypatch.setenv("OUTCOMES_PASSPHRASE", "correct horse")
    say(JADE)
    assert worth(ledger, 2) == "signed"


def test_a_passphrase_is_asked_for_on_a_terminal_once(ledger: folder.Ledger, say: Callable, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice for a new key; once a run to sign with it."""
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse"
    monkeypatch.setattr("getpass.getpass", typed)
    authors.make(ledger.entries.ledger_id, "P-03", "correct horse", {**os.environ, "OUTCOMES_PASSPHRASE": "correct horse"})
    monkeypatch.setattr(authors, "_unlocked", {})
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    say(JADE)
    say(FITTED)
    assert asked == ["Passphrase of P-03: "]


def test_a_damaged_key_says_so(signing: folder.Ledger, say: Callable) -> None:
    """Nothing is recorded unsigned in its place."""
    authors.private_file(signing.entries.ledger_id, "P-03").write_text("rubbish")
    with pytest.raises(Refused, match="its file is damaged"):
        say({**FITTED, "occurred": "2021-03-01"})
    assert signing.entries.head().position == 3


def test_an_undo_passes_over_what_others_rely_on(signing: folder.Ledger, run: Callable, say: Callable) -> None:
    """A registration stands for good; what was recorded before it can still be taken back."""
    for _ in range(2):
        assert run("--ledger", "phoenix", "undo", "--yes").code == 0
    withdrawn = [entry.said.event.position for entry in signing.entries.backwards() if entry.said.kind == "withdrawn"]
    assert withdrawn == [1, 3]
    assert run("--ledger", "phoenix", "withdraw", "2", "--reason", "r").code == 4


def test_each_of_a_thousand_rows_has_a_signature_of_its_own(signing: folder.Ledger, author: Author) -> None:
    """No two entries share one, so none can be moved to another place."""
    said = Statement(kind="died", woman="W-0007", occurred="2021-02-08", event=event_class("died")())
    entries = [Entry(said=said, author="P-03", append="a", stream="s", version=number) for number in range(1000)]
    assert len({entry.signature for entry in authors.signed(entries, signing.entries.ledger_id)}) == 1000


@pytest.mark.parametrize(("words", "code", "said"), [
    (["author", "--revoke"], 2, "Whose key is to be revoked?"),
    (["author", "P-09", "--revoke", "--reason", "r"], 3, "has no key that stands"),
    (["author", "P-03", "--revoke"], 2, "Why it is revoked is not given"),
    (["author", "P-03", "--revoke", "--reason", " "], 2, "reason is blank"),
    (["author", " "], 4, "cannot be who appends")])
def test_what_is_wrong_with_a_request_is_said(signing: folder.Ledger, run: Callable, words: list[str], code: int, said: str) -> None:
    """And nothing is changed by it."""
    ran = run("--ledger", "phoenix", *words)
    assert ran.code == code and said in ran.err
    assert signing.entries.head().position == 3


def test_nobody_has_a_key_and_that_is_said(ledger: folder.Ledger, run: Callable) -> None:
    """With what makes one."""
    assert run("--ledger", "phoenix", "author").out == "Nobody has a key: no entry is signed. Make one: outcomes author NAME\n"


def test_a_new_passphrase_is_typed_twice_the_same(ledger: folder.Ledger, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nothing is changed; and nobody is asked where nobody is."""
    assert "Nobody is here to be asked" in run("--ledger", "phoenix", "author", "P-03", "--passphrase").err
    from projections.commands import author

    typed = iter(["one", "two", "", "", "one", "one"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    monkeypatch.setattr(author.sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    session = type("Session", (), {"environ": {}})()
    for _ in range(2):
        with pytest.raises(Refused, match="not the same, or blank"):
            author._new_passphrase(session)
    assert author._new_passphrase(session) == "one"


def test_rows_of_a_file_are_signed_each(signing: folder.Ledger, run: Callable, tmp_path: Path) -> None:
    """An import is the author's word too; a redo is signed anew."""
    (tmp_path / "week.csv").write_text("kind,woman,occurred,method\nlarc-fitted,W-0007,2021-03-01,ius\nlarc-fitted,W-0007,2021-03-02,iud\n")
    assert run("--ledger", "phoenix", "import", "week.csv", "--yes").code == 0
    run("--ledger", "phoenix", "undo", "--yes")
    run("--ledger", "phoenix", "redo", "--yes")
    assert {worth(signing, position) for position in range(2, 10)} == {"signed"}
    assert [Said(entry.said).statement.kind for entry in signing.entries.stream(signing.stream_of("W-0007"))][-1] == "larc-fitted"
