"""Who may do what with a ledger that a server keeps, and who is one of them?

Three roles that nobody logs in as; a person's own login is given one of them. The server enforces what each may do,
whatever program they use.
"""

from collections.abc import Iterable, Sequence

import attrs

from ledger.errors import NotFound, Refused, Usage
from ledger.store import Entries
from ledger.store.layout import APPEND, GRANTS, KEYS_SCHEMA, ROLES, SCHEMA, role_name

LONGEST = 63


@attrs.frozen
class Role:
    """A role: what it is for, its name on the server, what it may do, and the logins that were given it."""

    role: str
    name: str
    may: str
    logins: tuple[str, ...]


def statements(database: str, given: Iterable[tuple[str, str]] = (), there: Iterable[str] = ()) -> list[str]:
    """What makes the roles and grants. given: role and login, a pair each. there: names of roles that need no making."""
    made: list[str] = []
    for role in ROLES:
        name = _quoted(role_name(database, role))
        made += [] if role_name(database, role) in set(there) else [f"CREATE ROLE {name} NOLOGIN"]
        made.append(f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {name}")
        made += [f"GRANT {privilege} ON {_kind(part)} TO {name}" for part, privilege in sorted(GRANTS[role])]
    return made + [f"GRANT {_quoted(role_name(database, role))} TO {_quoted(login)}" for role, login in given]


def make(entries: Entries, given: Sequence[tuple[str, str]] = ()) -> list[Role]:
    """Make the roles, or what of them is missing, and give them to logins; all of it or nothing.

    Raises Usage for a role that is none, Refused where the server does not let this login or a role is more than it should be,
    NotFound for a login that is none.
    """
    on = database(entries)
    for role, _ in given:
        if role not in ROLES:
            raise Usage(f"{role!r:.40} is no role; nothing was changed.", f"The roles are {', '.join(ROLES)}.")
    names = [role_name(on, role) for role in ROLES]
    if max(len(name.encode()) for name in names) > LONGEST:
        raise Refused(f"The database's name is so long that its roles cannot be named after it: {on}.", "Choose a shorter one.")
    there = entries.logins([*names, *(login for _, login in given)])
    _plain({name: kind for name, kind in there.items() if name in names})
    missing = [login for _, login in given if login not in there]
    if missing:
        raise NotFound(f"Nobody logs in to that server as {' or '.join(missing)}; nothing was changed.",
                       f"Make the login first, on the server: CREATE ROLE {_quoted(missing[0])} LOGIN PASSWORD '...'")
    entries.settle(statements(on, given, there))
    return roles(entries)


def roles(entries: Entries) -> list[Role]:
    """The roles as they are now."""
    on = database(entries)
    members = entries.members([role_name(on, role) for role in ROLES])
    return [Role(role, name, may, tuple(members.get(name, ()))) for role, may in ROLES.items() for name in (role_name(on, role),)]


def database(entries: Entries) -> str:
    """The name of the database. Raises Refused for a ledger in a folder."""
    if entries.embedded:
        raise Refused("This ledger lies in a folder, where whoever may write its files may do everything; nothing was changed.",
                      "Roles are a server's: outcomes store copy FOLDER --store ADDRESS")
    return entries.server().database


def _plain(kinds: dict[str, str]) -> None:
    """A role of that name which somebody made for something else would be given rights, or bring its own."""
    for name, kind in kinds.items():
        if kind:
            raise Refused(f"There is a role {name} on that server already, and it {kind}; nothing was changed.",
                          "Let the server's administrator rename or remove it.")


def _kind(part: str) -> str:
    if part in (SCHEMA, KEYS_SCHEMA):
        return f"SCHEMA {part}"
    return f"FUNCTION {SCHEMA}.{APPEND}" if part == f"{SCHEMA}.append" else f"TABLE {part}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
