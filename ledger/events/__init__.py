"""Which kinds of event are there, and where is each defined?

The table stands here as plain words, so that a command loads the one module that it needs.
Kinds are past-tense facts; a kind's class has the same words in CamelCase; a kind is never reused.
"""

import functools
import importlib
import re
import threading
from collections.abc import Mapping
from typing import Any, Final, dataclass_transform

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "programme": (
        "woman-identified", "equality-recorded", "prioritised", "outreach-started", "signed-up", "plan-changed",
        "declined", "programme-ended", "transition-planned", "aftercare-started", "aftercare-ended", "followed-up",
        "practitioner-allocated", "practitioner-released", "consent-given", "consent-withdrawn", "basis-recorded",
        "contact-safety-set", "safeguarding-raised", "disclosure-requested", "disputed", "whereabouts-changed", "died",
        "processing-restricted", "restriction-lifted", "legal-hold-set", "legal-hold-lifted"),
    "contact": ("contact-held", "resource-spent", "feedback-given", "goal-set", "goal-reviewed"),
    "contraception": (
        "contraception-discussed", "larc-fitted", "larc-checked", "larc-removal-requested", "larc-removed",
        "contraception-started", "contraception-stopped", "emergency-contraception-given",
        "pregnancy-confirmed", "pregnancy-ended",
        "child-born", "child-removed", "child-order-made", "child-contact-held"),
    "needs": (
        "need-assessed", "abuse-status-asked", "referral-made", "referral-decided", "service-used",
        "records-reviewed", "gp-registered", "gp-deregistered", "course-started", "course-completed"),
    "circumstances": (
        "housing-changed", "finance-reviewed", "activity-started", "activity-ended", "substance-use-reviewed",
        "incident-reported", "incident-verified", "risk-assessed", "justice-contact", "instrument-completed"),
    "righting": ("corrected", "withdrawn", "identities-merged", "merge-reversed"),
    "service": (
        "capacity-set", "caseload-cap-set", "staff-joined", "staff-changed", "staff-left",
        "supervision-held", "training-completed", "target-set", "parameter-set",
        "budget-set", "funding-received", "spend-made", "unit-cost-set",
        "scenario-set", "assumption-set", "reference-set",
        "pathway-agreed", "decision-made", "risk-reviewed", "improvement-made", "support-requested",
        "dpia-recorded", "retention-set", "claim-registered", "plan-registered", "report-issued",
        "sample-drawn", "attested", "checkpoint-made", "woman-erased", "ledger-restored",
        "author-registered", "author-revoked"),
}
KINDS: Final[Mapping[str, str]] = {kind: module for module, kinds_ in GROUPS.items() for kind in kinds_}
PROGRAMME_KINDS: Final = frozenset(GROUPS["service"])
BY_COMMAND: Final[Mapping[str, str]] = {
    "report-issued": "outcomes issue", "sample-drawn": "outcomes sample", "checkpoint-made": "outcomes checkpoint --record",
    "woman-erased": "outcomes erase", "ledger-restored": "outcomes restore",
    "processing-restricted": "outcomes restrict", "restriction-lifted": "outcomes restrict",
    "author-registered": "outcomes author NAME", "author-revoked": "outcomes author NAME --revoke"}
"""Kinds that a command writes by itself: typed by hand they would say what did not happen."""
RIGHTING: Final = frozenset({"corrected", "withdrawn"})
"""Kinds that put another entry right: `correct`, `withdraw`, `undo` and `redo` write them, and rows of a file may say them."""
TYPED: Final = tuple(kind for kind in KINDS if kind not in RIGHTING and kind not in BY_COMMAND)
"""Kinds that people type: what `record` and `add` offer, and templates have sheets for."""
CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")


def kinds() -> tuple[str, ...]:
    """Every kind, in the order of the vocabulary."""
    return tuple(KINDS)


def class_name(kind: str) -> str:
    """`larc-fitted` is LarcFitted."""
    return "".join(word.capitalize() for word in kind.split("-"))


_making: Final = threading.Lock()


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(declared: type[Any]) -> type[Any]:
    """Declare the class of a kind. It is made an attrs class, frozen, when its kind is first asked for: an entry needs one
    or two of them, and to make them all takes longer than everything else that an entry needs."""
    return declared


@functools.cache
def event_class(kind: str) -> type[Any]:
    """The class of a kind, its one module loaded. Raises KeyError for a kind that does not exist."""
    import attrs

    module, name = importlib.import_module(f"{__name__}.{KINDS[kind]}"), class_name(kind)
    with _making:
        if not attrs.has(vars(module)[name]):
            setattr(module, name, attrs.frozen(kw_only=True)(vars(module)[name]))
    return vars(module)[name]  # type: ignore[no-any-return]


def kind_of(event: Any) -> str:
    """The kind of an event: the words of its class. Raises KeyError for what is no event."""
    cls = type(event)
    if cls not in _known:
        kind = CAPITAL.sub("-", cls.__name__).lower()
        if event_class(kind) is not cls:
            raise KeyError(cls.__name__)
        _known[cls] = kind
    return _known[cls]


_known: Final[dict[type[Any], str]] = {}
