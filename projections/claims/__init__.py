"""Does a published figure follow from its own arithmetic, and from the ledger?

A claim is judged by the function of its form. `judge` never fails: figures that cannot be read are said to be so,
beside the claims that can. given.py says which numbers count as rounded, verdicts.py what the verdicts mean.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from projections.claims import arithmetic, beside, counts, ledgers, shares, spans
from projections.claims.given import Claim
from projections.claims.ledgers import Look
from projections.claims.numbers import NotUnderstood
from projections.claims.verdicts import Judged

__all__ = ("FORMS", "Claim", "Judged", "judge", "judged", "row_of")

FORMS: Final[Mapping[str, Callable[[Claim], Judged]]] = {
    "proportion": shares.proportion, "percentage": shares.percentage, "percentages": shares.percentages, "mean": arithmetic.mean,
    "sum": arithmetic.total, "difference": arithmetic.difference, "ratio": arithmetic.ratio, "scaling": arithmetic.scaling,
    "span": spans.span, "direction": counts.direction, "count": counts.count}
LIKE: Final[Mapping[str, str]] = {
    "proportion": "k=18;n=21;stated=86", "percentage": "stated=94;n=21", "percentages": "stated=94|50;n=21",
    "mean": "sum=72;n=21;stated=3.4", "sum": "terms=142500|142500;stated=285000", "difference": "a=500;b=300;stated=200",
    "ratio": "a=6;b=4;stated=1.5", "scaling": "from=500000;of=21;to=12;stated=285000",
    "span": "from=2020-09-01;to=2021-10-21;stated_months=14", "direction": "from=108;to=95;stated=fall",
    "count": "items=housing|debt|health;stated=3", "indicator": "indicator=M09.ever-fitted;stated=18"}


def judge(claim: Claim, look: Look | None = None) -> Judged:
    """The verdict on a claim, with its working. look: asks the ledger for a figure; None where there is no ledger."""
    try:
        if claim.repeated:
            raise NotUnderstood(f"{claim.repeated} is given twice, differently")
        if claim.form == "indicator":
            return ledgers.indicator(claim, look)
        if claim.form not in FORMS:
            raise NotUnderstood(f"{claim.form!r:.40} is not a form; the forms are {', '.join(LIKE)}")
        return FORMS[claim.form](claim)
    except NotUnderstood as why:
        like = LIKE.get(claim.form, "")
        return Judged("cannot-tell", f"not understood: {why}", f"Write its figures like {like}" if like else "See: outcomes help claims")


def judged(claims: Sequence[Claim], look: Look | None = None) -> list[tuple[Claim, Judged]]:
    """Several claims with their verdicts; where claims of one document bear on each other, the working says so."""
    found = [(claim, judge(claim, look)) for claim in claims]
    return [(claim, attrs.evolve(one, working="; ".join([one.working, *beside.carried(claim, claims)]))) for claim, one in found]


def row_of(claim: Claim, found: Judged) -> dict[str, Any]:
    """A claim with its verdict as a row of the report. expected, noted: what a file said already; differs: otherwise than here."""
    return {"claim": claim.claim, "document": claim.document, "place": claim.place, "text": claim.text, "form": claim.form,
            "figures": claim.figures, "verdict": found.verdict, "working": found.working, "mended": found.mended or None,
            "expected": claim.verdict or None, "noted": claim.working or None,
            "differs": bool(claim.verdict) and claim.verdict != found.verdict}


def tally(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many claims have each verdict."""
    from projections.claims.verdicts import VERDICTS

    told = [row["verdict"] for row in rows]
    return {verdict: told.count(verdict) for verdict in VERDICTS}
