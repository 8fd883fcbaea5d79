"""Where does a draft say how long, which way, or something that a figure of the ledger says too?"""

import re
from collections.abc import Iterator
from typing import Final

from ledger import dates
from ledger.fields import BadValue
from projections.claims.drafts.paper import Paper
from projections.claims.numbers import in_words

MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE: Final = re.compile(rf"(?:(\d{{1,2}})\s?(?:st|nd|rd|th)?\s+)?({MONTHS})\s+((?:19|20)\d\d)", re.IGNORECASE)
LASTING: Final = re.compile(r"\b(?:over|for|in) the (?:last|past) (\d+) (days|weeks|months|years)", re.IGNORECASE)
BEGUN: Final = re.compile(r"\b(?:went live|launch(?:ed)?|began|begun|started|established|since)\b", re.IGNORECASE)
DECIDED: Final = re.compile(r"\b(?:date of (?:decision|meeting|report|publication)|dated|date:)", re.IGNORECASE)
WAY: Final = re.compile(r"\b(increas|decreas|rising|rose|risen|fall|fell|declin|reduc|grew|grow|drop)\w*", re.IGNORECASE)
FROM_TO: Final = re.compile(r"\bfrom (\d[\d,.]*\d|\d)%? in \d{4} to (\d[\d,.]*\d|\d)%? in \d{4}")
NEAR: Final = 60
NUMBER: Final = r"(\d+|[A-Za-z]+(?:-[a-z]+)?)"
FIGURES: Final = (
    (re.compile(rf"\b{NUMBER} (?:of the )?women\b[^.\d]{{0,30}}\b(?:LARC|long.acting)", re.IGNORECASE), "M09.ever-fitted", ("stated",)),
    (re.compile(rf"\b{NUMBER} women were [^.\d]{{0,20}}prioritised[^.\d]{{0,60}}?\b(?:and )?{NUMBER} (?:women )?signed up", re.IGNORECASE),
     "M02.of-prioritised", ("stated_n", "stated_k")),
    (re.compile(rf"\b{NUMBER} women (?:have )?completed\b", re.IGNORECASE), "M03", ("stated",)))
WAYS: Final = {"increas": "increase", "rising": "increase", "rose": "increase", "risen": "increase", "grew": "increase", "grow": "increase"}


def spans(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """Over the last 18 months, where the paper is dated and says when it began."""
    start, end = _begun(paper), _dated(paper)
    for block in paper.blocks:
        for sentence in block.sentences:
            for found in LASTING.finditer(sentence):
                if start and end and start < end:
                    yield block.offer(f"{sentence} (begun {start}; dated {end})", "span",
                                      f"from={start};to={end};stated_{found[2].lower()}={found[1]}")


def _begun(paper: Paper) -> str:
    """The most exact date that the paper gives for a beginning."""
    told = [date for block in paper.blocks for sentence in block.sentences for found in BEGUN.finditer(sentence)
            if (date := _date(sentence[found.end():found.end() + NEAR]))]
    return max(told, key=len, default="")


def _dated(paper: Paper) -> str:
    """The date of the paper: the one that it calls so, and nothing else."""
    told = (block.text[found.end():found.end() + NEAR] for block in paper.blocks for found in DECIDED.finditer(block.text))
    return next((date for text in told if (date := _date(text))), "")


def _date(text: str) -> str:
    found = DATE.search(text)
    try:
        return dates.read(" ".join(part for part in found.groups() if part)) if found else ""
    except BadValue:
        return ""


def directions(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """Decreasing ...; from 217 in 2014 to 115 in 2017."""
    for block in paper.blocks:
        for sentence in block.sentences:
            way, found = WAY.search(sentence), FROM_TO.search(sentence)
            if way and found:
                stated = WAYS.get(way[1].lower(), "decrease")
                yield block.offer(sentence, "direction", f"from={found[1]};to={found[2]};stated={stated}")


def indicators(paper: Paper) -> Iterator[tuple[int, str, str, str, str]]:
    """18 women to get LARC; 49 women were prioritised and 21 signed up."""
    for block in paper.blocks:
        for sentence in block.sentences:
            for pattern, figure, names in FIGURES:
                for found in pattern.finditer(sentence):
                    told = [_whole(word) for word in found.groups()]
                    if None not in told:
                        stated = ";".join(f"{name}={number}" for name, number in zip(names, told, strict=True))
                        yield block.offer(sentence, "indicator", f"indicator={figure};{stated}")


def _whole(word: str) -> int | None:
    return int(word) if word.isdecimal() else in_words(word)
