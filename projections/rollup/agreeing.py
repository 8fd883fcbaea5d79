"""May these packs be added up? Every reason why not, and how each is mended."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.errors import Finding
from projections.rollup.reading import Pack

AGREE = "Agree on one value, record it there, and make its pack anew: outcomes help parameter-set"
MADE_ANEW = "Make its pack anew with the same version as the others: outcomes export PACK.zip"


def disagreements(packs: Sequence[Pack], keys: Mapping[str, str], own: Mapping[str, str], different_days: bool) -> Iterator[Finding]:
    """Every reason why packs may not be added up. own: by ledger, the digest of definitions that this program works by with
    the parameters of that pack."""
    yield from (_of_team(pack) for pack in packs if pack.audience == "team")
    yield from _twice(packs)
    yield from (_not_signed(pack) for pack in packs if pack.signed == "none" and _is_to_sign(pack, keys))
    yield from _definitions(packs, own)
    if not different_days:
        yield from _days(packs)


def _of_team(pack: Pack) -> Finding:
    return Finding("pack-for-team", f"{pack.file.name}: a pack for the team alone tells of single women; it may not leave {pack.name}.",
                   "Delete it, and ask for one that may: outcomes export PACK.zip")


def _is_to_sign(pack: Pack, keys: Mapping[str, str]) -> bool:
    """Whether a key was given for the service of a pack that may leave."""
    return pack.audience != "team" and bool({pack.ledger, pack.said.service.casefold(), pack.name.casefold()} & {*keys})


def _twice(packs: Sequence[Pack]) -> Iterator[Finding]:
    times = Counter(pack.ledger for pack in packs)
    for ledger in (ledger for ledger, many in times.items() if many > 1):
        files = [pack.file.name for pack in packs if pack.ledger == ledger]
        yield Finding("service-twice", f"{_and(files)} are of one ledger, {ledger[:8]}: its women would be counted {len(files)} times.",
                      "Leave one of them out.")


def _not_signed(pack: Pack) -> Finding:
    return Finding("pack-not-signed", f"{pack.file.name}: nothing in it is signed by the key that you gave for {pack.name}.",
                   "Ask for one that is: outcomes export PACK.zip --sign; or leave the key out, and take its word.")


def _definitions(packs: Sequence[Pack], own: Mapping[str, str]) -> Iterator[Finding]:
    """What is counted must be the same everywhere, and be what this program counts."""
    versions = {pack.name: pack.software for pack in packs}
    if len({*versions.values()}) > 1:
        yield Finding("definitions-differ", f"Made by different versions: {_grouped(versions)}.", MADE_ANEW)
    if len({pack.definitions for pack in packs}) > 1:
        set_so = list(_parameters(packs))
        there = _grouped({each.name: each.definitions[:12] for each in packs})
        yield Finding("definitions-differ", f"What is counted differs: definitions {there}.", AGREE if set_so else MADE_ANEW)
        yield from set_so
    elif own[(first := packs[0]).ledger] != first.definitions:
        there, here = first.definitions[:12], own[first.ledger][:12]
        yield Finding("definitions-differ", f"The packs agree, but this program counts by other definitions: {there} there, {here} here.",
                      f"Use the version that made them, {first.software}.")


def _parameters(packs: Sequence[Pack]) -> Iterator[Finding]:
    """The parameters that are not the same everywhere."""
    from projections.rollup import parameters

    there = {pack.name: parameters(pack).values for pack in packs}
    for name in dict.fromkeys(name for values in there.values() for name in sorted(values)):
        said = {service: str(values.get(name, "unknown")) for service, values in there.items()}
        if len({*said.values()}) > 1:
            yield Finding("definitions-differ", f"{name} is {_grouped(said)}.")


def _days(packs: Sequence[Pack]) -> Iterator[Finding]:
    days = {pack.name: pack.true_on for pack in packs}
    if len({*days.values()}) > 1:
        yield Finding("days-differ", f"They are true on different days: {_grouped(days)}.",
                      f"Ask for one day: outcomes export PACK.zip --true-on {min(days.values())}; or add them all the same: "
                      "--allow-different-days")


def _grouped(said: Mapping[str, str]) -> str:
    """What each service says, those that say the same together: '12 in Harbour and Quay, 24 in Phoenix'."""
    alike = {value: [service for service, own in said.items() if own == value] for value in dict.fromkeys(said.values())}
    return ", ".join(f"{value} in {_and(services)}" for value, services in alike.items())


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
