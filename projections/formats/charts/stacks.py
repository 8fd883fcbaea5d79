"""How are the parts of a whole drawn? A bar cut into parts, each with its number in it, hatched where nothing is known."""

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from projections.formats.charts import WIDTH, Chart, parts
from projections.formats.charts.canvas import EDGE, INK, LETTER, MAIN, PALE, SECOND, SOFT, Canvas

LEFT: Final = 1.0
WHOLE: Final = WIDTH - LEFT - EDGE
ROW: Final = 0.24
KEY: Final = 0.26
MOST: Final = 9
COLOURS: Final = ((MAIN, "white"), (PALE, INK), ("#eef2f4", INK), (SECOND, "white"), ("#e8c7a8", INK))


@attrs.frozen
class Bar:
    """One bar: what stands before it, how many each part has (None: confidential), and how many all are."""

    label: str
    numbers: Mapping[str, int | None]
    of: int | None

    @property
    def hidden(self) -> bool:
        """Whether it cannot be drawn."""
        return not self.of or any(number is None for number in self.numbers.values())


@attrs.frozen
class Stack:
    """Bars under one label."""

    label: str
    bars: Sequence[Bar]


def stacks(name: str, title: str, text: str, states: Sequence[str], rest: str, given: Sequence[Stack]) -> list[Chart]:
    """Charts of at most MOST stacks each. states: the parts in order; rest: the word for who is in none of them."""
    return [_chart(f"{name}-{number}", title + which, text, states, rest, run) for number, (which, run) in enumerate(parts(given, MOST), 1)]


def _chart(name: str, title: str, text: str, states: Sequence[str], rest: str, given: Sequence[Stack]) -> Chart:
    return Chart(name, title, f"{text} {' '.join(map(_said, given))}", _key_height((*states, rest)) + sum(map(_height, given)),
                 lambda canvas: _draw(canvas, states, rest, given))


def _said(stack: Stack) -> str:
    return f"{stack.label}: {'; '.join(map(_bar_said, stack.bars))}."


def _bar_said(bar: Bar) -> str:
    before = f"{bar.label} " if bar.label else ""
    if bar.hidden:
        return f"{before}confidential"
    return f"{before}{', '.join(f'{state} {number}' for state, number in bar.numbers.items())}, of {bar.of}"


def _height(stack: Stack) -> float:
    return 0.24 + len(stack.bars) * ROW + 0.12


def _draw(canvas: Canvas, states: Sequence[str], rest: str, given: Sequence[Stack]) -> None:
    _key(canvas, states, rest)
    y = _key_height((*states, rest)) + 0.1
    for stack in given:
        canvas.text(EDGE, y, stack.label, bold=True)
        for place, bar in enumerate(stack.bars):
            top = y + 0.13 + place * ROW
            canvas.text(EDGE, top + 0.09, bar.label, size=8.5, colour=SOFT)
            _bar(canvas, states, bar, top)
        y += _height(stack)


def _places(words: Sequence[str]) -> list[tuple[str, float, float]]:
    """Where the words of the key stand, in as many lines as they need."""
    places, x, y = list[tuple[str, float, float]](), EDGE, 0.13
    for word in words:
        wide = 0.4 + LETTER * 0.9 * len(word)
        if x + wide > WIDTH:
            x, y = EDGE, y + KEY
        places.append((word, x, y))
        x += wide
    return places


def _key_height(words: Sequence[str]) -> float:
    return _places(words)[-1][2] + 0.2


def _key(canvas: Canvas, states: Sequence[str], rest: str) -> None:
    for number, (word, x, y) in enumerate(_places((*states, rest))):
        canvas.box(x, y - 0.08, 0.16, 0.16, colour="white" if number == len(states) else COLOURS[number][0], edge=SOFT,
                   hatched=number == len(states))
        canvas.text(x + 0.22, y, word, size=9)


def _bar(canvas: Canvas, states: Sequence[str], bar: Bar, top: float) -> None:
    canvas.box(LEFT, top, WHOLE, ROW - 0.05, colour="white", hatched=True)
    if bar.hidden or not bar.of:
        canvas.box(LEFT + 0.7, top + 0.01, 1.2, ROW - 0.07, colour="white")
        canvas.text(LEFT + 1.3, top + 0.095, "confidential", size=8.5, at="center")
        return
    x = LEFT
    for state, (colour, ink) in zip(states, COLOURS, strict=False):
        number = bar.numbers.get(state) or 0
        if number:
            width = number / bar.of * WHOLE
            canvas.box(x, top, width, ROW - 0.05, colour=colour, edge=SOFT)
            canvas.text(x + width / 2, top + 0.1, str(number), size=8.5, colour=ink, at="center")
            x += width
