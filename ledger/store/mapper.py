"""How does an entry become the bytes that are stored, and come back?"""

from collections.abc import Sequence
from typing import Any, Final

from eventsourcing.persistence import Mapper, StoredEvent

from ledger import codec, sealing
from ledger.entries import PROGRAMME, Entry
from ledger.errors import Broken, NotFound
from ledger.keys import KeyRing
from ledger.store.rows import PLAIN, SEALED, Placed, moment

ALTERED: Final = (TypeError, AttributeError, OverflowError)
"""What comes of a row whose columns hold other types than were written."""


class SealingMapper(Mapper[str]):
    """Entries to stored events and back: sealed with her key, or plain for the programme's stream.

    `keys` and `ledger_id` are given by the application once both stores are open.
    """

    keys: KeyRing
    ledger_id: bytes

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry: Entry = domain_event
        payload = codec.encode(entry)
        place = sealing.place(self.ledger_id, entry.stream, entry.version)
        if entry.stream == PROGRAMME:
            return StoredEvent(entry.stream, entry.version, PLAIN, sealing.stamp(self.keys.secret, payload, place))
        cipher = self.keys.cipher(entry.stream)
        assert cipher is not None, "a key is durable before its first entry"
        return StoredEvent(entry.stream, entry.version, SEALED, sealing.seal(cipher, payload, place))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        placed: Placed = stored_event  # type: ignore[assignment]
        return self.open(placed.position, placed.recorded_at, placed.originator_id,  # type: ignore[arg-type]
                         placed.originator_version, placed.topic, placed.state)

    def open(self, position: int, recorded_at: int, stream: str, version: int, topic: str, state: bytes) -> Entry:
        """The entry of a row. Raises Broken, naming the position."""
        if topic == SEALED and self.keys.cipher(stream) is None and stream in self.keys.fenced():
            raise NotFound(f"Position {position} cannot be read: the woman whom it was of was erased.",
                           "The receipt is in the programme's stream: outcomes show programme")
        try:
            return codec.decode(self.payload(stream, version, topic, state), stream, version, position, moment(recorded_at, position))
        except (sealing.DoesNotOpen, codec.Unreadable, *ALTERED) as why:
            said = "its row holds what the ledger never writes." if isinstance(why, ALTERED) else why
            raise Broken(f"Position {position} cannot be read: {said}", "Run: outcomes check") from why

    def open_all(self, stream: str, rows: Sequence[tuple[Any, ...]]) -> list[Entry]:
        """The entries of one stream's rows, as `open` gives each: its key and its place are looked up once."""
        cipher = self.keys.cipher(stream) if all(row[4] == SEALED for row in rows) else None
        if cipher is None:
            return [self.open(*row) for row in rows]
        before = sealing.place(self.ledger_id, stream, 0)[:-8]
        try:
            return [codec.decode(sealing.open_sealed(cipher, state, before + version.to_bytes(8)), stream, version, position, recorded_at)
                    for position, recorded_at, _, version, _, state in rows]
        except (sealing.DoesNotOpen, codec.Unreadable, *ALTERED):
            return [self.open(*row) for row in rows]   # one of them says which, and why

    def payload(self, stream: str, version: int, topic: str, state: bytes) -> bytes:
        """The bytes that were sealed. Raises DoesNotOpen."""
        if topic == PLAIN:
            return sealing.open_plain(state)
        cipher = self.keys.cipher(stream)
        if cipher is None:
            raise sealing.DoesNotOpen("its key is missing")
        return sealing.open_sealed(cipher, state, sealing.place(self.ledger_id, stream, version))
