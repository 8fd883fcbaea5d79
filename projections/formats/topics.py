"""What does a kind or a figure mean, for someone who asks at the prompt?"""

from collections.abc import Iterator, Sequence

from ledger.errors import NotFound
from ledger.events import KINDS, event_class, kinds
from ledger.reading import field_meanings


def topic_text(topic: Sequence[str]) -> str:
    """The text on 'kind NAME', 'indicator NAME', 'kinds' or 'indicators'. Raises NotFound."""
    about, *name = topic
    if about == "kinds":
        return "\n".join(f"{kind}: {(event_class(kind).__doc__ or '').strip()}" for kind in kinds())
    if about in KINDS or (about == "kind" and name and name[0] in KINDS):
        return "\n".join(_kind(about if about in KINDS else name[0]))
    from projections.indicators import figures

    if about == "indicators":
        return "\n".join(f"{each.name}: {each.title}" for each in figures().values())
    wanted = (name[0] if about == "indicator" and name else about).upper()
    found = [each for each in figures().values() if wanted in (each.indicator, each.name.upper())]
    if not found:
        raise NotFound(f"There is no help on {' '.join(topic)!r:.60}.", "Try: outcomes help kinds, or: outcomes help indicators")
    return "\n\n".join("\n".join(_figure(each)) for each in found)


def _kind(kind: str) -> Iterator[str]:
    yield f"{kind}: {(event_class(kind).__doc__ or '').strip()}"
    for name, meaning in field_meanings(kind).items():
        yield f"  {name}{'' if meaning.required else ' (may be left out)'}: {meaning.text}"
        if meaning.codes:
            yield f"    One of: {', '.join(meaning.words())}."
            yield f"    List: {meaning.codes.title}; {meaning.codes.standard}."


def _figure(each: object) -> Iterator[str]:
    from projections.indicators import Figure

    assert isinstance(each, Figure)
    yield f"{each.name}: {each.title} ({each.outcome}; {each.measure}, in {each.unit}; every {each.frequency})"
    yield f"  {each.meaning}"
    for name, said in (("Of whom", each.of_whom), ("Counts", each.counts), ("Missing", each.missing),
                       ("Excluded", each.excluded), ("Baseline", each.baseline), ("Target", each.target)):
        if said:
            yield f"  {name}: {said}"
    if each.examples.strip():
        yield "  Example women, with the day asked and the answer:"
        yield from (f"    {line}" for line in each.examples.strip().splitlines())
