"""Which server is meant, said without a secret?

What stands in ledger.toml is copied, mailed and backed up: a password there would go with it.
"""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ledger.errors import Usage

EMBEDDED: Final = "embedded"
SCHEMES: Final = ("postgresql", "postgres")
SECRETS: Final = frozenset({"password", "sslpassword", "oauth_client_secret"})
FOR_EXAMPLE: Final = "For example: postgresql://anna@db.example.org/phoenix"


def is_server(store: str) -> bool:
    """Whether a store's name is the address of a server."""
    return store.partition("://")[0] in SCHEMES and "://" in store


def store(said: str, where: str) -> str:
    """A store as it may stand in ledger.toml: embedded, or an address. where: who said it. Raises Usage."""
    if said == EMBEDDED:
        return said
    if not is_server(said) or not said.isprintable() or any(character in said for character in ' "\\'):
        raise Usage(f"{where}: {_without_secret(said)!r:.200} is no store.",
                    f'A ledger keeps its entries in its folder ("{EMBEDDED}"), or on a server of PostgreSQL. {FOR_EXAMPLE}')
    parts, asked = _parts(said, where)
    if parts.password is not None or SECRETS & {name for name, _ in asked}:
        raise Usage(f"{where}: the store's address holds a password, which would lie readable in ledger.toml. Nothing was changed.",
                    "Leave it out, and give it by PGPASSWORD, by a .pgpass file, or by a service file (?service=NAME).")
    if not parts.path.strip("/") and not {"dbname", "service"} & {name for name, _ in asked}:
        raise Usage(f"{where}: the store's address names no database.", FOR_EXAMPLE)
    return said


def told(store: str) -> str:
    """The database and server of an address, for a sentence."""
    parts, asked = _parts(store, "store")
    options = dict(asked)
    database = unquote(parts.path.strip("/")) or options.get("dbname") or f"service {options.get('service')}"
    return f"database {database} on {parts.hostname or options.get('host') or 'this computer'}"


def _parts(said: str, where: str) -> tuple[SplitResult, list[tuple[str, str]]]:
    try:
        parts = urlsplit(said)
        return parts, parse_qsl(parts.query, keep_blank_values=True)
    except ValueError as why:
        raise Usage(f"{where}: the store's address cannot be read: {why}.", FOR_EXAMPLE) from why


def _without_secret(said: str) -> str:
    return re.sub(r"://([^@/]*?):[^@/]*@", r"://\1:...@", said)
