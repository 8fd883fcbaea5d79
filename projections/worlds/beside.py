"""Does the ledger answer what is known of a pretend service?

The key's numbers and the ledger's stand side by side, and it is said at once whether they are the same.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from projections.worlds.key import Key

CALLED: Final[Mapping[str, str]] = {"a-and-e": "A&E"}
ALIKE: Final = "Every number is as the key has it."
Line = tuple[str, str, str]


def beside(key: Key, document: Mapping[str, Any]) -> str:
    """The key beside `profile --compare FROM TO --json`, in lines; where a number differs, its line says so."""
    lines = list(compared(key, document))
    wide = max(len(name) for name, _, _ in lines)
    table = [f"  {'':{wide}}  {'the key':24}  the ledger"]
    table += [f"  {name:{wide}}  {known:24}  {said}{'' if agrees(known, said) else '   DIFFERS'}" for name, known, said in lines]
    differ = sum(not agrees(known, said) for _, known, said in lines)
    return "\n".join([*_truth(key), "", *table, "", f"{differ} of these DIFFER." if differ else ALIKE])


def agrees(known: str, said: str) -> bool:
    """Whether the ledger says what is known. The key's caution must be among the ledger's; others may stand beside it."""
    return known in said.split(", ")


def compared(key: Key, document: Mapping[str, Any]) -> Iterator[Line]:
    """What is asked, what the key has, and what the ledger says."""
    profile = {row["phase"]: row for row in document["rows"] if row["service"] == key.service}
    row = comparison(key, document)
    for phase in (key.from_, key.to):
        known = key.counts[key.service, phase]
        yield f"{_service(key)}, {phase}: events", str(known.events), str(profile[phase]["events"])
        yield f"{_service(key)}, {phase}: days looked at", str(known.covered_days), str(profile[phase]["covered_days"])
    ways = key.compared
    yield "women compared", str(ways.paired_women), str(row["paired_women"])
    yield "women up / down / same", f"{ways.up} / {ways.down} / {ways.same}", f"{row['up']} / {row['down']} / {row['same']}"
    yield f"{key.to} to {key.from_}, all together", _ratio(ways.pooled_ratio), _ratio(row["pooled_ratio"])
    yield "the caution to be raised", key.caution or "none", ", ".join(row["caution_codes"]) or "none"
    yield "what may be said first", key.leads or "nothing", row["leads"] or "nothing"


def comparison(key: Key, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ledger's comparison that the world is about."""
    found: Mapping[str, Any] = next(row for row in document["comparisons"] if
                                    (row["service"], row["from"], row["to"]) == (key.service, key.from_, key.to))
    return found


def read(key: Key, printed: str) -> str:
    """The key beside what a command printed as JSON."""
    return beside(key, json.loads(printed))


def _truth(key: Key) -> list[str]:
    """What is true, and what the sum comes near whatever is true."""
    said = (f"The key: each woman's own rate of {_service(key)} in {key.to} is {key.true_ratio:.2f} times that in {key.from_}; "
            f"over many seeds the ratio of all together comes near {key.comes_near:.2f}: {key.because}.")
    return textwrap.wrap(said, 118)


def _service(key: Key) -> str:
    return CALLED.get(key.service, key.service)


def _ratio(number: float | None) -> str:
    return "none" if number is None else f"{number:.2f}"
