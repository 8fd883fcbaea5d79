"""Which rules of counting were set and change nothing?

A parameter that nobody reads, because its name is mistyped or its value is no whole number, leaves every figure as it was.
"""

from ledger.history import History
from ledger.near import did_you_mean
from projections import parameters
from projections.quality.found import Findings, found


def without_effect(programme: History) -> Findings:
    """Entries that set a parameter of no known name, or to what is no whole number."""
    for fact in programme.of("parameter-set"):
        name, value = fact.event.name, str(fact.event.value)
        if name not in parameters.DEFAULTS:
            near = did_you_mean(name, parameters.DEFAULTS, "They are listed by: outcomes help parameters")
            yield found("parameter-unknown", "should", fact, f"There is no parameter {name}, so setting it changed nothing. {near}")
        elif not parameters.is_read(value):
            yield found("parameter-unread", "should", fact,
                        f"{name} takes a whole number, and was set to what is none: that changed nothing.")
