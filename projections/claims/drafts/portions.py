"""Where does a draft say what share of a group, or how much for each?"""

import re
from collections.abc import Iterator
from typing import Final

from projections.claims.drafts.paper import INTRODUCES, Block, Number, Paper, bullets_after, numbers

NUM: Final = r"\d{1,3}(?:,\d{3})+|\d+"
PCT: Final = r"(\d+(?:\.\d+)?)\s?%"
FRACTION: Final = re.compile(rf"(?<![\d/])({NUM})\s?/\s?({NUM})\b[^.%]{{0,30}}?\(?{PCT}")
OF_WITH: Final = re.compile(rf"\b[Oo]f (?:the |these |all )?({NUM}) [^%.]{{3,120}}?{PCT}\s?\(({NUM})\)")
K_OF_N: Final = re.compile(rf"(?<![\d/.])({NUM})(?: \w+){{0,2}} (?:out )?of (?:the |these |all )?({NUM})(?: \w+){{0,4}} ?\({PCT}\)")
GROUP: Final = re.compile(rf"{PCT} of (?:the |these |all |our )?({NUM}) ([a-z]+)")
ALONE: Final = re.compile(rf"{PCT}(?! of (?:the |these |all |our )?\d)")
PEOPLE: Final = re.compile(rf"({NUM}) (?:women|children|mothers|people|girls|infants|clients|young people|care leavers)\b")
LEADING: Final = re.compile(rf"^\W*{PCT} (?:were|was|are|had|have|of them)\b")
MEAN: Final = re.compile(r"(?:average|mean) of (\d+(?:\.\d+)?) (\w+) (?:per|for each|for every|a) (\w+)")
MANY: Final = {"woman": "women", "child": "children", "person": "people", "mother": "mothers"}
LARGE: Final = 100
YEAR: Final = 4


def fractions(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """8/37 (21.6%); 18 of the 21 women (86%); of 46,094 mothers 15.5% (7,143)."""
    for block in paper.blocks:
        for sentence in block.sentences:
            for found in (*FRACTION.finditer(sentence), *K_OF_N.finditer(sentence)):
                if not _a_year(found[1], found[2]):
                    yield _share(block, sentence, found[1], found[2], found[3])
            for found in OF_WITH.finditer(sentence):
                yield _share(block, sentence, found[3], found[1], found[2])


def _a_year(k: str, n: str) -> bool:
    """Whether 2020/21 is a financial year."""
    return len(k) == YEAR and len(n) == YEAR // 2 and int(n) == (int(k) + 1) % LARGE


def _share(block: Block, sentence: str, k: str, n: str, stated: str) -> tuple[int, str, str, str, str]:
    return block.offer(sentence, "proportion", f"k={k.replace(',', '')};n={n.replace(',', '')};stated={stated}")


def of_a_group(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """94% of the 21 women; and with it the other percentages of that sentence."""
    for block in paper.blocks:
        for sentence in block.sentences:
            for found in GROUP.finditer(sentence):
                n = found[2].replace(",", "")
                yield block.offer(sentence, "percentage", f"stated={found[1]};n={n}")
                beside = [other[1] for other in ALONE.finditer(sentence, found.end())]
                if beside and len(GROUP.findall(sentence)) == 1:
                    yield block.offer(sentence, "percentages", f"stated={'|'.join([found[1], *beside])};n={n}")


def inherited(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """50% were taken into care ..., where the section told before of how many: 847 children. Only for large groups:
    of a small one, and of what is a part of a sum, another group may be meant."""
    parts = {each.line for block in paper.blocks if INTRODUCES.search(block.text) for each in bullets_after(paper, block)}
    for block in paper.blocks:
        found = None if block.line in parts else LEADING.match(block.text)
        group = _told_before(paper, block) if found else None
        if found and group:
            yield block.offer(block.text, "percentage", f"stated={found[1]};n={group}")


def _told_before(paper: Paper, block: Block) -> str | None:
    told = [found[1].replace(",", "") for each in paper.section(block) if each.line < block.line for found in PEOPLE.finditer(each.text)]
    return next((each for each in reversed(told) if int(each) >= LARGE), None)


def means(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """72 children, an average of 3.3 children per woman, where the sentence says how many women."""
    for block in paper.blocks:
        for sentence in block.sentences:
            for found in MEAN.finditer(sentence):
                rest = f"{sentence[:found.start()]} / {sentence[found.end():]}"
                whole, n = _counted(rest, found[2]), _counted(rest, MANY.get(found[3], found[3] + "s"))
                if whole and n:
                    yield block.offer(sentence, "mean", f"sum={whole.plain};n={n.plain};stated={found[1]}")


def _counted(text: str, noun: str) -> Number | None:
    """The first number of these that a text tells."""
    return next((each for each in numbers(text) if re.match(rf"\s+{re.escape(noun)}\b", text[each.end:])), None)
