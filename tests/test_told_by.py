"""A woman is asked what could be her own alone, and the sums are those of asking her everything."""

import datetime
from collections.abc import Iterator

import attrs
import pytest

from ledger import replay
from ledger.entries import PROGRAMME
from ledger.folder import Ledger
from ledger.history import History
from projections import parameters
from projections.examples import Example, _told, examples
from projections.figures import PLAIN, Sums, summed
from projections.indicators import Figure, figures, rows_of
from projections.matrix import Questions
from projections.producing import _context
from projections.woman import Woman

ASKED = [each for each in figures().values() if each.of_woman]
TOLD = [each for each in ASKED if each.told_by]


def women(ledger: Ledger, day: datetime.date | None = None) -> list[Woman]:
    """Every woman of a ledger on a day."""
    view = replay.view(ledger, day)
    context = _context(view, replay.programme(ledger, view.position))
    return [Woman(each.upto(context.day), context.day, context.parameters) for each in replay.women(ledger, view.position)]


def of_example(example: Example) -> Iterator[Woman]:
    """The women of an example."""
    told = _told(example)
    in_force = parameters.in_force(told.pop(PROGRAMME, History(PROGRAMME, ())).upto(example.day))
    yield from (Woman(each.upto(example.day), example.day, in_force) for each in told.values())


def in_full(figure: Figure, woman: Woman) -> Sums:
    """What she adds to a figure, asked of her in any case, row by row."""
    assert figure.of_woman is not None
    return summed(figure, rows_of(figure.of_woman(woman)))


def in_short(asked: list[Figure], woman: Woman) -> list[Sums]:
    """What she adds to figures, asked only of what she may say of her own."""
    plainly, sums = Questions(asked).of(woman)
    return [sums.get(index) or (PLAIN[which - 1] if which else Sums()) for index, which in enumerate(plainly)]


@pytest.mark.parametrize("day", [None, datetime.date(2020, 6, 15)])
def test_what_a_woman_adds_is_what_all_her_rows_add_up_to(phoenix: Ledger, day: datetime.date | None) -> None:
    """Every figure of every woman, today and on a day when half of it had not happened."""
    for woman in women(phoenix, day):
        assert dict(zip((each.name for each in ASKED), in_short(ASKED, woman), strict=True)) == {
            each.name: in_full(each, woman) for each in ASKED}


@pytest.mark.parametrize("figure", [*TOLD[::9], *(pytest.param(each, marks=pytest.mark.slow) for each in TOLD)], ids=lambda each: each.name)
def test_an_example_woman_is_told_by_what_is_declared(figure: Figure) -> None:
    """All that an example has to say of the figure lies in the entries that it says it is told by."""
    for example in examples(figure.examples):
        for woman in of_example(example):
            assert in_short([figure], woman) == [in_full(figure, woman)], example.name


def test_a_figure_that_is_told_by_more_than_it_declares_is_found_out() -> None:
    """Were one told by money that is told by housing, her answer would be lost."""
    right = figures()["M31.housing.woman.met"]
    wrong = attrs.evolve(right, told_by=(("need-assessed", "money", "woman"),))
    hers = [woman for example in examples(right.examples) for woman in of_example(example)]
    assert any(in_short([wrong], woman) != [in_full(right, woman)] for woman in hers)


def test_most_figures_need_not_be_asked_of_most_women() -> None:
    """Else there would be no point in saying it."""
    assert len(TOLD) > len(ASKED) / 2
