"""What does a pack tell, and is it the pack that was made?

Whoever sends a pack is not trusted: nothing of it is taken before every file is what SHA256SUMS says, and then only
numbers, days, digests and words of our own lists. No text of a pack but its service's name reaches any output.
"""

import datetime
import hashlib
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import attrs
import msgspec

from projections.export.pack import ITSELF, NOTE, SUMS
from projections.rollup.signatures import bound, judged

MOST: Final = 256 * 1024 * 1024
Number = Annotated[int, msgspec.Meta(ge=-10**15, le=10**15)] | Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=10**15)] | Annotated[float, msgspec.Meta(ge=0, le=1e15)]
Mark = Literal["u", "x", "c", "z"]
Word = Literal["none or few", "about half", "most or all"]
Words = Word | dict[str, Word] | None


class NotAPack(Exception):
    """A file that no `outcomes export` made, or that another version made; why, in a few words."""


class Altered(Exception):
    """A pack whose files are not what was made; which and how."""


class Heading(msgspec.Struct):
    """What every report of a pack says of itself."""

    true_on: datetime.date
    known_by: datetime.date
    position: Annotated[int, msgspec.Meta(ge=0, le=10**15)]
    root: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    definitions: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    audience: Literal["team", "board", "public"]
    software: Annotated[str, msgspec.Meta(pattern="^outcomes-ledger [0-9][0-9A-Za-z.+-]{0,30}$")]


class Itself(Heading):
    """pack.json."""

    pack: Literal[1]
    service: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    ledger: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    parameters: dict[str, Annotated[int, msgspec.Meta(ge=0, le=10**9)]]


class Figure(msgspec.Struct):
    """A row of the matrix, as far as it can be added up."""

    figure: str
    numerator: Number | None
    denominator: Number | None
    value: Number | None
    interval: tuple[Number, Number] | None
    missing: Count | None
    excluded: Count | None
    erased: Count | None
    mark: Mark | None
    words: Words = None


class Line(msgspec.Struct):
    """A line of who the women are."""

    name: str
    women: Count | None
    of: Count | None
    value: Number | None
    mark: Mark | None = None
    words: Words = None


class Use(msgspec.Struct):
    """A service in a phase."""

    service: str
    phase: str
    events: Count | None
    women: Count | None
    women_with_events: Count | None
    covered_days: Count | None
    uncovered_days: Count | None
    self_reported: Count | None
    rate: Amount | None
    interval: tuple[Amount, Amount] | None
    mark: Mark | None
    words: Words = None


class Step(msgspec.Struct):
    """A step of the funnel."""

    step: str
    women: Count | None
    of: Count | None
    mark: Mark | None = None
    words: Words = None


class Matrix(Heading):
    rows: list[Figure]
    cohort: list[Line]


class Profile(Heading):
    rows: list[Use]


class Funnel(Heading):
    rows: list[Step]


REPORTS: Final[Mapping[str, Any]] = {"matrix": Matrix, "profile": Profile, "funnel": Funnel}


@attrs.frozen
class Pack:
    """What one service tells. name: the service's, told apart from others of the same name. signed: a key of SIGNED, or false.

    digest: SHA-256 of SHA256SUMS, so of every file. rows: by table and by what a row is of.
    """

    file: Path
    name: str
    said: Itself
    digest: str
    signed: str
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]] = attrs.field(repr=False)

    ledger = property(lambda self: self.said.ledger)
    true_on = property(lambda self: self.said.true_on.isoformat())
    known_by = property(lambda self: self.said.known_by.isoformat())
    position = property(lambda self: self.said.position)
    root = property(lambda self: self.said.root)
    definitions = property(lambda self: self.said.definitions)
    audience = property(lambda self: self.said.audience)
    software = property(lambda self: self.said.software)
    parameters = property(lambda self: self.said.parameters)


def read(file: Path, keys: Mapping[str, str]) -> Pack:
    """A pack, once every file in it is what its list says. keys: public keys by service or ledger, in small letters.

    Raises NotAPack, Altered, and Usage for what is no key.
    """
    files = _files(file)
    digest = _listed(files)
    said = _decoded(files, ITSELF, Itself)
    name = _name(said.service)
    if said.audience == "team":
        return Pack(file, name, said, digest, "none", {})
    note = _note(files, said, digest)
    signed = judged(note, keys.get(said.ledger, keys.get(name.casefold())))
    return Pack(file, name, said, digest, signed, _rows(files, said))


def _files(file: Path) -> dict[str, bytes]:
    """Every file of a pack by name; one that unfolds to more than fits is not unfolded."""
    try:
        with zipfile.ZipFile(file) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            if len({each.filename for each in listed}) < len(listed):
                raise Altered("a file stands in it twice")
            if sum(each.file_size for each in listed) > MOST:
                raise NotAPack("it is too large")
            return {each.filename: archive.read(each) for each in listed}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as why:
        if "CRC" in str(why):
            raise Altered("a file in it is damaged") from None
        raise NotAPack("it is no zip file") from None
    except OSError as why:
        raise NotAPack(str(why.strerror or why)) from None


def _listed(files: Mapping[str, bytes]) -> str:
    """The digest of the list of files, once they are what it says."""
    if not {SUMS, ITSELF} <= {*files}:
        raise NotAPack(f"it has no {SUMS if SUMS not in files else ITSELF}")
    lines = files[SUMS].decode("utf-8", "replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name not in (SUMS, NOTE)}
    if sums != found:
        wrong = sorted(name for name in {*sums, *found} if sums.get(name) != found.get(name))
        raise Altered(f"{wrong[0][:80]!r} is not what {SUMS} says" + (f", nor are {len(wrong) - 1} more" if len(wrong) > 1 else ""))
    return hashlib.sha256(files[SUMS]).hexdigest()


def _decoded(files: Mapping[str, bytes], name: str, form: Any) -> Any:
    if name not in files:
        raise NotAPack(f"it has no {name}")
    try:
        return msgspec.json.decode(files[name], type=form)
    except (msgspec.DecodeError, RecursionError, OverflowError, UnicodeDecodeError) as why:
        raise NotAPack(f"{name} is not what this version reads: {str(why)[:200]}") from None


def _name(service: str) -> str:
    """A service's name on one line."""
    if not service.isprintable():
        raise NotAPack("the service's name is not text for one line")
    return " ".join(service.split()) or "Unnamed"


def _note(files: Mapping[str, bytes], said: Itself, digest: str) -> Any:
    if NOTE not in files:
        return None
    note = bound(files[NOTE].decode("utf-8", "replace"), said.ledger, said.position, said.root, digest)
    if note is None:
        raise Altered(f"{NOTE} is of another head or of other files")
    return note


def _rows(files: Mapping[str, bytes], said: Itself) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The rows of every table by what they are of, as plain values."""
    found = {name: _decoded(files, f"reports/{name}.json", form) for name, form in REPORTS.items()}
    for name, document in found.items():
        if any(getattr(document, each) != getattr(said, each) for each in Heading.__struct_fields__):
            raise Altered(f"reports/{name}.json is of other days, another head or another audience than the pack")
    return {"matrix": _by(found["matrix"].rows, "figure"), "cohort": _by(found["matrix"].cohort, "name"),
            "profile": _by(found["profile"].rows, "service", "phase"), "funnel": _by(found["funnel"].rows, "step")}


def _by(rows: Sequence[Any], *names: str) -> dict[str, Mapping[str, Any]]:
    from projections.rollup.known import believable, known

    made: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        name = ".".join(getattr(row, each) for each in names)
        if name in made or not known(name, names[0]) or not believable(row, name):
            raise NotAPack(f"it tells of {name[:80]!r} what cannot be")
        made[name] = msgspec.to_builtins(row)
    return made
