"""Is what is held of a woman kept and used for nothing while its processing is restricted, and used again after?"""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from searching import found_in

from ledger import replay, restricted
from ledger.errors import Refused
from ledger.folder import Ledger, open_ledger
from ledger.history import History
from projections.comparing.issued import Issued, _why

WHY = ("--reason", "says that two dates are wrong", "--authority", "she asked", "--yes")
HER = "W-0001"


def answering(run: Callable[..., Any]) -> Callable[..., Any]:
    """A command on the ledger that must end as expected; its answer as a program gets it, where it is one."""
    def ended(*words: str, code: int = 0) -> Any:
        ran = run("--ledger", "phoenix", *words)
        assert ran.code == code, (words, ran.out[-400:], ran.err[-400:])
        return json.loads(ran.out) if "--json" in words and not code else ran
    return ended


@pytest.fixture
def outcomes(phoenix: Ledger, run: Callable[..., Any]) -> Callable[..., Any]:
    """A command on the log of September 2021 that must end well; its answer as a program gets it, where it is one."""
    phoenix.entries.close()
    return answering(run)


@pytest.fixture
def few(ledger: Ledger, say: Callable[..., Any], run: Callable[..., Any]) -> Callable[..., Any]:
    """As `outcomes`, on a ledger of five women, of whom two are one."""
    for number in range(1, 6):
        say({"kind": "woman-identified", "woman": f"W-000{number}", "occurred": "2021-01-04", "route": "forum", "care_experienced": "yes"},
            {"kind": "signed-up", "woman": f"W-000{number}", "occurred": "2021-02-08", "planned_months": 18, "contraception_choice": "larc"},
            {"kind": "goal-set", "woman": f"W-000{number}", "occurred": "2021-03-01", "goal": f"goal-{number}", "domain": "trauma", "status": "set"})
    say({"kind": "identities-merged", "woman": "W-0004", "other": "W-0005", "reason": "same", "occurred": "2021-03-02"})
    ledger.entries.close()
    return answering(run)


def women(outcomes: Callable[..., Any], *more: str) -> set[str]:
    """The references in the register."""
    return {row["woman"] for row in outcomes("women", "--json", *more)["rows"]}


def test_figures_leave_her_out_say_so_and_have_her_again(few: Callable[..., Any]) -> None:
    """From the cache as without it; the heading and every figure say how many."""
    before = few("matrix", "--json")
    assert {row["restricted"] for row in before["rows"]} == {0} and before["restricted"] == 0
    few("restrict", HER, *WHY)
    for _ in range(2):
        rows = {row["figure"]: row for row in few("matrix", "--json")["rows"]}
        assert [rows["M09.ever-fitted"][name] for name in ("numerator", "denominator", "erased", "restricted")] == [0, 3, 0, 1]
    told = few("matrix").out
    assert "1 restricted: what is held of her is kept and not used." in told and "(1 restricted)" in told
    assert HER not in women(few) and "1 restricted" in few("women").out and "1 restricted" in few("due").out
    few("restrict", HER, "--lift", *WHY)
    again = few("matrix", "--json")
    assert [row["figure"] for row, then in zip(again["rows"], before["rows"], strict=True) if row != then and row["indicator"] != "M35"] == []
    assert again["restricted"] == 0 and "restricted" not in few("funnel").out


def test_an_earlier_day_of_knowing_leaves_her_out_too(few: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What may not be used today may not be used to say what was known before; and where she was not known, nobody is left out."""
    monkeypatch.setenv("OUTCOMES_NOW", "2021-11-20T10:00:00+00:00")
    few("record", "goal-reviewed", "W-0002", "--goal", "x", "--domain", "trauma", "--status", "met", "--occurred", "2021-11-19")
    few("record", "woman-identified", "W-0006", "--route", "self", "--care-experienced", "no", "--occurred", "2021-11-19")
    few("restrict", HER, *WHY)
    assert "W-0006" in women(few) and "W-0006" not in women(few, "--known-by", "2021-10-21")
    for report in ("funnel", "women", "needs"):
        past = few(report, "--json", "--known-by", "2021-10-21")
        assert past["restricted"] == 1 and HER not in json.dumps(past)
    assert {row["step"]: row["women"] for row in few("funnel", "--json", "--known-by", "2021-10-21")["rows"]}["signed-up"] == 3
    assert few("funnel", "--json", "--true-on", "2021-02-09")["restricted"] == 1


def test_what_may_be_used_is_of_nobody_restricted_and_of_nobody_not_known_yet(few: Callable[..., Any]) -> None:
    """Two who are one are left out as one; what restricts them came after the position that is asked about."""
    few("restrict", "W-0005", *WHY)
    few("record", "woman-identified", "W-0006", "--route", "self", "--care-experienced", "no", "--occurred", "2021-10-01")
    opened = open_ledger(Path("phoenix"))
    usable = restricted.Usable(opened, 17)
    with closing(opened.entries):
        assert {entries[0].said.woman for _, entries in usable} == {"W-0001", "W-0002", "W-0003"}
        assert len(usable.apart) == 1
        assert {entries[0].said.woman for _, entries in restricted.Usable(opened, opened.entries.head().position)} == {"W-0001", "W-0002", "W-0003", "W-0006"}


def test_women_who_are_one_go_together(few: Callable[..., Any], ledger: Ledger) -> None:
    """Whichever reference is typed; also where they are found to be one only afterwards."""
    assert few("restrict", "W-0005", *WHY, "--json")["women"] == ["W-0004", "W-0005"]
    assert women(few) == {"W-0001", "W-0002", "W-0003"}
    assert few("funnel", "--json")["restricted"] == few("funnel", "--json", "--true-on", "2021-02-09")["restricted"] == 1
    few("restrict", "W-0001", *WHY)
    few("record", "identities-merged", "W-0001", "--other", "W-0002", "--reason", "same", "--occurred", "2021-10-01")
    assert women(few) == {"W-0003"} and few("matrix", "--json")["restricted"] == 2
    few("record", "merge-reversed", "W-0001", "--other", "W-0002", "--reason", "not", "--occurred", "2021-10-02")
    assert women(few) == {"W-0002", "W-0003"}
    few("restrict", "W-0004", "--lift", *WHY)
    assert women(few) == {"W-0002", "W-0003", "W-0004"}


def test_a_past_view_knows_a_merge_that_came_later(few: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """She is one woman now: a restriction of either binds both, on every day; others stand as they did then."""
    monkeypatch.setenv("OUTCOMES_NOW", "2021-11-20T10:00:00+00:00")
    few("record", "identities-merged", "W-0001", "--other", "W-0002", "--reason", "same", "--occurred", "2021-11-01")
    past = ("--known-by", "2021-10-21", "--true-on", "2021-10-01")
    steps = {row["step"]: row["women"] for row in few("funnel", "--json", *past)["rows"]}
    assert steps["signed-up"] == 4 and women(few, *past) == {"W-0001", "W-0002", "W-0003", "W-0004"}
    few("restrict", "W-0002", *WHY)
    steps = {row["step"]: row["women"] for row in few("funnel", "--json", *past)["rows"]}
    assert steps["signed-up"] == 2 and women(few, *past) == {"W-0003", "W-0004"}


def test_nothing_that_is_made_has_her(few: Callable[..., Any], tmp_path: Path) -> None:
    """Read model, pack, workbook, sample, proof, comparison: none of her words; `show` and her own copy have them and say so."""
    few("restrict", HER, *WHY)
    assert few("replay", "--into", "views.db", "--json")["restricted"] == 1
    few("template", "month.xlsx", "--filled", "month", "--since", "2021-01-01")
    sample = few("sample", "--size", "99", "--seed", "x", "--output", "s.xlsx", "--json")
    assert sample["restricted"] == 4 and "4 of the entries drawn are of women" in few("sample", "--size", "99", "--seed", "x").out
    few("sample", "--again", str(sample["position"]))
    few("prove", "funnel", "signed-up", "--open", "--output", "f.proof")
    few("report", "--audience", "team", "--output", "r.json")
    for name in ("views.db", "month.xlsx", "s.xlsx", "f.proof", "r.json"):
        assert found_in(Path(name).read_bytes(), ["goal-1", "goal-2"]) <= {"goal-2"}, name
    assert found_in(Path("views.db").read_bytes(), ["goal-2"]) and found_in(Path("month.xlsx").read_bytes(), ["goal-2"])
    with closing(sqlite3.connect("views.db")) as db:
        assert db.execute("SELECT count(*) FROM entries WHERE woman = ?", (HER,)).fetchone() == (0,)
    assert "Restricted since 2021-10-21" in few("show", HER).out and "goal-1" in few("show", HER, "--all").out
    assert few("show", HER, "--json")["restricted_since"] == "2021-10-21" and few("show", "W-0002", "--json")["restricted_since"] is None
    hers = few("show", HER, "--for-her").out
    assert "Since 21 October 2021 we keep this and do not use it" in hers and "You asked us to keep your information" in hers
    assert few("template", "hers.xlsx", "--filled", HER, "--since", "2021-01-01", code=4) and not Path("hers.xlsx").exists()
    assert "restricted" in few("prove", "1", "--open", code=4).err and few("prove", "1").code == 0


@pytest.mark.slow
def test_a_pack_has_nothing_of_her(few: Callable[..., Any]) -> None:
    """Neither her entries nor her answers, nor why she is restricted."""
    few("restrict", HER, *WHY)
    few("export", "pack.zip", "--audience", "team", "--yes")
    with zipfile.ZipFile("pack.zip") as pack:
        (events,) = [pack.read(name).decode() for name in pack.namelist() if name.endswith("events.jsonl")]
    assert events.count('"type": "outcomes-ledger.signed-up"') == 4 and "processing-restricted" not in events
    assert found_in(Path("pack.zip").read_bytes(), ["goal-1", "says that two dates"]) == set()


def test_recording_goes_on_and_says_that_it_is_only_kept(few: Callable[..., Any]) -> None:
    """Keeping is what a restriction leaves; of others nothing is said."""
    few("restrict", HER, *WHY)
    goal = ("--goal", "late", "--domain", "trauma", "--status", "set", "--occurred", "2021-10-02")
    ran = few("record", "goal-set", HER, *goal)
    assert f"{HER} is restricted: it is kept, and stands in no report until that is lifted." in ran.err
    assert few("record", "goal-set", HER, *goal, "--json")["restricted"] == [HER]
    assert "restricted" not in few("record", "goal-set", "W-0002", *goal).err


def test_it_is_asked_for_whole_and_listed(few: Callable[..., Any], ledger: Ledger) -> None:
    """Without a reason or an authority nothing changes; twice is said; who is restricted is told without a reference."""
    before = few("check", "--json")["checked"]
    assert few("restrict").out == "Nobody is restricted.\n" and few("restrict", "--json")["rows"] == []
    few("restrict", HER, "--reason", "x", "--yes", code=2)
    few("restrict", HER, "--reason", " ", "--authority", "x", "--yes", code=2)
    few("restrict", "W-9999", *WHY, code=3)
    few("restrict", "programme", *WHY, code=4)
    assert "not restricted" in few("restrict", HER, "--lift", *WHY, code=4).err
    assert few("check", "--json")["checked"] == before
    few("restrict", "w1", *WHY)
    assert "already restricted" in few("restrict", HER, *WHY, code=4).err
    assert "W-0001  restricted since 2021-10-21 (position 18): says that two dates are wrong; she asked" in few("restrict").out
    assert "outcomes restrict" in few("record", "processing-restricted", HER, "--reason", "x", "--occurred", "2021-10-01", code=4).err


def test_it_is_lifted_and_never_taken_back(few: Callable[..., Any]) -> None:
    """Neither withdrawn nor undone: whoever would use it again says why, and on whose word."""
    few("restrict", HER, *WHY)
    assert "cannot be put right" in few("withdraw", "18", "--reason", "no", code=4).err
    assert "processing-restricted (position 18) stays" in few("undo", code=4).err
    assert HER not in women(few)
    few("restrict", HER, "--lift", *WHY)
    assert "cannot be put right" in few("withdraw", "19", "--reason", "no", code=4).err
    assert HER in women(few)


def test_she_may_have_asked_that_it_be_kept_so_erasing_waits(few: Callable[..., Any]) -> None:
    """Also for one whose identification was withdrawn, of whom it can still be lifted."""
    few("restrict", HER, *WHY)
    few("withdraw", "1", "--reason", "entered in error")
    assert "lift that first" in few("erase", HER, *WHY, code=4).err
    few("restrict", HER, "--lift", *WHY)
    few("erase", HER, *WHY)


def test_it_survives_a_restore(few: Callable[..., Any], run: Callable[..., Any]) -> None:
    """It is an entry like all others."""
    few("restrict", HER, *WHY)
    for name in ("usb", "safe"):
        Path(name).mkdir()
    few("backup", "usb", "--keys", "safe")
    assert run("restore", "usb", "--keys", "safe", "--into", "back").code == 0
    assert HER not in run("--ledger", "back", "women", "--json").out and "1 restricted" in run("--ledger", "back", "funnel").out


@pytest.mark.slow
def test_a_release_before_and_one_after_do_not_give_her_away(outcomes: Callable[..., Any]) -> None:
    """What is told twice to the public is the same; what would differ by her is held back; a difference is put down to it."""
    asked = ("issue", "matrix", "--approver", "Board", "--true-on", "2021-09-30", "--yes")
    issued = outcomes(*asked, "--json")
    first = {told["cell"]: told for told in issued["told"] if "cell" in told}
    outcomes("restrict", HER, *WHY)
    assert "narrowed" in json.dumps(json.loads(outcomes(*asked, "--json", code=4).out)["error"]["findings"])
    for document in (outcomes(*asked, "--hold-back", "--json"),
                     {"told": (), "issued": outcomes("matrix", "--audience", "public", "--true-on", "2021-09-30", "--json")}):
        again = {told["cell"]: told for told in document["told"] if "cell" in told}
        rows = {row["figure"]: row for row in document["issued"]["rows"]}
        assert {name: told for name, told in first.items() if name in again} == again
        assert first and all(rows[name]["numerator"] is None for name in first if name in rows and name not in again)
        assert {row["restricted"] for row in rows.values()} == {None} and document["issued"]["restricted"] is None
    at = str(issued["position"])
    made = outcomes("compare", "matrix", "--with-issued", at, "--json")
    assert {part["because"] for row in made["rows"] for part in row["changes"]} == {"restriction"} and made["restricted"] == 1
    outcomes("restrict", HER, "--lift", *WHY)
    assert "Identical" in outcomes("issue", "--again", at).err


def test_what_was_issued_is_explained_by_it(few: Callable[..., Any]) -> None:
    """Made again it is not identical and says why; once it is lifted it is identical."""
    at = str(few("issue", "funnel", "--approver", "Board", "--audience", "board", "--yes", "--json")["position"])
    few("restrict", HER, *WHY)
    assert "The processing of women is restricted now" in few("issue", "--again", at, code=1).out
    few("restrict", HER, "--lift", *WHY)
    assert "Identical" in few("issue", "--again", at).err


@pytest.mark.parametrize(("definitions", "erased", "because", "note"), [
    ("d1", (), "restriction", False), ("d1", (7,), "erasure", True), ("d2", (), "definition", False)])
def test_a_change_of_what_was_issued_is_put_down_to_what_it_can_be(definitions: str, erased: tuple[int, ...], because: str, note: bool) -> None:
    """A restriction where nothing else can be it; with an erasure beside it the two cannot be told apart."""
    entry = SimpleNamespace(said=SimpleNamespace(event=SimpleNamespace(definitions="d1")))
    why = _why(Issued(entry, erased), True, definitions)   # type: ignore[arg-type]
    assert (why["because"], "note" in why) == (because, note)


def test_workers_leave_her_out_too(few: Callable[..., Any], ledger: Ledger) -> None:
    """They open the ledger by themselves."""
    few("restrict", HER, *WHY)
    opened = open_ledger(ledger.path)
    try:
        plain, asked = replay.women(opened, opened.entries.head().position), replay.women(opened, 17)
        assert {each.woman for each in plain} == {"W-0002", "W-0003", "W-0004"} and len(plain.apart) == 1
        assert {each.woman for each in asked} == {"W-0002", "W-0003", "W-0004"} and len(asked.apart) == 1
    finally:
        opened.entries.close()


def test_of_two_words_the_later_day_holds_and_of_one_day_the_later_entry(say: Callable[..., Any], ledger: Ledger) -> None:
    """A lifting that is recorded late, of an earlier day, lifts nothing."""
    say({"kind": "woman-identified", "woman": HER, "occurred": "2021-01-04", "route": "forum", "care_experienced": "yes"})

    def apart() -> bool:
        return bool(restricted.of(ledger.entries.stream(ledger.stream_of(HER))))
    for kind, day, stands in (("processing-restricted", "2021-10-05", True), ("restriction-lifted", "2021-10-01", True),
                              ("restriction-lifted", "2021-10-05", False), ("processing-restricted", "2021-10-05", True),
                              ("processing-restricted", "2021-10-06", True), ("restriction-lifted", "2021-10-07", False)):
        say({"kind": kind, "woman": HER, "occurred": day, "reason": "x"})
        assert apart() is stands
    with pytest.raises(Refused):
        restricted.record(ledger, [HER], restricted.LIFTED, "x", "y", None)   # type: ignore[arg-type]
    assert isinstance(next(iter(replay.women(ledger, ledger.entries.head().position))), History)
