"""Does one page say what was checked, what was found, and what was not, in words that are true?"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from test_audit import releaf, sql

from ledger import audit, folder
from projections.assurance import NOT_CHECKED, Known, numbered, sections
from projections.formats.assurance import page, text

WOMEN = [{"kind": "woman-identified", "woman": f"W-000{number}", "occurred": "2020-06-03", "route": "forum", "care_experienced": "yes"} for number in (1, 2, 3)]
CONTACTS = [{"kind": "contact-held", "woman": "W-0001", "occurred": f"2021-02-0{day}", "purpose": "programme", "medium": "telephone",
             "attendance": "attended-on-time"} for day in (1, 2, 3)]


@pytest.fixture
def told(ledger: folder.Ledger, say: Callable) -> folder.Ledger:
    """Three women and three contacts, positions 1 to 6."""
    say(*WOMEN, *CONTACTS)
    return ledger


def said(run: Callable, *words: str) -> dict[str, list[str]]:
    """The page's lines by section."""
    document = json.loads(run("--ledger", "phoenix", "assurance", "--json", *words).out)
    return {section["title"]: section["lines"] for section in document["sections"]}


def test_every_numbered_check_is_named(told: folder.Ledger, run: Callable) -> None:
    """As the audit numbers them, without a gap; 9 is not made where no head was given, and that is said."""
    checks = numbered(audit.__doc__ or "")
    assert [int(line.split(".")[0]) for line in checks] == list(range(1, len(checks) + 1)) and len(checks) >= 17
    assert said(run)["What was checked"] == ["All of these were made but 9, for no head that was kept was given:", *checks]
    assert said(run, "--against", f"6:{told.entries.root(6).hex()}")["What was checked"][0] == "All of these were made:"


def test_what_was_not_checked_is_on_every_page(told: folder.Ledger, run: Callable) -> None:
    """Completeness, truth, the papers, the person at the keyboard, the newest entries, why, and copies."""
    assert tuple(said(run)["What was NOT checked, and what no ledger can show"]) == NOT_CHECKED
    out = run("--ledger", "phoenix", "assurance").out
    for words in ("Whether everything that happened was written down", "Whether what was told is true", "The newest entries", "Copies, print-outs and screens"):
        assert words in out


def test_the_figures_are_those_of_the_commands_that_make_them(phoenix: folder.Ledger, run: Callable) -> None:
    """M35 of the matrix, the rate of attest, the counts of check."""
    run("--ledger", "phoenix", "correct", "1731", "--minutes", "45", "--reason", "diary")
    run("--ledger", "phoenix", "withdraw", "1974", "--reason", "twice")
    run("--ledger", "phoenix", "record", "died", "W-0007", "--occurred", "2021-10-01")
    run("--ledger", "phoenix", "undo", "--yes")
    matrix = {row["figure"]: row for row in json.loads(run("--ledger", "phoenix", "matrix", "--json").out)["rows"]}
    assert (matrix["M35"]["numerator"], matrix["M35.corrected"]["numerator"]) == (2, 1)
    assert said(run)["What was changed openly"][0] == (
        f"Put right (M35): 2 of {matrix['M35']['denominator']:,} entries about women; 1 corrected, 1 withdrawn. The old values are kept.")


def test_heads_and_their_signatures_are_told(told: folder.Ledger, run: Callable, say: Callable) -> None:
    """Covered and uncovered apart; a signature counts for as much as a key shows of it."""
    run("--ledger", "phoenix", "checkpoint", "--sign", "--record", "--output", "head.note")
    key = json.loads(run("--ledger", "phoenix", "checkpoint", "key", "--json").out)["ledger"]
    lines = said(run, "--against", "head.note", "--key", key)["What somebody outside vouches for"]
    name = f"outcomes-ledger/{told.entries.ledger_id.hex()}"
    assert lines == ["Positions 1 to 6 are those of a head that was kept; positions 7 to 7 came after it.", f"That head is signed by: {name} (verified).",
                     "The log records 1 checkpoint; the last, at position 7, covers 6 entries."]
    run("--ledger", "phoenix", "checkpoint", "cosign", "head.note", "--first", "--name", "audit.example", "--output", "co.note")
    assert "audit.example (not verified: no key of theirs was given)" in said(run, "--against", "co.note")["What somebody outside vouches for"][1]
    bare = said(run, "--against", f"7:{told.entries.root(7).hex()}")["What somebody outside vouches for"]
    assert bare[:2] == ["Positions 1 to 7 are those of a head that was kept; nothing came after it.", "That head carries no signature."]
    assert "does not show whether the newest entries were removed" in said(run)["What somebody outside vouches for"][0]


def test_samples_authors_erasures_copies_and_reads_are_told(told: folder.Ledger, run: Callable, tmp_path: Path) -> None:
    """Each with its number; and by nothing that names a woman."""
    before = said(run)
    assert before["Held against the papers"] == ["No sample was drawn: no entry was held against its paper."]
    assert before["Who wrote it"][0].startswith("Nobody has a key")
    assert before["Copies, and who read"][0] == "No backup was made from this computer: a lost disk is a lost ledger."
    run("--ledger", "phoenix", "author", "P-03")
    drawn = json.loads(run("--ledger", "phoenix", "sample", "--size", "2", "--seed", "minute 14", "--json").out)
    run("--ledger", "phoenix", "attest", str(drawn["rows"][0]["position"]), "--finding", "differs", "--document", "case file")
    other = next(woman["woman"] for woman in WOMEN if woman["woman"] not in {row["woman"] for row in drawn["rows"]})
    run("--ledger", "phoenix", "erase", other, "--authority", "board", "--reason", "asked", "--yes")
    (tmp_path / "usb").mkdir()
    assert run("--ledger", "phoenix", "backup", "usb").code == 0
    run("--ledger", "phoenix", "show", drawn["rows"][0]["woman"])
    after = said(run)
    assert after["Held against the papers"] == [
        'Sample at position 8: 2 entries drawn with the seed "minute 14". Looked at 1 of 2: 0 confirmed, 1 differ, 0 not found; 1 not yet looked at. '
        "Error rate: 1 of 1, 100.0% (95% limits 20.7% to 100.0%). It is of those looked at: until all are, whoever chose the order chose the rate."]
    assert after["Who wrote it"][0].startswith("Signed by their authors: ") and "P-03 " in after["Who wrote it"][1]
    assert after["What was changed openly"][1] == "Erased at somebody's right or request: 1. Figures since then leave them out."
    assert after["Copies, and who read"][0].startswith(f"Backup at {tmp_path / 'usb'}: made ")
    assert re.fullmatch(r"\d+ receipts of reading at team or board; the list is whole\.", after["Copies, and who read"][1])
    assert not re.search(r"W-\d{4}", json.dumps(after))
    shutil.rmtree(tmp_path / "usb")
    assert said(run)["Copies, and who read"][0].endswith("cannot be reached now.")


def test_a_broken_ledger_is_told_first_and_nothing_else_is_claimed(told: folder.Ledger, run: Callable) -> None:
    """The verdict, what was found, and exit code 5."""
    told.entries.close()
    sql(told.path, "UPDATE stored_events SET state = x'00' WHERE rowid = 5")
    releaf(told.path)
    ran = run("--ledger", "phoenix", "assurance")
    assert ran.code == 5 and "BROKEN. The ledger is not what was written." in ran.out and "Must: " in ran.out
    assert "some of these may not have been made" in ran.out


def test_without_keys_what_can_be_checked_is_checked(told: folder.Ledger, run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """NOT VERIFIED, exit code 1, and what the keys are needed for is said."""
    run("--ledger", "phoenix", "author", "P-03")
    run("--ledger", "phoenix", "sample", "--size", "2", "--seed", "s")
    monkeypatch.setenv("OUTCOMES_CONFIG", "/nonexistent")
    ran = run("--ledger", "phoenix", "assurance")
    assert ran.code == 1
    for words in ("NOT VERIFIED.", "only checks 1 to 9 and 16 of these were made", "2 entries drawn with the seed", "cannot be counted without the keys",
                  "Signatures could not be checked without the keys."):
        assert words in ran.out, ran.out


def test_it_is_written_to_a_file_and_nothing_is_written_over(told: folder.Ledger, run: Callable) -> None:
    """As text or as a page that fetches nothing; another ending is refused before anything is checked."""
    for name in ("a.html", "a.txt"):
        assert run("--ledger", "phoenix", "assurance", "--output", name).out == f"Wrote {name}. Verdict: ok.\n"
        assert run("--ledger", "phoenix", "assurance", "--output", name).code == 4
    assert run("--ledger", "phoenix", "assurance", "--output", "a.docx").code == 2
    printed = run("--ledger", "phoenix", "assurance").out
    assert [re.sub(r"\d+ receipts?", "receipts", each) for each in (Path("a.txt").read_text("utf-8"), printed)] == [re.sub(r"\d+ receipts?", "receipts", printed)] * 2
    made = Path("a.html").read_text("utf-8")
    assert not re.search(r"(src|href|url\()", made) and max(map(len, Path("a.txt").read_text("utf-8").splitlines())) <= 116


FULL = Known(service="A service with a long name & more", day="21 October 2021", verdict="findings", entries=123_456, root="0" * 64,
             findings=[(f"code-{number}", "should", f"Something that takes about as many words as such a finding takes, number {number}.") for number in range(20)],
             checks=numbered(audit.__doc__ or ""), covered=123_000, signers=[f"witness-{number}.example.gov.uk (verified)" for number in range(4)],
             recorded=[(100, 99), (200, 199)],
             samples=[{"sample": number, "of": "women", "seed": f"minute {number}", "size": 5, "members": 5, "entries": 200, "withdrawn": 2, "erased": 1, "confirmed": 90,
                       "differs": 5, "not_found": 5, "attested": 100, "not_looked_at": 100, "errors": 10, "error_rate": 0.1, "interval": [0.05, 0.17]}
                      for number in range(9)],
             authors=[f"P-0{number} 0123456789abcdef" for number in range(6)], erased=3, restored=1, figures={"entries": 120_000, "corrected": 9, "withdrawn": 4},
             backups=[("/media/usb", 0), ("/media/other", None), ("/srv/backup", 12)], reads=(4_000, ["Line 7 does not follow the line before it."]))


def test_a_full_page_says_how_much_it_leaves_out() -> None:
    """Of many findings and samples the gravest and the last; the rest are counted."""
    lines = {section.title: section.lines for section in sections(FULL)}
    assert lines["What was found"][-1] == "And 14 other kinds: outcomes check" and len(lines["What was found"]) == 7
    assert lines["Held against the papers"][0] == "7 earlier samples: outcomes attest"
    assert "Restored from a backup that lacked entries: 1 time. Entries were lost; receipts say how many." in lines["What was changed openly"]
    assert lines["Copies, and who read"][-1] == "4,000 receipts of reading at team or board; the list is NOT whole: Line 7 does not follow the line before it."
    alike = [("clock", "note", "one"), ("broken", "must", "two"), ("clock", "note", "three")]
    assert sections(Known(**{**{name: getattr(FULL, name) for name in FULL.__slots__ if name != "__weakref__"}, "findings": alike}))[2].lines == (
        "Must: two", "Note: one And 1 more of this kind.")


@pytest.mark.skipif(not shutil.which("chromium"), reason="no browser to print with")
def test_a_full_page_prints_on_one_sheet(tmp_path: Path) -> None:
    """Of A4, with every section as long as it gets."""
    (tmp_path / "a.html").write_text(page("A service: assurance", FULL.day, sections(FULL)), "utf-8")
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path / 'browser'}",
                    f"--print-to-pdf={tmp_path / 'a.pdf'}", (tmp_path / "a.html").as_uri()], capture_output=True, check=False, timeout=60,
                   env={**os.environ, "HOME": str(tmp_path)})
    assert len(re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "a.pdf").read_bytes())) == 1


def test_text_and_page_say_the_same() -> None:
    """Every line of every section; what a service is called is no markup."""
    told, laid_out = text(FULL.service, FULL.day, sections(FULL)), page(FULL.service, FULL.day, sections(FULL))
    plain = " ".join(told.split())
    assert "<h1>A service with a long name &amp; more</h1>" in laid_out
    for section in sections(FULL):
        for line in section.lines:
            assert " ".join(line.split()) in plain
            assert line.strip().replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#x27;") in laid_out


def test_a_checkpoint_of_words_is_not_counted(ledger: folder.Ledger, say: Callable[..., object]) -> None:
    """What no check can hold against the log vouches for nothing."""
    from ledger import auditing
    from projections.commands.assurance import _checkpoints

    roots = ["some words", "ab" * 31, "ab" * 32]
    say(*({"kind": "checkpoint-made", "woman": "programme", "occurred": "2021-10-01", "size": 0, "root": root} for root in roots))
    assert _checkpoints(auditing.plain(ledger)) == [(3, 0)]
