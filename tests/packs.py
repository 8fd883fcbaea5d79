"""Packs of services that a test invents: with rows as given, or of women of the log, signed or not."""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from women_told import LOG

from ledger import checkpoints, reading, verify
from ledger.entries import PROGRAMME, Entry
from ledger.history import History, history
from ledger.replay import View
from projections.export.pack import BINDS, summed, zipped
from projections.matrix import definitions
from projections.parameters import DEFAULTS, Parameters
from projections.reports import REPORTS, VERSION, produce

DAY = datetime.date(2021, 9, 30)
TABLES = {"matrix": {"rows": [], "cohort": []}, "profile": {"rows": []}, "funnel": {"rows": []}}
Reports = Mapping[str, Mapping[str, Any]]


def ledger(number: int) -> bytes:
    """The id of an invented ledger."""
    return number.to_bytes(16)


def signer(number: int, private: int | None = None) -> checkpoints.Signer:
    """The key of an invented ledger; private: another's in its name."""
    key = Ed25519PrivateKey.from_private_bytes((private or number).to_bytes(32))
    return checkpoints.Signer(checkpoints.origin(ledger(number)), key, verify.ED25519)


def files(service: str, number: int, reports: Reports = TABLES, parameters: Mapping[str, int] | None = None, **said: Any) -> dict[str, bytes]:
    """What a pack holds before it is summed. said: what differs in its heading."""
    values = Parameters({**{name: value for name, (value, _) in DEFAULTS.items()}, **(parameters or {})})
    heading = {"true_on": DAY.isoformat(), "known_by": "2021-10-21", "position": 100 + number, "root": f"{number:064x}",
               "definitions": definitions(values), "audience": "public", "software": VERSION, **said}
    itself = {"pack": 1, "service": service, "ledger": ledger(number).hex(), **heading, "parameters": dict(parameters or {})}
    made = {f"reports/{name}.json": {**document, "report": name, **heading} for name, document in reports.items()}
    return {name: json.dumps(document).encode() for name, document in {"pack.json": itself, **made}.items()}


def pack(service: str, number: int, reports: Reports = TABLES, key: checkpoints.Signer | None = None, **said: Any) -> bytes:
    """A pack's bytes, signed where a key is given."""
    made = files(service, number, reports, **said)
    itself = json.loads(made["pack.json"])

    def sign(digest: str) -> str:
        assert key is not None
        head = checkpoints.text(ledger(number), itself["position"], bytes.fromhex(itself["root"]))
        return checkpoints.sign(f"{head}{BINDS}{digest}\n", key)
    return zipped(summed(made, sign if key else None)[0])


def of_the_log() -> tuple[History, list[History]]:
    """The programme and the 49 women of the log of September 2021."""
    return histories(json.loads(line) for line in LOG.read_text("utf-8").splitlines())


def histories(rows: Iterable[Mapping[str, Any]]) -> tuple[History, list[History]]:
    """The programme and the women of rows of the import contract."""
    streams: dict[str, list[Entry]] = {PROGRAMME: []}
    for position, row in enumerate(rows, 1):
        said = reading.statement(row, "import")
        stream = streams.setdefault(said.woman, [])
        stream.append(Entry(said=said, author="test", append="A1", stream=said.woman, version=len(stream) + 1, position=position,
                            recorded_at=position))
    programme = history(PROGRAMME, streams.pop(PROGRAMME))
    return programme, [history(woman, entries) for woman, entries in sorted(streams.items())]


def told(programme: History, women: Sequence[History], audience: str) -> dict[str, dict[str, Any]]:
    """The three reports of some women, as an audience may see them."""
    view = View(DAY, datetime.date(2021, 10, 21), 2006, "0" * 64, 0)
    return {name: produce(REPORTS[name], view, programme, women, audience) for name in TABLES}
