"""Does a slow and simple program give the same answers to logs with deaths, custody, returns and corrections?"""

import datetime
import json
import random
from pathlib import Path
from typing import Any

import pytest
import referee
import referee_logs

from ledger import folder, importing, recording, replay
from ledger.recording import Author
from projections.reports import REPORTS, produce

DATA = Path(__file__).parent / "data"
SEEDS = range(1, 13)
DAYS = ("2021-03-31", "2021-09-30")
FIRST, SECOND = 1_634_724_000_000_000, 1_635_156_000_000_000   # 20 and 25 October 2021, 10:00 UTC.
FIGURES = {"M01": "M01", "M02": "M02", "M02.of-prioritised": "M02_of_prioritised", "M04": "M04", "M09.ever-fitted": "M09_ever",
           "M09.in-place": "M09_on_the_day", "M10": "M10", "M23.settled": "M23_settled_on_the_day",
           "M20.core-10.improved": "core10_reliable_improved_of_paired"}
ASKED = ("matrix", "profile", "caseload", "funnel")


def told(path: Path, *parts: tuple[list[dict[str, Any]], int]) -> folder.Ledger:
    """A ledger with files imported one after the other, each at its moment."""
    environ = {"OUTCOMES_CONFIG": str(path / "config")}
    folder.create(path / "ledger", "Referee", environ=environ)
    ledger = folder.open_ledger(path / "ledger", environ)
    for number, (rows, now) in enumerate(parts):
        file = path / f"{number}.jsonl"
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        recording.append(ledger, importing.read(file).said, Author("test", now))
    return ledger


def reports(ledger: folder.Ledger, day: str, known_by: datetime.date | None = None) -> dict[str, Any]:
    """Our answers in the referee's shape."""
    view = replay.view(ledger, datetime.date.fromisoformat(day), known_by)
    said = {name: produce(REPORTS[name], view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
            for name in ASKED}
    figures = {row["figure"]: [row["numerator"], row["denominator"]] for row in said["matrix"]["rows"]}
    cohort = {row["name"]: row for row in said["matrix"]["cohort"]}
    profile: dict[str, Any] = {service: {} for service in referee.SERVICES}
    for row in said["profile"]["rows"]:
        if row["service"] in profile:
            profile[row["service"]][row["phase"]] = {
                name: row[name] for name in ("events", "women", "women_with_events", "covered_days", "uncovered_days")}
    return {
        **{answer: figures[figure] for figure, answer in FIGURES.items()},
        "profile": profile,
        "caseload_rows": {row["practitioner"]: {"women": row["women"], "weight": row["weight"], "cap": row["cap"]}
                          for row in said["caseload"]["rows"] if row["women"]},
        "funnel": {row["step"]: row["women"] for row in said["funnel"]["rows"] if row["step"] in ("prioritised", "reached", "signed-up", "ended")},
        "children_removed_before": {
            "women": cohort["women"]["value"], "care_experienced": cohort["care-experienced"]["women"],
            **{name: cohort[f"children removed before, {word}"]["value"] for name, word in (("sum", "in all"), ("min", "fewest"), ("max", "most"))}},
    }


def verdict(rows: list[dict[str, Any]], day: str, ours: dict[str, Any]) -> dict[str, Any]:
    """The referee's answers to what we answer; a service that nobody used or reviewed has no rows of ours."""
    said = referee.answers(rows, day)
    for held in said["caseload_rows"].values():
        held["cap"] = held["cap"] and round(held["cap"], 6)
    return {name: said[name] for name in ours}


def test_the_referee_reproduces_the_published_answers() -> None:
    """The judge is itself judged by answers that came with the data."""
    expected = json.loads((DATA / "log-2021-09.expected.json").read_text(encoding="utf-8"))
    said = referee.answers(referee.read(DATA / "log-2021-09.jsonl"), expected["true_on"])
    assert {name: said[name] for name in expected} == expected


def test_the_logs_hold_what_makes_counting_hard() -> None:
    """Over the seeds there are deaths, returns, custody, unfinished reviews, vague dates, corrections and withdrawals."""
    logs = [[row for part in referee_logs.log(seed) for row in part] for seed in SEEDS]
    rows = [row for log in logs for row in log]
    assert {"died", "corrected", "withdrawn", "staff-changed", "larc-removed", "declined", "whereabouts-changed"} <= {row["kind"] for row in rows}
    assert {"custody", "out-of-area", "inpatient", "in-area", "not-known"} <= {row.get("whereabouts") for row in rows}
    assert {"yes", "no"} <= {row.get("complete") for row in rows}
    assert {4, 7, 10} <= {len(row["occurred"]) for row in rows}
    assert any(len(signed) > len(set(signed)) for log in logs for signed in [[row["woman"] for row in log if row["kind"] == "signed-up"]])


@pytest.mark.parametrize("seed", [*SEEDS[:5], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[5:])])
def test_our_reports_are_the_referees(seed: int, tmp_path: Path) -> None:
    """Figures, profile, caseload, funnel and cohort are equal on both days, corrections and all."""
    first, later = referee_logs.log(seed)
    ledger = told(tmp_path, (first + later, SECOND))
    for day in DAYS:
        ours = reports(ledger, day)
        assert ours == verdict(first + later, day, ours), day
    ledger.entries.close()


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_what_was_known_before_the_corrections_is_the_first_half_alone(seed: int, tmp_path: Path) -> None:
    """Known by a day between two imports, the second import has not happened."""
    first, later = referee_logs.log(seed)
    ledger = told(tmp_path, (first, FIRST), (later, SECOND))
    ours = reports(ledger, DAYS[1], datetime.date(2021, 10, 22))
    assert ours == verdict(first, DAYS[1], ours)
    whole = reports(ledger, DAYS[1])
    assert whole == verdict(first + later, DAYS[1], whole)
    assert ours != whole
    ledger.entries.close()


def test_a_shuffled_log_gives_the_same_answers(tmp_path: Path) -> None:
    """The order of rows changes nothing."""
    first, _ = referee_logs.log(3)
    shuffled = random.Random(3).sample(first, len(first))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = told(tmp_path / "a", (first, FIRST)), told(tmp_path / "b", (shuffled, FIRST))
    assert reports(one, DAYS[1]) == reports(other, DAYS[1])
    one.entries.close()
    other.entries.close()
