"""Any executor gives the report that one process gives; nothing is lost by an interruption; sums of parts are sums of all."""

import json
import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import cache, folding, replay
from ledger.errors import Broken, Usage
from ledger.folder import Ledger
from projections import engine
from projections.answers import Answer
from projections.figures import PLAIN, Tally, mean, median, plain, summed
from projections.funnel import Funnel
from projections.indicators import figures
from projections.producing import produce
from projections.reports import REPORTS

AMOUNTS = st.lists(st.one_of(st.integers(-50, 50), st.floats(-50, 50)), min_size=1, max_size=12)


def document(ledger: Ledger, name: str = "funnel", executor: Executor | None = None, tick: Any = None, **asked: Any) -> str:
    """A report of the head, worked out by an executor where one is given."""
    view = replay.view(ledger)
    women = replay.women(ledger, view.position, executor, tick)
    return json.dumps(produce(REPORTS[name], view, replay.programme(ledger, view.position), women, "team", asked))


def bare(ledger: Ledger) -> None:
    """Take away what was worked out."""
    (ledger.path / "cache.db").unlink(missing_ok=True)


@pytest.fixture
def by_eights(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few women a task that these few are shared out."""
    monkeypatch.setattr(folding, "AT_ONCE", 8)


@pytest.mark.usefixtures("by_eights")
@pytest.mark.parametrize("name", ["matrix", "profile"])
def test_processes_give_the_same_report(phoenix: Ledger, name: str) -> None:
    """Two processes, which open the ledger by themselves."""
    alone = document(phoenix, name)
    bare(phoenix)
    with engine.executor("2") as pool:
        assert document(phoenix, name, pool) == alone


@pytest.mark.parametrize("workers", [None, "1"])
def test_one_worker_is_no_executor(workers: str | None) -> None:
    """Nobody waits for a process where none is needed."""
    with engine.executor(workers) as pool:
        assert pool is None


@pytest.mark.parametrize("workers", ["0", "-1", "many", "http://here"])
def test_what_is_no_number_and_no_address_is_refused(workers: str) -> None:
    """With what there is."""
    with pytest.raises(Usage, match="neither a number nor an address"), engine.executor(workers):
        pass


@pytest.mark.usefixtures("by_eights")
def test_a_cluster_gives_the_same_report(phoenix: Ledger) -> None:
    """The workers of a scheduler, over TCP; where nobody answers, that is said."""
    distributed = pytest.importorskip("distributed")
    alone = document(phoenix)
    bare(phoenix)
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", host="127.0.0.1",
                                  dashboard_address=None) as cluster, engine.executor(cluster.scheduler_address) as pool:
        assert document(phoenix, executor=pool) == alone
    assert "funnel" in set(_questions(phoenix))


def _questions(ledger: Ledger) -> Iterator[str]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(ledger.path / "cache.db")) as db:
        yield from (what for (what,) in db.execute("SELECT what FROM answers"))


def test_a_comparison_is_not_shared_out(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """It asks all women together: that is said, and without workers it is answered."""
    asked = ("--ledger", "phoenix", "profile", "--compare", "before-1", "during")
    refused = run(*asked, "--workers", "2")
    assert (refused.code, refused.out) == (2, "")
    assert "cannot be shared out" in refused.err
    assert run(*asked).code == 0


@pytest.mark.usefixtures("by_eights")
def test_the_command_shares_out_its_women(phoenix: Ledger, run: Callable[..., Any]) -> None:
    """`--workers` is of the reports that can share, and of no other."""
    alone = run("--ledger", "phoenix", "funnel", "--json")
    bare(phoenix)
    assert run("--ledger", "phoenix", "funnel", "--json", "--workers", "2") == alone
    assert run("--ledger", "phoenix", "costs", "--workers", "2").code == 2


def test_what_was_finished_before_an_interruption_is_not_done_again(phoenix: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted after the second handful, it goes on from there, and says how far it is."""
    monkeypatch.setattr(folding, "AT_ONCE", 5)
    expected, ticks = document(phoenix), list[tuple[int, int]]()
    bare(phoenix)

    def interrupts(done: int, of: int) -> None:
        if done >= 10:
            raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        document(phoenix, tick=interrupts)
    assert document(phoenix, tick=lambda done, of: ticks.append((done, of))) == expected
    women = ticks[-1][1]
    assert ticks[0] == (15, women)
    assert ticks[-1] == (women, women)


class Counting(Executor):
    """An executor that does a task when its result is waited for, and counts how many wait."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self.waiting = self.most = 0

    def submit(self, function: Any, /, *args: Any, **more: Any) -> Future[Any]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        done = self._pool.submit(function, *args, **more)
        done.add_done_callback(self._finished)
        return done

    def _finished(self, _: Any) -> None:
        self.waiting -= 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


def test_tasks_are_handed_out_as_they_are_done(phoenix: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never more than a few ahead, however many women there are."""
    expected = document(phoenix)
    bare(phoenix)
    monkeypatch.setattr(folding, "AT_ONCE", 1)
    monkeypatch.setattr(folding, "AHEAD", 3)
    with Counting() as pool:
        assert document(phoenix, executor=pool) == expected
    assert 1 <= pool.most <= 3


def test_a_handful_of_women_is_asked_here(phoenix: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a process to start where one task is all there is, as after one more entry."""
    monkeypatch.setattr(folding, "AT_ONCE", 1000)
    with Counting() as pool:
        assert document(phoenix, executor=pool) == document(phoenix)
    assert pool.most == 0


def test_what_fails_in_a_worker_fails_the_report_and_gives_up_the_rest(phoenix: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the sentence that one process would say."""
    begun: list[Any] = []

    def fails(task: Any) -> Any:
        begun.append(task)
        raise Broken("Position 7 cannot be read.", "Run: outcomes check")
    monkeypatch.setattr(folding, "work", fails)
    monkeypatch.setattr(folding, "AT_ONCE", 1)
    monkeypatch.setattr(folding, "AHEAD", 3)
    with ThreadPoolExecutor(1) as pool, pytest.raises(Broken, match="Position 7"):
        document(phoenix, executor=pool)
    assert 1 <= len(begun) <= 3


@pytest.mark.parametrize("name", [name for name, report in REPORTS.items() if report.shared])
def test_other_histories_than_a_ledgers_are_asked_one_by_one(phoenix: Ledger, name: str) -> None:
    """A list of women goes the plain way, in any order; what a ledger's women add, worked out or kept, comes to the same."""
    view = replay.view(phoenix)
    women = list(replay.women(phoenix, view.position))
    random.Random(3).shuffle(women)
    told = json.dumps(produce(REPORTS[name], view, replay.programme(phoenix, view.position), women, "team"))
    assert [told, told] == [document(phoenix, name), document(phoenix, name)]
    assert name in set(_questions(phoenix))
    assert not Funnel(None, "signed-up").parted  # type: ignore[arg-type]


def test_the_code_is_part_of_what_answers_depend_on() -> None:
    """The digest is of every file of both packages: it says so by being the same for the same code alone."""
    told = engine.code()
    cache.code.cache_clear()
    assert engine.code() == told
    assert len(engine.code()) == 64


@settings(deadline=None)
@given(AMOUNTS)
def test_averages_of_counted_amounts_are_those_of_all_of_them(amounts: list[float]) -> None:
    """As the standard library gives them."""
    assert median(Counter(amounts)) == statistics.median(amounts)
    assert mean(Counter(amounts)) == statistics.fmean(amounts)


ANSWERS = st.builds(Answer, st.sampled_from(["counted", "not-counted", "missing", "excluded"]), st.integers(0, 9), st.integers(0, 9),
                    st.sampled_from(["", "nobody looked", "away"]))


@settings(deadline=None)
@given(st.lists(st.lists(ANSWERS, max_size=3), max_size=6), st.sampled_from(["M09.ever-fitted", "M35.days-late", "M16.during"]))
def test_parts_add_up_to_the_whole_in_any_order(women: list[list[Answer]], name: str) -> None:
    """Added one by one, backwards, or the same ones so many times over."""
    figure = figures()[name]
    parts = [summed(figure, hers) for hers in women]
    forwards, backwards, doubled, twice = (Tally(figure) for _ in range(4))
    for part in parts:
        forwards.take(part)
        doubled.take(part, 2)
    for part in reversed(parts):
        backwards.take(part)
        twice.take(part)
        twice.take(part)
    assert forwards == backwards
    assert doubled == twice
    assert (forwards.sums.numerator, forwards.sums.denominator) == (sum(said.amount for hers in women for said in hers),
                                                                    sum(said.of for hers in women for said in hers))


@settings(deadline=None)
@given(ANSWERS)
def test_a_plain_answer_adds_up_to_what_it_stands_for(said: Answer) -> None:
    """Where one answer of a figure that counts women is taken for one of five, they add up alike."""
    which = plain(said)
    assert which is None or PLAIN[which] == summed(figures()["M09.ever-fitted"], [said])
