"""Where are the entries kept, who may do what there, and how do they move?"""

from pathlib import Path
from typing import Final

from ledger.errors import Usage
from projections.asked import Asked, Given
from projections.commands import Command, Done, Session

HELP: Final = """Keep a ledger on a server of PostgreSQL: make its roles, copy it to and fro, open it from another computer.

Bytes, positions and root are the same wherever a ledger is kept. On a server its roles are enforced for every program: a
coordinator appends and reads, an evaluator reads, an auditor reads without keys. The address holds no password: it comes
from PGPASSWORD, .pgpass or a service file.

\b
  outcomes store copy phoenix-server --store postgresql://keeper@db.example.org/phoenix
  outcomes store roles --give coordinator anna --give auditor olu
  outcomes store open phoenix --store postgresql://anna@db.example.org/phoenix
  outcomes store copy phoenix-again
"""


def run(session: Session, asked: Given) -> Done:
    """Roles, a copy, or a folder for a ledger that a server keeps."""
    return {"roles": _roles, "copy": _copy, "open": _open}[asked["action"]](session, asked)


def _roles(session: Session, asked: Given) -> Done:
    from ledger import logins

    entries = session.ledger.entries
    _only(asked, "roles", "give", "sql")
    if asked["sql"]:
        said = logins.statements(logins.database(entries), asked["give"])
        return Done({"report": "store", "statements": said}, "\n".join(f"{each};" for each in said))
    made = logins.make(entries, asked["give"])
    rows = [{"role": each.role, "name": each.name, "may": each.may, "logins": list(each.logins)} for each in made]
    lines = [f"{each.role}: {each.may}. Give it to a login: GRANT {each.name} TO ...; so far: {', '.join(each.logins) or 'nobody'}"
             for each in made]
    return Done({"report": "store", "rows": rows}, "\n".join(lines))


def _copy(session: Session, asked: Given) -> Done:
    from ledger import moving
    from ledger.address import EMBEDDED

    _only(asked, "copy", "folder", "store")
    done = moving.copy(session.ledger, _folder(asked, "copy"), asked["store"] or EMBEDDED)
    lines = [f"Copied {done.size:,} entries to {done.folder}, and verified every one of them. The root is the same: {done.root.hex()}",
             "From now on write to one of the two alone, or they part. The old one stays as it was."]
    if done.loses_roles:
        lines.append("Which login of the server appended an entry is not kept in a folder.")
    return Done({"report": "store", "folder": str(done.folder), "store": done.store, "size": done.size, "root": done.root.hex()},
                "\n".join(lines))


def _open(session: Session, asked: Given) -> Done:
    from ledger import moving
    from ledger.address import told

    _only(asked, "open", "folder", "store")
    if not asked["store"]:
        raise Usage("Which server keeps it is not said; nothing was made.", "outcomes store open FOLDER --store ADDRESS")
    folder = _folder(asked, "open")
    said = moving.join(folder, asked["store"])
    return Done({"report": "store", "folder": str(folder), "store": said.store, "name": said.name},
                f"{folder} opens {said.name}, kept in {told(said.store)}. Entries are read where the master key is on this computer, "
                "or its recovery copy in OUTCOMES_KEY.")


def _folder(asked: Given, action: str) -> Path:
    if not asked["folder"]:
        raise Usage("The new folder is not named; nothing was made.", f"outcomes store {action} FOLDER --store ADDRESS")
    folder: Path = asked["folder"]
    return folder


def _only(asked: Given, action: str, *may: str) -> None:
    """Nothing is passed over in silence."""
    for name in ("folder", "store", "give", "sql"):
        if asked[name] and name not in may:
            raise Usage(f"{'FOLDER' if name == 'folder' else '--' + name} says nothing to `store {action}`; nothing was changed.",
                        "See: outcomes store --help")


COMMAND: Final = Command("store", HELP, (
    Asked("ACTION", "roles, copy or open.", "choice", ("roles", "copy", "open"), required=True),
    Asked("FOLDER", "The new folder: of the copy, or to work from.", "path", metavar="[FOLDER]"),
    Asked("--store", "The address of a server's database; a copy without it is kept in its folder.", metavar="ADDRESS"),
    Asked("--give", "Give a role to a login of the server.", values=2, many=True, metavar="ROLE LOGIN"),
    Asked("--sql", "Print what makes the roles, for the server's administrator to run.", "flag")), run)
