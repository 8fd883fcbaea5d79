"""Are the bytes of an entry the same for ever, and does nothing else pass for an entry?

tests/golden/payloads.jsonl holds one line a kind, every field filled: what is written today. Lines may be
added; a line that was once released is never changed. Kinds that have none yet: `python tests/test_codec.py`.
tests/golden/ledger is a whole ledger as it was written on the first day, its histories beside it in ledger.json.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest
from msgspec.structs import replace

from ledger import audit, codec, folder, recording, replay
from ledger.author import Author
from ledger.codes import INSTRUMENTS
from ledger.entries import Entry, Said, Statement
from ledger.events import PROGRAMME_KINDS, event_class, kind_of, kinds
from ledger.fields import KEY, Meaning, given_name

GOLDEN = Path(__file__).parent / "golden" / "payloads.jsonl"
SINCE = {"processing-restricted", "restriction-lifted", "legal-hold-set", "legal-hold-lifted", "ledger-restored",
         "author-registered", "author-revoked"}
ENVELOPE = {"by": "P-01", "source": "document", "source_ref": "sha256:0123 line 7", "episode_ref": "E-1", "note": "Grüße – 中",
            "key": "row-7"}
CONTACT = {"kind": "contact-held", "occurred": "2021-02", "by": "P-01", "source": "self-report", "event": {
    "purpose": "programme", "medium": "telephone", "attendance": "attended-on-time", "minutes": 0}}
OWN = {("records-reviewed", "from"): "2020-01-01", ("records-reviewed", "to"): "2021-01-01", ("unit-cost-set", "low"): 1,
       ("unit-cost-set", "pence"): 2, ("unit-cost-set", "high"): 3, ("corrected", "event"): CONTACT,
       ("instrument-completed", "score"): INSTRUMENTS["core-10"].least + 7.5, ("instrument-completed", "instrument"): "core-10",
       **{(kind, name): value for kind in ("scenario-set", "assumption-set")
          for name, value in (("low", 0.25), ("central", 1), ("high", 2.5))}}


def meanings(cls: type) -> dict[str, Meaning]:
    """Every field of a kind, also those that only the ledger writes."""
    return {given_name(a.name): a.metadata[KEY] for a in attrs.fields(cls)}


def filled(kind: str) -> Entry:
    """An entry of a kind with every field of the envelope and of the kind filled."""
    event = {name: OWN.get((kind, name), _filling(kind, meaning)) for name, meaning in meanings(event_class(kind)).items()}
    woman = "programme" if kind in PROGRAMME_KINDS else "W-0007"
    said = Statement(kind=kind, woman=woman, occurred="2021-02-08", event=codec.event_of(kind, event), **ENVELOPE)
    return Entry(said=said, author="P-03", append="0123456789abcdef", stream="s", version=3, clock="set", redoes="fedcba9876543210")


def _filling(kind: str, meaning: Meaning) -> Any:
    codes = meaning.codes
    if meaning.chosen_by is not None:
        codes = next(iter(meaning.chosen_by[1].values()))
    least = int(meaning.least or 0)
    return {"text": 'some "words"', "reference": "R-1", "texts": ("one", "two"), "day": "2021-02", "month": "2019-05", "date": "2021-02-08",
            "count": least + 1, "pence": 1200, "position": 12, "number": least + 0.5, "event": None,
            "code": codes.names[0] if codes else None, "codes": codes.names[:2] if codes else None}[meaning.shape]


def golden() -> dict[str, bytes]:
    """The golden bytes of each kind."""
    return {json.loads(line)["kind"]: line for line in GOLDEN.read_bytes().splitlines()}


def test_every_kind_has_golden_bytes() -> None:
    """Nothing can be written whose bytes were not agreed on, and nothing that was ever agreed on is gone."""
    assert set(golden()) == set(kinds())
    assert len(GOLDEN.read_bytes().splitlines()) == len(kinds())


@pytest.mark.parametrize("kind", kinds())
def test_an_entry_of_each_kind_has_its_golden_bytes(kind: str) -> None:
    """Written today, an entry has the bytes it had on the first day; read, they are that entry again."""
    entry, line = filled(kind), golden()[kind]
    assert line == codec.encode(entry)
    assert entry == codec.decode(line, "s", 3)
    assert kind == kind_of(codec.decode(line, "s", 3).said.event)


@pytest.mark.parametrize("kind", kinds())
def test_golden_bytes_fill_every_field(kind: str) -> None:
    """A field that stands in no golden line could change its bytes unseen."""
    read = json.loads(golden()[kind])
    assert list(read["event"]) == list(meanings(event_class(kind)))
    assert set(read) == {"form", "kind", "woman", "occurred", "author", "append", "clock", "redoes", "event", *ENVELOPE}


@pytest.mark.parametrize("kind", kinds())
def test_what_is_absent_is_left_out_and_stays_absent(kind: str) -> None:
    """An optional field that is not there takes no bytes and reads back as absent, not as blank or zero."""
    needed = {name: value for name, value in codec.fields_of(filled(kind).said.event).items()
              if meanings(event_class(kind))[name].required}
    said = Statement(kind=kind, woman="W-0007", occurred="2021", event=codec.event_of(kind, needed))
    entry = Entry(said=said, author="P-03", append="a", stream="s", version=1)
    payload = codec.encode(entry)
    assert entry == codec.decode(payload, "s", 1)
    assert list(json.loads(payload)) == ["form", "kind", "woman", "occurred", "source", "author", "append", "event"]
    assert list(json.loads(payload)["event"]) == list(needed)
    assert b"null" not in payload


def changed(**to: Any) -> bytes:
    """A golden contact with some keys changed; a value of ... takes the key away."""
    read = {**json.loads(golden()["contact-held"]), **to}
    return msgspec.json.encode({name: value for name, value in read.items() if value is not ...})


EVENT = json.loads(golden()["contact-held"])["event"]


@pytest.mark.parametrize(("payload", "why"), [
    (changed(surname="Smith"), "surname"), (changed(event={**EVENT, "surname": "Smith"}), "surname"),
    (changed(kind="contact-hold"), "contact-hold"), (changed(kind=...), "kind"), (changed(event=...), "event"),
    (changed(woman=7), "str"), (changed(event=[]), "object"), (changed(form="1"), "int"), (changed(note=5), "str"),
    (changed(event={**EVENT, "purpose": "pleasure"}), "purpose"), (changed(event={**EVENT, "minutes": -1}), "minutes"),
    (changed(event={**EVENT, "minutes": "5"}), "minutes"), (changed(kind="resource-spent", event={"category": 7, "pence": 1}), "category"),
    (changed(kind="larc-fitted", event={"method": "implant", "replace_by": "soon"}), "replace_by"), (changed(event={**EVENT, "purpose": None}), "purpose"),
    (changed(kind="sample-drawn", event={**json.loads(golden()["sample-drawn"])["event"], "members": "one"}), "members"),
    (changed(kind="records-reviewed", event={**json.loads(golden()["records-reviewed"])["event"], "services": []}), "services"),
    (changed(kind="records-reviewed", event={"surname": "Smith"}), "surname"),
    (b"", "truncated"), (b"{}", "form"), (b"null", "object"), (b"[1]", "object"), (b"{", "truncated"), (b"\xff", "malformed"),
    (changed() + b"x", "malformed"), (changed()[:-1], "truncated")])
def test_what_is_no_entry_is_unreadable(payload: bytes, why: str) -> None:
    """An unknown key, a missing one, another type or broken JSON never becomes an entry."""
    with pytest.raises(codec.Unreadable, match=why):
        codec.decode(payload, "s", 1)


def test_only_the_class_of_a_kind_is_its_kind() -> None:
    """A class of the same name from elsewhere is no event of ours."""
    class Died:
        pass

    assert kind_of(event_class("died")()) == "died"
    for stranger in (Died(), object(), "died"):
        with pytest.raises(KeyError):
            kind_of(stranger)


def test_an_unchanged_payload_would_have_been_read() -> None:
    """The refusals above are due to what was changed, not to the changing."""
    assert codec.decode(changed(), "s", 3) == filled("contact-held")


def test_what_reads_alike_but_is_written_otherwise_is_told_from_what_the_ledger_writes() -> None:
    """A space, another order or a word for nothing, in the envelope or in the event: it is read, and no entry as written."""
    plain = changed()
    said = json.loads(plain)
    turned = {**said, "event": dict(reversed(said["event"].items()))}
    others = [plain.replace(b'":', b'": ', 1), plain.replace(b'"event":{', b'"event":{ '), json.dumps(turned, separators=(",", ":")).encode(),
              plain[:-1] + b',"signature":null}', plain.replace(b'"form":1,', b"").replace(b'{"kind"', b'{"form":1,"form":1,"kind"')]
    assert codec.decode_as_written(plain, "s", 3) == filled("contact-held")
    for other in others:
        assert other != plain and codec.decode(other, "s", 3) == filled("contact-held")
        with pytest.raises(codec.Unreadable, match="not written as the ledger writes it"):
            codec.decode_as_written(other, "s", 3)


def test_a_form_of_tomorrow_is_unreadable_today() -> None:
    """What a newer program wrote is not read as if it were today's; nor is a form that never was."""
    for form in (codec.FORM + 1, 0, -1):
        with pytest.raises(codec.Unreadable):
            codec.decode(changed(form=form), "s", 1)


def test_an_older_form_is_read_by_its_upcast(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a kind changes, its older bytes are brought up form by form, and other kinds are left as they are."""
    def renamed(event: dict[str, Any]) -> dict[str, Any]:
        return {"purpose" if name == "aim" else name: value for name, value in event.items()}

    old = {"aim" if name == "purpose" else name: value for name, value in EVENT.items()}
    monkeypatch.setattr(codec, "FORM", 2)
    monkeypatch.setattr(codec, "UPCASTS", {("contact-held", 1): renamed})
    codec._understood.cache_clear()   # what other tests have read was read as of today's form
    assert codec.decode(changed(event=old), "s", 3) == filled("contact-held")
    assert codec.decode(golden()["died"], "s", 3) == filled("died")
    assert codec.decode_as_written(changed(event=old), "s", 3) == filled("contact-held")   # what is older is not held to today's form
    with pytest.raises(codec.Unreadable):
        codec.decode(changed(form=2, event=old), "s", 3)


def test_a_correction_keeps_a_whole_statement() -> None:
    """What a correction puts in the place of an entry comes back as it was said, the key being the entry's own."""
    said = filled("contact-held").said
    assert replace(said, key=None) == codec.statement_of("W-0007", codec.row_of(said))
    assert said == codec.statement_of("W-0007", codec.row_of(said), "row-7")
    assert "woman" not in codec.row_of(said) and "key" not in codec.row_of(said)


def test_two_statements_are_alike_exactly_when_they_say_the_same() -> None:
    """Woman, kind, day, fields, episode and note are what is said; who said it, and whence, are not."""
    said = filled("contact-held").said
    same = [replace(said, by="P-09"), replace(said, source="import"), replace(said, source_ref=None), replace(said, key=None)]
    other = [replace(said, woman="W-0008"), replace(said, occurred="2021-02"), replace(said, note=None),
             replace(said, episode_ref="E-2"), replace(said, event=attrs.evolve(said.event, minutes=None))]
    assert {codec.canonical(each) for each in same} == {codec.canonical(said)}
    assert len({codec.canonical(each) for each in [said, *other]}) == 6


# A whole ledger of the first day.

LEDGER = GOLDEN.parent / "ledger"
MASTER = {"OUTCOMES_KEY": "0123456789abcdef" * 4}


def histories(ledger: folder.Ledger) -> dict[str, list[Any]]:
    """What every woman's history says, and the programme's."""
    head = ledger.entries.head().position
    return {told.woman: [[fact.kind, fact.said.occurred, codec.fields_of(fact.event), fact.said.by, fact.said.note, list(fact.because)]
                         for fact in told.facts] for told in [*replay.women(ledger, head), replay.programme(ledger, head)]}


@pytest.fixture
def first_day(tmp_path: Path) -> Iterator[folder.Ledger]:
    """A copy of the golden ledger, open by its master key."""
    opened = folder.open_ledger(Path(shutil.copytree(LEDGER, tmp_path / "golden")), MASTER)
    yield opened
    opened.entries.close()


def test_a_ledger_of_the_first_day_is_whole_for_ever(first_day: folder.Ledger) -> None:
    """It opens, every seal of it opens, and its root is the one that was noted."""
    noted = json.loads((LEDGER.parent / "ledger.json").read_text(encoding="utf-8"))
    first_day.entries.close()
    checked = audit.check(first_day.path, MASTER, noted["checkpoint"])
    assert (checked.verdict, f"{checked.checked}:{checked.root}") == ("ok", noted["checkpoint"])
    assert [finding.code for finding in checked.findings] == ["clock-set"]


def test_a_ledger_of_the_first_day_says_the_same_for_ever(first_day: folder.Ledger) -> None:
    """Every kind there was is in it, corrected, withdrawn, undone, redone, merged and erased; its histories are those that were noted."""
    noted = json.loads((LEDGER.parent / "ledger.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(histories(first_day))) == noted["histories"]
    assert {entry.said.kind for entry in first_day.entries.backwards()} == set(kinds()) - SINCE
    assert {len(entry.said.event.undoes or "") for entry in first_day.entries.backwards() if entry.said.kind == "withdrawn"} == {0, 32}


def test_a_ledger_of_the_first_day_takes_entries_today(first_day: folder.Ledger) -> None:
    """The next entry goes on from there, and the rows of the first day are known as rows that were written."""
    rows = [Said(replace(filled("contact-held").said, key=None, source_ref=None), once=True),
            Said(replace(filled("contact-held").said, key=None, occurred="2021-02-09"), once=True)]
    before = first_day.entries.head().position
    receipt = recording.append(first_day, rows, Author("P-03", 2_000_000_000_000_000))
    assert (receipt.positions, receipt.skipped) == ((before + 1,), 1)
    first_day.entries.close()
    assert audit.check(first_day.path, MASTER).verdict == "ok"


def make_ledger() -> None:
    """Write the golden ledger, once."""
    folder.create(LEDGER, "Golden", environ=MASTER)
    ledger, author = folder.open_ledger(LEDGER, MASTER), Author("P-03", 1_634_810_400_000_000, clock_set=True)

    def say(*said: Statement, now: int = 0) -> tuple[int, ...]:
        return recording.append(ledger, [Said(each) for each in said], attrs.evolve(author, now=author.now + now)).positions

    woman = filled("woman-identified").said
    others = [filled(kind).said for kind in kinds()
              if kind not in ("woman-identified", "corrected", "withdrawn", "identities-merged", "merge-reversed", "woman-erased")]
    say(woman, *(replace(woman, woman=f"W-000{number}", key=None) for number in (1, 2, 3)), *(replace(each, key=f"k-{each.kind}") for each in others))
    (one, two) = say(*(replace(filled("contact-held").said, key=None, occurred=f"2021-03-0{day}") for day in (1, 2)), now=1)
    say(replace(filled("corrected").said, key=None, event=attrs.evolve(filled("corrected").said.event, position=one)), now=2)
    say(replace(filled("withdrawn").said, key=None, event=attrs.evolve(filled("withdrawn").said.event, position=two, undoes=None)), now=3)
    for kind in ("identities-merged", "merge-reversed", "identities-merged"):
        event = attrs.evolve(filled(kind).said.event, other="W-0001")
        say(replace(filled(kind).said, key=None, event=event, occurred="2021-04-01"), now=4)
    for day in (1, 2):
        say(replace(filled("contact-held").said, key=None, occurred=f"2021-05-0{day}"), now=5)
        step = recording.last_done(ledger.entries.backwards(), author.name)
        assert step is not None
        recording.undo(ledger, step, attrs.evolve(author, now=author.now + 6), "oops")
    step = recording.last_undone(ledger.entries.backwards(), author.name)
    assert step is not None
    recording.redo(ledger, step, attrs.evolve(author, now=author.now + 7))
    stream = ledger.stream_of("W-0003")
    say(replace(filled("woman-erased").said, key=None, event=attrs.evolve(filled("woman-erased").said.event, stream=stream)), now=8)
    ledger.entries.close()
    with closing(sqlite3.connect(LEDGER / "keys.db")) as db, db:
        db.execute("DELETE FROM wrapped_keys WHERE stream = ?", (stream,))
        db.execute("INSERT INTO fence VALUES (?)", (stream,))
    checked, ledger = audit.check(LEDGER, MASTER), folder.open_ledger(LEDGER, MASTER)
    noted = {"checkpoint": f"{checked.checked}:{checked.root}", "histories": histories(ledger)}
    ledger.entries.close()
    (LEDGER.parent / "ledger.json").write_text(json.dumps(noted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if not LEDGER.exists():
        make_ledger()
    GOLDEN.write_bytes(b"".join(golden().get(kind, codec.encode(filled(kind))) + b"\n" for kind in kinds()))
