"""Does the vocabulary say what people agreed that it says, and refuse the rest?"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest

from ledger import codes
from ledger.codes import INSTRUMENTS, CodeList
from ledger.events import (
    GROUPS,
    KINDS,
    PROGRAMME_KINDS,
    class_name,
    event_class,
    kind_of,
    kinds,
)
from ledger.fields import KEY, BadValue, Meaning, meanings

VOCABULARY = """
woman-identified: route birth_year? removals_before? removal_occasions_before? care_experienced criteria_version?
equality-recorded: characteristic value
prioritised: decision forum reason?
outreach-started:
signed-up: planned_months? contraception_choice
plan-changed: planned_end reason
declined: reason
programme-ended: outcome factors?
transition-planned:
aftercare-started:
aftercare-ended:
followed-up: months_after_end traced
practitioner-allocated: practitioner weight?
practitioner-released: practitioner weight?
consent-given: purpose method
consent-withdrawn: purpose method
basis-recorded: purpose article_6 article_9? confidentiality_route? to?
contact-safety-set: safe_media voicemail until? instruction?
safeguarding-raised: about to outcome?
disclosure-requested: from authority decision
disputed: position her_words
whereabouts-changed: whereabouts
died:
processing-restricted: reason authority?
restriction-lifted: reason authority?
legal-hold-set: authority reason
legal-hold-lifted: authority
contact-held: purpose medium attendance activity? minutes? practitioner?
resource-spent: category pence
feedback-given: from theme score? improvement?
goal-set: goal domain status
goal-reviewed: goal domain status
contraception-discussed: with outcome preferred? told_support_continues seen_alone
larc-fitted: method provider? replace_by?
larc-checked: finding
larc-removal-requested:
larc-removed: method reason
contraception-started: method
contraception-stopped: method
emergency-contraception-given: type
pregnancy-confirmed: planned gestation_weeks? due?
pregnancy-ended: outcome gestation_weeks?
child-born: child gestation_weeks? health_need
child-removed: child child_born? occasion? legal_status
child-order-made: child order
child-contact-held: child type attendance? quality? rater? times?
need-assessed: domain rating rater
abuse-status-asked: answer
referral-made: referral service domain to?
referral-decided: referral decision
service-used: service attended origin bed_days? times?
records-reviewed: services from to complete found? reviewer
gp-registered: practice?
gp-deregistered: practice?
course-started: course with?
course-completed: course with?
housing-changed: accommodation secure safe?
finance-reviewed: debt_pence? arrears_pence? weekly_income_pence? benefits
activity-started: activity
activity-ended: activity
substance-use-reviewed: substance days_in_28 route? daily_dose_mg? treatment
incident-reported: incident severity reported_by incident_ref? times? until?
incident-verified: incident_ref by_source finding
risk-assessed: tool score? marac
justice-contact: type severity
instrument-completed: instrument score occasion rater
corrected: position event reason
withdrawn: position reason
identities-merged: other reason
merge-reversed: other reason
capacity-set: women
caseload-cap-set: role women_per_fte
staff-joined: practitioner role fte skill?
staff-changed: practitioner role fte skill?
staff-left: practitioner role? fte? skill?
supervision-held: practitioner type
training-completed: practitioner type
target-set: figure value source reason?
parameter-set: name value reason
budget-set: line pence in_kind period?
funding-received: source pence in_kind period?
spend-made: line pence in_kind period?
unit-cost-set: name pence low high price_year cost_kind source
scenario-set: name counts low central high source
assumption-set: name unit low central high source
reference-set: name place period value source
pathway-agreed: what with? outcome?
decision-made: what with? outcome?
risk-reviewed: what with? outcome?
improvement-made: what with? outcome?
support-requested: what with? outcome?
dpia-recorded: document reviewed_on reason
retention-set: years reviewed_on reason
claim-registered: claim document place text form figures
plan-registered: comparison reason
report-issued: report arguments position root definitions digest cells audience approver
sample-drawn: of size seed frame_digest members
attested: position finding document
checkpoint-made: size root
woman-erased: stream authority reason
ledger-restored: size noted root reason
author-registered: author public_key
author-revoked: author reason
"""
AGREED: dict[str, list[str]] = {
    kind: fields.split() for kind, _, fields in (line.partition(":") for line in VOCABULARY.split("\n") if line)}

MISSING_ALLOWED = {
    ("incident-reported", "severity"), ("justice-contact", "severity"),
    ("woman-identified", "care_experienced"), ("pregnancy-confirmed", "planned"), ("child-born", "health_need"),
    ("child-removed", "legal_status"), ("housing-changed", "secure"), ("housing-changed", "safe"),
    ("finance-reviewed", "benefits"), ("substance-use-reviewed", "treatment")}

LISTS = {name: value for name, value in vars(codes).items() if isinstance(value, CodeList)}

WORDS = {
    "ROUTE": "forum referral self outreach audit removal-data other",
    "PRIORITISING": "prioritised not-prioritised deferred",
    "CONTRACEPTION_CHOICE": "larc other-effective declined undecided not-discussed",
    "PROGRAMME_OUTCOMES": "completed completed-early left-early disengaged moved-away transferred service-closed died",
    "CONSENT_PURPOSE": "programme health-audit evaluation sharing story",
    "REQUESTER": "herself family solicitor police court press other",
    "DISCLOSURE_DECISION": "given part-given refused neither-confirmed-nor-denied",
    "WHEREABOUTS": "in-area out-of-area custody inpatient not-known",
    "CONTACT_PURPOSE": "outreach programme aftercare follow-up",
    "MEDIUM": "face-to-face telephone telemedicine email text other group",
    "ATTENDANCE": "attended-on-time late-but-seen late-not-seen cancelled-by-woman did-not-attend cancelled-by-service",
    "CONTACT_ACTIVITY": "practical accompanied advocacy leisure group other",
    "GOAL_STATUS": "set in-progress met dropped",
    "LARC_METHOD": "injection implant iud ius",
    "OTHER_METHOD": "sterilisation not-needed ring patch",
    "LARC_FINDING": "none bleeding pain expelled other",
    "LARC_REMOVAL_REASON": "her-choice side-effects expired wants-pregnancy expelled switched other",
    "PREGNANCY_OUTCOME": "live-birth stillbirth miscarriage ectopic termination not-known",
    "CHILD_ORDER": "adoption special-guardianship child-arrangements care-order kinship returned-home other",
    "CHILD_CONTACT": "direct letterbox other",
    "NEED_DOMAIN": "mental-health trauma physical-health domestic-abuse drugs alcohol housing money work-and-learning "
                   "justice loss understanding relationships parenting-contact sexual-health self-esteem resilience "
                   "control other",
    "RATING": "none met unmet unknown",
    "RATER": "woman practitioner partner",
    "ABUSE_STATUS": "current past-year earlier none declined unsafe-to-ask",
    "REFERRAL_DECISION": "accepted waiting-list below-threshold not-available declined-by-woman closed other",
    "SERVICES": "a-and-e emergency-admission ambulance nhs-111 urgent-treatment mental-health-crisis other-unplanned "
                "gp sexual-health talking-therapies mental-health trauma-therapy counselling drug-and-alcohol "
                "outpatient elective-admission dentist pharmacy other-planned maternity domestic-abuse-service "
                "housing-support mutual-aid advice probation police-callout childrens-social-care police-and-courts",
    "ACCOMMODATION": "council housing-association private-rented rough-sleeping shelter sofa-surfing temporary foyer "
                     "refuge other-supported",
    "ACTIVITY": "employed seeking student-or-trainee long-term-sick home-or-carer neither volunteering retired other",
    "SUBSTANCES": "alcohol heroin crack cocaine cannabis benzodiazepines other-opiates prescribed-substitute other",
    "INCIDENTS": "domestic-abuse sexual-violence self-harm suicidal-thoughts suicide-attempt overdose arrest eviction "
                 "missing other",
    "REPORTED_BY": "self practitioner police partner-agency",
    "JUSTICE": "arrest charge caution conviction community-order probation custody other",
    "OCCASION": "baseline 3-months 6-months 12-months exit follow-up",
    "INSTRUMENT": "core-10 phq-9 gad-7 swemwbs wemwbs life-satisfaction rses gse brs",
}

CODES = {
    "DECLINE_REASON": "01 not-now 02 unreachable 03 unsuitable 04 turned-away-full 98 other",
    "MEDIUM": "01 face-to-face 02 telephone 03 telemedicine 05 email 06 text 98 other",
    "ATTENDANCE": "5 attended-on-time 6 late-but-seen 7 late-not-seen 2 cancelled-by-woman 3 did-not-attend "
                  "4 cancelled-by-service",
    "LARC_METHOD": "01 injection 02 implant 03 iud 04 ius",
    "CONTRACEPTION": "01 injection 02 implant 03 iud 04 ius",
    "RATING": "0 none 1 met 2 unmet 9 unknown",
    "ACCOMMODATION": "MA04 council MA05 housing-association MA06 private-rented HM01 rough-sleeping HM03 shelter "
                     "HM04 sofa-surfing HM05 temporary CH01 foyer CH02 refuge CH09 other-supported",
    "ACTIVITY": "01 employed 02 seeking 03 student-or-trainee 04 long-term-sick 05 home-or-carer 06 neither "
                "07 volunteering 08 retired 98 other",
}

PLAIN: dict[str, Any] = {
    "text": "in words", "reference": "X-1", "pence": 100, "day": "2020-02", "date": "2020-02-08", "month": "2019-05",
    "position": 3, "event": {"kind": "died"}, "texts": ("a", "b"), "number": 1, "count": 4}
WRONG: dict[str, Any] = {
    "text": "bell\x07", "reference": "two words", "code": "no-such-word", "codes": (), "pence": -1, "day": "soon",
    "date": "2020-02", "month": "2020-02-08", "position": 0, "event": {}, "texts": "a", "number": "1", "count": 1.5}


def example(meaning: Meaning) -> Any:
    """A value that fits a field."""
    if meaning.codes:
        return meaning.codes.names[0] if meaning.shape == "code" else meaning.codes.names[:1]
    if meaning.shape == "count" and meaning.least:
        return max(4, int(meaning.least))
    return PLAIN[meaning.shape]


def filled(kind: str, **changed: Any) -> dict[str, Any]:
    """Every field of a kind, by attribute, with a value that fits."""
    given = {a.name: example(a.metadata[KEY]) for a in attrs.fields(event_class(kind))}
    if kind == "records-reviewed":
        given["from_"] = "2019-02-08"
    return {**given, **changed}


def typed(kind: str, fields: dict[str, Any]) -> Any:
    """An event from the names people type: `from`, `with`."""
    attributes = {a.name.rstrip("_"): a.name for a in attrs.fields(event_class(kind))}
    return event_class(kind)(**{attributes[name]: value for name, value in fields.items()})


# The table.


def test_every_kind_of_the_vocabulary_exists_once_and_no_other() -> None:
    """The table holds the agreed kinds, in the agreed order, each in one module."""
    assert kinds() == tuple(AGREED)
    assert sum(map(len, GROUPS.values())) == len(KINDS)


def test_table_and_modules_agree() -> None:
    """Each module defines the classes of its kinds, in their order, and no other event."""
    for module, group in GROUPS.items():
        found = [name for name, value in vars(sys.modules[event_class(group[0]).__module__]).items()
                 if attrs.has(value) and value.__module__ == f"ledger.events.{module}"]

        assert found == [class_name(kind) for kind in group]


def test_a_class_has_the_words_of_its_kind() -> None:
    """Kind and class name turn into each other, without a second table."""
    assert class_name("larc-fitted") == "LarcFitted"
    for kind in kinds():
        assert kind_of(event_class(kind)(**filled(kind))) == kind


def test_a_kind_has_one_class_however_often_it_is_made() -> None:
    """Two workers that ask for a kind at the same moment get the same class: else an entry would be no event of its own kind."""
    for kind in ("larc-fitted", "died"):
        assert event_class.__wrapped__(kind) is event_class(kind)
        assert kind_of(event_class.__wrapped__(kind)(**filled(kind))) == kind


def test_an_unknown_kind_is_a_key_error() -> None:
    """Neither a made-up kind nor a class that is no event is taken for one."""
    with pytest.raises(KeyError):
        event_class("larc-lost")
    with pytest.raises(KeyError):
        kind_of("larc-fitted")


def test_the_programmes_own_kinds_are_those_of_its_module() -> None:
    """What may stand in the unsealed stream is one group, and no woman's kind is in it."""
    assert frozenset(GROUPS["service"]) == PROGRAMME_KINDS
    assert "woman-erased" in PROGRAMME_KINDS
    assert "larc-fitted" not in PROGRAMME_KINDS


def test_loading_the_table_loads_no_module_of_it() -> None:
    """A command pays for the one group that it uses."""
    said = subprocess.run(
        [sys.executable, "-c", "import sys, ledger.events; print([m for m in sys.modules if 'ledger.' in m])"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent).stdout

    assert said.strip() == "['ledger.events']"


# The classes.


@pytest.mark.parametrize("kind", AGREED)
def test_a_kind_has_the_fields_that_were_agreed(kind: str) -> None:
    """Names, order, and which may be left out, are those of the vocabulary."""
    found = [name + ("" if meaning.required else "?") for name, meaning in meanings(event_class(kind)).items()]

    assert found == AGREED[kind]


@pytest.mark.parametrize("kind", AGREED)
def test_an_event_cannot_be_changed_and_takes_its_fields_by_name(kind: str) -> None:
    """Events are frozen, and nobody can mix up the order of two fields."""
    event = event_class(kind)(**filled(kind))

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.anything = 1
    assert all(a.kw_only for a in attrs.fields(event_class(kind)))


@pytest.mark.parametrize("kind", AGREED)
def test_a_kind_and_its_fields_say_what_they_mean(kind: str) -> None:
    """The docstring is one sentence, and so is each meaning: they are the help and the template."""
    sentences = [event_class(kind).__doc__ or "", *(m.text for m in meanings(event_class(kind)).values())]

    for sentence in sentences:
        assert re.fullmatch(r"[A-Z][^\n]{2,110}\.", sentence), sentence


def test_only_what_may_be_unknown_takes_the_words_for_missing() -> None:
    """Unknown is a value where the vocabulary says so, and nowhere else."""
    found = {(kind, name) for kind in kinds() for name, meaning in meanings(event_class(kind)).items()
             if meaning.missing}

    assert found == MISSING_ALLOWED


def test_fields_that_follow_the_source_are_still_always_stored() -> None:
    """Their default depends on the entry's source, so it must not depend on the reader."""
    found = {(kind, name): meaning.by_source for kind in kinds()
             for name, meaning in meanings(event_class(kind)).items() if meaning.by_source}

    assert found == {
        ("service-used", "origin"): {"self-report": "self-report", "": "record"},
        ("incident-reported", "reported_by"): {
            "self-report": "self", "practitioner": "practitioner", "partner-record": "partner-agency",
            "": "practitioner"},
        ("disclosure-requested", "decision"): {"": "neither-confirmed-nor-denied"}}
    for kind, name in found:
        meaning = meanings(event_class(kind))[name]
        assert meaning.required
        assert set((meaning.by_source or {}).values()) <= set(meaning.words())


def every_field() -> Iterator[tuple[str, str, str]]:
    for kind in kinds():
        for attribute in attrs.fields(event_class(kind)):
            yield kind, attribute.name, attribute.metadata[KEY].shape


@pytest.mark.parametrize(("kind", "name", "shape"), tuple(every_field()))
def test_a_value_that_does_not_fit_is_refused_with_a_sentence(kind: str, name: str, shape: str) -> None:
    """No field is left unguarded, and the refusal names the field as people type it."""
    with pytest.raises(BadValue) as refused:
        event_class(kind)(**filled(kind, **{name: WRONG[shape]}))

    assert name.rstrip("_") in refused.value.sentence


@pytest.mark.parametrize("kind", AGREED)
def test_an_event_comes_back_from_json_as_it_was(kind: str) -> None:
    """JSON holds a whole event, lists and whole events included."""
    event = event_class(kind)(**filled(kind))

    assert msgspec.json.decode(msgspec.json.encode(event), type=event_class(kind)) == event


@pytest.mark.parametrize(("kind", "json", "said"), [
    ("larc-fitted", b'{"method": "pill"}', "method: 'pill' is not in the list"),
    ("substance-use-reviewed", b'{"substance": "heroin", "days_in_28": 29, "treatment": "no"}', "days_in_28 is 29"),
    ("instrument-completed", b'{"instrument": "gad-7", "score": 22, "occasion": "exit", "rater": "woman"}',
     "gad-7 runs from 0 to 21"),
])
def test_reading_json_runs_the_validators(kind: str, json: bytes, said: str) -> None:
    """What was tampered with or written by another program is not read as if it were right."""
    with pytest.raises(msgspec.ValidationError, match=re.escape(said)):
        msgspec.json.decode(json, type=event_class(kind))


def test_a_schema_can_be_made_of_every_kind() -> None:
    """The docstring is the schema's description."""
    for kind in kinds():
        schema = msgspec.json.schema(event_class(kind))

        assert schema["$defs"][class_name(kind)]["description"] == event_class(kind).__doc__


# Rules from field to field.


@pytest.mark.parametrize(("kind", "changed", "said"), [
    ("equality-recorded", {"characteristic": "disability", "value": "sikh"}, "not in the list disability"),
    ("larc-fitted", {"method": "ring"}, "not in the list"),
    ("contraception-started", {"method": "implant"}, "not in the list"),
    ("records-reviewed", {"from_": "2021-02-01", "to": "2021-02-01"}, "must come after from"),
    ("records-reviewed", {"from_": "2021-02"}, "takes a full day"),
    ("records-reviewed", {"services": ("gp", "gp")}, "twice"),
    ("instrument-completed", {"instrument": "brs", "score": 5.1}, "brs runs from 1 to 5"),
    ("instrument-completed", {"instrument": "swemwbs", "score": 23.21}, "takes the raw total"),
    ("feedback-given", {"score": 6}, "score is 6"),
    ("child-contact-held", {"quality": 0}, "quality is 0"),
    ("pregnancy-confirmed", {"gestation_weeks": 3}, "gestation_weeks is 3"),
    ("child-born", {"gestation_weeks": 46}, "gestation_weeks is 46"),
    ("child-removed", {"child_born": "2015-03-02"}, "not a day"),
    ("signed-up", {"planned_months": 61}, "planned_months is 61"),
    ("target-set", {"figure": "M09.in-place"}, "takes no target"),
    ("target-set", {"figure": "m11"}, "takes no target"),
    ("scenario-set", {"low": 0.2, "central": 0.1, "high": 0.3}, "less than low"),
    ("assumption-set", {"low": 1, "central": 3, "high": 2}, "less than central"),
    ("unit-cost-set", {"low": 101}, "wrong side"),
    ("unit-cost-set", {"high": 99}, "wrong side"),
    ("report-issued", {"cells": ("a", "")}, "cells is blank"),
])
def test_fields_that_contradict_each_other_are_refused(kind: str, changed: dict[str, Any], said: str) -> None:
    """What cannot be true is refused at once, with what is wrong."""
    with pytest.raises(BadValue) as refused:
        event_class(kind)(**filled(kind, **changed))

    assert said in refused.value.sentence


@pytest.mark.parametrize(("characteristic", "value"), [
    ("ethnic-category", "black-african"), ("disability", "none"), ("sexual-orientation", "not-known"),
    ("gender-same-as-at-birth", "yes"), ("marital-status", "declined"), ("religion", "none")])
def test_each_characteristic_takes_its_own_words(characteristic: str, value: str) -> None:
    """One word may stand in several lists; it is judged by the characteristic."""
    event = typed("equality-recorded", {"characteristic": characteristic, "value": value})

    assert (event.characteristic, event.value) == (characteristic, value)


def test_what_may_be_left_out_is_left_out() -> None:
    """A coordinator is not made to type what has a documented default, nor what is not known."""
    assert typed("signed-up", {"contraception_choice": "undecided"}).planned_months is None
    assert typed("practitioner-allocated", {"practitioner": "P-01"}).weight is None
    assert typed("housing-changed", {"accommodation": "council", "secure": "not-asked"}).safe is None
    with pytest.raises(TypeError):
        typed("signed-up", {})


# The code lists.


@pytest.mark.parametrize("name", LISTS)
def test_every_code_list_says_whose_words_they_are(name: str) -> None:
    """A title for people, a standard, and a date where somebody else's codes were read."""
    listed = LISTS[name]

    assert listed.title
    assert listed.standard
    if listed.coded and "own words" not in listed.standard:
        assert "2026-11-22" in listed.standard


@pytest.mark.parametrize("name", LISTS)
def test_words_and_codes_are_unique_in_a_list(name: str) -> None:
    """A word has one meaning, a code one word, and a word can be typed."""
    listed = LISTS[name]
    given = [code for code in listed.known.values() if code]

    if listed.lines:
        assert len(listed.names) == len(listed.lines)
    assert len(listed.by_code) == len(given)
    for word in listed.names:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word)
        assert len(word) <= 40
        assert listed.meaning(word)
    assert not set(listed.by_code) & {word.upper() for word in listed.names}


@pytest.mark.parametrize("name", LISTS)
def test_groups_hold_words_of_their_list(name: str) -> None:
    """No report can count a word that nobody can record."""
    for group in LISTS[name].groups.values():
        assert set(group) <= set(LISTS[name].names)
        assert len(set(group)) == len(group)


@pytest.mark.parametrize("name", WORDS)
def test_the_words_of_the_vocabulary_can_be_recorded(name: str) -> None:
    """They exist exactly as agreed."""
    assert set(WORDS[name].split()) <= set(LISTS[name].names)


@pytest.mark.parametrize("name", CODES)
def test_the_codes_of_the_vocabulary_stand_for_the_agreed_words(name: str) -> None:
    """A partner's file with codes means what the partner meant."""
    said = CODES[name].split()

    for code, word in zip(said[::2], said[1::2], strict=True):
        assert LISTS[name].by_code[code] == word
        assert LISTS[name].known[word] == code


@pytest.mark.parametrize(("name", "expected"), [
    ("ETHNIC_CATEGORY", "A B C D E F G H J K L M N P R S Z 99"),
    ("DISABILITY", "01 02 03 04 05 06 07 08 09 10 XX NN ZZ"),
    ("SEXUAL_ORIENTATION", "1 2 3 4 U Z"),
    ("GENDER_SAME_AS_AT_BIRTH", "Y N Z"),
    ("MARITAL_STATUS", "S M D W P N"),
    ("RELIGION", "A B C D E F G H I J K L M N"),
    ("LEGAL_STATUS", "C1 C2 D1 E1 V2 V3 V4 J1 J2 J3 L1 L2 L3"),
])
def test_a_standards_list_is_whole(name: str, expected: str) -> None:
    """No woman is left out because a range was cut short."""
    assert list(LISTS[name].by_code) == expected.split()


def test_asked_but_declined_is_the_same_word_in_every_standard() -> None:
    """Z, ZZ, M and N of the standards are one word for whoever counts."""
    assert {LISTS[name].by_code[code] for name, code in [
        ("ETHNIC_CATEGORY", "Z"), ("DISABILITY", "ZZ"), ("SEXUAL_ORIENTATION", "Z"),
        ("GENDER_SAME_AS_AT_BIRTH", "Z"), ("MARITAL_STATUS", "N"), ("RELIGION", "M")]} == {"declined"}


def test_a_line_may_have_no_code() -> None:
    """Where a code was not confirmed, the word stands alone rather than with a guess."""
    listed = codes.codes("fruit", "own words", "01 apple", "- pear: a soft one")

    assert dict(listed.known) == {"apple": "01", "pear": ""}
    assert dict(listed.by_code) == {"01": "apple"}
    assert listed.meaning("pear") == "a soft one"


def test_services_fall_into_one_class_each() -> None:
    """Planned and unplanned care are told apart by the list, never by the person typing."""
    groups = LISTS["SERVICES"].groups
    classes = [groups[name] for name in ("unplanned", "planned", "maternity", "not_health")]

    assert sum(map(len, classes)) == len({word for group in classes for word in group})
    assert {word for group in classes for word in group} | {"other"} == set(LISTS["SERVICES"].names)
    assert groups["health"] == (*groups["unplanned"], *groups["planned"], "maternity")


def test_accommodation_falls_into_groups_by_its_code() -> None:
    """Settled is mainstream alone; a refuge or a foyer is support, not homelessness."""
    listed = LISTS["ACCOMMODATION"]
    prefixes = {"mainstream": "MA", "homeless": "HM", "supported": "CH", "mental_health": "MH", "justice": "CJ"}

    for group, prefix in prefixes.items():
        found = {word for word, code in listed.known.items() if code.startswith(prefix)}
        assert found <= set(listed.groups[group])
        assert {listed.known[word][:2] for word in listed.groups[group]} <= {prefix, ""}
    assert sorted(word for group in listed.groups.values() for word in group) == sorted(listed.names)


def test_a_prescribed_substitute_is_not_use() -> None:
    """Methadone from a prescriber never counts as drug use."""
    assert set(LISTS["SUBSTANCES"].names) - set(LISTS["SUBSTANCES"].groups["uses"]) == {"prescribed-substitute"}


# Instruments.


def test_instruments_have_the_published_ranges_and_thresholds() -> None:
    """Range, direction, caseness, reliable change and its confidence are data."""
    found = {name: (i.least, i.most, i.higher_is_better, i.caseness, i.reliable_change, i.confidence)
             for name, i in INSTRUMENTS.items()}

    assert found == {
        "core-10": (0, 40, False, 11, 6, 0.90), "phq-9": (0, 27, False, 10, 6, 0.95),
        "gad-7": (0, 21, False, 8, 4, 0.95), "swemwbs": (7, 35, True, None, None, None),
        "wemwbs": (14, 70, True, None, None, None), "life-satisfaction": (0, 10, True, None, None, None),
        "rses": (0, 30, True, None, None, None), "gse": (10, 40, True, None, None, None),
        "brs": (1, 5, True, None, None, None)}
    assert all(i.licence for i in INSTRUMENTS.values())


def test_swemwbs_is_converted_by_the_published_table() -> None:
    """Raw totals 7 to 35 have 29 metric values, ever rising, the ends unchanged."""
    swemwbs = INSTRUMENTS["swemwbs"]

    assert len(swemwbs.metric) == 29
    assert sorted(set(swemwbs.metric)) == list(swemwbs.metric)
    assert [swemwbs.value(raw) for raw in (7, 8, 21, 34, 35)] == [7.00, 9.51, 19.25, 32.55, 35.00]
    assert INSTRUMENTS["brs"].value(3.5) == 3.5


# The three stories.

Told = tuple[str, str, dict[str, Any]]


def need(domain: str, rating: str, occurred: str, rater: str = "woman") -> Told:
    return ("need-assessed", occurred, {"domain": domain, "rating": rating, "rater": rater})


# "Jade began her engagement in early summer 2015": later months are the test's, the order is the paper's.
# "Significantly reduced her methadone use" gives no dose; 60 and 35 stand where the coordinator's figures would.
JADE: list[Told] = [
    ("woman-identified", "2015", {"route": "other", "removals_before": 4, "care_experienced": "not-known"}),
    *(("child-removed", "2015", {"child": child, "legal_status": "not-known"}) for child in ("C1", "C2")),
    *(("child-removed", "2015", {"child": child, "legal_status": "not-looked-after"}) for child in ("C3", "C4")),
    *(("child-order-made", "2015", {"child": child, "order": "adoption"}) for child in ("C1", "C2")),
    *(("child-order-made", "2015", {"child": child, "order": "kinship"}) for child in ("C3", "C4")),
    ("signed-up", "2015-06", {"contraception_choice": "not-discussed"}),
    *(need(domain, "unmet", "2015-06") for domain in (
        "trauma", "self-esteem", "loss", "mental-health", "drugs", "alcohol", "housing", "money")),
    ("substance-use-reviewed", "2015-06", {
        "substance": "prescribed-substitute", "days_in_28": 28, "daily_dose_mg": 60, "treatment": "no"}),
    ("housing-changed", "2015", {"accommodation": "mainstream", "secure": "yes"}),
    ("referral-made", "2015", {"referral": "R1", "service": "drug-and-alcohol", "domain": "drugs"}),
    ("referral-decided", "2015", {"referral": "R1", "decision": "accepted"}),
    ("service-used", "2015", {"service": "drug-and-alcohol", "attended": "yes", "origin": "self-report"}),
    ("service-used", "2015", {"service": "counselling", "attended": "yes", "origin": "self-report"}),
    ("course-started", "2015", {"course": "Catering", "with": "college"}),
    ("course-started", "2015", {"course": "Maths", "with": "college"}),
    ("activity-started", "2015", {"activity": "student-or-trainee"}),
    ("activity-started", "2015", {"activity": "volunteering"}),
    *(("contact-held", "2015", {"purpose": "programme", "medium": medium, "attendance": "attended-on-time",
                                "activity": activity})
      for medium, activity in (("group", "group"), ("face-to-face", "leisure"), ("face-to-face", "practical"))),
    need("housing", "met", "2016"), need("money", "met", "2016"),
    ("substance-use-reviewed", "2016", {
        "substance": "prescribed-substitute", "days_in_28": 28, "daily_dose_mg": 35, "treatment": "yes"}),
    ("feedback-given", "2016", {"from": "woman", "theme": "housing",
                                "improvement": "The most important factor in finding stability."}),
]

# No date is told; 2018 is the year of the slides.
JANE: list[Told] = [
    ("woman-identified", "2018", {"route": "outreach", "care_experienced": "not-known"}),
    ("child-removed", "2018", {"child": "C1", "occasion": "O1", "legal_status": "not-known"}),
    ("child-removed", "2018", {"child": "C2", "occasion": "O1", "legal_status": "not-known"}),
    ("outreach-started", "2018", {}),
    ("contact-held", "2018", {"purpose": "outreach", "medium": "telephone", "attendance": "attended-on-time"}),
    ("incident-reported", "2018", {"incident": "suicidal-thoughts", "severity": "high", "reported_by": "self"}),
    need("trauma", "unmet", "2018"),
    need("understanding", "unmet", "2018"), need("loss", "unmet", "2018"), need("relationships", "unmet", "2018"),
    ("signed-up", "2018", {"contraception_choice": "not-discussed"}),
    ("course-completed", "2018", {"course": "Freedom Programme", "with": "Women's Aid"}),
    ("service-used", "2018", {"service": "domestic-abuse-service", "attended": "yes", "origin": "self-report"}),
    need("understanding", "met", "2018"),
    ("housing-changed", "2018", {"accommodation": "mainstream", "secure": "not-known"}),
    ("contact-held", "2018", {"purpose": "programme", "medium": "face-to-face", "attendance": "attended-on-time",
                              "activity": "practical"}),
    ("activity-started", "2018", {"activity": "employed"}),
    ("activity-started", "2018", {"activity": "student-or-trainee"}),
    ("child-contact-held", "2018", {"child": "C1", "type": "direct"}),
    ("child-contact-held", "2018", {"child": "C2", "type": "direct"}),
    need("self-esteem", "met", "2018"), need("resilience", "met", "2018"), need("relationships", "met", "2018"),
    ("feedback-given", "2018", {"from": "woman", "theme": "being told the truth without threats"}),
]

# No date is told; 2017 stands for the year of the paper.
BELLA: list[Told] = [
    ("woman-identified", "2017", {"route": "other", "removals_before": 6, "removal_occasions_before": 6,
                                  "care_experienced": "not-known"}),
    *(("child-removed", "2017", {"child": f"C{n}", "occasion": f"O{n}", "legal_status": "not-known"})
      for n in range(1, 7)),
    *(("child-order-made", "2017", {"child": f"C{n}", "order": "special-guardianship"}) for n in (1, 2)),
    *(("child-order-made", "2017", {"child": f"C{n}", "order": "adoption"}) for n in (3, 4, 5, 6)),
    ("signed-up", "2017", {"contraception_choice": "not-discussed"}),
    *(need(domain, "unmet", "2017") for domain in (
        "trauma", "relationships", "housing", "understanding", "mental-health", "parenting-contact")),
    ("housing-changed", "2017", {"accommodation": "not-known", "secure": "no"}),
    ("referral-made", "2017", {"referral": "R1", "service": "counselling", "domain": "mental-health"}),
    ("service-used", "2017", {"service": "counselling", "attended": "yes", "origin": "self-report"}),
    ("housing-changed", "2017", {"accommodation": "housing-association", "secure": "yes", "safe": "yes"}),
    *(need(domain, "met", "2017") for domain in ("understanding", "housing", "self-esteem", "parenting-contact")),
    *(("child-contact-held", "2017-12", {"child": f"C{n}", "type": "direct"}) for n in (1, 2)),
    ("goal-set", "2017", {"goal": "G1", "domain": "work-and-learning", "status": "set"}),
]


@pytest.mark.parametrize("story", [JADE, JANE, BELLA], ids=["Jade", "Jane", "Bella"])
def test_a_published_story_fits_without_force(story: list[Told]) -> None:
    """Each of the three women's stories can be entered, event by event, with dates to the month or year."""
    for kind, occurred, fields in story:
        assert kind_of(typed(kind, fields)) == kind
        assert kind not in PROGRAMME_KINDS
        assert re.fullmatch(r"\d{4}(-\d\d)?", occurred)


def test_a_lower_dose_at_the_same_days_is_told_apart() -> None:
    """Jade's methadone fell in dose, not in days: both are kept, and neither is use."""
    reviews = [typed(kind, fields) for kind, _, fields in JADE if kind == "substance-use-reviewed"]

    assert [r.days_in_28 for r in reviews] == [28, 28]
    assert reviews[1].daily_dose_mg < reviews[0].daily_dose_mg
    assert not {r.substance for r in reviews} & set(LISTS["SUBSTANCES"].groups["uses"])


def test_a_story_takes_several_activities_at_once() -> None:
    """Two courses and volunteering run beside each other; none ends another."""
    started = [fields.get("course") or fields["activity"] for kind, _, fields in JADE
               if kind in ("course-started", "activity-started")]

    assert started == ["Catering", "Maths", "student-or-trainee", "volunteering"]


@pytest.mark.parametrize(("story", "children"), [(JADE, 4), (BELLA, 6)], ids=["Jade", "Bella"])
def test_unknown_dates_of_children_lose_no_child(story: list[Told], children: int) -> None:
    """As many removals as the paper tells, with neither month of birth nor legal status made up."""
    removed = [fields for kind, _, fields in story if kind == "child-removed"]

    assert len({fields["child"] for fields in removed}) == children
    assert not any("child_born" in fields for fields in removed)


def test_a_word_that_no_list_explains_means_itself() -> None:
    """A list made of others asks them in turn, and then reads the word as it stands."""
    assert codes.EQUALITY_VALUE.meaning("of-another-world") == "of another world"


def test_a_date_that_is_no_text_is_refused() -> None:
    """A number that Excel made of a date does not slip in."""
    with pytest.raises(BadValue, match="takes a date"):
        event_class("incident-reported")(**filled("incident-reported", until=44235))
