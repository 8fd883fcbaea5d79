"""Where does a draft say what a total is made of, or what is left over?"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from projections.claims.drafts.paper import INTRODUCES, Block, Number, Paper, bullets_after, numbers

BRACKETED: Final = re.compile(r"\(([^()]*)\)")
TOTAL: Final = re.compile(r"\b[Tt]otal\b[^.]{0,300}?(?=\u00a3)")
NET: Final = re.compile(r"\b[Nn]et\b[^.\u00a3]{0,60}(?=\u00a3)")
CELL: Final = re.compile(r"^\s*\u00a3?\s?\d[\d,]*(?:\.\d\d)?k?\s*$")
MOST_TERMS: Final = 8
PARTS: Final = 2


def listed(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """450k (303k staff, 89k programme, 57k local costs)."""
    for block in paper.blocks:
        amounts = _money(block.text)
        for found in BRACKETED.finditer(block.text):
            parts, before = _money(found[1]), [each for each in amounts if each.end <= found.start()]
            if len(parts) >= PARTS and before and not re.search(r"\bto\b|-", found[1][parts[0].end:parts[-1].start]):
                yield _sum(block, block.text[before[-1].start:found.end()], parts, before[-1])


def bulleted(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """A total, a colon, and bullets that each begin with a part."""
    for block in paper.blocks:
        if INTRODUCES.search(block.text):
            parts = [first for each in bullets_after(paper, block) if (first := _first(each))]
            kind = [each for each in parts if parts and each.shown.percent == parts[0].shown.percent]
            whole = _whole(block, kind)
            if len(kind) >= PARTS and whole:
                yield _sum(block, block.text, kind, whole)


def _first(block: Block) -> Number | None:
    """The amount that a bullet begins with."""
    found = numbers(block.text)[:1]
    return found[0] if found and found[0].start == 0 and (found[0].shown.money or found[0].shown.percent) else None


def _whole(block: Block, parts: Sequence[Number]) -> Number | None:
    """The total that a block tells: the one that the parts make, else the first that it calls a total."""
    percent = bool(parts) and parts[0].shown.percent
    told = [each for each in numbers(block.text) if each.shown.percent == percent and (percent or each.shown.money)]
    made = sum((each.shown.value for each in parts), Fraction())
    called = TOTAL.search(block.text)
    return next((each for each in told if each.shown.value == made), None) or (
        next((each for each in told if each.start >= called.end()), None) if called else None)


def columns(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """A table of amounts, parted by tabs, a row each: every column, with the total of its last row if that has one."""
    rows: list[tuple[int, list[str]]] = []
    for line, text in enumerate((*paper.lines, ""), 1):
        if "\t" in text and not text.startswith("\t\t\t"):
            rows.append((line, text.split("\t")))
            continue
        yield from _columns(rows)
        rows = []


def _columns(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, str, str, str, str]]:
    wide = max((len(cells) for _, cells in rows), default=0)
    closing = bool(rows) and not rows[-1][1][0].strip() and any(CELL.match(cell) for cell in rows[-1][1][1:])
    for column in range(1, wide):
        told = [(line, cells[column]) for line, cells in rows if len(cells) > column and CELL.match(cells[column])]
        last = closing and bool(told) and told[-1][0] == rows[-1][0]
        parts = [numbers(cell)[0] for _, cell in (told[:-1] if last else told)]
        if len(parts) > PARTS and all("\u00a3" in cell for _, cell in told):
            whole = numbers(told[-1][1])[0].plain if last else "none"
            heads = [cells[column].strip() for _, cells in rows[:1] if len(cells) > column]
            block = Block(f"column {heads[0] if heads and heads[0] else column + 1}", rows[0][0], 0, "", bullet=False)
            yield block.offer(block.text, "sum", f"terms={'|'.join(each.plain for each in parts)};stated={whole}")


def totals(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """A total whose parts were told before it: the most of the amounts before it that make it exactly."""
    before: list[Number] = []
    for block in paper.blocks:
        amounts = _money(block.text)
        for found in TOTAL.finditer(block.text):
            whole = next((each for each in amounts if each.start >= found.end()), None)
            told = [*before, *(each for each in amounts if each.end <= found.start())]
            parts = _making(told[-MOST_TERMS:], whole) if whole else ()
            if whole and parts:
                yield _sum(block, block.text, parts, whole)
        before += amounts


def _making(told: Sequence[Number], whole: Number) -> Sequence[Number]:
    for size in range(len(told), PARTS - 1, -1):
        for some in combinations(told, size):
            if sum(each.shown.value for each in some) == whole.shown.value:
                return some
    return ()


LESS: Final = re.compile(r"£[\d,.]+[kmb]?n? (?:less|minus) £", re.I)


def nets(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """A net amount: the two amounts before it of which it is the difference, else the last two.

    A block that says which is less which is held against its own amounts: a fitting one elsewhere makes no wrong sum right.
    """
    for block in paper.blocks:
        for found in NET.finditer(block.text):
            net = next((each for each in _money(block.text) if each.start >= found.end()), None)
            before = _told(paper, block, found.start())
            pair = _apart(before, net) if net else None
            if net and pair:
                yield block.offer(_around(paper, block), "difference", f"a={pair[0].plain};b={pair[1].plain};stated={net.plain}")


def _told(paper: Paper, block: Block, upto: int) -> list[Number]:
    """The amounts told before a place of a block: its own where it says which is less which, else the section's."""
    own = [each for each in _money(block.text) if each.end <= upto]
    if len(own) >= PARTS and LESS.search(block.text):
        return own
    return [each for other in paper.section(block) if other.line <= block.line
            for each in _money(other.text) if other is not block or each.end <= upto]


def _apart(before: Sequence[Number], net: Number) -> tuple[Number, Number] | None:
    told = [each for each in before if each.shown.value > 0 and each != net]
    exact = next(((a, b) for a in told for b in told if a.shown.value - b.shown.value == net.shown.value), None)
    last = sorted(told[-2:], key=lambda each: -each.shown.value)
    return exact or (tuple(last) if len(last) == PARTS and last[0].shown.value > net.shown.value else None)  # type: ignore[return-value]


def _around(paper: Paper, block: Block) -> str:
    """A block with the one before it."""
    index = paper.blocks.index(block)
    before = [paper.blocks[index - 1].text] if index and paper.blocks[index - 1].section == block.section else []
    return " / ".join([*before, block.text])


def _money(text: str) -> list[Number]:
    return [each for each in numbers(text) if each.shown.money]


def _sum(block: Block, said: str, parts: Sequence[Number], whole: Number) -> tuple[int, str, str, str, str]:
    return block.offer(said, "sum", f"terms={'|'.join(each.plain for each in parts)};stated={whole.plain}")
