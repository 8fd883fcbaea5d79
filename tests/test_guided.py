"""Can somebody who knows no commands write down what happened, and is nothing lost on the way?"""

import itertools
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import events, recording, women
from ledger.entries import PROGRAMME
from ledger.errors import Busy
from ledger.fields import BadValue
from ledger.folder import Ledger
from ledger.guided import answers, conversation, kinds
from ledger.guided.conversation import Step
from ledger.guided.session import Session, ending, known
from ledger.guided.state import Known, State, row, summary, whom
from ledger.reading import field_meanings, statement

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "guided"
TODAY = date(2021, 10, 21)
THREE = ("W-0007", "W-0012", "W-0071")
IDENTIFIED = {"kind": "woman-identified", "occurred": "2020-06", "route": "forum", "care_experienced": "not-known"}
VISIT = ["visit", "7", "yesterday", "P-01", "", "programme", "telephone", "att"]


def state(*typed: str, known: Known | None = None) -> State:
    """The state after these answers, each of which must be taken."""
    now = State(known or Known(THREE, TODAY, "P-03"))
    for each in typed:
        step = conversation.answer(now, each)
        assert step.state is not now, (each, step.says, conversation.question(now).text)
        now = step.state
    return now


def said(before: State, typed: str) -> str:
    """What is said to an answer that is not taken."""
    step = conversation.answer(before, typed)
    assert step.state == before and not step.save and not step.stop
    return " ".join(step.says)


def asked(now: State) -> str:
    """The name of the question that is asked now."""
    return conversation.question(now).name


# Kinds.


@pytest.mark.parametrize(("typed", "kind"), [
    ("1", "contact-held"), ("contact-held", "contact-held"), ("contact held", "contact-held"), ("CONTACT-H", "contact-held"),
    ("visit", "contact-held"), ("hous", "housing-changed"), ("moved", "housing-changed"), ("larc f", "larc-fitted"),
    ("pregnant", "pregnancy-confirmed"), ("safeguarding", "safeguarding-raised"), ("a&e", "service-used")])
def test_a_kind_is_found_by_number_start_or_an_everyday_word(typed: str, kind: str) -> None:
    """What people say leads to the kind."""
    assert state(typed).values["kind"] == kind


def test_words_that_fit_several_kinds_show_those_kinds_only() -> None:
    """Nothing is guessed: one of few is asked for."""
    now = state("coil")
    assert "kind" not in now.values
    assert [said for _, said in conversation.question(now).choices] == [kinds.words("larc-fitted"), kinds.words("larc-removed")]
    assert state("coil", "2").values["kind"] == "larc-removed"


def test_every_kind_that_may_be_added_stands_in_a_group() -> None:
    """A number of a group shows its kinds; what only commands write is in none."""
    reached = set(kinds.TEN)
    for number in range(11, 11 + len(kinds.TITLES)):
        reached |= {kinds.meant(str(each), state(str(number)).values["among"])
                    for each in range(1, 1 + len(state(str(number)).values["among"]))}
    assert reached == set(kinds.offered()) == set(events.kinds()) - events.RIGHTING - {*events.BY_COMMAND}


@pytest.mark.parametrize("typed", ["larc-fited", "woman-erased", "99", "0", "zzz"])
def test_what_is_no_kind_is_explained(typed: str) -> None:
    """The question stays, and says what would do."""
    assert typed in said(state(), typed)


# Women.


@pytest.mark.parametrize(("typed", "reference"), [("7", "W-0007"), ("w7", "W-0007"), ("W7", "W-0007"), ("w-7", "W-0007"), ("0007", "W-0007"),
                                                  ("W-0012", "W-0012"), ("w-0012", "W-0012"), ("12", "W-0012"), ("W-00071"[:6], "W-0007"),
                                                  ("W-001", "W-0012")])
def test_a_woman_is_meant_by_number_or_start(typed: str, reference: str) -> None:
    """The number first, then the start, where only one fits."""
    assert women.meant(typed, THREE) == (reference,)


@pytest.mark.parametrize(("typed", "known"), [("W-00", THREE), ("7", ("A-7", "B-07")), ("W", [f"W-{n}" for n in range(20)])])
def test_a_reference_that_could_be_two_women_is_refused(typed: str, known: list[str]) -> None:
    """An entry never goes to the wrong woman by guessing."""
    with pytest.raises(BadValue, match="could be"):
        women.meant(typed, known)


@pytest.mark.parametrize(("typed", "known"), [("99", THREE), ("Jane", THREE), ("7", ()), (",", THREE)])
def test_a_woman_whom_nobody_knows_is_refused(typed: str, known: tuple[str, ...]) -> None:
    """And it is said how a new one is begun."""
    with pytest.raises(BadValue) as why:
        women.meant(typed, known)
    assert why.value.hint


def test_exactly_typed_references_come_before_everything_else() -> None:
    """W-1 is W-1, though W-10 begins so too, and w-1 is another woman's."""
    assert [women.one(typed, ("W-1", "W-10", "w-1", "x-2", "X-2b")) for typed in ("W-1", "w-1", "W-10", "X-2")] == ["W-1", "w-1", "W-10", "x-2"]


def test_a_new_reference_is_written_as_the_others_are() -> None:
    """A bare number follows their form; what is a reference already stays as typed; a name is refused."""
    assert [women.one(typed, THREE, new=True) for typed in ("72", "w8", "X-1", "W-9", "q9", "W-0007")] == [
        "W-0072", "W-0008", "X-1", "W-9", "q9", "W-0007"]
    assert women.one("3", (), new=True) == "W-0003"
    assert (women.next_free(THREE), women.next_free(()), women.next_free(("Ada",))) == ("W-0072", "", "")
    for typed in ("Jane!", "programme"):
        with pytest.raises(BadValue):
            women.one(typed, THREE, new=True)


# One answer.


@pytest.mark.parametrize("kind", kinds.offered())
def test_a_number_never_means_two_things(kind: str) -> None:
    """In a numbered list, a number that is a code of the list is the number of that code."""
    for meaning in field_meanings(kind).values():
        if meaning.codes:
            labels = answers.labels(meaning)
            assert sorted(labels.values()) == sorted(set(meaning.words()))
            assert all(meaning.codes.by_code.get(label.zfill(width), word) == word
                       for label, word in labels.items() for width in (1, 2))


@pytest.mark.parametrize("typed", ["5", "attended-on-time", "attended on time", "att"])
def test_a_choice_is_taken_by_number_code_word_or_start(typed: str) -> None:
    """All mean attended on time, whose NHS code is 5."""
    assert answers.value("contact-held", "attendance", typed, {}, TODAY) == "attended-on-time"


@pytest.mark.parametrize(("kind", "field", "typed", "read"), [
    ("contact-safety-set", "safe_media", "2 6", ("telephone", "text")), ("contact-safety-set", "safe_media", "phone; text"[7:], ("text",)),
    ("contact-safety-set", "safe_media", "telephone, 6", ("telephone", "text")), ("resource-spent", "pence", "\u00a312.50", 1250),
    ("resource-spent", "pence", "\u00a3 3", 300), ("resource-spent", "pence", "1,250", 1250), ("larc-fitted", "replace_by", "8 Feb 2031", "2031-02-08"),
    ("woman-identified", "care_experienced", "3", "not-asked"), ("child-removed", "child_born", "Feb 2019", "2019-02")])
def test_answers_are_read_as_they_are_typed(kind: str, field: str, typed: str, read: Any) -> None:
    """Several choices, pounds, dates ahead, words for missing."""
    assert answers.value(kind, field, typed, {}, TODAY) == read


@pytest.mark.parametrize(("kind", "field", "typed", "values"), [
    ("contact-held", "attendance", "1", {}), ("contact-held", "minutes", "2000", {}), ("contact-held", "minutes", "an hour", {}),
    ("instrument-completed", "score", "41", {"instrument": "core-10"}), ("records-reviewed", "to", "2021-01-01", {"from": "2021-02-01"}),
    ("equality-recorded", "value", "sight", {"characteristic": "religion"}), ("child-removed", "child_born", "2019-02-03", {}),
    ("goal-set", "goal", "a goal", {}), ("resource-spent", "category", "\x07", {}), ("contact-safety-set", "safe_media", "2 2", {})])
def test_what_cannot_stand_is_said_at_its_own_question(kind: str, field: str, typed: str, values: dict[str, str]) -> None:
    """Each answer is checked as its event will check it, with the answers before it."""
    with pytest.raises(BadValue):
        answers.value(kind, field, typed, values, TODAY)


@pytest.mark.parametrize(("typed", "kept", "in_full"), [
    ("yesterday", "2021-10-20", "Wednesday 20 October 2021"), ("3 weeks ago", "2021-09-30", "Thursday 30 September 2021"),
    ("8 Feb 2021", "2021-02-08", "Monday 8 February 2021"), ("2021-W06", "2021-02-08", "Monday 8 February 2021"),
    ("8/2/2021", "2021-02-08", "Monday 8 February 2021"), ("Feb 2021", "2021-02", "February 2021, day not known"),
    ("2021", "2021", "2021, month not known")])
def test_a_day_is_said_back_in_full(typed: str, kept: str, in_full: str) -> None:
    """A slip in a date is seen at once."""
    step = conversation.answer(state("visit", "7"), typed)
    assert step.state.values["occurred"] == kept
    assert step.says == (f"Occurred: {in_full}.",)


@pytest.mark.parametrize("typed", ["tomorrow", "02/13/2021", "8 Feb 2031", "", "2021-02-30"])
def test_a_day_that_cannot_be_is_asked_again(typed: str) -> None:
    """American, future and impossible days stay a question."""
    assert said(state("visit", "7"), typed)


# The conversation.


def test_a_bad_answer_loses_nothing() -> None:
    """Everything answered before stands, and the same question is asked."""
    before = state(*VISIT[:5])
    assert "perhaps" in said(before, "perhaps")
    assert asked(before) == "purpose"


def test_one_may_go_back_any_number_of_steps() -> None:
    """Each `<` takes one answer away, down to the first question, where it says so."""
    now, names = state("coil", "1", *VISIT[1:5]), []
    for _ in range(6):
        now = conversation.answer(now, "<").state
        names.append(asked(now))
    assert names == ["source", "by", "occurred", "woman", "kind", "kind"]
    assert now.trail == ()
    assert said(now, "<") == "This is the first question."


def test_what_was_taken_back_is_offered_again() -> None:
    """Whoever mends a day three questions back presses Enter for the rest."""
    now = state(*VISIT, "", "45", "<", "<", "<", "<", "<", "<", "<", "<", "8 Feb 2021")
    offered = []
    while asked(now) != "practitioner":
        offered.append(conversation.question(now).prompt)
        now = conversation.answer(now, "").state
    assert offered == ["by (Enter: P-01):", "source (Enter: practitioner):", "purpose (Enter: programme):", "medium (Enter: telephone):",
                       "attendance (Enter: attended on time):", "activity (Enter: leave out):", "minutes (Enter: 45; -: leave out):"]
    assert ("2021-02-08", 45, ("W-0007",)) == (now.values["occurred"], now.values["minutes"], now.values["woman"])


def test_what_was_taken_back_can_be_left_out_after_all() -> None:
    """A dash does; then it is not offered any more. Nor can what is needed be left out by one."""
    now = state(*VISIT, "", "45", "<", "-", "<")
    assert "minutes (Enter: leave out):" == conversation.question(now).prompt
    assert "-" in said(state("visit", "7"), "-") and state(*VISIT, "", "-").values["minutes"] is None


def test_another_kind_offers_no_answers_of_the_first() -> None:
    """Whose and when stay; a word that both kinds have may mean something else. What can no longer stand is not offered."""
    now = state("larc-fitted", "7", "yesterday", "", "", "implant", "<", "<", "<", "<", "<", "<", "larc-removed")
    prompts = []
    for _ in range(5):
        prompts.append(conversation.question(now).prompt)
        now = conversation.answer(now, "").state
    assert ["woman (Enter: W-0007):", "occurred (Enter: Wednesday 20 October 2021):", "method:"] == [*prompts[:2], prompts[-1]]
    assert "woman:" == conversation.question(state("coil", "1", "7", "<", "<", "woman-identified", "33", "<", "<", "coil", "1")).prompt


def test_help_explains_every_question_and_changes_nothing() -> None:
    """`?` says what a question means and takes; `q` stops at any of them."""
    now = state(*VISIT[:5])
    while asked(now) != "save":
        assert len(said(now, "?")) > 60
        assert conversation.answer(now, "q").stop
        question = conversation.question(now)
        now = conversation.answer(now, "" if question.optional or question.default else question.choices[0][0]).state
    assert "saves" in said(now, "?")


def test_what_is_needed_cannot_be_skipped() -> None:
    """Enter skips only what may be left out."""
    assert "needed" in said(state(*VISIT[:7]), "")


def follow(now: State, *typed: str) -> State:
    """The state after saving, at positions in a row, wherever that is asked."""
    for each in typed:
        step = conversation.answer(now, each)
        assert step.state is not now, (each, step.says)
        first = step.state.known.head + 1
        now = conversation.saved(step.state, range(first, first + len(whom(step.state))), TODAY).state if step.save else step.state
    return now


DONE = (*VISIT, "", "", "", "", "")   # left out: activity, minutes, practitioner, note; saved by Enter


def test_last_times_values_are_offered() -> None:
    """Who saw it as said last in this sitting; purpose and medium as said last of her."""
    now = follow(state(), *DONE, "other", "visit", "12", "today")
    assert conversation.question(now).default == "P-01"
    now = follow(now, "P-02", "self", "follow-up", "text", "att", "", "", "", "", "", "other", "visit", "7", "today")
    assert [conversation.question(now).default] == ["P-02"]
    now = follow(now, "", "")
    assert conversation.question(now).default == "programme"
    assert conversation.question(follow(now, "")).default == "telephone"
    ended = follow(now, "", "", "att", "", "", "", "", "", "other", "consent-given", "7", "today", "", "")
    assert conversation.question(ended).default == "programme"
    bad = State(Known(THREE, TODAY, "P-03", usual={"W-0007": {"purpose": "aftercare"}}), given={"kind": "consent-given"})
    assert conversation.question(follow(bad, "7", "today", "", "")).default is None


def test_the_source_implies_who_reported_it() -> None:
    """What she says herself is reported by herself, unless said otherwise."""
    told = state("incident-reported", "7", "today", "", "self-report", "arrest", "low")
    assert conversation.question(told).default == "self"
    assert conversation.question(state("incident-reported", "7", "today", "", "doc", "arrest", "low")).default == "practitioner"


def test_a_visit_keeps_women_day_person_and_reference() -> None:
    """Announced when the first entry is saved, or afterwards: the entries that follow have it in common."""
    announced = follow(state(), *DONE[:-1], "visit")
    later = follow(state(), *DONE)
    step = conversation.answer(later, "visit")
    for now, ref in ((announced, "visit-1"), (step.state, "visit-1")):
        assert now.given == {"woman": ("W-0007",), "occurred": "2021-10-20", "by": "P-01", "episode_ref": ref}
        assert asked(now) == "kind"
        assert asked(follow(now, "larc-fitted")) == "source"
    assert (step.tie, conversation.answer(follow(announced, "died", "", "", ""), "visit").tie) == ("visit-1", "")
    again = conversation.answer(conversation.answer(step.state, "<").state, "visit")
    assert again.tie == "" and again.state.given == step.state.given


@pytest.mark.parametrize(("chosen", "given"), [("woman", {"woman": ("W-0007",)}), ("kind", {"kind": "contact-held"}), ("4", {})])
def test_what_comes_next_keeps_what_was_chosen(chosen: str, given: dict[str, Any]) -> None:
    """The same woman, the same kind, or neither; `<` returns to the choice, and nothing saved is touched."""
    after = follow(state(), *DONE)
    now = conversation.answer(after, chosen).state
    assert now.given == given
    assert conversation.answer(now, "<").state.choosing
    assert "outcomes undo" in said(after, "<")
    assert conversation.answer(after, "stop").stop
    assert said(after, "?")


def test_what_should_be_told_today_is_asked_about() -> None:
    """After suicide, overdose or abuse: recording tells nobody, and raising it is offered."""
    finished = state("incident-reported", "7", "today", "", "", "overdose", "high", "", "", "", "", "", "")
    step = conversation.saved(finished, [1], TODAY)
    assert step.says == ("Recording tells nobody. Who has been told?",)
    told = conversation.answer(step.state, "told")
    assert (told.state.given, told.tie) == (
        {"kind": "safeguarding-raised", "woman": ("W-0007",), "episode_ref": "visit-1"}, "visit-1")
    quiet = conversation.saved(state("incident-reported", "7", "today", "", "", "eviction", "low", "", "", "", "", "", ""), [1], TODAY)
    assert quiet.says == () and "told" not in [each for _, each in conversation.question(quiet.state).choices]


def test_the_programmes_own_entries_name_no_woman() -> None:
    """Nobody is asked for, no visit is offered, and none is kept."""
    now = state("capacity-set", "today", "", "24", "")
    assert [each for _, each in conversation.question(now).choices] == ["yes: save it"]
    after = follow(now, "")
    assert [each.partition(":")[0] for _, each in conversation.question(after).choices] == ["kind", "other", "stop"]
    visit = follow(state(), *DONE[:-1], "visit", "support-requested")
    assert whom(visit) == (PROGRAMME,)
    assert "episode_ref" not in row(visit)


def test_two_references_that_are_one_woman_are_both_looked_up() -> None:
    """A merge names a second woman, who must be known as well."""
    now = state("identities-merged", "7", "today", "", "")
    assert "not a woman" in said(now, "99")
    assert follow(now, "12").values["other"] == "W-0012"


def filled(now: State, skip: bool) -> State:
    """Every question of an entry answered with something that fits, or left out where it may be."""
    tries = ("2021-02-08", "2021-02", "2021-03-08", "1990", "3", "7", "1")
    while asked(now) != "save":
        question = conversation.question(now)
        typed = itertools.chain([""] if skip else [], (label for label, _ in question.choices), tries)
        now = next(step.state for each in typed if (step := conversation.answer(now, each)).state is not now)
    return now


@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize("kind", kinds.offered())
def test_every_kind_can_be_told(kind: str, skip: bool) -> None:
    """Answers that were taken one by one make a statement, with all its fields or with the fewest."""
    now = filled(state(kind), skip)
    made = statement({**row(now), "woman": whom(now)[0]}, "practitioner", TODAY)
    assert made.kind == kind
    assert summary(now)[0].startswith(kind)


# The session.


def hold(ledger: Ledger, author: Any, *typed: str, lines: Iterator[str] | None = None) -> tuple[tuple[int, ...], list[str]]:
    """Hold a session with these lines; what was saved, and everything that was said."""
    heard: list[str] = []
    lines = lines or iter(typed)
    session = Session(ledger, lambda: author, heard.append, lambda prompt: (heard.append(prompt), next(lines, None))[1],
                      lambda receipt, what: heard.append(f"{what} {receipt}"))
    return session.hold().positions, heard


@pytest.fixture
def three(ledger: Ledger, say: Callable) -> Ledger:
    """A ledger that knows three women."""
    say(*({**IDENTIFIED, "woman": woman} for woman in THREE))
    return ledger


def test_a_finished_entry_is_saved_at_once(three: Ledger, author: Any) -> None:
    """It is in the ledger before the next question; what was begun after it is not."""
    positions, heard = hold(three, author, *DONE, "other", "visit")
    assert positions == (4,)
    assert heard[-1] == "The entry at hand was not finished, and was not saved."
    entry = three.entries.at(4)
    assert entry and (entry.said.woman, entry.said.by, entry.said.event.medium) == ("W-0007", "P-01", "telephone")
    assert three.entries.head().position == 4


def test_a_group_session_is_one_append_of_several_women(three: Ledger, author: Any) -> None:
    """Each woman has her own entry, and undo takes all back."""
    positions, _ = hold(three, author, "visit", "7, w12 71", *DONE[2:])
    assert positions == (4, 5, 6)
    found = [three.entries.at(position) for position in positions]
    assert {entry.said.woman for entry in found if entry} == set(THREE)
    assert len({entry.append for entry in found if entry}) == 1


def test_the_entries_of_a_visit_share_one_reference(three: Ledger, author: Any) -> None:
    """Whether the visit was announced before its first entry was saved, or after it."""
    hold(three, author, *DONE[:-1], "visit", "larc-fitted", "", "implant", "", "", "", "", "visit", "gp-registered", "", "", "", "")
    hold(three, author, "visit", "12, 71", *DONE[2:], "visit", "gp-registered", "", "", "", "")
    stands = {woman: [fact.said.episode_ref for fact in recording.history.stand(three.entries.stream(three.stream_of(woman)))][1:]
              for woman in THREE}
    assert stands == {"W-0007": ["visit-4"] * 3, "W-0012": ["visit-7"] * 2, "W-0071": ["visit-7"] * 2}


def test_an_entry_that_is_refused_can_be_put_right(three: Ledger, author: Any, say: Callable) -> None:
    """The reason is said, nothing is saved, and all that was answered stands; `<` goes back to what was wrong."""
    def typed() -> Iterator[str]:
        yield from DONE[:-1]
        say({"kind": "withdrawn", "woman": "W-0007", "occurred": "2021-10-21", "position": 1, "reason": "by somebody else, meanwhile"})
        yield from ("", *["<"] * (len(DONE) - 2), "12", *DONE[2:])
    positions, heard = hold(three, author, lines=typed())
    assert positions == (5,)
    assert "W-0007 is not known to this ledger. Record woman-identified for her first, or mend the reference." in heard
    entry = three.entries.at(5)
    assert entry and entry.said.woman == "W-0012"


def test_a_busy_store_loses_no_answer(three: Ledger, author: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry stays at hand until the store takes it."""
    real, tried = recording.append, []

    def busy_once(*given: Any, **more: Any) -> Any:
        tried.append(1)
        if len(tried) == 1:
            raise Busy("The ledger is busy.", "Try again.")
        return real(*given, **more)
    monkeypatch.setattr("ledger.guided.session.append", busy_once)
    positions, heard = hold(three, author, *DONE, "")
    assert positions == (4,)
    assert "The ledger is busy." in heard and "Nothing was saved. < goes back, q stops." in heard


def test_a_visit_that_cannot_be_tied_goes_on(three: Ledger, author: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first entry stays as it was; those that follow have the reference."""
    def busy(*_: Any) -> Any:
        raise Busy("The ledger is busy.")
    monkeypatch.setattr("ledger.guided.session.putting_right.correct", busy)
    positions, heard = hold(three, author, *DONE, "visit", "died", "", "", "")
    assert positions == (4, 5)
    assert "The ledger is busy." in heard


def test_a_session_begins_with_what_the_ledger_knows(three: Ledger, author: Any, say: Callable) -> None:
    """Women who are known, and what was said last of each; not those withdrawn."""
    say({"kind": "contact-held", "woman": "W-0012", "occurred": "2021-02-08", "by": "P-02", "purpose": "aftercare", "medium": "text",
         "attendance": "attended-on-time"}, {"kind": "withdrawn", "woman": "W-0071", "occurred": "2021-10-21", "position": 3, "reason": "x"},
        {"kind": "capacity-set", "woman": "programme", "occurred": "2021-02-08", "women": 24})
    found = known(three, author)
    assert (found.women, found.today, found.head) == (("W-0007", "W-0012"), TODAY, 6)
    assert found.usual == {"W-0007": {}, "W-0012": {"by": "P-02", "purpose": "aftercare", "medium": "text"}}


def test_a_woman_now_identified_is_known_at_once(three: Ledger, author: Any) -> None:
    """Her next entry may follow in the same session."""
    positions, heard = hold(three, author, "new", "72", "June 2020", "", "", "forum", "", "", "", "no", "", "", "",
                            "other", "visit", "72", *DONE[2:])
    assert positions == (4, 5)
    assert "Woman: W-0072." in heard


def test_the_end_says_what_was_saved() -> None:
    """Nothing, one, or several with their positions."""
    assert [ending(()), ending((4,)), ending((4, 5))] == [
        "Nothing was saved.", "Saved 1 entry, position 4.", "Saved 2 entries, positions 4, 5."]


def test_no_line_needs_colour_or_more_than_ascii() -> None:
    """What is asked can be read aloud and redirected anywhere."""
    for kind in kinds.offered():
        now = filled(state(kind), skip=False)
        while now.trail:
            question = conversation.question(now)
            assert "\n".join((*question.lines, question.prompt, *question.explained)).isascii()
            now = conversation.answer(now, "<").state
    assert isinstance(conversation.answer(now, "?"), Step)


# Transcripts.


def piped(text: str, run: Callable) -> Iterator[str]:
    """A golden file with the answers of today: '< ' a line typed, '! ' stderr, '> ' stdout, '= ' the exit code."""
    typed = [line[2:] for line in text.splitlines() if line.startswith("< ") or line == "<"]
    ran = run("--ledger", "phoenix", "add", stdin="".join(f"{line}\n" for line in typed))
    yield from (line for line in text.splitlines() if line.startswith("#"))
    yield from (f"< {line}".rstrip() for line in typed)
    yield from (f"! {line}".rstrip() for line in ran.err.splitlines())
    yield from (f"> {line}".rstrip() for line in ran.out.splitlines())
    yield f"= {ran.code}"


def test_a_piped_session_reads_as_it_was_accepted(three: Ledger, run: Callable, request: pytest.FixtureRequest) -> None:
    """Prompts as plain lines on stderr, what was saved on stdout, a clean end with the input."""
    file = GOLDEN / "piped.txt"
    today = "\n".join(piped(file.read_text(encoding="utf-8"), run)) + "\n"
    if request.config.getoption("--accept"):
        file.write_text(today, encoding="utf-8")
    assert today == file.read_text(encoding="utf-8")


def test_bytes_that_are_no_text_are_refused(three: Ledger) -> None:
    """The question is asked again; nothing is guessed at, and nothing breaks."""
    ran = subprocess.run([sys.executable, str(ROOT / "cli.py"), "--ledger", "phoenix", "add"], input=b"visit\n7\n\xfftoday\n2021\n\xff\n",
                         capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (130, b"Nothing was saved." + os.linesep.encode())
    assert b'is not a date' in ran.stderr and b"holds a control character" in ran.stderr


def test_what_could_name_a_person_is_asked_about_before_it_is_saved(three: Ledger, author: Any) -> None:
    """A note with a telephone number is asked about once; written otherwise it passes, typed again it is kept."""
    before, phone = DONE[:-2], "rang her on 07700 900123"
    positions, heard = hold(three, author, *before, phone, "rang her mother", "")
    assert ((4,), 1) == (positions, heard.count("This looks as if it holds a telephone number."))
    assert "rang her mother" == three.entries.at(4).said.note
    positions, heard = hold(three, author, *before, phone, phone, "")
    assert ((5,), 1) == (positions, heard.count("This looks as if it holds a telephone number."))
    assert phone == three.entries.at(5).said.note


def test_who_saw_it_is_asked_for_by_reference(three: Ledger, author: Any) -> None:
    """Words are refused, a word without a number is asked about once, and one that was used before is not."""
    asked = [*VISIT[:3], "Jane Smith", "Jane", "manager", "manager", *DONE[4:]]
    positions, heard = hold(three, author, *asked, "other", *VISIT[:3], "manager", *DONE[4:])
    assert ['"Jane Smith" is no reference.', '"Jane" may be a name; people of the service go by a reference such as P-01.',
            '"manager" may be a name; people of the service go by a reference such as P-01.'] == [line for line in heard if line.startswith('"')]
    assert ["manager", "manager"] == [three.entries.at(position).said.by for position in positions]


def test_a_name_for_a_new_woman_is_asked_about(three: Ledger, author: Any) -> None:
    """The same again keeps it: a service may have words for references. A number is asked about no more than a woman who is known."""
    doubt = '"Sarah" may be a name; a reference is one that says nothing of her, such as W-0072.'
    assert [hold(three, author, "woman-identified", *typed)[1].count(doubt) for typed in (["Sarah"], ["Sarah", "Sarah"], ["W-0100"])] == [1, 1, 0]
    assert "Woman: Sarah." not in hold(three, author, "woman-identified", "Sarah", "W-0100")[1]
    assert "Woman: Sarah." in hold(three, author, "woman-identified", "Sarah", "Sarah")[1]
    assert three.entries.head().position == 3


def test_a_program_is_told_the_positions(three: Ledger, run: Callable) -> None:
    """--json: one document on standard output, the talk on stderr as ever."""
    ran = run("--ledger", "phoenix", "add", "--json", stdin="\n".join(DONE) + "\n")
    assert json.loads(ran.out) == {"report": "add", "positions": [4]}


@pytest.mark.parametrize(("typed", "code"), [((*DONE, "other", "visit"), 130), ((*DONE, "other", "visit", "q"), 0), (DONE, 0), ((), 0)])
def test_answers_that_end_in_the_middle_of_an_entry_are_an_interruption(three: Ledger, run: Callable, typed: tuple[str, ...], code: int) -> None:
    """A script that feeds too few is told so by the exit code, after what was saved; whoever types q meant it."""
    ran = run("--ledger", "phoenix", "add", stdin="".join(f"{line}\n" for line in typed))
    assert ran.code == code
    assert ("The entry at hand was not finished, and was not saved." in ran.err) == (typed[len(DONE):] != ())
    assert ran.out.endswith("Saved 1 entry, position 4.\n" if typed else "Nothing was saved.\n")
    assert three.entries.head().position == (4 if typed else 3)


def test_a_terminal_that_closes_ends_the_session(three: Ledger) -> None:
    """Ctrl-D says what was saved, and what was not, on lines of their own."""
    if not hasattr(os, "openpty"):
        pytest.skip("This computer has no pseudo-terminals: the end at a terminal is NOT tested.")
    shown = at_terminal(["visit"]).splitlines()
    assert shown[-3:] == ["woman: ", "The entry at hand was not finished, and was not saved.", "Nothing was saved."]


def at_terminal(typed: list[str]) -> str:
    """What a terminal shows while these lines are typed, each once its prompt stands there."""
    controller, terminal = os.openpty()
    process = subprocess.Popen([sys.executable, str(ROOT / "cli.py"), "--ledger", "phoenix", "add"], stdin=terminal, stdout=terminal,
                               stderr=terminal, env={**os.environ, "TERM": "dumb", "PYTHONPATH": str(ROOT)})
    os.close(terminal)
    shown, lines, until = b"", iter(typed), time.monotonic() + 30
    try:
        while time.monotonic() < until:
            ready, _, _ = select.select([controller], [], [], 0.05)
            try:
                fresh = os.read(controller, 65536) if ready else b""
            except OSError:
                break
            shown += fresh
            if not ready and re.search(rb": $", shown):
                line = next(lines, None)
                os.write(controller, b"\x04" if line is None else line.encode() + b"\n")
                time.sleep(0.01)
            elif not fresh and process.poll() is not None:
                break
    finally:
        process.kill()
        process.wait()
        os.close(controller)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="This computer has no pseudo-terminals: the terminal transcript is NOT tested.")
def test_a_terminal_session_reads_as_it_was_accepted(three: Ledger, request: pytest.FixtureRequest) -> None:
    """A dumb terminal shows plain lines only: no escape, no redraw, each answer after its prompt."""
    typed = [line[2:] for line in (GOLDEN / "terminal.typed.txt").read_text(encoding="utf-8").splitlines()]
    shown = at_terminal(typed)
    assert "\x1b" not in shown and "\r" not in shown and shown.isascii()
    file = GOLDEN / "terminal.txt"
    today = "\n".join(line.rstrip() for line in shown.splitlines()) + "\n"
    if request.config.getoption("--accept"):
        file.write_text(today, encoding="utf-8")
    assert today == file.read_text(encoding="utf-8")
