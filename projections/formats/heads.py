"""From which days, and from which head of a log, or heads of several, was a document made? In words, for every format."""

from collections.abc import Callable, Mapping
from typing import Any

from projections.formats.cells import day


def when(document: Mapping[str, Any], written: Callable[[str], str] = day) -> str:
    """On which day it is true and by which it was known; of several services that differ, that they do. written: a day in words."""
    true_on = f"True on {written(document['true_on'])}" if document["true_on"] else "True on different days"
    return f"{true_on}, known by {written(document['known_by'])}"


def heads(document: Mapping[str, Any]) -> str:
    """Position and root, of each service where there are several, in a line."""
    every = [("", document)] if "services" not in document else [(f"{each['service']} ", each) for each in document["services"]]
    return "; ".join(f"{name}position {each['position']}, root {each['root']}" for name, each in every)


def made_from(document: Mapping[str, Any]) -> list[str]:
    """The position and root of the log that it was made from; of several services, each one's."""
    if "services" not in document:
        return [f"Made from the entries up to position {document['position']:,}.", f"Root of the ledger there: {document['root']}"]
    return [f"{each['service']}: made from the entries up to position {each['position']:,}, root {each['root']}; {each['signature']}."
            for each in document["services"]]
