"""Was anything altered, lost or added behind the ledger's back?"""

from typing import TYPE_CHECKING, Final

from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.audit import Checked

HELP: Final = """Check that nothing was altered, lost or added behind the ledger's back.

It changes nothing, and works without keys as far as that goes. Exit code 0: whole; 1: findings, or
not all could be checked; 5: broken.
"""


def run(session: Session, asked: Given) -> Done:
    """Check what is stored, and beside it what the histories say."""
    from ledger import audit
    from projections.formats.checked import as_document, text

    found = _with_quality(session, audit.check(session.folder, session.environ, asked["against"], asked["key"]))
    return Done(as_document(found), text(found), found.exit_code)


def _with_quality(session: Session, found: "Checked") -> "Checked":
    """What a check found, and beside it what is odd in the histories, where these can be read and trusted."""
    if found.verdict not in ("ok", "findings"):
        return found
    from ledger import replay
    from projections import quality

    view = replay.view(session.ledger)
    programme, women = replay.programme(session.ledger, view.position), replay.women(session.ledger, view.position)
    return quality.joined(found, quality.look(programme, women, view.true_on))


COMMAND: Final = Command("check", HELP, (
    Asked("--against", "A head noted before: SIZE:ROOT, or a file that holds it or a signed note.", metavar="HEAD"),
    Asked("--key", "A public key that must have signed that head; may be given again.", many=True, metavar="KEY")), run)
