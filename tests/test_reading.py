"""Is what stands in a cell taken as it was meant, and all else refused with what would do?"""

import datetime
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import codec, reading
from ledger.codes import words
from ledger.entries import Entry, Statement
from ledger.events import kinds
from ledger.fields import BadValue, Meaning
from ledger.reading import BadRow, field_meanings, statement, value, word

TODAY = datetime.date(2021, 10, 21)
CONTACT = {"kind": "contact-held", "woman": "W-0007", "occurred": "2021-02-08", "purpose": "programme", "medium": "telephone",
           "attendance": "attended-on-time"}
REVIEW = {"kind": "records-reviewed", "woman": "W-0007", "occurred": "2021-02-08", "services": "gp", "from": "2020-01-01",
          "to": "2021-01-01", "complete": "yes", "reviewer": "P-01"}
CORRECTED = {"kind": "corrected", "woman": "W-0007", "occurred": "2021-02-08", "position": 3, "reason": "letter"}


def told(row: Mapping[str, Any], source: str = "import", today: datetime.date | None = None,
         by_command: bool = False) -> list[tuple[str, str]]:
    """The column and code of every finding of a row that is refused."""
    with pytest.raises(BadRow) as caught:
        statement(row, source, today, by_command=by_command)
    assert all(finding.message and str(finding) in str(caught.value) for finding in caught.value.findings)
    return [(finding.column, finding.code) for finding in caught.value.findings]


@pytest.mark.parametrize(("given", "meant"), [
    ("telephone", "telephone"), ("Telephone", "telephone"), (" TELEPHONE ", "telephone"), ("02", "telephone"), ("2", "telephone"),
    (2, "telephone"), (2.0, "telephone"), ("face to face", "face-to-face"), ("Face-To face", "face-to-face"), ("face_to_face", "face-to-face"),
    ("f", "face-to-face"), ("telep", "telephone"), ("98", "other"), (98, "other"), ("3", "telemedicine"), ("group", "group")])
def test_a_word_its_code_and_its_beginning_are_the_same(given: Any, meant: str) -> None:
    """A code list is met by word, by code as Excel left it, or by a beginning that is only one's."""
    assert statement({**CONTACT, "medium": given}, "import").event.medium == meant


@pytest.mark.parametrize(("typed", "hint"), [
    ("coil", "Write iud (copper coil) or ius (hormonal coil)."), ("Copper coil", "Write iud (copper coil)."), ("jab", "Write injection.")])
def test_an_everyday_word_is_answered_with_ours(typed: str, hint: str) -> None:
    """It is never taken for one of two in silence."""
    with pytest.raises(BadRow) as bad:
        reading.statement({"kind": "larc-fitted", "woman": "W-0007", "occurred": "2021-02-08", "method": typed}, "practitioner")
    assert [hint] == [finding.hint for finding in bad.value.findings]
    with pytest.raises(BadRow, match="is not a kind of event") as bad:
        reading.statement({"kind": "coil", "woman": "W-0007", "occurred": "2021-02-08"}, "practitioner")
    assert ["Did you mean larc-fitted or larc-removed?"] == [finding.hint for finding in bad.value.findings]


@pytest.mark.parametrize(("given", "says"), [
    ("te", "could be telephone or telemedicine or text"), ("telefone", "Did you mean telephone"), ("7", "is not in the list"), ("", "is blank"),
    ("1.0", "is not in the list"), ("=1+1", "is not in the list"), ("-", "is not in the list"), (True, "takes a word or a code"),
    (None, "is blank"), ({"a": 1}, "takes a word or a code"), (["telephone"], "takes a word or a code"), ("x" * 999, "is not in the list"),
    ("not-known", "is not in the list"), ("\ud800", "is not in the list")])
def test_what_is_in_no_list_is_refused_with_what_would_do(given: Any, says: str) -> None:
    """Nothing is guessed at: the finding shows what was written and what could be."""
    with pytest.raises(BadRow) as caught:
        statement({**CONTACT, "medium": given}, "import")
    (finding,) = caught.value.findings
    assert says in f"{finding.message} {finding.hint}"
    assert finding.column == "medium"
    assert len(str(finding)) < 400


def test_the_words_for_missing_are_taken_where_a_field_may_be_unknown() -> None:
    """Missing is a value, by word or beginning, only where the vocabulary lets it be."""
    identified = {"kind": "woman-identified", "woman": "W-0007", "occurred": "2021", "route": "self"}
    for said in ("not-known", "Not known", "not-k"):
        assert statement({**identified, "care_experienced": said}, "import").event.care_experienced == "not-known"
    assert told({**identified, "care_experienced": "not"}) == [("care_experienced", "bad-value")]
    assert told({**identified, "care_experienced": "unknown"}) == [("care_experienced", "bad-value")]
    assert told({**identified, "route": "not-known", "care_experienced": "yes"}) == [("route", "bad-value")]


def test_a_list_may_be_long_and_its_words_are_shown_in_part() -> None:
    """Of a long list the first are named, and that there are more; of a short one all."""
    with pytest.raises(BadValue) as caught:
        word(words("many", "own", *(f"word-{number}" for number in range(50))), "field", "zzzz")
    assert caught.value.hint.startswith("One of: word-0, word-1, ") and caught.value.hint.endswith(", ...")
    with pytest.raises(BadValue) as caught:
        word(reading.SOURCE, "source", "zzzz")
    assert caught.value.hint == "One of: self-report, practitioner, partner-record, document, import"


@pytest.mark.parametrize("given", ["gp; a-and-e", "gp;a-and-e;", ["gp", "a-and-e"], '["gp", "a-and-e"]', ("GP", " A and E ")])
def test_a_list_is_json_or_parted_by_semicolons(given: Any) -> None:
    """A list of codes may come from a cell or from JSON."""
    assert statement({**REVIEW, "services": given}, "import").event.services == ("gp", "a-and-e")


@pytest.mark.parametrize("given", [";", [], "[]", "[1", "gp; gp", ["gp", "gp"], {"gp": 1}, [["gp"]], True, 7, "[" * 100_000, ["gp", True]])
def test_what_is_no_list_of_codes_is_refused(given: Any) -> None:
    """Empty, doubled, nested or broken lists are refused."""
    assert told({**REVIEW, "services": given}) == [("services", "bad-value")]


def test_a_list_of_texts_may_be_empty_but_not_blank() -> None:
    """Digests and names of cells: any number of them, none of them blank."""
    drawn = {"kind": "sample-drawn", "woman": "programme", "occurred": "2021", "of": "entries", "size": 1, "seed": "s", "frame_digest": "d"}
    assert statement({**drawn, "members": "a; b"}, "import", by_command=True).event.members == ("a", "b")
    assert statement({**drawn, "members": ["a", 7]}, "import", by_command=True).event.members == ("a", "7")
    assert statement({**drawn, "members": []}, "import", by_command=True).event.members == ()
    for wrong in (7, {"a": 1}, ["a", None], ["a", ""], [["a"]], "a;;b", True):
        assert told({**drawn, "members": wrong}, by_command=True) == [("members", "bad-value")]


@pytest.mark.parametrize(("given", "meant"), [(30, 30), ("30", 30), (" 30 ", 30), ("30.0", 30), (30.0, 30), ("1,440", 1440), ("+5", 5), ("0", 0)])
def test_a_count_is_a_whole_number_however_excel_left_it(given: Any, meant: int) -> None:
    """30, 30.0 and "30" are thirty."""
    assert statement({**CONTACT, "minutes": given}, "import").event.minutes == meant


@pytest.mark.parametrize("given", [True, "30.5", 30.5, "half", "1e3", "0x1f", "\u0663", -1, "1441", 10**30, float("inf"), float("nan"), [30], "9" * 20])
def test_what_is_no_count_is_refused(given: Any) -> None:
    """Nothing is rounded, and no number is out of its bounds."""
    assert told({**CONTACT, "minutes": given}) == [("minutes", "bad-value")]


@pytest.mark.parametrize(("given", "meant"), [(5, 5), (5.0, 5), ("5", 5), ("5.0", 5), ("2.5", 2.5), (".5", 0.5), ("1,234.5", 1234.5), (-0.0, 0), ("-3", -3)])
def test_a_number_is_kept_as_it_is_and_whole_where_it_is_whole(given: Any, meant: float) -> None:
    """5, 5.0 and "5" have the same bytes."""
    target = {"kind": "target-set", "woman": "programme", "occurred": "2021", "figure": "M02", "source": "board"}
    kept = statement({**target, "value": given}, "import").event.value
    assert (kept, type(kept), str(kept)) == (meant, type(meant), str(meant))


@pytest.mark.parametrize("given", [True, "a", "1e3", "inf", "nan", float("inf"), float("nan"), [5], {}, "5.", "--5", "9" * 16])
def test_what_is_no_number_is_refused(given: Any) -> None:
    """Neither endless nor not-a-number, and no exponent that a spreadsheet made of a code."""
    target = {"kind": "target-set", "woman": "programme", "occurred": "2021", "figure": "M02", "source": "board"}
    assert told({**target, "value": given}) == [("value", "bad-value")]


@pytest.mark.parametrize(("given", "kept"), [
    ("8/2/2021", "2021-02-08"), (2021, "2021"), (datetime.date(2021, 2, 8), "2021-02-08"), (datetime.datetime(2021, 2, 8, 12), "2021-02-08"),
    ("yesterday", "2021-10-20")])
def test_a_day_may_be_text_a_year_or_a_date_of_a_workbook(given: Any, kept: str) -> None:
    """What a spreadsheet knows as a date is one."""
    assert statement({**CONTACT, "occurred": given}, "practitioner", TODAY).occurred == kept


@pytest.mark.parametrize("given", [True, 44235, 44235.0, 2021.5, 1899, 1900, 1919, 2201, ["2021"], {"year": 2021}, 20210208, "02/13/2021",
                                   "01/01/1900", "1900-01", "31/12/1919", "13 July 1905", datetime.date(1900, 1, 1), datetime.datetime(1905, 7, 13)])
def test_what_is_no_day_is_refused(given: Any) -> None:
    """A serial number that Excel made of a date is not guessed at; nor is the day that it makes of an empty cell, or of a small number."""
    assert told({**CONTACT, "occurred": given}) == [("occurred", "bad-value")]


def test_the_first_date_of_an_entry_is_of_1920() -> None:
    """Whoever was born then may still tell of it."""
    assert [statement({**CONTACT, "occurred": given}, "import").occurred for given in ("1/1/1920", 1920)] == ["1920-01-01", "1920"]


def test_a_month_takes_no_day_and_a_date_no_month() -> None:
    """The month of a child's birth is never a day; a review runs from a day to a day."""
    removed = {"kind": "child-removed", "woman": "W-0007", "occurred": "2019", "child": "C1", "legal_status": "not-known"}
    assert statement({**removed, "child_born": "Feb 2018"}, "import").event.child_born == "2018-02"
    assert told({**removed, "child_born": "8 Feb 2018"}) == [("child_born", "bad-value")]
    assert told({**REVIEW, "from": "2020-01"}) == [("from", "bad-value")]


def test_the_envelope_takes_text_and_nothing_else() -> None:
    """A reference may be a number; lists, truth and halves are no text; a half surrogate or a control character is none either."""
    said = statement({**CONTACT, "woman": " W-0007 ", "by": 7, "key": " k 1 ", "note": " once "}, "import", source_ref="file line 2")
    assert (said.woman, said.by, said.key, said.note, said.source, said.source_ref) == ("W-0007", "7", "k 1", "once", "import", "file line 2")
    assert statement({**CONTACT, "source_ref": "letter"}, "import", source_ref="file").source_ref == "letter"
    for name in ("woman", "by", "key", "note", "source_ref", "episode_ref"):
        for wrong in (True, 7.5, ["a"], {}, "a\x07b", "a\nb", "\ud800", "a\u2028b"):
            assert told({**CONTACT, name: wrong}) == [(name, "bad-value")]


def test_the_programme_is_the_programme_in_any_spelling() -> None:
    """Programme, PROGRAMME: one stream."""
    row = {"kind": "capacity-set", "occurred": "2021", "women": 24}
    assert {statement({**row, "woman": name}, "import").woman for name in ("programme", "Programme", " PROGRAMME ")} == {"programme"}


def test_a_source_is_one_of_five_and_fills_in_who_reported() -> None:
    """What follows from the source is filled in from it, and only where it was not said."""
    incident = {"kind": "incident-reported", "woman": "W-0007", "occurred": "2021", "incident": "arrest", "severity": "low"}
    reported = {source: statement({**incident, "source": source}, "import").event.reported_by
                for source in ("self-report", "practitioner", "partner-record", "document", "import")}
    assert reported == {"self-report": "self", "practitioner": "practitioner", "partner-record": "partner-agency", "document": "practitioner",
                        "import": "practitioner"}
    assert statement({**incident, "source": "Self report", "reported_by": "police"}, "import").event.reported_by == "police"
    assert told({**incident, "source": "hearsay"}) == [("source", "bad-value")]


def test_a_list_is_chosen_by_the_field_before_it() -> None:
    """A value of one characteristic is no value of another."""
    row = {"kind": "equality-recorded", "woman": "W-0007", "occurred": "2021"}
    lists = field_meanings("equality-recorded")["value"].chosen_by
    assert lists is not None
    one, two = list(lists[1])[:2]
    first = lists[1][one].names[0]
    assert statement({**row, "characteristic": one, "value": first}, "import").event.value == first
    assert told({**row, "characteristic": two, "value": first})[0][0] == "value"
    assert ("characteristic", "bad-value") in told({**row, "characteristic": "zzz", "value": first})


def test_every_problem_of_a_row_is_found_at_once() -> None:
    """Envelope and fields, blanks, strangers and bad values, each with its column."""
    assert told({"kind": "contact-held", "occurred": "02/13/2021", "source": "x", "medium": "zz", "attendance": " ", "surname": "Smith"}) == [
        ("woman", "blank"), ("occurred", "bad-value"), ("source", "bad-value"), ("surname", "unknown-field"), ("purpose", "blank"),
        ("medium", "bad-value"), ("attendance", "blank")]


@pytest.mark.parametrize(("kind", "says"), [
    ("contact-hold", "Did you mean contact-held"), ("zzz", "outcomes schema"), (7, "outcomes schema"), (["x"], "outcomes schema"), ("x" * 9999, "outcomes")])
def test_a_kind_that_is_none_is_refused_with_the_nearest(kind: Any, says: str) -> None:
    """A slip is met with the kind that was probably meant; the rest of the row is still looked at."""
    with pytest.raises(BadRow) as caught:
        statement({"kind": kind, "woman": "W-0007", "occurred": "2021-13"}, "import")
    assert [(finding.column, finding.code) for finding in caught.value.findings] == [("kind", "unknown-kind"), ("occurred", "bad-value")]
    assert says in caught.value.findings[0].hint


def test_a_kind_is_met_in_any_spelling() -> None:
    """Contact held, contact_held, CONTACT-HELD."""
    for kind in ("Contact held", "contact_held", " CONTACT-HELD "):
        assert statement({**CONTACT, "kind": kind}, "import").kind == "contact-held"
    assert told({**CONTACT, "kind": None})[0] == ("kind", "no-kind")


def test_a_stranger_is_met_with_the_nearest_field() -> None:
    """A misspelt column is never dropped: what stands in it would be lost."""
    with pytest.raises(BadRow, match="Did you mean minutes"):
        statement({**CONTACT, "minuts": 5}, "import")
    with pytest.raises(BadRow, match="no fields of its own"):
        statement({"kind": "died", "woman": "W-0007", "occurred": "2021", "zzzzzzz": 5}, "import")
    assert told({**CONTACT, "": 5}) == [("", "unknown-field")]
    assert told({**CONTACT, "x" * 900_000: 5}) == [("x" * 60, "unknown-field")]
    assert told({**CONTACT, "position": 1, "author": "me", "recorded_at": 5}) == [
        ("position", "unknown-field"), ("author", "unknown-field"), ("recorded_at", "unknown-field")]
    assert statement({**CONTACT, "surname": " "}, "import").kind == "contact-held"


def test_a_text_has_an_end() -> None:
    """Two thousand characters in a field, none more, and none that cannot be seen."""
    spent = {"kind": "resource-spent", "woman": "W-0007", "occurred": "2021", "pence": 5}
    assert statement({**spent, "category": "\u00e9" * 2000}, "import").event.category == "\u00e9" * 2000
    for wrong in ("x" * 2001, "a\nb", "\ud800"):
        assert told({**spent, "category": wrong}) == [("category", "bad-value")]


def test_two_fields_that_contradict_each_other_are_refused_together() -> None:
    """What only the whole event can show names its column too."""
    assert told({**REVIEW, "to": "2020-01-01"}) == [("to", "bad-value")]


INNER = {"kind": "died", "occurred": "2021-02-05"}


@pytest.mark.parametrize("given", [
    INNER, json.dumps(INNER), {**INNER, "woman": "W-0007"}, {"kind": "died", "occurred": "2021-02-05", "event": {}},
    json.dumps({**INNER, "woman": "W-0007"}), {**INNER, "source": "practitioner"}])
def test_a_correcting_event_may_be_an_object_its_text_or_the_kept_form(given: Any) -> None:
    """All forms of a correction are kept as one."""
    event = statement({**CORRECTED, "event": given}, "import").event.event
    assert event == {"kind": "died", "occurred": "2021-02-05", "source": "practitioner", "event": {}}


@pytest.mark.parametrize("given", [
    "died", "[]", "{", [], 7, True, {}, {"kind": "zzz", "occurred": "2021"}, {"kind": "died"}, {**INNER, "occurred": "2021-13"},
    {**INNER, "surname": "Smith"}, {**INNER, "key": "k"}, {"kind": "corrected", "occurred": "2021", "position": 1, "reason": "r", "event": INNER},
    {"kind": "withdrawn", "occurred": "2021", "position": 1, "reason": "r"}, "[" * 100_000, {**INNER, "note": "\ud800"}])
def test_what_is_no_correcting_event_is_refused(given: Any) -> None:
    """A correction is a whole event, of a kind that says something happened."""
    assert told({**CORRECTED, "event": given}) == [("event", "bad-value")]


@pytest.mark.parametrize("given", [{**INNER, "woman": "W-0008"}, json.dumps({**INNER, "woman": "W-0008"}), {**INNER, "woman": "programme"}])
def test_a_correction_never_speaks_of_another_woman(given: Any) -> None:
    """What names another woman is refused, not taken as if it named this one."""
    assert told({**CORRECTED, "event": given})[0][0] == "event"


def deep(kind: str, depth: int) -> dict[str, Any]:
    """Corrections in corrections in corrections."""
    event: dict[str, Any] = INNER
    for _ in range(depth):
        event = {"kind": kind, "occurred": "2021", "position": 1, "reason": "r", "event": event}
    return event


@pytest.mark.parametrize("kind", ["corrected", "Corrected", " CORRECTED"])
@pytest.mark.parametrize("depth", [1, 300, 900])
def test_events_in_events_are_refused_however_deep(kind: str, depth: int) -> None:
    """Nesting is a finding, not the end of the program."""
    assert told({**CORRECTED, "event": deep(kind, depth)}) == [("event", "bad-value")]


def test_one_field_can_be_read_alone() -> None:
    """The same reading serves a question asked on the screen."""
    meaning = field_meanings("contact-held")["minutes"]
    assert value(meaning, "minutes", "30") == 30
    with pytest.raises(BadValue, match="minutes takes a whole number"):
        value(meaning, "minutes", "half")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["yes", "2021-02-08", "2021", "gp;a-and-e", "W-0007", "core-10", "[", "{}", '{"kind": "died"}', "02", 5, "not-known"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "woman", "event", "occurred"]), inner, max_size=3), max_leaves=5)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row of any kind with anything in its cells, half of them as they should be."""
    kind = draw(st.sampled_from(kinds()))
    row: dict[str, Any] = {"kind": kind, "woman": "W-0007", "occurred": "2021-02-08"}
    for name, meaning in field_meanings(kind).items():
        good = {"text": "a", "reference": "R1", "count": 7, "pence": 7, "position": 7, "number": 7.5, "day": "2021", "month": "2021-02",
                "date": "2021-02-08", "texts": ["a"], "event": INNER}.get(meaning.shape)
        row[name] = draw(st.just(good if good is not None else (meaning.words() or ("x",))[0]) | JSON)
    return {**row, **draw(st.dictionaries(st.sampled_from(reading.ENVELOPE), JSON, max_size=2))}


@settings(derandomize=True, deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(rows())
def test_whatever_stands_in_a_row_it_is_a_statement_or_findings(row: dict[str, Any]) -> None:
    """No row ends in anything else, and what is taken can be kept and read back as it was taken."""
    try:
        said = statement(row, "import")
    except BadRow as bad:
        assert bad.findings
    else:
        assert isinstance(said, Statement)
        entry = Entry(said=said, author="P-03", append="a", stream="s", version=1)
        payload = codec.encode(entry)
        assert codec.decode(payload, "s", 1) == entry
        assert codec.encode(codec.decode(payload, "s", 1)) == payload
        assert codec.canonical(said) == codec.canonical(codec.decode(payload, "s", 1).said)


@pytest.mark.parametrize(("typed", "read"), [("1,200", 1200), ("1,234,567.5", 1234567.5), ("-1,200", -1200)])
def test_commas_between_thousands_are_passed_over(typed: str, read: float) -> None:
    """1,200 is how people write it."""
    assert reading.value(Meaning("How much.", "number"), "score", typed) == read


@pytest.mark.parametrize("typed", ["0,5", "1,2", "12,00", "1,2345", ",5"])
def test_a_comma_anywhere_else_is_no_number(typed: str) -> None:
    """0,5 is a half to one reader and five to another; neither is guessed at."""
    with pytest.raises(BadValue):
        reading.value(Meaning("How much.", "number"), "score", typed)
