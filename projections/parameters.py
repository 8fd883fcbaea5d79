"""Which windows, thresholds and lengths does a figure use?

Defaults stand here; a `parameter-set` entry changes one from the day it gives, and a past report keeps
what held then. Nothing else changes them: a hand-edited file would silently rewrite past reports.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from ledger.history import History

DEFAULTS: Final[Mapping[str, tuple[int, str]]] = {
    "before-1.months": (12, "Length of the phase before-1, in months."),
    "before-2.months": (12, "Length of the phase before-2, in months."),
    "outreach.decided-days": (90, "After how many days of outreach a woman counts as decided."),
    "outreach.months": (3, "How many months outreach should take."),
    "planned-months": (18, "Length of the programme where a sign-up gives none, in months."),
    "assessment.window-days": (28, "How many days either side of its date an assessment may be done."),
    "larc.injection-days": (91, "Default life of a contraceptive injection, in days."),
    "larc.implant-months": (36, "Default life of an implant, in months."),
    "larc.iud-months": (60, "Default life of an IUD, in months."),
    "larc.ius-months": (60, "Default life of an IUS, in months."),
    "larc.switch-days": (7, "A removal followed by a fitting within so many days is a switch."),
    "larc.early-months": (12, "A LARC removed within so many months of its fitting was removed early."),
    "engaged.days": (90, "Within how many days an attended contact counts as engagement."),
    "crisis.days": (7, "Contacts of one crisis lie within so many days where no episode ties them."),
    "waiting.days": (42, "More days than this from referral to first attendance count as waiting."),
    "follow-up.within-months": (1, "A follow-up so many months early or late still counts as the one at 6 or 12 months."),
    "aftercare.days": (28, "Within how many days of the end aftercare should start."),
    "stayed.months": (12, "A child not removed within so many months of birth counts as having stayed."),
    "later-removal.weeks": (40, "A child born more than so many weeks after a removal, and removed, is a later one."),
    "pre-term.weeks": (37, "A child born before so many weeks of pregnancy was born pre-term."),
    "money.least-pence": (100, "A change of debt, income or arrears by no more than this is no change."),
    "satisfied.score": (4, "A feedback score of at least this counts as satisfied."),
    "general-health.months": (12, "Within how many months a visit to a GP or dentist counts as looking after her health."),
    "reliable-change.swemwbs": (0, "Least reliable change of the SWEMWBS, converted; 0: none agreed, so none is told."),
    "reliable-change.wemwbs": (0, "Least reliable change of the WEMWBS; 0: none agreed, so none is told."),
    "reliable-change.life-satisfaction": (0, "Least reliable change of life satisfaction; 0: none agreed, so none is told."),
    "reliable-change.rses": (0, "Least reliable change of the RSES; 0: none agreed, so none is told."),
    "reliable-change.gse": (0, "Least reliable change of the GSE; 0: none agreed, so none is told."),
    "reliable-change.brs": (0, "Least reliable change of the BRS; 0: none agreed, so none is told."),
    "due.assessment-months": (6, "For how many months an assessment not done stays on the list of what is due."),
    "due.injection-ahead-days": (7, "How many days before an injection runs out its renewal is due: from 12 weeks of 13."),
    "due.larc-ahead-weeks": (8, "How many weeks before an implant, IUD or IUS is due for replacement its renewal is due."),
    "due.not-seen-days": (28, "A woman in the programme not seen for more days than this is due to be seen."),
    "due.missed-days": (14, "A contact missed or cancelled should be followed by another within so many days."),
    "due.review-days": (92, "A review of a service's records that ends more days ago than this is due again."),
    "retention.never-signed-up-months": (12, "How long what is held of a woman who never signed up is kept, in months."),
    "health-audit.basis-required": (0, "1: women of whom no lawful basis for the health audit is recorded are left out of it; 0: not."),
    "rate.few-events": (20, "A rate of fewer events than this is marked u, unreliable."),
    "caution.well-above-percent": (25, "A year before outreach so many per cent above the one before it is well above it."),
    "caution.found-by-use-percent": (25, "So many per cent of women found by recent use raise the caution of regression to the mean."),
    "caution.coverage-points": (10, "Covered shares of two phases so many points apart raise the caution of differing coverage."),
    "caution.one-woman-percent": (30, "One woman with so many per cent of the events raises a caution."),
    "caution.attrition-percent": (10, "So many per cent of women who left otherwise than by completing raise the caution of attrition."),
}


@attrs.frozen
class Parameters:
    """The parameters in force on a day. Raises KeyError for a name that none has."""

    values: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.values[name]


def in_force(programme: History) -> Parameters:
    """The defaults, and over them what the programme's stream set up to the day."""
    values = {name: value for name, (value, _) in DEFAULTS.items()}
    values.update(_set(programme))
    return Parameters(values)


def _set(programme: History) -> Iterator[tuple[str, int]]:
    for fact in programme.of("parameter-set"):
        value = str(fact.event.value)
        if fact.event.name in DEFAULTS and is_read(value):
            yield fact.event.name, int(value)


def is_read(value: str) -> bool:
    """Whether a text that was set is taken: a whole number, and nothing else."""
    return value.strip().isdecimal()
