"""Can anybody draw the same sample, is nobody in it who may not be, and does the audit say what nobody looked at?"""

import datetime
import hashlib
import json
import shlex
from typing import Any

import attrs
import pytest
import women_told

from ledger.entries import PROGRAMME
from ledger.errors import Usage
from ledger.history import History
from projections import parameters
from projections.health_audit import HealthAudit, basis, sheets
from projections.indicators import Programme
from projections.sampling import digest, drawn
from projections.use import answers
from projections.woman import Woman

SIGNED = "2020-12-07 signed-up contraception_choice=larc\n"
CONSENT = "2021-01-04 consent-given purpose=health-audit method=written\n"
BASIS = "2021-01-04 basis-recorded purpose=health-audit article_6='6(1)(e)' article_9='9(2)(h)'\n"
TAKEN_BACK = "2021-02-04 consent-withdrawn purpose=health-audit method=verbal\n"
ASKED = {"sample": 3, "seed": "minute 14"}


def audit(women: list[Woman], asked: dict[str, Any] | None = None, figure: str | None = None, required: int = 0) -> HealthAudit:
    """The audit of these women."""
    nothing = History(PROGRAMME, ())
    in_force = parameters.in_force(nothing)
    values = {**in_force.values, "health-audit.basis-required": required}
    report = HealthAudit(Programme(nothing, women_told.DAY, attrs.evolve(in_force, values=values)), figure, asked)
    for each in women:
        report.add(each)
    return report


def cohort(size: int, text: str = SIGNED) -> list[Woman]:
    return women_told.women({f"W-{number:04}": text for number in range(1, size + 1)})


def members(women: list[Woman], **asked: Any) -> list[str]:
    return [each["woman"] for each in audit(women, {**ASKED, **asked}).document(0)["women"]]


def test_the_sample_is_drawn_by_hash_of_seed_and_stream() -> None:
    """Whoever has the seed and the ids draws the same, without us."""
    streams = [f"stream-{number}" for number in range(50)]
    ranked = sorted(streams, key=lambda each: hashlib.sha256(("minute 14" + "\n" + each).encode()).hexdigest())
    assert ranked[:5] == drawn("minute 14", streams, 5) == drawn("minute 14", reversed(streams), 5)
    assert drawn("minute 15", streams, 5) != drawn("minute 14", streams, 5)
    assert digest(streams) == digest(reversed(streams)) != digest(streams[1:])


def test_the_sample_stays_as_the_cohort_grows() -> None:
    """Nine women more: whoever of the first was drawn is drawn still, or made room for one of the nine."""
    before, after = members(cohort(21)), members(cohort(30))
    assert 3 == len(before) == len(after)
    assert set(after) - set(before) <= {f"W-{number:04}" for number in range(22, 31)}
    assert members(cohort(21), sample=8)[:3] == before, "a larger sample holds the smaller"


@pytest.mark.parametrize(("text", "state", "stands"), [
    ("", "none", False), (CONSENT, "consent", True), (BASIS, "basis", True), (CONSENT + TAKEN_BACK, "withdrawn", False),
    (BASIS + TAKEN_BACK, "withdrawn", False), (CONSENT + TAKEN_BACK + BASIS.replace("01-04", "03-04"), "basis", True),
    (CONSENT.replace("health-audit", "evaluation"), "none", False)])
def test_the_last_word_on_her_part_holds(text: str, state: str, stands: bool) -> None:
    """Basis, consent, taken back, or nothing; another purpose is none."""
    held = basis(women_told.woman(SIGNED + text))
    assert (state, stands) == (held.state, held.stands)


@pytest.mark.parametrize(("required", "left"), [(0, {"W-0001", "W-0002", "W-0003"}), (1, {"W-0002", "W-0003"})])
def test_women_without_a_basis_are_left_out_and_counted_where_one_is_required(required: int, left: set[str]) -> None:
    """One who took her consent back is never in it."""
    women = women_told.women({"W-0001": SIGNED, "W-0002": SIGNED + CONSENT, "W-0003": SIGNED + BASIS,
                              "W-0004": SIGNED + CONSENT + TAKEN_BACK, "W-0005": "2020-12-01 outreach-started"})
    document = audit(women, required=required).document(0)
    assert left == {each["woman"] for each in document["women"]}
    assert {"required": bool(required), "signed_up": 4, "basis": 1, "consent": 1, "none": 1, "withdrawn": 1,
            "excluded": 4 - len(left)} == document["basis"]


@pytest.fixture(scope="module")
def log() -> list[Woman]:
    """The women of the log."""
    return women_told.of_the_log()


def test_use_is_that_of_the_profile_for_one_service(log: list[Woman]) -> None:
    """gp and a-and-e by phase: contacts, women, days and uncovered days of all 21, as the profile has them."""
    rows = {(row["service"], row["phase"]): row for row in audit(log).document(0)["rows"]}
    for (service, phase), row in rows.items():
        if service != "all":
            said = [answer for each in log if (answer := answers(each, service, phase))]
            told = (sum(each.amount for each in said), sum(each.of for each in said), sum(each.of > 0 for each in said))
            assert told == (row["events"], row["covered_days"], row["women"])
            assert sum(not each.of for each in said) == row["women_not_covered"]
    assert rows["gp", "during"]["events"] and rows["a-and-e", "before-1"]["uncovered_days"]


def test_what_nobody_looked_at_has_no_rate() -> None:
    """No review: contacts count nowhere, and the mark is x."""
    used = SIGNED + "2021-02-01 service-used service=gp attended=yes"
    (row,) = [row for row in audit(cohort(2, used)).document(0)["rows"] if (row["service"], row["phase"]) == ("gp", "during")]
    assert (0, 0, 2, 0, 596, None, "x") == tuple(row[name] for name in (
        "events", "women", "women_not_covered", "covered_days", "uncovered_days", "rate", "mark"))


@pytest.mark.parametrize("figure", ["gp.during", "urgent.before-1", "mental-health.practitioner.met"])
def test_a_figure_is_its_rows_added_up(log: list[Woman], figure: str) -> None:
    """Of the women drawn alone."""
    asked = {"sample": 7, "seed": "minute 14"}
    document, rows = audit(log, asked).document(0), audit(log, asked, figure).explained()
    assert {row["woman"] for row in rows} <= {each["woman"] for each in document["women"]}
    amount = sum(row["amount"] for row in rows)
    if figure.endswith(".met"):
        (told,) = [row["met"] for row in document["needs"] if (row["domain"], row["occasion"]) == ("mental-health", "now")]
    else:
        care, phase = figure.split(".")
        (told,) = [row["events"] for row in document["rows"] if care in (row["service"], row["care"] * (row["service"] == "all"))
                   and row["phase"] == phase]
    assert told == amount > 0


@pytest.mark.parametrize("figure", ["moon.during", "gp.moon", "housing.practitioner.met", "mental-health.practitioner.excluded", "gp"])
def test_a_figure_that_it_does_not_have_is_none(figure: str) -> None:
    """A KeyError, which the command line turns into words."""
    with pytest.raises(KeyError):
        audit([], figure=figure)


@pytest.mark.parametrize("asked", [{"sample": 5}, {"seed": "minute 14"}, {"sample": 0, "seed": "x"}])
def test_a_sample_needs_a_size_and_a_seed(asked: dict[str, Any]) -> None:
    """Neither is made up for her."""
    with pytest.raises(Usage):
        audit([], asked)


def test_who_was_drawn_stays_with_the_team(log: list[Woman]) -> None:
    """Every column says its role; those of single women say so."""
    tables = {sheet.path: sheet for sheet in sheets(audit(log, ASKED).document(0))}
    assert {"one"} == {column.role for column in tables["women"].columns}
    assert "one" not in {column.role for path in ("rows", "needs", "drawing") for column in tables[path].columns}
    assert "women" not in {sheet.path for sheet in sheets({**audit(log, ASKED).document(0), "audience": "board"})}
    for sheet in tables.values():
        assert [list(row) for row in sheet.rows[:1]] == [[column.name for column in sheet.columns]]


def test_the_command_that_it_offers_enters_the_drawing(phoenix: Any, run: Any) -> None:
    """Nothing is written until it is run; then the entry holds size, seed, digest and members."""
    words = ("--ledger", "phoenix", "health-audit", "--sample", "5", "--seed", "minute 14")
    document = json.loads(run(*words, "--json").out)
    assert run("--ledger", "phoenix", "health-audit", "--sample", "5", "--seed", "minute 14").out.count("outcomes sample --health-audit") == 1
    assert phoenix.entries.head().position == 2006
    said = run("--ledger", "phoenix", *shlex.split(document["sample"]["command"])[1:])
    assert (0, "") == (said.code, said.err)
    event = phoenix.entries.at(2007).said.event
    assert (5, "minute 14", document["sample"]["frame_digest"]) == (event.size, event.seed, event.frame_digest)
    assert list(event.members) == [each["stream"] for each in document["women"]]
    assert {phoenix.stream_of(each["woman"]) for each in document["women"]} == set(event.members)
    assert datetime.date.fromisoformat(document["true_on"]) == datetime.date(2021, 10, 21)


def test_the_board_sees_how_they_were_drawn_and_not_whom(phoenix: Any, run: Any) -> None:
    """Counts and the basis, no reference, no stream and no command that holds them."""
    said = run("--ledger", "phoenix", "health-audit", "--sample", "5", "--seed", "minute 14", "--audience", "board")
    assert (0, "") == (said.code, said.err)
    assert "minute 14" in said.out and "the lowest are drawn" in said.out
    assert "W-00" not in said.out and "--members" not in said.out


def test_what_the_board_reads_stands_under_titles_and_headings(phoenix: Any, run: Any) -> None:
    """A single row as a list, limits with two decimals, and no word that is only a name in the document."""
    said = run("--ledger", "phoenix", "health-audit", "--audience", "board").out
    lines = said.splitlines()
    assert [line for line in lines if line.endswith(":")] == ["Primary and urgent care by phase:", "Health needs by rater:", "How they were drawn:"]
    assert any(line.split() == ["Signed", "up", "21"] for line in lines)
    assert "women_with_events" not in said and "frame_digest" not in said
