"""What can be handed on as a whole, and checked by whoever gets it?"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledger.errors import Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.folder import Ledger
    from ledger.replay import View
    from projections.export.pack import Packed, Sign

QUESTION: Final = {
    "team": "This pack will tell of single women, under pseudonyms, to whoever opens it. Write it?",
    "board": "This pack will hold exact counts, also small ones, for a closed group. Write it?"}


def run(session: Session, asked: Given) -> Done:
    """Write the pack, whole or not at all."""
    from ledger import traces
    from projections import closed
    from projections.formats import written

    path: Path = asked["pack"]
    if path.suffix.lower() != ".zip":
        raise Usage(f"{path.name}: a pack is a zip file.", f"End its name with .zip: outcomes export {path.stem or 'pack'}.zip")
    written.ready(path)
    audience = session.audience(asked["audience"], leaves=True)
    if audience != "public":
        session.agree(QUESTION[audience], asked["yes"])
    made = _made(session, asked, audience)
    traces.note(session.ledger.entries.ledger_id, [path], session.environ)   # before: it may be cut off
    with closed.whole(path) as unfinished:
        unfinished.write_bytes(made.body)
    traces.note(session.ledger.entries.ledger_id, [path], session.environ)
    document = {"pack": str(path), **made.heading, "bytes": len(made.body), "files": dict(made.digests), "left_out": dict(made.left_out)}
    return Done(document, _text(path, made))


def _made(session: Session, asked: Given, audience: str) -> "Packed":
    import attrs

    from ledger import replay
    from ledger.restricted import Usable
    from projections.export.pack import Source, packed

    ledger = session.ledger
    assert ledger.keys is not None
    view = replay.view(ledger, asked["true_on"], asked["known_by"])
    whole = audience == "team"
    everybody = replay.women(ledger, view.position)
    histories = list(everybody)
    source = Source(ledger.settings.name, ledger.entries.ledger_id, attrs.evolve(view, restricted=len(everybody.apart)),
                    replay.programme(ledger, view.position), histories, list(Usable(ledger, view.position)) if whole else (),
                    ledger.entries.leaves(view.position) if whole else (), ledger.keys.secret)
    return packed(source, audience, _signs(session, ledger, view) if asked["sign"] else None)


def _signs(session: Session, ledger: "Ledger", view: "View") -> "Sign":
    """What signs a pack with the ledger's own key: a checkpoint with one more line, which names the pack."""
    from ledger import checkpoints
    from projections.export.pack import BINDS

    own = checkpoints.signer(ledger.entries.ledger_id, session.environ, make=True)
    assert own is not None
    head = checkpoints.text(ledger.entries.ledger_id, view.position, bytes.fromhex(view.root))
    return lambda digest: checkpoints.sign(f"{head}{BINDS}{digest}\n", own)


def _text(path: Path, made: "Packed") -> str:
    heading = made.heading
    lines = [f"Wrote {path}: {len(made.digests) + 1} files, {len(made.body):,} bytes, true on {heading['true_on']}, known by "
             f"{heading['known_by']}. Audience: {heading['audience']}.{' Not for home.' if heading['audience'] == 'team' else ''}"]
    if made.left_out:
        lines.append(f"{len(made.left_out)} reports or tables are not in it at {heading['audience']}; README.txt names them.")
    return "\n".join([*lines, "Read README.txt in it first: it says what is in it, what is not, and how to check it."])


COMMAND: Final = Command("export", """Write a pack to hand on: tables, report, events, provenance, and how to check them.

What leaves is for the public unless you say otherwise. Figures are protected for their audience, women have pseudonyms
that are good for one pack, free text stays here, and the same ledger and days give the same bytes.

\b
  outcomes export pack.zip
  outcomes export september.zip --audience board --true-on 2021-09-30
  outcomes export harbour.zip --true-on 2021-09-30 --sign
""", (
    Asked("PACK", "The zip file to write.", shape="path", required=True),
    Asked("--audience", "Who will see it; else public.", shape="choice", choices=("team", "board", "public")),
    Asked("--true-on", "As true on this day; else the day of the last entry.", shape="day", metavar="DAY"),
    Asked("--known-by", "As known by the end of this day; else all that is known.", shape="day", metavar="DAY"),
    Asked("--sign", "Sign it with this ledger's own key, which is made when first needed.", "flag"),
    Asked("--yes", "Do not ask.", shape="flag")), run)
