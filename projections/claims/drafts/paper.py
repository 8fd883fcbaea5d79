"""Where in a paper does a sentence stand?

Text that was taken from a slide or a PDF: lines wrapped anywhere, bullets inside lines, marks of HTML left over. A block is a
paragraph or a bullet; a section is what stands between two wide gaps, or under one paragraph number.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

import attrs

from ledger.errors import Usage
from projections.claims.numbers import PRINTED, Shown, as_shown

MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
BULLET: Final = re.compile(r"^\s*(?:[-*\u2022\u25cb]|\u00b7)+\s+(?:[-\u2022\u00b7]\s+)?")
INSIDE: Final = re.compile(r"(?<=\S)\s+(?=[\u2022\u25cb]\s)")
NUMBERED: Final = re.compile(r"^\s*(\d{1,2})\.\t")
SENTENCE: Final = re.compile(r"(?<=[.!?])(?<!i\.e\.)(?<!e\.g\.)(?<!approx\.)(?<!Approx\.)(?<!et al\.)\s+(?=[A-Z\u00a3\u201c\"(\d])")
INTRODUCES: Final = re.compile(r"(?::|\u2026|\.\.\.)\s*$")
LONGEST: Final = 240
LONGEST_BLOCK: Final = 10_000
MOST_BLOCKS: Final = 5_000


@attrs.frozen
class Number:
    """A number in a text, as printed, and where it stands in it."""

    shown: Shown
    start: int
    end: int

    @property
    def plain(self) -> str:
        """As a figure of a claim: 303k is 303000."""
        value = self.shown.value
        return str(value.numerator) if value.denominator == 1 else f"{float(value):.{self.shown.decimals}f}"


@attrs.frozen(eq=False)
class Block:
    """A paragraph or a bullet: its text on one line, the line it begins on, its section, and its paragraph's number if it has one."""

    text: str
    line: int
    section: int
    number: str
    bullet: bool

    @property
    def place(self) -> str:
        return f"para {self.number}, line {self.line}" if self.number else f"line {self.line}"

    @property
    def sentences(self) -> list[str]:
        return SENTENCE.split(self.text)

    def offer(self, said: str, form: str, figures: str) -> tuple[int, str, str, str, str]:
        """Something found in it, as a claim."""
        text = " ".join(said.split())
        return self.line, self.place, text if len(text) <= LONGEST else text[:LONGEST - 3] + "...", form, figures


@attrs.frozen
class Paper:
    """A paper's blocks in order, and its lines as they stand (for tables)."""

    blocks: tuple[Block, ...]
    lines: tuple[str, ...]

    def after(self, block: Block) -> Iterator[Block]:
        """The blocks behind one, in order."""
        return iter(self.blocks[self.blocks.index(block) + 1:])

    def section(self, block: Block) -> list[Block]:
        """The blocks of its section."""
        return [each for each in self.blocks if each.section == block.section]


def bullets_after(paper: Paper, block: Block) -> Iterator[Block]:
    """The bullets that follow a block directly."""
    return takewhile(lambda other: other.bullet, paper.after(block))


def numbers(text: str) -> list[Number]:
    """The numbers of a text, in order."""
    return [Number(as_shown(found), found.start(), found.end()) for found in PRINTED.finditer(text)]


def read(text: str) -> Paper:
    """A paper from its text. Raises Usage for one that is longer than people write, or has no paragraphs."""
    lines = tuple(MARKUP.sub(" ", line) for line in text.splitlines())
    paper = Paper(tuple(_blocks(lines)), lines)
    for block in paper.blocks[MOST_BLOCKS:MOST_BLOCKS + 1]:
        raise Usage(f"The draft has more than {MOST_BLOCKS:,} paragraphs and bullets, up to line {block.line}.", "Give it in parts.")
    for block in paper.blocks:
        if len(block.text) > LONGEST_BLOCK:
            raise Usage(f"The draft has a paragraph of {len(block.text):,} characters, at line {block.line}; "
                        f"it may have {LONGEST_BLOCK:,}.",
                        "Save the paper as plain text, with an empty line between paragraphs.")
    return paper


def _blocks(lines: tuple[str, ...]) -> Iterator[Block]:
    section, number, gap = 0, "", 0
    begun: list[str] = []
    state: tuple[int, int, str, bool] = (1, 0, "", False)
    for at, line in enumerate((*lines, ""), 1):
        if not line.strip():
            gap += 1
            if begun:
                yield from _split(begun, state)
            begun = []
            continue
        numbered = NUMBERED.match(line)
        if numbered or gap > 1 or (line.isupper() and not begun):
            section += 1
            number = numbered[1] if numbered else number if line.startswith("\t") else ""
        if begun and (BULLET.match(line) or numbered or line.startswith("\t")):
            yield from _split(begun, state)
            begun = []
        if not begun:
            state = (at, section, number, bool(BULLET.match(line)))
        begun.append(NUMBERED.sub("", line))
        gap = 0


def _split(begun: list[str], state: tuple[int, int, str, bool]) -> Iterator[Block]:
    """The block of some lines, and the bullets that stand inside them."""
    line, section, number, bullet = state
    for index, part in enumerate(INSIDE.split(" ".join(each.strip() for each in begun))):
        text = BULLET.sub("", part).strip()
        if text:
            yield Block(text, line, section, number, bullet or index > 0)
