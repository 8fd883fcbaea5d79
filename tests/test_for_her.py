"""Does a woman get what is held of her, in words, and nothing of anybody else?"""

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ledger import folder
from ledger.events import GROUPS, event_class
from ledger.fields import meanings
from projections.for_her import COURT, REASONS, SAFETY, _code, _label, blanked, for_her, in_words
from projections.for_her_words import LABELS, LEFT_OUT, SENTENCES, VALUES

HERS = [kind for group, kinds in GROUPS.items() if group != "service" for kind in kinds]
JADE: list[dict[str, Any]] = [
    {"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "self", "care_experienced": "yes", "birth_year": 1994},
    {"kind": "signed-up", "woman": "W-0007", "occurred": "2020-09", "planned_months": 18, "contraception_choice": "larc"},
    {"kind": "larc-fitted", "woman": "W-0007", "occurred": "2021-02-08", "method": "implant", "provider": "Dr Smith at the clinic", "by": "P-09",
     "note": "her partner Kevin waited outside"},
    {"kind": "finance-reviewed", "woman": "W-0007", "occurred": "2021", "debt_pence": 123456, "benefits": "declined", "source": "self-report"},
    {"kind": "contact-held", "woman": "W-0007", "occurred": "2021-03-01", "purpose": "programme", "medium": "telephone",
     "attendance": "cancelled-by-woman", "practitioner": "P-05"},
    {"kind": "safeguarding-raised", "woman": "W-0007", "occurred": "2021-03-02", "about": "child", "to": "children's services"},
    {"kind": "risk-assessed", "woman": "W-0007", "occurred": "2021-03-02", "tool": "DASH", "marac": "yes"},
    {"kind": "service-used", "woman": "W-0007", "occurred": "2021-03-03", "service": "a-and-e", "attended": "yes", "source": "partner-record"},
    {"kind": "disclosure-requested", "woman": "W-0007", "occurred": "2021-03-04", "from": "family", "authority": "her brother telephoned"},
    {"kind": "legal-hold-set", "woman": "W-0007", "occurred": "2021-03-05", "authority": "the coroner", "reason": "an inquest"},
    {"kind": "goal-set", "woman": "W-0007", "occurred": "2021-03-06", "goal": "G1", "domain": "control", "status": "set"}]


@pytest.fixture
def jade(ledger: folder.Ledger, say: Callable) -> folder.Ledger:
    """A woman of whom eleven things are held."""
    say(*JADE)
    return ledger


def hers(ledger: folder.Ledger) -> dict[str, Any]:
    """What she gets."""
    return for_her(ledger.entries.stream(ledger.stream_of("W-0007")))


def test_each_entry_is_sentences_to_her(jade: folder.Ledger) -> None:
    """Dates, codes and money in words; who told it; never a code, never she."""
    said = {row["entry"]: (row["day"], " ".join(row["said"])) for row in hers(jade)["rows"]}
    assert said == {
        1: ("3 June 2020", "We first heard that the programme might be for you. How we heard of you: you came yourself. The year you were born: 1994. "
            "Whether you were in care as a child: yes. Somebody who works with you wrote it down."),
        2: ("September 2020", "You joined the programme. For how many months: 18. What you chose about contraception: "
            "long-acting reversible contraception. Somebody who works with you wrote it down."),
        3: ("8 February 2021", "You had long-acting contraception fitted. Which method: implant. Where it was done: [left out: somebody else] at the "
            "clinic. Somebody who works with you wrote it down. A note is left out: it may speak of others."),
        4: ("2021", "We looked at your money with you. What you owe: \u00a31,234.56. Whether you receive benefits: you chose not to say. You told us."),
        5: ("1 March 2021", "We arranged to meet or speak. What for: programme. In what way: telephone. Whether you were seen: cancelled by you. "
            "Somebody who works with you wrote it down."),
        11: ("6 March 2021", "You set yourself a goal. Which area of need it belongs to: having a say over your life. Where it stands: set. "
             "Somebody who works with you wrote it down.")}


def test_what_is_withheld_is_counted_with_its_reason(jade: folder.Ledger, run: Callable) -> None:
    """And nothing else is said of it: not its kind, not its day, not who."""
    assert [(row["reason"], row["entries"]) for row in hers(jade)["withheld"]] == [("safety", 2), ("from-others", 1), ("asked-by-others", 1), ("court", 1)]
    told = run("--ledger", "phoenix", "show", "W-0007", "--for-her").out
    assert all(why in told for why in REASONS.values())
    for word in ("children's services", "DASH", "brother", "coroner", "inquest", "A&E", "2 March", "Kevin", "Smith", "P-09", "P-05", "P-03"):
        assert word not in told, word


@pytest.mark.parametrize("row", [
    {"kind": "need-assessed", "domain": "housing", "rating": "unmet", "rater": "partner"},
    {"kind": "feedback-given", "from": "service", "theme": "she is doing well"},
    {"kind": "incident-reported", "incident": "arrest", "severity": "low", "reported_by": "police"},
    {"kind": "incident-verified", "incident_ref": "I1", "by_source": "police", "finding": "confirmed"},
    {"kind": "gp-registered", "practice": "Elm", "source": "partner-record"}])
def test_what_others_said_of_her_is_theirs_to_give(ledger: folder.Ledger, say: Callable, row: dict[str, Any]) -> None:
    """By source, by rater, by who reported it."""
    say(JADE[0], {"woman": "W-0007", "occurred": "2021-03-01", **row})
    found = hers(ledger)
    assert len(found["rows"]) == 1 and sum(each["entries"] for each in found["withheld"]) == 1


def test_her_own_words_stand_beside_what_she_disputes(jade: folder.Ledger, say: Callable) -> None:
    """Beside the entry as first written or as corrected; of a withheld one they are hers all the same."""
    say({"kind": "corrected", "woman": "W-0007", "occurred": "2021-10-01", "position": 5, "reason": "letter",
         "event": {**JADE[4], "attendance": "cancelled-by-service"}},
        {"kind": "disputed", "woman": "W-0007", "occurred": "2021-10-02", "position": 12, "her_words": "Mrs Hill cancelled, not me."},
        {"kind": "disputed", "woman": "W-0007", "occurred": "2021-10-02", "position": 6, "her_words": "That is not true."})
    found = hers(jade)
    (row,) = [row for row in found["rows"] if row["your_note"]]
    assert (row["entry"], row["your_note"]) == (5, ["Mrs Hill cancelled, not me."])
    assert row["said"][-1] == "We put this right after it was first written down."
    assert "Whether you were seen: cancelled by us or another service." in row["said"]
    assert found["your_words"] == ["That is not true."]
    assert "disputed" not in str(found["rows"])


def test_what_was_taken_back_is_counted(jade: folder.Ledger, run: Callable) -> None:
    """It is held, so she is told; what it said was an error and is not repeated."""
    run("--ledger", "phoenix", "withdraw", "3", "--reason", "another woman's")
    assert hers(jade)["taken_back"] == 1
    told = run("--ledger", "phoenix", "show", "W-0007", "--for-her").out
    assert "  1 entry, written down in error and taken back; no figure counts them.\n" in told and "fitted" not in told


def test_all_her_references_are_hers(jade: folder.Ledger, say: Callable, run: Callable) -> None:
    """Two that were found to be one woman are given together."""
    say({**JADE[0], "woman": "W-0008", "occurred": "2019-01-01"}, {"kind": "identities-merged", "woman": "W-0007", "occurred": "2021", "other": "W-0008", "reason": "P-09 knew"})
    told = run("--ledger", "phoenix", "show", "W-0007", "--for-her").out
    assert "1 January 2019 (entry 12)" in told and "under two references" in told and "knew" not in told


def test_it_is_written_for_her_alone(jade: folder.Ledger, run: Callable) -> None:
    """As text or as a page; only its owner reads it, a receipt and a trace are left, and nothing is written over."""
    for name in ("hers.txt", "W-0007.html"):
        ran = run("--ledger", "phoenix", "show", "w7", "--for-her", "--output", name)
        assert ran.out == f"Wrote {name}, for her alone. Delete it once she has it.\n"
        assert Path(name).stat().st_mode & 0o777 == 0o600
        assert "Read it before you hand it over" in ran.err and "How she can be reached safely is not recorded" in ran.err
    assert run("--ledger", "phoenix", "show", "W-0007", "--for-her").out == Path("hers.txt").read_text("utf-8")
    assert run("--ledger", "phoenix", "show", "W-0007", "--for-her", "--output", "hers.txt").code == 4
    listed = run("--ledger", "phoenix", "reads").out
    assert listed.count("show --for-her  team  of one woman") == 3 and "W-0007" not in listed


class Reader(HTMLParser):
    """What a page says, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said, self.fetched = "", []   # type: ignore[var-annotated]
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.fetched += [value for name, value in attributes if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.said += f"{data}\n"


def test_the_page_says_what_the_text_says_and_fetches_nothing(jade: folder.Ledger, say: Callable, run: Callable) -> None:
    """Every sentence of it; what she wrote is no markup."""
    say({"kind": "disputed", "woman": "W-0007", "occurred": "2021-10-02", "position": 5, "her_words": "<b>not</b> me & mine"})
    run("--ledger", "phoenix", "show", "W-0007", "--for-her", "--output", "hers.html")
    page = Reader(Path("hers.html").read_text("utf-8"))
    assert page.fetched == [] and "You say: <b>not</b> me & mine" in page.said
    assert [said for row in hers(jade)["rows"] for said in row["said"] if said not in page.said] == []


def test_whoever_hands_it_over_is_told_how(jade: folder.Ledger, say: Callable, run: Callable) -> None:
    """By what she said is safe."""
    say({"kind": "contact-safety-set", "woman": "W-0007", "occurred": "2021-10-01", "safe_media": "telephone", "voicemail": "no"})
    assert "Safe to reach her by: telephone. Voicemail: no." in run("--ledger", "phoenix", "show", "W-0007", "--for-her").err


@pytest.mark.parametrize(("words", "code", "said"), [
    (["show", "W-0099", "--for-her"], 3, "is not known"), (["show", "W-0007", "--output", "x.txt"], 2, "goes with --for-her"),
    (["show", "W-0007", "--for-her", "--output", "x.pdf"], 2, "written as .txt or .html"), (["show", "programme", "--for-her"], 4, "names no woman")])
def test_what_cannot_be_given_is_said(jade: folder.Ledger, run: Callable, words: list[str], code: int, said: str) -> None:
    """And nothing is written."""
    ran = run("--ledger", "phoenix", *words)
    assert ran.code == code and said in ran.err, ran.err
    assert [path for path in Path().iterdir() if path.suffix in (".txt", ".pdf")] == []


@pytest.mark.parametrize(("text", "left"), [
    ("Dr Smith rang", "[left out: somebody else] rang"), ("ask P-09 or P-12", "ask [left out: somebody else] or [left out: somebody else]"),
    ("ring 07700 900123", "ring [left out: somebody else]"), ("kim@example.org", "[left out: somebody else]"), ("at SE1 7PB now", "at [left out: somebody else] now"),
    ("the clinic", "the clinic"), ("ask jsmith", "ask [left out: somebody else]")])
def test_others_are_blanked(text: str, left: str) -> None:
    """Staff, names with a title, and what people are reached by."""
    assert blanked(text, {"jsmith"}) == left


@pytest.mark.parametrize(("when", "said"), [("2021-02-08", "8 February 2021"), ("2021-12", "December 2021"), ("2021", "2021")])
def test_dates_are_said(when: str, said: str) -> None:
    """As far as they are known."""
    assert in_words(when) == said


@pytest.mark.parametrize("kind", [kind for kind in HERS if kind not in {*SAFETY, *COURT, "disputed", "corrected", "withdrawn"}])
def test_every_kind_has_its_sentence_and_speaks_to_her(kind: str) -> None:
    """A new kind needs one; no label or word of a list speaks about her as of somebody else."""
    third = re.compile(r"\b(she|her|hers|herself|woman)\b", re.I)
    said = [SENTENCES[kind]]
    for name, meaning in meanings(event_class(kind)).items():
        label = LABELS.get((kind, name), LABELS.get(("", name)))
        if label != LEFT_OUT:
            said.append(label or _label(meaning))
            lists = [each for each in (meaning.codes, *(meaning.chosen_by[1].values() if meaning.chosen_by else ())) if each]
            said += [VALUES.get((name, word)) or _code(meaning, word) for each in lists for word in each.names]
    assert [each for each in said if third.search(each)] == []


def test_asked_by_nobody_knows_whom_the_default_is_to_neither_confirm_nor_deny(jade: folder.Ledger, run: Callable) -> None:
    """Where no decision is given; it is stored as a decision like any other."""
    ran = run("--ledger", "phoenix", "record", "disclosure-requested", "W-0007", "--occurred", "2021-10-01", "--from", "press", "--authority", "a telephone call")
    entry = jade.entries.at(12)
    assert ran.code == 0 and entry is not None and entry.said.event.decision == "neither-confirmed-nor-denied"
    run("--ledger", "phoenix", "record", "disclosure-requested", "W-0007", "--occurred", "2021-10-01", "--from", "court", "--authority", "an order", "--decision", "given")
    assert jade.entries.at(13).said.event.decision == "given"   # type: ignore[union-attr]


def test_nothing_of_it_is_loaded_to_record(jade: folder.Ledger) -> None:
    """The sentences wait until she asks."""
    script = ("import sys, cli\nsys.argv = ['outcomes', '--ledger', 'phoenix', 'record', 'died', 'W-0007', '--occurred', '2021-10-01']\n"
              "try:\n    cli.main()\nexcept SystemExit:\n    pass\nprint([name for name in sys.modules if 'for_her' in name or name in ('ledger.reads', 'projections.giving')])")
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={
        **__import__("os").environ, "PYTHONPATH": str(Path(__file__).parent.parent)})
    assert ran.stdout.splitlines()[-1] == "[]"
