"""What is odd in a history, and what only looks so? Each rule has three: it happens, it does not happen, it stays quiet."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from women_told import woman

from ledger import free_text, history
from ledger.audit import Checked
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Finding
from ledger.reading import statement
from projections import quality, worlds

BORN = "2020-06-03 woman-identified route=forum care_experienced=not-known\n"
IN = BORN + "2020-11-02 signed-up contraception_choice=larc\n"
CONTACT = "contact-held purpose=programme medium=telephone attendance=attended-on-time\n"
SCORE = "instrument-completed instrument=core-10 score=20 rater=woman "
USED = "service-used service=a-and-e origin=record attended="
REVIEW = "2021-05-01 records-reviewed services=a-and-e from=2021-01-01 to=2021-04-01 complete=yes reviewer=P-03 found="
NOTE = BORN + "2020-11-02 signed-up contraception_choice=larc note="

RULES = {
    "after-death": ("must", IN + "2021-03-01 died\n2021-03-02 " + CONTACT,
                    IN + "2021-03-01 " + CONTACT + "2021-03-01 died\n",
                    IN + "2021-03 died\n2021-03-20 " + CONTACT + "2021-04-20 child-order-made child=C1 order=adoption\n"),
    "contact-after-end": ("should", IN + "2021-03-01 programme-ended outcome=completed\n2021-03-02 " + CONTACT,
                          IN + "2021-03-01 programme-ended outcome=completed\n2021-03-01 " + CONTACT,
                          IN + "2021-03-01 programme-ended outcome=completed\n2021-03 " + CONTACT
                          + "2021-04-01 contact-held purpose=aftercare medium=telephone attendance=did-not-attend\n"),
    "signed-up-before-woman-identified": ("should", "2020-06-03 signed-up contraception_choice=larc\n2020-06-04 "
                                          "woman-identified route=self care_experienced=no\n", IN,
                                          "2020-06-03 signed-up contraception_choice=larc\n2020-06 "
                                          "woman-identified route=self care_experienced=no\n"),
    "signed-up-before-outreach-started": ("should", IN + "2020-12-01 outreach-started\n", "2020-07-01 outreach-started\n" + IN,
                                          IN + "2021-01-01 programme-ended outcome=left-early\n2021-05-01 outreach-started\n"),
    "signed-up-twice": ("should", IN + "2021-01-02 signed-up contraception_choice=larc\n", IN,
                        IN + "2021-01-02 programme-ended outcome=left-early\n2021-01-02 signed-up contraception_choice=larc\n"),
    "ended-not-signed-up": ("should", BORN + "2021-01-02 programme-ended outcome=left-early\n", IN,
                            IN + "2020-11-02 programme-ended outcome=left-early\n"),
    "released-not-allocated": ("should", IN + "2021-01-02 practitioner-released practitioner=P-01\n",
                               IN + "2020-12-02 practitioner-allocated practitioner=P-01\n"
                               "2021-01-02 practitioner-released practitioner=P-01\n",
                               IN + "2021-01 practitioner-allocated practitioner=P-01\n"
                               "2021-01-01 practitioner-released practitioner=P-01\n"),
    "removed-never-fitted": ("should", IN + "2021-01-02 larc-removed method=iud reason=her-choice\n",
                             IN + "2021-01-01 larc-fitted method=iud\n2021-01-02 larc-removed method=iud reason=her-choice\n",
                             IN + "2021-01 larc-fitted method=iud\n2021-01-01 larc-removed method=iud reason=her-choice\n"),
    "two-devices": ("should", IN + "2021-01-02 larc-fitted method=iud\n2021-05-02 larc-fitted method=implant\n",
                    IN + "2021-01-02 larc-fitted method=iud\n2021-05-02 larc-removed method=iud reason=switched\n2021-05-02 larc-fitted method=implant\n",
                    IN + "2021-01-02 larc-fitted method=iud\n2021-05-02 larc-fitted method=implant\n2021-05 larc-removed method=iud reason=switched\n"
                    "2021-06-02 larc-fitted method=injection\n2022-05-02 larc-fitted method=implant\n2022-06-02 larc-checked finding=expelled\n"
                    "2022-06-03 larc-fitted method=ius\n"),
    "fitted-twice": ("should", IN + "2021-01-02 larc-fitted method=iud\n2021-01-02 larc-fitted method=iud provider=clinic\n",
                     IN + "2021-01-02 larc-fitted method=iud\n2021-03-02 larc-fitted method=iud\n",
                     IN + "2021-01 larc-fitted method=injection\n2021-01 larc-fitted method=injection\n"),
    "identified-twice": ("should", BORN + "2020-09-03 woman-identified route=self care_experienced=yes\n" + IN.removeprefix(BORN), IN,
                         IN + "2021-01-02 equality-recorded characteristic=religion value=none\n"),
    "born-too-soon": ("should", "2020-06-03 woman-identified route=forum care_experienced=yes birth_year=2001\n"
                      "2010-05 child-born child=C1 health_need=no\n",
                      "2020-06-03 woman-identified route=forum care_experienced=yes birth_year=1990\n"
                      "2010-05 child-born child=C1 health_need=no\n",
                      "2020-06-03 woman-identified route=forum care_experienced=yes birth_year=2001\n"
                      "2010-05 child-removed child=C1 legal_status=not-known\n"),
    "removed-before-born": ("should", IN + "2021-02-01 child-born child=C1 health_need=no\n"
                            "2021-01-01 child-removed child=C1 legal_status=section-20\n",
                            IN + "2021-02-01 child-born child=C1 health_need=no\n2021-02-02 child-removed child=C1 legal_status=section-20\n",
                            IN + "2021-02-01 child-removed child=C1 legal_status=section-20 child_born=2021-02\n"),
    "born-twice": ("should", IN + "2021-02-01 child-born child=C1 health_need=no\n2021-03-01 child-born child=C1 health_need=no\n",
                   IN + "2021-02-01 child-born child=C1 health_need=no\n2021-02-01 child-born child=C2 health_need=no\n",
                   IN + "2021-02-01 child-born child=C1 health_need=no\n2021-02-01 child-born child=C1 health_need=yes\n"),
    "reviewed-never-set": ("note", IN + "2021-02-01 goal-reviewed goal=G1 domain=housing status=met\n",
                           IN + "2021-01-01 goal-set goal=G1 domain=housing status=set\n2021-02-01 goal-reviewed goal=G1 domain=housing status=met\n",
                           IN + "2021-01-01 goal-set goal=G1 domain=housing status=set\n"),
    "decided-never-made": ("should", IN + "2021-02-01 referral-decided referral=R1 decision=accepted\n",
                           IN + "2021-01-01 referral-made referral=R1 service=gp domain=housing\n"
                           "2021-02-01 referral-decided referral=R1 decision=accepted\n",
                           IN + "2021-03-01 referral-made referral=R1 service=gp domain=housing\n"
                           "2021-02-01 referral-decided referral=R1 decision=accepted\n"),
    "verified-never-reported": ("should", IN + "2021-02-01 incident-verified incident_ref=I1 by_source=police finding=confirmed\n",
                                IN + "2021-01-01 incident-reported incident=arrest severity=low incident_ref=I1\n"
                                "2021-02-01 incident-verified incident_ref=I1 by_source=police finding=confirmed\n",
                                IN + "2021-01-01 incident-reported incident=arrest severity=low\n"),
    "ends-before-it-begins": ("should", IN + "2021-02-08 incident-reported incident=arrest severity=low until=2020-02-08\n",
                              IN + "2021-02-08 incident-reported incident=arrest severity=low until=2021-02-08\n",
                              IN + "2021-02-08 incident-reported incident=arrest severity=low until=2021-02\n"
                              "2021-03 contact-safety-set safe_media=text voicemail=no until=2021-03-01\n"),
    "two-homes": ("should", IN + "2021-02-01 housing-changed accommodation=council secure=yes\n"
                  "2021-02-01 housing-changed accommodation=refuge secure=no\n",
                  IN + "2021-02-01 housing-changed accommodation=council secure=yes\n2021-02-02 housing-changed accommodation=refuge secure=no\n",
                  IN + "2021-02 housing-changed accommodation=council secure=yes\n2021-02 housing-changed accommodation=refuge secure=no\n"),
    "occasion-twice": ("should", IN + f"2020-11-03 {SCORE} occasion=baseline\n2020-11-20 {SCORE} occasion=baseline\n",
                       IN + f"2020-11-03 {SCORE} occasion=baseline\n2021-05-03 {SCORE} occasion=6-months\n",
                       IN + f"2021-11-03 {SCORE} occasion=follow-up\n2022-05-03 {SCORE} occasion=follow-up\n"),
    "review-differs": ("should", IN + REVIEW + "2\n2021-02-01 " + USED + "yes\n",
                       IN + REVIEW + "2\n2021-02-01 " + USED + "yes times=2\n",
                       IN + REVIEW + "2\n2021-02-01 " + USED + "yes\n2021-03-01 " + USED + "no\n2021-04-01 " + USED + "yes\n"),
    "free-text-name": ("should", NOTE + "'seen with Ms Okafor'\n", NOTE + "'seen with her key worker'\n", NOTE + "'Dr Appointment missed'\n"),
    "free-text-phone": ("must", NOTE + "'new number 07700 900123'\n", NOTE + "'new number given'\n", NOTE + "'helpline 0808 2000 247'\n"),
    "free-text-email": ("must", NOTE + "'write to ann.b@example.com'\n", NOTE + "'write to her'\n", NOTE + "'met @ the clinic'\n"),
    "free-text-postcode": ("should", NOTE + "'moved to NE1 4ST'\n", NOTE + "'moved to a flat'\n", NOTE + "'see page s1 2nd line'\n"),
    "free-text-nhs-number": ("must", NOTE + "'NHS 943 476 5919'\n", NOTE + "'NHS number on file'\n", NOTE + "'reference 9434765918'\n"),
    "free-text-birth": ("must", NOTE + "'dob 3/4/1990'\n", NOTE + "'born in Leeds'\n", NOTE + "'letter of 3/4/1990'\n"),
}


def codes(text: str) -> dict[str, str]:
    """What is found in a woman's history: code and severity."""
    return {each.code: each.severity for each in quality.of_woman(woman(text, "2022-12-31").history)}


@pytest.mark.parametrize("code", RULES)
def test_it_is_found_where_it_happens(code: str) -> None:
    """The rule speaks, at its own severity, at an entry of hers, and no other rule does."""
    severity, happens, _, _ = RULES[code]
    assert {code: severity} == codes(happens)
    told = woman(happens, "2022-12-31").history
    assert all(each.position in {position for fact in told.facts for position in fact.because} for each in quality.of_woman(told))


@pytest.mark.parametrize("code", RULES)
def test_nothing_is_found_where_it_does_not_happen(code: str) -> None:
    """An ordinary history is clean."""
    assert codes(RULES[code][2]) == {}


@pytest.mark.parametrize("code", RULES)
def test_it_stays_quiet_where_it_only_looks_so(code: str) -> None:
    """What may well be true accuses nobody."""
    assert codes(RULES[code][3]) == {}


def test_a_removal_of_before_the_sign_up_is_only_curious() -> None:
    """No figure lacks the days of a LARC that was gone before the programme."""
    text = BORN + "2020-07-01 larc-removed method=implant reason=expired\n2020-11-02 signed-up contraception_choice=larc\n"
    assert codes(text) == {"removed-never-fitted": "note"}


def test_the_same_identification_twice_is_only_curious() -> None:
    """No figure is different for it."""
    assert codes(BORN + BORN.replace("06-03", "06-04")) == {"identified-twice": "note"}


def test_four_kinds_in_place_at_once_are_told_at_each() -> None:
    """Each device that was fitted on top of others says which of them are not recorded as removed; an injection is none."""
    told = woman(IN + "".join(f"2021-0{month}-02 larc-fitted method={method}\n" for month, method in enumerate(("injection", "implant", "iud", "ius"), 1)),
                 "2022-12-31").history
    assert ["An IUD was fitted, and the removal of an implant is not recorded.",
            "An IUS was fitted, and the removal of an implant and an IUD is not recorded."] == [
                each.message for each in quality.of_woman(told)]


@pytest.mark.parametrize(("used", "agrees"), [
    ("2021-01-01", True), ("2021-03-31", True), ("2020-12-31", False), ("2021-04-01", False), ("2021-01", True), ("2020", False), ("2021", True)])
def test_a_review_sees_its_first_day_and_not_its_last(used: str, agrees: bool) -> None:
    """Half-open, as it was recorded; a date of which little is known may lie within."""
    assert (codes(IN + REVIEW + f"1\n{used} {USED}yes\n") == {}) == agrees


def test_a_review_that_found_less_than_is_held_differs_too() -> None:
    """What is certain must have been seen; what she said herself need not."""
    assert codes(IN + REVIEW + f"0\n2021-02-01 {USED}yes\n") == {"review-differs": "should"}
    assert codes(IN + REVIEW + "0\n2021-02-01 service-used service=a-and-e attended=yes origin=self-report\n") == {}
    assert codes(IN + REVIEW.replace("complete=yes", "complete=no") + "9\n") == {}


def test_a_review_says_what_it_found_and_what_is_held() -> None:
    """Both numbers, so that somebody can look; a span where missed contacts may or may not have been seen."""
    said = [quality.of_woman(woman(IN + REVIEW + f"9\n2021-02-01 {USED}yes\n" + more).history)[0].message
            for more in ("", f"2021-02-02 {USED}no\n")]
    assert said == ["A review found 9 entries; the ledger holds 1 from records.", "A review found 9 entries; the ledger holds 1 to 2 from records."]


def test_several_alike_are_one_finding_at_the_first() -> None:
    """Twelve contacts after the end are one thing to look at."""
    text = IN + "2021-03-01 programme-ended outcome=completed\n" + "".join(f"2021-04-{day:02} {CONTACT}" for day in range(1, 13))
    found = quality.of_woman(woman(text).history)
    assert [(each.code, each.position) for each in found] == [("contact-after-end", 4)]
    assert "12 entries" in found[0].message


def test_what_was_withdrawn_is_not_found_any_more() -> None:
    """A mended entry leaves the list, so the list can be emptied."""
    entries = []
    for row in ({"kind": "woman-identified", "occurred": "2020-06-03", "route": "self", "care_experienced": "no", "note": "rang 07700 900123"},
                {"kind": "withdrawn", "occurred": "2020-06-04", "position": 1, "reason": "typed a number"}):
        said = statement({"woman": "W-0001", **row}, "practitioner")
        entries.append(Entry(said=said, author="a", append="A", stream="W-0001", version=len(entries) + 1, position=len(entries) + 1))
    assert [each.position for each in quality.of_woman(history.history("W-0001", entries[:1]))] == [1]
    assert quality.of_woman(history.history("W-0001", entries)) == []


@pytest.mark.parametrize("text", [each[1].rpartition("note=")[2].strip().strip("'") for code, each in RULES.items()
                                  if code.startswith("free-text")])
def test_the_text_itself_is_never_repeated(text: str) -> None:
    """A finding is no second copy of what should not be there."""
    found = quality.of_woman(woman(NOTE + f"'{text}'\n").history)
    told = json.dumps([[each.message, each.hint] for each in found])
    assert found and not [word for word in text.split() if re.search(r"[A-Z0-9@]", word) and word in told.replace("NHS number", "")]


def test_an_nhs_number_is_told_by_its_check_digit() -> None:
    """The number of the NHS Data Dictionary's example passes, and no other last digit does."""
    assert [f"943476591{digit}" for digit in range(10) if free_text.nhs_number(f"943476591{digit}")] == ["9434765919"]
    assert not free_text.nhs_number("0000000000")
    assert not free_text.nhs_number("943476591")


@pytest.mark.parametrize("text", ["synthetic world phoenix, seed 1", "P-01", "multi-agency panel", "C1 2nd visit", "M09 1AB", "e3b0c44298fc1c149afb",
                                  "2021-02-08", "£1,200.50", "born 1990", "Miss a dose", "0300 123 1234", "W-0007"])
def test_ordinary_words_resemble_nothing(text: str) -> None:
    """What the service writes every day is left alone."""
    assert free_text.resemblances(text) == ()


@pytest.mark.parametrize(("source_ref", "looked_at"), [
    ("sha256:07700900123abcde line 7", False), ("sha256:07700900123abcde line 7 of Ann", True), ("letter of 3 May, 07700900123", True),
    ('sha256:07700900123abcde Sheet "Mrs Smith", row 7', True)])
def test_the_line_where_a_row_stood_is_nobodys_number(source_ref: str, looked_at: bool) -> None:
    """A digest may have the digits of a telephone; what people name, such as a sheet, is looked at."""
    said = statement({"woman": "W-1", "kind": "outreach-started", "occurred": "2021-02-08"}, "import", source_ref=source_ref)
    assert list(free_text.texts(said.kind, said, said.event)) == ([("source_ref", source_ref)] if looked_at else [])
    assert bool(free_text.looked_through([("", said)])) == looked_at


@pytest.mark.parametrize(("text", "severity"), [
    ("duty@northtown.gov.uk", "should"), ("ann@mail.example", "must"), ("ring +44 7700 900123", "must"), ("ring 0113 496 0000", "should"),
    ("07700900123 or 0113 496 0000", "must"), ("dob: 3 April 1990", "must"), ("ne1 4xy", "should"), ("PC Jones", "should")])
def test_a_person_is_graver_than_an_office(text: str, severity: str) -> None:
    """must only where a person can be recognised."""
    assert [severity] == [each.severity for each in free_text.resemblances(text)]


def test_a_reference_may_not_be_an_nhs_number() -> None:
    """The reference stands on every line of every report."""
    row = {"woman": "9434765919", "kind": "woman-identified", "occurred": "2020-06-03", "route": "self", "care_experienced": "no"}
    entry = Entry(said=statement(row, "practitioner"), author="a", append="A", stream="s", version=1, position=1)
    assert [each.code for each in quality.of_woman(history.history("9434765919", [entry]))] == ["reference-nhs-number"]


def everything(rows: list[dict]) -> list[Finding]:
    """What is found in a whole log on 21 October 2021."""
    streams: dict[str, list[Entry]] = {PROGRAMME: []}
    for position, row in enumerate(rows, 1):
        said = statement(row, "import")
        stream = streams.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="a", append="A", stream=said.woman, version=len(stream) + 1, position=position))
    told = {reference: history.history(reference, entries) for reference, entries in streams.items()}
    return quality.look(told.pop(PROGRAMME), told.values(), datetime.date(2021, 10, 21))


def test_the_log_of_september_2021_is_not_accused() -> None:
    """Two thousand ordinary entries: one caseload over its cap, and that is a note."""
    rows = [json.loads(line) for line in (Path(__file__).parent / "data" / "log-2021-09.jsonl").read_text("utf-8").splitlines()]
    assert [(each.severity, each.code) for each in everything(rows)] == [("note", "over-cap")]


@pytest.mark.parametrize("seed", range(1, 4))
def test_no_pretend_service_is_accused(seed: int) -> None:
    """A demo's check speaks of nothing that must be mended, and of little that should."""
    severities = [each.severity for each in everything(worlds.rows("phoenix", seed))]
    assert severities.count("must") == 0
    assert severities.count("should") <= 3


@pytest.mark.parametrize(("name", "value", "said"), [
    ("due.injection-ahead-dys", "30", "parameter-unknown There is no parameter due.injection-ahead-dys, so setting it changed nothing. "
     "Did you mean due.injection-ahead-days?"),
    ("windows", "30", "parameter-unknown There is no parameter windows, so setting it changed nothing. They are listed by: outcomes help parameters"),
    ("due.not-seen-days", "six weeks", "parameter-unread due.not-seen-days takes a whole number, and was set to what is none: that changed nothing."),
    ("due.not-seen-days", "-1", "parameter-unread due.not-seen-days takes a whole number, and was set to what is none: that changed nothing."),
    ("due.not-seen-days", "42", "")])
def test_a_parameter_that_nobody_reads_is_told(name: str, value: str, said: str) -> None:
    """Whoever mistypes a window believes that it was changed."""
    row = {"woman": PROGRAMME, "kind": "parameter-set", "occurred": "2021-10-01", "name": name, "value": value, "reason": "agreed"}
    assert [said] * bool(said) == [f"{each.code} {each.message}" for each in everything([row])]


def test_findings_stand_gravest_first() -> None:
    """Whatever identifies a person is read first, though it stands last in the log."""
    rows = [{"woman": reference, "kind": "woman-identified", "occurred": "2020-06-03", "route": "self", "care_experienced": "no", "note": note}
            for reference, note in (("W-0001", "with Ms Okafor"), ("W-0002", "on 07700 900123"))]
    assert [each.severity for each in everything(rows)] == ["must", "should"]


def test_the_texts_of_the_programme_are_read_too() -> None:
    """The programme's stream is not sealed: nothing there may name anybody."""
    rows = [{"woman": "programme", "kind": "decision-made", "occurred": "2020-06-03", "what": "places", "with": "Ms Okafor"}]
    assert [
        (each.code, each.position, each.message) for each in everything(rows)] == [("free-text-name", 1, "with looks as if it holds a name with a title.")]


@pytest.mark.parametrize(("severity", "verdict", "code"), [("must", "findings", 1), ("should", "findings", 0), ("note", "ok", 0)])
def test_only_must_ends_with_1(severity: str, verdict: str, code: int) -> None:
    """What is odd never breaks a ledger."""
    told = quality.joined(Checked("ok", 5, "r", ()), [Finding("x", "Odd.", severity=severity, position=1)])
    assert (verdict, code, 1) == (told.verdict, told.exit_code, len(told.findings))


@pytest.mark.parametrize("verdict", ["broken", "unverifiable"])
def test_nothing_is_added_where_the_record_is_in_doubt(verdict: str) -> None:
    """The bytes come first."""
    own = Checked(verdict, 5, "r", ())
    assert own is quality.joined(own, [Finding("x", "Odd.", position=1)])


def test_check_tells_of_the_record_and_of_what_it_says(run: Callable, say: Callable, tmp_path: Path) -> None:
    """One command: the audit's findings, then what is odd; a telephone number ends with 1, and is not printed."""
    say({"kind": "woman-identified", "woman": "W-0007", "occurred": "2020-06-03", "route": "self", "care_experienced": "no",
         "note": "on 07700 900123"})
    ran = run("--ledger", str(tmp_path / "phoenix"), "check", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["verdict"]) == (1, "findings")
    assert {("clock-set", "note"), ("free-text-phone", "must")} == {(each["code"], each["severity"]) for each in told["findings"]}
    assert "900123" not in ran.out
    ran = run("--ledger", str(tmp_path / "phoenix"), "withdraw", "1", "--reason", "a number")
    assert run("--ledger", str(tmp_path / "phoenix"), "check").code == 0


