"""What is the head of the log, in four lines to minute, print or mail, and does a later one extend it?"""

from typing import TYPE_CHECKING, Any, Final

from ledger.errors import Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.checkpoints import Noted

HELP: Final = """Fix the state of the whole record in four lines that can be minuted, printed or mailed.

Whoever keeps them can show later that nothing which was there then has been altered or removed, by the ledger's keeper
either. A witness who keeps the last one cosigns the next, after seeing that it extends it.

\b
  outcomes checkpoint --sign --output head.note
  outcomes checkpoint --sign --since mine.note --output head.note
  outcomes checkpoint cosign head.note --prior mine.note --output mine.note
  outcomes checkpoint key
"""


def run(session: Session, asked: Given) -> Done:
    """Make, cosign, or print the public key."""
    from projections import closed

    done = {"cosign": _cosign, "key": _key}.get(asked["action"] or "", _make)(session, asked)
    if asked["output"] and asked["action"] != "key":
        with closed.whole(asked["output"], public=True) as unfinished:   # a witness's own is replaced by its successor
            unfinished.write_text(done.text + "\n", encoding="utf-8")
        return Done(done.document, f"Wrote {asked['output']}. Keep it where the ledger's keeper cannot change it.", done.exit_code)
    return done


def _make(session: Session, asked: Given) -> Done:
    from ledger import backups, checkpoints, erasure, tree

    if asked["file"]:
        raise Usage("A file is cosigned, not made into a checkpoint.", f"Cosign it: outcomes checkpoint cosign {asked['file']}")
    ledger = session.ledger
    size = ledger.entries.head().position
    leaves = ledger.entries.leaves(size)
    root = tree.root(leaves)
    said = checkpoints.text(ledger.entries.ledger_id, size, root, erasure.receipts(ledger))
    own = checkpoints.signer(ledger.entries.ledger_id, session.environ, make=True) if asked["sign"] else None
    if own:
        said = checkpoints.sign(said, own)
    if asked["since"]:
        said = _since(checkpoints.noted(asked["since"]), leaves, said)
    backups.note_head(ledger.entries.ledger_id, size, root, session.environ)
    if asked["record"]:
        _record(session, asked, size, root.hex())
    document = {"report": "checkpoint", "size": size, "root": root.hex(), "note": said, "key": own.vkey if own else None}
    return Done(document, said.rstrip("\n"))


def _since(old: "Noted", leaves: list[bytes], said: str) -> str:
    from ledger import checkpoints, tree
    from ledger.errors import Broken

    if old.size > len(leaves) or tree.root(leaves[:old.size]) != old.root:
        raise Broken(f"This ledger does not extend that head of {old.size} entries: entries were altered or removed. Nothing was signed.",
                     "Keep both as evidence, and run: outcomes check")
    return checkpoints.extending(old.size, tree.consistency(leaves, old.size), said)


def _record(session: Session, asked: Given, size: int, root: str) -> None:
    """Append it to the programme's stream, where an auditor without keys reads it."""
    from ledger.entries import PROGRAMME, Said
    from ledger.reading import statement
    from ledger.recording import append

    author = session.author(asked["by"])
    today = session.ledger.day_of(author.now)
    row = {"kind": "checkpoint-made", "woman": PROGRAMME, "occurred": today.isoformat(), "size": str(size), "root": root}
    receipt = append(session.ledger, [Said(statement(row, "practitioner", today, by_command=True))], author)
    session.tell(f"Recorded the checkpoint {receipt}.")


def _cosign(session: Session, asked: Given) -> Done:
    from ledger import checkpoints

    if not asked["file"]:
        raise Usage("Which head is to be cosigned?", "outcomes checkpoint cosign head.note --prior mine.note")
    new = checkpoints.noted(str(asked["file"]))
    if new.note is None:
        raise Usage(f"{asked['file']} is no signed note.", "Ask for one: outcomes checkpoint --sign --output head.note")
    if not asked["prior"] and not asked["first"]:
        raise Usage("Whether the new head extends the one that you kept must be seen before it is cosigned.",
                    "Give yours: --prior mine.note; or, where it is the first that you witness: --first")
    prior = checkpoints.noted(asked["prior"]) if asked["prior"] else None
    own = checkpoints.witness(asked["name"], session.environ)
    said = checkpoints.cosigned(new, prior, own, session.author(None).now // 1_000_000)
    document = {"report": "checkpoint", "size": new.size, "root": new.root.hex(), "note": said, "key": own.vkey}
    return Done(document, said.rstrip("\n"))


def _key(session: Session, asked: Given) -> Done:
    from ledger import checkpoints

    keys: dict[str, Any] = {}
    if asked["name"]:
        keys["witness"] = checkpoints.witness(asked["name"], session.environ).vkey
    else:
        own = checkpoints.signer(session.ledger.entries.ledger_id, session.environ, make=True)
        assert own is not None
        keys["ledger"] = own.vkey
    return Done({"report": "checkpoint", **keys}, "\n".join(keys.values()))


COMMAND: Final = Command("checkpoint", HELP, (
    Asked("ACTION", "cosign, key; or nothing, to make one.", "choice", ("cosign", "key"), metavar="[cosign|key]"),
    Asked("FILE", "The head to cosign.", "path", metavar="[FILE]"),
    Asked("--sign", "Sign it with this ledger's own key, which is made when first needed.", "flag"),
    Asked("--since", "Show that it extends this head: SIZE:ROOT or a file.", metavar="HEAD"),
    Asked("--record", "Record it in the programme's stream too.", "flag"),
    Asked("--prior", "The head that you kept, as its witness.", metavar="HEAD"),
    Asked("--first", "It is the first head that you witness.", "flag"),
    Asked("--name", "The witness's name, when the key is made.", metavar="NAME"),
    Asked("--output", "Write it to a file.", "path", metavar="FILE"),
    Asked("--by", "Who appends a recorded checkpoint; else OUTCOMES_BY, else this computer's user.", metavar="WHO")), run)
