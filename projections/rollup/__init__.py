"""What do several services tell together, without any woman leaving hers?

Packs come in (reading.py), are held against each other (agreeing.py), and what they tell is added up (adding.py): nothing
else is known here, so nothing comes out that the packs together did not tell. Who does not tell a figure is named; what
she would have told is never guessed. The same packs in any order give the same document.
"""

from collections.abc import Sequence
from typing import Any, Final

from projections.parameters import DEFAULTS, Parameters
from projections.reports import Report
from projections.rollup.adding import cohort, figures, funnel, profile
from projections.rollup.cautions import cautions
from projections.rollup.reading import Pack
from projections.rollup.signatures import SIGNED

ROLLUP: Final = Report("rollup", "Several services together", "Disclosed figures of several services, each beside their sum.", "",
                       "projections.rollup.columns:sheets")
NARROWEST: Final = ("board", "public")


def in_order(packs: Sequence[Pack]) -> list[Pack]:
    """Packs by the names of their services."""
    return sorted(packs, key=lambda pack: (pack.name, pack.ledger))


def document(packs: Sequence[Pack]) -> dict[str, Any]:
    """What packs that agree tell together: see `outcomes help rollup` for its shape."""
    ordered = in_order(packs)
    days = {pack.true_on for pack in ordered}
    few = parameters(ordered[0])["rate.few-events"]
    said = {
        "report": "rollup", "true_on": ordered[0].true_on if len(days) == 1 else None, "known_by": max(pack.known_by for pack in ordered),
        "position": None, "root": None, "definitions": ordered[0].definitions,
        "audience": next(each for each in NARROWEST if each in {pack.audience for pack in ordered}), "software": ordered[0].software,
        "services": [_service(pack) for pack in ordered],
        "rows": figures(ordered, few), "cohort": cohort(ordered), "profile": profile(ordered, few), "funnel": funnel(ordered)}
    return {**said, "cautions": cautions(said)}


def parameters(pack: Pack) -> Parameters:
    """The parameters that a pack was made with: the defaults, and over them what it says was set."""
    return Parameters({**{name: value for name, (value, _) in DEFAULTS.items()}, **pack.parameters})


def _service(pack: Pack) -> dict[str, Any]:
    """Whose a pack is, and where in its log it was made."""
    return {"service": pack.name, "ledger": pack.ledger, "true_on": pack.true_on, "known_by": pack.known_by, "position": pack.position,
            "root": pack.root, "audience": pack.audience, "signature": SIGNED[pack.signed], "digest": pack.digest,
            "check": f"outcomes check --against {pack.position}:{pack.root}"}
