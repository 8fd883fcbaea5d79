"""Who signs what they record, and by which key?"""

import sys
from typing import TYPE_CHECKING, Final

from ledger.errors import NotFound, Refused, Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

if TYPE_CHECKING:
    from ledger.authors import Key

HELP: Final = """Give somebody who records a key, so that their entries are signed; or list who has one.

From then on every entry recorded under that name on this computer carries a signature that nobody else can make, and
`outcomes check` tells signed from unsigned. The private half stays in your own configuration folder. Whose key it is,
two people settle by comparing the fingerprint.

\\b
  outcomes author P-03
  outcomes author P-03 --passphrase
  outcomes author P-03 --revoke --reason "laptop lost"
  outcomes author
"""

NOBODY: Final = "Nobody has a key: no entry is signed. Make one: outcomes author NAME"
KEEP: Final = ("Have it minuted, or tell it to your auditor. The private half is in your own configuration folder, on this computer "
               "alone.")


def run(session: Session, asked: Given) -> Done:
    """Register, revoke, or list."""
    if asked["name"] is None:
        return _list(session, asked)
    if asked["revoke"]:
        return _revoke(session, asked)
    return _register(session, asked)


def _keys(session: Session) -> "list[Key]":
    from ledger import authors
    from ledger.entries import PROGRAMME

    return authors.registered(session.ledger.entries.stream(PROGRAMME))


def _list(session: Session, asked: Given) -> Done:
    if asked["revoke"]:
        raise Usage("Whose key is to be revoked?", 'outcomes author NAME --revoke --reason "laptop lost"')
    keys = _keys(session)
    rows = [{"author": key.author, "fingerprint": key.fingerprint, "public_key": key.public, "since": key.since, "until": key.until}
            for key in keys]
    lines = [f"{key.author}: {key.fingerprint}, from position {key.since}" + (f" to {key.until}, revoked there" if key.until else "")
             for key in keys]
    return Done({"report": "author", "rows": rows}, "\n".join(lines or [NOBODY]))


def _register(session: Session, asked: Given) -> Done:
    """Draw a key pair, and append its public half, signed by its private one."""
    from ledger import authors

    ledger, name = session.ledger, asked["name"]
    ledger_id = ledger.entries.ledger_id
    author = session.author(name)
    held = authors.standing(_keys(session), author.name)
    here = authors.private_file(ledger_id, name, session.environ).is_file()
    if held and here:
        return _done(f"{name} has a key already, since position {held.since}; nothing was changed. Fingerprint: {held.fingerprint}", held)
    if held:
        raise Refused(f"{name} has a key already, since position {held.since}, and it is not on this computer. Nothing was changed.",
                      f'If it is lost, revoke it first: outcomes author {name} --revoke --reason "lost"')
    secret = _new_passphrase(session) if asked["passphrase"] and not here else None
    public = authors.make(ledger_id, name, secret, session.environ)
    try:
        _append(session, name, "author-registered", author=name, public_key=public)
    except BaseException:
        if not here:
            authors.forget(ledger_id, name, session.environ)
        raise
    new = authors.standing(_keys(session), name)
    assert new is not None
    return _done(f"{name} has a key, registered at position {new.since}. Fingerprint: {new.fingerprint}\n{KEEP}", new)


def _revoke(session: Session, asked: Given) -> Done:
    """Say that a key speaks for its author no longer, and delete its private half if it is here."""
    from ledger import authors

    name = asked["name"]
    held = authors.standing(_keys(session), name)
    if held is None:
        raise NotFound(f"{name!r:.60} has no key that stands; nothing was changed.", "See who has: outcomes author")
    if not asked["reason"]:
        raise Usage("Why it is revoked is not given; nothing was changed.", f'outcomes author {name} --revoke --reason "laptop lost"')
    _append(session, asked["by"], "author-revoked", author=name, reason=asked["reason"])
    gone = " Its private half was deleted here." if authors.forget(session.ledger.entries.ledger_id, name, session.environ) else ""
    last = next(key for key in reversed(_keys(session)) if key.author == name)
    return _done(f"The key of {name} speaks for them no longer, from position {last.until} on.{gone}", last)


def _done(said: str, key: "Key") -> Done:
    return Done({"report": "author", "author": key.author, "fingerprint": key.fingerprint, "public_key": key.public, "since": key.since,
                 "until": key.until}, said)


def _append(session: Session, by: str | None, kind: str, **fields: str) -> None:
    from ledger.entries import PROGRAMME, Said, Statement
    from ledger.events import event_class
    from ledger.fields import BadValue
    from ledger.recording import append

    author = session.author(by)
    try:
        event = event_class(kind)(**fields)
    except BadValue as why:
        raise Usage(f"{why.sentence}; nothing was changed.", why.hint) from None
    said = Statement(kind=kind, woman=PROGRAMME, occurred=session.ledger.day_of(author.now).isoformat(), event=event)
    append(session.ledger, [Said(said)], author)


def _new_passphrase(session: Session) -> str:
    """A passphrase for a new key: from the environment, else typed twice."""
    from ledger.authors import PASSPHRASE

    given = session.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused("Nobody is here to be asked for a passphrase; nothing was changed.",
                      f"Put it in {PASSPHRASE}, or run it on a terminal.")
    import getpass

    first, second = getpass.getpass("New passphrase: "), getpass.getpass("Once more: ")
    if not first or first != second:
        raise Refused("The two are not the same, or blank; nothing was changed.", "Type it again.")
    return first


COMMAND: Final = Command("author", HELP, (
    Asked("NAME", "Whose key: the name under which they record, such as P-03.", metavar="[NAME]"),
    Asked("--passphrase", "Lock the private half with a passphrase: asked for here, or in OUTCOMES_PASSPHRASE.", "flag"),
    Asked("--revoke", "The key speaks for them no longer.", "flag"),
    Asked("--reason", "Why it is revoked."),
    Asked("--by", "Who revokes it; else OUTCOMES_BY, else this computer's user.", metavar="WHO")), run)
