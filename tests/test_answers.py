"""Do the reports give the answers that a separate program worked out, and does every figure lead to its rows?"""

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from ledger import folder, importing, recording, replay
from ledger.history import History
from ledger.recording import Author
from projections.indicators import figures
from projections.reports import REPORTS, explain, produce

DATA = Path(__file__).parent / "data"
EXPECTED = json.loads((DATA / "log-2021-09.expected.json").read_text(encoding="utf-8"))
TRUE_ON = EXPECTED["true_on"]
PAIRS = {"M01": "M01", "M02": "M02", "M02.of-prioritised": "M02_of_prioritised", "M04": "M04", "M09.ever-fitted": "M09_ever",
         "M09.in-place": "M09_on_the_day", "M10": "M10", "M23.settled": "M23_settled_on_the_day",
         "M20.core-10.improved": "core10_reliable_improved_of_paired"}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> folder.Ledger:
    """The log of September 2021, imported once for this module."""
    path = tmp_path_factory.mktemp("answers")
    environ = {"OUTCOMES_CONFIG": str(path / "config")}
    folder.create(path / "phoenix", "Phoenix", environ=environ)
    ledger = folder.open_ledger(path / "phoenix", environ)
    recording.append(ledger, importing.read(DATA / "log-2021-09.jsonl").said, Author("test", 1_634_810_400_000_000))
    return ledger


def document(ledger: folder.Ledger, name: str, figure: str | None = None, women: Iterable[History] | None = None) -> dict[str, Any]:
    """A report of a ledger on the day of the expected answers; or the rows behind one of its figures. women: where they were read already."""
    import datetime

    view = replay.view(ledger, datetime.date.fromisoformat(TRUE_ON))
    asked = (view, replay.programme(ledger, view.position), women or replay.women(ledger, view.position), "team")
    return produce(REPORTS[name], *asked) if figure is None else explain(REPORTS[name], figure, *asked)


@pytest.fixture(scope="module")
def women(imported: folder.Ledger) -> list[History]:
    """Every woman's history, read once for some hundred figures."""
    return list(replay.women(imported, replay.view(imported).position))


@pytest.fixture(scope="module")
def matrix(imported: folder.Ledger) -> dict[str, dict[str, Any]]:
    """The rows of the matrix by figure."""
    return {row["figure"]: row for row in document(imported, "matrix")["rows"]}


@pytest.mark.parametrize(("figure", "answer"), PAIRS.items())
def test_the_matrix_gives_the_expected_answer(figure: str, answer: str, matrix: dict[str, dict[str, Any]]) -> None:
    """Numerator and denominator are those of the separate program."""
    assert [matrix[figure]["numerator"], matrix[figure]["denominator"]] == EXPECTED[answer]


def test_the_profile_gives_the_expected_answers(imported: folder.Ledger) -> None:
    """Events, women, covered and uncovered days of every service and phase."""
    rows = {(row["service"], row["phase"]): row for row in document(imported, "profile")["rows"]}
    for service, by_phase in EXPECTED["profile"].items():
        for phase, expected in by_phase.items():
            assert {name: rows[service, phase][name] for name in expected} == expected, (service, phase)


def test_the_caseload_gives_the_expected_weights(imported: folder.Ledger) -> None:
    """The weight of each practitioner's cases on the day."""
    rows = document(imported, "caseload")["rows"]
    assert {row["practitioner"]: row["weight"] for row in rows if row["weight"]} == EXPECTED["caseload"]


def test_the_funnel_gives_the_expected_steps(imported: folder.Ledger) -> None:
    """Prioritised, reached, signed up and ended."""
    steps = {row["step"]: row["women"] for row in document(imported, "funnel")["rows"]}
    assert (steps["prioritised"], steps["reached"], steps["signed-up"], steps["ended"]) == (49, 42, 21, 3)


def test_the_cohort_is_described_as_expected(imported: folder.Ledger) -> None:
    """Women, children removed before, and how many were in care themselves."""
    said = {row["name"]: row for row in document(imported, "matrix")["cohort"]}
    expected = EXPECTED["children_removed_before"]
    words = {"in all": expected["sum"], "mean": pytest.approx(72 / 21), "fewest": expected["min"], "most": expected["max"]}
    assert {word: said[f"children removed before, {word}"]["value"] for word in words} == words
    assert said["women"]["value"] == expected["women"]
    assert said["care-experienced"]["women"] == expected["care_experienced"]


@pytest.mark.parametrize("figure", figures())
def test_every_figure_is_the_sum_of_its_rows(figure: str, imported: folder.Ledger, women: list[History],
                                             matrix: dict[str, dict[str, Any]]) -> None:
    """Amounts and `of` add up to the figure, and missing and excluded are counted."""
    rows = document(imported, "matrix", figure, women)["rows"]
    row = matrix[figure]
    assert row["numerator"] == pytest.approx(sum(each["amount"] for each in rows), abs=1e-6)
    assert row["denominator"] == pytest.approx(sum(each["of"] for each in rows), abs=1e-6)
    assert row["missing"] == sum(each["answer"] == "missing" for each in rows)
    assert row["excluded"] == sum(each["answer"] == "excluded" for each in rows)


def test_every_row_of_a_profile_is_the_sum_of_its_rows(imported: folder.Ledger) -> None:
    """`explain profile SERVICE.PHASE` adds up to the profile."""
    for row in document(imported, "profile")["rows"]:
        rows = document(imported, "profile", f"{row['service']}.{row['phase']}")["rows"]
        assert (row["events"], row["covered_days"]) == (sum(each["amount"] for each in rows), sum(each["of"] for each in rows))


def test_every_position_of_an_explanation_is_an_entry(imported: folder.Ledger) -> None:
    """`explain` and `show` meet."""
    rows = document(imported, "matrix", "M09.in-place")["rows"]
    assert all(row["because"] for row in rows)
    for row in rows:
        for position in row["because"]:
            entry = imported.entries.at(position)
            assert entry is not None
            assert entry.said.woman == row["woman"]


def test_the_order_of_import_changes_no_row(imported: folder.Ledger, tmp_path: Path) -> None:
    """The same entries in another order give the same bytes."""
    lines = (DATA / "log-2021-09.jsonl").read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(lines)
    (tmp_path / "shuffled.jsonl").write_text("\n".join(lines), encoding="utf-8")
    folder.create(tmp_path / "other", "Other")
    other = folder.open_ledger(tmp_path / "other")
    recording.append(other, importing.read(tmp_path / "shuffled.jsonl").said, Author("test", 1_634_810_400_000_000))
    for name in REPORTS:
        rows = [[{**row, "positions": None} for row in document(each, name)["rows"]] for each in (imported, other)]
        assert json.dumps(rows[0]) == json.dumps(rows[1]), name   # positions, which quality names, are the order itself
    other.entries.close()


def test_a_report_through_the_command_line_has_the_shape_of_the_contract(run: Callable, phoenix: folder.Ledger) -> None:
    """The heading says what is true on which day, known by which, as far as which entry."""
    said = json.loads(run("--ledger", str(phoenix.path), "matrix", "--true-on", "2021-09-30", "--json").out)
    assert list(said)[:8] == ["report", "true_on", "known_by", "position", "root", "definitions", "audience", "software"]
    row = next(row for row in said["rows"] if row["figure"] == "M09.ever-fitted")
    expected = {"figure": "M09.ever-fitted", "indicator": "M09", "outcome": "O1", "unit": "women", "numerator": 18, "denominator": 21,
                "missing": 0, "excluded": 0, "erased": 0, "target": None, "mark": None}
    assert {name: row[name] for name in expected} == expected
    assert row["value"] == pytest.approx(18 / 21)
    assert row["interval"] == pytest.approx([0.653639397194, 0.950189875003])
