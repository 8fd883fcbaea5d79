"""Does any text of an entry hold what a person can be recognised by? Said by field and position, never repeated."""

from ledger import free_text
from ledger.history import History
from projections.quality.found import Findings, found


def recognisable(history: History) -> Findings:
    """Free text that looks like a name with a title, a telephone number, an email address, a postcode and the like."""
    for fact in history.facts:
        for name, text in free_text.texts(fact.kind, fact.said, fact.event):
            for each in free_text.resemblances(text):
                yield found(each.code, each.severity, fact, f"{name} looks as if it holds {each.what}.")


def reference_recognisable(history: History) -> Findings:
    """A woman's reference that is an NHS number."""
    if history.facts and free_text.nhs_number(history.woman) and history.woman.replace(" ", "").isdigit():
        yield found("reference-nhs-number", "must", history.facts[0], "Her reference looks like an NHS number.")
