"""Was anything altered, lost or added behind the ledger's back?"""

from typing import TYPE_CHECKING, Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.errors import Finding
    from ledger.folder import Ledger
    from ledger.opened import Streams

HELP: Final = """Check that nothing was altered, lost or added behind the ledger's back.

It changes nothing, save that it finishes an erasure which was cut off, and works without keys as far
as that goes. Exit code 0: whole; 1: findings, or not all could be checked; 5: broken.
"""


def run(session: Session, asked: Given) -> Done:
    """Check what is stored, and beside it what the histories say."""
    from ledger import audit
    from projections import quality
    from projections.formats.checked import as_document, text

    odd: list[Finding] = []
    checked = audit.check(session.folder, session.environ, asked["against"], asked["key"], lambda *seen: odd.extend(_odd(*seen)))
    found = quality.joined(checked, odd)
    if checked.verdict in ("ok", "findings"):
        _ = session.ledger   # an erasure that was cut off is finished, as by whoever opens it; the check itself opens it to look only
    return Done(as_document(found), text(found), found.exit_code)


def _odd(ledger: "Ledger", streams: "Streams") -> "list[Finding]":
    """What is odd in the histories, which are made of the entries that the check opens in any case."""
    from ledger import replay, restricted
    from projections import quality

    head = ledger.entries.head()
    women = replay.of_streams(restricted.Usable(ledger, head.position, opened=streams))
    return quality.look(replay.programme(ledger, head.position), women, ledger.day_of(head.recorded_at))


COMMAND: Final = Command("check", HELP, (
    Asked("--against", "A head noted before: SIZE:ROOT, or a file that holds it or a signed note.", metavar="HEAD"),
    Asked("--key", "A public key that must have signed that head; may be given again.", many=True, metavar="KEY")), run)
