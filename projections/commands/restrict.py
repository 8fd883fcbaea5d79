"""Of whom is what is held only kept and not used, and who may say so?"""

from typing import TYPE_CHECKING, Any, Final

from ledger.errors import Usage
from projections.asked import BY, YES, Asked, Given
from projections.commands import Command, Done, Session, Shown

if TYPE_CHECKING:
    from ledger.history import Fact
    from ledger.recording import Receipt

HELP: Final = """Keep what is held of a woman and use it for nothing, until that is lifted (UK GDPR, article 18).

She may ask for it while something is put right, or instead of an erasure. From then on no report, release, export, read
model, sample or list has her, also one of an earlier day: each says "1 restricted". Entries may still be recorded, since
that is keeping; `show` still shows her, and she may have what is held of her. It cannot be undone, only lifted; the law
asks that she is told before. Women who were found to be one with her go with her. Without a reference: who is restricted.

\b
  outcomes restrict W-0007 --reason "says that two dates are wrong" --authority "she asked on 5 October"
  outcomes restrict W-0007 --lift --reason "put right, and she was told" --authority "she agreed"
  outcomes restrict
"""


def run(session: Session, asked: Given) -> Done:
    """Restrict, lift, or list."""
    if asked["woman"] is None:
        return _listed(session)
    for name in ("reason", "authority"):
        if not (asked[name] or "").strip():
            raise Usage(f"--{name} is not given; nothing was changed.",
                        f"outcomes restrict {asked['woman']} --reason WHY --authority WHO{' --lift' if asked['lift'] else ''}")
    return _recorded(session, asked)


def _recorded(session: Session, asked: Given) -> Done:
    from ledger import erasure, restricted
    from ledger.women import whom
    from projections.formats import told

    ledger, author = session.ledger, session.author(asked["by"])
    woman = whom(ledger, asked["woman"])
    women = erasure.one_with(ledger, woman, "nothing was changed")
    named = " and ".join([woman, *(each for each in women if each != woman)])
    question = (f"Was she told before? Lift the restriction of {named}, so that every figure has her again?" if asked["lift"] else
                f"Keep what is held of {named} and use it for nothing, until it is lifted?")
    session.agree(question, asked["yes"])
    kind = restricted.LIFTED if asked["lift"] else restricted.SET
    done = restricted.record(ledger, women, kind, asked["authority"], asked["reason"], author)
    text = _text(named, asked["lift"], done)
    return Done({"report": "restrict", "women": women, "restricted": not asked["lift"], **told.receipt(done)}, text)


def _text(named: str, lift: bool, done: "Receipt") -> str:
    if lift:
        return f"Lifted the restriction of {named}, {done}. Figures have her again."
    return (f"Restricted {named}, {done}. Reports, exports, read models and samples made from now on leave her out.\n"
            "What was made before still has her: files that were noted are named by: outcomes doctor")


def _listed(session: Session) -> Done:
    from ledger import restricted

    rows = [_row(fact) for fact in restricted.everybody(session.ledger)]
    lines = [f"{row['woman']}  restricted since {row['since']} (position {row['position']}): {row['reason']}"
             + (f"; {row['authority']}" if row["authority"] else "") for row in rows]
    text = "\n".join(["What is held of these women is kept and not used. Audience: team. Not for home.", "", *lines] if rows else
                     ["Nobody is restricted."])
    return Done({"report": "restrict", "audience": "team", "rows": rows}, text, shown=Shown("team"))


def _row(fact: "Fact") -> dict[str, Any]:
    return {"woman": fact.said.woman, "since": fact.said.occurred, "position": fact.position, "reason": fact.event.reason,
            "authority": fact.event.authority}


COMMAND: Final = Command("restrict", HELP, (
    Asked("WOMAN", "Her reference; without it, who is restricted.", completes="women"),
    Asked("--reason", "Why, in short.", metavar="TEXT"), Asked("--authority", "Who asked for it, or decided it.", metavar="WHO"),
    Asked("--lift", "Lift it.", "flag"), YES, BY), run)
