"""How is one odd thing said?"""

from collections.abc import Iterator
from typing import Final

from ledger.errors import Finding
from ledger.history import Fact

HINT: Final = ("Look at an entry: outcomes show POSITION. Put it right: outcomes correct POSITION, or outcomes withdraw POSITION. "
               "What is odd but true may stay.")
Findings = Iterator[Finding]


def found(code: str, severity: str, fact: Fact, message: str) -> Finding:
    """A finding at the entry that says what is odd, as last corrected."""
    return Finding(code, message, HINT, severity=severity, position=fact.because[-1])


def at_first(code: str, severity: str, facts: list[Fact], message: str) -> Findings:
    """One finding for several entries alike, at the first of them; none where there are none. {n} is how many."""
    if facts:
        many = "1 entry" if len(facts) == 1 else f"{len(facts):,} entries"
        yield found(code, severity, facts[0], message.format(n=many))
