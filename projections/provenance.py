"""What does a figure rest on: which entries, which source, which program, and whose hand?

PROV-JSON (W3C member submission of 24 April 2013) of one replay: reports are made by it, figures are part of them, and
for the team a figure is derived from the entries that its answers name, an entry from the file and line that it was
read from. No wall clock: the same head and arguments give the same document. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from projections.answering import Answering
from projections.asked import Given
from projections.indicators import Programme
from projections.woman import Woman

PREFIX: Final = {"ol": "urn:outcomes-ledger:", "prov": "http://www.w3.org/ns/prov#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
TOLD: Final = ("title", "numerator", "denominator", "value", "events", "women", "of", "covered_days", "rate", "mark", "words")
NAMED: Final[Mapping[str, str]] = {"matrix": "{figure}", "profile": "{service}.{phase}", "funnel": "{step}"}
"""The figures of a report, by what stands in its rows."""


class Resting:
    """Which entries the answers to each figure name, as women are added. asked: services, those whose profile is asked."""

    def __init__(self, programme: Programme, explained: str | None, asked: Given) -> None:
        self._answering = Answering(programme, asked["services"])
        self._rests: dict[str, set[int]] = {}

    def add(self, woman: Woman) -> None:
        """Take one woman."""
        for figure, row in self._answering.of(woman):
            self._rests.setdefault(figure, set()).update(row.answer.because)

    def document(self, erased: int) -> dict[str, Any]:
        """Figure -> positions."""
        self._answering.matrix(erased)
        for figure, row in self._answering.rest():
            self._rests.setdefault(figure, set()).update(row.answer.because)
        return {"rests": {figure: sorted(positions) for figure, positions in sorted(self._rests.items())}}

    def explained(self) -> list[dict[str, Any]]:
        """Nothing: the matrix explains its figures."""
        return []


def provenance(documents: Mapping[str, Mapping[str, Any]], digests: Mapping[str, str], rests: Mapping[str, Sequence[int]],
               entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The PROV-JSON of documents of one replay.

    digests: SHA-256 of each document's file, by report. rests: the entries of each figure; entries: what is told of each
    as CloudEvents (export/events.py). Both are empty for whoever may not see entries.
    """
    first = next(iter(documents.values()))
    said = _Said()
    head, definitions, software = f"ol:head/{first['position']}", f"ol:definitions/{first['definitions']}", "ol:software"
    said.entity(head, "Head", {"ol:size": first["position"], "ol:root": first["root"]})
    said.entity(definitions, "Definitions", {"ol:digest": first["definitions"]})
    said.agent(software, "prov:SoftwareAgent", {"prov:label": first["software"]})
    said.activity("ol:replay", {"ol:true-on": first["true_on"], "ol:known-by": first["known_by"], "ol:audience": first["audience"]})
    said.relation("wasAssociatedWith", activity="ol:replay", agent=software)
    for used in (head, definitions):
        said.relation("used", activity="ol:replay", entity=used)
    for name, document in documents.items():
        _report(said, name, document, digests[name], rests)
    for event in entries:
        _entry(said, event)
    return said.document


class _Said:
    """A PROV-JSON document as it is written; relations are numbered in their order."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {"prefix": PREFIX, "entity": {}, "activity": {}, "agent": {}}
        self._many = 0

    def entity(self, name: str, kind: str, about: Mapping[str, Any]) -> None:
        self.document["entity"][name] = {"prov:type": _typed(f"ol:{kind}"), **_literals(about)}

    def activity(self, name: str, about: Mapping[str, Any]) -> None:
        self.document["activity"][name] = _literals(about)

    def agent(self, name: str, kind: str, about: Mapping[str, Any]) -> None:
        self.document["agent"].setdefault(name, {"prov:type": _typed(kind), **_literals(about)})

    def relation(self, kind: str, about: Mapping[str, Any] | None = None, **ends: str) -> None:
        self._many += 1
        named = {f"prov:{end}": name for end, name in ends.items()}
        self.document.setdefault(kind, {})[f"_:r{self._many}"] = named | _literals(about or {})


def _report(said: _Said, name: str, document: Mapping[str, Any], digest: str, rests: Mapping[str, Sequence[int]]) -> None:
    report = f"ol:report/{name}"
    said.entity(report, "Report", {"prov:label": name, "ol:sha256": digest, "prov:location": f"reports/{name}.json"})
    said.document["entity"][report]["prov:type"] = [_typed("ol:Report"), _typed("prov:Collection")]
    said.relation("wasGeneratedBy", entity=report, activity="ol:replay")
    for row in document["rows"] if name in NAMED else ():
        figure = NAMED[name].format_map(row)
        entity = f"ol:figure/{name}/{figure}"
        said.entity(entity, "Figure", {"prov:label": figure} | {f"ol:{key}": row[key] for key in TOLD if row.get(key) is not None})
        said.relation("hadMember", collection=report, entity=entity)
        for position in rests.get(figure, ()):
            said.relation("wasDerivedFrom", generatedEntity=entity, usedEntity=f"ol:entry/{position}")


def _entry(said: _Said, event: Mapping[str, Any]) -> None:
    """One entry: its leaf, whose hand wrote it, and the file and line that it was read from."""
    entity, author = f"ol:entry/{event['id']}", f"ol:staff/{event['author']}"
    said.entity(entity, "Entry", {"ol:position": int(event["id"]), "ol:leaf": event["leaf"], "ol:kind": event["data"]["kind"],
                                  "ol:standing": event["standing"]})
    said.agent(author, "prov:Person", {"prov:label": event["author"]})
    said.relation("wasAttributedTo", entity=entity, agent=author)
    digest, _, place = event["data"].get("source_ref", "").partition(" ")
    if digest:
        source = f"ol:source/{digest.replace(':', '-')}"
        if source not in said.document["entity"]:
            said.entity(source, "Source", {"ol:digest": digest})
        said.relation("wasDerivedFrom", {"ol:place": place} if place else {}, generatedEntity=entity, usedEntity=source)


def _typed(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _literals(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _literal(value) for name, value in about.items()}


def _literal(value: Any) -> Any:
    """A value as PROV-JSON keeps it; words told of several columns as one text."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {said}" for name, said in value.items())
    return value
