"""What do several services tell together? Packs are read, held against each other, and added up. No ledger is asked."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger.errors import Broken, Finding, NotFound, Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from projections.rollup.reading import Pack

HELP: Final = """Add up what several services disclose, each beside the sum. No woman leaves her service.

Each service exports a pack and sends it with its public key by another way. A figure that one of them holds back is the
sum of the others, and says whose is missing; it is never guessed. Packs that count differently are refused.

\b
  outcomes rollup harbour.zip phoenix.zip quay.zip
  outcomes rollup packs --keys keys.txt --output region.xlsx
  outcomes rollup packs --key Harbour=outcomes-ledger/...+f9c0e041+AVcZ...
"""
NOTHING: Final = "Nothing was added up."


def run(session: Session, asked: Given) -> Done:
    """Read the packs, see that they agree, add them up, and show or write it."""
    from projections.formats import table, written
    from projections.rollup import ROLLUP, document, signatures

    if asked["output"]:
        written.ready(asked["output"])
    keys = signatures.keys(asked["key"], asked["keys"])
    packs = _told_apart(_read(_files(asked["pack"]), keys))
    _known(keys, packs)
    _agree(packs, keys, asked["allow_different_days"])
    said = document(packs)
    title = f"{_named([each['service'] for each in said['services']])}: {ROLLUP.title}"
    if not asked["output"]:
        return Done(said, "" if session.for_program else table.text(said, title))
    wrote, _ = written.write(asked["output"], said, ROLLUP, title)
    return Done(said | {"output": str(asked["output"])}, wrote)


def _files(given: Sequence[Path]) -> list[Path]:
    """The packs that were given, and those in the folders that were given. Raises Usage, NotFound."""
    if not given:
        raise Usage("Which packs?", "outcomes rollup harbour.zip phoenix.zip, or a folder that holds them: outcomes rollup packs")
    found = [file for path in given for file in (sorted(path.glob("*.zip")) if path.is_dir() else [path])]
    missing = next((path for path in found if not path.is_file()), None)
    if missing or not found:
        raise NotFound(f"{missing} is not there. {NOTHING}" if missing else f"There is no pack in {given[0]}. {NOTHING}",
                       "A pack is a zip file that a service made: outcomes export PACK.zip")
    return found


def _read(files: Iterable[Path], keys: Mapping[str, str]) -> list["Pack"]:
    """Every pack. Raises Broken where one is not as it was made, Usage where a file is none; all of them are named."""
    from projections.rollup.reading import Altered, NotAPack, read

    packs, altered, others = list["Pack"](), list[str](), list[str]()
    for file in files:
        try:
            packs.append(read(file, keys))
        except Altered as why:
            altered.append(f"{file.name} is not as it was made: {why}.")
        except NotAPack as why:
            others.append(f"{file.name} is no pack that can be read: {why}.")
    altered += [f"{pack.file.name}: the signature under it is false by the key that you gave for {pack.name}."
                for pack in packs if pack.signed == "false"]
    if altered:
        raise Broken(" ".join([*altered, *others, NOTHING]), "Keep it as evidence, and ask the service for its pack again by another way.")
    if others:
        raise Usage(" ".join([*others, NOTHING]), "A pack is a zip file that a service made with this version: outcomes export PACK.zip")
    return packs


def _told_apart(packs: Sequence["Pack"]) -> list["Pack"]:
    """Packs of different ledgers whose services have one name, each with the beginning of its ledger's id."""
    of: dict[str, set[str]] = {}
    for pack in packs:
        of.setdefault(pack.name.casefold(), set()).add(pack.ledger)
    return [attrs.evolve(pack, name=f"{pack.name} ({pack.ledger[:8]})") if len(of[pack.name.casefold()]) > 1 else pack for pack in packs]


def _known(keys: Mapping[str, str], packs: Sequence["Pack"]) -> None:
    """Raises Usage for a key of a service of which there is no pack: a name was mistyped, or a pack is missing."""
    names = {name for pack in packs for name in (pack.said.service.casefold(), pack.name.casefold(), pack.ledger)}
    unknown = next((name for name in keys if " ".join(name.split()) not in names), None)
    if unknown is not None:
        raise Usage(f"A key was given for {unknown!r:.60}, and no pack is of that service. {NOTHING}",
                    "The packs are of: " + ", ".join(dict.fromkeys(pack.name for pack in packs)))


def _agree(packs: Sequence["Pack"], keys: Mapping[str, str], different_days: bool) -> None:
    """Raises Refused, with every reason, where the packs may not be added up."""
    from projections.matrix import definitions
    from projections.rollup import in_order, parameters
    from projections.rollup.agreeing import disagreements

    own = {pack.ledger: definitions(parameters(pack)) for pack in packs}
    found: list[Finding] = list(disagreements(in_order(packs), keys, own, different_days))
    if found:
        raise Refused(NOTHING, "What may be added up, and why: outcomes help rollup", found)


def _named(names: Sequence[Any]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if 1 < len(names) <= 3 else names[0] if len(names) == 1 else f"{len(names)} services"


COMMAND: Final = Command("rollup", HELP, (
    Asked("PACK", "A pack, or a folder of packs.", "path", many=True, metavar="PACK..."),
    Asked("--key", "A service's public key, NAME=KEY; may be given again.", many=True, metavar="NAME=KEY"),
    Asked("--keys", "A file of such keys, one a line.", "path", metavar="FILE"),
    Asked("--allow-different-days", "Add up packs that are true on different days.", "flag"),
    Asked("--output", "Write it to a file; its ending says how.", "path", metavar="FILE")), run)
