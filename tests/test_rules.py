"""Is refused only what cannot be true or cannot be kept, and everything odd but possible taken?"""

import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from ledger import rules
from ledger.entries import PROGRAMME, Entry, Statement
from ledger.events import event_class
from ledger.reading import statement
from ledger.rules import Standing

TODAY = datetime.date(2021, 10, 21)
IDENTIFIED = {"kind": "woman-identified", "occurred": "2020-01-01", "route": "self", "care_experienced": "yes"}
CONTACT = {"kind": "contact-held", "occurred": "2021-02-08", "purpose": "programme", "medium": "telephone", "attendance": "5"}
DIED = {"kind": "died", "occurred": "2021-03-01"}
CAPACITY = {"kind": "capacity-set", "woman": PROGRAMME, "occurred": "2021-01-01", "women": 24}
MERGED = {"kind": "identities-merged", "occurred": "2021-09-01", "other": "W-2", "reason": "same"}


def said(row: dict[str, Any], woman: str = "W-1") -> Statement:
    """The statement of a row, of W-1 if nobody else is named."""
    return statement({"woman": woman, **row}, "practitioner", by_command=True)


def righting(kind: str, position: int, **fields: Any) -> Statement:
    """A correction or withdrawal of a position, made by a program rather than read from a row."""
    event = event_class(kind)(position=position, reason="error", **fields)
    return Statement(kind=kind, woman="W-1", occurred="2021-10-01", event=event)


def standing(*rows: dict[str, Any] | Statement, woman: str = "W-1", erased: bool = False) -> Standing:
    """What stands after these rows, positions from 1."""
    entries = [Entry(said=row if isinstance(row, Statement) else said(row, woman), author="P", append="a", stream="s", version=place, position=place)
               for place, row in enumerate(rows, 1)]
    return Standing.of(woman, PROGRAMME if woman == PROGRAMME else "s", entries, erased)


def codes(there: Standing, new: Statement, **others: Standing) -> list[str]:
    """The codes of what is found wrong; each finding says what and how to put it right."""
    found = rules.check(there, new, TODAY, others)
    assert all(finding.severity == "must" and finding.message for finding in found)
    return [finding.code for finding in found]


def test_what_is_true_and_can_be_kept_is_taken() -> None:
    """A known woman, a day not in the future: nothing to say."""
    known = standing(IDENTIFIED)
    assert codes(known, said(CONTACT)) == []
    assert codes(known, said({**CONTACT, "occurred": "2021-10-21"})) == []
    assert codes(known, said({**CONTACT, "occurred": "2021-10"})) == []
    assert codes(known, said({**CONTACT, "occurred": "2021"})) == []
    assert codes(standing(), said(IDENTIFIED)) == []
    assert codes(known, said(IDENTIFIED)) == []
    assert codes(standing(woman=PROGRAMME), said(CAPACITY)) == []


@pytest.mark.parametrize("row", [
    {"kind": "larc-removed", "method": "implant", "reason": "her-choice", "occurred": "2021-02-01"}, {**CONTACT, "occurred": "1999-01-01"},
    {**DIED, "occurred": "1950"}, {"kind": "programme-ended", "occurred": "2021-01-01", "outcome": "completed"}, {"kind": "aftercare-ended", "occurred": "2021"},
    {"kind": "incident-verified", "occurred": "2021", "incident_ref": "I9", "by_source": "police", "finding": "confirmed"},
    {"kind": "goal-reviewed", "occurred": "2021", "goal": "G9", "domain": "housing", "status": "met"}])
def test_what_is_odd_but_may_be_true_is_taken(row: dict[str, Any]) -> None:
    """Removed before it was fitted, ended before it began, after her death: kept, for others to look at."""
    assert codes(standing(IDENTIFIED, DIED), said(row)) == []


def test_a_day_in_the_future_is_refused() -> None:
    """Tomorrow, next month and next year have not happened."""
    for occurred in ("2021-10-22", "2021-11", "2022"):
        assert codes(standing(IDENTIFIED), said({**CONTACT, "occurred": occurred})) == ["future"]


def test_a_woman_is_unknown_until_she_is_identified() -> None:
    """A slip in a reference opens no stream; an identification that was withdrawn is none, and may be made anew."""
    assert codes(standing(), said(CONTACT)) == ["unknown-woman"]
    gone = standing(IDENTIFIED, CONTACT, righting("withdrawn", 1))
    assert codes(gone, said(CONTACT)) == ["unknown-woman"]
    assert codes(gone, said(IDENTIFIED)) == []
    assert codes(gone, righting("withdrawn", 2)) == []
    assert codes(standing(IDENTIFIED, righting("withdrawn", 1), righting("withdrawn", 2)), said(CONTACT)) == []


def test_she_is_known_or_not_within_one_append_too() -> None:
    """What was written a row before counts: her identification, and its withdrawal."""
    there = standing()
    there.evolve(Entry(said=said(IDENTIFIED), author="P", append="a", stream="s", version=1, position=1))
    assert codes(there, said(CONTACT)) == []
    there.evolve(Entry(said=righting("withdrawn", 1), author="P", append="a", stream="s", version=2, position=2))
    assert codes(there, said(CONTACT)) == ["unknown-woman"]


@pytest.mark.parametrize("reference", ["Mary Smith", "W" * 41, "-W", "", "W\u200b1", "Zo\u00eb", "W-1\n", ".", "W;1"])
def test_a_reference_is_short_and_never_a_name(reference: str) -> None:
    """What cannot be a reference is refused before anything is made of it."""
    assert "bad-reference" in codes(standing(IDENTIFIED), replace(said(CONTACT), woman=reference))


@pytest.mark.parametrize("name", ["by", "key", "source_ref", "episode_ref", "note"])
def test_the_envelope_holds_ordinary_text(name: str) -> None:
    """Two thousand characters, none of them control characters, and never blank."""
    assert codes(standing(IDENTIFIED), replace(said(CONTACT), **{name: "\u00e9" * 2000})) == []
    for wrong in ("", "  ", "\u00a0", "x" * 2001, "a\nb", "\x00", "\x9f", "\u2028", "\ud800"):
        assert codes(standing(IDENTIFIED), replace(said(CONTACT), **{name: wrong})) == ["bad-text"]


def test_an_erased_woman_takes_no_further_entry() -> None:
    """Not even an identification or a withdrawal."""
    for new in (said(CONTACT), said(IDENTIFIED), righting("withdrawn", 1)):
        assert "erased" in codes(standing(erased=True), new)


def test_the_programme_and_the_women_are_kept_apart() -> None:
    """What is about one woman is not written into the programme's open stream, nor the other way round."""
    assert codes(standing(woman=PROGRAMME), said({**CONTACT, "woman": PROGRAMME})) == ["not-programme"]
    assert codes(standing(IDENTIFIED), said({**CAPACITY, "woman": "W-1"})) == ["programme-only"]


def test_every_problem_is_found_at_once() -> None:
    """A bad reference, a bad note, an unknown woman and a day to come, together."""
    wrong = replace(said({**CONTACT, "occurred": "2022"}), woman="Mary Smith", note="a\nb", by=" ")
    assert codes(standing(), wrong) == ["bad-reference", "bad-text", "bad-text", "unknown-woman", "future"]


# Putting right.


def corrected(position: int, row: dict[str, Any]) -> Statement:
    """A correction as it is read from a row."""
    return said({"kind": "corrected", "occurred": "2021-10-01", "position": position, "reason": "letter", "event": row})


def test_only_what_is_there_and_hers_can_be_put_right() -> None:
    """A position of nobody, or of another woman, is refused."""
    there = standing(IDENTIFIED, CONTACT)
    for new in (corrected(2, DIED), righting("withdrawn", 2)):
        assert codes(there, new) == []
    for new in (corrected(3, DIED), righting("withdrawn", 3), righting("withdrawn", 10**9)):
        assert codes(there, new) == ["no-such-entry"]


def test_nothing_is_withdrawn_twice_nor_corrected_once_withdrawn() -> None:
    """What no longer stands is not put right, nor is a correction of it; what was brought back is."""
    there = standing(IDENTIFIED, CONTACT, corrected(2, DIED), righting("withdrawn", 2))
    for new in (corrected(2, DIED), righting("withdrawn", 2), corrected(3, DIED)):
        assert codes(there, new) == ["already-withdrawn"]
    again = standing(IDENTIFIED, CONTACT, corrected(2, DIED), righting("withdrawn", 2), righting("withdrawn", 4))
    for new in (corrected(2, DIED), righting("withdrawn", 2), corrected(3, DIED)):
        assert codes(again, new) == []


def test_a_withdrawal_can_be_withdrawn_but_not_corrected() -> None:
    """It says nothing that could be said otherwise."""
    there = standing(IDENTIFIED, CONTACT, righting("withdrawn", 2))
    assert codes(there, corrected(3, DIED)) == ["not-correctable"]
    assert codes(there, righting("withdrawn", 3)) == []


@pytest.mark.parametrize("event", [
    {"kind": "died"}, {"kind": "died", "occurred": "2021", "event": {"surname": "Smith"}}, {"kind": "none", "occurred": "2021", "event": {}},
    {"kind": "died", "occurred": "2021", "event": {}, "woman": "W-2"}, {"kind": "died", "occurred": "2021", "event": {}, "surname": "Smith"},
    {"kind": "contact-held", "occurred": "2021", "event": {"purpose": "pleasure"}}, {"kind": "died", "event": {}}])
def test_a_correction_that_is_not_whole_is_refused(event: dict[str, Any]) -> None:
    """However it was made: what is missing, strange or not in the lists cannot stand in an entry's place."""
    assert codes(standing(IDENTIFIED, CONTACT), righting("corrected", 2, event=event)) == ["bad-correction"]


def kept(row: dict[str, Any]) -> dict[str, Any]:
    """A row in the form in which a correction keeps it."""
    from ledger.codec import row_of
    return row_of(said(row))


@pytest.mark.parametrize("row", [MERGED, {**MERGED, "kind": "merge-reversed"}, {"kind": "withdrawn", "occurred": "2021", "position": 1, "reason": "r"}])
def test_a_correction_puts_an_event_there_and_nothing_else(row: dict[str, Any]) -> None:
    """An entry cannot become a merge or a withdrawal."""
    assert codes(standing(IDENTIFIED, CONTACT), righting("corrected", 2, event=kept(row))) == ["bad-correction"]


def test_what_a_correction_says_is_held_to_the_same_rules() -> None:
    """Not in the future, not the programme's, no control characters."""
    there = standing(IDENTIFIED, CONTACT)
    assert codes(there, righting("corrected", 2, event={**kept(CONTACT), "occurred": "2022"})) == ["future"]
    assert codes(there, righting("corrected", 2, event={**kept(CONTACT), "note": "a\nb"})) == ["bad-text"]
    assert codes(there, righting("corrected", 2, event=kept(CAPACITY))) == ["programme-only"]


def test_an_identification_is_corrected_into_an_identification_only() -> None:
    """Else a woman would be known without one, or become known by a correction."""
    there = standing(IDENTIFIED, CONTACT, corrected(1, {**IDENTIFIED, "route": "forum"}))
    assert codes(there, corrected(1, {**IDENTIFIED, "route": "other"})) == []
    assert codes(there, corrected(3, {**IDENTIFIED, "route": "other"})) == []
    for position in (1, 3):
        assert codes(there, corrected(position, CONTACT)) == ["bad-correction"]
    assert codes(there, corrected(2, IDENTIFIED)) == ["bad-correction"]


def test_the_programmes_entries_are_put_right_like_any_other() -> None:
    """A target that was mistyped is corrected in its own stream."""
    there = standing(CAPACITY, woman=PROGRAMME)
    new = said({"kind": "corrected", "occurred": "2021-10-01", "position": 1, "reason": "typed wrongly", "event": {**CAPACITY, "women": 20}}, PROGRAMME)
    assert codes(there, new) == []
    assert codes(there, replace(righting("withdrawn", 1), woman=PROGRAMME)) == []
    assert codes(there, replace(righting("corrected", 1, event=kept(CONTACT)), woman=PROGRAMME)) == ["not-programme"]


def test_a_receipt_of_erasure_is_not_put_right() -> None:
    """An erasure cannot be taken back, so neither can the entry that accounts for it."""
    erased = {"kind": "woman-erased", "woman": PROGRAMME, "occurred": "2021-09-01", "stream": "f" * 32, "authority": "P-00", "reason": "asked for"}
    there = standing(erased, woman=PROGRAMME)
    for new in (righting("withdrawn", 1), righting("corrected", 1, event=kept(CAPACITY))):
        assert codes(there, replace(new, woman=PROGRAMME)) != []


# Merging.


def test_two_known_women_can_be_merged_and_parted() -> None:
    """Both must be known, and be two."""
    there, other = standing(IDENTIFIED), standing(IDENTIFIED, woman="W-2")
    for kind in ("identities-merged", "merge-reversed"):
        assert codes(there, said({**MERGED, "kind": kind}), **{"W-2": other}) == []
        assert codes(there, said({**MERGED, "kind": kind}), **{"W-2": standing(woman="W-2")}) == ["unknown-woman"]
        assert codes(there, said({**MERGED, "kind": kind})) == ["unknown-woman"]
        assert codes(there, said({**MERGED, "kind": kind, "other": "W-1"}), **{"W-1": there}) == ["same-woman"]


def test_nobody_is_merged_with_the_programme_or_with_an_erased_woman() -> None:
    """The programme is no woman, and an erased woman takes no entry, not even the other half of a merge."""
    there = standing(IDENTIFIED)
    assert codes(there, said({**MERGED, "other": PROGRAMME}), programme=standing(woman=PROGRAMME)) != []
    assert codes(there, said(MERGED), **{"W-2": standing(IDENTIFIED, woman="W-2", erased=True)}) != []


def test_one_half_of_a_merge_is_not_put_right_alone() -> None:
    """The two halves stand or fall together: by an undo, or by a reversal of both."""
    there = standing(IDENTIFIED, MERGED)
    for new in (righting("withdrawn", 2), corrected(2, CONTACT)):
        assert codes(there, new) == ["half-of-a-merge"]
    assert codes(there, righting("withdrawn", 2, undoes="the-append")) == []
