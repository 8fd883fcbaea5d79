"""Where does a draft carry an amount from one length of time, or one number of women, to another?"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from projections.claims.drafts.paper import Block, Number, Paper, numbers

BASED: Final = re.compile(r"\(?based on (?=\u00a3)")
A_YEAR: Final = re.compile(r"\s*(?:per annum|per year|a year|pa\b|p\.a\.)")
OVER: Final = re.compile(r"\bover (?:the )?(?:next )?(\d+) years")
PERIOD: Final = re.compile(r"(\d+) months(?: is| was|:|,)? (?=\u00a3)")
PERIOD_AFTER: Final = re.compile(r"\s*(?:for|over)(?: a period of)? (\d+) months")
OR: Final = re.compile(r",? or $")
WOMEN: Final = re.compile(r"\b(\d+) women\b")
KEY: Final = re.compile(r"^[\w ]{0,40}?\b(after \d+ (?:months|years)|per annum|per year|a year)\b")


def yearly(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """1,425,000 (based on 285,000 per annum), where the section says over how many years."""
    for block in paper.blocks:
        for found in BASED.finditer(block.text):
            amounts = numbers(block.text)
            before = [each for each in amounts if each.end <= found.start() and each.shown.money][-1:]
            rate = next((each for each in amounts if each.start >= found.end()), None)
            years = [over[1] for each in paper.section(block) for over in OVER.finditer(each.text)][:1]
            if before and rate and years and A_YEAR.match(block.text[rate.end:]):
                yield block.offer(f"{block.text} (over {years[0]} years)", "scaling",
                                  f"from={rate.plain};of=1;to={years[0]};stated={before[0].plain}")


def per_year(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """500,000 for 21 months, or 285k per year."""
    for block in paper.blocks:
        for sentence in block.sentences:
            for one, other in pairwise(numbers(sentence)):
                months = _months(sentence, one)
                if months and other.shown.money and OR.search(sentence[one.end:other.start]) and A_YEAR.match(sentence[other.end:]):
                    yield block.offer(sentence, "scaling", f"from={one.plain};of={months};to=12;stated={other.plain}")
            yield from _with_months_between(block, sentence)


def _with_months_between(block: Block, sentence: str) -> Iterator[tuple[int, str, str, str, str]]:
    """An amount, its months behind it, and then the amount a year."""
    told = numbers(sentence)
    for one, months, other in zip(told, told[1:], told[2:], strict=False):
        behind = PERIOD_AFTER.match(sentence[one.end:])
        if one.shown.money and behind and OR.search(sentence[months.end:other.start].replace(" months", "")) \
                and A_YEAR.match(sentence[other.end:]):
            yield block.offer(sentence, "scaling",
                              f"from={one.plain};of={behind[1]};to=12;stated={other.plain}")


def _months(sentence: str, amount: Number) -> str:
    """For how many months an amount of money is, as told before it."""
    if not amount.shown.money:
        return ""
    return next((found[1] for found in PERIOD.finditer(sentence) if found.end() == amount.start), "")


def by_women(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """For 125 women 1.2m to 2.1m; so for 20 women 192,000 to 336,000."""
    for one, other in pairwise(paper.blocks):
        of, to = WOMEN.findall(one.text), WOMEN.findall(other.text)
        start, stated = _range(one.text), _range(other.text)
        if one.section == other.section and len(of) == len(to) == 1 and of != to and start and len(start) == len(stated):
            yield other.offer(f"{one.text} / {other.text}", "scaling",
                              f"from={_joined(start)};of={of[0]};to={to[0]};stated={_joined(stated)}")


def _range(text: str) -> list[Number]:
    """The first amount of a text, or the two of its first range."""
    money = [each for each in numbers(text) if each.shown.money]
    ranged = len(money) > 1 and re.fullmatch(r"\s*(?:to|-|and|\u2013)\s*", text[money[0].end:money[1].start])
    return money[:2] if ranged else money[:1]


def _joined(numbers_: Sequence[Number]) -> str:
    return "|".join(each.plain for each in numbers_)


def by_cohort(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """Up to 10 children after 21 months with 21 women; 11 after 21 months with 24: paired by what stands behind each."""
    for block in paper.blocks:
        for one, other in pairwise(block.sentences):
            to, of = WOMEN.findall(one), WOMEN.findall(other)
            if len(to) == len(of) == 1 and to != of:
                here, there = _by_key(one), _by_key(other)
                for key in (key for key in here if key in there):
                    yield block.offer(f"{here[key].plain} {key} with {to[0]} women, {there[key].plain} with {of[0]}", "scaling",
                                      f"from={there[key].plain};of={of[0]};to={to[0]};stated={here[key].plain}")


def _by_key(sentence: str) -> dict[str, Number]:
    """Numbers by the words of time behind them: 'after 21 months', 'per annum'."""
    keyed: dict[str, Number] = {}
    for each in numbers(sentence):
        found = KEY.match(sentence[each.end:])
        if found and not re.search(r"after $", sentence[:each.start]):
            keyed.setdefault(found[1], each)
    return keyed
