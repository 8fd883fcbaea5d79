"""Do figures of several services add up to what they tell together, and to nothing that one of them holds back?"""

import itertools
import json
import shlex
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs import files, histories, ledger, of_the_log, pack, signer, told

from projections.export.pack import NOTE, SUMS, summed, zipped
from projections.figures import AVERAGES
from projections.formats.table import text
from projections.funnel import STEPS
from projections.indicators import MEASURES, figures
from projections.rollup import document
from projections.rollup.adding import ALONE
from projections.rollup.columns import sheets
from projections.rollup.reading import NotAPack, Pack, read
from projections.worlds import rows

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
NAMES = ("Harbour", "Phoenix", "Quay", "Ridge")
Documents = dict[str, dict[str, Any]]
TEXTS = ("figure", "indicator", "outcome", "title", "unit", "measure", "name", "service", "phase", "step")
BY_THE_PROGRAMME = {name for name, each in figures().items() if each.of_woman is None}


def shared(reports: Mapping[str, Any]) -> Documents:
    """Reports without the heading, which each pack has of its own."""
    kept = {"matrix": ("rows", "cohort"), "profile": ("rows",), "funnel": ("rows",)}
    return {name: {table: reports[name][table] for table in tables} for name, tables in kept.items()}


@pytest.fixture(scope="module")
def parts() -> tuple[list[Documents], Documents]:
    """Women of the log at three services, as a board sees each; and all at one."""
    return parted(women_apart=4)


def parted(women_apart: int) -> tuple[list[Documents], Documents]:
    """Every so manieth woman of the log at three services; and at one."""
    programme, women = of_the_log()
    some = women[::women_apart]
    return [shared(told(programme, some[place::3], "board")) for place in range(3)], shared(told(programme, some, "board"))


@pytest.fixture(scope="module")
def few(parts: tuple[list[Documents], Documents]) -> list[Documents]:
    """The three with some of their figures: enough where it does not matter how many."""
    wanted = ("M02", "M04", "M05", "M09", "M10", "M16", "M32")
    return [{**part, "matrix": {**part["matrix"], "rows": [row for row in part["matrix"]["rows"] if row["indicator"] in wanted]}} for part in parts[0]]


def packs(folder: Path, every: Sequence[Documents], **said: Any) -> list[Pack]:
    """The packs of services with these reports, read from their files."""
    found = []
    for number, (name, reports) in enumerate(zip(NAMES, every, strict=False), 1):
        (folder / f"{name}.zip").write_bytes(pack(name, number, reports, **{"audience": "board", **said}))
        found.append(read(folder / f"{name}.zip", {}))
    return found


# What is added.


def test_the_services_together_read_as_one_service_with_all_their_women(parts: tuple[list[Documents], Documents], tmp_path: Path) -> None:
    """Sums, values and intervals of figures of women, of service use, of the funnel and of who they are."""
    assert_reads_as_one(*parts, tmp_path)


@pytest.mark.slow
def test_all_the_women_of_the_log_at_three_services_read_as_one(tmp_path: Path) -> None:
    """The same, of everybody."""
    assert_reads_as_one(*parted(women_apart=1), tmp_path)


def assert_reads_as_one(three: list[Documents], whole: Documents, tmp_path: Path) -> None:
    """The roll-up of three is what is told of all at once."""
    said = document(packs(tmp_path, three))
    rows = {row["figure"]: row for row in said["rows"]}
    compared = [row for row in whole["matrix"]["rows"] if row["figure"] not in BY_THE_PROGRAMME and row["mark"] != "c"
                and not rows[row["figure"]]["not_told_by"] and row["measure"] not in AVERAGES]
    assert len(compared) > 400
    names = ("numerator", "denominator", "value", "interval", "missing", "excluded")
    assert [{name: rows[row["figure"]][name] for name in names} for row in compared] == [{name: row[name] for name in names} for row in compared]
    # A rate of few events is marked in a part, and not where all together have enough.
    assert [rows[row["figure"]]["mark"] for row in compared if row["mark"] != "x"] == [row["mark"] for row in compared if row["mark"] != "x"]
    use = {(row["service"], row["phase"]): row for row in said["profile"]}
    for row in whole["profile"]["rows"]:
        summed_up = use[row["service"], row["phase"]]
        same = ("events", "women", "women_with_events", "covered_days", "uncovered_days", "rate", "interval")
        assert {name: summed_up[name] for name in same} == {name: row[name] for name in same}
    assert [(row["step"], row["women"], row["of"]) for row in said["funnel"]] == [(row["step"], row["women"], row["of"]) for row in whole["funnel"]["rows"]]
    lines = {row["name"]: row for row in said["cohort"]}
    described = [row for row in whole["matrix"]["cohort"] if row.get("mark") != "c"]
    assert [(lines[row["name"]]["women"], lines[row["name"]]["of"], lines[row["name"]]["value"]) for row in described] == [
        (row["women"], row["of"], row["value"]) for row in described]


def test_every_service_stands_beside_the_sum_with_the_head_it_rests_on(parts: tuple[list[Documents], Documents], tmp_path: Path) -> None:
    """What each told, unchanged; and between which values they lie."""
    said = document(packs(tmp_path, parts[0]))
    row = next(row for row in said["rows"] if row["figure"] == "M09.ever-fitted")
    own = [next(row for row in part["matrix"]["rows"] if row["figure"] == "M09.ever-fitted") for part in parts[0]]
    assert [(each["service"], each["position"], each["numerator"], each["denominator"], [*each["interval"]]) for each in row["services"]] == [
        (name, 100 + number, one["numerator"], one["denominator"], one["interval"]) for number, (name, one) in enumerate(zip(NAMES, own, strict=False), 1)]
    assert (row["lowest"], row["highest"]) == (min(one["value"] for one in own), max(one["value"] for one in own))
    assert row["numerator"] == sum(one["numerator"] for one in own) and row["numerator"] > max(one["numerator"] for one in own)


def test_what_cannot_be_added_is_not(parts: tuple[list[Documents], Documents], tmp_path: Path) -> None:
    """No median of medians, no sum of prices, no largest of all; each service's own stands."""
    rows = {row["figure"]: row for row in document(packs(tmp_path, parts[0]))["rows"]}
    alone = [row for row in rows.values() if row["figure"] in ALONE or row["indicator"] in ALONE or row["measure"] in AVERAGES]
    assert {"M05.median", "M32.break-even", "M06.worst"} <= {row["figure"] for row in alone}
    assert {row["value"] for row in alone} == {None} and {row["mark"] for row in alone} <= {"c", "z"}
    assert rows["M32.break-even"]["numerator"] is None and len(rows["M32.break-even"]["services"]) == 3
    assert set(MEASURES) == {"proportion", "rate", "share", "median", "mean", "count", "ratio"}   # another needs a decision here


def test_the_order_of_the_packs_changes_nothing(few: list[Documents], tmp_path: Path) -> None:
    """The same bytes, whichever comes first."""
    made = packs(tmp_path, few)
    assert len({json.dumps(document(order)) for order in itertools.permutations(made)}) == 1


def test_a_service_that_nobody_looked_at_is_named_and_adds_no_day(few: list[Documents], tmp_path: Path) -> None:
    """A rate is over covered days; of a board's pack a use that has no row is one that nobody looked at."""
    three = [{**part, "profile": {"rows": [row for row in part["profile"]["rows"] if number or row["service"] != "a-and-e"]}}
             for number, part in enumerate(few)]
    row = next(row for row in document(packs(tmp_path, three))["profile"] if (row["service"], row["phase"]) == ("a-and-e", "during"))
    days = [each["covered_days"] for part in three for each in part["profile"]["rows"] if (each["service"], each["phase"]) == ("a-and-e", "during")]
    assert (row["covered_days"], row["not_covered_in"], row["not_told_by"], row["telling"]) == (sum(days), ["Harbour"], [], 2)
    assert row["rate"] is not None


# What is held back.


def closed(row: dict[str, Any], words: str | None = None) -> dict[str, Any]:
    """A row as the public sees one that is confidential."""
    return {name: value if name in TEXTS else None for name, value in row.items()} | {"mark": "c", "words": words}


def held_back(part: Documents, which: Callable[[str, int], bool]) -> Documents:
    """Reports of which some rows are confidential."""
    return {name: {table: [closed(row) if which(table, number) else row for number, row in enumerate(rows)] for table, rows in tables.items()}
            for name, tables in part.items()}


def every_row(said: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Sequence[str]]]:
    """Each sum of a roll-up, with the names of its counts."""
    for table, names in (("rows", ("numerator", "denominator")), ("profile", ("events", "women", "covered_days")), ("funnel", ("women", "of")),
                         ("cohort", ("women", "of"))):
        yield from ((row, names) for row in said[table])


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), target=st.sampled_from(range(3)))
def test_who_has_the_sum_and_all_packs_but_one_learns_what_that_one_told(seed: int, target: int, few: list[Documents],
                                                                        tmp_path_factory: pytest.TempPathFactory) -> None:
    """Less all others, a sum leaves what the pack tells, or nothing: never a number that it holds back."""
    folder = tmp_path_factory.mktemp("packs")
    public = [held_back(part, lambda table, number, place=place: (seed * 31 + place * 17 + number * 7 + len(table)) % 5 < 2)
              for place, part in enumerate(few)]
    checked = 0
    for row, names in every_row(document(packs(folder, public, audience="public"))):
        own = {each["service"]: each for each in row["services"]}
        hers = own.pop(NAMES[target], None)
        others = [each for each in own.values() if each["mark"] != "c"]
        silent = hers is None or hers["mark"] == "c"
        for name in names if row.get("figure") not in ALONE and row.get("indicator") not in ALONE else ():
            left = (row[name] or 0) - sum(each[name] for each in others if each[name] is not None)
            if silent and all(each[name] is not None for each in others):
                assert left == 0, (row, name)
                checked += 1
        assert not silent or (NAMES[target] in row["not_told_by"] and row.get("value") is None and row.get("rate") is None
                              and row.get("interval") is None)
    assert checked > 40


@pytest.mark.slow
def test_what_the_public_gets_of_four_pretend_services_holds_nothing_more(tmp_path: Path) -> None:
    """Against the truth of each: no number that its pack does not tell is in what comes out, nor follows from it and the others."""
    services = [histories(rows(world, 1)) for world in ("phoenix", "null", "attrition", "selection")]
    public = [shared(told(programme, women, "public")) for programme, women in services]
    said = {row["figure"]: row for row in document(packs(tmp_path, public, audience="public"))["rows"]}
    told_by_all = [row for row in said.values() if row["telling"] == len(public)]
    for number, (programme, women) in enumerate(services):
        truth = {row["figure"]: row for row in told(programme, women, "team")["matrix"]["rows"]}
        for row in said.values():
            own = {each["service"]: each for each in row["services"]}
            mine = own.pop(NAMES[number])
            assert mine["numerator"] in (None, truth[row["figure"]]["numerator"])
            if mine["numerator"] is None:
                assert NAMES[number] in row["not_told_by"] and row["value"] is None
                assert (row["numerator"] or 0) == sum(each["numerator"] or 0 for each in own.values()) or row["numerator"] is None
    assert any(row["telling"] not in (0, len(public)) for row in said.values()) and len(told_by_all) < 20


def test_a_figure_that_one_service_holds_back_says_at_least_and_whose_is_missing(few: list[Documents], tmp_path: Path,
                                                                               run: Callable) -> None:
    """On the screen, and in every format; her number stands nowhere."""
    place = next(number for number, row in enumerate(few[0]["matrix"]["rows"]) if row["figure"] == "M09.ever-fitted")
    public = [held_back(part, lambda table, number, mine=mine: mine and table == "rows" and number == place) for mine, part in enumerate(few)]
    packs(tmp_path, [public[1], few[0], few[2]], audience="public")
    ran = run("rollup", str(tmp_path))
    others = [next(row for row in few[each]["matrix"]["rows"] if row["figure"] == "M09.ever-fitted") for each in (0, 2)]
    counted, of = (sum(row[name] for row in others) for name in ("numerator", "denominator"))
    assert ran.code == 0
    section = ran.out.partition("  M09.ever-fitted  ")[2].partition("  M09.in-place")[0]
    assert f"all together  at least {counted} of {of} women, in 2 of 3; not told by Harbour" in section
    assert "    Harbour       [c] confidential" in section.splitlines()
    assert "never publish one beside this" in " ".join(ran.out.split())
    as_json = json.loads(run("rollup", str(tmp_path), "--json").out)
    row = next(row for row in as_json["rows"] if row["figure"] == "M09.ever-fitted")
    assert (row["numerator"], row["denominator"], row["value"], row["interval"], row["mark"], row["telling"], row["of_services"], row["not_told_by"]) == (
        counted, of, None, None, "c", 2, 3, ["Harbour"])


def test_no_woman_is_in_what_comes_out(few: list[Documents], tmp_path: Path, run: Callable) -> None:
    """Nor any text of a pack but the name of its service, wherever it was put."""
    three = json.loads(json.dumps(few).replace('"title": "', '"title": "W-0007 '))
    three[0]["matrix"]["rows"][0]["note"] = "W-0007"
    packs(tmp_path, three)
    said = run("rollup", str(tmp_path), "--json")
    assert said.code == 0 and "W-0007" not in said.out and "w-" not in said.out.replace("newly-", "").replace("low-", "").replace("below-", "")
    strange = json.loads(json.dumps(few))
    strange[1]["matrix"]["cohort"][0]["name"] = "W-0007"
    (tmp_path / "Phoenix.zip").write_bytes(pack("Phoenix", 2, strange[1], audience="board"))
    said = run("rollup", str(tmp_path))
    assert (said.code, said.out) == (2, "") and "Phoenix.zip is no pack that can be read: it tells of 'W-0007' what cannot be." in said.err


# What is refused.


def put(path: str, *given: Any, **said: Any) -> None:
    Path(path).write_bytes(pack(*given, **said))


@pytest.mark.parametrize(("change", "why"), [
    (lambda made: {**made, "pack.json": made["pack.json"].replace(b"Harbour", b"Harvour")}, "'pack.json' is not what SHA256SUMS says"),
    (lambda made: {**made, "added.txt": b""}, "'added.txt' is not what SHA256SUMS says"),
    (lambda made: {name: body for name, body in made.items() if name != "reports/matrix.json"}, "'reports/matrix.json' is not what SHA256SUMS says"),
    (lambda made: summed({**{name: body for name, body in made.items() if name not in (SUMS, NOTE)},
                          "reports/matrix.json": made["reports/matrix.json"].replace(b'"rows"', b'"rows" ')})[0] | {NOTE: made[NOTE]},
     "pack.note is of another head or of other files")])
def test_a_pack_that_is_not_as_it_was_made_is_refused(change: Callable, why: str, run: Callable) -> None:
    """By the list of its files; and where the list was made anew, by the signature under it."""
    made = zipfile.ZipFile
    put("whole.zip", "Harbour", 1, key=signer(1))
    with made("whole.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    Path("harbour.zip").write_bytes(zipped(change(held)))
    ran = run("rollup", "harbour.zip")
    assert (ran.code, ran.out) == (5, "") and f"harbour.zip is not as it was made: {why}" in ran.err and "Nothing was added up." in ran.err


@pytest.mark.parametrize("body", [b"", b"PK", zipped({"a": b""}), zipped(summed({"pack.json": b"{}"})[0]), zipped(summed({"pack.json": b"[" * 100_000})[0])])
def test_what_is_no_pack_is_said(body: bytes, run: Callable) -> None:
    """A mistake, and no bug."""
    Path("harbour.zip").write_bytes(body)
    ran = run("rollup", "harbour.zip")
    assert ran.code == 2 and "harbour.zip is no pack that can be read" in ran.err


@pytest.mark.parametrize(("row", "possible"), [
    ({"numerator": 3, "denominator": 2}, False), ({"numerator": 1.5, "denominator": 2}, False), ({"numerator": -1, "denominator": 2}, False),
    ({"numerator": None, "denominator": 2}, False), ({"numerator": 10**16, "denominator": 10**17}, False), ({"figure": "W-0007"}, False),
    ({"words": "she"}, False), ({"mark": "W"}, False), ({"numerator": 2, "denominator": 2}, True)])
def test_numbers_that_cannot_be_are_not_added(row: dict[str, Any], possible: bool, run: Callable) -> None:
    """Whoever sends a pack is not trusted."""
    whole = {"figure": "M09.ever-fitted", "numerator": 1, "denominator": 2, "value": 0.5, "interval": [0.1, 0.9], "missing": 0, "excluded": 0,
             "erased": 0, "mark": None, **row}
    put("harbour.zip", "Harbour", 1, {"matrix": {"rows": [whole], "cohort": []}, "profile": {"rows": []}, "funnel": {"rows": []}}, audience="board")
    assert run("rollup", "harbour.zip").code == (0 if possible else 2)


def test_a_median_stands_by_itself_also_where_another_service_holds_its_own_back(run: Callable) -> None:
    """There is no "at least" of medians."""
    hers = {"figure": "M05.median", "numerator": 540, "denominator": 10, "value": 54, "interval": None, "missing": 0, "excluded": 0, "erased": 0,
            "mark": None}
    for number, (name, row) in enumerate({"Harbour": hers, "Quay": closed(hers)}.items(), 1):
        put(f"{name}.zip", name, number, {"matrix": {"rows": [row], "cohort": []}, "profile": {"rows": []}, "funnel": {"rows": []}}, audience="board")
    ran = run("rollup", "Harbour.zip", "Quay.zip")
    assert "    all together  not added up: each service stands by itself; not told by Quay" in ran.out.splitlines()
    assert "    Harbour       54 median of 10" in ran.out.splitlines() and "at least" not in ran.out


STRANGE = st.one_of(st.none(), st.booleans(), st.integers(-2, 30), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3),
                    st.sampled_from(["c", "x", "z", "u", "none or few", [1, 2], [3], {}, {"women_with_events": "most or all"}]))


@settings(max_examples=15, deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from(["matrix", "profile", "funnel"]), st.integers(0, 10**6), st.integers(0, 10**6), STRANGE), min_size=1,
                        max_size=3))
def test_whatever_stands_in_a_pack_is_added_or_refused(changes: list[tuple[str, int, int, Any]], few: list[Documents],
                                                       tmp_path_factory: pytest.TempPathFactory) -> None:
    """One value or another of its rows is anything at all, and its list of files is made anew: never a bug."""
    made = json.loads(json.dumps(few[0]))
    for report, row, name, value in changes:
        table = made[report]["rows"]
        chosen = table[row % len(table)]
        chosen[sorted(chosen)[name % len(chosen)]] = value
    file = tmp_path_factory.mktemp("strange") / "harbour.zip"
    file.write_bytes(pack("Harbour", 1, made, audience="board"))
    try:
        found = read(file, {})
    except NotAPack:
        return
    said = document([found])
    assert text(said, "Harbour") and [row for sheet in sheets(said) for row in sheet.rows]


def test_every_reason_is_said_at_once(run: Callable) -> None:
    """A pack of the team, one service twice, other definitions with the parameter that differs, other days: and how each is mended."""
    put("harbour.zip", "Harbour", 1)
    put("again.zip", "Harbour", 1, true_on="2021-06-30")
    put("phoenix.zip", "Phoenix", 2, parameters={"before-1.months": 24})
    put("quay.zip", "Quay", 3, audience="team")
    ran = run("rollup", "harbour.zip", "again.zip", "phoenix.zip", "quay.zip")
    assert (ran.code, ran.out) == (4, "")
    for said in ("quay.zip: a pack for the team alone tells of single women", "are of one ledger", "before-1.months is 12 in Harbour and Quay, 24 in Phoenix.",
                 "They are true on different days: ", "--allow-different-days", "Nothing was added up."):
        assert said in ran.err, said


def test_packs_of_different_days_are_added_when_asked_and_say_so(run: Callable) -> None:
    """Each day stands beside its service; the whole has none."""
    put("harbour.zip", "Harbour", 1)
    put("phoenix.zip", "Phoenix", 2, true_on="2021-06-30", known_by="2021-07-01")
    assert run("rollup", "harbour.zip", "phoenix.zip").code == 4
    ran = run("rollup", "harbour.zip", "phoenix.zip", "--allow-different-days")
    assert ran.code == 0 and ran.out.splitlines()[1] == "True on different days, known by 21 October 2021. Audience: public."
    assert "Harbour true on 2021-09-30, Phoenix true on 2021-06-30" in " ".join(ran.out.split())


def test_definitions_that_this_program_does_not_have_are_refused(run: Callable) -> None:
    """The packs agree with each other, and this program would work their values out by other words."""
    put("harbour.zip", "Harbour", 1, definitions="0" * 32)
    ran = run("rollup", "harbour.zip")
    assert ran.code == 4 and "this program counts by other definitions" in ran.err


# Who made it.


def test_a_signature_is_true_false_unchecked_or_missing_and_says_which(run: Callable) -> None:
    """A key that was given must have signed; without one anybody could have made it."""
    put("harbour.zip", "Harbour", 1, key=signer(1))
    put("phoenix.zip", "Phoenix", 2)
    key, other = f"harbour={signer(1).vkey}", f"Harbour={signer(1, private=9).vkey}"
    said = {each["service"]: each["signature"] for each in json.loads(run("rollup", "harbour.zip", "phoenix.zip", "--key", key, "--json").out)["services"]}
    assert said == {"Harbour": "signed, true by the key given", "Phoenix": "not signed"}
    assert "signed, but no key was given" in run("rollup", "harbour.zip").out
    missing = run("rollup", "harbour.zip", "phoenix.zip", "--key", f"Phoenix={signer(2).vkey}")
    assert missing.code == 4 and "nothing in it is signed by the key that you gave for Phoenix" in missing.err
    assert run("rollup", "harbour.zip", "--key", other).code == 4   # another key's id: nothing is signed by it
    typo = run("rollup", "harbour.zip", "--key", f"Habour={signer(1).vkey}")
    assert typo.code == 2 and "no pack is of that service" in typo.err
    Path("keys.txt").write_text(f"# by telephone, 3 October\n\n{ledger(1).hex()}={signer(1).vkey}\n", encoding="utf-8")
    assert "true by the key given" in run("rollup", "harbour.zip", "--keys", "keys.txt").out
    assert run("rollup", "harbour.zip", "--keys", "nowhere.txt").code == 3


def test_a_false_signature_is_broken(run: Callable) -> None:
    """The right key's id over other bytes."""
    put("harbour.zip", "Harbour", 1, key=signer(1))
    with zipfile.ZipFile("harbour.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    text, _, line = held[NOTE].decode().partition("\n\n")
    swapped = f"{text}\n\n{line[:-8]}{'AAAA' if line[-8:-4] != 'AAAA' else 'BBBB'}{line[-4:]}"
    Path("harbour.zip").write_bytes(zipped({**held, NOTE: swapped.encode()}))
    ran = run("rollup", "harbour.zip", "--key", f"Harbour={signer(1).vkey}")
    assert ran.code == 5 and "false by the key that you gave for Harbour" in ran.err


def test_two_services_of_one_name_are_told_apart(run: Callable) -> None:
    """By the beginning of their ledgers' ids."""
    put("a.zip", "Phoenix", 1)
    put("b.zip", "phoenix", 2)
    said = json.loads(run("rollup", "a.zip", "b.zip", "--json").out)
    assert [each["service"] for each in said["services"]] == ["Phoenix (00000000)", "phoenix (00000000)"]


# How it leaves.


def test_it_is_written_as_other_reports_are(few: list[Documents], tmp_path: Path, run: Callable) -> None:
    """Workbook, CSV, page and text say whose each number is and from which head; a picture there is none."""
    packs(tmp_path, few)
    for name in ("region.xlsx", "region.csv", "region.html", "region.txt"):
        ran = run("rollup", str(tmp_path), "--output", name)
        assert (ran.code, ran.err) == (0, "") and Path(name).stat().st_size > 900
        assert f"Wrote {name}" in ran.out and ran.out.rstrip().endswith("Audience: board.")
    assert run("rollup", str(tmp_path), "--output", "region.svg").code == 2
    page = Path("region.html").read_text("utf-8")
    assert "outcomes check --against 102:" in page and "Harbour" in page and "root None" not in page
    figures_ = Path("region-figures.csv").read_text("utf-8").splitlines()
    assert sum(line.startswith("M09.ever-fitted,") for line in figures_) == 4
    said = document(packs(tmp_path, few))
    assert {sheet.name for sheet in sheets(said)} == {"services", "figures", "cohort", "use", "steps", "cautions"}
    assert {row["step"] for row in said["funnel"]} == set(STEPS)


def test_no_pack_is_said_plainly(run: Callable) -> None:
    """No argument, a folder without packs, a name that is not there."""
    Path("empty").mkdir()
    assert run("rollup").code == 2
    for place in ("empty", "nowhere.zip"):
        assert run("rollup", place).code == 3
    assert run("rollup", "nowhere.zip", "--output", "x/region.csv").code == 4


def test_a_ledger_of_today_signs_its_pack_and_is_read(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """From export to sum by the commands that the README shows."""
    from projections.formats.html import pages

    monkeypatch.setattr(pages, "of_whole", lambda *_: "")   # the page is nothing to this, and takes seconds
    assert run("init", "harbour", "--name", "Harbour").code == 0
    assert run("--ledger", "harbour", "record", "woman-identified", "W-0001", "--occurred", "2021-09-01", "--route", "self", "--care-experienced", "no").code == 0
    commands = README.partition("<!-- rollup -->\n```sh\n")[2].partition("```")[0].splitlines()
    key, export, rollup = (shlex.split(command)[1:] for command in commands)
    printed = run(*key).out.strip()
    assert run(*export, "--audience", "board", "--yes").code == 0   # as the public sees it takes seconds more
    with zipfile.ZipFile("harbour.zip") as archive:
        whole = json.loads(archive.read("pack.json"))
        assert files("Harbour", 1).keys() < {*archive.namelist()} and archive.read(NOTE).endswith(b"\n")
    put("phoenix.zip", "Phoenix", 2, **{name: whole[name] for name in ("true_on", "known_by", "definitions")})
    said = run(*(word.replace("KEY", printed) for word in rollup))
    assert said.code == 0 and "Harbour: position 1," in said.out and "signed, true by the key given" in said.out and "W-0001" not in said.out
    assert "Phoenix: not signed. Anybody could have made that pack" in said.out
