"""Can somebody with every public paper, the known totals and the definitions find a count of fewer than eight women?"""

import datetime
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from attacker import Paper, attack
from cohorts import row
from test_disclosure import issued_entry

from ledger import folder, importing, recording, replay
from ledger.author import Author
from projections import worlds
from projections.reports import REPORTS, released
from projections.whole import whole

NOW = 1_634_810_400_000_000
QUARTERS = tuple(datetime.date.fromisoformat(day) for day in ("2021-03-31", "2021-06-30", "2021-09-30"))
TOLD = ("matrix", "profile", "funnel")


def papers(ledger: folder.Ledger, days: Sequence[datetime.date], reports: Sequence[str] = TOLD) -> Iterator[Paper]:
    """The public papers of a service, each issued after the last."""
    head = ledger.entries.head().position
    programme, women = replay.programme(ledger, head), list(replay.women(ledger, head))
    before: tuple[Any, ...] = ()
    for day in days:
        documents = {}
        for name in reports:
            view = attrs.evolve(replay.view(ledger, day), issued=before)
            made = released(REPORTS[name], view, programme, women, "public")
            before = (*before, issued_entry(made, head + 1 + len(before)))
            documents[name] = made.document
        assert made.known is not None
        yield Paper(day.isoformat(), documents, made.known.totals["signed-up"], made.known.totals["prioritised"])


def of_world(tmp_path: Path, world: str, seed: int) -> folder.Ledger:
    """A pretend service."""
    file = tmp_path / f"{world}-{seed}.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in worlds.rows(world, seed)), encoding="utf-8")
    folder.create(tmp_path / f"{world}-{seed}", world)
    ledger = folder.open_ledger(tmp_path / f"{world}-{seed}")
    recording.append(ledger, importing.read(file).said, Author("P-03", NOW, clock_set=True), good_only=True)
    return ledger


def test_three_quarters_of_a_service_give_nothing_away(phoenix: folder.Ledger) -> None:
    """The matrix, the profile and the funnel, issued three times: the attacker finds nothing, and something was told."""
    told = list(papers(phoenix, QUARTERS))
    assert list(attack(told)) == []
    assert all(len(paper.pairs()) < 10 for paper in told) and len(told[0].pairs()) > 3


def test_the_attacker_finds_what_is_not_protected(phoenix: folder.Ledger) -> None:
    """Against the figures as the team sees them every kind of attack succeeds: it could have."""
    head = phoenix.entries.head().position
    programme, women = replay.programme(phoenix, head), list(replay.women(phoenix, head))
    open_papers = [Paper(day.isoformat(), {name: released(REPORTS[name], replay.view(phoenix, day), programme, women, "team").document
                                           for name in ("matrix",)}, 21, 49) for day in QUARTERS[1:]]
    for paper in open_papers:
        for each in paper.documents["matrix"]["rows"]:
            each["words"] = None
    found = list(attack(open_papers))
    for kind in ("M09.ever-fitted: 18 of 21", "can only be 18 of 21", "tells who is missing", "less M09.in-place.long-acting: ",
                 "outreach is still open with", "M09.ever-fitted: 1 counted more or fewer on 2021-09-30"):
        assert any(kind in each for each in found), kind


def test_papers_that_never_were_issued_give_nothing_away_one_by_one(phoenix: folder.Ledger) -> None:
    """A day by itself, with nothing told before: more is told, and still nothing of few women."""
    (paper,) = papers(phoenix, QUARTERS[-1:])
    assert list(attack([paper])) == []
    assert {name: paper.pairs()[name] for name in ("M09.in-place", "M02.of-prioritised")} == {
        "M09.in-place": (12, 21), "M02.of-prioritised": (21, 49)}


def test_a_larger_service_tells_more_and_gives_nothing_away(tmp_path: Path) -> None:
    """Of a world of other women the profile tells rates, and nothing of few."""
    ledger = of_world(tmp_path, "null", 1)
    told = list(papers(ledger, [datetime.date(2017, 9, 30), datetime.date(2018, 9, 30)], ("matrix", "profile")))
    ledger.entries.close()
    assert list(attack(told)) == []
    assert any(row["rate"] for paper in told for row in paper.documents["profile"]["rows"])


@pytest.mark.slow
@pytest.mark.parametrize(("world", "seed"), [*(("phoenix", seed) for seed in range(1, 6)), ("messy", 1)])
def test_every_pretend_service_holds(world: str, seed: int, tmp_path: Path) -> None:
    """Three quarters of other services, whoever is in them."""
    ledger = of_world(tmp_path, world, seed)
    told = list(papers(ledger, QUARTERS))
    ledger.entries.close()
    assert list(attack(told)) == []


@pytest.mark.slow
@pytest.mark.parametrize("world", ["selection", "crisis-entry", "planned-shift", "one-frequent-attender", "attrition", "coverage-gap"])
def test_every_world_with_a_key_holds(world: str, tmp_path: Path) -> None:
    """Four half-years of services of other sizes."""
    ledger = of_world(tmp_path, world, 3)
    days = [datetime.date(year, month, 30) for year in (2017, 2018) for month in (3, 9)]
    told = list(papers(ledger, days))
    ledger.entries.close()
    assert list(attack(told)) == []


def entered(tmp_path: Path, rows: Sequence[Any]) -> folder.Ledger:
    """A ledger of these rows."""
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    folder.create(tmp_path / "small", "small")
    ledger = folder.open_ledger(tmp_path / "small")
    recording.append(ledger, importing.read(tmp_path / "rows.jsonl").said, Author("P-03", NOW, clock_set=True))
    return ledger


def at_once(ledger: folder.Ledger, day: datetime.date, audience: str = "public") -> dict[str, dict[str, Any]]:
    """The reports of one pack, by name."""
    view = replay.view(ledger, day)
    return dict(whole(view, replay.programme(ledger, view.position), list(replay.women(ledger, view.position)), audience).documents)


def test_reports_of_one_pack_do_not_give_a_count_away_between_them(tmp_path: Path) -> None:
    """30 signed up, 12 are in it, 16 ended otherwise: matrix and funnel together would say that 2 completed."""
    rows = []
    for number in range(1, 61):
        woman = f"W-{number:04}"
        rows += [row("woman-identified", woman, "2019-01-01", route="forum", care_experienced="no"),
                 row("prioritised", woman, "2019-01-02", decision="prioritised", forum="panel")]
        if number <= 30:
            rows += [row("outreach-started", woman, "2019-02-01"), row("signed-up", woman, "2019-03-01", contraception_choice="larc")]
        if number <= 18:
            rows.append(row("programme-ended", woman, "2020-01-05", outcome="disengaged" if number <= 16 else "completed"))
    told = at_once(entered(tmp_path, rows), datetime.date(2020, 6, 1))
    steps = {each["step"]: each["women"] for each in told["funnel"]["rows"]}
    figures = {each["figure"]: each["numerator"] for each in told["matrix"]["rows"]}
    assert (figures["M04"], steps["in-programme"], steps["ended"], steps["completed"]) == (16, None, None, None)
    assert (figures["M02.of-prioritised"], figures["M01"]) == (30, None)   # all who were reached signed up: that is said of each


def test_those_of_whom_a_characteristic_is_unknown_are_not_the_rest_of_a_step(tmp_path: Path) -> None:
    """44 of 52 and 14 of 44 signed up, beside 60 of 100, would say that 2 of the 4 not known did."""
    rows = []
    for number, care in enumerate(["no"] * 52 + ["yes"] * 44 + ["declined"] * 4):
        woman = f"W-{number:04}"
        rows += [row("woman-identified", woman, "2019-01-01", route="forum", care_experienced=care),
                 row("prioritised", woman, "2019-01-02", decision="prioritised", forum="panel"), row("outreach-started", woman, "2019-02-01")]
        if number < 44 or 52 <= number < 66 or number >= 98:
            rows.append(row("signed-up", woman, "2019-03-01", contraception_choice="larc"))
    ledger = entered(tmp_path, rows)
    for audience in ("public", "board"):
        figures = {each["figure"]: each for each in at_once(ledger, datetime.date(2020, 6, 1), audience)["matrix"]["rows"]}
        assert figures["M02.of-prioritised"]["numerator"] == (60 if audience == "board" else None)
        assert {(each["numerator"], each["denominator"], each["words"], each["mark"]) for name, each in figures.items()
                if name.startswith("M33.")} == {(None, None, None, "c")}
