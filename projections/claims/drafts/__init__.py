"""Which figures of a draft say what they are made of, and so can be judged before anybody publishes them?

Each finder knows one way in which papers write a kind of figure. It offers only what names its own parts: a number that
stands alone is no claim. What a finder guessed may be wrong, so a person completes the file.
"""

from collections.abc import Callable, Iterator
from typing import Final

from projections.claims.drafts import amounts, named, portions, scaled
from projections.claims.drafts.paper import Paper, read
from projections.claims.given import Claim

Finder = Callable[[Paper], Iterator["Offer"]]
Offer = tuple[int, str, str, str, str]
"""The line, the place, the text, the form, the figures."""

FINDERS: Final[tuple[Finder, ...]] = (
    portions.fractions, portions.of_a_group, portions.inherited, portions.means, amounts.listed, amounts.bulleted, amounts.columns,
    amounts.totals, amounts.nets, scaled.yearly, scaled.per_year, scaled.by_women, scaled.by_cohort, named.spans, named.directions,
    named.indicators)


def found(text: str, document: str) -> list[Claim]:
    """The claims that a paper's text offers, in order of where they stand."""
    paper = read(text)
    offers = dict.fromkeys(offer for finder in FINDERS for offer in finder(paper))
    once: dict[tuple[str, str], Offer] = {}
    for offer in sorted(offers, key=lambda each: each[0]):
        once.setdefault(offer[3:], offer)
    return [Claim(f"D{number:02}", document, place, said, form, figures)
            for number, (_, place, said, form, figures) in enumerate(once.values(), 1)]
