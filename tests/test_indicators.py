"""Does every figure give its example women the answers that stand beside them?"""

import pytest

from projections.examples import asked, examples
from projections.indicators import Figure, figures


@pytest.mark.parametrize("figure", figures().values(), ids=figures())
def test_example_women_are_answered_as_declared(figure: Figure) -> None:
    """The answers are those that the declaration promises."""
    told = list(examples(figure.examples))
    assert {example.name: asked(figure, example) for example in told} == {example.name: example.expected for example in told}


@pytest.mark.parametrize("figure", figures().values(), ids=figures())
def test_a_figure_says_what_it_is(figure: Figure) -> None:
    """Title, meaning, denominator and what counts are declared, and no word claims a cause."""
    words = " ".join(figure.words()).lower()
    assert all((figure.title, figure.meaning, figure.of_whom, figure.counts, figure.examples.strip()))
    assert [word for word in ("reduced", "prevented", "saved", "caused", "significant") if word in words.split()] == []


def test_every_indicator_of_the_matrix_has_a_figure() -> None:
    """M01 to M45 are there."""
    wanted = {f"M{number:02}" for number in range(1, 46)}
    assert {figure.indicator for figure in figures().values()} == wanted


def test_contraception_takes_no_target() -> None:
    """It is her choice."""
    assert [figure.name for figure in figures().values() if figure.indicator in ("M09", "M10", "M11") and figure.target] == []
