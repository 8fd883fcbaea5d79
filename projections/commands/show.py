"""What is held of a woman, or in one entry?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from ledger.errors import NotFound, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session, Shown

HELP: Final = """Show a woman's entries, also those put right since; or one entry by its position.

Entries about health, safety, children and the like are folded until asked for: by --all, or one by its position.

\b
  outcomes show W-0007
  outcomes show 1204
  outcomes show W-0007 --for-her --output for-her.html
"""
LAST: Final = 2**53


def run(session: Session, asked: Given) -> Done:
    """Her entries, one entry, or what she gets when she asks."""
    from ledger.women import whom

    typed = asked["woman"]
    if asked["for_her"] or asked["output"]:
        return _for_her(session, asked, whom(session.ledger, typed))
    numbered = typed.isascii() and typed.isdigit()
    woman = typed if numbered else whom(session.ledger, typed)
    entries = session.ledger.entries.stream(session.ledger.stream_of(woman))
    if entries:
        from projections.timeline import timeline

        return _shown(session, woman, timeline(entries), folded=not asked["all"])
    return _entry(session, int(typed) if len(typed) < 16 else LAST) if numbered else _nobody(session, woman)


def _entry(session: Session, position: int) -> Done:
    from ledger.putting_right import entry_at
    from projections.timeline import timeline

    entry = entry_at(session.ledger, position)
    rows = [row for row in timeline(session.ledger.entries.stream(entry.stream)) if row["position"] == entry.position]
    return _shown(session, entry.said.woman, rows, folded=False)


def _shown(session: Session, woman: str, rows: Sequence[Mapping[str, Any]], folded: bool) -> Done:
    """Rows as a person and a program get them; beside each, where a server keeps it, the login that appended it."""
    from ledger import restricted
    from projections.formats.entries import text

    since = [fact.said.occurred for fact in restricted.of(session.ledger.entries.stream(session.ledger.stream_of(woman)))]
    logins = session.ledger.entries.roles([row["position"] for row in rows])
    rows = [{**row, "login": logins[row["position"]]} if row["position"] in logins else row for row in rows]
    return Done({"report": "show", "woman": woman, "restricted_since": since[0] if since else None, "rows": rows},
                text(woman, rows, folded, since[0] if since else ""), shown=Shown("team", woman=woman))


def _nobody(session: Session, woman: str) -> Done:
    from ledger.near import near_woman

    raise NotFound(f"{woman} is not known to this ledger.", near_woman(session.ledger, woman))


def _for_her(session: Session, asked: Given, woman: str) -> Done:
    """What is held of a woman, as she gets it; and what to see to before she does."""
    from projections.formats.for_her import text
    from projections.giving import BEFORE, given, put

    output = asked["output"]
    if not asked["for_her"]:
        raise Usage("--output goes with --for-her.", f"outcomes show {woman} --for-her --output {output}")
    document = given(session.ledger, woman)
    said = put(session.ledger, output, document) if output else text(document)
    if output and session.for_program:
        session.tell(said)
    return Done(document, said, then=partial(session.tell, *BEFORE, *document["safe"]), shown=Shown("team", "--for-her", woman))


COMMAND: Final = Command("show", HELP, (
    Asked("WOMAN", "By her reference, its number or its start; or the position of an entry.", required=True, completes="women"),
    Asked("--all", "Unfold what could harm her if read over a shoulder.", "flag"),
    Asked("--for-her", "What she gets when she asks for it: in plain words, to her, others left out.", "flag"),
    Asked("--output", "Write what is for her to a file: .txt or .html.", "path", metavar="FILE")), run)
