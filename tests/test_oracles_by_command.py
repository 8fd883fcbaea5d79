"""Do published answers come out of the command line when their persons are entered one by one?"""

import datetime
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from cohorts import Row, cohort, days, joined, looked, of_person_time, row, used

ORACLES = {each["id"]: each for name in ("change", "intervals") for each in json.loads(
    (Path(__file__).parent / "oracles" / f"{name}.json").read_text(encoding="utf-8"))["oracles"]}
DAY = datetime.date(2019, 1, 31)
Ask = Callable[..., dict[str, Any]]


def oracle(name: str) -> tuple[Any, Any]:
    """The input of a published answer, and the answer."""
    return ORACLES[name]["input"], ORACLES[name]["expected"]


@pytest.fixture
def ask(run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Enter rows in a new ledger, and ask a report of it as JSON: ask(rows, 'survival')."""
    def asked(rows: Iterable[Row], *words: str) -> dict[str, Any]:
        (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(each) for each in rows), encoding="utf-8")
        folder = tmp_path / f"ledger-{sum(1 for _ in tmp_path.iterdir())}"
        assert run("init", str(folder)).code == 0
        imported = run("--ledger", str(folder), "import", str(tmp_path / "rows.jsonl"), "--yes")
        assert imported.code == 0, imported.err
        answered = run("--ledger", str(folder), *words, "--json")
        assert answered.code == 0, answered.out
        document: dict[str, Any] = json.loads(answered.out)
        return document
    return asked


def a_and_e(document: dict[str, Any]) -> dict[str, Any]:
    """The one comparison of A&E attendances."""
    (found,) = document["comparisons"]
    assert isinstance(found, dict)
    return found


COMPARE = ("profile", "--compare", "before-1", "during")


def test_breast_cancer_after_fluoroscopy(ask: Ask) -> None:
    """Boice and Monson 1977: 41 in 28,010 against 15 in 19,017, exact limits and central p."""
    given, expected = oracle("rr.rothman.boice_monson")
    found = a_and_e(ask(of_person_time((given["b"], given["tb"]), (given["a"], given["ta"]), 53), *COMPARE))
    assert (found["events_to"], found["days_to"], found["events_from"], found["days_from"]) == (41, 28010, 15, 19017)
    assert found["pooled_ratio"] == pytest.approx(expected["rr"], rel=1e-8)
    assert found["pooled_interval"] == pytest.approx(expected["exact"], rel=1e-8)
    assert found["central_p"] == pytest.approx(expected["exact_central_p"], abs=1e-9)


def test_the_example_of_rateratio_test(ask: Ask) -> None:
    """Fay: an interval with 1 in it and a p above 0.05, and nowhere the other p, 0.033."""
    given, expected = oracle("rr.fay.2_9")
    document = ask(of_person_time((given["b"], given["tb"]), (given["a"], given["ta"]), 49), *COMPARE)
    found = a_and_e(document)
    assert found["pooled_ratio"] == pytest.approx(expected["rr"], rel=1e-8)
    assert found["pooled_interval"] == pytest.approx(expected["exact"], rel=1e-7)
    assert found["central_p"] == pytest.approx(expected["exact_central_p"], abs=1e-9)
    assert str(expected["minlike_p_must_not_be_used"])[:6] not in json.dumps(document)


@pytest.mark.parametrize("number", range(5))
def test_no_events_on_a_side(ask: Ask, number: int) -> None:
    """What cannot be estimated is null, never a number."""
    given, expected = oracle("rr.edges")
    a, b, ta, tb = given["rows"][number]
    found = a_and_e(ask(of_person_time((b, int(10 * tb)), (a, int(10 * ta)), 1), *COMPARE))
    assert found["pooled_ratio"] == (None if expected["rr"][number] is None else pytest.approx(expected["rr"][number]))
    assert found["pooled_interval"] == [pytest.approx(expected["lower"][number], abs=1e-9),
                                        None if expected["upper"][number] is None else pytest.approx(expected["upper"][number])]


def test_nothing_on_either_side_has_no_ratio_at_all(ask: Ask) -> None:
    found = a_and_e(ask(cohort([((0, 300), (0, 300))] * 3), *COMPARE))
    assert [found[name] for name in ("pooled_ratio", "pooled_interval", "central_p", "conditional_ratio", "conditional_interval",
                                     "woman_level_interval", "sign_flip_p", "largest_share", "interval")] == [None] * 9


def test_ten_children_of_oxford(ask: Ask) -> None:
    """MMR and aseptic meningitis, two age groups: 12.04 (3.00 to 48.26). Whitaker and others 2006."""
    given, expected = oracle("sccs.oxford")
    first, rows = datetime.date(2012, 1, 1), []
    for case, start, end, event, mmr in given["rows"]:
        woman, (risk, last) = f"W-{case:04}", given["risk_days_after_mmr"]
        rows += [*joined(woman, first + days(mmr + risk)), row("programme-ended", woman, first + days(mmr + last + 1), outcome="completed"),
                 looked(woman, first + days(start), first + days(end + 1)), *used(woman, first + days(event))]
    found = a_and_e(ask(rows, "profile", "--compare", "before-2+before-1+after", "during",
                        "--split-at", str(first + days(given["age_group_starts"][1])), "--true-on", "2019-01-31"))
    assert found["adjusted_ratio"] == pytest.approx(expected["rr"], rel=1e-5)
    assert found["adjusted_interval"] == pytest.approx(expected["wald"], rel=1e-5)
    assert found["paired_women"] == 9


def test_within_women_of_one_time_ratio_is_the_pooled_ratio_with_walds_limits(ask: Ask) -> None:
    """Where every woman has the same time on both sides, conditioning on her total leaves sqrt(1/a + 1/b)."""
    found = a_and_e(ask(cohort([((4, 200), (3, 300)), ((6, 100), (8, 150)), ((0, 300), (5, 450)), ((7, 60), (2, 90))]), *COMPARE))
    ratio, error = (18 / 990) / (17 / 660), (1 / 18 + 1 / 17) ** 0.5
    assert found["conditional_ratio"] == pytest.approx(ratio, abs=1e-9) == found["pooled_ratio"]
    assert found["conditional_interval"] == pytest.approx([ratio * 2.718281828459045 ** (side * 1.959963984540054 * error)
                                                           for side in (-1, 1)], abs=1e-8)


@pytest.mark.parametrize("times", [1, 7])
def test_remission_on_6_mp(ask: Ask, times: int) -> None:
    """Freireich 1963, 21 patients, as fittings and removals, in days and in weeks."""
    given, expected = oracle("km.freireich.n21")
    rows = []
    for number, (time, event) in enumerate(zip(given["time"], given["event"], strict=True), 1):
        woman, fitted = f"W-{number:04}", DAY + days(1 - times * time)
        rows += [*joined(woman, fitted), row("larc-fitted", woman, fitted, method="implant")]
        if event:
            rows = [*rows[:-4], *[{**each, "occurred": "2017-01-02"} for each in rows[-4:]],
                    row("larc-removed", woman, datetime.date(2017, 1, 2) + days(times * time), method="implant", reason="her-choice")]
    document = ask(rows, "survival", "--true-on", str(DAY))
    steps = [each for each in document["rows"] if each["figure"] == "larc-continuation"]
    curve = document["curves"][0]
    assert [each["time"] for each in steps] == [times * time for time in expected["times"]]
    assert [each["n_risk"] for each in steps] == expected["n_risk"]
    assert [each["survival"] for each in steps] == pytest.approx(expected["survival"], abs=1e-8)
    assert [each["se"] for each in steps] == pytest.approx(expected["greenwood_se"], abs=5e-6)
    assert [each["lower"] for each in steps] == pytest.approx(expected["loglog_lower"], abs=1e-8)
    assert [each["upper"] for each in steps] == pytest.approx(expected["loglog_upper"], abs=1e-8)
    assert (curve["median"], curve["median_interval"]) == (23 * times, [13 * times, None])
    assert (curve["rmst"] / times, curve["rmst_to"]) == (pytest.approx(expected["rmst_at_23"], abs=0.005), 23 * times)
    assert curve["rmst_se"] / times == pytest.approx(expected["rmst_se"], abs=0.005)
    assert curve["limits"] == "log-log"


def table_of(given: Any, before: str, after: str) -> list[Row]:
    """Women by yes and no at sign-up and now, in housing that is settled or not."""
    homes, rows, number = {True: before, False: after}, [], 0
    for first, line in zip((True, False), given["table"], strict=True):
        for last, many in zip((True, False), line, strict=True):
            for _ in range(many):
                number += 1
                woman = f"W-{number:04}"
                rows += [*joined(woman), row("housing-changed", woman, "2016-01-01", accommodation=homes[first], secure="no"),
                         row("housing-changed", woman, "2017-01-01", accommodation=homes[last], secure="no")]
    return rows


def state(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in document["states"] if each["figure"] == name)


def test_airways_before_and_after_transplant(ask: Ask) -> None:
    """Bentur and others 2009, in Fagerland, Lydersen and Laake 2013: mid-P 0.039, Newcombe -0.507 to -0.026."""
    given, expected = oracle("paired.mcnemar.bentur.n21")
    found = state(ask(table_of(given, "MA04", "HM01"), "changes"), "settled")
    assert [[found["both"], found["lost"]], [found["gained"], found["neither"]]] == given["table"]
    assert found["mid_p"] == pytest.approx(expected["midp"], abs=1e-9)
    assert found["before_less_after"] == pytest.approx(expected["difference"], abs=5e-5)
    assert found["before_less_after_interval"] == pytest.approx(expected["newcombe"], abs=5e-5)
    assert found["difference"] == -found["before_less_after"]
    assert found["interval"] == [-each for each in found["before_less_after_interval"][::-1]]


def test_two_readings_of_thallium(ask: Ask) -> None:
    """Altman and others 2000, p. 53: 0.011 to 0.226."""
    given, expected = oracle("paired.newcombe.altman")
    found = state(ask(table_of(given, "MA04", "HM01"), "changes"), "settled")
    assert found["before_less_after"] == pytest.approx(expected["difference"], abs=1e-9)
    assert found["before_less_after_interval"] == pytest.approx(expected["ci"], abs=1e-9)


def scored(instrument: str, pairs: Iterable[tuple[float, float]], start: int = 1) -> list[Row]:
    """Women with a first and a last score."""
    return [each for number, (first, last) in enumerate(pairs, start) for each in (
        *(joined(f"W-{number:04}") if instrument != "gad-7" else ()),
        row("instrument-completed", f"W-{number:04}", "2016-01-01", instrument=instrument, score=first, occasion="baseline", rater="woman"),
        row("instrument-completed", f"W-{number:04}", "2017-01-01", instrument=instrument, score=last, occasion="12-months", rater="woman"))]


def test_depression_at_two_visits(ask: Ask) -> None:
    """Hollander and Wolfe 1973, as R prints it: V = 40, not 5."""
    given, expected = oracle("paired.wilcoxon.hollander")
    (found,) = ask(scored("life-satisfaction", zip(given["x"], given["y"], strict=True)), "changes")["rows"]
    assert (found["v"], found["p"]) == (expected["V"], pytest.approx(expected["p_two_sided"], abs=1e-9))
    assert found["hodges_lehmann"] == pytest.approx(expected["hodges_lehmann"], abs=1e-9) == -found["change"]
    assert found["hodges_lehmann_interval"] == pytest.approx(expected["ci"], abs=1e-9)
    assert (found["improved"], found["same"], found["deteriorated"], found["paired"]) == (None, None, None, 9)


def test_the_rules_of_nhs_talking_therapies(ask: Ask) -> None:
    """Gyani and others 2013: every case by each rule."""
    given, expected = oracle("instrument.talking_therapies")
    cases = given["cases"]
    document = ask([*scored("phq-9", (each["phq"] for each in cases)), *scored("gad-7", (each["gad"] for each in cases))], "changes")
    found = {each["rule"].replace("-", "_"): [each["women"], each["of"]] for each in document["therapies"]}
    assert found == {name: [said.count(True), sum(each is not None for each in said)] for name, said in expected.items()}


def test_the_bands_and_norms_of_the_core_10(ask: Ask) -> None:
    given, expected = oracle("instrument.core10.bands")
    norms = oracle("instrument.core10.norms")[1]
    document = ask(scored("core-10", ((score, 0) for score in given["scores"])), "changes")
    assert {each["band"]: each["before"] for each in document["bands"]} == {band: expected["band"].count(band) for band in expected["band"]}
    (found,) = document["norms"]
    names = {"criterion_c": "criterion_c", "reliable_change_90": "rc_90", "reliable_change_95": "rc_95", "cut_off": "published_cutoff",
             "reliable_change": "published_rc"}
    assert [found[name] for name in names] == pytest.approx([norms[name] for name in names.values()], abs=5e-4)
    assert found["confidence"] == 0.9
    (scores,) = document["rows"]
    assert (scores["improved"], scores["same"]) == (9, 1)


@pytest.mark.parametrize("number", [0, 13, 28])
def test_swemwbs_is_converted_before_any_arithmetic(ask: Ask, number: int) -> None:
    given, expected = oracle("instrument.swemwbs.table")
    (found,) = ask(scored("swemwbs", [(given["raw"][number], 20)]), "changes")["rows"]
    assert (found["median_before"], found["median_after"]) == (expected["metric"][number], expected["metric"][13])


def test_person_days_of_the_lexis_cohort(ask: Ask) -> None:
    """R Epi, three persons, from entry to exit."""
    given, expected = oracle("persontime.epi.lexis")
    rows = []
    for woman, (entry, left, failed) in given["persons"].items():
        begun, ended = datetime.date.fromisoformat(entry), datetime.date.fromisoformat(left)
        rows += [*joined(f"W-{woman}", begun), row("programme-ended", f"W-{woman}", ended, outcome="completed"),
                 looked(f"W-{woman}", begun, ended), *used(f"W-{woman}", ended - days(1), failed)]
    document = ask(rows, "profile")
    (during,) = [each for each in document["rows"] if each["phase"] == "during"]
    assert during["covered_days"] == sum(expected["person_days"].values())
    assert during["covered_days"] / given["year"] == pytest.approx(expected["total_person_years"], abs=1e-6)
    assert (during["events"], during["rate"]) == (expected["events"], pytest.approx(2 / expected["total_person_years"], abs=1e-8))


@pytest.mark.parametrize(("window", "last"), [("1", 60), ("2", 0), ("3", 9999)])
def test_time_at_risk_is_cut_at_the_end_of_observation(ask: Ask, window: str, last: int) -> None:
    """OHDSI counts both ends; half-open spells end a day later."""
    given, expected = oracle("persontime.ohdsi.tar")
    start, seen, until = (datetime.date.fromisoformat(each) for each in (given["cohort_start"], *given["observation"]))
    rows = [*joined("W-0001", start), looked("W-0001", seen, until + days(1)),
            *([] if last == 9999 else [row("programme-ended", "W-0001", start + days(last + 1), outcome="completed")])]
    document = ask(rows, "profile", "--true-on", "2010-01-01")
    (during,) = [each for each in document["rows"] if each["phase"] == "during"]
    assert (during["covered_days"], during["women"]) == (expected["person_days"][window], expected["persons_at_risk"][window])


def test_without_person_time_there_is_no_rate(ask: Ask) -> None:
    """OHDSI's window 4: null, not 0."""
    start = datetime.date(2000, 3, 1)
    document = ask([*joined("W-0001", start), looked("W-0001", datetime.date(1999, 1, 1), start)], "profile", "--true-on", "2010-01-01")
    (during,) = [each for each in document["rows"] if each["phase"] == "during"]
    assert (during["covered_days"], during["women"], during["rate"], during["mark"]) == (0, 0, None, "x")


def test_garwoods_limits_of_counts(ask: Ask) -> None:
    """Pearson and Hartley's table 40, each count the use of one service by one woman."""
    given, expected = oracle("rate.garwood.table")
    services = ("a-and-e", "ambulance", "nhs-111", "urgent-treatment", "gp", "dentist", "pharmacy", "outpatient", "counselling", "maternity",
                "advice", "probation")
    start = datetime.date(2016, 1, 1)
    rows = [*joined("W-0001", start), row("records-reviewed", "W-0001", start, services=list(services), from_="2016-01-01", to="2020-01-01",
                                          complete="yes", reviewer="P-03"),
            *(each for service, count in zip(services, given["counts"], strict=True) for each in used("W-0001", start, count, service))]
    document = ask(rows, "profile", "--true-on", "2019-12-31")
    found = {each["service"]: each for each in document["rows"] if each["phase"] == "during"}
    for service, count, low, high in zip(services, given["counts"], expected["lower"], expected["upper"], strict=True):
        assert (found[service]["events"], found[service]["covered_days"]) == (count, 1461)
        assert found[service]["interval"] == pytest.approx([low / 4, high / 4], abs=1e-9)


def test_wilsons_limits_of_18_of_21(ask: Ask) -> None:
    """The headline proportion, by the matrix."""
    expected = oracle("prop.phoenix.r")[1]["wilson"]["larc"]
    rows = [each for number in range(1, 22) for each in (
        *joined(f"W-{number:04}"), *([row("larc-fitted", f"W-{number:04}", "2016-02-01", method="implant")] if number <= 18 else []))]
    (found,) = [each for each in ask(rows, "matrix")["rows"] if each["figure"] == "M09.ever-fitted"]
    assert (found["numerator"], found["denominator"]) == (18, 21)
    assert found["interval"] == pytest.approx(expected, abs=1e-9)
