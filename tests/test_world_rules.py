"""Do our reports say what is known of a pretend service, and does no fall lead where nothing fell?

The key of each world is counted from its own making and shares no code with the reports. The quick sample runs always; all
fifty seeds of every world with `python -m pytest -m slow tests/test_world_rules.py`.
"""

import datetime
import json
import math
import os
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from ledger import folder, importing, recording, replay
from ledger.author import Author
from ledger.entries import PROGRAMME, Entry
from ledger.history import History, histories, history
from ledger.reading import statement
from projections import parameters
from projections.comparison import Comparisons, pair
from projections.indicators import Programme
from projections.matrix import Matrix
from projections.profile import Tally, answers
from projections.reports import REPORTS, produce
from projections.woman import Woman
from projections.worlds import WORLDS, beside, files
from projections.worlds.key import PHASES, Key
from projections.worlds.world import File

KEYED = [name for name, world in WORLDS.items() if world.key]
SAMPLE = (1, 2)
SEEDS = range(1, 51)
INTERVALS = ("pooled_interval", "conditional_interval", "woman_level_interval")
COUNTS = ("events", "women", "women_with_events", "covered_days", "uncovered_days")
JUDGED_BY_ENTRIES = ("M35",)


@attrs.frozen
class Said:
    """What our reports say of a world, and the women they say it of."""

    profile: dict[tuple[str, str], dict[str, Any]]
    comparisons: dict[str, dict[str, Any]]
    having: dict[str, frozenset[str]]
    women: list[Woman]
    context: Programme


def key_of(world: str, seed: int) -> Key:
    """The key of a world that has one."""
    key = WORLDS[world].key
    assert key
    return key(seed)


def at(day: datetime.date) -> int:
    """Ten o'clock of a day, as the ledger keeps it."""
    return int(datetime.datetime.combine(day, datetime.time(10), datetime.UTC).timestamp() * 1_000_000)


def entries_of(told: list[File]) -> dict[str, list[Entry]]:
    """The entries that files without a fault become, by woman, no ledger asked."""
    entries: dict[str, list[Entry]] = {}
    for file in told:
        for row in file.rows:
            said = statement(row, "import")
            own = entries.setdefault(said.woman, [])
            own.append(Entry(said=said, author="demo", append="demo", stream=said.woman, version=len(own) + 1,
                             position=sum(map(len, entries.values())) + 1, recorded_at=at(file.recorded)))
    return entries


def said_of(told: list[History], programme: History, day: datetime.date) -> Said:
    """What our reports say of these histories on a day."""
    known = programme.upto(day)
    context = Programme(known, day, parameters.in_force(known))
    women = [Woman(each.upto(day), day, context.parameters) for each in told]
    tally, comparisons = Tally(context.parameters), Comparisons(context, [pair("before-1", "during")])
    for woman in women:
        tally.add(woman)
        comparisons.add(woman)
    having = {phase: frozenset(woman.reference for woman in women if (said := answers(woman, "a-and-e", phase)) and said.amount)
              for phase in PHASES}
    return Said({(row["service"], row["phase"]): row for row in tally.rows()}, {row["service"]: row for row in comparisons.rows()},
                having, women, context)


def our_answers(world: str, seed: int) -> Said:
    """What our reports say of a world; messy goes through a ledger, which alone skips what is there already."""
    told = files(world, seed)
    entries = entries_of(told)
    programme = history(PROGRAMME, entries.pop(PROGRAMME))
    return said_of(list(histories(entries)), programme, told[-1].recorded)


def recorded(path: Path, world: str, seed: int) -> folder.Ledger:
    """A ledger into which the files of a world were imported, each on its day."""
    environ = {"OUTCOMES_CONFIG": str(path / "config")}
    folder.create(path / world, world, environ=environ)
    ledger = folder.open_ledger(path / world, environ)
    for number, file in enumerate(files(world, seed)):
        lines = path / f"{world}-{number}.jsonl"
        lines.write_text("".join(json.dumps(row) + "\n" for row in file.rows), encoding="utf-8")
        recording.append(ledger, importing.read(lines).said, Author("demo", at(file.recorded), clock_set=True))
    return ledger


def our_answers_from(ledger: folder.Ledger) -> Said:
    """What our reports say of a ledger, on its last day."""
    view = replay.view(ledger)
    return said_of(list(replay.women(ledger, view.position)), replay.programme(ledger, view.position), view.true_on)


def differences(said: Said, key: Key) -> list[str]:
    """Where our reports say other than the key."""
    found = [f"{cell}: {said.profile.get(cell)} is not {known}" for cell, known in key.counts.items()
             if [said.profile[cell][name] for name in COUNTS] != [getattr(known, name) for name in COUNTS]]
    found += [f"services {set(said.profile)}"] if set(said.profile) != set(key.counts) else []
    found += [f"women with events in {phase}" for phase in PHASES if said.having[phase] != key.with_events[phase]]
    row, known = said.comparisons[key.service], attrs.asdict(key.compared)
    ratio = known.pop("pooled_ratio")
    found += [f"{name}: {row[name]} is not {number}" for name, number in known.items() if row[name] != number]
    return found + ([] if row["pooled_ratio"] == pytest.approx(ratio) else [f"ratio {row['pooled_ratio']} is not {ratio}"])


def broken_rules(said: Said, key: Key) -> list[str]:
    """Which rules of a world do not hold: its caution is raised, what may lead does, and no fall leads that did not happen."""
    row = said.comparisons[key.service]
    found = [] if key.caution is None or key.caution in row["caution_codes"] else [f"{key.caution} is not among {row['caution_codes']}"]
    found += [f"leads: {row['leads']}"] if row["leads"] != key.leads else []
    found += ["a fall leads beside a caution"] if key.leads and row["caution_codes"] else []
    return found + [f"{service} leads with a fall" for service, each in said.comparisons.items()
                    if each["leads"] == "fall" and key.true_ratios[service] >= 1]


def widest(row: dict[str, Any]) -> list[float]:
    """The widest of the intervals of a comparison, by the logarithm; one that is not closed is the widest."""
    given = [interval for name in INTERVALS if (interval := row[name])]
    return max(given, key=lambda limits: math.log(limits[1] / limits[0]) if limits[0] and limits[1] else math.inf)


@cache
def sampled(world: str, seed: int) -> Said:
    return our_answers(world, seed)


IN_MEMORY = [name for name in KEYED if name != "messy"]
each_sampled = pytest.mark.parametrize(("world", "seed"), [(name, seed) for name in IN_MEMORY for seed in SAMPLE])


@each_sampled
def test_the_profile_and_the_comparison_are_those_of_the_key(world: str, seed: int) -> None:
    """Events, women, covered and uncovered days of every service and phase, who had events, and each woman's way."""
    assert differences(sampled(world, seed), key_of(world, seed)) == []


@each_sampled
def test_the_caution_is_raised_and_no_fall_leads_that_did_not_happen(world: str, seed: int) -> None:
    assert broken_rules(sampled(world, seed), key_of(world, seed)) == []


def test_a_wrong_report_would_be_found() -> None:
    """The judge is itself judged: one event more, one caution less, one fall said first, and it says so."""
    said, key = sampled("selection", 1), key_of("selection", 1)
    counts = {**said.profile, ("gp", "outreach"): {**said.profile["gp", "outreach"], "events": 99}}
    assert len(differences(attrs.evolve(said, profile=counts), key)) == 1
    assert differences(attrs.evolve(said, having={**said.having, "during": frozenset()}), key) == ["women with events in during"]
    row = said.comparisons["a-and-e"]
    bare = {**said.comparisons, "a-and-e": {**row, "caution_codes": [], "leads": "fall"}}
    assert broken_rules(attrs.evolve(said, comparisons=bare), key) == [
        "regression-to-the-mean is not among []", "leads: fall", "a-and-e leads with a fall"]


@pytest.mark.slow
@pytest.mark.parametrize("world", IN_MEMORY)
def test_every_rule_holds_for_fifty_seeds(world: str) -> None:
    """The profile and the comparison are the key's, its caution is raised, and no fall leads that did not happen."""
    found = {seed: [*differences(said, key), *broken_rules(said, key)]
             for seed in SEEDS for said, key in [(our_answers(world, seed), key_of(world, seed))]}
    assert {seed: faults for seed, faults in found.items() if faults} == {}


@pytest.mark.slow
def test_every_rule_holds_for_fifty_messy_records(tmp_path: Path) -> None:
    found = {}
    for seed in SEEDS:
        (tmp_path / str(seed)).mkdir()
        ledger = recorded(tmp_path / str(seed), "messy", seed)
        said, key = our_answers_from(ledger), key_of("messy", seed)
        ledger.entries.close()
        found[seed] = [*differences(said, key), *broken_rules(said, key)]
    assert {seed: faults for seed, faults in found.items() if faults} == {}


@pytest.mark.slow
def test_the_published_counts_and_the_lockdowns_hold_for_fifty_seeds() -> None:
    """Of phoenix no truth is known but its quotas; no fall may lead there either."""
    for seed in SEEDS:
        said = our_answers("phoenix", seed)
        assert published(said) == PUBLISHED
        assert [row["leads"] for row in said.comparisons.values() if row["leads"]] == []
        assert "lockdown" in said.comparisons["a-and-e"]["caution_codes"]


PUBLISHED = {"M01": 49, "M02.of-prioritised": 21, "M09.ever-fitted": 18, "sum": 72, "care-experienced": 8}


def published(said: Said) -> dict[str, int]:
    """What the paper of October 2021 counts, as our matrix has it."""
    matrix = Matrix(said.context)
    for woman in said.women:
        matrix.add(woman)
    document = matrix.document(0)
    rows, cohort = ({row[name]: row for row in document[part]} for part, name in (("rows", "figure"), ("cohort", "name")))
    return {"M01": rows["M01"]["denominator"], "M02.of-prioritised": rows["M02.of-prioritised"]["numerator"],
            "M09.ever-fitted": rows["M09.ever-fitted"]["numerator"], "sum": cohort["children removed before, in all"]["value"],
            "care-experienced": cohort["care-experienced"]["women"]}


def test_our_matrix_gives_the_published_counts() -> None:
    said = sampled("phoenix", 1)
    assert published(said) == PUBLISHED
    assert "lockdown" in said.comparisons["a-and-e"]["caution_codes"]
    assert [row["leads"] for row in said.comparisons.values() if row["leads"]] == []


# What each world is about.


def ratios(world: str, seeds: range) -> float:
    """The middle of the ratios of many seeds, on the scale of ratios, by the key alone."""
    return math.exp(sum(math.log(key_of(world, seed).compared.pooled_ratio or 0) for seed in seeds) / len(seeds))


@pytest.mark.slow
@pytest.mark.parametrize("world", IN_MEMORY)
def test_the_ratio_of_all_together_comes_near_what_the_key_says(world: str) -> None:
    """Selection near 0.59 from nothing, a true fall of 30 % near 0.70, and nothing near 1."""
    assert ratios(world, SEEDS) == pytest.approx(key_of(world, 1).comes_near, rel=0.06)


def test_the_choice_of_women_makes_a_ratio_near_that_of_the_key() -> None:
    assert ratios("selection", range(1, 7)) == pytest.approx(key_of("selection", 1).comes_near, abs=0.06)


@pytest.mark.slow
def test_by_chance_alone_few_intervals_lie_below_one() -> None:
    """In null a fall that is none is told apart from chance in no more seeds than an interval of 95 % should be wrong in."""
    below = [seed for seed in SEEDS if widest(our_answers("null", seed).comparisons["a-and-e"])[1] < 1]
    assert len(below) <= 5


def test_the_chosen_are_forty_nine_of_two_hundred_and_thirty_one() -> None:
    decisions = Counter(row["decision"] for file in files("selection", 1) for row in file.rows if row["kind"] == "prioritised")
    assert decisions == {"prioritised": 49, "not-prioritised": 182}


def test_what_nobody_looked_at_stands_in_the_record_and_is_not_counted() -> None:
    """The feed ends; some attendances after it were written down anyway."""
    rows = [row for file in files("coverage-gap", 1) for row in file.rows if row.get("service") == "a-and-e"]
    counted = sum(row["events"] for (service, _), row in sampled("coverage-gap", 1).profile.items() if service == "a-and-e")
    assert len(rows) > counted
    assert sampled("coverage-gap", 1).comparisons["a-and-e"]["not_covered"] == 2
    assert sampled("coverage-gap", 1).comparisons["gp"]["not_covered"] == 0


def test_in_planned_shift_planned_care_rises_and_leaves_the_years_before_alone() -> None:
    """The share of planned contacts is higher during than in either year before."""
    profile = sampled("planned-shift", 1).profile
    before_2, before_1, during = (profile["a-and-e", phase]["planned_share"] for phase in ("before-2", "before-1", "during"))
    assert during > max(before_2, before_1) + 0.1
    assert before_1 == pytest.approx(before_2, abs=0.06)


def test_only_the_frequent_attender_changes() -> None:
    row = sampled("one-frequent-attender", 1).comparisons["a-and-e"]
    assert row["largest_share"] >= 0.3
    assert row["pooled_ratio"] < 0.8
    assert widest(row)[1] > 1


def test_those_who_left_took_their_days_with_them() -> None:
    """The sums fall further than each woman against herself."""
    row = sampled("attrition", 2).comparisons["a-and-e"]
    assert row["pooled_ratio"] < 0.8
    assert row["conditional_ratio"] > row["pooled_ratio"] + 0.2
    assert row["not_covered"] == 3


@pytest.mark.slow
def test_of_those_who_left_and_stayed_each_woman_against_herself_does_not_change() -> None:
    """Over many seeds the ratio within women comes near 1, where that of all together is near 0.58."""
    within = [our_answers("attrition", seed).comparisons["a-and-e"]["conditional_ratio"] for seed in SEEDS]
    assert math.exp(sum(map(math.log, within)) / len(within)) == pytest.approx(1, abs=0.12)


# A record kept by people.


def all_reports(ledger: folder.Ledger, *names: str) -> dict[str, Any]:
    """The rows of these reports."""
    view = replay.view(ledger)
    given = {name: produce(REPORTS[name], view, replay.programme(ledger, view.position), replay.women(ledger, view.position), "team")
             for name in names}
    return {name: [row for row in document["rows"] if row.get("indicator") not in JUDGED_BY_ENTRIES] for name, document in given.items()}


def test_a_messy_record_says_what_its_clean_twin_says(tmp_path: Path) -> None:
    """Key, profile, comparison, funnel and every figure of the matrix but that of corrections."""
    messy, clean = recorded(tmp_path, "messy", 3), recorded(tmp_path, "null", 3)
    assert differences(our_answers_from(messy), key_of("null", 3)) == []
    assert broken_rules(our_answers_from(messy), key_of("messy", 3)) == []
    assert all_reports(messy, "matrix", "funnel", "profile") == all_reports(clean, "matrix", "funnel", "profile")
    early = replay.view(messy, known_by=files("messy", 3)[1].recorded).position
    assert {each.woman for each in replay.women(messy, early)} != {each.woman for each in replay.women(clean, replay.view(clean).position)}
    messy.entries.close()
    clean.entries.close()


def test_a_messy_record_is_a_mess() -> None:
    """Everything that METHODS names is in it: duplicates, late and corrected entries, merged identities; and some more."""
    told = files("messy", 3)
    rows = [row for file in told for row in file.rows]
    kinds = Counter(row["kind"] for row in rows)
    assert min(kinds["corrected"], kinds["withdrawn"]) >= 30
    assert (kinds["identities-merged"], kinds["merge-reversed"]) == (4, 1)
    keys = Counter(row["key"] for row in rows if "key" in row)
    assert sum(many > 1 for many in keys.values()) >= 20
    late = [row for row in told[3].rows if row["kind"] == "service-used" and row["occurred"] < told[1].recorded.isoformat()]
    assert len(late) >= 20
    assert len({row["woman"] for row in rows if row["kind"] == "woman-identified"}) == 24 + 3


# What holds of the keys and of the demo.


def test_the_keys_share_no_code_with_the_reports() -> None:
    """What they are judged by must not be what is judged."""
    worlds = Path(__file__).parent.parent / "projections" / "worlds"
    imported = {line.split()[1] for path in worlds.rglob("*.py") for line in path.read_text(encoding="utf-8").splitlines()
                if line.startswith(("from projections", "import projections"))}
    assert {name for name in imported if not name.startswith("projections.worlds")} == set()


@pytest.mark.parametrize("world", KEYED)
def test_every_row_of_every_world_says_that_it_is_invented(world: str) -> None:
    """Also the events within corrections; and the programme's own stream says so in words."""
    rows = [row for file in files(world, 2) for row in file.rows]
    marks = {row["source_ref"] for row in rows} | {row["event"]["source_ref"] for row in rows if "event" in row}
    assert marks == {f"synthetic world {world}, seed 2"}
    assert "pretend service" in rows[0]["what"]


@pytest.mark.parametrize("world", ["attrition", "coverage-gap", "messy"])
def test_the_same_seed_makes_the_same_world_and_another_makes_another(world: str) -> None:
    assert files(world, 5) == files(world, 5)
    assert key_of(world, 5) == key_of(world, 5)
    assert files(world, 5) != files(world, 6)


@pytest.mark.parametrize("world", ["crisis-entry", "messy"])
def test_a_demo_is_short_and_ends_with_the_key(world: str, run: Callable[..., Any]) -> None:
    """What is known stands beside what is answered, and what to try next is not missed."""
    ran = run("demo", "--world", world, "--seed", "4")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert len(lines) < 100
    assert beside.ALIKE in lines
    assert "Whole: nothing was altered, lost or added." in lines
    assert "Try next:" in lines[-12:]
    assert "PRETEND" in lines[0]
    assert [line for line in lines if "PRETEND, seed 4" in line]
    assert "DIFFERS" not in ran.out


def test_what_a_demo_says_to_try_next_works(run: Callable[..., Any]) -> None:
    ran = run("demo", "--world", "null")
    tried = [line.split()[1:] for line in ran.out.split("Try next:")[1].splitlines() if "--ledger" in line]
    assert len(tried) >= 4
    assert [run(*words).code for words in tried] == [0] * len(tried)


def test_an_answer_that_differs_from_the_key_is_said_to() -> None:
    said, key = sampled("null", 1), key_of("null", 1)
    document = {"rows": list(said.profile.values()), "comparisons": list(said.comparisons.values())}
    assert beside.beside(key, document).endswith(beside.ALIKE)
    wrong = [{**row, "paired_women": 3, "leads": "fall"} if row["service"] == "a-and-e" else row for row in document["comparisons"]]
    printed = beside.beside(key, {**document, "comparisons": wrong})
    assert printed.endswith("2 of these DIFFER.")
    assert [line.split("  ")[1] for line in printed.splitlines() if line.endswith("   DIFFERS")] == ["women compared", "what may be said first"]


def test_help_names_every_world(run: Callable[..., Any]) -> None:
    text = run("help", "worlds").out
    assert [name for name in WORLDS if f"  {name} " not in text] == ["phoenix"]
    assert "phoenix" in text


def test_the_demo_shows_its_funnel_matrix_profile_and_check(run: Callable[..., Any]) -> None:
    """What the README promises of it, on less than two screens; the clock that was set is set as it was."""
    before = os.environ["OUTCOMES_NOW"]
    ran = run("demo")
    commands = [line.split()[2] for line in ran.out.splitlines() if line.startswith("$ outcomes ")]
    assert commands == ["import", "funnel", "matrix", "profile", "profile", "check"]
    assert len(ran.out.splitlines()) < 80
    for headline in ("signed-up     21", "M09.ever-fitted", "a-and-e  ", "Caution, lockdown", "Whole: nothing was altered"):
        assert headline in ran.out
    assert os.environ["OUTCOMES_NOW"] == before
