"""What is due, and what is not? Each thing is listed on its day, not on the day before, and never of her who need not hear of it."""

import datetime
import json
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from women_told import LOG, woman

from ledger import history
from ledger.entries import PROGRAMME, Entry
from ledger.reading import statement
from projections import parameters, worlds
from projections.due import DUE, Due, of_woman, reach, row
from projections.formats import due as printed
from projections.indicators import Programme
from projections.indicators.programme.assessments import assessments_done
from projections.woman import Woman

BORN = "2020-06-03 woman-identified route=forum care_experienced=not-known\n"
IN = BORN + "2020-11-02 signed-up contraception_choice=larc\n"
SEEN = "contact-held purpose=programme medium=telephone attendance=attended-on-time\n"
MISSED = "contact-held purpose=programme medium=telephone attendance=did-not-attend\n"
INJECTED = IN + "2021-01-04 larc-fitted method=injection\n"
IMPLANT = IN + "2021-01-04 larc-fitted method=implant replace_by=2021-06-30\n"
TALK = "contraception-discussed with=practitioner told_support_continues=yes seen_alone=yes outcome="
REVIEW = "2021-01-02 records-reviewed services=gp;a-and-e from=2020-01-01 to=2021-01-01 reviewer=P-03 complete="
ASKED = IMPLANT + "2021-02-01 larc-removal-requested\n"

# Words of the line; the history; the first day on which it is due.
FIRST_DAYS = {
    "not seen for 29 days": (IN + "2020-12-01 " + SEEN, "2020-12-30"),
    "not seen since sign-up": (IN, "2020-12-01"),
    "no other has followed": (IN + "2020-12-01 " + SEEN + "2020-12-02 " + MISSED, "2020-12-17"),
    "no contact was held or tried for 29 days": (BORN + "2020-07-01 outreach-started\n2020-07-10 " + SEEN, "2020-08-08"),
    "outreach has not begun": (BORN + "2020-07-01 prioritised decision=prioritised forum=panel\n", "2020-07-30"),
    "past 3 months": (BORN + "2020-07-01 outreach-started\n", "2020-10-02"),
    "injection fitted 2021-01-04": (INJECTED, "2021-03-29"),
    "implant fitted 2021-01-04": (IMPLANT, "2021-05-05"),
    "default life": (IN + "2021-01-04 larc-fitted method=ius\n", "2025-11-09"),
    "to be removed": (ASKED, "2021-02-01"),
    "baseline instrument": (IN, "2020-11-02"),
    "baseline rating of needs": (IN, "2020-11-02"),
    "6-months instrument": (IN, "2021-05-02"),
    "exit rating of needs": (IN + "2021-03-01 programme-ended outcome=left-early\n", "2021-03-01"),
    "follow-up instrument": (IN + "2021-03-01 programme-ended outcome=left-early\n", "2021-09-01"),
    "past its planned end": (IN, "2022-05-03"),
    "reviewed only up to 2021-01-01: a-and-e, gp": (IN + REVIEW + "yes\n", "2021-04-04"),
    "looks as if it holds a telephone number": (BORN + "2020-07-01 outreach-started note='on 07700 900123'\n", "2020-07-01"),
}
SAID = {"not seen since sign-up": "not seen for 29 days", "default life": "ius fitted 2021-01-04"}

# Words of the line; the history; a day on which it would be due, were it not for the last line of the history.
SILENT = {
    "seen within the time": ("not seen", IN + "2020-12-01 " + SEEN, "2020-12-29"),
    "she died": ("", IN + "2020-12-10 died\n", "2021-12-01"),
    "she ended": ("not seen", IN + "2020-12-10 programme-ended outcome=left-early\n", "2021-01-30"),
    "another was arranged": ("no other has followed", IN + "2020-12-01 " + SEEN + "2020-12-02 " + MISSED + "2020-12-10 " + MISSED, "2020-12-17"),
    "seen on the day that she missed one": ("followed", IN + "2020-11-28 " + SEEN + "2020-12-01 " + MISSED + "2020-12-01 " + SEEN, "2020-12-17"),
    "outreach was tried": ("held or tried", BORN + "2020-07-01 outreach-started\n2020-07-20 " + MISSED, "2020-08-10"),
    "outreach has begun": ("not begun", BORN + "2020-07-01 prioritised decision=prioritised forum=panel\n2020-07-20 outreach-started\n", "2020-08-10"),
    "it was decided to wait": ("not begun", BORN + "2020-07-01 prioritised decision=prioritised forum=panel\n2020-07-20 prioritised decision=deferred "
                               "forum=panel\n", "2020-08-10"),
    "outreach met with a no": ("", BORN + "2020-07-01 outreach-started\n2020-08-01 declined reason=not-now\n", "2021-01-01"),
    "outreach was decided against": ("past 3", BORN + "2020-07-01 outreach-started\n2020-08-01 prioritised decision=not-prioritised forum=x\n",
                                     "2021-01-01"),
    "outreach led to a sign-up": ("past 3", BORN + "2020-07-01 outreach-started\n2020-08-01 signed-up contraception_choice=larc\n", "2021-01-01"),
    "missed in an outreach that she declined": ("followed", BORN + "2020-07-01 outreach-started\n2020-07-02 contact-held purpose=outreach "
                                                "medium=text attendance=did-not-attend\n2020-07-03 declined reason=not-now\n", "2020-09-01"),
    "she declined": ("injection", INJECTED + f"2021-02-01 {TALK}declined\n", "2021-04-10"),
    "she has talked about it": ("injection", INJECTED + f"2021-03-30 {TALK}undecided\n", "2021-04-10"),
    "she chose none at a new sign-up": ("injection", INJECTED + "2021-02-01 programme-ended outcome=left-early\n"
                                        "2021-03-01 signed-up contraception_choice=declined\n", "2021-04-10"),
    "she had it removed": ("implant", IMPLANT + "2021-03-01 larc-removed method=implant reason=her-choice\n", "2021-07-01"),
    "she had another removed by her choice": ("injection", INJECTED + "2021-02-01 larc-removed method=iud reason=her-choice\n", "2021-04-10"),
    "she asks for its removal": ("offer", ASKED, "2021-07-01"),
    "it was expelled": ("implant", IMPLANT + "2021-03-01 larc-checked finding=expelled\n", "2021-07-01"),
    "it was renewed": ("offer", INJECTED + "2021-03-30 larc-fitted method=injection\n", "2021-04-10"),
    "she is pregnant": ("offer", INJECTED + "2021-03-01 pregnancy-confirmed planned=yes\n", "2021-04-10"),
    "she takes the pill": ("offer", INJECTED + "2021-03-01 contraception-started method=pill\n", "2021-04-10"),
    "the programme ended": ("offer", INJECTED + "2021-03-01 programme-ended outcome=moved-away\n", "2021-04-10"),
    "it was removed as asked": ("removed", ASKED + "2021-02-03 larc-removed method=implant reason=her-choice\n", "2021-02-04"),
    "she chose to keep it": ("removed", ASKED + f"2021-02-03 {TALK}chosen preferred=implant\n", "2021-02-04"),
    "the instrument is done": ("baseline instrument", IN + "2020-12-20 instrument-completed instrument=core-10 score=20 occasion=baseline "
                               "rater=woman\n", "2020-12-21"),
    "needs are rated": ("rating", IN + "2020-10-20 need-assessed domain=housing rating=unmet rater=woman\n", "2020-11-10"),
    "the next occasion has come": ("baseline", IN, "2021-05-02"),
    "months have gone by": ("exit", IN + "2021-03-01 programme-ended outcome=left-early\n", "2021-09-01"),
    "she was not found": ("follow-up", IN + "2021-03-01 programme-ended outcome=left-early\n2021-09-02 followed-up months_after_end=6 traced=no\n",
                          "2021-09-03"),
    "she took her agreement back": ("exit", IN + "2021-03-01 programme-ended outcome=left-early\n"
                                    "2021-03-01 consent-withdrawn purpose=evaluation method=verbal\n", "2021-03-02"),
    "the plan was changed": ("planned end", IN + "2022-04-01 plan-changed planned_end=2022-08-01 reason=court\n", "2022-06-01"),
    "the review was not complete": ("reviewed", IN + REVIEW + "no\n", "2021-06-01"),
    "she lives elsewhere": ("reviewed", IN + REVIEW + "yes\n2021-01-05 whereabouts-changed whereabouts=out-of-area\n", "2021-06-01"),
    "she is followed no more": ("reviewed", IN + REVIEW + "yes\n2021-02-05 programme-ended outcome=completed\n", "2022-02-05"),
    "she never signed up": ("reviewed", BORN + REVIEW + "yes\n", "2021-06-01"),
}
FILLED = {"SCORE": "20", "DOMAIN": "housing", "RATING": "unmet", "REASON": "other", "YES-OR-NO": "yes", "REVIEWER": "P-03", "YEARS": "7"}


def listed(text: str, on: str) -> list[str]:
    """What is due of a woman on a day."""
    return [item.what for item in of_woman(woman(text, on), None)]


@pytest.mark.parametrize("name", FIRST_DAYS)
def test_it_is_listed_from_its_first_day(name: str) -> None:
    """Nothing is late by a day."""
    text, day = FIRST_DAYS[name]
    assert [what for what in listed(text, day) if SAID.get(name, name) in what]


@pytest.mark.parametrize("name", FIRST_DAYS)
def test_it_is_not_listed_before_its_day(name: str) -> None:
    """A list that calls too early is not read."""
    text, day = FIRST_DAYS[name]
    eve = (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat()
    assert not [what for what in listed(text, eve) if SAID.get(name, name) in what]


@pytest.mark.parametrize("name", SILENT)
def test_it_stays_quiet(name: str) -> None:
    """What was settled, refused or is over is nobody's business any more."""
    words, text, day = SILENT[name]
    assert not [what for what in listed(text, day) if words in what]


@pytest.mark.parametrize("name", sorted({*SILENT} - {
    "seen within the time", "she died", "outreach met with a no", "she chose none at a new sign-up", "the next occasion has come",
    "months have gone by", "the review was not complete", "she never signed up", "she ended"}))
def test_it_would_be_listed_were_it_not_for_the_last_line(name: str) -> None:
    """The silence comes of what was recorded, so the rule is alive."""
    words, text, day = SILENT[name]
    shorter = text.rstrip("\n").rpartition("\n")[0] + "\n"
    assert [what for what in listed(shorter, day) if words in what]


def test_a_new_sign_up_without_a_no_leaves_the_offer() -> None:
    """Only what she chose makes it silent."""
    _, text, day = SILENT["she chose none at a new sign-up"]
    assert [what for what in listed(text.replace("choice=declined", "choice=undecided"), day) if "injection" in what]


@pytest.mark.parametrize("said", ["undecided preferred=implant", "chosen preferred=pill", "declined"])
def test_only_a_choice_to_keep_it_settles_a_request_for_removal(said: str) -> None:
    """Talk does not make a request go away, nor does what was said before it."""
    assert "to be removed" in str(listed(ASKED + f"2021-02-03 {TALK}{said}\n", "2021-03-01"))
    assert "to be removed" in str(listed(ASKED + f"2021-01-20 {TALK}chosen preferred=implant\n", "2021-03-01"))


def test_a_renewal_is_an_offer_and_nothing_more() -> None:
    """The words are those that were agreed, and the command records a conversation, never a fitting."""
    item = next(item for item in of_woman(woman(INJECTED, "2021-04-10"), None) if "injection" in item.what)
    assert item.what == "injection fitted 2021-01-04, was due for renewal on 2021-04-05: offer a conversation; hers to decide"
    assert "contraception-discussed" in item.command
    assert "larc-fitted" not in item.command


def test_a_woman_waits_on_one_line_of_contact_only() -> None:
    """The longest silence says it all."""
    text = BORN + "2020-07-01 outreach-started\n2020-07-02 contact-held purpose=outreach medium=text attendance=did-not-attend\n"
    assert len([what for what in listed(text, "2021-01-01") if "outreach" in what or "followed" in what]) == 1
    assert len([what for what in listed(IN + "2020-11-03 " + MISSED, "2021-01-01") if "seen" in what or "followed" in what]) == 1


@pytest.mark.parametrize("on", ["2020-11-02", "2020-12-01", "2021-06-15", "2021-11-10", "2022-03-01", "2022-11-20"])
def test_a_closed_assessment_that_is_listed_was_not_done_for_m07(on: str) -> None:
    """The list and the figure go by one rule."""
    text = IN + "2020-11-05 instrument-completed instrument=core-10 score=28 occasion=baseline rater=woman\n2022-01-10 programme-ended outcome=completed\n"
    told = woman(text, on)
    due = {what.partition(";")[0].replace(" not done", "").replace("rating of ", "") for what in listed(text, on) if "window closed" in what}
    missed = {answer.unit.rpartition(" ")[0] for answer in assessments_done(told) if answer.answer == "not-counted"}
    assert due <= missed


@pytest.mark.parametrize(("set_", "expected"), [
    ("", "ask her practitioner before calling (P-01)"),
    ("safe_media=text;telephone voicemail=no", "text, telephone; no voicemail"),
    ("safe_media=face-to-face voicemail=yes instruction='mornings only' until=2021-05", "face to face; voicemail may be left; mornings only; "
     "until 2021-05"),
    ("safe_media=text voicemail=no until=2021-03", "agreed only until 2021-03: ask her practitioner before calling (P-01)"),
    ("safe_media=none voicemail=no", "no way is safe at present; ask her practitioner before calling (P-01)")])
def test_it_is_said_how_she_can_be_reached(set_: str, expected: str) -> None:
    """Only as agreed with her, and no longer than agreed."""
    text = IN + "2020-11-03 practitioner-allocated practitioner=P-01\n" + (f"2020-11-03 contact-safety-set {set_}\n" if set_ else "")
    assert reach.safely(woman(text, "2021-04-10")) == expected


def test_without_a_practitioner_it_says_ask_all_the_same() -> None:
    """Nobody is named who is not allocated."""
    assert reach.safely(woman(IN, "2021-04-10")) == "ask her practitioner before calling"


def test_who_need_not_be_reached_is_not_to_be_called() -> None:
    """A review of records needs no call to her."""
    told = woman(IN + REVIEW + "yes\n", "2021-04-10")
    rows = {item.what.partition(":")[0]: row(told, item)["contact"] for item in of_woman(told, None)}
    assert rows["records reviewed only up to 2021-01-01"] is None
    assert rows["not seen for 159 days"] == "ask her practitioner before calling"


def whole(rows: Iterable[dict[str, Any]], on: str) -> dict[str, Any]:
    """The document of a log of the import contract on a day."""
    day = datetime.date.fromisoformat(on)
    streams: dict[str, list[Entry]] = {PROGRAMME: []}
    for position, each in enumerate(rows, 1):
        said = statement(each, "import")
        stream = streams.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="a", append="A", stream=said.woman, version=len(stream) + 1, position=position))
    told = {reference: history.history(reference, entries).upto(day) for reference, entries in streams.items()}
    programme = told.pop(PROGRAMME)
    context = Programme(programme, day, parameters.in_force(programme))
    due = Due(context)
    for each in told.values():
        due.add(Woman(each, day, context.parameters))
    return due.document(0)


def programme_row(kind: str, occurred: str, **fields: Any) -> dict[str, Any]:
    return {"woman": "programme", "kind": kind, "occurred": occurred, **fields}


def her(kind: str, occurred: str, woman: str = "W-0001", **fields: Any) -> dict[str, Any]:
    return {"woman": woman, "kind": kind, "occurred": occurred, **fields}


IDENTIFIED = her("woman-identified", "2020-01-03", route="self", care_experienced="no")
KEPT = programme_row("retention-set", "2020-01-01", years=6, reviewed_on="2020-01-01", reason="policy")
SIGNED = her("signed-up", "2020-02-03", contraception_choice="larc")
LEFT = her("programme-ended", "2020-04-03", outcome="completed")


@pytest.mark.parametrize(("rows", "day"), [
    ([KEPT, IDENTIFIED, SIGNED, LEFT], "2026-04-03"),
    ([KEPT, IDENTIFIED, SIGNED, her("died", "2020-04-03")], "2026-04-03"),
    ([KEPT, IDENTIFIED], "2021-01-03"),
    ([KEPT, IDENTIFIED, her("outreach-started", "2020-03-05"), her("declined", "2020-06-05", reason="not-now")], "2021-06-05"),
    ([{**KEPT, "years": 0}, IDENTIFIED], "2020-01-03"),
    ([KEPT, programme_row("parameter-set", "2020-01-01", name="retention.never-signed-up-months", value="3", reason="policy"), IDENTIFIED],
     "2020-04-03")])
def test_what_is_held_is_due_to_go_on_its_day(rows: list[dict[str, Any]], day: str) -> None:
    """Years after the end as was set; months for her who never signed up; of the dead too; not a day before."""
    eve = (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat()
    assert [each["since"] for each in whole(rows, day)["rows"] if "kept until" in each["what"]] == [day]
    assert [each for each in whole(rows, eve)["rows"] if "kept until" in each["what"]] == []


@pytest.mark.parametrize("rows", [[KEPT, IDENTIFIED, SIGNED], [KEPT, IDENTIFIED, SIGNED, LEFT, her("aftercare-started", "2020-04-03")]])
def test_nothing_goes_while_she_is_with_us(rows: list[dict[str, Any]]) -> None:
    """In the programme or in aftercare nothing of hers is due to go."""
    assert [each for each in whole(rows, "2040-01-01")["rows"] if "kept until" in each["what"]] == []


def test_where_no_retention_was_set_that_is_the_one_thing_due() -> None:
    """One line, once somebody has ended or never began; none before, and no woman's dates are made up."""
    assert [each["woman"] for each in whole([IDENTIFIED, SIGNED, LEFT], "2020-04-04")["rows"] if "retention" in each["what"]] == ["programme"]
    assert [each for each in whole([IDENTIFIED, SIGNED], "2020-04-02")["rows"] if "retention" in each["what"]] == []
    assert [each for each in whole([KEPT, IDENTIFIED, SIGNED, LEFT], "2020-04-04")["rows"] if "retention" in each["what"]] == []


def test_a_caseload_over_its_cap_is_listed_since_it_was() -> None:
    """Of the practitioner, not of a woman; gone when it is within the cap again."""
    rows = [programme_row("caseload-cap-set", "2020-01-01", role="practitioner", women_per_fte=1),
            programme_row("staff-joined", "2020-01-01", practitioner="P-01", role="practitioner", fte=1)]
    for number in (1, 2, 3):
        rows += [her("woman-identified", "2020-01-03", f"W-000{number}", route="self", care_experienced="no"),
                 her("practitioner-allocated", f"2020-02-0{number}", f"W-000{number}", practitioner="P-01")]
    over = [each for each in whole(rows, "2020-02-10")["rows"] if "cap" in each["what"]]
    assert over == [{"woman": "programme", "what": "P-01 carries 3 with a cap of 1", "since": "2020-02-02", "urgency": "soon", "contact": None,
                     "command": "outcomes explain caseload P-01"}]
    rows += [her("practitioner-released", "2020-02-09", f"W-000{number}", practitioner="P-01") for number in (1, 2)]
    assert [each for each in whole(rows, "2020-02-10")["rows"] if "cap" in each["what"]] == []


def test_the_most_urgent_stands_first() -> None:
    """By urgency, then by how long ago."""
    rows = whole((json.loads(line) for line in LOG.read_text("utf-8").splitlines()), "2021-10-21")["rows"]
    ranks = [(("now", "soon", "later").index(each["urgency"]), each["since"]) for each in rows]
    assert len(rows) > 30
    assert ranks == sorted(ranks)
    assert {*rows[0]} == {"woman", "what", "since", "urgency", "contact", "command"}


def test_the_order_of_the_entries_changes_nothing() -> None:
    """The same entries in another order give the same list."""
    rows = [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]
    assert whole(rows, "2021-10-21")["rows"] == whole(reversed(rows), "2021-10-21")["rows"]


@pytest.mark.parametrize("world", ["log", "phoenix"])
def test_every_command_is_one_that_the_ledger_takes(world: str) -> None:
    """A command that fails teaches people not to use the list; words in capitals are filled in."""
    rows = [json.loads(line) for line in LOG.read_text("utf-8").splitlines()] if world == "log" else worlds.rows("phoenix", 1)
    commands = {each["command"] for each in whole(rows, "2021-10-21")["rows"]}
    records = [command for command in commands if command.startswith("outcomes record ")]
    assert len(records) > 20
    for command in records:
        said = statement({**typed(command), "by": "P-03"}, "practitioner", datetime.date(2021, 10, 21))
        assert said.occurred == "2021-10-21"
    assert {command.split()[1] for command in commands} <= {"record", "show", "explain"}


def typed(command: str) -> dict[str, str]:
    """A `record` line as a row, its words in capitals filled in."""
    words = [FILLED.get(word, word) for word in shlex.split(filled(command))]
    kind, *rest = words[2:]
    who = rest.pop(0) if not rest[0].startswith("--") else "programme"
    return {"kind": kind, "woman": who, **{name.removeprefix("--").replace("-", "_"): value for name, value in zip(rest[::2], rest[1::2], strict=True)}}


def filled(command: str) -> str:
    """A command with its words in capitals filled in as its kind takes them."""
    outcome = "completed" if "programme-ended" in command else "undecided"
    return " ".join(shlex.quote(FILLED.get(word, word)) for word in shlex.split(command.replace(" OUTCOME", f" {outcome}")))


@pytest.fixture
def today(say: Callable[..., Any], tmp_path: Path) -> list[str]:
    """A ledger with seven things due on 21 October 2021, and the words that open it."""
    say(her("woman-identified", "2021-01-03", route="self", care_experienced="no"),
        her("signed-up", "2021-02-03", contraception_choice="larc", planned_months=6),
        her("larc-fitted", "2021-02-03", method="injection"),
        her("records-reviewed", "2021-03-01", services="gp", **{"from": "2020-01-01"}, to="2021-03-01", complete="yes", reviewer="P-03"),
        her("woman-identified", "2021-01-03", "W-0002", route="self", care_experienced="no"),
        her("outreach-started", "2021-02-03", "W-0002"))
    return ["--ledger", str(tmp_path / "phoenix")]


def test_every_line_is_settled_by_its_command(run: Callable[..., Any], today: list[str]) -> None:
    """Whoever runs what stands there finds the line gone."""
    before = json.loads(run(*today, "due", "--json").out)["rows"]
    assert len(before) == 7
    for each in sorted(before, key=lambda line: "programme-ended" in line["command"]):
        ran = run(*today, *shlex.split(filled(each["command"]))[1:])
        assert ran.code == 0, ran.err
    after = [each["what"] for each in json.loads(run(*today, "due", "--json").out)["rows"]]
    assert not {each["what"] for each in before} & {*after}


def test_due_is_as_of_today_unless_told(run: Callable[..., Any], today: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the clock, which no other report does; and takes another day."""
    monkeypatch.setenv("OUTCOMES_NOW", "2021-12-25")
    told = json.loads(run(*today, "due", "--json").out)
    assert (told["report"], told["true_on"], told["audience"]) == ("due", "2021-12-25", "team")
    assert json.loads(run(*today, "due", "--json", "--true-on", "2021-02-04").out)["rows"][0]["since"] == "2021-02-03"
    assert json.loads(run(*today, "funnel", "--json").out)["true_on"] == "2021-10-21"


@pytest.mark.parametrize("audience", ["board", "public"])
def test_due_is_for_the_team_alone(run: Callable[..., Any], today: list[str], audience: str) -> None:
    """It shows single women."""
    ran = run(*today, "due", "--audience", audience)
    assert (ran.code, ran.out) == (4, "")
    assert "single women" in ran.err
    assert "W-0001" not in ran.err


def test_the_list_reads_as_plain_lines(run: Callable[..., Any], today: list[str]) -> None:
    """Who and what, how she can be reached, the command; plain ASCII."""
    out = run(*today, "due").out
    assert out.isascii()
    assert "Phoenix: What is due\nTrue on 21 October 2021, known by 21 October 2021 (position 6). Audience: team. Not for home.\n\nNow\n" in out
    assert ("  W-0001  not seen for 260 days. Since 2021-02-03.\n      to reach her: ask her practitioner before calling\n      outcomes record "
            "contact-held W-0001 --occurred today --purpose programme --medium face-to-face --attendance attended-on-time\n") in out


def test_an_empty_ledger_has_nothing_due(run: Callable[..., Any], ledger: Any, tmp_path: Path) -> None:
    """It says so."""
    ran = run("--ledger", str(tmp_path / "phoenix"), "due")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("Nothing is due.\n")


def test_looking_changes_nothing(run: Callable[..., Any], today: list[str], tmp_path: Path) -> None:
    """The list is read as often as one likes."""
    run(*today, "due")
    first = (tmp_path / "phoenix" / "ledger.db").read_bytes()
    run(*today, "due", "--json")
    assert (tmp_path / "phoenix" / "ledger.db").read_bytes() == first


def test_due_has_no_figures_to_explain() -> None:
    """A line is its own explanation."""
    context = Programme(history.History(PROGRAMME, ()), datetime.date(2021, 10, 21), parameters.Parameters({}))
    assert DUE.begin(context, None, {}).explained() == []
    with pytest.raises(KeyError):
        DUE.begin(context, "W-0001", {})
    assert printed.HEADINGS.keys() == {"now", "soon", "later"}
